"""The one way a form page works: nothing typed is lost, sent twice it is saved once, newer versions are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from . import audit, drafts, kept_forms, uploads
from .once import carried_out, once
from .refusal import Refusal, Stale
from .versions import Versioned, mark_of, stale

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from .models import FormDraft

_LONGEST_PATH: Final = 200
MakeForm = Callable[["QueryDict | None", Any], forms.BaseForm]
Save = Callable[[Any], str]  # each page knows its own form


def form_page(
    request: HttpRequest,
    make: MakeForm,
    save: Save,
    *,
    title: str,
    verb: str = "",
    saved: str | None = "",
    cancel_url: str = "",
    template: str = "form_page.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show, check and save one form.

    `make(data, files)` builds the form (both None for a fresh one); `save(form)` carries out the verb and returns the
    URL to go to; sent twice, the form is carried out once; `saved` is what the next page says, None where `save` says
    it. A Refusal is shown above the form, with all that was typed.
    """
    version, draft = "", None
    if request.method == "POST":
        url = carried_out(request.POST, request.user, files=request.FILES)
        if not url:
            form, url, version = _sent(request, make, save)
        if url:
            if saved is not None:
                messages.success(request, saved or _("Tersimpan."))
            return redirect(url)
    else:
        form, draft = _opened(request, make)
    return render(
        request,
        template,
        {
            "form": form,
            "title": title,
            "verb": verb or _("Simpan"),
            "cancel_url": cancel_url,
            "form_version": version or version_of(form),
            "draft": draft,
            "draft_in_use": form.is_bound,
            "keeps_draft": drafts.worth_keeping(form),
            **(context or {}),
        },
    )


def _sent(request: HttpRequest, make: MakeForm, save: Save) -> tuple[forms.BaseForm, str, str]:
    """The form with what was sent; the URL it led to, "" when it was not saved; the stored row's mark after Stale."""
    files = uploads.files_of(request.POST, request.FILES, request.user, request.path)
    form = make(request.POST, files)
    moved = _has_moved(form)

    def carry_out() -> str:
        with uploads.spending(files):
            url = save(form)
        drafts.drop(request.user, request.path)
        return url

    if not form.is_valid():
        return form, "", ""
    try:
        if moved:
            raise stale()
        return form, once(request.POST, request.user, carry_out, files=request.FILES), ""
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return form, "", show_stored(form) if isinstance(refusal, Stale) else ""


def _opened(request: HttpRequest, make: MakeForm) -> tuple[forms.BaseForm, FormDraft | None]:
    """A fresh form, or one with what the person had typed before; and the draft to tell of."""
    late = kept_forms.restore(request)
    if late is not None:
        return make(late, uploads.files_of(late, MultiValueDict(), request.user, request.path)), None
    draft = drafts.of_page(request)
    typed = drafts.taken_up(request, draft)
    return make(None, None) if typed is None else drafts.unchecked(make(typed, None)), draft


def is_page(path: str) -> bool:
    """Whether `path` is the address of one of our own pages."""
    try:
        return len(path) <= _LONGEST_PATH and bool(resolve(path))
    except Resolver404:
        return False


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
