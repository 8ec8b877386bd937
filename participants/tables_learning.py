"""What the tab of learning lists: means, everybody's scores, trainers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_tables2 as tables
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.numbers import format_integer
from dekon_portal.core.tables import IntegerColumn, PortalTable

from .learning import Mean, Results, gain_of, in_words, scores_of
from .models import ExamKind
from .passing import Passing, passing
from .survey import TrainerMean
from .tables import page_of

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Activity


class MeanColumn(tables.Column):  # type: ignore[misc]
    """One decimal, as written here: 77,5."""

    attrs: ClassVar[dict[str, Any]] = {"cell": {"class": "num"}}

    def render(self, value: float) -> str:
        return in_words(value)


def known_of(mean: Mean) -> str:
    """ "28 dari 30" (R4)."""
    return gettext("%(known)s dari %(of)s") % {"known": format_integer(mean.known), "of": format_integer(mean.of)}


class ResultsTable(PortalTable):
    what = tables.Column(verbose_name=_("Yang diukur"))
    mean = MeanColumn(verbose_name=_("Rata-rata"))
    known = tables.Column(verbose_name=_("Peserta yang diketahui"), attrs={"cell": {"class": "num"}})

    class Meta(PortalTable.Meta):
        orderable = False


def result_rows(results: Results) -> list[dict[str, Any]]:
    measured = [(result.kind.label, result.mean) for result in results.exams]
    if {ExamKind.PRE, ExamKind.POST} <= {result.kind for result in results.exams}:
        measured.append((_("Kenaikan dari pra-uji ke pasca-uji"), results.gain))
    return [{"what": label, "mean": mean.value, "known": known_of(mean)} for label, mean in measured]


class TrainersTable(PortalTable):
    trainer = tables.Column(verbose_name=_("Narasumber/pendamping"))
    topics = tables.Column(verbose_name=_("Sesi"))
    mean = MeanColumn(verbose_name=_("Rata-rata (1–5)"), default=_("kurang dari 5 penilai"))
    marks = IntegerColumn(verbose_name=_("Penilai"))

    class Meta(PortalTable.Meta):
        orderable = False


def trainer_rows(means: list[TrainerMean]) -> list[dict[str, Any]]:
    return [
        {"trainer": row.trainer, "topics": "; ".join(row.topics), "mean": row.mean, "marks": row.marks} for row in means
    ]


class ScoresTable(PortalTable):
    name = tables.Column(verbose_name=_("Nama"), linkify=lambda record: record["url"])
    pre = IntegerColumn(verbose_name=ExamKind.PRE.label)
    post = IntegerColumn(verbose_name=ExamKind.POST.label)
    gain = IntegerColumn(verbose_name=_("Kenaikan"))
    practice = IntegerColumn(verbose_name=ExamKind.PRACTICE.label)
    passed = tables.Column(verbose_name=_("Syarat lulus"))

    class Meta(PortalTable.Meta):
        orderable = False


def score_rows(activity: Activity, user: User) -> list[dict[str, Any]]:
    """Name, scores (None is unknown), and what the rule of passing says; a fixed number of queries."""
    scores, passed = scores_of(activity), passing(activity)
    people = activity.participations.visible_to(user).select_related("person")  # type: ignore[attr-defined]
    return [
        {
            "name": row.person.name,
            "url": page_of(row.person, user),
            "pre": scores.get(row.pk, {}).get(ExamKind.PRE),
            "post": scores.get(row.pk, {}).get(ExamKind.POST),
            "gain": gain_of(scores.get(row.pk, {})),
            "practice": scores.get(row.pk, {}).get(ExamKind.PRACTICE),
            "passed": _standing(passed[row.pk]) if row.pk in passed else "–",
        }
        for row in people.order_by("person__name", "pk")
    ]


def _standing(found: Passing) -> str:
    """ "Belum terpenuhi: nilai pasca-uji 60, batas 70"."""
    words = {True: gettext("Terpenuhi"), False: gettext("Belum terpenuhi"), None: gettext("Belum diketahui")}
    return f"{words[found.met]}: {'; '.join(found.said)}"
