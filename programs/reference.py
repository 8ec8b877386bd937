"""Reference data from programs/data into the database.

Regions, which others publish, follow the files. What the ministry keeps itself (KBLI, holidays, PSBB spells, fiscal
years, products, commodities) is only added where it is missing: what somebody mended or removed by hand stays so.
Nothing is ever deleted.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

import holidays
from django.db import models, transaction

from .models import Commodity, FiscalYear, Holiday, Kbli, Product, Province, Regency, RestrictionSpell

DATA: Final = Path(__file__).parent / "data"
HOLIDAY_YEARS: Final = range(2019, 2028)

M = TypeVar("M", bound=models.Model)
Counts = dict[str, tuple[int, int]]

SEEDS: Final[dict[str, Callable[[], tuple[int, int]]]] = {}
"""What apps above bring in after ours: the table's Indonesian name → its seeding."""


@transaction.atomic
def seed() -> Counts:
    """Bring all reference data in; (added, changed) per table by its Indonesian name."""
    return {
        "provinsi": _follow(provinces(), ("name", "time_zone", "capital", "valid_from", "split_from", "map_id")),
        "kabupaten/kota": _follow(regencies(), ("province", "province_before_2022", "kind", "name")),
        "KBLI": add_missing(_kbli(), "edition", "code"),
        "komoditas": add_missing([Commodity(**row) for row in _rows("commodities")], "code"),
        "produk": add_missing(_products(), "code"),
        "tahun anggaran": add_missing(_fiscal_years(), "year"),
        "hari libur": _add_calendars(),
        "masa PSBB": _add_spells(),
        **{table: bring_in() for table, bring_in in SEEDS.items()},
    }


# --- The ways of bringing in ---
def _follow(wanted: Sequence[M], fields: Sequence[str]) -> tuple[int, int]:
    """Add rows that are missing and change those whose `fields` differ from the file."""
    model = type(wanted[0])
    columns = [model._meta.get_field(field).attname for field in fields]  # type: ignore[union-attr]
    stored = model._base_manager.in_bulk()
    new = [row for row in wanted if row.pk not in stored]
    changed = [
        row
        for row in wanted
        if row.pk in stored and any(getattr(stored[row.pk], name) != getattr(row, name) for name in columns)
    ]
    model._base_manager.bulk_create(new)
    model._base_manager.bulk_update(changed, fields)
    return len(new), len(changed)


def add_missing(wanted: Sequence[M], *key: str) -> tuple[int, int]:
    """Add the rows whose `key` is not stored yet."""
    model = type(wanted[0])
    stored = set(model._base_manager.values_list(*key))
    new = [row for row in wanted if tuple(getattr(row, name) for name in key) not in stored]
    model._base_manager.bulk_create(new)
    return len(new), 0


def _add_calendars() -> tuple[int, int]:
    """Only for years that have no entry yet: a calendar that is kept by hand is not mixed with another."""
    kept = set(Holiday.objects.values_list("date__year", flat=True))
    new = [row for year in HOLIDAY_YEARS if year not in kept for row in _calendar(year)]
    Holiday.objects.bulk_create(new)
    return len(new), 0


def _add_spells() -> tuple[int, int]:
    """Only for regions that have no spell yet, for the same reason."""
    kept = set(RestrictionSpell.objects.values_list("province", "regency"))
    new = [row for row in _spells() if (row.province_id, row.regency_id) not in kept]
    RestrictionSpell.objects.bulk_create(new)
    return len(new), 0


# --- The rows ---
def provinces() -> list[Province]:
    return [
        Province(
            code=row["kemendagri_code"],
            name=row["name"],
            time_zone=row["timezone"],
            capital=row["capital"],
            valid_from=_day(row["valid_from"]),
            split_from_id=row["split_from"] or None,
            map_id=row["map_id"],
        )
        for row in _rows("provinces")
    ]


def regencies() -> list[Regency]:
    return [
        Regency(
            code=row["kemendagri_code"],
            province_id=row["province_code"],
            province_before_2022_id=row["province_code_before_2022"],
            kind=row["kind"],
            name=row["name"],
        )
        for row in _rows("regencies")
    ]


def _kbli() -> list[Kbli]:
    return [
        Kbli(code=row["code"], edition=row["edition"], title=row["title"], verified=row["verified"] == "yes")
        for row in _rows("kbli")
    ]


def _products() -> list[Product]:
    """Whether a product is medical is not stated anywhere, so it stays unknown."""
    return [
        Product(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            unit=row["unit"],
            layers=int(row["layers"]) if row["layers"] else None,
            is_medical={"yes": True, "no": False}.get(row["is_medical"]),
        )
        for row in _rows("products")
    ]


def _fiscal_years() -> list[FiscalYear]:
    return [
        FiscalYear(
            year=int(row["year"]),
            structure=row["structure"],
            legal_basis=row["legal_basis"],
            legal_basis_verified=row["legal_basis_verified"] == "yes",
            forms_from=int(row["forms_from"]) if row["forms_from"] else None,
        )
        for row in _rows("fiscal_years")
    ]


def _calendar(year: int) -> Iterator[Holiday]:
    """National holidays and cuti bersama of a year; a day that is both counts as a holiday."""
    national = holidays.country_holidays("ID", years=year, categories=("public",), language="id")
    leave = holidays.country_holidays("ID", years=year, categories=("government",), language="id")
    for day, name in national.items():
        yield Holiday(date=day, name=name, kind=Holiday.Kind.HOLIDAY)
    for day, name in leave.items():
        if day not in national:
            # The package's only misspelling, which would stand on official pages.
            yield Holiday(date=day, name=name.replace("Pegangti", "Pengganti"), kind=Holiday.Kind.LEAVE)


def _spells() -> list[RestrictionSpell]:
    return [
        RestrictionSpell(
            province_id=row["province_code"],
            regency_id=row["regency_code"] or None,
            start=_day(row["start"]),
            end=_day(row["end"]),
            decree=row["decree"],
            source=row["source"],
            verified=row["verified"] == "yes",
        )
        for row in _rows("psbb")
    ]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
