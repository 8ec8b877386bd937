"""The page that takes a committed list back: what would go, and why it may not (R15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.editing import require_on
from dekon_portal.core.pages import form_page
from participants.imports import kinds, made, undo
from participants.models import BatchState

from .import_words import crumbs_of
from .imports import batch_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Alasan pembatalan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Alasan dan nama Anda dicatat."),
    )


def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch = batch_of(request, pk)
    require_on(batch, request.user, kinds.of(batch).action)
    if batch.state != BatchState.COMMITTED:
        return redirect(batch)
    found = made.Made(batch, request.user)
    return form_page(
        request,
        lambda data, files: UndoForm(data),
        lambda form: undo.undo(batch, by=request.user, reason=form.cleaned_data["reason"]).get_absolute_url(),
        title=_("Batalkan daftar %(name)s") % {"name": batch.file_name},
        verb=_("Batalkan seluruh daftar"),
        saved=_("Seluruh isi daftar ini sudah ditarik kembali."),
        cancel_url=batch.get_absolute_url(),
        template="participants/import_undo.html",
        context={
            "batch": batch,
            "made": found.counts(),
            "against": made.reasons(found),
            "crumbs": crumbs_of(batch),
        },
    )
