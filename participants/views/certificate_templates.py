"""The office's templates of certificates: list, form, how one looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.editing import require, require_on, save_row
from dekon_portal.core.pages import form_page, one_or_404, seen_version
from participants.certificates import papers
from participants.forms.certificates import CertificateTemplateForm
from participants.models import CertificateTemplate
from programs.models import Activity, Office

if TYPE_CHECKING:
    from django.http import HttpRequest


def template_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "certificate.issue", province=None)
    rows = CertificateTemplate.objects.visible_to(request.user).select_related("office__province")
    return render(request, "participants/certificate_templates.html", {"rows": rows, "title": _("Templat sertifikat")})


def _template(request: HttpRequest, pk: int) -> CertificateTemplate:
    rows = CertificateTemplate.objects.visible_to(request.user).select_related(
        "office__province", "first_official", "second_official"
    )
    return one_or_404(rows, pk=pk)  # type: ignore[no-any-return]


def template_new(request: HttpRequest) -> HttpResponse:
    require(request.user, "certificate.issue", province=None)
    first = Office.objects.visible_to(request.user).select_related("province").first()
    return _form(request, CertificateTemplate(office=first), title=_("Templat sertifikat baru"))


def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _template(request, pk)
    require_on(row, request.user, "certificate.issue")
    return _form(request, row, title=_("Ubah templat sertifikat"))


def _form(request: HttpRequest, row: CertificateTemplate, *, title: str) -> HttpResponse:
    listed = reverse("participants:certificate_templates")

    def save(form: Any) -> str:
        changed, seen = form.save(commit=False), seen_version(request)
        save_row(changed, by=request.user, action="certificate.issue", seen_version=seen)
        return listed

    return form_page(
        request,
        lambda data, files: CertificateTemplateForm(data, files, instance=row, user=request.user),
        save,
        title=title,
        cancel_url=listed,
        context={"crumbs": [(_("Templat sertifikat"), listed)]},
    )


def template_sample(request: HttpRequest, pk: int) -> HttpResponse:
    """For an invented person of an invented activity."""
    template = _template(request, pk)
    require_on(template, request.user, "certificate.issue")
    shown = Activity(office=template.office, title=_("Judul kegiatan"))
    values = {"kegiatan": shown.title, "tanggal": "15–17 Juni 2020", "tempat": "Tempat kegiatan", "jp": "24"}
    content = papers.sample_pdf(template, shown, values, timezone.localdate())
    response = HttpResponse(content, content_type=PDF_TYPE)
    response["Content-Disposition"] = 'inline; filename="contoh-sertifikat.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
