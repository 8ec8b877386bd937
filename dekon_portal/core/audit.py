"""Who did what when: one append-only trail, written by the verbs inside their own transaction.

`record("delivery.signed", delivery, by=user, changes={"number": ("", "012/BAST")})`. A verb of the trail is registered
once in `SENTENCES` (each app adds its own) and read on the object's *Riwayat* tab. What an entry keeps is Indonesian,
whatever language the person worked in; its sentence is told in the reader's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.utils import translation
from django.utils.encoding import force_str
from django.utils.text import capfirst

from dekon_portal.accounts.scope import acting_as_system

from .nik import without_niks

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

    from .models import AuditEntry

Changes = Mapping[str, tuple[Any, Any]]

SENTENCES: dict[str, Any] = {}
"""Verb → lazy sentence with %(who)s and %(what)s."""

HIDDEN = "••••"


def register(sentences: Mapping[str, Any]) -> None:
    """Add verbs to the trail; a verb is registered once."""
    twice = SENTENCES.keys() & sentences.keys()
    if twice:
        raise ValueError(f"audit verbs registered twice: {sorted(twice)}")
    SENTENCES.update(sentences)


def key_of(obj: models.Model) -> str:
    """How the trail names an object: "programs.activity:12"."""
    return f"{obj._meta.label_lower}:{obj.pk}"


def record(
    verb: str,
    subject: models.Model,
    *,
    by: User | None,
    changes: Changes | None = None,
    note: str = "",
    actor_name: str = "",
) -> AuditEntry:
    """Write one entry, as `entry_of` words it."""
    entry = entry_of(verb, subject, by=by, changes=changes, note=note, actor_name=actor_name)
    with acting_as_system():  # acts on reference data belong to no province, yet leave their trace
        entry.save()
    return entry


class Act(NamedTuple):
    """What an entry says of one of very many subjects; `subject` and `root` as `key_of` names them."""

    subject: str
    label: str
    root: str
    province: str
    regency: str | None
    changes: Changes
    note: str


def record_all(verb: str, acts: Sequence[Act], *, by: User | None) -> None:
    """Write an entry each, as `record` would, in one statement."""
    from .bulk import insert
    from .models import AuditEntry

    like = AuditEntry(verb=_registered(verb), actor=by, actor_name=_name_of(by))
    columns: dict[str, list[Any]] = {
        "subject": [act.subject for act in acts],
        "subject_label": [without_niks(act.label[:200]) for act in acts],
        "root": [act.root for act in acts],
        "province": [act.province for act in acts],
        "regency": [act.regency or "" for act in acts],
        "changes": [_plain_changes(act.changes) for act in acts],
        "note": [without_niks(act.note) for act in acts],
    }
    with acting_as_system():
        insert(like, columns)


def record_each(verb: str, subjects: Iterable[models.Model], *, by: User | None, note: str = "") -> None:
    """Write one entry for each of many things."""
    from .models import AuditEntry

    entries = [entry_of(verb, subject, by=by, note=note) for subject in subjects]
    with acting_as_system():
        AuditEntry.objects.bulk_create(entries, batch_size=1000)


def entry_of(
    verb: str,
    subject: models.Model,
    *,
    by: User | None,
    changes: Changes | None = None,
    note: str = "",
    actor_name: str = "",
) -> AuditEntry:
    """An entry, not saved. `subject` may state `trail_root` (whose Riwayat shows it); the root states its
    `trail_province` and `trail_regency` (codes), which is where the entry can be read. Without a person it was the
    portal itself, or somebody without an account, whom `actor_name` names."""
    from .models import AuditEntry

    root = getattr(subject, "trail_root", subject)
    with translation.override("id"):
        return AuditEntry(
            verb=_registered(verb),
            subject=key_of(subject),
            subject_label=without_niks(str(subject)[:200]),
            root=key_of(root),
            province=getattr(root, "trail_province", "") or "",
            regency=getattr(root, "trail_regency", "") or "",
            actor=by,
            actor_name=without_niks(actor_name[:200]) or _name_of(by),
            changes=_plain_changes(changes or {}),
            note=without_niks(note),
        )


def _registered(verb: str) -> str:
    if verb not in SENTENCES:
        raise ValueError(f"audit verb not registered: {verb}")
    return verb


def _name_of(by: User | None) -> str:
    return str(by) if by else "sistem"


def _plain_changes(changes: Changes) -> dict[str, list[Any]]:
    return {name: [_plain(old), _plain(new)] for name, (old, new) in changes.items()}


def trail_of(row: models.Model) -> QuerySet[AuditEntry]:
    """The entries about a row that the caller reached through the scope (R1), and of what hangs on it; newest first.

    Reaching the row is the right to its trail: an admin of reference data, who sees no province's entries, reads here
    who changed a holiday or an office.
    """
    from .models import AuditEntry

    key, root = key_of(row), key_of(getattr(row, "trail_root", row))
    entries = AuditEntry._base_manager.filter(root=root).order_by("-at", "-pk")
    return entries if root == key else entries.filter(subject=key)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    return without_niks(force_str(value)[:500])  # R3: whatever people type, no full number stays on the trail


def snapshot(obj: models.Model, fields: Iterable[str] | None = None) -> dict[str, Any]:
    """The editable values of a row as the trail may show them: personal fields hidden, references as their label."""
    hidden = set(getattr(obj, "personal_fields", ()))
    wanted = set(fields) if fields is not None else None
    values: dict[str, Any] = {}
    for field in obj._meta.concrete_fields:
        if not field.editable or field.primary_key or (wanted is not None and field.name not in wanted):
            continue
        if field.name in hidden:
            # Only that it changed is told; comparing needs the value, so keep a mark that differs.
            values[field.name] = _Hidden(getattr(obj, field.attname))
        elif field.choices:
            with translation.override("id"):
                values[field.name] = getattr(obj, f"get_{field.name}_display")()
        else:
            values[field.name] = getattr(obj, field.name)
    return values


def shown(field: Any) -> Callable[[Any], Any]:
    """How the trail shows a value of a field, for who writes by columns: as `snapshot` does for a row.

    A reference's label is the caller's to find.
    """
    if field.name in getattr(field.model, "personal_fields", ()):
        return lambda value: HIDDEN if value else ""
    if field.choices:
        with translation.override("id"):
            labels = {value: str(label) for value, label in field.flatchoices}
        return lambda value: labels.get(value, value)
    return lambda value: value


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What changed between two snapshots."""
    return {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}


class _Hidden:
    """A personal value in a snapshot: comparable, never printable."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hidden) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __str__(self) -> str:
        return HIDDEN if self._value else ""


def label_of(model: type[models.Model], name: str) -> str:
    """The page's word for a field named in the trail."""
    try:
        return capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    except Exception:  # a field that no longer exists keeps its old name in an old entry
        return name
