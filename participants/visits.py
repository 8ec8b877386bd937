"""The verbs of accompaniment: record a visit with its pictures, remove it; and what may not be left without its IKM."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from dekon_portal.core.editing import remove_row, save_row
from dekon_portal.core.refusal import Refusal
from programs import attachments
from programs.models import FileKind

from .models import Participation, Visit, VisitPhoto

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Attachment


def record(visit: Visit, photos: Iterable[Attachment] = (), *, by: User) -> Visit:
    """Add or change a visit; `photos` were examined (attachments.examine) and become files of the activity.

    Raises Locked (R8), NotAllowed, or Refusal for an IKM that takes no part in the activity.
    """
    with transaction.atomic():
        visit.lock_activity()  # whoever withdraws the IKM's last participant waits, or was first
        if not _takes_part(visit):
            raise Refusal(
                _("%(business)s bukan peserta kegiatan ini. Pilih IKM peserta, atau catat dahulu kepesertaannya.")
                % {"business": visit.business}
            )
        save_row(visit, by=by, action="people.write")
        for examined in photos:
            kept = attachments.keep(examined, kind=FileKind.PHOTO, by=by)
            if not visit.photos.filter(attachment=kept).exists():
                VisitPhoto(visit=visit, attachment=kept).save()
    return visit


def remove(visit: Visit, *, by: User) -> None:
    """Remove a visit; its pictures stay among the activity's files."""
    remove_row(visit, by=by, action="people.write")


def _takes_part(visit: Visit) -> bool:
    return Participation._base_manager.filter(activity=visit.activity_id, business=visit.business_id).exists()


def ensure_not_left_alone(participation: Participation) -> None:
    """With the activity locked, before a participation goes or names another IKM: the visits to its IKM stay visits to
    an IKM of the activity. Raises Refusal."""
    stored = Participation._base_manager.select_related("business").get(pk=participation.pk)
    if stored.business is None:
        return
    others = stored.activity.participations.filter(business=stored.business).exclude(pk=stored.pk)
    if stored.activity.visits.filter(business=stored.business).exists() and not others.exists():
        raise Refusal(
            _(
                "%(business)s punya catatan pendampingan di kegiatan ini, dan %(name)s satu-satunya pesertanya. Hapus "
                "dahulu catatan pendampingannya di bagian Pendampingan."
            )
            % {"business": stored.business, "name": participation.person}
        )
