from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "dekon_portal.core"
    label = "core"
    verbose_name = _("Jejak dan berkas")

    def ready(self) -> None:
        from . import crypto, scanning

        crypto.check_keys()  # a portal whose keys are wrong must not start and then fail at the first NIK
        scanning.check_setting()  # nor one that believes its uploads to be scanned
