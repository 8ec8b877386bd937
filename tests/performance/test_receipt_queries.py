"""The page of a signed handover asks the database as often for a long chain of recipients as for a short one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs import onward, receipts, settlements
from programs.models import DifferenceKind, Onward, OnwardItem
from tests import make

pytestmark = pytest.mark.django_db

WHO = {"who": "Yusuf Contoh", "position": "Ketua"}
MOST = 32


def lengthen(delivery, by, wanted):
    """`wanted` more recipients below each other's, some asked by a link and some that have confirmed."""
    mask = make.product()
    for number in range(wanted):
        above = delivery.onwards.order_by("pk").last() if number % 2 else None
        row = Onward(delivery=delivery, recipient=make.recipient(), parent=above)
        passed = onward.pass_on(row, [OnwardItem(product=mask, unit=mask.unit, quantity=1)], by=by)
        token = make.link(delivery, by, onward=passed)
        if number % 3:
            receipts.confirm(token, [receipts.Count(1)], **WHO)


def test_a_chain_of_thirty_takes_as_many_queries_as_one_of_three(client, activity_sumsel, officer_sumsel, mask):
    signed = make.signed(activity_sumsel, officer_sumsel, {mask: 100})
    receipt = receipts.confirm(make.link(signed, officer_sumsel), [receipts.Count(90)], **WHO)
    line = settlements.Proposed(receipt.items.get(), DifferenceKind.SHORT, 90)
    proposal = settlements.propose(receipt, [line], by=officer_sumsel, position="PPK", explanation="Tertinggal.")
    settlements.ask(proposal, by=officer_sumsel)
    client.force_login(officer_sumsel)
    client.get("/")

    def cost():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(signed.get_absolute_url()).status_code == 200
        return len(caught)

    lengthen(signed, officer_sumsel, 3)
    few = cost()
    lengthen(signed, officer_sumsel, 27)
    assert cost() == few <= MOST
