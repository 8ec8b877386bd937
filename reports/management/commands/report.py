"""`manage.py report NAME --year Y … --user NAME --format F --output FILE`: the same reports as the pages."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import Http404
from django.utils.translation import gettext as _

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.refusal import Refusal
from reports.document import carry_out
from reports.filters import ParametersForm
from reports.registry import REPORTS, Report
from reports.writers import WRITERS


class Command(BaseCommand):
    help = "Write one report to a file, within the scope of a person; --list names the reports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="the report's name, see --list")
        parser.add_argument("--list", action="store_true", dest="list_all", help="name the reports")
        parser.add_argument("--year", help="fiscal year, e.g. 2020")
        parser.add_argument("--quarter", help="1 to 4")
        parser.add_argument("--province", help="Kemendagri code, e.g. 16")
        parser.add_argument("--commodity", help="code of the commodity")
        parser.add_argument("--format", choices=list(WRITERS), help="kind of file")
        parser.add_argument("--user", help="who asks: the user name whose scope counts")
        parser.add_argument("--output", help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list_all"]:
            for report in REPORTS.values():
                self.stdout.write(f"{report.key}\t{report.title}")
            return
        lacking = [name for name in ("name", "year", "format", "user", "output") if not options[name]]
        if lacking:
            raise CommandError(_("Lengkapi dahulu: %(names)s.") % {"names": ", ".join(lacking)})
        report, user = _report(options["name"]), _user(options["user"])
        with acting_as(user):
            self._write(report, user, options)

    def _write(self, report: Report, user: User, options: dict[str, Any]) -> None:
        try:
            form = ParametersForm({name: options[name] for name in report.parameters}, user)
            if not form.is_valid():
                raise CommandError(" ".join(str(message) for messages in form.errors.values() for message in messages))
            document = carry_out(report, form.selection)
        except Http404:
            raise CommandError(
                _("Provinsi %(code)s tidak ada atau di luar jangkauan %(user)s.")
                % {"code": options["province"], "user": user.username}
            ) from None
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        with Path(options["output"]).open("wb") as file:
            WRITERS[options["format"]].write(document, file)
        self.stdout.write(_("%(title)s: %(file)s") % {"title": document.scope, "file": options["output"]})


def _report(name: str) -> Report:
    if name not in REPORTS:
        raise CommandError(
            _("Tidak ada laporan bernama %(name)s. Yang ada: %(known)s.") % {"name": name, "known": ", ".join(REPORTS)}
        )
    return REPORTS[name]


def _user(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(_("Tidak ada pengguna aktif bernama %(name)s.") % {"name": username})
    return user
