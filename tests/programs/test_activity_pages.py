"""Pages of an activity: what is unknown stays unknown (R4), strangers find nothing (R1), the lock is told (R8)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dekon_portal.core.models import AuditEntry
from programs import activities, review
from programs.models import Activity, ActivityPartner, Office, Partner, Province, Regency, Session, State
from tests import make

pytestmark = pytest.mark.django_db

NEW = "/kegiatan/baru/"


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


@pytest.fixture
def approved(activity_sumsel, officer_sumsel, reviewer):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    return stored(activity_sumsel)


def stored(activity):
    return Activity._base_manager.get(pk=activity.pk)


def entry(office, **fields):
    make.year()
    return {
        "office": office.pk,
        "fiscal_year": 2020,
        "kind": "bimtek",
        "title": "Bimtek Produksi APD",
        "commodity": make.commodity().pk,
        "mode": "unknown",
        **fields,
    }


def tab(activity, name=""):
    return f"/kegiatan/{activity.code}/{name}"


# --- Entering ---
def test_an_activity_with_only_a_month_is_kept_as_such(officer, office_sumsel):
    response = officer.post(NEW, entry(office_sumsel, planned_month="6", target_participants="1.250"))
    activity = Activity._base_manager.get()
    assert response.url == activity.get_absolute_url()
    assert (activity.planned_start, activity.planned_month, activity.actual_month) == (None, date(2020, 6, 1), None)
    assert activity.target_participants == 1250
    assert activity.target_businesses is None
    assert activity.mode == "unknown"


def test_r4_the_page_says_unknown_and_never_zero(officer, activity_sumsel):
    page = officer.get(tab(activity_sumsel)).content.decode()
    targets = page.split('id="target"')[1].split("</section>")[0]
    assert targets.count("belum diketahui") == 2
    assert "waktu belum diketahui" in page


def test_a_double_click_makes_one_activity(officer, office_sumsel):
    token = "0b9ff3f6-7f4b-4f0e-9a55-4f0b7b1f8a11"
    first = officer.post(NEW, entry(office_sumsel, form_token=token))
    second = officer.post(NEW, entry(office_sumsel, form_token=token))
    assert first.url == second.url
    assert Activity._base_manager.count() == 1


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        pytest.param(
            {"planned_start": "2020-06-15", "planned_end": "2020-06-14"},
            "planned_end",
            "Tanggal selesai mendahului tanggal mulai.",
            id="end-before-start",
        ),
        pytest.param(
            {"actual_start": "15/06/2020", "actual_month": "6"},
            "actual_month",
            "Isi tanggal atau bulan saja, tidak keduanya.",
            id="day-and-month",
        ),
        pytest.param(
            {"planned_end": "2020-06-15"},
            "planned_start",
            "Isi tanggal mulainya juga, atau pilih bulannya saja.",
            id="end-alone",
        ),
        pytest.param(
            {"planned_start": "2002-06-15"},
            "planned_start",
            "Tanggal ini di luar tahun anggaran 2020.",
            id="another-year",
        ),
        pytest.param({"target_participants": "-5"}, "target_participants", "paling kecil 0", id="negative"),
        pytest.param({"target_participants": "2,5"}, "target_participants", "bilangan bulat", id="fraction"),
        pytest.param({"target_participants": "99999999999"}, "target_participants", "paling besar", id="too-many"),
        pytest.param({"title": "x" * 500}, "title", "300", id="500-characters"),
    ],
)
def test_a_wrong_entry_is_told_beside_its_field_and_nothing_typed_is_lost(
    officer, office_sumsel, given, field, sentence
):
    response = officer.post(NEW, entry(office_sumsel, place="Aula Dinas", **given))
    form = response.context["form"]
    assert sentence in " ".join(form.errors[field])
    assert 'value="Aula Dinas"' in response.content.decode()
    assert not Activity._base_manager.exists()


def test_a_regency_of_another_province_is_not_offered(officer, office_sumsel):
    response = officer.post(NEW, entry(office_sumsel, regency=make.regency("51.06").pk))
    assert "regency" in response.context["form"].errors


def test_r11_papua_is_whole_in_2020_and_split_from_2023(client):
    papua = Province.objects.create(code="91", name="Papua", time_zone="Asia/Jayapura")
    selatan = Province.objects.create(code="93", name="Papua Selatan", time_zone="Asia/Jayapura")
    merauke = Regency.objects.create(
        code="93.01", province=selatan, province_before_2022=papua, kind="kabupaten", name="Merauke"
    )
    office = Office._base_manager.create(province=papua, code="T91000", name="Dinas Perindustrian Papua")
    client.force_login(make.user("petugas_provinsi", office))
    make.year(2023)
    late = client.post(NEW, entry(office, fiscal_year=2023, regency=merauke.pk))
    assert "pada tahun 2023" in " ".join(late.context["form"].errors["regency"])
    client.post(NEW, entry(office, regency=merauke.pk))
    assert Activity._base_manager.get().regency == merauke


def test_an_officer_cannot_enter_for_an_office_of_another_province(officer, office_bali):
    response = officer.post(NEW, entry(office_bali))
    assert "office" in response.context["form"].errors


def test_markup_and_emoji_in_a_title_are_only_text(officer, office_sumsel):
    officer.post(NEW, entry(office_sumsel, title="<script>alert(1)</script> 😷"))
    activity = Activity._base_manager.get()
    page = officer.get(tab(activity)).content.decode()
    assert activity.title == "<script>alert(1)</script> 😷"
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 😷" in page


# --- Changing ---
def test_the_second_of_two_officers_is_told_and_overwrites_nothing(officer, activity_sumsel):
    shown = activity_sumsel.version
    form = entry(activity_sumsel.office, version=shown)
    officer.post(tab(activity_sumsel, "ubah/"), {**form, "place": "Aula A"})
    response = officer.post(tab(activity_sumsel, "ubah/"), {**form, "place": "Aula B"})
    page = response.content.decode()
    assert "baru saja diubah oleh orang lain" in page
    assert "Tersimpan oleh orang lain: Aula A" in page
    assert 'value="Aula B"' in page
    assert stored(activity_sumsel).place == "Aula A"


def test_office_and_year_stay_what_the_code_was_made_of(officer, activity_sumsel, office_bali):
    officer.post(tab(activity_sumsel, "ubah/"), {**entry(office_bali), "fiscal_year": 2021, "title": "Judul baru"})
    activity = stored(activity_sumsel)
    assert (activity.title, activity.office_id, activity.fiscal_year_id) == (
        "Judul baru",
        activity_sumsel.office_id,
        2020,
    )


def test_r8_a_change_of_an_approved_activity_is_refused_with_who_and_the_way_out(officer, approved):
    response = officer.post(tab(approved, "ubah/"), entry(approved.office, title="Judul lain"))
    page = response.content.decode()
    assert "sudah disetujui oleh Ratna Contoh pada" in page
    assert "Ajukan pembukaan" in page
    assert stored(approved).title == "Bimtek Produksi APD"


def test_r8_every_tab_of_an_approved_activity_says_so_and_offers_no_change(officer, approved):
    for name in ("", "jadwal/", "berkas/", "riwayat/"):
        page = officer.get(tab(approved, name)).content.decode()
        assert "sudah disetujui oleh Ratna Contoh pada" in page
        assert f"{tab(approved, 'ubah/')}" not in page
        assert reverse("programs:activity_ask_reopening", args=[approved.code]) in page


def test_asking_for_reopening_stands_on_the_page_and_needs_a_reason(officer, approved):
    url = reverse("programs:activity_ask_reopening", args=[approved.code])
    assert "reason" in officer.post(url, {"reason": " "}).context["form"].errors
    officer.post(url, {"reason": "Daftar hadir baru diterima."})
    page = officer.get(tab(approved)).content.decode()
    assert "Siti Aminah meminta pembukaan kembali" in page
    assert "Daftar hadir baru diterima." in page
    assert stored(approved).state == State.APPROVED


# --- The boundary ---
TABS = ["", "ubah/", "jadwal/", "berkas/", "riwayat/", "kelengkapan/", "sesi/baru/", "mitra/baru/", "langkah/submit/"]


@pytest.mark.parametrize("name", [*TABS, "ajukan-pembukaan/"])
def test_r1_an_activity_of_another_province_does_not_exist(officer, activity_bali, name):
    assert officer.get(tab(activity_bali, name)).status_code == 404
    assert officer.post(tab(activity_bali, name)).status_code in (404, 405)


def test_r1_the_list_and_its_exports_hold_own_rows_only(officer, activity_sumsel, activity_bali):
    page = officer.get("/kegiatan/?cari=b&provinsi=51").content.decode()
    assert activity_sumsel.code in page
    assert activity_bali.code not in page
    lines = b"".join(officer.get("/kegiatan/?_export=csv").streaming_content).decode()
    assert activity_sumsel.code in lines
    assert activity_bali.code not in lines


def test_a_regency_officer_sees_activities_of_the_regency_and_changes_none(
    client, regency_officer_palembang, office_sumsel, officer_sumsel
):
    here = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))
    elsewhere = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.74"))
    client.force_login(regency_officer_palembang)
    assert client.get(tab(here)).status_code == 200
    assert client.get(tab(elsewhere)).status_code == 404
    assert client.get(tab(here, "ubah/")).status_code == 403
    assert client.post(tab(here, "langkah/submit/")).status_code == 403


def test_who_only_looks_is_offered_nothing_and_told_why(client, auditor, activity_sumsel):
    client.force_login(auditor)
    page = client.get(tab(activity_sumsel)).content.decode()
    assert tab(activity_sumsel, "ubah/") not in page.split('id="kelengkapan"')[0]
    assert "langkah/" not in page
    refusal = client.post(NEW, {})
    assert refusal.status_code == 403
    assert "Peran Anda tidak mencakup tindakan ini" in refusal.content.decode()


# --- The list ---
def test_the_list_searches_filters_and_sorts(officer, office_sumsel, officer_sumsel):
    early = make.activity(office_sumsel, officer_sumsel, title="Bimtek masker", planned_month=date(2020, 3, 1))
    late = make.activity(office_sumsel, officer_sumsel, title="Pameran", kind="pameran", actual_start=date(2020, 9, 1))
    make.activity(office_sumsel, officer_sumsel, title="Magang", kind="magang", place="Bengkel masker")

    def titles(query):
        return [row.record.title for row in officer.get(f"/kegiatan/?{query}").context["table"].rows]

    assert titles("cari=MASKER&urut=title") == ["Bimtek masker", "Magang"]
    assert titles("jenis=pameran") == ["Pameran"]
    assert titles(f"cari={late.code}") == ["Pameran"]
    assert titles("status=approved") == []
    both = [title for title in titles("urut=when") if title != "Magang"]
    assert both == [early.title, late.title]


def test_exported_text_is_never_a_formula(officer, office_sumsel, officer_sumsel):
    make.activity(office_sumsel, officer_sumsel, title='=HYPERLINK("http://jahat.contoh";"klik")')
    lines = b"".join(officer.get("/kegiatan/?_export=csv").streaming_content).decode()
    assert ";'=HYPERLINK" in lines.replace("\"'", "'")
    assert officer.get("/kegiatan/?_export=xlsx").status_code == 200


PAGES = ["/kegiatan/", "{}", "{}jadwal/", "{}berkas/", "{}riwayat/", "{}kelengkapan/"]


@pytest.mark.parametrize("page", PAGES)
def test_queries_do_not_grow_with_rows(officer, office_sumsel, officer_sumsel, activity_sumsel, page):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            officer.get(page.format(tab(activity_sumsel)))
        return len(queries)

    grow(activity_sumsel, officer_sumsel)
    cost()
    few = cost()
    for _again in range(4):
        make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.74"))
        grow(activity_sumsel, officer_sumsel)
    assert cost() == few


def grow(activity, by):
    """One more of everything that hangs on an activity."""
    make.participation(activity, by)
    make.production(activity, by, product=make.product(f"produk-{Session._base_manager.count()}"))
    make.delivery(activity, by)
    Session(activity=activity, date=date(2020, 6, 1), topic="Menjahit").save()
    partner = Partner(province=activity.province, kind="lainnya", name=f"Mitra {Session._base_manager.count()}")
    partner.save()
    ActivityPartner(activity=activity, partner=partner).save()


# --- Sessions and partners ---
SESSION = {"topic": "Menjahit masker kain", "date": "15/06/2020", "mode": "luring", "hours": "8"}


def test_a_session_is_added_changed_and_removed(officer, activity_sumsel):
    officer.post(tab(activity_sumsel, "sesi/baru/"), {**SESSION, "start_time": "09:00", "end_time": "11:30"})
    session = Session._base_manager.get()
    assert "09.00–11.30" in officer.get(tab(activity_sumsel, "jadwal/")).content.decode()
    officer.post(reverse("programs:session_edit", args=[session.pk]), {**SESSION, "hours": ""})
    assert Session._base_manager.get().hours is None
    officer.post(reverse("programs:session_remove", args=[session.pk]))
    assert not Session._base_manager.exists()
    verbs = AuditEntry._base_manager.filter(subject=f"programs.session:{session.pk}").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["row.added", "row.changed", "row.removed"]


def test_a_session_ends_after_it_starts(officer, activity_sumsel):
    times = {"start_time": "11:30", "end_time": "09:00"}
    response = officer.post(tab(activity_sumsel, "sesi/baru/"), {**SESSION, **times})
    assert response.context["form"].errors["end_time"] == ["Pukul selesai harus sesudah pukul mulai."]


def test_a_new_partner_is_named_in_the_form_and_known_the_next_time(officer, activity_sumsel):
    url = tab(activity_sumsel, "mitra/baru/")
    new = {"new_name": "Gugus Tugas Covid-19", "new_kind": "gugus_tugas", "part": "membagikan masker"}
    officer.post(url, new)
    again = officer.post(url, {**new, "new_name": "gugus tugas covid-19"})
    assert "sudah tercatat sebagai mitra kegiatan ini" in again.content.decode()
    assert Partner._base_manager.count() == ActivityPartner._base_manager.count() == 1
    assert "membagikan masker" in officer.get(tab(activity_sumsel)).content.decode()


@pytest.mark.parametrize(
    ("given", "field"),
    [({}, "partner"), ({"new_name": "Dinas"}, "new_kind")],
    ids=["nobody", "no-kind"],
)
def test_a_partner_must_be_somebody_of_some_kind(officer, activity_sumsel, given, field):
    response = officer.post(tab(activity_sumsel, "mitra/baru/"), given)
    assert field in response.context["form"].errors


@pytest.mark.parametrize("kind", ["session", "partner"])
def test_r8_what_hangs_on_an_approved_activity_stays(officer, activity_sumsel, officer_sumsel, reviewer, kind):
    grow(activity_sumsel, officer_sumsel)
    row = {"session": Session, "partner": ActivityPartner}[kind]._base_manager.get()
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    response = officer.post(reverse(f"programs:{kind}_remove", args=[row.pk]), follow=True)
    assert "sudah disetujui oleh Ratna Contoh" in response.content.decode()
    assert type(row)._base_manager.filter(pk=row.pk).exists()


# --- What lacks, and what happened ---
def test_each_line_of_what_lacks_leads_to_its_field(officer, activity_sumsel):
    Activity._base_manager.filter(pk=activity_sumsel.pk).update(commodity=None)
    page = officer.get(tab(activity_sumsel, "kelengkapan/")).content.decode()
    assert f'href="{tab(activity_sumsel, "ubah/")}#id_commodity"' in page
    assert "wajib sebelum diajukan" in page
    assert 'id="id_commodity"' in officer.get(tab(activity_sumsel, "ubah/")).content.decode()


def test_history_tells_in_sentences_page_by_page(officer, activity_sumsel, officer_sumsel):
    for number in range(60):
        activity = stored(activity_sumsel)
        activity.place = f"Aula {number}"
        activities.change(activity, by=officer_sumsel, seen_version=activity.version)
    first = officer.get(tab(activity_sumsel, "riwayat/")).content.decode()
    assert "Siti Aminah mengubah Bimtek Produksi APD" in first
    assert "menambahkan" not in first
    last = officer.get(tab(activity_sumsel, "riwayat/?page=99")).content.decode()
    assert "Siti Aminah menambahkan Bimtek Produksi APD" in last
