"""Pages of the stock: what is left per product and unit, and how it came to be."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.lists import list_page
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.pages import one_or_404
from programs.conversions import Conversions
from programs.filters_goods import BalanceFilter, EntryFilter
from programs.models import StockBalance, StockEntry
from programs.tables_goods import BalanceTable, EntryTable

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


def _entry_row(entry: StockEntry) -> dict[str, Any]:
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
        table_class=BalanceTable,
        title=_("Persediaan"),
        export=("persediaan", BALANCE_COLUMNS, partial(_balance_row, Conversions())),
        context={
            "crumbs": [(_("Penyerahan"), reverse("programs:delivery_list"))],
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
        export=("mutasi-persediaan", ENTRY_COLUMNS, _entry_row),
        context={"crumbs": [(_("Persediaan"), reverse("programs:stock"))], "facts": [left, balance.office.name]},
    )
