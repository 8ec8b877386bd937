"""Rules about what was made and handed over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from participants.models import Participation, ProductionMaker
from programs.models import DeliveryItem, DeliveryState, Production

from .registry import Found, Limits, Rule, at_least, more_than, register, worst

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from programs.models import Activity

_STANDING = Q(production__is_withdrawn=False)
_ROUND = 1000
_DAY_OF_RULE = ("production__activity", "business", "production__made_on")


@register
class MadeInADay(Rule):
    """An IKM's own share, or where that is unknown an equal part of the production, added up over a day."""

    key = "produksi-per-ikm-per-hari"
    title = _("Produksi satu IKM dalam sehari terlalu banyak")
    explanation = _(
        "Angka yang melampaui kemampuan satu IKM bisa berarti salah ketik atau produksi dari luar kegiatan. "
        "Wajar bila tanggalnya menandai selesainya pekerjaan beberapa hari, atau IKM itu pabrik."
    )
    sentence = _("%(made)s buatan satu IKM dalam satu hari; %(days)s hari IKM melampaui ambang.")
    thresholds = (more_than(_("per IKM per hari"), 2000),)
    weight = 2
    page = "programs:activity_goods"

    def find(self, activities: QuerySet[Activity], limits: Limits) -> Iterable[Found]:
        makers = ProductionMaker._base_manager.filter(production=OuterRef("production")).order_by()
        many = Subquery(makers.values("production").annotate(many=Count("pk")).values("many"))
        rows = (
            ProductionMaker._base_manager.filter(
                _STANDING, production__activity__in=activities, production__made_on__isnull=False
            )
            .annotate(share=Coalesce(F("quantity"), F("production__quantity") / many))
            .order_by()
            .values(*_DAY_OF_RULE)
            .annotate(made=Sum("share"))
            .filter(made__gt=limits["lebih_dari"])
        )
        days: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            days[row["production__activity"]].append(int(row["made"]))
        for activity, made in days.items():
            yield Found(activity, max(made), {"made": max(made), "days": len(made)})


@register
class DeliveredBeforeMade(Rule):
    """Of each product, the first handover against the first production; any day that is not known proves nothing."""

    key = "serah-sebelum-produksi"
    title = _("Diserahkan sebelum dibuat")
    explanation = _(
        "Barang tidak dapat diserahkan sebelum ada. Periksa tanggal BAST dan tanggal produksi. "
        "Wajar bila yang diserahkan berasal dari persediaan kegiatan lain."
    )
    sentence = _("Diserahkan %(days)s hari sebelum produksi pertama barang yang sama.")
    thresholds = (more_than(_("hari"), 0),)
    weight = 3
    page = "programs:activity_deliveries"

    def find(self, activities: QuerySet[Activity], limits: Limits) -> Iterable[Found]:
        same = Production._base_manager.filter(
            is_withdrawn=False,
            activity=OuterRef("delivery__activity"),
            product=OuterRef("product"),
            unit=OuterRef("unit"),
        ).order_by()
        rows = (
            DeliveryItem._base_manager.filter(
                ~Exists(same.filter(made_on__isnull=True)),
                delivery__activity__in=activities,
                delivery__handed_over_on__isnull=False,
            )
            .exclude(delivery__state=DeliveryState.ANNULLED)
            .annotate(made=Subquery(same.values("product").annotate(first=Min("made_on")).values("first")))
            .order_by()
            .values("delivery__activity", "product", "unit", "made")
            .annotate(handed=Min("delivery__handed_over_on"))
            .filter(handed__lt=F("made"))
        )
        found = ((row["delivery__activity"], (row["made"] - row["handed"]).days) for row in rows)
        return worst(Found(key, days, {"days": days}) for key, days in found if days > limits["lebih_dari"])


@register
class RoundFigures(Rule):
    """Known quantities of productions and handovers that end in 000."""

    key = "angka-bulat"
    title = _("Terlalu banyak angka berakhiran 000")
    explanation = _(
        "Hasil hitungan jarang bulat; angka bulat sering berarti taksiran atau angka pesanan yang disalin. "
        "Wajar bila barang dikemas atau dipesan per seribu."
    )
    sentence = _("%(round)s dari %(of)s jumlah yang dicatat berakhiran 000 (%(percent)s%%).")
    thresholds = (
        at_least(_("jumlah yang dicatat"), 5),
        more_than(_("persen"), 60),
    )
    page = "programs:activity_goods"

    def find(self, activities: QuerySet[Activity], limits: Limits) -> Iterator[Found]:
        made = Production._base_manager.filter(activity__in=activities, is_withdrawn=False)
        handed = DeliveryItem._base_manager.filter(delivery__activity__in=activities)
        handed = handed.exclude(delivery__state=DeliveryState.ANNULLED)
        counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for rows, activity in ((made, "activity"), (handed, "delivery__activity")):
            counted = rows.filter(quantity__isnull=False).annotate(rest=F("quantity") % _ROUND).order_by()
            grouped = counted.values_list(activity).annotate(whole=Count("pk", filter=Q(rest=0)), of=Count("pk"))
            for key, whole, of in grouped:
                counts[key][0] += whole
                counts[key][1] += of
        for key, (whole, of) in counts.items():
            if of >= limits["sedikitnya"] and whole * 100 > of * limits["lebih_dari"]:
                yield Found(key, whole * 100 // of, {"round": whole, "of": of, "percent": whole * 100 // of})


@register
class MakersWithoutParticipant(Rule):
    key = "pembuat-bukan-peserta"
    title = _("IKM pembuat tanpa peserta")
    explanation = _(
        "IKM yang membuat barang kegiatan biasanya ikut sebagai peserta. "
        "Wajar bila pesertanya belum dicatat atau IKM itu hanya menerima pesanan."
    )
    sentence = _("%(makers)s IKM membuat barang tanpa seorang pun menjadi peserta.")
    thresholds = (more_than(_("IKM"), 0),)
    page = "programs:activity_goods"

    def find(self, activities: QuerySet[Activity], limits: Limits) -> Iterator[Found]:
        takes_part = Participation._base_manager.filter(
            activity=OuterRef("production__activity"), business=OuterRef("business")
        )
        rows = (
            ProductionMaker._base_manager.filter(_STANDING, ~Exists(takes_part), production__activity__in=activities)
            .order_by()
            .values_list("production__activity")
            .annotate(makers=Count("business", distinct=True))
            .filter(makers__gt=limits["lebih_dari"])
        )
        for activity, makers in rows:
            yield Found(activity, makers, {"makers": makers})
