"""Mending a row of the preview: in its place with script, on a page of its own without."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import Http404
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.dates import format_date
from dekon_portal.core.editing import require_on
from dekon_portal.core.nik import holds_nik
from dekon_portal.core.pages import form_page
from participants.imports import issues, kinds, staging
from participants.imports.fields import FIELDS
from participants.imports.mend import mend
from participants.imports.overlay import read
from participants.imports.values import Bad
from participants.models import ImportBatch, ImportIssue
from programs.models import Regency, Unit

from .import_preview import NUMBERS, Wanted, what
from .import_words import crumbs_of
from .imports import batch_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CLEAR: Final = "-kosong"
"""Ends the name of the tick that empties a number; the empty input itself leaves it as it is."""


class MendForm(forms.Form):
    """The cells of one row that the list has a column for; those with a problem come first."""

    def __init__(
        self, data: Any, *, batch: ImportBatch, row: staging.Row, told: Mapping[str, list[ImportIssue]]
    ) -> None:
        initial = {key: _typed(row, key) for key in FIELDS}
        super().__init__(data, initial=initial, auto_id=f"id-{row.number}-%s")
        self.faulty = set(told)
        columns = {column["field"]: column["header"] for column in batch.columns if column["field"]}
        for key in sorted(columns, key=lambda key: (key not in told, list(FIELDS).index(key))):
            self.fields[key] = _field(
                key, columns[key], batch, [capfirst(what(one, row.raw)) for one in told.get(key, [])]
            )
            if key in NUMBERS:
                label = _("Kosongkan %(field)s") % {"field": FIELDS[key].label}
                self.fields[key + CLEAR] = forms.BooleanField(label=label, required=False)

    @property
    def first(self) -> list[forms.BoundField]:
        """The cells to mend: those with a problem; all of them where none has one."""
        return [field for field in self if not self._is_other(field)]

    @property
    def others(self) -> list[forms.BoundField]:
        return [field for field in self if self._is_other(field)]

    def _is_other(self, field: forms.BoundField) -> bool:
        faulty = self.faulty & self.fields.keys()
        return bool(faulty) and field.name.removesuffix(CLEAR) not in faulty and not field.errors

    @property
    def texts(self) -> dict[str, str]:
        """{field: text} of the cells that the person changed."""
        return {
            key: "" if self.cleaned_data.get(key + CLEAR) else self.cleaned_data[key]
            for key in self.fields
            if key in FIELDS and (key in self.changed_data or self.cleaned_data.get(key + CLEAR))
        }

    def clean(self) -> dict[str, Any]:
        for key in set(self.changed_data) & FIELDS.keys():
            value = read(key, self.cleaned_data.get(key, ""))
            if isinstance(value, Bad):
                self.add_error(key, _wrong(value))
        return self.cleaned_data


def _wrong(bad: Bad) -> str:
    if bad.code == "year_ambiguous":
        return _("Tulis tahunnya empat angka, misalnya 15/06/1985.")
    return capfirst(issues.what(bad.code, bad.params))


def _typed(row: staging.Row, key: str) -> str:
    """What the input starts with: the value, or the text that could not be taken; a NIK or NPWP never (R3)."""
    value = row.values.get(key)
    if key in NUMBERS:
        return ""
    if value is None:
        text = row.raw.get(key, "")
        return "" if FIELDS[key].kind in ("sex", "regency", "unit") or holds_nik(text) else text
    return format_date(date.fromisoformat(value)) if FIELDS[key].kind == "date" else str(value)


def _field(key: str, header: str, batch: ImportBatch, problems: list[str]) -> forms.Field:
    field = FIELDS[key]
    hints = [*problems, *([_HINTS[field.kind]] if field.kind in _HINTS else [])]
    common: dict[str, Any] = {
        "label": field.label if header.casefold() == str(field.label).casefold() else f"{field.label} ({header})",
        "required": False,
        "help_text": format_html_join(" ", "{}", ((hint,) for hint in hints)),
    }
    if field.kind == "sex":
        return forms.ChoiceField(choices=[("", "—"), ("L", _("Laki-laki")), ("P", _("Perempuan"))], **common)
    if field.kind == "unit":
        return forms.ChoiceField(choices=[("", _("Satuan lazim produk")), *Unit.choices], **common)
    if field.kind == "regency":
        return forms.ChoiceField(choices=[("", "—"), *_regencies(batch)], **common)
    mode = {"number": "numeric", "nik": "numeric", "npwp": "numeric", "nib": "numeric", "phone": "tel"}
    attributes = {"autocomplete": "off", "inputmode": mode.get(field.kind, "text")}
    return forms.CharField(max_length=500, widget=forms.TextInput(attrs=attributes), **common)


def _regencies(batch: ImportBatch) -> list[tuple[str, str]]:
    return [
        (one.code, str(one)) for one in Regency.objects.filter(province=batch.province_id).select_related("province")
    ]


_HINTS: Final = {
    "date": gettext_lazy("Hari/bulan/tahun, misalnya 15/06/1985."),
    "number": gettext_lazy("Bilangan bulat; titik dibaca sebagai pemisah ribuan."),
    "nik": gettext_lazy("Kosong berarti tidak diubah. Isi 16 angka dari KTP."),
    "npwp": gettext_lazy("Kosong berarti tidak diubah. Isi 15 atau 16 angka."),
}


def import_mend(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The cells of one row; saving reads them again and goes back to the rows that were shown."""
    batch = batch_of(request, pk)
    require_on(batch, request.user, kinds.of(batch).action)
    row = next(iter(staging.read(batch, staging.find(batch, numbers={number}))), None)
    if row is None:
        raise Http404
    told: dict[str, list[ImportIssue]] = {}
    for issue in batch.issues.filter(row=number):
        told.setdefault(issue.field, []).append(issue)
    inside = bool(request.headers.get("HX-Request"))
    page = request.GET.get("page", "")
    here = Wanted.of(request.GET).address(page=page if page.isdecimal() else "")
    back = f"{batch.get_absolute_url()}{here}"

    def save(form: Any) -> str:
        mend(batch, number, form.texts, by=request.user)
        return f"{back}{'' if here == '?' else '&'}diperbaiki={number}#baris-{number}"

    answer = form_page(
        request,
        lambda data, _files: MendForm(data, batch=batch, row=row, told=told),
        save,
        title=_("Perbaiki baris %(number)d") % {"number": number},
        verb=_("Simpan perbaikan"),
        saved=_("Baris %(number)d diperbaiki dan diperiksa ulang.") % {"number": number},
        template="participants/import_mend.html",
        cancel_url=f"{back}#baris-{number}",
        context={
            "batch": batch,
            "number": number,
            "inside": inside,
            "action": f"{request.path}{here}",
            "crumbs": [*crumbs_of(batch), (batch.file_name, batch.get_absolute_url())],
        },
    )
    if inside and request.method == "POST" and answer.status_code == 200:  # not saved: the form again, in its place
        answer["HX-Retarget"] = answer["HX-Reselect"] = f"#perbaikan-{number}"
    return answer
