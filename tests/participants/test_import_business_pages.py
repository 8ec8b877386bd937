"""The pages and the command of lists of IKM: who may, what they say, and that our own list comes back unchanged."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from participants.imports.kinds import KINDS
from participants.imports.locate import locate
from participants.imports.map import map_headers
from participants.imports.read import read
from participants.imports.template_columns import OF_BUSINESSES
from participants.models import BatchState, Business, ImportBatch, ListOf
from tests import make
from tests.participants.imports.sheets import csv, xlsx

pytestmark = pytest.mark.django_db
HEADS = ["Nama Usaha", "Nama Pemilik", "Kab/Kota"]
MAJU = ["CV Maju", "Siti", "Kota Palembang"]
NEW = reverse("participants:import_new_businesses")


@pytest.fixture(autouse=True)
def places(db):
    return [make.regency("16.71"), make.regency("16.74")]


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return officer_sumsel


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    def post(url, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(url, data or {})
        return client.get(answer.url) if answer.status_code == 302 else answer

    return post


@pytest.fixture
def upload(send):
    def sent(data, name="ikm.xlsx", **more):
        page = send(NEW, {"file": SimpleUploadedFile(name, data), "province": "16", **more})
        return page, ImportBatch._base_manager.order_by("pk").last()

    return sent


def url(name, batch):
    return reverse(f"participants:import_{name}", args=[batch.pk])


def text(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_a_list_is_uploaded_shown_saved_and_taken_back(officer, client, upload, send):
    assert f'href="{NEW}"' in client.get(reverse("participants:business_list")).content.decode()
    page, batch = upload(xlsx(HEADS, MAJU, ["", "Budi", "Kota Palembang"]))
    assert "1 baris dapat disimpan, 1 baris belum." in text(page)
    assert "Nama IKM kosong." in text(page)
    assert "CV Maju" in text(page)
    assert "Kota Palembang" in text(page)
    assert "CV Maju" not in text(client.get(reverse("participants:business_list")))
    page = send(url("commit", batch), {"pilihan": "baik"})
    assert "IKM baru" in text(page)
    assert "CV Maju" in text(client.get(reverse("participants:business_list")))
    assert "ikm.xlsx · IKM" in text(client.get(reverse("participants:import_list")))
    page = client.get(url("undo", batch))
    assert "Kepesertaan" not in text(page)
    page = send(url("undo", batch), {"reason": "Salah berkas"})
    assert "Salah berkas" in text(page)
    assert re.search(
        "Riwayat .*membatalkan seluruh isi daftar ikm.xlsx .*menyimpan IKM .*mengunggah daftar", text(page)
    )
    assert not Business._base_manager.exists()


def test_a_row_is_mended_in_the_preview(officer, upload, send, client):
    _page, batch = upload(xlsx(HEADS, ["", "Budi", "Kota Palembang"]))
    mend = reverse("participants:import_mend", args=[batch.pk, 2])
    form = client.get(mend).context["form"]
    assert list(form.fields) == ["business_name", "owner_name", "business_regency"]
    page = send(mend, {"business_name": "Sumber", "owner_name": "Budi", "business_regency": "16.74"})
    assert "1 baris dapat disimpan, 0 baris belum." in text(page)
    assert "Kota Prabumulih" in text(page)


def test_likely_ikm_are_compared_side_by_side(officer, upload, send, client, places):
    known = make.business(name="Maju", regency=places[1], address="Jl. Lama")
    page, batch = upload(xlsx([*HEADS, "Alamat"], [*MAJU, "Jl. Baru"]))
    assert "1 IKM pada daftar ini mungkin sudah tercatat." in text(page)
    page = client.get(url("businesses", batch))
    assert all(word in text(page) for word in ("Jl. Lama", "Jl. Baru", "Kota Palembang", "Kota Prabumulih"))
    [key] = [issue.params["key"] for issue in batch.issues.all()]
    page = send(url("businesses", batch), {f"ikm-{key}": str(known.pk)})
    assert "IKM ini sudah tercatat." in text(page)


def test_columns_can_be_chosen_among_what_an_ikm_has(officer, upload, send):
    page, batch = upload(xlsx(["Nama Lengkap", "Barang"], ["Maju", "Masker"]))
    assert batch.state == BatchState.UNREADABLE
    assert "Tidak ada kolom nama IKM" in text(page)
    assert [key for key, _label in page.context["field_choices"]] == list(KINDS[ListOf.BUSINESSES].fields)
    page = send(url("settle", batch), {"kolom-0": "business_name", "kolom-1": "nik"})
    assert "1 baris dapat disimpan" in text(page)


def test_a_list_is_thrown_away(officer, upload, send):
    _page, batch = upload(xlsx(HEADS, MAJU))
    page = send(url("discard", batch))
    assert page.request["PATH_INFO"] == reverse("participants:business_list")


def test_r1_others_learn_nothing(officer, upload, client, officer_bali, regency_officer_palembang):
    _page, batch = upload(xlsx(HEADS, MAJU))
    for stranger in (officer_bali, regency_officer_palembang):
        client.force_login(stranger)
        for name in ("batch", "undo", "businesses", "issues"):
            assert client.get(url(name, batch)).status_code == 404
        for name in ("commit", "settle", "discard"):
            assert client.post(url(name, batch)).status_code == 404
        assert "ikm.xlsx" not in text(client.get(reverse("participants:import_list")))


def test_r1_a_regencys_officer_imports_for_that_regency(client, regency_officer_palembang, upload, send):
    client.force_login(regency_officer_palembang)
    page, batch = upload(xlsx(HEADS, MAJU, ["Jaya", "Budi", "Kota Prabumulih"]))
    assert batch.regency_id == "16.71"
    assert "1 baris dapat disimpan, 1 baris belum." in text(page)
    send(url("commit", batch), {"pilihan": "baik"})
    assert [str(one) for one in Business._base_manager.all()] == ["CV Maju"]


def test_r1_nobody_imports_into_another_province(officer, upload):
    page, batch = upload(xlsx(HEADS, MAJU), province="51")
    assert batch is None
    assert page.status_code == 200


def test_jakarta_finds_no_button(client, reviewer):
    client.force_login(reviewer)
    assert NEW not in client.get(reverse("participants:business_list")).content.decode()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_template_can_be_filled_in_and_sent_back(officer, client, upload, language):
    client.cookies["django_language"] = language
    data = client.get(reverse("participants:import_template_businesses")).getvalue()
    book = openpyxl.load_workbook(io.BytesIO(data))
    with translation.override(language):
        assert [cell.value for cell in book.active[1]] == [one.label for one in OF_BUSINESSES]
    table = locate(read(data))
    kind = KINDS[ListOf.BUSINESSES]
    columns = map_headers(table, fields=kind.fields, settle=kind.settle)
    assert [column.field for column in columns] == [one.key for one in OF_BUSINESSES]
    book.active.append(["Maju", "Siti", "Jl. A", "", "", "Kota Palembang"])
    out = io.BytesIO()
    book.save(out)
    _page, batch = upload(out.getvalue())
    assert (batch.counts["rows"], batch.counts["ok"]) == (1, 1)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_r16_our_own_list_of_ikm_comes_back_unchanged(officer, client, upload, places, kind, language):
    for place in (places[0], places[1], None):
        make.business(name="Maju", regency=place, owner_name="Siti", product="Masker", workers=3)
        make.business(name="Jaya", regency=place, address="Jl. A, No. 1", workers_male=1, workers_female=0)
        make.business(name="Jaya", regency=place, address="Jl. B", kbli="14111", kbli_edition="2020")
    make.business(name="Nama Saja")
    make.business(name="Ber-NIB", nib="1234567890123", village="Sako", district="Ilir", regency=places[0])
    before = list(Business._base_manager.order_by("pk").values())
    client.cookies["django_language"] = language
    answer = client.get(reverse("participants:business_list"), {"_export": kind})
    _page, batch = upload(answer.getvalue(), f"ikm.{kind}")
    assert batch.columns[1]["header"] == {"id": "Nama Pemilik", "en": "Owner"}[language]
    assert batch.state == BatchState.CHECKED
    expected = {"rows": 11, "unchanged": 11, "created": 0, "error": 0, "ask": 0}
    assert {key: batch.counts[key] for key in expected} == expected, list(batch.issues.values_list("row", "code"))
    assert list(Business._base_manager.order_by("pk").values()) == before


@pytest.fixture
def run(tmp_path, officer_sumsel, capsys):
    """Run the command on a file: exit code, report, what was printed."""

    def ran(data, *options, by=officer_sumsel, province="16"):
        file, report = tmp_path / "ikm.csv", tmp_path / "laporan.json"
        file.write_bytes(data)
        args = [str(file), "--province", province, "--user", by.username, "--report", str(report), *options]
        code, said = 0, ""
        try:
            call_command("import_businesses", *args)
        except SystemExit as ended:
            code = ended.code
        except CommandError as refused:
            code, said = refused.returncode, str(refused)
        return code, json.loads(report.read_text()) if report.exists() else None, said or capsys.readouterr().out

    return ran


def test_the_command_imports_and_reports(run):
    code, report, said = run(csv(HEADS, MAJU, ["", "Budi", "Kota Palembang"]))
    assert code == 1
    assert report["columns"] == [
        {"header": "Nama Usaha", "field": "business_name"},
        {"header": "Nama Pemilik", "field": "owner_name"},
        {"header": "Kab/Kota", "field": "business_regency"},
    ]
    assert [(row["verdict"], [issue["code"] for issue in row["issues"]]) for row in report["rows"]] == [
        ("ok", []),
        ("error", ["business_name_missing"]),
    ]
    assert said == "rows: 2, ok: 1, warning: 0, error: 1, ask: 0, created: 1, updated: 0, unchanged: 0\n"
    assert Business._base_manager.get().batch.kind == ListOf.BUSINESSES
    assert run(csv(HEADS, MAJU))[0] == 0


def test_the_command_looks_only_when_told_so(run):
    assert run(csv(HEADS, MAJU), "--dry-run")[1]["summary"]["created"] == 1
    assert not Business._base_manager.exists()
    assert not ImportBatch._base_manager.exists()


def test_the_command_takes_decisions(run, tmp_path):
    decisions = tmp_path / "keputusan.json"
    decisions.write_text(json.dumps({"fields": {"Barang": "product"}}))
    run(csv([*HEADS, "Barang"], [*MAJU, "Masker"]), "--decisions", str(decisions))
    assert Business._base_manager.get().product == "Masker"
    decisions.write_text(json.dumps({"fields": {"Barang": "nik"}}))
    assert run(csv(HEADS, MAJU), "--decisions", str(decisions))[0] == 2


def test_r1_the_command_knows_no_other_province(run, officer_bali, reviewer):
    assert run(csv(HEADS, MAJU), by=officer_bali)[0] == 2
    assert run(csv(HEADS, MAJU), by=reviewer)[0] == 2
    assert run(csv(HEADS, MAJU), province="99")[0] == 2
    assert not Business._base_manager.exists()
