"""The tab Laporan: who reads it, who writes a chapter, what a form refuses."""

import pytest

from programs import final_reports, review
from programs.models import Activity, ReportChapter
from tests import make

pytestmark = pytest.mark.django_db


def address(activity, rest="laporan/"):
    return f"/kegiatan/{activity.code}/{rest}"


def edit(client, activity, key="kendala", **sent):
    return client.post(address(activity, f"laporan/{key}/ubah/"), {"mode": "both", "text": "Hujan", **sent})


def written():
    return list(ReportChapter._base_manager.values_list("key", "mode", "text"))


@pytest.fixture
def approved(activity_sumsel, officer_sumsel, reviewer):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", Activity._base_manager.get(pk=activity_sumsel.pk), by=reviewer)
    return activity_sumsel


def test_the_page_shows_every_chapter_in_order_with_the_way_to_write_it(client, officer_sumsel, activity_sumsel):
    client.force_login(officer_sumsel)
    page = client.get(address(activity_sumsel)).content.decode()
    titles = [
        f"{n}. {one['title']}" for n, one in enumerate(final_reports.composed(activity_sumsel)["chapters"], start=1)
    ]
    places = [page.index(title) for title in titles]
    assert places == sorted(places)
    assert page.count("/ubah/") >= len(titles)
    assert "Draf: disusun dari data" in page


def test_a_written_chapter_is_shown_as_text_and_kept_with_its_lines(client, officer_sumsel, activity_sumsel):
    client.force_login(officer_sumsel)
    response = edit(client, activity_sumsel, text="Hujan <script>alert(1)</script>\r\n\r\nListrik padam\x07")
    assert response.url == address(activity_sumsel, "laporan/#kendala")
    assert written() == [("kendala", "both", "Hujan <script>alert(1)</script>\n\nListrik padam")]
    page = client.get(address(activity_sumsel)).content.decode()
    assert "Hujan &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert '<p class="prose">Listrik padam</p>' in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"text": "a" * 20_001}, "Teks ini 20.001 huruf, paling banyak 20.000."),
        ({"text": ""}, "Tulis teksnya, atau pilih"),
        ({"text": f"Peserta {make.nik(3)}"}, "angka sepanjang NIK"),
        ({"mode": "lain"}, "lain"),
    ],
)
def test_what_a_chapter_cannot_hold_is_told_and_nothing_is_lost(
    client, officer_sumsel, activity_sumsel, sent, sentence
):
    client.force_login(officer_sumsel)
    response = edit(client, activity_sumsel, **sent)
    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert "constraint" not in page.lower()
    assert sent.get("text", "Hujan") in page
    assert not written()


def test_exactly_20_000_characters_with_line_breaks_are_taken(client, officer_sumsel, activity_sumsel):
    client.force_login(officer_sumsel)
    assert edit(client, activity_sumsel, text="a" * 9_999 + "\r\n" + "b" * 10_000).status_code == 302
    assert len(written()[0][2]) == 20_000


def test_the_second_of_two_editors_is_told_what_the_first_wrote(client, officer_sumsel, head_sumsel, activity_sumsel):
    client.force_login(officer_sumsel)
    edit(client, activity_sumsel, text="Yang pertama")
    client.force_login(head_sumsel)
    page = edit(client, activity_sumsel, text="Yang kedua").content.decode()
    assert "Data ini baru saja diubah oleh orang lain" in page
    assert "Tersimpan oleh orang lain: Yang pertama" in page
    assert "Yang kedua" in page
    assert written() == [("kendala", "both", "Yang pertama")]
    assert edit(client, activity_sumsel, text="Keduanya", version="1").status_code == 302


def test_r8_a_chapter_of_an_approved_activity_is_refused_with_the_sentence(client, officer_sumsel, approved):
    client.force_login(officer_sumsel)
    page = edit(client, approved).content.decode()
    assert "Kegiatan ini sudah disetujui oleh Ratna Contoh" in page
    assert not written()
    assert "/laporan/kendala/ubah/" not in client.get(address(approved)).content.decode()


def test_a_chapter_that_nobody_declared_is_not_found(client, officer_sumsel, activity_sumsel):
    client.force_login(officer_sumsel)
    assert edit(client, activity_sumsel, key="karangan").status_code == 404


@pytest.mark.parametrize("rest", ["laporan/", "laporan.pdf", "laporan.docx", "laporan/kendala/ubah/"])
def test_r1_another_province_and_a_leader_find_nothing(client, officer_bali, leader, activity_sumsel, rest):
    for who in (officer_bali, leader):
        client.force_login(who)
        assert client.get(address(activity_sumsel, rest)).status_code == 404


def test_an_auditor_reads_and_downloads_but_writes_nothing(client, auditor, activity_sumsel):
    client.force_login(auditor)
    for rest in ("laporan/", "laporan.pdf", "laporan.docx"):
        assert client.get(address(activity_sumsel, rest)).status_code == 200
    assert edit(client, activity_sumsel).status_code == 403
    assert not written()


def test_downloads_are_named_by_code_and_revision_and_kept_by_no_cache(client, officer_sumsel, approved):
    client.force_login(officer_sumsel)
    for rest, how in (("laporan.pdf", "inline"), ("laporan.docx", "attachment")):
        response = client.get(address(approved, rest))
        name = f"laporan-{approved.code}-revisi-1.{rest[8:]}"
        assert response["Content-Disposition"] == f'{how}; filename="{name}"'
        assert response["Cache-Control"] == "private, no-store"


def test_an_earlier_revision_can_be_had_and_one_that_never_was_cannot(client, officer_sumsel, reviewer, approved):
    client.force_login(officer_sumsel)
    first = client.get(address(approved, "laporan.pdf")).content
    review.take("reopen", Activity._base_manager.get(pk=approved.pk), by=reviewer, comment="Periksa lagi")
    assert "Revisi 1" in client.get(address(approved)).content.decode()
    assert client.get(address(approved, "laporan.pdf?revisi=1")).content == first
    for number in ("2", "0", "99999999999", "x"):
        expected = 200 if number in ("99999999999", "x") else 404
        assert client.get(address(approved, f"laporan.pdf?revisi={number}")).status_code == expected
