"""What an SP2D paid, and corrections of it: each a record of its own, never beyond the ceiling (R9)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.dates import format_date
from dekon_portal.core.editing import require_on
from dekon_portal.core.numbers import format_rupiah
from dekon_portal.core.refusal import Refusal
from programs.models import Activity, BudgetLine, Office, Realisation

from .ceilings import ensure_within

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

audit.register(
    {
        "budget.paid": gettext_lazy("%(who)s mencatat %(what)s"),
        "budget.corrected": gettext_lazy("%(who)s mengoreksi %(what)s"),
    }
)


def record_payment(
    line: BudgetLine, *, sp2d: str, dated: date, amount: int, by: User, activity: Activity | None = None
) -> Realisation:
    """Record one SP2D on one line; `amount` in whole rupiah.

    Raises NotAllowed; OverCeiling (names line, revision, ceiling, spent, rest); Refusal for a closed year, a day in the
    future, in another year or before the first DIPA, an SP2D recorded already, an activity of another office or year.
    """
    with transaction.atomic():
        line = _locked(line, by)
        _ensure_dated(line, dated)
        if activity and (activity.office_id, activity.fiscal_year_id) != (line.office_id, line.fiscal_year_id):
            raise Refusal(_("Kegiatan itu milik satuan kerja atau tahun anggaran lain."))
        _ensure_new(line, sp2d, dated)
        ensure_within(line, dated, amount)
        payment = _kept(line, activity=activity, sp2d=sp2d, dated=dated, amount=amount, by=by)
        audit.record("budget.paid", payment, by=by, changes={"amount": (None, amount)})
    return payment


def correct_payment(payment: Realisation, *, to: int, dated: date, reason: str, by: User) -> Realisation:
    """Let a payment count as `to` whole rupiah from the day on, by a record of the difference.

    Raises as `record_payment`; Refusal without a reason, below zero, before the payment itself, or without a change.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Tuliskan alasan koreksinya."))
    if to < 0:
        raise Refusal(_("Sesudah koreksi jumlahnya tidak boleh kurang dari nol."))
    with transaction.atomic():
        line = _locked(payment.line, by)
        if payment.corrects_id:
            raise Refusal(_("Koreksi dibuat atas SP2D-nya, bukan atas koreksi lain."))
        _ensure_dated(line, dated)
        if dated < payment.dated:
            raise Refusal(_("Koreksi tidak mendahului SP2D-nya (%(day)s).") % {"day": format_date(payment.dated)})
        more = to - standing(payment)
        if not more:
            raise Refusal(
                _("Jumlahnya sudah %(amount)s, sehingga tidak ada yang dikoreksi.") % {"amount": format_rupiah(to)}
            )
        if more > 0:
            ensure_within(line, dated, more)
        same = {"activity": payment.activity, "sp2d": payment.sp2d}
        correction = _kept(line, **same, dated=dated, amount=more, corrects=payment, reason=reason, by=by)
        changes = {"amount": (to - more, to)}
        audit.record("budget.corrected", correction, by=by, changes=changes, note=reason)
    return correction


def _kept(line: BudgetLine, **facts: Any) -> Realisation:
    row = Realisation(office=line.office, fiscal_year=line.fiscal_year, line=line, **facts)
    row.save()
    return row


def standing(payment: Realisation) -> int:
    """What a payment counts as after its corrections, whole rupiah."""
    corrected: int = payment.corrections.aggregate(all=Sum("amount", default=0))["all"]
    return payment.amount + corrected


def _locked(line: BudgetLine, by: User) -> BudgetLine:
    office = Office._base_manager.select_for_update(of=("self",)).select_related("province").get(pk=line.office_id)
    require_on(office, by, "budget.write")
    line = BudgetLine._base_manager.select_related("office", "fiscal_year").get(pk=line.pk)
    if not line.fiscal_year.is_open:
        raise Refusal(
            _("%(year)s sudah ditutup, sehingga realisasinya tidak dapat diubah.") % {"year": line.fiscal_year}
        )
    return line


def _ensure_dated(line: BudgetLine, dated: date) -> None:
    if dated > timezone.localdate(timezone=line.office.province.zone):
        raise Refusal(_("Tanggal ini masih di depan."))
    if dated.year != line.fiscal_year_id:
        raise Refusal(_("Tanggal ini di luar %(year)s.") % {"year": line.fiscal_year})


def _ensure_new(line: BudgetLine, sp2d: str, dated: date) -> None:
    """An SP2D may pay several lines, each once, all on its one day."""
    known = Realisation._base_manager.filter(
        office=line.office, fiscal_year=line.fiscal_year, sp2d=sp2d, corrects__isnull=True
    )
    twin = known.filter(line=line).first()
    if twin:
        raise Refusal(
            _("SP2D %(number)s sudah dicatat untuk rincian ini: %(amount)s, %(day)s.")
            % {"number": sp2d, "amount": format_rupiah(twin.amount), "day": format_date(twin.dated)}
        )
    other = known.exclude(dated=dated).first()
    if other:
        raise Refusal(
            _("SP2D %(number)s sudah dicatat bertanggal %(day)s. Satu SP2D bertanggal satu.")
            % {"number": sp2d, "day": format_date(other.dated)}
        )
