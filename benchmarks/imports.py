"""Checking and committing a sheet: the portal's pipeline beside stock django-import-export, same file, same run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from participants.imports import batches
from participants.models import ImportBatch, Participation
from programs import activities
from programs.models import Activity, Office

from .measure import print_table, timed, verdict
from .sheet import sheet
from .stock import ParticipationResource, TunedResource, dataset

TARGET = 10
OFFICER = "petugas.sumsel"
Way = Callable[[Activity, User, bytes], tuple[float, float]]
"""Imports a sheet and answers the seconds of its check and of its commit."""


def run(rows: int) -> None:
    data = sheet(rows)
    print(f"Importing {rows:,} rows ({len(data) / 1024:,.0f} KiB)", flush=True)
    officer = User.objects.get(username=OFFICER)
    ours = _measured(_ours, officer, data, rows)
    lines = [("this portal", *ours)]
    for name, resource in (("stock ModelResource", ParticipationResource), ("the same, tuned", TunedResource)):
        lines.append((name, *_measured(_stock(resource), officer, data, rows)))
    print_table(
        f"Import of {rows:,} rows (target: {TARGET} × faster than stock)",
        ["Way", "Check", "Commit", "Both", "Rows/s", "Check ×", "Commit ×", "Both ×", "Target"],
        [_line(name, check, commit, ours, rows) for name, check, commit in lines],
    )


def _line(name: str, check: float, commit: float, ours: tuple[float, float], rows: int) -> list[str]:
    both = check + commit
    ratios = (check / ours[0], commit / ours[1], both / sum(ours))
    seconds = [f"{value:,.2f} s" for value in (check, commit, both)]
    target = verdict(min(ratios) >= TARGET) if name.startswith("stock") else ""
    return [name, *seconds, f"{rows / both:,.0f}", *(f"{ratio:,.1f}" for ratio in ratios), target]


def _measured(way: Way, officer: User, data: bytes, rows: int) -> tuple[float, float]:
    with undone(officer) as activity:
        times = way(activity, officer, data)
        made = Participation._base_manager.filter(activity=activity).count()
        if made != rows:
            raise RuntimeError(f"{way}: {made} participations of {rows} rows")
    return times


@contextmanager
def undone(officer: User) -> Iterator[Activity]:
    """A new activity of Sumatera Selatan; all that is done inside is rolled back."""
    office = Office._base_manager.get(code="C16001")
    with transaction.atomic():
        draft = Activity(office=office, fiscal_year_id=2020, title="Ukur impor (contoh)", kind="bimtek")
        yield activities.create(draft, by=officer)
        transaction.set_rollback(True)


def _ours(activity: Activity, officer: User, data: bytes) -> tuple[float, float]:
    """As the worker does it, scope and staging included."""
    with acting_as(officer):
        checking, batch = timed(lambda: checked(activity, officer, data))
        committing, _ = timed(lambda: _commit(batch, officer))
    return checking, committing


def checked(activity: Activity, officer: User, data: bytes, name: str = "daftar-peserta.xlsx") -> ImportBatch:
    return batches.examine(batches.upload(activity, data, name, by=officer), by=officer)


def _commit(batch: ImportBatch, officer: User) -> None:
    batches.ask_commit(batch, by=officer, good_rows_only=False)
    batches.commit(batch, by=officer)


def _stock(resource: type[ParticipationResource]) -> Way:
    """Its check is the dry run; reading the sheet belongs to both, as on its admin pages."""

    def way(activity: Activity, officer: User, data: bytes) -> tuple[float, float]:
        def carry_out(dry_run: bool) -> None:
            resource(activity).import_data(dataset(data), dry_run=dry_run, raise_errors=True, use_transactions=True)

        return timed(lambda: carry_out(True))[0], timed(lambda: carry_out(False))[0]

    return way
