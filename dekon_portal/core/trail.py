"""The pages of an auditor: the whole audit trail, and who looked at full personal numbers and why (R3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .editing import require
from .lists import list_page
from .models import AuditEntry, PersonalDataAccess
from .trail_lists import AccessFilter, AccessTable, TrailFilter, TrailTable, words_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TRAIL_COLUMNS = [
    ("at", gettext_lazy("Waktu (WIB)")),
    ("actor", gettext_lazy("Oleh")),
    ("sentence", gettext_lazy("Tindakan")),
    ("subject", gettext_lazy("Data")),
    ("changes", gettext_lazy("Perubahan")),
    ("note", gettext_lazy("Catatan")),
    ("province", gettext_lazy("Kode provinsi")),
]
ACCESS_COLUMNS = [
    ("at", gettext_lazy("Waktu (WIB)")),
    ("actor", gettext_lazy("Oleh")),
    ("subject", gettext_lazy("Data")),
    ("count", gettext_lazy("Banyaknya nomor")),
    ("reason", gettext_lazy("Alasan")),
    ("province", gettext_lazy("Kode provinsi")),
]


def _entry(entry: AuditEntry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "actor": entry.actor_name,
        "sentence": entry.sentence,
        "subject": words_of(entry.subject),
        "changes": "; ".join(
            f"{label}: {_said(before)} → {_said(after)}" for label, before, after in entry.change_lines
        ),
        "note": entry.note,
        "province": entry.province,
    }


def _said(value: Any) -> str:
    return _("belum diketahui") if value in (None, "") else str(value)


def _access(access: PersonalDataAccess) -> dict[str, Any]:
    return {
        "at": access.at,
        "actor": access.actor,
        "subject": words_of(access.subject),
        "count": access.count,
        "reason": access.reason,
        "province": access.province,
    }


def _tabs(current: str) -> list[dict[str, Any]]:
    pages = [("trail", _("Semua tindakan")), ("trail_access", _("Akses data pribadi"))]
    return [{"label": label, "url": reverse(name), "active": name == current} for name, label in pages]


def trail(request: HttpRequest) -> HttpResponse:
    require(request.user, "trail.read", province=None)
    return list_page(
        request,
        AuditEntry.objects.visible_to(request.user),
        filter_class=TrailFilter,
        table_class=TrailTable,
        title=_("Jejak audit"),
        export=("jejak-audit", TRAIL_COLUMNS, _entry),
        context={
            "tabs": _tabs("trail"),
            "empty": {"title": _("Tidak ada tindakan yang cocok"), "text": _("Ubah saringannya.")},
        },
    )


def access(request: HttpRequest) -> HttpResponse:
    require(request.user, "trail.read", province=None)
    return list_page(
        request,
        PersonalDataAccess.objects.visible_to(request.user).select_related("actor"),
        filter_class=AccessFilter,
        table_class=AccessTable,
        title=_("Jejak audit"),
        export=("akses-data-pribadi", ACCESS_COLUMNS, _access),
        context={
            "tabs": _tabs("trail_access"),
            "empty": {"title": _("Tidak ada akses data pribadi yang cocok"), "text": _("Ubah saringannya.")},
        },
    )
