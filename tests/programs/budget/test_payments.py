"""R9: spending never passes the effective ceiling of the revision in force; a mistake is undone by a correction."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from dekon_portal.core.refusal import NotAllowed, Refusal
from programs.budget import ceilings, payments, revisions, sums
from programs.budget.ceilings import OverCeiling
from programs.models import BudgetRevision, Realisation
from tests import make
from tests.programs.test_ledger_concurrency import at_once, elsewhere, split

from .test_revisions import grant

pytestmark = pytest.mark.django_db
DAY = date(2020, 3, 2)


def pay(line, by, amount=90_000_000, sp2d="200101", dated=DAY, **fields):
    return payments.record_payment(line, sp2d=sp2d, dated=dated, amount=amount, by=by, **fields)


def test_all_of_the_effective_ceiling_may_be_spent_and_not_a_rupiah_more(cloth, officer_sumsel):
    pay(cloth, officer_sumsel)
    with pytest.raises(OverCeiling) as refused:
        pay(cloth, officer_sumsel, amount=1, sp2d="200102")
    sentence = refused.value.sentence
    for told in (cloth.code, "revisi 0", "pagu Rp 90.000.000", "dibelanjakan Rp 90.000.000", "sisa Rp 0", "Rp 1"):
        assert told in sentence
    assert ceilings.spent(cloth) == 90_000_000


def test_the_ceiling_is_that_of_the_day_and_of_every_later_one(cloth, next_revision, officer_sumsel, head_sumsel):
    grant(next_revision, officer_sumsel, amount=40_000_000)
    revisions.enact(next_revision, by=head_sumsel)  # in force since 15 April
    assert ceilings.ceiling(cloth, date(2020, 4, 14)) == 90_000_000
    assert ceilings.ceiling(cloth, date(2020, 4, 15)) == 40_000_000
    with pytest.raises(OverCeiling, match=r"revisi 1: pagu Rp 40\.000\.000"):
        pay(cloth, officer_sumsel, amount=40_000_001)  # of March, but it counts in April too
    pay(cloth, officer_sumsel, amount=40_000_000)


def test_a_ceiling_raised_later_does_not_cover_an_earlier_day(cloth, next_revision, officer_sumsel, head_sumsel):
    grant(next_revision, officer_sumsel, amount=200_000_000)
    revisions.enact(next_revision, by=head_sumsel)
    with pytest.raises(OverCeiling, match="revisi 0"):
        pay(cloth, officer_sumsel, amount=90_000_001)
    pay(cloth, officer_sumsel, amount=200_000_000, dated=date(2020, 4, 15))
    with pytest.raises(OverCeiling, match="revisi 1"):
        pay(cloth, officer_sumsel, amount=1, sp2d="200103")


def test_a_line_that_the_revision_leaves_out_has_no_ceiling(cloth, next_revision, officer_sumsel, head_sumsel):
    revisions.drop_line(next_revision.lines.get(line=cloth), by=officer_sumsel)
    revisions.enact(next_revision, by=head_sumsel)
    with pytest.raises(OverCeiling, match="pagu Rp 0"):
        pay(cloth, officer_sumsel, amount=1, dated=date(2020, 5, 4))


@pytest.mark.parametrize(
    ("dated", "told"),
    [
        (date(2020, 1, 1), r"mendahului DIPA yang pertama \(berlaku sejak 2 Januari 2020\)"),
        (date(2019, 12, 31), "di luar TA 2020"),
        (date(2021, 1, 1), "di luar TA 2020"),
    ],
)
def test_a_payment_is_of_its_year_and_after_the_first_dipa(dated, told, cloth, officer_sumsel):
    with pytest.raises(Refusal, match=told):
        pay(cloth, officer_sumsel, dated=dated)


def test_a_payment_of_tomorrow_is_refused(cloth, officer_sumsel):
    with pytest.raises(Refusal, match="masih di depan"):
        pay(cloth, officer_sumsel, dated=timezone.localdate() + timedelta(days=2))


def test_without_an_enacted_dipa_nothing_is_paid(draft, officer_sumsel):
    with pytest.raises(Refusal, match="belum punya DIPA"):
        pay(draft.lines.first().line, officer_sumsel)


def test_an_sp2d_is_recorded_once_for_a_line_and_names_the_earlier_one(dipa, cloth, officer_sumsel):
    pay(cloth, officer_sumsel, amount=1_000_000)
    with pytest.raises(Refusal, match=r"SP2D 200101 sudah dicatat untuk rincian ini: Rp 1\.000\.000, 2 Maret 2020"):
        pay(cloth, officer_sumsel, amount=2_000_000)
    other = dipa.lines.exclude(line=cloth).get().line
    with pytest.raises(Refusal, match=r"bertanggal 2 Maret 2020\. Satu SP2D bertanggal satu"):
        pay(other, officer_sumsel, amount=1, dated=date(2020, 3, 3))
    assert pay(other, officer_sumsel, amount=1).sp2d == "200101"  # one SP2D may pay two lines


def test_a_correction_is_a_record_with_its_reason_and_the_payment_stays(cloth, officer_sumsel):
    paid = pay(cloth, officer_sumsel, amount=30_000_000)
    payments.correct_payment(paid, to=3_000_000, dated=date(2020, 4, 1), reason="salah ketik nol", by=officer_sumsel)
    assert payments.standing(paid) == ceilings.spent(cloth) == 3_000_000
    assert sorted(Realisation._base_manager.values_list("amount", flat=True)) == [-27_000_000, 30_000_000]
    assert ceilings.spent(cloth, date(2020, 4, 1)) == 30_000_000  # what was reported for March stays so
    paid.amount = 3_000_000
    with pytest.raises(Refusal, match="hanya dapat ditambah"):
        paid.save()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"reason": " "}, "Tuliskan alasan"),
        ({"to": -1}, "tidak boleh kurang dari nol"),
        ({"to": 30_000_000}, "tidak ada yang dikoreksi"),
        ({"dated": date(2020, 3, 1)}, r"tidak mendahului SP2D-nya \(2 Maret 2020\)"),
        ({"to": 90_000_001}, "melampaui pagu efektif"),
    ],
)
def test_corrections_that_cannot_be_are_refused(asked, told, cloth, officer_sumsel):
    paid = pay(cloth, officer_sumsel, amount=30_000_000)
    given = {"to": 1, "dated": date(2020, 4, 1), "reason": "salah", **asked}
    with pytest.raises(Refusal, match=told):
        payments.correct_payment(paid, **given, by=officer_sumsel)


def test_a_closed_year_takes_no_payment(cloth, year_2020, officer_sumsel):
    year_2020.is_open = False
    year_2020.save()
    with pytest.raises(Refusal, match="TA 2020 sudah ditutup"):
        pay(cloth, officer_sumsel)


def test_an_activity_of_another_office_is_not_paid_from_this_line(cloth, activity_bali, officer_sumsel):
    with pytest.raises(Refusal, match="satuan kerja atau tahun anggaran lain"):
        pay(cloth, officer_sumsel, activity=activity_bali)


@pytest.mark.parametrize("role", ["petugas_kabkota", "peninjau", "auditor", "pimpinan"])
def test_only_the_provinces_own_office_records_payments(role, cloth, office_sumsel):
    who = (
        make.user(role, office_sumsel, regency=make.regency("16.71")) if role == "petugas_kabkota" else make.user(role)
    )
    with pytest.raises(NotAllowed):
        pay(cloth, who)


def test_sums_of_lines_and_offices_agree_with_the_records(dipa, cloth, office_sumsel, year_2020, officer_sumsel):
    pay(cloth, officer_sumsel, amount=30_000_000)
    pay(cloth, officer_sumsel, amount=5_000_000, sp2d="2", dated=date(2020, 7, 1))
    june = sums.of_lines(office_sumsel, year_2020, dipa, date(2020, 6, 30))
    assert [(row.line.account_code, row.money.ceiling, row.money.spent) for row in june] == [
        ("521211", 90_000_000, 30_000_000),
        ("522151", 50_000_000, 0),
    ]
    assert sums.total(june).percent == 21.4
    found = sums.of_offices(BudgetRevision._base_manager.all(), Realisation._base_manager.all())
    assert found == {(office_sumsel.pk, 2020): sums.Money(150_000_000, 10_000_000, 35_000_000)}
    spent = {
        month: amount for month, _planned, amount in sums.by_month(dipa, Realisation._base_manager.all()) if amount
    }
    assert spent == {3: 30_000_000, 7: 5_000_000}


@pytest.mark.django_db(transaction=True)
def test_many_payments_at_once_never_pass_the_ceiling(cloth, officer_sumsel, shared_file):
    shared_file()
    made, refused = split(
        at_once([lambda n=n: pay(cloth, officer_sumsel, amount=20_000_000, sp2d=str(n)) for n in range(12)])
    )
    assert len(made) == 4
    assert all(isinstance(refusal, OverCeiling) for refusal in refused)
    assert elsewhere(lambda: ceilings.spent(cloth)) == 80_000_000
