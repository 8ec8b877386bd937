"""What can be said in a follow-up, and how several choices are kept in one column."""

from __future__ import annotations

from itertools import combinations
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Round(models.IntegerChoices):
    """Months after the end of the activity."""

    THREE = 3, _("3 bulan")
    SIX = 6, _("6 bulan")
    TWELVE = 12, _("12 bulan")


class Standing(models.TextChoices):
    """How far a round is; `FollowUpQuerySet.with_standing` says it of many rows in one query."""

    UPCOMING = "menunggu", _("Belum waktunya")
    DUE = "jatuh_tempo", _("Jatuh tempo")
    OVERDUE = "terlambat", _("Terlambat")
    UNREACHABLE = "tidak_terhubung", _("Tidak terhubung")
    ANSWERED = "dijawab", _("Dijawab")

    @property
    def colour(self) -> str:
        return _LOOK[self.value][0]

    @property
    def icon(self) -> str:
        return _LOOK[self.value][1]


_LOOK: Final = {
    "menunggu": ("grey", "clock"),
    "jatuh_tempo": ("blue", "bell"),
    "terlambat": ("orange", "alert"),
    "tidak_terhubung": ("red", "ban"),
    "dijawab": ("green", "check"),
}
OVERDUE_AFTER: Final = 30
"""Days after its day on which a round that nobody answered is late."""
UNREACHABLE_AFTER: Final = 3
"""Attempts without an answer after which a person counts as not reachable; they may still answer."""


class Way(models.TextChoices):
    LINK = "tautan", _("Tautan")
    CALL = "telepon", _("Telepon")
    VISIT = "kunjungan", _("Kunjungan")


class Sales(models.TextChoices):
    """Sales of one month."""

    NONE = "0", _("Belum ada penjualan")
    TO_1 = "1", _("Sampai Rp 1 juta")
    TO_5 = "5", _("Lebih dari Rp 1 juta sampai Rp 5 juta")
    TO_10 = "10", _("Lebih dari Rp 5 juta sampai Rp 10 juta")
    TO_25 = "25", _("Lebih dari Rp 10 juta sampai Rp 25 juta")
    TO_50 = "50", _("Lebih dari Rp 25 juta sampai Rp 50 juta")
    MORE = "lebih", _("Lebih dari Rp 50 juta")


class PermitGained(models.TextChoices):
    NIB = "nib", _("NIB")
    HALAL = "halal", _("Sertifikat halal")
    BRAND = "merek", _("Merek")
    SNI = "sni", _("SNI")
    OTHER = "lainnya", _("Izin lainnya")


class Market(models.TextChoices):
    LOCAL = "lokal", _("Lokal")
    ONLINE = "daring", _("Daring")
    PROVINCES = "antarprovinsi", _("Antarprovinsi")
    EXPORT = "ekspor", _("Ekspor")


def joined(choices: type[models.TextChoices], picked: Any) -> str:
    """How several choices are kept: in the order of their declaration, "" for none of them."""
    return ",".join(value for value in choices.values if value in set(picked))


def sets_of(choices: type[models.TextChoices]) -> list[str]:
    values = choices.values
    return [",".join(some) for size in range(len(values) + 1) for some in combinations(values, size)]


def labels_of(choices: type[models.TextChoices], kept: str | None) -> str | None:
    """ "NIB, Merek"; "belum ada" for none of them, None while it is not known."""
    if kept is None:
        return None
    return ", ".join(str(choices(value).label) for value in kept.split(",")) if kept else gettext("belum ada")
