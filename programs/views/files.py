"""Papers and pictures: the tab Berkas, one file through the scope, its removal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dekon_portal.core.editing import require_on
from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.refusal import Refusal
from programs import attachments
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

    def save(form: Any) -> str:
        values = form.cleaned_data
        attachments.store(
            values["file"], activity=activity, kind=values["kind"], delivery=values["delivery"], by=request.user
        )
        return here

    return form_page(
        request,
        lambda data, files: AttachmentForm(data, files, instance=Attachment(activity=activity)),
        save,
        title=activity.title,
        verb=_("Unggah"),
        saved=_("Berkas tersimpan."),
        template="programs/activity_files.html",
        context={
            **activity_page(request, activity, "berkas"),
            "may_upload": may_write and activity.is_open,
            "attachments": activity.attachments.select_related("uploaded_by", "delivery__recipient"),
        },
    )


def attachment(request: HttpRequest, pk: int) -> FileResponse:
    found = one_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(
        content,
        as_attachment=not attachments.shown_inline(found.content_type),
        filename=found.name,
        content_type=found.content_type,
    )
    response["Content-Security-Policy"] = NOTHING_RUNS
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = one_or_404(Attachment.objects.visible_to(request.user).select_related("activity__office"), pk=pk)
    try:
        attachments.remove(found, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("Berkas %(name)s dihapus.") % {"name": found.name})
    return redirect("programs:activity_files", found.activity.code)
