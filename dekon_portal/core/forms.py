"""How forms look and how they read Indonesian numbers and dates; the rules themselves live in models and verbs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.renderers import TemplatesSetting
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .numbers import format_integer, parse_form_integer

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_TICK: Final = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)
_YEARS: Final = (2000, 2100)
DATE_FORMATS: Final = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]


def css_class(widget: forms.Widget) -> str:
    """The look of one kind of widget."""
    if isinstance(widget, _TICK):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


class PortalBoundField(forms.BoundField):
    """A field that knows its look, and marks itself when it is wrong."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        shown = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if shown.is_hidden:
            return built
        classes = [shown.attrs.get("class", ""), css_class(shown), "is-invalid" if self.errors else ""]
        built["class"] = " ".join(filter(None, classes))
        return built

    @property
    def kind(self) -> str:
        """How the field is laid out: hidden, tick (one box), choices (boxes), group (several inputs) or single."""
        widget = self.field.widget
        if self.is_hidden:
            return "hidden"
        if isinstance(widget, forms.CheckboxInput):
            return "tick"
        if isinstance(widget, _TICK):
            return "choices"
        return "group" if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget) else "single"

    @property
    def use_fieldset(self) -> bool:
        """Django would wrap a lone file input too, and then not tie its help and error to it."""
        return self.kind in ("choices", "group")

    @property
    def unit(self) -> str:
        """The unit shown after the input, for example *orang*; empty when there is none."""
        return str(getattr(self.field, "unit", ""))

    @property
    def prefix(self) -> str:
        """What stands before the input, for example *Rp*."""
        return str(getattr(self.field, "prefix", ""))


class PortalRenderer(TemplatesSetting):
    """Forms are drawn from templates/django/forms/ (FORM_RENDERER)."""

    bound_field_class = PortalBoundField


class DateInput(forms.DateInput):
    """The browser's own date picker; it speaks ISO and shows the reader's form."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class LocalDateField(forms.DateField):
    """A date, picked or typed as 15/06/2020."""

    widget = DateInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Tanggal ini tidak dapat dibaca. Tulis hari/bulan/tahun, misalnya 15/06/2020.")
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DATE_FORMATS)
        super().__init__(**kwargs)


class OfficeTimeField(forms.DateTimeField):
    """A day and hour by the clock of one zone, picked or typed as 15/06/2020 10.00; a year far off is a slip.

    A class-level field is given its `zone` by its form.
    """

    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Tulis tanggal dan jam, misalnya 15/06/2020 10.00."),
        "far": _("Tahunnya di luar jangkauan. Periksa lagi."),
    }

    def __init__(self, *, zone: ZoneInfo | None = None, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H.%M", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"]
        super().__init__(input_formats=formats, **kwargs)
        self.zone = zone or timezone.get_default_timezone()

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone):
            moment = super().to_python(value)
        if moment and not _YEARS[0] <= moment.year <= _YEARS[1]:
            raise ValidationError(self.error_messages["far"], code="far")
        return moment

    def prepare_value(self, value: Any) -> Any:
        return timezone.localtime(value, self.zone).replace(tzinfo=None) if isinstance(value, datetime) else value


class IntegerInput(forms.TextInput):
    """Text, because a number input refuses the dots of 12.500; phones still open their number pad."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})


class LocalIntegerField(forms.IntegerField):
    """A whole number as written here: `12.500` is twelve thousand five hundred; empty is unknown, never 0.

    `unit` and `prefix` (for example "helai", "Rp") are shown beside the input.
    """

    widget = IntegerInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Tulis bilangan bulat tanpa koma, misalnya 12.500; kosongkan bila belum diketahui."),
        "min_value": _("Angka ini paling kecil %(limit_value)s."),
        "max_value": _("Angka ini paling besar %(limit_value)s."),
    }

    def __init__(self, *, unit: Any = "", prefix: Any = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit
        self.prefix = prefix

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            return parse_form_integer(str(value))
        except ValueError as unreadable:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from unreadable

    def prepare_value(self, value: Any) -> Any:
        return format_integer(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


def local_formfield(db_field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """The form field of a model field, in local form: `class Meta: formfield_callback = local_formfield`."""
    if isinstance(db_field, models.IntegerField) and not db_field.choices:
        kwargs.setdefault("form_class", LocalIntegerField)
    elif isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
        kwargs.setdefault("form_class", LocalDateField)
    return db_field.formfield(**kwargs)
