"""Writing what a list fills in of known records, with its trail, and giving it back when the list is undone (R15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.scope import check_reach_by_columns
from dekon_portal.core import audit
from dekon_portal.core.bulk import insert, update
from dekon_portal.core.versions import stale
from participants.models import Business, Completion, ImportBatch, Participation, Person
from participants.models.completions import OF, by_hand
from programs.models import Regency

from .completing import Filled, Filling
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
    rows: Any = model._base_manager.filter(Among("pk", keys))
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
        note = _("Daftar %(name)s, baris %(row)d.")
    notes = {pk: note % {"name": batch.file_name, "row": filled.row[pk]} for pk in keys}
    audit.record_all("row.completed", _acts(filled, notes), by=batch.committed_by)


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
        audit.record_all("row.given_back", _acts(filled, dict.fromkeys(columns, note), back=True), by=by)
        for column in dict.fromkeys(column for some in columns.values() for column in some):
            keys = [pk for pk, some in columns.items() if column in some]
            blank = None if model._meta.get_field(column).null else ""
            model._base_manager.filter(Among("pk", keys)).update(**{column: blank})
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
    parts = Participation._base_manager.filter(Among("person", people)).order_by()
    return set(parts.values_list("activity", flat=True))


def _acts(filled: Filled, notes: Mapping[int, str], *, back: bool = False) -> list[audit.Act]:
    """One entry per record, on the person's (the IKM's) own Riwayat: the activity's has one for the whole list."""
    model = OF[filled.kind]
    label = audit.key_of(model(pk=0)).partition(":")[0]
    root = audit.key_of(Person(pk=0)).partition(":")[0] if filled.kind == "participation" else label
    fields = {column: model._meta.get_field(column) for some in filled.values.values() for column in some}
    words = {column: audit.shown(field) for column, field in fields.items() if field.editable}
    for column, referred in (("regency_id", Regency), ("business_id", Business)):
        if column in words:
            keys = {values[column] for values in filled.values.values() if column in values}
            words[column] = {row.pk: str(row) for row in referred._base_manager.filter(Among("pk", keys))}.get
    acts = []
    for pk, values in filled.values.items():
        about = filled.records[pk]
        told = {fields[name].name: words[name](value) for name, value in values.items() if name in words}
        acts.append(
            audit.Act(
                subject=f"{label}:{pk}",
                label=about["name"],
                root=f"{root}:{about.get('person_id', pk)}",
                province=about["province_id"],
                regency=about["regency_id"],
                changes={name: (value, None) if back else (None, value) for name, value in told.items()},
                note=notes[pk],
            )
        )
    return acts
