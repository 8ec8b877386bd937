"""Two phones, one link: whoever is first makes the one receipt; the stock of a settlement moves once."""

import pytest
from django.core.cache import cache

from programs import goods, receipt_links, receipts, settlements, stock
from programs.models import Delivery, DifferenceKind, Receipt, ReceiptLink, SettlementAnswer, StockEntry
from programs.receipt_links import Unusable
from programs.receipts import Count
from tests import make

from .test_ledger_concurrency import at_once, elsewhere, shared_file  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)

WHO = {"who": "Yusuf Contoh", "position": "Ketua"}
PHONES = 8


@pytest.fixture
def signed(transactional_db):
    cache.clear()
    office = make.office()
    officer = make.user("petugas_provinsi", office)
    return make.signed(make.activity(office, officer), officer, {make.product(): 100})


def answer_of(act):
    """What the act brought, or what its link had become."""
    try:
        return act()
    except Unusable as closed:
        return closed.state


def test_many_phones_confirm_at_once_and_one_receipt_is_made(signed, shared_file):  # noqa: F811
    token = make.link(signed, signed.signed_by)
    shared_file()
    answers = at_once(
        [lambda n=n: answer_of(lambda: receipts.confirm(token, [Count(n)], **WHO)) for n in range(PHONES)]
    )
    assert sorted(str(answer) for answer in answers if not isinstance(answer, Receipt)) == ["used"] * (PHONES - 1)
    assert elsewhere(Receipt._base_manager.count) == 1


def test_many_agree_at_once_and_the_stock_moves_once(signed, shared_file):  # noqa: F811
    officer = signed.signed_by
    receipt = receipts.confirm(make.link(signed, officer), [Count(90)], **WHO)
    line = settlements.Proposed(receipt.items.get(), DifferenceKind.SHORT, 90)
    proposal = settlements.propose(receipt, [line], by=officer, position="PPK", explanation="Tertinggal.")
    _link, token = settlements.ask(proposal, by=officer)
    shared_file()
    at_once([lambda: answer_of(lambda: settlements.agree(token, **WHO)) for _phone in range(PHONES)])
    assert elsewhere(SettlementAnswer._base_manager.count) == 1
    assert elsewhere(StockEntry._base_manager.filter(kind="settled").count) == 1
    assert elsewhere(stock.differences) == []


def test_links_made_at_once_leave_one_that_opens(signed, shared_file):  # noqa: F811
    officer = signed.signed_by
    shared_file()
    tokens = at_once([lambda: make.link(signed, officer) for _click in range(PHONES)])
    assert len(set(tokens)) == PHONES
    live = ReceiptLink._base_manager.filter(used_at=None, revoked_at=None)
    assert elsewhere(live.count) == 1


def test_confirming_while_the_bast_is_annulled_ends_one_way_or_the_other(signed, shared_file):  # noqa: F811
    token = make.link(signed, signed.signed_by)
    delivery = Delivery._base_manager.select_related("activity__office").get(pk=signed.pk)
    shared_file()
    annulled, confirmed = at_once(
        [
            lambda: goods.annul(delivery, by=signed.signed_by, reason="Salah penerima"),
            lambda: answer_of(lambda: receipts.confirm(token, [Count(100)], **WHO)),
        ]
    )
    assert annulled.state == "annulled"
    assert isinstance(confirmed, Receipt) or confirmed == receipt_links.LinkState.REVOKED
    assert elsewhere(stock.differences) == []


def test_agreeing_while_the_bast_is_annulled_leaves_the_ledger_whole(signed, shared_file):  # noqa: F811
    officer = signed.signed_by
    receipt = receipts.confirm(make.link(signed, officer), [Count(90)], **WHO)
    line = settlements.Proposed(receipt.items.get(), DifferenceKind.SHORT, 90)
    proposal = settlements.propose(receipt, [line], by=officer, position="PPK", explanation="Tertinggal.")
    _link, token = settlements.ask(proposal, by=officer)
    delivery = Delivery._base_manager.select_related("activity__office").get(pk=signed.pk)
    shared_file()
    at_once(
        [
            lambda: goods.annul(delivery, by=officer, reason="Salah penerima"),
            lambda: answer_of(lambda: settlements.agree(token, **WHO)),
        ]
    )
    assert elsewhere(stock.differences) == []
    assert elsewhere(lambda: stock.balance(delivery.activity.office, make.product(), "helai")) == 100
