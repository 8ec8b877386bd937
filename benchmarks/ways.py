"""The ways to import one sheet that are held against each other. Each is undone, so all meet the same tables."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import python_calamine
from django.db import connection, transaction

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.bulk import insert
from dekon_portal.core.crypto import blind_indexes
from dekon_portal.core.names import normalise_business, normalise_person
from participants.imports import batches
from participants.imports.lookup import rows_by
from participants.models import Business, ImportBatch, Participation, Person
from programs import activities
from programs.models import Activity, Office

from .measure import timed
from .sheet import KNOWN, good_rows, known_people, sheet, someone
from .stock import Bulk, Stock, Tuned, is_good

OFFICER = "petugas.sumsel"
PROVINCE = "16"
Way = Callable[[Activity, User, bytes], object]
"""Imports a sheet into an activity."""


def measured(way: Way, rows: int) -> float:
    """Seconds until all good rows of a sheet of so many are in, the foreign keys checked as a commit would."""
    data = sheet(rows)
    officer = User.objects.get(username=OFFICER)

    def carry_out(activity: Activity) -> None:
        way(activity, officer, data)
        connection.check_constraints()

    with undone(officer, rows) as activity:
        seconds, _ = timed(partial(carry_out, activity))
        made = Participation._base_manager.filter(activity=activity).count()
        if made != good_rows(rows):
            raise RuntimeError(f"{way}: {made} participations of {good_rows(rows)} good rows")
    _settle()
    return seconds


@contextmanager
def undone(officer: User, rows: int) -> Iterator[Activity]:
    """A new activity of Sumatera Selatan, and the people of the sheet whom the province knows; all is rolled back."""
    office = Office._base_manager.get(code="C16001")
    with transaction.atomic():
        draft = Activity(office=office, fiscal_year_id=2020, title="Ukur impor (contoh)", kind="bimtek")
        activity = activities.create(draft, by=officer)
        some = list(known_people(rows))
        insert(
            Person(province_id=PROVINCE),
            {
                "name": [one.name for one in some],
                "name_key": [normalise_person(one.name) for one in some],
                "nik": [one.nik for one in some],
                "nik_hash": blind_indexes([one.nik for one in some], "nik"),
            },
        )
        connection.check_constraints()
        yield activity
        transaction.set_rollback(True)


def _settle() -> None:
    """What the way before left behind must not slow the next."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")


def ours(activity: Activity, officer: User, data: bytes) -> None:
    """As the worker does it: decrypt, read guarded, check, match, stage encrypted, commit; scope, tallies and trail."""
    with acting_as(officer):
        batch = checked(activity, officer, data)
        batches.ask_commit(batch, by=officer, good_rows_only=True)
        batches.commit(batch, by=officer)


def checked(activity: Activity, officer: User, data: bytes, name: str = "daftar-peserta.xlsx") -> ImportBatch:
    return batches.examine(batches.upload(activity, data, name, by=officer), by=officer)


def stock(activity: Activity, _officer: User, data: bytes) -> None:
    Stock(activity).carry_out(data)


def bulk(activity: Activity, _officer: User, data: bytes) -> None:
    Bulk(activity).carry_out(data)


def tuned(activity: Activity, _officer: User, data: bytes) -> None:
    Tuned(activity).carry_out(data)


def lean(activity: Activity, _officer: User, data: bytes) -> None:
    """The least that can be: calamine reads, the rows go in by COPY (PostgreSQL) or executemany (SQLite).

    Nothing is checked. It is told which rows have a fault and whom the province knows; values are encrypted and hashed,
    or they would not be the same rows.
    """
    headings, *rows = bare_read(data)
    place = {str(heading): at for at, heading in enumerate(headings)}
    regencies = {one.place: one.regency for one in map(someone, range(0, len(rows), 5))}
    rows = [row for row in rows if is_good(row, place)]
    column = {heading: [row[at] for row in rows] for heading, at in place.items()}
    firsts = {name: i for i, name in reversed(list(enumerate(column["Nama IKM"])))}
    firms = insert(
        Business(province_id=PROVINCE),
        {
            "name": list(firsts),
            "name_key": [normalise_business(name) for name in firsts],
            "regency_id": [regencies[column["Kabupaten/Kota"][i]] for i in firsts.values()],
            "workers": [int(column["Jumlah Tenaga Kerja"][i]) for i in firsts.values()],
        },
    )
    digests = blind_indexes(column["NIK"], "nik")
    told = (digest for digest, number in zip(digests, column["No"], strict=True) if (number - 1) % KNOWN == 0)
    known = dict(rows_by(Person, "nik_hash", told, "pk", province=PROVINCE))
    new = [i for i, digest in enumerate(digests) if digest not in known]
    people = insert(
        Person(province_id=PROVINCE),
        {
            "regency_id": [regencies[column["Kabupaten/Kota"][i]] for i in new],
            "name_key": [normalise_person(column["Nama Lengkap"][i]) for i in new],
            "nik_hash": [digests[i] for i in new],
            **{name: [column[heading][i] for i in new] for name, heading in _PERSON.items()},
        },
    )
    known.update(zip((digests[i] for i in new), people, strict=True))
    firm_of = dict(zip(firsts, firms, strict=True))
    insert(
        Participation(
            activity=activity,
            province_id=PROVINCE,
            office_id=activity.office_id,
            fiscal_year_id=activity.fiscal_year_id,
        ),
        {
            "person_id": [known[digest] for digest in digests],
            "business_id": [firm_of[name] for name in column["Nama IKM"]],
            "sex": column["Jenis Kelamin"],
            "position": column["Jabatan"],
        },
    )


def bare_read(data: bytes) -> list[list[object]]:
    return python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()


_PERSON = {
    "name": "Nama Lengkap",
    "nik": "NIK",
    "sex": "Jenis Kelamin",
    "birth_date": "Tanggal Lahir",
    "phone": "No HP",
    "education": "Pendidikan",
    "address": "Alamat",
}
