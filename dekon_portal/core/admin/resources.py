"""Rows as a file and back (django-import-export), within the scope of one person and through the verbs.

`resource_for(Holiday, fields=[…], key=[…])` reads its own exports again (R16); its headings are the page's words.
`list_resource(columns)` only writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_tables2 import A
from import_export import fields, resources, widgets
from import_export.resources import Diff
from tablib import Dataset

from dekon_portal.accounts.scope import OutOfReach
from dekon_portal.core.editing import may_on, save_row
from dekon_portal.core.forms import DATE_FORMATS
from dekon_portal.core.refusal import Refusal

from .reach import reached

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

YES: Final = ("1", "ya", "true", "benar")
NO: Final = ("0", "tidak", "false", "salah")


class ReachWidget(widgets.ForeignKeyWidget):  # type: ignore[misc]
    """A reference by its code, found only among what the importing person may see."""

    def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> Any:
        return reached(self.model, kwargs["user"])

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return super().clean(str(value).strip() if value is not None else None, row, **kwargs)
        except (ObjectDoesNotExist, ValueError) as missing:
            raise ValueError(
                _("%(what)s %(value)s tidak ada, atau di luar wilayah Anda.")
                % {"what": capfirst(str(self.model._meta.verbose_name)), "value": value}
            ) from missing


class DayWidget(widgets.Widget):  # type: ignore[misc]
    """A date cell, or text as 2020-06-15 or 15/06/2020; never month first."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        if value in (None, ""):
            return None
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        for form in DATE_FORMATS:
            try:
                return datetime.strptime(str(value).strip(), form).date()
            except ValueError:
                continue
        raise ValueError(_("Tanggal %(value)s tidak terbaca. Tulis misalnya 2020-06-15.") % {"value": value})

    def render(self, value: date | None, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


class YesNoWidget(widgets.BooleanWidget):  # type: ignore[misc]
    """Ya, tidak, or empty for unknown; anything else is asked about, not taken for no."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool | None:
        text = "" if value is None else str(value).strip().lower()
        if text and text not in (*YES, *NO):
            raise ValueError(_("%(value)s bukan ya atau tidak.") % {"value": value})
        return None if not text else text in YES

    def render(self, value: bool | None, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else (YES[1] if value else NO[1])


class PlainDiff(Diff):  # type: ignore[misc]
    """What a row becomes, without the inline styles that our content policy forbids."""

    def as_html(self) -> list[str]:
        return [
            str(new) if self.new or old == new else format_html("<del>{}</del> <ins>{}</ins>", old, new)
            for old, new in zip(self.left, self.right, strict=True)
        ]


class Resource(resources.ModelResource):  # type: ignore[misc]
    """Rows of one model as one person may read and write them."""

    WIDGETS_MAP: ClassVar = {
        **resources.ModelResource.WIDGETS_MAP,
        "DateField": DayWidget,
        "BooleanField": YesNoWidget,
        "TextField": widgets.CharWidget,
    }
    action: ClassVar[Any] = "reference.write"

    def __init__(self, *, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user = user

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Any:
        if isinstance(django_field, models.ForeignKey):
            target = django_field.remote_field.model
            key = "code" if any(field.name == "code" for field in target._meta.fields) else target._meta.pk.name
            field = fields.Field(attribute=field_name, widget=ReachWidget(target, key), readonly=readonly)
        else:
            field = super().field_from_django_field(field_name, django_field, readonly)
        field.column_name = capfirst(str(django_field.verbose_name))
        return field

    @classmethod
    def widget_kwargs_for_field(cls, field_name: str, django_field: Any) -> dict[str, Any]:
        kwargs = super().widget_kwargs_for_field(field_name, django_field)
        if isinstance(django_field, models.TextField) and django_field.blank:
            kwargs |= {"coerce_to_string": True, "allow_blank": True}
        return kwargs  # type: ignore[no-any-return]

    def get_queryset(self) -> Any:
        return reached(self._meta.model, self.user)  # type: ignore[arg-type]

    def get_diff_class(self) -> type[Diff]:
        return PlainDiff

    def _keys(self) -> list[Any]:
        return [self.fields[name] for name in self.get_import_id_fields()]

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        lacking = [key.column_name for key in self._keys() if key.column_name not in (dataset.headers or [])]
        if lacking:
            raise ValueError(
                _("Kolom %(names)s tidak ada pada baris judul. Mulailah dari berkas ekspor.")
                % {"names": ", ".join(lacking)}
            )

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        damaged = [key for key in self._keys() if isinstance(row.get(key.column_name), float)]
        if damaged:
            sentence = _("Terbaca sebagai angka pecahan. Ubah format kolomnya menjadi Teks, lalu isi ulang.")
            raise ValidationError({key.attribute: sentence for key in damaged})

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        """The stored row of this key, looked for within reach only; a key that cannot be read names no row."""
        try:
            identity = {key.attribute: key.clean(row, user=self.user) for key in self._keys()}
        except ValueError:
            return None  # its field tells the fault when the row is read
        return self.get_queryset().filter(**identity).first()

    def validate_instance(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        """Whether the person may write there is asked before the row is compared with those that are there (R1)."""
        if not may_on(instance, self.user, self.action):  # type: ignore[arg-type]
            raise ValidationError(_("Baris ini di luar wilayah atau peran Anda."))
        super().validate_instance(instance, *args, **kwargs)

    def store(self, row: Any) -> None:
        """Save one row by its verb, with its trail."""
        save_row(row, by=self.user, action=self.action)  # type: ignore[arg-type]

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        try:
            self.store(instance)
        except Refusal as refusal:
            raise ValidationError(refusal.sentence) from refusal
        except OutOfReach as beyond:
            raise ValidationError(_("Baris ini di luar wilayah atau peran Anda.")) from beyond


def resource_for(
    model: type[models.Model], *, fields: Sequence[str], key: Sequence[str], base: type[Resource] = Resource
) -> type[Resource]:
    """The resource of `model`: `fields` in the order of the file, a row known by the fields of `key`."""
    options = {
        "model": model,
        "fields": tuple(fields),
        "import_id_fields": tuple(key),
        "clean_model_instances": True,
        "skip_unchanged": True,
        "report_skipped": True,
    }
    return type(f"{model.__name__}Resource", (base,), {"Meta": type("Meta", (), options)})


class ListResource(resources.Resource):  # type: ignore[misc]
    """A list for reading: one column per (path, heading), unknown said as such (R4)."""

    columns: ClassVar[Sequence[tuple[str, Any]]]

    def __init__(self, *, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    @classmethod
    def get_display_name(cls) -> str:
        return cls.__name__

    def export(self, queryset: Any = None, **kwargs: Any) -> Dataset:
        paths = [A(path) for path, _heading in self.columns]
        rows = Dataset(headers=[str(heading) for _path, heading in self.columns])
        for row in self.iter_queryset(queryset):
            rows.append([_cell(path.resolve(row, quiet=True)) for path in paths])
        return rows


def _cell(value: Any) -> Any:
    """Numbers and dates as they are, everything else by its name."""
    return value if value is None or isinstance(value, bool | int | date) else str(value)


def list_resource(*columns: tuple[str, Any]) -> type[ListResource]:
    return type("ListOf", (ListResource,), {"columns": columns})
