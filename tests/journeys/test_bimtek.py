"""A whole bimtek in a browser: registered on a phone, attended, examined, certified, reported, followed up."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from participants import attendance_codes
from participants.models import Certificate, FollowUpAnswer, Participation
from programs import review
from programs.models import Activity, Session
from tests import make

from .conftest import PHONE, Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

NAME = "Dewi Contoh"


class Course:
    """A bimtek of two mornings, yesterday and today, with those who run it."""

    def __init__(self) -> None:
        office = make.office("16", name="Dinas Perindustrian Provinsi Sumatera Selatan", city="Palembang")
        make.regency("16.71")
        self.officer = make.user("petugas_provinsi", office, full_name="Siti Aminah")
        self.head = make.user("pejabat_provinsi", office, full_name="Budi Contoh")
        self.reviewer = make.user("peninjau", full_name="Ratna Contoh")
        self.today = timezone.localtime(timezone.now(), office.province.zone).date()
        yesterday = self.today - timedelta(days=1)
        self.activity: Activity = make.activity(
            office,
            self.officer,
            title="Bimtek Menjahit Masker",
            fiscal_year=make.year(self.today.year),
            actual_start=yesterday,
            actual_end=self.today,
        )
        self.sessions: list[Session] = [
            make.session(self.activity, self.officer, date=day, topic=topic, hours=4)
            for day, topic in ((yesterday, "Pola dan potong"), (self.today, "Jahit dan kemas"))
        ]
        make.certificate_template(office, name="Templat dinas", body="atas keikutsertaannya pada {kegiatan}")

    def path(self, tab: str) -> str:
        return f"{self.activity.get_absolute_url()}{tab}/"


@pytest.fixture
def course(transactional_db: None, settings: Any, tmp_path: Any) -> Course:
    settings.MEDIA_ROOT = tmp_path / "media"
    return Course()


@pytest.fixture
def phone(new_context: Callable[..., Any]) -> Page:
    page: Page = new_context(viewport=PHONE).new_page()
    page.set_default_timeout(10_000)
    return page


def test_from_the_invitation_to_what_became_of_it(course, desk_of, phone):
    officer = desk_of(course.officer)
    phone.goto(open_registration(officer, course))
    prepare_the_exam(officer, course)
    register(phone)
    accept(officer, course)
    expect_after_reload(phone, "Diterima")
    attend(officer, course)
    answer_the_exam(officer, course, phone)
    head = desk_of(course.head)
    certify(head, course, phone)
    report(officer, course)
    follow_up(officer, course, phone)


def open_registration(officer: Desk, course: Course) -> str:
    """The address that the office shares."""
    officer.open(course.path("pendaftaran"))
    officer.follow("Buka pendaftaran")
    officer.fill("Dibuka", f"{course.today - timedelta(days=2)}T08:00")
    officer.fill("Ditutup", f"{course.today + timedelta(days=2)}T16:00")
    officer.fill("Jumlah tempat", "20")
    officer.press("Simpan")
    officer.sees("Tautan untuk disebarkan")
    officer.look("bimtek-pendaftaran")
    return str(officer.page.locator("#alamat").input_value())


def prepare_the_exam(officer: Desk, course: Course) -> None:
    officer.open(course.path("syarat-kelulusan"))
    officer.fill("Kehadiran paling sedikit", "75")
    officer.fill("Nilai paling sedikit", "70")
    officer.press("Simpan")
    officer.open(course.path("uji"))
    officer.follow("Tambah uji")
    officer.choose("Jenis uji", "Pasca-uji")
    officer.fill("Judul", "Pasca-uji menjahit")
    officer.press("Simpan")
    officer.follow("Tambah soal")
    officer.fill("Soal", "Berapa lapis masker kain?")
    officer.fill("Pilihan A", "Satu")
    officer.fill("Pilihan B", "Dua")
    officer.choose("Kunci", "B")
    officer.press("Simpan")
    officer.sees("Berapa lapis masker kain?")
    officer.look("bimtek-uji")


def register(phone: Page) -> None:
    phone.get_by_label("Nama lengkap").fill(NAME)
    phone.get_by_label("NIK", exact=True).fill(make.nik(11, birth="550785"))
    phone.get_by_label("Jenis kelamin").select_option(label="Perempuan")
    phone.get_by_label("Tanggal lahir").fill("1985-07-15")
    phone.get_by_label("Nomor telepon").fill("081234567890")
    phone.get_by_label("Kabupaten/kota tempat tinggal").select_option(label="Kota Palembang")
    phone.get_by_label("Nama usaha").fill("Konveksi Musi")
    phone.get_by_label("Saya setuju").check()
    send_until_taken(phone)
    expect(phone.locator("h1")).to_have_text("Pendaftaran Anda")
    expect(phone.locator(".standing")).to_have_text("Menunggu")


def send_until_taken(phone: Page) -> None:
    """A form that is sent at once is a machine's, and is told so: a person sends it again."""
    for _again in range(100):
        with phone.expect_navigation():
            phone.get_by_role("button", name="Kirim pendaftaran").click()
        if not phone.get_by_text("terkirim terlalu cepat").count():
            return


def accept(officer: Desk, course: Course) -> None:
    officer.open(course.path("pendaftaran"))
    officer.follow(NAME)
    officer.look("bimtek-pendaftar")
    officer.follow("Terima")
    officer.press("Terima")
    officer.open(course.path("peserta"))
    officer.sees(NAME, "Konveksi Musi")


def expect_after_reload(phone: Page, standing: str) -> None:
    phone.reload()
    expect(phone.locator(".standing")).to_have_text(standing)


def attend(officer: Desk, course: Course) -> None:
    """Yesterday marked in a hall without signal, today by the card."""
    participation = Participation._base_manager.get()
    officer.open(f"/sesi/{course.sessions[0].pk}/kehadiran/")
    officer.page.context.set_offline(True)
    officer.page.locator(f"[data-person='{participation.pk}']").get_by_text("Hadir", exact=True).click()
    officer.sees("1 tanda menunggu dikirim.")
    officer.page.context.set_offline(False)
    officer.sees("Semua tanda sudah terkirim.")
    officer.open(f"/hadir/kartu/{attendance_codes.card_token(participation.pk)}/")
    officer.sees(NAME, "Pindai kartu berikutnya")
    officer.open(course.path("kehadiran"))
    officer.sees("8 dari 8 JP")
    officer.look("bimtek-kehadiran")


def answer_the_exam(officer: Desk, course: Course, phone: Page) -> None:
    officer.open(course.path("uji"))
    officer.follow("Pasca-uji menjahit")
    officer.follow("Tautan peserta")
    officer.press("Tampilkan tautan")
    open_here(phone, officer)
    phone.get_by_label("Dua").check()
    phone.get_by_role("button", name="Kirim jawaban").click()
    expect(phone.get_by_role("button", name="Kirim jawaban")).to_have_count(0)
    officer.open(course.path("uji"))
    officer.sees("100")
    officer.look("bimtek-hasil-belajar")


def open_here(phone: Page, desk: Desk) -> None:
    """The link that the desk shows, on this server: papers and letters name the portal's public address."""
    link = desk.page.get_by_label("Tautan", exact=True).first.input_value()
    phone.goto(desk.base + urlsplit(link).path)


def certify(head: Desk, course: Course, phone: Page) -> None:
    head.open(course.path("sertifikat"))
    head.follow("Terbitkan untuk 1 orang yang lulus")
    head.press("Terbitkan untuk yang lulus")
    head.look("bimtek-sertifikat")
    certificate = Certificate._base_manager.get()
    head.open(certificate.get_absolute_url())
    head.press("Buat tautan pengambilan")
    open_here(phone, head)
    expect(phone.locator("dl")).to_contain_text(certificate.number)
    expect(phone.locator("main")).not_to_contain_text(NAME)
    with phone.expect_download() as fetched:
        phone.get_by_role("link", name="Unduh sertifikat").click()
    text = PdfReader(fetched.value.path()).pages[0].extract_text()
    assert NAME in text
    assert certificate.number in text
    phone.goto(f"{head.base}/verifikasi/sertifikat/{certificate.check_token}/")
    expect(phone.locator(".standing")).to_have_text("Berlaku")
    expect(phone.locator("main")).not_to_contain_text(NAME)


def report(officer: Desk, course: Course) -> None:
    """Composed as a draft; approved with the activity, it is the report."""
    officer.open(course.activity.get_absolute_url())
    officer.tab("Laporan")
    officer.sees("Kehadiran", "Hasil belajar", "Sertifikat")
    officer.look("bimtek-laporan")
    assert "DRAF" in text_of(officer, course)
    activity = Activity._base_manager.get()
    review.take("submit", activity, by=course.officer)
    review.take("approve", activity, by=course.reviewer)
    words = text_of(officer, course)
    assert "DRAF" not in words
    assert "Pola dan potong" in words
    assert Certificate._base_manager.get().number in words
    assert NAME not in words


def text_of(desk: Desk, course: Course) -> str:
    answer = desk.page.request.get(f"{desk.base}{course.path('laporan')[:-1]}.pdf")
    assert answer.ok
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)


def follow_up(officer: Desk, course: Course, phone: Page) -> None:
    """Three months later, which here is a round that is due already."""
    due = make.round_of(Participation._base_manager.get(), due_on=course.today)
    officer.open("/tindak-lanjut/")
    officer.sees(NAME)
    officer.look("bimtek-tindak-lanjut")
    officer.open(due.get_absolute_url())
    officer.press("Buat tautan")
    open_here(phone, officer)
    phone.get_by_label("Apakah usaha Anda masih berproduksi?").select_option(label="Ya")
    phone.get_by_label("Berapa orang yang bekerja").fill("4")
    phone.get_by_role("button", name="Kirim kabar").click()
    expect(phone.get_by_role("button", name="Kirim kabar")).to_have_count(0)
    answer = FollowUpAnswer._base_manager.get()
    assert (answer.producing, answer.workers) == (True, 4)
    officer.open(course.path("tindak-lanjut"))
    officer.look("bimtek-tindak-lanjut-kegiatan")
