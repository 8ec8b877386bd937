"""Penyerapan anggaran: provinces ranked by what they spent of their ceiling, beside the mean of all (domain.md 12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dekon_portal.core.known import Known
from reports.absorption import Money, money_by_province
from reports.registry import Column, Report, Row, register
from reports.selection import Selection


@register
class Absorption(Report):
    key = "penyerapan-anggaran"
    title = _("Penyerapan anggaran")
    description = _(
        "Realisasi SP2D terhadap pagu efektif revisi DIPA yang berlaku, kumulatif sampai akhir masa yang dipilih. "
        "Urut dari penyerapan tertinggi; selisih dihitung terhadap penyerapan seluruh provinsi yang punya DIPA."
    )
    parameters = ("year", "quarter", "province")
    carried = ()
    quarter_note = ""
    compares_provinces = True
    columns = (
        Column("province", _("Provinsi")),
        Column("rank", _("Peringkat"), kind="integer"),
        Column("ceiling", _("Pagu efektif"), _("rupiah"), "known", total=True),
        Column("spent", _("Realisasi"), _("rupiah"), "known", total=True),
        Column("rest", _("Sisa"), _("rupiah"), "known", total=True),
        Column("percent", _("Penyerapan"), _("persen"), "percent"),
        Column("beside_mean", _("Di atas rata-rata"), _("poin"), "percent"),
    )

    def rows(self, selection: Selection) -> list[Row]:
        # Within the whole country, so that one province's row says the same rank and distance as the list of all.
        money = money_by_province(selection.narrowed(province=None))
        # Who counts the own province only is told neither a rank nor how far the others are.
        compares = selection.user.scope.national_figures
        mean = share(sum(money.values(), Money())) if compares else None
        provinces = selection.provinces(also=money)
        ranked = sorted(provinces, key=lambda one: (_behind(money.get(one.pk)), one.pk))
        ranks = _ranks(money) if compares else {}
        return [
            Row(
                {
                    "province": province.name,
                    "rank": ranks.get(province.pk),
                    **_figures(money.get(province.pk, Money())),
                    **_shares(money.get(province.pk, Money()), mean),
                },
                selection.narrowed(province=province),
            )
            for province in ranked
        ]

    def closing(self, selection: Selection, rows: Sequence[Row]) -> list[Row]:
        """The whole, with its own share; ranks are not added up."""
        return [
            Row({**row.values, "percent": _share_of(row.values["ceiling"], row.values["spent"])}, row.narrowed)
            for row in super().closing(selection, rows)
        ]


def share(money: Money) -> float | None:
    """Percent of the effective ceiling that is spent; None without a ceiling."""
    return 100 * sum(money.paid.values()) / money.ceiling if money.ceiling else None


def _share_of(ceiling: Known, spent: Known) -> float | None:
    return 100 * spent.total / ceiling.total if ceiling.total and spent.total is not None else None


def _behind(money: Money | None) -> float:
    """The highest share first; who has no DIPA comes last."""
    known = share(money) if money else None
    return float("inf") if known is None else -known


def _ranks(money: dict[str, Money]) -> dict[str, int]:
    """The same share, the same rank."""
    shares = {province: known for province, of in money.items() if (known := share(of)) is not None}
    return {province: 1 + sum(other > known for other in shares.values()) for province, known in shares.items()}


def _figures(money: Money) -> dict[str, Known]:
    """Unknown, and not 0, where no DIPA is recorded (R4)."""
    spent = sum(money.paid.values())
    if money.ceiling is None:
        nothing = Known(None, 0, 1)
        return {"ceiling": nothing, "spent": Known(spent, 1, 1) if money.paid else nothing, "rest": nothing}
    figures = {"ceiling": money.ceiling, "spent": spent, "rest": money.ceiling - spent}
    return {name: Known(amount, 1, 1) for name, amount in figures.items()}


def _shares(money: Money, mean: float | None) -> dict[str, Any]:
    known = share(money)
    return {"percent": known, "beside_mean": None if known is None or mean is None else known - mean}
