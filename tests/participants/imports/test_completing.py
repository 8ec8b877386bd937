"""A list fills in what a known record lacks; what is known is never overwritten, locked people take nothing (R8)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.crypto import blind_index
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import Stale
from participants import people, tallies
from participants.imports import batches, ends
from participants.imports.completing import FIGURES, compare
from participants.imports.mend import mend
from participants.imports.returned import notes_of
from participants.models import Business, Completion, Participation, Person
from programs.models import Activity
from tests import make

from .sheets import NIK, NIK_MAN, xlsx

HEADS = ["Nama", "NIK", "JK", "Tempat Lahir", "Tanggal Lahir", "No HP", "Surel", "Pendidikan", "Jabatan"]
PLACE = ["Alamat", "Desa", "Kecamatan", "Kab/Kota"]
SITI = ["Siti", NIK, "P", "Palembang", "15/06/1985", "081234567890", "siti@contoh.id", "SMA", "Pemilik"]
HOME = ["Jl. Melati", "Sukajadi", "Ilir Timur", "Kota Palembang"]
FILLED = {
    "sex": "P", "birth_place": "Palembang", "birth_date": date(1985, 6, 15), "phone": "+6281234567890",
    "email": "siti@contoh.id", "education": "SMA", "address": "Jl. Melati", "village": "Sukajadi",
    "district": "Ilir Timur", "regency_id": "16.71",
}  # fmt: skip
OTHER = {
    "sex": "L", "birth_place": "Medan", "birth_date": date(1980, 1, 2), "phone": "+6289999999999",
    "email": "lain@contoh.id", "education": "S1", "address": "Jl. Mawar", "village": "Lain", "district": "Ulu",
    "regency_id": "16.74",
}  # fmt: skip


@pytest.fixture(autouse=True)
def places(db):
    return [make.regency("16.71"), make.regency("16.74")]


def checked(activity, by, *rows, headers=(*HEADS, *PLACE)):
    return batches.examine(batches.upload(activity, xlsx(list(headers), *rows), "daftar.xlsx", by=by), by=by)


def committed(activity, by, *rows, **more):
    batch = checked(activity, by, *rows, **more)
    batches.ask_commit(batch, by=by, good_rows_only=True)
    return batches.commit(batch, by=by)


def here(activity, by, **fields):
    """Somebody of whom no more than this is known, taking part."""
    who = make.person(**{"name": "Siti", "nik": NIK, "sex": "", **fields})
    return make.participation(activity, by, person=who).person


def told(batch):
    return {issue.code: issue.params.get("fields") for issue in batch.issues.all()}


def counts(batch):
    return [batch.counts[name] for name in ("created", "updated", "unchanged")]


def stored(who):
    return Person._base_manager.values(*FILLED).get(pk=who.pk)


def test_a_person_who_takes_part_is_completed_and_that_is_told_before(activity_sumsel, officer_sumsel):
    siti = here(activity_sumsel, officer_sumsel)
    batch = checked(activity_sumsel, officer_sumsel, [*SITI, *HOME])
    assert told(batch)["completes"] == (
        "Jenis kelamin, Tempat lahir, Telepon, Surel, Pendidikan, Alamat, Desa/kelurahan, Kecamatan, Tanggal lahir, "
        "Kabupaten/Kota, Jabatan"
    )
    assert (told(batch).keys(), counts(batch)) == ({"already_here", "completes"}, [0, 1, 0])
    batch = committed(activity_sumsel, officer_sumsel, [*SITI, *HOME])
    assert (stored(siti), counts(batch), batch.left_out) == (FILLED, [0, 1, 0], 0)
    part = Participation._base_manager.get()
    assert (part.position, part.sex) == ("Pemilik", "P")
    assert tallies.differences() == []


def test_a_telephone_that_a_list_brings_can_be_counted_and_one_given_back_cannot(activity_sumsel, officer_sumsel):
    siti = here(activity_sumsel, officer_sumsel)
    batch = committed(activity_sumsel, officer_sumsel, [*SITI, *HOME])
    digest = blind_index(FILLED["phone"], "phone")
    assert Person._base_manager.get(pk=siti.pk).phone_hash == digest
    make.undone(batch, by=officer_sumsel, reason="Salah daftar.")
    assert Person._base_manager.get(pk=siti.pk).phone_hash == ""
    committed(
        activity_sumsel, officer_sumsel, ["Baru", make.nik(2), "0812 3456 7890"], headers=["Nama", "NIK", "Telepon"]
    )
    assert Person._base_manager.get(name="Baru").phone_hash == digest


def test_r16_the_same_file_again_changes_nothing(activity_sumsel, officer_sumsel):
    siti = here(activity_sumsel, officer_sumsel)
    committed(activity_sumsel, officer_sumsel, [*SITI, *HOME])
    again = committed(activity_sumsel, officer_sumsel, [*SITI, *HOME])
    assert (told(again), counts(again)) == ({"already_here": None}, [0, 0, 1])
    assert Person._base_manager.get(pk=siti.pk).version == 2


def test_a_person_known_elsewhere_in_the_province_is_added_and_completed(activity_sumsel, officer_sumsel):
    siti = make.person(name="Siti", nik=NIK, sex="")
    batch = committed(activity_sumsel, officer_sumsel, [*SITI, *HOME])
    assert (counts(batch), stored(siti)) == ([1, 0, 0], FILLED)
    assert told(batch).keys() == {"completes"}


@pytest.mark.parametrize("column", FILLED)
def test_what_is_known_is_never_overwritten(activity_sumsel, officer_sumsel, column):
    siti = here(activity_sumsel, officer_sumsel, **{column: OTHER[column]})
    batch = checked(activity_sumsel, officer_sumsel, [*SITI, *HOME])
    assert {"already_here_differs", "completes"} <= told(batch).keys()
    committed(activity_sumsel, officer_sumsel, [*SITI, *HOME])
    assert stored(siti)[column] == OTHER[column]


@pytest.mark.parametrize("column", ["address", "village", "district", "regency_id"])
def test_a_place_is_not_mixed_of_two(activity_sumsel, officer_sumsel, column):
    siti = here(activity_sumsel, officer_sumsel, **{column: OTHER[column]})
    committed(activity_sumsel, officer_sumsel, [*SITI, *HOME])
    blank = {"address": "", "village": "", "district": "", "regency_id": None}
    assert {name: stored(siti)[name] for name in blank} == blank | {column: OTHER[column]}
    assert stored(siti)["phone"] == FILLED["phone"]


VALUES = st.sampled_from([None, "", 0, 7, "a", "A", "b"])
COLUMNS = st.sampled_from(["phone", "address", "village", "regency_id", *FIGURES])


@given(st.dictionaries(COLUMNS, st.tuples(VALUES, VALUES)))
def test_only_blanks_are_filled_in_and_only_with_what_the_row_says(pairs):
    said = {name: new for name, (new, _old) in pairs.items()}
    before = {name: old for name, (_new, old) in pairs.items()}
    filled, differs = compare(said, before)
    assert all(before[name] in (None, "") and said[name] not in (None, "") for name in filled)
    assert not set(filled) & set(differs)
    after = before | {name: said[name] for name in filled}
    assert compare(said, after)[0] == []  # R16
    assert {name: value for name, value in after.items() if name not in filled} == {
        name: value for name, value in before.items() if name not in filled
    }


def test_r4_an_empty_cell_takes_nothing_away(activity_sumsel, officer_sumsel):
    siti = here(activity_sumsel, officer_sumsel, **FILLED)
    batch = committed(activity_sumsel, officer_sumsel, ["Siti", NIK])
    assert (counts(batch), stored(siti)) == ([0, 0, 1], FILLED)


def test_r8_a_person_whom_a_locked_activity_holds_takes_nothing_and_that_is_told(
    activity_sumsel, officer_sumsel, office_sumsel
):
    siti = here(activity_sumsel, officer_sumsel)
    other = make.activity(office_sumsel, officer_sumsel)
    make.participation(other, officer_sumsel, person=siti)
    Activity._base_manager.filter(pk=other.pk).update(state="approved")
    row = ["Siti", NIK, "P", "", "", "081234567890"]
    batch = committed(activity_sumsel, officer_sumsel, [*row, "", "", "Pemilik"], ["Budi", NIK_MAN, "L"])
    assert told(batch)["person_locked"] == "Jenis kelamin, Telepon"
    siti.refresh_from_db()
    assert (siti.sex, siti.phone, siti.version) == ("", "", 1)
    # The part in this activity, which is open, is another thing.
    assert (counts(batch), siti.participations.get(activity=activity_sumsel).position) == ([1, 1, 0], "Pemilik")
    assert told(checked(activity_sumsel, officer_sumsel, row)).keys() == {"already_here", "person_locked"}


def test_r8_what_was_locked_after_the_preview_counts(activity_sumsel, officer_sumsel, office_sumsel):
    siti = here(activity_sumsel, officer_sumsel)
    other = make.activity(office_sumsel, officer_sumsel)
    batch = checked(activity_sumsel, officer_sumsel, [*SITI[:6]])
    make.participation(other, officer_sumsel, person=siti)
    Activity._base_manager.filter(pk=other.pk).update(state="submitted")
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
    batch = batches.commit(batch, by=officer_sumsel)
    siti.refresh_from_db()
    assert (counts(batch), siti.phone, siti.version) == ([0, 0, 1], "", 1)


def test_r1_a_regencys_officer_completes_that_regencys_people_only(
    office_sumsel, officer_sumsel, regency_officer_palembang, places
):
    activity = make.activity(office_sumsel, officer_sumsel, regency=places[0])
    own = here(activity, officer_sumsel, name="Siti", regency=places[0])
    others = [
        here(activity, officer_sumsel, name="Budi", nik=NIK_MAN, regency=places[1]),
        here(activity, officer_sumsel, name="Ani", nik=make.nik(1)),
    ]
    rows = [[one.name, one.nik, "081234567890", "Kota Palembang"] for one in (own, *others)]
    with acting_as(regency_officer_palembang):
        batch = committed(activity, regency_officer_palembang, *rows, headers=["Nama", "NIK", "No HP", "Kab/Kota"])
    assert list(batch.issues.filter(code="completes").values_list("row", flat=True)) == [2]
    assert counts(batch) == [0, 1, 2]
    assert [Person._base_manager.get(pk=one.pk).phone for one in (own, *others)] == ["+6281234567890", "", ""]


def test_of_two_editors_the_second_is_told(activity_sumsel, officer_sumsel):
    siti = here(activity_sumsel, officer_sumsel)
    opened = Person._base_manager.get(pk=siti.pk)
    committed(activity_sumsel, officer_sumsel, SITI)
    opened.phone = "+6281111111111"
    with pytest.raises(Stale):
        people.save_person(opened, by=officer_sumsel, seen_version=1)
    assert stored(siti)["phone"] == FILLED["phone"]


def test_what_somebody_wrote_after_the_preview_stays(activity_sumsel, officer_sumsel):
    siti = here(activity_sumsel, officer_sumsel)
    batch = checked(activity_sumsel, officer_sumsel, SITI)
    siti.phone = "+6281111111111"
    people.save_person(siti, by=officer_sumsel, seen_version=1)
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
    batches.commit(batch, by=officer_sumsel)
    assert (stored(siti)["phone"], stored(siti)["email"]) == ("+6281111111111", FILLED["email"])


def test_a_sex_filled_in_is_counted_in_every_activity_of_the_person(activity_sumsel, officer_sumsel, office_sumsel):
    siti = here(activity_sumsel, officer_sumsel)
    other = make.activity(office_sumsel, officer_sumsel)
    make.participation(other, officer_sumsel, person=siti)
    committed(activity_sumsel, officer_sumsel, SITI)
    assert (tallies.of_activity(other).women, tallies.of_activity(other).sex_unknown) == (1, 0)
    assert tallies.differences() == []


def test_the_persons_own_trail_tells_what_which_list_filled_in_and_hides_what_is_personal(
    activity_sumsel, officer_sumsel
):
    siti = here(activity_sumsel, officer_sumsel)
    batch = committed(activity_sumsel, officer_sumsel, [*SITI, *HOME])
    of_part, of_person = AuditEntry.objects.about(siti).filter(verb="row.completed").order_by("-pk")
    assert of_person.sentence == "Siti Aminah melengkapi data Siti dari sebuah daftar"
    assert (of_person.note, of_person.province, of_person.regency) == ("Daftar daftar.xlsx, baris 2.", "16", "16.71")
    assert of_person.changes["phone"] == of_person.changes["email"] == [None, "••••"]
    assert (of_person.changes["sex"], of_person.changes["regency"], of_person.changes["education"]) == (
        [None, "Perempuan"],
        [None, "Kota Palembang"],
        [None, "SMA"],
    )
    assert of_part.changes == {"position": [None, "Pemilik"]}
    whole = AuditEntry._base_manager.get(verb="import.committed", subject=f"participants.importbatch:{batch.pk}")
    assert whole.changes == {"created": [None, 0], "updated": [None, 1]}
    assert {row.person_id for row in Completion._base_manager.all()} == {siti.pk, None}


def test_a_known_ikm_is_linked_where_the_part_has_none_and_its_own_blanks_are_filled_in(
    activity_sumsel, officer_sumsel, places
):
    firm = make.business(name="Maju", regency=places[0], product="Masker")
    here(activity_sumsel, officer_sumsel, regency=places[0])
    heads = ["Nama", "NIK", "Kab/Kota", "Nama IKM", "NIB", "Produk", "Telepon IKM", "KBLI", "TK L", "NPWP"]
    row = ["Siti", NIK, "Kota Palembang", "CV Maju", "1234567890123", "Hazmat", "0711345678", "14111", 0, "0" * 15]
    batch = checked(activity_sumsel, officer_sumsel, row, headers=heads)
    assert told(batch)["completes"] == "Nama IKM, NIB, KBLI, Tenaga kerja laki-laki, Telepon IKM"
    batch = committed(activity_sumsel, officer_sumsel, row, headers=heads)
    assert (counts(batch), Participation._base_manager.get().business) == ([0, 1, 0], firm)
    firm = Business._base_manager.get()
    assert (firm.product, firm.nib, firm.npwp, firm.kbli, firm.kbli_edition) == (
        "Masker", "1234567890123", "", "14111", "2020",
    )  # fmt: skip
    assert (firm.workers_male, firm.phone, firm.version) == (0, "+62711345678", 2)
    assert (firm.figures_on is not None, bool(firm.phone_hash)) == (True, True)
    assert tallies.differences() == []
    assert counts(committed(activity_sumsel, officer_sumsel, row, headers=heads)) == [0, 0, 1]


def test_figures_are_of_one_day(activity_sumsel, officer_sumsel, places):
    make.business(name="Maju", regency=places[0], workers=5, figures_on=date(2019, 12, 31))
    row = ["Siti", "Maju", "Kota Palembang", 120_000_000]
    committed(activity_sumsel, officer_sumsel, row, headers=["Nama", "Nama IKM", "Kab/Kota", "Omzet per Tahun"])
    firm = Business._base_manager.get()
    assert (firm.workers, firm.sales, firm.figures_on) == (5, None, date(2019, 12, 31))


def test_a_new_ikm_of_who_takes_part_already_is_told_and_not_made(activity_sumsel, officer_sumsel, places):
    here(activity_sumsel, officer_sumsel, regency=places[0])
    row = ["Siti", NIK, "Kota Palembang", "CV Baru"]
    batch = committed(activity_sumsel, officer_sumsel, row, headers=["Nama", "NIK", "Kab/Kota", "Nama IKM"])
    assert told(batch) == {"already_here_differs": "Nama IKM"}
    assert (counts(batch), Business._base_manager.count()) == ([0, 0, 1], 0)


def test_of_the_same_name_only_is_nobodys_to_complete(activity_sumsel, officer_sumsel):
    siti = here(activity_sumsel, officer_sumsel, nik=None)
    batch = committed(activity_sumsel, officer_sumsel, ["Siti", "", "P"])
    assert (counts(batch), stored(siti)["sex"]) == ([0, 0, 1], "")


def test_pages_notice_and_the_workbook_given_back_count_it_apart(client, activity_sumsel, officer_sumsel):
    here(activity_sumsel, officer_sumsel)
    client.force_login(officer_sumsel)
    batch = checked(activity_sumsel, officer_sumsel, SITI, ["Budi", NIK_MAN])
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "Peserta baru: 1 · Sudah terdaftar, dilengkapi: 1 · Sudah terdaftar, tidak berubah: 0" in page
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
    batch = batches.commit(batch, by=officer_sumsel)
    ends.tell_end(batch)
    [notice] = officer_sumsel.notices.all()
    assert str(notice) == "Daftar daftar.xlsx tersimpan: 1 baris baru, 1 melengkapi data yang kosong."
    lines = dict(notes_of(batch).summary)
    assert (lines["Baris baru"], lines["Sudah tercatat, dilengkapi"], lines["Tidak disimpan"]) == (1, 1, 0)


def test_a_mended_row_tells_anew_what_it_fills_in(activity_sumsel, officer_sumsel):
    here(activity_sumsel, officer_sumsel)
    batch = checked(activity_sumsel, officer_sumsel, ["Siti", NIK, "x"], headers=["Nama", "NIK", "JK"])
    with acting_as(officer_sumsel):
        mend(batch, 2, {"sex": "P"}, by=officer_sumsel)
    batch.refresh_from_db()
    assert (told(batch), counts(batch)) == ({"already_here": None, "completes": "Jenis kelamin"}, [0, 1, 0])


def test_the_number_of_queries_does_not_grow_with_the_rows(office_sumsel, officer_sumsel):
    """More people than a query of SQLite has room for parameters."""

    def queries(first, count):
        activity = make.activity(office_sumsel, officer_sumsel)
        names = [f"Orang {n}" for n in range(first, first + count)]
        heads = ["Nama", "Tanggal Lahir"]
        committed(activity, officer_sumsel, *([name, "15/06/1985"] for name in names), headers=heads)
        rows = [[name, "15/06/1985", "P", f"0812{n:08d}", "Anggota"] for n, name in enumerate(names)]
        batch = checked(activity, officer_sumsel, *rows, headers=[*heads, "JK", "No HP", "Jabatan"])
        batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
        with CaptureQueriesContext(connection) as asked:
            batch = batches.commit(batch, by=officer_sumsel)
        assert counts(batch) == [0, count, 0]
        # Reading the staged blocks aside, which is a query per ten.
        return len([one for one in asked if "stagedblock" not in one["sql"].lower()])

    few, many = queries(1, 2), queries(10, 1500)
    assert few == many
