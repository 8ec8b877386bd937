"""The one way a form page works: nothing typed is lost, a double click makes one row, newer versions are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from . import audit, kept_forms
from .once import once
from .refusal import Refusal, Stale
from .versions import Versioned, mark_of, stale

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

MakeForm = Callable[["QueryDict | None", Any], forms.BaseForm]
Save = Callable[[Any], str]  # each page knows its own form


def form_page(
    request: HttpRequest,
    make: MakeForm,
    save: Save,
    *,
    title: str,
    creates: bool = False,
    verb: str = "",
    saved: str | None = "",
    cancel_url: str = "",
    template: str = "form_page.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show, check and save one form.

    `make(data, files)` builds the form (both None for a fresh one); `save(form)` carries out the verb and returns the
    URL to go to; `creates` makes a double click harmless; `saved` is what the next page says, None where `save`
    says it. A Refusal is shown above the form, with all that was typed.
    """
    version = ""
    if request.method == "POST":
        form = make(request.POST, request.FILES)
        moved = _has_moved(form)
        if form.is_valid():
            try:
                if moved:
                    raise stale()
                url = once(request.POST, request.user, lambda: save(form))
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
                if isinstance(refusal, Stale):
                    version = show_stored(form)
            else:
                if saved is not None:
                    messages.success(request, saved or _("Tersimpan."))
                return redirect(url)
    else:
        form = make(kept_forms.restore(request), None)
    return render(
        request,
        template,
        {
            "form": form,
            "title": title,
            "creates": creates,
            "verb": verb or _("Simpan"),
            "cancel_url": cancel_url,
            "form_version": version or version_of(form),
            **(context or {}),
        },
    )


def seen_version(request: HttpRequest) -> int | None:
    """The version the form was opened at; None when the form carries none (then the row as loaded counts)."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def refused(request: HttpRequest, refusal: Refusal) -> None:
    """Tell a refusal as a message on the next page (for buttons that have no form of their own)."""
    messages.error(request, refusal.sentence)


def one_or_404(queryset: Any, **lookup: Any) -> Any:
    """The single row of an already scoped queryset, or 404: a stranger does not learn that it exists (R1)."""
    row = queryset.filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def version_of(form: forms.BaseForm) -> str:
    """The mark of the row the form was opened at, for its hidden field; "" for a new row."""
    if form.is_bound and "version" in form.data:
        return str(form.data["version"])
    instance = getattr(form, "instance", None)
    return mark_of(instance) if instance is not None and instance.pk else ""


def _has_moved(form: forms.BaseForm) -> bool:
    """Whether a row without a version number is no longer the one its form was opened at; the verbs ask the others.

    To be asked before the form is checked, which writes what was typed into the row.
    """
    row, seen = getattr(form, "instance", None), form.data.get("version")
    if row is None or not row.pk or isinstance(row, Versioned):
        return False
    return bool(seen) and seen != mark_of(row)


def show_stored(form: Any) -> str:
    """After Stale: tell what the other person stored where it differs, and answer the stored row's mark."""
    stored = type(form.instance)._base_manager.get(pk=form.instance.pk)
    theirs = audit.snapshot(stored, form.fields)
    mine = audit.snapshot(form.instance, form.fields)
    for name, (_mine, value) in audit.difference(mine, theirs).items():
        shown = _("belum diketahui") if value in (None, "") else value
        form.add_error(name, _("Tersimpan oleh orang lain: %(value)s") % {"value": shown})
    return mark_of(stored)
