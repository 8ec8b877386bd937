"""Fresh secrets as lines for .env: `manage.py new_keys`.

A first installation has no settings to start with yet: `python -m dekon_portal.core.management.commands.new_keys`
prints the same without them.
"""

from __future__ import annotations

import base64
import os
import secrets
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Mencetak SECRET_KEY, FIELD_KEYS, dan INDEX_KEY baru sebagai baris .env. Tidak menyimpan apa pun."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("\n".join(fresh_lines()))


def fresh_lines() -> list[str]:
    """NAME=value for each secret the portal refuses to start without."""
    return [
        f"SECRET_KEY={secrets.token_urlsafe(50)}",
        f"FIELD_KEYS=k{date.today():%Y%m%d}:{_key()}",
        f"INDEX_KEY={_key()}",
    ]


def _key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


if __name__ == "__main__":
    Command().handle()
