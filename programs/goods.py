"""The verbs of goods: record an order, a production, a handover; sign and annul a BAST (R5–R7)."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.editing import differs, remove_row, require_on, save_row
from dekon_portal.core.refusal import Refusal, Stale

from . import receipt_links, stock
from .annulment import paper_of as annulment_paper_of
from .annulment import proposed
from .bast import paper_of
from .drafting import missing_for_bast
from .models import (
    Activity,
    Annulment,
    Delivery,
    DeliveryItem,
    DeliveryState,
    DeliveryWitness,
    EntryKind,
    FileKind,
    Order,
    Production,
    Recipient,
    SigningWay,
    StockEntry,
)
from .models.deliveries import EDITABLE_STATES
from .models.documents import new_check_token
from .numbering import claim, refuse_taken
from .review import ensure_all_open

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

MOST_WITNESSES: Final = 4

audit.register(
    {
        "production.withdrawn": gettext_lazy("%(who)s menarik kembali hasil produksi %(what)s"),
        "delivery.signed": gettext_lazy("%(who)s mencatat penandatanganan BAST %(what)s"),
        "delivery.annulled": gettext_lazy("%(who)s membatalkan BAST %(what)s"),
    }
)


def save_recipient(recipient: Recipient, *, by: User) -> Recipient:
    """Add a recipient, or answer the one of this province that has or had the name, wherever it was merged into."""
    of_province = Recipient._base_manager.filter(province=recipient.province_id).select_related("merged_into")
    known = (
        of_province.filter(name__iexact=recipient.name).first()
        or of_province.filter(names__name__iexact=recipient.name).order_by("pk").first()
    )
    return known.standing if known else save_row(recipient, by=by, action="goods.write")


def change_recipient(recipient: Recipient, *, by: User) -> Recipient:
    """Change a recipient; its name and kind stay as signed BAST and locked activities state them (R7, R8)."""
    with transaction.atomic():
        if differs(recipient, "province_id", "kind", "name"):
            _ensure_unsigned(recipient)
            named_by = Q(orders__orderer=recipient) | Q(deliveries__recipient=recipient)
            ensure_all_open(Activity._base_manager.filter(pk__in=Activity._base_manager.filter(named_by).values("pk")))
        return save_row(recipient, by=by, action="goods.write")


def _ensure_unsigned(recipient: Recipient) -> None:
    signed = Delivery._base_manager.filter(recipient=recipient).exclude(state__in=EDITABLE_STATES).first()
    if signed:
        raise Refusal(
            _(
                "Nama dan jenis penerima ini tertulis pada BAST %(number)s yang sudah %(state)s, sehingga tidak dapat "
                "diubah. Bila namanya berganti, catat nama barunya beserta tanggal mulainya."
            )
            % {"number": signed.number, "state": signed.delivery_state.label.lower()}
        )


def save_order(order: Order, *, by: User, seen_version: int | None = None) -> Order:
    """Record an order; it moves no stock and says nothing of delivery (R5)."""
    return save_row(order, by=by, action="goods.write", seen_version=seen_version)


def remove_order(order: Order, *, by: User) -> None:
    remove_row(order, by=by, action="goods.write")


def save_production(production: Production, *, by: User, seen_version: int | None = None) -> Production:
    """Record or change what was made; the ledger gets the difference to what this production already put in stock.

    Raises stock.NotEnough when goods already delivered would no longer have been produced.
    """
    with transaction.atomic():
        save_row(production, by=by, action="goods.write", seen_version=seen_version)
        posted = stock.posted_by(production)
        wanted = {(production.product, production.unit): production.passed or 0}
        # In one order everywhere, so that no two writers ever wait for each other in a ring.
        for product, unit in sorted(posted.keys() | wanted.keys(), key=lambda key: (key[0].pk, key[1])):
            stock.post(
                activity=production.activity,
                product=product,
                unit=unit,
                amount=wanted.get((product, unit), 0) - posted.get((product, unit), 0),
                kind=EntryKind.CORRECTED if posted else EntryKind.PRODUCED,
                by=by,
                production=production,
                reason=_("Perubahan hasil produksi") if posted else "",
            )
    return production


def remove_production(production: Production, *, by: User) -> None:
    """Take a production back. One that was ever in stock stays as a trace with its count withdrawn."""
    with transaction.atomic():
        production.lock_activity()
        if production.stock_entries.exists():
            raise Refusal(
                _(
                    "Hasil produksi ini sudah masuk persediaan, sehingga tidak dapat dihapus. "
                    "Ubah jumlahnya menjadi kosong; persediaan dikoreksi dengan catatan."
                )
            )
        remove_row(production, by=by, action="goods.write")


def withdraw_productions(activity: Activity, productions: QuerySet[Production], *, by: User, reason: str) -> None:
    """Take productions of an activity back whole: what they put in stock goes out by counter-entries, and they count
    no longer. A few statements, however many they are.

    Raises stock.NotEnough when goods already delivered would no longer have been produced.
    """
    with transaction.atomic():
        activity = Activity.locked_open(activity.pk)
        require_on(activity, by, "goods.write")
        stock.take_back(activity, productions, by=by, reason=reason[:500])
        audit.record_each("production.withdrawn", productions, by=by, note=reason)
        productions.update(is_withdrawn=True)


def save_delivery(
    delivery: Delivery,
    items: list[DeliveryItem],
    *,
    by: User,
    seen_version: int | None = None,
    witnesses: list[DeliveryWitness] | None = None,
) -> Delivery:
    """Keep a handover with its lines, as *dilaporkan* or as *draf BAST* once it has a number. No stock moves (R7).

    `items` are all the lines it has from now on; a line is known by its product and unit. `witnesses` likewise, in
    their order; None leaves them as they are.
    """
    with transaction.atomic():
        if delivery.pk:
            delivery.ensure_editable()
        delivery.office_id = delivery.activity.office_id
        delivery.fiscal_year_id = delivery.activity.fiscal_year_id
        delivery.number = delivery.number.strip()
        delivery.state = DeliveryState.DRAFTED if delivery.number else DeliveryState.REPORTED
        _ensure_replaceable(delivery)
        try:
            save_row(delivery, by=by, action="goods.write", seen_version=seen_version)
        except Refusal:
            if delivery.number:
                refuse_taken(delivery.number, delivery, itself=True)  # more than the constraint says
            raise
        if delivery.number:
            claim(delivery.number, delivery, itself=True)
        _keep_items(delivery, items, by)
        if witnesses is not None:
            _keep_witnesses(delivery, witnesses, by)
    return delivery


def _ensure_replaceable(delivery: Delivery) -> None:
    """Only an annulled BAST of the same activity is replaced."""
    old = delivery.replaces
    if old and (old.state != DeliveryState.ANNULLED or old.activity_id != delivery.activity_id):
        raise Refusal(_("Yang digantikan hanya BAST kegiatan ini yang sudah dibatalkan. Batalkan dahulu BAST itu."))


def _keep_witnesses(delivery: Delivery, wanted: list[DeliveryWitness], by: User) -> None:
    if len(wanted) > MOST_WITNESSES:
        raise Refusal(_("Saksi paling banyak %(most)d orang.") % {"most": MOST_WITNESSES})
    for stored, new in zip_longest(delivery.witnesses.all(), wanted):
        if new is None:
            remove_row(stored, by=by, action="goods.write")
            continue
        row = stored or DeliveryWitness(delivery=delivery)
        if (row.name, row.nip, row.position) != (new.name, new.nip, new.position):
            row.delivery, row.name, row.nip, row.position = delivery, new.name, new.nip, new.position
            save_row(row, by=by, action="goods.write")


def _keep_items(delivery: Delivery, items: list[DeliveryItem], by: User) -> None:
    wanted = {(item.product_id, item.unit): item for item in items}
    if len(wanted) < len(items):
        raise Refusal(_("Satu produk dengan satuan yang sama tertulis dua kali. Jumlahkan menjadi satu baris."))
    stored = {(item.product_id, item.unit): item for item in delivery.items.select_related("product")}
    for key in stored.keys() - wanted.keys():
        remove_row(stored[key], by=by, action="goods.write")
    for key, item in wanted.items():
        line = stored.get(key)
        if line is None:
            line = DeliveryItem(product=item.product, unit=item.unit)
        elif (line.quantity, line.condition) == (item.quantity, item.condition):
            continue
        line.delivery, line.quantity, line.condition = delivery, item.quantity, item.condition
        save_row(line, by=by, action="goods.write")


def remove_delivery(delivery: Delivery, *, by: User) -> None:
    """Remove a handover that was never signed."""
    remove_row(delivery, by=by, action="goods.write")


def sign(
    delivery: Delivery, *, by: User, seen_version: int | None = None, way: SigningWay = SigningWay.PAGE
) -> Delivery:
    """Record that the BAST is signed, and how that is known: stock moves, the paper becomes immutable.

    Raises stock.NotEnough (says what is left), Refusal (says what the BAST still lacks), or Stale when the draft is
    no longer the one that was shown.
    """
    with transaction.atomic():
        delivery = _locked(delivery, by)
        delivery.ensure_editable()
        if seen_version not in (None, delivery.version):
            raise Stale(_("Draf BAST ini baru saja diubah orang lain. Periksa isinya lagi sebelum ditandatangani."))
        lacks = missing_for_bast(delivery)
        if lacks:
            what = ", ".join(lack.label for lack in lacks)
            raise Refusal(_("BAST belum dapat ditandatangani: lengkapi %(what)s.") % {"what": what})
        if delivery.handed_over_on > timezone.localdate(timezone=delivery.activity.province.zone):  # type: ignore[operator]
            raise Refusal(_("Tanggal penyerahan masih di depan: BAST ditandatangani pada hari penyerahan."))
        if delivery.too_early:
            raise Refusal(delivery.too_early)
        if way == SigningWay.SCAN and not delivery.attachments.filter(kind=FileKind.BAST_SCAN).exists():
            raise Refusal(_("Pindaian BAST yang bertanda tangan belum ada. Unggah pindaiannya bersama pencatatan ini."))
        _post_items(delivery, EntryKind.DELIVERED, by)
        paper = paper_of(delivery, delivery.items.select_related("product"), delivery.witnesses.all())
        delivery.seal(
            DeliveryState.SIGNED,
            signed_by=by,
            signed_at=timezone.now(),
            signing_way=way,
            paper=paper,
            check_token=new_check_token(),
        )
        audit.record("delivery.signed", delivery, by=by)
    return delivery


def annul(delivery: Delivery, *, by: User, reason: str, stated: Annulment | None = None) -> Delivery:
    """Annul a signed BAST by a paper of its own that names it; its goods return to stock by counter-entries.

    `stated` says number, day, place and signer; without it the paper is as `annulment.proposed` has it.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Tuliskan alasan pembatalan BAST."))
    with transaction.atomic():
        delivery = _locked(delivery, by)
        if delivery.state != DeliveryState.SIGNED:
            raise Refusal(_("Hanya BAST yang sudah ditandatangani yang dapat dibatalkan."))
        stated = stated or proposed(delivery)
        stated.number = stated.number.strip()
        claim(stated.number, delivery, itself=False)
        stated.delivery, stated.office_id, stated.fiscal_year_id = delivery, delivery.office_id, delivery.fiscal_year_id
        stated.reason, stated.recorded_by, stated.recorded_at = reason[:500], by, timezone.now()
        stated.paper = annulment_paper_of(stated)
        stated.save()
        _post_items(delivery, EntryKind.ANNULLED, by, reason=reason[:500])
        delivery.seal(DeliveryState.ANNULLED, annulled_reason=reason)
        receipt_links.revoke_all(delivery)
        audit.record("delivery.annulled", delivery, by=by, note=reason, changes={"number": ("", stated.number)})
    return delivery


def _post_items(delivery: Delivery, kind: EntryKind, by: User, reason: str = "") -> None:
    """Every line out of stock, or back into it."""
    entries = [
        StockEntry(
            office_id=delivery.activity.office_id,
            activity=delivery.activity,
            product_id=item.product_id,
            unit=item.unit,
            amount=-(item.quantity or 0) if kind == EntryKind.DELIVERED else -stock.moved_by(item),
            kind=kind,
            delivery_item=item,
            reason=reason,
            by=by,
        )
        for item in delivery.items.all()
    ]
    stock.post_all(delivery.activity, [entry for entry in entries if entry.amount])


def _locked(delivery: Delivery, by: User) -> Delivery:
    """The stored handover, its activity open and locked, for somebody who may sign there."""
    require_on(delivery, by, "delivery.sign")
    Activity.locked_open(delivery.activity_id)
    rows = Delivery._base_manager.select_for_update(of=("self",))
    return rows.select_related("activity__office__province", "recipient").get(pk=delivery.pk)
