from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = _("Peserta dan IKM")

    def ready(self) -> None:
        from programs.activities import FOLLOWERS

        # They add their lines to the declared lists of programs.
        from . import attendance, attendance_chapter, completeness, panels, tabs  # noqa: F401
        from .imports import batches

        FOLLOWERS.append(batches.follow)
