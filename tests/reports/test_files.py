"""Files of reports open, hold the figures, and keep text as text."""

import csv
import io
import json
from datetime import UTC, datetime

import openpyxl
import pypdf
import pytest
from django.core.management import CommandError, call_command

from dekon_portal.core.known import Known
from reports.document import Document
from reports.registry import REPORTS, Column, flat_in_words
from reports.selection import Selection
from reports.writers import WRITERS
from reports.writers.pdf import UNBROKEN, widths
from tests import make

pytestmark = pytest.mark.django_db
AT = datetime(2020, 6, 15, 3, 12, tzinfo=UTC)
FORMULA = '=HYPERLINK("http://contoh.id";"klik")'


@pytest.fixture
def work(office_sumsel, officer_sumsel):
    activity = make.activity(office_sumsel, officer_sumsel, title=FORMULA)
    make.participation(activity, officer_sumsel, new_entrepreneur=True)
    make.participation(activity, officer_sumsel, new_entrepreneur=None)
    make.production(activity, officer_sumsel, 3000)
    make.production(activity, officer_sumsel, None)
    make.order(activity, officer_sumsel, None)
    return activity


def written(person, key, kind, **narrowed) -> bytes:
    file = io.BytesIO()
    WRITERS[kind].write(Document(REPORTS[key], Selection(person, 2020, **narrowed), AT), file)
    return file.getvalue()


def downloaded(client, person, key, kind) -> bytes:
    client.force_login(person)
    response = client.get(f"/laporan/{key}/unduh/{kind}/?year=2020")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="{key}-2020.{kind}"'
    assert response["Content-Type"] == WRITERS[kind].content_type
    return b"".join(response.streaming_content)


def test_xlsx_holds_numbers_as_numbers_and_unknown_as_words(client, work, officer_sumsel):
    sheet = openpyxl.load_workbook(io.BytesIO(downloaded(client, officer_sumsel, "rekap-produk", "xlsx"))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][0] == "Rekap per produk"
    assert cells[1][0].startswith("Sumatera Selatan, TA 2020, per ")
    heading = next(number for number, row in enumerate(cells) if row[0] == "Provinsi")
    values = dict(zip(cells[heading], cells[heading + 1], strict=True))
    assert values["Dibuat"] == 3000
    assert (values["Dibuat: diketahui (catatan)"], values["Dibuat: dari (catatan)"]) == (1, 2)
    assert values["Dipesan"] == "belum diketahui"


def test_csv_holds_the_same(client, work, officer_sumsel):
    text = downloaded(client, officer_sumsel, "rekap-produk", "csv").decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    heading = next(number for number, row in enumerate(lines) if row[:1] == ["Provinsi"])
    values = dict(zip(lines[heading], lines[heading + 1], strict=True))
    assert (values["Provinsi"], values["Dibuat"], values["Dipesan"]) == ("Sumatera Selatan", "3000", "belum diketahui")
    assert lines[-1][0] == "Jumlah"


def test_pdf_states_title_scope_figures_and_what_is_unknown(client, work, officer_sumsel):
    pages = pypdf.PdfReader(io.BytesIO(downloaded(client, officer_sumsel, "rekap-produk", "pdf"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in ("Rekap per produk", "Sumatera Selatan, TA 2020, per", "3.000 (1 dari 2", "Halaman 1 dari 1"):
        assert words in text
    assert "belum diketahui" in text


def test_pdf_of_the_same_report_at_the_same_moment_is_the_same_bytes(work, officer_sumsel):
    first = written(officer_sumsel, "rekap-provinsi", "pdf")
    assert first == written(officer_sumsel, "rekap-provinsi", "pdf")
    assert b"pdfaid" in first


def test_every_column_of_the_pdf_has_room_for_its_longest_word():
    shares = widths(
        ["Kegiatan", "Dikembalikan (kegiatan)", "Jumlah"],
        [["Bimtek Pembuatan Masker Kain Dua Lapis di Kabupaten Bangli", "0", "3.000 (2 dari 5 diketahui)"]],
    )
    assert [share >= longest for share, longest in zip(shares, (10, 12, 10), strict=True)] == [True, True, True]
    assert shares[0] > shares[1]


def test_json_has_the_promised_shape_with_unknown_as_null(client, work, officer_sumsel):
    found = json.loads(downloaded(client, officer_sumsel, "rekap-produk", "json"))
    assert set(found) == {"title", "parameters", "columns", "rows", "totals"}
    assert found["title"] == "Rekap per produk"
    assert found["parameters"] == {"year": 2020, "quarter": None, "province": None, "commodity": None}
    assert all(set(column) == {"name", "label", "unit"} for column in found["columns"])
    names = [column["name"] for column in found["columns"]]
    assert [list(row) for row in found["rows"]] == [names]
    row = found["rows"][0]
    assert (row["produced"], row["produced_known"], row["produced_of"]) == (3000, 1, 2)
    assert (row["ordered"], row["ordered_known"], row["ordered_of"]) == (None, 0, 1)
    assert (row["delivered"], row["delivered_of"]) == (None, 0)
    assert found["totals"]["produced"] == 3000


def test_json_of_provinces_adds_up(client, work, officer_sumsel):
    found = json.loads(downloaded(client, officer_sumsel, "rekap-provinsi", "json"))
    row, totals = found["rows"][0], found["totals"]
    assert (row["activities"], row["participants"], row["women"]) == (1, 2, 2)
    assert (row["new_entrepreneurs"], row["new_entrepreneurs_known"], row["new_entrepreneurs_of"]) == (1, 1, 2)
    assert totals == {name: row[name] for name in totals}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_looks_like_a_formula_stays_text(work, officer_sumsel, kind):
    data = written(officer_sumsel, "daftar-kegiatan", kind)
    if kind == "xlsx":
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row]
        told = next(cell for cell in cells if cell.value == FORMULA)
        assert told.data_type == "s"
    else:
        lines = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
        assert any(row and row[0] == f"'{FORMULA}" for row in lines)


@pytest.mark.parametrize("kind", sorted(WRITERS))
@pytest.mark.parametrize("key", sorted(REPORTS))
def test_every_report_without_any_data_is_still_a_file(reviewer, key, kind):
    make.year()
    assert written(reviewer, key, kind)


def test_a_list_too_long_to_print_points_to_the_other_files(client, work, officer_sumsel, monkeypatch):
    monkeypatch.setattr("reports.writers.pdf.MOST_ROWS", 0)
    client.force_login(officer_sumsel)
    response = client.get("/laporan/daftar-kegiatan/unduh/pdf/?year=2020")
    assert response.status_code == 409
    assert "XLSX" in response.content.decode()


def test_the_command_lists_the_reports(capsys):
    call_command("report", list_all=True)
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == list(REPORTS)


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_the_command_writes_the_same_file_as_the_page(work, officer_sumsel, tmp_path, kind):
    out = tmp_path / f"laporan.{kind}"
    call_command(
        "report", "rekap-produk", year="2020", format=kind, user=officer_sumsel.username, output=str(out), quarter="1"
    )
    assert out.stat().st_size > 0
    if kind == "json":
        assert json.loads(out.read_text())["parameters"]["quarter"] == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "tidak-ada"}, "Tidak ada laporan bernama tidak-ada"),
        ({"user": "siapa"}, "Tidak ada pengguna aktif bernama siapa"),
        ({"year": None}, "Lengkapi dahulu: year"),
        ({"year": "abc"}, "."),
    ],
)
def test_the_command_says_what_is_wrong(officer_sumsel, tmp_path, given, said):
    make.year()
    options = {
        "name": "rekap-provinsi", "year": "2020", "format": "json", "user": officer_sumsel.username,
        "output": str(tmp_path / "x"), **given,
    }  # fmt: skip
    with pytest.raises(CommandError, match=said):
        call_command("report", options.pop("name"), **options)
    assert not (tmp_path / "x").exists()


def test_a_word_without_end_takes_no_other_column_its_room():
    title, people = widths(["Kegiatan", "Peserta (orang)"], [["Bimtek" * 50, "12"]])
    assert title <= UNBROKEN + 2
    assert people >= len("Peserta")


def test_files_do_not_call_unknown_what_nobody_recorded():
    assert flat_in_words({"ordered": Known(None, 0, 0)})["ordered"] == "tidak ada catatan"
    assert flat_in_words({"ordered": Known(None, 0, 2)})["ordered"] is None


def test_a_heading_does_not_say_its_unit_twice():
    assert Column("activities", "Kegiatan", "kegiatan").heading == "Kegiatan"
    assert Column("participants", "Peserta", "orang").heading == "Peserta (orang)"
