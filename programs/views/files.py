"""Papers and pictures: the tab Berkas, one file through the scope, its removal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dekon_portal.core import notices, scanning
from dekon_portal.core.editing import require_on
from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.refusal import Refusal
from programs import attachments, copies
from programs.forms.files import AttachmentForm
from programs.models import Attachment

from .frame import activity_of, activity_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# A file is somebody's own content: whatever it tries, it runs nothing and reaches nothing of the portal.
NOTHING_RUNS: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'"


def activity_files(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    here = reverse("programs:activity_files", args=[code])
    may_write = activity.writable_by(request.user, "goods.write")
    if request.method == "POST":
        require_on(activity, request.user, "goods.write")
    notices.see(request.user, here)
    every = list(activity.attachments.select_related("uploaded_by", "delivery__recipient", "session"))

    def save(form: Any) -> str:
        _keep_each(request, form)
        return here

    return form_page(
        request,
        lambda data, files: AttachmentForm(
            data, files, instance=Attachment(activity=activity), by=request.user, session=request.GET.get("sesi", "")
        ),
        save,
        title=activity.title,
        verb=_("Unggah"),
        saved=None,
        template="programs/activity_files.html",
        context={
            **activity_page(request, activity, "berkas"),
            "may_upload": may_write and activity.is_open,
            "may_see_shot": may_write,
            "pictures": [file for file in every if file.is_picture],
            "papers": [file for file in every if not file.is_picture],
        },
    )


def _keep_each(request: HttpRequest, form: AttachmentForm) -> None:
    """Keep the files that may be kept, and tell each by its name."""
    values = form.cleaned_data
    for examined in values["file"]:
        try:
            stored = attachments.keep(
                examined,
                kind=values["kind"],
                delivery=values["delivery"],
                session=values["session"],
                by=request.user,
            )
        except Refusal as refusal:
            messages.error(request, f"{examined.name}: {refusal.sentence}")
        else:
            _tell_stored(request, stored)
    for sentence in form.refused:
        messages.error(request, sentence)


def _tell_stored(request: HttpRequest, stored: Attachment) -> None:
    if scanning.is_on() and stored.scan is None:
        sentence = _("%(name)s tersimpan, tetapi pemindai virus tidak menjawab; pemindaiannya diulang otomatis.")
        messages.warning(request, sentence % {"name": stored.name})
    else:
        messages.success(request, _("%(name)s tersimpan.") % {"name": stored.name})


def attachment(request: HttpRequest, pk: int) -> FileResponse:
    return given(lambda: copies.give(_found(request, pk)))


def attachment_small(request: HttpRequest, pk: int) -> FileResponse:
    return given(lambda: copies.give_small(_found(request, pk)))


def attachment_original(request: HttpRequest, pk: int) -> FileResponse:
    return given(lambda: copies.give_original(_found(request, pk), by=request.user))


def _found(request: HttpRequest, pk: int) -> Attachment:
    rows = Attachment.objects.visible_to(request.user).select_related("activity__office")
    return one_or_404(rows, pk=pk)  # type: ignore[no-any-return]


def given(give: Callable[[], copies.Given]) -> FileResponse:
    """What `give` opens, as an answer that runs nothing; 404 when it is lost."""
    try:
        file = give()
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(
        file.content,
        as_attachment=file.as_attachment or not attachments.shown_inline(file.content_type),
        filename=file.name,
        content_type=file.content_type,
    )
    response["Content-Security-Policy"] = NOTHING_RUNS
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    try:
        attachments.remove(found, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("Berkas %(name)s dihapus.") % {"name": found.name})
    return redirect("programs:activity_files", found.activity.code)
