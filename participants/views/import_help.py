"""The help page of the import: the fields it knows and everything it may say, each code with an anchor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dekon_portal.core.editing import require
from participants.imports import catalogue
from participants.models import Verdict

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def import_help(request: HttpRequest) -> HttpResponse:
    require(request.user, "people.write", province=None)
    context = {
        "title": _("Bantuan impor"),
        "crumbs": [(_("Impor daftar"), reverse("participants:import_list"))],
        "row_problems": [(Verdict(severity), rows) for severity, rows in catalogue.row_problems().items()],
        "file_problems": catalogue.file_problems(),
        "fields": catalogue.known_fields(),
    }
    return render(request, "participants/import_help.html", context)
