"""Admin screens of IKM, people and participation. A full NIK is on none of them, nor in what they export (R3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.core.admin.exchange import Exports
from dekon_portal.core.admin.reach import OccurringFilter
from dekon_portal.core.admin.resources import list_resource
from dekon_portal.core.admin.screen import Screen
from dekon_portal.core.pages import seen_version
from participants import people
from participants.forms import BusinessForm, PersonForm
from participants.models import Business, Participation, Person
from programs.admin.base import HangingScreen

if TYPE_CHECKING:
    from django.http import HttpRequest

    from dekon_portal.accounts.models import User


@admin.register(Business)
class BusinessScreen(Exports, Screen):
    write_action = "people.write"
    lists_page = "participants:import_new_businesses"
    page_form = BusinessForm
    list_display = ("name", "owner_name", "regency", "nib", "product", "workers_total")
    list_select_related = ("province", "regency")
    list_filter = (
        ("regency", OccurringFilter),
        ("nib", admin.EmptyFieldListFilter),
        ("kbli", admin.EmptyFieldListFilter),
    )
    search_fields = ("name", "nib")
    resource = list_resource(
        ("name", _("Nama IKM")),
        ("owner_name", _("Nama Pemilik")),
        ("province", _("Provinsi")),
        ("regency", _("Kabupaten/Kota")),
        ("district", _("Kecamatan")),
        ("village", _("Desa/Kelurahan")),
        ("address", _("Alamat Usaha")),
        ("nib", _("NIB")),
        ("kbli", _("KBLI")),
        ("product", _("Produk")),
        ("workers_male", _("Tenaga Kerja L")),
        ("workers_female", _("Tenaga Kerja P")),
        ("workers", _("Jumlah Tenaga Kerja")),
    )

    @admin.display(description=_("Tenaga kerja"))
    def workers_total(self, business: Business) -> int | None:
        return business.workers_total

    def form_options(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {"user": request.user}

    def store(self, request: HttpRequest, row: Any, form: Any) -> None:
        people.save_business(row, by=request.user, seen_version=seen_version(request))


@admin.register(Person)
class PersonScreen(Exports, Screen):
    lists_page = "participants:import_list"
    """A person comes on record by taking part in an activity, so none is added here."""

    write_action = "people.write"
    may_add = False
    page_form = PersonForm
    facts = ("home", "masked_nik")
    list_display = ("name", "masked_nik", "sex", "regency")
    list_select_related = ("province", "regency")
    list_filter = ("sex", ("regency", OccurringFilter))
    search_fields = ("name",)
    resource = list_resource(
        ("name", _("Nama")),
        ("masked_nik", _("NIK (tersamar)")),
        ("sex", _("Jenis Kelamin")),
        ("province", _("Provinsi")),
        ("regency", _("Kab/Kota")),
        ("district", _("Kecamatan")),
        ("village", _("Desa/Kelurahan")),
        ("education", _("Pendidikan")),
    )

    @admin.display(description=_("Provinsi"))
    def home(self, person: Person) -> str:
        return str(person.province)

    @admin.display(description=_("NIK (tersamar)"))
    def masked_nik(self, person: Person) -> str | None:
        return person.masked_nik or None

    def form_options(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {"user": request.user}

    def store(self, request: HttpRequest, row: Any, form: Any) -> None:
        people.save_person(row, by=request.user, seen_version=seen_version(request))


class ParticipationScreenForm(forms.ModelForm):
    """The part of a known person and IKM of the activity's province."""

    class Meta:
        model = Participation
        fields: ClassVar = ["person", "business", "role", "position", "new_entrepreneur"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        province = self.instance.activity.office.province_id
        fields: dict[str, Any] = self.fields
        fields["business"].queryset = Business.objects.visible_to(user).filter(province=province)
        if "person" in fields:
            fields["person"].queryset = Person.objects.visible_to(user).filter(province=province)


@admin.register(Participation)
class ParticipationScreen(HangingScreen):
    lists_page = "participants:import_list"
    write_action = "people.write"
    may_remove = True
    form = ParticipationScreenForm
    fields = ("person", "business", "role", "position", "new_entrepreneur")
    autocomplete_fields = ("person", "business")
    list_display = ("person", "nik", "role", "business", "new_entrepreneur", "activity")
    list_select_related = ("person__regency", "business", "activity__office__province")
    list_filter = ("role", "new_entrepreneur", ("fiscal_year", OccurringFilter))
    search_fields = ("person__name",)
    resource = list_resource(
        ("person__name", _("Nama Peserta")),
        ("person__masked_nik", _("NIK (tersamar)")),
        ("person__sex", _("Jenis Kelamin")),
        ("person__regency", _("Kab/Kota")),
        ("business", _("Nama IKM")),
        ("position", _("Jabatan")),
        ("new_entrepreneur", _("WUB")),
        ("activity__code", _("Kode Kegiatan")),
        ("activity__title", pgettext_lazy("singular", "Kegiatan")),
    )

    @admin.display(description=_("NIK (tersamar)"))
    def nik(self, participation: Participation) -> str | None:
        return participation.person.masked_nik or None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["activity", "person"] if obj is not None else ["activity"]

    def form_options(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {"user": request.user}

    def store(self, request: HttpRequest, row: Any, form: Any) -> None:
        people.enrol(row, by=request.user)

    def remove(self, request: HttpRequest, row: Any) -> None:
        people.withdraw(row, by=request.user)
