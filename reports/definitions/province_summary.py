"""Rekap per provinsi: work, IKM and people of every province of the year."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.models import State
from reports import figures
from reports.registry import Column, Report, Row, register
from reports.selection import Selection


def _count(name: str, label: object, unit: object) -> Column:
    return Column(name, label, unit, kind="integer", total=True, fact=name)


@register
class ProvinceSummary(Report):
    key = "rekap-provinsi"
    title = _("Rekap per provinsi")
    description = _("Kegiatan menurut status, IKM, peserta perempuan dan laki-laki, wirausaha baru, dan penyerahan.")
    columns = (
        Column("province", _("Provinsi")),
        Column("province_code", _("Kode Kemendagri")),
        _count("activities", _("Kegiatan"), pgettext_lazy("unit", "kegiatan")),
        *(_count(state.value, state.label, pgettext_lazy("unit", "kegiatan")) for state in State),
        _count("businesses", _("IKM"), _("IKM")),
        _count("participants", _("Peserta"), _("orang")),
        _count("women", _("Perempuan"), _("orang")),
        _count("men", _("Laki-laki"), _("orang")),
        _count("sex_unknown", _("Jenis kelamin belum diketahui"), _("orang")),
        Column(
            "new_entrepreneurs",
            _("Wirausaha industri baru (WUB)"),
            _("orang"),
            "known",
            total=True,
            fact="new_entrepreneurs",
        ),
        _count("handovers_signed", _("BAST ditandatangani"), pgettext_lazy("unit", "penyerahan")),
        _count("handovers_reported", _("Penyerahan belum ber-BAST"), pgettext_lazy("unit", "penyerahan")),
    )

    def rows(self, selection: Selection) -> list[Row]:
        work = figures.work_by_province(selection)
        businesses = figures.businesses_by_province(selection)
        handovers = figures.handovers_by_province(selection)
        nothing = figures.Work()
        rows = []
        for province in selection.provinces(also=work):
            narrowed = selection.narrowed(province=province)
            values = {
                "province": province.name,
                "province_code": province.pk,
                **work.get(province.pk, nothing).values,
                "businesses": businesses.get(province.pk, 0),
                "handovers_signed": 0,
                "handovers_reported": 0,
                **handovers.get(province.pk, {}),
            }
            rows.append(Row(values, narrowed, dashboard_url(narrowed)))
        return rows


def dashboard_url(selection: Selection) -> str:
    return f"{reverse('reports:dashboard')}?{urlencode(selection.query)}"
