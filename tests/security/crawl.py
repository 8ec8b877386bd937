"""Walks the portal as a person would: from the home page along every link, each kind of address a few times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client

MOST_PER_PATTERN = 2
MOST_PAGES = 400


class Page(HTMLParser):
    """Links of a page, and whatever a strict content security policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.inline: list[str] = []
        self._script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        kind = given.get("type") or "text/javascript"
        if tag == "script" and "src" not in given and kind != "application/json":
            self.inline.append("<script>")
        if tag == "style":
            self.inline.append("<style>")
        self.inline += [f"{tag} {name}=" for name in given if name == "style" or name.startswith(("on", "hx-on"))]
        self.inline += [f"{tag} {name}={value}" for name, value in attrs if (value or "").startswith("javascript:")]

    handle_startendtag = handle_starttag


def visit_all(client: Client, start: str = "/") -> Iterator[tuple[str, str]]:
    """(path, text) of every HTML page reachable by links. Fails on a page that answers with an error."""
    waiting, known, often = [(start, "")], {start}, Counter[Any]()
    while waiting and len(known) < MOST_PAGES:
        path, linked_from = waiting.pop(0)
        answer = client.get(path)
        if answer.status_code in (301, 302):
            _add(answer.url, path, waiting, known, often)
            continue
        if answer.status_code == 403 and path.startswith("/admin/"):
            continue  # Django's screens link each reference they show, also for who may not open it
        assert answer.status_code == 200, f"{path}, linked from {linked_from}: {answer.status_code}"
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        text = answer.content.decode()
        yield path, text
        for link in Page(text).links:
            _add(link, path, waiting, known, often)


def _add(link: str, page: str, waiting: list[tuple[str, str]], known: set[str], often: Counter[Any]) -> None:
    parts = urlsplit(urljoin(page, link))
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    if parts.netloc or parts.scheme or target in known or "_export" in target:
        return
    pattern = (re.sub(r"\d+", "#", parts.path), frozenset(re.findall(r"(\w+)=", parts.query)))
    often[pattern] += 1
    if often[pattern] <= MOST_PER_PATTERN:
        known.add(target)
        waiting.append((target, page))
