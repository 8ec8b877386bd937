"""The page behind a code: what was given out, how it stands, and whether a file is the one that was issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from django.shortcuts import render

from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.strangers import slow_down
from dekon_portal.core.throttle import Throttle, address_of
from programs.forms.verification import ComparisonForm
from programs.verification import compared

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COMPARISONS: Final = Throttle("pembandingan", most=10, seconds=60)


class Found(Protocol):
    """A paper as a stranger may see it; its template shows the rest."""

    @property
    def issued(self) -> frozenset[str]: ...


def check_page(
    request: HttpRequest, found: Found, template: str, *, title: str, file_label: Any, accept: str = PDF_TYPE
) -> HttpResponse:
    """`template` extends public/check.html. Of a file sent along nothing is kept; comparing is slowed down."""
    sent = request.method == "POST"
    if sent and not COMPARISONS.count(address_of(request)):
        return slow_down(request)
    form = ComparisonForm(request.POST, request.FILES) if sent else ComparisonForm()
    form.fields["file"].label = file_label
    form.fields["file"].widget.attrs["accept"] = accept
    comparison = compared(form.cleaned_data["file"], found.issued) if sent and form.is_valid() else None
    return render(request, template, {"found": found, "form": form, "comparison": comparison, "title": title})
