"""What attacks on the finished portal found; each test names the hole it keeps shut."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import ScopedModel
from dekon_portal.core.editing import save_row
from dekon_portal.core.refusal import Refusal
from participants.models import Business, ImportBatch
from programs import goods
from programs.models import (
    Activity,
    ActivityPartner,
    ActivityTarget,
    Delivery,
    Holiday,
    Office,
    Partner,
    Province,
    Recipient,
    Regency,
    Session,
)
from tests import make

pytestmark = pytest.mark.django_db

NUL = "%00"


# --- A NUL character: PostgreSQL takes none in a text ---


@pytest.mark.parametrize(
    "address",
    [
        f"/kegiatan/a{NUL}b/",
        f"/kegiatan/?provinsi=a{NUL}b",
        f"/kegiatan/?cari=a{NUL}b",
        f"/ikm/saran/?business_name=a{NUL}b",
        f"/ikm/?provinsi=a{NUL}b",
        f"/peserta/?provinsi=a{NUL}b",
        f"/laporan/rekap-provinsi/?province=a{NUL}b",
        f"/laporan/rekap-provinsi/baris/?year=2020&column=a{NUL}b",
        f"/tinjauan/a{NUL}b/",
        f"/kegiatan/?a{NUL}b=1",
    ],
)
def test_a_nul_in_an_address_is_a_bad_address_and_no_fault(client, reviewer, activity_sumsel, address):
    client.raise_request_exception = False
    client.force_login(reviewer)
    assert client.get(address).status_code < 500


def test_a_nul_in_the_session_cookie_is_no_session(client, db):
    client.raise_request_exception = False
    client.cookies["sessionid"] = "x"
    client.cookies["sessionid"].set("sessionid", "a\0bcdefghijkl", '"a\\000bcdefghijkl"')
    assert client.get("/").status_code < 500


def test_a_nul_in_the_reason_for_a_look_at_a_nik_is_no_fault(client, officer_sumsel, activity_sumsel):
    row = make.participation(activity_sumsel, officer_sumsel, person=make.person(nik=make.nik()))
    client.raise_request_exception = False
    client.force_login(officer_sumsel)
    answer = client.post(reverse("participants:person_nik", args=[row.person.pk]), {"reason": "alasan\0yang panjang"})
    assert answer.status_code < 500


def test_a_nul_in_the_name_at_sign_in_is_no_fault(client, db):
    client.raise_request_exception = False
    assert client.post("/akun/masuk/", {"login": "a\0b", "password": "x\0y"}).status_code < 500


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("daftar.csv", b"Nama;NI\0K;L/P\nSiti Contoh;;P\nAni Contoh;;P\n"),
        ("daftar.csv", b"Nama;NIK;L/P\nSi\0ti Contoh;;P\nAni Contoh;;P\n"),
        ("daf\0tar.csv", b"Nama;NIK;L/P\nSiti Contoh;;P\nAni Contoh;;P\n"),
        ("x" * 400 + ".csv", b"Nama;NIK;L/P\nSiti Contoh;;P\nAni Contoh;;P\n"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_nul_in_an_uploaded_list_or_its_name_is_no_fault(client, officer_sumsel, activity_sumsel, name, data):
    client.raise_request_exception = False
    client.force_login(officer_sumsel)
    url = reverse("participants:import_new", args=[activity_sumsel.code])
    answer = client.post(url, {"file": SimpleUploadedFile(name, data)}, follow=True)
    assert answer.status_code == 200
    batch = ImportBatch._base_manager.get()
    assert batch.state in ("checked", "unreadable")
    assert "gangguan pada portal" not in batch.problem


# --- Lists ---


@pytest.mark.parametrize("size", ["-1", "0", "1000000", "99999999999999999999999", "²"])
def test_a_list_is_cut_to_one_of_its_sizes_whatever_the_address_asks(client, officer_sumsel, office_sumsel, size):
    """A million rows on one page would hold the server; a negative size was a fault."""
    for _ in range(26):
        make.business()
    client.force_login(officer_sumsel)
    answer = client.get("/ikm/", {"per_page": size})
    assert answer.status_code == 200
    assert len(answer.context["table"].page.object_list) == 25


def test_a_table_within_a_page_is_cut_the_same_way(client, officer_sumsel, activity_sumsel):
    client.force_login(officer_sumsel)
    for name in ("activity_schedule", "activity_goods", "activity_deliveries"):
        url = reverse(f"programs:{name}", args=[activity_sumsel.code])
        assert client.get(url, {"per_page": "-1", "page": "-3"}).status_code == 200


@pytest.mark.parametrize("sent", ["abc", "a\0b", "9" * 30])
def test_a_key_that_is_none_is_told_beside_its_field_of_an_admin_form(client, admin_user, sent):
    client.force_login(admin_user)
    answer = client.post("/admin/programs/appointment/add/", {"office": sent, "name": "Contoh", "role": "ppk"})
    assert answer.status_code == 200
    assert "office" in answer.context["adminform"].form.errors


def test_a_number_beyond_all_keys_names_no_ikm(client, officer_sumsel, activity_sumsel):
    work = work_of(activity_sumsel, officer_sumsel)
    row = work["participation"]
    row.business = make.business()
    row.save()
    client.force_login(officer_sumsel)
    url = reverse("participants:production_makers", args=[work["production"].pk])
    answer = client.post(url, {"businesses": ["9" * 30]})
    assert "businesses" in answer.context["form"].errors


def test_chosen_rows_that_cannot_be_are_no_fault_of_an_admin_list(client, admin_user):
    day = Holiday.objects.create(date=date(2020, 8, 17), name="Hari Kemerdekaan", kind="libur")
    client.force_login(admin_user)
    for chosen in ("9" * 30, "abc", "a\0b"):
        sent = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
        assert client.post("/admin/programs/holiday/", sent).status_code in (200, 302)
    assert Holiday.objects.get() == day


def test_an_admin_address_with_nonsense_is_no_fault(client, admin_user):
    client.force_login(admin_user)
    assert client.get("/admin/programs/appointment/add/?office=abc").status_code == 200
    assert client.get("/admin/programs/commodity/export/?tidak_ada=1").status_code == 302
    assert client.get(f"/admin/programs/holiday/?date__year={'9' * 25}").status_code == 302


# --- R3 ---


@pytest.mark.django_db(transaction=True)
def test_r3_a_nik_in_the_name_of_an_uploaded_list_is_masked(client, officer_sumsel, activity_sumsel):
    nik = make.nik()
    client.force_login(officer_sumsel)
    url = reverse("participants:import_new", args=[activity_sumsel.code])
    file = SimpleUploadedFile(f"Siti {nik}.csv", b"Nama;NIK;L/P\nSiti Contoh;;P\n")
    page = client.post(url, {"file": file}, follow=True).content.decode()
    assert nik not in page
    assert nik not in ImportBatch._base_manager.get().file_name


@pytest.mark.django_db(transaction=True)
def test_r3_a_list_without_headings_keeps_no_nik_as_a_heading(client, officer_sumsel, activity_sumsel):
    niks = [make.nik(n) for n in range(4)]
    rows = "\n".join(f"Siti Contoh {n};{nik};P" for n, nik in enumerate(niks))
    client.force_login(officer_sumsel)
    url = reverse("participants:import_new", args=[activity_sumsel.code])
    page = client.post(url, {"file": SimpleUploadedFile("d.csv", rows.encode())}, follow=True).content.decode()
    batch = ImportBatch._base_manager.get()
    settled = client.post(
        reverse("participants:import_settle", args=[batch.pk]), {"baris_judul": "1"}, follow=True
    ).content.decode()
    batch.refresh_from_db()
    kept = repr([batch.columns, batch.notes, batch.questions, list(batch.issues.values())])
    for nik in niks:
        assert nik not in page
        assert nik not in settled
        assert nik not in kept


# --- R1 within a province: a regency officer learns nothing of the neighbours ---


def test_r1_the_refusal_of_a_nik_does_not_name_a_person_of_another_regency(
    client, regency_officer_palembang, office_sumsel, officer_sumsel
):
    nik = make.nik()
    make.person(name="Rahasia Prabumulih", nik=nik, regency=make.regency("16.74"))
    activity = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))
    client.force_login(regency_officer_palembang)
    answer = client.post(
        reverse("participants:participation_new", args=[activity.code]),
        {"name": "Siti Contoh", "nik": nik, "regency": "16.71", "role": "peserta"},
    )
    page = answer.content.decode()
    assert "sudah tercatat" in page
    assert "Rahasia Prabumulih" not in page


def test_r1_ikm_of_one_name_in_other_regencies_are_not_shown_to_a_regency_officer(
    client, regency_officer_palembang, office_sumsel, officer_sumsel
):
    for owner in ("Pemilik Rahasia Satu", "Pemilik Rahasia Dua"):
        make.business(name="Konveksi Musi", owner_name=owner, regency=make.regency("16.74"))
    activity = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))
    client.force_login(regency_officer_palembang)
    answer = client.post(
        reverse("participants:participation_new", args=[activity.code]),
        {"name": "Siti Contoh", "regency": "16.71", "role": "peserta", "business_name": "Konveksi Musi"},
        follow=True,
    )
    assert "Pemilik Rahasia" not in answer.content.decode()


# --- R7, R8: what papers state of a name ---


def rename(client, kind, row, **fields):
    url = reverse(f"admin:programs_{kind}_change", args=[row.pk])
    sent = {"province": "16", "kind": row.kind, "name": row.name, "regency": "", "address": "", **fields}
    return client.post(url, sent)


def test_r7_a_recipient_on_a_signed_bast_keeps_its_name(
    client, officer_sumsel, activity_sumsel, mask, recipient_sumsel
):
    make.production(activity_sumsel, officer_sumsel, 10)
    draft = make.delivery(activity_sumsel, officer_sumsel, {mask: 5}, recipient=recipient_sumsel, number="001/BAST")
    goods.sign(draft, by=officer_sumsel)
    client.force_login(officer_sumsel)
    answer = rename(client, "recipient", recipient_sumsel, name="Yayasan Lain")
    assert "001/BAST" in answer.content.decode()
    assert Recipient._base_manager.get().name == recipient_sumsel.name
    assert rename(client, "recipient", recipient_sumsel, address="Jalan Contoh 1").status_code == 302
    assert Recipient._base_manager.get().address == "Jalan Contoh 1"


def test_r8_a_recipient_of_a_locked_activity_keeps_its_name(client, officer_sumsel, activity_sumsel, recipient_sumsel):
    make.order(activity_sumsel, officer_sumsel, 10, orderer=recipient_sumsel)
    Activity._base_manager.update(state="approved")
    client.force_login(officer_sumsel)
    answer = rename(client, "recipient", recipient_sumsel, name="Yayasan Lain")
    assert activity_sumsel.title in answer.content.decode()
    assert Recipient._base_manager.get().name == recipient_sumsel.name


def test_r8_a_partner_of_a_locked_activity_keeps_its_name(client, officer_sumsel, activity_sumsel):
    named = partner_of(activity_sumsel).partner
    client.force_login(officer_sumsel)
    assert rename(client, "partner", named, name="Dinas Contoh Jaya").status_code == 302
    Activity._base_manager.update(state="submitted")
    rename(client, "partner", named, name="Dinas Lain")
    assert Partner._base_manager.get().name == "Dinas Contoh Jaya"


# --- Two people at the same moment ---


def test_what_somebody_else_took_meanwhile_is_refused_in_words(officer_sumsel, activity_sumsel, mask):
    """Both passed the form's own check before either was saved."""

    def target():
        return ActivityTarget(activity=activity_sumsel, product=mask, unit="helai", quantity=5)

    save_row(target(), by=officer_sumsel, action="activity.write")
    with pytest.raises(Refusal):
        save_row(target(), by=officer_sumsel, action="activity.write")
    assert ActivityTarget._base_manager.count() == 1


@pytest.mark.parametrize("kind", ["session", "target", "partner", "participation"])
def test_two_people_on_one_part_of_an_activity_nothing_is_overwritten_silently(
    client, officer_sumsel, activity_sumsel, mask, kind
):
    """These rows have no version number; the second person is told all the same."""
    row, field, sent = {
        "session": lambda: (
            Session._base_manager.create(activity=activity_sumsel, date=date(2020, 6, 1), topic="Pola"),
            "topic",
            {"date": "2020-06-01", "mode": "unknown", "topic": "Jahit"},
        ),
        "target": lambda: (
            ActivityTarget._base_manager.create(activity=activity_sumsel, product=mask, unit="helai", quantity=5),
            "quantity",
            {"product": mask.pk, "unit": "helai", "quantity": "8"},
        ),
        "partner": lambda: (partner_of(activity_sumsel), "part", {"partner": partner().pk, "part": "Tempat"}),
        "participation": lambda: (
            make.participation(activity_sumsel, officer_sumsel),
            "position",
            {"role": "peserta", "position": "Ketua"},
        ),
    }[kind]()
    app = "participants" if kind == "participation" else "programs"
    url = reverse(f"{app}:{kind}_edit", args=[row.pk])
    client.force_login(officer_sumsel)
    opened = client.get(url).context["form_version"]
    other = 7 if field == "quantity" else "Orang lain"
    type(row)._base_manager.filter(pk=row.pk).update(**{field: other})
    answer = client.post(url, {**sent, "version": opened})
    assert "diubah oleh orang lain" in answer.content.decode()
    assert type(row)._base_manager.values_list(field, flat=True).get() == other
    again = client.post(url, {**sent, "version": answer.context["form_version"]})
    assert again.status_code == 302
    assert type(row)._base_manager.values_list(field, flat=True).get() != other


def partner(province="16"):
    fields = {"province": make.province(province), "kind": "lainnya", "name": "Dinas Contoh"}
    return Partner._base_manager.get_or_create(**fields)[0]


def partner_of(activity):
    return ActivityPartner._base_manager.create(activity=activity, partner=partner(activity.province.pk))


# --- Papers ---


@pytest.mark.parametrize("typed", ["Siti 😀", "漢字", "bunyi\x07bel", "\U0010ffff", "a" * 900])
def test_r7_whatever_was_typed_a_bast_is_printed(client, officer_sumsel, activity_sumsel, mask, typed):
    """A letter that no font has kept the whole paper from being made."""
    draft = make.delivery(activity_sumsel, officer_sumsel, {mask: 5}, number="001/BAST", note=typed)
    client.force_login(officer_sumsel)
    answer = client.get(reverse("programs:bast_pdf", args=[draft.pk]))
    assert answer.content.startswith(b"%PDF")


def test_a_report_is_printed_whatever_a_title_holds(client, officer_sumsel, activity_sumsel):
    Activity._base_manager.update(title="Bimtek 😀 漢")
    client.force_login(officer_sumsel)
    answer = client.get(reverse("reports:download", args=["daftar-kegiatan", "pdf"]), {"year": 2020})
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


# --- Strangers ---


def test_a_strangers_form_is_not_kept_for_after_sign_in(client, db):
    client.post("/ikm/baru/", {"form_owner": "siapa saja", "name": "x" * 100_000})
    assert "kept_form" not in client.session


# --- Who was let go ---


def test_a_deactivated_person_is_out_at_their_next_click(client, officer_sumsel, activity_sumsel):
    client.force_login(officer_sumsel)
    User.objects.filter(pk=officer_sumsel.pk).update(is_active=False)
    assert client.get(activity_sumsel.get_absolute_url()).status_code == 302


# --- Two roles in one person ---


@pytest.fixture
def officer_and_reviewer(office_sumsel):
    """Sees the nation as a reviewer, writes in Sumatera Selatan as an officer: the sight must not lend the pen."""
    person = make.user("petugas_provinsi", office_sumsel)
    make.member(person, "peninjau")
    return person


def work_of(activity, by):
    mask = make.product()
    return {
        "activity": activity,
        "production": make.production(activity, by, 10),
        "order": make.order(activity, by, 10),
        "delivery": make.delivery(activity, by, {mask: 1}, number="001/BAST"),
        "participation": make.participation(
            activity,
            by,
            person=make.person(activity.province.pk),
            business=make.business(activity.province.pk),
        ),
        "partner": partner_of(activity),
    }


def forms_of(work):
    """Addresses of the forms in which a row refers to another one."""
    activity, pk = work["activity"], {name: row.pk for name, row in work.items()}
    new = ("session", "partner", "target", "order", "production", "delivery")
    return [
        *(reverse(f"programs:{name}_new", args=[activity.code]) for name in new),
        *(reverse(f"programs:{name}_edit", args=[pk[name]]) for name in ("partner", "order", "production", "delivery")),
        reverse("programs:activity_edit", args=[activity.code]),
        reverse("programs:delivery_sign", args=[pk["delivery"]]),
        reverse("participants:participation_new", args=[activity.code]),
        reverse("participants:participation_edit", args=[pk["participation"]]),
        reverse("participants:person_edit", args=[work["participation"].person_id]),
        reverse("participants:business_edit", args=[work["participation"].business_id]),
        reverse("participants:production_makers", args=[pk["production"]]),
        reverse("participants:order_takers", args=[pk["order"]]),
        reverse("participants:import_new", args=[activity.code]),
    ]


def test_r1_a_reviewer_who_is_also_an_officer_writes_nothing_in_another_province(
    client, officer_and_reviewer, activity_bali, officer_bali
):
    work = work_of(activity_bali, officer_bali)
    client.force_login(officer_and_reviewer)
    assert client.get(activity_bali.get_absolute_url()).status_code == 200  # seen, as a reviewer
    for url in forms_of(work):
        assert {client.get(url).status_code, client.post(url, {}).status_code} == {403}, url


@pytest.mark.parametrize("who", ["officer_sumsel", "officer_and_reviewer"])
def test_r1_no_form_offers_a_row_of_another_province(
    client, request, who, activity_sumsel, officer_sumsel, activity_bali, officer_bali
):
    """What a form does not offer it does not take either, whatever number is sent."""
    work_of(activity_bali, officer_bali)
    client.force_login(request.getfixturevalue(who))
    urls = [*forms_of(work_of(activity_sumsel, officer_sumsel)), "/kegiatan/baru/", "/ikm/baru/", "/penerima/baru/"]
    looked_at = set()
    for url in [*urls, reverse("programs:activity_files", args=[activity_sumsel.code])]:
        for name, field in client.get(url).context["form"].fields.items():
            model = getattr(getattr(field, "queryset", None), "model", None)
            path = {Province: "code", Regency: "province"}.get(model) or (
                model.scope_path.province if model and issubclass(model, ScopedModel) else ""
            )
            if path:
                looked_at.add(model)
                assert not field.queryset.exclude(**{path: "16"}).exists(), (url, name)
    assert {Business, Delivery, Office, Partner, Province, Recipient, Regency} <= looked_at


def test_r2_two_roles_do_not_approve_their_own_submission(client, officer_and_reviewer, activity_sumsel):
    client.force_login(officer_and_reviewer)
    client.post(reverse("programs:activity_step", args=[activity_sumsel.code, "submit"]))
    answer = client.post(reverse("programs:activity_step", args=[activity_sumsel.code, "approve"]))
    assert "ditinjau oleh orang lain" in answer.content.decode()
    assert Activity._base_manager.get().state == "submitted"
