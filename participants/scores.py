"""Scores that the office types: a practice judged by its trainer, or an exam that was held on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.editing import require_on
from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import without_niks

from .models import Exam, Participation, ScoreSource, Sheet
from .models.learning import BEST

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

audit.register({"sheet.score_typed": gettext_lazy("%(who)s mencatat nilai %(what)s")})


@dataclass(frozen=True)
class Typed:
    """None is unknown (R4)."""

    score: int | None
    note: str = ""

    def __post_init__(self) -> None:
        if self.score is not None and not 0 <= self.score <= BEST:
            raise ValueError("a score is 0 to 100")


def type_scores(exam: Exam, typed: Mapping[Participation, Typed], *, by: User) -> int:
    """Keep what differs; what a participant sent by link stays as it was scored. Returns how many changed."""
    with transaction.atomic():
        require_on(exam, by, "people.write")
        exam.lock_activity()
        stored = {sheet.participation_id: sheet for sheet in exam.sheets.select_related("participation__person")}
        new: list[Sheet] = []
        changed: list[Sheet] = []
        acts: list[audit.Act] = []
        for participation, said in typed.items():
            sheet = stored.get(participation.pk) or Sheet(exam=exam, participation=participation)
            note = without_niks(clean_text(said.note, 300))[:300]
            if sheet.sent_at is not None or (sheet.score, sheet.note) == (said.score, note):
                continue
            changes = audit.difference({"score": sheet.score, "note": sheet.note}, {"score": said.score, "note": note})
            sheet.score, sheet.note = said.score, note
            sheet.source = "" if said.score is None else ScoreSource.TYPED
            (changed if sheet.pk else new).append(sheet)
            acts.append(_act(sheet, changes))
        Sheet.objects.bulk_create(new)
        exam.sheets.bulk_update(changed, ["score", "note", "source"])
        audit.record_all("sheet.score_typed", acts, by=by)
    return len(acts)


def _act(sheet: Sheet, changes: audit.Changes) -> audit.Act:
    """The trail names the participation: a new sheet has no key yet."""
    activity = sheet.exam.activity
    return audit.Act(
        subject=audit.key_of(sheet.participation),
        label=str(sheet),
        root=audit.key_of(activity),
        province=activity.trail_province,
        regency=activity.trail_regency,
        changes=changes,
        note="",
    )
