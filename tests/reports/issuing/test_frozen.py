"""R10: what was issued is frozen; made again from its data alone it is the same bytes; nobody changes it."""

import gzip
import hashlib
import io
import json
from pathlib import Path

import openpyxl
import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from dekon_portal.core.refusal import Refusal
from reports.document import carry_out
from reports.issuing.drawing import differing, digest_of, drawn, frozen_of
from reports.issuing.frozen import Frozen, freeze
from reports.models import IssuedFile, IssuedReport
from reports.registry import REPORTS
from reports.writers import WRITERS
from tests import make

from .scene import WHY, issued, selection_of

pytestmark = pytest.mark.django_db


def content(report, kind):
    with report.files.get(kind=kind).file.open("rb") as file:
        return file.read()


@pytest.mark.parametrize("key", sorted(REPORTS))
def test_each_report_read_from_its_frozen_data_gives_the_files_of_the_live_one(mixed_year, reviewer, key):
    live = carry_out(REPORTS[key], selection_of(key, reviewer))
    with translation.override("id"):
        data = io.BytesIO()
        assert freeze(live, data) == len(live.rows)
        frozen = Frozen(lambda: io.BytesIO(data.getvalue()))
        for kind in sorted(WRITERS):
            first, second = io.BytesIO(), io.BytesIO()
            WRITERS[kind].write(live, first)
            WRITERS[kind].write(frozen, second)
            assert first.getvalue() == second.getvalue(), kind


def test_the_same_report_frozen_twice_is_the_same_file(work, reviewer):
    document = carry_out(REPORTS["rekap-produk"], selection_of("rekap-produk", reviewer))
    first, second = io.BytesIO(), io.BytesIO()
    freeze(document, first)
    freeze(document, second)
    assert first.getvalue() == second.getvalue()


def test_made_again_from_the_frozen_data_it_is_the_same_to_the_bit_whatever_became_of_the_figures(
    work, reviewer, officer_bali, settings
):
    report = issued("rekap-produk", reviewer)
    make.production(work, officer_bali, 9999)
    settings.PUBLIC_URL = "https://alamat.lain"
    with translation.override("en"), drawn(frozen_of(report)) as files:
        for kind in ("pdf", "xlsx"):
            assert digest_of(files[kind]) == report.files.get(kind=kind).sha256
            assert files[kind].read() == content(report, kind)


def test_every_file_is_stored_with_its_sha256_and_size_under_a_random_name(work, reviewer):
    report = issued("rekap-provinsi", reviewer)
    assert {file.kind for file in report.files.all()} == {"data", "pdf", "xlsx"}
    for file in report.files.all():
        held = content(report, file.kind)
        assert (file.sha256, file.size) == (hashlib.sha256(held).hexdigest(), len(held))
        assert "rekap" not in file.file.name


def test_the_papers_state_number_revision_office_and_where_to_check_but_no_person(work, reviewer):
    report = issued("rekap-produk", reviewer, quarter="")
    url = report.seal.check_url
    pages = pypdf.PdfReader(io.BytesIO(content(report, "pdf"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    sheet = openpyxl.load_workbook(io.BytesIO(content(report, "xlsx"))).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert f"Laporan terbit nomor {report.number}, revisi 1" in text
    assert url in text.replace("\u200b", "")
    assert f"{report.number}, revisi 1" in cells
    assert url in cells
    assert "6.000 (2 dari" in text
    for stated in (text, " ".join(cells)):
        assert "Direktorat Jenderal Industri Kecil" in stated
        assert str(reviewer) not in stated
    assert b"pdfaid" in content(report, "pdf")


def test_a_list_too_long_to_print_is_issued_with_its_rows_in_the_xlsx_whose_sha256_the_paper_states(
    work, reviewer, monkeypatch
):
    monkeypatch.setattr("reports.writers.pdf.MOST_ROWS", 1)
    report = issued("daftar-kegiatan", reviewer)
    pages = pypdf.PdfReader(io.BytesIO(content(report, "pdf"))).pages
    text = "".join(page.extract_text() for page in pages).replace("\u200b", "")
    assert "3 baris laporan ini ada pada berkas XLSX-nya." in " ".join(text.split())
    assert report.files.get(kind="xlsx").sha256 in "".join(text.split())
    assert "Jumlah" in text


def test_an_issued_report_is_never_changed_or_removed(work, reviewer):
    report = issued("rekap-provinsi", reviewer)
    report.title = "Lain"
    for row in (report, report.files.first()):
        with pytest.raises(Refusal):
            row.save()
        with pytest.raises(Refusal):
            row.delete()
    assert IssuedReport._base_manager.get().title == "Rekap per provinsi"


def test_the_database_itself_holds_what_a_revision_is(work, reviewer):
    report = issued("rekap-provinsi", reviewer)
    rows = IssuedReport._base_manager.filter(pk=report.pk)
    file = report.files.first()
    for broken in ({"revision": 2}, {"reason": WHY}, {"changed_figures": 3}, {"quarter": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedFile._base_manager.filter(pk=file.pk).update(sha256="")
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedFile._base_manager.create(report=report, kind=file.kind, file="lain", sha256="a" * 64, size=1)


def test_verify_issued_proves_all_and_names_what_is_not_as_it_was(work, reviewer, capsys):
    report = issued("rekap-provinsi", reviewer)
    call_command("verify_issued")
    assert "1 issued reports" in capsys.readouterr().out
    file = report.files.get(kind="pdf").file
    Path(file.path).write_bytes(content(report, "pdf") + b" ")
    with pytest.raises(CommandError, match="1 files"):
        call_command("verify_issued", number=report.number)
    assert f"{report} pdf: the stored bytes have SHA-256" in capsys.readouterr().err


def test_a_lost_file_is_told(work, reviewer):
    report = issued("rekap-provinsi", reviewer)
    file = report.files.get(kind="data").file
    file.storage.delete(file.name)
    assert differing(report) == [f"{report} data: the stored file is lost"]


def test_the_frozen_data_are_plain_lines_of_json_that_another_program_can_read(work, reviewer):
    report = issued("rekap-produk", reviewer)
    head, *rows = [json.loads(line) for line in gzip.decompress(content(report, "data")).splitlines()]
    names = [column["name"] for column in head["columns"]]
    assert head["count"] == len(rows) == 2
    assert rows[0][names.index("produced")] == {"known": [6000, 2, 4]}
    assert head["facts"][1] == ["Tahun anggaran", "2020"]
