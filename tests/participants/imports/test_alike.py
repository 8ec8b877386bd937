"""Which IKM of a list are known already: surely, surely not, or only a person can tell."""

from __future__ import annotations

from datetime import date

import pytest

from participants.imports.alike import NEW, answer_key
from participants.imports.check import check
from participants.imports.match import match
from participants.imports.parse import Parsed
from programs.regions import RegionIndex
from tests import make

from .sheets import parsed

NIB, OTHER_NIB = "9120301234567", "9120301234568"
PHONE = "+6281234567890"
PALEMBANG, PRABUMULIH = "Kota Palembang", "Kota Prabumulih"
HEADS = ["Nama", "Nama IKM", "Kab/Kota", "NIB", "No HP"]


@pytest.fixture
def places(db):
    return make.regency("16.71"), make.regency("16.74")


@pytest.fixture
def compared(activity_sumsel, officer_sumsel, places):
    """Rows of (IKM, regency, NIB, phone) compared as the preview does it."""

    def against(*rows, answers=None, by=officer_sumsel, activity=activity_sumsel, heads=HEADS):
        values = parsed(heads, *[[f"Orang {n}", *row] for n, row in enumerate(rows)])
        check(values, RegionIndex.from_database(), "16", date(2020, 7, 1))
        return match(values, activity, answers, by=by)

    return against


def asked(found):
    return [issue.row for issue in found.issues if issue.code == "business_likely"]


def test_the_same_nib_is_the_same_ikm_whatever_it_is_called(compared):
    known = make.business(name="Maju Jaya", nib=NIB)
    found = compared(["Nama Baru", PALEMBANG, NIB, ""])
    assert (found.business, asked(found)) == ({2: known.pk}, [])


def test_the_same_name_in_the_same_regency_is_the_same_ikm(compared, places):
    known = make.business(name="Maju Jaya", regency=places[0])
    make.business(name="Maju Jaya", regency=places[1])
    found = compared(["CV. MAJU JAYA", PALEMBANG, NIB, ""], ["Maju Jaya", PALEMBANG, "", ""])
    assert (found.business, asked(found)) == ({2: known.pk, 3: known.pk}, [])


def test_a_different_nib_is_a_different_ikm_and_no_question(compared, places):
    make.business(name="Maju Jaya", regency=places[0], nib=NIB, phone=PHONE)
    found = compared(["Maju Jaya", PALEMBANG, OTHER_NIB, "081234567890"])
    assert (found.business, asked(found)) == ({}, [])


@pytest.mark.parametrize(
    ("stored", "listed"),
    [(["16.74"], PALEMBANG), ([None], PALEMBANG), (["16.71"], ""), ([None], ""), (["16.71", "16.71"], PALEMBANG)],
    ids=["elsewhere", "stored without regency", "listed without regency", "both without regency", "several"],
)
def test_r14_what_may_be_the_same_is_asked_once_per_ikm(compared, stored, listed):
    for code in stored:
        make.business(name="Maju Jaya", regency=make.regency(code) if code else None)
    found = compared(["Maju Jaya", listed, "", ""], ["CV Maju Jaya", listed, "", ""], ["Lain", listed, "", ""])
    assert (found.business, asked(found)) == ({}, [2, 3])
    assert len({issue.params["key"] for issue in found.issues if issue.code == "business_likely"}) == 1


def test_r14_the_same_telephone_under_another_name_is_asked(compared, places):
    make.business(name="Maju Jaya", regency=places[0], phone=PHONE)
    found = compared(["Sumber Rejeki", PALEMBANG, "", "0812-3456-7890"])
    assert (found.business, asked(found)) == ({}, [2])


def test_an_answer_settles_all_rows_of_the_ikm(compared, places):
    known = make.business(name="Maju Jaya", regency=places[1])
    rows = (["Maju Jaya", PALEMBANG, "", ""], ["Maju Jaya", PALEMBANG, "", ""])
    key = answer_key("CV Maju Jaya|16.71")
    assert compared(*rows, answers={key: known.pk}).business == {2: known.pk, 3: known.pk}
    for answers in ({key: NEW}, NEW):
        found = compared(*rows, answers=answers)
        assert (found.business, asked(found)) == ({}, [])


def test_an_answer_that_names_an_unlike_ikm_is_asked_again(compared, places):
    make.business(name="Maju Jaya", regency=places[1])
    stranger = make.business(name="Lain", regency=places[1])
    found = compared(["Maju Jaya", PALEMBANG, "", ""], answers={answer_key("Maju Jaya|16.71"): stranger.pk})
    assert (found.business, asked(found)) == ({}, [2])


def test_r1_nobody_is_asked_about_an_ikm_they_may_not_see(compared, office_sumsel, places):
    make.business(name="Maju Jaya", regency=places[1])
    of_palembang = make.user("petugas_kabkota", office_sumsel, regency=places[0])
    assert asked(compared(["Maju Jaya", PALEMBANG, "", ""], by=of_palembang)) == []


def test_an_ikm_of_another_province_is_neither_known_nor_asked_about(compared):
    make.business("51", name="Maju Jaya", nib=NIB, phone=PHONE)
    found = compared(["Maju Jaya", PALEMBANG, NIB, "081234567890"])
    assert (found.business, asked(found)) == ({}, [])


def test_nothing_is_asked_for_a_row_that_changes_nothing(compared, activity_sumsel, officer_sumsel, places):
    make.business(name="Maju Jaya", regency=places[1])
    make.participation(activity_sumsel, officer_sumsel, person=make.person(name="Orang 0"))
    assert asked(compared(["Maju Jaya", PALEMBANG, "", ""], ["Maju Jaya", PALEMBANG, "", ""])) == [3]


def test_a_commit_asks_nothing(compared, places):
    make.business(name="Maju Jaya", regency=places[1])
    found = compared(["Maju Jaya", PALEMBANG, "", ""], by=None)
    assert (found.business, asked(found)) == ({}, [])


@pytest.mark.parametrize(
    ("workers", "investment", "told"),
    [(20, 15_000_000_001, True), (20, 15_000_000_000, False), (19, 10**12, False), (None, 10**12, False)],
)
def test_figures_of_a_large_industry_are_told(activity_sumsel, workers, investment, told):
    values = {"name": ["Siti"], "business_name": ["Maju"], "workers": [workers], "investment": [investment]}
    found = match(Parsed([2], values, {"investment": "Nilai Investasi"}), activity_sumsel)
    assert [(issue.row, issue.column, issue.code) for issue in found.issues] == (
        [(2, "Nilai Investasi", "business_large")] if told else []
    )
