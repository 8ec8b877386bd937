"""Something odd in a few sample activities that wait for review, so that the demo shows flags."""

from __future__ import annotations

from typing import Final

from participants.models import Person
from programs.models import Activity, State
from reports.flags import recount

SHARED_PHONE: Final = "+6281200000000"
PEOPLE: Final = 5
EVERY: Final = 8


def ensure() -> None:
    """In every eighth activity under review a few participants have one telephone; then all flags are counted."""
    waiting = Activity._base_manager.filter(is_sample=True, state=State.SUBMITTED).order_by("code")
    for activity in waiting[::EVERY]:
        people = Person._base_manager.filter(participations__activity=activity).order_by("pk")
        if people.exclude(phone_hash="").exists():
            continue
        for person in people[:PEOPLE]:
            person.phone = SHARED_PHONE
            person.save(update_fields=["phone", "phone_hash"])
    recount.of_all()
