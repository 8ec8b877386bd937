"""The quarterly report goes the way of the activities: submitted, signed by the head, approved; R2, R8, R1."""

from datetime import date

import pytest
from django.urls import reverse

from dekon_portal.accounts.models import User
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from programs.budget import payments
from programs.models import QuarterEntry, QuarterReport, State
from programs.quarterly import review, sheets
from programs.quarters import Quarter
from programs.workflow import Locked
from tests import make

from .conftest import TW2, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(report, officer_sumsel):
    review.take("submit", report, by=officer_sumsel)
    return stored(report)


@pytest.fixture
def signed(submitted, head_sumsel):
    review.take("sign", submitted, by=head_sumsel)
    return stored(submitted)


def test_submit_sign_approve_with_who_and_when(signed, reviewer):
    review.take("approve", signed, by=reviewer)
    assert list(signed.events.values_list("step", "by_name")) == [
        ("submit", "Siti Aminah"),
        ("sign", "Budi Contoh"),
        ("approve", "Ratna Contoh"),
    ]
    assert stored(signed).state == State.APPROVED
    said = {entry.sentence for entry in AuditEntry._base_manager.filter(verb="quarter.sign")}
    assert said == {"Budi Contoh menandatangani laporan triwulan"}


def test_each_activity_is_written_of_before_it_is_submitted(report, office_sumsel, officer_sumsel):
    make.activity(office_sumsel, officer_sumsel, title="Kegiatan lain")
    with pytest.raises(Refusal, match="1 kegiatan belum diisi"):
        review.take("submit", report, by=officer_sumsel)
    assert stored(report).state == State.DRAFT


def test_an_office_without_dipa_submits_nothing(office_bali, officer_bali):
    empty = review.begin(office_bali, make.year(), TW2, by=officer_bali)
    with pytest.raises(Refusal, match="Belum ada DIPA"):
        review.take("submit", empty, by=officer_bali)


def test_jakarta_waits_for_the_signature(submitted, reviewer):
    with pytest.raises(Refusal, match="sudah diajukan oleh Siti Aminah"):
        review.take("approve", submitted, by=reviewer)


def test_r2_who_submits_does_not_sign(report, head_sumsel):
    review.take("submit", report, by=head_sumsel)
    with pytest.raises(Refusal, match="Anda sendiri yang mengajukan"):
        review.take("sign", stored(report), by=head_sumsel)
    assert "sign" not in [step.key for step in review.steps_for(stored(report), head_sumsel)]


def test_r2_who_signs_does_not_approve(submitted, head_sumsel):
    make.member(head_sumsel, "peninjau")
    head_sumsel = User.objects.get(pk=head_sumsel.pk)
    review.take("sign", submitted, by=head_sumsel)
    with pytest.raises(Refusal, match="Anda sendiri"):
        review.take("approve", stored(submitted), by=head_sumsel)


def test_only_the_head_signs(submitted, officer_sumsel, reviewer):
    for other in (officer_sumsel, reviewer):
        with pytest.raises(NotAllowed):
            review.take("sign", submitted, by=other)


def test_a_return_needs_a_reason_and_opens_the_report(submitted, head_sumsel, officer_sumsel):
    with pytest.raises(Refusal, match="alasan"):
        review.take("return_by_office", submitted, by=head_sumsel, comment=" ")
    review.take("return_by_office", submitted, by=head_sumsel, comment="Kendala belum jelas.")
    entry = submitted.entries.get()
    entry.obstacles = "PSBB di Palembang"
    assert review.write(entry, by=officer_sumsel).obstacles == "PSBB di Palembang"


def test_r8_an_approved_report_is_locked_and_says_by_whom(signed, reviewer, officer_sumsel):
    review.take("approve", signed, by=reviewer)
    entry = QuarterEntry._base_manager.get()
    entry.obstacles = "diubah"
    with pytest.raises(Locked, match=r"disetujui oleh Ratna Contoh .* Minta Ditjen IKMA membukanya kembali"):
        review.write(entry, by=officer_sumsel)
    assert QuarterEntry._base_manager.get().obstacles == "PSBB"


def test_reopened_it_is_signed_again(signed, reviewer, officer_sumsel):
    review.take("approve", signed, by=reviewer)
    review.take("reopen", stored(signed), by=reviewer, comment="Angka SP2D menyusul")
    assert review.signature_of(stored(signed)) is None
    review.take("submit", stored(signed), by=officer_sumsel)
    assert review.signature_of(stored(signed)) is None


def test_a_payment_recorded_after_the_signature_is_told(signed, line, officer_sumsel):
    assert not any("Sejak ditandatangani" in note for note in sheets.form_c(signed.office, TW2).notes)
    payments.record_payment(line, sp2d="1", dated=date(2020, 6, 18), amount=1_000_000, by=officer_sumsel)
    told = sheets.form_c(signed.office, TW2).notes
    assert (
        "Sejak ditandatangani angkanya berubah: pagu efektif saat itu Rp 90.000.000, realisasi saat itu Rp 0." in told
    )


def test_a_quarter_still_to_come_is_not_begun(office_sumsel, officer_sumsel):
    with pytest.raises(Refusal, match="belum dimulai"):
        review.begin(office_sumsel, make.year(2099), Quarter(2099, 1), by=officer_sumsel)


def test_begun_twice_it_is_one(report, officer_sumsel):
    again = review.begin(report.office, report.fiscal_year, TW2, by=officer_sumsel)
    assert again.pk == report.pk
    assert QuarterReport._base_manager.count() == 1


def test_r1_another_offices_activity_is_not_written_of(client, report, officer_sumsel, activity_bali):
    client.force_login(officer_sumsel)
    url = reverse("programs:quarter_entry", args=[report.pk, activity_bali.code])
    assert client.post(url, {"obstacles": "x"}).status_code == 404
    with pytest.raises(Refusal, match="satuan kerja atau tahun anggaran lain"):
        review.write(QuarterEntry(report=report, activity=activity_bali), by=officer_sumsel)


def test_written_and_signed_through_the_pages(client, dipa, activity_sumsel, officer_sumsel, head_sumsel):
    client.force_login(officer_sumsel)
    page = reverse("programs:quarter", args=[dipa.office.code, 2020, 2])
    client.post(reverse("programs:quarter_begin", args=[dipa.office.code, 2020, 2]))
    report = QuarterReport._base_manager.get()
    entry = reverse("programs:quarter_entry", args=[report.pk, activity_sumsel.code])
    client.post(entry, {"planned_percent": "37,5", "obstacles": "PSBB", "follow_up": "Daring", "helper": "Bappeda"})
    client.post(reverse("programs:quarter_step", args=[report.pk, "submit"]))
    client.force_login(head_sumsel)
    shown = client.get(page).content.decode()
    assert "Tandatangani" in shown
    assert "PSBB" in shown
    client.post(reverse("programs:quarter_step", args=[report.pk, "sign"]))
    assert stored(report).state == State.ENDORSED
    assert QuarterEntry._base_manager.get().planned_percent == 37.5
