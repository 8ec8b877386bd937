"""Pages of targets, orders and productions of an activity."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dekon_portal.core.editing import remove_row, require_on, save_row
from dekon_portal.core.pages import one_or_404, refused, seen_version
from dekon_portal.core.refusal import Refusal
from programs import flow, goods
from programs.forms.goods import OrderForm, ProductionForm, TargetForm
from programs.models import Activity, ActivityTarget, Order, Production
from programs.panels import PRODUCTION_PANELS
from programs.tables_goods import FlowTable, OrderEditTable, OrderTable, ProductionEditTable, ProductionTable

from .frame import activity_of, activity_page, form_of_activity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def activity_goods(request: HttpRequest, code: str) -> HttpResponse:
    """Target, orders, productions of one activity, and what is left of the goods."""
    activity = activity_of(request, code)
    may_write = activity.is_open and activity.writable_by(request.user, "goods.write")
    orders = activity.orders.select_related("product", "orderer__merged_into").prefetch_related(
        "orderer__names", "orderer__merged_into__names"
    )
    productions = activity.productions.select_related("product")
    return render(
        request,
        "programs/goods.html",
        {
            **activity_page(request, activity, "produksi"),
            "may_write": may_write,
            "may_set_targets": activity.is_open and activity.writable_by(request.user, "activity.write"),
            "targets": activity.targets.select_related("product").order_by("product__name", "unit"),
            "flows": FlowTable(flow.of_activity(activity)),
            "orders": (OrderEditTable if may_write else OrderTable)(orders, request=request),
            "productions": (ProductionEditTable if may_write else ProductionTable)(productions, request=request),
            "panels": [(template, context(activity, request.user)) for template, context in PRODUCTION_PANELS],
        },
    )


def _goods_url(activity: Activity) -> str:
    return reverse("programs:activity_goods", args=[activity.code])


def _target_form(request: HttpRequest, target: ActivityTarget, title: str) -> HttpResponse:
    back = _goods_url(target.activity)
    require_on(target, request.user, "activity.write")

    def save(form: Any) -> str:
        save_row(form.save(commit=False), by=request.user, action="activity.write")
        return back

    return form_of_activity(
        request,
        target.activity,
        back,
        lambda data, files: TargetForm(data, instance=target),
        save,
        title=title,
    )


def target_new(request: HttpRequest, code: str) -> HttpResponse:
    return _target_form(request, ActivityTarget(activity=activity_of(request, code)), _("Tambah target"))


def target_edit(request: HttpRequest, pk: int) -> HttpResponse:
    target = one_or_404(_with_activity(ActivityTarget, request), pk=pk)
    return _target_form(request, target, _("Ubah target %(product)s") % {"product": target.product})


@require_POST
def target_remove(request: HttpRequest, pk: int) -> HttpResponse:
    target = one_or_404(_with_activity(ActivityTarget, request), pk=pk)
    return _removed(request, target, lambda: remove_row(target, by=request.user, action="activity.write"))


def _with_activity(model: type[ActivityTarget | Order | Production], request: HttpRequest) -> Any:
    return model.objects.visible_to(request.user).select_related("activity__office__province", "product")


def _removed(request: HttpRequest, row: Any, remove: Callable[[], None]) -> HttpResponse:
    try:
        remove()
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("%(what)s dihapus.") % {"what": row.product})
    return redirect(_goods_url(row.activity))


def _order_form(request: HttpRequest, order: Order, title: str) -> HttpResponse:
    back = _goods_url(order.activity)
    require_on(order, request.user, "goods.write")

    @transaction.atomic
    def save(form: OrderForm) -> str:
        changed = form.save(commit=False)
        new = form.new_recipient(order.activity)
        if new:
            changed.orderer = goods.save_recipient(new, by=request.user)
        goods.save_order(changed, by=request.user, seen_version=seen_version(request))
        return back

    return form_of_activity(
        request,
        order.activity,
        back,
        lambda data, files: OrderForm(data, instance=order, user=request.user),
        save,
        title=title,
    )


def order_new(request: HttpRequest, code: str) -> HttpResponse:
    return _order_form(request, Order(activity=activity_of(request, code)), _("Catat pesanan"))


def order_edit(request: HttpRequest, pk: int) -> HttpResponse:
    order = one_or_404(_with_activity(Order, request).select_related("orderer"), pk=pk)
    return _order_form(request, order, _("Ubah pesanan %(product)s") % {"product": order.product})


@require_POST
def order_remove(request: HttpRequest, pk: int) -> HttpResponse:
    order = one_or_404(_with_activity(Order, request).select_related("orderer"), pk=pk)
    return _removed(request, order, lambda: goods.remove_order(order, by=request.user))


def _production_form(request: HttpRequest, production: Production, title: str) -> HttpResponse:
    back = _goods_url(production.activity)
    require_on(production, request.user, "goods.write")

    def save(form: ProductionForm) -> str:
        goods.save_production(form.save(commit=False), by=request.user, seen_version=seen_version(request))
        return back

    return form_of_activity(
        request,
        production.activity,
        back,
        lambda data, files: ProductionForm(data, instance=production),
        save,
        title=title,
    )


def production_new(request: HttpRequest, code: str) -> HttpResponse:
    production = Production(activity=activity_of(request, code))
    return _production_form(request, production, _("Catat hasil produksi"))


def production_edit(request: HttpRequest, pk: int) -> HttpResponse:
    production = one_or_404(_with_activity(Production, request), pk=pk)
    return _production_form(request, production, _("Ubah hasil produksi %(product)s") % {"product": production.product})


@require_POST
def production_remove(request: HttpRequest, pk: int) -> HttpResponse:
    production = one_or_404(_with_activity(Production, request), pk=pk)
    return _removed(request, production, lambda: goods.remove_production(production, by=request.user))
