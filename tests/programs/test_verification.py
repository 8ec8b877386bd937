"""The code on a BAST: what it says and how it stands, no person's name; a PDF is proven to be the issued one."""

import hashlib

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs import goods
from programs.models import Delivery, IssuedDocument
from tests import make

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 yang diterbitkan"


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()


@pytest.fixture
def signed(activity_sumsel, officer_sumsel, mask):
    return make.signed(activity_sumsel, officer_sumsel, {mask: 100}, recipient=make.recipient(name="Gugus Tugas Musi"))


@pytest.fixture
def issued(signed):
    file = ContentFile(PDF, name="dokumen")
    return IssuedDocument.objects.create(
        delivery=signed, kind="bast", file=file, sha256=hashlib.sha256(PDF).hexdigest(), size=len(PDF)
    )


def page(delivery):
    return reverse("programs:verify", args=[delivery.check_token])


def compare(client, delivery, content):
    return client.post(page(delivery), {"file": SimpleUploadedFile("bast.pdf", content)}).content.decode()


def test_a_paper_is_told_as_it_was_signed_without_any_persons_name(client, signed, officer_sumsel):
    answer = client.get(page(signed))
    shown = answer.content.decode()
    assert answer.status_code == 200
    for told in (signed.number, "Gugus Tugas Musi", "100 helai Masker kain", signed.office.name, "Berlaku"):
        assert told in shown
    for name in (signed.giver_name, signed.receiver_name, str(officer_sumsel)):
        assert name not in shown


def test_a_recipient_of_the_public_is_not_named(client, activity_sumsel, officer_sumsel, mask):
    citizen = make.recipient(name="Ibu Contoh", kind="masyarakat")
    shown = client.get(page(make.signed(activity_sumsel, officer_sumsel, {mask: 3}, recipient=citizen))).content
    assert b"Ibu Contoh" not in shown
    assert b"Masyarakat" in shown


def test_an_annulled_paper_says_so_and_the_one_in_its_place_is_told(client, signed, officer_sumsel, mask):
    annulled = goods.annul(signed, by=officer_sumsel, reason="Salah hitung oleh Bu Contoh")
    shown = client.get(page(signed)).content.decode()
    assert "Dibatalkan" in shown
    assert "Bu Contoh" not in shown
    make.signed(signed.activity, officer_sumsel, {mask: 90}, number="900/BAST", replaces=annulled)
    assert "Digantikan" in client.get(page(signed)).content.decode()


def test_a_draft_and_an_unknown_code_are_told_alike(client, activity_sumsel, officer_sumsel):
    draft = make.delivery(activity_sumsel, officer_sumsel)
    Delivery._base_manager.filter(pk=draft.pk).update(check_token="konsep-belum-diteken1")
    unsigned = client.get(reverse("programs:verify", args=["konsep-belum-diteken1"]))
    unknown = client.get(reverse("programs:verify", args=["tidak-ada"]))
    assert unsigned.status_code == unknown.status_code == 404
    assert unsigned.content == unknown.content


def test_the_issued_file_is_recognised_and_any_other_is_not(client, signed, issued):
    assert "Sama persis dengan dokumen yang diterbitkan." in compare(client, signed, PDF)
    assert "Berbeda dari dokumen yang diterbitkan." in compare(client, signed, PDF + b" ")


def test_the_file_of_another_bast_is_another_file(client, signed, issued, officer_sumsel, mask):
    other = make.signed(signed.activity, officer_sumsel, {mask: 1})
    assert "Dokumen belum diterbitkan" in compare(client, other, PDF)


def test_nothing_of_a_compared_file_is_kept(client, signed, issued, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    compare(client, signed, b"isi siapa pun")
    assert list(tmp_path.rglob("*")) == []
    assert IssuedDocument._base_manager.count() == 1


def test_a_file_that_is_too_large_is_refused(client, signed, issued, settings):
    settings.UPLOAD_MAX_BYTES = 10
    assert "lebih besar dari" in compare(client, signed, PDF)


def test_comparisons_and_guesses_are_limited(client, signed, issued):
    answers = [client.post(page(signed), {}).status_code for _sent in range(11)]
    assert answers[-1] == 429
    for n in range(20):
        client.get(reverse("programs:verify", args=[f"tebakan-{n}"]), REMOTE_ADDR="10.0.0.7")
    assert client.get(page(signed), REMOTE_ADDR="10.0.0.7").status_code == 429


def test_no_cache_and_no_search_engine_keeps_it(client, signed):
    headers = client.get(page(signed)).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"].startswith("noindex")
    assert headers["Referrer-Policy"] == "strict-origin"
