"""Pages of the warehouse: movements of all goods, the age of what is left, the flow of each office and its rows."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dekon_portal.core.known import Known
from dekon_portal.core.lists import figures_page, list_page
from dekon_portal.core.numbers import format_integer
from programs import ageing, flow
from programs.ageing import BUCKETS, Ages
from programs.conversions import Conversions
from programs.filters_goods import BalanceFilter, MovementFilter
from programs.flow import FACTS, Flow
from programs.flow_rows import described
from programs.forms.stock import GoodsChoice
from programs.models import StockBalance, StockEntry
from programs.tables_goods import known_of, needless
from programs.tables_stock import AgeingTable, FlowRowTable, MovementTable, OfficeFlowTable

from .stock import ENTRY_COLUMNS, as_entry_row, stock_tabs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_PRODUCT = ("product", gettext_lazy("Produk"))
_UNIT = ("unit", gettext_lazy("Satuan"))
_OFFICE = ("office", gettext_lazy("Satuan kerja"))
_PROVINCE = ("province", gettext_lazy("Provinsi"))
MOVEMENT_COLUMNS = [_PRODUCT, *ENTRY_COLUMNS, _OFFICE, _PROVINCE]
AGEING_COLUMNS = [
    _PRODUCT,
    ("quantity", gettext_lazy("Sisa")),
    _UNIT,
    *((f"bucket_{place}", label) for place, (_last, label) in enumerate(BUCKETS)),
    ("oldest", gettext_lazy("Tertua sejak")),
    _OFFICE,
    _PROVINCE,
]
FLOW_COLUMNS = [
    _PRODUCT,
    _UNIT,
    *((key, fact.label) for key, (_source, fact) in FACTS.items()),
    ("left", gettext_lazy("Sisa sekarang")),
    ("equals", gettext_lazy("Sisa setara")),
    _OFFICE,
    _PROVINCE,
]
ROW_COLUMNS = [
    ("activity", gettext_lazy("Kode kegiatan")),
    ("title", pgettext_lazy("singular", "Kegiatan")),
    _PRODUCT,
    ("amount", gettext_lazy("Jumlah")),
    _UNIT,
    ("day", gettext_lazy("Tanggal")),
    ("detail", gettext_lazy("Rincian")),
    _OFFICE,
    _PROVINCE,
]


def _place(row: Any) -> dict[str, Any]:
    return {
        "product": row.product.name,
        "unit": row.get_unit_display(),
        "office": row.office.name,
        "province": row.office.province.name,
    }


def movements(request: HttpRequest) -> HttpResponse:
    """Every movement of every stock within reach, newest first."""
    entries = StockEntry.objects.visible_to(request.user).select_related(
        "product", "activity", "delivery_item__delivery", "by", "office__province"
    )
    return list_page(
        request,
        entries,
        filter_class=MovementFilter,
        table_class=partial(MovementTable, exclude=needless(request.user)),
        title=_("Mutasi persediaan"),
        export=("mutasi", MOVEMENT_COLUMNS, lambda entry: {**as_entry_row(entry), **_place(entry)}),
        context={"tabs": stock_tabs("mutasi")},
    )


def _ageing_row(ages_of: Any, balance: StockBalance) -> dict[str, Any]:
    ages: Ages = ages_of().get(balance.pk, Ages())
    buckets = {f"bucket_{place}": amount for place, amount in enumerate(ages.parts)}
    return {**_place(balance), "quantity": balance.quantity, **buckets, "oldest": ages.oldest}


def stock_ageing(request: HttpRequest) -> HttpResponse:
    """How long what is left has been lying."""
    balances = StockBalance.objects.visible_to(request.user).select_related("product", "office__province")
    left = balances.filter(quantity__gt=0).order_by("office__province", "office__name", "product__name", "unit")
    return list_page(
        request,
        left,
        filter_class=BalanceFilter,
        table_class=partial(AgeingTable, exclude=needless(request.user)),
        title=_("Umur persediaan"),
        export=("umur-persediaan", AGEING_COLUMNS, partial(_ageing_row, cache(lambda: ageing.of_balances(left)))),
        template="programs/stock_ageing.html",
        context={
            "tabs": stock_tabs("umur"),
            "empty": {"title": _("Tidak ada sisa persediaan"), "text": _("Semua yang dibuat sudah diserahkan.")},
        },
    )


def _flow_row(conversions: Conversions, row: Flow) -> dict[str, Any]:
    facts = {key: _cell(getattr(row, key)) for key in FACTS}
    return {
        "product": row.product.name,
        "unit": row.unit_label,
        **facts,
        "left": row.left,
        "equals": conversions.total(row.product.pk, row.unit, row.left),
        "office": row.office.name,
        "province": row.office.province.name,
    }


def _cell(value: Known) -> Any:
    """A number, *belum diketahui*, or nothing where nothing is recorded; a gap in the sum is said in words."""
    if not value.of:
        return ""
    if value.total is None or value.is_complete:
        return value.total
    return f"{format_integer(value.total)} ({known_of(value)})"


def stock_flow(request: HttpRequest) -> HttpResponse:
    """Target, ordered, produced, rejected, delivered and left, per office, product and unit."""
    form = GoodsChoice(request.GET, request.user)
    chosen = form.chosen
    return figures_page(
        request,
        form,
        flow.of_offices(request.user, chosen),
        table_class=partial(OfficeFlowTable, chosen=_in_address(chosen)),
        title=_("Arus barang"),
        export=("arus-barang", FLOW_COLUMNS, partial(_flow_row, Conversions())),
        template="programs/stock_flow.html",
        context={
            "tabs": stock_tabs("arus"),
            "part_of_office": not request.user.may("goods.correct") and not request.user.scope.national,
            "empty": {
                "title": _("Belum ada barang"),
                "text": _("Target, pesanan, hasil produksi dan penyerahan dicatat pada kegiatannya."),
            },
        },
    )


def _in_address(chosen: dict[str, Any]) -> dict[str, Any]:
    """What a row does not name itself."""
    return {"tahun": chosen["tahun"].pk} if "tahun" in chosen else {}


def stock_flow_rows(request: HttpRequest) -> HttpResponse:
    """The rows that make one figure of the flow, and what they add up to (R10)."""
    key = request.GET.get("fakta", "")
    if not key:  # all filters taken away
        return redirect("programs:stock_flow")
    if key not in FACTS:
        raise Http404
    fact = FACTS[key][1]
    form = GoodsChoice(request.GET, request.user, fact=key)
    chosen = form.chosen
    rows = flow.rows_of(key, request.user, chosen)
    total = flow.total_of(key, request.user, chosen)
    return figures_page(
        request,
        form,
        rows,
        table_class=FlowRowTable,
        title=str(fact.label),
        export=(f"arus-{key}", ROW_COLUMNS, _as_row),
        context={
            "crumbs": [
                (_("Persediaan"), reverse("programs:stock")),
                (_("Arus barang"), reverse("programs:stock_flow")),
            ],
            "facts": [_sum_in_words(chosen, total)],
        },
    )


def _as_row(record: Any) -> dict[str, Any]:
    row = described(record)
    return {
        "activity": row.activity.code,
        "title": row.activity.title,
        "product": record.product.name,
        "amount": row.amount,
        "unit": record.get_unit_display(),
        "day": row.day,
        "detail": row.detail,
        "office": row.activity.office.name,
        "province": row.activity.office.province.name,
    }


def _sum_in_words(chosen: dict[str, Any], total: Known) -> str:
    """ "Jumlah 3.000 (2 dari 5 diketahui)"; only of one product in one unit is there a sum."""
    if "produk" not in chosen or "satuan" not in chosen:
        return _("Pilih produk dan satuan untuk melihat jumlahnya: yang berbeda satuan tidak dijumlahkan.")
    words = _("belum diketahui") if total.total is None else format_integer(total.total)
    gap = "" if total.is_complete else f" ({known_of(total)})"
    return _("Jumlah %(total)s") % {"total": f"{words}{gap}"}
