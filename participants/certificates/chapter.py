"""The certificates' chapter of an activity's final report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dekon_portal.core.blocks import Block, Facts, Table
from dekon_portal.core.dates import format_date
from dekon_portal.core.numbers import format_integer
from participants.models import CertificateState
from programs.closing import chapter

if TYPE_CHECKING:
    from programs.models import Activity


@chapter("sertifikat", "Sertifikat", 70)
def certificates(activity: Activity) -> Sequence[Block]:
    """How many, from which number to which, and those that were revoked; nobody is named."""
    rows = list(activity.certificates.select_related("replaced_by").order_by("year", "sequence"))
    if not rows:
        return []
    valid = [row for row in rows if row.state == CertificateState.ISSUED]
    zone = activity.province.zone
    facts = Facts(
        [
            ("Sertifikat diterbitkan", format_integer(len(rows))),
            ("Berlaku", format_integer(len(valid))),
            ("Nomor pertama", rows[0].number),
            ("Nomor terakhir", rows[-1].number),
        ]
    )
    revoked = [
        (
            row.number,
            format_date(row.revoked_at.astimezone(zone).date()) if row.revoked_at else "",
            row.revoked_reason,
            row.replacement.number if row.replacement else "tidak diganti",
        )
        for row in rows
        if row.state == CertificateState.REVOKED
    ]
    headings = ("Nomor", "Dicabut", "Alasan", "Diganti dengan")
    return [facts, Table(headings, revoked, caption="Sertifikat yang dicabut")] if revoked else [facts]
