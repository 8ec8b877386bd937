"""The files of the admin screens: what the portal itself writes, and what Indonesian spreadsheets write."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any, Final

from django.core.cache import cache
from django.utils.translation import gettext as _
from import_export.formats import base_formats
from import_export.tmp_storages import CacheStorage

from dekon_portal.core.exports import CSV_TYPE, XLSX_TYPE, Words, csv_lines, xlsx_response
from dekon_portal.core.refusal import Refusal

MOST_UNPACKED: Final = 50 * 1024 * 1024  # bytes; a sheet of reference data has thousands of rows, not millions


class Xlsx(base_formats.XLSX):  # type: ignore[misc]
    """Written with the portal's own writer, so that text stays text and never becomes a formula."""

    CONTENT_TYPE = XLSX_TYPE

    def create_dataset(self, in_stream: bytes) -> Any:
        with zipfile.ZipFile(BytesIO(in_stream)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise ValueError("too large once unpacked")
        return super().create_dataset(in_stream)

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        columns = [(str(number), heading) for number, heading in enumerate(dataset.headers)]
        rows = ({str(number): value for number, value in enumerate(row)} for row in dataset)
        return b"".join(xlsx_response(columns, rows, "daftar").streaming_content)  # type: ignore[arg-type]


class Csv(base_formats.CSV):  # type: ignore[misc]
    """Fields parted by semicolons, as Excel writes and expects here; commas are read too."""

    CONTENT_TYPE = CSV_TYPE

    def create_dataset(self, in_stream: bytes | str, **kwargs: Any) -> Any:
        text = in_stream.decode("utf-8-sig") if isinstance(in_stream, bytes) else in_stream
        heading = text.partition("\n")[0]
        return super().create_dataset(text, delimiter=";" if heading.count(";") >= heading.count(",") else ",")

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        words = Words()
        records = [dataset.headers, *([words.cell(value) for value in row] for row in dataset)]
        return "".join(csv_lines(records)).encode()


FORMATS: Final = [Xlsx, Csv]


class UploadInCache(CacheStorage):  # type: ignore[misc]
    """An uploaded list between preview and confirmation: in the shared cache, so that any server may finish it."""

    CACHE_LIFETIME = 60 * 60

    def read(self) -> Any:
        data = cache.get(self.CACHE_PREFIX + self.name)
        if data is None:
            raise Refusal(_("Berkas yang diunggah sudah tidak tersimpan. Unggah lagi, lalu konfirmasi dalam satu jam."))
        return data
