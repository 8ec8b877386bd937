"""The command that proves kept figures names what differs and fails then."""

import pytest
from django.core.management import CommandError, call_command

from participants.models import ActivityTally, Participation
from programs.models import StockBalance
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def figures(activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, 100)
    make.participation(activity_sumsel, officer_sumsel)
    return activity_sumsel


def test_figures_that_are_whole_are_said_to_be(figures, capsys):
    call_command("verify_figures")
    assert "Every balance equals the sum of its entries" in capsys.readouterr().out


def test_a_balance_that_differs_fails_and_is_named(figures, mask, capsys):
    StockBalance._base_manager.update(quantity=90)
    with pytest.raises(CommandError, match="1 kept figures differ"):
        call_command("verify_figures")
    assert f"office {figures.office_id}, product {mask.pk}, helai: balance 90, entries 100" in capsys.readouterr().err


def test_a_count_that_differs_fails_and_is_named(figures, capsys):
    ActivityTally._base_manager.update(women=7)
    with pytest.raises(CommandError):
        call_command("verify_figures")
    assert f"participants: activity {figures.pk}" in capsys.readouterr().err


def test_a_sex_that_differs_from_the_persons_fails_and_is_named(figures, capsys):
    Participation._base_manager.update(sex="L")
    with pytest.raises(CommandError):
        call_command("verify_figures")
    assert f"participants: sex {figures.participations.get().pk}" in capsys.readouterr().err
