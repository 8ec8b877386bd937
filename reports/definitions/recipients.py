"""What recipients got: of each Gugus Tugas, health facility or other, and of each kind of recipient (R5)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from dekon_portal.core.known import Known
from programs.models import Product, Recipient, RecipientKind, Unit
from reports.facts import FACTS, sums
from reports.registry import Column, Report, Row, register
from reports.selection import Selection

HANDED = ("delivered", "received", "reported")
_GOODS = (Column("product", _("Produk")), Column("unit", _("Satuan")))


def _figures(*keys: str) -> tuple[Column, ...]:
    return tuple(Column(key, FACTS[key].label, "", "known", total=True, fact=key) for key in keys)


def _goods(products: dict[int, Product], product: int, unit: str) -> dict[str, Any]:
    return {"product": products[product].name, "unit": str(Unit(unit).label)}


@register
class RecipientSummary(Report):
    key = "penyerahan-penerima"
    title = _("Penyerahan per penerima")
    description = _(
        "Barang yang diserahkan kepada setiap Gugus Tugas, fasilitas kesehatan, dan penerima lain: dengan BAST, "
        "dihitung penerima, dan yang baru dilaporkan. Penerima ganda yang sudah digabungkan dihitung sebagai satu."
    )
    needs = "rows.read"
    columns = (
        Column("recipient", _("Penerima")),
        Column("kind", _("Jenis penerima")),
        Column("province", _("Provinsi")),
        *_GOODS,
        *_figures(*HANDED),
    )
    subtotals_by = ("product", "unit")
    keyed_by = ("recipient", "province", "product", "unit")

    def rows(self, selection: Selection) -> list[Row]:
        names = ("product", "unit", "delivery__recipient")
        found: dict[tuple[Any, ...], dict[str, Known]] = {}
        handed = sums([FACTS[key] for key in HANDED], selection, *names)
        recipients = _standing({recipient for *_key, recipient in handed})
        for (province, product, unit, recipient), figures in handed.items():
            key = (province, recipients[recipient], product, unit)
            found[key] = {name: found.get(key, {}).get(name, Known()) + figure for name, figure in figures.items()}
        provinces = {place.pk: place for place in selection.provinces(also={province for province, *_rest in found})}
        products = Product.objects.in_bulk({key[2] for key in found})
        return [
            Row(
                {
                    "recipient": recipient.name,
                    "kind": str(recipient.get_kind_display()),
                    "province": provinces[province].name,
                    **_goods(products, product, unit),
                    **figures,
                },
                selection.narrowed(
                    province=provinces[province], recipient=recipient, product=products[product], unit=unit
                ),
                recipient.get_absolute_url(),
            )
            for (province, recipient, product, unit), figures in sorted(found.items(), key=_order)
            if any(figure.of for figure in figures.values())
        ]


def _standing(recipients: set[int]) -> dict[int, Recipient]:
    """Each by its key, a double as the one it was merged into; they are reached through counted handovers."""
    rows = Recipient._base_manager.filter(pk__in=recipients).select_related("merged_into")
    return {row.pk: row.merged_into or row for row in rows}


def _order(item: tuple[tuple[Any, ...], Any]) -> tuple[Any, ...]:
    (province, recipient, product, unit), _figures = item
    return province, recipient.name, recipient.pk, product, unit


@register
class RecipientKindSummary(Report):
    key = "produk-jenis-penerima"
    title = _("Produk per jenis penerima")
    description = _(
        "Dipesan, diserahkan dengan BAST, diterima, dan dilaporkan, menurut jenis penerima (untuk pesanan: "
        "pemesannya). Yang dibuat tidak mempunyai penerima; lihat rekap per produk."
    )
    columns = (Column("kind", _("Jenis penerima")), *_GOODS, *_figures("ordered", *HANDED))
    subtotals_by = ("product", "unit")

    def rows(self, selection: Selection) -> list[Row]:
        found: dict[tuple[str, int, str], dict[str, Known]] = defaultdict(
            lambda: dict.fromkeys(("ordered", *HANDED), Known())
        )
        for keys, path in ((("ordered",), "orderer__kind"), (HANDED, "delivery__recipient__kind")):
            for (_province, product, unit, kind), figures in sums(
                [FACTS[key] for key in keys], selection, "product", "unit", path
            ).items():
                for name, figure in figures.items():
                    found[kind, product, unit][name] += figure
        products = Product.objects.in_bulk({product for _kind, product, _unit in found})
        return [
            Row(
                {"kind": str(RecipientKind(kind).label), **_goods(products, product, unit), **figures},
                selection.narrowed(recipient_kind=kind, product=products[product], unit=unit),
            )
            for (kind, product, unit), figures in sorted(found.items())
            if any(figure.of for figure in figures.values())
        ]
