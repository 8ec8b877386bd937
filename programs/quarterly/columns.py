"""The columns of Forms A, B and C, declared. What no source confirmed (domain.md 2.2) is marked, and an admin may head
it otherwise or leave it out (FormColumnChoice), so that a form can be brought in line without a new release."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from programs.models import FormColumnChoice

Letter = Literal["A", "B", "C"]


@dataclass(frozen=True)
class FormColumn:
    """`money` is shown in thousand rupiah, `percent` with two decimals; `verified`: seen in a source."""

    key: str
    label: Any
    kind: Literal["text", "money", "percent"] = "text"
    verified: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind != "text"


_LOAN_NUMBER: Final = FormColumn("loan_number", gettext_lazy("Nomor PHLN"), verified=True)
_LOAN: Final = FormColumn("loan", gettext_lazy("Anggaran PHLN"), "money", verified=True)
_PURE: Final = FormColumn("pure", gettext_lazy("Anggaran rupiah murni"), "money", verified=True)
_TOTAL: Final = FormColumn("total", gettext_lazy("Anggaran total"), "money", verified=True)
_TARGET: Final = FormColumn("target", gettext_lazy("Sasaran penyerapan"), "money")
_TARGET_SHARE: Final = FormColumn("target_percent", gettext_lazy("Sasaran penyerapan (%)"), "percent")
_SPENT: Final = FormColumn("spent", gettext_lazy("Realisasi penyerapan"), "money")
_SPENT_SHARE: Final = FormColumn("spent_percent", gettext_lazy("Realisasi penyerapan (%)"), "percent")
_PLANNED: Final = FormColumn("planned_percent", gettext_lazy("Sasaran fisik (%)"), "percent")
_REACHED: Final = FormColumn("reached_percent", gettext_lazy("Realisasi fisik (%)"), "percent")
_REMARKS: Final = FormColumn("remarks", gettext_lazy("Keterangan"))

COLUMNS: Final[dict[str, tuple[FormColumn, ...]]] = {
    "A": (
        FormColumn("code", gettext_lazy("Kode dan nama sub-kegiatan"), verified=True),
        _LOAN_NUMBER,
        _LOAN,
        _PURE,
        _TOTAL,
        FormColumn("indicator", gettext_lazy("Indikator keluaran"), verified=True),
        FormColumn("unit", gettext_lazy("Satuan indikator"), verified=True),
        _TARGET,
        _TARGET_SHARE,
        _SPENT,
        _SPENT_SHARE,
        _PLANNED,
        _REACHED,
        FormColumn("location", pgettext_lazy("form", "Lokasi")),
    ),
    "B": (
        FormColumn("code", gettext_lazy("Kode dan nama kegiatan"), verified=True),
        _LOAN_NUMBER,
        _LOAN,
        _PURE,
        _TOTAL,
        replace(_TARGET_SHARE, verified=True),
        replace(_SPENT_SHARE, verified=True),
        _PLANNED,
        _REACHED,
        _REMARKS,
    ),
    "C": (
        FormColumn("code", gettext_lazy("Kode dan nama program")),
        *(replace(column, verified=False) for column in (_LOAN_NUMBER, _LOAN, _PURE, _TOTAL)),  # nothing of it was seen
        _TARGET,
        _TARGET_SHARE,
        _SPENT,
        _SPENT_SHARE,
        _PLANNED,
        _REACHED,
        _REMARKS,
    ),
}
NAMES_THE_ROW: Final = "code"


def columns_of(form: str) -> list[FormColumn]:
    """The columns as they are shown now; one query."""
    chosen = {row.column: row for row in FormColumnChoice.objects.filter(form=form)}
    shown = []
    for column in COLUMNS[form]:
        choice = chosen.get(column.key)
        if choice is None or column.verified:
            shown.append(column)
        elif choice.shown or column.key == NAMES_THE_ROW:
            shown.append(replace(column, label=choice.heading or column.label))
    return shown


def ensure_open_to_choice(form: str, key: str) -> None:
    """Raise ValidationError unless the form declares this column and no source fixed it."""
    declared = {column.key: column for column in COLUMNS.get(form, ())}
    unsure = [name for name, column in declared.items() if not column.verified]
    if key not in unsure:
        raise ValidationError(
            {
                "column": _("Pada Formulir %(form)s hanya kolom ini yang dapat diatur: %(names)s.")
                % {"form": form, "names": ", ".join(unsure)}
            }
        )
