"""Pages of activities: the list, one activity, its form, what it lacks, its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.editing import require, require_on
from dekon_portal.core.lists import ForgivingPaginator, list_page
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.pages import form_page, seen_version
from programs import activities, comments, when
from programs.completeness import missing
from programs.filters import ActivityFilter
from programs.forms.activities import ActivityForm
from programs.models import Activity
from programs.panels import GENERAL_PANELS, drawn
from programs.review_queue import request_for
from programs.tables import ActivityTable, NationalActivityTable

from .frame import activity_of, activity_page, form_of_activity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

HISTORY_PAGE = 50
COLUMNS = [
    ("code", gettext_lazy("Kode kegiatan")),
    ("title", gettext_lazy("Judul")),
    ("kind", gettext_lazy("Jenis kegiatan")),
    ("commodity", gettext_lazy("Komoditas")),
    ("state", gettext_lazy("Status")),
    ("year", gettext_lazy("Tahun anggaran")),
    ("province", gettext_lazy("Provinsi")),
    ("office", gettext_lazy("Satuan kerja")),
    ("regency", gettext_lazy("Kabupaten/Kota")),
    ("place", gettext_lazy("Tempat")),
    ("mode", gettext_lazy("Cara pelaksanaan")),
    ("planned", gettext_lazy("Rencana waktu")),
    ("carried_out", gettext_lazy("Waktu pelaksanaan")),
    ("target_participants", gettext_lazy("Target peserta (orang)")),
    ("target_businesses", gettext_lazy("Target IKM")),
]


def _row(activity: Activity) -> dict[str, Any]:
    return {
        "code": activity.code,
        "title": activity.title,
        "kind": activity.get_kind_display(),
        "commodity": activity.commodity,
        "state": activity.get_state_display(),
        "year": str(activity.fiscal_year_id),
        "province": activity.province.name,
        "office": activity.office.name,
        "regency": activity.regency,
        "place": activity.place or None,
        "mode": activity.get_mode_display(),
        "planned": when.planned(activity) or None,
        "carried_out": when.carried_out(activity) or None,
        "target_participants": activity.target_participants,
        "target_businesses": activity.target_businesses,
    }


def activity_list(request: HttpRequest) -> HttpResponse:
    primary, empty = None, {"title": _("Tidak ada kegiatan yang cocok"), "text": _("Ubah pencarian atau saringannya.")}
    if request.user.may("activity.write"):
        primary = {"label": _("Tambah kegiatan"), "url": reverse("programs:activity_new"), "icon": "plus"}
        empty |= {"text": _("Ubah saringannya, atau tambahkan kegiatannya."), **primary}
    return list_page(
        request,
        Activity.objects.visible_to(request.user).with_labels(),
        filter_class=ActivityFilter,
        table_class=NationalActivityTable if request.user.scope.national else ActivityTable,
        title=_("Kegiatan"),
        export=("kegiatan", COLUMNS, _row),
        context={"primary": primary, "empty": empty},
    )


def activity_new(request: HttpRequest) -> HttpResponse:
    require(request.user, "activity.write", province=None)
    back = reverse("programs:activity_list")
    return form_page(
        request,
        lambda data, files: ActivityForm(data, user=request.user),
        lambda form: activities.create(form.save(commit=False), by=request.user).get_absolute_url(),  # type: ignore[attr-defined]
        title=_("Tambah kegiatan"),
        saved=_("Kegiatan tersimpan sebagai konsep. Lengkapi, lalu ajukan."),
        cancel_url=back,
        template="programs/activity_form.html",
        context={"crumbs": [(_("Kegiatan"), back)]},
    )


def activity_edit(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    require_on(activity, request.user, "activity.write")
    opened_at = activity.version

    def save(form: Any) -> str:
        changed = form.save(commit=False)
        seen = seen_version(request)
        activities.change(changed, by=request.user, seen_version=opened_at if seen is None else seen)
        return str(changed.get_absolute_url())

    return form_of_activity(
        request,
        activity,
        activity.get_absolute_url(),
        lambda data, files: ActivityForm(data, instance=activity, user=request.user),
        save,
        title=_("Ubah kegiatan"),
        template="programs/activity_form.html",
        context={"comments": comments.by_place(comments.open_of(activity))},
    )


def activity(request: HttpRequest, code: str) -> HttpResponse:
    found = activity_of(request, code)
    return render(
        request,
        "programs/activity.html",
        {
            **activity_page(request, found, "umum"),
            **general(found),
            "missing": missing(found) if found.is_open else [],
            "asked": request_for(found, request.user),
            "panels": drawn(GENERAL_PANELS, found, request.user),
        },
    )


def general(activity: Activity, *, with_title: bool = False) -> dict[str, Any]:
    """What an activity states of itself: the tab Umum and the review page show the same.

    Each row with the place that comments on it name (comments.py), "" where it cannot be commented on.
    """
    mode = activity.get_mode_display() if activity.mode != "unknown" else None
    return {
        "rows": [
            *([(_("Judul"), activity.title, "title")] if with_title else []),
            (_("Jenis kegiatan"), activity.get_kind_display(), "kind"),
            (_("Komoditas"), activity.commodity, "commodity"),
            (_("Tahun anggaran"), activity.fiscal_year, ""),
            (_("Cara pelaksanaan"), mode, "mode"),
            (_("Rencana waktu"), when.planned(activity), "planned_start"),
            (_("Waktu pelaksanaan"), when.carried_out(activity), "actual_start"),
            (_("Kabupaten/Kota"), activity.regency, "regency"),
            (_("Tempat"), activity.place, "place"),
            (_("Rincian anggaran"), activity.budget_line, "budget_line"),
            *([(_("Alasan penundaan"), activity.delay_reason, "delay_reason")] if activity.delay_reason else []),
            *([(_("Uraian"), activity.description, "description")] if activity.description else []),
        ],
        "targets": activity.targets.select_related("product").order_by("product__name", "unit"),
        "partners": activity.activity_partners.select_related("partner").order_by("partner__name"),
    }


def activity_missing(request: HttpRequest, code: str) -> HttpResponse:
    found = activity_of(request, code)
    page = activity_page(request, found, "umum")
    panels = drawn(GENERAL_PANELS, found, request.user)
    return render(request, "programs/activity_missing.html", {**page, "missing": missing(found), "panels": panels})


def activity_history(request: HttpRequest, code: str) -> HttpResponse:
    found = activity_of(request, code)
    entries = AuditEntry.objects.visible_to(request.user).about(found)
    pages: Paginator[Any] = ForgivingPaginator(entries, HISTORY_PAGE)
    number = request.GET.get("page", "1")
    shown = pages.page(int(number) if number.isdecimal() and number != "0" and len(number) < 8 else 1)
    return render(
        request,
        "programs/activity_history.html",
        {**activity_page(request, found, "riwayat"), "entries": shown, "pages": pages},
    )
