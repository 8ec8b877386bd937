"""Parameters as typed: in the address of a page, or on the command line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.dates import format_date
from programs.models import (
    Activity,
    ActivityKind,
    Commodity,
    FiscalYear,
    Product,
    Province,
    Recipient,
    RecipientKind,
    Regency,
    Unit,
)

from .selection import Selection

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dekon_portal.accounts.models import User

QUARTERS = [("", gettext_lazy("Setahun")), (1, "I"), (2, "II"), (3, "III"), (4, "IV")]
ASKED: Final = frozenset({"year", "quarter", "province", "commodity"})
"""What a person chooses; the other parameters are only carried by an address."""


class ParametersForm(forms.Form):
    """Year, quarter, province, commodity; a province outside the person's reach does not exist for them (404)."""

    year = forms.ModelChoiceField(FiscalYear.objects.all(), label=gettext_lazy("Tahun anggaran"), empty_label=None)
    quarter = forms.TypedChoiceField(
        label=gettext_lazy("Triwulan"), choices=QUARTERS, coerce=int, empty_value=None, required=False
    )
    province = forms.ModelChoiceField(
        Province.objects.none(), label=gettext_lazy("Provinsi"), required=False, empty_label=gettext_lazy("Semua")
    )
    commodity = forms.ModelChoiceField(
        Commodity.objects.all(),
        label=gettext_lazy("Komoditas"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Semua"),
    )
    # Chosen on the dashboard by going down; one that is not of the chosen province narrows nothing.
    regency = forms.ModelChoiceField(Regency.objects.none(), required=False, widget=forms.HiddenInput)
    # Not asked, only carried by the address of a drill page.
    product = forms.ModelChoiceField(
        Product.objects.all(), to_field_name="code", required=False, widget=forms.HiddenInput
    )
    unit = forms.ChoiceField(choices=[("", ""), *Unit.choices], required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[("", ""), *ActivityKind.choices], required=False, widget=forms.HiddenInput)
    recipient_kind = forms.ChoiceField(
        choices=[("", ""), *RecipientKind.choices], required=False, widget=forms.HiddenInput
    )
    recipient = forms.ModelChoiceField(Recipient.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, given: Mapping[str, Any], user: User, names: Collection[str] | None = None) -> None:
        """`names`: the parameters that narrow what is asked for; any other is not asked and let go of."""
        data = QueryDict(mutable=True)
        data.update({name: value for name, value in given.items() if value not in (None, "")})
        for name in set(self.base_fields).difference(names or self.base_fields):
            data.pop(name, None)
        data.setdefault("year", str(default_year(user)))
        super().__init__(data)
        self.user = user
        within = (
            Province.objects.all()
            if user.scope.national_figures
            else Province.objects.filter(pk__in=user.scope.provinces)
        )
        self.fields["province"].queryset = within  # type: ignore[attr-defined]
        code = data.get("province")
        if code and not within.filter(pk=code).exists():
            raise Http404
        self._choose_regency(data, code)
        self.fields["recipient"].queryset = Recipient.objects.visible_to(user)  # type: ignore[attr-defined]
        for name in ASKED.difference(names or ASKED):
            self.fields[name].widget = forms.HiddenInput()
        if len(user.scope.provinces) == 1 and not user.scope.national_figures:
            self.fields["province"].widget = forms.HiddenInput()

    def _choose_regency(self, data: QueryDict, province: str | None) -> None:
        """Papua's are found under both its times (R11). Another province, or none, lets go of the regency."""
        within = Regency.objects.filter(Q(province=province) | Q(province_before_2022=province))
        if data.get("regency") and not (province and within.filter(pk=data["regency"]).exists()):
            del data["regency"]
        self.fields["regency"].queryset = within  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        year, province = given.get("year"), given.get("province")
        if year and province and province.valid_from and province.valid_from > date(year.pk, 12, 31):
            raise ValidationError(
                {
                    "province": _("%(province)s baru ada sejak %(day)s, sehingga tidak ada dalam %(year)s.")
                    % {"province": province, "day": format_date(province.valid_from), "year": year}
                }
            )
        return given

    @property
    def selection(self) -> Selection:
        """What was chosen; only of a valid form."""
        given = self.cleaned_data
        return Selection(
            user=self.user,
            year=given["year"].pk,
            quarter=given["quarter"],
            province=given["province"],
            commodity=given["commodity"],
            regency=given["regency"],
            product=given["product"],
            unit=given["unit"],
            kind=given["kind"],
            recipient_kind=given["recipient_kind"],
            recipient=given["recipient"],
        )


def default_year(user: User) -> int:
    """The latest year with work the person may count, else the latest there is."""
    # By the key itself: ordering by the year's row would join and sort all activities instead of reading an index.
    work = Activity.objects.countable_by(user).order_by("-fiscal_year_id").values_list("fiscal_year_id", flat=True)
    return work.first() or FiscalYear.objects.values_list("pk", flat=True).first() or date.today().year
