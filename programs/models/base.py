"""What hangs on an activity: one lock for all of it (R8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction

from dekon_portal.accounts.scope import ScopedModel, ScopePath

if TYPE_CHECKING:
    from .activities import Activity

    _Activity = Activity


class HangsOnActivity(ScopedModel):
    """A row of an activity. Its save and delete first lock the activity's row and ask whether it is still open.

    The foreign key is declared by each subclass as `activity`; `activity_path` says how a deeper row reaches it.
    """

    scope_path: ClassVar = ScopePath(province="activity__office__province_id", regency="activity__regency_id")

    class Meta:
        abstract = True

    def lock_activity(self) -> Activity:
        from .activities import Activity

        return Activity.locked_open(self.trail_root.pk)

    @property
    def trail_root(self) -> Activity:
        return self.activity  # type: ignore[attr-defined, no-any-return]

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            self.lock_activity()
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            self.lock_activity()
            return super().delete(*args, **kwargs)
