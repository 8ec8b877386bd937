"""What an issued report states of its issuing, on its files and pages: texts, fixed at that moment."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Seal:
    """`issued_on` and `preliminary` (a sentence, or "") are finished texts; `annex` is the SHA-256 of the XLSX beside
    a PDF, elsewhere "". No person is named: anybody who holds the paper reads it.
    """

    number: str
    revision: int
    issued_on: str
    office: str
    check_url: str
    preliminary: str = ""
    reason: str = ""
    is_sample: bool = False
    annex: str = ""

    @property
    def number_and_revision(self) -> str:
        """ "007/LAP/IKMA/XI/2026, revisi 2"."""
        return _("%(number)s, revisi %(revision)d") % {"number": self.number, "revision": self.revision}

    @property
    def facts(self) -> list[tuple[str, str]]:
        """As a sheet states them above its table."""
        stated = [
            (_("Nomor laporan"), self.number_and_revision),
            (_("Diterbitkan"), self.issued_on),
            (_("Diterbitkan oleh"), self.office),
            (_("Periksa keaslian"), self.check_url),
        ]
        if self.reason:
            stated.append((_("Alasan revisi"), self.reason))
        if self.preliminary:
            stated.append((_("Sifat"), self.preliminary))
        if self.is_sample:
            stated.append((_("Contoh"), _("Data contoh, bukan laporan sungguhan.")))
        return stated

    @property
    def lines(self) -> list[str]:
        """As a paper states them beside its code."""
        stated = [
            _("Laporan terbit nomor %(number)s") % {"number": self.number_and_revision},
            _("Diterbitkan %(when)s oleh %(office)s") % {"when": self.issued_on, "office": self.office},
        ]
        if self.reason:
            stated.append(_("Alasan revisi: %(reason)s") % {"reason": self.reason})
        if self.preliminary:
            stated.append(self.preliminary)
        if self.is_sample:
            stated.append(_("CONTOH: data contoh, bukan laporan sungguhan."))
        if self.annex:
            stated.append(_("SHA-256 berkas XLSX: %(digest)s") % {"digest": self.annex})
        return stated
