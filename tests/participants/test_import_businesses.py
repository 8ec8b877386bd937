"""Lists of IKM: the pipeline of people's lists, with what is an IKM's own."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants import tallies
from participants.imports import batches, staging
from participants.imports.mend import mend
from participants.models import BatchState, Business, ImportBatch, ListOf, RememberedLayout
from programs import activities
from tests import make
from tests.participants.imports.sheets import xlsx

pytestmark = pytest.mark.django_db
HEADS = ["Nama Usaha", "Nama Pemilik", "Kab/Kota", "NIB", "Produk"]
NIB, OTHER_NIB = "1234567890123", "3210987654321"
PALEMBANG, PRABUMULIH = "Kota Palembang", "Kota Prabumulih"
MAJU = ["CV Maju", "Siti", PALEMBANG, NIB, "Masker"]
JAYA = ["Jaya", "Budi", PRABUMULIH, "", "Hazmat"]


@pytest.fixture(autouse=True)
def places(db):
    return [make.regency("16.71"), make.regency("16.74")]


def checked(by, *rows, heads=HEADS, province="16", decisions=None):
    batch = batches.of_businesses(province, by=by)
    batch = batches.take(batch, xlsx(heads, *rows), "ikm.xlsx", by=by, decisions=decisions)
    return batches.examine(batch, by=by)


def committed(by, *rows, **more):
    batch = checked(by, *rows, **more)
    batches.ask_commit(batch, by=by, good_rows_only=True)
    return batches.commit(batch, by=by)


def codes(batch):
    return [(issue.row, issue.code) for issue in batch.issues.all()]


def summary(batch):
    return [batch.counts[key] for key in ("rows", "created", "updated", "unchanged", "error", "ask")]


def names():
    return sorted(Business._base_manager.values_list("name", flat=True))


def test_rows_become_ikm_with_what_the_list_says(officer_sumsel):
    heads = [*HEADS, "Alamat", "Desa", "Kecamatan", "No HP", "KBLI", "TK L", "TK P", "Omzet per Tahun"]
    batch = committed(
        officer_sumsel, [*MAJU, "Jl. A", "Sako", "Ilir", "081234567890", "14111", 2, 5, 120_000_000], heads=heads
    )
    assert (batch.state, summary(batch)) == (BatchState.COMMITTED, [1, 1, 0, 0, 0, 0])
    one = Business._base_manager.get()
    assert (one.name, one.owner_name, one.regency_id, one.nib, one.product) == (
        "CV Maju",
        "Siti",
        "16.71",
        NIB,
        "Masker",
    )
    assert (one.address, one.village, one.district, one.phone) == ("Jl. A", "Sako", "Ilir", "+6281234567890")
    assert (one.kbli, one.kbli_edition, one.workers_male, one.workers_female) == ("14111", "2020", 2, 5)
    assert (one.sales, one.workers, one.figures_on) == (120_000_000, None, timezone.localdate())
    assert (one.province_id, one.batch) == ("16", batch)
    entry = AuditEntry._base_manager.get(verb="import.committed.businesses")
    assert (entry.province, entry.changes) == ("16", {"created": [None, 1]})


def test_r4_what_the_list_does_not_say_stays_unknown(officer_sumsel):
    committed(officer_sumsel, ["Maju"], heads=["Nama"])
    one = Business._base_manager.get()
    assert (one.regency, one.workers, one.sales, one.figures_on, one.nib) == (None, None, None, None, "")


def test_what_is_known_of_an_ikm_is_never_changed_and_blanks_are_filled_in(officer_sumsel, places):
    make.business(name="Maju Lama", nib=NIB, product="Sarung", owner_name="Ani", regency=places[1])
    make.business(name="Jaya", regency=places[1])
    batch = committed(officer_sumsel, MAJU, ["UD. JAYA", *JAYA[1:]], ["Baru", "", PALEMBANG, "", ""])
    assert summary(batch) == [3, 1, 1, 1, 0, 0]
    assert codes(batch) == [(2, "business_known"), (3, "business_known"), (3, "completes")]
    assert names() == ["Baru", "Jaya", "Maju Lama"]
    one = Business._base_manager.get(nib=NIB)
    assert (one.name, one.product, one.owner_name, one.regency_id, one.version) == (
        "Maju Lama",
        "Sarung",
        "Ani",
        "16.74",
        1,
    )
    one = Business._base_manager.get(name="Jaya")
    assert (one.owner_name, one.product, one.version) == ("Budi", "Hazmat", 2)


def test_r16_the_same_list_again_changes_nothing(officer_sumsel):
    rows = [MAJU, JAYA, ["Tanpa Wilayah", "", "", "", ""]]
    assert summary(committed(officer_sumsel, *rows)) == [3, 3, 0, 0, 0, 0]
    assert summary(committed(officer_sumsel, *rows)) == [3, 0, 0, 3, 0, 0]
    assert Business._base_manager.count() == 3


def test_rows_that_name_an_ikm_twice_make_it_once_by_the_row_with_a_nib(officer_sumsel):
    batch = committed(officer_sumsel, [*MAJU[:3], "", "Lain"], MAJU, ["Maju, CV", *MAJU[1:]])
    assert summary(batch) == [3, 1, 0, 2, 0, 0]
    assert codes(batch) == [(2, "business_repeated"), (4, "business_repeated")]
    assert Business._base_manager.get().product == "Masker"


def test_a_row_without_a_name_stays_out(officer_sumsel):
    batch = committed(officer_sumsel, MAJU, ["", "Budi", PALEMBANG, OTHER_NIB, "Hazmat"])
    assert codes(batch) == [(3, "business_name_missing")]
    assert names() == ["CV Maju"]


def test_r14_likely_ikm_are_asked_about_and_the_answer_holds(officer_sumsel, places):
    known = make.business(name="Jaya", regency=places[0])
    batch = checked(officer_sumsel, JAYA)
    assert codes(batch) == [(2, "business_likely")]
    [key] = [issue.params["key"] for issue in batch.issues.all()]
    batch = batches.examine(
        batches.settle(batch, {"businesses": {key: known.pk}}, by=officer_sumsel), by=officer_sumsel
    )
    assert (codes(batch), summary(batch)) == ([(2, "business_known"), (2, "completes")], [1, 0, 1, 0, 0, 0])
    batch = batches.examine(batches.settle(batch, {"businesses": {key: "baru"}}, by=officer_sumsel), by=officer_sumsel)
    assert (codes(batch), summary(batch)) == ([], [1, 1, 0, 0, 0, 0])


def test_what_says_nothing_else_than_an_ikm_without_regency_is_that_ikm(officer_sumsel):
    make.business(name="Jaya", owner_name="Budi", product="Hazmat")
    assert codes(checked(officer_sumsel, ["Jaya", "Budi", "", "", "Hazmat"])) == [(2, "business_known")]
    assert codes(checked(officer_sumsel, ["Jaya", "Wati", "", "", "Hazmat"])) == [(2, "business_likely")]


def test_r1_ikm_of_another_province_stay_out(officer_sumsel):
    make.regency("51.06")
    heads = ["Nama IKM", "Provinsi", "Kab/Kota"]
    rows = [["A", "Bali", "Kab. Bangli"], ["B", "Bali", ""], ["C", "", "Kab. Bangli"], ["D", "Sumsel", PALEMBANG]]
    batch = committed(officer_sumsel, *rows, ["E", "Entah", ""], heads=heads)
    assert codes(batch) == [(2, "business_elsewhere"), (3, "province_elsewhere"), (4, "business_elsewhere")]
    assert names() == ["D", "E"]


def test_a_mended_place_is_looked_at_again(officer_sumsel):
    make.regency("51.06")
    heads = ["Nama IKM", "Provinsi", "Kab/Kota", "Produk"]
    batch = checked(officer_sumsel, ["A", "Bali", "Kab. Bangli", "Kain"], ["B", "Bali", "", "Kain"], heads=heads)
    with acting_as(officer_sumsel):
        for row in (2, 3):
            mend(batch, row, {"product": "Batik"}, by=officer_sumsel)
        assert codes(batch) == [(2, "business_elsewhere"), (3, "province_elsewhere")]
        for row in (2, 3):
            mend(batch, row, {"business_regency": "16.71"}, by=officer_sumsel)
    assert codes(batch) == []


def test_npwp_of_another_and_large_industries_are_warned_of(officer_sumsel):
    npwp = "0912345678901234"
    make.business(name="Lain", npwp=npwp)
    heads = ["Nama IKM", "NPWP", "Jumlah Tenaga Kerja", "Nilai Investasi"]
    batch = committed(officer_sumsel, ["Maju", npwp, 5, 10], ["Besar", "", 500, 20_000_000_000], heads=heads)
    assert codes(batch) == [(2, "npwp_taken"), (3, "business_large")]
    assert Business._base_manager.get(name="Maju").npwp == ""


def test_a_mended_row_is_checked_again_with_those_of_its_name(officer_sumsel, places):
    make.business(name="Jaya", regency=places[1])
    batch = checked(officer_sumsel, MAJU, [*MAJU[:3], "", ""], ["", "Budi", PRABUMULIH, "", ""])
    assert codes(batch) == [(3, "business_repeated"), (4, "business_name_missing")]
    with acting_as(officer_sumsel):
        mend(batch, 4, {"business_name": "Jaya"}, by=officer_sumsel)
        mend(batch, 2, {"business_name": "Sumber", "nib": ""}, by=officer_sumsel)
    batch.refresh_from_db()
    assert (codes(batch), summary(batch)) == ([(4, "business_known"), (4, "completes")], [3, 2, 1, 0, 0, 0])
    assert staging.counts(batch)["ok"] == 2


def test_r1_a_regencys_list_is_that_regencys(officer_sumsel, regency_officer_palembang, officer_bali):
    batch = committed(regency_officer_palembang, MAJU, JAYA, ["Tanpa", "", "", "", ""])
    assert (batch.regency_id, names()) == ("16.71", ["CV Maju"])
    assert codes(batch) == [(3, "regency_not_own"), (4, "regency_not_own")]
    elsewhere = make.user("petugas_kabkota", make.office("16"), regency=make.regency("16.74"))
    seen = [batch.within_reach_of(who) for who in (regency_officer_palembang, officer_sumsel, officer_bali, elsewhere)]
    assert seen == [True, True, False, False]
    assert not checked(officer_sumsel, JAYA).within_reach_of(regency_officer_palembang)


@pytest.mark.parametrize("role", ["peninjau", "pimpinan", "auditor", "admin"])
def test_jakarta_writes_no_ikm(role):
    with pytest.raises(NotAllowed):
        checked(make.user(role), MAJU)


def test_r1_nobody_writes_ikm_of_another_province(officer_bali):
    with pytest.raises(NotAllowed):
        checked(officer_bali, MAJU, province="16")


def test_r15_undo_takes_back_what_the_list_made(officer_sumsel, places):
    make.business(name="Jaya", regency=places[1])
    batch = committed(officer_sumsel, MAJU, JAYA)
    undone = make.undone(batch, by=officer_sumsel, reason="Salah berkas")
    assert (undone.state, names()) == (BatchState.UNDONE, ["Jaya"])
    assert tallies.differences() == []
    assert AuditEntry._base_manager.get(verb="import.undone").changes["businesses"] == [1, None]


def test_r15_ikm_used_or_changed_since_stand_against_it(officer_sumsel, activity_sumsel):
    batch = committed(officer_sumsel, MAJU)
    made = Business._base_manager.get()
    make.participation(activity_sumsel, officer_sumsel, business=made)
    with pytest.raises(Refusal, match="CV Maju"):
        make.undone(batch, by=officer_sumsel, reason="Salah berkas")
    assert names() == ["CV Maju"]


def test_columns_settled_once_are_known_the_next_time_for_lists_of_ikm_only(officer_sumsel, activity_sumsel):
    heads = ["Nama", "Barang"]
    committed(officer_sumsel, ["Maju", "Masker"], heads=heads, decisions={"fields": {"1": "product"}})
    assert [column["field"] for column in checked(officer_sumsel, ["Jaya", "Hazmat"], heads=heads).columns] == [
        "business_name", "product",
    ]  # fmt: skip
    people = batches.upload(activity_sumsel, xlsx(heads, ["Siti", "Masker"]), "daftar.xlsx", by=officer_sumsel)
    assert [column["field"] for column in batches.examine(people).columns] == ["name", None]
    assert RememberedLayout._base_manager.get().office in {m.office for m in officer_sumsel.current_memberships}


def test_lists_of_an_activity_go_with_it_to_another_regency(activity_sumsel, officer_sumsel, places):
    batch = batches.upload(activity_sumsel, xlsx(["Nama"], ["Siti"]), "daftar.xlsx", by=officer_sumsel)
    activity_sumsel.regency = places[1]
    activities.change(activity_sumsel, by=officer_sumsel, seen_version=activity_sumsel.version)
    batch.refresh_from_db()
    assert batch.regency == places[1]


@pytest.mark.django_db(transaction=True)
def test_lists_from_before_are_of_people_where_their_activity_is(office_sumsel, officer_sumsel):
    activity = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))
    batch = batches.upload(activity, xlsx(["Nama"], ["Siti"]), "daftar.xlsx", by=officer_sumsel)
    executor = MigrationExecutor(connection)
    latest = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] == "participants"]
    executor.migrate([("participants", "0005_remembered_layout")])
    try:
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, "participants_importbatch")
        assert "province_id" not in {column.name for column in columns}
    finally:
        MigrationExecutor(connection).migrate(latest)
    batch = ImportBatch._base_manager.get(pk=batch.pk)
    assert (batch.kind, batch.activity_id, batch.province_id, batch.regency_id) == (
        ListOf.PEOPLE, activity.pk, "16", "16.71",
    )  # fmt: skip
    assert batches.examine(batch).counts["created"] == 1
