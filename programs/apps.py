from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Program")

    def ready(self) -> None:
        from dekon_portal.core.upkeep import UPKEEP

        from . import closing_chapters, final_reports, schedule  # noqa: F401  # they add to the declared lists
        from .quarterly.reminders import send_due

        UPKEEP.append(send_due)
