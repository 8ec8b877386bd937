"""The accompaniment tab of an activity: its visits, one visit, its form, its removal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dekon_portal.core.dates import format_date
from dekon_portal.core.editing import require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.pages import one_or_404, refused
from dekon_portal.core.refusal import Refusal
from participants import visits
from participants.forms import VisitForm
from participants.models import Visit
from participants.panels import visit_figures
from participants.tables import page_of
from participants.visit_lists import VISIT_COLUMNS, VisitEditTable, VisitFilter, VisitTable, visit_row
from programs.views.frame import activity_of, activity_page, form_of_activity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from programs.models import Activity


def activity_visits(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    may_write = activity.is_open and activity.writable_by(request.user, "people.write")
    rows = activity.visits.visible_to(request.user).with_labels()  # type: ignore[attr-defined]
    return list_page(
        request,
        rows.annotate(photo_count=Count("photos")).order_by("business__name", "-date", "-pk"),
        filter_class=VisitFilter,
        table_class=VisitEditTable if may_write else VisitTable,
        title=activity.title,
        template="participants/activity_visits.html",
        export=(f"pendampingan-{activity.code}", VISIT_COLUMNS, visit_row),
        context={
            **activity_page(request, activity, "pendampingan"),
            "may_write": may_write,
            **visit_figures(activity),
            "empty": _empty(request, activity, may_write),
        },
    )


def _empty(request: HttpRequest, activity: Activity, may_write: bool) -> dict[str, str]:
    if request.GET:
        return {"title": _("Tidak ada pendampingan yang cocok"), "text": _("Ubah pencarian atau saringannya.")}
    if not may_write:
        return {"title": _("Belum ada pendampingan"), "text": ""}
    if not activity.participations.exclude(business=None).exists():
        return {
            "title": _("Belum ada pendampingan"),
            "text": _("Pendampingan dicatat untuk IKM peserta. Catat dahulu peserta beserta IKM-nya."),
            "label": _("Ke bagian Peserta"),
            "url": reverse("participants:activity_people", args=[activity.code]),
        }
    return {
        "title": _("Belum ada pendampingan"),
        "text": _("Catat setiap kunjungan, pertemuan daring, atau telepon: temuan, saran, dan langkah lanjutnya."),
        "label": _("Catat pendampingan"),
        "url": reverse("participants:visit_new", args=[activity.code]),
    }


def _tab(activity: Activity) -> str:
    return reverse("participants:activity_visits", args=[activity.code])


def _row(request: HttpRequest, pk: int) -> Visit:
    return one_or_404(Visit.objects.visible_to(request.user).with_labels(), pk=pk)  # type: ignore[no-any-return]


def visit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _row(request, pk)
    may_write = found.activity.is_open and found.activity.writable_by(request.user, "people.write")
    edit = {"label": _("Ubah"), "url": reverse("participants:visit_edit", args=[pk]), "icon": "pencil"}
    tab = _tab(found.activity)
    crumbs = [(_("Kegiatan"), reverse("programs:activity_list")), (found.activity.title, tab)]
    return render(
        request,
        "participants/visit.html",
        {
            "visit": found,
            "title": _("Pendampingan %(business)s") % {"business": found.business},
            "facts": [format_date(found.date), found.get_mode_display(), found.companion],
            "business_url": page_of(found.business, request.user),
            "primary": edit if may_write else None,
            "photos": [photo.attachment for photo in found.photos.select_related("attachment")],
            "crumbs": crumbs,
        },
    )


def _form(request: HttpRequest, row: Visit, back: str, **page: Any) -> HttpResponse:
    require_on(row, request.user, "people.write")

    def save(form: VisitForm) -> str:
        visits.record(form.save(commit=False), form.cleaned_data["photos"], by=request.user)
        return back

    return form_of_activity(
        request, row.activity, back, lambda data, files: VisitForm(data, files, instance=row, by=request.user), save,
        **page,
    )  # fmt: skip


def visit_new(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    return _form(request, Visit(activity=activity), _tab(activity), title=_("Catat pendampingan"))


def visit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _row(request, pk)
    return _form(request, found, found.get_absolute_url(), title=_("Ubah pendampingan"))


@require_POST
def visit_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _row(request, pk)
    try:
        visits.remove(found, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("Pendampingan %(what)s dihapus; fotonya tetap di bagian Berkas.") % {"what": found})
    return redirect(_tab(found.activity))
