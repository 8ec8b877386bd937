"""The tabs of attendance and people of an activity's page."""

from django.utils.translation import gettext_lazy as _

from programs.tabs import TABS, Tab

from .tallies import of_activity

TABS.append(Tab("kehadiran", _("Kehadiran"), "participants:activity_attendance", 25))
TABS.append(Tab("peserta", _("Peserta"), "participants:activity_people", 30, lambda a: of_activity(a).people))
