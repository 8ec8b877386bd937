"""The page that takes a committed list back: what would go, and why it may not (R15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.editing import require_on
from dekon_portal.core.pages import form_page
from participants import tasks
from participants.imports import batches, ends, kinds, made, undo
from participants.models import BatchState, ImportBatch

from .import_words import crumbs_of
from .imports import batch_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from dekon_portal.accounts.models import User


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
    if batch.state == BatchState.UNDOING and request.method == "POST" and batches.is_silent(batch):
        _begin(batch, ends.asker(batch))
    if batch.state != BatchState.COMMITTED:
        return redirect(batch)
    found = made.Made(batch, request.user)

    def ask(form: UndoForm) -> str:
        if undo.ask_undo(batch, by=request.user, reason=form.cleaned_data["reason"]):
            _begin(batch, request.user)
        return batch.get_absolute_url()

    return form_page(
        request,
        lambda data, files: UndoForm(data),
        ask,
        title=_("Batalkan daftar %(name)s") % {"name": batch.file_name},
        verb=_("Batalkan seluruh daftar"),
        saved=_("Permintaan pembatalan dicatat."),
        cancel_url=batch.get_absolute_url(),
        template="participants/import_undo.html",
        context={
            "batch": batch,
            "made": found.counts(),
            "against": made.reasons(found),
            "crumbs": crumbs_of(batch),
        },
    )


def _begin(batch: ImportBatch, by: User) -> None:
    tasks.run(undo.undo, batch, by, small=batch.counts["created"] <= tasks.INLINE_ROWS)
