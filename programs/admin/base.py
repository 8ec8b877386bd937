"""Screens of what hangs on an activity: a new row starts from its activity, a locked one says so (R8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dekon_portal.core.admin.exchange import Exports
from dekon_portal.core.admin.screen import Screen
from dekon_portal.core.pages import one_or_404
from programs.models import Activity
from programs.review import lock_sentence

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class HangingScreen(Exports, Screen):
    """A row of an activity. Adding one asks for the activity first; from then on the pages' own form is used."""

    facts: ClassVar[Sequence[str]] = ("activity",)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        if "activity" not in request.GET:
            return self._ask_activity(request)
        return super().add_view(request, form_url, extra_context)

    def _ask_activity(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        field = self.opts.get_field("activity")
        choice = forms.ModelChoiceField(
            label=capfirst(str(field.verbose_name)),  # type: ignore[union-attr]
            queryset=Activity.objects.visible_to(request.user),
            widget=AutocompleteSelect(field, self.admin_site),  # type: ignore[arg-type]
        )
        form = type("ActivityChoice", (forms.Form,), {"activity": choice})()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Pilih kegiatannya: %(what)s") % {"what": self.opts.verbose_name},
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/screen_activity.html", context)

    def new_row(self, request: HttpRequest) -> Any:
        chosen = request.GET.get("activity", "")
        if not chosen.isdecimal() or len(chosen) > 18:
            raise Http404
        return self.model(activity=one_or_404(Activity.objects.visible_to(request.user).with_labels(), pk=chosen))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list(self.facts) if obj is not None else ["activity"]

    def notice(self, request: HttpRequest, row: Any) -> str:
        return str(lock_sentence(row.activity) or "")
