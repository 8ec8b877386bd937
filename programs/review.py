"""The review of activities: draft → submitted → (endorsed) → approved, returned with a reason, reopened.

`STEPS` is the table that the engine (workflow.py) walks: pages draw their buttons from `steps_for`, verbs are carried
out by `take`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.refusal import NotAllowed, Refusal

from . import completeness
from .models.review import OPEN_STATES, ReviewEvent, State
from .workflow import Locked, Step, Workflow, reason_given, table

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

    from .models import Activity


class NotReady(Refusal):
    """What an activity must have before it is submitted is still missing; `missing` lists it."""

    def __init__(self, missing: list[completeness.Missing]) -> None:
        super().__init__(
            _("Kegiatan belum dapat diajukan: masih ada %(count)d hal wajib yang kurang.") % {"count": len(missing)}
        )
        self.missing = missing


# --- Preconditions: each raises a Refusal or lets pass ---
def complete(activity: Activity, by: User, comment: str) -> None:
    missing = [item for item in completeness.missing(activity) if item.required]
    if missing:
        raise NotReady(missing)


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


STEPS: Final = table(
    (
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
)

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


def _way_out(activity: Activity) -> str:
    if activity.state == State.APPROVED:
        return _("sehingga tidak dapat diubah. Minta pembukaan kembali lewat tombol Ajukan pembukaan.")
    return _("sehingga tidak dapat diubah selama ditinjau. Bila perlu perbaikan, minta peninjau mengembalikannya.")


ACTIVITIES: Final = Workflow(
    verb="activity",
    steps=STEPS,
    events="review_events",
    sentences={
        State.DRAFT: gettext_lazy("kegiatan ini masih berupa konsep."),
        State.SUBMITTED: gettext_lazy("kegiatan ini sudah diajukan oleh %(who)s pada %(when)s."),
        State.ENDORSED: gettext_lazy("kegiatan ini sudah disetujui dinas oleh %(who)s pada %(when)s."),
        State.RETURNED: gettext_lazy("kegiatan ini dikembalikan oleh %(who)s pada %(when)s."),
        State.APPROVED: gettext_lazy("kegiatan ini sudah disetujui oleh %(who)s pada %(when)s."),
        State.REOPENED: gettext_lazy("kegiatan ini dibuka kembali oleh %(who)s pada %(when)s."),
    },
    way_out=_way_out,
    told_later=(complete,),
)
follows = ACTIVITIES.follows
steps_for = ACTIVITIES.steps_for
last_event = ACTIVITIES.last_event
state_sentence = ACTIVITIES.state_sentence
lock_sentence = ACTIVITIES.lock_sentence
ensure_open = ACTIVITIES.ensure_open


def take(key: str, activity: Activity, *, by: User, comment: str = "") -> ReviewEvent:
    """Carry out one step of an activity (Workflow.take). Raises NotAllowed, NotReady or another Refusal."""
    return ACTIVITIES.take(key, activity, by=by, comment=comment)  # type: ignore[no-any-return]


def ask_reopening(activity: Activity, *, by: User, reason: str) -> None:
    """Ask Ditjen IKMA to reopen an approved activity; the request stands on its Riwayat and in the review queue."""
    if not activity.writable_by(by, "activity.ask_reopening"):
        raise NotAllowed(_("Peran Anda tidak dapat meminta pembukaan kembali."))
    if activity.state != State.APPROVED:
        raise Refusal(_("Kegiatan ini belum disetujui, sehingga tidak perlu dibuka kembali."))
    reason_given(activity, by, reason)
    with transaction.atomic():
        audit.record("activity.ask_reopening", activity, by=by, note=reason.strip())


def ensure_all_open(activities: QuerySet[Activity]) -> None:
    """Raise Locked, naming the activity, unless all of these may be changed now; they stay so in this transaction."""
    rows = activities.select_for_update(of=("self",)).select_related("office__province").order_by("pk")
    for activity in rows:
        if not activity.is_open:
            raise Locked(f"{activity}: {lock_sentence(activity)}")
