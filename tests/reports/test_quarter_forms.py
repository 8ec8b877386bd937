"""Form C of the demo's TW II and TW III 2020 beside a plain computation over its rows; and whose form is late."""

import io
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command

from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.known import Known
from programs import reference
from programs.budget import revisions
from programs.models import (
    Activity,
    BudgetRevision,
    Holiday,
    Office,
    PhysicalProgress,
    PlannedSpending,
    QuarterEntry,
    QuarterEvent,
    QuarterReport,
    Realisation,
    RevisionLine,
)
from programs.quarterly import review, sheets
from programs.quarters import Quarter
from reports.late import FormsNotSigned, late_of
from reports.registry import REPORTS
from reports.selection import Selection
from tests import make

pytestmark = pytest.mark.django_db
ENDS = {2: date(2020, 6, 30), 3: date(2020, 9, 30)}


@pytest.fixture
def demo(settings, db):
    settings.DEMO = True
    call_command("seed_demo", "--json", stdout=io.StringIO())


def plainly(office, number):
    """The same figures counted row by row, without a query that adds anything up."""
    end = ENDS[number]
    revisions = [row for row in BudgetRevision._base_manager.all() if row.office_id == office.pk]
    in_force = max((row for row in revisions if row.enacted_at and row.in_force_on <= end), key=lambda row: row.number)
    granted = [row for row in RevisionLine._base_manager.all() if row.revision_id == in_force.pk]
    lines = {row.pk for row in granted}
    planned = [p for p in PlannedSpending._base_manager.all() if p.revision_line_id in lines and p.month <= 3 * number]
    paid = [row for row in Realisation._base_manager.all() if row.office_id == office.pk and row.dated <= end]
    reached, targets = [], []
    for activity in Activity._base_manager.filter(office=office):
        known = [one for one in PhysicalProgress._base_manager.filter(activity=activity) if one.as_of <= end]
        if known:
            reached.append(max(known, key=lambda one: one.as_of).percent)
        for entry in QuarterEntry._base_manager.filter(activity=activity).select_related("report"):
            if entry.report.number == number and entry.planned_percent is not None:
                targets.append(entry.planned_percent)
    ceiling = sum(row.amount - row.blocked for row in granted)
    return {
        "total": ceiling,
        "pure": ceiling,
        "loan": 0,
        "target": Known(sum(row.amount for row in planned), len(granted), len(granted)),
        "spent": sum(row.amount for row in paid),
        "spent_percent": round(Decimal(100) * sum(row.amount for row in paid) / ceiling, 2),
        "reached_percent": round(sum(reached) / len(reached), 2),
        "planned_percent": round(sum(targets) / len(targets), 2),
    }


@pytest.mark.parametrize("number", [2, 3])
def test_form_c_of_the_demo_is_what_its_rows_add_up_to(demo, number):
    national = defaultdict(int)
    for office in Office._base_manager.filter(province__in=["16", "51", "63", "72"]).select_related("province"):
        expected = plainly(office, number)
        total = sheets.form_c(office, Quarter(2020, number)).total.values
        assert {key: total[key] for key in expected} == expected, office
        for key in ("total", "spent"):
            national[key] += expected[key]
    offices = list(Office._base_manager.filter(province__in=["16", "51", "63", "72"]).select_related("province"))
    whole = sheets.form_c_of_many(offices, Quarter(2020, number), "empat provinsi")
    assert {key: whole.total.values[key] for key in national} == national
    below = [row for row in whole.rows if row.level == 1 and row.values["total"] != ""]
    assert sum(row.values["spent"] for row in below) == national["spent"]


def test_forms_a_b_and_c_of_the_demo_agree(demo):
    office = Office._base_manager.select_related("province").get(code="C16001")
    quarter = Quarter(2020, 3)
    totals = [make_form(office, quarter).total.values for make_form in (sheets.form_a, sheets.form_b, sheets.form_c)]
    assert totals[0] == totals[1] == totals[2]


def test_the_demo_has_two_quarters_that_can_be_tried(demo):
    sumsel = QuarterReport._base_manager.filter(office__code="C16001").order_by("number")
    assert list(sumsel.values_list("number", "state")) == [(2, "approved"), (3, "submitted")]
    assert all(report.is_sample for report in QuarterReport._base_manager.all())
    told = Activity._base_manager.filter(is_sample=False, progress__isnull=False)
    assert not told.exists(), "nobody told how far the four cases had come"


# --- Whose form is late ---
@pytest.fixture
def late(office_sumsel, officer_sumsel, head_sumsel):
    Holiday.objects.bulk_create(row for year in range(2020, 2028) for row in reference._calendar(year))
    revisions.enact(make.revision(office_sumsel, officer_sumsel), by=head_sumsel)


def test_the_dashboard_tells_whose_form_is_late_by_working_days(late, reviewer, office_sumsel, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: date(2020, 7, 9))
    selection = Selection(reviewer, 2020)
    source = FormsNotSigned()
    assert source.counts(selection) == {"16": 2}  # the first quarter and the second
    days = {row.what: row.days for row in source.rows(selection)}
    assert days[f"TW II 2020, {office_sumsel}"] == 2
    assert source.counts(selection.narrowed(quarter=2)) == {"16": 1}
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: date(2020, 7, 7))
    assert source.counts(selection) == {"16": 1}


def test_a_signed_form_is_not_late(late, reviewer, office_sumsel, officer_sumsel, head_sumsel):
    selection = Selection(reviewer, 2020, quarter=2)
    report = review.begin(office_sumsel, make.year(), Quarter(2020, 2), by=officer_sumsel)
    review.take("submit", report, by=officer_sumsel)
    assert FormsNotSigned().counts(selection) == {"16": 1}
    review.take("sign", report, by=head_sumsel)
    assert FormsNotSigned().counts(selection) == {}


def test_r1_another_province_counts_no_late_form_of_this_one(late, officer_bali, leader, regency_officer_palembang):
    assert FormsNotSigned().counts(Selection(officer_bali, 2020)) == {}
    for counts_only in (leader, regency_officer_palembang):
        found = {str(one.label): one for one in late_of(Selection(counts_only, 2020))}[
            "Formulir C belum ditandatangani"
        ]
        assert found.count == 4
        assert found.rows == []


def test_without_a_calendar_nobody_is_called_late(office_sumsel, officer_sumsel, head_sumsel, reviewer):
    revisions.enact(make.revision(office_sumsel, officer_sumsel), by=head_sumsel)
    assert FormsNotSigned().counts(Selection(reviewer, 2020)) == {}


def test_the_page_of_who_is_late_counts_in_working_days(client, late, reviewer):
    client.force_login(reviewer)
    page = client.get("/dasbor/terlambat/?year=2020").content.decode()
    assert "Formulir C belum ditandatangani" in page
    assert "hari kerja" in page


# --- Kepatuhan ---
def complied(person, **narrowed):
    with acting_as(person):
        return [row.values for row in REPORTS["kepatuhan"].rows(Selection(person, 2020, **narrowed))]


def test_kepatuhan_counts_working_days_until_the_signature(late, reviewer, office_sumsel, officer_sumsel, head_sumsel):
    report = review.begin(office_sumsel, make.year(), Quarter(2020, 2), by=officer_sumsel)
    review.take("submit", report, by=officer_sumsel)
    review.take("sign", report, by=head_sumsel)
    submitted, signed = report.events.order_by("at")
    QuarterEvent._base_manager.filter(pk=submitted.pk).update(at=datetime(2020, 7, 7, 16, 30, tzinfo=UTC))
    QuarterEvent._base_manager.filter(pk=signed.pk).update(at=datetime(2020, 7, 8, 17, 30, tzinfo=UTC))
    [line] = complied(reviewer, quarter=2)
    # 7 July 2020 is the fifth working day (domain.md 2.2); 17.30 UTC is the next day in Jakarta.
    assert (line["due"], line["submitted_on"], line["signed_on"]) == (
        date(2020, 7, 7), date(2020, 7, 7), date(2020, 7, 9),
    )  # fmt: skip
    assert line["late"] == 2


def test_kepatuhan_of_what_is_not_begun_runs_on_and_of_no_calendar_is_unknown(late, reviewer, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: date(2020, 7, 9))
    [line] = complied(reviewer, quarter=2)
    assert (line["state"], line["signed_on"], line["late"]) == ("belum dibuat", None, 2)
    Holiday._base_manager.all().delete()
    [line] = complied(reviewer, quarter=2)
    assert (line["due"], line["late"]) == (None, None)


def test_r1_kepatuhan_of_another_province_is_not_told(late, officer_bali, officer_sumsel):
    assert complied(officer_bali) == []
    assert {line["code"] for line in complied(officer_sumsel)} == {BudgetRevision._base_manager.get().office.code}
