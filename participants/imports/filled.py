"""Writing what a list fills in of known records, with its trail, and giving it back when the list is undone (R15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.scope import check_reach_by_columns
from dekon_portal.core import audit
from dekon_portal.core.bulk import insert, update
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.versions import stale
from participants.models import Business, Completion, ImportBatch, Participation, Person
from participants.models.completions import OF, by_hand
from programs.models import Regency

from .completing import Filled, Filling, Values
from .lookup import Among, rows_by

_VERSIONED: Final = ("person", "business")

audit.register(
    {
        "row.completed": gettext_lazy("%(who)s melengkapi data %(what)s dari sebuah daftar"),
        "row.given_back": gettext_lazy("%(who)s menarik kembali data %(what)s yang dilengkapi dari sebuah daftar"),
    }
)


def fill_in(filling: Filling, batch: ImportBatch) -> set[int]:
    """Write it; the other activities whose counts it changes. Inside the transaction in which it was found, locked."""
    for filled in (filling.people, filling.parts, filling.firms):
        if filled.values:
            _write(filled, batch)
    return _counted_by_sex(pk for pk, values in filling.people.values.items() if "sex" in values)


def _write(filled: Filled, batch: ImportBatch) -> None:
    kind, model, values, keys = filled.kind, OF[filled.kind], filled.values, list(filled.values)
    for column in dict.fromkeys(column for some in values.values() for column in some):
        update(model, column, {pk: some[column] for pk, some in values.items() if column in some})
    rows: Any = model._base_manager.filter(pk__in=Among(keys))
    hands: dict[int, int] = {}
    if kind in _VERSIONED:
        hands = dict(rows.annotate(hand=by_hand(kind)).values_list("pk", "hand"))
        rows.update(version=F("version") + 1)
    regencies = [filled.records[pk]["regency_id"] for pk in keys]
    check_reach_by_columns(model, keys, {} if kind == "participation" else {"regency_id": regencies}, rows.db)
    insert(
        Completion(batch=batch),
        {
            f"{kind}_id": keys,
            "columns": [list(values[pk]) for pk in keys],
            "by_hand": [hands.get(pk) for pk in keys],
        },
    )
    with translation.override("id"):
        notes = {pk: _note(batch, filled.row[pk]) for pk in keys}
    audit.record_all([*_entries("row.completed", filled, batch.committed_by, notes)])


def _note(batch: ImportBatch, row: int) -> str:
    return _("Daftar %(name)s, baris %(row)d.") % {"name": batch.file_name, "row": row}


def completed(batch: ImportBatch, kind: str) -> models.QuerySet[Any]:
    """The persons, participations or businesses that the batch filled in."""
    of_batch = Completion._base_manager.filter(batch=batch, **{f"{kind}__isnull": False})
    rows: models.QuerySet[Any] = OF[kind]._base_manager.filter(pk__in=of_batch.values(kind))
    return rows


def untouched(batch: ImportBatch, kind: str) -> models.QuerySet[Any]:
    """Those persons or businesses that nobody has changed by hand since."""
    of_batch = Completion._base_manager.filter(batch=batch, **{kind: OuterRef("pk")})
    then = Subquery(of_batch.values("by_hand")[:1])
    rows: models.QuerySet[Any] = completed(batch, kind).alias(then=then, hand=by_hand(kind)).filter(hand=F("then"))
    return rows


def give_back(batch: ImportBatch, *, by: Any, reason: str) -> set[int]:
    """Make blank again what the list filled in; the other activities whose counts that changes.

    The reasons against it (made.py) were asked before. Raises Stale when a record was changed at this very moment.
    """
    with translation.override("id"):
        note = _("Daftar %(name)s dibatalkan: %(reason)s") % {"name": batch.file_name, "reason": reason}
    sexes: list[int] = []
    for kind, model in OF.items():
        of_batch = Completion._base_manager.filter(batch=batch, **{f"{kind}__isnull": False})
        columns: dict[int, list[str]] = dict(of_batch.values_list(kind, "columns"))
        if not columns:
            continue
        if kind in _VERSIONED:
            # Its version first: the row then waits for whoever has it, and is asked for once more.
            rows: Any = model._base_manager.filter(pk__in=untouched(batch, kind).values("pk"))
            if rows.update(version=F("version") + 1) != len(columns):
                raise stale()
        filled = _stored(kind, columns)
        audit.record_all([*_entries("row.given_back", filled, by, dict.fromkeys(columns, note), back=True)])
        for column in dict.fromkeys(column for some in columns.values() for column in some):
            keys = [pk for pk, some in columns.items() if column in some]
            blank = None if model._meta.get_field(column).null else ""
            model._base_manager.filter(pk__in=Among(keys)).update(**{column: blank})
            if column == "sex":
                sexes = keys
    return _counted_by_sex(sexes)


def _stored(kind: str, columns: Mapping[int, list[str]]) -> Filled:
    """What stands in these columns now."""
    filled = Filled(kind)
    about = ("name", "province_id", "regency_id")
    asked = [f"person__{name}" for name in about] + ["person_id"] if kind == "participation" else [*about]
    names = sorted({column for some in columns.values() for column in some}.difference(asked))
    for pk, *found in rows_by(OF[kind], "pk", columns, *asked, *names):
        record = {name.removeprefix("person__"): value for name, value in zip([*asked, *names], found, strict=True)}
        filled.records[pk] = record
        filled.values[pk] = {name: record[name] for name in columns[pk]}
    return filled


def _counted_by_sex(people: Any) -> set[int]:
    parts = Participation._base_manager.filter(person__in=Among(people)).order_by()
    return set(parts.values_list("activity", flat=True))


def _entries(
    verb: str, filled: Filled, by: Any, notes: Mapping[int, str], *, back: bool = False
) -> Iterator[AuditEntry]:
    """One entry per record, on the person's (the IKM's) own Riwayat: the activity's has one for the whole list."""
    regencies = Regency.objects.in_bulk({one["regency_id"] for one in filled.records.values()} - {None})
    linked = {values["business_id"] for values in filled.values.values() if "business_id" in values}
    firms = {pk: Business(pk=pk, name=name) for pk, name in rows_by(Business, "pk", linked, "name")}
    for pk, values in filled.values.items():
        record = filled.records[pk]
        place = {"province_id": record["province_id"], "regency": regencies.get(record["regency_id"])}
        row: Any
        if filled.kind == "participation":
            root: Any = Person(pk=record["person_id"], name=record["name"], **place)
            row = Participation(pk=pk, person=root, position=values.get("position", ""))
            row.business = firms.get(values.get("business_id", 0))
        else:
            own: Values = {name: value for name, value in values.items() if name != "regency_id"}
            root = row = OF[filled.kind](pk=pk, name=record["name"], **place, **own)
        shown = audit.snapshot(row, [name.removesuffix("_id") for name in values])
        changes = {name: (value, None) if back else (None, value) for name, value in shown.items()}
        yield audit.entry_of(verb, row, by=by, changes=changes, note=notes[pk], root=root)
