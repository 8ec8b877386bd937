"""The final report of an activity: composed from what is known, its chapters written over by its office, frozen when
the activity is approved (R8). Page, PDF and DOCX are all drawn from what `reading` answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.blocks import Block, Paragraph, as_json
from dekon_portal.core.editing import save_row
from dekon_portal.core.nik import without_niks
from dekon_portal.core.versions import stale

from . import when
from .closing import Chapter, in_order
from .models import Activity, ChapterMode, FinalReport, FinalReportPaper, ReportChapter, State
from .review import follows, last_event

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .models import ReviewEvent

Content = dict[str, Any]
"""JSON: the head (what the cover says) and the chapters, each with key, title and blocks."""

NOTHING_KNOWN: Final = "Isi bab ini belum dicatat di portal."

audit.register({"report.frozen": gettext_lazy("%(who)s menetapkan %(what)s dengan menyetujui kegiatan")})


@dataclass(frozen=True)
class Reading:
    """What is read now: a draft as the portal composes it, or a revision as it was approved."""

    content: Content
    report: FinalReport | None = None


def reading(activity: Activity, revision: int | None = None) -> Reading:
    """The report of an activity, or one of its earlier revisions (raises FinalReport.DoesNotExist)."""
    if revision is not None:
        return _of(activity.final_reports.get(revision=revision))
    if activity.state != State.APPROVED:
        return Reading(composed(activity))
    return _of(latest(activity) or _frozen_late(activity))


def latest(activity: Activity) -> FinalReport | None:
    return activity.final_reports.order_by("-revision").first()


def _of(report: FinalReport) -> Reading:
    return Reading(report.content, report)


# --- Composing ---
def composed(activity: Activity) -> Content:
    """The report as it would be approved now; a fixed number of queries for each chapter."""
    with translation.override("id"):
        own = {row.key: row for row in activity.report_chapters.all()}
        chapters = [
            {"key": one.key, "title": str(one.title), "blocks": as_json(_blocks(one, activity, own.get(one.key)))}
            for one in in_order()
        ]
        return {"head": _head(activity), "chapters": chapters}


def _blocks(one: Chapter, activity: Activity, own: ReportChapter | None) -> list[Block]:
    mode = own.mode if own else ChapterMode.COMPOSED
    blocks: list[Block] = [] if mode == ChapterMode.OWN else list(one.compose(activity))
    if own and mode != ChapterMode.COMPOSED:
        blocks += paragraphs(own.text)
    return [_without_niks(block) for block in blocks] or [Paragraph(NOTHING_KNOWN)]


def paragraphs(text: str) -> list[Paragraph]:
    """A typed text, each of its lines a paragraph."""
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def _without_niks(block: Block) -> Block:
    """R3: what people typed may hold a number that belongs in no report."""
    return replace(block, text=without_niks(block.text)) if isinstance(block, Paragraph) else block


def _head(activity: Activity) -> dict[str, Any]:
    office = activity.office
    place = [activity.place, str(activity.regency or ""), office.province.name]
    return {
        "sample": activity.is_sample,
        "government": f"Pemerintah Provinsi {office.province.name}",
        "office": office.name,
        "address": " ".join(office.address.split()),
        "logo": office.logo.name or "",
        "code": activity.code,
        "title": activity.title,
        "kind": str(activity.get_kind_display()),
        "year": str(activity.fiscal_year_id),
        "place": ", ".join(filter(None, place)),
        "when": when.in_words(activity) or "waktu belum diketahui",
        "zone": office.province.time_zone,
    }


# --- Freezing ---
@follows("approve")
def freeze(activity: Activity, event: ReviewEvent) -> FinalReport:
    """Keep the report that is approved with the activity, and tell on its trail what differs from the one before."""
    before = latest(activity)
    report = FinalReport(
        activity=activity,
        revision=before.revision + 1 if before else 1,
        content=composed(activity),
        approved_by=event.by_name,
        approved_at=event.at,
    )
    report.save()
    audit.record("report.frozen", report, by=event.by, note=_difference(before, report))
    return report


def _frozen_late(activity: Activity) -> FinalReport:
    """Of an activity approved before reports were kept: frozen when it is first read; of several readers by one."""
    with transaction.atomic():
        rows = Activity._base_manager.select_for_update(of=("self",)).select_related("office__province", "fiscal_year")
        locked = rows.get(pk=activity.pk)
        event = last_event(locked)
        found = latest(locked)
        if found:
            return found
        report = FinalReport(
            activity=locked,
            revision=1,
            content=composed(locked),
            approved_by=event.by_name if event else "",
            approved_at=event.at if event else locked.state_since,
        )
        report.save()
        return report


def _difference(before: FinalReport | None, now: FinalReport) -> str:
    """In the words of the trail: which chapters are not as they were."""
    if before is None:
        return ""
    old, new = _by_key(before), _by_key(now)
    changed = [one["title"] for key, one in new.items() if old.get(key, {}).get("blocks") != one["blocks"]]
    changed += [one["title"] for key, one in old.items() if key not in new]
    if before.content["head"] != now.content["head"]:
        changed.insert(0, "Sampul")
    if not changed:
        return f"Isinya sama dengan revisi {before.revision}."
    return f"Berbeda dari revisi {before.revision}: {', '.join(changed)}."


def _by_key(report: FinalReport) -> dict[str, Any]:
    return {one["key"]: one for one in report.content["chapters"]}


def pictures_of(activity: Activity) -> frozenset[str]:
    """The stored files that approved reports of this activity show: they stay when their attachment goes."""
    contents = FinalReport._base_manager.filter(activity=activity).values_list("content", flat=True)
    return frozenset(block["file"] for content in contents for block in photos(content))


def photos(content: Content) -> Iterable[dict[str, Any]]:
    return (block for one in content["chapters"] for block in one["blocks"] if block["kind"] == "photo")


# --- The paper ---
def paper_of(report: FinalReport) -> FinalReportPaper:
    """The PDF of an approved report; drawn for whoever asks first and kept for everybody."""
    from .closing_pdf import report_pdf

    found = FinalReportPaper._base_manager.filter(report=report).first()
    if found:
        return found
    content = report_pdf(_of(report))
    paper = FinalReportPaper(report=report, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    paper.file.save("laporan.pdf", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError:
        paper.file.storage.delete(paper.file.name or "")
        return FinalReportPaper._base_manager.get(report=report)
    return paper


# --- Writing over a chapter ---
def save_chapter(row: ReportChapter, *, by: User, seen_version: int) -> ReportChapter:
    """Add or change what the office wrote into a chapter; `seen_version` is 0 where it saw none.

    Raises Locked (R8), Stale (somebody wrote it meanwhile), NotAllowed.
    """
    if row.pk and seen_version == 0:
        raise stale()
    return save_row(row, by=by, action="activity.write", seen_version=seen_version or None)
