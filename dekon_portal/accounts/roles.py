"""Roles and what each may do: one table that pages, admin and tests read (design.md section 2)."""

from __future__ import annotations

from typing import Final, Literal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    REGENCY_OFFICER = "petugas_kabkota", _("Petugas kabupaten/kota")
    PROVINCE_OFFICER = "petugas_provinsi", _("Petugas provinsi")
    PROVINCE_HEAD = "pejabat_provinsi", _("Pejabat provinsi (KPA/PPK)")
    REVIEWER = "peninjau", _("Peninjau Ditjen IKMA")
    LEADER = "pimpinan", _("Pimpinan")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Admin")


NATIONAL_ROLES: Final = (Role.REVIEWER.value, Role.LEADER.value, Role.AUDITOR.value, Role.ADMIN.value)

Action = Literal[
    "rows.read",  # open activities, people, goods
    "figures.read",  # dashboards and reports
    "activity.write",
    "people.write",  # participants, businesses, imports
    "goods.write",  # orders, production, reported handovers, drafts of BAST
    "goods.correct",  # corrections after a stocktaking, recipients' doubles: what concerns the whole office
    "delivery.sign",
    "certificate.issue",  # certificates: templates, issuing, revoking, handing out
    "activity.submit",
    "activity.endorse",
    "activity.review",  # return, approve, reopen
    "activity.ask_reopening",
    "report.issue",  # freeze a report under a number, and revise it (R10)
    "flag.clear",  # say why an implausible figure is right after all
    "learning.trainer_scores",  # what participants think of a trainer by name
    "budget.read",  # an office's DIPA, its payments and progress
    "budget.write",  # drafts of revisions, SP2D
    "budget.enact",  # put a revision in force
    "form.write",  # a quarterly report: its words per activity, handing it to the head
    "form.sign",  # the head's signature under it, or its return to the officer
    "form.review",  # return, approve, reopen it in Jakarta
    "nik.reveal",  # full personal numbers, with a reason, on record (R3)
    "trail.read",  # the audit trail beyond the object's own tab
    "screens.office",  # the admin screens of a regional office
    "reference.write",
    "users.write",
]

_REGENCY: Final = frozenset[Action]({"rows.read", "figures.read", "people.write", "goods.write"})
_OFFICER: Final = _REGENCY | frozenset[Action](
    {
        "activity.write", "activity.submit", "activity.ask_reopening", "goods.correct", "delivery.sign",
        "certificate.issue", "nik.reveal", "learning.trainer_scores", "screens.office", "budget.read", "budget.write",
        "form.write",
    }
)  # fmt: skip
ALLOWED: Final[dict[str, frozenset[Action]]] = {
    Role.REGENCY_OFFICER: _REGENCY,
    Role.PROVINCE_OFFICER: _OFFICER,
    Role.PROVINCE_HEAD: _OFFICER | {"activity.endorse", "budget.enact", "form.sign"},
    Role.REVIEWER: frozenset(
        {
            "rows.read",
            "figures.read",
            "activity.review",
            "report.issue",
            "flag.clear",
            "learning.trainer_scores",
            "budget.read",
            "form.review",
        }
    ),
    Role.LEADER: frozenset({"figures.read"}),
    Role.AUDITOR: frozenset({"rows.read", "figures.read", "trail.read", "budget.read"}),
    Role.ADMIN: frozenset({"reference.write", "users.write"}),
}


def may(role: str, action: Action) -> bool:
    return action in ALLOWED[role]
