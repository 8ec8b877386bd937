"""The catalogue: every problem has a sentence that says where, what and what to do; none shows a value (R3, R14)."""

from __future__ import annotations

import pytest

from participants.imports.issues import ASK, CATALOGUE, ERROR, OK, WARNING, sentence, title, verdict

PARAMS = {
    "limit": 200, "found": 15, "first": 7, "name": "Contoh", "age": 12, "suggestion": "", "names": "Kota Palembang",
    "fields": "Alamat",
}  # fmt: skip


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_has_one_full_sentence(code):
    said = sentence(27, "No. KTP", code, PARAMS)
    assert said.startswith("Baris 27, kolom No. KTP: ")
    assert said.endswith(".")
    assert "%" not in said
    assert str(CATALOGUE[code].cure).strip()
    assert CATALOGUE[code].severity in (ERROR, ASK, WARNING)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_has_a_heading_without_parameters(code):
    assert title(code)[0].isupper()
    assert "%" not in title(code)


def test_a_sentence_without_column_names_the_row():
    assert sentence(3, "", "name_missing", {}) == "Baris 3: nama kosong. Isi nama lengkap sesuai KTP."


def test_the_destroyed_digit_is_said_as_language_md_says_it():
    assert sentence(27, "No. KTP", "nik_numeric", {}) == (
        "Baris 27, kolom No. KTP: NIK terbaca sebagai angka sehingga digit ke-16 hilang. "
        "Ubah format kolom menjadi Teks, ketik ulang NIK dari KTP, lalu unggah lagi."
    )


@pytest.mark.parametrize(
    ("codes", "worst"),
    [
        ([], OK),
        (["nik_missing"], WARNING),
        (["nik_missing", "date_ambiguous"], ASK),
        (["date_ambiguous", "nik_length", "nik_missing"], ERROR),
    ],
)
def test_the_gravest_issue_makes_the_verdict(codes, worst):
    assert verdict(codes) == worst
