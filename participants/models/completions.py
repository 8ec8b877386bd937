"""What a committed list filled in of records that were known before it, so that its undo can give it back (R15)."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from .businesses import Business
from .imports import BatchState, ImportBatch, OfBatch
from .people import Participation, Person

OF: Final[dict[str, Any]] = {"person": Person, "participation": Participation, "business": Business}
"""What a completion can be of."""


class Completion(OfBatch):
    """The columns of one record that one list filled in: their names, never a value."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="completions")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="completions", db_index=False)
    participation = models.ForeignKey(
        Participation, models.CASCADE, null=True, related_name="completions", db_index=False
    )
    business = models.ForeignKey(Business, models.CASCADE, null=True, related_name="completions", db_index=False)
    columns = models.JSONField()
    by_hand = models.PositiveIntegerField(
        null=True, help_text="How many of the record's versions were not lists' doing; NULL without a version."
    )

    class Meta:
        constraints: ClassVar = [
            # By these a record's completions are found too.
            *(models.UniqueConstraint(fields=[kind, "batch"], name=f"completion_{kind}_once") for kind in OF),
            models.CheckConstraint(
                name="completion_of_one_record",
                condition=Q(person__isnull=False, participation__isnull=True, business__isnull=True)
                | Q(person__isnull=True, participation__isnull=False, business__isnull=True)
                | Q(person__isnull=True, participation__isnull=True, business__isnull=False),
            ),
        ]


def by_hand(kind: str) -> Any:
    """The versions of a person or business that were not lists' doing, as an expression on its row.

    A list makes one version when it fills the record in, and another when it gives that back.
    """
    steps = Count("pk") + Count("pk", filter=Q(batch__state=BatchState.UNDONE))
    of_record = Completion._base_manager.filter(**{kind: OuterRef("pk")}).order_by().values(kind)
    return F("version") - Coalesce(Subquery(of_record.annotate(steps=steps).values("steps")), 0)
