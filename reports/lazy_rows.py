"""Rows made one by one from a queryset: a page costs a page, a file streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, overload

from django.db.models import QuerySet

from .registry import Row


class LazyRows(Sequence[Row]):
    def __init__(self, queryset: QuerySet[Any], as_row: Callable[[Any], Row]) -> None:
        self.queryset, self.as_row = queryset, as_row

    @cached_property
    def _count(self) -> int:
        return self.queryset.count()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self.as_row(item) for item in self.queryset[index]]
        return self.as_row(self.queryset[index])

    def __iter__(self) -> Iterator[Row]:
        return map(self.as_row, self.queryset.iterator(chunk_size=2000))
