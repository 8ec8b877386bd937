"""Certificates as documents: their text as data, fixed at issue; one as PDF/A, kept from its first download on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation

from dekon_portal.core.dates import format_date
from dekon_portal.core.documents import pdf, qr_code
from participants.models import Certificate
from programs.bast import spaced

from .pictures import as_svg
from .wording import filled

if TYPE_CHECKING:
    from participants.models import CertificateTemplate, Participation
    from programs.models import Activity

_MASK: Final = 3
"""Of all their QR codes: five hundred are drawn while somebody waits."""
_TEMPLATE: Final = Path(__file__).parent.parent / "documents" / "certificate.typ"


def paper_of(
    template: CertificateTemplate,
    activity: Activity,
    values: Mapping[str, str],
    *,
    name: str,
    number: str,
    day: date,
    replaces: str = "",
) -> dict[str, Any]:
    """What a certificate says; `values` as wording.of_activity has them. Pictures by their stored names."""
    office = activity.office
    with translation.override("id"):
        return {
            "sample": activity.is_sample,
            "government": f"Pemerintah Provinsi {office.province.name}",
            "office": office.name,
            "title": template.title,
            "activity": activity.title,
            "when": values["tanggal"],
            "name": name,
            "number": number,
            "replaces": replaces,
            "body": filled(template.body, {**values, "nama": name, "nomor": number}),
            "signing": f"{office.city}, {format_date(day)}" if office.city else format_date(day),
            "signers": [{**who, "nip": spaced(who["nip"])} for who in template.signers()],
            "background": template.background.name or "",
            "logo": (office.logo.name or "") if template.use_logo else "",
        }


def check_url(certificate: Certificate) -> str:
    """Where anybody who holds it can check it; printed as its QR code."""
    return f"{settings.PUBLIC_URL}{reverse('participants:certificate_verify', args=[certificate.check_token])}"


def pdf_of(certificate: Certificate) -> bytes:
    """One certificate as it was issued, whatever became of it: the same bytes each time."""
    return pages([certificate.paper], [check_url(certificate)], made_at=certificate.issued_at)


def sample_pdf(template: CertificateTemplate, activity: Activity, values: Mapping[str, str], day: date) -> bytes:
    """How the certificates of a template look, for an invented person."""
    paper = paper_of(template, activity, values, name="Nama Peserta", number="000/CONTOH", day=day)
    return pages([{**paper, "sample": True}], [settings.PUBLIC_URL], made_at=datetime.combine(day, datetime.min.time()))


def pages(papers: Sequence[Mapping[str, Any]], urls: Sequence[str], *, made_at: datetime) -> bytes:
    """A page for each, in one document: the pictures that they share are in it once."""
    inputs: dict[str, str] = {}
    keys: dict[str, str] = {"": ""}

    def key(name: str) -> str:
        if name not in keys:
            keys[name] = f"gambar{len(keys)}"
            inputs[keys[name]] = as_svg(default_storage, name)
        return keys[name]

    certificates = [
        {
            **paper,
            "background": key(paper["background"]),
            "logo": key(paper["logo"]),
            "signers": [{**who, "signature": key(who["signature"])} for who in paper["signers"]],
        }
        for paper in papers
    ]
    # Texts of our own beside the data, which breaks long words.
    inputs["codes"] = json.dumps([{"url": url, "qr": qr_code(url, mask=_MASK)} for url in urls])
    data = {"title": papers[0]["title"], "office": papers[0]["office"], "certificates": certificates}
    return pdf(_TEMPLATE, data, made_at=made_at, inputs=inputs)


def issued(certificate: Certificate) -> bytes:
    """The bytes that were first given out; the first who asks has them made, of several at once one."""
    if not certificate.file:
        _keep(certificate, pdf_of(certificate))
    with certificate.file.open("rb") as file:
        return bytes(file.read())


def _keep(certificate: Certificate, content: bytes) -> None:
    field = certificate.file
    field.save("sertifikat.pdf", ContentFile(content), save=False)
    ours = field.name or ""
    rows = Certificate._base_manager.filter(pk=certificate.pk, file="")
    if not rows.update(file=ours, sha256=hashlib.sha256(content).hexdigest()):
        field.storage.delete(ours)
    certificate.refresh_from_db(fields=["file", "sha256"])


def for_paper(participation: Participation) -> str:
    """The name as it is printed."""
    return " ".join(participation.person.name.split())
