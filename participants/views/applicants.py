"""The office's side of registrations: the tab of an activity, its public page, each applicant, what is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dekon_portal.core import notices
from dekon_portal.core.dates import format_date, format_datetime
from dekon_portal.core.documents import qr_picture
from dekon_portal.core.editing import remove_row, require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.phones import mask_phone
from dekon_portal.core.refusal import Refusal
from participants import selection
from participants.filters import RegistrationFilter
from participants.forms.registrations import AcceptForm, QuotaForm, RefuseForm, RegistrationPageForm
from participants.models import Registration, RegistrationPage, RegistrationQuota, RegistrationState
from participants.models.registrations import UNDECIDED
from participants.tables import RegistrationChoiceTable, RegistrationTable
from programs.views.files import NOTHING_RUNS
from programs.views.frame import activity_of, activity_page, form_of_activity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from dekon_portal.accounts.models import User
    from programs.models import Activity

MOST_AT_ONCE = 100


def activity_registrations(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    page = RegistrationPage.objects.visible_to(request.user).filter(activity=activity).first()
    may_decide = activity.is_open and activity.writable_by(request.user, "people.write")
    return list_page(
        request,
        activity.registrations.visible_to(request.user).select_related("regency", "activity__office__province"),
        filter_class=RegistrationFilter,
        table_class=RegistrationChoiceTable if may_decide else RegistrationTable,
        title=activity.title,
        template="participants/activity_registrations.html",
        context={
            **activity_page(request, activity, "pendaftaran"),
            **(_of_page(request, page, activity) if page else {}),
            "may_decide": may_decide,
            "empty": {
                "title": _("Belum ada pendaftar"),
                "text": _("Sebarkan tautan atau kode QR halaman pendaftaran."),
            },
        },
    )


def _of_page(request: HttpRequest, page: RegistrationPage, activity: Activity) -> dict[str, Any]:
    page.activity = activity
    url = request.build_absolute_uri(reverse("participants:register", args=[page.token]))
    zone = activity.province.zone
    numbers = selection.counts(activity)
    return {
        "page": page,
        "quotas": page.quotas.select_related("regency"),
        "url": url,
        "qr": qr_picture(url),
        "numbers": [(state, numbers[state]) for state in RegistrationState],
        "rows": [
            (_("Dibuka"), format_datetime(page.opens_at, zone)),
            (_("Ditutup"), format_datetime(page.closes_at, zone)),
            (_("Jumlah tempat"), page.places or _("tidak dibatasi")),
            (_("Daftar cadangan"), _("Ya") if page.waiting_list else _("Tidak")),
            (_("Foto berkas"), _("Boleh dikirim") if page.takes_photo else _("Tidak diminta")),
        ],
    }


def _tab(activity: Activity) -> str:
    return reverse("participants:activity_registrations", args=[activity.code])


def registration_page(request: HttpRequest, code: str) -> HttpResponse:
    """Open the page of an activity, or change it."""
    activity = activity_of(request, code)
    require_on(activity, request.user, "activity.write")
    page = RegistrationPage.objects.visible_to(request.user).filter(activity=activity).first()
    page = page or RegistrationPage(activity=activity)
    page.activity = activity

    def save(form: Any) -> str:
        selection.save_page(form.save(commit=False), by=request.user)
        return _tab(activity)

    return form_of_activity(
        request,
        activity,
        _tab(activity),
        lambda data, files: RegistrationPageForm(data, instance=page),
        save,
        title=_("Halaman pendaftaran"),
    )


def _page(request: HttpRequest, activity: Activity) -> RegistrationPage:
    page = one_or_404(RegistrationPage.objects.visible_to(request.user), activity=activity)
    page.activity = activity
    return page  # type: ignore[no-any-return]


def quota_new(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    require_on(activity, request.user, "activity.write")
    quota = RegistrationQuota(page=_page(request, activity))

    def save(form: Any) -> str:
        selection.save_quota(form.save(commit=False), by=request.user)
        return _tab(activity)

    return form_of_activity(
        request,
        activity,
        _tab(activity),
        lambda data, files: QuotaForm(data, instance=quota),
        save,
        title=_("Tambah kuota kabupaten/kota"),
    )


@require_POST
def quota_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = RegistrationQuota.objects.visible_to(request.user).select_related("page__activity__office", "regency")
    quota = one_or_404(rows, pk=pk)
    try:
        remove_row(quota, by=request.user, action="activity.write")
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("%(what)s dihapus.") % {"what": quota})
    return redirect(_tab(quota.page.activity))


@require_POST
def registrations_accept(request: HttpRequest, code: str) -> HttpResponse:
    """Accept those ticked; each that cannot be accepted is named with its reason, and stays as it was."""
    activity = activity_of(request, code)
    require_on(activity, request.user, "people.write")
    ticked = [int(pk) for pk in request.POST.getlist("pendaftar") if pk.isdecimal() and len(pk) < 19][:MOST_AT_ONCE]
    rows = activity.registrations.visible_to(request.user).filter(pk__in=ticked)
    accepted, left = selection.accept_each(rows.select_related("activity__office__province"), by=request.user)
    if accepted:
        words = ngettext("%(count)d pendaftar diterima.", "%(count)d pendaftar diterima.", accepted)
        messages.success(request, words % {"count": accepted})
    for row, sentence in left:
        messages.error(request, f"{row.name}: {sentence}")
    if not ticked:
        messages.info(request, _("Beri tanda dahulu pada pendaftar yang diterima."))
    return redirect(_tab(activity))


def _row(request: HttpRequest, pk: int) -> Registration:
    rows = Registration.objects.visible_to(request.user).select_related(
        "activity__office__province", "activity__regency", "regency", "decided_by", "participation"
    )
    return one_or_404(rows, pk=pk)  # type: ignore[no-any-return]


def _crumbs(row: Registration) -> list[tuple[str, str]]:
    return [(_("Kegiatan"), reverse("programs:activity_list")), (row.activity.title, _tab(row.activity))]


def registration(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    notices.see(request.user, row.get_absolute_url())
    may_decide = row.activity.is_open and row.activity.writable_by(request.user, "people.write")
    state = row.registration_state
    return render(
        request,
        "participants/registration.html",
        {
            "row": row,
            "title": row.name,
            "state": state,
            "facts": [row.activity.code, _("mendaftar %(when)s") % {"when": _when(row, row.registered_at)}],
            "rows": _facts(row),
            "findings": selection.findings(row) if state in UNDECIDED else [],
            "decided": _when(row, row.state_since) if row.decided_by else "",
            # A regency's officer reads of others who register there; whom they may not write, the province accepts.
            "may_accept": may_decide and state in UNDECIDED and _may_write(row, request.user),
            "may_move_up": may_decide and state == RegistrationState.RESERVE,
            "may_refuse": may_decide and (state in UNDECIDED or _was_taken_out(row)),
            "taken_out": _was_taken_out(row),
            "still_takes_part": state == RegistrationState.WITHDRAWN and row.participation is not None,
            "crumbs": _crumbs(row),
        },
    )


def _was_taken_out(row: Registration) -> bool:
    return row.state == RegistrationState.ACCEPTED and row.participation is None


def _when(row: Registration, at: Any) -> str:
    return format_datetime(at, row.activity.province.zone)


def _facts(row: Registration) -> list[tuple[str, Any]]:
    return [
        (_("NIK"), row.masked_nik),
        (_("Jenis kelamin"), row.get_sex_display()),
        (_("Tanggal lahir"), format_date(row.birth_date)),
        (_("Telepon"), mask_phone(row.phone)),
        (_("Surel"), _("ada, untuk kabar kepada pendaftar") if row.email else None),
        *([(_("Surel keputusan"), row.get_letter_display())] if row.letter else []),
        (_("Kabupaten/kota"), row.regency),
        (_("Alamat"), row.address),
        (_("Nama usaha"), row.business_name),
        (_("Produk"), row.product),
        (_("NIB"), row.nib),
    ]


def registration_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept one, with a look at which IKM they come from."""
    row = _row(request, pk)
    require_on(row, request.user, "people.write")

    def save(form: Any) -> str:
        values = form.cleaned_data
        selection.accept(row, by=request.user, business_name=values["business_name"], business=values.get("which"))
        return _tab(row.activity)

    return form_page(
        request,
        lambda data, files: AcceptForm(data, registration=row, user=request.user),
        save,
        title=_("Terima %(name)s") % {"name": row.name},
        verb=_("Terima"),
        saved=_("Pendaftar diterima dan menjadi peserta."),
        cancel_url=row.get_absolute_url(),
        context={"crumbs": _crumbs(row)},
    )


def registration_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    require_on(row, request.user, "people.write")

    def save(form: Any) -> str:
        selection.refuse(row, by=request.user, reason=form.cleaned_data["reason"])
        return _tab(row.activity)

    return form_page(
        request,
        lambda data, files: RefuseForm(data),
        save,
        title=_("Tolak %(name)s") % {"name": row.name},
        verb=_("Tolak"),
        saved=_("Pendaftar ditolak."),
        cancel_url=row.get_absolute_url(),
        context={"crumbs": _crumbs(row)},
    )


@require_POST
def registration_move_up(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    try:
        selection.move_up(row, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("Pendaftar dipindahkan dari cadangan dan menunggu keputusan."))
    return redirect(row)


def _may_write(row: Registration, user: User) -> bool:
    return bool(user.may("people.write", province=row.activity.office.province_id, regency=row.regency_id))


@require_POST
def registration_papers(request: HttpRequest, pk: int) -> FileResponse:
    """The photo that an applicant sent, through the scope, for who may decide; looking is on record (R3)."""
    row = _row(request, pk)
    try:
        content = selection.open_papers(row, by=request.user)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(content, filename=f"berkas-pendaftar-{row.pk}.jpg", content_type=row.evidence_type)
    response["Content-Security-Policy"] = NOTHING_RUNS
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
