"""`manage.py seed_reference`: regions, holidays, PSBB spells, products, commodities, KBLI, fiscal years."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from programs import reference


class Command(BaseCommand):
    help = "Mengisi data rujukan; aman dijalankan berulang kali, tidak menghapus apa pun."

    def handle(self, *args: Any, **options: Any) -> None:
        for table, (added, changed) in reference.seed().items():
            self.stdout.write(f"{table}: {added} ditambahkan, {changed} diubah")
