"""The tabs of people and of certificates on an activity's page."""

from django.utils.translation import gettext_lazy as _

from programs.tabs import TABS, Tab

from .tallies import of_activity

TABS.append(Tab("peserta", _("Peserta"), "participants:activity_people", 30, lambda a: of_activity(a).people))
TABS.append(
    Tab("sertifikat", _("Sertifikat"), "participants:activity_certificates", 35, lambda a: a.certificates.count())
)
