"""What an officer should do next, the most pressing first (language.md: returned, reopened, then what lacks most)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Min, Prefetch, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dekon_portal.core.dates import format_date
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.templatetags.portal import tanggal
from participants.models import FollowUp, Permit, Registration, RegistrationState, Validity, Visit
from programs.completeness import missing_of
from programs.models import Activity, Delivery, ReceiptState, ReviewEvent, State
from programs.models.receipts import overdue
from programs.models.review import OPEN_STATES
from programs.quarterly.deadlines import days_late
from programs.quarterly.reminders import url_of, waiting
from programs.tables_quarterly import late_words
from programs.working_days import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dekon_portal.accounts.models import User
    from dekon_portal.accounts.scope import ScopedQuerySet

MOST_SENT_BACK = 20
MOST_DRAFTS_LOOKED_AT = 100
MOST_DRAFTS = 5
MOST_DELIVERIES = 8
MOST_COURSES = 8
MOST_STEPS = 5
MOST_FORMS = 6
MOST_PERMITS = 3


@dataclass(frozen=True)
class Task:
    """One thing to do: what, why, and where."""

    title: str
    why: str
    url: str
    icon: str


def tasks(user: User) -> list[Task]:
    """A fixed number of queries, whatever the number of rows."""
    own = Activity.objects.visible_to(user).filter(office__province__in=user.scope.provinces)
    return [
        *_sent_back(own),
        *_forms(user),
        *_open_differences(user),
        *_applicants(user),
        *_drafts(own),
        *_without_bast(user),
        *_unconfirmed(user),
        *_steps_due(user),
        *_permits_ending(user),
        *_to_ask(user),
    ]


def _sent_back(own: ScopedQuerySet[Activity]) -> Iterable[Task]:
    """Returned before reopened, each with the reviewer's words."""
    events = Prefetch("review_events", ReviewEvent._base_manager.order_by("at", "pk"))
    rows = own.filter(state__in=[State.RETURNED, State.REOPENED])
    rows = rows.order_by(Case(When(state=State.RETURNED, then=0), default=1), "state_since")
    for activity in rows.prefetch_related(events)[:MOST_SENT_BACK]:
        comment = list(activity.review_events.all())[-1].comment
        why = f"{activity.get_state_display()}: {comment}" if comment else activity.get_state_display()
        yield Task(activity.title, why, activity.get_absolute_url(), activity.review_state.icon)


def _forms(user: User) -> Iterable[Task]:
    """Forms of quarters that have ended and wait for this person's act, before and after their day; the longest due
    first."""
    if not user.may("form.write"):
        return
    today, calendar = timezone.localdate(timezone=user.zone), Calendar.load()
    for duty in waiting(user, today, calendar)[:MOST_FORMS]:
        if duty.due is None:
            continue
        late = days_late(duty.due, today, calendar) if duty.is_late(today) else None
        words = _("Paling lambat %(day)s") % {"day": format_date(duty.due)}
        title = f"{duty.deadline.label}, {duty.standing.quarter}"
        yield Task(title, f"{words}: {late_words(late)}" if late else words, url_of(duty), "alert" if late else "clock")


def _applicants(user: User) -> Iterable[Task]:
    """Open activities whose applicants wait for a decision; those with most of them first."""
    rows = Registration.objects.visible_to(user).filter(
        state=RegistrationState.WAITING,
        activity__state__in=OPEN_STATES,
        activity__office__province__in=user.scope.provinces,
    )
    waiting = rows.order_by().values_list("activity__code", "activity__title").annotate(number=Count("pk"))
    for code, title, number in waiting.order_by("-number", "activity__code")[:MOST_COURSES]:
        words = ngettext("%(count)s pendaftar menunggu keputusan", "%(count)s pendaftar menunggu keputusan", number)
        url = reverse("participants:activity_registrations", args=[code])
        yield Task(title, words % {"count": format_integer(number)}, url, "users")


def _drafts(own: ScopedQuerySet[Activity]) -> list[Task]:
    """Drafts that lack most first; of very many, those that were left longest."""
    drafts = list(own.filter(state=State.DRAFT).order_by("updated_at")[:MOST_DRAFTS_LOOKED_AT])
    lacks = missing_of(drafts)
    drafts.sort(key=lambda draft: -len(lacks[draft.pk]))
    return [
        Task(draft.title, _lacking(len(lacks[draft.pk])), draft.get_absolute_url(), "pencil")
        for draft in drafts[:MOST_DRAFTS]
    ]


def _lacking(count: int) -> str:
    if not count:
        return _("Konsep: sudah lengkap, tinggal diajukan")
    words = ngettext("Konsep: %(count)s hal belum diisi", "Konsep: %(count)s hal belum diisi", count)
    return words % {"count": format_integer(count)}


def _without_bast(user: User) -> Iterable[Task]:
    """Handovers still without a signed BAST, in activities that are open."""
    rows = Delivery.objects.visible_to(user).missing_bast().filter(office__province__in=user.scope.provinces)
    in_open_work = rows.filter(activity__state__in=OPEN_STATES).select_related("activity", "recipient")
    for delivery in in_open_work[:MOST_DELIVERIES]:
        why = _("Penyerahan kepada %(recipient)s belum ber-BAST") % {"recipient": delivery.recipient}
        yield Task(delivery.activity.title, why, delivery.get_absolute_url(), "handover")


def _open_differences(user: User) -> Iterable[Task]:
    """Goods that arrived otherwise than the BAST says, until both sides agree; the longest open first."""
    for delivery in _handovers(user, ReceiptState.OPEN.of_deliveries()):
        why = _("Selisih pada BAST %(number)s belum disepakati dengan penerima") % {"number": delivery.number}
        yield Task(delivery.activity.title, why, delivery.get_absolute_url(), "alert")


def _unconfirmed(user: User) -> Iterable[Task]:
    """Signed two weeks ago or more, and the recipient has not said what arrived."""
    for delivery in _handovers(user, overdue()):
        why = _("BAST %(number)s belum dikonfirmasi penerimanya setelah 14 hari") % {"number": delivery.number}
        yield Task(delivery.activity.title, why, delivery.get_absolute_url(), "clock")


def _steps_due(user: User) -> Iterable[Task]:
    """Steps agreed with an IKM that are due today or before, the longest due first."""
    rows = Visit.objects.visible_to(user).filter(activity__office__province__in=user.scope.provinces)
    due = rows.due(timezone.localdate(timezone=user.zone)).select_related("business").order_by("next_step_due", "pk")
    for visit in due[:MOST_STEPS]:
        why = _("Langkah lanjut pendampingan jatuh tempo %(day)s: %(step)s") % {
            "day": tanggal(visit.next_step_due),
            "step": visit.next_step,
        }
        yield Task(visit.business.name, why, visit.get_absolute_url(), "clock")


def _permits_ending(user: User) -> Iterable[Task]:
    """Permits that end within the quarter, the first to end first; all of them stand in the list of permits."""
    rows = Permit.objects.visible_to(user).filter(business__province__in=user.scope.provinces)
    ending = rows.filter(Validity.SOON.of_permits(timezone.localdate())).select_related("business")
    for permit in ending.order_by("valid_until", "pk")[:MOST_PERMITS]:
        why = _("%(permit)s segera habis: %(day)s") % {"permit": permit, "day": tanggal(permit.valid_until)}
        yield Task(permit.business.name, why, f"{permit.business.get_absolute_url()}#izin", "certificate")


def _to_ask(user: User) -> Iterable[Task]:
    """Participants whose day of being asked has come, all in one line."""
    own = FollowUp.objects.visible_to(user).filter(participation__province__in=user.scope.provinces)  # type: ignore[attr-defined]
    due = own.due().aggregate(count=Count("pk"), first=Min("due_on"))
    if due["count"]:
        title = ngettext("%(count)s tindak lanjut jatuh tempo", "%(count)s tindak lanjut jatuh tempo", due["count"]) % {
            "count": format_integer(due["count"])
        }
        why = _("Tanyakan kabar peserta; yang paling lama sejak %(day)s") % {"day": format_date(due["first"])}
        yield Task(title, why, reverse("participants:follow_up_list"), "refresh")


def _handovers(user: User, condition: Q) -> ScopedQuerySet[Delivery]:
    rows = Delivery.objects.visible_to(user).filter(condition, office__province__in=user.scope.provinces)
    return rows.select_related("activity").order_by("signed_at", "pk")[:MOST_DELIVERIES]
