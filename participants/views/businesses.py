"""Pages of IKM: the list, one IKM, its form, names to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.dates import format_date
from dekon_portal.core.editing import require, require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.nik import mask
from dekon_portal.core.numbers import format_integer, format_rupiah
from dekon_portal.core.pages import form_page, one_or_404, seen_version
from dekon_portal.core.phones import mask_phone
from participants import people, permits
from participants.filters import BusinessFilter
from participants.forms import BusinessForm
from participants.models import Business
from participants.tables import BusinessTable, NationalBusinessTable

from .business_pages import list_tabs, tabs_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LATEST = 50  # participations and trail entries on one page
COLUMNS = [
    ("name", gettext_lazy("Nama IKM")),
    ("owner_name", gettext_lazy("Nama Pemilik")),
    ("province", gettext_lazy("Provinsi")),
    ("regency", gettext_lazy("Kabupaten/Kota")),
    ("district", gettext_lazy("Kecamatan")),
    ("village", gettext_lazy("Desa/Kelurahan")),
    ("address", gettext_lazy("Alamat Usaha")),
    ("nib", gettext_lazy("NIB")),
    ("kbli", gettext_lazy("KBLI")),
    ("product", gettext_lazy("Produk")),
    ("workers_male", gettext_lazy("Tenaga Kerja L")),
    ("workers_female", gettext_lazy("Tenaga Kerja P")),
    ("workers", gettext_lazy("Jumlah Tenaga Kerja")),
]


def _row(business: Business) -> dict[str, Any]:
    return {key: getattr(business, key) for key, _label in COLUMNS}


def business_list(request: HttpRequest) -> HttpResponse:
    primary, secondary, empty = (
        None,
        None,
        {"title": _("Tidak ada IKM yang cocok"), "text": _("Ubah pencarian atau saringannya.")},
    )
    if request.user.may("people.write"):
        primary = {"label": _("Tambah IKM"), "url": reverse("participants:business_new"), "icon": "plus"}
        secondary = {
            "label": _("Impor daftar IKM"),
            "url": reverse("participants:import_new_businesses"),
            "icon": "upload",
        }
        empty |= {"text": _("Ubah saringannya, atau tambahkan IKM-nya."), **primary}
    return list_page(
        request,
        Business.objects.visible_to(request.user).select_related("regency", "province"),
        filter_class=BusinessFilter,
        table_class=NationalBusinessTable if request.user.scope.national else BusinessTable,
        title=_("IKM"),
        export=("ikm", COLUMNS, _row),
        context={"primary": primary, "secondary": secondary, "empty": empty, "tabs": list_tabs("ikm")},
    )


def business(request: HttpRequest, pk: int) -> HttpResponse:
    found = one_or_404(Business.objects.visible_to(request.user).select_related("regency", "province"), pk=pk)
    may_write = request.user.may("people.write", province=found.province_id, regency=found.regency_id)
    edit = {"label": _("Ubah IKM"), "url": reverse("participants:business_edit", args=[pk]), "icon": "pencil"}
    return render(
        request,
        "participants/business.html",
        {
            "business": found,
            "title": found.name,
            "facts": [found.regency or _("kabupaten/kota belum diketahui"), found.province],
            "primary": edit if may_write else None,
            "rows": _facts(found),
            "tabs": tabs_of(found, "data"),
            "permits": [(permit, permits.doubt(permit)) for permit in _permits(found, request)],
            "may_write": may_write,
            "participations": found.participations.visible_to(request.user).with_labels().order_by("-pk")[:LATEST],
            "latest": LATEST,
            "entries": AuditEntry.objects.visible_to(request.user).about(found)[:LATEST],
            "crumbs": [(_("IKM"), reverse("participants:business_list"))],
        },
    )


def _permits(business: Business, request: HttpRequest) -> Any:
    return business.permits.visible_to(request.user).select_related("business")  # type: ignore[attr-defined]


def _facts(business: Business) -> list[tuple[str, Any]]:
    return [
        (_("Nama pemilik"), business.owner_name),
        (_("Alamat"), business.address),
        (_("Desa/kelurahan"), business.village),
        (_("Kecamatan"), business.district),
        (_("Telepon"), mask_phone(business.phone)),
        (_("NIB"), business.nib),
        (_("NPWP"), mask(business.npwp)),
        (_("KBLI utama"), f"{business.kbli} ({business.kbli_edition})" if business.kbli else None),
        (_("Produk utama"), business.product),
        (_("Tenaga kerja"), _workers(business)),
        (_("Penjualan setahun"), None if business.sales is None else format_rupiah(business.sales)),
        (
            _("Nilai investasi tanpa tanah dan bangunan"),
            None if business.investment is None else format_rupiah(business.investment),
        ),
        (_("Kelas industri"), business.industry_class),
        (_("Keadaan per tanggal"), format_date(business.figures_on) if business.figures_on else None),
    ]


def _workers(business: Business) -> str | None:
    """ "5 orang (2 laki-laki, 3 perempuan)"."""
    every = business.workers_total
    if every is None:
        return None
    total = _("%(count)s orang") % {"count": format_integer(every)}
    men, women = business.workers_male, business.workers_female
    if men is None or women is None:
        return total
    parts = {"men": format_integer(men), "women": format_integer(women)}
    return f"{total} ({_('%(men)s laki-laki, %(women)s perempuan') % parts})"


def business_new(request: HttpRequest) -> HttpResponse:
    require(request.user, "people.write", province=None)
    back = reverse("participants:business_list")
    return form_page(
        request,
        lambda data, files: BusinessForm(data, user=request.user),
        lambda form: people.save_business(form.save(commit=False), by=request.user).get_absolute_url(),
        title=_("Tambah IKM"),
        cancel_url=back,
        context={"crumbs": [(_("IKM"), back)]},
    )


def business_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = one_or_404(Business.objects.visible_to(request.user), pk=pk)
    require_on(found, request.user, "people.write")
    name = found.name
    return form_page(
        request,
        lambda data, files: BusinessForm(data, instance=found, user=request.user),
        lambda form: people.save_business(
            form.save(commit=False), by=request.user, seen_version=seen_version(request)
        ).get_absolute_url(),
        title=_("Ubah %(name)s") % {"name": name},
        cancel_url=found.get_absolute_url(),
        context={"crumbs": [(_("IKM"), reverse("participants:business_list")), (name, found.get_absolute_url())]},
    )


def business_suggestions(request: HttpRequest) -> HttpResponse:
    """Names for the list under the IKM field, within reach, at most 20."""
    text = request.GET.get("business_name", "").strip()
    names = Business.objects.visible_to(request.user).select_related("regency")
    found = names.search(text).order_by("name", "pk")[:20] if len(text) >= 2 else []
    return render(request, "participants/_business_options.html", {"businesses": found})
