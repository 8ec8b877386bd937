"""The verbs of recipients: names by date, and doubles of one recipient put together and taken apart (R7, R8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.dates import format_date
from dekon_portal.core.editing import require_on, save_row
from dekon_portal.core.known import NOTHING, Known
from dekon_portal.core.refusal import Refusal

from .models import (
    Activity,
    Delivery,
    DeliveryItem,
    DeliveryState,
    Order,
    Product,
    Recipient,
    RecipientMerge,
    RecipientName,
    Unit,
)
from .models.deliveries import EDITABLE_STATES
from .models.receipts import RECEIVED

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

audit.register(
    {
        "recipient.merged": gettext_lazy("%(who)s menggabungkan penerima: %(what)s"),
        "recipient.separated": gettext_lazy("%(who)s memisahkan kembali penerima: %(what)s"),
    }
)


# --- Names ---
def rename(recipient: Recipient, name: str, *, since: date, by: User) -> Recipient:
    """It is called `name` from that day on. Papers of earlier days keep the old name, signed ones what they said."""
    if since > _today(recipient):
        raise Refusal(_("Nama baru dicatat mulai hari berlakunya; tanggal ini masih di depan."))
    with transaction.atomic():
        recipient = _locked(recipient)
        if name == recipient.name:
            raise Refusal(_("Nama ini sudah nama penerima sekarang."))
        last = recipient.names.order_by("-valid_to").first()
        begun = last.valid_to + timedelta(days=1) if last else None
        if begun and since <= begun:
            raise Refusal(
                _("Nama sekarang baru dipakai sejak %(day)s. Pilih tanggal sesudahnya.") % {"day": format_date(begun)}
            )
        was_called(recipient, recipient.name, since=begun, until=since - timedelta(days=1), by=by)
        recipient.name = name
        return save_row(recipient, by=by, action="goods.write")


def was_called(recipient: Recipient, name: str, *, since: date | None, until: date, by: User) -> RecipientName:
    """Record a name that it had before, up to and with the day `until`."""
    if until >= _today(recipient):
        raise Refusal(_("Nama lama berakhir sebelum hari ini. Untuk nama yang masih dipakai, ubah nama penerimanya."))
    if since and since > until:
        raise Refusal(_("Tanggal akhir nama lama mendahului tanggal awalnya."))
    with transaction.atomic():
        recipient = _locked(recipient)
        overlapping = recipient.names.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=until))
        if since:
            overlapping = overlapping.filter(valid_to__gte=since)
        other = overlapping.first()
        if other:
            raise Refusal(
                _("Pada waktu itu penerima ini sudah tercatat bernama %(name)s. Pilih tanggal lain.") % {"name": other}
            )
        former = RecipientName(recipient=recipient, name=name, valid_from=since, valid_to=until)
        return save_row(former, by=by, action="goods.write")


# --- Doubles ---
def merge(double: Recipient, into: Recipient, *, reason: str, by: User) -> RecipientMerge:
    """Show `double` under `into` from now on.

    Its orders and unsigned handovers of open activities move; those of locked activities and signed BAST stay with it,
    for their papers name it, and lists and totals show them under the other. `separate` takes it back.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Tuliskan mengapa keduanya penerima yang sama."))
    with transaction.atomic():
        for one in (double, into):
            require_on(one, by, "goods.correct")
        locked = Recipient._base_manager.select_for_update().order_by("pk").in_bulk([double.pk, into.pk])
        double, into = locked[double.pk], locked[into.pk]
        _ensure_mergeable(double, into)
        orders, deliveries = _movable(double)
        done = RecipientMerge(
            kept=into,
            merged=double,
            reason=reason[:500],
            orders=_moved(orders, orderer=into),
            deliveries=_moved(deliveries, recipient=into),
            by=by,
        )
        done.save()
        double.merged_into = into
        double.save(update_fields=["merged_into"])
        _tell("recipient.merged", done, by, reason)
    return done


def separate(done: RecipientMerge, *, by: User) -> int:
    """Take a merge back; what moved returns as far as it is still open. Answers how many rows had to stay."""
    with transaction.atomic():
        require_on(done.kept, by, "goods.correct")
        done = (
            RecipientMerge._base_manager.select_for_update(of=("self",))
            .select_related("kept", "merged")
            .get(pk=done.pk)
        )
        if done.undone_at:
            raise Refusal(_("Penggabungan ini sudah dipisahkan kembali."))
        orders, deliveries = _movable(done.kept)
        back = len(_moved(orders.filter(pk__in=done.orders), orderer=done.merged))
        back += len(_moved(deliveries.filter(pk__in=done.deliveries), recipient=done.merged))
        done.merged.merged_into = None
        done.merged.save(update_fields=["merged_into"])
        done.undone_at = timezone.now()
        done.save(update_fields=["undone_at"])
        _tell("recipient.separated", done, by, "")
    return len(done.orders) + len(done.deliveries) - back


def _ensure_mergeable(double: Recipient, into: Recipient) -> None:
    if double.pk == into.pk:
        raise Refusal(_("Pilih dua penerima yang berbeda."))
    if double.province_id != into.province_id:
        raise Refusal(_("Hanya penerima dari satu provinsi yang dapat digabungkan."))
    for one in (double, into):
        if one.merged_into_id:
            raise Refusal(_("%(name)s sudah digabungkan ke penerima lain.") % {"name": one})
    if double.merged_from.exists():
        raise Refusal(
            _(
                "Ke %(name)s sudah digabungkan penerima lain. Pertahankan %(name)s dan gabungkan yang lain ke sana, "
                "atau pisahkan dahulu penggabungannya."
            )
            % {"name": double}
        )


def _movable(recipient: Recipient) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Orders and unsigned handovers of activities that are open now and stay so in this transaction (R7, R8)."""
    named_by = Q(orders__orderer=recipient) | Q(deliveries__recipient=recipient)
    activities = Activity._base_manager.filter(pk__in=Activity._base_manager.filter(named_by).values("pk"))
    held = activities.select_for_update(of=("self",)).order_by("pk")
    open_ones = [activity.pk for activity in held if activity.is_open]
    orders = Order._base_manager.filter(orderer=recipient, activity__in=open_ones)
    deliveries = Delivery._base_manager.filter(recipient=recipient, activity__in=open_ones, state__in=EDITABLE_STATES)
    return orders, deliveries


def _moved(rows: QuerySet[Any], **to: Recipient) -> list[int]:
    """The keys of the rows that now name another; forms that are open on them are told (a newer version)."""
    keys = sorted(rows.values_list("pk", flat=True))
    rows.model._base_manager.filter(pk__in=keys).update(version=F("version") + 1, **to)
    return keys


def _tell(verb: str, done: RecipientMerge, by: User, note: str) -> None:
    """On the trail of both."""
    changes = (
        {"merged": (done.merged, done.kept)} if verb == "recipient.merged" else {"merged": (done.kept, done.merged)}
    )
    audit.record(verb, done, by=by, changes=changes, note=note)
    audit.record(verb, done.merged, by=by, note=note)


def _locked(recipient: Recipient) -> Recipient:
    return Recipient._base_manager.select_for_update().get(pk=recipient.pk)


def _today(recipient: Recipient) -> date:
    return timezone.localdate(timezone=recipient.province.zone)


# --- What it received ---
@dataclass(frozen=True)
class Received:
    """One product in one unit: handed over with a signed BAST, what of it was received, and as reported (R5, R7)."""

    product: Product
    unit: str
    delivered: Known = NOTHING
    received: Known = NOTHING
    """As the recipient counted, or as both sides agreed; unknown while nobody has confirmed."""
    reported: Known = NOTHING

    @property
    def unit_label(self) -> str:
        return str(Unit(self.unit).label)


def received_by(deliveries: QuerySet[Delivery]) -> list[Received]:
    """What these scoped handovers bring, by product and unit."""
    found: dict[tuple[Product, str], dict[str, Known]] = defaultdict(dict)
    items = DeliveryItem._base_manager.filter(delivery__in=deliveries.order_by().values("pk"))
    items = items.exclude(delivery__state=DeliveryState.ANNULLED).annotate(counted=RECEIVED)
    for item in items.select_related("product", "delivery"):
        said = {"reported": item.quantity}
        if item.delivery.state == DeliveryState.SIGNED:
            said = {"delivered": item.quantity, "received": item.counted}
        kept = found[item.product, item.unit]
        for key, amount in said.items():
            kept[key] = kept.get(key, NOTHING) + Known(amount, int(amount is not None), 1)
    rows = [Received(product, unit, **facts) for (product, unit), facts in found.items()]
    return sorted(rows, key=lambda row: (row.product.name, row.unit))


def likest(recipient: Recipient, others: QuerySet[Recipient]) -> list[Recipient]:
    """The others, those with the likest names first; which of them is the same is asked, never guessed."""

    def likeness(other: Recipient) -> float:
        return SequenceMatcher(None, recipient.name.casefold(), other.name.casefold()).ratio()

    return sorted(others, key=likeness, reverse=True)
