"""Registration: 200 people fill in one page at the same time, through two web processes, on PostgreSQL.

The people are threads of this process: each opens the page, writes, sends, reads its own page; the load they make is on
the same processors as the servers'. What they made is thrown away again.
"""

from __future__ import annotations

import http.client
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.db import connection, transaction
from django.utils import timezone

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from participants import selection
from participants.forms.registrations import FASTEST
from participants.models import Registration, RegistrationPage

from .measure import Times, print_table, verdict
from .scene import Scene, build
from .ways import OFFICER

PEOPLE = 200
WRITING = (20, 40)  # seconds from the page to the sending: quicker than anybody
LASTING = 90  # seconds of that
TARGET = 0.100  # seconds, 95th percentile
PROCESSES = 2
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_REGENCY = re.compile(r'<option value="(\d\d\.\d\d)"')


@dataclass
class Answers:
    """Seconds of each request by what it was, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    sent: int = 0

    def note(self, what: str, seconds: float) -> None:
        self.seconds.setdefault(what, []).append(seconds)


def run() -> None:
    officer = User.objects.get(username=OFFICER)
    scene = build(1_000)
    with _served() as port:
        for title, way in (
            (f"{PEOPLE} people at a time, {WRITING[0]} to {WRITING[1]} s from page to sending, {LASTING} s", _steadily),
            (f"{PEOPLE} people send at the same moment", _at_one_moment),
        ):
            page = _page(scene, officer)
            answers = way(port, f"/daftar/{page.token}/")
            _report(title, page, answers)
            _forget(page)


def _report(title: str, page: RegistrationPage, answers: Answers) -> None:
    rows = []
    for what, seconds in answers.seconds.items():
        times = Times(tuple(seconds))
        shown = [f"{times.percentile(share) * 1000:,.0f}" for share in (0.5, 0.95, 1)]
        rows.append([what, f"{len(seconds):,}", *shown, verdict(times.percentile(0.95) < TARGET)])
    print_table(title, ["What", "Requests", "p50 ms", "p95 ms", "longest ms", "Target"], rows)
    kept = Registration._base_manager.filter(activity=page.activity)
    states = {state: kept.filter(state=state).count() for state in ("waiting", "reserve")}
    lost = answers.sent - kept.count()
    print(f"{answers.sent:,} sent, {states} kept of {page.places} places, {lost} lost, wrong: {answers.wrong[:3]}")


def _page(scene: Scene, officer: User) -> RegistrationPage:
    """Half of the first wave fits; the others wait, so that the turnstile counts each time."""
    now = timezone.now()
    with acting_as(officer):
        page = RegistrationPage(
            activity=scene.draft,
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(days=1),
            places=PEOPLE // 2,
            waiting_list=True,
            consent=selection.CONSENT,
        )
        return selection.save_page(page, by=officer)


def _forget(page: RegistrationPage) -> None:
    with transaction.atomic():
        Registration._base_manager.filter(activity=page.activity).delete()
        RegistrationPage._base_manager.filter(pk=page.pk).delete()


@contextmanager
def _served() -> Iterator[int]:
    """The portal on a free port, in processes of its own that share this one's settings."""
    connection.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "dekon_portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(PROCESSES), "--threads", "4", "--log-level", "warning"]
    server = subprocess.Popen(command)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if _ask(port, "127.0.0.1", "GET", "/sehat/")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The portal did not answer.")


def _steadily(port: int, path: str) -> Answers:
    answers = Answers()
    ends = time.monotonic() + LASTING

    def one(n: int) -> None:
        chance = random.Random(n)
        time.sleep(chance.uniform(0, WRITING[1]))
        turn = 0
        while time.monotonic() < ends:
            sending = _opened(port, path, n, turn, answers)
            time.sleep(chance.uniform(*WRITING))
            sending()
            turn += 1

    _all_of(one)
    return answers


def _at_one_moment(port: int, path: str) -> Answers:
    answers = Answers()
    together = threading.Barrier(PEOPLE)

    def one(n: int) -> None:
        time.sleep(n / 20)
        sending = _opened(port, path, n, 0, answers)
        time.sleep(FASTEST + 1)
        together.wait()
        sending()

    _all_of(one)
    return answers


def _all_of(one: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=one, args=(n,)) for n in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _opened(port: int, path: str, n: int, turn: int, answers: Answers) -> Callable[[], None]:
    """One person with the page before them; called, they send it and read their own page."""
    address = f"127.0.{n // 250 + 1}.{n % 250 + 1}"
    began = time.perf_counter()
    status, headers, body = _ask(port, address, "GET", path)
    answers.note("the page", time.perf_counter() - began)
    if status != 200:
        answers.wrong.append(f"page {status}")
    text = body.decode()
    hidden = dict(_HIDDEN.findall(text))
    cookie = headers.get("Set-Cookie", "").partition(";")[0]
    serial = turn * PEOPLE + n
    typed = {
        **hidden,
        "name": f"Pendaftar Contoh {serial}",
        "nik": f"1671011506{85 + serial // 9000:02d}{1 + serial % 9000:04d}",
        "sex": "L",
        "birth_date": f"{1985 + serial // 9000}-06-15",
        "phone": "081234567890",
        "regency": _REGENCY.findall(text)[n % 5],
        "agree": "on",
    }

    def sending() -> None:
        began = time.perf_counter()
        status, headers, _body = _ask(port, address, "POST", path, urlencode(typed), cookie)
        answers.note("sending", time.perf_counter() - began)
        answers.sent += 1
        if status != 302:
            answers.wrong.append(f"sending {status}")
            return
        began = time.perf_counter()
        status, _headers, _body = _ask(port, address, "GET", headers["Location"])
        answers.note("their own page", time.perf_counter() - began)
        if status != 200:
            answers.wrong.append(f"own page {status}")

    return sending


def _ask(
    port: int, address: str, method: str, path: str, body: str = "", cookie: str = ""
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request from an address of its own (each visitor has one, and the pages are slowed down by address)."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(address, 0))
    headers = {"Accept-Language": "id"}
    if method == "POST":
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        headers |= {"Origin": f"http://127.0.0.1:{port}"}
    try:
        asking.request(method, path, body or None, headers)
        answer = asking.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        asking.close()
