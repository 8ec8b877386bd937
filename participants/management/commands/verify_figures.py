"""Proves the kept figures against the rows they stand for: stock balances (R6) and participation counts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from participants import tallies
from programs import stock


class Command(BaseCommand):
    help = "Compare kept balances and counts with the sum of their rows; exit 1 and name each that differs."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = [
            f"stock: office {office}, product {product}, {unit}: balance {kept}, entries {entries}"
            for office, product, unit, kept, entries in stock.differences()
        ]
        wrong += ["participants: " + " ".join(map(str, difference)) for difference in tallies.differences()]
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} kept figures differ from their rows.")
        self.stdout.write("Every balance equals the sum of its entries, every count its rows.")
