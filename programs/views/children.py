"""Partners of an activity: add, change, remove (sessions: views/sessions.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dekon_portal.core.editing import remove_row, require_on
from dekon_portal.core.pages import one_or_404, refused
from dekon_portal.core.refusal import Refusal
from programs import activities
from programs.forms.children import PartnerForm
from programs.models import ActivityPartner

from .frame import activity_of, form_of_activity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _row(request: HttpRequest, pk: int) -> ActivityPartner:
    rows = ActivityPartner.objects.visible_to(request.user).select_related(
        "activity__office__province", "activity__regency"
    )
    return one_or_404(rows, pk=pk)  # type: ignore[no-any-return]


def _partner_form(request: HttpRequest, row: ActivityPartner, **page: Any) -> HttpResponse:
    require_on(row, request.user, "activity.write")
    back = row.activity.get_absolute_url()

    @transaction.atomic
    def save(form: Any) -> str:
        changed = form.save(commit=False)
        new = form.new_partner()
        if new:
            changed.partner = activities.save_partner(new, by=request.user)
        activities.save_child(changed, by=request.user)
        return back

    return form_of_activity(
        request,
        row.activity,
        back,
        lambda data, files: PartnerForm(data, instance=row, user=request.user),
        save,
        **page,
    )


def partner_new(request: HttpRequest, code: str) -> HttpResponse:
    row = ActivityPartner(activity=activity_of(request, code))
    return _partner_form(request, row, title=_("Tambah mitra kegiatan"))


def partner_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _partner_form(request, _row(request, pk), title=_("Ubah mitra kegiatan"))


@require_POST
def partner_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    try:
        remove_row(row, by=request.user, action="activity.write")
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("%(what)s dihapus.") % {"what": row})
    return redirect(row.activity.get_absolute_url())
