"""A form of the pages on an admin screen: the same fields, the same checks, the same words when a rule says no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dekon_portal.core import kept_forms
from dekon_portal.core.pages import show_stored
from dekon_portal.core.refusal import Refusal, Stale

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

    from .screen import Screen


def refusal_of(request: HttpRequest) -> Refusal | None:
    """The rule that said no to this very request, when the form is being shown again because of it."""
    return getattr(request, "refusal", None)


def on_screen(form_class: type[forms.BaseModelForm], request: HttpRequest, screen: Screen) -> type[forms.BaseModelForm]:
    """`form_class` as the admin calls it: made for the person, with a kept or refused entry shown again as typed."""

    class ScreenForm(form_class):  # type: ignore[valid-type, misc]
        stored_version = ""

        def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
            if kwargs.get("instance") is None:
                kwargs["instance"] = screen.new_row(request)
            if data is None:
                data = kept_forms.restore(request)
            if files:
                kwargs["files"] = files
            super().__init__(data, **screen.form_options(request, kwargs["instance"]), **kwargs)

        def full_clean(self) -> None:
            super().full_clean()
            refusal = refusal_of(request)
            if refusal is None or not self.is_bound:
                return
            self.add_error(None, refusal.sentence)
            if isinstance(refusal, Stale):
                self.stored_version = show_stored(self)

    return ScreenForm
