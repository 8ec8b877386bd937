"""Proves that every stock balance is the sum of its entries (R6), and makes it so."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dekon_portal.core.refusal import Refusal
from programs import stock


class Command(BaseCommand):
    help = (
        "Rebuild stock balances from the entries of the ledger; with --check only compare them (exit 1 if any differs)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            wrong = stock.differences() if options["check"] else stock.rebuild()
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        for office, product, unit, kept, entries in wrong:
            self.stderr.write(f"office {office}, product {product}, {unit}: balance {kept}, entries {entries}")
        if wrong and options["check"]:
            raise CommandError(f"{len(wrong)} balances differ from the sum of their entries.")
        self.stdout.write(
            f"{len(wrong)} balances rebuilt." if wrong else "Every balance equals the sum of its entries."
        )
