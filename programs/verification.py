"""Whether a paper is genuine, for anybody who holds it: what its QR code leads to. No person is named."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dekon_portal.accounts.scope import acting_as_system

from .models import Delivery, IssuedDocument, PaperState, RecipientKind

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class Comparison(models.TextChoices):
    SAME = "same", _("Sama persis dengan dokumen yang diterbitkan.")
    OTHER = "other", _("Berbeda dari dokumen yang diterbitkan.")
    NOT_ISSUED = "not_issued", _("Dokumen belum diterbitkan sebagai berkas PDF, sehingga belum dapat dibandingkan.")


@dataclass(frozen=True)
class Checked:
    """What a stranger may read of a BAST."""

    standing: PaperState
    number: str
    day: str
    office: str
    recipient: str
    lines: list[dict[str, Any]]
    issued_at: datetime
    zone: Any
    is_sample: bool
    issued: frozenset[str]


def checked(token: str) -> Checked | None:
    """What the paper with this code says and how it stands; None when there is no such paper."""
    with acting_as_system():  # the code is the right, and only what is on the paper is told
        rows = Delivery._base_manager.select_related("activity__office__province", "recipient")
        delivery = rows.filter(check_token=token).exclude(paper=None).first()
        if delivery is None or delivery.signed_at is None or delivery.paper_state is None:
            return None
        paper: dict[str, Any] = delivery.paper or {}
        return Checked(
            delivery.paper_state,
            delivery.number,
            paper["day"],
            paper["office"],
            _recipient(delivery, paper),
            paper["items"],
            delivery.signed_at,
            delivery.activity.province.zone,
            delivery.activity.is_sample,
            frozenset(IssuedDocument._base_manager.filter(delivery=delivery).values_list("sha256", flat=True)),
        )


def _recipient(delivery: Delivery, paper: dict[str, Any]) -> str:
    """The institution. The public has none, and its name may be a person's."""
    if delivery.recipient.kind == RecipientKind.PUBLIC:
        return str(delivery.recipient.get_kind_display())
    return str(paper["receiver"]["body"])


def compared(upload: UploadedFile, issued: frozenset[str]) -> Comparison:
    """A sent file against those that were issued, by SHA-256; nothing of it is kept."""
    if not issued:
        return Comparison.NOT_ISSUED
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return Comparison.SAME if digest.hexdigest() in issued else Comparison.OTHER
