"""Step 6: who is known here, in this province, or (told without saying by whom) in another one."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dekon_portal.core.nik import mask
from participants.imports.match import match
from tests import make

from .sheets import NIK, NIK_MAN, parsed

BORN = date(1985, 6, 15)


def matched(activity, headers, *rows):
    values = parsed(headers, *rows)
    if "regency" in values.values:
        values.values["regency"] = ["16.71" if text else None for text in values.values["regency"]]
    return match(values, activity)


def codes(found):
    return [(issue.row, issue.code) for issue in found.issues]


def test_a_person_is_known_by_nik_whatever_title_is_written(activity_sumsel):
    siti = make.person(name="Siti Aminah", nik=NIK)
    found = matched(activity_sumsel, ["Nama", "NIK"], ["Hj. SITI AMINAH, S.E.", NIK], ["Budi", NIK_MAN])
    assert (found.person, codes(found)) == ({2: siti.pk}, [])


def test_the_same_nik_under_another_name_is_an_error_that_says_whose_it_is(activity_sumsel):
    make.person(name="Siti Aminah", nik=NIK)
    found = matched(activity_sumsel, ["Nama", "NIK"], ["Rina Wati", NIK])
    assert found.person == {}
    assert [(issue.code, issue.params) for issue in found.issues] == [("nik_other_name", {"name": "Siti Aminah"})]


def test_r1_a_name_of_another_regency_is_not_told_in_a_regencys_activity(office_sumsel, officer_sumsel):
    activity = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))
    make.person(name="Siti Aminah", nik=NIK, regency=make.regency("16.74"))
    [issue] = matched(activity, ["Nama", "NIK"], ["Rina Wati", NIK]).issues
    assert issue.params == {"name": "orang lain"}


def test_a_person_without_nik_is_known_by_name_and_birth_date(activity_sumsel):
    siti = make.person(name="Siti Aminah", birth_date=BORN)
    make.person(name="Budi", nik=NIK_MAN, birth_date=BORN)
    found = matched(
        activity_sumsel,
        ["Nama", "Tanggal Lahir"],
        ["Siti Aminah", BORN],
        ["Siti Aminah", date(1990, 1, 2)],
        ["Budi", BORN],
    )
    assert found.person == {2: siti.pk}


def test_a_masked_nik_of_our_own_export_is_recognised_with_the_name(activity_sumsel):
    siti = make.person(name="Siti Aminah", nik=NIK)
    found = matched(activity_sumsel, ["Nama", "NIK"], ["Siti Aminah", mask(NIK)], ["Rina Wati", mask(NIK)])
    assert (found.person, codes(found)) == ({2: siti.pk}, [(3, "nik_masked")])


def test_a_masked_nik_that_two_people_of_one_name_share_is_refused(activity_sumsel):
    for n in (1, 2):
        make.person(name="Siti Aminah", nik=make.nik(n))
    found = matched(activity_sumsel, ["Nama", "NIK"], ["Siti Aminah", mask(make.nik(1))])
    assert (found.person, codes(found)) == ({}, [(2, "nik_masked")])


def test_people_of_the_activity_are_told_and_change_nothing(activity_sumsel, officer_sumsel):
    siti = make.person(name="Siti Aminah", nik=NIK)
    make.participation(activity_sumsel, officer_sumsel, person=siti)
    found = matched(activity_sumsel, ["Nama", "NIK"], ["Siti Aminah", NIK])
    assert (found.here, codes(found)) == ({2}, [(2, "already_here")])


@pytest.mark.parametrize(
    ("stored", "row", "here"),
    [(None, "", True), (BORN, "", True), (None, BORN, True), (BORN, BORN, True), (BORN, date(1990, 1, 2), False)],
)
def test_r16_a_name_of_the_activity_without_nik_is_one_person_unless_birth_dates_differ(
    activity_sumsel, officer_sumsel, stored, row, here
):
    siti = make.person(name="Siti Aminah", birth_date=stored, nik=NIK if stored else None)
    make.participation(activity_sumsel, officer_sumsel, person=siti)
    found = matched(activity_sumsel, ["Nama", "Tanggal Lahir"], ["Siti Aminah", row])
    assert (found.here, codes(found)) == (({2}, [(2, "same_name_here")]) if here else (set(), []))


def test_a_person_twice_in_the_file_without_nik_is_told_with_the_first_row(activity_sumsel):
    rows = [["Siti Aminah", BORN], ["Budi", BORN], ["Siti Aminah", BORN], ["Ani", ""], ["Ani", ""]]
    found = matched(activity_sumsel, ["Nama", "Tanggal Lahir"], *rows)
    assert found.repeated == {4: 2}
    assert [(issue.row, issue.code, issue.params) for issue in found.issues] == [(4, "row_repeated", {"first": 2})]


@pytest.mark.parametrize("told", [(mask(NIK), NIK), (NIK, mask(NIK))], ids=["masked first", "full first"])
def test_one_person_by_the_full_nik_and_by_our_mask_of_it_is_told_as_repeated(activity_sumsel, told):
    make.person(name="Siti Aminah", nik=NIK)
    found = matched(activity_sumsel, ["Nama", "NIK"], *(["Siti Aminah", nik] for nik in told))
    assert (found.repeated, codes(found)) == ({3: 2}, [(3, "row_repeated")])


def test_r1_another_provinces_service_is_told_without_saying_whose(activity_sumsel, activity_bali, officer_bali):
    someone = make.person("51", name="Siti Aminah", nik=NIK)
    make.participation(activity_bali, officer_bali, person=someone)
    found = matched(activity_sumsel, ["Nama", "NIK"], ["Siti Aminah", NIK])
    assert found.person == {}
    assert [(issue.code, dict(issue.params)) for issue in found.issues] == [("served_elsewhere", {})]


def test_service_in_another_year_is_not_told(activity_sumsel, office_bali, officer_bali):
    activity = make.activity(office_bali, officer_bali, fiscal_year=make.year(2021))
    make.participation(activity, officer_bali, person=make.person("51", name="Siti Aminah", nik=NIK))
    assert matched(activity_sumsel, ["Nama", "NIK"], ["Siti Aminah", NIK]).issues == []


def test_an_npwp_that_another_ikm_has_is_told(activity_sumsel):
    make.business(name="Lama", npwp="012345678901000")
    heads = ["Nama", "Nama IKM", "NPWP"]
    rows = [["A", "Baru", "012345678901000"], ["B", "Satu", "112345678901000"], ["C", "Dua", "112345678901000"]]
    found = matched(activity_sumsel, heads, *rows, ["D", "Satu", "112345678901000"])
    assert codes(found) == [(2, "npwp_taken"), (4, "npwp_taken")]


def test_matching_asks_as_often_for_one_row_as_for_many(activity_sumsel):
    activity_sumsel.office  # noqa: B018 - loaded once, as every caller has it
    heads = ["Nama", "NIK", "Tanggal Lahir", "Nama IKM", "NIB", "NPWP"]

    def queries(count):
        rows = [[f"Orang {n}", make.nik(n), BORN, f"IKM {n}", "", ""] for n in range(count)]
        with CaptureQueriesContext(connection) as asked:
            matched(activity_sumsel, heads, *rows)
        return len(asked)

    assert queries(1) == queries(80)


def test_the_number_of_queries_does_not_grow_with_the_list(activity_sumsel):
    """Fifteen hundred times as many rows, and more values than a query has room for parameters on SQLite."""
    heads = ["Nama", "NIK", "Tanggal Lahir", "No HP", "Nama IKM", "NIB", "NPWP"]

    def queries(count):
        rows = [
            [f"Orang {n}", "" if n % 2 else make.nik(n + 1), BORN, f"0812{n:08d}", f"IKM {n}", "", ""]
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as caught:
            matched(activity_sumsel, heads, *rows)
        return len(caught)

    assert queries(2) == queries(3000)


def test_what_a_row_says_otherwise_than_the_record_is_told_and_never_written(activity_sumsel, officer_sumsel):
    siti = make.person(name="Siti", nik=NIK, sex="P", phone="+6281234567890", address="Jl. Lama", email="")
    make.participation(activity_sumsel, officer_sumsel, person=siti)
    heads = ["Nama", "NIK", "JK", "No HP", "Alamat", "Email"]
    same = ["Siti", NIK, "P", "081234567890", "jl. lama", ""]
    other = ["Siti", NIK, "P", "081234567891", "Jl. Baru", "siti@contoh.id"]
    found = [match(parsed(heads, row), activity_sumsel, by=officer_sumsel).issues for row in (same, other)]
    assert [[(one.code, dict(one.params)) for one in issues] for issues in found] == [
        [("already_here", {})],
        [("already_here_differs", {"fields": "Telepon, Alamat"}), ("completes", {"fields": "Surel"})],
    ]
    siti.refresh_from_db()
    assert siti.address == "Jl. Lama"
