"""Plausibility flags: the list of all within reach, one flag with its history, and its explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dekon_portal.core.editing import require, require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.pages import form_page, one_or_404
from reports.flags.clearing import clear
from reports.flags.filters import ClearForm, FlagFilter, FlagTable
from reports.flags.limits import Kept
from reports.flags.panel import in_words
from reports.models import Flag

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COLUMNS = [
    ("rule", gettext_lazy("Aturan")),
    ("message", gettext_lazy("Yang ditemukan")),
    ("state", gettext_lazy("Status")),
    ("weight", gettext_lazy("Bobot")),
    ("activity", pgettext_lazy("singular", "Kegiatan")),
    ("code", gettext_lazy("Kode kegiatan")),
    ("province", gettext_lazy("Provinsi")),
    ("first_seen", gettext_lazy("Pertama terlihat")),
    ("last_seen", gettext_lazy("Terakhir terlihat")),
    ("cleared_by", gettext_lazy("Dijelaskan oleh")),
    ("reason", gettext_lazy("Penjelasan")),
]


def _row(flag: Flag) -> dict[str, Any]:
    return {
        "rule": str(flag),
        "message": flag.message,
        "state": flag.state.label,
        "weight": flag.weight,
        "activity": flag.activity.title,
        "code": flag.activity.code,
        "province": flag.activity.province.name,
        "first_seen": flag.first_seen,
        "last_seen": flag.last_seen,
        "cleared_by": flag.cleared_by_name or None,
        "reason": flag.reason or None,
    }


def flag_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "rows.read", province=None)
    return list_page(
        request,
        Flag.objects.visible_to(request.user).with_labels(),
        filter_class=FlagFilter,
        table_class=FlagTable,
        title=_("Tanda janggal"),
        export=("tanda-janggal", COLUMNS, _row),
        context={
            "crumbs": [(_("Laporan"), reverse("reports:catalogue"))],
            "empty": {
                "title": _("Tidak ada tanda yang cocok"),
                "text": _("Ubah saringannya. Tanda dihitung saat kegiatan diajukan, ditinjau, dan setiap malam."),
            },
        },
    )


def _flag(request: HttpRequest, pk: int) -> Flag:
    return one_or_404(Flag.objects.visible_to(request.user).with_labels(), pk=pk)  # type: ignore[no-any-return]


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Laporan"), reverse("reports:catalogue")), (_("Tanda janggal"), reverse("reports:flag_list"))]


def flag(request: HttpRequest, pk: int) -> HttpResponse:
    found = _flag(request, pk)
    events = list(found.events.all())
    for event in events:
        event.flag = found
    return render(
        request,
        "reports/flag.html",
        {
            "flag": found,
            "title": str(found),
            "state": found.state,
            "facts": [found.activity.title, found.activity.code, found.activity.province.name],
            "activity": found.activity,
            "events": events,
            "thresholds": in_words(found, Kept(), found.activity.fiscal_year_id),
            "may_clear": found.activity.writable_by(request.user, "flag.clear"),
            "crumbs": _crumbs(),
        },
    )


def flag_clear(request: HttpRequest, pk: int) -> HttpResponse:
    found = _flag(request, pk)
    require_on(found, request.user, "flag.clear")
    back = reverse("programs:review", args=[found.activity.code])

    def save(form: Any) -> str:
        clear(found, by=request.user, reason=form.cleaned_data["reason"])
        return back

    return form_page(
        request,
        lambda data, files: ClearForm(data),
        save,
        title=_("Jelaskan: %(flag)s") % {"flag": found},
        verb=_("Simpan penjelasan"),
        saved=_("Penjelasan tersimpan. Tanda terbuka lagi hanya bila angkanya memburuk."),
        cancel_url=back,
        context={"crumbs": [*_crumbs(), (str(found), reverse("reports:flag", args=[pk]))]},
    )
