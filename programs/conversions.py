"""What else a figure amounts to, where an admin has declared it: "= 2.500 helai" beside 50 pak. Nothing is assumed."""

from __future__ import annotations

from functools import cached_property

from dekon_portal.core.numbers import format_integer

from .models import UnitConversion


class Conversions:
    """All that is declared; read once for a page, when a figure first asks."""

    @cached_property
    def _declared(self) -> dict[tuple[int, str], tuple[int, str]]:
        rows = UnitConversion.objects.select_related("product")
        return {(row.product_id, row.unit): (row.holds, row.product.get_unit_display()) for row in rows}

    def total(self, product: int, unit: str, amount: int | None) -> str:
        """ "2.500 helai"; "" where nothing is declared or nothing is known to convert."""
        if not amount or (product, unit) not in self._declared:
            return ""
        holds, usual = self._declared[product, unit]
        return f"{format_integer(amount * holds)} {usual}"
