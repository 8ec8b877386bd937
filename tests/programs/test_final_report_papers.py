"""The final report as PDF and DOCX: every figure is read back and counted again from the rows; what people typed stays
text."""

import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from pypdf import PdfReader

from dekon_portal.core.blocks import Bars, Facts, Paragraph, Photo, Table, as_json
from participants.models import Participation
from programs import attachments, final_reports
from programs.closing_docx import report_docx
from programs.closing_pdf import report_pdf
from programs.final_reports import Reading
from programs.models import Activity, Delivery, Order, Production, ReportChapter
from tests import make, papers

pytestmark = pytest.mark.django_db

NIK = make.nik(5)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def activity(office_sumsel, officer_sumsel):
    return make.activity(
        office_sumsel,
        officer_sumsel,
        title="Bimtek Masker Kain",
        actual_start=date(2020, 6, 15),
        actual_end=date(2020, 6, 17),
        place="Balai Latihan",
        target_participants=1250,
        description="Ditujukan bagi penjahit.\nDiadakan tiga hari.",
    )


@pytest.fixture
def full(activity, officer_sumsel, mask):
    """An activity of which much is known, and some of it not."""
    small = make.business(workers=5, investment=20_000_000)
    medium = make.business(workers=40, investment=2_000_000_000)
    unknown = make.business()
    for n, (sex, regency, business, role) in enumerate(
        [
            ("P", "16.71", small, "pemilik"),
            ("P", "16.71", medium, "pekerja"),
            ("L", "16.74", small, "pekerja"),
            ("", None, unknown, "peserta"),
            ("P", "16.71", None, "peserta"),
        ]
    ):
        who = make.person(sex=sex, nik=make.nik(n + 1), regency=regency and make.regency(regency))
        make.participation(activity, officer_sumsel, person=who, business=business, role=role)
    make.order(activity, officer_sumsel, 4000)
    make.order(activity, officer_sumsel, None)
    to = make.recipient(name="RSUD Contoh")
    make.signed(activity, officer_sumsel, {mask: 1500}, number="007/BAST/2020", recipient=to)
    make.production(activity, officer_sumsel, 2345)
    make.delivery(activity, officer_sumsel, {mask: None}, recipient=make.recipient(name="Puskesmas Contoh"))
    return Activity._base_manager.get(pk=activity.pk)


def pages(reading):
    return [page.extract_text() for page in PdfReader(io.BytesIO(report_pdf(reading))).pages]


def paper(reading):
    return " ".join(" ".join(pages(reading)).split())


def opened(reading):
    return docx.Document(io.BytesIO(report_docx(reading)))


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def of_blocks(*blocks, title="Bab", activity=None):
    head = final_reports.composed(activity)["head"]
    return Reading({"head": head, "chapters": [{"key": "bab", "title": title, "blocks": as_json(blocks)}]})


def chapter(activity, key):
    return next(one for one in final_reports.composed(activity)["chapters"] if one["key"] == key)["blocks"]


def test_every_figure_of_the_paper_is_what_the_rows_say(full):
    said = paper(final_reports.reading(full))
    rows = Participation._base_manager.filter(activity=full)
    made = Production._base_manager.filter(activity=full).aggregate(sum=Sum("quantity"))["sum"]
    ordered = Order._base_manager.filter(activity=full).aggregate(sum=Sum("quantity"))["sum"]
    assert (rows.count(), made, ordered) == (5, 3845, 4000)
    for stated in (
        "PEMERINTAH PROVINSI SUMATERA SELATAN",
        "LAPORAN AKHIR KEGIATAN Bimtek Masker Kain",
        "15–17 Juni 2020",
        "Target peserta : 1.250 orang",
        "Ditujukan bagi penjahit. Diadakan tiga hari.",
        "Kegiatan diikuti 5 peserta.",
        "Jenis kelamin: 4 dari 5 diketahui.",
        "Perempuan 3 Laki-laki 1 Belum diketahui 1",
        "Kabupaten/kota domisili: 4 dari 5 diketahui.",
        "Kota Palembang 3 Kota Prabumulih 1 Belum diketahui 1 Jumlah 5",
        "Pekerja IKM 2 Peserta 2 Pemilik IKM 1 Jumlah 5",
        "Peserta berasal dari 3 IKM. Kelas industri (Permenperin 64/2016): 2 dari 3 diketahui.",
        "Industri kecil 1 Industri menengah 1 Industri besar 0 Belum diketahui 1",
        "1 dari 2 penyerahan yang dicatat memiliki BAST yang berlaku.",
        "007/BAST/2020",
        "RSUD Contoh",
        "Masker kain: 1.500 helai",
        "Pagu : belum dicatat di portal",
    ):
        assert stated in said, stated
    (row,) = next(block["rows"] for block in chapter(full, "hasil-produksi") if block["kind"] == "table")
    assert row == [
        "Masker kain", "helai", "4.000 (1 dari 2 diketahui)", "3.845", "belum diketahui", "1.500", "belum diketahui",
    ]  # fmt: skip


def test_r4_what_nobody_recorded_is_never_zero(activity):
    for key in ("peserta-dan-ikm", "hasil-produksi", "penyerahan", "dokumentasi", "kendala"):
        assert chapter(activity, key) == [{"kind": "paragraph", "text": "Isi bab ini belum dicatat di portal."}]
    said = paper(final_reports.reading(activity))
    for stated in ("Dasar hukum : belum diketahui", "Nomor DIPA : belum dicatat", "Target IKM : belum diketahui"):
        assert stated in said, stated


def test_r5_what_a_recipient_counted_is_told_beside_what_was_handed_over(activity, officer_sumsel, mask):
    from tests.matrix.world import _settled_on_paper

    signed, *_rest = _settled_on_paper(activity, officer_sumsel, mask, make.recipient())
    (row,) = next(block["rows"] for block in chapter(activity, "penyerahan") if block["kind"] == "table")
    assert row[0] == Delivery._base_manager.get(pk=signed.pk).number
    assert row[3:] == ["Masker kain: 10 helai", "Ditandatangani", "9 helai"]


def test_before_approval_the_paper_says_draft_on_each_page_and_afterwards_never(activity, officer_sumsel, reviewer):
    from programs import review

    draft = final_reports.reading(activity)
    assert all("DRAF" in page for page in pages(draft))
    assert "DRAF" in opened(draft).sections[0].header.paragraphs[0].text
    review.take("submit", activity, by=officer_sumsel)
    review.take("approve", activity, by=reviewer)
    approved = final_reports.reading(Activity._base_manager.get(pk=activity.pk))
    assert "DRAF" not in paper(approved)
    assert "Revisi 1, disetujui oleh Ratna Contoh pada" in paper(approved)
    assert "DRAF" not in opened(approved).sections[0].header.paragraphs[0].text


def test_pages_are_numbered_and_a_long_table_repeats_its_headings(activity):
    rows = [(f"Baris {n}", str(n)) for n in range(150)]
    table = Table(("Kepala tabel", "Angka"), rows, "Panjang", frozenset({1}), ("Jumlah", "11.175"))
    every = pages(of_blocks(table, activity=activity))
    over = [page for page in every if "Baris" in page]
    assert len(over) > 2
    assert all("Kepala tabel" in page for page in over)
    assert "Jumlah" in over[-1]
    assert all(f"Halaman {n} dari {len(every)}" in page for n, page in enumerate(every, 1))
    document = opened(of_blocks(table, activity=activity))
    assert document.tables[0].rows[0]._tr.trPr.xpath("w:tblHeader")


def test_the_contents_name_each_chapter_with_its_page(full):
    contents = pages(final_reports.reading(full))[1]
    for number, one in enumerate(final_reports.composed(full)["chapters"], start=1):
        assert f"{number}. {one['title']}" in " ".join(contents.split())


MARKUP = "#pagebreak() *tebal* $x$ <b>b</b> @rujuk =1+1 \\ // {{ 7|add:7 }} & \"'"


def test_what_people_typed_is_printed_as_text(activity, officer_sumsel):
    Activity._base_manager.update(description=MARKUP, title=f"Judul {MARKUP}")
    row = ReportChapter(activity=activity, key="kendala", mode="own", text=f"{MARKUP}\n=HYPERLINK(1)")
    final_reports.save_chapter(row, by=officer_sumsel, seen_version=0)
    reading = final_reports.reading(Activity._base_manager.get(pk=activity.pk))
    printed = paper(reading).replace("\u200b", "")
    assert printed.count("#pagebreak() *tebal* $x$ <b>b</b> @rujuk =1+1") >= 3
    texts = [paragraph.text for paragraph in opened(reading).paragraphs]
    assert MARKUP in texts
    assert "=HYPERLINK(1)" in texts


def test_control_characters_and_letters_that_no_font_has_do_not_keep_a_paper_from_being_made(activity):
    reading = of_blocks(Paragraph("Satu\x07\x0b dua \ufffe 🎉 tiga"), Facts([("a\x00", "b\x1f")]), activity=activity)
    assert report_pdf(reading).startswith(b"%PDF")
    assert "Satu dua  🎉 tiga" in [paragraph.text for paragraph in opened(reading).paragraphs]


def test_the_docx_reads_back_as_the_same_blocks(activity):
    table = Table(("Produk", "Jumlah"), [("Masker", "1.500")], "Barang", frozenset({1}), ("Jumlah", "1.500"))
    blocks = (
        Paragraph("Sebuah paragraf."),
        Facts([("Tempat", "Palembang")]),
        table,
        Bars([("Perempuan", 3), ("Laki-laki", 0)], "Menurut jenis kelamin"),
    )
    document = opened(of_blocks(*blocks, title="Isi", activity=activity))
    texts = [paragraph.text for paragraph in document.paragraphs]
    for text in ("1. Isi", "Sebuah paragraf.", "Barang", "Menurut jenis kelamin"):
        assert text in texts
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"] == ["1. Isi"]
    facts, goods, bars = map(cells, document.tables)
    assert facts == [["Tempat", "Palembang"]]
    assert goods == [["Produk", "Jumlah"], ["Masker", "1.500"], ["Jumlah", "1.500"]]
    assert [row[:2] for row in bars] == [["Perempuan", "3"], ["Laki-laki", "0"]]
    assert len(bars[0][2]) > 0
    assert bars[1][2] == ""


def test_the_docx_is_whole_xml_with_letterhead_and_nothing_from_elsewhere(full):
    packed = report_docx(final_reports.reading(full))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))  # noqa: S314 (our own file)
            assert b'TargetMode="External"' not in archive.read(name)
    section = docx.Document(io.BytesIO(packed)).sections[0]
    assert "DINAS PERINDUSTRIAN SUMATERA SELATAN" in section.header.paragraphs[0].text
    assert full.code in section.footer.paragraphs[0].text


def test_photos_are_printed_small_and_only_the_first_twelve(activity, officer_sumsel):
    for n in range(13):
        upload = SimpleUploadedFile(f"f{n}.jpg", papers.photo((1600, 900 + n), held=1))
        attachments.store(upload, activity=activity, kind="foto", by=officer_sumsel)
    upload = SimpleUploadedFile("hadir.jpg", papers.photo((800, 600)))
    attachments.store(upload, activity=activity, kind="daftar_hadir", by=officer_sumsel)
    reading = final_reports.reading(activity)
    document = opened(reading)
    assert len(document.inline_shapes) == 12
    assert "12 dari 13 foto yang tersimpan di portal." in paper(reading)
    with zipfile.ZipFile(io.BytesIO(report_docx(reading))) as archive:
        from PIL import Image

        sizes = [Image.open(archive.open(name)).size for name in archive.namelist() if "/media/" in name]
    assert sizes
    assert max(max(size) for size in sizes) == 1000


def test_a_photo_whose_file_is_gone_says_so(activity):
    reading = of_blocks(Photo("berkas/hilang", "Foto 1"), activity=activity)
    assert "Foto 1 (berkas foto tidak ditemukan)" in paper(reading)
    assert "Foto 1 (berkas foto tidak ditemukan)" in [paragraph.text for paragraph in opened(reading).paragraphs]


def test_r3_no_nik_is_in_any_paper_wherever_it_was_typed(full):
    Activity._base_manager.update(description=f"Hubungi {NIK}", delay_reason=f"Salah NIK {NIK}")
    reading = final_reports.reading(Activity._base_manager.get(pk=full.pk))
    said = paper(reading) + "".join(paragraph.text for paragraph in opened(reading).paragraphs)
    assert "Salah NIK 1671••••••••••99" in said
    for number in (NIK, *(person.nik for person in map(lambda row: row.person, full.participations.all()))):
        assert number not in said


def test_a_table_with_a_line_too_short_is_a_fault_of_its_chapter():
    with pytest.raises(ValueError, match="cells than headings"):
        Table(("a", "b"), [("satu",)], "Kurang")
