"""Forms of the budget: a revision's facts, one of its lines, a payment, a correction."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.dates import month_name
from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.forms import LocalDateField, LocalIntegerField, local_formfield
from dekon_portal.core.refusal import Refusal
from programs.budget.codes import EXAMPLES, parse_code
from programs.models import (
    Activity,
    BudgetLine,
    BudgetRevision,
    FiscalYear,
    PhysicalProgress,
    Realisation,
    RevisionLine,
)
from programs.receipts import evidence_of

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Office

WHOLE_PERCENT = 100
LARGEST = 999_999_999_999_999
"""Whole rupiah; more is a slip of the keyboard."""


class YearChoice(forms.Form):
    """Which fiscal year the list of budgets shows."""

    tahun = forms.ModelChoiceField(
        FiscalYear.objects.all(),
        label=gettext_lazy("Tahun anggaran"),
        required=False,
        empty_label=gettext_lazy("Semua"),
    )


class RevisionForm(forms.ModelForm):
    class Meta:
        model = BudgetRevision
        fields: ClassVar = ["document", "dated", "in_force_on", "authority", "reason", "note", "file"]
        formfield_callback = local_formfield
        widgets: ClassVar = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "file": forms.FileInput(attrs={"accept": "application/pdf"}),
        }
        help_texts: ClassVar = {"in_force_on": gettext_lazy("Sejak hari ini pagunya dipakai untuk membatasi SP2D.")}

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if not upload or "file" not in self.changed_data:
            return upload
        try:
            paper = evidence_of(upload)
        except Refusal as refusal:
            raise ValidationError(refusal.sentence) from refusal
        if paper.content_type != PDF_TYPE:
            raise ValidationError(_("Unggah DIPA sebagai PDF."))
        return ContentFile(paper.content, name="dipa.pdf")


class LineForm(forms.ModelForm):
    """One line of a draft; its code is given once."""

    code = forms.CharField(label=gettext_lazy("Kode"), max_length=60)
    description = forms.CharField(label=gettext_lazy("Uraian"), max_length=300)
    loan_number = forms.CharField(
        label=gettext_lazy("Nomor PHLN"), max_length=60, required=False, help_text=gettext_lazy("Kosong: rupiah murni.")
    )
    amount = LocalIntegerField(label=gettext_lazy("Pagu"), prefix="Rp", min_value=0, max_value=LARGEST)
    blocked = LocalIntegerField(
        label=gettext_lazy("Blokir"), prefix="Rp", min_value=0, max_value=LARGEST, required=False
    )

    class Meta:
        model = RevisionLine
        fields: ClassVar = ["amount", "blocked", "block_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.instance.revision.fiscal_year
        self.fields["code"].help_text = _("Misalnya %(example)s (contoh).") % {"example": EXAMPLES[year.structure]}
        self.order_fields(["code", "description", "loan_number", "amount", "blocked", "block_note"])
        if self.instance.pk:
            for name in ("code", "description", "loan_number"):
                self.fields[name].disabled = True
                self.initial[name] = getattr(self.instance.line, name)

    def clean_code(self) -> str:
        try:
            return parse_code(self.cleaned_data["code"], self.instance.revision.fiscal_year).text
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong

    def clean_blocked(self) -> int:
        return self.cleaned_data["blocked"] or 0

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.instance.pk and self.instance.revision.lines.filter(line__code=given.get("code")).exists():
            self.add_error("code", _("Kode ini sudah ada pada revisi ini. Ubah barisnya."))
        return given


class PlanForm(forms.Form):
    """Twelve months of one line."""

    def __init__(self, *args: Any, row: RevisionLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(row.plan.values_list("month", "amount"))
        for month in range(1, 13):
            self.fields[f"month_{month}"] = LocalIntegerField(
                label=month_name(month),
                prefix="Rp",
                min_value=0,
                max_value=LARGEST,
                required=False,
                initial=known.get(month),
            )

    def plan(self) -> dict[int, int]:
        """Whole rupiah by month; an empty month plans nothing."""
        return {month: self.cleaned_data[f"month_{month}"] or 0 for month in range(1, 13)}


class PaymentForm(forms.ModelForm):
    line = forms.ModelChoiceField(BudgetLine.objects.none(), label=gettext_lazy("Rincian anggaran"))
    amount = LocalIntegerField(label=gettext_lazy("Jumlah"), prefix="Rp", min_value=1, max_value=LARGEST)

    class Meta:
        model = Realisation
        fields: ClassVar = ["sp2d", "dated", "line", "activity", "amount"]
        formfield_callback = local_formfield

    def __init__(self, *args: Any, office: Office, year: FiscalYear, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = BudgetLine.objects.visible_to(user).filter(office=office, fiscal_year=year)
        granted = lines.filter(revision_lines__revision__enacted_at__isnull=False).distinct()
        self.fields["line"].queryset = granted.order_by("code")
        activities = Activity.objects.visible_to(user).filter(office=office, fiscal_year=year)
        self.fields["activity"].queryset = activities.order_by("code")
        self.fields["activity"].required = False
        self.fields["activity"].label_from_instance = lambda activity: f"{activity.code} {activity.title}"
        self.fields["activity"].help_text = _("Kosongkan bila SP2D ini bukan untuk satu kegiatan saja.")

    def _post_clean(self) -> None:
        """The verb checks what is recorded; a model that lacks its office cannot be checked here."""


class CorrectionForm(forms.Form):
    to = LocalIntegerField(label=gettext_lazy("Jumlah yang benar"), prefix="Rp", min_value=0, max_value=LARGEST)
    dated = LocalDateField(label=gettext_lazy("Tanggal koreksi"))
    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PercentField(forms.CharField):
    """0 to 100 as it is written: 37,5 or 37.5 %; None where nothing is typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=8, widget=widget, empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = super().clean(value)
        if text is None:
            return None
        text = text.replace("%", "").replace(" ", "").replace(",", ".")
        if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", text, re.ASCII) or Decimal(text) > WHOLE_PERCENT:
            raise ValidationError(_("Tulis angka 0 sampai 100, paling banyak dua angka di belakang koma."))
        return Decimal(text)


class ProgressForm(forms.ModelForm):
    percent = PercentField(
        label=gettext_lazy("Realisasi fisik"),
        help_text=gettext_lazy("Persen pekerjaan yang selesai, misalnya 37,5. Bukan persen uangnya."),
    )

    class Meta:
        model = PhysicalProgress
        fields: ClassVar = ["as_of", "percent", "note"]
        formfield_callback = local_formfield


class PastedForm(forms.Form):
    rows = forms.CharField(
        label=gettext_lazy("Baris dari lembar kerja"),
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Salin dari Excel beserta judul kolomnya: Kode, Uraian, Pagu; bila ada juga Blokir, Catatan, PHLN, dan "
            "Januari sampai Desember. Kode yang sudah ada pada revisi ini diperbarui."
        ),
    )
