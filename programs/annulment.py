"""The berita acara pembatalan: proposed, its text as data, and the PDF made of it. Always in Indonesian (R7)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone, translation

from dekon_portal.core.dates import date_in_words, format_date
from dekon_portal.core.documents import pdf

from .bast import bast_data, inputs_of, spaced
from .drafting import first_party
from .models import Annulment
from .numbering import next_number

if TYPE_CHECKING:
    from .models import Delivery

_TEMPLATE: Final = Path(__file__).parent / "documents" / "annulment.typ"


def proposed(delivery: Delivery) -> Annulment:
    """An annulment of today, not saved: the next number, signed by who is in office, else by who handed over."""
    today = timezone.localdate(timezone=delivery.activity.province.zone)
    signer = first_party(delivery.activity, today) or {
        name: getattr(delivery, name) for name in ("giver_name", "giver_nip", "giver_position", "giver_decree")
    }
    return Annulment(
        delivery=delivery,
        number=next_number(delivery.office, delivery.fiscal_year, today),
        dated_on=today,
        place=delivery.place,
        **{name.replace("giver", "signer"): value for name, value in signer.items()},
    )


def annulment_pdf(delivery: Delivery) -> bytes:
    """The paper that annulled a BAST, as PDF/A; one that was annulled before there were such papers has none."""
    annulment = delivery.annulment
    data = {**annulment.paper, "mark": ""}
    return pdf(_TEMPLATE, data, made_at=annulment.recorded_at, inputs=inputs_of(data, delivery.check_token))


def paper_of(annulment: Annulment) -> dict[str, Any]:
    """All it says; of the BAST, what that itself said."""
    with translation.override("id"):
        bast, day = bast_data(annulment.delivery), annulment.dated_on
        handed_over = annulment.delivery.handed_over_on
        return {
            **{key: bast[key] for key in ("sample", "government", "office", "address", "logo", "activity")},
            "number": annulment.number,
            "day": f"{date_in_words(day)} ({day:%d-%m-%Y})",
            "place": annulment.place,
            "signing": f"{annulment.place}, {format_date(day)}",
            "signer": {
                "name": annulment.signer_name,
                "nip": spaced(annulment.signer_nip),
                "position": annulment.signer_position,
                "body": bast["office"],
                "decree": annulment.signer_decree,
            },
            "reason": annulment.reason,
            "bast": {
                "number": bast["number"],
                "day": format_date(handed_over) if handed_over else "",
                "giver": bast["giver"],
                "receiver": bast["receiver"],
                "items": bast["items"],
            },
        }
