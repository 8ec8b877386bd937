"""What the pages about IKM share: the tabs of their lists and of one IKM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from participants.models import Business


def list_tabs(current: str) -> list[dict[str, Any]]:
    tabs = [
        ("ikm", _("IKM"), reverse("participants:business_list")),
        ("izin", _("Izin"), reverse("participants:permit_list")),
    ]
    return _drawn(tabs, current)


def tabs_of(business: Business, current: str) -> list[dict[str, Any]]:
    tabs = [
        ("data", _("Data IKM"), business.get_absolute_url()),
        ("pembinaan", _("Riwayat pembinaan"), reverse("participants:business_timeline", args=[business.pk])),
    ]
    return _drawn(tabs, current)


def _drawn(tabs: list[tuple[str, str, str]], current: str) -> list[dict[str, Any]]:
    return [{"label": label, "url": url, "count": None, "active": key == current} for key, label, url in tabs]
