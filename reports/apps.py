from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Laporan")

    def ready(self) -> None:
        from dekon_portal.core.upkeep import RESUME, UPKEEP

        from .flags.recount import nightly
        from .issuing import issue, tasks

        for module in ("definitions", "flags.rules", "flags.limits", "flags.panel", "flags.clearing"):
            import_module(f"{self.name}.{module}")
        UPKEEP.extend((nightly, issue.purge_old))
        RESUME.append(tasks.resume)
