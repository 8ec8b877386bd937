"""The office's pages of following up: whom to ask, one round of one person, what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from dekon_portal.core.editing import require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.phones import mask_phone
from dekon_portal.core.refusal import Refusal
from participants import follow_up_links, follow_ups
from participants.filters import FollowUpFilter, FollowUpsOfActivityFilter
from participants.follow_up_summary import summary
from participants.forms.follow_ups import AnswerForm, AttemptForm, LinksForm
from participants.models import FollowUp, Standing
from participants.tables import FollowUpsOfActivityTable, FollowUpTable, NationalFollowUpTable
from programs.views.frame import activity_of, activity_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COLUMNS = [
    ("name", gettext_lazy("Nama Peserta")),
    ("round", gettext_lazy("Putaran")),
    ("due_on", gettext_lazy("Jatuh tempo")),
    ("standing", gettext_lazy("Status")),
    ("tried", gettext_lazy("Tidak terhubung")),
    ("producing", gettext_lazy("Masih berproduksi")),
    ("workers", gettext_lazy("Tenaga kerja")),
    ("sales", gettext_lazy("Penjualan sebulan")),
    ("permits", gettext_lazy("Izin dan sertifikat")),
    ("markets", gettext_lazy("Pasar")),
    ("regency", gettext_lazy("Kab/Kota")),
    ("activity", gettext_lazy("Kode Kegiatan")),
    ("title", pgettext_lazy("singular", "Kegiatan")),
]


def as_row(row: Any) -> dict[str, Any]:
    """One round in an exported list; what is not known of an answer stays unknown (R4)."""
    answer, person = row.answer, row.participation.person
    return {
        "name": person.name,
        "round": str(row.get_round_display()),
        "due_on": row.due_on,
        "standing": str(Standing(row.standing).label),
        "tried": row.tried,
        "producing": answer and answer.producing,
        "workers": answer and answer.workers,
        "sales": str(answer.get_sales_display()) if answer and answer.sales is not None else None,
        "permits": answer and answer.permit_labels,
        "markets": answer and answer.market_labels,
        "regency": str(person.regency) if person.regency else None,
        "activity": row.trail_root.code,
        "title": row.trail_root.title,
    }


def follow_up_list(request: HttpRequest) -> HttpResponse:
    may_ask = request.user.may("people.write")
    return list_page(
        request,
        FollowUp.objects.visible_to(request.user).with_labels().with_standing(),  # type: ignore[attr-defined]
        filter_class=FollowUpFilter,
        table_class=NationalFollowUpTable if request.user.scope.national else FollowUpTable,
        title=_("Tindak lanjut"),
        template="participants/follow_up_list.html",
        export=("tindak-lanjut", COLUMNS, as_row),
        context={
            "links_form": LinksForm() if may_ask else None,
            "most": follow_up_links.MOST_AT_ONCE,
            "empty": {
                "title": _("Tidak ada yang perlu ditanyakan"),
                "text": _("Putaran dibuat sendiri 3, 6, dan 12 bulan sesudah kegiatan. Ubah saringan untuk yang lain."),
            },
        },
    )


def activity_follow_ups(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    return list_page(
        request,
        FollowUp.objects.visible_to(request.user)  # type: ignore[attr-defined]
        .filter(participation__activity=activity)
        .with_labels()
        .with_standing(),
        filter_class=FollowUpsOfActivityFilter,
        table_class=FollowUpsOfActivityTable,
        title=activity.title,
        template="participants/activity_follow_ups.html",
        export=(f"tindak-lanjut-{activity.code}", COLUMNS, as_row),
        context={
            **activity_page(request, activity, "tindak-lanjut"),
            "rounds": summary(activity),
            "empty": {
                "title": _("Belum ada tindak lanjut"),
                "text": _(
                    "Bimtek dan pendampingan ditindaklanjuti 3, 6, dan 12 bulan sesudah selesai. Putarannya dibuat "
                    "sendiri begitu waktu pelaksanaan dan pesertanya diketahui."
                ),
            },
        },
    )


def round_of(request: HttpRequest, pk: int) -> Any:
    rows = FollowUp.objects.visible_to(request.user).with_labels().with_standing()  # type: ignore[attr-defined]
    return one_or_404(rows, pk=pk)


def crumbs_of(row: FollowUp) -> list[tuple[str, str]]:
    return [(_("Tindak lanjut"), reverse("participants:follow_up_list")), (str(row), row.get_absolute_url())]


def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    row = round_of(request, pk)
    activity, person = row.trail_root, row.participation.person
    may_write = activity.writable_by(request.user, "people.write")
    answered = row.answer_id is not None
    verb = _("Koreksi jawaban") if answered else _("Isi jawaban")
    answer = {"label": verb, "url": reverse("participants:follow_up_answer", args=[pk]), "icon": "pencil"}
    return render(
        request,
        "participants/follow_up.html",
        {
            "title": str(row),
            "state": Standing(row.standing),
            "crumbs": crumbs_of(row)[:1],
            "facts": [activity.title, str(activity.office)],
            "primary": answer if may_write else None,
            "row": row,
            "zone": activity.province.zone,
            "phone": mask_phone(person.phone),
            "may_ask": may_write and not answered,
            "may_call": may_write and bool(person.phone),
            "link": row.links.filter(used_at=None, revoked_at=None).first(),
            "attempts": row.attempts.select_related("by"),
            "answers": row.answers.select_related("by"),
        },
    )


def follow_up_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The form a participant answers, typed by who talks to them."""
    row = round_of(request, pk)
    require_on(row, request.user, "people.write")

    def save(form: AnswerForm) -> str:
        values = form.cleaned_data
        follow_ups.record(row, form.said, by=request.user, how=values["how"], reason=values.get("reason", ""))
        return row.get_absolute_url()  # type: ignore[no-any-return]

    return form_page(
        request,
        lambda data, files: AnswerForm(data, corrects=row.answer),
        save,
        title=_("Jawaban %(who)s") % {"who": row},
        verb=_("Simpan jawaban"),
        cancel_url=row.get_absolute_url(),
        context={"crumbs": crumbs_of(row)},
    )


def follow_up_attempt(request: HttpRequest, pk: int) -> HttpResponse:
    row = round_of(request, pk)
    require_on(row, request.user, "people.write")

    def save(form: AttemptForm) -> str:
        values = form.cleaned_data
        follow_ups.not_reached(row, by=request.user, how=values["how"], note=values["note"])
        return row.get_absolute_url()  # type: ignore[no-any-return]

    return form_page(
        request,
        lambda data, files: AttemptForm(data),
        save,
        title=_("%(who)s tidak terhubung") % {"who": row},
        verb=_("Catat percobaan"),
        cancel_url=row.get_absolute_url(),
        context={"crumbs": crumbs_of(row)},
    )


@require_POST
def follow_up_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """The full number on one page that no cache keeps, on record (R3)."""
    row = round_of(request, pk)
    try:
        number = follow_ups.reveal_phone(row, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(row)
    page = {"title": str(row), "crumbs": crumbs_of(row), "row": row, "phone": number}
    response = render(request, "participants/follow_up_phone.html", page)
    response["Cache-Control"] = "private, no-store"
    return response
