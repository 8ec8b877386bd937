"""What reviewers say of one place of an activity: beside the field on the review page, at that field for the office.

A place is a field of the activity's form or one of its tabs, so that tabs of other apps are places too. A comment
decides nothing: the activity is returned by its own step, and may be submitted again with comments left open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.refusal import NotAllowed, Refusal

from .models import ReviewComment
from .review_queue import UNDER_REVIEW
from .tabs import TABS

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .models import Activity

audit.register(
    {
        "comment.written": gettext_lazy("%(who)s mengomentari %(what)s"),
        "comment.resolved": gettext_lazy("%(who)s menandai selesai komentar %(what)s"),
    }
)

FIELDS: Final[dict[str, Any]] = {
    "title": gettext_lazy("Judul"),
    "kind": gettext_lazy("Jenis kegiatan"),
    "commodity": gettext_lazy("Komoditas"),
    "mode": gettext_lazy("Cara pelaksanaan"),
    "planned_start": gettext_lazy("Rencana waktu"),
    "actual_start": gettext_lazy("Waktu pelaksanaan"),
    "regency": gettext_lazy("Kabupaten/Kota"),
    "place": gettext_lazy("Tempat"),
    "target_participants": gettext_lazy("Target peserta"),
    "target_businesses": gettext_lazy("Target IKM"),
    "budget_line": gettext_lazy("Rincian anggaran"),
    "delay_reason": gettext_lazy("Alasan penundaan"),
    "description": gettext_lazy("Uraian"),
}
"""Fields of the activity's form, by their names there; a time is told at its first field."""
_NO_PLACE: Final = ("umum", "riwayat")
"""Tabs that show what other places state."""


@dataclass(frozen=True)
class Place:
    key: str
    label: Any
    tab: str = ""
    """The URL name of the tab; "" for a field of the form."""

    def url(self, activity: Activity) -> str:
        """Where the office mends it."""
        if self.tab:
            return reverse(self.tab, args=[activity.code])
        return f"{reverse('programs:activity_edit', args=[activity.code])}#id_{self.key}"


def places() -> dict[str, Place]:
    """Every place, in the order of the review page."""
    tabs = [Place(tab.key, tab.label, tab.url_name) for tab in sorted(TABS, key=lambda tab: tab.order)]
    fields = [Place(key, label) for key, label in FIELDS.items()]
    return {place.key: place for place in (*fields, *tabs) if place.key not in _NO_PLACE}


def require_reviewer(activity: Activity, user: User) -> None:
    """Raise NotAllowed unless the person is one of those who decide on the activity."""
    if not _decides(activity, user):
        raise NotAllowed(_("Komentar ditulis oleh peninjau Ditjen IKMA atau pejabat provinsi."))


def _decides(activity: Activity, user: User) -> bool:
    return activity.writable_by(user, "activity.review") or activity.writable_by(user, "activity.endorse")


def may_comment(activity: Activity, user: User) -> bool:
    """Whoever decides on it, while it is under review."""
    return activity.state in UNDER_REVIEW and _decides(activity, user)


def may_resolve(activity: Activity, user: User) -> bool:
    return activity.writable_by(user, "activity.write") or activity.writable_by(user, "activity.review")


def write(activity: Activity, place: str, text: str, *, by: User) -> ReviewComment:
    """Say something of a place. Raises NotAllowed or Refusal."""
    require_reviewer(activity, by)
    if activity.state not in UNDER_REVIEW:
        raise Refusal(_("Komentar hanya dapat ditulis selama kegiatan sedang ditinjau."))
    if place not in places():
        raise Refusal(_("Bagian ini tidak dapat dikomentari."))
    if not text.strip():
        raise Refusal(_("Tuliskan komentarnya."))
    with transaction.atomic():
        comment = ReviewComment.objects.create(
            activity=activity, place=place, text=text.strip(), by=by, by_name=str(by)
        )
        audit.record("comment.written", comment, by=by)
    return comment


def resolve(comment: ReviewComment, *, by: User) -> bool:
    """Mark it done; False when it was already. Also while the activity is locked: nothing of it changes."""
    if not may_resolve(comment.activity, by):
        raise NotAllowed(_("Komentar ditandai selesai oleh petugas provinsi atau peninjau."))
    with transaction.atomic():
        comment = ReviewComment._base_manager.select_for_update(of=("self",)).get(pk=comment.pk)
        if comment.resolved_at is not None:
            return False
        comment.resolved_by, comment.resolved_by_name, comment.resolved_at = by, str(by), timezone.now()
        comment.save(update_fields=["resolved_by", "resolved_by_name", "resolved_at"])
        audit.record("comment.resolved", comment, by=by)
    return True


@dataclass(frozen=True)
class Shown:
    """A comment as pages show it."""

    row: ReviewComment
    place: Place
    url: str

    @property
    def is_open(self) -> bool:
        return self.row.resolved_at is None


def of_activity(activity: Activity) -> list[Shown]:
    """All comments, the oldest first; open ones before those that are done."""
    known = places()
    rows = [row for row in activity.review_comments.all() if row.place in known]
    shown = [Shown(row, known[row.place], known[row.place].url(activity)) for row in rows]
    return sorted(shown, key=lambda one: not one.is_open)


def by_place(shown: Iterable[Shown]) -> dict[str, list[Shown]]:
    found: dict[str, list[Shown]] = defaultdict(list)
    for one in shown:
        found[one.place.key].append(one)
    return dict(found)


def open_of(activity: Activity) -> list[Shown]:
    return [one for one in of_activity(activity) if one.is_open]
