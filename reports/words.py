"""Values of a report in words, as printed pages state them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dekon_portal.core.dates import format_date
from dekon_portal.core.known import Known
from dekon_portal.core.numbers import format_integer, format_percent


def shown(value: Any) -> str:
    """A value in words: `12.500`, `3.000 (2 dari 5 diketahui)`, `belum diketahui`, `15 Juni 2020`."""
    if isinstance(value, Known):
        return known_in_words(value)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, date):
        return format_date(value)
    if value is None:
        return _("belum diketahui")
    if isinstance(value, float):
        return format_percent(value)
    return format_integer(value) if isinstance(value, int) else str(value)


def known_in_words(figure: Known) -> str:
    """`3.000 (2 dari 5 diketahui)`; of nothing recorded, "tidak ada catatan"."""
    if not figure.of:
        return _("tidak ada catatan")
    if figure.is_complete:
        return format_integer(figure.total)
    return _("%(total)s (%(known)s dari %(of)s diketahui)") % {
        "total": format_integer(figure.total),
        "known": format_integer(figure.known),
        "of": format_integer(figure.of),
    }
