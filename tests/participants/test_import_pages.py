"""The import wizard as an officer uses it: upload, look, answer, save; or come back with a better file."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from dekon_portal.core.once import FIELD, new_token
from participants import tasks
from participants.imports import staging
from participants.models import BatchState, ImportBatch, Participation, Person
from programs import review
from tests import make
from tests.participants.imports.sheets import HEADINGS, NIK, NIK_MAN, SITI, csv, xlsx

BUDI = [2, "Budi Santoso", NIK_MAN, "L"]
BAD = [3, "Ani", "123", "P"]


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return officer_sumsel


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    """Post a form as a browser does, with what follows its transaction; the page that comes then."""

    def post(url, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(url, data or {})
        return client.get(answer.url) if answer.status_code == 302 else answer

    return post


@pytest.fixture
def upload(officer, send, activity_sumsel):
    """Upload rows (or bytes) through the page; the page that follows and the batch."""

    def sent(*rows, data=None, name="daftar.xlsx", headers=HEADINGS, **more):
        file = SimpleUploadedFile(name, xlsx(headers, *rows) if data is None else data)
        page = send(reverse("participants:import_new", args=[activity_sumsel.code]), {"file": file, **more})
        return page, ImportBatch._base_manager.order_by("pk").last()

    return sent


def url(name, batch):
    return reverse(f"participants:import_{name}", args=[batch.pk])


def text(page):
    """What a person reads on the page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_a_list_is_uploaded_checked_shown_and_saved(upload, send, activity_sumsel):
    page, batch = upload(SITI, BUDI)
    assert page.request["PATH_INFO"] == batch.get_absolute_url()
    assert "Berkas diterima. Belum ada yang disimpan sampai Anda menyetujuinya." in text(page)
    assert "2 baris dapat disimpan, 0 baris belum. Belum ada yang disimpan." in text(page)
    assert "Simpan semua (2 baris)" in text(page)
    assert not Person._base_manager.exists()
    page = send(url("commit", batch), {"pilihan": "semua"})
    assert "Peserta baru 2" in text(page)
    assert "oleh Siti Aminah." in text(page)
    assert activity_sumsel.participations.count() == 2


def test_r3_the_preview_masks_nik_and_phone(upload):
    page, _batch = upload([*SITI, "081234567890"], headers=[*HEADINGS, "No HP"])
    assert "1671••••••••••99" in text(page)
    assert "+628" in text(page)
    for secret in (NIK, "81234567890"):
        assert secret not in page.content.decode()


def test_r14_every_problem_of_every_row_is_shown_before_anything_is_saved(upload):
    page, _batch = upload(
        [1, "", NIK, "x"], [2, "Budi", "123", "L"], [3, "Ani", int(NIK_MAN), "P"], [4, "Ida", NIK, "P"]
    )  # fmt: skip
    shown = text(page)
    for problem in (
        "Nama Lengkap: nama kosong. Isi nama lengkap sesuai KTP.",
        "L/P: jenis kelamin tidak terbaca. Isi L atau P.",
        "NIK: NIK terdiri atas 3 angka, seharusnya 16. Ketik ulang 16 angka dari KTP.",
        "NIK: NIK terbaca sebagai angka sehingga digit ke-16 hilang. "
        "Ubah format kolom menjadi Teks, ketik ulang NIK dari KTP, lalu unggah lagi.",
        "NIK: NIK ini sama dengan baris 2. Hapus salah satu baris atau perbaiki NIK-nya.",
    ):
        assert problem in shown
    assert "0 baris dapat disimpan, 4 baris belum." in shown
    assert 'name="pilihan"' not in page.content.decode()


def test_the_person_chooses_between_the_good_rows_and_all_or_nothing(upload, send, activity_sumsel):
    page, batch = upload(SITI, BAD)
    assert "Simpan 1 baris yang baik saja" in text(page)
    assert "Semua atau tidak sama sekali" in text(page)
    page = send(url("commit", batch), {"pilihan": "semua"})
    assert (
        "Tidak ada yang disimpan: masih ada 1 baris yang perlu diperbaiki atau dijawab. Perbaiki berkasnya lalu unggah "
        "lagi, atau simpan baris yang baik saja." in text(page)
    )
    assert activity_sumsel.participations.count() == 0
    page = send(url("commit", batch), {"pilihan": "baik"})
    assert "Peserta baru 1" in text(page)
    assert "Tidak disimpan 1" in text(page)
    assert "Unduh daftar masalah" in text(page)


def test_without_a_choice_it_is_all_or_nothing(upload, send, activity_sumsel):
    _page, batch = upload(SITI, BAD)
    send(url("commit", batch))
    assert activity_sumsel.participations.count() == 0


def test_a_double_click_on_save_saves_once_and_says_nothing_wrong(upload, send, activity_sumsel):
    _page, batch = upload(SITI)
    for _ in range(2):
        page = send(url("commit", batch), {"pilihan": "semua"})
    assert "Peserta baru 1" in text(page)
    assert 'role="alert"' not in page.content.decode()
    assert activity_sumsel.participations.count() == 1


def test_a_double_click_on_upload_makes_one_batch(upload):
    token = new_token()
    for _ in range(2):
        page, batch = upload(data=csv(HEADINGS, SITI), name="daftar.csv", **{FIELD: token})
        assert page.request["PATH_INFO"] == batch.get_absolute_url()
    assert ImportBatch._base_manager.count() == 1


def test_a_question_is_answered_once_for_the_column(upload, send):
    rows = [["Siti", NIK, "06/07/1985"], ["Budi", NIK_MAN, "15/06/1985"]]
    page, batch = upload(*rows, headers=["Nama", "NIK", "Tanggal Lahir"])
    assert "Kolom Tanggal Lahir berisi misalnya 06/07/1985. Bagaimana membacanya?" in text(page)
    page = send(url("settle", batch), {"jawab-day_first-birth_date": "True"})
    assert "Bagaimana membacanya?" not in text(page)
    assert "6 Juli 1985" in text(page)
    batch.refresh_from_db()
    assert batch.counts["ask"] == 0


def test_columns_can_be_changed_and_are_kept(upload, send):
    page, batch = upload(["Siti", NIK, "Ani"], headers=["Nama", "NIK", "Panggilan"])
    assert "C. Panggilan" in text(page)
    page = send(url("settle", batch), {"kolom-0": "", "kolom-1": "nik", "kolom-2": "name", "baris_judul": "1"})
    batch.refresh_from_db()
    assert [column["field"] for column in batch.columns] == [None, "nik", "name"]
    assert batch.decisions == {"fields": {"0": None, "2": "name"}}  # what was not changed is not held fast
    assert staging.counts(batch)["rows"] == 1


def test_nonsense_in_the_choices_changes_nothing(upload, send):
    _page, batch = upload(SITI)
    send(url("settle", batch), {"kolom-0": "warna", "baris_judul": "satu", "lembar": "Lain", "jawab-x-y": "1"})
    batch.refresh_from_db()
    assert (batch.state, batch.decisions) == (BatchState.CHECKED, {"fields": {}})


def test_the_heading_row_can_be_changed(upload, send):
    _page, batch = upload(["Nama Lengkap", "NIK", "JK", ""], [*SITI[1:], ""], headers=["Nama", "NIK", "JK", "x"])
    page = send(url("settle", batch), {"baris_judul": "99"})
    assert "Lembar “Peserta” tidak mempunyai baris 99. Pilih baris judul yang lain." in text(page)
    page = send(url("settle", batch), {"baris_judul": "2"})
    batch.refresh_from_db()
    assert (batch.state, batch.header_row, staging.counts(batch)["rows"]) == (BatchState.CHECKED, 2, 1)


def two_sheets():
    book = openpyxl.Workbook()
    for sheet, name in ((book.active, "Siti"), (book.create_sheet(), "Budi")):
        sheet.title = f"Lembar {name}"
        sheet.append(["Nama", "NIK"])
        sheet.append([name, ""])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_sheet_can_be_changed(upload, send):
    page, batch = upload(data=two_sheets())
    assert "Lembar lain juga tampak berisi daftar dan tidak diambil: Lembar Budi." in text(page)
    assert "Siti" in text(page)
    page = send(url("settle", batch), {"lembar": "Lembar Budi"})
    batch.refresh_from_db()
    assert batch.sheet == "Lembar Budi"
    assert [row.values["name"] for row in staging.read(batch, staging.find(batch))] == ["Budi"]


def test_a_list_without_a_known_name_column_is_mended_on_the_page(upload, send):
    page, batch = upload(["Siti", NIK, "P"], headers=["Panggilan", "NIK", "L/P"])
    assert "Tidak ada kolom nama orang pada lembar “Peserta” (judul pada baris 1)." in text(page)
    page = send(url("settle", batch), {"kolom-0": "name", "kolom-1": "nik"})
    assert "1 baris dapat disimpan" in text(page)


def test_rows_are_filtered_by_verdict_and_problem_and_paged(upload, client):
    rows = [[n, f"Orang {n}", "123" if n % 2 else make.nik(n), "P"] for n in range(1, 121)]
    _page, batch = upload(*rows)
    page = client.get(batch.get_absolute_url(), {"status": "error", "kode": "nik_length", "page": 2})
    assert [row["number"] for row in page.context["rows"]] == [2 * n for n in range(51, 61)]
    assert 'href="?status=error&amp;kode=nik_length&amp;page=1#baris"' in page.content.decode()
    assert {"?status=ok&kode=nik_length", "?kode=nik_length"} <= {one["url"] for one in page.context["filters"]}
    [wrong] = [one for one in page.context["problems"] if one["active"]]
    assert (wrong["title"], wrong["count"], wrong["url"]) == (
        "NIK terdiri atas … angka, seharusnya 16.", 60, "?status=error",
    )  # fmt: skip
    everything = client.get(batch.get_absolute_url(), {"status": "x", "kode": "y", "page": "z"})
    assert len(everything.context["rows"]) == 50


def test_the_preview_asks_as_often_for_few_rows_as_for_many(upload, client, django_assert_max_num_queries):
    _page, batch = upload(*[[n, f"Orang {n}", "123", "P"] for n in range(1, 51)])
    with django_assert_max_num_queries(16):
        client.get(batch.get_absolute_url())


def test_every_cell_of_the_preview_has_its_label_for_phones(upload):
    page, _batch = upload([*SITI, "Kota Palembang"], headers=[*HEADINGS, "Kab/Kota"])
    cells = re.findall(r"<td [^>]*>", page.content.decode())
    assert len(cells) > 10
    unlabelled = [cell for cell in cells if "data-label" not in cell]
    assert len(unlabelled) == 1  # the row's own number, which is its title


def test_all_problems_can_be_downloaded_without_any_personal_value(upload, client):
    _page, batch = upload(SITI, BAD, [4, "Ida", int(NIK), "P"])
    answer = client.get(url("issues", batch))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = list(sheet.values)
    assert rows[0] == ("Baris", "Kolom", "Status", "Yang perlu dilakukan")
    assert rows[1] == (
        3, "NIK", "Perlu diperbaiki",
        "Baris 3, kolom NIK: NIK terdiri atas 3 angka, seharusnya 16. Ketik ulang 16 angka dari KTP.",
    )  # fmt: skip
    assert len(rows) == 3
    assert NIK[:-1] not in str(rows)


def test_a_list_can_be_thrown_away(upload, send):
    _page, batch = upload(SITI)
    page = send(url("discard", batch))
    assert "Daftar dibuang; tidak ada yang disimpan." in text(page)
    batch.refresh_from_db()
    assert (batch.state, batch.content) == (BatchState.DISCARDED, None)


def test_a_long_file_is_left_to_the_worker_with_progress(upload, send, client, monkeypatch, transactional_db):
    monkeypatch.setattr(tasks, "INLINE_BYTES", 0)
    monkeypatch.setattr(tasks, "INLINE_ROWS", 0)
    page, batch = upload(SITI, BUDI)
    assert "Daftar sedang diperiksa" in text(page)
    assert f'hx-get="{batch.get_absolute_url()}"' in page.content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.content.decode()
    call_command("worker", once=True, verbosity=0)
    done = client.get(batch.get_absolute_url(), headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == batch.get_absolute_url()
    page = send(url("commit", batch), {"pilihan": "semua"})
    assert "Peserta sedang disimpan" in text(page)
    assert "0 dari 2 baris" in text(page)
    call_command("worker", once=True, verbosity=0)
    assert "Peserta baru 2" in text(client.get(batch.get_absolute_url()))


def test_work_that_nobody_carries_out_can_be_started_again_from_the_page(upload, send, client, monkeypatch):
    monkeypatch.setattr(tasks, "INLINE_BYTES", 0)
    _page, batch = upload(SITI)
    assert "Jalankan lagi" not in text(client.get(batch.get_absolute_url()))
    batch.uploaded_at -= timedelta(minutes=2)
    batch.save(update_fields=["uploaded_at"])
    page = client.get(batch.get_absolute_url())
    assert "Sudah lebih dari satu menit tidak ada kemajuan." in text(page)
    monkeypatch.setattr(tasks, "INLINE_BYTES", 10**6)
    assert "1 baris dapat disimpan" in text(send(url("settle", batch)))


def test_r8_a_submitted_activity_takes_no_list_and_says_why(officer, upload, activity_sumsel):
    review.take("submit", activity_sumsel, by=officer)
    page, batch = upload(SITI)
    assert (page.status_code, batch) == (200, None)
    assert "tidak dapat diubah" in text(page)


def test_r8_a_list_checked_before_the_activity_was_submitted_is_refused_at_saving(upload, send, activity_sumsel):
    _page, batch = upload(SITI)
    review.take("submit", activity_sumsel, by=batch.uploaded_by)
    page = send(url("commit", batch), {"pilihan": "semua"})
    batch.refresh_from_db()
    assert batch.state == BatchState.REFUSED
    assert batch.problem
    assert batch.problem in text(page)
    assert not Person._base_manager.exists()


@pytest.mark.parametrize("name", ["batch", "issues", "settle", "commit", "discard"])
def test_r1_another_provinces_batch_is_not_found(upload, client, officer_bali, name):
    _page, batch = upload(SITI)
    client.force_login(officer_bali)
    act = client.get if name in ("batch", "issues") else client.post
    assert act(url(name, batch)).status_code == 404


@pytest.mark.parametrize("who", ["reviewer", "auditor"])
def test_r13_nobody_in_jakarta_sees_a_list_before_it_is_saved(upload, send, client, request, who):
    _page, batch = upload(SITI)
    client.force_login(request.getfixturevalue(who))
    for name in ("batch", "issues"):
        answer = client.get(url(name, batch))
        assert answer.status_code == 403
        assert "Siti Aminah" not in answer.content.decode()
    client.force_login(batch.uploaded_by)
    send(url("commit", batch), {"pilihan": "semua"})
    client.force_login(request.getfixturevalue(who))
    assert "Peserta baru 1" in text(client.get(batch.get_absolute_url()))


def test_r13_no_list_page_or_count_shows_a_staged_row(upload, client, activity_sumsel):
    upload([1, "Zubaidah Staged", NIK, "P"])
    for place in (
        reverse("participants:participation_list"),
        reverse("participants:activity_people", args=[activity_sumsel.code]),
        activity_sumsel.get_absolute_url(),
        reverse("home"),
    ):
        page = client.get(place)
        assert page.status_code == 200
        assert "Zubaidah" not in page.content.decode()
    assert Participation._base_manager.count() == 0


def test_the_list_of_imports_shows_those_within_reach(upload, client, officer_bali):
    upload(SITI)
    assert "daftar.xlsx" in text(client.get(reverse("participants:import_list")))
    client.force_login(officer_bali)
    assert "daftar.xlsx" not in text(client.get(reverse("participants:import_list")))


def test_our_own_template_comes_back_as_a_list_without_people(officer, client, upload):
    data = b"".join(client.get(reverse("participants:import_template")).streaming_content)
    page, _batch = upload(data=data, name="templat.xlsx")
    assert "Tidak ada baris data di bawah judul kolom. Isi daftarnya, lalu unggah lagi." in text(page)
    make.regency("16.71")
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name, nik, sex in (("Siti Aminah", NIK, "P"), ("Budi Santoso", NIK_MAN, "L"), ("Ani", "", "P")):
        cells = {
            "Nama lengkap": name, "NIK": nik, "Jenis kelamin": sex, "Telepon": "0812 3456 7890",
            "Kabupaten/Kota": "Kota Palembang", "Nama IKM": f"IKM {name}", "Tenaga kerja perempuan": 3,
        }  # fmt: skip
        book.active.append([cells.get(heading.value) for heading in book.active[1]])
    out = io.BytesIO()
    book.save(out)
    _page, batch = upload(data=out.getvalue(), name="templat.xlsx")
    assert (batch.counts["error"], batch.counts["ask"]) == (0, 0)
    assert [question["kind"] for question in batch.questions] == ["sheet"]  # answered by the portal
    assert batch.counts["ok"] == 2
    assert list(batch.issues.values_list("row", "code")) == [(6, "nik_missing")]
    assert None not in [column["field"] for column in batch.columns]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_r16_our_own_list_of_participants_comes_back_and_changes_nothing(
    officer, upload, send, client, activity_sumsel, kind
):
    place, firm = make.regency("16.71"), make.business(name="Maju")
    for fields in ({"nik": NIK, "regency": place}, {"name": "Ani"}, {"name": "=Budi", "sex": ""}):
        make.participation(activity_sumsel, officer, person=make.person(**fields), business=firm, position="Pemilik")
    exported = client.get(reverse("participants:activity_people", args=[activity_sumsel.code]), {"_export": kind})
    _page, batch = upload(data=b"".join(exported.streaming_content), name=f"peserta.{kind}")
    assert (batch.counts["error"], batch.counts["ask"]) == (0, 0)
    assert (batch.counts["created"], batch.counts["unchanged"]) == (0, 3)
    before = Person._base_manager.count()
    send(url("commit", batch), {"pilihan": "semua"})
    assert (Person._base_manager.count(), activity_sumsel.participations.count()) == (before, 3)


def test_our_own_list_brings_known_people_into_another_activity(
    officer, upload, send, client, activity_sumsel, office_sumsel
):
    before = make.activity(office_sumsel, officer)
    siti = make.person(name="Siti Aminah", nik=NIK)
    make.participation(before, officer, person=siti)
    exported = client.get(reverse("participants:activity_people", args=[before.code]), {"_export": "xlsx"})
    _page, batch = upload(data=b"".join(exported.streaming_content))
    assert batch.counts["ok"] == 1
    send(url("commit", batch), {"pilihan": "semua"})
    assert activity_sumsel.participations.get().person == siti
