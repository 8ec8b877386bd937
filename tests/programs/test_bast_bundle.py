"""All BAST of a filtered list as one PDF: in the asker's scope, for the asker only, gone after a day; one as XLSX."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.models import Notice
from dekon_portal.core.refusal import Refusal
from programs import bundles, goods, tasks
from programs.models import BastBundle, DeliveryWitness, IssuedDocument
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(activity_sumsel, officer_sumsel, mask):
    """Two signed, one of them annulled; one draft."""
    make.production(activity_sumsel, officer_sumsel, 1000)
    made = [make.delivery(activity_sumsel, officer_sumsel, {mask: n}, number=f"{n:03d}/BAST") for n in (1, 2, 3)]
    goods.sign(made[0], by=officer_sumsel)
    goods.annul(goods.sign(made[1], by=officer_sumsel), by=officer_sumsel, reason="Salah")
    return made


@pytest.fixture
def officer(client, officer_sumsel, django_capture_on_commit_callbacks):
    client.force_login(officer_sumsel)
    return client


def ask(client, query=""):
    return client.post(f"{reverse('programs:bundle_new')}?{query}")


def texts(content):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_a_small_list_is_put_together_at_once(officer, three, django_capture_on_commit_callbacks):
    listed = officer.get(f"{reverse('programs:delivery_list')}?status=signed").content.decode()
    assert f"{reverse('programs:bundle_new')}?status=signed" in listed
    with django_capture_on_commit_callbacks(execute=True):
        page = ask(officer).url
    bundle = BastBundle.objects.get()
    assert (bundle.state, bundle.count) == ("ready", 2)
    assert "2 BAST dalam satu PDF" in officer.get(page).content.decode()
    content = b"".join(officer.get(reverse("programs:bundle_file", args=[bundle.pk])).streaming_content)
    pages = texts(content)
    assert [("001/BAST" in page, "002/BAST" in page) for page in pages] == [(True, False), (False, True)]
    assert [mark.title for mark in PdfReader(io.BytesIO(content)).outline] == ["001/BAST", "002/BAST"]
    assert IssuedDocument._base_manager.count() == 2, "each is issued with it"


def test_the_filter_of_the_list_decides_what_goes_in(officer, three, officer_sumsel):
    assert bundles.papers_of(officer_sumsel, "status=annulled").get().number == "002/BAST"
    assert bundles.papers_of(officer_sumsel, "cari=001").get().number == "001/BAST"


def test_r1_a_bundle_holds_what_its_asker_reaches_and_nobody_else_gets_it(
    client, officer_bali, officer_sumsel, three, django_capture_on_commit_callbacks
):
    with pytest.raises(Refusal, match="tidak memuat BAST"):
        bundles.ask(officer_bali, "")
    bundle = bundles.ask(officer_sumsel, "")
    tasks.carry_out(bundle.pk)
    colleague = make.user("petugas_provinsi", three[0].office)
    for person in (officer_bali, colleague):
        client.force_login(person)
        for name in ("bundle", "bundle_file"):
            assert client.get(reverse(f"programs:{name}", args=[bundle.pk])).status_code == 404


def test_the_scope_is_the_one_of_the_time_it_is_made(officer_sumsel, three):
    bundle = bundles.ask(officer_sumsel, "")
    officer_sumsel.memberships.update(valid_to="2020-01-02")
    with acting_as(BastBundle.objects.get().asked_by):
        bundles.make(BastBundle.objects.get())
    bundle.refresh_from_db()
    assert bundle.count == 0


@pytest.mark.django_db(transaction=True)
def test_a_long_list_goes_to_the_worker_which_tells_its_end(officer, officer_sumsel, three, monkeypatch):
    monkeypatch.setattr(tasks, "INLINE_PAPERS", 1)
    page = ask(officer).url
    assert "Pekerjaan ini menunggu giliran" in officer.get(page).content.decode()
    assert ask(officer).url == page, "asked twice, made once"
    call_command("worker", once=True, verbosity=0)
    assert BastBundle.objects.get().state == "ready"
    notice = Notice.objects.get(user=officer_sumsel)
    assert (notice.url, str(notice)) == (page, "2 BAST siap diunduh sebagai satu PDF, sampai besok pada jam yang sama.")


def test_what_a_dead_worker_left_is_handed_on(officer_sumsel, three):
    bundle = bundles.ask(officer_sumsel, "")
    assert tasks.resume() == [bundle.pk]
    assert tasks.resume() == [], "it waits in the queue already"


def test_a_fault_is_told_and_not_quoted(officer, officer_sumsel, three, caplog):
    bundle = bundles.ask(officer_sumsel, "")
    kept = IssuedDocument(delivery=three[0], kind="bast", sha256="0" * 64, size=1)
    kept.file.name = "dokumen/hilang"
    kept.save()
    tasks.carry_out(bundle.pk, tell=True)
    assert "gagal dibuat" in officer.get(bundle.get_absolute_url()).content.decode()
    assert "001/BAST" not in caplog.text
    assert "gagal dibuat" in str(Notice.objects.get())


def test_more_than_fits_is_refused_with_what_to_do(officer, three, monkeypatch):
    monkeypatch.setattr(bundles, "MOST", 1)
    page = ask(officer).content.decode()
    assert "memuat 2 BAST; satu PDF memuat paling banyak 1. Persempit saringannya." in page
    assert not BastBundle.objects.exists()


def test_r3_a_nik_in_the_search_leaves_the_address(officer):
    assert ask(officer, f"cari={make.nik()}").status_code == 302
    assert not BastBundle.objects.exists()


def test_after_a_day_row_and_file_are_gone(officer_sumsel, three, django_capture_on_commit_callbacks):
    bundle = bundles.ask(officer_sumsel, "")
    tasks.carry_out(bundle.pk)
    bundle.refresh_from_db()
    assert default_storage.exists(bundle.file.name)
    assert bundles.purge_old() == 0
    BastBundle.objects.update(asked_at=bundle.asked_at - timedelta(days=1, minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert bundles.purge_old() == 1
    assert not default_storage.exists(bundle.file.name)
    assert not BastBundle.objects.exists()


# --- One BAST as a workbook ---


def test_the_workbook_says_what_the_paper_says_with_numbers_as_numbers(officer, activity_sumsel, officer_sumsel, mask):
    suit = make.product("hazmat", name="=HYPERLINK(1)", unit="buah")
    make.production(activity_sumsel, officer_sumsel, 12_500)
    make.production(activity_sumsel, officer_sumsel, 5, product=suit)
    draft = make.delivery(
        activity_sumsel,
        officer_sumsel,
        {mask: 12_500, suit: 5},
        number="001/BAST",
        receiver_name="+1+cmd|' /C calc'!A0",
    )
    goods.save_delivery(
        draft, list(draft.items.all()), by=officer_sumsel, witnesses=[DeliveryWitness(name="Ani", nip="1" * 18)]
    )
    signed = goods.sign(draft, by=officer_sumsel)
    answer = officer.get(reverse("programs:bast_xlsx", args=[signed.pk]))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    facts = {row[0]: row[1] for row in rows}
    assert facts["Nomor"] == "001/BAST"
    assert facts["Pihak kedua: Nama"] == "+1+cmd|' /C calc'!A0"
    assert (1, "Masker kain", 12_500, "dua belas ribu lima ratus helai", "helai", "baik", "belum dinyatakan") in rows
    assert any(row[1] == "=HYPERLINK(1)" and row[2] == 5 for row in rows)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert any(row[1:3] == ("Ani", "111111111111111111"[:8] + " 111111 1 111") for row in rows)
