"""Exams answered by link on a phone: links made, opened, sent once.

Whoever holds the token is the participant: sending leaves the scope (R1) for that one sheet. It takes the activity's
lock first, as every change of questions and scores does, so that of two phones one is kept, and so that nothing
arrives in an activity that was approved in between (R8).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core import audit
from dekon_portal.core.editing import require_on
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.tokens import hash_of, new_token
from programs.models import Activity

from .exams import score_of
from .models import Exam, Participation, Question, ScoreSource, Sheet

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

audit.register(
    {
        "exam.links_made": gettext_lazy("%(who)s membuat tautan peserta untuk %(what)s"),
        "sheet.sent": gettext_lazy("%(who)s mengirim jawaban %(what)s"),
    }
)


class LinkState(models.TextChoices):
    LIVE = "live"
    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    OVER = "over"
    SENT = "sent"
    LOCKED = "locked"


class Unusable(Exception):
    """The link takes no answers; `state` says why, `sheet` is the one it is of (None of an unknown link)."""

    def __init__(self, state: LinkState, sheet: Sheet | None = None) -> None:
        super().__init__(state.value)
        self.state, self.sheet = state, sheet


def without_link(exam: Exam) -> QuerySet[Participation]:
    """Those who have neither a link nor a score."""
    done = exam.sheets.exclude(token_hash=None, score=None).values("participation")
    return exam.activity.participations.exclude(pk__in=done)


def make_links(exam: Exam, to: Iterable[Participation], *, by: User) -> list[tuple[Participation, str]]:
    """A link each with its token, which nobody can learn again; an earlier one of theirs stops working.

    Who has a score already gets none. The links are a list of people: for who may write people.
    """
    with transaction.atomic():
        require_on(exam, by, "people.write")
        exam.lock_activity()
        if not exam.is_written or not exam.questions.exists():
            raise Refusal(_("Uji ini belum mempunyai soal, sehingga belum ada yang dapat dijawab lewat tautan."))
        sheets = {sheet.participation_id: sheet for sheet in exam.sheets.all()}
        made: list[tuple[Participation, str]] = []
        for participation in to:
            sheet = sheets.setdefault(participation.pk, Sheet(exam=exam, participation=participation))
            if sheet.score is None:
                token = new_token()
                sheet.token_hash = hash_of(token)
                made.append((participation, token))
        touched = [sheets[participation.pk] for participation, _token in made]
        exam.sheets.bulk_update([sheet for sheet in touched if sheet.pk], ["token_hash"])
        Sheet.objects.bulk_create([sheet for sheet in touched if not sheet.pk])
        if made:
            audit.record("exam.links_made", exam, by=by, note=_("%(count)d peserta") % {"count": len(made)})
    return made


def opened(token: str) -> Sheet:
    """The sheet of this token, with all its page shows. Raises Unusable; one look-up by hash, whatever the token."""
    with acting_as_system():
        return _usable(_of(token).first())


def mark_of(questions: Sequence[Question]) -> str:
    """What a form carries of the questions it was opened with."""
    return digest([(question.pk, question.text, question.choices) for question in questions])


def digest(seen: object) -> str:
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def send(token: str, chosen: Sequence[int | None], *, mark: str) -> Sheet:
    """Keep the answers (a choice or None for each question, in their order) and their score.

    It is the time at which they arrive here that counts: there is no grace for a form that was opened before.
    Raises Unusable, or Refusal when the questions are no longer those that were shown.
    """
    with acting_as_system(), transaction.atomic():
        found = _of(token).first()
        if found is None:
            raise Unusable(LinkState.UNKNOWN)
        Activity._base_manager.select_for_update(of=("self",)).get(pk=found.exam.activity_id)
        sheet = _usable(_of(token).first())  # what has become of it while we waited for the lock
        questions = list(sheet.exam.questions.all())
        if not questions:
            raise Refusal(_("Uji ini belum mempunyai soal. Tanyakan kepada dinas yang mengirim tautannya."))
        if mark != mark_of(questions):
            raise Refusal(_("Soalnya baru saja diubah oleh dinas. Periksa lagi jawaban Anda, lalu kirim."))
        answers = {q.pk: choice for q, choice in zip(questions, chosen, strict=True) if choice is not None}
        sheet.answers = {str(key): choice for key, choice in answers.items()}
        sheet.score, sheet.source, sheet.sent_at = score_of(questions, answers), ScoreSource.LINK, timezone.now()
        sheet.save()
        audit.record("sheet.sent", sheet, by=None, actor_name=str(sheet.participation))
    return sheet


def _of(token: str) -> QuerySet[Sheet]:
    rows = Sheet._base_manager.filter(token_hash=hash_of(token))
    return rows.select_related("exam__activity__office__province", "participation__person")


def _usable(sheet: Sheet | None) -> Sheet:
    if sheet is None:
        raise Unusable(LinkState.UNKNOWN)
    if sheet.score is not None:
        raise Unusable(LinkState.SENT, sheet)
    if not sheet.exam.activity.is_open:
        raise Unusable(LinkState.LOCKED, sheet)
    if sheet.exam.not_open_yet:
        raise Unusable(LinkState.NOT_YET, sheet)
    if sheet.exam.is_over:
        raise Unusable(LinkState.OVER, sheet)
    return sheet
