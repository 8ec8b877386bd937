"""What the list of trainers can be filtered by."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.lists import PortalFilterSet

from .filters import PlacedFilterSet, own_provinces
from .models import Trainer, TrainerKind


class TrainerFilter(PlacedFilterSet):
    cari = PortalFilterSet.search_field("by_text", _("Cari nama atau instansi"))
    provinsi = filters.ModelChoiceFilter(field_name="province", label=_("Provinsi"), queryset=own_provinces)
    jenis = filters.ChoiceFilter(field_name="kind", label=_("Jenis"), choices=TrainerKind.choices)
    aktif = filters.TypedChoiceFilter(
        field_name="is_active",
        label=_("Aktif"),
        choices=[("ya", _("Ya")), ("tidak", _("Tidak"))],
        coerce=lambda text: text == "ya",
    )

    class Meta:
        model = Trainer
        fields: ClassVar[list[str]] = []

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.search(value)
