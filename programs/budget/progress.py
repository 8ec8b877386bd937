"""Physical progress: how far the work has come, in percent, apart from its money (domain.md section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dekon_portal.core.editing import remove_row, save_row
from dekon_portal.core.numbers import format_percent
from dekon_portal.core.refusal import Refusal
from programs.models import PhysicalProgress

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User


def record(progress: PhysicalProgress, *, by: User) -> PhysicalProgress:
    """Keep what was reached by a day. Raises NotAllowed, Locked (R8), Refusal for the future or an unexplained fall."""
    with transaction.atomic():
        activity = progress.lock_activity()
        if progress.as_of > timezone.localdate(timezone=activity.province.zone):
            raise Refusal(_("Tanggal ini masih di depan."))
        before = latest(progress)
        if before and progress.percent < before.percent and not progress.note.strip():
            raise Refusal(
                _("Realisasi fisik turun dari %(before)s. Jelaskan pada catatan.")
                % {"before": format_percent(float(before.percent))}
            )
        progress.by = by
        return save_row(progress, by=by, action="activity.write")


def remove(progress: PhysicalProgress, *, by: User) -> None:
    """Take a slip back; its values stay on the trail."""
    remove_row(progress, by=by, action="activity.write")


def latest(progress: PhysicalProgress) -> PhysicalProgress | None:
    """The last one of the activity before the day."""
    rows = PhysicalProgress._base_manager.filter(activity=progress.activity_id, as_of__lt=progress.as_of)
    return rows.order_by("-as_of").first()
