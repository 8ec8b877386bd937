"""Tanda janggal: what looks odd per province, open, explained, or gone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.facts import FLAGS, sums
from reports.registry import Column, Report, Row, register
from reports.selection import Selection


@register
class FlagSummary(Report):
    key = "tanda-janggal"
    title = _("Tanda janggal")
    description = _("Angka yang perlu dilihat dua kali: yang masih terbuka, sudah dijelaskan, dan tidak lagi berlaku.")
    columns = (
        Column("province", _("Provinsi")),
        Column("province_code", _("Kode Kemendagri")),
        *(
            Column(fact.key, fact.label, pgettext_lazy("unit", "tanda"), "integer", total=True, fact=fact.key)
            for fact in FLAGS
        ),
    )

    def rows(self, selection: Selection) -> list[Row]:
        by_state = {fact.key: sums([fact], selection) for fact in FLAGS}
        found = {province for counts in by_state.values() for (province,) in counts}
        rows = []
        for province in selection.provinces(also=found):
            counts = {key: counts[province.pk,][key].of for key, counts in by_state.items() if (province.pk,) in counts}
            values = {"province": province.name, "province_code": province.pk, **dict.fromkeys(by_state, 0), **counts}
            rows.append(Row(values, selection.narrowed(province=province)))
        return rows
