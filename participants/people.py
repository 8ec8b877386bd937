"""The verbs of people and IKM, one by one (the import writes many at once, in imports/commit.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.crypto import blind_index
from dekon_portal.core.editing import remove_row, require_on, save_row
from dekon_portal.core.models import PersonalDataAccess
from dekon_portal.core.names import normalise_business, normalise_person
from dekon_portal.core.refusal import Refusal

from . import tallies
from .models import Business, Participation, Person, ProductionMaker

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Production

audit.register({"nik.revealed": gettext_lazy("%(who)s melihat NIK lengkap %(what)s")})


def save_business(business: Business, *, by: User, seen_version: int | None = None) -> Business:
    return save_row(business, by=by, action="people.write", seen_version=seen_version)


def save_person(person: Person, *, by: User, seen_version: int | None = None) -> Person:
    """Save a person; the counts of their activities follow a changed sex. Refused while one of them is locked (R8)."""
    with transaction.atomic():
        if person.pk:
            for participation in person.participations.select_related("activity"):
                participation.lock_activity()
        save_row(person, by=by, action="people.write", seen_version=seen_version)
        tallies.refresh(person.participations.order_by("activity").values_list("activity", flat=True).distinct())
    return person


def enrol(participation: Participation, *, by: User) -> Participation:
    """Add a person to an activity, or change their part in it. Raises Refusal when they already take part."""
    with transaction.atomic():
        twin = participation.activity.participations.filter(person=participation.person).exclude(pk=participation.pk)
        if twin.exists():
            raise Refusal(_("%(name)s sudah menjadi peserta kegiatan ini.") % {"name": participation.person})
        save_row(participation, by=by, action="people.write")
        tallies.refresh([participation.activity_id])
    return participation


def withdraw(participation: Participation, *, by: User) -> None:
    """Take a person out of an activity; the person stays on record."""
    with transaction.atomic():
        remove_row(participation, by=by, action="people.write")
        tallies.refresh([participation.activity_id])


def reveal_nik(person: Person, *, by: User, reason: str) -> str:
    """The full NIK, for a stated reason, on record (R3). Raises NotAllowed or Refusal."""
    require_on(person, by, "nik.reveal")
    if len(reason.strip()) < 10:
        raise Refusal(_("Tuliskan alasan melihat NIK, paling sedikit 10 huruf."))
    with transaction.atomic():
        PersonalDataAccess.objects.create(
            actor=by, subject=audit.key_of(person), province=person.province_id, reason=reason.strip()[:500]
        )
        audit.record("nik.revealed", person, by=by, note=reason.strip()[:500])
    return person.nik or ""


def person_with(person: Person, *, by: User) -> Person:
    """The province's own record of this person where there is one (by NIK, else name and birth date), else this, saved.

    Raises Refusal when the NIK stands under another name.
    """
    known = _known(person)
    if known is None:
        return save_person(person, by=by)
    if normalise_person(known.name) != normalise_person(person.name):
        raise Refusal(
            _(
                "NIK ini sudah tercatat di provinsi Anda atas nama %(name)s. Bila orangnya sama, tulis nama itu; "
                "bila bukan, periksa lagi NIK pada KTP."
            )
            % {"name": known.name}
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


def business_named(name: str, *, province: str, regency: str | None, by: User) -> Business:
    """The province's IKM of this name (legal form and spelling aside), else a new one. Refusal when several fit."""
    found = list(Business._base_manager.filter(province=province, name_key=normalise_business(name))[:20])
    if regency and len(found) > 1:
        found = [business for business in found if business.regency_id == regency] or found
    if len(found) > 1:
        raise Refusal(
            _("Ada %(count)d IKM bernama %(name)s. Pilih kabupaten/kota, atau tambahkan peserta dari halaman IKM-nya.")
            % {"count": len(found), "name": name}
        )
    if found:
        return found[0]
    return save_business(Business(province_id=province, regency_id=regency, name=name), by=by)


def set_makers(production: Production, businesses: list[Business], *, by: User) -> None:
    """State which IKM made a production; shares stay unknown (R4: 3.000 by 10 IKM is not 300 each)."""
    with transaction.atomic():
        kept = {maker.business_id: maker for maker in production.makers.select_related("business")}
        wanted = {business.pk: business for business in businesses}
        for pk in kept.keys() - wanted.keys():
            remove_row(kept[pk], by=by, action="goods.write")
        for pk in sorted(wanted.keys() - kept.keys()):
            save_row(ProductionMaker(production=production, business=wanted[pk]), by=by, action="goods.write")
