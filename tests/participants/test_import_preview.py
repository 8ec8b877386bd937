"""The preview as an officer works in it: search, mend a row in its place, compare IKM that may be known already."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from participants.imports.alike import answer_key
from participants.models import Business, ImportBatch, Participation
from tests import make
from tests.participants.imports.sheets import NIK, NIK_MAN, xlsx

HEADS = ["Nama Lengkap", "NIK", "L/P", "Tgl Lahir", "Kab/Kota", "Nama IKM", "No HP"]
SITI = ["Siti Aminah", NIK, "P", "15/06/1985", "Kota Palembang", "Maju Jaya", "081234567890"]
BUDI = ["Budi Santoso", "167101150685999", "x", "31/02/1985", "Kota Entah", "Sinar", "12"]


@pytest.fixture
def officer(client, officer_sumsel):
    make.regency("16.71")
    make.regency("16.74")
    client.force_login(officer_sumsel)
    return officer_sumsel


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    def post(url, data=None, **more):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(url, data or {}, **more)
        return client.get(answer.url, **more) if answer.status_code == 302 else answer

    return post


@pytest.fixture
def upload(officer, send, activity_sumsel):
    def sent(*rows):
        file = SimpleUploadedFile("daftar.xlsx", xlsx(HEADS, *rows))
        page = send(reverse("participants:import_new", args=[activity_sumsel.code]), {"file": file})
        return page, ImportBatch._base_manager.order_by("pk").last()

    return sent


def text(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def mend_url(batch, number):
    return reverse("participants:import_mend", args=[batch.pk, number])


def ikm_url(batch):
    return reverse("participants:import_businesses", args=[batch.pk])


def numbers(page):
    return [row["number"] for row in page.context["rows"]]


def form_of(page, **changed):
    """What a browser would send: the form as drawn, with some cells changed."""
    form = page.context["form"]
    drawn = {key: form.get_initial_for_field(field, key) or "" for key, field in form.fields.items()}
    return {key: value for key, value in drawn.items() if not key.endswith("-kosong")} | changed


@pytest.mark.parametrize("words", ["siti", "AMINAH", "cv. maju jaya", "maju"])
def test_rows_are_found_by_person_and_ikm(upload, client, words):
    _page, batch = upload(SITI, BUDI)
    assert numbers(client.get(batch.get_absolute_url(), {"cari": words})) == [2]


def test_the_search_is_kept_with_verdict_and_problem(upload, client):
    _page, batch = upload(SITI, BUDI)
    page = client.get(batch.get_absolute_url(), {"cari": "budi", "status": "error", "kode": "sex_unread"})
    assert numbers(page) == [3]
    assert {one["url"] for one in page.context["filters"]} >= {"?kode=sex_unread&cari=budi"}
    assert "?status=error&cari=budi" in {one["url"] for one in page.context["problems"]}
    assert 'href="?status=error&amp;kode=sex_unread#baris"' in page.content.decode()  # the chip that ends the search


def test_r3_a_nik_typed_into_the_search_leaves_the_address(upload, client):
    _page, batch = upload(SITI)
    answer = client.get(batch.get_absolute_url(), {"cari": NIK, "status": "ok"})
    assert (answer.status_code, answer.url) == (302, f"{batch.get_absolute_url()}?status=ok")


def test_what_stands_in_a_faulty_cell_is_shown_and_a_nik_by_its_ends_only(upload):
    page, _batch = upload(BUDI)
    for told in ("x", "31/02/1985", "Kota Entah", "1671•••••••••99"):
        assert f"Isi sel: “{told}”." in text(page)
    assert BUDI[1] not in page.content.decode()


def test_a_row_is_mended_on_its_page_and_the_figures_follow(upload, client, send):
    page, batch = upload(SITI, BUDI)
    assert "1 baris dapat disimpan, 1 baris belum." in text(page)
    page = client.get(mend_url(batch, 3))
    assert "Perbaiki baris 3" in text(page)
    texts = {"nik": NIK_MAN, "sex": "L", "birth_date": "15/06/1985", "regency": "16.71", "phone": ""}
    page = send(mend_url(batch, 3), form_of(page, **texts))
    assert "Baris 3 diperbaiki dan diperiksa ulang." in text(page)
    assert "2 baris dapat disimpan, 0 baris belum." in text(page)
    assert [row["issues"] for row in page.context["rows"]] == [[], []]


def test_only_what_was_changed_is_kept(upload, client, send, officer):
    _page, batch = upload(SITI, BUDI)
    send(mend_url(batch, 3), form_of(client.get(mend_url(batch, 3)), sex="L"))
    assert [(cell.row, cell.field, cell.text, cell.mended_by) for cell in batch.mended.all()] == [
        (3, "sex", "L", officer)
    ]


def test_r3_the_number_never_travels_to_the_form(upload, client):
    _page, batch = upload(SITI, BUDI)
    for number, secret in ((2, NIK), (3, BUDI[1])):
        page = client.get(mend_url(batch, number))
        assert secret not in page.content.decode()
        assert page.context["form"].initial["nik"] == ""


@pytest.mark.parametrize("slipped", [NIK, "1671 0155 0685 9999"])
def test_r3_a_nik_that_slipped_into_another_column_is_not_shown_either(upload, client, slipped):
    page, batch = upload([*SITI[:6], slipped])
    for shown in (page, client.get(mend_url(batch, 2))):
        assert "Nomor telepon tidak lengkap" in text(shown) or "nomor telepon tidak lengkap" in text(shown)
        assert slipped not in shown.content.decode()


def test_an_empty_number_stays_and_the_tick_empties_it(upload, client, send):
    _page, batch = upload(SITI)
    send(mend_url(batch, 2), form_of(client.get(mend_url(batch, 2))))
    assert not batch.mended.exists()
    page = send(mend_url(batch, 2), form_of(client.get(mend_url(batch, 2)), **{"nik-kosong": "on"}))
    assert "NIK kosong." in text(page)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ({"nik": "123"}, "NIK terdiri atas 3 angka, seharusnya 16."),
        ({"birth_date": "15/06/85"}, "Tulis tahunnya empat angka, misalnya 15/06/1985."),
        ({"phone": "12 34"}, "Nomor telepon tidak lengkap"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_with_all_that_was_typed(upload, client, send, cell, told):
    _page, batch = upload(SITI)
    page = send(mend_url(batch, 2), form_of(client.get(mend_url(batch, 2)), name="Siti Baru", **cell))
    assert told in text(page)
    assert page.context["form"]["name"].value() == "Siti Baru"
    assert not batch.mended.exists()


def test_a_text_of_the_file_is_never_markup(upload, client):
    _page, batch = upload([*SITI[:3], "<script>x</script>", *SITI[4:]])
    assert "<script>x" not in client.get(mend_url(batch, 2)).content.decode()
    assert "<script>x" not in client.get(batch.get_absolute_url()).content.decode()


def test_mending_in_place_answers_the_rows_that_were_shown(upload, client, send):
    _page, batch = upload(SITI, BUDI)
    inside = {"HX-Request": "true", "HX-Target": "pratinjau"}
    page = send(f"{mend_url(batch, 3)}?status=error", {"sex": "?"}, headers=inside)
    assert (page["HX-Retarget"], page["HX-Reselect"]) == ("#perbaikan-3", "#perbaikan-3")
    drawn = client.get(f"{mend_url(batch, 3)}?status=error", headers=inside)
    page = send(f"{mend_url(batch, 3)}?status=error", form_of(drawn, sex="L"), headers=inside)
    assert page.request["QUERY_STRING"] == "status=error&diperbaiki=3"
    assert numbers(page) == [3]
    assert 'id="pratinjau"' in page.content.decode()


def test_r1_a_stranger_learns_nothing(upload, client, officer_bali):
    _page, batch = upload(SITI, BUDI)
    client.force_login(officer_bali)
    assert [client.get(url).status_code for url in (mend_url(batch, 3), ikm_url(batch))] == [404, 404]


def test_a_row_that_the_list_has_not_is_not_found(upload, client):
    _page, batch = upload(SITI)
    assert client.get(mend_url(batch, 99)).status_code == 404


@pytest.fixture
def known(officer):
    """An IKM in another regency that the list's Maju Jaya may be."""
    return make.business(name="CV Maju Jaya", regency=make.regency("16.74"), phone="+6281234567890", product="Masker")


def test_ikm_that_may_be_known_are_compared_side_by_side(known, upload, client):
    page, batch = upload(SITI, [*SITI[:1], NIK_MAN, "L", "15/06/1985", *SITI[4:]])
    assert "1 IKM pada daftar ini mungkin sudah tercatat." in text(page)
    assert "0 baris dapat disimpan, 2 baris belum." in text(page)
    page = client.get(ikm_url(batch))
    [pair] = page.context["pairs"]
    assert (pair["key"], pair["rows"]) == (answer_key("Maju Jaya|16.71"), [2, 3])
    assert [cell["label"] for cell in pair["known"][0][1] if cell["differs"]] == ["Nama IKM", "Kabupaten/kota"]
    assert "81234567890" not in page.content.decode()


@pytest.mark.parametrize("same", [True, False])
def test_one_answer_settles_the_ikm(known, upload, send, same):
    _page, batch = upload(SITI)
    page = send(ikm_url(batch), {f"ikm-{answer_key('Maju Jaya|16.71')}": known.pk if same else "baru"})
    assert "1 baris dapat disimpan, 0 baris belum." in text(page)
    send(reverse("participants:import_commit", args=[batch.pk]), {"pilihan": "semua"})
    firm = Participation._base_manager.get(batch=batch).business
    assert ((firm == known), Business._base_manager.count()) == (same, 1 if same else 2)


def test_all_can_be_called_new_at_once(known, upload, send):
    make.business(name="Sinar", regency=make.regency("16.74"))
    _page, batch = upload(SITI, ["Rina", "", "P", "", "", "Sinar", ""])
    page = send(ikm_url(batch), {"semua": "baru"})
    assert "2 baris dapat disimpan, 0 baris belum." in text(page)


def test_an_answer_that_nobody_offered_is_asked_again(known, upload, send):
    _page, batch = upload(SITI)
    stranger = make.business("51", name="Maju Jaya")
    page = send(ikm_url(batch), {f"ikm-{answer_key('Maju Jaya|16.71')}": stranger.pk})
    assert "1 IKM pada daftar ini mungkin sudah tercatat." in text(page)


def test_without_a_question_the_page_leads_back(upload, client):
    _page, batch = upload(SITI)
    answer = client.get(ikm_url(batch))
    assert (answer.status_code, answer.url) == (302, batch.get_absolute_url())
