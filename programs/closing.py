"""Laporan kegiatan: the chapters of an activity's final report. Every app adds its own with `@chapter`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dekon_portal.core.blocks import Block

if TYPE_CHECKING:
    from .models import Activity

Compose = Callable[["Activity"], Sequence[Block]]


@dataclass(frozen=True)
class Chapter:
    """`compose` gives what is known of an activity; nothing, and the chapter says that it is not yet known (R4).

    Its texts are Indonesian, as every official paper is; no full NIK is in it.
    """

    key: str
    title: Any
    order: int
    compose: Compose


CHAPTERS: list[Chapter] = []


def chapter(key: str, title: Any, order: int) -> Callable[[Compose], Compose]:
    """Declare what composes a chapter; chapters stand by their order."""

    def declare(compose: Compose) -> Compose:
        CHAPTERS.append(Chapter(key, title, order, compose))
        return compose

    return declare


def in_order() -> list[Chapter]:
    return sorted(CHAPTERS, key=lambda one: (one.order, one.key))


def title_of(key: str) -> str:
    """Of a chapter that no app declares any more, its key."""
    return next((str(one.title) for one in CHAPTERS if one.key == key), key)
