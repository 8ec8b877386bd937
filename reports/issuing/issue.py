"""Issuing a report (R10): asking, freezing at one moment, drawing, and storing under a number that no other has.

The files are drawn before the year's numbers are held, with the number that is next by then; who finds it taken when
storing draws again. So the numbers are held for a moment only, however long the report, and have no gaps.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.base import File
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit, notices, progress
from dekon_portal.core.dates import format_datetime
from dekon_portal.core.editing import require
from dekon_portal.core.faults import is_lost_connection
from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import without_niks
from dekon_portal.core.refusal import Refusal
from programs.models import FiscalYear
from programs.models.documents import new_check_token
from reports.document import Document, carry_out, ensure_may
from reports.filters import ParametersForm
from reports.models import IssuedFile, IssuedFileKind, IssuedReport, IssueRequest, IssueState
from reports.registry import REPORTS
from reports.seal import Seal

from .changes import changes
from .drawing import digest_of, drawn, frozen_of
from .frozen import Frozen, freeze
from .numbers import Place, hold, latest_of, next_place, spend

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from reports.registry import Report
    from reports.selection import Selection

OFFICE: Final = "Direktorat Jenderal Industri Kecil, Menengah, dan Aneka, Kementerian Perindustrian"
SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 500
KEEP: Final = timedelta(days=30)
"""How long an answered request is kept."""

logger = logging.getLogger(__name__)

audit.register({"report.issued": gettext_lazy("%(who)s menerbitkan laporan %(what)s")})
notices.register(
    {
        "report.issued": gettext_lazy("Laporan terbit dengan nomor %(number)s."),
        "report.not_issued": gettext_lazy("Laporan tidak jadi terbit. Buka untuk melihat sebabnya."),
    }
)


def identity_of(report: Report, selection: Selection) -> str:
    """The report and its parameters, the same text for the same choice."""
    return f"{report.key}?{urlencode(sorted(selection.query.items()))}"


def ask(report: Report, selection: Selection, *, by: User, reason: str = "") -> IssueRequest:
    """Note that a person wants it issued; `tasks.run` has it done. Raises NotAllowed or Refusal."""
    require(by, "report.issue", province=None)
    ensure_may(by, report)
    reason = without_niks(clean_text(reason, LONGEST_REASON))
    _check(report, selection, reason)
    count = len(report.rows(selection))
    if not count:
        raise Refusal(_("Tidak ada data untuk pilihan ini, sehingga tidak ada yang dapat diterbitkan."))
    return IssueRequest.objects.create(
        key=report.key,
        parameters=selection.query,
        province=selection.province,
        reason=reason,
        asked_by=by,
        row_count=count,
    )


def _check(report: Report, selection: Selection, reason: str) -> IssuedReport | None:
    """The revision in force, if there is one. Raises Refusal where it may not be issued, or not again."""
    if report.compares_provinces and selection.province:
        raise Refusal(
            _(
                "Laporan %(title)s membandingkan provinsi satu dengan lainnya, sehingga hanya terbit untuk seluruh "
                "Indonesia. Kosongkan pilihan provinsi."
            )
            % {"title": report.title}
        )
    earlier = latest_of(identity_of(report, selection))
    if earlier is None:
        return None
    refuse_closed_year(earlier)
    if len(reason) < SHORTEST_REASON:
        raise Refusal(
            _(
                "Laporan ini sudah terbit sebagai %(number)s. Untuk menerbitkan revisinya, tuliskan alasannya, paling "
                "sedikit %(least)s huruf."
            )
            % {"number": earlier, "least": SHORTEST_REASON}
        )
    return earlier


def refuse_closed_year(earlier: IssuedReport) -> None:
    """Raise Refusal when the report's year is closed: what was issued of it then stands."""
    if not FiscalYear.objects.get(pk=earlier.fiscal_year_id).is_open:
        raise Refusal(
            _(
                "%(year)s sudah ditutup, sehingga laporan %(number)s tidak dapat direvisi lagi. Minta admin membuka "
                "tahun anggaran itu bila revisi memang diperlukan."
            )
            % {"year": earlier.fiscal_year, "number": earlier}
        )


def make(request: IssueRequest) -> IssuedReport:
    """Issue what was asked for. To be called as the person who asked, outside any transaction of its own so that all
    is read at one moment. Raises Refusal."""
    with NamedTemporaryFile() as data, translation.override("id"):
        form = ParametersForm(request.parameters, request.asked_by, REPORTS[request.key].takes)
        if not form.is_valid():
            raise Refusal(_("Pilihan laporan ini tidak berlaku lagi. Buka laporannya dan pilih lagi."))
        with _one_moment():
            document = carry_out(REPORTS[request.key], form.selection)
            count = freeze(document, data, lambda done: progress.tell(request, done, 2 * request.row_count))
        data.flush()
        frozen = Frozen(
            lambda: Path(data.name).open("rb"),  # noqa: SIM115 (who reads closes it)
            tell=lambda done: progress.tell(request, request.row_count + done, 2 * request.row_count),
        )
        return _stored(request, document, count, frozen)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Every query inside sees the database as it was at the first."""
    nested = connection.in_atomic_block  # then whoever began the transaction has chosen
    with transaction.atomic():
        if connection.vendor == "postgresql" and not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _stored(request: IssueRequest, document: Document, count: int, frozen: Frozen) -> IssuedReport:
    """Draw and store; again with the next number as long as another report has taken the one it was drawn with."""
    identity = identity_of(document.report, document.selection)
    while True:
        now = timezone.now()
        place = next_place(identity, timezone.localdate(now))
        row = _row(request, document, count, place)
        row.issued_at = now
        row.seal_texts = asdict(_seal(row, document, place))
        if earlier := _check(document.report, document.selection, row.reason):
            row.changed_figures = sum(1 for _change in changes(frozen_of(earlier), frozen))
        with drawn(frozen.sealed(row.seal)) as files, frozen.opened() as data:
            kept = _kept({IssuedFileKind.DATA: data, **files})
        stored = False
        try:
            stored = _store(row, kept, place, document)
        finally:
            if not stored:  # nothing stays in the storage that no row names
                for file in kept:
                    file.file.storage.delete(file.file.name or "")
        if stored:
            return row


def _store(row: IssuedReport, kept: list[IssuedFile], place: Place, document: Document) -> bool:
    """Write the rows while nobody else can take a number; False where the place is another's by now."""
    with transaction.atomic():
        day = timezone.localdate(row.issued_at)
        hold(day)
        if next_place(row.identity, day) != place:
            return False
        _check(document.report, document.selection, row.reason)
        row.save()
        for file in kept:
            file.report = row
            file.save()
        spend(place)
        audit.record("report.issued", row, by=row.issued_by, note=row.reason)
        return True


def _row(request: IssueRequest, document: Document, count: int, place: Place) -> IssuedReport:
    selection, report = document.selection, document.report
    return IssuedReport(
        key=report.key,
        title=document.title,
        scope=document.scope,
        needs=report.needs,
        identity=identity_of(report, selection),
        parameters=selection.query,
        fiscal_year_id=selection.year,
        quarter=selection.quarter,
        province=selection.province,
        regency=selection.regency,
        number_year=place.year,
        sequence=place.sequence,
        number=place.number,
        revision=place.revision,
        reason=request.reason if place.revision > 1 else "",
        preliminary=bool(_preliminary(document)),
        is_sample=selection.activities().filter(is_sample=True).exists(),
        row_count=count,
        check_token=new_check_token(),
        issued_by=request.asked_by,
        issued_by_name=str(request.asked_by),
    )


def _preliminary(document: Document) -> str:
    return document.selection.preliminary_on(timezone.localdate(document.made_at))


def _seal(row: IssuedReport, document: Document, place: Place) -> Seal:
    return Seal(
        number=place.number,
        revision=place.revision,
        issued_on=format_datetime(row.issued_at, settings.TIME_ZONE),
        office=OFFICE,
        check_url=f"{settings.PUBLIC_URL}{reverse('reports:issued_verify', args=[row.check_token])}",
        preliminary=_preliminary(document),
        reason=row.reason,
        is_sample=row.is_sample,
    )


def _kept(files: dict[str, IO[bytes]]) -> list[IssuedFile]:
    """The files written to the storage; their rows, not saved."""
    kept = []
    for kind, content in files.items():
        file = IssuedFile(kind=kind, sha256=digest_of(content))
        content.seek(0, 2)
        file.size = content.tell()
        content.seek(0)
        file.file.save(f"laporan.{kind}", File(content), save=False)
        kept.append(file)
    return kept


def answer(request: IssueRequest) -> None:
    """Carry out a request, whatever happens: it then names the report, or says why there is none. As who asked."""
    try:
        issued = make(request)
    except Refusal as refusal:
        _end(request, state=IssueState.FAILED, refusal=refusal.sentence)
    except Exception as fault:
        if is_lost_connection(fault):
            raise
        # Not in the fault's own words, which may quote a name (R3).
        where = "".join(traceback.format_tb(fault.__traceback__))
        logger.error("Issue request %d failed: %s at\n%s", request.pk, type(fault).__name__, where)
        _end(request, state=IssueState.FAILED)
    else:
        _end(request, state=IssueState.ISSUED, report=issued)
    progress.clear(request)


def _end(request: IssueRequest, **values: object) -> None:
    IssueRequest._base_manager.filter(pk=request.pk).update(**values)
    request.refresh_from_db()


def tell_end(request: IssueRequest) -> None:
    """Word to who asked and may be elsewhere by now."""
    if request.report:
        notices.tell(request.asked_by, "report.issued", request.report.get_absolute_url(), number=str(request.report))
    else:
        notices.tell(request.asked_by, "report.not_issued", request.get_absolute_url())


def purge_old() -> None:
    """Forget requests that were answered a month ago; what was issued stays."""
    old = IssueRequest._base_manager.exclude(state=IssueState.WAITING).filter(asked_at__lt=timezone.now() - KEEP)
    old.delete()
