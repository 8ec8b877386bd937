"""The people tab of an activity's page."""

from django.utils.translation import gettext_lazy as _

from programs.models import Activity
from programs.tabs import TABS, Tab

from .models import ActivityTally


def _people(activity: Activity) -> int:
    tally = ActivityTally._base_manager.filter(activity=activity).first()
    return tally.people if tally else 0


TABS.append(Tab("peserta", _("Peserta"), "participants:activity_people", 30, _people))
