"""manage.py recount_flags: the plausibility flags of all activities; the worker does it each night by itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reports.flags import recount


class Command(BaseCommand):
    help = "Hitung ulang tanda janggal semua kegiatan. Yang sudah dijelaskan tetap dijelaskan. Boleh diulang."

    def handle(self, *args: Any, **options: Any) -> None:
        counted = recount.of_all()
        self.stdout.write(f"{counted.standing} tanda berlaku, {counted.turns} perubahan.")
