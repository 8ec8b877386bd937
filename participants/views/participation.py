"""The people tab of an activity: who takes part, adding one, changing their part, taking them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dekon_portal.core.editing import require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.pages import one_or_404, refused
from dekon_portal.core.refusal import Refusal
from participants import people
from participants.filters import PeopleOfActivityFilter
from participants.forms import BusinessByName, ParticipantForm, ParticipationForm
from participants.models import Business, Participation, Person
from participants.panels import figures
from participants.tables import PeopleOfActivityEditTable, PeopleOfActivityTable
from programs.views.frame import activity_of, activity_page, form_of_activity

from .people import COLUMNS, as_row, warn

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from programs.models import Activity


def activity_people(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    may_write = activity.is_open and activity.writable_by(request.user, "people.write")
    page = activity_page(request, activity, "peserta")
    return list_page(
        request,
        activity.participations.visible_to(request.user).with_labels(),
        filter_class=PeopleOfActivityFilter,
        table_class=PeopleOfActivityEditTable if may_write else PeopleOfActivityTable,
        title=activity.title,
        template="participants/activity_people.html",
        export=(f"peserta-{activity.code}", COLUMNS, as_row),
        context={**page, "may_write": may_write, **figures(activity), "empty": _empty(request, activity, may_write)},
    )


def _empty(request: HttpRequest, activity: Activity, may_write: bool) -> dict[str, str]:
    if request.GET:
        return {"title": _("Tidak ada peserta yang cocok"), "text": _("Ubah pencarian atau saringannya.")}
    if not may_write:
        return {"title": _("Belum ada peserta"), "text": ""}
    return {
        "title": _("Belum ada peserta"),
        "text": _("Unggah daftar peserta yang sudah ada, atau tambahkan satu per satu."),
        "label": _("Unggah daftar peserta"),
        "url": reverse("participants:import_new", args=[activity.code]),
    }


def _people_url(activity: Activity) -> str:
    return reverse("participants:activity_people", args=[activity.code])


def participation_new(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    require_on(activity, request.user, "people.write")
    return form_of_activity(
        request,
        activity,
        _people_url(activity),
        lambda data, files: ParticipantForm(data, instance=Person(province=activity.province), user=request.user),
        lambda form: _enrol(request, activity, form),
        title=_("Tambah peserta"),
        template="participants/participant_form.html",
    )


@transaction.atomic
def _enrol(request: HttpRequest, activity: Activity, form: ParticipantForm) -> str:
    typed = form.save(commit=False)
    person = people.person_with(typed, by=request.user)
    values = form.cleaned_data
    row = Participation(
        activity=activity,
        person=person,
        business=business_of(request, form, activity, person.regency_id),
        role=values["role"],
        position=values["position"],
        new_entrepreneur=values["new_entrepreneur"],
    )
    people.enrol(row, by=request.user)
    if person is not typed:
        messages.info(
            request,
            _("%(name)s sudah tercatat, jadi datanya yang tersimpan dipakai. Ubah lewat halaman orangnya bila perlu.")
            % {"name": person},
        )
    warn(request, typed)
    return _people_url(activity)


def business_of(request: HttpRequest, form: BusinessByName, activity: Activity, regency: str | None) -> Business | None:
    """The IKM a form names: picked, known by its name, or new; None when it names none."""
    picked, name = form.cleaned_data.get("which"), form.cleaned_data["business_name"]
    if picked or not name:
        return picked
    return people.business_named(name, province=activity.province.pk, regency=regency, by=request.user)


def _row(request: HttpRequest, pk: int) -> Participation:
    return one_or_404(Participation.objects.visible_to(request.user).with_labels(), pk=pk)  # type: ignore[no-any-return]


def participation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    require_on(row, request.user, "people.write")
    back = _people_url(row.activity)

    @transaction.atomic
    def save(form: ParticipationForm) -> str:
        changed = form.save(commit=False)
        if not form.keeps_business():
            changed.business = business_of(request, form, row.activity, row.person.regency_id)
        people.enrol(changed, by=request.user)
        return back

    return form_of_activity(
        request,
        row.activity,
        back,
        lambda data, files: ParticipationForm(data, instance=row, user=request.user),
        save,
        title=_("Ubah kepesertaan %(name)s") % {"name": row.person},
        template="participants/participant_form.html",
    )


@require_POST
def participation_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    try:
        people.withdraw(row, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("%(name)s dikeluarkan dari kegiatan.") % {"name": row.person})
    return redirect(_people_url(row.activity))
