"""The people of an activity's page, and what became of them."""

from django.utils.translation import gettext_lazy as _

from programs.tabs import TABS, Tab

from .tallies import of_activity

TABS.append(Tab("peserta", _("Peserta"), "participants:activity_people", 30, lambda a: of_activity(a).people))
TABS.append(Tab("tindak-lanjut", _("Tindak lanjut"), "participants:activity_follow_ups", 65))
