"""The workbook comes back to who sent it; sent again mended, only what is new goes in (R16)."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from dekon_portal.core.models import AuditEntry
from participants.imports import batches
from participants.imports.mend import mend
from participants.models import BatchState, ImportBatch, Participation
from tests import make
from tests.participants.imports.givebacks import RED, colour, opened, said
from tests.participants.imports.sheets import NIK, NIK_MAN, xlsx

pytestmark = pytest.mark.django_db
HEADINGS = ["Nama", "NIK", "JK"]
SITI, BUDI, ANI = ["Siti", NIK, "P"], ["Budi", "123", "L"], ["Ani", "", "x"]


@pytest.fixture
def batch(activity_sumsel, officer_sumsel):
    """A good row, a row with a wrong NIK, a row with an unread sex and no NIK."""
    sent = batches.upload(activity_sumsel, xlsx(HEADINGS, SITI, BUDI, ANI), "daftar.xlsx", by=officer_sumsel)
    return batches.examine(sent, by=officer_sumsel)


def committed(batch, officer):
    batches.ask_commit(batch, by=officer, good_rows_only=True)
    return batches.commit(batch, by=officer)


def back(client, batch):
    answer = client.get(reverse("participants:import_return", args=[batch.pk]))
    assert answer.status_code == 200
    assert "daftar-bertanda.xlsx" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def page(client, batch):
    return client.get(batch.get_absolute_url()).content.decode()


def test_the_file_comes_back_with_its_faults_marked_and_summed_up(batch, officer_sumsel, client):
    client.force_login(officer_sumsel)
    assert reverse("participants:import_return", args=[batch.pk]) in page(client, batch)
    book = opened(back(client, batch))
    assert book.sheetnames == ["Ringkasan impor", "Peserta"]
    sheet = book["Peserta"]
    assert [colour(sheet[place]) for place in ("B2", "B3", "C4")] == [None, RED, RED]
    assert said(sheet)["B3"] == "NIK terdiri atas 3 angka, seharusnya 16. Ketik ulang 16 angka dari KTP."
    lines = dict(row[:2] for row in book["Ringkasan impor"].iter_rows(values_only=True))
    assert (lines["Baris dibaca"], lines["Perlu diperbaiki"]) == ("3", "2")
    assert AuditEntry._base_manager.filter(verb="import.returned", actor=officer_sumsel).count() == 1


def test_what_was_mended_here_stands_in_the_file_that_comes_back(batch, officer_sumsel, client):
    mend(batch, 3, {"nik": NIK_MAN}, by=officer_sumsel)
    committed(batch, officer_sumsel)
    client.force_login(officer_sumsel)
    sheet = opened(back(client, batch))["Peserta"]
    assert (sheet["B3"].value, colour(sheet["B3"])) == (NIK_MAN, None)
    assert colour(sheet["C4"]) == RED


def test_r16_the_mended_file_brings_in_only_what_is_new(
    batch, officer_sumsel, client, django_capture_on_commit_callbacks
):
    mend(batch, 3, {"nik": NIK_MAN}, by=officer_sumsel)
    assert committed(batch, officer_sumsel).counts["created"] == 2
    client.force_login(officer_sumsel)
    data = back(client, batch)
    book = opened(data)
    book["Peserta"]["C4"] = "P"
    file = SimpleUploadedFile("daftar-bertanda.xlsx", saved(book))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("participants:import_new", args=[batch.activity.code]), {"file": file})
    again = ImportBatch._base_manager.get(pk=int(answer["Location"].strip("/").rpartition("/")[2]))
    assert again.sheet == "Peserta"
    assert (again.counts["created"], again.counts["unchanged"]) == (1, 2)
    done = committed(again, officer_sumsel)
    assert (done.counts["created"], done.counts["unchanged"], done.left_out) == (1, 2, 0)
    assert Participation._base_manager.count() == 3


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_r3_nobody_else_gets_the_file(batch, officer_sumsel, head_sumsel, officer_bali, client):
    url = reverse("participants:import_return", args=[batch.pk])
    client.force_login(head_sumsel)
    assert url not in page(client, batch)
    assert client.get(url).status_code == 403
    client.force_login(officer_bali)
    assert client.get(url).status_code == 404


def test_the_file_of_a_list_that_went_in_whole_is_not_kept(activity_sumsel, officer_sumsel, client):
    sent = batches.upload(activity_sumsel, xlsx(HEADINGS, SITI), "daftar.xlsx", by=officer_sumsel)
    done = committed(batches.examine(sent, by=officer_sumsel), officer_sumsel)
    client.force_login(officer_sumsel)
    url = reverse("participants:import_return", args=[done.pk])
    assert url not in page(client, done)
    assert client.get(url, follow=True).redirect_chain[-1] == (done.get_absolute_url(), 302)


def test_the_file_of_a_list_that_went_in_partly_is_kept_thirty_days(batch, officer_sumsel):
    done = committed(batch, officer_sumsel)
    assert done.has_file
    assert batches.purge_old() == 0
    ImportBatch._base_manager.filter(pk=done.pk).update(uploaded_at=timezone.now() - timedelta(days=31))
    assert batches.purge_old() == 1
    kept = ImportBatch._base_manager.get(pk=done.pk)
    assert (kept.state, kept.content, kept.counts["created"]) == (BatchState.COMMITTED, None, 1)


def test_the_file_goes_with_the_list_that_is_undone(batch, officer_sumsel):
    done = committed(batch, officer_sumsel)
    assert not make.undone(done, by=officer_sumsel, reason="Daftar yang salah").has_file
