"""Rekap per produk: ordered, produced, delivered, received, reported, per province, product and unit (R5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from programs.models import Product, Unit
from reports import figures
from reports.registry import Column, Report, Row, register
from reports.selection import Selection


@register
class ProductSummary(Report):
    key = "rekap-produk"
    title = _("Rekap per produk")
    description = _(
        "Dipesan, dibuat, diserahkan dengan BAST, diterima, dan dilaporkan diserahkan, per provinsi, produk dan satuan."
    )
    columns = (
        Column("province", _("Provinsi")),
        Column("province_code", _("Kode Kemendagri")),
        Column("product", _("Produk")),
        Column("unit", _("Satuan")),
        Column("ordered", _("Dipesan"), kind="known", total=True, fact="ordered"),
        Column("produced", _("Dibuat"), kind="known", total=True, fact="produced"),
        Column("delivered", _("Diserahkan (BAST)"), kind="known", total=True, fact="delivered"),
        Column("received", _("Diterima"), kind="known", total=True, fact="received"),
        Column("reported", _("Dilaporkan diserahkan"), kind="known", total=True, fact="reported"),
    )
    subtotals_by = ("product", "unit")

    def rows(self, selection: Selection) -> list[Row]:
        goods = figures.goods_by_province(selection)
        provinces = {place.pk: place for place in selection.provinces(also={code for code, _p, _u in goods})}
        products = Product.objects.in_bulk({product for _c, product, _u in goods})
        return [
            Row(
                {
                    "province": provinces[code].name,
                    "province_code": code,
                    "product": products[product].name,
                    "unit": str(Unit(unit).label),
                    **amounts.values,
                },
                narrowed=selection.narrowed(province=provinces[code], product=products[product], unit=unit),
            )
            for (code, product, unit), amounts in goods.items()
        ]
