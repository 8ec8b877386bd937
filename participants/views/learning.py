"""The tab *Uji & evaluasi* of an activity, and what the office does there: exams, questions, scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from dekon_portal.core.bad_rows import told_in
from dekon_portal.core.editing import require_on
from dekon_portal.core.lists import ForgivingPaginator
from dekon_portal.core.pages import one_or_404, refused
from dekon_portal.core.refusal import Refusal
from participants import exams, learning, question_sheets, score_sheets, scores, survey
from participants.forms.learning import CopyForm, ExamForm, QuestionForm, QuestionsForm, ScoreListForm, ScoresForm
from participants.histogram import drawn
from participants.models import Exam, ExamKind, Question
from participants.tables_learning import (
    ResultsTable,
    ScoresTable,
    TrainersTable,
    result_rows,
    score_rows,
    trainer_rows,
)
from programs.views.frame import activity_of, activity_page, form_of_activity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from programs.models import Activity

PER_PAGE: Final = 100
"""Scores typed on one page."""


def activity_learning(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    found, trainers = learning.results(activity), survey.trainer_means(activity, request.user)
    table = ScoresTable(score_rows(activity, request.user), request=request)
    RequestConfig(request, paginate={"paginator_class": ForgivingPaginator}).configure(table)
    return render(
        request,
        "participants/activity_learning.html",
        {
            **activity_page(request, activity, "uji"),
            "may_write_people": activity.is_open and activity.writable_by(request.user, "people.write"),
            "exams": [(exam, exam.questions.count()) for exam in activity.exams.all()],
            "may_add": activity.exams.count() < len(ExamKind),
            "results": found,
            "results_table": ResultsTable(result_rows(found), request=request),
            "histograms": [(result, drawn(result.distribution.lines)) for result in found.exams if result.mean.known],
            "table": table,
            "satisfaction": survey.satisfaction(activity),
            "fewest": survey.FEWEST,
            "trainers": TrainersTable(trainer_rows(trainers), request=request) if trainers else None,
            "zone": activity.province.zone,
        },
    )


def _tab(activity: Activity) -> str:
    return reverse("participants:activity_learning", args=[activity.code])


def exam_of(request: HttpRequest, pk: int) -> Exam:
    rows = Exam.objects.visible_to(request.user)  # type: ignore[attr-defined]
    rows = rows.select_related("activity__office__province", "activity__regency", "activity__fiscal_year")
    return one_or_404(rows, pk=pk)  # type: ignore[no-any-return]


def _question_of(request: HttpRequest, pk: int) -> Question:
    rows = Question.objects.visible_to(request.user)  # type: ignore[attr-defined]
    return one_or_404(rows.select_related("exam__activity__office__province", "exam__activity__regency"), pk=pk)  # type: ignore[no-any-return]


# --- Exams ---
def _exam_form(request: HttpRequest, row: Exam, title: str) -> HttpResponse:
    require_on(row, request.user, "activity.write")

    def save(form: ExamForm) -> str:
        saved = exams.save_exam(form.save(commit=False), by=request.user)
        return reverse("participants:exam", args=[saved.pk])

    return form_of_activity(
        request, row.activity, _tab(row.activity), lambda data, files: ExamForm(data, instance=row), save, title=title
    )


def exam_new(request: HttpRequest, code: str) -> HttpResponse:
    return _exam_form(request, Exam(activity=activity_of(request, code)), _("Tambah uji"))


def exam_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _exam_form(request, exam_of(request, pk), _("Ubah uji"))


@require_POST
def exam_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = exam_of(request, pk)
    try:
        exams.remove_exam(found, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("%(what)s dihapus.") % {"what": found})
    return redirect(_tab(found.activity))


def exam(request: HttpRequest, pk: int) -> HttpResponse:
    """One exam: its times, its questions with their key."""
    found = exam_of(request, pk)
    activity = found.activity
    answered = exams.is_answered(found)
    may_change = activity.is_open and activity.writable_by(request.user)
    return render(
        request,
        "participants/exam.html",
        {
            **activity_page(request, activity, "uji"),
            "exam": found,
            "questions": list(found.questions.all()),
            "answered": answered,
            "may_change": may_change,
            "may_change_questions": may_change and not answered,
            "may_write_people": activity.is_open and activity.writable_by(request.user, "people.write"),
            "zone": found.zone,
        },
    )


# --- Questions ---
def _below(request: HttpRequest, found: Exam, make: Any, save: Any, **page: Any) -> HttpResponse:
    """A form of the office below an exam."""
    require_on(found, request.user, page.pop("action", "activity.write"))
    back = reverse("participants:exam", args=[found.pk])

    def saved(form: Any) -> str:
        save(form)
        return back

    return form_of_activity(request, found.activity, back, make, saved, **page)


def _question_form(request: HttpRequest, row: Question, title: str) -> HttpResponse:
    return _below(
        request,
        row.exam,
        lambda data, files: QuestionForm(data, instance=row),
        lambda form: exams.save_question(form.save(commit=False), by=request.user),
        title=title,
    )


def question_new(request: HttpRequest, pk: int) -> HttpResponse:
    return _question_form(request, Question(exam=exam_of(request, pk)), _("Tambah soal"))


def question_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _question_form(request, _question_of(request, pk), _("Ubah soal"))


def _done(request: HttpRequest, row: Question, act: Any) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        refused(request, refusal)
    return redirect("participants:exam", row.exam_id)


@require_POST
def question_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _question_of(request, pk)
    return _done(request, row, lambda: exams.remove_question(row, by=request.user))


@require_POST
def question_move(request: HttpRequest, pk: int) -> HttpResponse:
    row = _question_of(request, pk)
    up = request.POST.get("ke") == "atas"
    return _done(request, row, lambda: exams.move_question(row, by=request.user, up=up))


def questions_import(request: HttpRequest, pk: int) -> HttpResponse:
    found = exam_of(request, pk)

    def save(form: QuestionsForm) -> None:
        with told_in(form):
            questions = question_sheets.questions_of(*form.data_and_name)
        count = exams.add_questions(found, questions, by=request.user, verb="exam.questions_imported")
        messages.success(request, _("%(count)d soal ditambahkan.") % {"count": count})

    make = lambda data, files: QuestionsForm(data, files)  # noqa: E731
    return _below(request, found, make, save, title=_("Impor soal"), verb=_("Tambahkan soal"), saved=None)


def questions_copy(request: HttpRequest, pk: int) -> HttpResponse:
    found = exam_of(request, pk)

    def save(form: CopyForm) -> None:
        count = exams.copy_questions(found, form.cleaned_data["source"], by=request.user)
        messages.success(request, _("%(count)d soal ditambahkan.") % {"count": count})

    make = lambda data, files: CopyForm(data, exam=found, user=request.user)  # noqa: E731
    return _below(request, found, make, save, title=_("Salin soal"), verb=_("Salin soal"), saved=None)


# --- Scores ---
def exam_scores(request: HttpRequest, pk: int) -> HttpResponse:
    found = exam_of(request, pk)
    people = found.activity.participations.visible_to(request.user).select_related("person")
    page = Paginator(people.order_by("person__name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    sheets = {sheet.participation_id: sheet for sheet in found.sheets.filter(participation__in=list(page))}
    rows = [(row, sheets.get(row.pk)) for row in page]

    def save(form: ScoresForm) -> None:
        count = scores.type_scores(found, form.typed(), by=request.user)
        messages.success(request, _("%(count)d nilai disimpan.") % {"count": count})

    return _below(
        request,
        found,
        lambda data, files: ScoresForm(data, exam=found, rows=rows),
        save,
        action="people.write",
        title=_("Nilai: %(exam)s") % {"exam": found},
        saved=None,
        template="participants/exam_scores.html",
        context={"pages": page, "exam": found},
    )


def scores_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Scores from a sheet of names; all or none."""
    found = exam_of(request, pk)

    def save(form: ScoreListForm) -> None:
        with told_in(form):
            typed = score_sheets.scores_of(found, *form.data_and_name, by=request.user)
        count = scores.type_scores(found, typed, by=request.user)
        messages.success(request, _("%(count)d nilai disimpan.") % {"count": count})

    return _below(
        request,
        found,
        lambda data, files: ScoreListForm(data, files),
        save,
        action="people.write",
        title=_("Impor nilai: %(exam)s") % {"exam": found},
        saved=None,
    )
