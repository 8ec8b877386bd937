"""Daftar kegiatan: every activity with its people, for those who may open rows."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.core.known import Known
from programs.models import Activity
from programs.when import period
from reports import figures
from reports.lazy_rows import LazyRows
from reports.registry import Column, Report, Row, register
from reports.selection import Selection


@register
class ActivityList(Report):
    key = "daftar-kegiatan"
    title = _("Daftar kegiatan")
    description = _("Setiap kegiatan dengan jenis, waktu, tempat, status, peserta dan IKM-nya.")
    needs = "rows.read"
    keyed_by = ("code",)
    compares_periods = False
    columns = (
        Column("title", pgettext_lazy("singular", "Kegiatan")),
        Column("code", _("Kode kegiatan")),
        Column("province", _("Provinsi")),
        Column("regency", _("Kabupaten/Kota")),
        Column("kind", _("Jenis kegiatan")),
        Column("commodity", _("Komoditas")),
        Column("when", _("Waktu")),
        Column("state", _("Status")),
        Column("participants", _("Peserta"), _("orang"), "integer", total=True, fact="participants"),
        Column("women", _("Perempuan"), _("orang"), "integer", total=True, fact="women"),
        Column("men", _("Laki-laki"), _("orang"), "integer", total=True, fact="men"),
        Column("new_entrepreneurs", _("Wirausaha industri baru (WUB)"), _("orang"), "known", True, "new_entrepreneurs"),
        Column("businesses", _("IKM"), _("IKM"), "integer"),
    )

    def rows(self, selection: Selection) -> LazyRows:
        chosen = Activity.objects.visible_to(selection.user).filter(selection.of_activity(""))
        return LazyRows(chosen.with_labels().select_related("tally").order_by("office__province", "code"), _row)

    def closing(self, selection: Selection, rows: Sequence[Row]) -> list[Row]:
        """From the kept counts, since adding up each row here would read them all."""
        if not rows:
            return []
        whole = figures.total_work(figures.work_by_province(selection).values()).values
        return [Row({column.name: whole[column.name] for column in self.columns if column.total}, selection)]


def _row(activity: Activity) -> Row:
    tally = getattr(activity, "tally", None)
    people = tally.people if tally else 0
    known = people - tally.new_entrepreneur_unknown if tally else 0
    return Row(
        {
            "title": activity.title,
            "code": activity.code,
            "province": activity.office.province.name,
            "regency": activity.regency and str(activity.regency),
            "kind": str(activity.get_kind_display()),
            "commodity": activity.commodity and activity.commodity.name,
            "when": period(*activity.when) or None,
            "state": str(activity.get_state_display()),
            "participants": people,
            "women": tally.women if tally else 0,
            "men": tally.men if tally else 0,
            "new_entrepreneurs": Known(tally.new_entrepreneurs if tally and known else None, known, people),
            "businesses": tally.businesses if tally else 0,
        },
        url=activity.get_absolute_url(),
    )
