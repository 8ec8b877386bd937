"""The verbs of exams and their questions. Once somebody has sent answers, the questions stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.editing import remove_row, require_on, save_row
from dekon_portal.core.refusal import Refusal

from .models import Exam, Question

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

MOST_QUESTIONS: Final = 60
"""So that the page on the phone stays below 60 kB."""

audit.register(
    {
        "exam.questions_imported": gettext_lazy("%(who)s mengimpor soal ke %(what)s"),
        "exam.questions_copied": gettext_lazy("%(who)s menyalin soal ke %(what)s"),
    }
)


def save_exam(exam: Exam, *, by: User) -> Exam:
    """Add or change an exam. Its kind stays once there is a score: the means would change their meaning."""
    with transaction.atomic():
        if exam.pk:
            exam.lock_activity()
            stored = Exam._base_manager.get(pk=exam.pk)
            if stored.kind != exam.kind and _has_scores(exam):
                raise Refusal(_("Jenis uji tidak dapat diganti karena sudah ada nilainya."))
        return save_row(exam, by=by, action="activity.write")


def remove_exam(exam: Exam, *, by: User) -> None:
    with transaction.atomic():
        exam.lock_activity()
        if _has_scores(exam):
            raise Refusal(_("Uji ini sudah mempunyai nilai, sehingga tidak dapat dihapus."))
        remove_row(exam, by=by, action="activity.write")


def _has_scores(exam: Exam) -> bool:
    return exam.sheets.filter(score__isnull=False).exists()


def is_answered(exam: Exam) -> bool:
    return exam.sheets.filter(sent_at__isnull=False).exists()


def ensure_unanswered(exam: Exam) -> None:
    """Raise Refusal once somebody has sent answers. Under the activity's lock, which who sends takes too."""
    exam.lock_activity()
    if is_answered(exam):
        raise Refusal(
            _("Soal tidak dapat diubah lagi karena sudah ada peserta yang mengirim jawaban: nilai mereka memakainya.")
        )


def save_question(question: Question, *, by: User) -> Question:
    """Add a question at the end, or change it."""
    with transaction.atomic():
        ensure_unanswered(question.exam)
        if question.pk is None:
            _ensure_room(question.exam, 1)
            question.order = _next_order(question.exam)
        return save_row(question, by=by, action="activity.write")


def remove_question(question: Question, *, by: User) -> None:
    with transaction.atomic():
        ensure_unanswered(question.exam)
        remove_row(question, by=by, action="activity.write")


def move_question(question: Question, *, by: User, up: bool) -> None:
    """One place up or down; at the end of the list nothing happens."""
    with transaction.atomic():
        require_on(question, by, "activity.write")
        ensure_unanswered(question.exam)
        rows = list(question.exam.questions.all())
        place = rows.index(question)
        other = place - 1 if up else place + 1
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
            for order, row in enumerate(rows, 1):
                row.order = order
            question.exam.questions.bulk_update(rows, ["order"])


def add_questions(exam: Exam, questions: Sequence[Question], *, by: User, verb: str, note: str = "") -> int:
    """Many at once behind those there are; all or none. Returns how many."""
    with transaction.atomic():
        require_on(exam, by, "activity.write")
        ensure_unanswered(exam)
        _ensure_room(exam, len(questions))
        for order, question in enumerate(questions, _next_order(exam)):
            question.exam, question.order = exam, order
            _checked(question)
        Question.objects.bulk_create(questions)
        audit.record(verb, exam, by=by, note=note)
    return len(questions)


def copy_questions(exam: Exam, source: Exam, *, by: User) -> int:
    """The questions of another exam of the same office, which the person may see."""
    if source.activity.office_id != exam.activity.office_id or not source.within_reach_of(by):
        raise Refusal(_("Soal hanya dapat disalin dari kegiatan satuan kerja yang sama."))
    if source.pk == exam.pk or not source.questions.exists():
        raise Refusal(_("Uji asal itu tidak mempunyai soal untuk disalin."))
    copies = [Question(text=q.text, choices=q.choices, right=q.right, points=q.points) for q in source.questions.all()]
    return add_questions(exam, copies, by=by, verb="exam.questions_copied", note=f"{source.activity.code} · {source}")


def _checked(question: Question) -> None:
    try:
        question.full_clean(exclude=["exam"])
    except ValidationError as wrong:
        raise Refusal(" ".join(wrong.messages)) from wrong


def _next_order(exam: Exam) -> int:
    last = exam.questions.last()
    return last.order + 1 if last else 1


def _ensure_room(exam: Exam, more: int) -> None:
    if exam.questions.count() + more > MOST_QUESTIONS:
        raise Refusal(_("Satu uji memuat paling banyak %(most)d soal.") % {"most": MOST_QUESTIONS})


def score_of(questions: Iterable[Question], chosen: dict[int, int]) -> int:
    """0–100 by points, halves up; a question without an answer brings none. `chosen`: question's key → its choice."""
    every = list(questions)
    whole = sum(question.points for question in every)
    got = sum(question.points for question in every if chosen.get(question.pk) == question.right)
    return (200 * got + whole) // (2 * whole)
