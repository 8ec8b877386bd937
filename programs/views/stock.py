"""Pages of the stock: what is left per product and unit, and how it came to be."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.editing import may_on, require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.pages import form_page, one_or_404
from programs import stocktaking
from programs.conversions import Conversions
from programs.filters_goods import BalanceFilter, EntryFilter
from programs.forms.stock import StocktakingForm
from programs.models import StockBalance, StockEntry
from programs.tables_goods import BalanceTable, EntryTable, needless

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BALANCE_COLUMNS = [
    ("product", gettext_lazy("Produk")),
    ("quantity", gettext_lazy("Sisa")),
    ("unit", gettext_lazy("Satuan")),
    ("equals", gettext_lazy("Setara")),
    ("office", gettext_lazy("Satuan kerja")),
    ("province", gettext_lazy("Provinsi")),
]
ENTRY_COLUMNS = [
    ("at", gettext_lazy("Waktu")),
    ("kind", gettext_lazy("Jenis")),
    ("amount", gettext_lazy("Mutasi")),
    ("unit", gettext_lazy("Satuan")),
    ("activity", gettext_lazy("Kode kegiatan")),
    ("number", gettext_lazy("Nomor BAST")),
    ("reason", gettext_lazy("Alasan")),
    ("by", gettext_lazy("Oleh")),
]


def _balance_row(conversions: Conversions, balance: StockBalance) -> dict[str, Any]:
    return {
        "product": balance.product.name,
        "quantity": balance.quantity,
        "unit": balance.get_unit_display(),
        "equals": conversions.total(balance.product_id, balance.unit, balance.quantity),
        "office": balance.office.name,
        "province": balance.office.province.name,
    }


def stock_tabs(current: str) -> list[dict[str, Any]]:
    """The pages of the stock, as `_tabs.html` draws them."""
    pages = [
        ("sisa", _("Sisa"), "programs:stock"),
        ("arus", _("Arus barang"), "programs:stock_flow"),
        ("mutasi", _("Mutasi"), "programs:stock_movements"),
        ("umur", _("Umur"), "programs:stock_ageing"),
    ]
    return [{"label": label, "url": reverse(name), "active": key == current} for key, label, name in pages]


def as_entry_row(entry: StockEntry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "kind": entry.get_kind_display(),
        "amount": entry.amount,
        "unit": entry.get_unit_display(),
        "activity": entry.activity.code,
        "number": entry.delivery_item.delivery.number if entry.delivery_item else "",
        "reason": entry.reason,
        "by": str(entry.by),
    }


def _balances(request: HttpRequest) -> Any:
    return StockBalance.objects.visible_to(request.user).select_related("product", "office__province")


def stock(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        _balances(request).order_by("office__province", "office__name", "product__name", "unit"),
        filter_class=BalanceFilter,
        table_class=partial(BalanceTable, exclude=needless(request.user)),
        title=_("Persediaan"),
        export=("persediaan", BALANCE_COLUMNS, partial(_balance_row, Conversions())),
        context={
            "tabs": stock_tabs("sisa"),
            "empty": {
                "title": _("Belum ada persediaan"),
                "text": _("Barang masuk persediaan ketika jumlah hasil produksi dicatat pada kegiatannya."),
            },
        },
    )


def stock_entries(request: HttpRequest, pk: int) -> HttpResponse:
    """The movements behind one balance, newest first."""
    balance = one_or_404(_balances(request), pk=pk)
    entries = StockEntry.objects.visible_to(request.user).filter(
        office=balance.office_id, product=balance.product_id, unit=balance.unit
    )
    left = _("Sisa %(left)s %(unit)s") % {
        "left": format_integer(balance.quantity),
        "unit": balance.get_unit_display(),
    }
    return list_page(
        request,
        entries.select_related("activity", "delivery_item__delivery", "by", "office__province"),
        filter_class=EntryFilter,
        table_class=EntryTable,
        title=_("Mutasi %(product)s") % {"product": balance.product},
        export=("mutasi-persediaan", ENTRY_COLUMNS, as_entry_row),
        context={
            "crumbs": [(_("Persediaan"), reverse("programs:stock"))],
            "facts": [left, balance.office.name],
            "primary": _stocktaking(request, balance),
        },
    )


def _stocktaking(request: HttpRequest, balance: StockBalance) -> dict[str, Any] | None:
    if not may_on(balance, request.user, "goods.correct"):
        return None
    url = reverse("programs:stock_correct", args=[balance.pk])
    return {"label": _("Catat hasil hitung fisik"), "url": url, "icon": "clipboard"}


def stock_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A count of the shelves brings the ledger to what is there (R6)."""
    balance = one_or_404(_balances(request), pk=pk)
    require_on(balance, request.user, "goods.correct")
    back = balance.get_absolute_url()

    def save(form: StocktakingForm) -> str:
        given = form.cleaned_data
        stocktaking.correct(
            balance, counted=given["counted"], activity=given["activity"], reason=given["reason"], by=request.user
        )
        return str(back)

    return form_page(
        request,
        lambda data, files: StocktakingForm(data, instance=balance, user=request.user),
        save,
        title=_("Catat hasil hitung fisik"),
        verb=_("Catat koreksi"),
        saved=_("Koreksi tercatat pada mutasi persediaan."),
        cancel_url=back,
        context={
            "crumbs": [(_("Persediaan"), reverse("programs:stock")), (str(balance), back)],
            "facts": [
                _("Sisa menurut catatan: %(left)s %(unit)s")
                % {"left": format_integer(balance.quantity), "unit": balance.get_unit_display()},
                balance.office.name,
            ],
        },
    )
