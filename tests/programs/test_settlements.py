"""Selisih: the office proposes, the recipient agrees, and only then does the stock follow, by counter-entries (R6)."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from dekon_portal.core.models import AuditEntry, Notice
from dekon_portal.core.refusal import NotAllowed, Refusal
from programs import completeness, goods, receipt_links, receipts, review, settlements, stock
from programs.models import (
    Delivery,
    DifferenceKind,
    ReceiptState,
    Settlement,
    SettlementAnswer,
    StockEntry,
)
from programs.receipts import Count
from programs.settlements import Proposed
from tests import make, papers

pytestmark = pytest.mark.django_db

WHO = {"who": "Yusuf Contoh", "position": "Ketua Gugus Tugas"}
SCAN = receipts.Evidence(papers.pdf(), "application/pdf")


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()


@pytest.fixture
def signed(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 50)  # besides the hundred that are handed over
    return make.signed(activity_sumsel, officer_sumsel, {mask: 100})


@pytest.fixture
def arrived(signed, officer_sumsel):
    """Confirms by link what arrived."""

    def confirm(received, damaged=0):
        return receipts.confirm(make.link(signed, officer_sumsel), [Count(received, damaged)], **WHO)

    return confirm


def propose(receipt, by, kind, agreed, damaged=0):
    line = Proposed(settlements.differing(receipt)[0], kind, agreed, damaged)
    return settlements.propose(receipt, [line], by=by, position="PPK", explanation="Satu kotak tertinggal di gudang.")


def left(delivery, product):
    return stock.balance(delivery.activity.office, product, "helai")


def settled_entries():
    return list(StockEntry._base_manager.filter(kind="settled").values_list("amount", flat=True))


def test_goods_that_never_left_return_to_stock_once_both_agree(signed, arrived, officer_sumsel, mask):
    proposal = propose(arrived(90), officer_sumsel, DifferenceKind.SHORT, 90)
    _link, token = settlements.ask(proposal, by=officer_sumsel)
    assert left(signed, mask) == 50  # a proposal moves nothing
    settlements.agree(token, **WHO)
    assert (left(signed, mask), settled_entries()) == (60, [10])
    assert stock.differences() == []
    signed.refresh_from_db()
    assert signed.items.get().quantity == 100  # the BAST says what it said


def test_what_broke_on_the_way_has_left_and_moves_no_stock(signed, arrived, officer_sumsel, mask):
    receipt = arrived(100, damaged=8)
    proposal = propose(receipt, officer_sumsel, DifferenceKind.DAMAGED, 100, damaged=8)
    settlements.agree(settlements.ask(proposal, by=officer_sumsel)[1], **WHO)
    assert (left(signed, mask), settled_entries()) == (50, [])
    receipt.refresh_from_db()
    assert receipt.state == ReceiptState.SETTLED


def test_more_than_the_bast_says_leaves_the_stock(signed, arrived, officer_sumsel, mask):
    proposal = propose(arrived(120), officer_sumsel, DifferenceKind.MISCOUNTED, 120)
    settlements.agree(settlements.ask(proposal, by=officer_sumsel)[1], **WHO)
    assert (left(signed, mask), settled_entries()) == (30, [-20])


def test_r6_more_than_was_ever_made_cannot_be_agreed_and_the_link_stays(signed, arrived, officer_sumsel, mask):
    proposal = propose(arrived(151), officer_sumsel, DifferenceKind.MISCOUNTED, 151)
    _link, token = settlements.ask(proposal, by=officer_sumsel)
    with pytest.raises(stock.NotEnough):
        settlements.agree(token, **WHO)
    assert not SettlementAnswer._base_manager.exists()
    assert receipt_links.opened(token)


def test_an_annulment_after_a_settlement_returns_only_what_is_still_out(signed, arrived, officer_sumsel, mask):
    proposal = propose(arrived(90), officer_sumsel, DifferenceKind.SHORT, 90)
    settlements.agree(settlements.ask(proposal, by=officer_sumsel)[1], **WHO)
    goods.annul(Delivery._base_manager.get(pk=signed.pk), by=officer_sumsel, reason="Salah penerima")
    assert left(signed, mask) == 150
    assert stock.differences() == []


def test_what_was_agreed_counts_as_received_and_both_sides_are_kept(signed, arrived, officer_sumsel):
    receipt = arrived(90)
    proposal = propose(receipt, officer_sumsel, DifferenceKind.SHORT, 92)
    answer = settlements.agree(settlements.ask(proposal, by=officer_sumsel)[1], **WHO)
    item = receipt.items.get()
    assert (item.delivered, item.received, item.agreed, item.counts) == (100, 90, 92, 92)
    assert (proposal.proposed_name, proposal.proposed_position) == ("Siti Aminah", "PPK")
    assert (answer.who, answer.position) == ("Yusuf Contoh", "Ketua Gugus Tugas")
    for row in (proposal, proposal.items.get(), answer):
        with pytest.raises(Refusal):
            row.save()
        with pytest.raises(Refusal):
            row.delete()


def test_a_no_is_kept_with_its_reason_and_a_new_proposal_follows(client, signed, arrived, officer_sumsel):
    receipt = arrived(90)
    first = propose(receipt, officer_sumsel, DifferenceKind.DAMAGED, 90)
    _link, token = settlements.ask(first, by=officer_sumsel)
    url = reverse("programs:receipt", args=[token])
    assert "Tuliskan apa yang belum sesuai" in client.post(url, {**WHO, "answer": "no"}).content.decode()
    client.post(url, {**WHO, "answer": "no", "note": "Tidak ada yang rusak, memang kurang."})
    assert not SettlementAnswer._base_manager.get().accepts
    assert settled_entries() == []
    assert "belum menyetujui" in str(Notice.objects.filter(user=officer_sumsel).latest("pk"))
    second = propose(receipt, officer_sumsel, DifferenceKind.SHORT, 90)
    settlements.agree(settlements.ask(second, by=officer_sumsel)[1], **WHO)
    assert settled_entries() == [10]


def test_a_later_proposal_ends_the_link_of_the_earlier(client, arrived, officer_sumsel):
    receipt = arrived(90)
    first = propose(receipt, officer_sumsel, DifferenceKind.SHORT, 95)
    _link, token = settlements.ask(first, by=officer_sumsel)
    propose(receipt, officer_sumsel, DifferenceKind.SHORT, 90)
    assert client.post(reverse("programs:receipt", args=[token]), {**WHO, "answer": "yes"}).status_code == 410
    with pytest.raises(Refusal, match="lebih baru"):
        settlements.ask(first, by=officer_sumsel)


@pytest.mark.parametrize(
    ("kind", "agreed", "damaged"),
    [
        (DifferenceKind.SHORT, 100, 0),
        (DifferenceKind.SHORT, 101, 0),
        (DifferenceKind.DAMAGED, 101, 0),
        (DifferenceKind.SHORT, 90, 91),
        (DifferenceKind.SHORT, -1, 0),
        (DifferenceKind.MISCOUNTED, 90, -1),
    ],
)
def test_a_kind_that_cannot_explain_the_number_is_refused(arrived, officer_sumsel, kind, agreed, damaged):
    receipt = arrived(90)
    with pytest.raises(Refusal):
        propose(receipt, officer_sumsel, kind, agreed, damaged)
    assert not Settlement._base_manager.exists()


def test_every_difference_needs_its_line_and_no_other(arrived, signed, officer_sumsel):
    receipt = arrived(90)
    with pytest.raises(Refusal, match="setiap barang"):
        settlements.propose(receipt, [], by=officer_sumsel, position="PPK", explanation="Kurang.")


def test_a_receipt_without_a_difference_has_nothing_to_settle(arrived, officer_sumsel):
    receipt = arrived(100)
    with pytest.raises(Refusal, match="tidak mempunyai selisih"):
        settlements.propose(receipt, [], by=officer_sumsel, position="PPK", explanation="Kurang.")


def test_what_is_settled_is_settled_once(arrived, officer_sumsel):
    receipt = arrived(90)
    proposal = propose(receipt, officer_sumsel, DifferenceKind.SHORT, 90)
    settlements.agree(settlements.ask(proposal, by=officer_sumsel)[1], **WHO)
    for act in (
        lambda: propose(receipt, officer_sumsel, DifferenceKind.SHORT, 80),
        lambda: settlements.ask(proposal, by=officer_sumsel),
        lambda: settlements.record_agreement(proposal, by=officer_sumsel, scan=SCAN, reason="Kertas", **WHO),
    ):
        with pytest.raises(Refusal):
            act()
    assert settled_entries() == [10]


def test_an_agreement_on_paper_needs_its_scan_and_reason(client, arrived, signed, officer_sumsel, mask):
    proposal = propose(arrived(90), officer_sumsel, DifferenceKind.SHORT, 90)
    with pytest.raises(Refusal, match="mengapa"):
        settlements.record_agreement(proposal, by=officer_sumsel, scan=SCAN, reason=" ", **WHO)
    answer = settlements.record_agreement(proposal, by=officer_sumsel, scan=SCAN, reason="Tidak ada sinyal", **WHO)
    assert (answer.recorded_by, left(signed, mask)) == (officer_sumsel, 60)
    client.force_login(officer_sumsel)
    assert client.get(reverse("programs:answer_evidence", args=[answer.pk])).status_code == 200


def test_r8_a_difference_found_after_approval_is_settled_without_reopening(
    activity_sumsel, arrived, signed, officer_sumsel, reviewer, mask
):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    proposal = propose(arrived(90), officer_sumsel, DifferenceKind.SHORT, 90)
    settlements.agree(settlements.ask(proposal, by=officer_sumsel)[1], **WHO)
    activity_sumsel.refresh_from_db()
    assert (activity_sumsel.state, left(signed, mask)) == ("approved", 60)
    assert signed.items.get().quantity == 100
    assert completeness.missing_of([activity_sumsel])[activity_sumsel.pk] == [
        item for item in completeness.missing(activity_sumsel) if not item.required
    ]


def test_r1_only_who_may_sign_there_proposes(arrived, officer_bali, regency_officer_palembang):
    receipt = arrived(90)
    for stranger in (officer_bali, regency_officer_palembang):
        with pytest.raises(NotAllowed):
            propose(receipt, stranger, DifferenceKind.SHORT, 90)


def test_the_trail_tells_both_sides(arrived, signed, officer_sumsel):
    proposal = propose(arrived(90), officer_sumsel, DifferenceKind.SHORT, 90)
    settlements.agree(settlements.ask(proposal, by=officer_sumsel)[1], **WHO)
    told = [entry.sentence for entry in AuditEntry._base_manager.filter(verb__startswith="settlement.").order_by("pk")]
    assert told == [
        f"Siti Aminah mengusulkan penyelesaian selisih {signed.number}",
        f"Penerima (Yusuf Contoh, Ketua Gugus Tugas) menyetujui penyelesaian selisih {signed.number}",
    ]


def test_the_recipients_page_shows_what_is_proposed_and_no_officers_name(client, arrived, officer_sumsel):
    proposal = propose(arrived(90), officer_sumsel, DifferenceKind.SHORT, 90)
    page = client.get(reverse("programs:receipt", args=[settlements.ask(proposal, by=officer_sumsel)[1]]))
    shown = page.content.decode()
    assert "Satu kotak tertinggal di gudang." in shown
    assert "Kurang kirim: sisanya masih di gudang" in shown
    assert "PPK" in shown
    assert "Siti Aminah" not in shown


def test_the_office_proposes_on_its_page_and_gets_a_link(client, arrived, signed, officer_sumsel):
    arrived(90)
    client.force_login(officer_sumsel)
    url = reverse("programs:settlement_propose", args=[signed.pk])
    assert "100 menurut BAST, 90 menurut penerima, 0 rusak" in client.get(url).content.decode()
    said = {"kind_0": "short", "agreed_0": "90", "damaged_0": "0", "explanation": "Tertinggal.", "position": "PPK"}
    assert "tidak dapat lebih banyak" in client.post(url, {**said, "damaged_0": "91"}).content.decode()
    client.post(url, said)
    answer = client.post(reverse("programs:receipt_link", args=[signed.pk]))
    assert "Mohon periksa dan jawab usul penyelesaian selisih" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    page = client.get(signed.get_absolute_url()).content.decode()
    assert "belum dijawab" in page
    assert answer.context["url"].rsplit("/", 2)[1] not in page  # shown once
