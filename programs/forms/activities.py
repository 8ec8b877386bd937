"""The form of an activity: whatever is not known stays empty and is kept as unknown (R4)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dekon_portal.core.dates import month_name
from dekon_portal.core.forms import LocalIntegerField, local_formfield
from programs.models import Activity, ActivityKind, BudgetLine, Commodity, FiscalYear, Office, Regency

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

_lazy_month = lazy(month_name, str)
MOST_PEOPLE: Final = 1_000_000
GROUPS: Final = [
    (
        pgettext_lazy("singular", "Kegiatan"),
        "",
        ["office", "fiscal_year", "kind", "title", "commodity", "mode", "description"],
    ),
    (
        gettext_lazy("Rencana waktu"),
        gettext_lazy("Isi tanggalnya, atau bulannya saja, atau biarkan kosong bila belum diketahui."),
        ["planned_start", "planned_end", "planned_month"],
    ),
    (
        gettext_lazy("Waktu pelaksanaan"),
        gettext_lazy("Isi setelah kegiatan berjalan. Kosong berarti belum diketahui."),
        ["actual_start", "actual_end", "actual_month", "delay_reason"],
    ),
    (gettext_lazy("Tempat"), "", ["regency", "place"]),
    (gettext_lazy("Target dan anggaran"), "", ["target_participants", "target_businesses", "budget_line"]),
]


class MonthField(forms.TypedChoiceField):
    """A month of the activity's fiscal year, chosen by name; reads a date, gives the month's number."""

    def __init__(self, **kwargs: Any) -> None:
        months = [(number, _lazy_month(number)) for number in range(1, 13)]
        super().__init__(
            choices=[("", gettext_lazy("Belum diketahui")), *months],
            coerce=int,
            empty_value=None,
            required=False,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return value.month if isinstance(value, date) else value


def _target(label: Any, unit: Any, help_text: Any) -> LocalIntegerField:
    """How many are meant to come; empty is unknown."""
    return LocalIntegerField(
        label=label, unit=unit, help_text=help_text, required=False, min_value=0, max_value=MOST_PEOPLE
    )


class ActivityForm(forms.ModelForm):
    planned_month = MonthField(label=gettext_lazy("Hanya bulan rencananya"))
    actual_month = MonthField(label=gettext_lazy("Hanya bulan pelaksanaannya"))
    target_participants = _target(
        gettext_lazy("Target peserta"), gettext_lazy("orang"), gettext_lazy("Kosongkan bila belum diketahui.")
    )
    target_businesses = _target(
        gettext_lazy("Target IKM"), gettext_lazy("IKM"), gettext_lazy("Target produk ditambahkan setelah tersimpan.")
    )

    class Meta:
        model = Activity
        fields: ClassVar = [
            "office", "fiscal_year", "kind", "title", "commodity", "mode", "description",
            "planned_start", "planned_end", "planned_month", "actual_start", "actual_end", "actual_month",
            "delay_reason", "regency", "place", "target_participants", "target_businesses", "budget_line",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "delay_reason": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar = {
            "title": gettext_lazy("Misalnya Bimtek Produksi APD."),
            "delay_reason": gettext_lazy("Bila ditunda, misalnya karena PSBB."),
            "place": gettext_lazy("Gedung, sentra, atau alamat; kosongkan bila belum diketahui."),
            "regency": gettext_lazy("Kosongkan bila di lebih dari satu kabupaten/kota atau belum diketahui."),
            "budget_line": gettext_lazy("Boleh menyusul."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # The code is made of office and year, and goods and people are counted under them.
            del self.fields["office"], self.fields["fiscal_year"]
        else:
            self._offer_offices(user)
            self._offer_years()
        self._offer_places(user)
        self._offer_budget_lines(user)
        for name in ("commodity", "regency", "budget_line"):
            self.fields[name].empty_label = _("Belum diketahui")
        self.fields["kind"].choices = [("", _("Pilih jenisnya")), *ActivityKind.choices]
        self.fields["commodity"].queryset = Commodity.objects.filter(
            Q(is_active=True) | Q(pk=self.instance.commodity_id)
        )
        for name in ("planned_start", "planned_end", "actual_start", "actual_end"):
            self.fields[name].label = _("Mulai") if name.endswith("start") else _("Selesai")

    def _offer_offices(self, user: User) -> None:
        own = Office.objects.visible_to(user).filter(province__in=user.scope.provinces).select_related("province")
        field = self.fields["office"]
        field.queryset = own
        offices = list(own)
        if len(offices) == 1:
            field.initial = offices[0].pk
            field.widget = forms.HiddenInput()

    def _offer_years(self) -> None:
        field = self.fields["fiscal_year"]
        field.queryset = FiscalYear.objects.filter(is_open=True)
        years = list(field.queryset.values_list("year", flat=True))
        this_year = timezone.localdate().year
        field.initial = this_year if this_year in years else next(iter(years), None)
        field.empty_label = None

    def _offer_places(self, user: User) -> None:
        if self.instance.pk:
            places = Regency.objects.of_province(self.instance.office.province_id, self.instance.fiscal_year_id)
        else:
            own = user.scope.provinces
            places = Regency.objects.filter(Q(province__in=own) | Q(province_before_2022__in=own))
        self.fields["regency"].queryset = places

    def _offer_budget_lines(self, user: User) -> None:
        lines = BudgetLine.objects.visible_to(user).filter(office__province__in=user.scope.provinces)
        if self.instance.pk:
            lines = lines.filter(office=self.instance.office_id, fiscal_year=self.instance.fiscal_year_id)
        self.fields["budget_line"].queryset = lines
        self.fields["budget_line"].label_from_instance = lambda line: f"TA {line.fiscal_year_id} · {line}"

    @property
    def groups(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """The visible fields under their headings, for the page."""
        shown = {field.name: field for field in self.visible_fields()}
        return [(heading, text, [shown[name] for name in names if name in shown]) for heading, text, names in GROUPS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        year = cleaned.get("fiscal_year") or (self.instance.fiscal_year if self.instance.pk else None)
        office = cleaned.get("office") or (self.instance.office if self.instance.pk else None)
        if year:
            for period in ("planned", "actual"):
                self._read_period(period, year.pk)
        if year and office:
            self._check_belonging(year, office)
        return cleaned

    def _read_period(self, period: str, year: int) -> None:
        """Days within the year, in their order, or a month: one of the two; each fault beside its field."""
        cleaned = self.cleaned_data
        start, end = cleaned.get(f"{period}_start"), cleaned.get(f"{period}_end")
        month = cleaned.get(f"{period}_month")
        for name, day in ((f"{period}_start", start), (f"{period}_end", end)):
            if day and day.year != year:
                self.add_error(name, _("Tanggal ini di luar tahun anggaran %(year)d.") % {"year": year})
        if start and end and end < start:
            self.add_error(f"{period}_end", _("Tanggal selesai mendahului tanggal mulai."))
        if end and not start and f"{period}_start" not in self.errors:
            self.add_error(f"{period}_start", _("Isi tanggal mulainya juga, atau pilih bulannya saja."))
        if month and (start or end):
            self.add_error(f"{period}_month", _("Isi tanggal atau bulan saja, tidak keduanya."))
        elif month:
            cleaned[f"{period}_month"] = date(year, month, 1)

    def _check_belonging(self, year: FiscalYear, office: Office) -> None:
        regency, line = self.cleaned_data.get("regency"), self.cleaned_data.get("budget_line")
        inside = Regency.objects.of_province(office.province_id, year.pk)
        if regency and not inside.filter(pk=regency.pk).exists():
            self.add_error(
                "regency",
                _("%(regency)s bukan bagian provinsi satuan kerja ini pada tahun %(year)d.")
                % {"regency": regency, "year": year.pk},
            )
        if line and (line.office_id, line.fiscal_year_id) != (office.pk, year.pk):
            self.add_error("budget_line", _("Rincian anggaran ini milik satuan kerja atau tahun lain."))
