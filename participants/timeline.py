"""The timeline of one IKM over all activities and years: what it got, made, took on, learned and won.

Every app that knows something of an IKM adds a source with `@source`. A source answers only what the reader may see
(R1: `visible_to` or a relation of a row reached so), in a fixed number of queries however much there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.dates import format_date

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .models import Business


class EventKind(models.TextChoices):
    ACTIVITY = "kegiatan", gettext_lazy("Mengikuti kegiatan")
    ORDERED = "pesanan", gettext_lazy("Menerima pesanan")
    MADE = "produksi", gettext_lazy("Membuat barang")
    DELIVERED = "penyerahan", gettext_lazy("Penyerahan kegiatan")
    LEARNED = "belajar", gettext_lazy("Hasil belajar")
    VISIT = "pendampingan", gettext_lazy("Pendampingan")
    PERMIT = "izin", gettext_lazy("Izin")
    RECORDED = "pendataan", gettext_lazy("Pendataan")

    @property
    def colour(self) -> str:
        return "grey"

    @property
    def icon(self) -> str:
        return {
            "kegiatan": "clipboard",
            "pesanan": "inbox",
            "produksi": "package",
            "penyerahan": "handover",
            "belajar": "book",
            "pendampingan": "users",
            "izin": "certificate",
            "pendataan": "upload",
        }[self.value]


@dataclass(frozen=True)
class Event:
    """`day` is None where only the year is known (R4); `when` says it in words where that is better than the day
    ("Juni 2020"). `detail` may have several sentences; no full personal number is in it (R3)."""

    kind: EventKind
    year: int
    title: str
    day: date | None = None
    when: str = ""
    detail: str = ""
    url: str = ""

    @property
    def when_in_words(self) -> str:
        if self.when or self.day:
            return self.when or format_date(self.day)  # type: ignore[arg-type]
        return _("%(year)d, tanggal belum diketahui") % {"year": self.year}


Source = Callable[["Business", "User"], Iterable[Event]]
SOURCES: list[Source] = []


def source(function: Source) -> Source:
    SOURCES.append(function)
    return function


def timeline(business: Business, user: User) -> list[Event]:
    """Everything of an IKM that `user` reached through the scope, the latest first; what has no day stands at the end
    of its year."""
    events = [event for one in SOURCES for event in one(business, user)]
    return sorted(events, key=_place, reverse=True)


def _place(event: Event) -> Any:
    return event.year, event.day is not None, event.day or date.min
