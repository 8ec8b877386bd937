"""What a person types into a longer form is kept while they type, so that a closed tab or a broken line loses little.

On the server, encrypted, for seven days, for that person and page. While the line is broken it waits in the browser,
encrypted too, with a key that comes only with the pages of that person: the office's computer is shared, and whatever
browsers keep they write to its disk.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.utils import timezone

from . import kept_forms, once
from .crypto import blind_index
from .models import FormDraft

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from dekon_portal.accounts.models import User

KEEP: Final = timedelta(days=7)
MOST: Final = 50
"""Drafts of one person; the oldest give way."""
TAKE_UP: Final = "draf"
"""In the address of a form: show it with the draft in it."""
_SHORT: Final = 3


def worth_keeping(form: forms.BaseForm) -> bool:
    """Whether the form is one that takes a while to fill in: many fields, or a text."""
    if form.is_multipart():
        return False
    fields = form.visible_fields()
    return len(fields) > _SHORT or any(isinstance(field.field.widget, forms.Textarea) for field in fields)


def keep(typed: QueryDict, user: User, page: str) -> bool:
    """Keep what stands in the form at `page` now; False when it is too long, not the person's, or saved meanwhile."""
    sealed = kept_forms.sealed(typed)
    if sealed is None or kept_forms.owner_of(typed) != user.pk or once.was_carried_out(typed, user):
        return False
    FormDraft.objects.update_or_create(user=user, page=page, defaults={"body": sealed})
    oldest = FormDraft.objects.filter(user=user).order_by("-kept_at").values_list("pk", flat=True)[MOST:]
    FormDraft.objects.filter(pk__in=list(oldest)).delete()
    return True


def browser_key(user: User) -> str:
    """The key (32 bytes, base64) for what waits in the browser: of this person's every session, and nobody else's."""
    return base64.b64encode(bytes.fromhex(blind_index(str(user.pk), "browser-draft"))).decode()


def drop(user: User, page: str) -> None:
    """The form was saved, or the person does not want what they typed."""
    FormDraft.objects.filter(user=user, page=page).delete()


def of_page(request: HttpRequest) -> FormDraft | None:
    return FormDraft.objects.filter(user=request.user, page=request.path, kept_at__gt=timezone.now() - KEEP).first()


def taken_up(request: HttpRequest, draft: FormDraft | None) -> QueryDict | None:
    """What was typed, when the person has asked to go on with it."""
    return kept_forms.opened(draft.body, request.user) if draft and TAKE_UP in request.GET else None


def unchecked(form: Any) -> Any:
    """The form as it was left in the middle: what is missing is not yet a fault."""
    form._errors = ErrorDict(renderer=form.renderer)
    for rows in vars(form).values():
        if isinstance(rows, forms.BaseFormSet):
            _leave_unchecked(rows)
    return form


def _leave_unchecked(rows: Any) -> None:
    rows._errors = [{} for _row in rows.forms]
    rows._non_form_errors = ErrorList(renderer=rows.renderer)
    for row in rows.forms:
        unchecked(row)


def purge_old() -> int:
    removed, _each = FormDraft.objects.filter(kept_at__lte=timezone.now() - KEEP).delete()
    return removed
