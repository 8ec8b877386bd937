"""Tags and filters of the pages: icons, local numbers and dates, the filters in force. Built into every template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.conf import settings
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.utils.choices import flatten_choices
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .. import dates, drafts, icons, kept_forms, numbers, once, uploads

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from django.forms import BoundField
    from django.http import QueryDict
    from django.template import Context
    from django_filters import FilterSet

    from ..models import PendingUpload

register = template.Library()

LIST_STATE = ("page", "_export")  # what a changed filter forgets


def unknown_mark() -> SafeString:
    """R4: what is not known is said, never shown as 0 or left blank."""
    return format_html('<span class="unknown">{}</span>', _("belum diketahui"))


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    return icons.svg(name, css)


@register.simple_tag(takes_context=True)
def kept_mark(context: Context) -> SafeString:
    """The hidden field by which a form typed in an expired session finds its owner again (core/kept_forms.py)."""
    return _hidden(kept_forms.OWNER_FIELD, kept_forms.owner_mark(context["request"]))


@register.simple_tag(takes_context=True)
def draft_key(context: Context) -> str:
    """What the person's own browser encrypts with while the line is broken (core/drafts.py)."""
    return drafts.browser_key(context["request"].user)


@register.simple_tag(takes_context=True)
def once_token(context: Context) -> SafeString:
    """The hidden token of a form; shown again with its errors, or as it was left, it keeps its own (core/once.py)."""
    typed = _typed(context)
    return _hidden(once.FIELD, typed.get(once.FIELD) or once.new_token())


@register.simple_tag(takes_context=True)
def kept_uploads(context: Context) -> list[tuple[str, PendingUpload]]:
    """(field, upload) of files that are here in full while the rest of their form is not yet right."""
    request = context["request"]
    named = uploads.named_in(_typed(context), request.user, request.path)
    return [(field, upload) for field, whole in named.items() for upload in whole]


def _typed(context: Context) -> QueryDict:
    """What the form of the page was filled with: sent just now, kept when a session ended, or a draft."""
    form = context.get("form")
    data: QueryDict = form.data if form is not None and form.is_bound else context["request"].POST
    return data


def _hidden(name: str, value: str) -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', name, value)


@register.filter
def unknown(value: Any) -> Any:
    """The value, or *belum diketahui* when there is none; 0 is a value."""
    return unknown_mark() if value is None or value == "" else value


@register.filter
def integer(value: int | None) -> str:
    """12500 → 12.500"""
    return unknown_mark() if value is None else numbers.format_integer(value)


@register.filter
def rupiah(value: int | None) -> str:
    """12500000 → Rp 12.500.000"""
    return unknown_mark() if value is None else numbers.format_rupiah(value)


@register.filter
def rupiah_in(value: int | None, thousands: bool) -> str:
    """Whole rupiah, or thousands of them where the reader asked for that; the heading names the unit."""
    if value is None:
        return unknown_mark()
    return numbers.format_thousand_rupiah(value) if thousands else numbers.format_integer(value)


@register.filter
def percent(value: float | None) -> str:
    """97,1 %; a dash where there is nothing to be a share of."""
    return "–" if value is None else numbers.format_percent(value)


@register.filter
def tanggal(value: date | None) -> str:
    """15 Juni 2020"""
    return unknown_mark() if value is None else dates.format_date(value)


@register.filter
def bulan(month: int) -> str:
    """3 → Maret"""
    return dates.month_name(month)


@register.filter
def waktu(value: datetime | None, zone: str | ZoneInfo | None = None) -> str:
    """3 Juli 2020 10.12 WIB, in the zone of the office given, else Jakarta's."""
    return unknown_mark() if value is None else dates.format_datetime(value, zone or settings.TIME_ZONE)


@register.filter
def at(found: Mapping[str, Any], key: str) -> Any:
    """What is kept under a key that only the page knows; None when there is nothing."""
    return found.get(key) if found else None


@register.filter
def percent_of(part: int, whole: int) -> int:
    """Whole percent, rounded down so that 100 means all; 0 of nothing is 0."""
    return part * 100 // whole if whole else 0


class Chip(NamedTuple):
    """One filter in force and the address of the list without it."""

    label: str
    value: str
    without: str


@register.simple_tag
def active_filters(filterset: FilterSet) -> list[Chip]:
    """The filters in force, in the order of the form; values that do not validate are left to the field's error."""
    form = filterset.form
    given = form.cleaned_data if form.is_valid() else {}
    return [
        Chip(str(field.label), _shown(field, given[field.name]), _address_without(filterset.data, field.html_name))
        for field in form
        if given.get(field.name) not in (None, "") and _sent(filterset.data, field.html_name) and not field.is_hidden
    ]


def _sent(query: QueryDict, name: str) -> list[str]:
    """The keys of the address that carry the field `name`; a range has several (name_min, name_max)."""
    return [key for key in query if key == name or key.startswith(f"{name}_")]


def _shown(field: BoundField, value: Any) -> str:
    if isinstance(field.field, ModelChoiceField):
        return ", ".join(map(str, value)) if isinstance(value, QuerySet) else str(value)
    choices = dict(flatten_choices(getattr(field.field, "choices", ())))
    if isinstance(value, slice):
        return " – ".join(_plain(end) if end is not None else "…" for end in (value.start, value.stop))
    if value is True:
        return _("ya")
    if isinstance(value, list):
        return ", ".join(str(choices.get(item, item)) for item in value)
    return str(choices.get(value) or _plain(value))


def _plain(value: Any) -> str:
    return dates.format_date(value) if isinstance(value, date) else str(value)


def _address_without(query: QueryDict, name: str) -> str:
    rest = query.copy()
    for key in [*_sent(rest, name), *LIST_STATE]:
        rest.pop(key, None)
    return f"?{rest.urlencode()}"
