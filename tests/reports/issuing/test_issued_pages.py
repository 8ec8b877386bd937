"""Issued reports on their pages: within whose reach, with which files, and what a stranger learns by the code."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dekon_portal.core.models import FormToken
from reports.models import IssuedReport, IssueRequest
from tests import make
from tests.reports.pages import links_of, text_of

from .scene import WHY, issued

pytestmark = pytest.mark.django_db


def page(report, name="issued", *args):
    return reverse(f"reports:{name}", args=[report.pk, *args])


def got(client, person, url):
    client.force_login(person)
    return client.get(url)


@pytest.fixture
def national(work, reviewer):
    return issued("rekap-provinsi", reviewer)


@pytest.fixture
def of_bali(work, reviewer):
    return issued("rekap-produk", reviewer, province="51")


def test_r1_a_province_sees_its_own_reports_and_national_ones_only_who_has_national_figures(
    client, national, of_bali, officer_bali, officer_sumsel, leader, auditor, reviewer
):
    seen = {
        person: [report for report in (national, of_bali) if got(client, person, page(report)).status_code == 200]
        for person in (officer_bali, officer_sumsel, leader, auditor, reviewer)
    }
    both = [national, of_bali]
    assert list(seen.values()) == [[of_bali], [], both, both, both]
    listed = got(client, officer_bali, "/laporan/terbit/")
    assert of_bali.number in text_of(listed)
    assert national.number not in text_of(listed)


def test_r1_a_regency_does_not_see_the_report_of_its_whole_province(client, of_bali, office_bali):
    person = make.user("petugas_kabkota", office_bali, regency=make.regency("51.06"))
    for name, *rest in (("issued",), ("issued_file", "xlsx"), ("issued_file", "data"), ("issued_changes",)):
        assert got(client, person, page(of_bali, name, *rest)).status_code == 404


def test_a_list_of_rows_is_not_shown_to_who_may_only_count(client, work, reviewer, leader):
    report = issued("daftar-kegiatan", reviewer)
    assert got(client, leader, page(report)).status_code == 404
    assert report.number not in text_of(got(client, leader, "/laporan/terbit/"))


@pytest.mark.parametrize(("kind", "starts"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("data", b"\x1f\x8b")])
def test_its_files_are_the_stored_bytes(client, of_bali, officer_bali, kind, starts):
    answer = got(client, officer_bali, page(of_bali, "issued_file", kind))
    held = b"".join(answer.streaming_content)
    with of_bali.files.get(kind=kind).file.open("rb") as file:
        assert held == file.read()
    assert held.startswith(starts)
    assert "rekap-produk-2020-bali-revisi1" in answer["Content-Disposition"]


def test_a_kind_of_file_that_there_is_not_and_a_lost_one_are_404(client, of_bali, officer_bali):
    assert got(client, officer_bali, page(of_bali, "issued_file", "csv")).status_code == 404
    file = of_bali.files.get(kind="pdf").file
    file.storage.delete(file.name)
    assert got(client, officer_bali, page(of_bali, "issued_file", "pdf")).status_code == 404


def test_lost_data_are_told_and_the_papers_are_still_given_out(client, of_bali, officer_bali):
    file = of_bali.files.get(kind="data").file
    file.storage.delete(file.name)
    answer = got(client, officer_bali, page(of_bali))
    assert answer.status_code == 409
    assert "hilang dari penyimpanan" in answer.content.decode()
    assert got(client, officer_bali, page(of_bali, "issued_file", "pdf")).status_code == 200


def test_the_page_shows_the_frozen_figures_and_counts_those_that_are_others_today(
    client, work, of_bali, officer_bali, reviewer
):
    text = text_of(got(client, officer_bali, page(of_bali)))
    assert "Angka hari ini masih sama" in text
    assert of_bali.files.get(kind="pdf").sha256 in text
    make.production(work, officer_bali, 500)
    text = text_of(got(client, officer_bali, page(of_bali)))
    assert "2 angka hari ini berbeda dari yang diterbitkan" in text  # the row and the sum
    assert "3.000 1 dari 2 diketahui" in text
    assert "3.500" not in text
    changed = text_of(got(client, officer_bali, f"{page(of_bali, 'issued_changes')}?dengan=hari-ini"))
    assert "Dibuat 3.000 (1 dari 2 diketahui) 3.500 (2 dari 3 diketahui) +500" in changed


def test_a_long_report_is_compared_with_today_on_a_page_of_its_own(client, work, of_bali, officer_bali, monkeypatch):
    monkeypatch.setattr("reports.issuing.today.MOST_COUNTED", 0)
    make.production(work, officer_bali, 500)
    shown = got(client, officer_bali, page(of_bali))
    assert "Angka hari ini masih sama" not in text_of(shown)
    assert f"{page(of_bali, 'issued_changes')}?dengan=hari-ini" in links_of(shown)


def test_revisions_say_what_changed_and_the_old_one_leads_to_the_new(client, work, of_bali, officer_bali, reviewer):
    make.production(work, officer_bali, 500)
    second = issued("rekap-produk", reviewer, WHY, province="51")
    old = got(client, officer_bali, page(of_bali))
    assert "Sudah direvisi" in text_of(old)
    assert page(second) in links_of(old)
    new = text_of(got(client, officer_bali, page(second)))
    assert WHY in new
    assert "2 angka berubah" in new
    listed = got(client, officer_bali, page(second, "issued_changes"))
    assert "Revisi 1" in text_of(listed)
    assert "2 angka berubah" in text_of(listed)
    assert "+500" in text_of(listed)
    sheet = got(client, officer_bali, f"{page(second, 'issued_changes')}?_export=csv")
    assert "3.500 (2 dari 3 diketahui)" in b"".join(sheet.streaming_content).decode()
    assert got(client, officer_bali, page(of_bali, "issued_changes")).status_code == 404


def test_anybody_who_sees_it_may_have_it_made_again(client, of_bali, officer_bali):
    client.force_login(officer_bali)
    answer = client.post(page(of_bali, "issued_again"), follow=True)
    assert "sama persis, bita demi bita" in answer.content.decode()


def test_jakarta_issues_from_the_reports_page_and_sent_twice_it_is_issued_once(
    client, work, reviewer, django_capture_on_commit_callbacks
):
    shown = got(client, reviewer, "/laporan/rekap-produk/?year=2020&province=51")
    url = next(link for link in links_of(shown) if "terbitkan" in link)
    assert "1 baris dibekukan" in text_of(client.get(url))
    form = {"form_token": "0b7c1f4e-6a4b-4d9c-9a51-6f0a4c2f9d11"}
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(url, form, follow=True)
    report = IssuedReport._base_manager.get()
    assert IssueRequest._base_manager.count() == FormToken.objects.count() == 1
    assert "Laporan terbit dengan nomor" in answer.content.decode()
    assert report.get_absolute_url() in links_of(got(client, reviewer, "/laporan/rekap-produk/?year=2020&province=51"))


def test_the_form_of_a_revision_asks_why_and_tells_how_much_changed(client, work, of_bali, officer_bali, reviewer):
    make.production(work, officer_bali, 500)
    url = "/laporan/rekap-produk/terbitkan/?year=2020&province=51"
    shown = text_of(got(client, reviewer, url))
    assert "Terbitkan revisi 2" in shown
    assert "Sejak itu 2 angka berubah" in shown
    assert client.post(url, {"reason": "Salah"}).status_code == 200  # the form again, not a redirect
    assert not IssueRequest._base_manager.filter(reason="Salah").exists()
    assert IssuedReport._base_manager.count() == 1


def test_the_revision_of_a_closed_year_is_refused_before_anything_is_typed(client, work, of_bali, reviewer):
    year = make.year()
    year.is_open = False
    year.save()
    answer = got(client, reviewer, "/laporan/rekap-produk/terbitkan/?year=2020&province=51")
    assert answer.status_code == 409
    assert "TA 2020 sudah ditutup" in answer.content.decode()


def test_a_province_is_offered_no_way_to_issue(client, work, officer_bali):
    shown = got(client, officer_bali, "/laporan/rekap-produk/?year=2020")
    assert not [link for link in links_of(shown) if "terbitkan" in link]


# --- By the code on the paper ---
def check(report):
    return reverse("reports:issued_verify", args=[report.check_token])


def compared(client, report, content):
    return client.post(check(report), {"file": SimpleUploadedFile("a.pdf", content)}).content.decode()


def stored(report, kind):
    with report.files.get(kind=kind).file.open("rb") as file:
        return file.read()


def test_a_stranger_learns_which_report_it_is_and_no_figure_and_no_person(client, of_bali, reviewer):
    answer = client.get(check(of_bali))
    text = text_of(answer)
    for told in (of_bali.number, "Rekap per produk", "Bali, TA 2020", "Berlaku", "Direktorat Jenderal"):
        assert told in text
    for hidden in (str(reviewer), "3.000", "Dinas"):
        assert hidden not in answer.content.decode()


def test_a_revised_report_says_so_and_which_revision_holds(client, of_bali, reviewer):
    issued("rekap-produk", reviewer, WHY, province="51")
    text = text_of(client.get(check(of_bali)))
    assert "Sudah direvisi" in text
    assert "Yang berlaku adalah revisi 2" in text


def test_a_changed_file_is_told_from_the_issued_ones(client, of_bali):
    for kind in ("pdf", "xlsx"):
        held = stored(of_bali, kind)
        assert "Sama persis dengan dokumen yang diterbitkan." in compared(client, of_bali, held)
        assert "Berbeda dari dokumen yang diterbitkan." in compared(client, of_bali, held[:-1] + b"\x00\x01")


def test_the_file_of_another_revision_is_another_file(client, work, of_bali, officer_bali, reviewer):
    make.production(work, officer_bali, 500)
    second = issued("rekap-produk", reviewer, WHY, province="51")
    assert "Berbeda dari" in compared(client, second, stored(of_bali, "pdf"))


def test_a_wrong_code_is_told_as_such(client, db):
    assert client.get("/verifikasi/laporan/tidak-ada/").status_code == 404


@pytest.mark.parametrize("name", ["issued", "issued_changes"])
def test_its_pages_take_as_many_queries_however_long_it_is(client, work, officer_bali, office_bali, reviewer, name):
    def cost():
        report = issued("daftar-kegiatan", reviewer, WHY if IssuedReport._base_manager.exists() else "")
        url = f"{page(report, name)}?dengan=hari-ini"
        got(client, reviewer, url)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    cost()
    few = cost()
    for _again in range(20):
        make.activity(office_bali, officer_bali)
    assert cost() == few <= 42
