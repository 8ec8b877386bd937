"""A bimtek: 200 marks of attendance saved, 500 certificates as one PDF, a final report of fifty pages. On PostgreSQL.

All is made inside one transaction that is rolled back, as in goods.py: the wait for the disk at a commit is left out.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib import import_module

import pikepdf
from django.db import transaction
from django.test import Client
from django.urls import reverse

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from participants import marking, people
from participants.certificates import bundles, issuing
from participants.models import CertificateTemplate, Mark, Participation, PassingRule, Person
from programs import activities, final_reports
from programs.closing_docx import report_docx
from programs.closing_pdf import report_pdf
from programs.models import Activity, Office, Session
from programs.models.closing import ChapterMode, ReportChapter

from .measure import Times, print_table, timed, verdict
from .pages import signed_in
from .ways import OFFICER

MARKED = 200
CERTIFIED = 500
PAGES = 50
DAYS = 5
TARGETS = {"marks": 0.300, "certificates": 20.0, "report": 5.0}  # seconds


def run(requests: int) -> None:
    import_module("dekon_portal.wsgi")  # what a server does as it starts
    officer = User.objects.get(username=OFFICER)
    with transaction.atomic(), acting_as(officer):
        lines = [*_marks(officer, requests), *_certificates(officer), *_report(officer, min(requests, 5))]
        transaction.set_rollback(True)
    print_table("A bimtek", ["What", "p50 ms", "p95 ms", "Target", ""], lines)


def _course(officer: User, title: str, size: int) -> tuple[Activity, list[Participation]]:
    office = Office._base_manager.get(code="C16001")
    draft = Activity(office=office, fiscal_year_id=2020, title=f"Ukur {title} (contoh)", kind="bimtek")
    activity = activities.create(draft, by=officer)
    enrolled = []
    for n in range(size):
        person = Person(province_id=office.province_id, name=f"Peserta Ukur {n:03}", sex="LP"[n % 2])
        person.save()
        enrolled.append(people.enrol(Participation(activity=activity, person=person), by=officer))
    return activity, enrolled


def _sessions(activity: Activity, officer: User, count: int) -> list[Session]:
    made = []
    for n in range(count):
        session = Session(activity=activity, date=date(2020, 6, 1) + timedelta(days=n), topic=f"Materi {n}", hours=4)
        activities.save_child(session, by=officer)
        made.append(session)
    return made


def _marks(officer: User, requests: int) -> Iterator[list[str]]:
    """Each run fills another session, by a phone's sending and by the form without script."""
    activity, enrolled = _course(officer, "kehadiran", MARKED)
    client = signed_in(OFFICER)
    sessions = _sessions(activity, officer, 2 * (requests + 1))
    for label, act in ((f"{MARKED} tanda dari ponsel", _by_phone), (f"{MARKED} tanda dengan formulir", _by_form)):
        next_one = iter(sessions[: requests + 1] if act is _by_phone else sessions[requests + 1 :])
        times = Times.of(lambda act=act, rest=next_one: act(client, next(rest), enrolled), requests)  # type: ignore[misc]
        yield _line(label, times, "marks")


def _by_phone(client: Client, session: Session, enrolled: Sequence[Participation]) -> None:
    marks = [
        {"participation": one.pk, "mark": "hadir", "minutes": None, "note": "", "seen": "", "paper": False, "age": 0,
         "sequence": number}
        for number, one in enumerate(enrolled, start=session.pk * MARKED)
    ]  # fmt: skip
    body = json.dumps({"device": "ukurukurukur", "marks": marks})
    url = reverse("participants:attendance_send", args=[session.pk])
    _expect(client.post(url, body, content_type="application/json").status_code, 200)


def _by_form(client: Client, session: Session, enrolled: Sequence[Participation]) -> None:
    sent = {f"{name}-{one.pk}": value for one in enrolled for name, value in (("mark", "hadir"), ("seen", ""))}
    url = reverse("participants:attendance_session", args=[session.pk])
    _expect(client.post(url, sent).status_code, 302)


def _expect(status: int, wanted: int) -> None:
    if status != wanted:
        raise RuntimeError(f"answered {status}")


def _certificates(officer: User) -> Iterator[list[str]]:
    """Issued to all who passed, and drawn as one PDF for the first time."""
    activity, enrolled = _course(officer, "sertifikat", CERTIFIED)
    (session,) = _sessions(activity, officer, 1)
    marking.mark(session, [marking.Said(one.pk, Mark.PRESENT) for one in enrolled], by=officer)
    PassingRule(activity=activity, attendance_percent=75).save()
    template = CertificateTemplate(office=activity.office, name="Ukur", body="atas keikutsertaannya pada {kegiatan}")
    template.save()
    seconds, issued = timed(lambda: issuing.issue_passed(activity, template, by=officer))
    _expect(len(issued), CERTIFIED)
    yield _line(f"{CERTIFIED} sertifikat diterbitkan", Times((seconds,)), "certificates")
    bundle = bundles.ask(activity, by=officer)
    seconds, _ = timed(lambda: bundles.make(bundle))
    yield _line(f"{CERTIFIED} sertifikat, satu PDF", Times((seconds,)), "certificates")


def _report(officer: User, times: int) -> Iterator[list[str]]:
    """Composed and drawn anew each time; its chapters are filled up with text until it has fifty pages."""
    activity, enrolled = _course(officer, "laporan", MARKED)
    for session in _sessions(activity, officer, DAYS):
        marking.mark(session, [marking.Said(one.pk, Mark.PRESENT) for one in enrolled], by=officer)
    chapters = iter(final_reports.in_order())
    pages = _pages(activity)
    while pages < PAGES:
        text = "\n".join(["Kalimat laporan yang panjangnya biasa, ditulis dinas. " * 12] * 25)
        ReportChapter(activity=activity, key=next(chapters).key, mode=ChapterMode.BOTH, text=text).save()
        pages = _pages(activity)
    for kind, draw in (("PDF", report_pdf), ("DOCX", report_docx)):
        drawn = Times.of(lambda draw=draw: draw(final_reports.reading(activity)), times)  # type: ignore[misc]
        yield _line(f"Laporan {pages} halaman, {kind}", drawn, "report")


def _pages(activity: Activity) -> int:
    with pikepdf.open(io.BytesIO(report_pdf(final_reports.reading(activity)))) as paper:
        return len(paper.pages)


def _line(label: str, times: Times, promise: str) -> list[str]:
    middle, high = (times.percentile(share) for share in (0.5, 0.95))
    target = TARGETS[promise]
    return [label, f"{middle * 1000:,.0f}", f"{high * 1000:,.0f}", f"{target * 1000:,.0f}", verdict(high < target)]
