"""What is typed into a longer form waits for who typed it: encrypted, one per form, never over a newer row."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from dekon_portal.core import drafts
from dekon_portal.core.kept_forms import OWNER_FIELD
from dekon_portal.core.models import FormDraft
from dekon_portal.core.once import FIELD
from participants.models import Business
from programs.models import Delivery
from tests import make

pytestmark = pytest.mark.django_db

NEW = "/ikm/baru/"


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def marks_of(page):
    text = page.content.decode()
    found = {
        name: text.partition(f'name="{name}" value="')[2].partition('"')[0] for name in (OWNER_FIELD, FIELD, "version")
    }
    return {name: value for name, value in found.items() if value}


def type_into(client, page, **typed):
    """As the script sends it while somebody types."""
    fields = {**marks_of(client.get(page)), **typed}
    answer = client.post("/draf/", {**fields, "draft_page": page}, headers={"X-Sent-By": "draft"})
    return answer.status_code, fields


def test_what_was_typed_is_told_of_and_can_be_taken_up(officer):
    assert type_into(officer, NEW, name="Konveksi Musi", province="16")[0] == 204
    page = officer.get(NEW)
    assert "Ada isian yang belum disimpan dari" in page.content.decode()
    assert page.context["form"]["name"].value() is None
    taken = officer.get(f"{NEW}?draf")
    assert taken.context["form"]["name"].value() == "Konveksi Musi"
    assert "belum disimpan" in taken.content.decode()
    assert not Business._base_manager.exists()


def test_what_is_still_missing_is_no_fault_yet(officer):
    type_into(officer, NEW, product="masker kain")
    assert "Belum tersimpan. Perbaiki" not in officer.get(f"{NEW}?draf").content.decode()


def test_later_letters_replace_earlier_ones(officer):
    type_into(officer, NEW, name="Konv")
    type_into(officer, NEW, name="Konveksi Musi")
    assert FormDraft.objects.count() == 1
    assert officer.get(f"{NEW}?draf").context["form"]["name"].value() == "Konveksi Musi"


def test_throwing_away_shows_the_form_as_it_is_stored(officer):
    type_into(officer, NEW, name="Konveksi Musi")
    answer = officer.post("/draf/buang/", {"page": NEW})
    assert answer.url == NEW
    assert not FormDraft.objects.exists()
    assert "Ada isian" not in officer.get(NEW).content.decode()


def test_saving_ends_the_draft(officer):
    _status, typed = type_into(officer, NEW, name="Konveksi Musi", province="16")
    officer.post(NEW, typed)
    assert Business._base_manager.exists()
    assert not FormDraft.objects.exists()


def test_a_draft_that_arrives_after_the_saving_is_not_kept(officer):
    _status, typed = type_into(officer, NEW, name="Konveksi Musi", province="16")
    officer.post(NEW, typed)
    assert officer.post("/draf/", {**typed, "name": "Konveksi", "draft_page": NEW}).status_code == 409
    assert not FormDraft.objects.exists()


def test_a_draft_taken_up_and_saved_twice_makes_one_row(officer):
    type_into(officer, NEW, name="Konveksi Musi", province="16")
    typed = {"name": "Konveksi Musi", "province": "16", **marks_of(officer.get(f"{NEW}?draf"))}
    officer.post(NEW, typed)
    officer.post(NEW, typed)
    assert Business._base_manager.count() == 1


def test_a_refused_form_keeps_the_draft(officer):
    _status, typed = type_into(officer, NEW, name="", province="16", product="masker")
    officer.post(NEW, typed)
    assert FormDraft.objects.exists()


def test_a_newer_row_is_never_overwritten_by_a_draft(officer, activity_sumsel, head_sumsel, client_class):
    page = f"/kegiatan/{activity_sumsel.code}/ubah/"
    form = officer.get(page).context["form"]
    values = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    type_into(officer, page, **{**values, "title": "Judul saya"})
    other = client_class()
    other.force_login(head_sumsel)
    other.post(page, {**values, "title": "Judul orang lain", "version": activity_sumsel.version})
    taken = officer.get(f"{page}?draf")
    assert taken.context["form"]["title"].value() == "Judul saya"
    answer = officer.post(page, {**values, "title": "Judul saya", **marks_of(taken)})
    assert "Tersimpan oleh orang lain: Judul orang lain" in answer.content.decode()
    activity_sumsel.refresh_from_db()
    assert activity_sumsel.title == "Judul orang lain"


def test_rows_of_a_handover_come_back_too(officer, activity_sumsel, mask):
    page = f"/kegiatan/{activity_sumsel.code}/penyerahan/baru/"
    rows = {"items-TOTAL_FORMS": 5, "items-INITIAL_FORMS": 0, "items-0-product": mask.pk, "items-0-quantity": "12,5x"}
    type_into(officer, page, number="001/BAST", **rows)
    taken = officer.get(f"{page}?draf")
    assert taken.status_code == 200
    assert 'value="12,5x"' in taken.content.decode()
    assert "Periksa daftar barang" not in taken.content.decode()
    assert not Delivery._base_manager.exists()


def test_r1_nobody_else_sees_a_draft(officer, head_sumsel, client_class):
    type_into(officer, NEW, name="Konveksi Musi")
    other = client_class()
    other.force_login(head_sumsel)
    for page in (NEW, f"{NEW}?draf"):
        assert "Konveksi Musi" not in other.get(page).content.decode()
    other.post("/draf/buang/", {"page": NEW})
    assert FormDraft.objects.count() == 1


def test_what_one_person_typed_is_not_kept_for_another_who_signed_in_beside(officer, head_sumsel):
    _status, typed = type_into(officer, NEW, name="Konveksi Musi")
    FormDraft.objects.all().delete()
    officer.force_login(head_sumsel)
    assert officer.post("/draf/", {**typed, "draft_page": NEW}).status_code == 409
    assert not FormDraft.objects.exists()


def test_r1_after_a_change_of_office_the_page_itself_is_gone(officer, officer_sumsel, activity_sumsel):
    page = f"/kegiatan/{activity_sumsel.code}/ubah/"
    type_into(officer, page, title="Judul")
    officer_sumsel.memberships.all().delete()
    assert officer.get(f"{page}?draf").status_code == 404


def test_r3_a_draft_is_encrypted(officer):
    nik = make.nik()
    type_into(officer, NEW, name="Konveksi Musi", owner_name=nik)
    kept = str(FormDraft.objects.values().get())
    assert nik not in kept
    assert "Konveksi" not in kept


def test_a_draft_ends_after_seven_days(officer, time_machine):
    type_into(officer, NEW, name="Konveksi Musi")
    time_machine.move_to(timezone.now() + timedelta(days=7, seconds=1), tick=False)
    officer.force_login(FormDraft.objects.get().user)
    assert "Ada isian" not in officer.get(NEW).content.decode()
    assert drafts.purge_old() == 1


def test_one_person_keeps_a_limited_number_of_drafts(officer, monkeypatch):
    monkeypatch.setattr(drafts, "MOST", 2)
    for page in (NEW, "/ikm/", "/peserta/"):
        type_into(officer, NEW, name="x")
        FormDraft.objects.filter(page=NEW).update(page=page)
    type_into(officer, NEW, name="y")
    assert FormDraft.objects.count() == 2


def test_a_draft_that_is_too_long_is_not_kept(officer):
    assert type_into(officer, NEW, name="x" * 250_000)[0] == 409


@pytest.mark.parametrize("page", ["", "/tidak-ada/", "https://jahat.example/", "//jahat.example/", "/" + "x" * 300])
def test_only_pages_of_the_portal_have_drafts(officer, page):
    assert officer.post("/draf/", {"name": "x", "draft_page": page}).status_code == 400
    assert officer.post("/draf/buang/", {"page": page}).status_code == 400


def test_a_text_without_the_forms_own_mark_is_not_kept(officer):
    assert officer.post("/draf/", {"name": "x", "draft_page": NEW}).status_code == 409


def test_who_is_not_signed_in_any_more_is_told_so_and_nothing_is_kept(officer):
    _status, typed = type_into(officer, NEW, name="x")
    officer.logout()
    answer = officer.post("/draf/", {**typed, "draft_page": NEW}, headers={"X-Sent-By": "draft"})
    assert answer.status_code == 401
    assert "kept_form" not in officer.session


def test_longer_forms_are_kept_and_short_ones_are_not(officer, activity_sumsel):
    assert "data-draft" in officer.get(NEW).content.decode()
    assert "data-draft" in officer.get(f"/kegiatan/{activity_sumsel.code}/penyerahan/baru/").content.decode()
    assert "data-draft" not in officer.get(f"/kegiatan/{activity_sumsel.code}/berkas/").content.decode()


@pytest.mark.parametrize(
    "page", ["/kegiatan/baru/", "peserta/baru/", "produksi/baru/", "pesanan/baru/", "penyerahan/baru/", "ubah/"]
)
def test_r3_a_nik_and_all_else_typed_into_a_longer_form_comes_back_to_who_typed_it(officer, activity_sumsel, page):
    page = page if page.startswith("/") else f"{activity_sumsel.get_absolute_url()}{page}"
    text = next(
        field.html_name for field in officer.get(page).context["form"] if field.name in ("name", "note", "title")
    )
    assert type_into(officer, page, **{text: f"Catatan {make.nik()}"})[0] == 204
    taken = officer.get(f"{page}?draf")
    assert taken.context["form"][text].value() == f"Catatan {make.nik()}"
    assert "Belum tersimpan. Perbaiki" not in taken.content.decode()
    assert make.nik() not in str(FormDraft.objects.values().get())


def test_what_waits_in_a_browser_opens_to_the_person_who_typed_it_only(officer_sumsel, officer_bali):
    keys = {drafts.browser_key(user) for user in (officer_sumsel, officer_bali)}
    assert len(keys) == 2
    assert {len(base64.b64decode(key)) for key in keys} == {32}
