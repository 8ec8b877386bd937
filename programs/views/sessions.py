"""The tab Jadwal: sessions by day, each one's form, and a schedule copied from another activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dekon_portal.core.editing import require_on
from dekon_portal.core.pages import one_or_404, refused
from dekon_portal.core.refusal import Refusal
from programs import clashes, schedule, sessions, when
from programs.forms.sessions import CopyForm, SessionForm
from programs.models import Activity, Session
from programs.tables import SessionEditTable, SessionTable

from .frame import activity_of, activity_page, form_of_activity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def activity_schedule(request: HttpRequest, code: str) -> HttpResponse:
    found = activity_of(request, code)
    page = activity_page(request, found, "jadwal")
    return render(
        request,
        "programs/activity_schedule.html",
        {
            **page,
            **shown(request, found, edit=page["may_change"]),
            "clashes": clashes.of(found),
            "rows": [
                (_("Rencana waktu"), when.planned(found)),
                (_("Waktu pelaksanaan"), when.carried_out(found)),
                *([(_("Alasan penundaan"), found.delay_reason)] if found.delay_reason else []),
            ],
        },
    )


def shown(request: HttpRequest, activity: Activity, *, edit: bool = False) -> dict[str, Any]:
    """The schedule as the tab and the review page show it."""
    every = schedule.sessions_of(activity)
    table = SessionEditTable if edit else SessionTable
    office = activity.writable_by(request.user, "goods.write")
    reader: dict[str, Any] = {"request": request, "office": office, "may_upload": office and activity.is_open}
    return {
        "days": [
            (day, schedule.hours_in_words(day.hours), table(day.sessions, **reader)) for day in schedule.days_of(every)
        ],
        "hours": schedule.hours_in_words(schedule.hours_of(every)),
    }


def _schedule(activity: Activity) -> str:
    return reverse("programs:activity_schedule", args=[activity.code])


def _session(request: HttpRequest, pk: int) -> Session:
    rows = Session.objects.visible_to(request.user).select_related("activity__office__province", "activity__regency")
    return one_or_404(rows, pk=pk)  # type: ignore[no-any-return]


def _session_form(request: HttpRequest, session: Session, **page: Any) -> HttpResponse:
    require_on(session, request.user, "activity.write")
    back = _schedule(session.activity)

    def save(form: Any) -> str:
        kept = sessions.save(form.save(commit=False), by=request.user, trainers=form.cleaned_data["trainers"])
        for clash in clashes.of(kept.activity):
            if clash.session == kept.pk:
                messages.warning(request, clash.sentence)
        return back

    return form_of_activity(
        request,
        session.activity,
        back,
        lambda data, files: SessionForm(data, instance=session, asked=request.GET),
        save,
        **page,
    )


def session_new(request: HttpRequest, code: str) -> HttpResponse:
    session = Session(activity=activity_of(request, code))
    return _session_form(request, session, title=_("Tambah sesi"))


def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _session_form(request, _session(request, pk), title=_("Ubah sesi"))


@require_POST
def session_remove(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    try:
        sessions.remove(session, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("%(what)s dihapus.") % {"what": session})
    return redirect(_schedule(session.activity))


def schedule_copy(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    require_on(activity, request.user, "activity.write")
    back = _schedule(activity)

    def save(form: CopyForm) -> str:
        values = form.cleaned_data
        copied, there = sessions.copy(values["source"], activity, start=values["start"], by=request.user)
        messages.success(request, _copied(copied, there))
        return back

    return form_of_activity(
        request,
        activity,
        back,
        lambda data, files: CopyForm(data, activity=activity, user=request.user),
        save,
        title=_("Salin jadwal kegiatan lain"),
        verb=_("Salin jadwal"),
        saved=None,
    )


def _copied(copied: int, there: int) -> str:
    told = ngettext("%(count)d sesi disalin.", "%(count)d sesi disalin.", copied) % {"count": copied}
    if not there:
        return told
    already = ngettext("%(count)d sesi sudah ada.", "%(count)d sesi sudah ada.", there) % {"count": there}
    return f"{told} {already}"
