"""The boundary (R1): the one place that decides which rows a person can reach.

Rows are reached by `Model.objects.visible_to(user)`, or through a relation of a row reached so. While a person is
acting (`acting_as`), evaluating any other queryset of a scoped model raises `Unscoped`, and every row written is
checked against the same scope before its transaction ends (`OutOfReach`, which pages answer with 404).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from itertools import repeat
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models, transaction
from django.db.models import Q
from django.http import Http404

if TYPE_CHECKING:
    from .models import User


class Unscoped(RuntimeError):
    """A queryset of a province's rows was evaluated without a scope: a programming error, never shown as data."""


class OutOfReach(Http404):
    """A write would put a row outside the acting person's scope; the transaction is undone."""


@dataclass(frozen=True)
class Reach:
    """How far one membership reaches: one province, one regency of it, or a national role's share."""

    province: str | None = None
    regency: str | None = None
    all_rows: bool = False
    all_figures: bool = False
    all_reference: bool = False

    @classmethod
    def of_national_role(cls, role: str) -> Reach:
        from .roles import may

        return cls(
            all_rows=may(role, "rows.read"),
            all_figures=may(role, "figures.read"),
            all_reference=may(role, "reference.write"),
        )

    def covers(self, province: str | None, regency: str | None) -> bool:
        """Whether an act at this place (anywhere, when none is given) is in reach; a national role acts anywhere."""
        if self.province is None or province is None:
            return True
        return province == self.province and self.regency in (None, regency)


@dataclass(frozen=True)
class ScopePath:
    """How a model reaches its province and, where it has one, its regency (lookups as in a filter).

    `reference` marks what an office has but an admin keeps (offices, officials, budget lines): no programme data.
    """

    province: str
    regency: str | None = None
    reference: bool = False


@dataclass(frozen=True)
class Scope:
    """The union of a person's reaches."""

    reaches: frozenset[Reach] = frozenset()

    @classmethod
    def of(cls, reaches: Iterable[Reach]) -> Scope:
        return cls(frozenset(reaches))

    @property
    def national(self) -> bool:
        return any(reach.all_rows for reach in self.reaches)

    @property
    def national_figures(self) -> bool:
        return any(reach.all_figures for reach in self.reaches)

    @property
    def all_reference(self) -> bool:
        return any(reach.all_reference for reach in self.reaches)

    @property
    def provinces(self) -> frozenset[str]:
        """Codes of the provinces the person works in (empty for a national role)."""
        return frozenset(reach.province for reach in self.reaches if reach.province)

    def as_q(self, path: ScopePath, *, figures: bool = False) -> Q:
        """The filter that keeps rows within reach; with `figures`, within reach of totals (Pimpinan counts all)."""
        if self.national or (figures and self.national_figures) or (path.reference and self.all_reference):
            return Q()
        inside = Q(pk__in=[])
        for reach in sorted((r for r in self.reaches if r.province), key=repr):
            here = Q(**{path.province: reach.province})
            if reach.regency and path.regency:
                here &= Q(**{path.regency: reach.regency})
            inside |= here
        return inside


NOWHERE = Scope()
_acting: ContextVar[Scope | None] = ContextVar("acting_scope", default=None)


@contextmanager
def acting_as(user: User | None) -> Iterator[None]:
    """Guard everything inside as done by `user`; None is a visitor who reaches nothing."""
    token = _acting.set(user.scope if user is not None else NOWHERE)
    try:
        yield
    finally:
        _acting.reset(token)


@contextmanager
def acting_as_system() -> Iterator[None]:
    """Leave the scope, visibly: for verbs that must compare across provinces (and must not tell what they saw)."""
    token = _acting.set(None)
    try:
        yield
    finally:
        _acting.reset(token)


M = TypeVar("M", bound=models.Model, covariant=True)


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset of rows that belong to a province."""

    _in_scope = False

    def visible_to(self, user: User) -> Self:
        """The rows `user` may open."""
        return self._scoped_by(user.scope.as_q(self._path))

    def countable_by(self, user: User) -> Self:
        """The rows whose totals `user` may see; only for aggregates, never to list rows."""
        return self._scoped_by(user.scope.as_q(self._path, figures=True))

    @property
    def _path(self) -> ScopePath:
        return self.model.scope_path  # type: ignore[attr-defined, no-any-return]

    def _scoped_by(self, condition: Q) -> Self:
        scoped = self.filter(condition)
        scoped._in_scope = True
        return scoped

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._in_scope = self._in_scope
        return clone  # type: ignore[no-any-return]

    def _require_scope(self) -> None:
        # `_hints` names the instance a related manager started from: that row was reached through the scope.
        reached_by_relation = self._hints.get("instance")  # type: ignore[attr-defined]
        if _acting.get() is None or self._in_scope or reached_by_relation or self.query.is_empty():
            return
        raise Unscoped(f"{self.model.__name__}: use .visible_to(user), or a relation of a row reached so.")

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:  # type: ignore[override]
        with transaction.atomic(using=self.db):
            rows = super().bulk_create(objs, *args, **kwargs)
            check_reach(self.model, [row.pk for row in rows], self.db)
        return rows


def _guarded(name: str) -> Any:
    original = getattr(models.QuerySet, name)

    @wraps(original)
    def method(self: ScopedQuerySet[Any], *args: Any, **kwargs: Any) -> Any:
        self._require_scope()
        return original(self, *args, **kwargs)

    return method


# Every way a queryset reaches the database. in_bulk, get, first, contains, bulk_update… go through these.
for _name in ("_fetch_all", "iterator", "count", "exists", "aggregate", "update", "delete", "explain"):
    setattr(ScopedQuerySet, _name, _guarded(_name))


def check_reach(model: type[models.Model], pks: Sequence[Any], using: str) -> None:
    """Raise OutOfReach when a written row lies outside the acting scope. Inside the writing transaction."""
    scope = _acting.get()
    if scope is None or scope.national or not pks:
        return
    manager: ScopedQuerySet[Any] = model._default_manager.using(using)  # type: ignore[assignment]
    reachable = 0
    for start in range(0, len(pks), 500):
        some = manager.filter(pk__in=pks[start : start + 500])
        reachable += some._scoped_by(scope.as_q(some._path)).count()
    if reachable != len(set(pks)):
        raise OutOfReach(f"{model.__name__} outside the acting person's scope")


def check_reach_by_columns(
    model: type[models.Model], pks: Sequence[Any], columns: Mapping[str, Sequence[Any]], using: str
) -> None:
    """`check_reach` for rows written by columns (core/bulk.py), in which they differ.

    Rows that agree in what leads to their province and regency are within reach together: one stands for all.
    """
    path: ScopePath = model.scope_path  # type: ignore[attr-defined]
    meta: Any = model._meta
    leading = {lookup.partition("__")[0] for lookup in (path.province, path.regency) if lookup}
    names = {meta.get_field(name).attname for name in leading} & columns.keys()
    places = zip(*(columns[name] for name in names), strict=True) if names else repeat(())
    check_reach(model, list(dict(zip(places, pks, strict=False)).values()), using)


class ScopedModel(models.Model):
    """A model whose rows belong to a province; subclasses state `scope_path`."""

    scope_path: ClassVar[ScopePath]

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, then make sure the row is still within the acting person's reach, or undo."""
        with transaction.atomic(using=kwargs.get("using")):
            super().save(*args, **kwargs)
            check_reach(type(self), [self.pk], self._state.db or "default")

    # Uniqueness holds across provinces too, so these checks leave the scope; they tell only that a value is taken.
    def validate_unique(self, exclude: Any = None) -> None:
        with acting_as_system():
            super().validate_unique(exclude)

    def validate_constraints(self, exclude: Any = None) -> None:
        with acting_as_system():
            super().validate_constraints(exclude)

    def within_reach_of(self, user: User) -> bool:
        return type(self)._default_manager.visible_to(user).filter(pk=self.pk).exists()  # type: ignore[attr-defined, no-any-return]
