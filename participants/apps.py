from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = _("Peserta dan IKM")

    def ready(self) -> None:
        from programs.activities import FOLLOWERS

        from . import (  # noqa: F401  # they add their lines to the declared lists
            completeness,
            panels,
            tabs,
            timeline_sources,
            visit_chapter,
        )
        from .imports import batches

        FOLLOWERS.append(batches.follow)
