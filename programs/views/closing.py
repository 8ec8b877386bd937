"""The final report of an activity: the tab Laporan, one chapter to write over, the report as PDF and DOCX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.editing import require_on
from dekon_portal.core.pages import seen_version
from programs import final_reports
from programs.closing import CHAPTERS, title_of
from programs.closing_docx import DOCX_TYPE
from programs.closing_docx import report_docx as as_docx
from programs.closing_page import chapters_of
from programs.closing_pdf import report_pdf as as_pdf
from programs.forms.closing import ReportChapterForm
from programs.models import Activity, FinalReport, ReportChapter

from .frame import activity_of, activity_page, form_of_activity

if TYPE_CHECKING:
    from django.http import HttpRequest

    from programs.final_reports import Reading


def activity_report(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    reading = final_reports.reading(activity)
    return render(
        request,
        "programs/activity_report.html",
        {
            **activity_page(request, activity, "laporan"),
            "report": reading.report,
            "chapters": chapters_of(reading.content, activity),
            "revisions": activity.final_reports.defer("content"),
        },
    )


def report_chapter_edit(request: HttpRequest, code: str, key: str) -> HttpResponse:
    activity = activity_of(request, code)
    require_on(activity, request.user, "activity.write")
    if key not in {one.key for one in CHAPTERS}:
        raise Http404
    row = activity.report_chapters.filter(key=key).first() or ReportChapter(activity=activity, key=key)
    back = reverse("programs:activity_report", args=[code])

    def save(form: Any) -> str:
        final_reports.save_chapter(form.save(commit=False), by=request.user, seen_version=seen_version(request) or 0)
        return f"{back}#{key}"

    return form_of_activity(
        request,
        activity,
        back,
        lambda data, files: ReportChapterForm(data, instance=row),
        save,
        title=_("Ubah bab “%(title)s”") % {"title": title_of(key)},
    )


def report_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The approved report as it was first given out; before approval a draft of now."""
    reading = _reading(request, activity_of(request, code))
    return _answer(reading, _pdf_of(reading), PDF_TYPE, "inline", "pdf")


def report_docx(request: HttpRequest, code: str) -> HttpResponse:
    reading = _reading(request, activity_of(request, code))
    return _answer(reading, as_docx(reading), DOCX_TYPE, "attachment", "docx")


def _reading(request: HttpRequest, activity: Activity) -> Reading:
    """What is read now, or with `?revisi=1` that revision."""
    number = request.GET.get("revisi", "")
    try:
        return final_reports.reading(activity, int(number) if number.isdecimal() and len(number) < 5 else None)
    except FinalReport.DoesNotExist as unknown:
        raise Http404 from unknown


def _pdf_of(reading: Reading) -> bytes:
    if reading.report is None:
        return as_pdf(reading)
    try:
        with final_reports.paper_of(reading.report).file.open("rb") as file:
            return bytes(file.read())
    except FileNotFoundError as lost:
        raise Http404 from lost


def _answer(reading: Reading, content: bytes, content_type: str, shown: str, ending: str) -> HttpResponse:
    which = f"revisi-{reading.report.revision}" if reading.report else "draf"
    response = HttpResponse(content, content_type=content_type)
    name = f"laporan-{reading.content['head']['code']}-{which}.{ending}"
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
