"""R7: a signed paper is made once; whoever downloads it, whenever, holds the same bytes."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from dekon_portal.core.refusal import Refusal
from programs import goods
from programs.issued import issued, keep
from programs.models import Delivery, DocumentKind, IssuedDocument
from tests import make

from .test_ledger_concurrency import at_once, elsewhere


def bast(delivery):
    return reverse("programs:bast_pdf", args=[delivery.pk])


@pytest.fixture
def draft(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 1000)
    return make.delivery(activity_sumsel, officer_sumsel, {mask: 400}, number="001/BAST")


@pytest.fixture
def signed(draft, officer_sumsel):
    return goods.sign(draft, by=officer_sumsel)


@pytest.mark.django_db
def test_every_download_gives_the_very_bytes_of_the_first(client, officer_sumsel, auditor, signed):
    client.force_login(officer_sumsel)
    first = client.get(bast(signed)).content
    kept = IssuedDocument._base_manager.get()
    assert (kept.kind, kept.size, kept.sha256) == ("bast", len(first), hashlib.sha256(first).hexdigest())
    client.force_login(auditor)
    assert client.get(bast(signed)).content == first
    assert IssuedDocument._base_manager.count() == 1


@pytest.mark.django_db
def test_what_was_issued_stays_when_the_template_would_draw_it_otherwise(client, officer_sumsel, signed):
    keep(signed, DocumentKind.BAST, b"%PDF of an earlier release")
    client.force_login(officer_sumsel)
    assert client.get(bast(signed)).content == b"%PDF of an earlier release"


@pytest.mark.django_db
def test_a_draft_is_drawn_anew_and_never_issued(client, officer_sumsel, draft):
    client.force_login(officer_sumsel)
    assert client.get(bast(draft)).content.startswith(b"%PDF")
    assert not IssuedDocument._base_manager.exists()


@pytest.mark.django_db
def test_an_annulled_bast_stays_as_issued_and_a_copy_says_what_became_of_it(client, officer_sumsel, signed):
    client.force_login(officer_sumsel)
    first = client.get(bast(signed)).content
    goods.annul(signed, by=officer_sumsel, reason="Salah penerima")
    assert client.get(bast(signed)).content == first
    assert client.get(f"{bast(signed)}?salinan=1").content != first


@pytest.mark.django_db
def test_the_stored_file_has_a_random_name_and_is_not_changed_or_removed(signed):
    kept = issued(signed, DocumentKind.BAST)
    assert "BAST" not in kept.file.name
    with pytest.raises(Refusal):
        kept.save()
    with pytest.raises(Refusal):
        kept.delete()


@pytest.mark.django_db
def test_a_paper_is_the_same_bytes_whenever_it_is_made(signed, monkeypatch):
    first = issued(signed, DocumentKind.BAST)
    later = Delivery._base_manager.get(pk=signed.pk)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2031, 1, 1, tzinfo=UTC))
    from programs.bast import signed_pdf

    assert hashlib.sha256(signed_pdf(later)).hexdigest() == first.sha256


@pytest.mark.django_db
def test_a_lost_file_is_told_as_missing(client, officer_sumsel, signed):
    default_storage.delete(issued(signed, DocumentKind.BAST).file.name)
    client.force_login(officer_sumsel)
    assert client.get(bast(signed)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_many_first_downloads_at_once_one_is_kept_and_all_get_it(shared_file):
    office = make.office()
    officer = make.user("petugas_provinsi", office)
    activity = make.activity(office, officer)
    make.production(activity, officer, 10)
    signed = goods.sign(make.delivery(activity, officer, {make.product(): 5}, number="001/BAST"), by=officer)
    shared_file()

    def drawn_by(n):
        """Rivals whose papers differ, so that it shows whose was kept."""
        return lambda: keep(Delivery._base_manager.get(pk=signed.pk), DocumentKind.BAST, b"%PDF " + bytes([65 + n]))

    before = set(default_storage.listdir("dokumen")[1]) if default_storage.exists("dokumen") else set()
    answers = at_once([drawn_by(n) for n in range(8)])
    assert len({answer.sha256 for answer in answers}) == 1
    assert elsewhere(IssuedDocument._base_manager.count) == 1
    assert len(set(default_storage.listdir("dokumen")[1]) - before) == 1, "the others left nothing behind"
