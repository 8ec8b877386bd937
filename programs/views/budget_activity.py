"""The tab Anggaran of an activity: its line, its SP2D, and how far the work has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dekon_portal.core.editing import may_on, require_on
from dekon_portal.core.pages import one_or_404, refused
from dekon_portal.core.refusal import Refusal
from programs.budget import ceilings, progress
from programs.forms.budget import ProgressForm
from programs.models import PhysicalProgress

from .frame import activity_of, activity_page, form_of_activity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from programs.models import Activity


def activity_budget(request: HttpRequest, code: str) -> HttpResponse:
    """Money is shown to who reads the office's budget; progress to everybody who sees the activity."""
    activity = activity_of(request, code)
    return render(
        request,
        "programs/activity_budget.html",
        {
            **activity_page(request, activity, "anggaran"),
            "progress": activity.progress.select_related("by"),
            "may_write": activity.is_open and activity.writable_by(request.user, "activity.write"),
            **(_money(activity) if may_on(activity, request.user, "budget.read") else {}),
        },
    )


def _money(activity: Activity) -> dict[str, Any]:
    paid = list(activity.realisations.select_related("line").order_by("dated", "pk"))
    line = activity.budget_line
    today = timezone.localdate(timezone=activity.province.zone)
    return {
        "reads_money": True,
        "payments": paid,
        "paid": sum(row.amount for row in paid),
        "line": line,
        "ceiling": ceilings.ceiling(line, today) if line else None,
        "line_spent": ceilings.spent(line) if line else None,
        "office_url": reverse("programs:budget", args=[activity.office.code, activity.fiscal_year_id]),
    }


def progress_new(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    require_on(activity, request.user, "activity.write")
    back = reverse("programs:activity_budget", args=[code])
    row = PhysicalProgress(activity=activity)

    def save(form: ProgressForm) -> str:
        progress.record(form.save(commit=False), by=request.user)
        return back

    return form_of_activity(
        request,
        activity,
        back,
        lambda data, files: ProgressForm(data, instance=row, initial={"as_of": timezone.localdate()}),
        save,
        title=_("Catat realisasi fisik"),
    )


@require_POST
def progress_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = PhysicalProgress.objects.visible_to(request.user).select_related("activity__office__province")
    row: PhysicalProgress = one_or_404(rows, pk=pk)
    try:
        progress.remove(row, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    return redirect("programs:activity_budget", row.activity.code)
