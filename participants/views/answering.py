"""Pages for participants who hold a link: an exam answered once, the survey answered once. No sign-in, no script.

Whatever is wrong with a link is told by one calm page each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import redirect, render

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.strangers import for_a_hall, slow_down, wrong_token
from dekon_portal.core.throttle import Throttle
from dekon_portal.core.tokens import hash_of
from participants import answering, survey
from participants.answering import LinkState, Unusable
from participants.forms.answering import SheetForm, SurveyForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from participants.models import Sheet

SENDINGS: Final = Throttle("lembar", most=10, seconds=60)

CLOSED: Final = {
    LinkState.UNKNOWN: ("public/unknown.html", 404),
    LinkState.SENT: ("public/sheet_sent.html", 200),
    LinkState.NOT_YET: ("public/sheet_early.html", 200),
    LinkState.OVER: ("public/sheet_late.html", 410),
    LinkState.LOCKED: ("public/sheet_closed.html", 410),
}


def _closed(request: HttpRequest, state: LinkState, sheet: Sheet | None = None) -> HttpResponse:
    if state == LinkState.UNKNOWN:
        wrong_token(request)
    template, status = CLOSED[state]
    page: dict[str, Any] = {}
    if sheet is not None:
        exam = sheet.exam
        score = sheet.score if exam.shows_score and sheet.sent_at else None
        page = {"exam": exam, "score": score, "zone": exam.zone}
    return render(request, template, page, status=status)


def _sent(request: HttpRequest) -> bool:
    """Whether a participant sends the form. Who is signed in may look at the page, but answers for nobody."""
    return request.method == "POST" and not request.user.is_authenticated


@for_a_hall
def sheet(request: HttpRequest, token: str) -> HttpResponse:
    """The questions of one exam. A double click, a second phone or a replay meets the same page of thanks."""
    try:
        found = answering.opened(token)
        with acting_as_system():  # the link is the right to this one sheet
            return _answered(request, found, token)
    except Unusable as closed:
        return _closed(request, closed.state, closed.sheet)


def _answered(request: HttpRequest, found: Sheet, token: str) -> HttpResponse:
    form = SheetForm(request.POST if _sent(request) else None, questions=list(found.exam.questions.all()))
    if _sent(request):
        if not SENDINGS.count(found.token_hash or ""):
            return slow_down(request)
        if form.is_valid():
            try:
                answering.send(token, form.chosen(), mark=form.initial["mark"])
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect("participants:sheet", token)
    page = {
        "form": form,
        "exam": found.exam,
        "activity": found.exam.activity,
        "who": found.participation,
        "zone": found.exam.zone,
        "is_office": request.user.is_authenticated,
    }
    return render(request, "public/sheet.html", page)


@for_a_hall
def survey_page(request: HttpRequest, token: str) -> HttpResponse:
    """The survey. Its page names nobody, and what is sent is kept without a name."""
    try:
        activity = survey.opened(token)
        with acting_as_system():
            form = SurveyForm(request.POST if _sent(request) else None, sessions=survey.rated_sessions(activity))
            if _sent(request):
                if not SENDINGS.count(hash_of(token)):
                    return slow_down(request)
                if form.is_valid():
                    survey.answer(token, form.opinion(), form.ratings())
                    return redirect("participants:survey", token)
            page = {"form": form, "activity": activity, "is_office": request.user.is_authenticated}
            return render(request, "public/survey.html", page)
    except survey.Closed as closed:
        return _closed(request, closed.state)
