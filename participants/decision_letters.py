"""The letter that tells an applicant what the office decided, sent by the worker and never while somebody waits.

A verb of participants/selection.py only notes that a letter is due; what it says is what stands when it is sent, so of
two decisions in a minute the last is told. It holds no NIK, and no link: of the private one a hash only is kept.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from django.core.mail import EmailMessage, get_connection
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core.claims import claimed, is_free

from .models import MailState, Registration, RegistrationState
from .registrations import mails

if TYPE_CHECKING:
    from django.db.models import QuerySet

MAIL_SECONDS: Final = 30

logger = logging.getLogger(__name__)


def due(registration: Registration) -> MailState:
    """The state of the letter of a registration that was just decided."""
    return MailState.WAITING if registration.email and mails() else MailState.NONE


def unsent() -> QuerySet[Registration]:
    """Letters that are due."""
    rows = Registration._base_manager.filter(letter=MailState.WAITING)
    return rows.select_related("activity__office").order_by("pk")


@task()
def send_all() -> None:
    """All that are due; another worker's share is left to it."""
    for row in unsent():
        _send(row)


def resume() -> None:
    """Hand what is due to the worker. Can be called any time."""
    first = unsent().first()
    if first and is_free(first) and not DBTaskResult.objects.ready().filter(task_path=send_all.module_path).exists():
        send_all.enqueue()


def _send(registration: Registration) -> None:
    """Once, whoever else is at it. What fails is shown to the office beside the applicant."""
    with acting_as_system(), claimed(registration) as ours:
        row = unsent().filter(pk=registration.pk).first() if ours else None
        if row is None:
            return
        # Decided anew while the letter left, it is due again.
        told = Registration._base_manager.filter(pk=row.pk, state=row.state, state_since=row.state_since)
        try:
            letter(row).send()
        except Exception as fault:  # each mail server fails in its own way
            logger.error("The letter of registration %d was not sent: %s", row.pk, type(fault).__name__)  # no address
            told.update(letter=MailState.FAILED)
        else:
            told.update(letter=MailState.SENT)


def letter(row: Registration) -> EmailMessage:
    """Indonesian first, English second, as the portal speaks; the reason is the office's own words."""
    parts, subjects = [], []
    for language in ("id", "en"):
        with translation.override(language):
            subjects.append(_("Kabar pendaftaran Anda"))
            parts.append("\n\n".join([*_words(row), str(row.activity.office)]))
    address = get_connection(timeout=MAIL_SECONDS)
    return EmailMessage(" / ".join(subjects), "\n\n---\n\n".join(parts), to=[row.email], connection=address)


def _words(row: Registration) -> list[str]:
    about = {"activity": row.activity}
    again = _(
        "Lihat lagi kapan saja lewat tautan pribadi dalam surel pertama kami, atau yang Anda simpan saat mendaftar."
    )
    if row.state == RegistrationState.ACCEPTED:
        return [
            _("Anda diterima sebagai peserta kegiatan %(activity)s.") % about,
            again,
            _("Bila Anda berhalangan, undurkan diri di sana, agar tempatnya dapat dipakai orang lain."),
        ]
    if row.state == RegistrationState.REFUSED:
        return [
            _("Pendaftaran Anda pada %(activity)s tidak diterima.") % about,
            _("Alasan dari penyelenggara: %(reason)s") % {"reason": row.reason},
            again,
        ]
    return [
        _("Ada tempat kosong pada %(activity)s: pendaftaran Anda pindah dari daftar cadangan.") % about,
        _("Penyelenggara masih akan memutuskannya; kabarnya kami kirim ke alamat ini."),
        again,
    ]
