"""A budget of Sumatera Selatan in 2020: two lines, the original DIPA in force since January."""

from datetime import date

import pytest

from programs.budget import revisions
from programs.models import BudgetRevision
from tests.programs.test_ledger_concurrency import shared_file as shared_file

CLOTH = "019.06.07.1234.001.001.051.A.521211"
TRAINERS = "019.06.07.1234.001.001.051.A.522151"


def new_revision(office, year, **fields):
    stated = {
        "document": "DIPA-019.06.3.000000/2020",
        "dated": date(2020, 1, 2),
        "in_force_on": date(2020, 1, 2),
        "authority": "dja",
        "reason": "awal",
    }
    return BudgetRevision(office=office, fiscal_year=year, **{**stated, **fields})


@pytest.fixture
def draft(office_sumsel, year_2020, officer_sumsel):
    revision = revisions.draft(new_revision(office_sumsel, year_2020), by=officer_sumsel)
    given = [(CLOTH, 100_000_000, 10_000_000, "menunggu juknis"), (TRAINERS, 50_000_000, 0, "")]
    for code, amount, blocked, note in given:
        revisions.set_line(revision, code, "contoh", amount=amount, blocked=blocked, block_note=note, by=officer_sumsel)
    return revision


@pytest.fixture
def dipa(draft, head_sumsel):
    return revisions.enact(draft, by=head_sumsel)


@pytest.fixture
def cloth(dipa):
    return dipa.lines.get(line__code=CLOTH).line


@pytest.fixture
def next_revision(dipa, office_sumsel, year_2020, officer_sumsel):
    facts = {
        "in_force_on": date(2020, 4, 15),
        "dated": date(2020, 4, 14),
        "reason": "refocusing",
        "authority": "kanwil",
    }
    return revisions.draft(new_revision(office_sumsel, year_2020, **facts), by=officer_sumsel)
