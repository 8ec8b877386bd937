"""Permits: the list of all within reach, their form on the IKM's page, their file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dekon_portal.core.editing import require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.refusal import Refusal
from participants import permits
from participants.forms import PermitForm
from participants.models import Business, Permit
from participants.visit_lists import PERMIT_COLUMNS, NationalPermitTable, PermitFilter, PermitTable, permit_row
from programs.views.files import NOTHING_RUNS

from .business_pages import list_tabs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg"}


def permit_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        Permit.objects.visible_to(request.user).with_labels(),
        filter_class=PermitFilter,
        table_class=NationalPermitTable if request.user.scope.national else PermitTable,
        title=_("Izin IKM"),
        export=("izin-ikm", PERMIT_COLUMNS, permit_row),
        context={
            "tabs": list_tabs("izin"),
            "crumbs": [(_("IKM"), reverse("participants:business_list"))],
            "empty": {
                "title": _("Tidak ada izin yang cocok"),
                "text": _("Ubah saringannya. Izin dicatat di halaman IKM-nya."),
            },
        },
    )


def _form(request: HttpRequest, permit: Permit, **page: Any) -> HttpResponse:
    require_on(permit, request.user, "people.write")
    business = permit.business
    back = f"{business.get_absolute_url()}#izin"

    def save(form: PermitForm) -> str:
        saved = permits.save(form.save(commit=False), form.cleaned_data["scan"], by=request.user)
        if doubt := permits.doubt(saved):
            messages.warning(request, doubt)
        return back

    crumbs = [(_("IKM"), reverse("participants:business_list")), (business.name, business.get_absolute_url())]
    return form_page(
        request, lambda data, files: PermitForm(data, files, instance=permit), save, cancel_url=back,
        context={"crumbs": crumbs}, **page,
    )  # fmt: skip


def permit_new(request: HttpRequest, pk: int) -> HttpResponse:
    business = one_or_404(Business.objects.visible_to(request.user), pk=pk)
    return _form(request, Permit(business=business), title=_("Tambah izin"))


def _row(request: HttpRequest, pk: int) -> Permit:
    return one_or_404(Permit.objects.visible_to(request.user).with_labels(), pk=pk)  # type: ignore[no-any-return]


def permit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, _row(request, pk), title=_("Ubah izin"))


@require_POST
def permit_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _row(request, pk)
    try:
        permits.remove(found, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("%(what)s dihapus.") % {"what": found})
    return redirect(found.business)


def permit_file(request: HttpRequest, pk: int) -> FileResponse:
    """The scan, through the scope like every file."""
    found = _row(request, pk)
    if not found.file:
        raise Http404
    try:
        content = found.file.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    name = f"izin-{found.kind}-{found.pk}.{ENDINGS[found.file_type]}"
    response = FileResponse(content, filename=name, content_type=found.file_type)
    response["Content-Security-Policy"] = NOTHING_RUNS
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
