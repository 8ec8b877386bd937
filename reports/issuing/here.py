"""What the page of a live report says of its issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from reports.models import IssuedReport

from .issue import identity_of

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from reports.document import Document


def issued_of(user: User, document: Document) -> dict[str, Any]:
    """The revision in force of this very choice, and for who may issue the way to do so."""
    same = IssuedReport.objects.readable_by(user).filter(identity=identity_of(document.report, document.selection))
    page: dict[str, Any] = {"issued": same.order_by("revision").last()}
    if user.may("report.issue"):
        url = f"{reverse('reports:issue', args=[document.report.key])}?{urlencode(document.selection.query)}"
        page["issue_url"] = url
    return page
