"""Attendance in the office: the tab of an activity, the sheet of one session, what a phone sends."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dekon_portal.core.editing import require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.pages import one_or_404, refused
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants import marking
from participants.attendance import counts_of
from participants.attendance_lists import AttendanceFilter, AttendanceTable, Matrix, as_row, columns_of
from participants.disputes import disputed_people, disputes_of
from participants.forms.attendance import PassingRuleForm, SheetForm, said_by_phone
from participants.models import Attendance, Mark, PassingRule
from participants.passing import drop_rule, set_rule
from programs.models import Session
from programs.views.frame import activity_of, activity_page, form_of_activity

if TYPE_CHECKING:
    from django.http import HttpRequest

    from programs.models import Activity


def tab_url(activity: Activity) -> str:
    return reverse("participants:activity_attendance", args=[activity.code])


def session_of(request: HttpRequest, pk: int) -> Session:
    rows = Session.objects.visible_to(request.user)
    return one_or_404(  # type: ignore[no-any-return]
        rows.select_related("activity__office__province", "activity__regency", "activity__fiscal_year"), pk=pk
    )


def activity_attendance(request: HttpRequest, code: str) -> HttpResponse:
    """Who came to what: the matrix, and the sessions with what can be done for each."""
    activity = activity_of(request, code)
    matrix, chosen = Matrix.of(activity), request.GET.get("sesi", "")
    shown = [one for one in matrix.sessions if str(one.pk) == chosen] or matrix.sessions
    make_filter: Any = partial(AttendanceFilter, matrix=matrix)
    make_table: Any = partial(AttendanceTable, matrix=matrix, shown=shown)
    page = activity_page(request, activity, "kehadiran")
    return list_page(
        request,
        activity.participations.visible_to(request.user).with_labels().order_by("person__name", "pk"),
        filter_class=make_filter,
        table_class=make_table,
        title=activity.title,
        template="participants/activity_attendance.html",
        export=(f"kehadiran-{activity.code}", columns_of(matrix, shown), partial(as_row, matrix, shown)),
        context={**page, **_sessions(request, activity, matrix)},
    )


def _sessions(request: HttpRequest, activity: Activity, matrix: Matrix) -> dict[str, Any]:
    counts, today, people = counts_of(activity), matrix.today, activity.participations.count()
    return {
        "sessions": [
            {
                "session": session,
                "held": session.date <= today,
                "today": session.date == today,
                "marked": counts[session.pk].total() if session.pk in counts else 0,
                "marks": [(Mark(mark).label, count) for mark, count in counts.get(session.pk, {}).items()],
            }
            for session in matrix.sessions
        ],
        "people": people,
        "disputed": disputed_people(activity),
        "may_mark": activity.is_open and activity.writable_by(request.user, "people.write"),
        "may_set_rule": activity.is_open and activity.writable_by(request.user),
        "rule": PassingRule.objects.visible_to(request.user).filter(activity=activity).first(),  # type: ignore[attr-defined]
        "empty": {"title": _("Tidak ada peserta yang cocok"), "text": _("Ubah pencarian atau saringannya.")}
        if request.GET
        else {"title": _("Belum ada peserta"), "text": _("Kehadiran ditandai per peserta yang terdaftar.")},
    }


def attendance_session(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of one session, made for a phone in the hand."""
    session = session_of(request, pk)
    activity = session.activity
    require_on(session, request.user, "people.write")
    here, drawn = reverse("participants:attendance_session", args=[pk]), timezone.now()

    def save(form: SheetForm) -> str:
        outcome = marking.mark(session, form.said, by=request.user)
        _say(request, outcome)
        return here

    people = activity.participations.select_related("person", "business").order_by("person__name", "pk")
    is_today = session.date == timezone.localdate(drawn, activity.province.zone)
    response = form_of_activity(
        request,
        activity,
        tab_url(activity),
        lambda data, files: SheetForm(
            data, people=people, stored=_stored(session), disputes=disputes_of(session, activity.province.zone)
        ),
        save,
        title=_("Kehadiran: %(session)s") % {"session": session},
        saved=None,
        template="participants/attendance_session.html",
        context={
            "session": session,
            "marks": Mark,
            "is_open": activity.is_open,
            "is_today": is_today,
            "drawn": f"{drawn.timestamp():.6f}",
        },
    )
    if is_today:
        response["X-Keep-Sheet"] = "1"
    return response


def sheet_worker(request: HttpRequest) -> HttpResponse:
    """The script that opens today's sheet without a line; a browser lets it reach no further than its own folder."""
    script = Path(finders.find("sheet_worker.js") or "").read_bytes()
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _stored(session: Session) -> dict[int, Attendance]:
    return {row.participation_id: row for row in session.attendances.all()}  # type: ignore[attr-defined]


def _say(request: HttpRequest, outcome: marking.Outcome) -> None:
    if outcome.disputed:
        messages.warning(
            request,
            _("%(count)d orang ditandai berbeda oleh dua petugas. Benarkan salah satunya di bawah.")
            % {"count": outcome.disputed},
        )
    if outcome.changed or not outcome.disputed:
        messages.success(request, _("Kehadiran %(count)d orang disimpan.") % {"count": outcome.changed})


@require_POST
def attendance_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who is not marked yet was there."""
    session = session_of(request, pk)
    try:
        require_on(session, request.user, "people.write")
        _say(request, marking.mark_rest_present(session, by=request.user))
    except Refusal as refusal:
        refused(request, refusal)
    return redirect("participants:attendance_session", pk)


@require_POST
def attendance_send(request: HttpRequest, pk: int) -> JsonResponse:
    """What a phone kept while the line was away (static/src/attendance.js): each mark is taken once."""
    session = session_of(request, pk)
    try:
        require_on(session, request.user, "people.write")
        device, said = said_by_phone(_json(request))
        outcome = marking.receive(session, said, by=request.user, device=device)
    except Refusal as refusal:
        status = 403 if isinstance(refusal, NotAllowed) else 409
        return JsonResponse({"sentence": refusal.sentence}, status=status)
    stored, asked = _stored(session), {one.participation for one in said}
    return JsonResponse(
        {
            "states": {key: stored[key].state if key in stored else "" for key in asked},
            "disputes": disputes_of(session, session.activity.province.zone),
            "sentence": marking.NotRegistered().sentence if outcome.strangers else "",
            "at": timezone.now().timestamp(),
        }
    )


def _json(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as unreadable:
        raise Refusal(_("Isian kehadiran tidak dikenali. Muat ulang halaman, lalu tandai lagi.")) from unreadable


def passing_rule(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    require_on(activity, request.user, "activity.write")
    rule = _rule(request, activity) or PassingRule(activity=activity)

    def save(form: PassingRuleForm) -> str:
        set_rule(form.save(commit=False), by=request.user)
        return tab_url(activity)

    return form_of_activity(
        request,
        activity,
        tab_url(activity),
        lambda data, files: PassingRuleForm(data, instance=rule),
        save,
        title=_("Syarat kelulusan"),
    )


@require_POST
def passing_rule_remove(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    try:
        require_on(activity, request.user, "activity.write")
        rule = _rule(request, activity)
        if rule is not None:
            drop_rule(rule, by=request.user)
            messages.success(request, _("Syarat kelulusan dihapus."))
    except Refusal as refusal:
        refused(request, refusal)
    return redirect(tab_url(activity))


def _rule(request: HttpRequest, activity: Activity) -> PassingRule | None:
    rows = PassingRule.objects.visible_to(request.user)  # type: ignore[attr-defined]
    return rows.filter(activity=activity).first()  # type: ignore[no-any-return]
