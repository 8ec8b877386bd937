"""All BAST of a filtered list as one PDF: asking, waiting, downloading. Each is for who asked only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dekon_portal.core import notices, progress
from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.lists import without_search
from dekon_portal.core.nik import holds_nik
from dekon_portal.core.pages import form_page, one_or_404
from programs import bundles, tasks
from programs.models import BastBundle, BundleState

if TYPE_CHECKING:
    from django.http import HttpRequest


def bundle_new(request: HttpRequest) -> HttpResponse:
    """Says how many BAST the filter of the list finds, and puts them together when asked to."""
    if holds_nik(request.GET.get("cari", "")):
        return without_search(request)
    query = request.GET.urlencode()

    def save(form: Any) -> str:
        bundle = bundles.ask(request.user, query)
        tasks.run(bundle)
        return bundle.get_absolute_url()

    return form_page(
        request,
        lambda data, files: forms.Form(data),
        save,
        title=_("Unduh semua BAST"),
        verb=_("Jadikan satu PDF"),
        saved=_("Permintaan diterima."),
        cancel_url=f"{reverse('programs:delivery_list')}?{query}",
        template="programs/bundle_new.html",
        context={
            "count": bundles.papers_of(request.user, query).count(),
            "most": bundles.MOST,
            "crumbs": [(_("Penyerahan"), reverse("programs:delivery_list"))],
        },
    )


def _own(request: HttpRequest, pk: int) -> BastBundle:
    return one_or_404(BastBundle.objects.filter(asked_by=request.user), pk=pk)  # type: ignore[no-any-return]


def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, then the file."""
    found = _own(request, pk)
    notices.see(request.user, found.get_absolute_url())
    running = found.state == BundleState.WAITING
    if request.headers.get("HX-Request") and not running:  # the progress bar asks, and the work has ended
        return HttpResponse(headers={"HX-Redirect": found.get_absolute_url()})
    return render(
        request,
        "programs/bundle.html",
        {
            "bundle": found,
            "running": running,
            "progress": progress.of(found),
            "until": found.asked_at + bundles.KEEP,
            "again": f"{reverse('programs:bundle_new')}?{found.query}",
            "title": _("Unduh semua BAST"),
            "crumbs": [(_("Penyerahan"), f"{reverse('programs:delivery_list')}?{found.query}")],
        },
    )


def bundle_file(request: HttpRequest, pk: int) -> FileResponse:
    found = _own(request, pk)
    try:
        content = found.file.open("rb")
    except (ValueError, FileNotFoundError) as missing:  # not made yet, or lost
        raise Http404 from missing
    response = FileResponse(content, as_attachment=True, filename=f"{_('kumpulan-bast')}.pdf", content_type=PDF_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response
