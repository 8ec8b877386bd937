"""Certificates: who gets one, their numbers, what they say, revoking and replacing."""

import io
from datetime import date

import pytest
from django.urls import reverse
from pypdf import PdfReader

from dekon_portal.core import audit
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants import people as verbs
from participants.certificates import issuing, papers, wording
from participants.certificates.chapter import certificates as chapter
from participants.models import Certificate
from programs.closing import CHAPTERS
from programs.models import Activity, Session
from tests import make

from .certificates import NOT_MET, UNKNOWN, findings, people, rule  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(office_sumsel):
    return make.certificate_template(office_sumsel)


@pytest.fixture
def three(activity_sumsel, officer_sumsel, findings):  # noqa: F811
    rule(activity_sumsel)
    return people(activity_sumsel, officer_sumsel, findings, "Ani", "Budi", "Citra")


def text_of(content):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_only_who_passed_gets_one_and_numbers_run_on_by_name(
    activity_sumsel,
    officer_sumsel,
    template,
    three,
    findings,  # noqa: F811
):
    findings[three[1].pk] = NOT_MET
    findings[three[2].pk] = UNKNOWN
    issued = issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)
    assert [(row.participation, row.sequence) for row in issued] == [(three[0], 1)]
    findings[three[1].pk] = findings[three[2].pk] = findings[three[0].pk]
    later = issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)
    assert [(row.paper["name"], row.sequence) for row in later] == [("Budi", 2), ("Citra", 3)]
    assert [row.number.split("/")[0] for row in later] == ["002", "003"]


def test_without_a_rule_nobody_passed(activity_sumsel, officer_sumsel, template, findings):  # noqa: F811
    people(activity_sumsel, officer_sumsel, findings, "Ani")
    assert issuing.issue_passed(activity_sumsel, template, by=officer_sumsel) == []


def test_issuing_again_makes_no_second_one(activity_sumsel, officer_sumsel, template, three):
    issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)
    assert issuing.issue_passed(activity_sumsel, template, by=officer_sumsel) == []
    with pytest.raises(Refusal, match="sudah mempunyai sertifikat nomor 001/SERT"):
        issuing.issue_one(three[0], template, by=officer_sumsel)
    assert Certificate._base_manager.count() == 3


def test_who_did_not_pass_gets_one_only_for_a_reason_that_is_kept(
    activity_sumsel,
    officer_sumsel,
    template,
    three,
    findings,  # noqa: F811
):
    findings[three[0].pk] = NOT_MET
    with pytest.raises(Refusal, match="belum lulus menurut syarat"):
        issuing.issue_one(three[0], template, by=officer_sumsel, reason="karena")
    made = issuing.issue_one(three[0], template, by=officer_sumsel, reason=f"Panitia memutuskan, NIK {make.nik()}")
    assert made.reason.startswith("Panitia memutuskan")
    assert make.nik() not in made.reason
    entry = AuditEntry._base_manager.get(verb="certificate.issued")
    assert "Panitia memutuskan" in entry.note
    assert entry.root == audit.key_of(activity_sumsel)


def test_an_office_numbers_its_certificates_by_year_and_pattern_whatever_the_activity(
    office_sumsel,
    activity_sumsel,
    officer_sumsel,
    template,
    three,
    findings,  # noqa: F811
):
    issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)
    other = make.activity(office_sumsel, officer_sumsel)
    rule(other)
    people(other, officer_sumsel, findings, "Dewi")
    of_its_own = make.certificate_template(office_sumsel, number_pattern="S-{urut:04}/{tahun}")
    [made] = issuing.issue_passed(other, of_its_own, by=officer_sumsel)
    assert made.number == f"S-0004/{made.year}"


def test_two_offices_count_apart(activity_sumsel, officer_sumsel, template, three, activity_bali, officer_bali):
    issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)
    there = make.participation(activity_bali, officer_bali)
    made = issuing.issue_one(
        there, make.certificate_template(activity_bali.office), by=officer_bali, reason="Diputuskan panitia"
    )
    assert made.sequence == 1


def test_numbers_that_two_patterns_make_alike_are_refused(activity_sumsel, officer_sumsel, office_sumsel, three):
    """1 and 11 of "1{…}" patterns meet; nothing is issued then."""
    short = make.certificate_template(office_sumsel, number_pattern="{urut}/2")
    issuing.issue_one(three[0], short, by=officer_sumsel)
    Certificate._base_manager.filter(participation=three[0]).update(number="2/2")
    with pytest.raises(Refusal, match="Ubah pola nomornya"):
        issuing.issue_passed(activity_sumsel, short, by=officer_sumsel)
    assert Certificate._base_manager.count() == 1


def test_a_template_of_another_office_or_out_of_use_is_refused(activity_sumsel, officer_sumsel, three):
    for wrong in (make.certificate_template(make.office("16")), make.certificate_template(activity_sumsel.office)):
        wrong.is_active = wrong.office_id != activity_sumsel.office_id
        with pytest.raises(Refusal, match="Pilih yang lain"):
            issuing.issue_passed(activity_sumsel, wrong, by=officer_sumsel)


def test_only_officials_issue(three, template, activity_sumsel, reviewer, officer_bali):
    regency = make.user("petugas_kabkota", activity_sumsel.office, regency=make.regency())
    for stranger in (regency, reviewer, officer_bali):
        with pytest.raises(NotAllowed):
            issuing.issue_passed(activity_sumsel, template, by=stranger)


def test_what_the_body_names_must_be_known_first(activity_sumsel, officer_sumsel, office_sumsel, three):
    template = make.certificate_template(office_sumsel, body="{kegiatan} di {tempat} pada {tanggal}, {jp} JP")
    with pytest.raises(Refusal, match="lengkapi tanggal pelaksanaan kegiatan, tempat kegiatan, jam pelajaran semua"):
        issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)
    Activity._base_manager.filter(pk=activity_sumsel.pk).update(
        place="Gedung Graha", actual_start=date(2020, 6, 15), actual_end=date(2020, 6, 17)
    )
    for hours in (8, 6):
        Session.objects.create(activity=activity_sumsel, date=date(2020, 6, 15), topic="Menjahit", hours=hours)
    first = issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)[0]
    assert first.paper["body"] == "Bimtek Produksi APD di Gedung Graha pada 15–17 Juni 2020, 14 JP"


def test_hours_are_unknown_as_soon_as_a_sessions_are(activity_sumsel):
    Session.objects.create(activity=activity_sumsel, date=date(2020, 6, 15), topic="Menjahit", hours=8)
    Session.objects.create(activity=activity_sumsel, date=date(2020, 6, 16), topic="Memotong")
    assert wording.of_activity(activity_sumsel)["jp"] == ""


def test_a_value_that_looks_like_a_place_stays_what_it_is():
    assert wording.filled("{nama}: {nomor}", {"nama": "{nomor} {x}", "nomor": "1"}) == "{nomor} {x}: 1"


def test_what_it_says_stays_whatever_changes_later(activity_sumsel, officer_sumsel, template, three):
    made = issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)[0]
    three[0].person.name = "Anita"
    verbs.save_person(three[0].person, by=officer_sumsel)
    template.title = "PIAGAM"
    template.save()
    made.refresh_from_db()
    [page] = text_of(papers.pdf_of(made))
    assert "Ani " in page
    assert "Anita" not in page
    assert "PIAGAM" not in page


def test_an_issued_certificate_is_neither_changed_nor_removed(activity_sumsel, officer_sumsel, template, three):
    made = issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)[0]
    with pytest.raises(Refusal, match="tidak dapat diubah"):
        made.save()
    with pytest.raises(Refusal, match="tidak dapat dihapus"):
        made.delete()


def test_issuing_is_held_by_the_lock_but_revoking_and_replacing_are_not(
    activity_sumsel,
    officer_sumsel,
    template,
    three,
    findings,  # noqa: F811
):
    findings[three[2].pk] = NOT_MET
    ani, budi = issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)
    Activity._base_manager.filter(pk=activity_sumsel.pk).update(state="approved")
    with pytest.raises(Refusal):
        issuing.issue_one(three[2], template, by=officer_sumsel, reason="Diputuskan panitia")
    issuing.revoke(ani, by=officer_sumsel, reason="Ternyata tidak hadir")
    issuing.reissue(budi, template, by=officer_sumsel, reason="Nama salah ketik")
    assert list(Certificate._base_manager.order_by("pk").values_list("state", flat=True)) == [
        "revoked", "revoked", "issued",
    ]  # fmt: skip


def test_a_replacement_names_the_old_one_and_the_old_one_names_it(activity_sumsel, officer_sumsel, template, three):
    old = issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)[0]
    three[0].person.name = "Ani Lestari"
    verbs.save_person(three[0].person, by=officer_sumsel)
    new = issuing.reissue(old, template, by=officer_sumsel, reason="Nama kurang lengkap")
    assert (new.sequence, new.paper["name"], new.replaces) == (4, "Ani Lestari", old)
    [page] = text_of(papers.pdf_of(new))
    assert f"menggantikan sertifikat nomor {old.number}" in page
    assert "Ani Lestari" in page
    old = Certificate._base_manager.get(pk=old.pk)
    assert (old.standing.value, old.replacement, old.revoked_reason) == ("replaced", new, "Nama kurang lengkap")
    with pytest.raises(Refusal, match=f"sudah diganti dengan nomor {new.number}"):
        issuing.reissue(old, template, by=officer_sumsel, reason="Sekali lagi diganti")
    with pytest.raises(Refusal, match="sudah dicabut"):
        issuing.revoke(old, by=officer_sumsel, reason="Sekali lagi dicabut")


def test_a_revoked_one_is_not_issued_anew_with_all_others(activity_sumsel, officer_sumsel, template, three):
    made = issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)[0]
    with pytest.raises(Refusal, match="alasan pencabutan"):
        issuing.revoke(made, by=officer_sumsel, reason=" ")
    issuing.revoke(made, by=officer_sumsel, reason="Bukan peserta yang hadir")
    assert issuing.issue_passed(activity_sumsel, template, by=officer_sumsel) == []


def test_who_has_a_certificate_is_not_taken_out_of_the_activity(
    client, activity_sumsel, officer_sumsel, template, three
):
    issuing.revoke(
        issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)[0],
        by=officer_sumsel,
        reason="Bukan peserta yang hadir",
    )
    with pytest.raises(Refusal, match="Ani mempunyai sertifikat nomor 001/SERT"):
        verbs.withdraw(three[0], by=officer_sumsel)
    client.force_login(officer_sumsel)
    client.post(reverse("participants:participation_remove", args=[three[0].pk]))
    assert activity_sumsel.participations.filter(pk=three[0].pk).exists()


def test_the_chapter_of_the_final_report_names_numbers_and_what_was_revoked_but_nobody(
    activity_sumsel, officer_sumsel, template, three
):
    assert ("sertifikat", 70) in [(one.key, one.order) for one in CHAPTERS]
    assert chapter(activity_sumsel) == []
    made = issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)
    issuing.reissue(made[0], template, by=officer_sumsel, reason="Nama salah ketik")
    facts, table = chapter(activity_sumsel)
    last = Certificate._base_manager.latest("pk").number
    assert facts.lines == [
        ("Sertifikat diterbitkan", "4"), ("Berlaku", "3"), ("Nomor pertama", made[0].number), ("Nomor terakhir", last),
    ]  # fmt: skip
    assert [(row[0], row[2], row[3]) for row in table.rows] == [(made[0].number, "Nama salah ketik", last)]
