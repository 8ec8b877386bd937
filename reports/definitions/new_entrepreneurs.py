"""Wirausaha baru: who counts as a new industrial entrepreneur, and what became of them, per province."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dekon_portal.core.known import NOTHING, Known
from participants import entrepreneurs
from participants.models import Round
from reports import figures
from reports.facts import FACTS
from reports.registry import Column, Report, Row, register
from reports.selection import Selection


def _count(key: str) -> Column:
    return Column(key, FACTS[key].label, FACTS[key].unit, "integer", total=True, fact=key)


def _known(key: str) -> Column:
    return Column(key, FACTS[key].label, FACTS[key].unit, "known", total=True, fact=key)


@register
class NewEntrepreneurs(Report):
    key = "wirausaha-baru"
    title = _("Wirausaha baru dan tindak lanjut")
    description = _(
        "Wirausaha industri baru (WUB) menurut aturan tahunnya, yang memiliki NIB, dan kabar peserta 3, 6, dan 12 "
        "bulan sesudah kegiatan: yang dijawab dari yang jatuh tempo, yang masih berproduksi, dan perubahan tenaga "
        "kerja sejak putaran direncanakan."
    )
    columns = (
        Column("province", _("Provinsi")),
        Column("province_code", _("Kode Kemendagri")),
        _count("participants"),
        _known("wub"),
        _known("wub_nib"),
        *(
            column
            for months in Round.values
            for column in (_count(f"due_{months}"), _count(f"answered_{months}"), _known(f"producing_{months}"))
        ),
        _known("producing"),
        _known("workers_change"),
        Column("workers_mean", _("Rata-rata perubahan tenaga kerja"), _("orang")),
    )

    def told(self, selection: Selection) -> list[tuple[str, str]]:
        return entrepreneurs.rule_in_words(selection.year)

    def rows(self, selection: Selection) -> list[Row]:
        found = figures.afterwards_by_province(selection)
        return [
            self._row(province.name, found.get(province.pk, {}), selection.narrowed(province=province))
            for province in selection.provinces(also=found)
        ]

    def _row(self, name: str, known: dict[str, Known], narrowed: Selection) -> Row:
        values: dict[str, Any] = {"province": name, "province_code": narrowed.province and narrowed.province.pk}
        for column in self.columns:
            if column.fact:
                figure = known.get(column.fact, NOTHING)
                values[column.name] = figure if column.kind == "known" else figure.of
        return Row({**values, "workers_mean": mean(values["workers_change"])}, narrowed)

    def added(self, rows: Sequence[Row]) -> dict[str, Any]:
        """A mean is not added up, but taken of what is."""
        whole = super().added(rows)
        return {**whole, "workers_mean": mean(whole["workers_change"])} if rows else whole


def mean(figure: Known) -> str | None:
    """ "+1,4": of those of whom it is known; None where it is of nobody (R4)."""
    if figure.total is None or not figure.known:
        return None
    tenths = round(abs(figure.total) * 10 / figure.known)
    sign = "" if not tenths else "\N{MINUS SIGN}" if figure.total < 0 else "+"
    return f"{sign}{tenths // 10},{tenths % 10}"
