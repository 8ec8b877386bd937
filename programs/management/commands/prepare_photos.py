"""`manage.py prepare_photos`: clean copies of the photos that came in before there were any."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from programs import copies


class Command(BaseCommand):
    help = "Membuat salinan bersih foto lama; aman dijalankan berulang kali."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for attachment, reason in copies.prepare_old():
            if reason:
                self.stderr.write(f"{attachment.pk}: {reason}")
            else:
                done += 1
        self.stdout.write(f"{done} foto disiapkan")
