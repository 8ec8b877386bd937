"""What is asked once about a column whose values can mean two things, with the readings to choose from (R14)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dekon_portal.core.dates import format_date, parse_date, split_place_and_date
from dekon_portal.core.numbers import format_integer, parse_integer


@dataclass(frozen=True)
class Question:
    """`choices` are (answer, how the first example then reads); `kind` is the key of the answer in the decisions."""

    field: str
    header: str
    kind: str
    examples: list[str]
    choices: list[tuple[Any, str]]


def question(kind: str, field: str, header: str, examples: list[str]) -> Question:
    """The question of a kind: day_first, century, thousands or p_means."""
    choices = {"day_first": _day_first, "century": _century, "thousands": _thousands, "p_means": _p_means}[kind]
    return Question(field, header, kind, examples, choices(examples[0]))


def which_sheet(names: list[str]) -> list[Question]:
    """The sheets to choose from, where the file could be opened; the portal has chosen one already."""
    return [Question("", "", "sheet", [], [(name, name) for name in names])] if names else []


def _day_first(example: str) -> list[tuple[Any, str]]:
    return [
        (True, _("hari dahulu: %(date)s") % {"date": _reading(example, True)}),
        (False, _("bulan dahulu: %(date)s") % {"date": _reading(example, False)}),
    ]


def _reading(example: str, day_first: bool) -> str:
    written = split_place_and_date(example)[1]
    try:
        return format_date(parse_date(written, day_first=day_first, century=1900))
    except ValueError:
        return example


def _century(example: str) -> list[tuple[Any, str]]:
    """The answer is the first of the hundred years meant; lists mix people born in 1985 and in 2003."""
    digits = re.findall(r"\d+", example)
    year = int(digits[-1]) % 100 if digits else 0
    return [
        (1900, _("tahun 1900-an: %(year)d") % {"year": 1900 + year}),
        (1930, _("antara 1930 dan 2029: %(year)d") % {"year": 1900 + year if year >= 30 else 2000 + year}),
        (2000, _("tahun 2000-an: %(year)d") % {"year": 2000 + year}),
    ]


def _thousands(example: str) -> list[tuple[Any, str]]:
    mark, other = (".", ",") if "." in example else (",", ".")
    try:
        whole = format_integer(parse_integer(example, mark))
    except ValueError:
        whole = example
    return [
        (mark, _("pemisah ribuan: %(number)s") % {"number": whole}),
        (other, _("pecahan: akan ditolak, karena harus bilangan bulat")),
    ]


def _p_means(_example: str) -> list[tuple[Any, str]]:
    return [("L", _("P berarti pria")), ("P", _("P berarti perempuan"))]
