"""The people of an activity, whether each passed, and their certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.tables import PortalTable
from dekon_portal.core.templatetags.portal import unknown_mark

from .models import Participation
from .tables import page_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .passing import Passing


def _person_page(record: Participation, table: CertificateTable) -> str | None:
    return page_of(record.person, table.request.user)


class CertificateTable(PortalTable):
    person = tables.Column(verbose_name=_("Nama"), order_by=("person__name",), linkify=_person_page)
    passed = tables.Column(verbose_name=_("Lulus"), empty_values=(), orderable=False)
    certificates = tables.Column(verbose_name=_("Sertifikat"), empty_values=(), orderable=False)
    actions = tables.TemplateColumn(
        template_name="participants/_certificate_actions.html", verbose_name=_("Tindakan"), orderable=False
    )

    class Meta(PortalTable.Meta):
        model = Participation
        fields = ("person", "passed", "certificates", "actions")

    def __init__(
        self, *args: Any, passed: Mapping[int, Passing] | None = None, may_issue: bool = False, **kwargs: Any
    ) -> None:
        self.passed = passed or {}
        self.may_issue = may_issue
        super().__init__(*args, exclude=() if may_issue else ("actions",), **kwargs)

    def render_passed(self, record: Participation) -> Any:
        return said_of(self.passed.get(record.pk))

    def render_certificates(self, record: Participation) -> Any:
        rows = sorted(record.certificates.all(), key=lambda row: row.pk, reverse=True)
        lines = format_html_join(
            "",
            '<div><a href="{}">{}</a> <span class="soft">{}</span></div>',
            ((row.get_absolute_url(), row.number, row.standing.label) for row in rows),
        )
        return (
            format_html("<div>{}</div>", lines)
            if lines
            else format_html('<span class="soft">{}</span>', gettext("belum ada"))
        )


def said_of(found: Passing | None) -> Any:
    """Yes, no or not yet known (R4), and why not."""
    if found is None:
        return unknown_mark()
    word = {True: gettext("Ya"), False: gettext("Tidak"), None: gettext("Belum diketahui")}[found.met]
    if found.met or not found.said:
        return word
    return format_html('<div>{} <span class="soft">({})</span></div>', word, "; ".join(found.said))
