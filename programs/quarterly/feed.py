"""A person's calendar of deadlines (.ics) by a private address: whoever holds it reads the due days, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dekon_portal.core.tokens import hash_of, new_token
from programs import calendar_file
from programs.models import CalendarLink, FiscalYear
from programs.working_days import Calendar

from . import deadlines

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User


def make(user: User) -> str:
    """A new token, which nobody can learn again; the earlier one stops working."""
    token = new_token()
    with transaction.atomic():
        CalendarLink.objects.filter(user=user).delete()
        CalendarLink.objects.create(user=user, token_hash=hash_of(token))
    return token


def holder(token: str) -> User | None:
    """Whose calendar it is; None for an unknown token, or a person who may no longer read budgets and their forms."""
    link = CalendarLink.objects.filter(token_hash=hash_of(token)).select_related("user").first()
    return link.user if link and link.user.may("budget.read") else None


def content() -> bytes:
    """The due days of all open years that ask for forms; they are the same for everybody."""
    with translation.override("id"):
        return calendar_file.calendar(_events())


def _events() -> Iterator[calendar_file.Line]:
    made_at, calendar = timezone.now(), Calendar.load()
    for year in FiscalYear.objects.filter(is_open=True, forms_from__isnull=False).order_by("year"):
        for quarter in deadlines.asked(year):
            for deadline in deadlines.DEADLINES:
                day = deadlines.due_or_unknown(deadline, quarter, year, calendar)
                if day:
                    yield from calendar_file.whole_day(
                        f"formulir-{deadline.key}-{quarter.year}-{quarter.number}",
                        day,
                        made_at,
                        summary=_("Batas %(form)s, %(quarter)s") % {"form": deadline.label, "quarter": quarter},
                        told=_("%(days)s hari kerja sesudah triwulan berakhir (%(source)s).")
                        % {"days": deadline.days(year), "source": deadline.source},
                    )
