"""Handing out a certificate: a private link, given by hand or sent by mail. Whoever holds the token may fetch it.

A token is kept by nobody (core/tokens.py): each attempt to mail makes one of its own, so a mail that waits or failed
can be sent again, and the link of the earlier attempt no longer opens.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core import audit, notices
from dekon_portal.core.dates import format_date
from dekon_portal.core.editing import require_on
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.tokens import hash_of, new_token
from participants.models import Certificate, CertificateLink, CertificateState, MailState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User
    from programs.models import Activity

logger = logging.getLogger(__name__)

_ROWS: Final = ("certificate__activity__office__province", "certificate__participation__person", "made_by")

audit.register(
    {
        "certificate.link_made": gettext_lazy("%(who)s membuat tautan pengambilan sertifikat %(what)s"),
        "certificate.link_revoked": gettext_lazy("%(who)s mencabut tautan pengambilan sertifikat %(what)s"),
        "certificate.mailed": gettext_lazy("%(who)s mengirim sertifikat %(what)s lewat surel"),
    }
)
notices.register(
    {"certificate.unmailed": gettext_lazy("Sertifikat %(number)s gagal dikirim lewat surel. Buka untuk mengulang.")}
)


class LinkState(Enum):
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Unusable(Exception):
    """The link opens nothing (any more); `state` says why."""

    def __init__(self, state: LinkState) -> None:
        super().__init__(state.value)
        self.state = state


def make(certificate: Certificate, *, by: User) -> tuple[CertificateLink, str]:
    """A new link with its token, which nobody can learn again; an earlier one stops working. Raises Refusal."""
    token = new_token()
    with transaction.atomic():
        link = _new(certificate, by, token)
        audit.record("certificate.link_made", certificate, by=by)
    return link, token


def revoke(certificate: Certificate, *, by: User) -> None:
    """Stop the link that is open; without one nothing happens."""
    with transaction.atomic():
        require_on(certificate, by, "certificate.issue")
        if certificate.links.filter(revoked_at=None).update(revoked_at=timezone.now()):
            audit.record("certificate.link_revoked", certificate, by=by)


def mail(certificate: Certificate, *, by: User) -> CertificateLink:
    """Note that a link is to be mailed to the person; certificates/tasks.py sends it. Raises Refusal."""
    if not is_mail_configured():
        raise Refusal(_("Surel belum disiapkan pada portal ini. Buat tautan, lalu kirim lewat jalan lain."))
    if not certificate.participation.person.email:
        raise Refusal(_("Surel orang ini belum diketahui. Buat tautan, lalu kirim lewat jalan lain."))
    with transaction.atomic():
        return _new(certificate, by, new_token(), MailState.WAITING)


def mail_all(activity: Activity, *, by: User) -> list[CertificateLink]:
    """The same for everybody of the activity who has a valid certificate, a known address, and was sent none yet."""
    require_on(activity, by, "certificate.issue")
    sent = CertificateLink._base_manager.filter(mail__in=[MailState.SENT, MailState.WAITING], revoked_at=None)
    rows = activity.certificates.filter(state=CertificateState.ISSUED).exclude(pk__in=sent.values("certificate"))
    people = rows.select_related("participation__person", "activity__office__province")
    with transaction.atomic():
        return [mail(row, by=by) for row in people if row.participation.person.email]


def is_mail_configured() -> bool:
    """Not while mails are only printed, as on a desk."""
    return "console" not in settings.EMAIL_BACKEND


def _new(certificate: Certificate, by: User, token: str, mail: MailState = MailState.NONE) -> CertificateLink:
    require_on(certificate, by, "certificate.issue")
    stored = Certificate._base_manager.select_for_update(of=("self",)).get(pk=certificate.pk)
    if stored.state != CertificateState.ISSUED:
        raise Refusal(_("Sertifikat %(number)s sudah dicabut, sehingga tidak dibagikan lagi.") % {"number": stored})
    now = timezone.now()
    CertificateLink._base_manager.filter(certificate=certificate, revoked_at=None).update(revoked_at=now)
    return CertificateLink.objects.create(
        certificate=certificate,
        token_hash=hash_of(token),
        made_by=by,
        expires_at=now + timedelta(days=settings.CERTIFICATE_LINK_DAYS),
        mail=mail,
    )


def opened(token: str) -> CertificateLink:
    """The link of this token. Raises Unusable; one look-up by hash, whatever the token."""
    with acting_as_system():  # the link is the right to this one certificate
        rows = CertificateLink._base_manager.select_related(*_ROWS)
        link = rows.filter(token_hash=hash_of(token)).first()
    if link is None:
        raise Unusable(LinkState.UNKNOWN)
    if link.revoked_at or link.certificate.state != CertificateState.ISSUED:
        raise Unusable(LinkState.REVOKED)
    if not link.is_live:
        raise Unusable(LinkState.EXPIRED)
    return link


def url_of(token: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse('participants:certificate_pickup', args=[token])}"


def unsent() -> QuerySet[CertificateLink]:
    """Mails that were asked for and not sent yet."""
    rows = CertificateLink._base_manager.filter(mail=MailState.WAITING, revoked_at=None)
    return rows.select_related(*_ROWS).order_by("pk")


def send(link: CertificateLink) -> None:
    """Mail it, under a token of its own. What fails is told to who asked, and can be sent again."""
    token = new_token()
    CertificateLink._base_manager.filter(pk=link.pk).update(token_hash=hash_of(token))
    try:
        _message(link, token).send()
    except Exception as fault:  # each mail server fails in its own way
        logger.error("Certificate link %d was not mailed: %s", link.pk, type(fault).__name__)  # no address (R3)
        _note(link, mail=MailState.FAILED)
        number = link.certificate.number
        notices.tell(link.made_by, "certificate.unmailed", link.certificate.get_absolute_url(), number=number)
        return
    _note(link, mail=MailState.SENT, mailed_at=timezone.now())
    audit.record("certificate.mailed", link.certificate, by=link.made_by)


def _note(link: CertificateLink, **values: object) -> None:
    CertificateLink._base_manager.filter(pk=link.pk).update(**values)


def _message(link: CertificateLink, token: str) -> EmailMessage:
    """Always Indonesian, as the certificate is."""
    certificate = link.certificate
    paper, zone = certificate.paper, certificate.activity.province.zone
    with translation.override("id"):
        words = "\n\n".join(
            [
                _("Yth. %(name)s,") % {"name": paper["name"]},
                _("Sertifikat Anda dari kegiatan %(activity)s sudah terbit dengan nomor %(number)s.")
                % {"activity": paper["activity"], "number": certificate.number},
                _("Unduh lewat tautan ini, tanpa akun: %(url)s") % {"url": url_of(token)},
                _("Tautan hanya untuk Anda dan berlaku sampai %(until)s.")
                % {"until": format_date(link.expires_at.astimezone(zone).date())},
                paper["office"],
            ]
        )
        subject = " ".join((_("Sertifikat %(activity)s") % {"activity": paper["activity"]}).split())[:150]
    return EmailMessage(subject, words, to=[certificate.participation.person.email])
