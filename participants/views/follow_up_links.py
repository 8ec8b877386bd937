"""The office's links to participants: one shown once, or many in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import segno
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dekon_portal.core.dates import format_datetime
from dekon_portal.core.editing import require
from dekon_portal.core.exports import csv_response
from dekon_portal.core.pages import refused
from dekon_portal.core.refusal import Refusal
from participants import follow_up_links
from participants.filters import FollowUpFilter
from participants.models import FollowUp

from .follow_ups import crumbs_of, round_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from participants.models import FollowUpLink

LINK_COLUMNS = [
    ("name", gettext_lazy("Nama Peserta")),
    ("phone", gettext_lazy("Telepon")),
    ("round", gettext_lazy("Putaran")),
    ("activity", gettext_lazy("Kode Kegiatan")),
    ("link", gettext_lazy("Tautan")),
    ("until", gettext_lazy("Berlaku sampai")),
]


@require_POST
def follow_up_links_file(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Links for what the list shows, with telephone numbers, as one file; only this once (R3)."""
    require(request.user, "people.write", province=None)
    here = f"{reverse('participants:follow_up_list')}?{request.GET.urlencode()}"
    rows = FollowUp.objects.visible_to(request.user).with_standing()  # type: ignore[attr-defined]
    chosen = FollowUpFilter(request.GET, queryset=rows, request=request)
    try:
        made = follow_up_links.make_many(chosen.qs, by=request.user, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(here)
    response = csv_response(LINK_COLUMNS, [_link_row(request, one) for one in made], "tautan-tindak-lanjut")
    response["Cache-Control"] = "private, no-store"
    return response


def _link_row(request: HttpRequest, made: follow_up_links.Made) -> dict[str, Any]:
    person, activity = made.follow_up.participation.person, made.follow_up.trail_root
    return {
        "name": person.name,
        "phone": _written(person.phone) or None,
        "round": str(made.follow_up.get_round_display()),
        "activity": activity.code,
        "link": _address(request, made.token),
        "until": format_datetime(made.link.expires_at, activity.province.zone),
    }


def _written(phone: str) -> str:
    """ "0812-3456-7890": with its dashes it stays text in a sheet, which takes +62… for a formula and cuts the 0."""
    bare = f"0{phone.removeprefix('+62')}" if phone.startswith("+62") else phone
    return "-".join(part for part in (bare[:4], bare[4:8], bare[8:]) if part)


def _address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("participants:news", args=[token]))


@require_POST
def follow_up_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes a link and shows it, this once."""
    row = round_of(request, pk)
    try:
        made = follow_up_links.make(row, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(row)
    url = _address(request, made.token)
    page = {
        "title": _("Tautan untuk peserta"),
        "crumbs": crumbs_of(row),
        "row": row,
        "link": made.link,
        "zone": row.trail_root.province.zone,
        "url": url,
        "qr": segno.make(url, error="m").svg_data_uri(scale=5, border=2),
        "message": _message(row, made.link, url),
    }
    response = render(request, "participants/follow_up_link.html", page)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "strict-origin"
    return response


def _message(row: FollowUp, link: FollowUpLink, url: str) -> str:
    """Ready to be pasted into WhatsApp."""
    activity = row.trail_root
    until = format_datetime(link.expires_at, activity.province.zone)
    return "\n".join(
        [
            _("Yth. %(name)s,") % {"name": row.participation.person},
            _("%(months)s yang lalu Anda mengikuti %(activity)s. Kami ingin tahu kabar usaha Anda sekarang.")
            % {"months": row.get_round_display(), "activity": activity},
            _("Buka tautan ini di ponsel, tanpa akun: %(url)s") % {"url": url},
            _("Tautan hanya untuk Anda, dipakai satu kali, dan berlaku sampai %(until)s.") % {"until": until},
            str(activity.office),
        ]
    )


@require_POST
def follow_up_link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    row = round_of(request, pk)
    follow_up_links.revoke(row, by=request.user)
    messages.success(request, _("Tautan dicabut dan tidak dapat dipakai lagi."))
    return redirect(row)
