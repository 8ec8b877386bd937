"""`manage.py create_admin USERNAME --name "…" --email …`: the first admin of an installation, who makes all others."""

from __future__ import annotations

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from dekon_portal.accounts.models import Membership, User
from dekon_portal.accounts.roles import Role
from dekon_portal.core import audit


class Command(BaseCommand):
    help = "Membuat admin pertama. Kata sandi ditanyakan, atau diambil dari variabel ADMIN_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="nama lengkap")
        parser.add_argument("--email", required=True)
        parser.add_argument("--decree", default="", help="nomor SK")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User(username=options["username"], full_name=options["name"], email=options["email"])
        password = os.environ.get("ADMIN_PASSWORD") or getpass.getpass("Kata sandi: ")
        try:
            validate_password(password, user)
            user.set_password(password)
            user.full_clean()
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from wrong
        membership = Membership(user=user, role=Role.ADMIN, valid_from=timezone.localdate(), decree=options["decree"])
        with transaction.atomic():
            user.save()
            membership.save()
            audit.record("row.added", user, by=None)
            audit.record("row.added", membership, by=None)
        self.stdout.write(f"Admin {user.username} dibuat. Masuk, lalu buat pengguna lain di layar admin.")
