"""Hasil belajar: what an activity taught, as far as scores are known (R4), and the criterion of passing that asks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, OuterRef
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.numbers import MINUS

from .models import ExamKind, Participation, PassingRule, Sheet, SurveyLink
from .models.learning import BEST
from .passing import Finding, criterion
from .ties import TIES, Tie, remove

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from programs.models import Activity

BIN: Final = 10
"""A bar of the distribution is ten scores wide; the last one takes 100 along."""
Scores = dict[str, int]
"""Kind of exam → score, of one person; a kind that is not in it is unknown."""


@dataclass(frozen=True)
class Mean:
    """Of the `known` among `of` participants; None when none is known."""

    value: float | None
    known: int
    of: int


@dataclass(frozen=True)
class Distribution:
    """How many scored 0–9, 10–19 … 90–100."""

    counts: Sequence[int]

    @property
    def lines(self) -> list[tuple[str, int]]:
        return [(_range(place), count) for place, count in enumerate(self.counts)]


def _range(place: int) -> str:
    low = place * BIN
    return f"{low}–{BEST if place == BEST // BIN - 1 else low + BIN - 1}"


@dataclass(frozen=True)
class Result:
    """Of one exam of the activity."""

    kind: ExamKind
    mean: Mean
    distribution: Distribution


@dataclass(frozen=True)
class Results:
    exams: Sequence[Result]
    gain: Mean
    """Of those only who have both a score before and one after."""


def scores_of(activity: Activity) -> dict[int, Scores]:
    """Participation → scores, of all who have any. One query."""
    found: dict[int, Scores] = defaultdict(dict)
    rows = Sheet._base_manager.filter(exam__activity=activity.pk, score__isnull=False)
    for participation, kind, value in rows.values_list("participation", "exam__kind", "score"):
        if value is not None:
            found[participation][kind] = value
    return dict(found)


def results(activity: Activity) -> Results:
    people = activity.participations.count()
    scores = list(scores_of(activity).values())
    there = {exam.kind for exam in activity.exams.all()}
    exams = []
    for kind in ExamKind:
        if kind.value in there:
            known = [said[kind] for said in scores if kind in said]
            exams.append(Result(kind, mean_of(known, people), distribution_of(known)))
    gains = [gain for said in scores if (gain := gain_of(said)) is not None]
    return Results(exams, mean_of(gains, people))


def gain_of(scores: Scores) -> int | None:
    """After less before; None unless both are known."""
    if ExamKind.PRE in scores and ExamKind.POST in scores:
        return scores[ExamKind.POST] - scores[ExamKind.PRE]
    return None


def mean_of(known: Sequence[int], of: int) -> Mean:
    return Mean(sum(known) / len(known) if known else None, len(known), of)


def in_words(mean: float) -> str:
    """One decimal, as written here: 77,5."""
    return floatformat(mean, 1).replace("-", MINUS)


def distribution_of(known: Iterable[int]) -> Distribution:
    bins = BEST // BIN
    counted = Counter(min(score // BIN, bins - 1) for score in known)
    return Distribution([counted[place] for place in range(bins)])


_ASKED: Final[dict[str, Any]] = {
    ExamKind.POST: lambda score, least: (
        _("nilai pasca-uji %(score)d, batas %(least)d") % {"score": score, "least": least}
    ),
    ExamKind.PRACTICE: lambda score, least: (
        _("nilai praktik %(score)d, batas %(least)d") % {"score": score, "least": least}
    ),
}
_UNKNOWN: Final[dict[str, Any]] = {
    ExamKind.POST: lambda least: _("nilai pasca-uji belum diketahui, batas %(least)d") % {"least": least},
    ExamKind.PRACTICE: lambda least: _("nilai praktik belum diketahui, batas %(least)d") % {"least": least},
}


@criterion
def score(activity: Activity, rule: PassingRule) -> dict[int, Finding]:
    """Post-test and practice, whichever the activity has, must each reach the rule's score."""
    if rule.score is None:
        return {}
    kinds = [exam.kind for exam in activity.exams.all() if exam.kind in _ASKED] or [ExamKind.POST.value]
    scores = scores_of(activity)
    keys = Participation._base_manager.filter(activity=activity.pk).values_list("pk", flat=True)
    return {key: _finding(scores.get(key, {}), kinds, rule.score) for key in keys}


def _finding(scores: Scores, kinds: Sequence[str], least: int) -> Finding:
    mets: list[bool | None] = [None if kind not in scores else scores[kind] >= least for kind in kinds]
    said = [_ASKED[kind](scores[kind], least) if kind in scores else _UNKNOWN[kind](least) for kind in kinds]
    return Finding(False if False in mets else None if None in mets else True, "; ".join(said))


def _held(participations: QuerySet[Participation]) -> QuerySet[Participation]:
    """Those with a score, or whose survey was answered: means and counts stand on them."""
    scored = Sheet._base_manager.filter(participation=OuterRef("pk"), score__isnull=False)
    heard = SurveyLink._base_manager.filter(participation=OuterRef("pk"), is_used=True)
    return participations.filter(Exists(scored) | Exists(heard))


def _release(participations: QuerySet[Participation]) -> None:
    """Links that nobody answered go with their participation."""
    keys = participations.values("pk")
    for rows in (Sheet._base_manager, SurveyLink._base_manager):
        remove(rows.filter(participation__in=keys))


def _told(participation: Participation) -> str:
    if not _held(Participation._base_manager.filter(pk=participation.pk)).exists():
        return ""
    sentence = _("%(name)s sudah mempunyai nilai atau mengisi survei, sehingga tidak dapat dikeluarkan.")
    return sentence % {"name": participation.person}


TIES.append(
    Tie(
        _told,
        _held,
        gettext_lazy("Peserta dari daftar ini sudah mempunyai nilai atau mengisi survei: %(names)s."),
        _release,
    )
)
