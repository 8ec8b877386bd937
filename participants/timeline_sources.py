"""What activities, goods, visits, permits and lists tell of one IKM (adds to timeline.py)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dekon_portal.core.numbers import format_integer
from programs import when
from programs.models import Delivery, DeliveryState

from .models import BatchState, ImportBatch, ProductionMaker, VisitMode
from .timeline import Event, EventKind, source
from .visit_lists import shortened

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Activity

    from .models import Business

MOST_NAMES = 5


def _amount(quantity: int | None, unit: str) -> str:
    """ "300 helai"; what is unknown stays unknown (R4)."""
    return _("jumlah belum diketahui") if quantity is None else f"{format_integer(quantity)} {unit}"


def _url(activity: Activity, tab: str) -> str:
    return reverse(tab, args=[activity.code])


@source
def activities(business: Business, user: User) -> Iterator[Event]:
    """One event an activity, with the IKM's people in it."""
    rows = business.participations.visible_to(user).with_labels().order_by("activity", "person__name")  # type: ignore[attr-defined]
    for activity, group in groupby(rows, key=lambda row: row.activity):
        names = [str(row.person) for row in group]
        people, more = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
        if more > 0:
            people = _("%(names)s dan %(count)s lainnya") % {"names": people, "count": format_integer(more)}
        yield Event(
            EventKind.ACTIVITY,
            activity.fiscal_year_id,
            activity.title,
            activity.begins_on,
            when.in_words(activity),
            _("%(count)d orang: %(people)s") % {"count": len(names), "people": people},
            _url(activity, "participants:activity_people"),
        )


@source
def orders(business: Business, user: User) -> Iterator[Event]:
    rows = business.orders_taken.visible_to(user).select_related("order__product", "order__activity", "order__orderer")  # type: ignore[attr-defined]
    for taker in rows.annotate(together=Count("order__takers")):
        order = taker.order
        said = [_amount(order.quantity, order.get_unit_display()), _together(taker.together)]
        yield Event(
            EventKind.ORDERED,
            order.ordered_on.year if order.ordered_on else order.activity.fiscal_year_id,
            _("%(product)s, dipesan %(orderer)s") % {"product": order.product, "orderer": order.orderer},
            order.ordered_on,
            detail=_sentence(*said, order.activity.title),
            url=_url(order.activity, "programs:activity_goods"),
        )


@source
def productions(business: Business, user: User) -> Iterator[Event]:
    """What several made together is never split (R4); the own share is told where it was stated."""
    rows = business.made.visible_to(user).filter(production__is_withdrawn=False)  # type: ignore[attr-defined]
    rows = rows.select_related("production__product", "production__activity")
    for maker in rows.annotate(together=Count("production__makers")):
        made = maker.production
        own = ""
        if maker.quantity is not None:
            own = _("bagian IKM ini %(amount)s") % {"amount": _amount(maker.quantity, made.get_unit_display())}
        said = [_amount(made.quantity, made.get_unit_display()), _together(maker.together), own]
        yield Event(
            EventKind.MADE,
            made.made_on.year if made.made_on else made.activity.fiscal_year_id,
            str(made.product),
            made.made_on,
            detail=_sentence(*said, made.activity.title),
            url=_url(made.activity, "programs:activity_goods"),
        )


def _together(count: int) -> str:
    return _("bersama %(count)d IKM lain, tidak dibagi") % {"count": count - 1} if count > 1 else ""


def _sentence(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


@source
def deliveries(business: Business, user: User) -> Iterator[Event]:
    """Handovers of activities in which the IKM made goods: the activity's, for nobody knows whose goods went where."""
    made_there = ProductionMaker._base_manager.filter(
        business=business, production__activity=OuterRef("activity"), production__is_withdrawn=False
    )
    rows = Delivery.objects.visible_to(user).filter(Exists(made_there)).exclude(state=DeliveryState.ANNULLED)
    for delivery in rows.with_labels().prefetch_related("items__product"):
        goods = [f"{item.product} {_amount(item.quantity, item.get_unit_display())}" for item in delivery.items.all()]
        yield Event(
            EventKind.DELIVERED,
            delivery.handed_over_on.year if delivery.handed_over_on else delivery.fiscal_year_id,
            _("Kepada %(recipient)s") % {"recipient": delivery.recipient},
            delivery.handed_over_on,
            detail=_sentence(
                ", ".join(goods), _("penyerahan kegiatan, bukan bagian IKM ini saja"), delivery.activity.title
            ),
            url=delivery.get_absolute_url(),
        )


@source
def visits(business: Business, user: User) -> Iterator[Event]:
    for visit in business.visits.visible_to(user).with_labels():  # type: ignore[attr-defined]
        step = _("langkah lanjut: %(step)s") % {"step": visit.next_step} if visit.next_step else ""
        yield Event(
            EventKind.VISIT,
            visit.date.year,
            _("%(mode)s oleh %(who)s") % {"mode": VisitMode(visit.mode).label, "who": visit.companion},
            visit.date,
            detail=_sentence(shortened(visit.findings), step, visit.activity.title),
            url=visit.get_absolute_url(),
        )


@source
def permits(business: Business, user: User) -> Iterator[Event]:
    """When it was given, and when it ends or ended; where the first is unknown, when it was noted (R4)."""
    url = f"{business.get_absolute_url()}#izin"
    today = timezone.localdate()
    for permit in business.permits.visible_to(user):  # type: ignore[attr-defined]
        name, issued = str(permit), _("%(permit)s terbit")
        day, said = permit.issued_on, permit.issuer
        if day is None:
            day, issued = timezone.localdate(permit.created_at, business.province.zone), _("%(permit)s tercatat")
            said = _sentence(said, _("tanggal terbit belum diketahui"))
        yield Event(EventKind.PERMIT, day.year, issued % {"permit": name}, day, detail=said, url=url)
        if permit.valid_until:
            ends = _("%(permit)s habis") if permit.valid_until < today else _("%(permit)s akan habis")
            yield Event(EventKind.PERMIT, permit.valid_until.year, ends % {"permit": name}, permit.valid_until, url=url)


@source
def lists(business: Business, user: User) -> Iterator[Event]:
    """The list that brought the IKM in, and those that filled in more of it."""
    filled = business.completions.filter(batch=OuterRef("pk"))
    own = ImportBatch.objects.visible_to(user).filter(state=BatchState.COMMITTED, committed_at__isnull=False)
    may_open = user.may("people.write", province=business.province_id, regency=business.regency_id)
    for batch in own.filter(Q(Exists(filled)) | Q(pk=business.batch_id)).defer("content").order_by("pk"):
        day = timezone.localdate(batch.committed_at, business.province.zone)
        first = batch.pk == business.batch_id
        title = _("Tercatat dari daftar %(name)s") if first else _("Data dilengkapi dari daftar %(name)s")
        url = batch.get_absolute_url() if may_open else ""
        yield Event(EventKind.RECORDED, day.year, title % {"name": batch.file_name}, day, url=url)
