"""What became of goods: target, ordered, made, handed over, received; each product in its own unit (R5)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.known import NOTHING, Known
from programs.models import ActivityTarget, Product, Unit
from reports.definitions.product_summary import ProductSummary
from reports.figures import goods_by_province
from reports.registry import REPORTS
from reports.selection import Selection
from reports.words import shown

from . import svg
from .chart import Chart, ChartKind, Figure, Key, pattern_of

STEPS: Final = ("ordered", "produced", "delivered", "received")
MOST_DRAWN: Final = 6
LEFT, RIGHT, LINE, BLOCK = 118, 232, 20, 136

Goods = dict[tuple[int, str], dict[str, Known]]


class Funnel(ChartKind):
    key = "barang"
    title = gettext_lazy("Dari target sampai diterima")

    def of(self, selection: Selection) -> Chart:
        goods = _goods(selection)
        products = Product.objects.in_bulk({product for product, _unit in goods})
        report = REPORTS[ProductSummary.key]
        names = {"target": _("Target"), **{step: str(report.column(step).label) for step in STEPS}}

        def figure(key: tuple[int, str], step: str) -> Figure:
            narrowed = selection.narrowed(product=products[key[0]], unit=key[1])
            url = report.drill(narrowed, report.column(step)) if step in STEPS else ""
            return Figure(goods[key].get(step, NOTHING), url)

        titles = {key: (products[key[0]].name, str(Unit(key[1]).label)) for key in goods}
        drawn = sorted(goods, key=lambda key: -sum(known.of for known in goods[key].values()))[:MOST_DRAWN]
        blocks = [self._block(nth, ", ".join(titles[key]), names, goods[key]) for nth, key in enumerate(drawn)]
        return Chart(
            self.key,
            self.title,
            _("Setiap produk dalam satuannya sendiri; produk dan satuan yang berbeda tidak dijumlahkan."),
            [_("Produk"), _("Satuan"), *names.values()],
            [[*titles[key], *(figure(key, step) for step in names)] for key in goods],
            body="".join(blocks),
            height=BLOCK * len(drawn),
            keys=[
                Key("c3", _("diketahui")),
                Key("", _("belum diketahui (yang diketahui dari semua catatan)")),
            ],
            note=_("Digambar: %(drawn)s dari %(all)s produk, yang paling banyak catatannya; semuanya ada dalam tabel.")
            % {"drawn": len(drawn), "all": len(goods)}
            if len(goods) > len(drawn)
            else "",
        )

    def _block(self, nth: int, title: str, names: dict[str, str], amounts: dict[str, Known]) -> str:
        top = nth * BLOCK
        most = max((known.total or 0 for known in amounts.values()), default=0) or 1
        parts = [svg.text(0, top + 16, title, css="strong")]
        for line, (step, name) in enumerate(names.items()):
            known = amounts.get(step, NOTHING)
            y = top + 26 + line * LINE
            parts += [svg.text(0, y + 12, name, css="soft"), *self._bar(known, y, most)]
        return "".join(parts)

    def _bar(self, known: Known, y: float, most: int) -> list[str]:
        """Solid as far as it is known, hatched where records lack their amount, a thin stroke at zero."""
        if not known.of:
            return [svg.text(LEFT, y + 12, shown(known), css="soft")]
        long = (RIGHT - LEFT) * (known.total or 0) / most
        parts = [svg.bar(LEFT, y, max(long, 1.5), 15, "c3")] if known.total is not None else []
        if not known.is_complete:
            parts.append(svg.hatched(LEFT + long, y, 18, 15, pattern_of(self.key)))
            long += 20
        words = shown(known.total) if known.is_complete else _short(known)
        return [*parts, svg.text(LEFT + long + 5, y + 12, words)]


def _short(known: Known) -> str:
    if known.total is None:
        return _("belum diketahui")
    return _("%(total)s (%(known)s dari %(of)s)") % {
        "total": shown(known.total),
        "known": shown(known.known),
        "of": shown(known.of),
    }


def _goods(selection: Selection) -> Goods:
    """By product and unit: what is recorded of each step."""
    found: Goods = defaultdict(dict)
    for (_province, product, unit), amounts in goods_by_province(selection).items():
        here = found[product, unit]
        for name, known in amounts.values.items():
            here[name] = here.get(name, NOTHING) + known
    targets: Any = ActivityTarget.objects.countable_by(selection.user)
    targets = targets.filter(selection.of_activity("activity__"), selection.of_goods()).order_by()
    for product, unit, total, known, of in targets.values_list("product", "unit").annotate(
        Sum("quantity"), Count("quantity"), Count("pk")
    ):
        found[product, unit]["target"] = Known(total, known, of)
    return dict(sorted(found.items()))
