"""R9: a revision is a whole snapshot, drafted by the office, enacted by its head, then changed by nobody."""

from datetime import date

import pytest

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from programs.budget import payments, revisions
from programs.models import BudgetLine, BudgetRevision, PlannedSpending, RevisionLine

from .conftest import CLOTH, TRAINERS, new_revision

pytestmark = pytest.mark.django_db


def grant(revision, by, code=CLOTH, amount=100_000_000, blocked=0, note=""):
    return revisions.set_line(revision, code, "contoh", amount=amount, blocked=blocked, block_note=note, by=by)


def test_the_first_revision_is_number_zero_and_its_lines_become_the_offices(draft, office_sumsel):
    assert draft.number == 0
    assert sorted(BudgetLine._base_manager.values_list("code", flat=True)) == [CLOTH, TRAINERS]
    assert draft.lines.get(line__code=CLOTH).ceiling == 90_000_000


def test_the_next_revision_begins_with_lines_and_plan_of_the_last(dipa, office_sumsel, year_2020, officer_sumsel):
    row = dipa.lines.get(line__code=CLOTH)
    PlannedSpending._base_manager.create(revision_line=row, month=3, amount=1_000)
    after = revisions.draft(
        new_revision(office_sumsel, year_2020, in_force_on=date(2020, 4, 15), reason="refocusing"), by=officer_sumsel
    )
    assert after.number == 1
    assert revisions.differences(dipa, after) == []
    assert after.lines.get(line__code=CLOTH).plan.get().amount == 1_000


def test_the_difference_of_two_revisions_is_told_line_by_line(dipa, next_revision, officer_sumsel):
    grant(next_revision, officer_sumsel, amount=60_000_000)
    revisions.drop_line(next_revision.lines.get(line__code=TRAINERS), by=officer_sumsel)
    grant(next_revision, officer_sumsel, code="019.06.07.1234.001.001.051.A.521841", amount=5_000_000)
    told = [(one.line.account_code, one.kind, one.difference) for one in revisions.differences(dipa, next_revision)]
    assert told == [
        ("521211", "berubah", -30_000_000),
        ("521841", "baru", 5_000_000),
        ("522151", "dihapus", -50_000_000),
    ]


def test_a_plan_alone_that_differs_is_told_by_its_months(dipa, next_revision, officer_sumsel):
    row = next_revision.lines.get(line__code=CLOTH)
    revisions.set_plan(row, {3: 5_000}, by=officer_sumsel)
    [change] = revisions.differences(dipa, next_revision)
    assert (change.kind, change.difference, change.months) == ("berubah", 0, [(3, 0, 5_000)])


def test_a_line_known_by_another_description_is_not_renamed(draft, officer_sumsel):
    with pytest.raises(Refusal, match="sudah dipakai untuk “contoh”"):
        revisions.set_line(draft, CLOTH, "Bahan", amount=1, blocked=0, block_note="", by=officer_sumsel)


def test_only_the_head_puts_a_revision_in_force(draft, officer_sumsel, head_sumsel):
    with pytest.raises(NotAllowed):
        revisions.enact(draft, by=officer_sumsel)
    assert revisions.enact(draft, by=head_sumsel).is_enacted
    assert AuditEntry._base_manager.filter(verb="budget.enacted", actor=head_sumsel).exists()


def test_what_is_enacted_is_changed_by_no_verb_and_no_save(dipa, officer_sumsel):
    row = dipa.lines.first()
    for act in (
        lambda: grant(dipa, officer_sumsel),
        lambda: revisions.drop_line(row, by=officer_sumsel),
        lambda: revisions.discard(dipa, by=officer_sumsel),
        lambda: revisions.change(dipa, by=officer_sumsel),
        dipa.save,
        dipa.delete,
        row.save,
        row.delete,
    ):
        with pytest.raises(Refusal, match="Revisi 0 sudah ditetapkan"):
            act()
    assert RevisionLine._base_manager.filter(revision=dipa).count() == 2


def test_there_is_one_draft_at_a_time_and_it_can_be_thrown_away(
    next_revision, office_sumsel, year_2020, officer_sumsel
):
    with pytest.raises(Refusal, match="Masih ada rancangan"):
        revisions.draft(new_revision(office_sumsel, year_2020), by=officer_sumsel)
    revisions.discard(next_revision, by=officer_sumsel)
    assert revisions.draft(new_revision(office_sumsel, year_2020), by=officer_sumsel).number == 1


def test_a_revision_is_not_in_force_before_the_one_it_follows(next_revision, officer_sumsel, head_sumsel):
    next_revision.in_force_on = date(2020, 1, 1)
    revisions.change(next_revision, by=officer_sumsel)
    with pytest.raises(Refusal, match=r"berlaku sejak 1 Januari 2020, lebih awal dari revisi 0 \(2 Januari 2020\)"):
        revisions.enact(next_revision, by=head_sumsel)


def test_an_empty_revision_is_not_enacted(office_sumsel, year_2020, officer_sumsel, head_sumsel):
    empty = revisions.draft(new_revision(office_sumsel, year_2020), by=officer_sumsel)
    with pytest.raises(Refusal, match="belum memuat satu rincian pun"):
        revisions.enact(empty, by=head_sumsel)


@pytest.mark.parametrize("way", ["lowered", "blocked", "left out"])
def test_what_is_paid_keeps_its_ceiling(way, next_revision, cloth, officer_sumsel, head_sumsel):
    payments.record_payment(cloth, sp2d="1", dated=date(2020, 2, 3), amount=80_000_000, by=officer_sumsel)
    if way == "left out":
        revisions.drop_line(next_revision.lines.get(line=cloth), by=officer_sumsel)
    else:
        blocked = 100_000_000 - 79_999_999 if way == "blocked" else 0
        amount = 79_999_999 if way == "lowered" else 100_000_000
        grant(next_revision, officer_sumsel, amount=amount, blocked=blocked, note="blokir" if blocked else "")
    with pytest.raises(Refusal, match=r"padahal sudah dibelanjakan Rp 80\.000\.000"):
        revisions.enact(next_revision, by=head_sumsel)


def test_a_code_of_another_years_structure_is_refused(draft, officer_sumsel):
    with pytest.raises(ValueError, match="sedangkan TA 2020 memakai Output"):
        grant(draft, officer_sumsel, code="019.EC.1234.QDB.001.051.A.521211")


@pytest.mark.parametrize(
    ("blocked", "note", "told"), [(101, "x", "Blokir paling banyak sebesar pagunya"), (1, "", "Jelaskan blokirnya")]
)
def test_a_block_is_within_the_ceiling_and_explained(blocked, note, told, draft, officer_sumsel):
    with pytest.raises(Exception, match=told):
        grant(draft, officer_sumsel, amount=100, blocked=blocked, note=note)


def test_a_closed_year_is_not_revised(dipa, office_sumsel, year_2020, officer_sumsel):
    year_2020.is_open = False
    year_2020.save()
    with pytest.raises(Refusal, match="TA 2020 sudah ditutup"):
        revisions.draft(new_revision(office_sumsel, year_2020), by=officer_sumsel)


def test_the_months_add_up_to_no_more_than_the_line_grants(draft, officer_sumsel):
    row = draft.lines.get(line__code=CLOTH)
    with pytest.raises(Refusal, match=r"berjumlah Rp 100\.000\.001, melebihi pagunya Rp 100\.000\.000"):
        revisions.set_plan(row, {1: 100_000_000, 12: 1}, by=officer_sumsel)
    revisions.set_plan(row, {3: 60_000_000, 9: 40_000_000}, by=officer_sumsel)
    revisions.set_plan(row, {3: 60_000_000, 10: 40_000_000}, by=officer_sumsel)
    assert dict(row.plan.values_list("month", "amount")) == {3: 60_000_000, 10: 40_000_000}


def test_a_line_lowered_below_its_plan_is_not_enacted(draft, officer_sumsel, head_sumsel):
    revisions.set_plan(draft.lines.get(line__code=CLOTH), {3: 100_000_000}, by=officer_sumsel)
    grant(draft, officer_sumsel, amount=99_999_999)
    with pytest.raises(Refusal, match=r"521211: Rencana seluruh bulan berjumlah Rp 100\.000\.000"):
        revisions.enact(draft, by=head_sumsel)


def test_the_plan_of_an_enacted_revision_stays(dipa, officer_sumsel):
    with pytest.raises(Refusal, match="Revisi 0 sudah ditetapkan"):
        revisions.set_plan(dipa.lines.first(), {1: 1}, by=officer_sumsel)


def test_r1_another_province_drafts_nothing_here(office_sumsel, year_2020, officer_bali):
    with pytest.raises(NotAllowed):
        revisions.draft(new_revision(office_sumsel, year_2020), by=officer_bali)
    assert not BudgetRevision._base_manager.exists()
