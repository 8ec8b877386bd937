"""Papers as they were given out (R7): made once, kept as bytes, and from then on always these bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from .annulment import annulment_pdf
from .bast import signed_pdf
from .models import DocumentKind, IssuedDocument

if TYPE_CHECKING:
    from .models import Delivery

_MAKERS: Final[dict[str, Callable[[Delivery], bytes]]] = {
    DocumentKind.BAST: signed_pdf,
    DocumentKind.ANNULMENT: annulment_pdf,
}


def issued(delivery: Delivery, kind: str) -> IssuedDocument:
    """The paper of a signed handover as it was issued; the first who asks has it made."""
    found = delivery.documents.filter(kind=kind).first()
    return found or keep(delivery, kind, _MAKERS[kind](delivery))


def of_all(deliveries: Iterable[Delivery], kind: str) -> dict[int, IssuedDocument]:
    """Those that were issued, by their delivery. The deliveries must be reached through the scope already."""
    rows = IssuedDocument._base_manager.filter(delivery__in=[delivery.pk for delivery in deliveries], kind=kind)
    return {row.delivery_id: row for row in rows}


def keep(delivery: Delivery, kind: str, content: bytes) -> IssuedDocument:
    """Store `content` as the paper; of several who do so at once the first's is kept and answered to all."""
    document = IssuedDocument(
        delivery=delivery, kind=kind, sha256=hashlib.sha256(content).hexdigest(), size=len(content)
    )
    document.file.save("dokumen.pdf", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        document.file.storage.delete(document.file.name or "")
        return delivery.documents.get(kind=kind)
    return document
