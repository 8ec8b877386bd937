"""Filters of the admin screens."""

from __future__ import annotations

from typing import Any

from django import template

from dekon_portal.core import audit

register = template.Library()


@register.filter
def sheet_row(number: int) -> int:
    """The row number the spreadsheet shows: its first row is the heading."""
    return number + 1


@register.filter
def field_word(opts: Any, name: str) -> str:
    """The page's word for a field of the model."""
    return audit.label_of(opts.model, name)
