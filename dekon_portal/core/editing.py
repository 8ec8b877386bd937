"""Saving and removing one row the same way everywhere: right, version, row, trail, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.roles import Action
from dekon_portal.accounts.scope import acting_as_system

from . import audit
from .refusal import NotAllowed, Refusal
from .versions import Versioned

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

Row = TypeVar("Row", bound=models.Model)

audit.register(
    {
        "row.added": gettext_lazy("%(who)s menambahkan %(what)s"),
        "row.changed": gettext_lazy("%(who)s mengubah %(what)s"),
        "row.removed": gettext_lazy("%(who)s menghapus %(what)s"),
    }
)


def require(user: User, action: Action, *, province: str | None, regency: str | None = None) -> None:
    """Raise NotAllowed, in a sentence, unless `user` may do `action` there."""
    if not user.may(action, province=province, regency=regency):
        raise NotAllowed(_("Peran Anda tidak mencakup tindakan ini. Hubungi admin bila seharusnya mencakup."))


def may_on(row: models.Model, user: User, action: Action) -> bool:
    """Whether `user` may do `action` at the place of the row's root (an activity, a business, an office)."""
    return user.may(action, **_place_of(row))


def require_on(row: models.Model, user: User, action: Action) -> None:
    """Raise NotAllowed unless `may_on`."""
    require(user, action, **_place_of(row))


def _place_of(row: models.Model) -> dict[str, str | None]:
    root = getattr(row, "trail_root", row)
    return {"province": getattr(root, "trail_province", None), "regency": getattr(root, "trail_regency", None)}


def save_row(row: Row, *, by: User, action: Action, seen_version: int | None = None) -> Row:
    """Add or change `row`. Raises NotAllowed, Stale (a newer version exists), or the model's own Refusal (lock).

    What must be unique and was taken at the same moment by somebody else is refused in the words of its constraint.
    """
    try:
        with transaction.atomic():
            return _saved(row, by, action, seen_version)
    except IntegrityError as clash:
        _refuse_twin(row, clash)
        raise


def _refuse_twin(row: models.Model, clash: IntegrityError) -> None:
    """Raise Refusal when what must be unique is taken; any other clash is a fault of ours and stays one."""
    unique = [rule for rule in row._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    with acting_as_system():  # uniqueness holds beyond the person's reach too; only that it is taken is told
        for rule in unique:
            try:
                rule.validate(type(row), row)
            except ValidationError as taken:
                raise Refusal(" ".join(taken.messages)) from clash


def _saved(row: Row, by: User, action: Action, seen_version: int | None) -> Row:
    adding = row._state.adding
    require_on(row, by, action)
    before = {} if adding else audit.snapshot(type(row)._base_manager.get(pk=row.pk))
    if isinstance(row, Versioned) and not adding:
        row.save_over(row.version if seen_version is None else seen_version)
    else:
        row.save()
    changes = audit.difference(before, audit.snapshot(row))
    if adding:
        shown = {name: pair for name, pair in changes.items() if pair[1] not in (None, "", [])}
        audit.record("row.added", row, by=by, changes=shown)
    elif changes:
        audit.record("row.changed", row, by=by, changes=changes)
    return row


def differs(row: models.Model, *fields: str) -> bool:
    """Whether one of the fields is no longer as it is stored."""
    stored = type(row)._base_manager.get(pk=row.pk)
    return any(getattr(row, name) != getattr(stored, name) for name in fields)


def remove_row(row: models.Model, *, by: User, action: Action) -> None:
    """Remove `row` and leave its last values on the trail."""
    with transaction.atomic():
        require_on(row, by, action)
        values = {name: (value, None) for name, value in audit.snapshot(row).items() if value not in (None, "")}
        audit.record("row.removed", row, by=by, changes=values)
        row.delete()
