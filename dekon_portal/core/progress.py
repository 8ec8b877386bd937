"""How far long work is, told outside its transaction: web and worker share the cache."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import dataclass

from django.core.cache import cache
from django.db import models

logger = logging.getLogger(__name__)

_HOURS = 6 * 60 * 60


@dataclass(frozen=True)
class Progress:
    """Rows done of total, the seconds probably left and those since the last word (None until it can be told)."""

    done: int
    total: int
    seconds_left: int | None
    seconds_silent: int | None = None


def _key(row: models.Model) -> str:
    return f"progress:{row._meta.label_lower}:{row.pk}"


def tell(row: models.Model, done: int, total: int) -> None:
    """Note that `done` of `total` rows are through. Never stops the work: a full or lost cache goes untold."""
    try:
        kept = cache.get(_key(row)) or {"start": time.time()}
        cache.set(_key(row), {"start": kept["start"], "at": time.time(), "done": done, "total": total}, _HOURS)
    except Exception as fault:  # each cache has its own kinds of fault
        logger.warning("Progress of %s was not kept: %s", _key(row), type(fault).__name__)


def of(row: models.Model) -> Progress:
    kept = cache.get(_key(row))
    if not kept or "done" not in kept:
        return Progress(0, 0, None)
    spent = time.time() - kept["start"]
    left = int(spent * (kept["total"] - kept["done"]) / kept["done"]) + 1 if kept["done"] else None
    return Progress(kept["done"], kept["total"], left, int(time.time() - kept["at"]))


def clear(row: models.Model) -> None:
    with suppress(OSError):
        cache.delete(_key(row))
