"""A count of the shelves (R6): the ledger is brought to it by a counter-entry that says why and who."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal, Stale
from programs import flow, goods, review, stock, stocktaking
from programs.models import StockBalance, StockEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def balance(activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, 1000)
    return StockBalance._base_manager.select_related("office", "product").get()


def correct(balance, counted, activity, by, reason="Berita acara 01/2020: rusak kena air"):
    return stocktaking.correct(balance, counted=counted, activity=activity, reason=reason, by=by)


@pytest.mark.parametrize("counted", [0, 940, 1025])
def test_r6_a_count_up_or_down_is_a_counter_entry_with_author_and_reason(
    counted, balance, activity_sumsel, officer_sumsel, mask
):
    entry = correct(balance, counted, activity_sumsel, officer_sumsel)
    assert (entry.kind, entry.amount, entry.by) == ("corrected", counted - 1000, officer_sumsel)
    assert (entry.production, entry.reason) == (None, "Berita acara 01/2020: rusak kena air")
    assert stock.balance(activity_sumsel.office, mask, "helai") == counted
    assert stock.differences() == []
    trail = AuditEntry._base_manager.get(verb="stock.corrected")
    assert trail.root == f"programs.activity:{activity_sumsel.pk}"
    assert "rusak kena air" in trail.note


def test_r5_a_correction_is_neither_production_nor_delivery(balance, activity_sumsel, officer_sumsel):
    correct(balance, 940, activity_sumsel, officer_sumsel)
    [row] = flow.of_offices(officer_sumsel, {})
    assert (row.produced.total, row.delivered.of, row.corrected.total, row.left) == (1000, 0, -60, 940)


def test_r6_a_count_needs_a_reason_and_a_difference(balance, activity_sumsel, officer_sumsel):
    with pytest.raises(Refusal, match="Tuliskan alasan koreksi"):
        correct(balance, 940, activity_sumsel, officer_sumsel, reason="  ")
    with pytest.raises(Refusal, match="tidak ada yang dikoreksi"):
        correct(balance, 1000, activity_sumsel, officer_sumsel)
    assert StockEntry._base_manager.count() == 1


def test_r6_goods_that_moved_since_the_count_make_it_another_count(balance, activity_sumsel, officer_sumsel, mask):
    goods.sign(make.delivery(activity_sumsel, officer_sumsel, {mask: 10}, number="001/BAST"), by=officer_sumsel)
    with pytest.raises(Stale, match=r"dari 1\.000 menjadi 990"):
        correct(balance, 940, activity_sumsel, officer_sumsel)


def test_r8_a_locked_activity_takes_no_correction(balance, activity_sumsel, officer_sumsel):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    with pytest.raises(review.Locked, match="sudah diajukan"):
        correct(balance, 940, activity_sumsel, officer_sumsel)


def test_an_activity_of_another_office_cannot_carry_it(balance, office_sumsel, officer_sumsel):
    other = make.office("16", name="Dinas Lain")
    make.member(officer_sumsel, "petugas_provinsi", other)
    with pytest.raises(Refusal, match="milik satuan kerja lain"):
        correct(balance, 940, make.activity(other, officer_sumsel), officer_sumsel)


def test_a_regency_officer_does_not_correct_the_offices_stock(
    balance, office_sumsel, officer_sumsel, regency_officer_palembang
):
    own = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))
    with pytest.raises(NotAllowed):
        correct(balance, 940, own, regency_officer_palembang)


def test_the_page_says_what_is_on_record_and_offers_open_activities_only(
    client, balance, activity_sumsel, office_sumsel, officer_sumsel
):
    locked = make.activity(office_sumsel, officer_sumsel, title="Sudah diajukan")
    review.take("submit", locked, by=officer_sumsel)
    client.force_login(officer_sumsel)
    page = reverse("programs:stock_correct", args=[balance.pk])
    shown = client.get(page).content.decode()
    assert "Sisa menurut catatan: 1.000 helai" in shown
    assert "Bimtek Produksi APD" in shown
    assert "Sudah diajukan" not in shown
    answer = client.post(page, {"counted": "940", "activity": activity_sumsel.pk, "reason": "Rusak"}, follow=True)
    assert "Sisa 940 helai" in answer.content.decode()
    assert "Rusak" in answer.content.decode()


def test_the_page_tells_when_goods_moved_while_it_was_open(client, balance, activity_sumsel, officer_sumsel, mask):
    client.force_login(officer_sumsel)
    page = reverse("programs:stock_correct", args=[balance.pk])
    opened_at = client.get(page).context["form_version"]
    goods.sign(make.delivery(activity_sumsel, officer_sumsel, {mask: 10}, number="001/BAST"), by=officer_sumsel)
    sent = {"counted": "940", "activity": activity_sumsel.pk, "reason": "Rusak", "version": opened_at}
    shown = client.post(page, sent).content.decode()
    assert "baru saja diubah oleh orang lain" in shown
    assert "Sisa menurut catatan: 990 helai" in shown
    assert stock.balance(activity_sumsel.office, mask, "helai") == 990


# --- manage.py rebuild_stock ---


def test_r6_the_command_proves_the_balances(balance):
    out = StringIO()
    call_command("rebuild_stock", "--check", stdout=out)
    assert out.getvalue() == "Every balance equals the sum of its entries.\n"


def test_r6_the_command_names_and_mends_what_differs(balance):
    StockBalance._base_manager.update(quantity=7)
    errors = StringIO()
    with pytest.raises(CommandError, match="1 balances differ"):
        call_command("rebuild_stock", "--check", stderr=errors)
    assert errors.getvalue().strip().endswith("helai: balance 7, entries 1000")
    assert StockBalance._base_manager.get().quantity == 7
    call_command("rebuild_stock", stdout=StringIO(), stderr=StringIO())
    assert StockBalance._base_manager.get().quantity == 1000
    assert AuditEntry._base_manager.get(verb="stock.rebuilt").actor_name == "sistem"


def test_r6_a_lost_balance_comes_back(balance):
    StockBalance._base_manager.all().delete()
    call_command("rebuild_stock", stdout=StringIO(), stderr=StringIO())
    assert StockBalance._base_manager.get().quantity == 1000


def test_r6_entries_below_nothing_are_told_and_nothing_is_rebuilt(balance, activity_sumsel, officer_sumsel, mask):
    StockEntry.objects.create(
        office=balance.office, activity=activity_sumsel, product=mask, unit="helai", amount=-1001, kind="corrected",
        reason="di luar buku", by=officer_sumsel,
    )  # fmt: skip
    with pytest.raises(CommandError, match="periksa dahulu mutasinya"):
        call_command("rebuild_stock")
    assert StockBalance._base_manager.get().quantity == 1000
