"""Step 3 for a list of IKM: whose the columns are."""

from __future__ import annotations

import pytest

from participants.imports.kinds import KINDS
from participants.imports.layout import lay_out
from participants.imports.map import map_headers
from participants.models import ListOf
from tests.participants.imports.sheets import NIK, table, xlsx

KIND = KINDS[ListOf.BUSINESSES]


def fields(headers, *rows, **chosen):
    rows = rows or (["x"] * len(headers),)
    return [one.field for one in map_headers(table(headers, *rows), **chosen, fields=KIND.fields, settle=KIND.settle)]


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (["Nama"], ["business_name"]),
        (["Nama Usaha", "Nama"], ["business_name", "owner_name"]),
        (["Nama", "Nama Pemilik"], ["business_name", "owner_name"]),
        (["Nama Lengkap", "Nama Usaha"], ["owner_name", "business_name"]),
        (["Nama Perusahaan", "Penanggung Jawab"], ["business_name", "owner_name"]),
        (["Nama Lengkap"], ["owner_name"]),
    ],
)
def test_whose_name_a_column_holds(headers, found):
    assert fields(headers) == found


def test_place_and_telephone_are_the_ikms():
    headers = ["Nama IKM", "Alamat", "Desa", "Kecamatan", "Kab/Kota", "No HP"]
    assert fields(headers) == [
        "business_name", "business_address", "business_village", "business_district", "business_regency",
        "business_phone",
    ]  # fmt: skip


@pytest.mark.parametrize("headers", [["Nama IKM", "Alamat", "Alamat Usaha"], ["Nama IKM", "Alamat Pemilik", "Alamat"]])
def test_the_ikms_own_address_goes_before_another(headers):
    assert fields(headers) == ["business_name", None, "business_address"]


def test_what_is_a_persons_is_not_taken():
    headers = ["Nama IKM", "NIK", "Jenis Kelamin", "Tanggal Lahir", "Pendidikan", "Email", "NIB", "NPWP", "Omzet"]
    row = ["Maju", NIK, "P", "15/06/1985", "SMA", "a@contoh.id", "1234567890123", "0912345678901234", "1000"]
    assert fields(headers, row, row) == ["business_name", None, None, None, None, None, "nib", "npwp", "sales"]


def test_a_person_can_choose_only_what_an_ikm_has():
    chosen = {"0": "nik", "1": "product"}
    assert fields(["Nama IKM", "Ukuran"], chosen=chosen) == ["business_name", "product"]


def test_a_list_without_names_of_ikm_is_none():
    layout = lay_out(xlsx(["Nama Lengkap", "Kab/Kota"], ["Siti", "Kota Palembang"]), "daftar.xlsx", {}, KIND)
    assert layout.problem
    assert layout.problem.code == "no_business_name"
