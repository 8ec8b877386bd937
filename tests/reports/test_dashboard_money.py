"""Budget on the dashboard: the revision in force, what may be spent of it, what was paid (R9)."""

from datetime import date

import pytest
from django.utils import timezone

from programs.models import BudgetLine
from programs.models.budget import BudgetRevision, PlannedSpending, Realisation, RevisionLine
from reports.absorption import Money, money_by_province
from reports.charts import CHARTS
from reports.selection import Selection
from tests import make

from .pages import text_of

pytestmark = pytest.mark.django_db


def line(office):
    return BudgetLine._base_manager.create(
        office=office, fiscal_year=make.year(2020), code="1234.567", description="Contoh"
    )


def revision(of, by, number, day, amount, blocked=0, *, is_enacted=True):
    made = BudgetRevision._base_manager.create(
        office=of.office,
        fiscal_year=of.fiscal_year,
        number=number,
        document="CONTOH",
        dated=day,
        in_force_on=day,
        authority="dja",
        reason="awal",
        created_by=by,
    )
    note = "Contoh" if blocked else ""
    row = RevisionLine._base_manager.create(revision=made, line=of, amount=amount, blocked=blocked, block_note=note)
    if is_enacted:
        BudgetRevision._base_manager.filter(pk=made.pk).update(enacted_at=timezone.now(), enacted_by=by)
    return row


def paid(of, by, day, amount, **fields):
    return Realisation._base_manager.create(
        office=of.office, fiscal_year=of.fiscal_year, line=of, sp2d=f"CONTOH-{day}", dated=day, amount=amount, by=by,
        **fields,
    )  # fmt: skip


def test_r9_of_what_is_in_force_the_blocked_part_does_not_count(office_sumsel, officer_sumsel, reviewer):
    of = line(office_sumsel)
    revision(of, officer_sumsel, 0, date(2020, 1, 2), 900)
    PlannedSpending._base_manager.create(
        revision_line=revision(of, officer_sumsel, 1, date(2020, 5, 4), 600, blocked=200), month=6, amount=300
    )
    revision(of, officer_sumsel, 2, date(2020, 9, 1), 5000, is_enacted=False)
    payment = paid(of, officer_sumsel, date(2020, 3, 9), 150)
    paid(of, officer_sumsel, date(2020, 8, 9), 100)
    paid(of, officer_sumsel, date(2020, 8, 10), -50, corrects=payment, reason="Contoh")
    whole = money_by_province(Selection(reviewer, 2020))["16"]
    assert (whole.ceiling, sum(whole.paid.values()), whole.percent) == (400, 200, 50)
    assert dict(whole.planned) == {6: 300}
    first = money_by_province(Selection(reviewer, 2020, quarter=1))["16"]
    assert (first.ceiling, sum(first.paid.values())) == (900, 150)


@pytest.mark.parametrize(
    ("ceiling", "amount", "percent"),
    [(None, 5, None), (0, 0, None), (1000, 0, 0), (1000, 1, 1), (1000, 999, 99), (1000, 1000, 100), (1000, 505, 50)],
)
def test_percent_is_0_only_where_nothing_and_100_only_where_all_was_paid(ceiling, amount, percent):
    assert Money(ceiling).with_paid(amount).percent == percent


def test_the_map_shows_absorption_and_says_where_no_budget_is_recorded(
    client, reviewer, office_sumsel, officer_sumsel, activity_bali
):
    for office, shape in ((office_sumsel, "id-ss"), (activity_bali.office, "id-ba")):
        type(office.province).objects.filter(pk=office.province_id).update(map_id=shape)
    of = line(office_sumsel)
    revision(of, officer_sumsel, 0, date(2020, 1, 2), 1000)
    paid(of, officer_sumsel, date(2020, 3, 9), 250)
    client.force_login(reviewer)
    page = client.get("/dasbor/?year=2020&measure=absorbed").content.decode()
    assert 'aria-label="Sumatera Selatan: 25 %"' in page
    assert 'aria-label="Bali: tidak ada DIPA yang tercatat"' in page


def test_provinces_drawn_as_one_are_weighed_and_not_added(reviewer, office_sumsel, office_bali, officer_sumsel):
    parts = Money(100).with_paid(100) + Money(300).with_paid(0)
    assert parts.percent == 25


def test_months_to_come_stay_empty_and_a_budget_has_no_commodity(
    client, office_sumsel, officer_sumsel, reviewer, time_machine
):
    time_machine.move_to(date(2020, 6, 15))
    of = line(office_sumsel)
    revision(of, officer_sumsel, 0, date(2020, 1, 2), 1000)
    paid(of, officer_sumsel, date(2020, 3, 9), 250)
    drawn = CHARTS["anggaran"].of(Selection(reviewer, 2020, commodity=make.commodity()))
    by_month = {row[0]: row[2] for row in drawn.rows}
    assert by_month["Juni"].value == 250
    assert by_month["Juli"] == ""
    assert "tidak dirinci menurut komoditas" in drawn.note


def test_another_province_s_money_is_not_counted(client, office_sumsel, officer_sumsel, officer_bali):
    of = line(office_sumsel)
    revision(of, officer_sumsel, 0, date(2020, 1, 2), 1000)
    assert money_by_province(Selection(officer_bali, 2020)) == {}
    client.force_login(officer_sumsel)
    assert "Terserap" in client.get("/dasbor/grafik/?year=2020").content.decode()
    assert "Kegiatan" in text_of(client.get("/dasbor/?year=2020"))
