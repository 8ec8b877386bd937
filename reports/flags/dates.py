"""Rules about dates that are all the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from participants.models import Participation
from programs.models import Production, Session

from .registry import Found, Limits, Rule, at_least, register

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from programs.models import Activity


class _AllTheSame(Rule):
    """All known dates of an activity's rows are one and the same day, and there are many. Unknown ones say nothing."""

    day: str

    def rows(self) -> QuerySet[Any]:
        raise NotImplementedError

    def find(self, activities: QuerySet[Activity], limits: Limits) -> Iterator[Found]:
        counted = (
            self.rows()
            .filter(activity__in=activities, **{f"{self.day}__isnull": False})
            .order_by()
            .values_list("activity")
            .annotate(many=Count("pk"), days=Count(self.day, distinct=True))
            .filter(days=1, many__gte=limits["sedikitnya"])
        )
        for activity, many, _days in counted:
            yield Found(activity, many, {"many": many})


@register
class SameBirthDate(_AllTheSame):
    key = "tanggal-lahir-sama"
    title = _("Semua peserta lahir pada tanggal yang sama")
    explanation = _(
        "Tanggal lahir yang seragam biasanya isian pengganti dari daftar. "
        "Jarang wajar; minta daftar dengan tanggal lahir yang benar."
    )
    sentence = _("%(many)s peserta semuanya tercatat lahir pada satu tanggal.")
    thresholds = (at_least(_("peserta"), 5),)
    weight = 2
    page = "participants:activity_people"
    day = "person__birth_date"

    def rows(self) -> QuerySet[Any]:
        return Participation._base_manager.all()


@register
class SameSessionDate(_AllTheSame):
    key = "tanggal-sesi-sama"
    title = _("Semua sesi pada hari yang sama")
    explanation = _(
        "Banyak sesi dalam satu hari bisa berarti tanggalnya disalin. "
        "Wajar bila kegiatannya satu hari dengan banyak materi singkat atau kelas sejajar."
    )
    sentence = _("%(many)s sesi semuanya tercatat pada satu hari.")
    thresholds = (at_least(_("sesi"), 10),)
    page = "programs:activity_schedule"
    day = "date"

    def rows(self) -> QuerySet[Any]:
        return Session._base_manager.all()


@register
class SameProductionDate(_AllTheSame):
    key = "tanggal-produksi-sama"
    title = _("Semua produksi pada hari yang sama")
    explanation = _(
        "Produksi biasanya selesai bertahap; satu tanggal untuk semuanya sering berarti tanggal pencatatan. "
        "Wajar bila barangnya memang diserahterimakan IKM pada satu hari."
    )
    sentence = _("%(many)s hasil produksi semuanya tercatat pada satu hari.")
    thresholds = (at_least(_("hasil produksi"), 5),)
    page = "programs:activity_goods"
    day = "made_on"

    def rows(self) -> QuerySet[Any]:
        return Production._base_manager.filter(is_withdrawn=False)
