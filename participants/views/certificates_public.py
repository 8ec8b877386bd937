"""Pages for strangers: a person fetches the own certificate by a link, anybody checks one by its code. No sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.strangers import for_strangers, wrong_token
from participants.certificates import checks, links, papers
from participants.certificates.links import LinkState, Unusable
from programs.views.checks import check_page
from programs.views.papers import file_name

if TYPE_CHECKING:
    from django.http import HttpRequest

CLOSED: Final = {
    LinkState.EXPIRED: ("public/certificate_expired.html", 410),
    LinkState.REVOKED: ("public/certificate_revoked.html", 410),
    LinkState.UNKNOWN: ("public/unknown.html", 404),
}


@for_strangers
def pickup(request: HttpRequest, token: str) -> HttpResponse:
    """What the link holds: title and masked name, and the download. Opening it spends nothing."""
    try:
        link = links.opened(token)
    except Unusable as closed:
        return _closed(request, closed.state)
    certificate = link.certificate
    page = {
        "certificate": certificate,
        "name": checks.masked(certificate.paper["name"]),
        "link": link,
        "token": token,
        "zone": certificate.activity.province.zone,
        "title": _("Sertifikat Anda"),
    }
    return render(request, "public/certificate.html", page)


@for_strangers
def pickup_file(request: HttpRequest, token: str) -> HttpResponse:
    try:
        link = links.opened(token)
    except Unusable as closed:
        return _closed(request, closed.state)
    try:
        with acting_as_system():  # the link is the right to this one certificate
            content = papers.issued(link.certificate)
    except FileNotFoundError:
        return render(request, "public/unknown.html", status=404)
    response = HttpResponse(content, content_type=PDF_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name(link.certificate.number, "sertifikat")}.pdf"'
    return response


@for_strangers
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """What the code on a certificate leads to; a PDF may be held against the one that was given out."""
    found = checks.checked(token)
    if found is None:
        return _closed(request, LinkState.UNKNOWN)
    label = _("Berkas PDF sertifikat")
    title = _("Pemeriksaan sertifikat")
    return check_page(request, found, "public/certificate_verify.html", title=title, file_label=label)


def _closed(request: HttpRequest, state: LinkState) -> HttpResponse:
    if state == LinkState.UNKNOWN:
        wrong_token(request)
    template, status = CLOSED[state]
    return render(request, template, status=status)
