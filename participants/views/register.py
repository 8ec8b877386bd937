"""Pages for strangers who register for an activity and follow what becomes of it. No sign-in; works without script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.strangers import strangers_at, wrong_token
from dekon_portal.core.throttle import Throttle, address_of
from participants import registrations
from participants.forms.registrations import RegisterForm, WithdrawForm
from participants.registrations import Closed
from programs import when

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from participants.models import Registration, RegistrationPage
    from programs.models import Activity

CROWD: Final = Throttle("kunjungan-pendaftaran", most=600, seconds=60)
FROM_ONE: Final = Throttle("pendaftaran-alamat", most=120, seconds=60)
"""Of one address: a hall full of people may share it, as may those of one telephone company."""
TO_ONE: Final = Throttle("pendaftaran-halaman", most=600, seconds=60)


@strangers_at(CROWD)
def register(request: HttpRequest, token: str) -> HttpResponse:
    """The page of an activity that takes registrations. Sent twice, a form leads to the same registration."""
    page = registrations.page_with(token)
    if page is None:
        return _unknown(request)
    with acting_as_system():  # the address is the right to this one page
        if not _sends(request):
            return _form(request, page, RegisterForm(page=page))
        if not (FROM_ONE.count(address_of(request)) and TO_ONE.count(page.token)):
            form = RegisterForm(request.POST, page=page)
            form.add_error(None, _("Terlalu banyak kiriman saat ini. Tunggu sebentar, lalu kirim sekali lagi."))
            return _form(request, page, form, status=429)
        return _registered(request, page, RegisterForm(request.POST, request.FILES, page=page))


def _registered(request: HttpRequest, page: RegistrationPage, form: RegisterForm) -> HttpResponse:
    if form.is_valid():
        private = registrations.token_of(form.identity, form.cleaned_data["nik"])
        address = reverse("participants:registered", args=[private])
        link = request.build_absolute_uri(address)
        try:
            papers = form.cleaned_data.get("papers")
            registrations.register(page, form.save(commit=False), token=private, link=link, papers=papers)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            if isinstance(refusal, Closed):
                return _closed(request, page)
        else:
            return redirect(address)
    return _form(request, page, form)


def _form(request: HttpRequest, page: RegistrationPage, form: RegisterForm, status: int = 200) -> HttpResponse:
    """The form, or why there is none."""
    if not page.is_open:
        return _closed(request, page)
    full = registrations.fullness(page, "")
    if full and not page.waiting_list and not form.is_bound:
        return _closed(request, page, full=full)
    shown = {"form": form, "full": full, "is_office": request.user.is_authenticated, **_about(page)}
    return render(request, "public/register.html", shown, status=status)


def _closed(request: HttpRequest, page: RegistrationPage, full: str = "") -> HttpResponse:
    status = 200 if full or page.is_ahead else 410
    return render(request, "public/register_closed.html", {"full": full, **_about(page)}, status=status)


def _about(page: RegistrationPage) -> dict[str, Any]:
    return {"page": page, **_of_activity(page.activity)}


def _of_activity(activity: Activity) -> dict[str, Any]:
    place = [activity.place, str(activity.regency or ""), activity.province.name]
    return {
        "activity": activity,
        "when": when.in_words(activity),
        "place": ", ".join(filter(None, place)),
        "zone": activity.province.zone,
    }


def _sends(request: HttpRequest) -> bool:
    """Whether an applicant sends the form. Who is signed in may look at the page, but registers nobody by it."""
    return request.method == "POST" and not request.user.is_authenticated


def _unknown(request: HttpRequest) -> HttpResponse:
    wrong_token(request)
    return render(request, "public/unknown.html", status=404)


@strangers_at(CROWD)
def registered(request: HttpRequest, token: str) -> HttpResponse:
    """The applicant's own page: the state of the registration, and the way out."""
    row = registrations.of(token)
    if row is None:
        return _unknown(request)
    form = WithdrawForm(request.POST if _sends(request) else None)
    if _sends(request) and form.is_valid():
        registrations.withdraw(row)
        return redirect("participants:registered", token)
    return render(request, "public/registered.html", _followed(request, row, form))


def _followed(request: HttpRequest, row: Registration, form: WithdrawForm) -> dict[str, Any]:
    return {
        "row": row,
        "state": row.registration_state,
        "form": form,
        "link": request.build_absolute_uri(request.path),
        "is_office": request.user.is_authenticated,
        **_of_activity(row.activity),
    }
