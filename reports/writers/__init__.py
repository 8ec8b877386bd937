"""One writer per kind of file. Writers know documents, never particular reports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Final

from django.utils.translation import gettext_lazy as _

from reports.document import Written

from . import csv, json, pdf, xlsx


@dataclass(frozen=True)
class Writer:
    label: Any
    content_type: str
    write: Callable[[Written, IO[bytes]], None]


WRITERS: Final[dict[str, Writer]] = {
    "xlsx": Writer(_("XLSX"), xlsx.CONTENT_TYPE, xlsx.write),
    "csv": Writer(_("CSV"), csv.CONTENT_TYPE, csv.write),
    "pdf": Writer(_("PDF"), pdf.CONTENT_TYPE, pdf.write),
    "json": Writer(_("JSON"), json.CONTENT_TYPE, json.write),
}
