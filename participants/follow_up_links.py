"""Links by which a participant answers one round without an account: made one by one or many at once, revoked, spent.

Whoever holds the token is the participant: `opened` and `answer` leave the scope (R1) for that one round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core import audit
from dekon_portal.core.editing import require_on
from dekon_portal.core.models import PersonalDataAccess
from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import without_niks
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.tokens import hash_of, new_token
from programs.receipt_links import LinkState, Unusable

from . import follow_ups
from .follow_ups import Said
from .models import FollowUp, FollowUpAnswer, FollowUpLink, Way
from .people import SHORTEST_REASON

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

LASTS: Final = timedelta(days=60)
MOST_AT_ONCE: Final = 500

audit.register(
    {
        "follow_up.link_made": gettext_lazy("%(who)s membuat tautan tindak lanjut untuk %(what)s"),
        "follow_up.link_revoked": gettext_lazy("%(who)s mencabut tautan tindak lanjut untuk %(what)s"),
        "follow_up.links_exported": gettext_lazy("%(who)s mengunduh tautan dan nomor telepon peserta %(what)s"),
    }
)


@dataclass(frozen=True)
class Made:
    """A new link with its token, which nobody can learn again."""

    follow_up: FollowUp
    link: FollowUpLink
    token: str


def make(follow_up: FollowUp, *, by: User) -> Made:
    """A new link; an earlier one stops working. Raises NotAllowed, or Refusal when the round is answered."""
    with transaction.atomic():
        require_on(follow_up, by, "people.write")
        follow_up = follow_ups.locked(follow_up.pk)
        if follow_up.answer_id is not None:
            raise Refusal(_("Putaran ini sudah dijawab, sehingga tidak perlu ditanyakan lagi."))
        made = _made([follow_up], by)[0]
        audit.record("follow_up.link_made", follow_up, by=by)
    return made


def make_many(waiting: QuerySet[FollowUp], *, by: User, reason: str) -> list[Made]:
    """Links for the first 500 of these rounds that wait, to be handed out with the participants' telephone numbers.

    For a stated reason, on record once an activity, as every export of personal numbers (R3). Raises NotAllowed where
    one of them is not the person's to write, and Refusal without a reason or when nothing waits.
    """
    reason = clean_text(without_niks(reason[:500]), 1500)[:500]
    if len(reason) < SHORTEST_REASON:
        raise Refusal(_("Tuliskan alasan mengunduh nomor telepon, paling sedikit 10 huruf."))
    with transaction.atomic():
        keys = list(waiting.filter(answer=None).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
        rows = list(
            FollowUp._base_manager.select_for_update(of=("self",))
            .filter(pk__in=keys, answer=None)
            .select_related("participation__person", "participation__activity__office__province")
            .order_by("pk")
        )
        if not rows:
            raise Refusal(_("Tidak ada tindak lanjut yang menunggu jawaban dalam daftar ini."))
        activities = {row.trail_root.pk: row.trail_root for row in rows}
        for activity in activities.values():
            require_on(activity, by, "people.write")
        made = _made(rows, by)
        for activity in activities.values():
            count = sum(row.trail_root.pk == activity.pk for row in rows)
            PersonalDataAccess.objects.create(
                actor=by, subject=audit.key_of(activity), province=activity.trail_province, count=count, reason=reason
            )
            audit.record("follow_up.links_exported", activity, by=by, note=reason, changes={"count": (None, count)})
    return made


def _made(rows: Sequence[FollowUp], by: User) -> list[Made]:
    now = timezone.now()
    FollowUpLink._base_manager.filter(follow_up__in=rows, used_at=None, revoked_at=None).update(revoked_at=now)
    FollowUp._base_manager.filter(pk__in=[row.pk for row in rows], asked_at=None).update(asked_at=now)
    tokens = [new_token() for _row in rows]
    links = [
        FollowUpLink(follow_up=row, token_hash=hash_of(token), made_by=by, expires_at=now + LASTS)
        for row, token in zip(rows, tokens, strict=True)
    ]
    FollowUpLink.objects.bulk_create(links)
    return [Made(*one) for one in zip(rows, links, tokens, strict=True)]


def revoke(follow_up: FollowUp, *, by: User) -> None:
    """Stop the link that waits; without one nothing happens."""
    with transaction.atomic():
        require_on(follow_up, by, "people.write")
        waiting = FollowUpLink._base_manager.filter(follow_up=follow_up, used_at=None, revoked_at=None)
        if waiting.update(revoked_at=timezone.now()):
            audit.record("follow_up.link_revoked", follow_up, by=by)


def opened(token: str) -> FollowUpLink:
    """The link of this token, with all its page shows. Raises Unusable; one look-up by hash, whatever the token."""
    return _usable(_of(token).first())


def answer(token: str, said: Said) -> FollowUpAnswer:
    """The participant's own answer; it spends the link. Raises Unusable, of two at once for the second; Refusal."""
    with acting_as_system(), transaction.atomic():
        link = _of(token).first()
        if link is None:
            raise Unusable(LinkState.UNKNOWN)
        try:
            follow_up = follow_ups.locked(link.follow_up_id)
        except Refusal as gone:
            raise Unusable(LinkState.UNKNOWN) from gone
        link = _usable(_of(token).first())
        FollowUpLink._base_manager.filter(pk=link.pk).update(used_at=timezone.now())
        stored = follow_ups.store(follow_up, said, how=Way.LINK)
        name = f"Peserta ({follow_up.participation.person})"
        audit.record("follow_up.answered", follow_up, by=None, actor_name=name)
    return stored


def _of(token: str) -> QuerySet[FollowUpLink]:
    rows = FollowUpLink._base_manager.filter(token_hash=hash_of(token))
    return rows.select_related(
        "follow_up__participation__person", "follow_up__participation__activity__office__province"
    )


def _usable(link: FollowUpLink | None) -> FollowUpLink:
    if link is None:
        raise Unusable(LinkState.UNKNOWN)
    if link.used_at:
        raise Unusable(LinkState.USED)
    if link.revoked_at:
        raise Unusable(LinkState.REVOKED)
    if not link.is_live:
        raise Unusable(LinkState.EXPIRED)
    return link
