"""Where delivered goods went: a tile for each regency of a province, or for each province, shaded by the quantity.

No outlines of regencies are at hand (programs/data/SOURCES.md), so the tiles stand in the order of their codes and not
where the places lie.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Sum

from dekon_portal.core.known import Known
from dekon_portal.core.shades import NONE, Steps, legend, shade, steps

from .filters_goods import UNPLACED, to_regency
from .models import DeliveryItem, DeliveryState, Product, Province, Regency

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

TODAY: Final = 9999
"""A year that has today's regions."""


@dataclass(frozen=True)
class Tile:
    """One place: its code and name, what was delivered there, how it is shaded."""

    code: str
    name: str
    figure: Known | None
    css: str


@dataclass(frozen=True)
class Picture:
    tiles: list[Tile]
    total: Known
    steps: Steps

    @property
    def legend(self) -> list[tuple[str, str]]:
        return legend(self.steps)

    @property
    def has_empty(self) -> bool:
        return any(tile.css == NONE for tile in self.tiles)


def of_regencies(user: User, province: Province, chosen: dict[str, Any]) -> Picture:
    """By the regency of the recipient; who has none stands in a tile of its own, under UNPLACED."""
    rows = _delivered(user, chosen).filter(delivery__office__province=province)
    rows = rows.annotate(place=to_regency("delivery__recipient__"))
    figures = {code or UNPLACED: known for code, known in _sums(rows, "place").items()}
    year = chosen["tahun"].pk if chosen.get("tahun") else TODAY
    names = {place.pk: str(place) for place in Regency.objects.of_province(province.pk, year)}
    elsewhere = Regency.objects.filter(pk__in=figures.keys() - names.keys() - {UNPLACED})
    names |= {place.pk: str(place) for place in elsewhere}
    if UNPLACED in figures:
        names[UNPLACED] = ""
    return _picture(names, figures)


def of_provinces(user: User, chosen: dict[str, Any]) -> Picture:
    """By the province of the office that handed over."""
    year = chosen.get("tahun")
    there = Province.objects.valid_on(date(year.pk, 12, 31)) if year else Province.objects.all()
    names = {place.pk: place.name for place in there}
    return _picture(names, _sums(_delivered(user, chosen), "delivery__office__province"))


def default_product(user: User) -> Product | None:
    """What was handed over most often, else any."""
    rows = DeliveryItem.objects.visible_to(user).filter(delivery__state=DeliveryState.SIGNED)
    most = rows.order_by().values("product").annotate(times=Count("pk")).order_by("-times", "product").first()
    return Product.objects.filter(pk=most["product"]).first() if most else Product.objects.first()


def _delivered(user: User, chosen: dict[str, Any]) -> QuerySet[DeliveryItem]:
    """Lines of signed BAST of one product in one unit."""
    rows = DeliveryItem.objects.visible_to(user).filter(
        delivery__state=DeliveryState.SIGNED, product=chosen["produk"], unit=chosen["satuan"]
    )
    return rows.filter(delivery__fiscal_year=chosen["tahun"]) if chosen.get("tahun") else rows


def _sums(rows: QuerySet[DeliveryItem], place: str) -> dict[str, Known]:
    found: Iterable[dict[str, Any]] = (
        rows.order_by().values(place).annotate(total=Sum("quantity"), known=Count("quantity"), of=Count("pk"))
    )
    return {row[place]: Known(row["total"], row["known"], row["of"]) for row in found}


def _picture(names: dict[str, str], figures: dict[str, Known]) -> Picture:
    among = steps(figures.values())
    tiles = [Tile(code, name, figures.get(code), shade(figures.get(code), among)) for code, name in names.items()]
    tiles.sort(key=lambda tile: (tile.code == UNPLACED, tile.code))
    return Picture(tiles, sum(figures.values(), Known(0)), among)
