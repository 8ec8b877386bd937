"""The four cases of 2020, exactly as the press told them on 15 June 2020 (domain.md section 11).

What was not told stays unknown: no date, mode, count, name or rupiah is invented. Only offices are placeholders, and
in Sulawesi Tengah the ten IKM and who came for each of them, whose names were not told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dekon_portal.accounts.models import User
from dekon_portal.core.editing import save_row
from participants import people
from participants.models import Business, Participation, ParticipationRole, Person, ProductionMaker
from programs import activities, goods
from programs.models import (
    Activity,
    ActivityKind,
    Commodity,
    Delivery,
    DeliveryItem,
    Office,
    Order,
    Product,
    Production,
    Recipient,
    RecipientKind,
    Unit,
)

from .cast import Cast

_SOURCE: Final = "Sumber: keterangan Direktur Jenderal Gati Wibawaningsih di Jakarta, Senin, 15 Juni 2020."

Case = Callable[[Cast, Office, User], Activity]


def ensure(cast: Cast) -> dict[str, str]:
    """The code of each case's activity by its key; a case is made once, as the first activity of its demo office."""
    return {key: _first_of(cast, province) or _make(cast, province, make) for key, (province, make) in CASES.items()}


def _first_of(cast: Cast, province: str) -> str | None:
    rows = Activity._base_manager.filter(office=cast.offices[province]).order_by("pk")
    return rows.values_list("code", flat=True).first()


def _make(cast: Cast, province: str, make: Case) -> str:
    return make(cast, cast.offices[province], cast.officers[province]).code


def _sumsel_ppe(cast: Cast, office: Office, by: User) -> Activity:
    activity = activities.create(
        Activity(
            office=office,
            fiscal_year=cast.year,
            title="Bimtek Produksi APD",
            kind=ActivityKind.TRAINING,
            commodity=Commodity.objects.get(code="sandang"),
            description=(
                "Bimtek produksi alat pelindung diri (APD) untuk IKM sandang. Hasilnya baju hazmat, face shield, dan "
                "masker kain diserahkan kepada Gugus Tugas Covid-19 Provinsi Sumsel untuk diteruskan kepada yang "
                f"membutuhkan. Jumlah, waktu, dan cara pelaksanaan tidak disebutkan. {_SOURCE}"
            ),
        ),
        by=by,
    )
    made = [Product.objects.get(code=code) for code in ("hazmat", "face-shield", "masker-kain")]
    for product in made:
        goods.save_production(Production(activity=activity, product=product, unit=product.unit), by=by)
    delivery = Delivery(
        activity=activity,
        recipient=_recipient(office, RecipientKind.TASK_FORCE, "Gugus Tugas Covid-19 Provinsi Sumsel", by),
        note="Untuk diteruskan kepada yang membutuhkan. Jumlah dan tanggal tidak disebutkan.",
    )
    items = [DeliveryItem(product=product, unit=product.unit) for product in made]
    goods.save_delivery(delivery, items, by=by)
    return activity


def _bangli_masks(cast: Cast, office: Office, by: User) -> Activity:
    activity = activities.create(
        Activity(
            office=office,
            fiscal_year=cast.year,
            title="Bimtek Pembuatan Masker Kain Dua Lapis",
            kind=ActivityKind.TRAINING,
            regency_id="51.06",
            description=(
                "Bimtek pembuatan masker kain dua lapis di Kabupaten Bangli. Jumlah, penerima, waktu, dan cara "
                f"pelaksanaan tidak disebutkan. {_SOURCE}"
            ),
        ),
        by=by,
    )
    mask = Product.objects.get(code="masker-kain-2-lapis")
    goods.save_production(Production(activity=activity, product=mask, unit=mask.unit), by=by)
    return activity


def _kalsel_order(cast: Cast, office: Office, by: User) -> Activity:
    activity = activities.create(
        Activity(
            office=office,
            fiscal_year=cast.year,
            title="Produksi Masker atas Pesanan Gugus Tugas",
            kind=ActivityKind.ORDERED_PRODUCTION,
            commodity=Commodity.objects.get(code="sandang"),
            description=(
                "IKM sandang memproduksi masker atas pesanan Gugus Tugas Penanganan Covid-19 sebanyak 100.000 buah, "
                "dengan pendampingan sesuai protokol kesehatan. Berapa yang sudah dibuat atau diserahkan, waktu, dan "
                f"cara pelaksanaan tidak disebutkan. {_SOURCE}"
            ),
        ),
        by=by,
    )
    order = Order(
        activity=activity,
        orderer=_recipient(office, RecipientKind.TASK_FORCE, "Gugus Tugas Penanganan Covid-19", by),
        product=Product.objects.get(code="masker"),
        unit=Unit.PIECE,
        quantity=100_000,
    )
    goods.save_order(order, by=by)
    return activity


def _sulteng_sewing(cast: Cast, office: Office, by: User) -> Activity:
    activity = activities.create(
        Activity(
            office=office,
            fiscal_year=cast.year,
            title="Pendampingan Penjahitan Masker",
            kind=ActivityKind.MENTORING,
            description=(
                "Pendampingan penjahitan untuk 10 IKM. Hasilnya 3.000 helai masker yang memenuhi standar kesehatan, "
                "diberikan kepada masyarakat. Sudah terlaksana pada 15 Juni 2020; tanggalnya dan cara pelaksanaannya "
                "tidak disebutkan. Nama ke-10 IKM dan wakilnya tidak disebutkan, sehingga dicatat sebagai contoh. "
                f"{_SOURCE}"
            ),
        ),
        by=by,
    )
    mask = Product.objects.get(code="masker")
    production = Production(
        activity=activity, product=mask, unit=Unit.SHEET, quantity=3000, note="Memenuhi standar kesehatan."
    )
    goods.save_production(production, by=by)
    for number in range(1, 11):
        _unnamed_business(activity, production, number, by)
    delivery = Delivery(
        activity=activity,
        recipient=_recipient(office, RecipientKind.PUBLIC, "Masyarakat", by),
        note="Diberikan kepada masyarakat. Jumlah yang diberikan dan tanggalnya tidak disebutkan.",
    )
    goods.save_delivery(delivery, [DeliveryItem(product=mask, unit=Unit.SHEET)], by=by)
    return activity


def _unnamed_business(activity: Activity, production: Production, number: int, by: User) -> None:
    """One of the ten: it took part and made some of the masks; how many is unknown (3.000 / 10 is only an average)."""
    province = activity.office.province
    business = Business(province=province, name=f"IKM contoh {number} (nama tidak disebutkan)", is_sample=True)
    people.save_business(business, by=by)
    came = Person(province=province, name=f"Wakil IKM contoh {number} (nama tidak disebutkan)", is_sample=True)
    people.save_person(came, by=by)
    people.enrol(Participation(activity=activity, person=came, business=business, role=ParticipationRole.OTHER), by=by)
    save_row(ProductionMaker(production=production, business=business), by=by, action="goods.write")


def _recipient(office: Office, kind: RecipientKind, name: str, by: User) -> Recipient:
    known = Recipient._base_manager.filter(province=office.province_id, name=name).first()
    return known or save_row(Recipient(province=office.province, kind=kind, name=name), by=by, action="goods.write")


CASES: Final[dict[str, tuple[str, Case]]] = {
    "sumsel_apd": ("16", _sumsel_ppe),
    "bangli_masker": ("51", _bangli_masks),
    "kalsel_pesanan": ("63", _kalsel_order),
    "sulteng_pendampingan": ("72", _sulteng_sewing),
}
