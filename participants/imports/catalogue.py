"""What the import knows and says, as lists for the help page and for docs/import.md."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django.utils.text import capfirst

from .fields import FIELDS
from .issues import ASK, CATALOGUE, ERROR, FILE_CODES, WARNING, plain

HEADINGS_SHOWN: Final = 5
GRAVEST_FIRST: Final = (ERROR, ASK, WARNING)


class KnownField(NamedTuple):
    key: str
    label: Any
    headings: list[str]


class RowProblem(NamedTuple):
    code: str
    problem: str
    cure: str


class FileProblem(NamedTuple):
    code: str
    sentences: list[str]


def known_fields() -> list[KnownField]:
    """Every field a column can fill, with the first of the headings that mean it."""
    return [KnownField(one.key, one.label, list(one.synonyms[:HEADINGS_SHOWN])) for one in FIELDS.values()]


def row_problems() -> dict[str, list[RowProblem]]:
    """Severity → its problems, gravest first, in the order of the catalogue."""
    return {
        severity: [
            RowProblem(code, capfirst(plain(kind.problem)), plain(kind.cure))
            for code, kind in CATALOGUE.items()
            if kind.severity == severity
        ]
        for severity in GRAVEST_FIRST
    }


def file_problems() -> list[FileProblem]:
    return [FileProblem(code, [plain(one) for one in sentences]) for code, sentences in FILE_CODES.items()]
