"""Step 7: what a commit writes: people and IKM once, the known ones reused, nothing of what others own changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from participants import tallies
from participants.imports.commit import commit_rows
from participants.models import Business, ImportBatch, Participation, Person
from programs.models import Activity
from tests import make

from .sheets import NIK, NIK_MAN, parsed

BORN = date(1985, 6, 15)
FIRM = ["Nama", "Nama IKM", "NIB", "NPWP"]


def committed(activity, headers, *rows, regency="16.71"):
    values = parsed(headers, *rows)
    if "regency" in values.values:
        make.regency(regency)
        values.values["regency"] = [regency if text else None for text in values.values["regency"]]
    return written(activity, values)


def written(activity, values):
    """What a batch of these values does, without the steps around it."""
    by = activity.created_by
    batch = ImportBatch.of_activity(activity, uploaded_by=by, committed_by=by, file_name="daftar.xlsx")
    batch.save()
    with transaction.atomic():
        return commit_rows(Activity.locked_open(activity.pk), values, batch=batch, progress=lambda done: None)


def firms():
    return sorted(Business._base_manager.values_list("name", "nib", "npwp"))


def test_a_row_becomes_person_ikm_and_participation(activity_sumsel):
    heads = ["Nama", "NIK", "JK", "Tanggal Lahir", "No HP", "Kab/Kota", "Alamat", "Jabatan", "Nama IKM", "KBLI", "TK L"]
    row = ["Siti", NIK, "P", BORN, "081234567890", "Kota Palembang", "Jl. A", "Pemilik", "CV Maju", "13912", 3]
    outcome = committed(activity_sumsel, heads, row)
    assert (outcome.created, outcome.unchanged) == (1, 0)
    part = Participation._base_manager.select_related("person", "business").get()
    who, firm = part.person, part.business
    assert (who.name, who.nik, who.sex, who.birth_date, who.phone) == ("Siti", NIK, "P", BORN, "+6281234567890")
    assert (who.regency_id, who.address, part.position, who.province_id) == ("16.71", "Jl. A", "Pemilik", "16")
    assert (firm.name, firm.kbli, firm.kbli_edition, firm.workers_male, firm.regency_id) == (
        "CV Maju", "13912", "2020", 3, "16.71",
    )  # fmt: skip
    assert (part.office_id, part.fiscal_year_id, part.batch_row) == (activity_sumsel.office_id, 2020, 2)
    assert Person.objects.with_nik(NIK).get() == who  # found by its keyed hash, as if typed in the form
    assert Person._base_manager.get(name_key="siti") == who


def test_r4_what_the_sheet_does_not_say_stays_unknown(activity_sumsel):
    committed(activity_sumsel, ["Nama", "Nama IKM"], ["Siti", "Maju"])
    firm = Business._base_manager.get()
    assert (firm.workers, firm.workers_male, firm.sales, firm.figures_on) == (None, None, None, None)
    who = Person._base_manager.get()
    assert (who.nik, who.nik_hash, who.sex, who.birth_date) == (None, None, "", None)


def test_known_people_and_ikm_are_reused_and_stay_as_they_are(activity_sumsel):
    siti = make.person(name="Siti Aminah", nik=NIK, address="Jl. Lama")
    firm = make.business(name="Maju Jaya", product="Masker", regency=make.regency("16.71"))
    heads = ["Nama", "NIK", "Alamat", "Nama IKM", "Produk", "Kab/Kota"]
    committed(activity_sumsel, heads, ["Siti Aminah", NIK, "Jl. Baru", "CV. Maju Jaya", "Hazmat", "Kota Palembang"])
    part = Participation._base_manager.get()
    assert (part.person, part.business) == (siti, firm)
    assert Person._base_manager.get().address == "Jl. Lama"
    assert Business._base_manager.get().product == "Masker"


def test_r16_the_same_rows_again_change_nothing(activity_sumsel):
    heads = ["Nama", "NIK", "Tanggal Lahir", "Nama IKM"]
    rows = [["Siti", NIK, BORN, "Maju"], ["Budi", "", BORN, "Maju"], ["Ani", "", "", "Jaya"]]
    first, again = (committed(activity_sumsel, heads, *rows) for _ in range(2))
    assert (first.created, first.unchanged, again.created, again.unchanged) == (3, 0, 0, 3)
    assert (Person._base_manager.count(), Business._base_manager.count()) == (3, 2)


def test_one_person_in_two_rows_without_nik_takes_part_once(activity_sumsel):
    outcome = committed(activity_sumsel, ["Nama", "Tanggal Lahir"], ["Siti", BORN], ["Siti", BORN], ["Siti", ""])
    assert (outcome.created, outcome.unchanged) == (2, 1)


def test_rows_of_one_ikm_make_it_once_with_the_figures_of_the_first(activity_sumsel):
    committed(activity_sumsel, ["Nama", "Nama IKM", "TK L"], ["Siti", "CV Maju", 3], ["Budi", "Maju, C.V.", 9])
    assert list(Business._base_manager.values_list("name", "workers_male")) == [("CV Maju", 3)]
    assert Participation._base_manager.values("business").distinct().count() == 1


def test_equal_names_in_two_regencies_are_two_ikm(activity_sumsel):
    committed(activity_sumsel, ["Nama", "Nama IKM", "Kab/Kota"], ["Siti", "Maju", "x"], ["Budi", "Maju", ""])
    assert Business._base_manager.count() == 2


@pytest.mark.parametrize("nibs", [("9120301234567", ""), ("", "9120301234567")])
def test_a_row_without_nib_means_the_ikm_that_another_row_gives_a_nib(activity_sumsel, nibs):
    committed(activity_sumsel, FIRM, ["Siti", "Maju", nibs[0], ""], ["Budi", "Maju", nibs[1], ""])
    assert firms() == [("Maju", "9120301234567", "")]


def test_one_nib_is_one_ikm_and_two_nib_are_two(activity_sumsel):
    rows = [
        ["A", "Maju", "9120301234567", ""],
        ["B", "Maju II", "9120301234567", ""],
        ["C", "Maju", "9120301234568", ""],
    ]
    committed(activity_sumsel, FIRM, *rows)
    assert [(name, nib) for name, nib, _npwp in firms()] == [("Maju", "9120301234567"), ("Maju", "9120301234568")]


def test_an_npwp_belongs_to_one_ikm_of_the_province(activity_sumsel):
    make.business(name="Lama", npwp="012345678901000")
    rows = [
        ["A", "Baru", "", "012345678901000"],
        ["B", "Satu", "", "112345678901000"],
        ["C", "Dua", "", "112345678901000"],
    ]
    committed(activity_sumsel, FIRM, *rows)
    assert firms() == [
        ("Baru", "", ""),
        ("Dua", "", ""),
        ("Lama", "", "012345678901000"),
        ("Satu", "", "112345678901000"),
    ]


def test_what_was_learned_since_the_preview_counts(activity_sumsel):
    """Somebody recorded the NIK under another name meanwhile: that row stays out, the others go in."""
    make.person(name="Rina Wati", nik=NIK)
    outcome = committed(activity_sumsel, ["Nama", "NIK"], ["Siti", NIK], ["Budi", NIK_MAN])
    assert (outcome.created, outcome.unchanged) == (1, 0)
    assert Participation._base_manager.get().person.name == "Budi"


def test_the_counts_are_true_after_a_commit(activity_sumsel, officer_sumsel):
    known = make.business(name="Lama", nib="9120301234567")
    make.participation(activity_sumsel, officer_sumsel, business=known)
    rows = [["Siti", "P", "Maju", ""], ["Budi", "L", "Lama", "9120301234567"], ["Ani", "", "", ""]]
    committed(activity_sumsel, ["Nama", "JK", "Nama IKM", "NIB"], *rows)
    assert tallies.differences() == []
    assert activity_sumsel.tally.businesses == 2


def test_a_commit_asks_as_often_for_one_row_as_for_many(office_sumsel, officer_sumsel):
    heads = ["Nama", "NIK", "Tanggal Lahir", "Nama IKM", "NIB", "NPWP"]

    def queries(first, count):
        activity = make.activity(office_sumsel, officer_sumsel)
        rows = [
            [f"Orang {n}", make.nik(n), BORN, f"IKM {n}", f"91203{n:08d}", f"{n:015d}"]
            for n in range(first, first + count)
        ]
        with CaptureQueriesContext(connection) as asked:
            assert committed(activity, heads, *rows).created == count
        return len(asked)

    assert queries(1, 1) == queries(2, 20)


def test_an_ikm_has_its_own_address_and_never_the_persons_home(activity_sumsel):
    home = ["Nama", "Alamat", "Desa", "Kecamatan", "No HP", "Nama IKM"]
    committed(activity_sumsel, home, ["Siti", "Jl. Rumah", "Sukamaju", "Ilir", "081234567890", "Maju"])
    firm = Business._base_manager.get(name="Maju")
    assert (firm.address, firm.village, firm.district, firm.phone) == ("", "", "", "")
    both = ["Nama", "Alamat Rumah", "No HP", "Nama IKM", "Alamat Usaha", "Telepon IKM", "Nama Pemilik IKM", "Investasi"]
    row = ["Budi", "Jl. Rumah", "081234567891", "Jaya", "Jl. Pabrik", "0711345678", "Ani", 5_000_000]
    committed(activity_sumsel, both, row)
    firm = Business._base_manager.get(name="Jaya")
    assert (firm.address, firm.phone, firm.owner_name, firm.investment) == (
        "Jl. Pabrik", "+62711345678", "Ani", 5_000_000,
    )  # fmt: skip
    assert Person._base_manager.get(name="Budi").address == "Jl. Rumah"


def test_the_only_address_of_a_list_is_the_ikms_too_when_it_says_so(activity_sumsel):
    committed(activity_sumsel, ["Nama", "Nama IKM", "Alamat Usaha"], ["Siti", "Maju", "Jl. Pabrik"])
    assert Business._base_manager.get().address == Person._base_manager.get().address == "Jl. Pabrik"


def test_an_ikm_is_where_its_own_column_says(activity_sumsel):
    make.regency("16.71")
    make.regency("16.74")
    values = parsed(
        ["Nama", "Nama IKM", "Kab/Kota", "Kabupaten/Kota IKM"], ["Siti", "Maju", "x", "y"], ["Budi", "Jaya", "x", ""]
    )
    values.values |= {"regency": ["16.71", "16.71"], "business_regency": ["16.74", None]}
    written(activity_sumsel, values)
    assert dict(Business._base_manager.values_list("name", "regency")) == {"Maju": "16.74", "Jaya": "16.71"}
