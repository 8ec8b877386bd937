"""What arrived, in the recipient's own words: confirmed by link, or recorded by the office from a paper.

A receipt is the recipient's act. It is taken as long as the BAST is signed, also after the activity was approved (R8):
it stands beside what was approved and changes none of it. docs/goods.md says why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core import audit, notices, pictures
from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import without_niks
from dekon_portal.core.pdfs import check_pdf
from dekon_portal.core.refusal import Refusal

from . import receipt_links
from .models import Receipt, ReceiptItem, ReceiptState, State
from .review import last_event

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from dekon_portal.accounts.models import User

    from .models import Delivery, DeliveryItem, Onward, OnwardItem, ReceiptLink

PHOTO_BYTES: Final = 12 * 1024 * 1024
PHOTO_SIDE: Final = 1600
"""Pixels; smaller than the office's own photos, for it comes over a telephone's line."""

audit.register(
    {
        "receipt.confirmed": gettext_lazy("%(who)s mengonfirmasi penerimaan barang %(what)s"),
        "receipt.recorded": gettext_lazy("%(who)s mencatat tanda terima kertas untuk %(what)s"),
    }
)
notices.register(
    {
        "receipt.confirmed": gettext_lazy("Penerima mengonfirmasi barang %(what)s."),
        "receipt.differs": gettext_lazy("Penerima melaporkan selisih pada barang %(what)s."),
        "receipt.differs_after_approval": gettext_lazy("Selisih muncul setelah kegiatannya disetujui: %(what)s."),
    }
)


@dataclass(frozen=True)
class Evidence:
    """A photo or scan that was looked at by its content (core/pictures.py)."""

    content: bytes
    content_type: str

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "evidence": ContentFile(self.content, name="bukti"),
            "evidence_type": self.content_type,
            "evidence_sha256": hashlib.sha256(self.content).hexdigest(),
        }


class HoldsEvidence(Protocol):
    """A row that keeps a photo or scan beside what somebody said."""

    evidence: Any

    def save(self) -> None: ...


def photo_of(upload: UploadedFile) -> Evidence:
    """A photo of the goods, drawn anew. Raises Refusal for anything else, and for one that is too large."""
    if (upload.size or 0) > PHOTO_BYTES:
        raise Refusal(
            _("Foto ini lebih besar dari %(limit)d MB. Kirim foto yang lebih kecil.")
            % {"limit": PHOTO_BYTES // 1024 // 1024}
        )
    upload.seek(0)
    if pictures.is_heif(upload.read(16)):
        raise pictures.send_as_jpg()
    return Evidence(pictures.clean_picture(upload, PHOTO_SIDE), pictures.CONTENT_TYPE)


def evidence_of(upload: UploadedFile) -> Evidence:
    """A paper's scan (PDF) or a photo, which is drawn anew. Raises Refusal for anything else."""
    upload.seek(0)
    if upload.read(5) != b"%PDF-":
        upload.seek(0)
        return photo_of(upload)
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        raise Refusal(_("Berkas ini lebih besar dari %(limit)d MB.") % {"limit": limit})
    check_pdf(upload)
    upload.seek(0)
    return Evidence(upload.read(), PDF_TYPE)


@dataclass(frozen=True)
class Count:
    """What the recipient says of one line."""

    received: int
    damaged: int = 0
    note: str = ""


def lines_of(delivery: Delivery, onward: Onward | None = None) -> list[DeliveryItem | OnwardItem]:
    """The lines a receipt answers, in the order of the paper."""
    return list((onward or delivery).items.select_related("product").order_by("pk"))


def confirm(token: str, counts: Sequence[Count], *, who: str, position: str, photo: Evidence | None = None) -> Receipt:
    """The recipient's own confirmation; it spends the link. Raises receipt_links.Unusable when that is gone.

    The link is the right: nobody is signed in, and nothing but its own handover is touched.
    """
    with acting_as_system(), transaction.atomic():
        link = receipt_links.spend(token)
        receipt = _stored(link.delivery, link.onward, counts, who=who, position=position, link=link, evidence=photo)
        audit.record("receipt.confirmed", link.onward or link.delivery, by=None, actor_name=receipt.speaker)
        _tell(receipt, link.made_by)
    return receipt


def record_paper(
    delivery: Delivery,
    counts: Sequence[Count],
    *,
    by: User,
    who: str,
    position: str,
    received_on: date,
    scan: Evidence,
    reason: str,
    onward: Onward | None = None,
) -> Receipt:
    """A signed paper of a recipient who cannot use the link, with its scan and the reason; the link stops working."""
    reason = cleaned(reason, 500)
    if not reason:
        raise Refusal(_("Tuliskan mengapa tanda terima ini dicatat dari kertas."))
    with transaction.atomic():
        delivery = receipt_links.locked_signed(delivery, by)
        if received_on > timezone.localdate(timezone=delivery.activity.province.zone):
            raise Refusal(_("Tanggal diterima masih di depan."))
        receipt_links.revoke(delivery, by=by, onward=onward)
        said = {"who": who, "position": position, "recorded_by": by, "reason": reason, "received_on": received_on}
        receipt = _stored(delivery, onward, counts, evidence=scan, **said)
        audit.record("receipt.recorded", onward or delivery, by=by, note=reason)
        _tell_jakarta(receipt)
    return receipt


def _stored(
    delivery: Delivery, onward: Onward | None, counts: Sequence[Count], *, evidence: Evidence | None, **said: Any
) -> Receipt:
    receipt_links.ensure_unreceived(delivery, onward)
    items = [
        _item(line, count, of_onward=onward is not None)
        for line, count in zip(lines_of(delivery, onward), counts, strict=True)
    ]
    said["who"], said["position"] = named(said["who"], said["position"])
    said.setdefault("received_on", timezone.localdate(timezone=delivery.activity.province.zone))
    receipt = Receipt(delivery=delivery, onward=onward, differs=any(item.differs for item in items), **said)
    keep(receipt, evidence)
    for item in items:
        item.receipt = receipt
    ReceiptItem.objects.bulk_create(items)
    return receipt


def _item(line: DeliveryItem | OnwardItem, count: Count, *, of_onward: bool) -> ReceiptItem:
    if not 0 <= count.damaged <= count.received:
        raise Refusal(_("Yang rusak tidak dapat lebih banyak daripada yang diterima."))
    return ReceiptItem(
        **{"onward_item" if of_onward else "delivery_item": line},
        product=line.product,
        unit=line.unit,
        delivered=line.quantity or 0,  # a signed BAST states it
        received=count.received,
        damaged=count.damaged,
        note=cleaned(count.note, 300),
    )


def cleaned(text: str, most: int) -> str:
    """What is kept of something a recipient or an office typed: one line, no full NIK (R3)."""
    try:
        return without_niks(clean_text(text, most))
    except ValueError as too_long:
        raise Refusal(str(too_long)) from too_long


def named(who: str, position: str) -> tuple[str, str]:
    """Both, cleaned; a word that nobody stands for is none."""
    who, position = cleaned(who, 200), cleaned(position, 200)
    if not who or not position:
        raise Refusal(_("Isi nama dan jabatan yang menerima."))
    return who, position


def keep(word: HoldsEvidence, evidence: Evidence | None) -> None:
    """Save it with its photo or scan; when the row is refused no file is left behind."""
    for name, value in (evidence.fields if evidence else {}).items():
        setattr(word, name, value)
    try:
        with transaction.atomic():
            word.save()
    except Exception:
        name = word.evidence.name or ""
        if "/" in name:  # one without a folder was not stored yet
            word.evidence.storage.delete(name)
        raise


def _tell(receipt: Receipt, office: User) -> None:
    settles = receipt.differs and receipt.onward_id is None
    code = "receipt.differs" if settles else "receipt.confirmed"
    notices.tell(office, code, receipt.delivery.get_absolute_url(), what=str(receipt))
    _tell_jakarta(receipt)


def _tell_jakarta(receipt: Receipt) -> None:
    """Who approved an activity learns that its goods arrived otherwise than the BAST says."""
    activity = receipt.delivery.activity
    approval = last_event(activity) if activity.state == State.APPROVED else None
    if approval and receipt.differs and receipt.onward_id is None:
        url = receipt.delivery.get_absolute_url()
        notices.tell(approval.by, "receipt.differs_after_approval", url, what=str(receipt))


def of(delivery: Delivery) -> Receipt | None:
    """The recipient's receipt of the BAST itself."""
    return delivery.receipts.filter(onward=None).select_related("recorded_by").first()


def state_of(delivery: Delivery, receipt: Receipt | None, link: ReceiptLink | None) -> ReceiptState:
    """As `ReceiptState.of_deliveries` finds it, for one whose receipt and waiting link are at hand."""
    if receipt:
        return receipt.state
    return ReceiptState.WAITING if link and link.is_live else ReceiptState.NONE
