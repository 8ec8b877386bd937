"""A line that breaks in the middle of work: files go on, typed text comes back, nothing is saved twice."""

from __future__ import annotations

import hashlib
import random
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from dekon_portal.core.models import FormDraft, PendingUpload
from participants.models import Business, ImportBatch
from programs.models import Attachment
from tests import make, papers

from .conftest import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PIECES = "**/unggah/*/"


@pytest.fixture
def at_work(transactional_db: None, desk_of: Any, settings: Any, tmp_path: Any) -> tuple[Desk, str]:
    """An officer at the desk, and the address of an activity of theirs."""
    settings.MEDIA_ROOT, settings.UPLOAD_DIR = tmp_path / "media", tmp_path / "unggahan"
    office = make.office("16")
    make.regency("16.71")
    officer = make.user("petugas_provinsi", office)
    return desk_of(officer), make.activity(office, officer).get_absolute_url()


@pytest.fixture
def paper(tmp_path: Any) -> Any:
    """A scan of three megabytes."""
    path = tmp_path / "Pindaian Siti.pdf"
    noise = random.Random(7).randbytes(3 * 1024 * 1024)

    def scanned(made: Any) -> None:
        made.pages[0].Contents = made.make_stream(noise)

    path.write_bytes(papers.pdf(scanned))
    return path


class Line:
    """The line of a page: it lets the first pieces through and then breaks, until it is mended."""

    def __init__(self, page: Page, whole_pieces: int) -> None:
        self.page, self.left = page, whole_pieces
        self.begun: list[str] = []
        page.on("request", lambda asked: self.begun.append(asked.method) if "/unggah/" in asked.url else None)
        page.route(PIECES, self._carry)  # pieces and questions; what begins an upload goes through

    def _carry(self, route: Route) -> None:
        if self.left:
            self.left -= 1
            route.continue_()
        else:
            route.abort("connectionreset")

    def mend(self) -> None:
        self.page.unroute(PIECES)


def choose(desk: Desk, path: Any) -> None:
    desk.page.locator("input[type=file]").set_input_files(path)


def test_a_broken_upload_goes_on_where_it_was(at_work, paper):
    desk, activity = at_work
    desk.open(f"{activity}berkas/")
    desk.choose("Jenis berkas", "Undangan")
    line = Line(desk.page, whole_pieces=1)
    choose(desk, paper)
    desk.sees("Menyambung kembali…")
    kept = PendingUpload.objects.get().offset
    assert 0 < kept < paper.stat().st_size
    desk.look("unggah-terputus")
    line.mend()
    desk.sees("Sudah terunggah.")
    assert line.begun.count("POST") == 1
    assert "HEAD" in line.begun
    desk.look("unggah-selesai")
    desk.press("Unggah")
    desk.sees("Pindaian Siti.pdf tersimpan.")
    stored = Attachment._base_manager.get()
    assert stored.sha256 == hashlib.sha256(paper.read_bytes()).hexdigest()
    assert stored.name == "Pindaian Siti.pdf"
    assert not PendingUpload.objects.exists()
    assert desk.page.evaluate("JSON.stringify(localStorage)") == "{}"


def test_over_a_slow_line_that_goes_away_for_a_while(at_work, paper):
    desk, activity = at_work
    cable = desk.page.context.new_cdp_session(desk.page)

    def be(speed: int) -> None:
        """Kilobytes a second upwards, and the delay of a mobile line; 0 is no line at all."""
        up = speed * 1024 or -1
        conditions = {"offline": not speed, "latency": 150, "downloadThroughput": -1, "uploadThroughput": up}
        cable.send("Network.emulateNetworkConditions", conditions)

    desk.open(f"{activity}berkas/")
    be(800)
    with desk.page.expect_response(lambda answer: answer.status in (201, 204) and "/unggah/" in answer.url):
        choose(desk, paper)
    be(0)
    desk.sees("Menyambung kembali…")
    assert not Attachment._base_manager.exists()
    be(800)
    desk.sees("Sudah terunggah.")
    be(800_000)
    desk.choose("Jenis berkas", "Undangan")
    desk.press("Unggah")
    desk.sees("Pindaian Siti.pdf tersimpan.")
    assert Attachment._base_manager.get().sha256 == hashlib.sha256(paper.read_bytes()).hexdigest()


def test_a_form_sent_too_early_waits_for_its_file_over_an_offline_line(at_work, tmp_path):
    desk, activity = at_work
    path = tmp_path / "peserta.csv"
    path.write_text("Nama\n" + "\n".join(f"Siti {number}" for number in range(20)))
    desk.open(f"{activity}impor/")
    desk.page.context.set_offline(True)
    choose(desk, path)
    desk.sees("Menyambung kembali…")
    desk.page.locator("main").get_by_role("button", name="Unggah dan periksa").click()
    desk.sees("Formulir dikirim begitu unggahan selesai.")
    with desk.page.expect_event("framenavigated"):
        desk.page.context.set_offline(False)
    desk.sees("Berkas diterima.")
    assert ImportBatch._base_manager.get().file_name == "peserta.csv"


def test_after_a_closed_tab_the_same_file_goes_on(at_work, paper):
    desk, activity = at_work
    page = f"{activity}berkas/"
    desk.open(page)
    Line(desk.page, whole_pieces=1)
    choose(desk, paper)
    desk.sees("Menyambung kembali…")
    context = desk.page.context
    names = desk.page.evaluate("JSON.stringify(localStorage)")
    assert "Siti" not in names
    desk.page.close()
    again = Desk(context.new_page(), desk.base, desk.user)
    again.open(page)
    again.sees("Pilih berkas yang sama untuk melanjutkannya.")
    again.look("unggah-dilanjutkan")
    line = Line(again.page, whole_pieces=50)
    choose(again, paper)
    again.sees("Sudah terunggah.")
    assert line.begun[0] == "HEAD"
    assert "POST" not in line.begun
    again.choose("Jenis berkas", "Undangan")
    again.press("Unggah")
    again.sees("Pindaian Siti.pdf tersimpan.")
    assert Attachment._base_manager.get().sha256 == hashlib.sha256(paper.read_bytes()).hexdigest()


def test_after_the_session_ended_the_upload_goes_on_too(at_work, paper):
    desk, activity = at_work
    desk.open(f"{activity}berkas/")
    line = Line(desk.page, whole_pieces=1)
    choose(desk, paper)
    desk.sees("Menyambung kembali…")
    kept = PendingUpload.objects.get()
    Session.objects.all().delete()
    line.mend()
    desk.sees("Sesi Anda berakhir.")
    desk.page.context.clear_cookies()
    desk.sign_in()
    desk.open(f"{activity}berkas/")
    choose(desk, paper)
    desk.sees("Sudah terunggah.")
    assert PendingUpload.objects.get().pk == kept.pk


def test_what_was_typed_survives_a_closed_tab(at_work):
    desk, _activity = at_work
    desk.open("/ikm/baru/")
    desk.fill("Nama IKM", "Konveksi Musi")
    desk.sees("Isian disimpan sementara pukul")
    assert "Musi" not in desk.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    context = desk.page.context
    desk.page.close()
    again = Desk(context.new_page(), desk.base, desk.user)
    again.open("/ikm/baru/")
    again.sees("Ada isian yang belum disimpan dari")
    again.look("isian-belum-disimpan")
    again.follow("Pakai")
    expect(again.field("Nama IKM")).to_have_value("Konveksi Musi")
    again.look("isian-dipakai")
    again.press("Buang")
    expect(again.field("Nama IKM")).to_have_value("")
    again.sees_not("belum disimpan")


def test_what_was_typed_without_a_line_waits_in_the_browser_unreadable_and_comes_back(at_work):
    desk, _activity = at_work
    desk.open("/ikm/baru/")
    context = desk.page.context
    context.set_offline(True)
    desk.fill("Nama IKM", "Konveksi Musi")
    desk.sees("Sambungan terputus. Isian ini disimpan sementara")
    desk.page.wait_for_function("localStorage.length > 0")
    assert "Musi" not in desk.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    desk.page.close()
    assert not FormDraft.objects.exists()
    context.set_offline(False)
    again = Desk(context.new_page(), desk.base, desk.user)
    again.open("/ikm/baru/")
    again.sees("Ada isian yang belum disimpan dari")
    again.follow("Pakai")
    expect(again.field("Nama IKM")).to_have_value("Konveksi Musi")
    assert again.page.evaluate("localStorage.length") == 0


def test_when_the_answer_is_lost_sending_again_makes_no_second_row(at_work):
    desk, _activity = at_work
    desk.open("/ikm/baru/")
    desk.fill("Nama IKM", "Konveksi Musi")

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    desk.page.route("**/ikm/baru/", lose_the_answer)
    save = desk.page.locator("main").get_by_role("button", name="Simpan")
    save.click()
    desk.sees("Sambungan terputus. Isian Anda aman; kirim lagi.")
    expect(save).to_be_enabled()
    assert Business._base_manager.count() == 1
    desk.look("kirim-lagi")
    desk.page.unroute("**/ikm/baru/")
    desk.press("Simpan")
    desk.sees("Tersimpan.", "Konveksi Musi")
    assert Business._base_manager.count() == 1
    assert not FormDraft.objects.exists()


def test_a_fault_in_the_form_is_shown_as_ever(at_work):
    desk, _activity = at_work
    desk.open("/ikm/baru/")
    desk.press("Simpan")
    desk.sees("Belum tersimpan. Perbaiki isian berikut")
