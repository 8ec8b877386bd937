"""Kelengkapan: what an activity still lacks, in one place, each line with a link to its field.

Every app adds its own checks with `@check`. A check looks at many activities at once, so that a list of them costs as
many queries as one; it yields (activity's key, `Missing`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from . import clashes, sni
from .models import Delivery, Production, ReceiptState
from .models.deliveries import EDITABLE_STATES
from .models.receipts import overdue

if TYPE_CHECKING:
    from .models import Activity


@dataclass(frozen=True)
class Missing:
    """One thing that lacks. `required` ones stop submission, the others are told and may stay unknown (R4)."""

    label: str
    url: str
    required: bool


Found = Iterator[tuple[int, Missing]]
Check = Callable[[Mapping[int, "Activity"]], Found]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    CHECKS.append(function)
    return function


def missing(activity: Activity) -> list[Missing]:
    """All that lacks, required lines first."""
    return missing_of([activity])[activity.pk]


def missing_of(activities: Iterable[Activity]) -> dict[int, list[Missing]]:
    """The same for many activities, by their keys."""
    by_key = {activity.pk: activity for activity in activities}
    found: dict[int, list[Missing]] = defaultdict(list)
    for function in CHECKS:
        for key, item in function(by_key):
            found[key].append(item)
    return {key: sorted(found[key], key=lambda item: not item.required) for key in by_key}


def _field(activity: Activity, name: str) -> str:
    return f"{reverse('programs:activity_edit', args=[activity.code])}#id_{name}"


@check
def the_activity_itself(activities: Mapping[int, Activity]) -> Found:
    for activity in activities.values():
        for item in _fields(activity):
            yield activity.pk, item


def _fields(activity: Activity) -> Iterator[Missing]:
    if activity.commodity_id is None:
        yield Missing(_("Komoditas belum dipilih."), _field(activity, "commodity"), required=True)
    if not any(activity.when):
        yield Missing(_("Waktu pelaksanaan belum diketahui."), _field(activity, "planned_month"), required=False)
    if activity.mode == "unknown":
        yield Missing(_("Cara pelaksanaan belum diketahui."), _field(activity, "mode"), required=False)
    if not activity.place and activity.regency_id is None:
        yield Missing(_("Tempat kegiatan belum diisi."), _field(activity, "place"), required=False)
    if activity.target_participants is None and activity.target_businesses is None:
        yield Missing(_("Target peserta dan IKM belum diisi."), _field(activity, "target_participants"), required=False)


@check
def goods(activities: Mapping[int, Activity]) -> Found:
    unknown = Production._base_manager.filter(activity__in=activities, quantity__isnull=True, is_withdrawn=False)
    for production in unknown.select_related("product").order_by("pk"):
        yield (
            production.activity_id,
            Missing(
                _("Jumlah %(product)s yang dibuat belum diketahui.") % {"product": production.product},
                reverse("programs:production_edit", args=[production.pk]) + "#id_quantity",
                required=False,
            ),
        )
    claims = Production._base_manager.filter(activity__in=activities, meets_sni=True, is_withdrawn=False)
    for production in claims.select_related("product").order_by("pk"):
        for caution in sni.cautions(production):
            yield (
                production.activity_id,
                Missing(
                    f"{production.product}: {caution}",
                    reverse("programs:production_edit", args=[production.pk]) + "#id_meets_sni",
                    required=False,
                ),
            )
    unsigned = Delivery._base_manager.filter(activity__in=activities, state__in=EDITABLE_STATES)
    for delivery in unsigned.select_related("recipient").order_by("pk"):
        yield (
            delivery.activity_id,
            Missing(
                _("Penyerahan kepada %(recipient)s belum ber-BAST.") % {"recipient": delivery.recipient},
                delivery.get_absolute_url(),
                required=False,
            ),
        )


@check
def receipts(activities: Mapping[int, Activity]) -> Found:
    """What recipients have not confirmed in time may stay unknown; goods that arrived otherwise must be settled."""
    deliveries = Delivery._base_manager.filter(activity__in=activities)
    for delivery in deliveries.filter(ReceiptState.OPEN.of_deliveries()).order_by("pk"):
        yield (
            delivery.activity_id,
            Missing(
                _("Selisih pada BAST %(number)s belum disepakati dengan penerima.") % {"number": delivery.number},
                f"{delivery.get_absolute_url()}#tanda-terima",
                required=True,
            ),
        )
    for delivery in deliveries.filter(overdue()).order_by("pk"):
        yield (
            delivery.activity_id,
            Missing(
                _("BAST %(number)s belum dikonfirmasi penerimanya.") % {"number": delivery.number},
                f"{delivery.get_absolute_url()}#tanda-terima",
                required=False,
            ),
        )


@check
def the_plan(activities: Mapping[int, Activity]) -> Found:
    """What does not go together in the schedule: told, never required (R12)."""
    for key, found in clashes.of_activities(activities).items():
        for clash in found:
            url = reverse("programs:session_edit", args=[clash.session])
            field = "restriction_reason" if clash.kind == clashes.Kind.RESTRICTION else "date"
            label = _("Jadwal, %(session)s: %(clash)s") % {"session": clash.title, "clash": clash.sentence}
            yield key, Missing(label, f"{url}#id_{field}", required=False)
