"""Two lists saved at the same moment: IKM are made once, stock is the sum of both (R6, R13)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from participants import tallies, tasks
from participants.imports import batches
from participants.models import BatchState, Business, ImportBatch, ListOf, Person
from programs import stock
from programs.models import Activity
from tests import make
from tests.participants.imports.sheets import xlsx

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(transactional_db):
    make.regency("16.71")
    return make.user("petugas_provinsi", make.office("16"))


def waiting(batch, by, headers, rows):
    batch = batches.take(batch, xlsx(headers, *rows), "daftar.xlsx", by=by)
    batches.ask_commit(batches.examine(batch, by=by), by=by, good_rows_only=True)
    return batch


def save_at_once(every, by):
    start = Barrier(len(every))

    def run(batch):
        try:
            start.wait(timeout=30)
            tasks.commit.func(batch.pk, by.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(every)) as workers:
        list(workers.map(run, every))
    found = [ImportBatch._base_manager.get(pk=batch.pk) for batch in every]
    assert {batch.state for batch in found} == {BatchState.COMMITTED}
    return sorted(batch.counts["created"] for batch in found)


def test_r13_two_lists_with_the_same_new_ikm_make_them_once(officer):
    rows = [[f"IKM {n}", "Kota Palembang"] for n in range(300)]
    lists = [waiting(batches.of_businesses("16", by=officer), officer, ["Nama IKM", "Kab/Kota"], rows) for _ in "ab"]
    assert save_at_once(lists, officer) == [0, 300]
    assert Business._base_manager.count() == 300


def test_r6_two_lists_of_production_wait_for_each_others_stock(officer):
    office = officer.memberships.get().office
    products = [make.product(), make.product("hazmat", name="Baju hazmat", kind="hazmat", unit="buah")]
    make.business(name="Maju", regency=make.regency("16.71"))
    rows = [["Maju", products[n % 2].name, n + 1] for n in range(40)]
    lists = [
        waiting(
            ImportBatch.of_activity(make.activity(office, officer), kind=ListOf.PRODUCTION),
            officer,
            ["Nama IKM", "Produk", "Jumlah"],
            some,
        )
        for some in (rows, rows[::-1])
    ]
    assert save_at_once(lists, officer) == [40, 40]
    total = sum(row[2] for row in rows)
    assert stock.balance(office, products[0], "helai") + stock.balance(office, products[1], "buah") == 2 * total
    assert stock.differences() == []


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time: nobody is amid a change")
def test_r8_who_is_in_an_activity_that_somebody_is_changing_takes_nothing_and_nobody_waits(officer):
    """Whoever changes a participant holds the activity and waits for the province's turn, which a saving list has."""
    office = officer.memberships.get().office
    busy, activity = make.activity(office, officer), make.activity(office, officer)
    people = [make.person(name=f"Orang {n}", nik=make.nik(n), sex="") for n in (1, 2)]
    make.participation(busy, officer, person=people[0])
    rows = [[one.name, one.nik, "P"] for one in people]
    batch = waiting(ImportBatch.of_activity(activity), officer, ["Nama", "NIK", "JK"], rows)
    with ThreadPoolExecutor(1) as worker, transaction.atomic():
        Activity.locked_open(busy.pk)

        def run():
            try:
                tasks.commit.func(batch.pk, officer.pk)
            finally:
                connections.close_all()

        worker.submit(run).result(timeout=60)
    assert dict(Person._base_manager.values_list("name", "sex")) == {"Orang 1": "", "Orang 2": "P"}
    assert activity.participations.count() == 2
    assert tallies.differences() == []
