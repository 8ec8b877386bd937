"""The files of an issued report, made of its frozen data alone: made again, they are the same bytes.

They are so under the release that made them: another release of the portal, of typst or of XlsxWriter may set a page
otherwise. What is given out are always the stored bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final

from django.utils import translation

from reports.models import IssuedFileKind
from reports.writers import WRITERS

from .frozen import Frozen

if TYPE_CHECKING:
    from reports.models import IssuedReport


_AT_ONCE: Final = 1 << 20


def frozen_of(report: IssuedReport) -> Frozen:
    """The frozen data of a report that was reached through the scope."""
    data = report.files.get(kind=IssuedFileKind.DATA).file
    return Frozen(lambda: data.storage.open(data.name or ""), report.seal)


def digest_of(file: IO[bytes]) -> str:
    """SHA-256 of what `file` holds, which is then at its beginning again."""
    file.seek(0)
    digest = hashlib.sha256()
    while part := file.read(_AT_ONCE):
        digest.update(part)
    file.seek(0)
    return digest.hexdigest()


@contextmanager
def drawn(frozen: Frozen) -> Iterator[dict[str, IO[bytes]]]:
    """XLSX and PDF of sealed data by their kind, open for as long as the block lasts. Always Indonesian."""
    if frozen.seal is None:
        raise ValueError("only sealed data are drawn")
    with TemporaryFile() as sheet, TemporaryFile() as paper, translation.override("id"):
        WRITERS["xlsx"].write(frozen, sheet)
        WRITERS["pdf"].write(frozen.sealed(replace(frozen.seal, annex=digest_of(sheet))), paper)
        yield {IssuedFileKind.XLSX: sheet, IssuedFileKind.PDF: paper}


def differing(report: IssuedReport) -> list[str]:
    """What is not as it was issued, as sentences: stored bytes that changed, files that come out otherwise."""
    stored = {file.kind: file for file in report.files.all()}
    found = []
    for kind, file in stored.items():
        try:
            with file.file.storage.open(file.file.name or "") as content:
                digest = digest_of(content)
        except FileNotFoundError:
            found.append(f"{report} {kind}: the stored file is lost")
        else:
            if digest != file.sha256:
                found.append(f"{report} {kind}: the stored bytes have SHA-256 {digest}, issued was {file.sha256}")
    if found:
        return found
    with drawn(frozen_of(report)) as files:
        for kind, made in files.items():
            if (digest := digest_of(made)) != stored[kind].sha256:
                found.append(f"{report} {kind}: made again it has SHA-256 {digest}, issued was {stored[kind].sha256}")
    return found
