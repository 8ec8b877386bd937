"""Chapters of the final report about the activity itself, its goods and its papers; what is unknown says so (R4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from dekon_portal.core.blocks import Block, Facts, Paragraph, Photo, Table
from dekon_portal.core.dates import format_date
from dekon_portal.core.known import Known
from dekon_portal.core.numbers import format_integer

from . import flow, when
from .closing import chapter
from .models import DeliveryState, FileKind

if TYPE_CHECKING:
    from .models import Activity, Delivery, DeliveryItem

UNKNOWN: Final = "belum diketahui"
NOT_RECORDED: Final = "belum dicatat di portal"
MOST_PHOTOS: Final = 12


@chapter("latar-belakang", "Latar belakang", 10)
def background(activity: Activity) -> Sequence[Block]:
    return [Paragraph(_opening(activity)), *_described(activity), Facts(_about(activity)), *_targets(activity)]


def _opening(activity: Activity) -> str:
    year = activity.fiscal_year
    commodity = f", komoditas {activity.commodity.name.lower()}," if activity.commodity else ""
    basis = f" dan berdasarkan {year.legal_basis}" if year.legal_basis else ""
    return (
        f"{activity.title} adalah kegiatan {activity.get_kind_display()}{commodity} yang dilaksanakan oleh "
        f"{activity.office} untuk pembinaan industri kecil dan menengah (IKM) dengan dana dekonsentrasi Tahun Anggaran "
        f"{year.pk}{basis}."
    )


def _described(activity: Activity) -> list[Paragraph]:
    return [Paragraph(line.strip()) for line in activity.description.splitlines() if line.strip()]


def _about(activity: Activity) -> list[tuple[str, str]]:
    people, businesses = activity.target_participants, activity.target_businesses
    place = ", ".join(filter(None, [activity.place, str(activity.regency or "")]))
    return [
        ("Jenis kegiatan", str(activity.get_kind_display())),
        ("Komoditas", str(activity.commodity or UNKNOWN)),
        ("Cara pelaksanaan", UNKNOWN if activity.mode == "unknown" else str(activity.get_mode_display())),
        ("Rencana waktu", when.planned(activity) or UNKNOWN),
        ("Waktu pelaksanaan", when.carried_out(activity) or UNKNOWN),
        ("Tempat", place or UNKNOWN),
        ("Target peserta", UNKNOWN if people is None else f"{format_integer(people)} orang"),
        ("Target IKM", UNKNOWN if businesses is None else f"{format_integer(businesses)} IKM"),
    ]


def _targets(activity: Activity) -> Iterator[Block]:
    rows = [
        (target.product.name, format_integer(target.quantity), target.unit)
        for target in activity.targets.select_related("product").order_by("product__name", "unit")
    ]
    if rows:
        yield Table(("Produk", "Target", "Satuan"), rows, "Target hasil produksi", frozenset({1}))


@chapter("dasar-pelaksanaan", "Dasar pelaksanaan", 20)
def legal_basis(activity: Activity) -> Sequence[Block]:
    year = activity.fiscal_year
    basis = year.legal_basis or UNKNOWN
    if year.legal_basis and not year.legal_basis_verified:
        basis += " (belum diperiksa kebenarannya)"
    return [
        Paragraph("Kegiatan dilaksanakan dengan dana dekonsentrasi berdasarkan:"),
        Facts(
            [
                ("Tahun anggaran", str(year.pk)),
                ("Dasar hukum", basis),
                ("Satuan kerja", f"{activity.office} (kode {activity.office.code})"),
                ("Nomor DIPA", NOT_RECORDED),
                ("Rincian anggaran", _budget_line(activity)),
            ]
        ),
    ]


def _budget_line(activity: Activity) -> str:
    line = activity.budget_line
    return UNKNOWN if line is None else f"{line}{' (kode contoh)' if line.is_sample else ''}"


@chapter("hasil-produksi", "Hasil produksi", 75)
def goods(activity: Activity) -> Sequence[Block]:
    """Ordered, made, handed over, received: four facts side by side, never one for another (R5)."""
    flows = flow.of_activity(activity)
    if not flows:
        return []
    rows = [
        (
            each.product.name,
            each.unit_label,
            *(_amount(known) for known in (each.ordered, each.produced, each.rejected, each.delivered, each.received)),
        )
        for each in flows
    ]
    headings = ("Produk", "Satuan", "Dipesan", "Dibuat", "Ditolak pemeriksaan", "Diserahkan dengan BAST", "Diterima")
    return [
        Paragraph(
            "Jumlah dihitung per produk dan satuan. Tanda – berarti tidak ada catatan; belum diketahui berarti dicatat "
            "tanpa jumlahnya. Yang diterima adalah menurut penerima barang."
        ),
        Table(headings, rows, "Barang yang dipesan, dibuat, diserahkan, dan diterima", frozenset(range(2, 7))),
    ]


def _amount(known: Known) -> str:
    if known.of == 0:
        return "–"
    part = "" if known.is_complete or not known.known else f" ({known.known} dari {known.of} diketahui)"
    return format_integer(known.total) + part


@chapter("penyerahan", "Penyerahan barang", 80)
def deliveries(activity: Activity) -> Sequence[Block]:
    every = list(
        activity.deliveries.select_related("recipient__merged_into")
        .prefetch_related("recipient__names", "items__product", "items__receipt_item")
        .order_by("handed_over_on", "pk")
    )
    if not every:
        return []
    signed = [one for one in every if one.state == DeliveryState.SIGNED]
    return [
        Paragraph(f"{len(signed)} dari {len(every)} penyerahan yang dicatat memiliki BAST yang berlaku."),
        Table(
            ("Nomor BAST", "Tanggal", "Penerima", "Barang", "Status", "Diterima"),
            [_handover(one) for one in every],
            "Penyerahan barang",
        ),
    ]


def _handover(one: Delivery) -> tuple[str, ...]:
    return (
        one.number or UNKNOWN,
        format_date(one.handed_over_on) if one.handed_over_on else UNKNOWN,
        one.recipient_name,
        "; ".join(f"{item.product.name}: {_counted(item)}" for item in one.items.all()),
        str(one.delivery_state.label),
        _received(one) if one.state == DeliveryState.SIGNED else "–",
    )


def _counted(item: DeliveryItem) -> str:
    return UNKNOWN if item.quantity is None else f"{format_integer(item.quantity)} {item.get_unit_display()}"


def _received(one: Delivery) -> str:
    """As the recipient counted, or both sides agreed; unknown while it has not said."""
    said = [item.receipt_item for item in one.items.all() if hasattr(item, "receipt_item")]
    if not said:
        return UNKNOWN
    return "; ".join(f"{format_integer(item.counts)} {item.get_unit_display()}" for item in said)


@chapter("anggaran", "Anggaran", 85)
def budget(activity: Activity) -> Sequence[Block]:
    return [
        Facts(
            [
                ("Rincian anggaran", _budget_line(activity)),
                ("Pagu", NOT_RECORDED),
                ("Realisasi (SP2D)", NOT_RECORDED),
            ]
        )
    ]


@chapter("dokumentasi", "Dokumentasi", 87)
def pictures(activity: Activity) -> Sequence[Block]:
    """The clean copies of the first photos, which say nothing of where they were taken.

    Photographed papers are left out: a list of those present holds numbers that belong in no report (R3). What a
    person called the file may too, so that captions only count.
    """
    found = activity.attachments.filter(kind=FileKind.PHOTO, content_type__startswith="image/").exclude(clean_copy="")
    every = [one for one in found.order_by("uploaded_at", "pk") if not one.is_quarantined]
    shown = [
        Photo(one.clean_copy.name or "", f"Foto {number}", reverse("programs:attachment_small", args=[one.pk]))
        for number, one in enumerate(every[:MOST_PHOTOS], start=1)
    ]
    if len(every) > MOST_PHOTOS:
        return [Paragraph(f"{MOST_PHOTOS} dari {len(every)} foto yang tersimpan di portal."), *shown]
    return shown


@chapter("kendala", "Kendala dan penanganannya", 88)
def obstacles(activity: Activity) -> Sequence[Block]:
    lines = [line.strip() for line in activity.delay_reason.splitlines() if line.strip()]
    return [Paragraph("Alasan penundaan kegiatan:"), *map(Paragraph, lines)] if lines else []
