"""Files that came in while no scanner answered are scanned later; what then proves infected is shut away and told."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.roles import may
from dekon_portal.core import audit, notices, scanning

from .models import Activity, Attachment

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

logger = logging.getLogger(__name__)

AT_ONCE: Final = 100
"""Files of one look, so that other work of the worker gets its turn."""
AGAIN_AFTER: Final = timedelta(hours=1)
"""For a file that the scanner could not judge."""

audit.register({"file.quarantined": gettext_lazy("%(who)s mengarantina %(what)s: pemindai menemukan virus")})
notices.register(
    {"file.quarantined": gettext_lazy("Berkas %(name)s dikarantina: pemindai menemukan virus (%(threat)s).")}
)


def waiting() -> QuerySet[Attachment]:
    """What no scanner has judged and is due, the oldest first."""
    due = Q(scanned_at=None) | Q(scanned_at__lt=timezone.now() - AGAIN_AFTER)
    return Attachment._base_manager.filter(due, scan=None).order_by("pk")


def scan_waiting() -> int:
    """Scan what waits until the scanner no longer answers; how many files were judged."""
    if not scanning.is_on():
        return 0
    judged = 0
    for attachment in waiting()[:AT_ONCE]:
        try:
            verdict = _verdict_on(attachment)
        except scanning.Unreachable:
            logger.warning("No scanner answers at the address of CLAMAV")
            break
        _note(attachment, verdict)
        judged += verdict.state is not None
    return judged


def _verdict_on(attachment: Attachment) -> scanning.Verdict:
    try:
        with attachment.file.open("rb") as file:
            return scanning.scan(file)
    except FileNotFoundError:
        logger.warning("File %d is not on the disk", attachment.pk)
        return scanning.Verdict(None)


def _note(attachment: Attachment, verdict: scanning.Verdict) -> None:
    """Past `save`: a verdict changes nothing of what the activity says, so its lock (R8) does not hold it up."""
    waiting = Attachment._base_manager.filter(pk=attachment.pk, scan=None)
    with transaction.atomic():
        ours = waiting.update(scan=verdict.state, scanned_at=timezone.now())
        if ours and verdict.state == scanning.Scan.INFECTED:
            audit.record("file.quarantined", attachment, by=None, note=verdict.threat)
            activity = attachment.activity
            url = reverse("programs:activity_files", args=[activity.code])
            for user in _office_of(activity):
                notices.tell(user, "file.quarantined", url, name=attachment.name, threat=verdict.threat)


def _office_of(activity: Activity) -> set[User]:
    """Those who may write there today."""
    memberships = activity.office.memberships.in_force(timezone.localdate()).select_related("user", "office")
    return {
        membership.user
        for membership in memberships
        if may(membership.role, "goods.write")
        and membership.user.is_active
        and membership.reach.covers(activity.office.province_id, activity.regency_id)
    }
