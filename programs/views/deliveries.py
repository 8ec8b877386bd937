"""Pages of handovers: the list, one handover, its form, signing, annulment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.forms.models import model_to_dict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from dekon_portal.core.audit import key_of
from dekon_portal.core.editing import require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.pages import form_page, refused, seen_version
from dekon_portal.core.refusal import Refusal
from programs import attachments, goods
from programs.annulment import proposed as proposed_annulment
from programs.completeness import Missing
from programs.drafting import cautions, first_party, missing_for_bast
from programs.filters_goods import DeliveryFilter
from programs.forms.deliveries import AnnulmentForm, DeliveryForm, SignForm, blank_rows
from programs.leaving import leaving
from programs.models import Annulment, Delivery, DeliveryState, FileKind, SigningWay
from programs.numbering import next_number
from programs.review import lock_sentence
from programs.tables_goods import ActivityDeliveryTable, DeliveryTable, goods_in_words

from . import receipts
from .frame import activity_of, activity_page, form_of_activity
from .handover_pictures import delivery_tabs
from .papers import delivery_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COLUMNS = [
    ("number", gettext_lazy("Nomor BAST")),
    ("state", gettext_lazy("Status")),
    ("handed_over_on", gettext_lazy("Tanggal penyerahan")),
    ("recipient", gettext_lazy("Penerima")),
    ("kind", gettext_lazy("Jenis penerima")),
    ("goods", gettext_lazy("Barang")),
    ("activity", gettext_lazy("Kode kegiatan")),
    ("title", pgettext_lazy("singular", "Kegiatan")),
    ("office", gettext_lazy("Satuan kerja")),
    ("province", gettext_lazy("Provinsi")),
]


def _row(delivery: Delivery) -> dict[str, Any]:
    activity = delivery.activity
    return {
        "number": delivery.number or None,
        "state": delivery.get_state_display(),
        "handed_over_on": delivery.handed_over_on,
        "recipient": delivery.recipient.label,
        "kind": delivery.recipient.standing.get_kind_display(),
        "goods": goods_in_words(delivery) or None,
        "activity": activity.code,
        "title": activity.title,
        "office": activity.office.name,
        "province": activity.office.province.name,
    }


def delivery_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        Delivery.objects.visible_to(request.user).with_labels().prefetch_related("items__product"),
        filter_class=DeliveryFilter,
        table_class=DeliveryTable,
        title=_("Penyerahan"),
        export=("penyerahan", COLUMNS, _row),
        onward=[(_("Semua BAST (satu PDF)"), reverse("programs:bundle_new"))],
        context={
            "tabs": delivery_tabs(request, "daftar"),
            "empty": {
                "title": _("Tidak ada penyerahan yang cocok"),
                "text": _("Penyerahan dicatat dari halaman kegiatannya, pada tab Penyerahan."),
            },
        },
    )


def activity_deliveries(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    deliveries = activity.deliveries.with_labels().prefetch_related("items__product")
    return render(
        request,
        "programs/activity_deliveries.html",
        {
            **activity_page(request, activity, "penyerahan"),
            "table": ActivityDeliveryTable(deliveries, request=request),
            "may_write": activity.is_open and activity.writable_by(request.user, "goods.write"),
        },
    )


def _crumbs(delivery: Delivery) -> list[tuple[str, str]]:
    url = reverse("programs:activity_deliveries", args=[delivery.activity.code])
    return [(_("Penyerahan"), reverse("programs:delivery_list")), (delivery.activity.title, url)]


def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One handover: its papers, its goods, what the BAST still lacks, who did what."""
    found = delivery_of(request, pk)
    activity, user = found.activity, request.user
    open_for = activity.is_open and found.is_editable
    edit_url = reverse("programs:delivery_edit", args=[pk])
    lacks = missing_for_bast(found) if found.is_editable else []
    trail = AuditEntry.objects.visible_to(user).about(activity)
    return render(
        request,
        "programs/delivery.html",
        {
            "delivery": found,
            "annulment": getattr(found, "annulment", None),
            "replacement": found.replacement if found.state == DeliveryState.ANNULLED else None,
            "witnesses": found.witnesses.all(),
            "activity": activity,
            "title": str(found),
            "state": found.delivery_state,
            "crumbs": _crumbs(found),
            "lines": leaving(found),
            "missing": [
                Missing(
                    _("Lengkapi %(what)s.") % {"what": lack.label}, f"{edit_url}?bast=1#id_{lack.field}", required=True
                )
                for lack in lacks
            ],
            "cautions": cautions(found),
            "may_edit": open_for and activity.writable_by(user, "goods.write"),
            "may_sign": open_for and activity.writable_by(user, "delivery.sign"),
            "may_annul": activity.is_open
            and found.state == DeliveryState.SIGNED
            and activity.writable_by(user, "delivery.sign"),
            "locked": lock_sentence(activity),
            "attachments": found.attachments.all(),
            "receiving": receipts.block(found, user),
            "entries": trail.filter(subject=key_of(found))[:50],
        },
    )


def _delivery_form(request: HttpRequest, row: Delivery, initial: dict[str, Any], **page: Any) -> HttpResponse:
    activity = row.activity
    require_on(activity, request.user, "goods.write")
    number = next_number(activity.office, activity.fiscal_year, row.handed_over_on)

    @transaction.atomic
    def save(form: DeliveryForm) -> str:
        changed = form.save(commit=False)
        new = form.new_recipient(activity)
        if new:
            changed.recipient = goods.save_recipient(new, by=request.user)
        goods.save_delivery(
            changed,
            form.lines(),
            by=request.user,
            seen_version=seen_version(request),
            witnesses=form.witness_rows(),
        )
        return str(changed.get_absolute_url())

    return form_of_activity(
        request,
        activity,
        row.get_absolute_url() if row.pk else reverse("programs:activity_deliveries", args=[activity.code]),
        lambda data, files: DeliveryForm(
            data, instance=row, initial=initial, user=request.user, suggested_number=number
        ),
        save,
        template="programs/delivery_form.html",
        **page,
    )


def delivery_new(request: HttpRequest, code: str) -> HttpResponse:
    activity = activity_of(request, code)
    initial = {"place": activity.office.city, **first_party(activity, None)}
    return _delivery_form(request, Delivery(activity=activity), initial, title=_("Catat penyerahan"))


def delivery_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a handover; with `?bast` what is empty is proposed, ready to become a draft BAST."""
    found = delivery_of(request, pk)
    if not found.is_editable:
        return _sealed(request, found)
    initial = _proposed(found) if "bast" in request.GET else {}
    title = _("Siapkan BAST") if initial else _("Ubah penyerahan")
    return _delivery_form(request, found, initial, title=title)


def _sealed(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """A form kept open, or sent again, after the BAST was signed: the page says what it is now."""
    try:
        delivery.ensure_editable()
    except Refusal as refusal:
        refused(request, refusal)
    return redirect(delivery)


def _proposed(delivery: Delivery) -> dict[str, Any]:
    """Form values for what the handover leaves empty."""
    activity = delivery.activity
    proposals = {
        "number": next_number(activity.office, activity.fiscal_year, delivery.handed_over_on),
        "place": activity.office.city,
        **({} if delivery.giver_name else first_party(activity, delivery.handed_over_on)),
    }
    return {field: value for field, value in proposals.items() if not getattr(delivery, field)}


def delivery_rows(request: HttpRequest) -> HttpResponse:
    """Further blank lines for an open form (htmx)."""
    text = request.GET.get("items-TOTAL_FORMS", "")
    shown = int(text) if text.isdecimal() and len(text) < 4 else 0
    rows = blank_rows(shown)
    return render(request, "programs/_delivery_rows.html", {"rows": rows, "total": shown + len(rows)})


def delivery_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, saying what leaves the stock and what remains; then signs."""
    found = delivery_of(request, pk)
    require_on(found, request.user, "delivery.sign")
    if not found.is_editable:
        return _sealed(request, found)

    def sign(form: Any) -> str:
        values = form.cleaned_data
        if values["scan"]:  # a fact of its own, which stays when the rules say no to the rest
            attachments.store(
                values["scan"], activity=found.activity, kind=FileKind.BAST_SCAN, delivery=found, by=request.user
            )
        way = SigningWay(values["way"])
        return goods.sign(found, by=request.user, seen_version=seen_version(request), way=way).get_absolute_url()

    return form_page(
        request,
        lambda data, files: SignForm(data, files, delivery=found),
        sign,
        title=_("Catat penandatanganan BAST"),
        verb=_("Catat sebagai ditandatangani"),
        saved=_("BAST tercatat sebagai ditandatangani dan persediaan sudah dikurangi."),
        cancel_url=found.get_absolute_url(),
        template="programs/delivery_sign.html",
        context={
            "delivery": found,
            "lines": leaving(found),
            "cautions": cautions(found),
            "crumbs": [*_crumbs(found), (str(found), found.get_absolute_url())],
            "form_version": found.version,
        },
    )


def delivery_annul(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the paper that annuls: its number, day, reason and signer, proposed as far as they are known."""
    found = delivery_of(request, pk)
    require_on(found, request.user, "delivery.sign")

    def annul(form: Any) -> str:
        reason = form.cleaned_data["reason"]
        return goods.annul(found, by=request.user, reason=reason, stated=form.save(commit=False)).get_absolute_url()

    return form_page(
        request,
        lambda data, files: AnnulmentForm(
            data, instance=Annulment(delivery=found), initial=model_to_dict(proposed_annulment(found))
        ),
        annul,
        title=_("Batalkan BAST %(number)s") % {"number": found.number},
        verb=_("Batalkan BAST"),
        saved=_("BAST dibatalkan dengan berita acara, dan barangnya kembali ke persediaan."),
        cancel_url=found.get_absolute_url(),
        context={"crumbs": _crumbs(found)},
    )


@require_POST
def delivery_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = delivery_of(request, pk)
    try:
        goods.remove_delivery(found, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(found)
    messages.success(request, _("Penyerahan dihapus."))
    return redirect("programs:activity_deliveries", found.activity.code)
