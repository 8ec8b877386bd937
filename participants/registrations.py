"""What strangers do on the page of an activity: register, follow their registration, withdraw it; and its end.

Whoever holds a page's address may register; whoever holds a registration's own link is its applicant. The verbs here
leave the scope (R1) for that one activity and tell nothing of anybody else. The picture: docs/bimtek/registration.md.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import get_connection, send_mail
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core import audit, notices
from dekon_portal.core.crypto import blind_index
from dekon_portal.core.post import MAIL_SECONDS, mails
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.tokens import hash_of, token_for
from programs import receipts
from programs.models import Activity

from .models import MailState, Registration, RegistrationPage, RegistrationState
from .models.registrations import HOLDS_A_PLACE, UNDECIDED
from .ties import TIES, Tie

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from .models import Participation

APPLICANT: Final = "Pendaftar"
"""As the trail names them, which keeps Indonesian; nobody is named who may ask to be forgotten."""

logger = logging.getLogger(__name__)

audit.register(
    {
        "registration.sent": gettext_lazy("%(who)s mendaftar: %(what)s"),
        "registration.withdrawn": gettext_lazy("%(who)s mengundurkan diri: %(what)s"),
    }
)
notices.register(
    {"registration.withdrawn": gettext_lazy("Peserta yang sudah diterima mengundurkan diri dari %(what)s.")}
)


class Closed(Refusal):
    """The page takes no registrations now."""


class Full(Refusal):
    """No place is left, and there is no waiting list."""


class Known(Refusal):
    """The NIK is registered for this activity already; nothing of that registration is told."""


def page_with(token: str) -> RegistrationPage | None:
    """The page of this address, with all that it shows."""
    rows = RegistrationPage._base_manager.filter(token=token)
    return rows.select_related("activity__office__province", "activity__regency").first()


def token_of(form: str, nik: str) -> str:
    """The private link of what is sent by this form for this person: sent again, it leads to the same registration."""
    return token_for("pendaftaran", f"{form}|{nik}")


def register(
    page: RegistrationPage, applicant: Registration, *, token: str, link: str, papers: receipts.Evidence | None = None
) -> Registration:
    """Keep what was sent, once, in the state that the places left allow; `link` is told by e-mail where one is given.

    Raises Closed, Full or Known. The activity's row is the turnstile: of many who want the last place one gets it.
    """
    with acting_as_system(), transaction.atomic():
        activity = _locked(page.activity_id)
        sent_before = _with(token).first()
        if sent_before is not None:
            return sent_before
        page = RegistrationPage._base_manager.get(pk=page.pk)
        page.activity = activity
        if not page.is_open:
            raise Closed(_("Pendaftaran sedang tidak dibuka."))
        applicant.activity = activity
        applicant.token_hash = hash_of(token)
        applicant.consent = page.consent
        applicant.state = _first_state(page, applicant.regency_id)
        _ensure_new(applicant)
        receipts.keep(applicant, papers)
        audit.record("registration.sent", applicant, by=None, actor_name=APPLICANT)
        if applicant.email:
            transaction.on_commit(lambda: _tell(applicant, link))
    return applicant


def _locked(pk: int) -> Activity:
    rows = Activity._base_manager.select_for_update(of=("self",))
    return rows.select_related("office__province").get(pk=pk)


def _first_state(page: RegistrationPage, regency: str) -> RegistrationState:
    full = fullness(page, regency)
    if not full:
        return RegistrationState.WAITING
    if not page.waiting_list:
        raise Full(full)
    return RegistrationState.RESERVE


def fullness(
    page: RegistrationPage, regency: str, holders: Collection[RegistrationState] = HOLDS_A_PLACE, *, but: int = 0
) -> str:
    """Why nobody of this regency gets a place any more; "" while one is left. `but` is a registration not counted."""
    quota = page.quotas.filter(regency=regency).select_related("regency").first()
    if page.places is None and quota is None:
        return ""
    held = Registration._base_manager.filter(activity=page.activity_id, state__in=holders).exclude(pk=but)
    taken = held.aggregate(all=Count("pk"), here=Count("pk", filter=Q(regency=regency)))
    if page.places is not None and taken["all"] >= page.places:
        return _("Semua tempat sudah terisi.")
    if quota is not None and taken["here"] >= quota.places:
        return _("Tempat untuk %(regency)s sudah terisi.") % {"regency": quota.regency}
    return ""


def _ensure_new(applicant: Registration) -> None:
    same = Registration._base_manager.filter(activity=applicant.activity, nik_hash=blind_index(applicant.nik, "nik"))
    if same.exclude(state=RegistrationState.WITHDRAWN).exists():
        raise Known(
            _(
                "NIK ini sudah terdaftar pada kegiatan ini. Gunakan tautan yang Anda terima saat mendaftar, atau "
                "hubungi penyelenggara."
            )
        )


def _tell(applicant: Registration, link: str) -> None:
    """The private link by e-mail. No registration is lost for a letter, and no log names its reader (R3)."""
    if not mails():
        return
    words = [
        _("Pendaftaran Anda pada %(activity)s sudah kami terima.") % {"activity": applicant.activity},
        _("Simpan tautan ini untuk melihat keputusannya atau mengundurkan diri: %(link)s") % {"link": link},
        _("Tautan ini milik Anda sendiri; jangan diteruskan kepada orang lain."),
        str(applicant.activity.office),
    ]
    try:
        send_mail(
            _("Pendaftaran sudah kami terima"),
            "\n\n".join(words),
            None,
            [applicant.email],
            connection=get_connection(timeout=MAIL_SECONDS),
        )
    except Exception as fault:
        logger.warning("A letter about registration %d was not sent (%s)", applicant.pk, type(fault).__name__)


def of(token: str) -> Registration | None:
    """The registration of a private link; one look-up by hash, whatever the token."""
    return _with(token).first()


def _with(token: str) -> QuerySet[Registration]:
    rows = Registration._base_manager.filter(token_hash=hash_of(token))
    return rows.select_related("activity__office__province", "activity__regency", "decided_by")


def withdraw(registration: Registration) -> Registration:
    """The applicant's own act; who was refused or has withdrawn already stays so.

    The part in the activity that an acceptance made is the office's record: it is told, and takes it out itself.
    """
    with acting_as_system(), transaction.atomic():
        rows = Registration._base_manager.select_for_update(of=("self",)).select_related("activity", "decided_by")
        row = rows.get(pk=registration.pk)
        if row.state not in (*UNDECIDED, RegistrationState.ACCEPTED):
            return row
        if row.state == RegistrationState.ACCEPTED and row.decided_by:
            url = row.get_absolute_url()
            notices.tell(row.decided_by, "registration.withdrawn", url, what=row.activity.title)
        row.letter = MailState.NONE  # they know
        move(row, RegistrationState.WITHDRAWN)
        audit.record("registration.withdrawn", row, by=None, actor_name=APPLICANT)
    return row


def move(row: Registration, state: RegistrationState) -> None:
    """Put a locked registration into another state."""
    row.state, row.state_since = state, timezone.now()
    row.save()


_TAKES_PART: Final = Q(state=RegistrationState.ACCEPTED, participation__isnull=False)


def purge_old() -> int:
    """Throw away who does not take part, some time after their page closed (UU 27/2022); their number stays."""
    ended = timezone.now() - timedelta(days=settings.REGISTRATION_KEEP_DAYS)
    due = RegistrationPage._base_manager.filter(closes_at__lt=ended)
    due = due.filter(activity__registrations__in=Registration._base_manager.exclude(_TAKES_PART))
    return sum(_purged(pk) for pk in due.order_by().values_list("pk", flat=True).distinct())


def _purged(page: int) -> int:
    with transaction.atomic():
        locked = RegistrationPage._base_manager.select_for_update(of=("self",)).get(pk=page)
        rows = Registration._base_manager.filter(activity=locked.activity_id)
        rows = rows.exclude(_TAKES_PART)
        papers = list(rows.exclude(evidence="").values_list("evidence", flat=True))
        removed, _each = rows.delete()
        RegistrationPage._base_manager.filter(pk=page).update(purged=F("purged") + removed)
        for name in papers:
            transaction.on_commit(partial(default_storage.delete, name))
    return removed


def _released(participations: QuerySet[Participation]) -> None:
    """An accepted registration outlives the part in the activity that came of it, until it is purged."""
    Registration._base_manager.filter(participation__in=participations.values("pk")).update(participation=None)


TIES.append(Tie(lambda participation: "", lambda participations: participations.none(), "", _released))
