"""CSV as Indonesian Excel, web exports and hands write it."""

from __future__ import annotations

import pytest

from participants.imports.read import Unreadable, read

from .sheets import HEADINGS, SITI, csv

ROWS = [list(map(str, row)) for row in (HEADINGS, SITI)]


def rows_of(data):
    return read(data, "daftar.csv").sheets[0].rows


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings(separator, encoding):
    assert rows_of(csv(HEADINGS, SITI, separator=separator, encoding=encoding)) == ROWS


def test_letters_of_cp1252_and_utf8_survive():
    for encoding in ("cp1252", "utf-8"):
        assert rows_of(csv(["Nama", "Usaha"], ["André", "Café “Jaya”"], encoding=encoding))[1] == [
            "André",
            "Café “Jaya”",
        ]


def test_a_decimal_comma_does_not_cut_a_semicolon_file():
    assert rows_of(csv(["Nama", "Omzet"], ["Siti", "1,5"], ["Budi", "2,5"])) == [
        ["Nama", "Omzet"],
        ["Siti", "1,5"],
        ["Budi", "2,5"],
    ]


def test_title_lines_do_not_hide_the_separator():
    data = b"DAFTAR PESERTA, TAHUN 2020\n\nNama;NIK;JK\nSiti;1;P\nBudi;2;L\n"
    assert rows_of(data)[2:] == [["Nama", "NIK", "JK"], ["Siti", "1", "P"], ["Budi", "2", "L"]]


def test_excels_own_line_about_the_separator_is_taken_at_its_word():
    assert rows_of(b"sep=;\r\nNama;Usaha\r\nSiti;A, B, C\r\n") == [["Nama", "Usaha"], ["Siti", "A, B, C"]]


@pytest.mark.parametrize("head", ['"Nama,NIK,JK"', "Nama,NIK,JK"], ids=["heading too", "only the data"])
def test_lines_quoted_as_one_field_are_cut_again(head):
    book = read(f'{head}\n"Siti,1,P"\n"Budi ""B"",2,L"\n"Ani,3,P"\n'.encode(), "a.csv")
    assert book.sheets[0].rows[0] == ["Nama", "NIK", "JK"]
    assert book.sheets[0].rows[1] == ["Siti", "1", "P"]
    assert any("satu sel" in note for note in book.notes)


def test_nul_bytes_are_dropped_and_told():
    book = read(b"Nama;NIK\r\nSi\0ti;1\r\n", "a.csv")
    assert book.sheets[0].rows[1] == ["Siti", "1"]
    assert any("NUL" in note for note in book.notes)


def test_mixed_line_ends_are_line_ends():
    assert rows_of(b"Nama;NIK\r\nSiti;1\rBudi;2\nAni;3") == [
        ["Nama", "NIK"],
        ["Siti", "1"],
        ["Budi", "2"],
        ["Ani", "3"],
    ]


def test_short_lines_are_filled_up():
    assert rows_of(b"Nama;NIK;JK\nSiti\n") == [["Nama", "NIK", "JK"], ["Siti", "", ""]]


def test_a_quoted_line_end_stays_in_its_cell():
    assert rows_of(b'Nama;Alamat\nSiti;"Jl. A\nNo. 1"\n')[1] == ["Siti", "Jl. A\nNo. 1"]


def test_a_quotation_that_never_ends_is_named_with_its_row():
    data = b'Nama;NIK;JK\nSiti;1;P\n"Budi;2;L\nAni;3;P\nEko;4;L\nTuti;5;P\n'
    with pytest.raises(Unreadable, match="baris 3"):
        read(data, "a.csv")
