"""Comments on one place of an activity: written from the review page, marked done by the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.refusal import Refusal
from programs import comments
from programs.forms.review import CommentForm
from programs.models import ReviewComment

from .frame import activity_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def comment_new(request: HttpRequest, code: str, place: str) -> HttpResponse:
    activity = activity_of(request, code)
    chosen = comments.places().get(place)
    if chosen is None:
        raise Http404
    comments.require_reviewer(activity, request.user)
    back = f"{reverse('programs:review', args=[code])}#komentar-{place}"

    def save(form: Any) -> str:
        comments.write(activity, place, form.cleaned_data["text"], by=request.user)
        return back

    return form_page(
        request,
        lambda data, files: CommentForm(data),
        save,
        title=_("Komentar: %(place)s") % {"place": chosen.label},
        verb=_("Simpan komentar"),
        saved=_("Komentar tersimpan. Petugas melihatnya di isian itu."),
        cancel_url=back,
        context={"crumbs": [(_("Tinjauan"), reverse("programs:review_queue")), (activity.title, back)]},
    )


@require_POST
def comment_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ReviewComment.objects.visible_to(request.user)
    comment = one_or_404(rows.select_related("activity__office__province", "activity__regency"), pk=pk)
    try:
        done = comments.resolve(comment, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("Komentar ditandai selesai.") if done else _("Komentar sudah ditandai selesai."))
    return redirect(_back(request, comment))


def _back(request: HttpRequest, comment: ReviewComment) -> str:
    """Whoever reviews goes on reviewing; the office goes to the tab, where a field is on the first one."""
    if request.user.may("activity.review"):
        return reverse("programs:review", args=[comment.activity.code])
    place = comments.places().get(comment.place)
    return (
        reverse(place.tab, args=[comment.activity.code]) if place and place.tab else comment.activity.get_absolute_url()
    )
