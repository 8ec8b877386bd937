"""Import and export of reference data and lists: checked row by row, all or nothing, within the scope, on the trail."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dekon_portal.core.models import AuditEntry
from programs.models import BudgetLine, Holiday, Office, Province, Recipient, Regency
from tests import make

from .conftest import screen

CSV, XLSX = "1", "0"


def upload(client, model, text, kind=CSV):
    content = text if isinstance(text, bytes) else text.encode()
    name = "daftar.csv" if kind == CSV else "daftar.xlsx"
    return client.post(screen(model, "import"), {"import_file": SimpleUploadedFile(name, content), "format": kind})


def confirm(client, model, preview):
    form = preview.context["confirm_form"]
    return client.post(screen(model, "process_import"), {**form.initial, "resource": "0"}, follow=True)


def said(response):
    return response.content.decode()


def sheet(*rows):
    from openpyxl import Workbook

    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_a_preview_saves_nothing_and_confirmation_all_with_its_trail(as_admin, admin_user):
    preview = upload(as_admin, Holiday, "Tanggal;Nama;Jenis\n2020-08-17;Hari Kemerdekaan;libur\n18/08/2020;Cuti;cuti\n")
    assert "Hari Kemerdekaan" in said(preview)
    assert not Holiday.objects.exists()
    assert "2 baru, 0 berubah, 0 sama" in said(confirm(as_admin, Holiday, preview))
    assert Holiday.objects.get(kind="cuti").date == date(2020, 8, 18)  # never month first
    assert AuditEntry._base_manager.filter(verb="row.added", actor=admin_user).count() == 2


def test_every_fault_is_told_with_its_row_and_nothing_is_saved(as_admin):
    """R14"""
    answer = upload(
        as_admin, Holiday, "Tanggal;Nama;Jenis\n2020-08-17;Sah;libur\n31/31/2020;A;libur\n2020-01-01;B;apa\n"
    )
    told = said(answer)
    assert "Baris 3: Tanggal:" in told
    assert "31/31/2020 tidak terbaca" in told
    assert "Baris 4: Jenis:" in told
    assert "confirm_form" not in answer.context
    assert not Holiday.objects.exists()


def test_an_export_is_read_again_without_a_change(as_admin):
    """R16"""
    make.regency("16.71")
    make.regency("51.06")
    file = as_admin.post(screen(Regency, "export"), {"format": XLSX, "resource": "0"}).content
    preview = upload(as_admin, Regency, file, XLSX)
    assert "0 baru, 0 berubah, 2 sama" in said(confirm(as_admin, Regency, preview))
    assert not AuditEntry._base_manager.exists()


def test_a_code_that_excel_turned_into_a_number_is_refused(as_admin):
    """16.10 as a number has lost its zero: not guessed."""
    make.province("16")
    answer = upload(
        as_admin, Regency, sheet(["Kode Kemendagri", "Provinsi", "Jenis", "Nama"], [16.1, "16", "kota", "X"]), XLSX
    )
    assert "Ubah format kolomnya menjadi Teks" in said(answer)
    assert not Regency.objects.exists()


def test_neither_yes_nor_no_is_asked_about(as_admin):
    answer = upload(as_admin, make.commodity().__class__, "Kode;Nama;Dipakai\nlogam;Logam;mungkin\n")
    assert "mungkin bukan ya atau tidak" in said(answer)


def test_a_time_zone_that_is_none_is_refused(as_admin):
    answer = upload(as_admin, Province, "Kode Kemendagri;Nama;Zona waktu\n99;Contoh;Jakarta\n")
    assert "Asia/Jakarta" in said(answer)
    assert not Province.objects.exists()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(b"not a sheet", XLSX, id="no workbook at all"),
        pytest.param(b"\xff\xfe\x00bad", CSV, id="no text"),
        pytest.param(b"", CSV, id="empty"),
        pytest.param(b"Nama\nTanpa kunci\n", CSV, id="no key column"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(as_admin, content, kind):
    answer = upload(as_admin, Holiday, content, kind)
    assert answer.status_code == 200
    assert "Traceback" not in said(answer)
    assert "confirm_form" not in answer.context
    assert "errorlist" in said(answer)


def test_a_file_too_large_is_refused(as_admin):
    answer = upload(as_admin, Holiday, b"Tanggal;Nama\n" + b"x" * 2 * 1024 * 1024)
    assert "lebih besar dari 2 MB" in said(answer)


def test_a_confirmation_without_its_file_says_to_upload_again(as_admin):
    answer = as_admin.post(
        screen(Holiday, "process_import"),
        {"import_file_name": "../../etc/passwd", "original_file_name": "a.csv", "format": CSV, "resource": "0"},
    )
    assert answer.status_code == 409
    assert "Unggah lagi" in said(answer)


def test_an_admin_imports_offices_of_any_province(as_admin):
    """Offices are reference data: an admin keeps them for all provinces, though sees no programme data."""
    make.province("51")
    preview = upload(as_admin, Office, "Kode satker;Provinsi;Nama;Data contoh\n090051;51;Dinas Bali;tidak\n")
    confirm(as_admin, Office, preview)
    assert Office._base_manager.get().province_id == "51"


def test_budget_lines_find_their_office_by_its_code(as_admin, office_sumsel, year_2020):
    rows = f"Satuan kerja;Tahun anggaran;Kode;Uraian;Kode contoh\n{office_sumsel.code};2020;1234.ABC;Bimtek;ya\n"
    confirm(as_admin, BudgetLine, upload(as_admin, BudgetLine, rows))
    assert BudgetLine._base_manager.get().office == office_sumsel


def test_an_office_imports_recipients_of_its_own_province(as_officer, officer_sumsel):
    preview = upload(as_officer, Recipient, "Provinsi;Jenis penerima;Nama\n16;fasyankes;RSUD Contoh\n")
    confirm(as_officer, Recipient, preview)
    row = Recipient._base_manager.get()
    assert row.name == "RSUD Contoh"
    assert AuditEntry._base_manager.filter(subject=f"programs.recipient:{row.pk}", actor=officer_sumsel).exists()


def test_an_office_cannot_import_into_another_province(as_officer, bali):
    """R1: neither a new row, nor a change of one that is there."""
    before = Recipient._base_manager.count()
    rows = f"Provinsi;Jenis penerima;Nama\n51;fasyankes;RSUD Baru\n51;fasyankes;{bali.recipient.name}\n"
    answer = upload(as_officer, Recipient, rows)
    assert "confirm_form" not in answer.context
    assert said(answer).count("Baris ini di luar wilayah atau peran Anda.") == 2
    assert "sudah ada" not in said(answer)  # nor does it tell which names are taken there
    assert Recipient._base_manager.count() == before
    bali.recipient.refresh_from_db()
    assert bali.recipient.kind == "gugus_tugas"


@pytest.mark.parametrize("model", [Holiday, Office, BudgetLine, Regency])
def test_an_office_imports_no_reference_data(as_officer, model):
    assert as_officer.get(screen(model, "import")).status_code == 403
    assert as_officer.post(screen(model, "process_import")).status_code == 403


def test_text_stays_text_in_an_export(as_officer, officer_sumsel):
    make.recipient("16", name="=HYPERLINK(1)")
    text = as_officer.post(screen(Recipient, "export"), {"format": CSV, "resource": "0"}).content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text


def test_a_list_says_what_is_unknown(as_officer, activity_sumsel):
    """R4"""
    answer = as_officer.post(screen(activity_sumsel, "export"), {"format": CSV, "resource": "0"})
    assert "belum diketahui" in answer.content.decode()


def test_reference_data_in_use_is_not_removed(as_admin, office_sumsel):
    answer = as_admin.post(screen(office_sumsel.province, "delete"), {"post": "yes"}, follow=True)
    assert "masih dipakai" in said(answer)
    assert Province.objects.filter(pk="16").exists()


def test_the_identity_of_a_province_is_given_once(as_admin):
    row = make.province("16")
    sent = {"code": "17", "name": "Sumatera Selatan", "time_zone": "Asia/Jakarta"}
    assert as_admin.post(screen(row, "change"), sent).status_code == 302
    assert list(Province.objects.values_list("pk", flat=True)) == ["16"]


def test_who_changed_reference_data_is_on_its_history(as_admin, admin_user):
    Holiday.objects.create(date=date(2020, 8, 17), name="Hari", kind="libur")
    row = Holiday.objects.get()
    as_admin.post(screen(row, "change"), {"date": "2020-08-17", "name": "Hari Kemerdekaan", "kind": "libur"})
    assert str(admin_user) in said(as_admin.get(screen(row, "history")))
