"""Survei kepuasan: each participant answers once, and nothing that is kept tells who answered what.

The link's mark *is_used* and the answer are saved in one transaction and share no key, no time and no order. No trail
is written of an answer: an entry would bear its time. Means, marks and texts are told from FEWEST answers on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Avg, Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core import audit
from dekon_portal.core.editing import require_on
from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import without_niks
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.tokens import hash_of, new_token
from programs.models import Activity

from .answering import LinkState
from .models import Participation, SurveyAnswer, SurveyLink, TrainerRating

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User
    from programs.models import Session

FEWEST: Final = 5
"""Below as many answers nobody's may be recognised in a mean."""
LONGEST_TEXT: Final = 1000
LONGEST_NAMES: Final = 200
ASKED: Final = ("overall", "material", "place")

audit.register({"survey.links_made": gettext_lazy("%(who)s membuat tautan survei kepuasan untuk %(what)s")})


class Closed(Exception):
    """The link takes no answer; `state` says why."""

    def __init__(self, state: LinkState) -> None:
        super().__init__(state.value)
        self.state = state


def without_link(activity: Activity) -> QuerySet[Participation]:
    return activity.participations.filter(survey_link=None)


def make_links(activity: Activity, to: Iterable[Participation], *, by: User) -> list[tuple[Participation, str]]:
    """A link each with its token; an earlier one stops working. Who has answered gets none."""
    with transaction.atomic():
        require_on(activity, by, "people.write")
        Activity.locked_open(activity.pk)
        links = {
            link.participation_id: link for link in SurveyLink._base_manager.filter(participation__activity=activity.pk)
        }
        made: list[tuple[Participation, str]] = []
        for participation in to:
            link = links.setdefault(participation.pk, SurveyLink(participation=participation))
            if not link.is_used:
                token = new_token()
                link.token_hash = hash_of(token)
                made.append((participation, token))
        touched = [links[participation.pk] for participation, _token in made]
        SurveyLink._base_manager.bulk_update([link for link in touched if link.pk], ["token_hash"])
        SurveyLink.objects.bulk_create([link for link in touched if not link.pk])
        if made:
            audit.record("survey.links_made", activity, by=by, note=_("%(count)d peserta") % {"count": len(made)})
    return made


def rated_sessions(activity: Activity) -> list[Session]:
    """The sessions whose trainers are known, in the order of the schedule."""
    rows = activity.sessions.prefetch_related("session_trainers__trainer")
    return [session for session in rows if session.taught_by]


def taught(session: Session) -> str:
    """Who is rated in a session: those who taught it, together."""
    return ", ".join(session.taught_by)[:LONGEST_NAMES]


def opened(token: str) -> Activity:
    """The activity that the link asks about. Raises Closed."""
    with acting_as_system():
        return _usable(_of(token).first()).participation.activity


@dataclass(frozen=True)
class Opinion:
    overall: int
    material: int
    place: int
    text: str = ""


def answer(token: str, opinion: Opinion, ratings: Mapping[int, int]) -> None:
    """Keep an answer; `ratings`: session → mark of its trainer. Raises Closed, or Refusal for another's session."""
    with acting_as_system(), transaction.atomic():
        found = _of(token).first()
        if found is None:
            raise Closed(LinkState.UNKNOWN)
        Activity._base_manager.select_for_update(of=("self",)).get(pk=found.participation.activity_id)
        link = _usable(_of(token).first())
        activity = link.participation.activity
        sessions = {session.pk: session for session in rated_sessions(activity)}
        if not ratings.keys() <= sessions.keys():
            raise Refusal(_("Jadwal kegiatan baru saja diubah oleh dinas. Periksa lagi jawaban Anda, lalu kirim."))
        link.is_used = True
        link.save(update_fields=["is_used"])
        kept = SurveyAnswer.objects.create(
            activity=activity,
            overall=opinion.overall,
            material=opinion.material,
            place=opinion.place,
            text=without_niks(clean_text(opinion.text, LONGEST_TEXT))[:LONGEST_TEXT],
        )
        TrainerRating.objects.bulk_create(
            TrainerRating(
                answer=kept, session=sessions[pk], topic=sessions[pk].topic, trainer=taught(sessions[pk]), mark=mark
            )
            for pk, mark in ratings.items()
        )


def _of(token: str) -> QuerySet[SurveyLink]:
    rows = SurveyLink._base_manager.filter(token_hash=hash_of(token))
    return rows.select_related("participation__activity__office__province")


def _usable(link: SurveyLink | None) -> SurveyLink:
    if link is None:
        raise Closed(LinkState.UNKNOWN)
    if link.is_used:
        raise Closed(LinkState.SENT)
    if not link.participation.activity.is_open:
        raise Closed(LinkState.LOCKED)
    return link


@dataclass(frozen=True)
class Satisfaction:
    """`means` by the names in ASKED, None while there are fewer than FEWEST answers; `of` are the participants."""

    answers: int
    of: int
    means: Mapping[str, float | None]
    texts: Sequence[str]


def satisfaction(activity: Activity) -> Satisfaction:
    answers = activity.survey_answers
    count, of = answers.count(), activity.participations.count()
    if count < FEWEST:
        return Satisfaction(count, of, dict.fromkeys(ASKED), [])
    means = answers.aggregate(**{name: Avg(name) for name in ASKED})
    return Satisfaction(count, of, means, sorted(answers.exclude(text="").values_list("text", flat=True)))


@dataclass(frozen=True)
class TrainerMean:
    trainer: str
    topics: Sequence[str]
    marks: int
    mean: float | None


def trainer_means(activity: Activity, user: User) -> list[TrainerMean]:
    """By trainer, for who may see it; [] for everybody else. `mean` is None of fewer than FEWEST marks."""
    if not activity.writable_by(user, "learning.trainer_scores"):
        return []
    topics: dict[str, list[str]] = defaultdict(list)
    for session in rated_sessions(activity):
        topics[taught(session)].append(session.topic)
    ratings = TrainerRating._base_manager.filter(answer__activity=activity.pk)
    rows = ratings.values("trainer").annotate(marks=Count("answer", distinct=True), mean=Avg("mark"))
    found = {row["trainer"]: row for row in rows.order_by("trainer")}
    return [
        TrainerMean(
            name,
            topics.get(name, []),
            found[name]["marks"] if name in found else 0,
            found[name]["mean"] if name in found and found[name]["marks"] >= FEWEST else None,
        )
        for name in sorted(topics.keys() | found.keys())
    ]
