"""A desk: one person signed in with a browser of their own, who looks at every page with axe and keeps its picture."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from dekon_portal.accounts.models import User

PASSWORD = "Kata-Sandi-Contoh-2020"
AXE = Path("node_modules/axe-core/axe.min.js")
SCREENSHOTS = os.environ.get("SCREENSHOTS", "")
TALLEST = 3000
"""Pixels of a picture; what is longer goes on in the same way."""
PHONE = {"width": 360, "height": 740}
expect.set_options(timeout=15_000)  # milliseconds until what must appear is missed: both processors are busy in CI


class Desk:
    """`page` is the browser; nothing on it may raise a script error or break the content security policy."""

    def __init__(self, page: Page, base: str, user: User) -> None:
        self.page, self.base, self.user = page, base, user
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if "Content Security" in said.text else None)

    def sign_in(self) -> None:
        self.open("/akun/masuk/")
        self.page.fill("[name=login]", self.user.username)
        self.page.fill("[name=password]", PASSWORD)
        self.press("Masuk")
        expect(self.page.locator("summary .who strong")).to_have_text(self.user.full_name)

    def open(self, path: str) -> int:
        """The status of the answer."""
        answer = self.page.goto(self.base + path)
        return answer.status if answer else 0

    def fill(self, label: str, value: str, *, within: Locator | None = None) -> None:
        self.field(label, within).fill(value)

    def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        self.field(label, within).select_option(label=option)

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """The input named by its label; sections may carry the same words."""
        inputs = self.page.locator("main :is(input, select, textarea)")
        return (within or self.page).get_by_label(label).and_(inputs).first

    def press(self, button: str) -> None:
        """A button of the page itself, not of the band above it."""
        self._leave(self.page.locator("main").get_by_role("button", name=button).first)

    def confirm(self, button: str) -> None:
        """A button that asks once more in a dialog."""
        self.page.locator("main").get_by_role("button", name=button).first.click()
        self._leave(self.page.locator("dialog").get_by_role("button", name=button))

    def follow(self, link: str) -> None:
        self._leave(self.page.locator("#menu, main").get_by_role("link", name=link).first)

    def tab(self, name: str) -> None:
        self._leave(self.page.locator("nav.tabs").get_by_role("link", name=name))

    def _leave(self, by: Locator) -> None:
        """A click alone does not wait for the page it asks for: what follows would look at the page before it."""
        with self.page.expect_event("framenavigated"):
            by.click()
        self.page.wait_for_load_state()

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def sees_not(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).not_to_contain_text(text)

    def look(self, name: str) -> None:
        """Check the page as it stands, at a desk and on a phone, and keep its picture."""
        self._examine(name)
        self.picture(name)
        size = self.page.viewport_size
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name}: {wide} px wider than a phone of 360 px"
        self._examine(f"{name} (360 px)")
        self.picture(f"{name}-360")
        self.page.set_viewport_size(size)  # type: ignore[arg-type]

    def picture(self, name: str) -> None:
        if SCREENSHOTS:
            Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
            wide, high = self.page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
            top = {"x": 0, "y": 0, "width": wide, "height": min(high, TALLEST)}
            self.page.screenshot(path=f"{SCREENSHOTS}/{name}.png", full_page=True, clip=top)  # type: ignore[arg-type]

    def _examine(self, name: str) -> None:
        """No serious finding of axe, no script error, no breach of the policy."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious: list[Any] = [
            (one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:3]])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert not serious, f"{name}: {serious}"
        assert not self.complaints, f"{name}: {self.complaints}"


@pytest.fixture
def desk_of(new_context: Callable[..., BrowserContext], live_server: LiveServer) -> Callable[[User], Desk]:
    """Signs a person in at a browser of their own."""

    def seat(user: User) -> Desk:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        page = new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.set_default_timeout(10_000)
        desk = Desk(page, live_server.url, user)
        desk.sign_in()
        return desk

    return seat
