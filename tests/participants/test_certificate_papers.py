"""Certificates as documents: one page whatever the name, text never markup, the same bytes; the office's template."""

import io
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from participants.certificates import issuing, papers, pictures
from participants.models import Certificate, CertificateTemplate
from programs.models import Activity, Appointment
from tests import make
from tests import papers as files

from .certificates import findings, people, rule  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

HTML = '<script>alert("x")</script> <b>Ani</b>'
TYPST = '#eval("1+1") *Ani* $x^2$ #pagebreak() {nomor}'
EMOJI = "Ani 🎓 👩‍🏭 Lestari"
LONG = "Raden Ayu Siti " * 13 + "Lesta"
UNBROKEN = "A" * 200


@pytest.fixture
def template(office_sumsel):
    return make.certificate_template(office_sumsel)


@pytest.fixture
def issue(activity_sumsel, officer_sumsel, template, findings):  # noqa: F811
    def issue(name, **fields):
        [row] = people(activity_sumsel, officer_sumsel, findings, name)
        by = make.certificate_template(activity_sumsel.office, **fields) if fields else template
        return issuing.issue_one(row, by, by=officer_sumsel, reason="Diputuskan panitia")

    return issue


def pages_of(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def places_of(content):
    """Where on the page each piece of text begins: x from the left, y from below, in points."""
    places = []
    page = PdfReader(io.BytesIO(content)).pages[0]
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: text.strip() and places.append((cm, tm)))
    return [(cm[0] * tm[4] + cm[4], cm[3] * tm[5] + cm[5]) for cm, tm in places]


def plain(text):
    return "".join(text.split()).replace("\u200b", "")


@pytest.mark.parametrize("name", ["Li", HTML, TYPST, LONG, UNBROKEN])
def test_any_name_is_printed_whole_as_text_on_the_one_page(issue, name):
    assert len(name) <= 200
    [page] = pages_of(papers.pdf_of(issue(name)))
    assert plain(name) in plain(page)


def test_letters_that_no_font_has_are_a_box_and_the_paper_is_made(issue):
    [page] = pages_of(papers.pdf_of(issue(EMOJI)))
    assert "Ani" in page
    assert "Lestari" in page
    assert "🎓" not in page


def test_long_words_of_the_office_stay_on_the_page_too(issue, activity_sumsel):
    Activity._base_manager.filter(pk=activity_sumsel.pk).update(title="Bimtek " + "panjang " * 36)
    activity_sumsel.refresh_from_db()
    made = issue("Ani", title="S" * 40, body="atas partisipasinya " * 47 + "{kegiatan}", first_name="N" * 200,
                 first_position="Kepala " * 28, second_name="Budi", second_position="PPK")  # fmt: skip
    content = papers.pdf_of(made)
    [page] = pages_of(content)
    assert plain("panjang " * 36) in plain(page)
    assert "N" * 200 in plain(page)
    assert all(0 < x < 842 and 20 < y < 595 for x, y in places_of(content))


def test_the_same_certificate_gives_the_same_bytes_and_is_pdf_a(issue):
    made = issue("Ani")
    first = papers.pdf_of(made)
    assert papers.pdf_of(Certificate._base_manager.get(pk=made.pk)) == first
    assert b"pdfaid" in first or b"pdfaid" in b"".join(_streams(first))


def _streams(content):
    for part in content.split(b"stream\n")[1:]:
        try:
            yield zlib.decompress(part.split(b"\nendstream")[0])
        except zlib.error:
            continue


def test_the_first_download_is_kept_and_answered_from_then_on(client, issue, officer_sumsel, activity_sumsel):
    made = issue("Ani")
    client.force_login(officer_sumsel)
    first = client.get(reverse("participants:certificate_pdf", args=[made.pk])).content
    kept = Certificate._base_manager.get(pk=made.pk)
    with kept.file.open("rb") as file:
        assert file.read() == first
    issuing.revoke(kept, by=officer_sumsel, reason="Bukan peserta yang hadir")
    assert client.get(reverse("participants:certificate_pdf", args=[made.pk])).content == first


def test_background_logo_and_signature_are_drawn_and_stay_when_the_template_takes_others(issue, office_sumsel):
    pictured = {
        "background": pictures.background(SimpleUploadedFile("a.jpg", files.picture(size=(1200, 800), color="teal"))),
        "first_signature": pictures.signature(SimpleUploadedFile("b.png", files.picture("PNG", (300, 100)))),
        "first_name": "Budi",
    }
    made = issue("Ani", **pictured)
    before = papers.pdf_of(made)
    assert len(PdfReader(io.BytesIO(before)).pages[0].images) >= 1
    template = CertificateTemplate._base_manager.get(pk=made.template_id)
    template.background = pictures.background(SimpleUploadedFile("c.jpg", files.picture(size=(900, 600), color="red")))
    template.save()
    assert papers.pdf_of(made) == before
    papers.default_storage.delete(made.paper["background"])  # lost: the paper is made all the same
    assert pages_of(papers.pdf_of(made)) == pages_of(before)


# --- The office's template ---
FORM = {
    "name": "Bimtek", "title": "SERTIFIKAT", "body": "atas {kegiatan}", "number_pattern": "{urut:03}/SERT/{tahun}",
    "is_active": "on", "use_logo": "on",
}  # fmt: skip


def send(client, office, **values):
    return client.post(
        reverse("participants:certificate_template_new"), {**FORM, "office": office.pk, **values}, follow=True
    ).content.decode()


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def test_an_office_makes_a_template_and_looks_at_it(officer, office_sumsel):
    latar = SimpleUploadedFile("latar.png", files.picture("PNG", (3000, 2000), color="teal"))
    shown = send(officer, office_sumsel, background=latar)
    assert "Bimtek" in shown
    made = CertificateTemplate._base_manager.get()
    with made.background.open("rb") as file:
        head = file.read()
    assert head.startswith(b"\xff\xd8\xff")
    assert pictures._size(head) == (1754, 1169)
    [page] = pages_of(officer.get(reverse("participants:certificate_template_sample", args=[made.pk])).content)
    assert "Nama Peserta" in page
    assert "CONTOH" in page
    form = officer.get(reverse("participants:certificate_template", args=[made.pk])).content.decode()
    assert "Gambar tersimpan" in form
    assert made.background.name not in form


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("latar.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "bukan gambar JPG atau PNG"),
        ("latar.jpg", b"bukan gambar", "bukan gambar JPG atau PNG"),
        ("latar.jpg", files.pdf(), "bukan gambar JPG atau PNG"),
        ("latar.jpg", files.picture(size=(600, 400))[:200], "rusak atau terpotong"),
        ("latar.jpg", files.picture(size=(400, 600)), "harus mendatar"),
    ],
)
def test_what_is_no_landscape_picture_is_refused_in_a_sentence(officer, office_sumsel, name, content, sentence):
    shown = send(officer, office_sumsel, background=SimpleUploadedFile(name, content))
    assert sentence in shown
    assert not CertificateTemplate._base_manager.exists()


def test_a_picture_of_200_megapixels_is_refused_by_its_head(officer, office_sumsel):
    """A PNG whose head says 20,000 × 10,000: small to send, too large to unfold."""
    huge = files.picture("PNG", (20, 10))
    head = huge[12:16] + (20_000).to_bytes(4) + (10_000).to_bytes(4) + huge[24:29]
    content = huge[:12] + head + zlib.crc32(head).to_bytes(4) + huge[33:]
    shown = send(officer, office_sumsel, background=SimpleUploadedFile("latar.png", content))
    assert "50 megapiksel" in shown
    assert not CertificateTemplate._base_manager.exists()


def test_a_signature_that_is_no_picture_is_refused(officer, office_sumsel):
    upload = SimpleUploadedFile("ttd.png", b"<svg/>")
    assert "Gambar tanda tangan harus JPG atau PNG" in send(
        officer, office_sumsel, first_name="B", first_signature=upload
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"body": "atas {judul}"}, "{judul} tidak dikenal"),
        ({"body": "atas {kegiatan"}, "harus ditutup"),
        ({"body": "atas } {kegiatan}"}, "harus ditutup"),
        ({"body": "{nama.__class__}"}, "tidak dikenal"),
        ({"number_pattern": "SERT/{tahun}"}, "{urut} tepat satu kali"),
    ],
)
def test_words_that_cannot_be_filled_in_are_refused(officer, office_sumsel, values, sentence):
    assert sentence in send(officer, office_sumsel, **values).replace("&#x27;", "'")
    assert not CertificateTemplate._base_manager.exists()


def test_the_letter_code_must_be_known_where_the_number_names_it(officer, office_sumsel):
    office_sumsel.letter_code = ""
    office_sumsel.save()
    assert "belum punya kode surat" in send(officer, office_sumsel, number_pattern="{urut}/{kode}")


def test_signers_are_the_offices_officials_or_typed_but_not_both(officer, office_sumsel, office_bali):
    official = Appointment._base_manager.create(office=office_sumsel, role="kpa", name="Rina", valid_from="2020-01-01")
    stranger = Appointment._base_manager.create(office=office_bali, role="kpa", name="Made", valid_from="2020-01-01")
    assert "jangan keduanya" in send(officer, office_sumsel, first_official=official.pk, first_name="Budi")
    send(officer, office_sumsel, first_official=stranger.pk)
    assert not CertificateTemplate._base_manager.exists()
    send(officer, office_sumsel, first_official=official.pk, second_name="Budi", second_position="Kepala Bidang")
    assert [(who["name"], who["position"]) for who in CertificateTemplate._base_manager.get().signers()] == [
        ("Rina", "Kuasa Pengguna Anggaran (KPA)"), ("Budi", "Kepala Bidang"),
    ]  # fmt: skip


def test_another_provinces_office_is_no_choice(officer, office_bali):
    send(officer, office_bali)
    assert not CertificateTemplate._base_manager.exists()
