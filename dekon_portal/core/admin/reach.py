"""What a person may see or choose on an admin screen: always the same scope as on the pages (R1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper

from dekon_portal.accounts.scope import ScopedModel
from dekon_portal.core.forms import local_formfield

if TYPE_CHECKING:
    from django.db import models
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from dekon_portal.accounts.models import User


def reached(model: type[models.Model], user: User) -> QuerySet[Any]:
    """The rows of `model` within reach; all of them where the model belongs to no province."""
    if issubclass(model, ScopedModel):
        return model.objects.visible_to(user)  # type: ignore[attr-defined, no-any-return]
    return model._default_manager.all()


class ForgivingSelect(AutocompleteSelect):
    """Django's, but a sent value that cannot be a key selects nothing; the field itself says what is wrong."""

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        try:
            return super().optgroups(name, value, attrs)
        except (ValueError, OverflowError):  # SQLite keeps no number that large
            return super().optgroups(name, [""], attrs)


class ScopedChoices(admin.options.BaseModelAdmin):
    """Choices of references come from the scope; dates are typed as everywhere else in the portal."""

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_field_queryset(db, db_field, request)
        own = reached(db_field.remote_field.model, request.user)
        return own if rows is None else own.order_by(*rows.query.order_by)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ForgivingSelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.get_internal_type() == "DateField":
            return local_formfield(db_field)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # no pop-ups that change or remove what is only referred to
        return field


class OccurringFilter(admin.RelatedFieldListFilter):
    """Offers only what occurs in the rows the person may see, so that a filter tells nothing of other provinces."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        occurring = model_admin.get_queryset(request).order_by().values(self.field_path)
        rows = reached(field.remote_field.model, request.user).filter(pk__in=occurring)
        return [(row.pk, str(row)) for row in rows]
