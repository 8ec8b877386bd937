"""Pages of payments: every SP2D of an office and year, recorded and corrected (R9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dekon_portal.core.editing import may_on, require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.numbers import format_rupiah
from dekon_portal.core.pages import form_page, one_or_404
from programs.budget import payments
from programs.filters_budget import PaymentFilter
from programs.forms.budget import CorrectionForm, PaymentForm
from programs.models import Realisation
from programs.tables_budget import PaymentTable

from .budget import pay_button, place_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAYMENT_COLUMNS = [
    ("sp2d", gettext_lazy("Nomor SP2D")),
    ("dated", gettext_lazy("Tanggal SP2D")),
    ("line", gettext_lazy("Rincian anggaran")),
    ("description", gettext_lazy("Uraian")),
    ("activity", pgettext_lazy("singular", "Kegiatan")),
    ("amount", gettext_lazy("Jumlah (Rp)")),
    ("reason", gettext_lazy("Alasan")),
    ("by", gettext_lazy("Oleh")),
]


def payment_list(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Every SP2D of an office and year with its corrections, newest first."""
    office, of_year = place_of(request, code, year)
    rows = Realisation.objects.visible_to(request.user).filter(office=office, fiscal_year=of_year)
    may_write = may_on(office, request.user, "budget.write") and of_year.is_open
    return list_page(
        request,
        rows.select_related("line", "activity", "by"),
        filter_class=PaymentFilter,
        table_class=partial(PaymentTable, may_write=may_write),
        title=_("SP2D %(year)s") % {"year": of_year},
        export=(f"sp2d-{year}", PAYMENT_COLUMNS, _payment_row),
        context={
            "crumbs": [(_("Anggaran"), reverse("programs:budget", args=[code, year]))],
            "facts": [office.name],
            "primary": pay_button(office, of_year) if may_write else None,
            "empty": {"title": _("Belum ada SP2D"), "text": _("Realisasi keuangan dihitung dari SP2D yang dicatat.")},
        },
    )


def _payment_row(row: Realisation) -> dict[str, Any]:
    return {
        "sp2d": row.sp2d,
        "dated": row.dated,
        "line": row.line.code,
        "description": row.line.description,
        "activity": row.activity.code if row.activity else "",
        "amount": row.amount,
        "reason": row.reason,
        "by": str(row.by),
    }


def payment_new(request: HttpRequest, code: str, year: int) -> HttpResponse:
    office, of_year = place_of(request, code, year)
    require_on(office, request.user, "budget.write")
    back = reverse("programs:payment_list", args=[code, year])

    def save(form: PaymentForm) -> str:
        given = form.cleaned_data
        payments.record_payment(
            given["line"],
            sp2d=given["sp2d"],
            dated=given["dated"],
            amount=given["amount"],
            activity=given["activity"],
            by=request.user,
        )
        return back

    return form_page(
        request,
        lambda data, files: PaymentForm(data, office=office, year=of_year, user=request.user),
        save,
        title=_("Catat SP2D"),
        cancel_url=back,
        context={"crumbs": [(_("SP2D"), back)]},
    )


def payment_correct(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Realisation.objects.visible_to(request.user).select_related("line", "office__province", "activity")
    payment: Realisation = one_or_404(rows.filter(corrects__isnull=True), pk=pk)
    require_on(payment, request.user, "budget.write")
    back = reverse("programs:payment_list", args=[payment.office.code, payment.fiscal_year_id])
    standing = payments.standing(payment)

    def save(form: CorrectionForm) -> str:
        payments.correct_payment(payment, **form.cleaned_data, by=request.user)
        return back

    return form_page(
        request,
        lambda data, files: CorrectionForm(data, initial={"to": standing, "dated": timezone.localdate()}),
        save,
        title=_("Koreksi SP2D %(number)s") % {"number": payment.sp2d},
        cancel_url=back,
        context={"crumbs": [(_("SP2D"), back)], "facts": [payment.line.code, format_rupiah(standing)]},
    )
