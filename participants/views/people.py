"""Pages of people: everybody who takes part, one person, the search by NIK, the look at a full NIK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from dekon_portal.core.dates import format_date
from dekon_portal.core.editing import require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.pages import form_page, one_or_404, refused, seen_version
from dekon_portal.core.phones import mask_phone
from dekon_portal.core.refusal import Refusal
from participants import people, tallies
from participants.filters import ParticipationFilter
from participants.forms import NikSearchForm, PersonForm, RevealForm
from participants.models import FollowUp, Participation, Person
from participants.tables import NationalParticipationTable, ParticipationTable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LATEST = 50  # participations and trail entries on one page
COLUMNS = [
    ("name", gettext_lazy("Nama Peserta")),
    ("nik", gettext_lazy("NIK (tersamar)")),
    ("sex", gettext_lazy("Jenis Kelamin")),
    ("regency", gettext_lazy("Kab/Kota")),
    ("business", gettext_lazy("Nama IKM")),
    ("position", gettext_lazy("Jabatan")),
    ("wub", gettext_lazy("WUB")),
    ("activity", gettext_lazy("Kode Kegiatan")),
    ("title", pgettext_lazy("singular", "Kegiatan")),
]


def as_row(row: Participation) -> dict[str, Any]:
    """One participation in an exported list."""
    return {
        "name": row.person.name,
        "nik": row.person.masked_nik,
        "sex": row.person.sex or None,
        "regency": row.person.regency,
        "business": row.business,
        "position": row.position,
        "wub": row.new_entrepreneur,
        "activity": row.activity.code,
        "title": row.activity.title,
    }


def participation_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        Participation.objects.visible_to(request.user).with_labels(),
        filter_class=ParticipationFilter,
        table_class=NationalParticipationTable if request.user.scope.national else ParticipationTable,
        title=_("Peserta"),
        template="participants/participation_list.html",
        export=("peserta", COLUMNS, as_row),
        count_all=tallies.people_within,
        context={
            "nik_form": NikSearchForm(),
            "empty": {"title": _("Tidak ada peserta yang cocok"), "text": _("Ubah pencarian atau saringannya.")},
        },
    )


@require_POST
def person_search(request: HttpRequest) -> HttpResponse:
    """The person with exactly this NIK, by its keyed hash; sent as a form so that no address ever holds a NIK (R3)."""
    form = NikSearchForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["nik"])))
        return redirect("participants:participation_list")
    found = Person.objects.visible_to(request.user).with_nik(form.cleaned_data["nik"]).order_by("pk")[:2]
    if len(found) == 1:
        return redirect(found[0])
    if found:
        messages.info(request, _("NIK ini tercatat di lebih dari satu provinsi. Saring menurut provinsi dan nama."))
    else:
        messages.info(request, _("Tidak ada orang dengan NIK ini di wilayah tugas Anda."))
    return redirect("participants:participation_list")


def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = one_or_404(Person.objects.visible_to(request.user).select_related("regency", "province"), pk=pk)
    place = {"province": found.province_id, "regency": found.regency_id}
    locked = people.lock_of(found)
    edit = {"label": _("Ubah data orang"), "url": reverse("participants:person_edit", args=[pk]), "icon": "pencil"}
    may_write = request.user.may("people.write", **place)
    return render(
        request,
        "participants/person.html",
        {
            "person": found,
            "title": found.name,
            "facts": [found.regency or _("kabupaten/kota belum diketahui"), found.province],
            "primary": edit if may_write and not locked else None,
            "locked": locked if may_write else "",
            "rows": _facts(found),
            "reveal_form": RevealForm() if found.nik and request.user.may("nik.reveal", **place) else None,
            "participations": found.participations.visible_to(request.user).with_labels().order_by("-pk")[:LATEST],
            "latest": LATEST,
            "follow_ups": _answered(request, found),
            "entries": AuditEntry.objects.visible_to(request.user).about(found)[:LATEST],
            "crumbs": [(_("Peserta"), reverse("participants:participation_list"))],
        },
    )


def _answered(request: HttpRequest, person: Person) -> Any:
    """What became of the person: the rounds they answered, latest first."""
    rounds = FollowUp.objects.visible_to(request.user).with_labels()  # type: ignore[attr-defined]
    return rounds.filter(participation__person=person, answer__isnull=False).order_by("-answer__pk")[:LATEST]


def _facts(person: Person) -> list[tuple[str, Any]]:
    return [
        (_("NIK"), person.masked_nik),
        (_("Jenis kelamin"), person.get_sex_display() if person.sex else None),
        (_("Tempat lahir"), person.birth_place),
        (_("Tanggal lahir"), format_date(person.birth_date) if person.birth_date else None),
        (_("Pendidikan"), person.education),
        (_("Telepon"), mask_phone(person.phone)),
        (_("Alamat"), person.address),
        (_("Desa/kelurahan"), person.village),
        (_("Kecamatan"), person.district),
    ]


def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = one_or_404(Person.objects.visible_to(request.user), pk=pk)
    require_on(found, request.user, "people.write")
    name, locked = found.name, people.lock_of(found)

    def save(form: Any) -> str:
        changed = people.save_person(form.save(commit=False), by=request.user, seen_version=seen_version(request))
        warn(request, changed)
        return changed.get_absolute_url()

    return form_page(
        request,
        lambda data, files: PersonForm(data, instance=found, user=request.user),
        save,
        title=_("Ubah %(name)s") % {"name": name},
        cancel_url=found.get_absolute_url(),
        context={
            "crumbs": [(_("Peserta"), reverse("participants:participation_list")), (name, found.get_absolute_url())],
            **({"before_form": "_locked.html", "sentence": locked} if locked else {}),
        },
    )


def warn(request: HttpRequest, person: Person) -> None:
    """Tell what does not fit together in a person's data; it is saved all the same."""
    for doubt in people.doubts(person):
        messages.warning(request, doubt)


@require_POST
def person_nik(request: HttpRequest, pk: int) -> HttpResponse:
    """The full NIK on one page that is not kept by any cache, after a stated reason (R3)."""
    found = one_or_404(Person.objects.visible_to(request.user), pk=pk)
    try:
        number = people.reveal_nik(found, by=request.user, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(found)
    response = render(
        request,
        "participants/person_nik.html",
        {
            "person": found,
            "nik": number,
            "title": found.name,
            "crumbs": [(_("Peserta"), reverse("participants:participation_list")), (found, found.get_absolute_url())],
        },
    )
    response["Cache-Control"] = "no-store"
    return response
