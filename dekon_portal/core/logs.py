"""What the portal logs, without the secrets that stand in addresses."""

from __future__ import annotations

import logging
import re
from typing import Final

_WITH_TOKENS: Final = (
    "hadir/kartu",
    "hadir",
    "kabar",
    "kalender",
    "pendaftaran",
    "sertifikat",
    "survei",
    "terima",
    "uji",
    "verifikasi/laporan",
    "verifikasi/sertifikat",
    "verifikasi",
)
"""What stands before a private token in an address."""
_TOKENS: Final = re.compile(rf"/({'|'.join(_WITH_TOKENS)})/[^/\s\"'?#]+")


class WithoutTokens(logging.Formatter):
    """Lines in which the token of a private link is left out, wherever in the message or traceback it stands."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKENS.sub(r"/\1/…", super().format(record))
