"""Papers of a plan: the invitation with its small form, the jadwal acara, the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.editing import require_on
from programs import calendar_file, plan_papers
from programs.forms.plan_papers import InvitationForm
from programs.models import Activity

from .frame import activity_of, form_of_activity
from .papers import answer

if TYPE_CHECKING:
    from django.http import HttpRequest


def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """Asks for what a letter states beside the plan; leads to the PDF, which is kept nowhere."""
    activity = activity_of(request, code)
    require_on(activity, request.user, "activity.write")

    def save(form: Any) -> str:
        letter = form.letter
        stated = {
            "nomor": letter.number,
            "tanggal": letter.dated_on and letter.dated_on.isoformat(),
            "pejabat": letter.signer and letter.signer.pk,
        }
        query = urlencode({name: value for name, value in stated.items() if value})
        return f"{reverse('programs:invitation_pdf', args=[code])}?{query}"

    return form_of_activity(
        request,
        activity,
        reverse("programs:activity_schedule", args=[code]),
        lambda data, files: InvitationForm(data, activity=activity),
        save,
        title=_("Buat undangan"),
        verb=_("Buat PDF undangan"),
        saved=None,
    )


def invitation_pdf(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    letter = InvitationForm(request.GET, activity=activity).letter
    content = plan_papers.invitation_pdf(activity, letter, links=_is_office(request, activity))
    return answer(content, PDF_TYPE, f'inline; filename="undangan-{code}.pdf"')


def rundown_pdf(request: HttpRequest, code: str) -> HttpResponse:
    content = plan_papers.rundown_pdf(activity_of(request, code))
    return answer(content, PDF_TYPE, f'inline; filename="jadwal-acara-{code}.pdf"')


def schedule_ics(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    content = calendar_file.of_activity(activity, links=_is_office(request, activity))
    return answer(content, calendar_file.CONTENT_TYPE, f'attachment; filename="jadwal-{code}.ics"')


def _is_office(request: HttpRequest, activity: Activity) -> bool:
    """Only the office gets links of meetings, which let in whoever holds them."""
    return activity.writable_by(request.user, "goods.write")
