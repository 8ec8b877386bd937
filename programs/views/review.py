"""Pages of the review: the queue, one activity as a reviewer sees it, and the steps themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dekon_portal.core.lists import list_page
from dekon_portal.core.pages import form_page, refused
from dekon_portal.core.refusal import NotAllowed, Refusal
from programs import comments, flow, last_seen, review_turn
from programs.completeness import missing
from programs.filters import QueueFilter
from programs.forms.review import AskReopeningForm, StepForm
from programs.models import Activity
from programs.panels import REVIEW_PANELS, REVIEW_SIGNS, drawn
from programs.review import STEPS, Step, ask_reopening, complete, last_event, state_sentence, steps_for, take
from programs.review_queue import (
    UNDER_REVIEW,
    reopening_requests,
    request_for,
    waiting_for,
    with_risk,
)
from programs.tables import QueueTable, days_waiting
from programs.tables_goods import ActivityDeliveryTable, FlowTable

from . import sessions
from .activities import general
from .frame import activity_of, facts

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COLUMNS = [
    ("code", gettext_lazy("Kode kegiatan")),
    ("title", gettext_lazy("Judul")),
    ("province", gettext_lazy("Provinsi")),
    ("office", gettext_lazy("Satuan kerja")),
    ("kind", gettext_lazy("Jenis kegiatan")),
    ("state", gettext_lazy("Status")),
    ("since", gettext_lazy("Status sejak")),
    ("submitted_by", gettext_lazy("Diajukan oleh")),
    ("risk", gettext_lazy("Tanda janggal terbuka")),
    ("weight", gettext_lazy("Bobot tanda")),
]


def _row(activity: Activity) -> dict[str, Any]:
    return {
        "code": activity.code,
        "title": activity.title,
        "province": activity.province.name,
        "office": activity.office.name,
        "kind": activity.get_kind_display(),
        "state": activity.get_state_display(),
        "since": activity.state_since,
        "submitted_by": activity.submitted_by,
        "risk": activity.risk_count,  # type: ignore[attr-defined]
        "weight": activity.risk_weight,  # type: ignore[attr-defined]
    }


def _require_reviewer(request: HttpRequest) -> None:
    if not (request.user.may("activity.review") or request.user.may("activity.endorse")):
        raise NotAllowed(_("Antrean tinjauan hanya untuk peninjau Ditjen IKMA dan pejabat provinsi."))


def review_queue(request: HttpRequest) -> HttpResponse:
    _require_reviewer(request)
    return list_page(
        request,
        with_risk(waiting_for(request.user)).with_labels().select_related("submitted_by"),
        filter_class=QueueFilter,
        table_class=QueueTable,
        title=_("Tinjauan"),
        export=("antrean-tinjauan", COLUMNS, _row),
        template="programs/review_queue.html",
        context={
            "requests": reopening_requests(request.user) if request.user.may("activity.review") else [],
            "empty": {
                "title": _("Tidak ada yang menunggu"),
                "text": _("Kegiatan yang diajukan tampil di sini, yang paling lama menunggu lebih dahulu."),
            },
        },
    )


@require_POST
def review_start(request: HttpRequest) -> HttpResponse:
    """Open the ticked activities one after another; with none ticked, all of the page in its order."""
    _require_reviewer(request)
    codes = request.POST.getlist("pilih") or request.POST.getlist("urutan")
    first = review_turn.start(request.session, request.user, codes)
    if not first:
        messages.warning(request, _("Tidak ada yang menunggu di antara kegiatan itu."))
        return redirect("programs:review_queue")
    return redirect("programs:review", first)


@require_POST
def review_end(request: HttpRequest) -> HttpResponse:
    """Leave the row of activities."""
    _require_reviewer(request)
    review_turn.end(request.session)
    return redirect("programs:review_queue")


def review(request: HttpRequest, code: str) -> HttpResponse:
    """All a reviewer needs on one page: the activity, its people, goods and papers, what changed, the decision."""
    activity = activity_of(request, code)
    _require_reviewer(request)
    user = request.user
    steps = steps_for(activity, user)
    changes = last_seen.visit(activity, user)
    every = comments.of_activity(activity)
    return render(
        request,
        "programs/review.html",
        {
            "activity": activity,
            "title": activity.title,
            "state": activity.review_state,
            "facts": facts(activity),
            "waiting": days_waiting(activity) if activity.state in UNDER_REVIEW else "",
            "crumbs": [(_("Tinjauan"), reverse("programs:review_queue"))],
            "standing": _sentence(activity),
            "submission": last_event(activity),
            "changes": changes,
            "before": changes.decision if changes else None,
            "turn": review_turn.of(request.session, user, activity),
            "every_comment": every,
            "comments": comments.by_place(every),
            "places": [place for place in comments.places().values() if place.tab],
            "may_comment": comments.may_comment(activity, user),
            "may_resolve": comments.may_resolve(activity, user),
            "asked": request_for(activity, user),
            **general(activity, with_title=True),
            **sessions.shown(request, activity),
            "missing": missing(activity),
            "signs": drawn(REVIEW_SIGNS, activity, user),
            "panels": drawn(REVIEW_PANELS, activity, user),
            "flows": FlowTable(flow.of_activity(activity)),
            "deliveries": ActivityDeliveryTable(activity.deliveries.with_labels().prefetch_related("items__product")),
            "attachments": activity.attachments.all(),
            "step_forms": [(step, StepForm(step=step)) for step in steps],
        },
    )


def _sentence(activity: Activity) -> str:
    words = state_sentence(activity)
    return words[0].upper() + words[1:]


def activity_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """One step: a small form that says what follows. Sent twice, or too late, it is told and changes nothing."""
    activity = activity_of(request, code)
    chosen = STEPS.get(step)
    if chosen is None:
        raise Http404
    if not activity.writable_by(request.user, chosen.action):
        raise NotAllowed(_("Peran Anda tidak mencakup langkah “%(step)s”.") % {"step": chosen.label})
    back = _page_of(chosen, activity)
    if request.method == "GET" and activity.state not in chosen.sources:
        refused(request, Refusal(_sentence(activity)))
        return redirect(back)

    def save(form: Any) -> str:
        take(step, activity, by=request.user, comment=form.cleaned_data.get("comment", ""))
        return _onward(request, activity) if chosen.action == "activity.review" else activity.get_absolute_url()

    return form_page(
        request,
        lambda data, files: StepForm(data, step=chosen),
        save,
        title=str(chosen.label),
        verb=str(chosen.label),
        saved=str(_saved(chosen)),
        cancel_url=back,
        template="programs/activity_step.html",
        context={
            "activity": activity,
            "step": chosen,
            "crumbs": [(activity.title, back)],
            "missing": [item for item in missing(activity) if item.required] if complete in chosen.needs else [],
        },
    )


def _onward(request: HttpRequest, activity: Activity) -> str:
    """The next one of the row that is being worked through, else the queue."""
    turn = review_turn.of(request.session, request.user, activity)
    return reverse("programs:review", args=[turn.after]) if turn and turn.after else reverse("programs:review_queue")


def _page_of(step: Step, activity: Activity) -> str:
    if step.action == "activity.submit":
        return activity.get_absolute_url()
    return reverse("programs:review", args=[activity.code])


def _saved(step: Step) -> object:
    return {
        "submit": _("Kegiatan diajukan. Anda diberi tahu di beranda bila dikembalikan."),
        "endorse": _("Kegiatan disetujui dinas dan diteruskan ke Ditjen IKMA."),
        "return_by_office": _("Kegiatan dikembalikan ke petugas."),
        "return": _("Kegiatan dikembalikan ke petugas provinsi."),
        "approve": _("Kegiatan disetujui dan dikunci."),
        "reopen": _("Kegiatan dibuka kembali."),
    }[step.key]


def activity_ask_reopening(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    back = activity.get_absolute_url()
    if not activity.writable_by(request.user, "activity.ask_reopening"):
        raise NotAllowed(_("Peran Anda tidak dapat meminta pembukaan kembali."))

    def save(form: Any) -> str:
        ask_reopening(activity, by=request.user, reason=form.cleaned_data["reason"])
        return back

    return form_page(
        request,
        lambda data, files: AskReopeningForm(data),
        save,
        title=_("Ajukan pembukaan kembali"),
        verb=_("Ajukan pembukaan"),
        saved=_("Permintaan Anda masuk ke antrean Ditjen IKMA."),
        cancel_url=back,
        context={"crumbs": [(activity.title, back)]},
    )
