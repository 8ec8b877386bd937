"""manage.py import_participants: the people of an activity (design.md section 7)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from dekon_portal.accounts.models import User
from participants.management.importing import ImportCommand
from participants.models import ImportBatch
from programs.models import Activity


class Command(ImportCommand):
    help = "Impor peserta dari lembar kerja: 0 semua baris baik, 1 ada yang tidak, 2 berkas tidak terbaca."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--activity", required=True, help="kode kegiatan")

    def new_batch(self, user: User, options: dict[str, Any]) -> ImportBatch:
        activity = Activity.objects.visible_to(user).with_labels().filter(code=options["activity"]).first()
        if activity is None:
            raise CommandError(f"Kegiatan {options['activity']} tidak ada.", returncode=2)
        return ImportBatch.of_activity(activity)
