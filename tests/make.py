"""Small factories: one line makes one thing, with only what the test cares about named."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from dekon_portal.accounts.models import Membership, User
from dekon_portal.accounts.roles import NATIONAL_ROLES
from participants import registrations, selection
from participants.models import (
    Business,
    CertificateTemplate,
    Exam,
    FollowUp,
    ImportBatch,
    Participation,
    Permit,
    Person,
    Question,
    Registration,
    RegistrationPage,
    Visit,
)
from programs import activities, goods, receipt_links
from programs.budget import revisions as budgets
from programs.models import (
    Activity,
    BudgetRevision,
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


def exam(activity: Activity, by: User, *, questions: int = 2, **fields: Any) -> Exam:
    """A post-test whose questions have A as their key."""
    from participants import exams

    row = exams.save_exam(Exam(activity=activity, **{"kind": "post", "title": "Uji Masker", **fields}), by=by)
    for n in range(1, questions + 1):
        exams.save_question(Question(exam=row, text=f"Soal ke-{n}", choices=["benar", "salah"], right=0), by=by)
    return row


def sheet(exam: Exam, participation: Participation, by: User) -> str:
    """The token of a participant's link to an exam."""
    from participants import answering

    return answering.make_links(exam, [participation], by=by)[0][1]


def survey(participation: Participation, by: User) -> str:
    """The token of a participant's link to the survey."""
    from participants import survey as surveys

    return surveys.make_links(participation.activity, [participation], by=by)[0][1]


def visit(activity: Activity, by: User, **fields: Any) -> Visit:
    """A visit to an IKM, which takes part when none is given."""
    from participants import visits

    if "business" not in fields:
        fields["business"] = business(activity.office.province_id)
        participation(activity, by, business=fields["business"])
    defaults = {"date": date(2020, 7, 1), "companion": "Pendamping Contoh", "findings": "Jahitan rapi."}
    return visits.record(Visit(activity=activity, **{**defaults, **fields}), by=by)


def permit(business: Business, by: User, **fields: Any) -> Permit:
    from participants import permits

    defaults = {"kind": "halal", "number": f"ID{next(_number):05d}"}
    return permits.save(Permit(business=business, **{**defaults, **fields}), by=by)


def certificate_template(office: Office, **fields: Any) -> CertificateTemplate:
    """One that names nothing an activity might not state."""
    defaults = {"name": f"Templat {next(_number)}", "body": "atas partisipasinya pada kegiatan {kegiatan}"}
    return CertificateTemplate._base_manager.create(office=office, **{**defaults, **fields})


CLOTH = "019.06.07.1234.001.001.051.A.521211"
"""An invented code in the structure until 2020 (domain.md section 3)."""


def revision(office: Office, by: User, **fields: Any) -> BudgetRevision:
    """A draft of a DIPA revision of 2020; the first one grants 100 million to one line, of which 10 are blocked."""
    stated = {"document": "DIPA contoh", "dated": date(2020, 1, 2), "in_force_on": date(2020, 1, 2)}
    stated |= {"authority": "dja", "reason": "awal", **fields}
    drafted = budgets.draft(BudgetRevision(office=office, fiscal_year=year(), **stated), by=by)
    if drafted.number == 0:
        granted = {"amount": 100_000_000, "blocked": 10_000_000, "block_note": "menunggu juknis"}
        budgets.set_line(drafted, CLOTH, "contoh", **granted, by=by)
    return drafted


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


def registration_page(activity: Activity, by: User, **fields: Any) -> RegistrationPage:
    """Open since an hour, for a week; without a limit unless `places` says so."""
    now = timezone.now()
    times = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(days=7)}
    row = RegistrationPage(activity=activity, **{**times, "consent": selection.CONSENT, **fields})
    return selection.save_page(row, by=by)


def applicant(n: int = 1, **fields: Any) -> Registration:
    """What somebody would register with, not saved."""
    born = {"nik": nik(n), "sex": "L", "birth_date": date(1985, 6, 15), "phone": "+6281234567890"}
    return Registration(**{"name": f"Pendaftar Contoh {n}", "regency": regency("16.71"), **born, **fields})


def registration(page: RegistrationPage, n: int = 1, **fields: Any) -> Registration:
    """As a stranger's form would make it."""
    row = applicant(n, **fields)
    return registrations.register(page, row, token=registrations.token_of(f"formulir {n}", row.nik), link="")


def round_of(participation: Participation, months: int = 3, **fields: Any) -> FollowUp:
    """A round of following up, due long ago unless said otherwise."""
    return FollowUp._base_manager.create(
        participation=participation, round=months, **{"due_on": date(2020, 9, 15), **fields}
    )


def follow_up_link(follow_up: FollowUp, by: User) -> str:
    """The token of a link to the participant."""
    from participants import follow_up_links

    return follow_up_links.make(follow_up, by=by).token
