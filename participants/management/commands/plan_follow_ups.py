"""manage.py plan_follow_ups: the rounds in which participants are asked what became of them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from participants import follow_up_plans


class Command(BaseCommand):
    help = "Rencanakan tindak lanjut 3, 6, dan 12 bulan; yang sudah direncanakan tidak berubah. Boleh diulang."

    def handle(self, *args: Any, **options: Any) -> None:
        planned = follow_up_plans.plan()
        self.stdout.write(f"{planned.made} putaran baru, {planned.moved} putaran bergeser tanggalnya.")
