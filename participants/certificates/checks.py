"""Whether a certificate is genuine, for anybody who holds it: what its QR code leads to. Its name is masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from dekon_portal.accounts.scope import acting_as_system
from participants.models import Certificate

if TYPE_CHECKING:
    from participants.models import CertificateStanding

_LONGEST_WORD: Final = 7


@dataclass(frozen=True)
class Checked:
    """What a stranger may read of a certificate."""

    standing: CertificateStanding
    number: str
    name: str
    title: str
    activity: str
    when: str
    office: str
    issued_at: datetime
    zone: Any
    is_sample: bool
    replaced_by: str
    replaces: str
    issued: frozenset[str]


def checked(token: str) -> Checked | None:
    """What the certificate with this code says and how it stands; None when there is no such one."""
    with acting_as_system():  # the code is the right, and only what is on the paper is told
        rows = Certificate._base_manager.select_related("activity__office__province", "replaced_by")
        certificate = rows.filter(check_token=token).first()
        return _told(certificate) if certificate else None


def _told(certificate: Certificate) -> Checked:
    paper: dict[str, Any] = certificate.paper
    return Checked(
        standing=certificate.standing,
        number=certificate.number,
        name=masked(paper["name"]),
        title=paper["title"],
        activity=paper["activity"],
        when=paper["when"],
        office=paper["office"],
        issued_at=certificate.issued_at,
        zone=certificate.activity.province.zone,
        is_sample=paper["sample"],
        replaced_by=certificate.replacement.number if certificate.replacement else "",
        replaces=paper["replaces"],
        issued=frozenset(filter(None, [certificate.sha256])),
    )


def masked(name: str) -> str:
    """ "S••• A•••••": enough to hold against the paper, too little to name a person."""
    return " ".join(word[0] + "•" * min(len(word) - 1, _LONGEST_WORD) for word in name.split())
