"""The role's home: what to do now, then how things stand. Every part follows from a right, so several roles add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.models import Activity, Delivery, ReceiptState, State
from programs.review_queue import reopening_requests, waiting_for
from reports.definitions.province_summary import ProvinceSummary
from reports.figures import businesses_by_province, total_work, work_by_province
from reports.filters import default_year
from reports.registry import REPORTS
from reports.selection import Selection
from reports.todo import tasks

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from dekon_portal.accounts.models import User

SHORT_LIST = 8


def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    works = user.may("goods.write")
    return render(
        request,
        "reports/home.html",
        {
            "title": _("Beranda"),
            "greeting": str(user),
            "tasks": tasks(user) if works else None,
            "queue": _queue(user),
            "figures": _figures(user) if user.may("figures.read") else None,
            "activities": _recent(user) if works else None,
            "links": _links(user),
        },
    )


def _queue(user: User) -> dict[str, Any] | None:
    """For those who decide; an official whose year needs no endorsement has no queue."""
    reviews = user.may("activity.review")
    if not reviews and not user.may("activity.endorse"):
        return None
    rows = waiting_for(user)
    count = rows.count()
    if not reviews and not count:
        return None
    return {
        "count": count,
        "first": list(rows.with_labels()[:SHORT_LIST]),
        "requests": reopening_requests(user) if reviews else [],
        "differences": list(_late_differences(user)) if reviews else [],
    }


def _late_differences(user: User) -> Any:
    """Goods of approved activities that turned out to have arrived otherwise; settled without reopening (R8)."""
    rows = Delivery.objects.visible_to(user).filter(ReceiptState.OPEN.of_deliveries(), activity__state=State.APPROVED)
    return rows.with_labels().order_by("signed_at", "pk")[:SHORT_LIST]


def _recent(user: User) -> list[Activity]:
    own = Activity.objects.visible_to(user).filter(office__province__in=user.scope.provinces)
    return list(own.with_labels().order_by("-updated_at", "-pk")[:SHORT_LIST])


def _figures(user: User) -> dict[str, Any]:
    """The year's work the person may count, each state a way to its rows where they may open them (R10)."""
    selection = Selection(user, default_year(user))
    work = total_work(work_by_province(selection).values())
    businesses = sum(businesses_by_province(selection).values())
    rows = reverse("programs:activity_list") if selection.opens_to_rows else ""
    summary = REPORTS[ProvinceSummary.key]
    people = [("participants", work.participants), ("women", work.women), ("businesses", businesses)]
    return {
        "scope": selection.as_of(timezone.now()),
        "work": work,
        "people": [
            (summary.column(name), value, summary.drill(selection, summary.column(name)) if value else "")
            for name, value in people
        ],
        "states": [
            (state, work.states[state], f"{rows}?tahun={selection.year}&status={state}" if rows else "")
            for state in State
            if work.states[state]
        ],
        "all_url": f"{rows}?tahun={selection.year}" if rows else "",
    }


def _links(user: User) -> list[tuple[str, str, str, str]]:
    """(label, what is there, address, icon) of pages this person's work begins at, beyond the menu's words."""
    links = [
        ("figures.read", _("Dasbor"), _("Angka nasional dan per provinsi."), reverse("reports:dashboard"), "chart"),
        ("figures.read", _("Laporan"), _("Ringkasan yang dapat diunduh."), reverse("reports:catalogue"), "table"),
        ("trail.read", _("Jejak audit"), _("Siapa mengubah apa, dan kapan."), "/jejak/", "history"),
        ("users.write", _("Pengguna dan peran"), _("Akun, peran, dan masa berlakunya."), "/admin/accounts/", "users"),
        ("reference.write", _("Data acuan"), _("Wilayah, produk, tahun anggaran."), "/admin/programs/", "settings"),
    ]
    return [(label, text, url, icon) for right, label, text, url, icon in links if user.may(right)]  # type: ignore[arg-type]
