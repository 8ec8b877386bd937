"""The one workflow: draft → submitted → (endorsed) → approved, returned with a reason, reopened (design.md section 5).

`STEPS` is the table: pages draw their buttons from `steps_for`, verbs are carried out by `take`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.roles import Action
from dekon_portal.core import audit
from dekon_portal.core.dates import format_datetime
from dekon_portal.core.refusal import NotAllowed, Refusal

from . import completeness
from .models.review import OPEN_STATES, ReviewEvent, State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

    from .models import Activity


class Locked(Refusal):
    """The activity is not open for changes (R8)."""


class NotReady(Refusal):
    """What an activity must have before it is submitted is still missing; `missing` lists it."""

    def __init__(self, missing: list[completeness.Missing]) -> None:
        super().__init__(
            _("Kegiatan belum dapat diajukan: masih ada %(count)d hal wajib yang kurang.") % {"count": len(missing)}
        )
        self.missing = missing


# --- Preconditions: each raises a Refusal or lets pass ---
Need = Callable[["Activity", "User", str], None]


def complete(activity: Activity, by: User, comment: str) -> None:
    missing = [item for item in completeness.missing(activity) if item.required]
    if missing:
        raise NotReady(missing)


def reason_given(activity: Activity, by: User, comment: str) -> None:
    if not comment.strip():
        raise Refusal(_("Tuliskan alasannya, agar pihak lain tahu apa yang harus dilakukan."))


def not_own_submission(activity: Activity, by: User, comment: str) -> None:
    """R2: nobody approves what they submitted themselves."""
    if activity.submitted_by_id == by.pk:
        raise Refusal(_("Anda sendiri yang mengajukan kegiatan ini, sehingga harus ditinjau oleh orang lain."))


def endorsed_when_asked(activity: Activity, by: User, comment: str) -> None:
    if activity.state == State.SUBMITTED and activity.fiscal_year.endorsement:
        raise Refusal(_("Kegiatan ini menunggu persetujuan pejabat provinsi sebelum ditinjau Ditjen IKMA."))


def endorsement_asked(activity: Activity, by: User, comment: str) -> None:
    if not activity.fiscal_year.endorsement:
        raise Refusal(_("Tahun anggaran ini tidak memakai persetujuan dinas."))


@dataclass(frozen=True)
class Step:
    """One allowed step: from which states, to which, who may, what must hold, and its words on the page."""

    key: str
    sources: frozenset[str]
    to: str
    action: Action
    label: object
    follows: object
    """What happens next, told beside the button."""
    needs: tuple[Need, ...] = ()
    asks_comment: bool = False


STEPS: dict[str, Step] = {
    step.key: step
    for step in (
        Step(
            "submit",
            frozenset(OPEN_STATES),
            State.SUBMITTED,
            "activity.submit",
            gettext_lazy("Ajukan ke Ditjen IKMA"),
            gettext_lazy("Setelah diajukan, kegiatan tidak dapat diubah sampai selesai ditinjau."),
            needs=(complete,),
        ),
        Step(
            "endorse",
            frozenset({State.SUBMITTED}),
            State.ENDORSED,
            "activity.endorse",
            gettext_lazy("Setujui sebagai dinas"),
            gettext_lazy("Kegiatan diteruskan ke Ditjen IKMA untuk ditinjau."),
            needs=(endorsement_asked, not_own_submission),
        ),
        Step(
            "return_by_office",
            frozenset({State.SUBMITTED}),
            State.RETURNED,
            "activity.endorse",
            gettext_lazy("Kembalikan ke petugas"),
            gettext_lazy("Petugas memperbaiki sesuai alasan Anda, lalu mengajukan lagi."),
            needs=(endorsement_asked, reason_given),
            asks_comment=True,
        ),
        Step(
            "return",
            frozenset({State.SUBMITTED, State.ENDORSED}),
            State.RETURNED,
            "activity.review",
            gettext_lazy("Kembalikan"),
            gettext_lazy("Petugas provinsi memperbaiki sesuai alasan Anda, lalu mengajukan lagi."),
            needs=(endorsed_when_asked, reason_given),
            asks_comment=True,
        ),
        Step(
            "approve",
            frozenset({State.SUBMITTED, State.ENDORSED}),
            State.APPROVED,
            "activity.review",
            gettext_lazy("Setujui"),
            gettext_lazy("Kegiatan dan semua isinya dikunci dan masuk ke angka nasional yang disetujui."),
            needs=(endorsed_when_asked, not_own_submission, complete),
        ),
        Step(
            "reopen",
            frozenset({State.APPROVED}),
            State.REOPENED,
            "activity.review",
            gettext_lazy("Buka kembali"),
            gettext_lazy("Petugas provinsi dapat mengubah kegiatan ini lagi, lalu mengajukannya ulang."),
            needs=(reason_given,),
            asks_comment=True,
        ),
    )
}

audit.register(
    {
        "activity.submit": gettext_lazy("%(who)s mengajukan kegiatan"),
        "activity.endorse": gettext_lazy("%(who)s menyetujui kegiatan sebagai dinas"),
        "activity.return_by_office": gettext_lazy("%(who)s mengembalikan kegiatan ke petugas"),
        "activity.return": gettext_lazy("%(who)s mengembalikan kegiatan"),
        "activity.approve": gettext_lazy("%(who)s menyetujui kegiatan"),
        "activity.reopen": gettext_lazy("%(who)s membuka kembali kegiatan"),
        "activity.ask_reopening": gettext_lazy("%(who)s meminta kegiatan dibuka kembali"),
    }
)


Consequence = Callable[["Activity", ReviewEvent], object]
CONSEQUENCES: dict[str, list[Consequence]] = defaultdict(list)
"""What follows from a step, by its key."""


def follows(key: str) -> Callable[[Consequence], Consequence]:
    """Declare what is done with every step `key`: in its transaction, once its event and trail entry are written.

    It must be quick and must not refuse: whether a step may be taken is said by the step's needs.
    """

    def declare(consequence: Consequence) -> Consequence:
        CONSEQUENCES[key].append(consequence)
        return consequence

    return declare


def steps_for(activity: Activity, user: User) -> list[Step]:
    """The steps this person could take now (state and right fit), in the table's order, for the page's buttons.

    A step that would be refused for want of endorsement or by R2 is not offered.
    """
    offered = []
    for step in STEPS.values():
        if activity.state not in step.sources or not activity.writable_by(user, step.action):
            continue
        try:
            for need in step.needs:
                if need not in (complete, reason_given):
                    need(activity, user, "")
        except Refusal:
            continue
        offered.append(step)
    return offered


def take(key: str, activity: Activity, *, by: User, comment: str = "") -> ReviewEvent:
    """Carry out one step under the activity's row lock.

    Raises NotAllowed, NotReady or another Refusal; sending the same step twice is told, not done twice.
    """
    step = STEPS[key]
    with transaction.atomic():
        activity = (
            type(activity)
            ._base_manager.select_for_update(of=("self",))
            .select_related("office__province", "fiscal_year")
            .get(pk=activity.pk)
        )
        if not activity.writable_by(by, step.action):
            raise NotAllowed(_("Peran Anda tidak mencakup langkah “%(step)s”.") % {"step": step.label})
        if activity.state not in step.sources:
            raise Refusal(
                _("Langkah “%(step)s” tidak dapat dilakukan lagi: %(why)s")
                % {"step": step.label, "why": state_sentence(activity)}
            )
        for need in step.needs:
            need(activity, by, comment)
        now = timezone.now()
        event = ReviewEvent.objects.create(
            activity=activity,
            step=key,
            from_state=activity.state,
            to_state=step.to,
            by=by,
            by_name=str(by),
            at=now,
            comment=comment.strip(),
        )
        activity.state, activity.state_since = step.to, now
        if key == "submit":
            activity.submitted_by = by
        activity.version += 1
        activity.save(update_fields=["state", "state_since", "submitted_by", "version", "updated_at"])
        audit.record(
            f"activity.{key}",
            activity,
            by=by,
            changes={"state": (State(event.from_state).label, State(event.to_state).label)},
            note=comment.strip(),
        )
        for consequence in CONSEQUENCES[key]:
            consequence(activity, event)
    return event


def ask_reopening(activity: Activity, *, by: User, reason: str) -> None:
    """Ask Ditjen IKMA to reopen an approved activity; the request stands on its Riwayat and in the review queue."""
    if not activity.writable_by(by, "activity.ask_reopening"):
        raise NotAllowed(_("Peran Anda tidak dapat meminta pembukaan kembali."))
    if activity.state != State.APPROVED:
        raise Refusal(_("Kegiatan ini belum disetujui, sehingga tidak perlu dibuka kembali."))
    reason_given(activity, by, reason)
    with transaction.atomic():
        audit.record("activity.ask_reopening", activity, by=by, note=reason.strip())


def last_event(activity: Activity) -> ReviewEvent | None:
    return activity.review_events.select_related("by").order_by("-at", "-pk").first()


def state_sentence(activity: Activity) -> str:
    """Who brought the activity into its state and when: "Kegiatan ini sudah disetujui oleh … pada …"."""
    event = last_event(activity)
    if event is None:
        return _("kegiatan ini masih berupa konsep.")
    words = {
        State.SUBMITTED: _("kegiatan ini sudah diajukan oleh %(who)s pada %(when)s."),
        State.ENDORSED: _("kegiatan ini sudah disetujui dinas oleh %(who)s pada %(when)s."),
        State.RETURNED: _("kegiatan ini dikembalikan oleh %(who)s pada %(when)s."),
        State.APPROVED: _("kegiatan ini sudah disetujui oleh %(who)s pada %(when)s."),
        State.REOPENED: _("kegiatan ini dibuka kembali oleh %(who)s pada %(when)s."),
    }
    return words[State(event.to_state)] % {
        "who": event.by_name,
        "when": format_datetime(event.at, activity.office.province.zone),
    }


def lock_sentence(activity: Activity) -> str:
    """Why the activity cannot be changed now, by whom and when, and the way out; "" when it is open (R8)."""
    if activity.is_open:
        return ""
    why = state_sentence(activity)
    if activity.state == State.APPROVED:
        way_out = _("sehingga tidak dapat diubah. Minta pembukaan kembali lewat tombol Ajukan pembukaan.")
    else:
        way_out = _(
            "sehingga tidak dapat diubah selama ditinjau. Bila perlu perbaikan, minta peninjau mengembalikannya."
        )
    return f"{why[0].upper()}{why[1:-1]}, {way_out}"


def ensure_all_open(activities: QuerySet[Activity]) -> None:
    """Raise Locked, naming the activity, unless all of these may be changed now; they stay so in this transaction."""
    rows = activities.select_for_update(of=("self",)).select_related("office__province").order_by("pk")
    for activity in rows:
        if not activity.is_open:
            raise Locked(f"{activity}: {lock_sentence(activity)}")


def ensure_open(activity: Activity) -> None:
    """Raise Locked with the full sentence unless the activity may be changed now (R8)."""
    if not activity.is_open:
        raise Locked(lock_sentence(activity))
