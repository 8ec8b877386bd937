"""Screens of activities, their sessions, and partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.admin.exchange import Exports, Imports
from dekon_portal.core.admin.reach import OccurringFilter
from dekon_portal.core.admin.resources import Resource, list_resource, resource_for
from dekon_portal.core.admin.screen import Screen
from dekon_portal.core.pages import seen_version
from dekon_portal.core.refusal import Refusal
from programs import activities, sessions, when
from programs.forms.activities import GROUPS, ActivityForm
from programs.forms.sessions import SessionForm
from programs.models import Activity, Partner, Province, Regency, Session
from programs.review import lock_sentence

from .base import HangingScreen

if TYPE_CHECKING:
    from django.http import HttpRequest

    from dekon_portal.accounts.models import User


@admin.register(Activity)
class ActivityScreen(Exports, Screen):
    write_action = "activity.write"
    page_form = ActivityForm
    facts = ("code", "state", "office", "year")
    list_display = ("title", "code", "state", "kind", "time", "regency")
    list_select_related = ("office__province", "regency", "commodity", "fiscal_year")
    list_filter = (
        "state",
        "kind",
        ("fiscal_year", OccurringFilter),
        ("commodity", OccurringFilter),
        ("regency", OccurringFilter),
        ("office", OccurringFilter),
    )
    search_fields = ("title", "code", "place")
    resource = list_resource(
        ("code", gettext_lazy("Kode kegiatan")),
        ("title", gettext_lazy("Judul")),
        ("get_kind_display", gettext_lazy("Jenis kegiatan")),
        ("commodity", gettext_lazy("Komoditas")),
        ("get_state_display", gettext_lazy("Status")),
        ("fiscal_year_id", gettext_lazy("Tahun anggaran")),
        ("office", gettext_lazy("Satuan kerja")),
        ("regency", gettext_lazy("Kabupaten/Kota")),
        ("place", gettext_lazy("Tempat")),
        ("target_participants", gettext_lazy("Target peserta (orang)")),
        ("target_businesses", gettext_lazy("Target IKM")),
    )

    @admin.display(description=gettext_lazy("Waktu"))
    def time(self, activity: Activity) -> str:
        return when.in_words(activity) or _("belum diketahui")

    @admin.display(description=gettext_lazy("Tahun anggaran"))
    def year(self, activity: Activity) -> str:
        return str(activity.fiscal_year)

    def form_fields(self, request: HttpRequest, row: Any) -> list[str]:
        """Office and year make the code, so that they are given once."""
        fixed = set() if row is None else {"office", "fiscal_year"}
        return [name for name in super().form_fields(request, row) if name not in fixed]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The groups of the page's form, below what the activity is."""
        names = self.get_fields(request, obj)
        facts = self.get_readonly_fields(request, obj)
        groups = [
            (heading, [name for name in members if name in names and name not in facts])
            for heading, _hint, members in GROUPS
        ]
        return [(None, {"fields": facts}), *((heading, {"fields": members}) for heading, members in groups)]

    def form_options(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {"user": request.user}

    def notice(self, request: HttpRequest, row: Any) -> str:
        return str(lock_sentence(row) or "") if row.pk else ""

    def store(self, request: HttpRequest, row: Any, form: Any) -> None:
        if row._state.adding:
            activities.create(row, by=request.user)
        else:
            seen = seen_version(request)
            activities.change(row, by=request.user, seen_version=row.version if seen is None else seen)


@admin.register(Session)
class SessionScreen(HangingScreen):
    write_action = "activity.write"
    may_remove = True
    page_form = SessionForm
    list_display = ("topic", "date", "hours", "mode", "activity")
    list_select_related = ("activity__office__province",)
    list_filter = ("mode", ("activity__fiscal_year", OccurringFilter))
    search_fields = ("topic", "trainer", "activity__title", "activity__code")
    resource = list_resource(
        ("activity__code", gettext_lazy("Kode kegiatan")),
        ("topic", gettext_lazy("Materi")),
        ("date", gettext_lazy("Tanggal")),
        ("hours", gettext_lazy("Jam pelajaran (JP)")),
        ("get_mode_display", gettext_lazy("Cara pelaksanaan")),
        ("place", gettext_lazy("Tempat")),
        ("trainer", gettext_lazy("Narasumber lain")),
    )

    def store(self, request: HttpRequest, row: Any, form: Any) -> None:
        sessions.save(row, by=request.user, trainers=form.cleaned_data["trainers"])

    def remove(self, request: HttpRequest, row: Any) -> None:
        sessions.remove(row, by=request.user)


class PartnerForm(forms.ModelForm):
    """A partner of the person's own provinces."""

    class Meta:
        model = Partner
        fields: ClassVar = ["province", "kind", "name", "regency"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["province"].queryset = Province.objects.filter(code__in=user.scope.provinces)
        fields["regency"].queryset = Regency.objects.filter(province__in=user.scope.provinces)


def save_new_or_changed(partner: Partner, *, by: User) -> None:
    """Refuse a second partner of the same name, however it is written."""
    if not partner._state.adding:
        activities.change_partner(partner, by=by)
    elif activities.save_partner(partner, by=by) is not partner:
        raise Refusal(_("Mitra dengan nama ini sudah ada di provinsi ini."))


class PartnerResource(Resource):
    action = "activity.write"

    def store(self, row: Any) -> None:
        save_new_or_changed(row, by=self.user)  # type: ignore[arg-type]


@admin.register(Partner)
class PartnerScreen(Imports, Screen):
    write_action = "activity.write"
    page_form = PartnerForm
    list_display = ("name", "kind", "regency", "province")
    list_select_related = ("regency", "province")
    list_filter = ("kind", ("regency", OccurringFilter))
    search_fields = ("name",)
    resource = resource_for(
        Partner, fields=["province", "kind", "name", "regency"], key=["province", "name"], base=PartnerResource
    )

    def form_options(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {"user": request.user}

    def store(self, request: HttpRequest, row: Any, form: Any) -> None:
        save_new_or_changed(row, by=request.user)
