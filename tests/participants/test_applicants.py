"""The office's side of registrations: what it sees, what accepting does, what it may not do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dekon_portal.core.models import AuditEntry, Notice
from dekon_portal.core.nik import mask
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants import people, registrations, selection
from participants.models import Business, Participation, Person, Registration, RegistrationPage, RegistrationQuota
from programs import review
from reports.todo import tasks
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(activity_sumsel, officer_sumsel):
    make.regency("16.71")
    return make.registration_page(activity_sumsel, officer_sumsel)


def url(name, *args):
    return reverse(f"participants:{name}", args=args)


def reread(row):
    return Registration._base_manager.select_related("activity__office__province", "regency").get(pk=row.pk)


def text(response):
    return response.content.decode()


# --- The page ---


def test_the_office_opens_a_page_in_its_own_zone_and_gets_link_and_code(client, activity_bali, officer_bali):
    client.force_login(officer_bali)
    values = {"opens_at": "2026-12-01T08:00", "closes_at": "2026-12-05T17:00", "consent": "Setuju.", "places": "30"}
    client.post(url("registration_page", activity_bali.code), values)
    page = RegistrationPage._base_manager.get()
    assert page.opens_at.isoformat() == "2026-12-01T00:00:00+00:00"  # 08.00 WITA
    shown = text(client.get(url("activity_registrations", activity_bali.code)))
    assert f"http://testserver/daftar/{page.token}/" in shown
    assert "data:image/svg+xml" in shown
    assert "1 Desember 2026 08.00 WITA" in shown
    assert 'value="2026-12-01T08:00"' in text(client.get(url("registration_page", activity_bali.code)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"closes_at": "2026-11-30T17:00"}, "__all__"),
        ({"opens_at": "besok"}, "opens_at"),
        ({"places": "0"}, "places"),
        ({"places": "sepuluh"}, "places"),
        ({"places": "999999999999999999999"}, "places"),
        ({"consent": ""}, "consent"),
    ],
)
def test_a_page_that_cannot_be_is_told_beside_its_field(client, activity_sumsel, officer_sumsel, change, field):
    client.force_login(officer_sumsel)
    values = {"opens_at": "2026-12-01T08:00", "closes_at": "2026-12-05T17:00", "consent": "Setuju."}
    answer = client.post(url("registration_page", activity_sumsel.code), {**values, **change})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not RegistrationPage._base_manager.exists()


def test_a_quota_is_stated_once_per_regency_and_taken_back(client, course, officer_sumsel):
    client.force_login(officer_sumsel)
    address = url("registration_quota_new", course.activity.code)
    client.post(address, {"regency": "16.71", "places": "5"})
    assert "sudah mempunyai kuota" in text(client.post(address, {"regency": "16.71", "places": "6"}))
    client.post(url("registration_quota_remove", RegistrationQuota._base_manager.get().pk))
    assert not RegistrationQuota._base_manager.exists()


def test_r8_under_review_no_page_is_changed_and_nobody_accepted(course, officer_sumsel):
    row = make.registration(course)
    review.take("submit", course.activity, by=officer_sumsel)
    with pytest.raises(Refusal):
        selection.save_page(course, by=officer_sumsel)
    with pytest.raises(Refusal):
        selection.accept(reread(row), by=officer_sumsel, business_name="")
    with pytest.raises(Refusal):
        selection.refuse(reread(row), by=officer_sumsel, reason="Penuh")


# --- Looking ---


def test_r1_registrations_of_another_province_do_not_exist(client, course, officer_bali):
    row = make.registration(course)
    client.force_login(officer_bali)
    assert client.get(url("registration", row.pk)).status_code == 404
    assert client.get(url("activity_registrations", course.activity.code)).status_code == 404
    with pytest.raises(NotAllowed):
        selection.accept(reread(row), by=officer_bali, business_name="")


def test_r3_list_and_page_show_the_masked_nik_only(client, course, officer_sumsel):
    row = make.registration(course, email="siti@contoh.id")
    client.force_login(officer_sumsel)
    for address in (url("registration", row.pk), url("activity_registrations", course.activity.code)):
        shown = text(client.get(address))
        assert mask(row.nik) in shown
        assert row.nik not in shown
        assert row.phone not in shown
        assert row.email not in shown


def test_the_list_is_filtered_by_state_and_searched_by_name(client, course, officer_sumsel):
    make.registration(course, 1, name="Siti Contoh")
    selection.refuse(reread(make.registration(course, 2, name="Budi Contoh")), by=officer_sumsel, reason="Penuh")
    client.force_login(officer_sumsel)
    address = url("activity_registrations", course.activity.code)
    refused, found = text(client.get(f"{address}?status=refused")), text(client.get(f"{address}?cari=siti"))
    assert "Budi Contoh" in refused
    assert "Siti Contoh" not in refused
    assert "Siti Contoh" in found
    assert "Budi Contoh" not in found


def test_what_an_imported_row_would_be_told_is_told_of_an_applicant(
    course, officer_sumsel, activity_bali, officer_bali
):
    known = make.person("16", name="Nama Lain", nik=make.nik(1), regency=make.regency("16.71"))
    row = make.registration(course, 1, sex="P")
    told = " ".join(selection.findings(reread(row)))
    assert "atas nama Nama Lain" in told
    assert "Jenis kelamin berbeda dari yang tersirat pada NIK" in told
    Person._base_manager.filter(pk=known.pk).update(name=row.name, name_key=row.name_key)
    make.participation(course.activity, officer_sumsel, person=known)
    elsewhere = make.person("51", name="Rahasia Bali", nik=make.nik(1))
    make.participation(activity_bali, officer_bali, person=elsewhere)
    told = " ".join(selection.findings(reread(row)))
    assert "sudah menjadi peserta kegiatan ini" in told
    assert "sudah dilayani provinsi lain tahun ini" in told
    assert "Rahasia" not in told


# --- Deciding ---


def test_an_accepted_applicant_becomes_a_participant_with_the_business(client, course, officer_sumsel):
    row = make.registration(course, business_name="Konveksi Musi", product="Masker", nib="1234567890123")
    client.force_login(officer_sumsel)
    client.post(url("registration_accept", row.pk), {"business_name": "Konveksi Musi"})
    taking_part = Participation._base_manager.get()
    assert (taking_part.person.name, taking_part.person.nik) == (row.name, row.nik)
    made = taking_part.business
    assert (made.name, made.nib, made.product) == ("Konveksi Musi", "1234567890123", "Masker")
    assert (reread(row).state, reread(row).participation) == ("accepted", taking_part)
    assert AuditEntry._base_manager.filter(verb="registration.accepted", actor=officer_sumsel).count() == 1


def test_a_person_the_province_knows_is_taken_again_and_not_doubled(course, officer_sumsel):
    known = make.person("16", name="Pendaftar Contoh 1", nik=make.nik(1))
    row = selection.accept(reread(make.registration(course)), by=officer_sumsel, business_name="")
    assert row.participation.person == known
    assert Person._base_manager.count() == 1


def test_who_takes_part_already_is_accepted_without_a_second_part(course, officer_sumsel):
    known = make.person("16", name="Pendaftar Contoh 1", nik=make.nik(1))
    first = make.participation(course.activity, officer_sumsel, person=known)
    row = selection.accept(reread(make.registration(course)), by=officer_sumsel, business_name="")
    assert row.participation == first
    assert Participation._base_manager.count() == 1


def test_anothers_nik_is_told_to_the_office_and_nothing_is_made(course, officer_sumsel):
    make.person("16", name="Nama Lain", nik=make.nik(1))
    row = make.registration(course)
    with pytest.raises(Refusal, match="atas nama"):
        selection.accept(reread(row), by=officer_sumsel, business_name="")
    assert not Participation._base_manager.exists()
    assert reread(row).state == "waiting"


def test_a_nib_of_another_ikm_is_told_and_nothing_is_made(course, officer_sumsel):
    make.business("16", name="Batik Lain", nib="1234567890123")
    row = make.registration(course, business_name="Konveksi Musi", nib="1234567890123")
    with pytest.raises(Refusal, match="atas nama Batik Lain"):
        selection.accept(reread(row), by=officer_sumsel, business_name=row.business_name)
    assert Business._base_manager.count() == 1
    accepted = selection.accept(reread(row), by=officer_sumsel, business_name="Batik Lain")
    assert accepted.participation.business.nib == "1234567890123"


def test_of_several_ikm_of_one_name_the_office_picks_one(client, course, officer_sumsel):
    first, _second = (make.business("16", name="Konveksi Musi", regency=make.regency("16.71")) for _n in range(2))
    row = make.registration(course, business_name="Konveksi Musi")
    client.force_login(officer_sumsel)
    answer = client.post(url("registration_accept", row.pk), {"business_name": "Konveksi Musi"})
    assert "Ada beberapa IKM dengan nama ini" in text(answer)
    client.post(url("registration_accept", row.pk), {"business_name": "Konveksi Musi", "which": first.pk})
    assert Participation._base_manager.get().business == first


def test_several_are_accepted_at_once_and_each_that_cannot_be_is_named_with_its_reason(client, course, officer_sumsel):
    make.person("16", name="Nama Lain", nik=make.nik(2))
    rows = [make.registration(course, n) for n in (1, 2, 3)]
    client.force_login(officer_sumsel)
    ticked = {"pendaftar": [row.pk for row in rows] + ["9" * 30, "x"]}
    shown = text(client.post(url("registrations_accept", course.activity.code), ticked, follow=True))
    assert "2 pendaftar diterima" in shown
    assert "Pendaftar Contoh 2: NIK ini sudah tercatat" in shown
    assert [reread(row).state for row in rows] == ["accepted", "waiting", "accepted"]


def test_nobody_is_accepted_beyond_the_places(course, officer_sumsel):
    rows = [make.registration(course, n) for n in (1, 2)]
    RegistrationPage._base_manager.update(places=1)
    selection.accept(reread(rows[0]), by=officer_sumsel, business_name="")
    with pytest.raises(Refusal, match="Semua tempat sudah terisi"):
        selection.accept(reread(rows[1]), by=officer_sumsel, business_name="")
    assert Participation._base_manager.count() == 1


def test_from_the_waiting_list_one_moves_up_when_a_place_is_free(course, officer_sumsel):
    RegistrationPage._base_manager.update(places=1)
    first, second = (make.registration(course, n) for n in (1, 2))
    for act in (selection.move_up, lambda row, by: selection.accept(row, by=by, business_name="")):
        with pytest.raises(Refusal, match="Semua tempat sudah terisi"):
            act(reread(second), by=officer_sumsel)
    selection.refuse(reread(first), by=officer_sumsel, reason="Belum memenuhi syarat")
    assert selection.move_up(reread(second), by=officer_sumsel).state == "waiting"


def test_a_refusal_needs_a_reason_which_the_applicant_reads_without_full_numbers(client, course, officer_sumsel):
    row = make.applicant()
    token = registrations.token_of("satu", row.nik)
    registrations.register(course, row, token=token, link="")
    with pytest.raises(Refusal, match="alasan"):
        selection.refuse(reread(row), by=officer_sumsel, reason="  ")
    selection.refuse(reread(row), by=officer_sumsel, reason=f"NIK {row.nik} bukan warga Palembang")
    shown = text(client.get(url("registered", token)))
    assert "bukan warga Palembang" in shown
    assert row.nik not in shown


def test_what_is_decided_is_not_decided_again(course, officer_sumsel):
    row = selection.accept(reread(make.registration(course)), by=officer_sumsel, business_name="")
    with pytest.raises(Refusal, match="Diterima"):
        selection.accept(row, by=officer_sumsel, business_name="")
    with pytest.raises(Refusal, match="Keluarkan dahulu"):
        selection.refuse(row, by=officer_sumsel, reason="Tidak jadi")
    people.withdraw(row.participation, by=officer_sumsel)
    assert selection.refuse(reread(row), by=officer_sumsel, reason="Tidak jadi").state == "refused"


def test_an_accepted_applicant_who_withdraws_is_told_to_who_accepted_and_stays_until_taken_out(
    client, course, officer_sumsel
):
    row = selection.accept(reread(make.registration(course)), by=officer_sumsel, business_name="")
    registrations.withdraw(row)
    assert Notice.objects.get(user=officer_sumsel).url == url("registration", row.pk)
    client.force_login(officer_sumsel)
    assert "masih tercatat sebagai peserta" in text(client.get(url("registration", row.pk)))
    assert Participation._base_manager.count() == 1


def test_who_may_not_write_people_sees_and_decides_nothing(client, course, reviewer):
    row = make.registration(course)
    client.force_login(reviewer)
    assert "Terima" not in text(client.get(url("registration", row.pk)))
    assert client.get(url("registration_accept", row.pk)).status_code == 403
    assert client.post(url("registration_papers", row.pk)).status_code == 403


def test_the_office_is_told_at_home_how_many_wait(course, officer_sumsel, officer_bali):
    for n in (1, 2):
        make.registration(course, n)
    [waiting] = [task for task in tasks(officer_sumsel) if "pendaftar" in task.why]
    assert waiting.why == "2 pendaftar menunggu keputusan"
    assert waiting.url == url("activity_registrations", course.activity.code)
    assert not [task for task in tasks(officer_bali) if "pendaftar" in task.why]


def test_a_page_ahead_or_ended_is_not_open(course):
    now = timezone.now()
    course.opens_at = now + timedelta(minutes=1)
    assert course.is_ahead
    assert not course.is_open
    course.opens_at, course.closes_at = now - timedelta(days=2), now
    assert not course.is_open
