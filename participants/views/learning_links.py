"""Links for participants, shown once to who made them: as a page, as slips to cut, or as a list; with names (R3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.editing import require_on
from dekon_portal.core.exports import csv_response
from dekon_portal.core.refusal import Refusal
from participants import answering, link_papers, survey
from participants.forms.learning import LinksForm
from participants.models import Participation
from programs.review import lock_sentence
from programs.views.frame import activity_of

from .learning import exam_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from programs.models import Activity

    Make = Callable[[list[Participation]], list[tuple[Participation, str]]]

COLUMNS = [
    ("name", gettext_lazy("Nama Peserta")),
    ("business", gettext_lazy("Nama IKM")),
    ("url", gettext_lazy("Tautan")),
]


def exam_links(request: HttpRequest, pk: int) -> HttpResponse:
    exam = exam_of(request, pk)
    back = reverse("participants:exam", args=[exam.pk])
    new = answering.without_link(exam)
    make: Make = lambda to: answering.make_links(exam, to, by=request.user)  # noqa: E731
    return _links(request, exam.activity, new, make, "participants:sheet", str(exam), back)


def survey_links(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    back = reverse("participants:activity_learning", args=[code])
    new = survey.without_link(activity)
    make: Make = lambda to: survey.make_links(activity, to, by=request.user)  # noqa: E731
    return _links(request, activity, new, make, "participants:survey", _("Survei kepuasan"), back)


def _links(
    request: HttpRequest, activity: Activity, new: Any, make: Make, page: str, title: str, back: str
) -> HttpResponse:
    """Asks for whom; then the links, this once."""
    require_on(activity, request.user, "people.write")
    people = list(activity.participations.visible_to(request.user).select_related("person", "business"))
    people.sort(key=lambda row: (row.person.name, row.pk))
    without = set(new.values_list("pk", flat=True))
    fresh = [row for row in people if row.pk in without]
    form = LinksForm(request.POST or None, participations=people, new=len(fresh))
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen(fresh)
        try:
            if "pdf" in request.POST:
                link_papers.ensure_few(chosen)
            made = make(chosen)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            lines = [(row, request.build_absolute_uri(reverse(page, args=[token]))) for row, token in made]
            return _shown(request, activity, lines, title, back)
    shown = {"form": form, "title": _("Tautan: %(what)s") % {"what": title}, "back": back, "activity": activity}
    return render(
        request,
        "participants/learning_links_new.html",
        {**shown, "locked": lock_sentence(activity), "crumbs": _crumbs(activity)},
    )


def _crumbs(activity: Activity) -> list[tuple[str, str]]:
    return [
        (_("Kegiatan"), reverse("programs:activity_list")),
        (activity.title, reverse("participants:activity_learning", args=[activity.code])),
    ]


def _shown(
    request: HttpRequest, activity: Activity, lines: Sequence[tuple[Participation, str]], title: str, back: str
) -> HttpResponse:
    response: Any
    if "csv" in request.POST:
        rows = [{"name": row.person.name, "business": row.business, "url": url} for row, url in lines]
        response = csv_response(COLUMNS, rows, f"tautan-{activity.code}")
    elif "pdf" in request.POST and lines:
        content = link_papers.slips_pdf(activity, lines, title)
        response = HttpResponse(content, content_type=PDF_TYPE)
        response["Content-Disposition"] = f'attachment; filename="tautan-{activity.code}.pdf"'
    else:
        drawn = [(row, url, segno.make(url, error="m").svg_data_uri(scale=3, border=2)) for row, url in lines]
        shown = {"title": title, "lines": drawn, "back": back, "crumbs": _crumbs(activity)}
        response = render(request, "participants/learning_links.html", shown)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "strict-origin"
    return response  # type: ignore[no-any-return]
