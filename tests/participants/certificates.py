"""Scenes of certificates: an activity whose rule a test decides person by person."""

from __future__ import annotations

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from participants import passing
from participants.models import PassingRule
from participants.passing import Finding
from tests import make

MET = Finding(True, "hadir 16 dari 16 JP")
NOT_MET = Finding(False, "hadir 4 dari 16 JP")
UNKNOWN = Finding(None, "kehadiran belum diketahui")


@pytest.fixture
def findings(monkeypatch):
    """Participation → Finding, as the one criterion that there is."""
    found = {}
    monkeypatch.setattr(passing, "CRITERIA", [lambda activity, rule: dict(found)])
    return found


def rule(activity):
    PassingRule.objects.create(activity=activity, attendance_percent=80)


def people(activity, by, findings, *names, found=MET):
    """A participation for each name, all of the same finding."""
    made = [
        make.participation(activity, by, person=make.person(activity.office.province_id, name=name)) for name in names
    ]
    findings |= {row.pk: found for row in made}
    return made


class NoServer(BaseEmailBackend):
    """A mail server that cannot be reached."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError
