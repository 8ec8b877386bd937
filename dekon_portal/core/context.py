"""What every page knows: navigation by role, the person's scope in words, the release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from . import notices

if TYPE_CHECKING:
    from django.http import HttpRequest

    from dekon_portal.accounts.models import User


def portal(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "nav": _navigation(request, user) if known and user else [],
        "current_scope_label": _scope_label(user) if known and user else "",
        # asked for by the band on top only, while parts of a page are drawn with this context, too
        "unseen_notices": SimpleLazyObject(lambda: notices.unseen(user) if known and user else 0),
        "is_demo": settings.DEMO,
        "release": settings.RELEASE,
    }


def _navigation(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    rows, figures = user.may("rows.read"), user.may("figures.read")
    admin = user.may("screens.office") or user.may("reference.write") or user.may("users.write")
    items = [
        (True, _("Beranda"), reverse("home"), "home"),
        (rows, _("Kegiatan"), "/kegiatan/", "clipboard"),
        (rows, _("IKM"), "/ikm/", "factory"),
        (rows, _("Peserta"), "/peserta/", "users"),
        (rows, _("Tindak lanjut"), "/tindak-lanjut/", "refresh"),
        (user.may("people.write"), _("Impor"), "/impor/", "upload"),
        (rows, _("Penyerahan"), "/penyerahan/", "handover"),
        (rows, _("Persediaan"), "/persediaan/", "package"),
        (rows, _("Penerima"), "/penerima/", "building"),
        (rows, _("Narasumber"), "/narasumber/", "user"),
        (user.may("budget.read"), _("Anggaran"), "/anggaran/", "wallet"),
        (user.may("budget.read"), _("Formulir triwulan"), "/formulir/", "calendar"),
        (user.may("activity.review") or user.may("activity.endorse"), _("Tinjauan"), "/tinjauan/", "inbox"),
        (figures, _("Dasbor"), reverse("reports:dashboard"), "chart"),
        (figures, _("Laporan"), reverse("reports:catalogue"), "table"),
        (user.may("trail.read"), _("Jejak audit"), "/jejak/", "history"),
        (admin, _("Layar admin"), "/admin/", "settings"),
    ]
    return [
        {
            "label": label,
            "url": url,
            "icon": icon,
            "active": request.path == url or (url != "/" and request.path.startswith(url)),
        }
        for shown, label, url, icon in items
        if shown
    ]


def _scope_label(user: User) -> str:
    """ "Petugas provinsi · Dinas Perindustrian Sumatera Selatan"."""
    return "; ".join(str(membership) for membership in user.current_memberships) or _("Tanpa peran")
