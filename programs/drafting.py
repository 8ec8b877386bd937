"""Help with drafting a BAST: what it still lacks, the first party, what to look at before signing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.dates import format_date

from .models import Appointment, AppointmentRole, Delivery, Production

if TYPE_CHECKING:
    from .models import Activity

_REQUIRED: Final = {
    "number": gettext_lazy("nomor BAST"),
    "handed_over_on": gettext_lazy("tanggal penyerahan"),
    "place": gettext_lazy("tempat penandatanganan"),
    "giver_name": gettext_lazy("nama pihak pertama"),
    "giver_position": gettext_lazy("jabatan pihak pertama"),
    "receiver_name": gettext_lazy("nama pihak kedua"),
    "receiver_position": gettext_lazy("jabatan pihak kedua"),
}
STOCK_ACCOUNT: Final = "521811"


class Lack(NamedTuple):
    """One thing a BAST must state: the field of the form, and its name."""

    field: str
    label: str


def missing_for_bast(delivery: Delivery) -> list[Lack]:
    """What a BAST must state and this one does not yet (domain.md section 7)."""
    lacks = [Lack(field, str(label)) for field, label in _REQUIRED.items() if not getattr(delivery, field)]
    items = list(delivery.items.select_related("product"))
    if not items:
        lacks.append(Lack("items-0-product", _("barang yang diserahkan")))
    for place, item in enumerate(items):
        if item.quantity is None:
            lacks.append(Lack(f"items-{place}-quantity", _("jumlah %(product)s") % {"product": item.product}))
    return lacks


def cautions(delivery: Delivery) -> list[str]:
    """What does not stop a BAST, yet a careful official would look at again."""
    found = _made_later(delivery)
    line = delivery.activity.budget_line
    if line and STOCK_ACCOUNT in line.code:
        found.append(
            _(
                "Kegiatan ini dibiayai akun 521811: barangnya tetap persediaan BMN. "
                "Penyerahan untuk selamanya memerlukan hibah yang disetujui Menteri Keuangan."
            )
        )
    return found


def _made_later(delivery: Delivery) -> list[str]:
    """A sentence for each product of which all that the office made is dated after the handover."""
    day = delivery.handed_over_on
    if day is None:
        return []
    first_made = (
        Production._base_manager.filter(activity__office=delivery.office_id, is_withdrawn=False)
        .filter(product__in=delivery.items.values("product"), quantity__isnull=False)
        .values("product__name")
        .annotate(first=Min("made_on"), undated=Count("pk", filter=Q(made_on__isnull=True)))
    )
    return [
        _("Tanggal penyerahan (%(day)s) mendahului tanggal produksi %(product)s yang pertama (%(made)s).")
        % {"day": format_date(day), "product": row["product__name"], "made": format_date(row["first"])}
        for row in first_made.order_by("product__name")
        if not row["undated"] and row["first"] > day
    ]


def first_party(activity: Activity, day: date | None) -> dict[str, str]:
    """Form values of the official who hands over: the PPK in force on that day (today when unknown), else the KPA."""
    day = day or timezone.localdate()
    in_force = Appointment._base_manager.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), office=activity.office_id, valid_from__lte=day
    )
    for role in (AppointmentRole.PPK, AppointmentRole.KPA):
        official = in_force.filter(role=role).order_by("-valid_from").first()
        if official:
            position = role.label.partition(" (")[0]
            return {
                "giver_name": official.name,
                "giver_nip": official.nip,
                "giver_position": position,
                "giver_decree": official.decree,
            }
    return {}
