"""Who counts as a new industrial entrepreneur (WUB): the rule of the year (EntrepreneurRule), said in one place.

The flag of the enrolment comes first; what else the year's rule asks is asked of the follow-ups. Each condition may be
met, not met, or unknown: one that is not met settles it, one that is unknown leaves it unknown (R4). "WUB" and "WUB
with NIB" are two counts (domain.md sections 4 and 12).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, IsNull, LessThan
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .follow_up_plans import WORKERS
from .models import EntrepreneurRule, FollowUp, Participation, PermitGained

_RULE: Final = "fiscal_year__entrepreneur_rule__"
_ANSWERED: Final = FollowUp._base_manager.filter(participation=OuterRef("pk"), answer__isnull=False)
_AT_THE_ROUND: Final = _ANSWERED.filter(round=OuterRef(f"{_RULE}producing_round"))

HAS_NIB: Final = (Q(business__isnull=False) & ~Q(business__nib="")) | Q(
    Exists(_ANSWERED.filter(answer__permits__contains=PermitGained.NIB))
)
"""A NIB is on record of the IKM, or the participant says that there is one."""
HAS_NO_NIB: Final = Q(Exists(_ANSWERED.filter(answer__permits__isnull=False))) & ~HAS_NIB
"""Nobody knows of one, and a participant who was asked has none; else it is unknown."""

_WORKERS_NOW: Final = Coalesce(
    Subquery(_ANSWERED.filter(answer__workers__isnull=False).order_by("-round").values("answer__workers")[:1]),
    WORKERS,
    output_field=IntegerField(),
)
_NOT_MET: Final = (
    Q(new_entrepreneur=False)
    | (Q(**{f"{_RULE}needs_nib": True}) & HAS_NO_NIB)
    | (Q(**{f"{_RULE}producing_round__isnull": False}) & Exists(_AT_THE_ROUND.filter(answer__producing=False)))
    | (Q(**{f"{_RULE}least_workers__isnull": False}) & Q(LessThan(_WORKERS_NOW, F(f"{_RULE}least_workers"))))
)
_UNKNOWN: Final = (
    Q(new_entrepreneur=None)
    | (Q(**{f"{_RULE}needs_nib": True}) & ~HAS_NIB)
    | (Q(**{f"{_RULE}producing_round__isnull": False}) & ~Exists(_AT_THE_ROUND.filter(answer__producing=True)))
    | (Q(**{f"{_RULE}least_workers__isnull": False}) & Q(IsNull(_WORKERS_NOW, True)))
)
STATUS: Final = Case(
    When(_NOT_MET, then=Value(0)),
    When(_UNKNOWN, then=Value(None)),
    default=Value(1),
    output_field=IntegerField(),
)
"""Of a participation 1 (counts as WUB), 0 (does not) or NULL (cannot be told yet), by the rule of its year."""
COUNTS: Final = Q(Exact(STATUS, Value(1)))
LEGAL: Final = Case(
    When(HAS_NIB, then=Value(1)),
    When(HAS_NO_NIB, then=Value(0)),
    default=Value(None),
    output_field=IntegerField(),
)
"""The same of its NIB."""


def asks_more_than_enrolment(year: int) -> bool:
    """Whether the rule of the year looks at anything beyond the flag of the enrolment."""
    rule = EntrepreneurRule.objects.filter(fiscal_year=year).first()
    return rule is not None and bool(rule.needs_nib or rule.producing_round or rule.least_workers)


def rule_in_words(year: int) -> list[tuple[str, str]]:
    """What makes somebody count as WUB in the year, and where that is from, as (name, words) beside the figures."""
    rule = EntrepreneurRule.objects.filter(fiscal_year=year).first()
    asked = [_("dinyatakan sebagai wirausaha baru saat didaftarkan"), *(_asked(rule) if rule else [])]
    source = rule.source if rule else _("belum ada aturan untuk tahun ini")
    if not rule or not rule.source_verified:
        source = _("%(source)s (belum terverifikasi)") % {"source": source}
    return [(_("WUB TA %(year)d") % {"year": year}, "; ".join(asked)), (_("Sumber aturan WUB"), source)]


def _asked(rule: EntrepreneurRule) -> Iterator[str]:
    if rule.needs_nib:
        yield _("memiliki NIB")
    if rule.producing_round:
        yield _("masih berproduksi %(months)d bulan sesudah kegiatan") % {"months": rule.producing_round}
    if rule.least_workers:
        words = ngettext(
            "paling sedikit %(count)d tenaga kerja", "paling sedikit %(count)d tenaga kerja", rule.least_workers
        )
        yield words % {"count": rule.least_workers}


def with_status(participations: QuerySet[Participation]) -> QuerySet[Any]:
    """The participations, each with `wub` and `legal` as above."""
    return participations.annotate(wub=STATUS, legal=LEGAL)


def status_of(participation: Participation) -> bool | None:
    """Whether a participation that was reached through the scope counts as WUB; None while it cannot be told."""
    rows = Participation._base_manager.filter(pk=participation.pk)
    known: int | None = with_status(rows).values_list("wub", flat=True).get()
    return None if known is None else bool(known)
