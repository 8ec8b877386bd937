"""Handovers as pictures: a month of days, and the places the goods went to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.lists import FormFilter, export_links, exported, scope_sentence
from programs import delivery_map
from programs.conversions import Conversions
from programs.delivery_calendar import month_of
from programs.delivery_map import Picture, Tile
from programs.filters_goods import UNPLACED, CalendarFilter
from programs.forms.stock import MapChoice
from programs.models import Delivery, Province, Unit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MAP_COLUMNS = [
    ("code", gettext_lazy("Kode Kemendagri")),
    ("place", gettext_lazy("Wilayah")),
    ("product", gettext_lazy("Produk")),
    ("delivered", gettext_lazy("Diserahkan dengan BAST")),
    ("unit", gettext_lazy("Satuan")),
    ("equals", gettext_lazy("Setara")),
]


def delivery_tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The pages of handovers, as `_tabs.html` draws them."""
    user = request.user
    pages = [
        ("daftar", _("Daftar"), "programs:delivery_list"),
        ("kalender", _("Kalender"), "programs:delivery_calendar"),
        ("peta", _("Peta"), "programs:delivery_map"),
    ]
    if user.scope.national or user.may("delivery.sign"):
        pages.append(("nomor", _("Nomor BAST"), "programs:number_register"))
    return [{"label": label, "url": reverse(name), "active": key == current} for key, label, name in pages]


def delivery_calendar(request: HttpRequest) -> HttpResponse:
    """A month of handovers; its list and its files are those of the list page, narrowed to the month."""
    deliveries = Delivery.objects.visible_to(request.user)
    chosen = CalendarFilter(request.GET, queryset=deliveries, request=request)
    month = month_of(chosen.qs, request.GET.get("bulan", ""))
    query = request.GET.copy()
    query.pop("bulan", None)
    listed = reverse("programs:delivery_list")
    within = {"dari": month.first, "sampai": month.last}
    return render(
        request,
        "programs/delivery_calendar.html",
        {
            "title": _("Kalender penyerahan"),
            "tabs": delivery_tabs(request, "kalender"),
            "filter": chosen,
            "count": month.count,
            "scope": scope_sentence(request),
            "month": month,
            "weekdays": [_("Senin"), _("Selasa"), _("Rabu"), _("Kamis"), _("Jumat"), _("Sabtu"), _("Minggu")],
            "before_url": f"?{_with(query, bulan=month.before)}",
            "after_url": f"?{_with(query, bulan=month.after)}",
            "list_query": query.urlencode(),
            "list_url": listed,
            "undated_url": f"{listed}?{_with(query, tanggal='belum')}",
            "exports": [(kind.upper(), f"{listed}?{_with(query, **within, _export=kind)}") for kind in ("xlsx", "csv")],
        },
    )


def _with(query: Any, **more: Any) -> str:
    changed = query.copy()
    for key, value in more.items():
        changed[key] = str(value)
    return str(changed.urlencode())


def delivery_map_page(request: HttpRequest) -> HttpResponse:
    """Tiles of regencies of one province; a national role without one sees tiles of provinces first."""
    form = MapChoice(request.GET, request.user)
    chosen = form.chosen
    province: Province | None = chosen.get("provinsi")
    picture = _picture(request, province, chosen)
    unit = str(Unit(chosen["satuan"]).label) if chosen.get("satuan") else ""
    conversions = Conversions()

    def as_row(tile: Tile) -> dict[str, Any]:
        amount = tile.figure.total if tile.figure else 0
        return {
            "code": "" if tile.code == UNPLACED else tile.code,
            "place": tile.name or None,
            "product": chosen["produk"].name,
            "delivered": amount,
            "unit": unit,
            "equals": conversions.total(chosen["produk"].pk, chosen["satuan"], amount),
        }

    file = exported(request, ("peta-penyerahan", MAP_COLUMNS, as_row), picture.tiles if picture else [])
    return file or render(
        request,
        "programs/delivery_map.html",
        {
            "title": _("Peta penyerahan"),
            "tabs": delivery_tabs(request, "peta"),
            "filter": FormFilter(form, request.GET),
            "scope": scope_sentence(request),
            "exports": export_links(request) if picture else [],
            "province": province,
            "product": chosen.get("produk"),
            "unit": unit,
            "picture": picture,
            "tiles": [(tile, _leads_to(tile, province, chosen)) for tile in picture.tiles] if picture else [],
            "equals": _beside(conversions, chosen, picture),
            "back_url": f"?{_address(chosen, provinsi='')}" if request.user.scope.national and province else "",
        },
    )


def _picture(request: HttpRequest, province: Province | None, chosen: dict[str, Any]) -> Picture | None:
    if not chosen.get("produk") or not chosen.get("satuan"):
        return None
    if province:
        return delivery_map.of_regencies(request.user, province, chosen)
    return delivery_map.of_provinces(request.user, chosen) if request.user.scope.national else None


def _beside(conversions: Conversions, chosen: dict[str, Any], picture: Picture | None) -> str:
    return conversions.total(chosen["produk"].pk, chosen["satuan"], picture.total.total) if picture else ""


def _leads_to(tile: Tile, province: Province | None, chosen: dict[str, Any]) -> str:
    """A province to its regencies; a regency to the handovers that make its figure (R10)."""
    if province is None:
        return f"?{_address(chosen, provinsi=tile.code)}"
    if tile.figure is None:
        return ""
    given = {"provinsi": province.pk, "tempat": tile.code, "produk": chosen["produk"].pk, "status": "signed"}
    year = {"tahun": chosen["tahun"].pk} if chosen.get("tahun") else {}
    return f"{reverse('programs:delivery_list')}?{urlencode({**given, **year})}"


def _address(chosen: dict[str, Any], **more: str) -> str:
    plain = {name: getattr(value, "pk", value) for name, value in chosen.items()}
    return urlencode({name: value for name, value in {**plain, **more}.items() if value})
