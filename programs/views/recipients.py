"""Pages of recipients: the list, one with all it received, its names, doubles put together and taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from dekon_portal.core.dates import format_date
from dekon_portal.core.editing import may_on, require, require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.phones import mask_phone
from dekon_portal.core.refusal import Refusal
from programs import goods, recipients
from programs.filters_goods import RecipientFilter
from programs.forms.goods import FormerNameForm, MergeForm, NameSinceForm, RecipientForm
from programs.models import Delivery, DeliveryState, Order, Recipient, RecipientMerge
from programs.models.deliveries import EDITABLE_STATES
from programs.tables_goods import RecipientDeliveryTable
from programs.tables_recipients import NationalRecipientTable, ReceivedTable, RecipientOrderTable, RecipientTable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LATEST = 50
COLUMNS = [
    ("name", gettext_lazy("Penerima")),
    ("former", gettext_lazy("Nama lama")),
    ("kind", gettext_lazy("Jenis penerima")),
    ("level", gettext_lazy("Tingkat")),
    ("regency", gettext_lazy("Kabupaten/Kota")),
    ("province", gettext_lazy("Provinsi")),
    ("address", gettext_lazy("Alamat")),
    ("contact", gettext_lazy("Narahubung")),
    ("phone", gettext_lazy("Telepon (tersamar)")),
    ("signed", gettext_lazy("BAST ditandatangani")),
    ("reported", gettext_lazy("Belum ber-BAST")),
]


def _row(recipient: Any) -> dict[str, Any]:
    return {
        "name": recipient.name,
        "former": ", ".join(former.name for former in recipient.names.all()),
        "kind": recipient.get_kind_display(),
        "level": recipient.get_level_display(),
        "regency": recipient.regency and str(recipient.regency),
        "province": recipient.province.name,
        "address": recipient.address or None,
        "contact": recipient.contact_name or None,
        "phone": mask_phone(recipient.phone) or None,
        "signed": recipient.signed,
        "reported": recipient.reported,
    }


def _with_counts(request: HttpRequest) -> Any:
    """Standing recipients, each with its handovers within reach, also those of its doubles."""
    rows = Recipient.objects.visible_to(request.user).standing()
    return (
        rows.select_related("regency", "province")
        .prefetch_related("names")
        .annotate(
            signed=_count(request, Q(state=DeliveryState.SIGNED)),
            reported=_count(request, Q(state__in=EDITABLE_STATES)),
        )
    )


def _count(request: HttpRequest, where: Q) -> Any:
    """Of its own and of its doubles: two counts, so that each follows an index."""
    found = Delivery.objects.visible_to(request.user).filter(where).order_by()
    ways = ("recipient", "recipient__merged_into")
    own, doubles = (
        Coalesce(Subquery(found.filter(**{way: OuterRef("pk")}).values(way).annotate(n=Count("pk")).values("n")), 0)
        for way in ways
    )
    return own + doubles


def recipient_list(request: HttpRequest) -> HttpResponse:
    may_add = request.user.may("goods.write")
    add = {"label": _("Tambah penerima"), "url": reverse("programs:recipient_new"), "icon": "plus"}
    return list_page(
        request,
        _with_counts(request),
        filter_class=RecipientFilter,
        table_class=NationalRecipientTable if request.user.scope.national else RecipientTable,
        title=_("Penerima"),
        export=("penerima", COLUMNS, _row),
        context={
            "primary": add if may_add else None,
            "empty": {
                "title": _("Tidak ada penerima yang cocok"),
                "text": _("Penerima dicatat di sini, atau langsung ketika pesanan dan penyerahan dicatat."),
            },
        },
    )


def _recipient(request: HttpRequest, pk: int) -> Recipient:
    rows = Recipient.objects.visible_to(request.user).select_related("regency", "province", "merged_into")
    return one_or_404(rows.prefetch_related("names"), pk=pk)  # type: ignore[no-any-return]


def recipient(request: HttpRequest, pk: int) -> HttpResponse:
    """One recipient: who it is, what it was called, all it received over time, what it ordered."""
    found = _recipient(request, pk)
    user = request.user
    deliveries = Delivery.objects.visible_to(user).of_recipient(found).with_labels()
    orders = Order.objects.visible_to(user).filter(Q(orderer=found) | Q(orderer__merged_into=found))
    may_write = may_on(found, user, "goods.write") and not found.merged_into
    merges = RecipientMerge.objects.visible_to(user).filter(Q(kept=found) | Q(merged=found), undone_at__isnull=True)
    edit = {"label": _("Ubah penerima"), "url": reverse("programs:recipient_edit", args=[pk]), "icon": "pencil"}
    return render(
        request,
        "programs/recipient.html",
        {
            "recipient": found,
            "title": found.name,
            "facts": [found.get_kind_display(), found.regency or found.province],
            "primary": edit if may_write else None,
            "rows": _facts(found),
            "names": found.names.all(),
            "may_write": may_write,
            "may_correct": may_on(found, user, "goods.correct"),
            "received": ReceivedTable(recipients.received_by(deliveries)),
            "deliveries": RecipientDeliveryTable(deliveries.prefetch_related("items__product")[:LATEST]),
            "deliveries_url": f"{reverse('programs:delivery_list')}?provinsi={found.province_id}&kepada={pk}",
            "orders": RecipientOrderTable(orders.select_related("product", "activity__office__province")[:LATEST]),
            "merges": merges.select_related("kept", "merged", "by"),
            "entries": AuditEntry.objects.visible_to(user).about(found)[:LATEST],
            "crumbs": [_crumb()],
        },
    )


def _crumb() -> tuple[str, str]:
    return _("Penerima"), reverse("programs:recipient_list")


def _facts(recipient: Recipient) -> list[tuple[str, Any]]:
    return [
        (_("Jenis penerima"), recipient.get_kind_display()),
        (_("Tingkat"), recipient.get_level_display() if recipient.level else None),
        (_("Kabupaten/Kota"), recipient.regency),
        (_("Ada sejak"), recipient.since and format_date(recipient.since)),
        (_("Alamat"), recipient.address),
        (_("Narahubung"), recipient.contact_name),
        (_("Telepon narahubung"), mask_phone(recipient.phone)),
        (_("Surel narahubung"), masked_email(recipient.email)),
    ]


def masked_email(text: str) -> str:
    """ "s•••••@dinas.go.id"."""
    person, at, house = text.partition("@")
    return f"{person[:1]}•••••{at}{house}" if at else ""


def recipient_new(request: HttpRequest) -> HttpResponse:
    require(request.user, "goods.write", province=None)
    back = reverse("programs:recipient_list")
    return form_page(
        request,
        lambda data, files: RecipientForm(data, user=request.user),
        lambda form: goods.save_recipient(form.save(commit=False), by=request.user).get_absolute_url(),
        title=_("Tambah penerima"),
        cancel_url=back,
        context={"crumbs": [_crumb()]},
    )


def _form(request: HttpRequest, found: Recipient, make: Any, act: Any, **page: Any) -> HttpResponse:
    """A form about one recipient, for those who may change it."""
    require_on(found, request.user, "goods.write")
    back = found.get_absolute_url()

    def save(form: Any) -> str:
        act(form)
        return back

    page["context"] = {"crumbs": [_crumb(), (found.name, back)], **page.get("context", {})}
    return form_page(request, make, save, cancel_url=back, **page)


def recipient_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _recipient(request, pk)
    return _form(
        request,
        found,
        lambda data, files: RecipientForm(data, instance=found, user=request.user),
        lambda form: goods.change_recipient(form.save(commit=False), by=request.user),
        title=_("Ubah penerima"),
    )


def recipient_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """A new name from a day on: papers of earlier days keep the old one."""
    found = _recipient(request, pk)
    return _form(
        request,
        found,
        lambda data, files: NameSinceForm(data),
        lambda form: recipients.rename(
            found, form.cleaned_data["name"], since=form.cleaned_data["since"], by=request.user
        ),
        title=_("Ganti nama %(name)s") % {"name": found.name},
        verb=_("Catat nama baru"),
    )


def recipient_former_name(request: HttpRequest, pk: int) -> HttpResponse:
    found = _recipient(request, pk)
    return _form(
        request,
        found,
        lambda data, files: FormerNameForm(data),
        lambda form: recipients.was_called(
            found,
            form.cleaned_data["name"],
            since=form.cleaned_data["since"],
            until=form.cleaned_data["until"],
            by=request.user,
        ),
        title=_("Tambah nama lama %(name)s") % {"name": found.name},
    )


def recipient_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Two recipients side by side, one of which is to be kept; first asks for the second (`?dengan=`)."""
    found = _recipient(request, pk)
    require_on(found, request.user, "goods.correct")
    others = _with_counts(request).filter(province=found.province_id).exclude(pk=pk)
    chosen = request.GET.get("dengan", "")
    context = {"crumbs": [_crumb(), (found.name, found.get_absolute_url())], "recipient": found}
    if not chosen.isdecimal() or len(chosen) > 18:
        context |= {"title": _("Gabungkan %(name)s") % {"name": found.name}, "others": recipients.likest(found, others)}
        return render(request, "programs/recipient_merge_choose.html", context)
    other = one_or_404(others, pk=chosen)
    pair = (found, other)

    def save(form: MergeForm) -> str:
        kept, double = pair if form.cleaned_data["keep"] == pk else (other, found)
        recipients.merge(double, kept, reason=form.cleaned_data["reason"], by=request.user)
        return str(kept.get_absolute_url())

    return form_page(
        request,
        lambda data, files: MergeForm(data, pair=pair),
        save,
        title=_("Gabungkan dua penerima"),
        verb=_("Gabungkan"),
        saved=_("Kedua penerima digabungkan."),
        cancel_url=found.get_absolute_url(),
        template="programs/recipient_merge.html",
        context={
            **context,
            "pair": [(one, _facts(one)) for one in _with_counts(request).filter(pk__in=[pk, other.pk])],
        },
    )


@require_POST
def recipient_separate(request: HttpRequest, pk: int) -> HttpResponse:
    done = one_or_404(RecipientMerge.objects.visible_to(request.user).select_related("kept", "merged"), pk=pk)
    try:
        stayed = recipients.separate(done, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("Penggabungan dipisahkan kembali."))
        if stayed:
            messages.warning(
                request,
                ngettext(
                    "%(count)d catatan tetap pada %(name)s karena sudah dikunci atau ber-BAST.",
                    "%(count)d catatan tetap pada %(name)s karena sudah dikunci atau ber-BAST.",
                    stayed,
                )
                % {"count": stayed, "name": done.kept},
            )
    return redirect(done.kept)
