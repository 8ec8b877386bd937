"""Links by which a recipient answers without an account: made, revoked, opened, spent.

Whoever holds the token is the recipient: the verbs here leave the scope (R1) for that one handover.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.editing import require_on
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.tokens import hash_of, new_token

from .models import Activity, Delivery, DeliveryState, Purpose, Receipt, ReceiptLink

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

    from .models import Onward, Settlement

audit.register(
    {
        "receipt.link_made": gettext_lazy("%(who)s membuat tautan tanda terima untuk %(what)s"),
        "receipt.link_revoked": gettext_lazy("%(who)s mencabut tautan tanda terima untuk %(what)s"),
    }
)


class LinkState(models.TextChoices):
    LIVE = "live"
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Unusable(Exception):
    """The link opens nothing (any more); `state` says why."""

    def __init__(self, state: LinkState) -> None:
        super().__init__(state.value)
        self.state = state


def make(
    delivery: Delivery, *, by: User, onward: Onward | None = None, settlement: Settlement | None = None
) -> tuple[ReceiptLink, str]:
    """A new link with its token, which nobody can learn again; an earlier one stops working.

    Raises Refusal when there is nothing to ask: the BAST is not signed, or the recipient has answered already.
    """
    with transaction.atomic():
        delivery = locked_signed(delivery, by)
        if settlement is None:
            ensure_unreceived(delivery, onward)
        _revoke(delivery, onward)
        token = new_token()
        link = ReceiptLink.objects.create(
            delivery=delivery,
            onward=onward,
            settlement=settlement,
            purpose=Purpose.SETTLEMENT if settlement else Purpose.RECEIPT,
            token_hash=hash_of(token),
            made_by=by,
            expires_at=timezone.now() + timedelta(days=settings.RECEIPT_LINK_DAYS),
        )
        audit.record("receipt.link_made", onward or delivery, by=by)
    return link, token


def revoke(delivery: Delivery, *, by: User, onward: Onward | None = None) -> None:
    """Stop the link that waits; without one nothing happens."""
    with transaction.atomic():
        require_on(delivery, by, "delivery.sign")
        if _revoke(delivery, onward):
            audit.record("receipt.link_revoked", onward or delivery, by=by)


def revoke_all(delivery: Delivery) -> None:
    """Of an annulled BAST nobody is asked anything, nor are those to whom its goods were passed on."""
    rows = ReceiptLink._base_manager.filter(delivery=delivery, used_at=None, revoked_at=None)
    rows.update(revoked_at=timezone.now())


def _revoke(delivery: Delivery, onward: Onward | None) -> int:
    rows = ReceiptLink._base_manager.filter(delivery=delivery, onward=onward, used_at=None, revoked_at=None)
    return rows.update(revoked_at=timezone.now())


def locked_signed(delivery: Delivery, by: User) -> Delivery:
    """The stored handover, locked; it must be signed and the person one who may sign there. Open or not (R8):
    what a recipient says of a signed BAST changes nothing that was approved."""
    require_on(delivery, by, "delivery.sign")
    delivery = locked(delivery.pk)
    if delivery.state != DeliveryState.SIGNED:
        raise Refusal(_("Tanda terima hanya diminta untuk BAST yang ditandatangani dan tidak dibatalkan."))
    return delivery


def locked(pk: int) -> Delivery:
    """The activity's row before the handover's, as goods.sign and goods.annul do, so that nobody waits in a ring."""
    Activity._base_manager.select_for_update(of=("self",)).get(deliveries=pk)
    rows = Delivery._base_manager.select_for_update(of=("self",))
    return rows.select_related("activity__office__province", "recipient").get(pk=pk)


def ensure_unreceived(delivery: Delivery, onward: Onward | None) -> None:
    if Receipt._base_manager.filter(delivery=delivery, onward=onward).exists():
        raise Refusal(_("Penerimaan barang ini sudah dikonfirmasi, dan tanda terima tidak dapat diubah."))


def opened(token: str) -> ReceiptLink:
    """The link of this token, with all its page shows. Raises Unusable; one look-up by hash, whatever the token."""
    return _usable(_of(token).first())


def spend(token: str) -> ReceiptLink:
    """The same, marked as used in the transaction of what it is used for. Of two at once the second is told so."""
    link = _of(token).first()
    if link is None:
        raise Unusable(LinkState.UNKNOWN)
    # The handover's row first, as who makes or revokes a link does; then what has become of the link meanwhile.
    locked(link.delivery_id)
    link = _usable(_of(token).get())
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return link


def _of(token: str) -> QuerySet[ReceiptLink]:
    rows = ReceiptLink._base_manager.filter(token_hash=hash_of(token))
    return rows.select_related(
        "delivery__activity__office__province", "delivery__recipient", "onward__recipient", "settlement", "made_by"
    )


def _usable(link: ReceiptLink | None) -> ReceiptLink:
    if link is None:
        raise Unusable(LinkState.UNKNOWN)
    if link.used_at:
        raise Unusable(LinkState.USED)
    if link.revoked_at or link.delivery.state != DeliveryState.SIGNED:
        raise Unusable(LinkState.REVOKED)
    if not link.is_live:
        raise Unusable(LinkState.EXPIRED)
    return link
