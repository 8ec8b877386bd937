"""The matrix of an activity's attendance: people down, sessions across, and what it can be filtered by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.icons import svg
from dekon_portal.core.lists import PortalFilterSet
from dekon_portal.core.tables import PortalTable

from .attendance import Attended, Hours, attended, hours_of, today_at
from .models import Attendance, Mark, Participation

if TYPE_CHECKING:
    from programs.models import Activity, Session

UNMARKED = "-"
DISPUTED = "!"


@dataclass(frozen=True)
class Matrix:
    """All that is known of who came to what in an activity; a few queries."""

    activity: Activity
    sessions: Sequence[Session]
    hours: Hours
    today: date
    cells: Mapping[tuple[int, int], Attendance] = field(default_factory=dict)

    @classmethod
    def of(cls, activity: Activity) -> Matrix:
        rows = Attendance._base_manager.filter(session__activity=activity)
        rows = rows.only("participation_id", "session_id", "mark", "minutes", "disputed")
        cells = {(row.participation_id, row.session_id): row for row in rows}
        sessions, today = list(activity.sessions.all()), today_at(activity)
        return cls(activity, sessions, hours_of(sessions, today), today, cells)

    def cell(self, person: Participation, session: Session) -> Attendance | None:
        return self.cells.get((person.pk, session.pk))

    def attended(self, person: Participation) -> Attended:
        marks = {session.pk: cell.mark for session in self.sessions if (cell := self.cell(person, session)) is not None}
        return attended(self.hours, marks)

    def is_held(self, session: Session) -> bool:
        return session.date <= self.today


def in_words(cell: Attendance) -> str:
    """ "Terlambat 15 menit"."""
    words = str(Mark(cell.mark).label)
    return _("%(mark)s %(minutes)d menit") % {"mark": words, "minutes": cell.minutes} if cell.minutes else words


def heading(session: Session) -> str:
    """ "15/06 Pola dasar"; the whole of it stands in the list of sessions above."""
    topic = session.topic if len(session.topic) < 25 else f"{session.topic[:24]}…"
    return f"{session.date:%d/%m} {topic}"


class SessionColumn(tables.Column):  # type: ignore[misc]
    def __init__(self, matrix: Matrix, session: Session) -> None:
        super().__init__(heading(session), orderable=False, empty_values=(), accessor="pk")
        self.matrix, self.session = matrix, session

    def render(self, record: Participation) -> Any:
        cell = self.matrix.cell(record, self.session)
        if cell is None:
            words = _("belum ditandai") if self.matrix.is_held(self.session) else _("akan datang")
            return format_html('<span class="unknown">{}</span>', words)
        if cell.disputed:
            return format_html('{} <span class="scan-mark">{}{}</span>', in_words(cell), svg("alert"), _("berbeda"))
        return in_words(cell)


class AttendanceTable(PortalTable):
    person = tables.Column(verbose_name=gettext_lazy("Nama"), order_by=("person__name",))
    attended = tables.Column(verbose_name=gettext_lazy("Hadir"), orderable=False, empty_values=(), accessor="pk")

    class Meta(PortalTable.Meta):
        model = Participation
        fields = ("person", "attended")
        attrs: ClassVar[dict[str, Any]] = {"class": "table table-vcenter list wide"}

    def __init__(self, data: Any, *, matrix: Matrix, shown: Sequence[Session]) -> None:
        self.matrix = matrix
        columns = [(f"sesi_{session.pk}", SessionColumn(matrix, session)) for session in shown]
        super().__init__(data, extra_columns=columns)

    def render_attended(self, record: Participation) -> Any:
        one = self.matrix.attended(record)
        if not one.marked:
            return format_html('<span class="unknown">{}</span>', _("belum ditandai"))
        return one.said if one.marked == one.sessions else format_html("{}<br><small>{}</small>", one.said, one.known)


class AttendanceFilter(PortalFilterSet):
    cari = PortalFilterSet.search_field("by_text", gettext_lazy("Cari nama"))
    sesi = filters.ChoiceFilter(label=gettext_lazy("Sesi"), method="as_it_is")
    tanda = filters.ChoiceFilter(
        label=gettext_lazy("Kehadiran"),
        method="as_it_is",
        choices=[
            *Mark.choices,
            (UNMARKED, gettext_lazy("Belum ditandai")),
            (DISPUTED, gettext_lazy("Ditandai berbeda")),
        ],
    )

    class Meta:
        model = Participation
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matrix = matrix
        self.filters["sesi"].extra["choices"] = [(str(one.pk), heading(one)) for one in matrix.sessions]

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.search(value)

    def as_it_is(self, queryset: Any, name: str, value: str) -> Any:
        return queryset  # session and mark are asked together

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        mark, session = self.form.cleaned_data.get("tanda"), self.form.cleaned_data.get("sesi")
        if not mark:
            return found
        asked = [one for one in self.matrix.sessions if not session or session == str(one.pk)]
        if mark == UNMARKED:
            held = [one.pk for one in asked if self.matrix.is_held(one)]
            marked = Count("attendances", filter=Q(attendances__session__in=held))
            return found.annotate(marked=marked).filter(marked__lt=len(held))
        rows = Attendance._base_manager.filter(participation=OuterRef("pk"))
        rows = rows.filter(session=session) if session else rows
        rows = rows.filter(disputed=True) if mark == DISPUTED else rows.filter(mark=mark)
        return found.filter(Exists(rows))


def columns_of(matrix: Matrix, shown: Sequence[Session]) -> list[tuple[str, Any]]:
    """Of an exported matrix."""
    return [
        ("name", gettext_lazy("Nama Peserta")),
        ("business", gettext_lazy("Nama IKM")),
        *((f"sesi_{session.pk}", f"{session.date:%d/%m/%Y} {session.topic}") for session in shown),
        ("amount", gettext_lazy("JP hadir") if matrix.hours.in_jp else gettext_lazy("Sesi hadir")),
        ("total", gettext_lazy("JP seluruhnya") if matrix.hours.in_jp else gettext_lazy("Sesi seluruhnya")),
        ("marked", gettext_lazy("Sesi ditandai")),
        ("sessions", gettext_lazy("Sesi berlangsung")),
    ]


def as_row(matrix: Matrix, shown: Sequence[Session], person: Participation) -> dict[str, Any]:
    one = matrix.attended(person)
    cells = {session: matrix.cell(person, session) for session in shown}
    return {
        "name": person.person.name,
        "business": person.business or "",
        **{f"sesi_{session.pk}": cell and in_words(cell) for session, cell in cells.items()},
        "amount": _amount(one.halves) if one.marked else None,
        "total": one.total,
        "marked": one.marked,
        "sessions": one.sessions,
    }


def _amount(halves: int) -> int | float:
    return halves / 2 if halves % 2 else halves // 2
