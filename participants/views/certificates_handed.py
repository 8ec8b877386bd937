"""Handing certificates out: a private link, a mail, all of an activity as one PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dekon_portal.core import notices, progress
from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.editing import require_on
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.pages import one_or_404, refused
from dekon_portal.core.refusal import Refusal
from participants.certificates import bundles, links, tasks
from participants.models import CertificateBundle
from programs.models import BundleState
from programs.views.frame import activity_of

from .certificates import certificate_of, crumbs_of, tab_of

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_POST
def certificate_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes a private link and shows it, this once."""
    found = certificate_of(request, pk)
    require_on(found, request.user, "certificate.issue")
    try:
        link, token = links.make(found, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(found)
    url = links.url_of(token)
    page = {
        "title": _("Tautan pengambilan sertifikat"),
        "crumbs": crumbs_of(found.activity),
        "certificate": found,
        "link": link,
        "zone": found.activity.province.zone,
        "url": url,
        "qr": segno.make(url, error="m").svg_data_uri(scale=5, border=2),
    }
    response = render(request, "participants/certificate_link.html", page)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "strict-origin"
    return response


@require_POST
def certificate_link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = certificate_of(request, pk)
    links.revoke(found, by=request.user)
    messages.success(request, _("Tautan dicabut dan tidak dapat dipakai lagi."))
    return redirect(found)


@require_POST
def certificate_mail(request: HttpRequest, pk: int) -> HttpResponse:
    found = certificate_of(request, pk)
    try:
        tasks.send([links.mail(found, by=request.user)])
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("Sertifikat dikirim lewat surel. Bila gagal, pemberitahuannya muncul di lonceng."))
    return redirect(found)


@require_POST
def certificate_mail_all(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    try:
        asked = links.mail_all(activity, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(tab_of(activity))
    tasks.send(asked)
    told = ngettext("%(count)s surel dikirim di latar.", "%(count)s surel dikirim di latar.", len(asked))
    messages.success(request, told % {"count": format_integer(len(asked))})
    return redirect(tab_of(activity))


@require_POST
def certificate_bundle_ask(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    try:
        asked = bundles.ask(activity, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(tab_of(activity))
    tasks.run(asked)
    return redirect(asked)


def _own(request: HttpRequest, pk: int) -> CertificateBundle:
    rows = CertificateBundle.objects.visible_to(request.user).filter(asked_by=request.user)
    return one_or_404(rows.select_related("activity__office__province"), pk=pk)  # type: ignore[no-any-return]


def certificate_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, then the file."""
    found = _own(request, pk)
    notices.see(request.user, found.get_absolute_url())
    running = found.state == BundleState.WAITING
    if request.headers.get("HX-Request") and not running:  # the progress bar asks, and the work has ended
        return HttpResponse(headers={"HX-Redirect": found.get_absolute_url()})
    page = {
        "bundle": found,
        "running": running,
        "progress": progress.of(found),
        "until": found.asked_at + bundles.KEEP,
        "title": _("Semua sertifikat"),
        "crumbs": crumbs_of(found.activity),
    }
    return render(request, "participants/certificate_bundle.html", page)


def certificate_bundle_file(request: HttpRequest, pk: int) -> FileResponse:
    found = _own(request, pk)
    try:
        content = found.file.open("rb")
    except (ValueError, FileNotFoundError) as missing:  # not made yet, or lost
        raise Http404 from missing
    name = f"{_('sertifikat')}-{found.activity.code}.pdf"
    response = FileResponse(content, as_attachment=True, filename=name, content_type=PDF_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response
