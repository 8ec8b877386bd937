"""The verbs of people and IKM, one by one (the import writes many at once, in imports/commit.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.crypto import blind_index
from dekon_portal.core.editing import remove_row, require_on, save_row
from dekon_portal.core.models import PersonalDataAccess
from dekon_portal.core.names import clean_text, normalise_business, normalise_person
from dekon_portal.core.nik import Nik, without_niks
from dekon_portal.core.refusal import Refusal
from programs.models.activities import OPEN_STATES
from programs.review import lock_sentence

from . import tallies
from .models import Business, OrderTaker, Participation, Person, ProductionMaker

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User
    from programs.models import Activity, Order, Production

SHORTEST_REASON = 10

audit.register({"nik.revealed": gettext_lazy("%(who)s melihat NIK lengkap %(what)s")})


def save_business(business: Business, *, by: User, seen_version: int | None = None) -> Business:
    """Add or change an IKM. Raises Refusal when its NIB or NPWP belongs to another one of the province."""
    return save_row(business, by=by, action="people.write", seen_version=seen_version)


def save_person(person: Person, *, by: User, seen_version: int | None = None) -> Person:
    """Save a person; the counts of their activities follow a changed sex.

    Raises Refusal when the NIK is another person's, or while one of their activities is locked (R8).
    """
    with transaction.atomic():
        if person.pk:
            for participation in person.participations.select_related("activity").order_by("activity"):
                participation.lock_activity()
        save_row(person, by=by, action="people.write", seen_version=seen_version)
        tallies.refresh(person.participations.order_by("activity").values_list("activity", flat=True).distinct())
    return person


def enrol(participation: Participation, *, by: User) -> Participation:
    """Add a person to an activity, or change their part in it. Raises Refusal when they already take part."""
    with transaction.atomic():
        participation.lock_activity()  # two officers adding the same person: the second one sees the first
        twin = participation.activity.participations.filter(person=participation.person).exclude(pk=participation.pk)
        if twin.exists():
            raise Refusal(_("%(name)s sudah menjadi peserta kegiatan ini.") % {"name": participation.person})
        save_row(participation, by=by, action="people.write")
        tallies.refresh([participation.activity_id])
    return participation


def withdraw(participation: Participation, *, by: User) -> None:
    """Take a person out of an activity; the person stays on record. Raises Refusal while attendance is marked."""
    with transaction.atomic():
        participation.lock_activity()
        if count := participation.attendances.count():
            raise Refusal(
                _(
                    "Kehadiran %(name)s sudah ditandai pada %(count)d sesi. Kosongkan dahulu tandanya di tab "
                    "Kehadiran, lalu keluarkan."
                )
                % {"name": participation, "count": count}
            )
        remove_row(participation, by=by, action="people.write")
        tallies.refresh([participation.activity_id])


def reveal_nik(person: Person, *, by: User, reason: str) -> str:
    """The full NIK, for a stated reason, on record (R3). Raises NotAllowed or Refusal."""
    require_on(person, by, "nik.reveal")
    reason = without_niks(clean_text(reason[:500], 1500))[:500]  # a letter may become up to three (NFC)
    if len(reason) < SHORTEST_REASON:
        raise Refusal(_("Tuliskan alasan melihat NIK, paling sedikit 10 huruf."))
    if not person.nik:
        raise Refusal(_("NIK %(name)s belum diketahui.") % {"name": person})
    with transaction.atomic():
        PersonalDataAccess.objects.create(
            actor=by, subject=audit.key_of(person), province=person.province_id, reason=reason
        )
        audit.record("nik.revealed", person, by=by, note=reason)
    return person.nik


def lock_of(person: Person) -> str:
    """Why this person's data cannot be changed now (R8); "" when it can."""
    for participation in person.participations.exclude(activity__state__in=OPEN_STATES).select_related("activity")[:1]:
        return f"{participation.activity}: {lock_sentence(participation.activity)}"
    return ""


def doubts(person: Person) -> list[str]:
    """Where the NIK says otherwise than the form: told, never corrected (domain.md section 6)."""
    if not person.nik:
        return []
    nik, told = Nik(person.nik), []
    if person.sex and (person.sex == "P") != nik.is_female:
        told.append(_("Jenis kelamin berbeda dari yang tersirat pada NIK. Periksa keduanya pada KTP."))
    if person.birth_date and not nik.matches_birth_date(person.birth_date):
        told.append(_("Tanggal lahir berbeda dari yang tersirat pada NIK. Periksa keduanya pada KTP."))
    return told


def person_with(person: Person, *, by: User) -> Person:
    """The province's own record of this person where there is one (by NIK, else name and birth date), else this, saved.

    Raises Refusal when the NIK stands under another name.
    """
    known = _known(person)
    if known is None:
        try:
            return save_person(person, by=by)
        except Refusal:
            known = _known(person)  # somebody added this very person meanwhile
            if known is None:
                raise
    if normalise_person(known.name) != normalise_person(person.name):
        raise Refusal(
            _(
                "NIK ini sudah tercatat di provinsi Anda atas nama %(name)s. Bila orangnya sama, tulis nama itu; "
                "bila bukan, periksa lagi NIK pada KTP."
            )
            % {"name": known.name if known.within_reach_of(by) else _("orang lain")}
        )
    return known


def _known(person: Person) -> Person | None:
    same_province = Person._base_manager.filter(province=person.province_id)
    if person.nik:
        return same_province.filter(nik_hash=blind_index(person.nik, "nik")).first()
    if person.birth_date:
        return same_province.filter(
            name_key=normalise_person(person.name), birth_date=person.birth_date, nik__isnull=True
        ).first()
    return None


def businesses_named(name: str, *, province: str, regency: str | None, to: User) -> list[Business]:
    """The province's IKM of this name (legal form and spelling aside), those of the regency before others.

    Several are told apart by their data, so only those within the person's reach are (R1).
    """
    found = Business._base_manager.filter(province=province, name_key=normalise_business(name)[:200])
    every = list(found.select_related("regency").order_by("name", "pk")[:20])
    near = [business for business in every if regency and business.regency_id == regency] or every
    return near if len(near) < 2 else [business for business in near if business.within_reach_of(to)]


def business_named(name: str, *, province: str, regency: str | None, by: User) -> Business:
    """The province's IKM of this name, else a new one. Raises Refusal when several fit."""
    found = businesses_named(name, province=province, regency=regency, to=by)
    if len(found) > 1:
        raise Refusal(
            _("Ada %(count)d IKM bernama %(name)s. Pilih yang dimaksud.") % {"count": len(found), "name": name}
        )
    if found:
        return found[0]
    return save_business(Business(province_id=province, regency_id=regency, name=name), by=by)


def offered_businesses(activity: Activity, kept: Iterable[int], *, to: User) -> QuerySet[Business]:
    """IKM of the activity within the person's reach, and those `kept` (chosen already, perhaps by somebody else)."""
    within = Business.objects.visible_to(to).filter(participations__activity=activity.pk)  # type: ignore[attr-defined]
    either = Q(pk__in=within.values("pk")) | Q(pk__in=list(kept))
    return Business._base_manager.filter(either).select_related("regency").order_by("name", "pk")


def set_makers(production: Production, businesses: Iterable[Business], *, by: User) -> None:
    """State which IKM made a production; shares stay unknown (R4: 3.000 by 10 IKM is not 300 each)."""
    kept = production.makers.select_related("business", "production__activity__office")
    _keep_only(kept, businesses, lambda business: ProductionMaker(production=production, business=business), by)


def set_takers(order: Order, businesses: Iterable[Business], *, by: User) -> None:
    """State which IKM took an order; who makes how much of it stays unknown (R4)."""
    kept = order.takers.select_related("business", "order__activity__office")
    _keep_only(kept, businesses, lambda business: OrderTaker(order=order, business=business), by)


Tie = ProductionMaker | OrderTaker


def _keep_only(kept: QuerySet[Tie], businesses: Iterable[Business], tie: Callable[[Business], Tie], by: User) -> None:
    with transaction.atomic():
        ties = {row.business_id: row for row in kept}
        wanted = {business.pk: business for business in businesses}
        for pk in sorted(ties.keys() - wanted.keys()):
            remove_row(ties[pk], by=by, action="goods.write")
        for pk in sorted(wanted.keys() - ties.keys()):
            save_row(tie(wanted[pk]), by=by, action="goods.write")
