"""manage.py import_businesses: IKM of a province, or of the regency that the person works for."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from dekon_portal.accounts.models import User
from participants.imports import batches
from participants.management.importing import ImportCommand
from participants.models import ImportBatch
from programs.models import Province


class Command(ImportCommand):
    help = "Impor daftar IKM dari lembar kerja: 0 semua baris baik, 1 ada yang tidak, 2 berkas tidak terbaca."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--province", required=True, help="kode Kemendagri provinsi, misalnya 16")

    def new_batch(self, user: User, options: dict[str, Any]) -> ImportBatch:
        province = Province.objects.filter(code=options["province"]).first()
        if province is None or province.code not in user.scope.provinces:
            raise CommandError(f"Provinsi {options['province']} tidak ada.", returncode=2)
        return batches.of_businesses(province.code, by=user)
