"""Tinjauan: how long work waits in each state of its review, per province, and what waits now (design.md section 5)."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, OuterRef, Subquery, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.models import ReviewEvent, State
from reports import figures
from reports.registry import Column, Report, Row, register
from reports.selection import Selection

WAITS: Final = (State.SUBMITTED, State.ENDORSED, State.RETURNED, State.REOPENED)
"""States that somebody must end: the province's head, Jakarta, and twice the office."""


def _columns(state: State) -> tuple[Column, ...]:
    return (
        Column(f"ended_{state}", _of(_("{state}: selesai"), state), pgettext_lazy("unit", "kali"), "integer", True),
        Column(f"days_{state}", _of(_("{state}: rata-rata"), state), _("hari")),
        Column(
            state.value, _of(_("{state}: sekarang"), state), pgettext_lazy("unit", "kegiatan"), "integer", True, state
        ),
    )


def _of(words: Any, state: State) -> Any:
    return format_lazy(words, state=state.label)


@register
class Reviewing(Report):
    key = "tinjauan"
    title = _("Tinjauan")
    description = _(
        "Berapa kali kegiatan berada di setiap status tinjauan sampai selesai, berapa hari rata-ratanya, dan berapa "
        "yang sekarang menunggu di sana."
    )
    columns = (Column("province", _("Provinsi")), *(column for state in WAITS for column in _columns(state)))

    def rows(self, selection: Selection) -> list[Row]:
        stays, work = stays_by_province(selection), figures.work_by_province(selection)
        nothing = figures.Work()
        rows = []
        for province in selection.provinces(also=work):
            values: dict[str, Any] = {"province": province.name}
            for state in WAITS:
                count, whole = stays.get((province.pk, state.value), (0, timedelta()))
                values |= {
                    f"ended_{state}": count,
                    f"days_{state}": mean_days(count, whole),
                    state.value: work.get(province.pk, nothing).states[state.value],
                }
            rows.append(Row(values, selection.narrowed(province=province)))
        return rows

    def closing(self, selection: Selection, rows: Any) -> list[Row]:
        """The whole with its own means, weighed by the stays and not by provinces."""
        whole: dict[str, tuple[int, timedelta]] = {}
        for (_province, state), (count, time) in stays_by_province(selection).items():
            before = whole.get(state, (0, timedelta()))
            whole[state] = before[0] + count, before[1] + time
        means = {f"days_{state}": mean_days(*whole.get(state.value, (0, timedelta()))) for state in WAITS}
        return [Row({**row.values, **means}, row.narrowed) for row in super().closing(selection, rows)]


def stays_by_province(selection: Selection) -> dict[tuple[str, str], tuple[int, timedelta]]:
    """(province, state) → how many stays ended there, and how long they were together; one query."""
    events = ReviewEvent.objects.countable_by(selection.user).filter(selection.of_activity("activity__"))
    following = ReviewEvent._base_manager.filter(activity=OuterRef("activity"), at__gt=OuterRef("at")).order_by("at")
    until = Subquery(following.values("at")[:1], output_field=DateTimeField())
    stays: Any = (
        events.order_by()
        .annotate(until=until)
        .filter(until__isnull=False)
        .annotate(stay=ExpressionWrapper(F("until") - F("at"), output_field=DurationField()))
        .values_list("activity__office", "to_state")
        .annotate(Count("pk"), Sum("stay"))
    )
    found: dict[tuple[str, str], tuple[int, timedelta]] = defaultdict(lambda: (0, timedelta()))
    for office, state, count, time in stays:
        key = selection.province_of[office], state
        found[key] = found[key][0] + count, found[key][1] + time
    return dict(found)


def mean_days(count: int, whole: timedelta) -> str | None:
    """Days of the calendar with one decimal, "3,5"; None of no stay (R4)."""
    return f"{whole / timedelta(days=1) / count:.1f}".replace(".", ",") if count else None
