"""The quarterly reports of the demo's offices (contoh): TW II and TW III 2020, with the progress they state.

TW II is approved everywhere; TW III waits for the head's signature in Sumatera Selatan, is written but not handed in
where every third office stands, and is approved elsewhere. Written in bulk: no verb is in anybody's way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Final

from programs.models import (
    Activity,
    BudgetCode,
    BudgetLine,
    FiscalYear,
    PhysicalProgress,
    QuarterEntry,
    QuarterEvent,
    QuarterReport,
    State,
)
from programs.quarterly.review import STEPS, keep_signed_sums
from programs.quarters import Quarter

from .money import LINES
from .trail import Trail, set_times

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Office

    from .cast import Cast

QUARTERS: Final = (Quarter(2020, 2), Quarter(2020, 3))
HEAD_OFFICE: Final = "16"
"""The province whose head has a login."""
TO_SIGN: Final = ("submit",)
WHOLE: Final = ("submit", "sign", "approve")
OBSTACLES: Final = (
    (
        "PSBB membatasi tatap muka (contoh).",
        "Sesi dialihkan menjadi daring (contoh).",
        "Ditjen IKMA (contoh)",
    ),
    ("Bahan baku terlambat datang (contoh).", "Mencari pemasok setempat (contoh).", "Dinas kabupaten/kota (contoh)"),
    ("", "", ""),
)
NAMES: Final = (
    ("019.06.07", "Program contoh: penumbuhan dan pengembangan IKM", "Wirausaha industri baru (contoh)", "orang"),
    (
        "019.06.07.1234",
        "Kegiatan contoh: penumbuhan IKM",
        "IKM yang dibina (contoh)",
        "IKM",
    ),
)


def ensure(cast: Cast) -> int:
    """Give each office of the demo that has no quarterly report its two; how many offices got them."""
    known = set(QuarterReport._base_manager.filter(fiscal_year=cast.year).values_list("office", flat=True))
    new = [(code, office) for code, office in sorted(cast.offices.items()) if office.pk not in known]
    if not new:
        return 0
    FiscalYear.objects.filter(pk=cast.year.pk).update(forms_from=QUARTERS[0].number)
    BudgetCode.objects.bulk_create(
        [BudgetCode(fiscal_year=cast.year, code=code, name=name, indicator=of, unit=unit)
         for code, name, of, unit in NAMES],
        ignore_conflicts=True,
    )  # fmt: skip
    _connect(cast, [office for _code, office in new])
    activities = _activities(cast, [office for _code, office in new])
    _progress(cast, activities)
    trail = Trail()
    times: dict[int, datetime] = {}
    for turn, (code, office) in enumerate(new):
        by, own = cast.officers[code], [one for one in activities if one.office_id == office.pk]
        for quarter in QUARTERS:
            _report(cast, office, quarter, own, by, _steps(code, turn, quarter), trail, times)
    trail.write()
    set_times(QuarterReport, "state_since", times)
    return len(new)


def _steps(code: str, turn: int, quarter: Quarter) -> Sequence[str]:
    if quarter == QUARTERS[0]:
        return WHOLE
    if code == HEAD_OFFICE:
        return TO_SIGN
    return () if turn % 3 == 0 else WHOLE


def _connect(cast: Cast, offices: Iterable[Office]) -> None:
    """Sample activities are paid from the first line: bimtek and goods."""
    for office in offices:
        line = BudgetLine._base_manager.filter(office=office, fiscal_year=cast.year, code__endswith=LINES[0][0]).first()
        rows = Activity._base_manager.filter(office=office, fiscal_year=cast.year, is_sample=True, budget_line=None)
        rows.update(budget_line=line)


def _activities(cast: Cast, offices: Iterable[Office]) -> list[Activity]:
    rows = Activity._base_manager.filter(office__in=list(offices), fiscal_year=cast.year)
    return list(rows.select_related("office").order_by("pk"))


def _progress(cast: Cast, activities: Iterable[Activity]) -> None:
    """What the samples had reached; of the four cases nobody told, so that theirs stays unknown (R4)."""
    rows = []
    for activity in activities:
        if not activity.is_sample:
            continue
        chance = Random(f"fisik {activity.code}")  # noqa: S311
        first, second = chance.randint(10, 50), chance.randint(50, 95)
        by = cast.officers[activity.office.province_id]
        for quarter, percent in zip(QUARTERS, (first, second), strict=True):
            rows.append(
                PhysicalProgress(activity=activity, as_of=quarter.ends_on, percent=percent, note="contoh", by=by)
            )
    PhysicalProgress._base_manager.bulk_create(rows)


def _report(
    cast: Cast,
    office: Office,
    quarter: Quarter,
    activities: Iterable[Activity],
    by: User,
    steps: Sequence[str],
    trail: Trail,
    times: dict[int, datetime],
) -> None:
    at = datetime(quarter.ends_on.year, quarter.ends_on.month, quarter.ends_on.day, 2, tzinfo=UTC) + timedelta(days=2)
    report = QuarterReport._base_manager.create(
        office=office,
        fiscal_year=cast.year,
        number=quarter.number,
        state=STEPS[steps[-1]].to if steps else State.DRAFT,
        submitted_by=by if steps else None,
        created_by=by,
        is_sample=True,
        version=1 + len(steps),
    )
    trail.added(report, by, at)
    QuarterEntry._base_manager.bulk_create(_entry(report, activity, quarter) for activity in activities)
    state = State.DRAFT
    for key in steps:
        at += timedelta(days=1)
        actor = {"submit": by, "sign": cast.heads[office.province_id]}.get(key, cast.reviewer)
        event = QuarterEvent._base_manager.create(
            report=report, step=key, from_state=state, to_state=STEPS[key].to, by=actor, by_name=str(actor), at=at
        )
        changes = {"state": (state.label, State(STEPS[key].to).label)}
        trail.done(f"quarter.{key}", report, actor, at, changes=changes)
        state = State(STEPS[key].to)
        if key == "sign":
            keep_signed_sums(report, event)
    times[report.pk] = at


def _entry(report: QuarterReport, activity: Activity, quarter: Quarter) -> QuarterEntry:
    obstacles, follow_up, helper = OBSTACLES[activity.pk % len(OBSTACLES)] if activity.is_sample else ("", "", "")
    planned = Decimal({2: 40, 3: 75}[quarter.number]) if activity.is_sample else None
    return QuarterEntry(
        report=report,
        activity=activity,
        planned_percent=planned,
        obstacles=obstacles,
        follow_up=follow_up,
        helper=helper,
    )
