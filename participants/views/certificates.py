"""Certificates of an activity: who passed, issuing, one certificate, revoking, replacing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dekon_portal.core import audit, notices
from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.editing import may_on, require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.pages import form_page, one_or_404
from participants.certificates import bundles, issuing, links, papers
from participants.filters import PeopleOfActivityFilter
from participants.forms.certificates import IssueForm, IssueOneForm, ReissueForm, RevokeForm
from participants.models import Certificate, Participation
from participants.passing import passing
from participants.tables_certificates import CertificateTable
from programs.views.frame import activity_of, activity_page, form_of_activity
from programs.views.papers import file_name

if TYPE_CHECKING:
    from django.http import HttpRequest

    from programs.models import Activity


def tab_of(activity: Activity) -> str:
    return reverse("participants:activity_certificates", args=[activity.code])


def activity_certificates(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody of the activity: passed or not and why, and their certificates."""
    activity = activity_of(request, code)
    passed = passing(activity)
    may_issue = may_on(activity, request.user, "certificate.issue")
    return list_page(
        request,
        activity.participations.visible_to(request.user)
        .select_related("person", "activity__office")
        .prefetch_related("certificates__replaced_by"),
        filter_class=PeopleOfActivityFilter,
        table_class=partial(CertificateTable, passed=passed, may_issue=may_issue and activity.is_open),
        title=activity.title,
        template="participants/activity_certificates.html",
        context={
            **activity_page(request, activity, "sertifikat"),
            "waiting": issuing.waiting(activity, passed).count() if passed else None,
            "passed": sum(found.met is True for found in passed.values()) if passed else None,
            "valid": bundles.valid(activity).count(),
            "may_issue": may_issue,
            "may_mail": may_issue and links.is_mail_configured(),
            "has_template": activity.office.certificate_templates.filter(is_active=True).exists(),
            "empty": {"title": _("Belum ada peserta"), "text": ""},
        },
    )


def certificate_issue_passed(request: HttpRequest, code: str) -> HttpResponse:
    """For all who passed and have none, at once."""
    activity = activity_of(request, code)
    require_on(activity, request.user, "certificate.issue")
    back = tab_of(activity)

    def save(form: Any) -> str:
        made = issuing.issue_passed(activity, form.cleaned_data["template"], by=request.user)
        told = ngettext("%(count)s sertifikat terbit.", "%(count)s sertifikat terbit.", len(made))
        messages.success(request, told % {"count": format_integer(len(made))})
        return back

    return form_of_activity(
        request,
        activity,
        back,
        lambda data, files: IssueForm(data, activity=activity),
        save,
        title=_("Terbitkan sertifikat"),
        verb=_("Terbitkan untuk yang lulus"),
        saved=None,
        template="participants/certificate_issue.html",
        context={"waiting": issuing.waiting(activity).count()},
    )


def certificate_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """For one person; who did not pass only for a reason."""
    rows = Participation.objects.visible_to(request.user).with_labels()
    row: Participation = one_or_404(rows, pk=pk)
    require_on(row, request.user, "certificate.issue")
    found = passing(row.activity).get(row.pk)

    def save(form: Any) -> str:
        values = form.cleaned_data
        made = issuing.issue_one(row, values["template"], by=request.user, reason=values.get("reason", ""))
        return made.get_absolute_url()

    return form_of_activity(
        request,
        row.activity,
        tab_of(row.activity),
        lambda data, files: IssueOneForm(data, activity=row.activity, passed=bool(found and found.met)),
        save,
        title=_("Terbitkan sertifikat untuk %(name)s") % {"name": row.person},
        verb=_("Terbitkan"),
        saved=_("Sertifikat terbit."),
        template="participants/certificate_issue.html",
        context={"found": found},
    )


def certificate_of(request: HttpRequest, pk: int) -> Certificate:
    rows = Certificate.objects.visible_to(request.user).select_related(
        "activity__office__province", "activity__regency", "participation__person", "replaces", "replaced_by",
        "issued_by", "revoked_by", "template",
    )  # fmt: skip
    return one_or_404(rows, pk=pk)  # type: ignore[no-any-return]


def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    found = certificate_of(request, pk)
    notices.see(request.user, found.get_absolute_url())
    may_issue = may_on(found, request.user, "certificate.issue")
    page = {
        "certificate": found,
        "title": _("Sertifikat %(number)s") % {"number": found.number},
        "crumbs": crumbs_of(found.activity),
        "zone": found.activity.province.zone,
        "may_issue": may_issue,
        "may_mail": may_issue and links.is_mail_configured() and bool(found.participation.person.email),
        "link": found.links.filter(revoked_at=None).first() if may_issue else None,
        "entries": audit.trail_of(found),
        "check_url": papers.check_url(found),
    }
    return render(request, "participants/certificate.html", page)


def crumbs_of(activity: Activity) -> list[tuple[str, str]]:
    return [(_("Kegiatan"), reverse("programs:activity_list")), (activity.title, tab_of(activity))]


def certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """As it was given out, whatever became of it."""
    found = certificate_of(request, pk)
    try:
        content = papers.issued(found)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = HttpResponse(content, content_type=PDF_TYPE)
    response["Content-Disposition"] = f'inline; filename="{file_name(found.number, f"sertifikat-{pk}")}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def certificate_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = certificate_of(request, pk)
    require_on(found, request.user, "certificate.issue")

    def save(form: Any) -> str:
        issuing.revoke(found, by=request.user, reason=form.cleaned_data["reason"])
        return found.get_absolute_url()

    return form_page(
        request,
        lambda data, files: RevokeForm(data),
        save,
        title=_("Cabut sertifikat %(number)s") % {"number": found.number},
        verb=_("Cabut sertifikat"),
        saved=_("Sertifikat dicabut. Halaman pemeriksaannya kini menyatakan dicabut."),
        cancel_url=found.get_absolute_url(),
        context={"crumbs": crumbs_of(found.activity)},
    )


def certificate_reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """With what is recorded of the person now, under a new number."""
    found = certificate_of(request, pk)
    require_on(found, request.user, "certificate.issue")

    def save(form: Any) -> str:
        values = form.cleaned_data
        return issuing.reissue(found, values["template"], by=request.user, reason=values["reason"]).get_absolute_url()

    return form_page(
        request,
        lambda data, files: ReissueForm(data, activity=found.activity, initial={"template": found.template_id}),
        save,
        title=_("Ganti sertifikat %(number)s") % {"number": found.number},
        verb=_("Terbitkan penggantinya"),
        saved=_("Sertifikat pengganti terbit; yang lama dicabut."),
        cancel_url=found.get_absolute_url(),
        template="participants/certificate_issue.html",
        context={"crumbs": crumbs_of(found.activity), "name_now": papers.for_paper(found.participation), "old": found},
    )
