"""The BAST as a document (domain.md section 7): its text as data, and the PDF made of it. Always in Indonesian."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone, translation

from dekon_portal.core.dates import date_in_words, format_date
from dekon_portal.core.documents import pdf, picture, qr_code
from dekon_portal.core.numbers import format_integer, terbilang

from .checking import check_url
from .logos import stored
from .models import DeliveryState, Office

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .models import Delivery, DeliveryItem, DeliveryWitness, Product

_TEMPLATE: Final = Path(__file__).parent / "documents" / "bast.typ"
_MARK: Final = {
    DeliveryState.REPORTED: "DRAF",
    DeliveryState.DRAFTED: "DRAF",
    DeliveryState.SIGNED: "",
    DeliveryState.ANNULLED: "DIBATALKAN",
}
UNKNOWN: Final = "belum diketahui"
_SINCE_CHECKS: Final[dict[str, Any]] = {"logo": "", "witnesses": [], "replaces": None}
"""What a paper signed before these were stated says of them."""


def bast_pdf(delivery: Delivery) -> bytes:
    """The BAST as PDF/A; before signing it is marked DRAF, after annulment DIBATALKAN."""
    return _drawn(delivery, bast_data(delivery))


def signed_pdf(delivery: Delivery) -> bytes:
    """The BAST as it was signed, whatever became of it: what is issued (programs/issued.py)."""
    return _drawn(delivery, {**bast_data(delivery), "mark": "", "annulled": ""})


def _drawn(delivery: Delivery, data: dict[str, Any]) -> bytes:
    return pdf(
        _TEMPLATE, data, made_at=delivery.signed_at or timezone.now(), inputs=inputs_of(data, delivery.check_token)
    )


def inputs_of(data: dict[str, Any], token: str | None) -> dict[str, str]:
    """What a paper carries beside its words: its office's logo, and where it can be checked."""
    logo = stored(Office._meta.get_field("logo").storage, data["logo"]) if data["logo"] else b""  # type: ignore[union-attr]
    check = check_url(token) if token else ""
    return {"logo": picture(logo) if logo else "", "check": check, "qr": qr_code(check) if check else ""}


def bast_data(delivery: Delivery) -> dict[str, Any]:
    """All the paper says, as plain text; from signing on, what it said then (R7), whatever is renamed later."""
    said = delivery.paper or paper_of(delivery, delivery.items.select_related("product"), delivery.witnesses.all())
    return {
        **_SINCE_CHECKS,
        **said,
        "mark": _MARK[delivery.delivery_state],
        "annulled": delivery.annulled_reason,
    }


def paper_of(
    delivery: Delivery, items: Iterable[DeliveryItem], witnesses: Iterable[DeliveryWitness] = ()
) -> dict[str, Any]:
    """What the BAST would say if it were signed now; what is not known yet says so."""
    with translation.override("id"):
        activity, office = delivery.activity, delivery.activity.office
        day = delivery.handed_over_on
        return {
            "sample": activity.is_sample,
            "government": f"Pemerintah Provinsi {office.province.name}",
            "office": office.name,
            "address": " ".join(office.address.split()),
            "logo": office.logo.name or "",
            "number": delivery.number or UNKNOWN,
            "day": f"{date_in_words(day)} ({day:%d-%m-%Y})" if day else UNKNOWN,
            "signing": f"{delivery.place or UNKNOWN}, {format_date(day) if day else UNKNOWN}",
            "place": delivery.place or UNKNOWN,
            "giver": {**_party(delivery, "giver", office.name), "decree": delivery.giver_decree},
            "receiver": _party(delivery, "receiver", delivery.recipient_name),
            "items": [line_of(item) for item in items],
            "witnesses": [{"name": who.name, "nip": spaced(who.nip), "position": who.position} for who in witnesses],
            "replaces": _replaced(delivery.replaces) if delivery.replaces else None,
            "activity": {"code": activity.code, "title": activity.title, "year": str(activity.fiscal_year_id)},
            "note": delivery.note,
        }


def _replaced(old: Delivery) -> dict[str, str]:
    annulment = getattr(old, "annulment", None)
    return {
        "number": old.number,
        "day": format_date(old.handed_over_on) if old.handed_over_on else UNKNOWN,
        "annulment": annulment.number if annulment else "",
    }


def _party(delivery: Delivery, side: str, body: str) -> dict[str, str]:
    values = {key: getattr(delivery, f"{side}_{key}") for key in ("name", "nip", "position")}
    return {
        "name": values["name"] or UNKNOWN,
        "nip": spaced(values["nip"]),
        "position": values["position"] or UNKNOWN,
        "body": body,
    }


def spaced(nip: str) -> str:
    """As papers write it, birth date, appointment, sex and serial apart: 19700101 199503 1 001."""
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}" if len(nip) == 18 else nip


def line_of(item: DeliveryItem) -> dict[str, str]:
    known = item.quantity is not None
    return {
        "product": item.product.name,
        "medical": _medical(item.product),
        "quantity": format_integer(item.quantity) if known else UNKNOWN,
        "words": f"{terbilang(item.quantity)} {item.get_unit_display()}" if item.quantity is not None else "",
        "unit": str(item.get_unit_display()),
        "condition": item.condition or UNKNOWN,
    }


def _medical(product: Product) -> str:
    """Goods of IKM without certificate are not medical; where nobody said, neither do we."""
    if product.is_medical is None:
        return "belum dinyatakan"
    return "medis" if product.is_medical else "nonmedis"
