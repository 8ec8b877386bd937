"""What pages of an activity show of people and IKM: counts, first names with NIK masked, who made and took what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dekon_portal.core.numbers import format_integer
from programs.models import ActivityKind
from programs.panels import PRODUCTION_PANELS, REVIEW_PANELS

from .tables import ParticipationTable, page_of
from .tallies import of_activity

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Activity, Order, Production

FIRST_ROWS = 10
FIRST_NAMES = 12


def figures(activity: Activity) -> dict[str, Any]:
    """Counts of people and IKM, each with how many people it is known of (R4)."""
    tally = of_activity(activity)
    people, sex_known = tally.people, tally.people - tally.sex_unknown
    known = people - tally.new_entrepreneur_unknown
    counts = [
        (_("Peserta"), people, people),
        (_("Perempuan"), tally.women, sex_known),
        (_("Laki-laki"), tally.men, sex_known),
        (_("Wirausaha industri baru (WUB)"), tally.new_entrepreneurs, known),
    ]
    return {
        "people": people,
        "businesses": tally.businesses,
        "counts": [(label, value if known else None, known) for label, value, known in counts],
    }


def people(activity: Activity, user: User) -> dict[str, Any]:
    rows = activity.participations.visible_to(user).with_labels()  # type: ignore[attr-defined]
    table = ParticipationTable(rows[:FIRST_ROWS], orderable=False, exclude=("activity",))
    table.reader = user
    return {
        "url": reverse("participants:activity_people", args=[activity.code]),
        **figures(activity),
        "table": table,
    }


def visit_figures(activity: Activity) -> dict[str, Any]:
    """How many visits there were, to how many of its IKM, and which agreed steps are still open."""
    today = timezone.localdate(timezone=activity.province.zone)
    open_step = Q(next_step_done=False) & ~Q(next_step="")
    return activity.visits.aggregate(
        visits=Count("pk"),
        visited=Count("business", distinct=True),
        open_steps=Count("pk", filter=open_step),
        overdue_steps=Count("pk", filter=open_step & Q(next_step_due__lt=today)),
    )


def accompaniment(activity: Activity, user: User) -> dict[str, Any]:
    return {
        **visit_figures(activity),
        "is_mentoring": activity.kind == ActivityKind.MENTORING,
        "url": reverse("participants:activity_visits", args=[activity.code]),
    }


def makers(activity: Activity, user: User) -> dict[str, Any]:
    """Each production with the IKM that made it; a share is told only where it is known (R4)."""
    productions = activity.productions.select_related("product").prefetch_related("makers__business")
    rows = [
        _row(production, production.made_on, production.makers.all(), "participants:production_makers", user)  # type: ignore[attr-defined]
        for production in productions
    ]
    upload = reverse("participants:import_new_production", args=[activity.code])
    return {**_panel("pembuat", _("IKM pembuat"), rows, activity, user), "upload_url": upload}


def takers(activity: Activity, user: User) -> dict[str, Any]:
    """Each order with the IKM that took it."""
    orders = activity.orders.select_related("product", "orderer").prefetch_related("takers__business")
    rows = [_row(order, order.orderer, order.takers.all(), "participants:order_takers", user) for order in orders]  # type: ignore[attr-defined]
    return _panel("pengambil", _("IKM penerima pesanan"), rows, activity, user)


def _panel(key: str, title: str, rows: list[Any], activity: Activity, user: User) -> dict[str, Any]:
    may_write = activity.is_open and activity.writable_by(user, "goods.write")
    return {"key": key, "title": title, "rows": rows, "may_write": may_write}


def _row(row: Production | Order, beside: Any, ties: Iterable[Any], url_name: str, user: User) -> dict[str, Any]:
    every = sorted(ties, key=lambda tie: (tie.business.name, tie.pk))
    return {
        "what": row.product,
        "quantity": None if row.quantity is None else f"{format_integer(row.quantity)} {row.get_unit_display()}",
        "beside": beside,
        "count": len(every),
        "ties": [(tie, page_of(tie.business, user)) for tie in every[:FIRST_NAMES]],
        "more": max(0, len(every) - FIRST_NAMES),
        "unit": row.get_unit_display(),
        "url": reverse(url_name, args=[row.pk]),
    }


REVIEW_PANELS.append(("participants/_review_people.html", people))
REVIEW_PANELS.append(("participants/_review_visits.html", accompaniment))
PRODUCTION_PANELS.append(("participants/_ikm_of_goods.html", makers))
PRODUCTION_PANELS.append(("participants/_ikm_of_goods.html", takers))
