"""Numbers of businesses: NIB, NPWP, KBLI (domain.md section 5). Errors carry a sentence for the person.

The check digit of python-stdnum's NPWP is not demanded: our source names none, and a refused number cannot be kept.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from .nik import Nik, NikError, is_digits, without_noise

NIB_DIGITS = 13


def parse_nib(text: str) -> str:
    """13 digits; no check digit is known. Raises ValueError with a sentence."""
    bare = without_noise(text)
    if not is_digits(bare) or len(bare) != NIB_DIGITS:
        raise ValueError(_("NIB terdiri atas 13 angka. Periksa lagi pada surat NIB, atau kosongkan bila belum ada."))
    return bare


def parse_npwp(text: str) -> str:
    """15 digits (until 2024) or 16, which may be a person's NIK. Raises ValueError with a sentence."""
    bare = without_noise(text)
    if not is_digits(bare) or len(bare) not in (15, 16):
        raise ValueError(_("NPWP terdiri atas 15 atau 16 angka. Periksa lagi pada kartu NPWP, atau kosongkan."))
    return bare


def is_personal_npwp(npwp: str) -> bool:
    """Whether a parsed NPWP is a person's NIK, protected as one (PMK 112/2022); a firm's 16 begin with 0."""
    if len(npwp) != 16 or npwp.startswith("0"):
        return False
    try:
        Nik.parse(npwp)
    except NikError:
        return False
    return True


def parse_kbli(text: str) -> str:
    """5 digits. Raises ValueError with a sentence."""
    bare = without_noise(text)
    if not is_digits(bare) or len(bare) != 5:
        raise ValueError(_("Kode KBLI terdiri atas 5 angka, misalnya 14111."))
    return bare
