"""Slips with each participant's own link, to be printed, cut and handed out: the tokens are shown this once only.

Always in Indonesian. No NIK is on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dekon_portal.core.documents import pdf, qr_code
from dekon_portal.core.refusal import Refusal

if TYPE_CHECKING:
    from programs.models import Activity

    from .models import Participation

_TEMPLATE: Final = Path(__file__).parent / "documents" / "tautan.typ"
MOST_SLIPS: Final = 500


def ensure_few(people: Sequence[Participation]) -> None:
    """Before links are made: what cannot be printed would be lost. Raises Refusal."""
    if len(people) > MOST_SLIPS:
        raise Refusal(
            _("Satu PDF memuat paling banyak %(most)d tautan. Pilih peserta satu per satu, atau unduh CSV.")
            % {"most": MOST_SLIPS}
        )


def slips_pdf(activity: Activity, lines: Sequence[tuple[Participation, str]], title: str) -> bytes:
    """A slip for each (participation, address), ten a page; `title` says what is answered."""
    with translation.override("id"):
        data = {
            "office": activity.office.name,
            "activity": activity.title,
            "title": title,
            "sample": activity.is_sample,
            "slips": [{"name": row.person.name, "business": str(row.business or ""), "url": url} for row, url in lines],
        }
    codes = {f"qr{number}": qr_code(url) for number, (_row, url) in enumerate(lines)}
    return pdf(_TEMPLATE, data, made_at=timezone.now(), inputs=codes)
