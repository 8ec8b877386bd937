"""Every URL there is, read from the URL configuration itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def every_name() -> Iterator[str]:
    """Full names ("programs:activity"); a pattern without a name is given by its route."""
    yield from _names(get_resolver().url_patterns, "", "")


def _names(patterns: list[URLPattern | URLResolver], namespace: str, route: str) -> Iterator[str]:
    for pattern in patterns:
        below = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern.url_patterns, inside, below)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else below
