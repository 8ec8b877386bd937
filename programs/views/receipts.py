"""The office's side of receipts: links, receipts on paper, differences and their settlement, goods passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import segno
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dekon_portal.core.dates import format_datetime
from dekon_portal.core.editing import require_on
from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.refusal import Refusal
from programs import goods, onward, receipt_links, receipts, settlements
from programs.forms.receipts import OnwardForm, PaperAnswerForm, PaperReceiptForm, SettlementForm
from programs.models import Delivery, DeliveryState, Onward, Receipt, SettlementAnswer

from .files import NOTHING_RUNS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from dekon_portal.accounts.models import User
    from programs.models import ReceiptLink
    from programs.models.receipts import RecipientsWord

ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg"}


def block(delivery: Delivery, user: User) -> dict[str, Any]:
    """What the page of a signed handover shows of its receipt; a fixed number of queries."""
    if delivery.state not in (DeliveryState.SIGNED, DeliveryState.ANNULLED):
        return {}
    signed = delivery.state == DeliveryState.SIGNED
    receipt = receipts.of(delivery)
    waiting = {link.onward_id: link for link in delivery.receipt_links.filter(used_at=None, revoked_at=None)}
    link = waiting.get(None)
    places = onward.tree(delivery)
    for place in places[1:]:
        place.link = waiting.get(place.onward.pk)  # type: ignore[union-attr]
    proposal = settlements.proposal(receipt) if receipt and receipt.differs else None
    answer = getattr(proposal, "answer", None)
    return {
        "state": receipts.state_of(delivery, receipt, link) if signed else None,
        "receipt": receipt,
        "items": list(receipt.items.select_related("product")) if receipt else [],
        "link": link,
        "proposal": proposal,
        "answer": answer,
        "may_ask": signed and delivery.activity.writable_by(user, "delivery.sign"),
        "is_open": signed and receipt is not None and receipt.differs and receipt.settled_at is None,
        "waits_for_answer": proposal is not None and answer is None,
        "places": places,
        "may_pass_on": signed and delivery.activity.writable_by(user, "goods.write"),
    }


def _delivery(request: HttpRequest, pk: int) -> Delivery:
    rows = Delivery.objects.visible_to(request.user).with_labels()
    return one_or_404(rows, pk=pk)  # type: ignore[no-any-return]


def _onward_of(request: HttpRequest, delivery: Delivery) -> Onward | None:
    """The passing on that the address names (`?terusan=`); none means the BAST itself."""
    text = request.GET.get("terusan", "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return one_or_404(delivery.onwards.select_related("recipient"), pk=int(text))  # type: ignore[no-any-return]


def _crumbs(delivery: Delivery) -> list[tuple[str, str]]:
    return [(_("Penyerahan"), reverse("programs:delivery_list")), (str(delivery), delivery.get_absolute_url())]


@require_POST
def receipt_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes a link and shows it, this once."""
    delivery = _delivery(request, pk)
    require_on(delivery, request.user, "delivery.sign")
    try:
        link, token = _made(request, delivery)
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(delivery)
    url = request.build_absolute_uri(reverse("programs:receipt", args=[token]))
    response = render(
        request,
        "programs/receipt_link.html",
        {
            "title": _("Tautan untuk penerima"),
            "crumbs": _crumbs(delivery),
            "delivery": delivery,
            "link": link,
            "zone": delivery.activity.province.zone,
            "url": url,
            "qr": segno.make(url, error="m").svg_data_uri(scale=5, border=2),
            "message": _message(delivery, link, url),
        },
    )
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "strict-origin"
    return response


def _made(request: HttpRequest, delivery: Delivery) -> tuple[ReceiptLink, str]:
    """For the differences when those are open, else for the goods."""
    to = _onward_of(request, delivery)
    receipt = receipts.of(delivery)
    proposal = settlements.proposal(receipt) if receipt and to is None else None
    if proposal:
        return settlements.ask(proposal, by=request.user)
    return receipt_links.make(delivery, by=request.user, onward=to)


def _message(delivery: Delivery, link: ReceiptLink, url: str) -> str:
    """Ready to be pasted into WhatsApp."""
    asks = (
        _("Mohon periksa dan jawab usul penyelesaian selisih barang BAST %(number)s.")
        if link.settlement
        else _("Mohon hitung barang yang tiba, lalu konfirmasi penerimaan barang BAST %(number)s.")
    )
    return "\n".join(
        [
            _("Yth. %(recipient)s,") % {"recipient": link.onward.recipient if link.onward else delivery.recipient},
            asks % {"number": delivery.number},
            _("Buka tautan ini di ponsel, tanpa akun: %(url)s") % {"url": url},
            _("Tautan hanya untuk Anda, dipakai satu kali, dan berlaku sampai %(until)s.")
            % {"until": format_datetime(link.expires_at, delivery.activity.province.zone)},
            str(delivery.activity.office),
        ]
    )


@require_POST
def receipt_link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = _delivery(request, pk)
    receipt_links.revoke(delivery, by=request.user, onward=_onward_of(request, delivery))
    messages.success(request, _("Tautan dicabut dan tidak dapat dipakai lagi."))
    return redirect(delivery)


def receipt_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A receipt that came on paper."""
    delivery = _delivery(request, pk)
    require_on(delivery, request.user, "delivery.sign")
    to = _onward_of(request, delivery)

    def save(form: Any) -> str:
        values = form.cleaned_data
        names = ("who", "position", "received_on", "scan", "reason")
        said = {name: values[name] for name in names}
        receipts.record_paper(delivery, form.counts(), by=request.user, onward=to, **said)
        return delivery.get_absolute_url()

    return form_page(
        request,
        lambda data, files: PaperReceiptForm(data, files, lines=receipts.lines_of(delivery, to)),
        save,
        title=_("Catat tanda terima kertas"),
        saved=_("Tanda terima tercatat."),
        cancel_url=delivery.get_absolute_url(),
        template="programs/lines_form.html",
        context={"crumbs": _crumbs(delivery)},
    )


def _differing(request: HttpRequest, pk: int) -> tuple[Delivery, Receipt]:
    delivery = _delivery(request, pk)
    require_on(delivery, request.user, "delivery.sign")
    receipt = receipts.of(delivery)
    if receipt is None or not receipt.differs:
        raise Http404
    return delivery, receipt


def settlement_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """The office says how the difference came about and what is to count."""
    delivery, receipt = _differing(request, pk)

    def save(form: Any) -> str:
        values = form.cleaned_data
        settlements.propose(
            receipt,
            form.proposed(),
            by=request.user,
            position=values["position"],
            explanation=values["explanation"],
        )
        return delivery.get_absolute_url()

    return form_page(
        request,
        lambda data, files: SettlementForm(
            data, lines=settlements.differing(receipt), initial={"position": delivery.giver_position}
        ),
        save,
        title=_("Usulkan penyelesaian selisih"),
        verb=_("Simpan usul"),
        saved=_("Usul tersimpan. Buat tautan agar penerima dapat menyetujuinya."),
        cancel_url=delivery.get_absolute_url(),
        template="programs/lines_form.html",
        context={"crumbs": _crumbs(delivery)},
    )


def settlement_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The recipient's agreement that came on paper."""
    delivery, receipt = _differing(request, pk)
    proposal = settlements.proposal(receipt)
    if proposal is None:
        raise Http404

    def save(form: Any) -> str:
        said = {name: form.cleaned_data[name] for name in ("who", "position", "scan", "reason")}
        settlements.record_agreement(proposal, by=request.user, **said)
        return delivery.get_absolute_url()

    return form_page(
        request,
        lambda data, files: PaperAnswerForm(data, files),
        save,
        title=_("Catat kesepakatan kertas"),
        saved=_("Kesepakatan tercatat dan selisih selesai."),
        cancel_url=delivery.get_absolute_url(),
        context={"crumbs": _crumbs(delivery)},
    )


def onward_new(request: HttpRequest, pk: int) -> HttpResponse:
    """To whom goods went on, from the recipient or from one further along (`?terusan=`)."""
    delivery = _delivery(request, pk)
    require_on(delivery, request.user, "goods.write")
    parent = _onward_of(request, delivery)
    place = next(p for p in onward.tree(delivery) if p.onward == parent)

    @transaction.atomic
    def save(form: Any) -> str:
        row = form.save(commit=False)
        new = form.new_recipient(delivery.activity)
        if new:
            row.recipient = goods.save_recipient(new, by=request.user)
        return onward.pass_on(row, form.items(), by=request.user).get_absolute_url()

    return form_page(
        request,
        lambda data, files: OnwardForm(
            data, instance=Onward(delivery=delivery, parent=parent), place=place, user=request.user
        ),
        save,
        title=_("Barang diteruskan oleh %(place)s") % {"place": place.name},
        cancel_url=delivery.get_absolute_url(),
        context={"crumbs": _crumbs(delivery)},
    )


@require_POST
def onward_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Onward.objects.visible_to(request.user).select_related("delivery__activity__office__province", "recipient")
    found = one_or_404(rows, pk=pk)
    try:
        onward.withdraw(found, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("Penyaluran dihapus."))
    return redirect(found.delivery)


def receipt_evidence(request: HttpRequest, pk: int) -> FileResponse:
    return _evidence(one_or_404(Receipt.objects.visible_to(request.user), pk=pk))


def answer_evidence(request: HttpRequest, pk: int) -> FileResponse:
    return _evidence(one_or_404(SettlementAnswer.objects.visible_to(request.user), pk=pk))


def _evidence(word: RecipientsWord) -> FileResponse:
    """The photo or scan, through the scope like every file."""
    if not word.evidence:
        raise Http404
    try:
        content = word.evidence.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    name = f"tanda-terima-{word.pk}.{ENDINGS[word.evidence_type]}"
    response = FileResponse(content, filename=name, content_type=word.evidence_type)
    response["Content-Security-Policy"] = NOTHING_RUNS
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
