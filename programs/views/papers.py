"""Papers of handovers as files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.exports import XLSX_TYPE
from dekon_portal.core.pages import one_or_404
from programs.bast import bast_pdf as drawn
from programs.bast_sheet import bast_xlsx as sheet
from programs.issued import issued
from programs.models import Delivery, DocumentKind

if TYPE_CHECKING:
    from django.http import HttpRequest


def delivery_of(request: HttpRequest, pk: int) -> Delivery:
    rows = Delivery.objects.visible_to(request.user).with_labels()
    shown = rows.select_related("fiscal_year", "activity__budget_line", "signed_by", "replaces", "annulment")
    return one_or_404(shown, pk=pk)  # type: ignore[no-any-return]


def file_name(number: str, otherwise: str) -> str:
    """A paper's number as a file can be called."""
    return re.sub(r"[^A-Za-z0-9]+", "-", number).strip("-") or otherwise


def bast_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The BAST as it was issued; before signing its draft, with a mark across the page.

    With `?salinan` an annulled one is a copy that says so; what was issued stays as it is.
    """
    found = delivery_of(request, pk)
    if found.is_editable or "salinan" in request.GET:
        return _shown(drawn(found), file_name(found.number, f"penyerahan-{pk}"))
    return _shown(_bytes_of(found, DocumentKind.BAST), file_name(found.number, f"penyerahan-{pk}"))


def annulment_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper that annulled a BAST, as it was issued."""
    found = delivery_of(request, pk)
    annulment = getattr(found, "annulment", None)
    if annulment is None:
        raise Http404
    return _shown(_bytes_of(found, DocumentKind.ANNULMENT), file_name(annulment.number, f"pembatalan-{pk}"))


def bast_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """What the BAST says, as a workbook."""
    found = delivery_of(request, pk)
    name = file_name(found.number, f"penyerahan-{pk}")
    return answer(sheet(found), XLSX_TYPE, f'attachment; filename="{name}.xlsx"')


def _bytes_of(delivery: Delivery, kind: str) -> bytes:
    try:
        with issued(delivery, kind).file.open("rb") as file:
            return file.read()  # type: ignore[no-any-return]
    except FileNotFoundError as lost:
        raise Http404 from lost


def _shown(content: bytes, name: str) -> HttpResponse:
    return answer(content, PDF_TYPE, f'inline; filename="{name}.pdf"')


def answer(content: bytes, content_type: str, disposition: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = disposition
    response["Cache-Control"] = "private, no-store"
    return response
