"""R3: a full NIK lies nowhere in the clear, is shown nowhere unasked, and is told only for a reason, on record."""

from __future__ import annotations

import io
import logging

import pytest
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from dekon_portal.core import audit
from dekon_portal.core.crypto import blind_index, encrypt
from dekon_portal.core.models import AuditEntry, PersonalDataAccess
from dekon_portal.core.nik import without_niks
from participants.models import Participation, Person
from programs import review
from tests import make
from tests.security.crawl import visit_all

pytestmark = pytest.mark.django_db

NIK = make.nik()
REASON = "Mencocokkan KTP dengan daftar hadir"


@pytest.fixture
def row(activity_sumsel, officer_sumsel) -> Participation:
    person = make.person(name="Siti Contoh", nik=NIK, phone="+6281234567890", regency=make.regency("16.71"))
    business = make.business(name="Konveksi Musi", npwp=NIK)
    return make.participation(activity_sumsel, officer_sumsel, person=person, business=business)


def url(name, *args):
    return reverse(f"participants:{name}", args=args)


# --- At rest ---


def test_r3_no_table_holds_the_number_in_the_clear(row, client, officer_sumsel):
    """Every text column of every table, read past the ORM, on the database the tests run on."""
    client.force_login(officer_sumsel)
    client.post(url("person_nik", row.person.pk), {"reason": f"{REASON}, tertulis {NIK}"})
    client.post(url("person_edit", row.person.pk), {"name": f"Siti {NIK}", "address": f"Jalan {NIK}"})
    Person._base_manager.filter(pk=row.person.pk).update(name="Siti Contoh", name_key="siti contoh", address="")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (our own table names)
            for line in cursor.fetchall():
                assert NIK not in repr(line), table


def test_r3_what_is_stored_is_a_token_and_a_keyed_hash(row):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik, nik_hash FROM participants_person")
        token, digest = cursor.fetchone()
    assert token.startswith("k1.")
    assert digest == blind_index(NIK, "nik")


def test_r3_keys_rotate_old_tokens_open_and_new_ones_use_the_new_key(row, settings):
    import base64

    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = [f"k2:{base64.b64encode(b'n' * 32).decode()}", *old]
    person = Person._base_manager.get()
    assert person.nik == NIK
    person.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik FROM participants_person")
        assert cursor.fetchone()[0].startswith("k2.")
    assert encrypt("x").startswith("k2.")
    assert Person._base_manager.get().nik == NIK


# --- Search ---


def test_r3_a_person_is_found_by_nik_through_the_keyed_hash_and_no_address_holds_it(row, client, officer_sumsel):
    client.force_login(officer_sumsel)
    answer = client.post(url("person_search"), {"nik": f"{NIK[:6]} {NIK[6:]}"})
    assert answer.url == row.person.get_absolute_url()
    assert NIK not in answer.url


def test_r1_the_search_by_nik_finds_nobody_of_another_province(row, client, officer_bali):
    client.force_login(officer_bali)
    answer = client.post(url("person_search"), {"nik": NIK}, follow=True)
    assert [str(m) for m in answer.context["messages"]] == ["Tidak ada orang dengan NIK ini di wilayah tugas Anda."]


def test_the_search_by_nik_tells_what_is_wrong_with_it(client, officer_sumsel):
    client.force_login(officer_sumsel)
    answer = client.post(url("person_search"), {"nik": "123"}, follow=True)
    assert "NIK terdiri atas 3 angka" in str(next(iter(answer.context["messages"])))


def test_r3_a_nik_typed_into_the_name_search_goes_no_further(row, client, officer_sumsel, activity_sumsel):
    client.force_login(officer_sumsel)
    for path in (url("participation_list"), url("activity_people", activity_sumsel.code), url("business_list")):
        answer = client.get(path, {"cari": NIK, "jk": "P"})
        assert answer.url == f"{path}?jk=P"
        assert "Cari dengan NIK" in str(next(iter(client.get(answer.url).context["messages"])))


# --- On pages ---


@pytest.mark.parametrize(
    "who", ["officer_sumsel", "head_sumsel", "regency_officer_palembang", "reviewer", "leader", "auditor", "admin_user"]
)
def test_r3_no_page_shows_the_number(row, client, request, who, officer_sumsel, activity_sumsel):
    """Every page a role can reach by links, after the person was changed, looked at and reviewed."""
    client.force_login(officer_sumsel)
    client.post(url("person_nik", row.person.pk), {"reason": f"{REASON} {NIK}"})
    client.post(url("person_edit", row.person.pk), {"name": "Siti Contoh", "nik": make.nik(2)})
    client.post(url("person_edit", row.person.pk), {"name": "Siti Contoh", "nik": NIK})
    review.take("submit", activity_sumsel, by=officer_sumsel)
    client.force_login(request.getfixturevalue(who))
    seen = 0
    for path, page in visit_all(client):
        seen += 1
        assert NIK not in path
        assert NIK not in page, path
    assert seen > (10 if who not in ("leader", "admin_user") else 2)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_r3_exported_lists_hold_the_masked_number(row, client, officer_sumsel, activity_sumsel, kind):
    client.force_login(officer_sumsel)
    for path in (url("participation_list"), url("activity_people", activity_sumsel.code), url("business_list")):
        answer = client.get(path, {"_export": kind})
        content = b"".join(answer.streaming_content)
        text = content.decode() if kind == "csv" else str(list(load_workbook(io.BytesIO(content)).active.values))
        assert NIK not in text
        assert NIK not in answer.headers["Content-Disposition"]
        if path != url("business_list"):
            assert "1671••••••••••99" in text


def test_r3_the_form_never_carries_the_stored_number(row, client, officer_sumsel):
    client.force_login(officer_sumsel)
    page = client.get(url("person_edit", row.person.pk)).content.decode()
    assert NIK not in page
    assert "Tersimpan: 1671••••••••••99" in page


# --- The look at a full number ---


def test_r3_a_full_nik_is_told_for_a_reason_and_leaves_its_record(row, client, officer_sumsel):
    client.force_login(officer_sumsel)
    answer = client.post(url("person_nik", row.person.pk), {"reason": REASON})
    assert NIK in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    access = PersonalDataAccess._base_manager.get()
    assert (access.actor, access.reason, access.province) == (officer_sumsel, REASON, "16")
    assert access.subject == audit.key_of(row.person)
    entry = AuditEntry._base_manager.get(verb="nik.revealed")
    assert (entry.sentence, entry.note) == ("Siti Aminah melihat NIK lengkap Siti Contoh", REASON)


@pytest.mark.parametrize("reason", ["", "   ", "singkat"])
def test_r3_without_a_reason_nothing_is_told(row, client, officer_sumsel, reason):
    client.force_login(officer_sumsel)
    answer = client.post(url("person_nik", row.person.pk), {"reason": reason}, follow=True)
    assert NIK not in answer.content.decode()
    assert "Tuliskan alasan melihat NIK" in answer.content.decode()
    assert not PersonalDataAccess._base_manager.exists()


@pytest.mark.parametrize("who", ["reviewer", "auditor", "regency_officer_palembang"])
def test_r3_without_the_right_nothing_is_told(row, client, request, who):
    client.force_login(request.getfixturevalue(who))
    answer = client.post(url("person_nik", row.person.pk), {"reason": REASON}, follow=True)
    assert NIK not in answer.content.decode()
    assert "Tampilkan NIK" not in client.get(row.person.get_absolute_url()).content.decode()
    assert not PersonalDataAccess._base_manager.exists()


def test_r1_a_nik_of_another_province_does_not_exist(row, client, officer_bali):
    client.force_login(officer_bali)
    assert client.post(url("person_nik", row.person.pk), {"reason": REASON}).status_code == 404


def test_a_look_at_a_nik_takes_a_press_of_a_button(row, client, officer_sumsel):
    client.force_login(officer_sumsel)
    assert client.get(url("person_nik", row.person.pk), {"reason": REASON}).status_code == 405


def test_nothing_is_recorded_where_no_nik_is_known(client, officer_sumsel):
    client.force_login(officer_sumsel)
    person = make.person()
    answer = client.post(url("person_nik", person.pk), {"reason": REASON}, follow=True)
    assert f"NIK {person} belum diketahui." in answer.content.decode()
    assert not PersonalDataAccess._base_manager.exists()


# --- Logs and trail ---


def test_r3_no_log_line_holds_a_number(row, client, officer_sumsel, activity_sumsel, caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("django.request", "django.server", "django.db.backends", ""):
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)  # DEBUG of SQL exists only under DEBUG=1
    client.force_login(officer_sumsel)
    client.post(url("person_search"), {"nik": NIK})
    client.post(url("person_nik", row.person.pk), {"reason": REASON})
    client.post(url("participation_new", activity_sumsel.code), {"name": "Nama Lain", "nik": NIK, "role": "peserta"})
    client.post(url("person_edit", row.person.pk), {"name": "Siti", "nik": NIK + "1"})
    assert NIK not in caplog.text


def test_r3_numbers_typed_into_free_text_are_masked_on_the_trail(officer_sumsel, activity_sumsel):
    entry = audit.record(
        "row.changed",
        activity_sumsel,
        by=officer_sumsel,
        note=f"lihat {NIK}",
        changes={"title": (f"A {NIK}", f"{NIK}.")},
    )
    assert entry.note == "lihat 1671••••••••••99"
    assert entry.changes == {"title": ["A 1671••••••••••99", "1671••••••••••99."]}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("dari 1671011506859999 ke", "dari 1671••••••••••99 ke"),
        ("091234567890000", "0912••••••••••00"),
        ("NIB 1234567890123", "NIB 1234567890123"),
        ("12345678901234567", "12345678901234567"),
        ("tanpa angka", "tanpa angka"),
    ],
)
def test_only_numbers_as_long_as_a_nik_or_npwp_are_masked(text, shown):
    assert without_niks(text) == shown
