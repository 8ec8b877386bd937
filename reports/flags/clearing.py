"""Saying why an implausible figure is right after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.refusal import NotAllowed, Refusal
from reports.models import Flag, FlagEvent, FlagEventKind

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

audit.register({"flag.clear": gettext_lazy("%(who)s menjelaskan tanda janggal “%(what)s”")})


def clear(flag: Flag, *, by: User, reason: str) -> Flag:
    """Explain a flag; it stays explained until its figures get worse. Raises NotAllowed or Refusal.

    It is no step of the review and touches nothing of the activity, which may be locked.
    """
    if not flag.activity.writable_by(by, "flag.clear"):
        raise NotAllowed(_("Hanya peninjau Ditjen IKMA yang dapat menjelaskan tanda janggal."))
    if not reason.strip():
        raise Refusal(_("Tuliskan mengapa angkanya benar, agar pembaca berikutnya tidak perlu bertanya lagi."))
    with transaction.atomic():
        flag = Flag._base_manager.select_for_update(of=("self",)).select_related("activity__office").get(pk=flag.pk)
        if flag.gone_at is not None:
            raise Refusal(_("Tanda ini tidak berlaku lagi, sehingga tidak perlu dijelaskan."))
        if flag.cleared_at is not None:
            raise Refusal(_("Tanda ini sudah dijelaskan oleh %(who)s.") % {"who": flag.cleared_by_name})
        flag.cleared_by, flag.cleared_by_name, flag.cleared_at = by, str(by), timezone.now()
        flag.cleared_badness, flag.reason = flag.badness, reason.strip()
        flag.save()
        FlagEvent.objects.create(
            flag=flag,
            kind=FlagEventKind.CLEARED,
            at=flag.cleared_at,
            by=by,
            by_name=str(by),
            reason=flag.reason,
            found=flag.found,
        )
        audit.record("flag.clear", flag, by=by, note=flag.reason)
    return flag
