"""Which IKM made a production, and which took an order: chosen among the IKM of the activity, or named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dekon_portal.core.editing import require_on
from dekon_portal.core.pages import one_or_404
from participants import people
from participants.forms import BusinessesForm
from participants.models import Business
from programs.models import Order, Production
from programs.views.frame import form_of_activity

from .participation import business_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _of_activity(model: type[Order | Production], request: HttpRequest, pk: int) -> Any:
    rows = model.objects.visible_to(request.user).select_related("activity__office__province", "product")  # type: ignore[attr-defined]
    found = one_or_404(rows, pk=pk)
    require_on(found, request.user, "goods.write")
    return found


def production_makers(request: HttpRequest, pk: int) -> HttpResponse:
    production = _of_activity(Production, request, pk)
    return _choose(
        request,
        production,
        [maker.business_id for maker in production.makers.all()],
        lambda chosen: people.set_makers(production, chosen, by=request.user),
        title=_("IKM pembuat %(product)s") % {"product": production.product},
    )


def order_takers(request: HttpRequest, pk: int) -> HttpResponse:
    order = _of_activity(Order, request, pk)
    return _choose(
        request,
        order,
        [taker.business_id for taker in order.takers.all()],
        lambda chosen: people.set_takers(order, chosen, by=request.user),
        title=_("IKM penerima pesanan %(product)s") % {"product": order.product},
    )


def _choose(
    request: HttpRequest,
    row: Order | Production,
    kept: list[int],
    keep_only: Callable[[Iterable[Business]], None],
    *,
    title: str,
) -> HttpResponse:
    activity = row.activity
    back = reverse("programs:activity_goods", args=[activity.code])
    offered = people.offered_businesses(activity, kept, to=request.user)

    @transaction.atomic
    def save(form: BusinessesForm) -> str:
        named = business_of(request, form, activity, None)
        keep_only([*form.cleaned_data.get("businesses", []), *([named] if named else [])])
        return back

    return form_of_activity(
        request,
        activity,
        back,
        lambda data, files: BusinessesForm(
            data, activity=activity, offered=offered, user=request.user, initial={"businesses": kept}
        ),
        save,
        title=title,
        template="participants/participant_form.html",
    )
