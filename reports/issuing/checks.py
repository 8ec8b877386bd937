"""Whether an issued report is genuine, for anybody who holds it: what its QR code leads to. No person is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings

from dekon_portal.accounts.scope import acting_as_system
from reports.models import IssuedFile, IssuedFileKind, IssuedReport

if TYPE_CHECKING:
    from reports.models import IssuedStanding


@dataclass(frozen=True)
class Checked:
    """What a stranger may read of a report: which it is and how it stands, none of its figures."""

    standing: IssuedStanding
    title: str
    scope: str
    number: str
    revision: int
    latest: int
    office: str
    preliminary: str
    issued_at: datetime
    zone: Any
    is_sample: bool
    issued: frozenset[str]


def checked(token: str) -> Checked | None:
    """What the report with this code says and how it stands; None when there is no such one."""
    with acting_as_system():  # the code is the right, and only what is on the paper is told
        report = IssuedReport._base_manager.filter(check_token=token).first()
        if report is None:
            return None
        seal = report.seal
        papers = IssuedFile._base_manager.filter(report=report).exclude(kind=IssuedFileKind.DATA)
        return Checked(
            standing=report.standing,
            title=report.title,
            scope=report.scope,
            number=report.number,
            revision=report.revision,
            latest=report.latest.revision,
            office=seal.office,
            preliminary=seal.preliminary,
            issued_at=report.issued_at,
            zone=ZoneInfo(settings.TIME_ZONE),
            is_sample=report.is_sample,
            issued=frozenset(papers.values_list("sha256", flat=True)),
        )
