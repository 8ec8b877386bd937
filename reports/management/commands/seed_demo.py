"""`manage.py seed_demo [--scale N] [--json] [--password P]`: the demo's data and logins; safe to run again."""

from __future__ import annotations

import json
import os
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from dekon_portal.core.refusal import Refusal
from programs import reference
from reports.demo import cases, course, issued, money, odd, quarters, sample, scale
from reports.demo.cast import LOGINS, assemble

DEMO_PASSWORD = "Dekon-Contoh-2020"  # noqa: S105 - printed on purpose, and made only where DEMO or DEBUG is on


class Command(BaseCommand):
    help = "Mengisi data demo: empat kasus tahun 2020, data contoh di 34 provinsi, dan satu akun per peran."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=int, default=0, metavar="N", help="tambahkan N kegiatan dengan 25 peserta")
        parser.add_argument("--json", action="store_true", help="cetak akun dan kode kegiatan sebagai JSON saja")
        given = os.environ.get("SEED_DEMO_PASSWORD", "")
        parser.add_argument("--password", default=given, help="sandi semua akun demo")

    def handle(self, *args: Any, **options: Any) -> None:
        password = _allowed_password(options["password"])
        try:
            with transaction.atomic():
                reference.seed()
                cast = assemble(password)
                codes = cases.ensure(cast)
                sample.ensure(cast)
                course.ensure(cast)
                money.ensure(cast)
                quarters.ensure(cast)
                odd.ensure()
                issued.ensure(cast)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        if options["scale"]:
            scale.ensure(cast, options["scale"], self.stderr.write)
        if options["json"]:
            self.stdout.write(json.dumps({"logins": _logins(password), "activities": codes}))
        else:
            self._print(password, codes)

    def _print(self, password: str, codes: dict[str, str]) -> None:
        port = os.environ.get("PORT", "8000")
        self.stdout.write(f"Portal Dekonsentrasi IKM: http://localhost:{port}/")
        self.stdout.write(f"Sandi semua akun demo: {password}\n\n")
        for login in LOGINS:
            self.stdout.write(f"  {login.username:<20}{login.position:<34}{login.place}")
        self.stdout.write("\nKasus tahun 2020: " + ", ".join(f"{key} {code}" for key, code in codes.items()))


def _allowed_password(chosen: str) -> str:
    """The password of the demo's logins. A well-known one only where the installation says it is a demo."""
    if chosen:
        try:
            validate_password(chosen)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return chosen
    if settings.DEMO or settings.DEBUG:
        return DEMO_PASSWORD
    raise CommandError(
        "seed_demo membuat akun dengan sandi yang diketahui umum, jadi hanya berjalan bila DEMO=1 atau DEBUG=1. "
        "Untuk tetap menjalankannya, tetapkan sandi sendiri dengan --password atau SEED_DEMO_PASSWORD."
    )


def _logins(password: str) -> list[dict[str, str | None]]:
    return [
        {"role": login.role.value, "username": login.username, "password": password, "province": login.province}
        for login in LOGINS
    ]
