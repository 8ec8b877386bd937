"""Handovers (R7): known without paper, drafted, signed once, then immutable; annulled only with a reason."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal, Stale
from programs import goods, review, stock
from programs.models import Delivery, DeliveryItem, DeliveryState, StockEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def stocked(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 1000)
    return activity_sumsel


@pytest.fixture
def draft(stocked, officer_sumsel, mask):
    return make.delivery(stocked, officer_sumsel, {mask: 400}, number="001/BAST/DISPERIN/VI/2020")


@pytest.fixture
def signed(draft, officer_sumsel):
    return goods.sign(draft, by=officer_sumsel)


def left(activity, product):
    return stock.balance(activity.office, product, "helai")


def test_r7_a_handover_without_paper_and_counts_is_kept_as_reported(activity_sumsel, officer_sumsel):
    """Sumatera Selatan's goods: handed to the Gugus Tugas, nobody counted."""
    suit, shield = make.product("hazmat", unit="buah"), make.product("face-shield", unit="buah")
    delivery = make.delivery(activity_sumsel, officer_sumsel, {suit: None, shield: None, make.product(): None})
    assert delivery.state == DeliveryState.REPORTED
    assert list(activity_sumsel.deliveries.missing_bast()) == [delivery]
    assert not StockEntry._base_manager.exists()


def test_a_number_makes_it_a_draft_and_taking_the_number_away_a_report_again(draft, officer_sumsel):
    assert draft.state == DeliveryState.DRAFTED
    draft.number = "  "
    goods.save_delivery(draft, list(draft.items.all()), by=officer_sumsel)
    assert draft.state == DeliveryState.REPORTED


def test_r7_signing_moves_the_stock_and_says_who_and_when(draft, officer_sumsel, mask):
    before = timezone.now()
    delivery = goods.sign(draft, by=officer_sumsel)
    assert (delivery.state, delivery.signed_by) == (DeliveryState.SIGNED, officer_sumsel)
    assert before <= delivery.signed_at <= timezone.now()
    assert left(delivery.activity, mask) == 600
    assert AuditEntry._base_manager.filter(verb="delivery.signed").count() == 1


def test_r7_signing_twice_moves_the_stock_once(draft, officer_sumsel, mask):
    goods.sign(draft, by=officer_sumsel)
    with pytest.raises(Refusal, match="sudah ditandatangani"):
        goods.sign(draft, by=officer_sumsel)
    assert left(draft.activity, mask) == 600


def test_r7_a_bast_states_numbers(stocked, officer_sumsel, mask):
    delivery = make.delivery(stocked, officer_sumsel, {mask: None}, number="001/BAST", place="")
    with pytest.raises(Refusal, match="lengkapi tempat penandatanganan, jumlah Masker kain"):
        goods.sign(delivery, by=officer_sumsel)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DRAFTED


def test_a_bast_without_goods_is_not_signed(stocked, officer_sumsel, draft):
    goods.save_delivery(draft, [], by=officer_sumsel)
    with pytest.raises(Refusal, match="lengkapi barang yang diserahkan"):
        goods.sign(draft, by=officer_sumsel)


def test_a_handover_of_tomorrow_is_not_signed(stocked, officer_sumsel, mask):
    delivery = make.delivery(stocked, officer_sumsel, {mask: 1}, number="001/BAST", handed_over_on=date(2999, 1, 1))
    with pytest.raises(Refusal, match="masih di depan"):
        goods.sign(delivery, by=officer_sumsel)


def test_a_handover_before_its_recipient_existed_is_refused(draft, officer_sumsel):
    hospital = draft.recipient
    hospital.since = draft.handed_over_on + timedelta(days=1)
    hospital.save()
    with pytest.raises(ValidationError, match=r"baru ada sejak 16 Juni 2020\. Periksa tanggal penyerahannya"):
        draft.full_clean()
    with pytest.raises(Refusal, match="baru ada sejak 16 Juni 2020"):
        goods.sign(draft, by=officer_sumsel)
    hospital.since = draft.handed_over_on
    hospital.save()
    assert goods.sign(draft, by=officer_sumsel).state == DeliveryState.SIGNED


def test_a_handover_before_its_year_of_money_is_refused(draft, officer_sumsel):
    draft.handed_over_on = date(2019, 12, 31)
    with pytest.raises(ValidationError, match=r"TA 2020 baru ada sejak 1 Januari 2020"):
        draft.full_clean()


@pytest.mark.parametrize("young", ["office", "province"])
def test_a_handover_before_the_office_or_its_province_existed_is_refused(young, draft):
    office = draft.activity.office
    if young == "office":
        office.since = date(2020, 7, 1)
    else:
        office.province.valid_from = date(2020, 7, 1)
    with pytest.raises(ValidationError, match=r"Dinas .* baru ada sejak 1 Juli 2020"):
        draft.full_clean()


def test_a_recipients_first_day_is_not_after_what_it_got(draft):
    draft.recipient.since = date(2020, 7, 1)
    with pytest.raises(ValidationError, match="Sudah ada penyerahan kepadanya pada 15 Juni 2020"):
        draft.recipient.full_clean()


def test_all_lines_leave_or_none(stocked, officer_sumsel, mask):
    suit = make.product("hazmat", name="Baju hazmat", unit="buah")
    delivery = make.delivery(stocked, officer_sumsel, {mask: 400, suit: 1}, number="001/BAST")
    with pytest.raises(stock.NotEnough, match="1 buah Baju hazmat"):
        goods.sign(delivery, by=officer_sumsel)
    assert left(stocked, mask) == 1000


def test_what_was_not_shown_is_not_signed(draft, officer_sumsel, head_sumsel, mask):
    item = DeliveryItem(product=mask, unit="helai", quantity=900)
    goods.save_delivery(Delivery._base_manager.get(pk=draft.pk), [item], by=head_sumsel)
    with pytest.raises(Stale, match="diubah orang lain"):
        goods.sign(draft, by=officer_sumsel, seen_version=draft.version)
    assert left(draft.activity, mask) == 1000


@pytest.mark.parametrize("role", ["petugas_kabkota", "peninjau", "pimpinan", "auditor", "admin"])
def test_only_the_province_signs(role, stocked, office_sumsel, officer_sumsel, mask):
    stocked.regency = make.regency("16.71")
    stocked.save()
    delivery = make.delivery(stocked, officer_sumsel, {mask: 1}, number="001/BAST")
    regional = role == "petugas_kabkota"
    person = make.user(role, office_sumsel if regional else None, regency=stocked.regency if regional else None)
    with pytest.raises(NotAllowed):
        goods.sign(delivery, by=person)
    assert left(stocked, mask) == 1000


def test_a_regency_officer_proposes_a_handover(office_sumsel, regency_officer_palembang, mask):
    activity = make.activity(office_sumsel, regency=make.regency("16.71"))
    assert make.delivery(activity, regency_officer_palembang, {mask: None}).state == DeliveryState.REPORTED


# --- Immutable from signing on, whatever the path ---


def test_r7_the_form_of_a_signed_bast_sent_again_changes_nothing(signed, officer_sumsel, mask):
    signed.place = "Jakarta"
    with pytest.raises(Refusal, match="sudah ditandatangani, sehingga tidak dapat diubah"):
        goods.save_delivery(signed, [], by=officer_sumsel)
    stored = Delivery._base_manager.get(pk=signed.pk)
    assert (stored.place, stored.items.count()) == ("Palembang", 1)


def test_r7_saving_or_deleting_past_the_verbs_is_refused_too(signed):
    for row in (Delivery._base_manager.get(pk=signed.pk), signed.items.get()):
        with pytest.raises(Refusal, match="sudah ditandatangani"):
            row.save()
        with pytest.raises(Refusal, match="sudah ditandatangani"):
            row.delete()


def test_r7_a_row_that_claims_to_be_a_draft_does_not_pass(signed):
    forged = Delivery._base_manager.get(pk=signed.pk)
    forged.state = DeliveryState.DRAFTED
    with pytest.raises(Refusal, match="sudah ditandatangani"):
        forged.save()
    line = DeliveryItem(delivery=forged, product=make.product("hazmat"), unit="buah", quantity=1)
    with pytest.raises(Refusal, match="sudah ditandatangani"):
        line.save()


def test_r7_no_save_makes_a_bast_signed(draft):
    draft.state = DeliveryState.SIGNED
    with pytest.raises(Refusal, match="lewat langkahnya sendiri"):
        draft.save()
    assert Delivery._base_manager.get(pk=draft.pk).state == DeliveryState.DRAFTED


def test_r7_deleting_many_at_once_does_not_reach_a_signed_bast(signed):
    with pytest.raises(ProtectedError):
        Delivery._base_manager.filter(pk=signed.pk).delete()


def test_r7_the_database_itself_wants_number_date_and_signer_of_a_signed_bast(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery._base_manager.filter(pk=draft.pk).update(state="signed")


def test_r8_nothing_is_signed_or_annulled_in_an_approved_activity(signed, officer_sumsel, reviewer, mask):
    review.take("submit", signed.activity, by=officer_sumsel)
    review.take("approve", signed.activity, by=reviewer)
    with pytest.raises(review.Locked):
        goods.annul(signed, by=officer_sumsel, reason="Salah hitung")
    assert left(signed.activity, mask) == 600


# --- Annulment ---


def test_r7_annulment_returns_the_goods_and_keeps_the_reason(signed, officer_sumsel, mask):
    delivery = goods.annul(signed, by=officer_sumsel, reason=" Salah penerima ")
    assert (delivery.state, delivery.annulled_reason) == (DeliveryState.ANNULLED, "Salah penerima")
    assert left(signed.activity, mask) == 1000
    assert StockEntry._base_manager.filter(kind="annulled").get().reason == "Salah penerima"
    assert AuditEntry._base_manager.get(verb="delivery.annulled").note == "Salah penerima"


def test_r7_annulment_needs_a_reason(signed, officer_sumsel, mask):
    with pytest.raises(Refusal, match="Tuliskan alasan"):
        goods.annul(signed, by=officer_sumsel, reason="  ")
    assert left(signed.activity, mask) == 600


def test_r7_what_was_never_signed_or_is_annulled_already_is_not_annulled(draft, officer_sumsel, mask):
    with pytest.raises(Refusal, match="sudah ditandatangani yang dapat dibatalkan"):
        goods.annul(draft, by=officer_sumsel, reason="x")
    goods.annul(goods.sign(draft, by=officer_sumsel), by=officer_sumsel, reason="x")
    with pytest.raises(Refusal, match="sudah ditandatangani yang dapat dibatalkan"):
        goods.annul(draft, by=officer_sumsel, reason="x")
    assert left(draft.activity, mask) == 1000


def test_r7_an_annulled_bast_stays_a_document(signed, officer_sumsel):
    delivery = goods.annul(signed, by=officer_sumsel, reason="Salah penerima")
    with pytest.raises(Refusal, match="sudah dibatalkan"):
        goods.save_delivery(delivery, [], by=officer_sumsel)
    with pytest.raises(Refusal, match="sudah dibatalkan"):
        goods.remove_delivery(delivery, by=officer_sumsel)
