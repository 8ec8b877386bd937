"""The totals of dashboards and reports, in one place: a fixed number of queries, nothing counted that may not be.

People and IKM come from the counts kept beside the facts (participants/tallies.py); a regency's or a commodity's
distinct IKM are counted from the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When

from dekon_portal.core.known import NOTHING, Known
from participants import entrepreneurs
from participants.models import FollowUp, Participation, ProvinceTally
from participants.models.tallies import WHOLE_YEAR
from participants.tallies import PEOPLE
from programs.models import State

from .facts import FACTS, GOODS, TODAY, sums
from .selection import Selection

GoodsKey = tuple[str, int, str]  # province, product, unit


@dataclass(frozen=True)
class Work:
    """Activities and the people in them; `states` counts activities by state."""

    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(State.values, 0))
    women: int = 0
    men: int = 0
    sex_unknown: int = 0
    new_entrepreneurs: Known = NOTHING

    @property
    def activities(self) -> int:
        return sum(self.states.values())

    @property
    def participants(self) -> int:
        return self.women + self.men + self.sex_unknown

    @property
    def values(self) -> dict[str, Any]:
        """By the name reports give each figure."""
        names = ("activities", "participants", "women", "men", "sex_unknown", "new_entrepreneurs")
        return {**self.states, **{name: getattr(self, name) for name in names}}


@dataclass(frozen=True)
class Goods:
    """One product in one unit: facts that are never mixed (R5)."""

    ordered: Known = NOTHING
    produced: Known = NOTHING
    delivered: Known = NOTHING
    received: Known = NOTHING
    reported: Known = NOTHING

    @property
    def values(self) -> dict[str, Known]:
        """By the name reports give each figure."""
        return {fact.key: getattr(self, fact.key) for fact in GOODS}


def work_by_province(selection: Selection) -> dict[str, Work]:
    """Work per province code: activities counted by state, people from what is kept."""
    states: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(State.values, 0))
    found: Any = selection.activities().order_by().values_list("office", "state").annotate(Count("pk"))
    for office, state, count in found:
        states[selection.province_of[office]][state] += count
    people = {province: counts for province, *counts in _people_by_province(selection)}
    nobody = [0] * len(PEOPLE)
    return {province: _work(counts, *people.get(province, nobody)) for province, counts in states.items()}


def work_by_kind(selection: Selection) -> dict[str, Work]:
    """The same per kind of activity, people added up from each activity's kept counts."""
    states: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(State.values, 0))
    work = selection.activities().order_by()
    counts: Any = work.values_list("kind", "state").annotate(Count("pk"))
    for kind, state, count in counts:
        states[kind][state] = count
    people: Any = work.values_list("kind").annotate(*(Sum(f"tally__{name}", default=0) for name in PEOPLE))
    return {kind: _work(states[kind], *sums_) for kind, *sums_ in people}


def businesses_by_kind(selection: Selection) -> dict[str, int]:
    """Distinct IKM per kind of activity; one that took part in two kinds counts in both."""
    joined = Participation.objects.countable_by(selection.user).filter(selection.of_activity("activity__"))
    return dict(joined.order_by().values_list("activity__kind").annotate(Count("business", distinct=True)))


def _people_by_province(selection: Selection) -> Any:
    """(province, *PEOPLE): from the sums kept for whole provinces, else added up from each activity's."""
    if selection.covers_whole_provinces:
        return _kept(selection).values_list("province", *PEOPLE)
    sums = (Sum(f"tally__{name}", default=0) for name in PEOPLE)
    return selection.activities().order_by().values_list("office__province").annotate(*sums)


def _kept(selection: Selection) -> QuerySet[ProvinceTally]:
    kept = ProvinceTally.objects.countable_by(selection.user)
    kept = kept.filter(fiscal_year=selection.year, quarter=selection.quarter or WHOLE_YEAR)
    return kept.filter(province=selection.province) if selection.province else kept


def _work(states: dict[str, int], women: int, men: int, sex_unknown: int, new: int, new_unknown: int) -> Work:
    people = women + men + sex_unknown
    known = people - new_unknown
    return Work(states, women, men, sex_unknown, Known(new if known else None, known, people))


def total_work(parts: Iterable[Work]) -> Work:
    whole = Work()
    for part in parts:
        whole = Work(
            {state: whole.states[state] + part.states[state] for state in State.values},
            whole.women + part.women,
            whole.men + part.men,
            whole.sex_unknown + part.sex_unknown,
            whole.new_entrepreneurs + part.new_entrepreneurs,
        )
    return whole


def businesses_by_province(selection: Selection) -> dict[str, int]:
    """Distinct IKM that take part, per province code; an IKM belongs to one province, so the nation is their sum."""
    if selection.covers_whole_provinces:
        return dict(_kept(selection).values_list("province", "businesses"))
    # By way of the activity, whose covering index leads to the IKM of each through another: no row is read.
    joined = Participation.objects.countable_by(selection.user).filter(selection.of_activity("activity__"))
    found: Any = joined.order_by().values_list("activity__office__province").annotate(Count("business", distinct=True))
    return dict(found)


def goods_by_province(selection: Selection) -> dict[GoodsKey, Goods]:
    """What was ordered, produced, delivered, received and reported; one query for each table that holds them."""
    parts: dict[GoodsKey, dict[str, Known]] = defaultdict(dict)
    for _model, facts in groupby(GOODS, key=lambda fact: fact.model):
        for key, figures in sums(list(facts), selection, "product", "unit").items():
            parts[key] |= {name: figure for name, figure in figures.items() if figure.of}  # type: ignore[index]
    return {key: Goods(**known) for key, known in sorted(parts.items()) if known}


def handovers_by_province(selection: Selection) -> dict[str, dict[str, int]]:
    """Handovers with and without a signed BAST, per province code; annulled ones count nowhere."""
    found = sums([FACTS["handovers_signed"], FACTS["handovers_reported"]], selection)
    return {province: {key: figure.of for key, figure in figures.items()} for (province,), figures in found.items()}


def afterwards_by_province(selection: Selection) -> dict[str, dict[str, Known]]:
    """Who counts as WUB and what became of participants, per province code and fact; a fixed number of queries.

    They group by what the facts tell apart, so that each row is looked at once and not once for each fact.
    """
    found: dict[str, dict[str, Known]] = defaultdict(lambda: defaultdict(Known))
    asks_more = entrepreneurs.asks_more_than_enrolment(selection.year)
    for province, wub, legal, count in (_by_rule if asks_more else _by_enrolment)(selection):
        here = found[province]
        here["participants"] += Known(count, count, count)
        here["wub"] += _of_each(wub, count)
        if wub:
            here["wub_nib"] += _of_each(legal, count)
    for office, months, is_due, is_answered, is_last, producing, count, change, known in _follow_ups(selection):
        here = found[selection.province_of[office]]
        here[f"due_{months}"] += Known(count, count, count) if is_due else NOTHING
        if is_answered:
            here[f"answered_{months}"] += Known(count, count, count)
            here[f"producing_{months}"] += _of_each(producing, count)
        if is_last:
            here["producing"] += _of_each(producing, count)
            here["workers_change"] += Known(change, known, count)
    return {province: dict(known) for province, known in found.items()}


def _of_each(value: int | None, count: int) -> Known:
    """The sum of `count` rows that all say the same."""
    return Known(None, 0, count) if value is None else Known(int(value) * count, count, count)


def _by_rule(selection: Selection) -> Iterator[tuple[str, int | None, int | None, int]]:
    """(province, whether WUB, whether with NIB, how many) where each participation must be asked."""
    told = {"wub": FACTS["wub"].amount, "legal": FACTS["wub_nib"].amount}
    rows = _participations(selection).values_list("office").annotate(**told).annotate(count=Count("pk"))
    for office, wub, legal, count in rows:
        yield selection.province_of[office], wub, legal, count


def _by_enrolment(selection: Selection) -> Iterator[tuple[str, int | None, int | None, int]]:
    """The same where the flag of the enrolment decides, which is counted already: only the NIB of the new are asked."""
    for province, women, men, sex_unknown, new, new_unknown in _people_by_province(selection):
        yield province, None, None, new_unknown
        yield province, 0, None, women + men + sex_unknown - new - new_unknown
    new_ones = _participations(selection).filter(new_entrepreneur=True)
    for office, legal, count in new_ones.values_list("office").annotate(
        legal=FACTS["wub_nib"].amount, count=Count("pk")
    ):
        yield selection.province_of[office], 1, legal, count


def _participations(selection: Selection) -> QuerySet[Participation]:
    rows = Participation.objects.countable_by(selection.user)
    return rows.filter(FACTS["participants"].condition(selection)).order_by()


def _follow_ups(selection: Selection) -> Any:
    """Of each round and office how many are alike; and of these the change of workers, and of how many it is known."""
    rows = FollowUp.objects.countable_by(selection.user).filter(FACTS["producing"].condition(selection))  # type: ignore[attr-defined]
    told = {
        "is_due": _whether(Q(due_on__lte=TODAY) | Q(answer__isnull=False)),
        "is_answered": _whether(Q(answer__isnull=False)),
        "is_last": _whether(FACTS["producing"].where),
        "produces": FACTS["producing"].amount,
    }
    change = FACTS["workers_change"].amount
    alike = rows.order_by().values_list("participation__office", "round").annotate(**told)
    return alike.annotate(count=Count("pk"), change=Sum(change), known=Count(change))


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0))


def figure_of(selection: Selection, key: str) -> Known:
    """One figure as reports show it, to be held against the rows that make it."""
    if key == "businesses":
        count = sum(businesses_by_province(selection).values())
        return Known(count, count, count)
    if key in ("participants", "women", "men", "sex_unknown", "new_entrepreneurs"):
        value = getattr(total_work(work_by_province(selection).values()), key)
        return value if isinstance(value, Known) else Known(value, value, value)
    return FACTS[key].figure(selection)
