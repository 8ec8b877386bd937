"""Pages of IKM, people and participation: get with right, form, verb, redirect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dekon_portal.core.editing import require, require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.pages import form_page, one_or_404, refused, seen_version
from dekon_portal.core.refusal import Refusal
from participants import people
from participants.filters import BusinessFilter, ParticipationFilter, PeopleOfActivityFilter
from participants.forms import (
    BusinessForm,
    MakersForm,
    ParticipantForm,
    ParticipationForm,
    PersonForm,
    RevealForm,
)
from participants.models import ActivityTally, Business, Participation, Person
from participants.tables import BusinessTable, ParticipationTable, PeopleOfActivityTable
from programs.models import Activity, Production
from programs.review import lock_sentence
from programs.tabs import tabs_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BUSINESS_COLUMNS = [
    ("name", gettext_lazy("Nama IKM")),
    ("owner_name", gettext_lazy("Nama Pemilik")),
    ("province", gettext_lazy("Provinsi")),
    ("regency", gettext_lazy("Kabupaten/Kota")),
    ("district", gettext_lazy("Kecamatan")),
    ("village", gettext_lazy("Desa/Kelurahan")),
    ("address", gettext_lazy("Alamat Usaha")),
    ("nib", gettext_lazy("NIB")),
    ("kbli", gettext_lazy("KBLI")),
    ("product", gettext_lazy("Produk")),
    ("workers_male", gettext_lazy("Tenaga Kerja L")),
    ("workers_female", gettext_lazy("Tenaga Kerja P")),
    ("workers", gettext_lazy("Jumlah Tenaga Kerja")),
]
PEOPLE_COLUMNS = [
    ("name", gettext_lazy("Nama Peserta")),
    ("nik", gettext_lazy("NIK (tersamar)")),
    ("sex", gettext_lazy("Jenis Kelamin")),
    ("regency", gettext_lazy("Kab/Kota")),
    ("business", gettext_lazy("Nama IKM")),
    ("position", gettext_lazy("Jabatan")),
    ("wub", gettext_lazy("WUB")),
    ("activity", gettext_lazy("Kode Kegiatan")),
    ("title", gettext_lazy("Kegiatan")),
]


def _business_row(business: Business) -> dict[str, Any]:
    return {key: getattr(business, key) for key, _label in BUSINESS_COLUMNS}


def _participation_row(row: Participation) -> dict[str, Any]:
    return {
        "name": row.person.name,
        "nik": row.person.masked_nik,
        "sex": row.person.sex,
        "regency": row.person.regency,
        "business": row.business,
        "position": row.position,
        "wub": row.new_entrepreneur,
        "activity": row.activity.code,
        "title": row.activity.title,
    }


def business_list(request: HttpRequest) -> HttpResponse:
    primary = None
    if request.user.may("people.write"):
        primary = {"label": _("Tambah IKM"), "url": reverse("participants:business_new"), "icon": "plus"}
    return list_page(
        request,
        Business.objects.visible_to(request.user).select_related("regency", "province"),
        filter_class=BusinessFilter,
        table_class=BusinessTable,
        title=_("IKM"),
        export=("ikm", BUSINESS_COLUMNS, _business_row),
        context={"primary": primary, "empty": {"title": _("Tidak ada IKM yang cocok"), "text": ""}},
    )


def business(request: HttpRequest, pk: int) -> HttpResponse:
    found = one_or_404(Business.objects.visible_to(request.user).select_related("regency", "province"), pk=pk)
    return render(
        request,
        "participants/business.html",
        {
            "business": found,
            "title": found.name,
            "may_write": request.user.may("people.write", province=found.province_id, regency=found.regency_id),
            "participations": found.participations.visible_to(request.user).with_labels()[:50],
            "entries": AuditEntry.objects.visible_to(request.user).about(found)[:50],
            "crumbs": [(_("IKM"), reverse("participants:business_list"))],
        },
    )


def business_new(request: HttpRequest) -> HttpResponse:
    require(request.user, "people.write", province=None)
    return form_page(
        request,
        lambda data, files: BusinessForm(data, user=request.user),
        lambda form: people.save_business(form.save(commit=False), by=request.user).get_absolute_url(),
        title=_("Tambah IKM"),
        creates=True,
        cancel_url=reverse("participants:business_list"),
    )


def business_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = one_or_404(Business.objects.visible_to(request.user), pk=pk)
    require_on(found, request.user, "people.write")
    return form_page(
        request,
        lambda data, files: BusinessForm(data, instance=found, user=request.user),
        lambda form: people.save_business(
            form.save(commit=False), by=request.user, seen_version=seen_version(request)
        ).get_absolute_url(),
        title=_("Ubah %(name)s") % {"name": found.name},
        cancel_url=found.get_absolute_url(),
    )


def business_suggestions(request: HttpRequest) -> HttpResponse:
    """Names for the list under the IKM field, within reach, at most 20."""
    text = request.GET.get("business_name", "")
    names = Business.objects.visible_to(request.user).search(text)[:20] if len(text) >= 2 else []
    return render(request, "participants/_business_options.html", {"businesses": names})


def participation_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        Participation.objects.visible_to(request.user).with_labels(),
        filter_class=ParticipationFilter,
        table_class=ParticipationTable,
        title=_("Peserta"),
        export=("peserta", PEOPLE_COLUMNS, _participation_row),
        context={"empty": {"title": _("Tidak ada peserta yang cocok"), "text": ""}},
    )


def _activity(request: HttpRequest, code: str) -> Activity:
    return one_or_404(Activity.objects.visible_to(request.user).with_labels(), code=code)  # type: ignore[no-any-return]


def activity_people(request: HttpRequest, code: str) -> HttpResponse:
    activity = _activity(request, code)
    may_write = activity.is_open and activity.writable_by(request.user, "people.write")
    return list_page(
        request,
        activity.participations.visible_to(request.user).with_labels(),
        filter_class=PeopleOfActivityFilter,
        table_class=PeopleOfActivityTable if may_write else ParticipationTable,
        title=activity.title,
        template="participants/activity_people.html",
        export=(f"peserta-{activity.code}", PEOPLE_COLUMNS, _participation_row),
        context={
            "activity": activity,
            "tabs": tabs_for(activity, "peserta"),
            "state": activity.review_state,
            "facts": [activity.code, str(activity.office)],
            "may_write": may_write,
            "locked": lock_sentence(activity),
            "tally": ActivityTally._base_manager.filter(activity=activity).first(),
            "crumbs": [(_("Kegiatan"), reverse("programs:activity_list"))],
            "empty": {
                "title": _("Belum ada peserta"),
                "text": _("Unggah daftar peserta yang sudah ada, atau tambahkan satu per satu.") if may_write else "",
            },
        },
    )


def participation_new(request: HttpRequest, code: str) -> HttpResponse:
    activity = _activity(request, code)
    require_on(activity, request.user, "people.write")
    return form_page(
        request,
        lambda data, files: ParticipantForm(data, instance=Person(province=activity.province), user=request.user),
        lambda form: _enrol(request, activity, form),
        title=_("Tambah peserta"),
        creates=True,
        template="participants/participant_form.html",
        cancel_url=reverse("participants:activity_people", args=[code]),
        context={"activity": activity, "locked": lock_sentence(activity)},
    )


@transaction.atomic
def _enrol(request: HttpRequest, activity: Activity, form: Any) -> str:
    person = people.person_with(form.save(commit=False), by=request.user)
    values = form.cleaned_data
    row = Participation(
        activity=activity,
        person=person,
        business=_named_business(request, activity, values["business_name"], person.regency_id),
        role=values["role"],
        position=values["position"],
        new_entrepreneur=values["new_entrepreneur"],
    )
    people.enrol(row, by=request.user)
    return reverse("participants:activity_people", args=[activity.code])


def _named_business(request: HttpRequest, activity: Activity, name: str, regency: str | None) -> Business | None:
    if not name.strip():
        return None
    return people.business_named(name.strip(), province=activity.province.pk, regency=regency, by=request.user)


def participation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = one_or_404(Participation.objects.visible_to(request.user).with_labels(), pk=pk)
    require_on(row, request.user, "people.write")
    back = reverse("participants:activity_people", args=[row.activity.code])

    def save(form: Any) -> str:
        changed = form.save(commit=False)
        name = form.cleaned_data["business_name"]
        if not row.business or name.strip() != row.business.name:
            changed.business = _named_business(request, row.activity, name, row.person.regency_id)
        people.enrol(changed, by=request.user)
        return back

    initial = {"business_name": row.business.name if row.business else ""}
    return form_page(
        request,
        lambda data, files: ParticipationForm(data, instance=row, initial=initial),
        save,
        title=_("Ubah kepesertaan %(name)s") % {"name": row.person},
        template="participants/participant_form.html",
        cancel_url=back,
        context={"activity": row.activity, "locked": lock_sentence(row.activity)},
    )


@require_POST
def participation_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = one_or_404(Participation.objects.visible_to(request.user).with_labels(), pk=pk)
    try:
        people.withdraw(row, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("%(name)s dikeluarkan dari kegiatan.") % {"name": row.person})
    return redirect("participants:activity_people", row.activity.code)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = one_or_404(Person.objects.visible_to(request.user).select_related("regency", "province"), pk=pk)
    return render(
        request,
        "participants/person.html",
        {
            "person": found,
            "title": found.name,
            "may_write": request.user.may("people.write", province=found.province_id, regency=found.regency_id),
            "may_reveal": bool(found.nik)
            and request.user.may("nik.reveal", province=found.province_id, regency=found.regency_id),
            "reveal_form": RevealForm(),
            "participations": found.participations.visible_to(request.user).with_labels()[:50],
            "entries": AuditEntry.objects.visible_to(request.user).about(found)[:50],
            "crumbs": [(_("Peserta"), reverse("participants:participation_list"))],
        },
    )


def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = one_or_404(Person.objects.visible_to(request.user), pk=pk)
    require_on(found, request.user, "people.write")
    return form_page(
        request,
        lambda data, files: PersonForm(data, instance=found, user=request.user),
        lambda form: people.save_person(
            form.save(commit=False), by=request.user, seen_version=seen_version(request)
        ).get_absolute_url(),
        title=_("Ubah %(name)s") % {"name": found.name},
        cancel_url=found.get_absolute_url(),
    )


@require_POST
def person_nik(request: HttpRequest, pk: int) -> HttpResponse:
    """The full NIK on one page that is not kept by any cache, after a stated reason (R3)."""
    found = one_or_404(Person.objects.visible_to(request.user), pk=pk)
    try:
        number = people.reveal_nik(found, by=request.user, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(found)
    response = render(request, "participants/person_nik.html", {"person": found, "nik": number, "title": found.name})
    response["Cache-Control"] = "no-store"
    return response


def production_makers(request: HttpRequest, pk: int) -> HttpResponse:
    """Which IKM made a production: chosen among the IKM of the activity."""
    production = one_or_404(
        Production.objects.visible_to(request.user).select_related("activity__office__province", "product"), pk=pk
    )
    require_on(production, request.user, "goods.write")
    activity = production.activity
    back = reverse("programs:activity_goods", args=[activity.code])
    choices = Business.objects.visible_to(request.user).of_activity(activity.pk)

    def save(form: Any) -> str:
        people.set_makers(production, list(form.cleaned_data["businesses"]), by=request.user)
        return back

    initial = {"businesses": list(production.makers.values_list("business", flat=True))}
    return form_page(
        request,
        lambda data, files: MakersForm(data, choices=choices, initial=initial),
        save,
        title=_("IKM pembuat %(product)s") % {"product": production.product},
        cancel_url=back,
    )
