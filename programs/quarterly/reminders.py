"""Reminders of deadlines: on the first page of who works there, and by e-mail once before and once after."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.mail import get_connection, send_mail
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dekon_portal.accounts.models import Membership, User
from dekon_portal.accounts.roles import Action, may
from dekon_portal.core.dates import format_date
from dekon_portal.core.post import MAIL_SECONDS, mails
from programs.models import FiscalYear, FormReminder, Office
from programs.working_days import Calendar

from . import deadlines
from .deadlines import Duty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from programs.quarters import Quarter

logger = logging.getLogger(__name__)

DAYS_BEFORE: Final = 2
"""Working days before the due day from which a letter reminds; never before the quarter has ended."""
LATEST: Final = 20
"""Working days after the due day beyond which no letter is sent: a portal that begins late does not flood anybody."""
ACTS: Final[dict[str, Action]] = {"a": "form.write", "b": "form.write", "c": "form.sign"}
"""Whose act each deadline waits for."""


class Moment(models.TextChoices):
    BEFORE = "sebelum"
    AFTER = "sesudah"


def waiting(user: User, today: date, calendar: Calendar) -> list[Duty]:
    """Of each office and quarter the first form that waits for this person's act, the longest due first."""
    owed = [duty for duty in deadlines.of_user(user, today, calendar) if duty.due and not duty.is_met]
    mine = [duty for duty in owed if user.may(ACTS[duty.deadline.key], province=duty.standing.office.province_id)]
    first: dict[tuple[int, Quarter], Duty] = {}
    for duty in sorted(mine, key=lambda duty: (duty.due or date.max, duty.standing.office.pk)):
        first.setdefault((duty.standing.office.pk, duty.standing.quarter), duty)
    return list(first.values())


def url_of(duty: Duty) -> str:
    quarter = duty.standing.quarter
    return reverse("programs:quarter", args=[duty.standing.office.code, quarter.year, quarter.number])


# --- Letters ---
def send_due() -> int:
    """Send the letters that are due by the calendar of Jakarta, each once; how many. A mail server that does not answer
    is tried again the next hour."""
    if not mails():
        return 0
    today, calendar = timezone.localdate(), Calendar.load()
    sent = 0
    for duty, moment in _letters(today, calendar):
        for user in _readers(duty):
            try:
                sent += _send(duty, moment, user)
            except Exception as fault:
                logger.warning("A reminder of %s was not sent (%s)", duty.deadline.key, type(fault).__name__)
                return sent
    return sent


def _letters(today: date, calendar: Calendar) -> Iterator[tuple[Duty, Moment]]:
    years = list(FiscalYear.objects.filter(is_open=True, forms_from__isnull=False))
    quarters = [quarter for year in years for quarter in deadlines.ended(year, today)]
    offices = Office._base_manager.select_related("province").order_by("pk")
    for duty in deadlines.duties(offices, years, quarters, calendar) if quarters else []:
        moment = _moment(duty, today, calendar)
        if moment:
            yield duty, moment


def _moment(duty: Duty, today: date, calendar: Calendar) -> Moment | None:
    if duty.due is None or duty.is_met:
        return None
    if today <= duty.due:
        return Moment.BEFORE if calendar.between(today, duty.due) <= DAYS_BEFORE else None
    late = deadlines.days_late(duty.due, today, calendar)
    return Moment.AFTER if late is not None and late <= LATEST else None


def _readers(duty: Duty) -> list[User]:
    """Who may act on it in that office and has an address."""
    action = ACTS[duty.deadline.key]
    members = Membership.objects.in_force(timezone.localdate()).filter(office=duty.standing.office)
    people = {row.user for row in members.select_related("user") if may(row.role, action)}
    return sorted((one for one in people if one.is_active and one.email), key=lambda one: one.pk)


def _send(duty: Duty, moment: Moment, user: User) -> bool:
    """The letter and its record, both or neither."""
    standing = duty.standing
    with transaction.atomic():
        _row, first = FormReminder._base_manager.get_or_create(
            office=standing.office,
            fiscal_year_id=standing.quarter.year,
            number=standing.quarter.number,
            deadline=duty.deadline.key,
            moment=moment.value,
            user=user,
        )
        if first:
            subject, words = _words(duty, moment)
            send_mail(subject, words, None, [user.email], connection=get_connection(timeout=MAIL_SECONDS))
    return first


def _words(duty: Duty, moment: Moment) -> tuple[str, str]:
    with translation.override("id"):
        facts = {
            "form": duty.deadline.label,
            "quarter": duty.standing.quarter.name,
            "office": duty.standing.office.name,
            "day": format_date(duty.due) if duty.due else "",
        }
        if moment == Moment.BEFORE:
            subject = _("Batas waktu %(day)s: %(form)s") % facts
            first = _("%(form)s, %(quarter)s, %(office)s, paling lambat %(day)s.") % facts
        else:
            subject = _("Terlambat: %(form)s") % facts
            first = _("%(form)s, %(quarter)s, %(office)s, seharusnya selesai %(day)s dan belum terpenuhi.") % facts
        return subject, "\n\n".join([first, _("Buka: %(url)s") % {"url": settings.PUBLIC_URL + url_of(duty)}])
