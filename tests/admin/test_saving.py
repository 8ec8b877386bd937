"""What is saved on a screen passes the same verbs as on the pages: lock, version, ledger, trail, double click."""

import uuid

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry

from dekon_portal.core.models import AuditEntry
from programs import stock
from programs.models import Activity, Order, Production
from tests import make

from .conftest import screen


def entries(verb, row):
    return AuditEntry._base_manager.filter(verb=verb, subject=f"{row._meta.label_lower}:{row.pk}")


def filled(activity, **changed):
    return {"kind": activity.kind, "title": activity.title, "mode": "unknown", "version": activity.version, **changed}


def approved(activity, reviewer):
    from django.utils import timezone

    from programs.models import ReviewEvent

    ReviewEvent(
        activity=activity,
        step="approve",
        from_state="submitted",
        to_state="approved",
        by=reviewer,
        by_name=str(reviewer),
        at=timezone.now(),
    ).save()
    Activity._base_manager.filter(pk=activity.pk).update(state="approved")


def test_a_change_is_saved_and_leaves_its_trace(as_officer, activity_sumsel):
    answer = as_officer.post(screen(activity_sumsel, "change"), filled(activity_sumsel, title="Bimtek Masker"))
    assert answer.status_code == 302
    activity_sumsel.refresh_from_db()
    assert (activity_sumsel.title, activity_sumsel.version) == ("Bimtek Masker", 2)
    assert entries("row.changed", activity_sumsel).get().changes["title"] == ["Bimtek Produksi APD", "Bimtek Masker"]
    assert not LogEntry.objects.exists()


def test_a_new_activity_gets_its_code_from_the_verb(as_officer, officer_sumsel, office_sumsel, year_2020):
    sent = {"office": office_sumsel.pk, "fiscal_year": 2020, "kind": "bimtek", "title": "Bimtek Baru", "mode": "luring"}
    assert as_officer.post(screen(Activity, "add"), sent).status_code == 302
    row = Activity._base_manager.get()
    assert (row.code, row.created_by, row.state) == ("2020-16-0001", officer_sumsel, "draft")
    assert entries("row.added", row).exists()


def test_a_locked_activity_is_refused_in_words_and_stays_as_it_is(as_officer, activity_sumsel, reviewer):
    """R8: the sentence names who approved it; what was typed stays on the form."""
    approved(activity_sumsel, reviewer)
    answer = as_officer.post(screen(activity_sumsel, "change"), filled(activity_sumsel, title="Judul lain"))
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "Ratna Contoh" in said
    assert "pembukaan" in said
    assert 'value="Judul lain"' in said
    activity_sumsel.refresh_from_db()
    assert activity_sumsel.title == "Bimtek Produksi APD"
    assert not entries("row.changed", activity_sumsel).exists()


def test_a_locked_activity_says_so_before_anything_is_typed(as_officer, sumsel, reviewer):
    """R8"""
    approved(sumsel.activity, reviewer)
    for row in (sumsel.activity, sumsel.order, sumsel.delivery, sumsel.participation):
        assert "Ratna Contoh" in as_officer.get(screen(row, "change")).content.decode()


@pytest.mark.parametrize("name", ["session", "order", "production", "delivery", "participation"])
def test_what_hangs_on_a_locked_activity_is_not_removed(as_officer, sumsel, reviewer, name):
    """R8, alone and among chosen rows"""
    approved(sumsel.activity, reviewer)
    row = getattr(sumsel, name)
    alone = as_officer.post(screen(row, "delete"), {"post": "yes"}, follow=True)
    assert "Ratna Contoh" in alone.content.decode()
    chosen = {"action": "delete_selected", ACTION_CHECKBOX_NAME: [row.pk], "post": "yes"}
    together = as_officer.post(screen(row, "changelist"), chosen, follow=True)
    assert "Ratna Contoh" in together.content.decode()
    assert type(row)._base_manager.filter(pk=row.pk).exists()


def test_the_second_editor_is_told_and_overwrites_nothing(as_officer, activity_sumsel):
    as_officer.post(screen(activity_sumsel, "change"), filled(activity_sumsel, title="Dari yang pertama"))
    answer = as_officer.post(screen(activity_sumsel, "change"), filled(activity_sumsel, title="Dari yang kedua"))
    said = answer.content.decode()
    assert "baru saja diubah oleh orang lain" in said
    assert "Dari yang pertama" in said
    assert 'value="Dari yang kedua"' in said
    assert 'name="version" value="2"' in said
    activity_sumsel.refresh_from_db()
    assert activity_sumsel.title == "Dari yang pertama"


def test_a_production_moves_the_ledger(as_officer, activity_sumsel, mask):
    """R6"""
    address = f"{screen(Production, 'add')}?activity={activity_sumsel.pk}"
    assert as_officer.post(address, {"product": mask.pk, "unit": "helai", "quantity": "1.200"}).status_code == 302
    assert stock.balance(activity_sumsel.office, mask, "helai") == 1200
    row = Production._base_manager.get()
    assert row.activity == activity_sumsel
    as_officer.post(
        screen(row, "change"), {"product": mask.pk, "unit": "helai", "quantity": "1.000", "version": row.version}
    )
    assert stock.balance(activity_sumsel.office, mask, "helai") == 1000


def test_a_production_in_stock_is_not_removed(as_officer, sumsel):
    """R6: the refusal says what to do instead."""
    answer = as_officer.post(screen(sumsel.production, "delete"), {"post": "yes"}, follow=True)
    assert "sudah masuk persediaan" in answer.content.decode()
    assert Production._base_manager.filter(pk=sumsel.production.pk).exists()


def test_a_removed_order_leaves_its_last_values_on_the_trail(as_officer, sumsel):
    assert as_officer.post(screen(sumsel.order, "delete"), {"post": "yes"}).status_code == 302
    assert not Order._base_manager.filter(pk=sumsel.order.pk).exists()
    assert entries("row.removed", sumsel.order).exists()


def test_a_signed_bast_is_only_shown(as_officer, officer_sumsel, activity_sumsel, mask):
    """R7"""
    from programs import goods

    make.production(activity_sumsel, officer_sumsel, 100, product=mask)
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 40}, number="001/BAST")
    goods.sign(delivery, by=officer_sumsel)
    assert as_officer.get(screen(delivery, "change")).status_code == 200
    assert as_officer.post(screen(delivery, "change"), {"number": "002/BAST"}).status_code == 403
    assert as_officer.post(screen(delivery, "delete"), {"post": "yes"}).status_code == 403


def test_a_handover_keeps_its_lines(as_officer, sumsel, mask):
    """R7: what is not known stays unknown, and no stock moves."""
    address = f"{screen(sumsel.delivery, 'add')}?activity={sumsel.activity.pk}"
    lines = {"items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 0, "items-0-product": mask.pk, "items-0-unit": "helai"}
    assert as_officer.post(address, {"recipient": sumsel.recipient.pk, **lines}).status_code == 302
    added = sumsel.activity.deliveries.exclude(pk=sumsel.delivery.pk).get()
    assert [(item.product, item.quantity) for item in added.items.all()] == [(mask, None)]
    assert stock.balance(sumsel.office, mask, "helai") == 50
    assert str(mask) in as_officer.get(screen(added, "change")).content.decode()


def test_a_double_click_makes_one_row(as_officer, activity_sumsel, mask):
    address = f"{screen(Order, 'add')}?activity={activity_sumsel.pk}"
    to = make.recipient("16")
    sent = {"orderer": to.pk, "product": mask.pk, "quantity": "10", "form_token": str(uuid.uuid4())}
    first, second = as_officer.post(address, sent), as_officer.post(address, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Order._base_manager.count() == 1


def test_a_wrong_entry_is_told_at_its_field_with_what_was_typed(as_officer, sumsel):
    sent = {"orderer": sumsel.recipient.pk, "product": sumsel.order.product_id, "quantity": "12,5", "version": 1}
    answer = as_officer.post(screen(sumsel.order, "change"), sent)
    assert "Tulis bilangan bulat" in answer.content.decode()
    assert 'value="12,5"' in answer.content.decode()


def test_a_known_person_is_enrolled_once(as_officer, sumsel):
    other = make.person("16", name="Orang Kedua")
    address = f"{screen(sumsel.participation, 'add')}?activity={sumsel.activity.pk}"
    sent = {"person": other.pk, "business": sumsel.business.pk, "role": "peserta", "new_entrepreneur": "unknown"}
    assert as_officer.post(address, sent).status_code == 302
    again = as_officer.post(address, sent)
    assert again.status_code == 200
    assert sumsel.activity.participations.count() == 2


def test_an_empty_nik_leaves_the_stored_one(as_officer, sumsel):
    """R3: the stored number never travels to the form, so it cannot be blanked by it either."""
    person, number = sumsel.person, sumsel.person.nik
    sent = {"name": "Orang Sumsel Baru", "sex": "P", "nik": "", "version": person.version}
    assert as_officer.post(screen(person, "change"), sent).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.nik) == ("Orang Sumsel Baru", number)


def test_a_form_of_an_expired_session_is_there_after_sign_in(as_officer, officer_sumsel, activity_sumsel):
    page = as_officer.get(screen(activity_sumsel, "change"))
    owner = page.content.decode().partition('name="form_owner" value="')[2].partition('"')[0]
    as_officer.logout()
    sent = filled(activity_sumsel, title="Judul yang diketik", form_owner=owner)
    assert as_officer.post(screen(activity_sumsel, "change"), sent).status_code == 302
    as_officer.force_login(officer_sumsel)
    assert 'value="Judul yang diketik"' in as_officer.get(screen(activity_sumsel, "change")).content.decode()


def test_history_is_the_portals_trail(as_officer, activity_sumsel):
    as_officer.post(screen(activity_sumsel, "change"), filled(activity_sumsel, title="Bimtek Masker"))
    told = as_officer.get(screen(activity_sumsel, "history")).content.decode()
    assert "Siti Aminah mengubah Bimtek Masker" in told
