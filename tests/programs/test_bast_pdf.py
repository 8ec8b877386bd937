"""The BAST as paper: every figure is read back from the PDF, and what people typed stays text."""

import io
import re
from datetime import date

import pikepdf
import pytest
from django.utils import translation
from pypdf import PdfReader

from dekon_portal.core.numbers import format_integer, terbilang
from programs import goods
from programs.bast import bast_data, bast_pdf
from programs.models import Activity, Delivery, DeliveryWitness, Office, Product, Recipient
from tests import make

pytestmark = pytest.mark.django_db

NUMBER = "012/BAST/DISPERIN/VI/2020"


@pytest.fixture
def office_sumsel(db):
    return make.office("16", address="Jl. Contoh No. 1\nPalembang 30126", city="Palembang")


@pytest.fixture
def suit(db):
    return make.product("hazmat", name="Baju hazmat", kind="hazmat", unit="buah", is_medical=False)


@pytest.fixture
def stocked(activity_sumsel, officer_sumsel, mask, suit):
    make.production(activity_sumsel, officer_sumsel, 5000)
    make.production(activity_sumsel, officer_sumsel, 500, product=suit)
    return activity_sumsel


@pytest.fixture
def draft(stocked, officer_sumsel, mask, suit):
    return make.delivery(
        stocked,
        officer_sumsel,
        {mask: 3000, suit: 125},
        number=NUMBER,
        giver_nip="197001011995031001",
        recipient=make.recipient(name="Gugus Tugas Covid-19 Provinsi Sumatera Selatan"),
    )


def pages(delivery):
    return [page.extract_text() for page in PdfReader(io.BytesIO(bast_pdf(delivery))).pages]


def text(delivery):
    """The whole paper as one line, so that line breaks do not count."""
    return " ".join(" ".join(pages(delivery)).split())


def test_r7_the_paper_states_parties_day_place_and_goods_in_figures_and_words(draft, officer_sumsel):
    paper = text(goods.sign(draft, by=officer_sumsel))
    for stated in (
        "PEMERINTAH PROVINSI SUMATERA SELATAN",
        "DINAS PERINDUSTRIAN SUMATERA SELATAN",
        "Jl. Contoh No. 1 Palembang 30126",
        "BERITA ACARA SERAH TERIMA BARANG",
        f"Nomor: {NUMBER}",
        "Pada hari ini Senin tanggal lima belas bulan Juni tahun dua ribu dua puluh (15-06-2020)",
        "bertempat di Palembang",
        "Contoh Pemberi",
        "19700101 199503 1 001",
        "Pejabat Pembuat Komitmen",
        "Contoh Penerima",
        "Ketua Gugus Tugas",
        "Gugus Tugas Covid-19 Provinsi Sumatera Selatan",
        "Masker kain",
        "3.000",
        "tiga ribu helai",
        "Baju hazmat",
        "125",
        "seratus dua puluh lima buah",
        "nonmedis",
        "belum dinyatakan",
        f"kode {draft.activity.code}",
        "Tahun Anggaran 2020",
        "Halaman 1 dari 1",
    ):
        assert stated in paper, stated
    assert "DRAF" not in paper


def test_a_draft_says_so_and_states_what_is_unknown(stocked, officer_sumsel, mask):
    reported = make.delivery(stocked, officer_sumsel, {mask: None})
    paper = text(reported)
    assert "DRAF" in paper
    assert "Nomor: belum diketahui" in paper
    assert "Pada hari ini belum diketahui, bertempat di belum diketahui" in paper


def test_r7_an_annulled_bast_is_marked_and_says_why(draft, officer_sumsel):
    annulled = goods.annul(goods.sign(draft, by=officer_sumsel), by=officer_sumsel, reason="Salah penerima")
    paper = text(annulled)
    assert "DIBATALKAN" in paper
    assert "Alasan: Salah penerima" in paper


def test_r7_what_was_signed_stays_said_whatever_is_renamed_later(draft, officer_sumsel, mask):
    signed = goods.sign(draft, by=officer_sumsel)
    before = bast_pdf(signed)
    Office._base_manager.update(name="Dinas Baru", address="Jalan Lain")
    Activity._base_manager.update(title="Judul lain")
    Product.objects.filter(pk=mask.pk).update(name="Nama lain")
    Recipient._base_manager.update(name="Satgas")
    assert bast_pdf(Delivery._base_manager.get(pk=signed.pk)) == before


def test_sample_data_never_looks_official(draft):
    assert "CONTOH" not in text(draft)
    draft.activity.is_sample = True
    assert "CONTOH, bukan dokumen resmi" in text(draft)


@pytest.mark.parametrize(
    "typed",
    ["#panic()", "*tebal* _miring_", "$x^2$", '#include "bast.typ"', "[x] ] } )", "<script>alert(1)</script>", "\\ @x"],
)
def test_what_people_typed_stays_text(typed, stocked, officer_sumsel, mask):
    delivery = make.delivery(stocked, officer_sumsel, {mask: 1}, number=NUMBER, receiver_name=typed, note=typed)
    paper = text(delivery)
    assert re.sub(r"\s", "", typed) in re.sub(r"\s", "", paper)


@pytest.mark.parametrize("count", [1, 20, 50])
def test_every_figure_of_every_line_is_on_the_paper_as_it_is_stored(count, stocked, officer_sumsel):
    """Read back from the PDF line by line: number, name, amount, words, unit, condition, medical or not."""
    medical = (None, True, False)
    many = {
        make.product(f"barang-{n}", name=f"Barang {n:02d}", is_medical=medical[n % 3]): n * n * 137 + n
        for n in range(1, count + 1)
    }
    for product, quantity in many.items():
        make.production(stocked, officer_sumsel, quantity, product=product)
    signed = goods.sign(make.delivery(stocked, officer_sumsel, many, number=NUMBER), by=officer_sumsel)
    paper = text(signed)
    said = {None: "belum dinyatakan", True: "medis", False: "nonmedis"}
    for n, item in enumerate(signed.items.select_related("product"), start=1):
        line = (
            f"{n} {item.product.name} {format_integer(item.quantity)} {terbilang(item.quantity)} helai helai baik "
            f"{said[item.product.is_medical]}"
        )
        assert line in paper, line
    assert len(re.findall(r"Barang \d\d", paper)) == count


def test_witnesses_sk_and_sides_are_on_the_paper(draft, officer_sumsel):
    draft.giver_decree = "SK 12/KPTS/2020"
    witnesses = [
        DeliveryWitness(name=f"Saksi {letter}", nip="197001011995031001", position=f"Kepala Seksi {letter}")
        for letter in "ABCD"
    ]
    goods.save_delivery(draft, list(draft.items.all()), by=officer_sumsel, witnesses=witnesses)
    paper = text(goods.sign(draft, by=officer_sumsel))
    assert "Dasar : SK 12/KPTS/2020" in paper
    assert "Saksi-saksi" in paper
    for letter in "ABCD":
        assert f"Saksi {letter} NIP 19700101 199503 1 001 Kepala Seksi {letter}" in paper


@pytest.mark.parametrize("count", range(8, 24))
def test_signatures_and_witnesses_stay_with_the_last_sentence_wherever_the_page_ends(count, stocked, officer_sumsel):
    many = {make.product(f"barang-{n}", name=f"Barang {n:02d}"): n for n in range(1, count + 1)}
    delivery = make.delivery(stocked, officer_sumsel, many, number=NUMBER)
    witnesses = [DeliveryWitness(name=f"Saksi {letter}") for letter in "ABCD"]
    goods.save_delivery(delivery, list(delivery.items.all()), by=officer_sumsel, witnesses=witnesses)
    last = pages(delivery)[-1]
    together = ("Demikian berita acara ini", "PIHAK KEDUA", "Contoh Pemberi", "Saksi A", "Saksi D")
    assert all(part in last for part in together)


def test_fifty_lines_go_over_pages_with_heading_numbering_and_signatures_at_the_end(stocked, officer_sumsel):
    many = {make.product(f"barang-{n}", name=f"Barang {n:02d}"): 1000 + n for n in range(1, 51)}
    delivery = make.delivery(stocked, officer_sumsel, many, number=NUMBER)
    sheets = pages(delivery)
    assert len(sheets) > 2
    for n, sheet in enumerate(sheets, start=1):
        assert f"Halaman {n} dari {len(sheets)}" in sheet
    assert all("Terbilang" in sheet for sheet in sheets if re.search(r"Barang \d\d", sheet))
    whole = " ".join(" ".join(sheets).split())
    assert re.findall(r"Barang (\d\d)", whole) == [f"{n:02d}" for n in range(1, 51)]
    assert all(f"1.0{n:02d} " in whole for n in range(1, 51))
    last = sheets[-1]
    assert "Demikian berita acara ini" in last
    assert "PIHAK KEDUA" in last
    assert "Contoh Pemberi" in last


def test_a_signed_paper_says_where_it_can_be_checked_and_a_draft_has_no_such_place(draft, officer_sumsel, settings):
    assert "Periksa keaslian" not in text(draft)
    settings.PUBLIC_URL = "https://portal.example.id"
    signed = goods.sign(draft, by=officer_sumsel)
    assert f"https://portal.example.id/verifikasi/{signed.check_token}/" in text(signed)


def test_it_is_pdf_a_and_the_same_bytes_each_time(draft, officer_sumsel):
    signed = goods.sign(draft, by=officer_sumsel)
    first = bast_pdf(signed)
    xmp = PdfReader(io.BytesIO(first)).xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp
    assert bast_pdf(Delivery._base_manager.get(pk=signed.pk)) == first


def test_it_holds_what_an_archive_asks_of_pdf_a(draft, officer_sumsel):
    """Every font and the colour profile inside, nothing locked, run or fetched. No validator of PDF/A runs here."""
    with pikepdf.open(io.BytesIO(bast_pdf(goods.sign(draft, by=officer_sumsel)))) as paper:
        assert not paper.is_encrypted
        assert paper.Root.OutputIntents[0].DestOutputProfile.read_bytes()
        assert not {"/OpenAction", "/AA", "/AcroForm", "/AF"} & set(paper.Root.keys())
        names = paper.Root.get("/Names", {})
        assert not {"/JavaScript", "/EmbeddedFiles"} & set(names.keys())
        fonts = [font for page in paper.pages for font in page.Resources.Font.values()]
        described = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert described
        assert all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in described)
        assert all("/ToUnicode" in font for font in fonts)
        links = [link for page in paper.pages for link in page.get("/Annots", [])]
        assert links
        assert all(int(link.F) & 4 and link.A.S == "/URI" for link in links)


def test_the_paper_is_indonesian_whatever_the_reader_reads(draft):
    with translation.override("en"):
        assert bast_data(draft)["signing"] == "Palembang, 15 Juni 2020"


def test_a_day_in_words_for_every_day_of_the_week(draft):
    days = []
    for n in range(15, 22):
        draft.handed_over_on = date(2020, 6, n)
        days.append(bast_data(draft)["day"].partition(" ")[0])
    assert days == ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
