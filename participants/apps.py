from importlib import import_module
from typing import Final

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

ADD_TO_LISTS: Final = (
    "attendance",
    "attendance_chapter",
    "certificates.chapter",
    "follow_up_chapter",
    "closing_chapters",
    "completeness",
    "learning",
    "learning_chapter",
    "panels",
    "tabs",
    "timeline_sources",
    "visit_chapter",
)
"""Modules that add their lines to the declared lists of programs."""


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = _("Peserta dan IKM")

    def ready(self) -> None:
        from programs.activities import FOLLOWERS

        from . import tallies
        from .imports import batches

        for module in ADD_TO_LISTS:
            import_module(f"{self.name}.{module}")
        FOLLOWERS.extend((batches.follow, tallies.follow))
