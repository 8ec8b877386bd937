"""The data: `seed_demo --scale`, once per database, told with its speed."""

from __future__ import annotations

from functools import partial
from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from programs.models import Activity
from reports.demo.scale import PEOPLE, TITLE

from .measure import timed


def ensure(scale: int) -> None:
    """Fill up to `scale` activities of 25 people, and let the database learn what is in its tables."""
    there = Activity._base_manager.filter(title__startswith=TITLE).count()
    if there < scale:
        before = _rows()
        print(f"Seeding {scale - there:,} activities with {PEOPLE} people each; this happens once.", flush=True)
        seed = partial(call_command, "seed_demo", scale=scale, password="Contoh-Ukur-2020", stdout=StringIO())
        seconds, _ = timed(seed)
        written = _rows() - before
        print(f"{written:,} rows in {seconds:,.0f} s: {written / seconds:,.0f} rows/s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _rows() -> int:
    own = ("accounts", "core", "programs", "participants", "reports")
    models = [model for label in own for model in apps.get_app_config(label).get_models()]
    return sum(model._base_manager.count() for model in models)
