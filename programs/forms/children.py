"""The form of a partner of an activity (sessions: forms/sessions.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.names import clean_text
from programs.models import ActivityPartner, Partner, PartnerKind

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User


class PartnerForm(forms.ModelForm):
    """Chooses a partner of the province, or names a new one in the same form."""

    new_name = forms.CharField(
        label=gettext_lazy("Nama bila belum ada di daftar"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Misalnya Dinas Perindustrian Kota Palembang."),
    )
    new_kind = forms.ChoiceField(
        label=gettext_lazy("Jenis mitra baru"),
        required=False,
        choices=[("", gettext_lazy("Pilih jenisnya")), *PartnerKind.choices],
    )

    class Meta:
        model = ActivityPartner
        fields: ClassVar = ["partner", "part"]
        help_texts: ClassVar = {"part": gettext_lazy("Misalnya menyediakan tempat dan memilih peserta.")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.visible_to(user).filter(
            province=self.instance.activity.office.province_id
        )
        self.fields["partner"].required = False
        self.order_fields(["partner", "new_name", "new_kind", "part"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name, chosen = clean_text(cleaned.get("new_name", ""), 200), cleaned.get("partner")
        if chosen and name:
            self.add_error("new_name", _("Pilih dari daftar atau tulis nama baru, jangan keduanya."))
        elif not chosen and not name and "partner" not in self.errors:
            self.add_error("partner", _("Pilih dari daftar, atau tulis nama baru di bawahnya."))
        elif name and not cleaned.get("new_kind"):
            self.add_error("new_kind", _("Pilih jenis mitra yang baru ini."))
        return cleaned

    def new_partner(self) -> Partner | None:
        """The partner named in the form, not saved yet; None when one was chosen."""
        name = clean_text(self.cleaned_data["new_name"], 200)
        if not name:
            return None
        province = self.instance.activity.office.province_id
        return Partner(province_id=province, kind=self.cleaned_data["new_kind"], name=name)
