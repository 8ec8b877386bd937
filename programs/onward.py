"""Where goods went after the handover: passed on by recipients, entered by the office; no stock moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dekon_portal.core.editing import remove_row, require_on, save_row
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.refusal import Refusal

from . import receipt_links
from .models import Delivery, DeliveryState, Onward, OnwardItem, Product, Receipt, ReceiptItem, Unit

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .models import ReceiptLink

Key = tuple[int, str]
MOST_LEVELS = 6
"""Deeper than any chain of offices; a chain cannot close into a ring, for a parent is never changed."""


@dataclass
class Share:
    """One product at one place of the chain."""

    product: Product
    unit: str
    given: int
    """By the BAST, or passed on to here."""
    received: int | None = None
    """As confirmed or agreed; None while nobody confirmed."""
    passed_on: int = 0

    @property
    def here(self) -> int:
        return self.given if self.received is None else self.received

    @property
    def remains(self) -> int:
        """What may still be passed on; below zero when less arrived than was passed on already."""
        return self.here - self.passed_on

    @property
    def unit_label(self) -> str:
        return str(Unit(self.unit).label)


@dataclass
class Place:
    """The recipient of the BAST (`onward` empty) or one that goods were passed on to; in the order of a tree."""

    onward: Onward | None
    name: str
    level: int
    shares: dict[Key, Share] = field(default_factory=dict)
    link: ReceiptLink | None = None
    """The one that waits for this recipient, where the page has looked for it."""

    @property
    def query(self) -> str:
        """How addresses name it."""
        return f"?terusan={self.onward.pk}" if self.onward else ""

    @property
    def is_confirmed(self) -> bool:
        return any(share.received is not None for share in self.lines)

    @property
    def lines(self) -> list[Share]:
        return list(self.shares.values())


def tree(delivery: Delivery) -> list[Place]:
    """The recipient first, then everybody goods went to, each below who passed them on. Four queries, however deep."""
    items = ReceiptItem._base_manager.filter(receipt__delivery=delivery)
    counted = {(item.delivery_item_id, item.onward_item_id): item.counts for item in items}
    root = Place(None, delivery.recipient_name, 0)
    for line in delivery.items.select_related("product").order_by("pk"):
        received = counted.get((line.pk, None))
        root.shares[line.product_id, line.unit] = Share(line.product, line.unit, line.quantity or 0, received)
    below: dict[int | None, list[Onward]] = defaultdict(list)
    onwards = delivery.onwards.select_related("recipient", "receipt").order_by("pk")
    for onward in onwards.prefetch_related("items__product", "recipient__names"):
        below[onward.parent_id].append(onward)
    return list(_walk(root, below, counted))


def _walk(
    place: Place, below: dict[int | None, list[Onward]], counted: dict[tuple[int | None, int | None], int]
) -> Iterator[Place]:
    children = []
    for onward in below[place.onward.pk if place.onward else None]:
        child = Place(onward, onward.recipient.name_on(onward.passed_on), place.level + 1)
        for item in onward.items.all():
            key = item.product_id, item.unit
            child.shares[key] = Share(item.product, item.unit, item.quantity, counted.get((None, item.pk)))
            place.shares[key].passed_on += item.quantity
        children.append(child)
    yield place
    for child in children:
        yield from _walk(child, below, counted)


def pass_on(onward: Onward, items: list[OnwardItem], *, by: User) -> Onward:
    """Record that goods went on. Never more than arrived where they came from, less what went on from there before.

    Not locked with its activity (R8): recipients pass goods on for months, and nothing approved changes by it.
    """
    if not items:
        raise Refusal(_("Isi sedikitnya satu barang yang diteruskan."))
    with transaction.atomic():
        require_on(onward.delivery, by, "goods.write")
        delivery = receipt_links.locked(onward.delivery_id)
        if delivery.state != DeliveryState.SIGNED:
            raise Refusal(_("Barang hanya diteruskan dari penyerahan yang ber-BAST dan tidak dibatalkan."))
        _ensure_not_future(onward, delivery)
        place = _origin(tree(delivery), onward)
        for item in items:
            _ensure_there(place, item)
        onward.recorded_by = by
        save_row(onward, by=by, action="goods.write")
        for item in items:
            item.onward = onward
            save_row(item, by=by, action="goods.write")
    return onward


def _ensure_not_future(onward: Onward, delivery: Delivery) -> None:
    day, zone = onward.passed_on, delivery.activity.province.zone
    if day and day > timezone.localdate(timezone=zone):
        raise Refusal(_("Tanggal diteruskan masih di depan. Isi tanggal kejadiannya, atau kosongkan."))
    if day and delivery.handed_over_on and day < delivery.handed_over_on:
        raise Refusal(_("Tanggal diteruskan mendahului tanggal penyerahan."))


def _origin(places: list[Place], onward: Onward) -> Place:
    """Where the goods come from, which must be in this very chain."""
    place = next((p for p in places if (p.onward.pk if p.onward else None) == onward.parent_id), None)
    if place is None:
        raise Refusal(_("Asal barang ini bukan bagian dari penyerahan ini."))
    if place.level + 1 > MOST_LEVELS:
        raise Refusal(_("Penyaluran ini sudah %(count)d tingkat. Periksa urutannya.") % {"count": MOST_LEVELS})
    return place


def _ensure_there(place: Place, item: OnwardItem) -> None:
    share = place.shares.get((item.product_id, item.unit))
    left = share.remains if share else 0
    if share is None or item.quantity > left:
        raise Refusal(
            _(
                "%(place)s hanya dapat meneruskan %(left)s %(unit)s %(product)s lagi, "
                "menurut yang diterima dan yang sudah diteruskan."
            )
            % {
                "place": place.name,
                "left": format_integer(max(0, left)),
                "unit": Unit(item.unit).label,
                "product": item.product,
            }
        )
    share.passed_on += item.quantity


def withdraw(onward: Onward, *, by: User) -> None:
    """Take a passing on back that was entered by mistake; one that was confirmed, or went on from there, stays."""
    with transaction.atomic():
        require_on(onward.delivery, by, "goods.write")
        receipt_links.locked(onward.delivery_id)
        if onward.children.exists() or Receipt._base_manager.filter(onward=onward).exists():
            raise Refusal(_("Penyaluran ini sudah dikonfirmasi penerimanya atau diteruskan lagi, sehingga tetap ada."))
        remove_row(onward, by=by, action="goods.write")
