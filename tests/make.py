"""Small factories: one line makes one thing, with only what the test cares about named."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from dekon_portal.accounts.models import Membership, User
from dekon_portal.accounts.roles import NATIONAL_ROLES
from participants.models import Business, ImportBatch, Participation, Person
from programs import activities, goods, receipt_links
from programs.models import (
    Activity,
    Commodity,
    Delivery,
    DeliveryItem,
    FiscalYear,
    Office,
    Order,
    Product,
    Production,
    Province,
    Recipient,
    Regency,
    Session,
)

_number = count(1)

PROVINCES = {
    "16": ("Sumatera Selatan", "Asia/Jakarta"),
    "51": ("Bali", "Asia/Makassar"),
    "63": ("Kalimantan Selatan", "Asia/Makassar"),
}
REGENCIES = {
    "16.71": ("kota", "Palembang"),
    "16.74": ("kota", "Prabumulih"),
    "51.06": ("kabupaten", "Bangli"),
    "63.03": ("kabupaten", "Banjar"),
}


def province(code: str = "16") -> Province:
    name, zone = PROVINCES[code]
    return Province.objects.get_or_create(code=code, defaults={"name": name, "time_zone": zone})[0]


def regency(code: str = "16.71") -> Regency:
    kind, name = REGENCIES[code]
    return Regency.objects.get_or_create(
        code=code, defaults={"province": province(code[:2]), "kind": kind, "name": name}
    )[0]


def year(number: int = 2020, **fields: Any) -> FiscalYear:
    structure = "output" if number <= 2020 else "kro_ro"
    return FiscalYear.objects.get_or_create(year=number, defaults={"structure": structure, **fields})[0]


def office(province_code: str = "16", **fields: Any) -> Office:
    place = province(province_code)
    n = next(_number)
    defaults = {"code": f"T{n:05d}", "name": f"Dinas Perindustrian {place.name}", "letter_code": "DISPERIN"}
    return Office._base_manager.create(province=place, **{**defaults, **fields})


def user(role: str = "", office: Office | None = None, *, regency: Regency | None = None, **fields: Any) -> User:
    n = next(_number)
    defaults = {"username": f"orang{n}", "full_name": f"Orang {n}", "email": f"orang{n}@contoh.id"}
    person = User.objects.create(**{**defaults, **fields})  # no password: tests sign in by force_login
    if role:
        member(person, role, office, regency=regency)
    return person


def member(
    person: User, role: str, office: Office | None = None, *, regency: Regency | None = None, **fields: Any
) -> Membership:
    assert (role in NATIONAL_ROLES) == (office is None), f"{role} and office do not fit"
    return Membership.objects.create(
        user=person, role=role, office=office, regency=regency, **{"valid_from": date(2020, 1, 1), **fields}
    )


def commodity() -> Commodity:
    return Commodity.objects.get_or_create(code="sandang", defaults={"name": "Sandang"})[0]


def activity(office: Office, by: User | None = None, **fields: Any) -> Activity:
    """A draft that lacks nothing required."""
    maker = by or user("petugas_provinsi", office)
    defaults = {"title": "Bimtek Produksi APD", "kind": "bimtek", "commodity": commodity(), "fiscal_year": year()}
    return activities.create(Activity(office=office, **{**defaults, **fields}), by=maker)


def product(code: str = "masker-kain", **fields: Any) -> Product:
    defaults = {"name": "Masker kain", "kind": "masker", "unit": "helai"}
    return Product.objects.get_or_create(code=code, defaults={**defaults, **fields})[0]


def recipient(province_code: str = "16", **fields: Any) -> Recipient:
    defaults = {"kind": "gugus_tugas", "name": f"Gugus Tugas Covid-19 {next(_number)}"}
    return Recipient._base_manager.create(province=province(province_code), **{**defaults, **fields})


def order(activity: Activity, by: User, quantity: int | None = None, **fields: Any) -> Order:
    goods_made = fields.pop("product", None) or product()
    orderer = fields.pop("orderer", None) or recipient(activity.office.province_id)
    row = Order(
        activity=activity, orderer=orderer, product=goods_made, unit=goods_made.unit, quantity=quantity, **fields
    )
    return goods.save_order(row, by=by)


def production(activity: Activity, by: User, quantity: int | None = None, **fields: Any) -> Production:
    made = fields.pop("product", None) or product()
    unit = fields.pop("unit", made.unit)
    return goods.save_production(
        Production(activity=activity, product=made, unit=unit, quantity=quantity, **fields), by=by
    )


BAST = {
    "handed_over_on": date(2020, 6, 15),
    "place": "Palembang",
    "giver_name": "Contoh Pemberi",
    "giver_position": "Pejabat Pembuat Komitmen",
    "receiver_name": "Contoh Penerima",
    "receiver_position": "Ketua Gugus Tugas",
}


def delivery(
    activity: Activity, by: User, quantities: dict[Product, int | None] | None = None, **fields: Any
) -> Delivery:
    """A handover: *dilaporkan*, or a draft BAST that lacks nothing when `number` is given."""
    to = fields.pop("recipient", None) or recipient(activity.office.province_id)
    papers = BAST if fields.get("number") else {}
    row = Delivery(activity=activity, recipient=to, **{**papers, **fields})
    items = [
        DeliveryItem(product=item, unit=item.unit, quantity=quantity, condition="baik")
        for item, quantity in (quantities or {product(): None}).items()
    ]
    return goods.save_delivery(row, items, by=by)


def signed(activity: Activity, by: User, quantities: dict[Product, int], **fields: Any) -> Delivery:
    """A signed BAST, its goods produced for it."""
    for item, quantity in quantities.items():
        production(activity, by, quantity, product=item)
    number = fields.pop("number", f"{next(_number):03d}/BAST/DISPERIN/VI/2020")
    return goods.sign(delivery(activity, by, dict(quantities), number=number, **fields), by=by)


def link(delivery: Delivery, by: User, **fields: Any) -> str:
    """The token of a link to the recipient."""
    return receipt_links.make(delivery, by=by, **fields)[1]


def nik(n: int = 1, *, regency: str = "1671", birth: str = "150685") -> str:
    """An invented NIK: serial 9999 is never issued in order, the district counts up."""
    return f"{regency}{n % 90 + 10:02d}{birth}9999"


def person(province_code: str = "16", **fields: Any) -> Person:
    defaults = {"name": f"Peserta Contoh {next(_number)}", "sex": "P"}
    row = Person(province=province(province_code), **{**defaults, **fields})
    row.save()
    return row


def business(province_code: str = "16", **fields: Any) -> Business:
    row = Business(province=province(province_code), **{"name": f"IKM Contoh {next(_number)}", **fields})
    row.save()
    return row


def participation(activity: Activity, by: User, **fields: Any) -> Participation:
    from participants import people

    who = fields.pop("person", None) or person(activity.office.province_id)
    return people.enrol(Participation(activity=activity, person=who, **fields), by=by)


def session(activity: Activity, by: User, **fields: Any) -> Session:
    """A session of two hours (JP), held long ago."""
    row = Session(activity=activity, **{"date": date(2020, 6, 15), "topic": "Pola dasar", "hours": 2, **fields})
    activities.save_child(row, by=by)
    return row


def undone(batch: ImportBatch, *, by: User, reason: str) -> ImportBatch:
    """A list taken back as the page does it, at once."""
    from participants.imports import undo

    undo.ask_undo(batch, by=by, reason=reason)
    return undo.undo(batch, by=by)
