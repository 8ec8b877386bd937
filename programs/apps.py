from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Program")

    def ready(self) -> None:
        from . import closing_chapters, final_reports, schedule  # noqa: F401  # they add to the declared lists
