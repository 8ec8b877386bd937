"""The lists of activities and of what hangs on them."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dekon_portal.core.numbers import format_integer
from dekon_portal.core.tables import IntegerColumn, PortalTable, StateColumn
from dekon_portal.core.templatetags.portal import unknown_mark

from . import schedule, when
from .models import Activity, Mode, Session, State


class TitleColumn(tables.Column):  # type: ignore[misc]
    """The activity by its title, its code beneath."""

    def render(self, value: str, record: Activity) -> Any:
        return format_html(
            '<a href="{}">{}</a><br><span class="code soft">{}</span>', self.address(record), value, record.code
        )

    def address(self, record: Activity) -> str:
        return record.get_absolute_url()


class ReviewTitleColumn(TitleColumn):
    def address(self, record: Activity) -> str:
        return reverse("programs:review", args=[record.code])


class ActivityTable(PortalTable):
    title = TitleColumn()
    state = StateColumn(State, accessor="review_state", verbose_name=gettext_lazy("Status"), order_by=("state", "code"))
    kind = tables.Column()
    when = tables.Column(accessor="pk", verbose_name=gettext_lazy("Waktu"), order_by=("begins_on", "code"))
    regency = tables.Column(order_by=("regency__name", "code"))
    target_participants = IntegerColumn(verbose_name=gettext_lazy("Target peserta"))

    class Meta(PortalTable.Meta):
        model = Activity
        fields = ("title", "state", "kind", "when", "regency", "target_participants")

    def render_when(self, record: Activity) -> Any:
        return when.in_words(record) or unknown_mark()


class NationalActivityTable(ActivityTable):
    """For those who see more than one province."""

    province = tables.Column(
        accessor="office__province__name",
        verbose_name=gettext_lazy("Provinsi"),
        order_by=("office__province__name", "code"),
    )

    class Meta(ActivityTable.Meta):
        sequence = ("title", "state", "province", "...")


class QueueTable(PortalTable):
    """What waits for somebody's word, the longest wait first."""

    title = ReviewTitleColumn()
    province = tables.Column(accessor="office__province__name", verbose_name=gettext_lazy("Provinsi"))
    kind = tables.Column()
    state = StateColumn(State, accessor="review_state", verbose_name=gettext_lazy("Status"), order_by=("state", "code"))
    submitted_by = tables.Column(verbose_name=gettext_lazy("Diajukan oleh"), order_by=("submitted_by__full_name",))
    waiting = tables.Column(
        accessor="state_since",
        verbose_name=gettext_lazy("Menunggu"),
        order_by=("-state_since", "-pk"),
        attrs={"cell": {"class": "num"}},
    )
    risk = tables.TemplateColumn(
        template_name="programs/_risk.html",
        accessor="risk_count",
        verbose_name=gettext_lazy("Tanda janggal"),
        order_by=("-risk_weight", "-risk_count", "state_since", "pk"),
    )
    chosen = tables.TemplateColumn(
        template_name="programs/_queue_tick.html", verbose_name=gettext_lazy("Pilih"), orderable=False
    )

    class Meta(PortalTable.Meta):
        model = Activity
        fields = ("title", "chosen", "risk", "province", "kind", "state", "submitted_by", "waiting")

    def render_waiting(self, record: Activity) -> str:
        return days_waiting(record)


def days_waiting(activity: Activity) -> str:
    """ "12 hari" since the activity came into its state; "hari ini" on the first day."""
    days = (timezone.now() - activity.state_since).days
    if not days:
        return _("hari ini")
    return ngettext("%(days)s hari", "%(days)s hari", days) % {"days": format_integer(days)}


class SessionTable(PortalTable):
    """The sessions of a day. `office`: whether the reader is of the office, who alone sees links of meetings.

    `may_upload`: whether the reader may add materials now.
    """

    topic = tables.TemplateColumn(
        template_name="programs/_session_topic.html", verbose_name=gettext_lazy("Materi"), orderable=False
    )
    time = tables.Column(accessor="pk", verbose_name=gettext_lazy("Pukul"))
    hours = IntegerColumn(verbose_name=gettext_lazy("JP"))
    mode = tables.Column(verbose_name=gettext_lazy("Cara"))
    spot = tables.Column(accessor="pk", verbose_name=gettext_lazy("Tempat"))
    taught_by = tables.Column(accessor="pk", verbose_name=gettext_lazy("Narasumber/pendamping"))

    class Meta(PortalTable.Meta):
        model = Session
        fields = ("topic", "time", "hours", "mode", "spot", "taught_by")
        orderable = False

    def __init__(self, *args: Any, office: bool = False, may_upload: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office, self.may_upload = office, may_upload

    def render_time(self, record: Session) -> Any:
        return schedule.clock(record) or unknown_mark()

    def render_mode(self, value: str, record: Session) -> Any:
        return unknown_mark() if record.mode == Mode.UNKNOWN else value

    def render_spot(self, record: Session) -> Any:
        if not record.meeting_link:
            return record.spot or ("–" if record.mode == Mode.ONLINE else unknown_mark())
        link = _("rapat daring; tautannya untuk petugas dinas")
        if self.office:
            link = format_html('<a href="{}" rel="noreferrer noopener">{}</a>', record.meeting_link, _("Tautan rapat"))
        return format_html("{}<br>{}", record.spot, link) if record.spot else link

    def render_taught_by(self, record: Session) -> Any:
        return "; ".join(record.taught_by) or unknown_mark()


class SessionEditTable(SessionTable):
    actions = tables.TemplateColumn(
        template_name="programs/_session_actions.html", verbose_name=gettext_lazy("Tindakan"), orderable=False
    )

    class Meta(SessionTable.Meta):
        pass
