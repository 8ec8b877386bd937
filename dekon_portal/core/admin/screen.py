"""The base of every admin screen: rights from the roles table, rows from the scope, writes through the verbs.

Django's own permissions, its log and its redirects for missing rows are not used: what a person may do is in
accounts/roles.py, who did what is on the portal's trail, and another province's row is 404.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dekon_portal.accounts.roles import Action
from dekon_portal.core import audit
from dekon_portal.core.editing import may_on, remove_row, save_row
from dekon_portal.core.once import once
from dekon_portal.core.pages import refused, seen_version, version_of
from dekon_portal.core.refusal import Refusal

from .forms import on_screen
from .reach import ScopedChoices, reached

if TYPE_CHECKING:
    from django import forms
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

HISTORY_PAGE = 50


class SentTwice(Exception):
    """The same new row was sent twice (double click); `url` is where the first one went."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class Screen(ScopedChoices, admin.ModelAdmin):
    """One model on the admin site."""

    portal_screen = True  # the site takes no others (dekon_portal/site.py)
    readers: ClassVar[Sequence[Action]] = ("screens.office",)
    write_action: ClassVar[Action]
    may_add = True
    may_remove = False
    page_form: ClassVar[type[forms.BaseModelForm] | None] = None
    """The form of the pages, where there is one."""
    facts: ClassVar[Sequence[str]] = ()
    """Shown above the form of a stored row, not changed by it."""

    change_form_template = "admin/screen_form.html"
    object_history_template = "admin/screen_history.html"
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    # --- Rights ---
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return any(request.user.may(action) for action in self.readers)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add and self._may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_remove and self._may_write(request, obj)

    def _may_write(self, request: HttpRequest, row: Any = None) -> bool:
        if not self.has_view_permission(request):
            return False
        return request.user.may(self.write_action) if row is None else may_on(row, request.user, self.write_action)

    # --- Rows ---
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = reached(self.model, request.user).select_related(*(self.list_select_related or ()))  # type: ignore[misc]
        return rows.order_by(*self.get_ordering(request)) if self.get_ordering(request) else rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is None:
            raise Http404
        return row

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A model that knows how it is searched on the pages is searched so here."""
        search: Callable[[str], QuerySet[Any]] | None = getattr(queryset, "search", None)
        if search is None:
            return super().get_search_results(request, queryset, search_term)
        return (search(search_term) if search_term else queryset), False

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The row's own page, directly: Django's short cut would look it up without a scope."""
        return str(obj.get_absolute_url()) if hasattr(obj, "get_absolute_url") else None

    def new_row(self, request: HttpRequest) -> Any:
        """What a new row starts from."""
        return self.model()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing: an address fills in no field of a new row."""
        return {}

    # --- Form ---
    def form_options(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the form needs to know beside its data and row."""
        return {}

    def form_fields(self, request: HttpRequest, row: Any) -> list[str]:
        """The fields of the form, in order."""
        return list(getattr(self.page_form, "base_fields", self.fields) or ())

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        names = self.form_fields(request, obj)
        if obj is not None and not self.has_change_permission(request, obj):
            kept = {field.name for field in self.opts.fields} - set(getattr(obj, "personal_fields", ()))
            names = [name for name in names if name in kept]
        facts = self.get_readonly_fields(request, obj)
        return [*facts, *(name for name in names if name not in facts)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list(self.facts) if obj is not None else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return super().get_form(request, obj, change, **kwargs)  # every field is only shown
        form = self.page_form or super().get_form(request, obj, change, **kwargs)
        return on_screen(form, request, self)

    def notice(self, request: HttpRequest, row: Any) -> str:
        """What somebody should know before they type, for instance that the activity is locked (R8)."""
        return ""

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        form = context["adminform"].form
        context["form_version"] = getattr(form, "stored_version", "") or version_of(form)
        context["notice"] = "" if request.method == "POST" else self.notice(request, form.instance)
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Everything in one transaction; a rule that says no undoes it and is told on the form, as typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except SentTwice as twice:
            return HttpResponseRedirect(twice.url)
        except Refusal as refusal:
            if request.method != "POST":
                raise
            request.refusal = refusal  # type: ignore[attr-defined]  # read by refusal_of
            return super().changeform_view(request, object_id, form_url, extra_context)

    # --- Writes ---
    def store(self, request: HttpRequest, row: Any, form: Any) -> None:
        """Save a row by its verb. Raises Refusal."""
        save_row(row, by=request.user, action=self.write_action, seen_version=seen_version(request))

    def remove(self, request: HttpRequest, row: Any) -> None:
        """Remove a row by its verb. Raises Refusal."""
        remove_row(row, by=request.user, action=self.write_action)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            self.store(request, obj, form)
            return

        def create() -> str:
            self.store(request, obj, form)
            return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])

        url = once(request.POST, request.user, create)
        if obj._state.adding:
            raise SentTwice(url)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        try:
            with transaction.atomic():
                self.remove(request, obj)
        except models.ProtectedError as used:
            sentence = _("%(what)s masih dipakai data lain, sehingga tidak dapat dihapus.") % {"what": obj}
            raise Refusal(sentence) from used

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """All of the chosen rows or none."""
        with transaction.atomic():
            for row in queryset:
                if not self.has_delete_permission(request, row):
                    raise PermissionDenied
                self.delete_model(request, row)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refusal as refusal:
            refused(request, refusal)
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[unquote(object_id)])
            )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        title = capfirst(str(self.opts.verbose_name_plural))
        try:
            return super().changelist_view(request, {"title": title, **(extra_context or {})})
        except OverflowError:  # a year that no calendar has, a key that no row has
            return HttpResponseRedirect(request.path)
        except Refusal as refusal:
            refused(request, refusal)
            return HttpResponseRedirect(request.get_full_path())

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:  # type: ignore[override]
        """Chosen keys that no row can have choose nothing."""
        try:
            queryset.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME)).exists()
        except (ValueError, OverflowError):
            return HttpResponseRedirect(request.path)
        return super().response_action(request, queryset)

    def get_deleted_objects(
        self, objs: Iterable[Any], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Only the rows themselves: what else hangs on them may lie beyond this person's reach."""
        names = [str(row) for row in objs]
        return names, {str(self.opts.verbose_name_plural): len(names)}, set(), []

    # --- Trail ---
    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The portal's own trail of a row reached through the scope."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        pages: Paginator[Any] = Paginator(audit.trail_of(row), HISTORY_PAGE)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Riwayat: %(what)s") % {"what": row},
            "opts": self.opts,
            "object": row,
            "entries": pages.get_page(request.GET.get("page")),
            "pages": pages,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Nothing: the verb has written the trail."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Nothing: the verb has written the trail."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        """Nothing: the verb has written the trail."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return ""
