"""Rules about participants: how many, who, and where they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from participants.models import ActivityTally, Attendance, Mark, Participation

from .registry import Found, Limits, Rule, at_least, more_than, register, worst

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from programs.models import Activity

_PEOPLE = F("women") + F("men") + F("sex_unknown")
_THERE = [mark.value for mark in Mark if mark.halves]
_AGAIN = "person__participations"
_ELSEWHERE = f"participation__{_AGAIN}__attendances"


@register
class SamePhone(Rule):
    """By the keyed hash of the number, which is never read itself (R3)."""

    key = "telepon-sama"
    title = _("Satu nomor telepon untuk banyak peserta")
    explanation = _(
        "Nomor yang sama pada banyak orang bisa berarti peserta yang tidak ada. "
        "Wajar bila satu keluarga atau satu IKM memakai satu nomor."
    )
    sentence = _("%(people)s peserta memakai satu nomor telepon; %(phones)s nomor melampaui ambang.")
    thresholds = (more_than(_("peserta per nomor"), 3),)
    weight = 2
    page = "participants:activity_people"

    def find(self, activities: QuerySet[Activity], limits: Limits) -> Iterator[Found]:
        rows = (
            Participation._base_manager.filter(activity__in=activities)
            .exclude(person__phone_hash="")
            .order_by()
            .values_list("activity", "person__phone_hash")
            .annotate(people=Count("pk"))
            .filter(people__gt=limits["lebih_dari"])
        )
        groups: dict[int, list[int]] = defaultdict(list)
        for activity, _phone, people in rows:
            groups[activity].append(people)
        for activity, people in groups.items():
            yield Found(activity, max(people), {"people": max(people), "phones": len(people)})


class _MoreThanMeant(Rule):
    """More participants than `meant` (the way from a tally to a number) by more than so many percent of it."""

    meant: str
    page = "participants:activity_people"

    def find(self, activities: QuerySet[Activity], limits: Limits) -> Iterator[Found]:
        rows = (
            ActivityTally._base_manager.filter(activity__in=activities, **{f"{self.meant}__gt": 0})
            .annotate(came=_PEOPLE, hundredfold=_PEOPLE * 100)
            .filter(hundredfold__gt=F(self.meant) * limits["lebih_dari"])
            .values_list("activity", "came", self.meant)
        )
        for activity, people, meant in rows:
            percent = people * 100 // meant
            yield Found(activity, percent, {"people": people, "meant": meant, "percent": percent})


@register
class MoreThanTarget(_MoreThanMeant):
    key = "peserta-melebihi-target"
    title = _("Peserta jauh melebihi target")
    explanation = _(
        "Peserta yang jauh lebih banyak dari targetnya bisa berarti daftar yang tercampur dengan kegiatan lain. "
        "Wajar bila target salah ketik atau kegiatan daring terbuka."
    )
    sentence = _("%(people)s peserta untuk target %(meant)s orang (%(percent)s%%).")
    thresholds = (more_than(_("persen target"), 150),)
    meant = "activity__target_participants"


@register
class MoreThanPlaces(_MoreThanMeant):
    key = "peserta-melebihi-tempat"
    title = _("Peserta melebihi jumlah tempat pendaftaran")
    explanation = _(
        "Pendaftaran menyebut jumlah tempat; peserta yang lebih banyak dari itu perlu dijelaskan. "
        "Wajar bila tempatnya ditambah sesudah pendaftaran ditutup."
    )
    sentence = _("%(people)s peserta untuk %(meant)s tempat (%(percent)s%%).")
    thresholds = (more_than(_("persen tempat"), 100),)
    meant = "activity__registration_page__places"


@register
class SameListAgain(Rule):
    """The same people in another activity that begins on the same day, as a share of this one's participants."""

    key = "daftar-peserta-berulang"
    title = _("Daftar peserta sama dengan kegiatan lain pada hari yang sama")
    explanation = _(
        "Orang yang sama tidak mengikuti dua kegiatan sekaligus. Periksa apakah daftarnya terunggah dua kali. "
        "Wajar bila kedua kegiatan memang satu rangkaian di tempat yang sama."
    )
    sentence = _("%(shared)s dari %(people)s peserta juga peserta kegiatan lain yang mulai pada hari yang sama.")
    thresholds = (
        at_least(_("peserta yang sama"), 5),
        more_than(_("persen peserta"), 80),
    )
    weight = 3
    page = "participants:activity_people"

    def find(self, activities: QuerySet[Activity], limits: Limits) -> Iterable[Found]:
        rows = (
            Participation._base_manager.filter(activity__in=activities, activity__actual_start__isnull=False)
            .annotate(other=F(f"{_AGAIN}__activity"), day=F(f"{_AGAIN}__activity__actual_start"))
            .filter(~Q(other=F("activity")), day=F("activity__actual_start"))
            .order_by()
            .values_list("activity", "other")
            .annotate(shared=Count("pk"))
            .filter(shared__gte=limits["sedikitnya"])
        )
        shared = list(rows)
        tallies = ActivityTally._base_manager.in_bulk({activity for activity, _other, _shared in shared})
        return worst(
            Found(activity, same, {"shared": same, "people": tallies[activity].people})
            for activity, _other, same in shared
            if same * 100 > tallies[activity].people * limits["lebih_dari"]
        )


@register
class TwoPlacesAtOnce(Rule):
    """Marked as present in two sessions whose hours overlap; where an hour is not known, nothing is said."""

    key = "hadir-di-dua-tempat"
    title = _("Hadir di dua tempat pada jam yang sama")
    explanation = _(
        "Seseorang tidak dapat hadir di dua sesi sekaligus. Periksa daftar hadirnya. "
        "Wajar bila jam sesi berubah sesudah hadirnya ditandai, atau orangnya pindah sesi di tengah jalan."
    )
    sentence = _("%(people)s orang ditandai hadir di sesi lain pada jam yang sama, %(times)s kali.")
    thresholds = (more_than(_("orang"), 0),)
    weight = 3
    page = "participants:activity_attendance"

    def find(self, activities: QuerySet[Activity], limits: Limits) -> Iterator[Found]:
        rows = (
            Attendance._base_manager.filter(participation__activity__in=activities, mark__in=_THERE)
            .annotate(
                other=F(f"{_ELSEWHERE}__session"),
                other_mark=F(f"{_ELSEWHERE}__mark"),
                day=F(f"{_ELSEWHERE}__session__date"),
                start=F(f"{_ELSEWHERE}__session__start_time"),
                end=F(f"{_ELSEWHERE}__session__end_time"),
            )
            .filter(
                ~Q(other=F("session")),
                other_mark__in=_THERE,
                day=F("session__date"),
                start__lt=F("session__end_time"),
                end__gt=F("session__start_time"),
            )
            .order_by()
            .values_list("participation__activity")
            .annotate(people=Count("participation", distinct=True), times=Count("pk"))
            .filter(people__gt=limits["lebih_dari"])
        )
        for activity, people, times in rows:
            yield Found(activity, people, {"people": people, "times": times})
