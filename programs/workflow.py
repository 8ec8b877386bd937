"""The engine of every review: a table of steps, who may take them, and what must hold (design.md section 5).

A `Workflow` is one such table with its words. Activities (programs/review.py) and quarterly reports
(programs/quarterly/review.py) each declare theirs; pages draw their buttons from `steps_for`, verbs go through `take`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dekon_portal.accounts.roles import Action
from dekon_portal.core import audit
from dekon_portal.core.dates import format_datetime
from dekon_portal.core.refusal import NotAllowed, Refusal

from .models.review import State

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

Need = Callable[[Any, "User", str], None]
"""A precondition: raises a Refusal or lets pass. Given the thing, who acts and the comment."""
Consequence = Callable[[Any, Any], object]
"""What follows, given the thing and the step's event."""


class Locked(Refusal):
    """The thing is not open for changes (R8)."""


def reason_given(thing: Any, by: User, comment: str) -> None:
    if not comment.strip():
        raise Refusal(_("Tuliskan alasannya, agar pihak lain tahu apa yang harus dilakukan."))


@dataclass(frozen=True)
class Step:
    """One allowed step: from which states, to which, who may, what must hold, and its words on the page."""

    key: str
    sources: frozenset[str]
    to: str
    action: Action
    label: object
    follows: object
    """What happens next, told beside the button."""
    needs: tuple[Need, ...] = ()
    asks_comment: bool = False


@dataclass(frozen=True)
class Workflow:
    """The steps of one kind of thing.

    A thing has `state`, `state_since`, `submitted_by`, `version`, `is_open`, an `office` and `writable_by(user,
    action)`; its events (models/review.py: StepTaken) are reached by `events`.
    """

    verb: str
    """What its entries on the trail begin with: "activity.submit"."""
    steps: Mapping[str, Step]
    events: str
    sentences: Mapping[str, Any]
    """State → who brought it there and when; of a draft without any event the one of DRAFT, which names nobody."""
    way_out: Callable[[Any], str]
    """How a locked thing says what to do."""
    told_later: tuple[Need, ...] = ()
    """Needs that do not keep a step from being offered, since the page of the step tells them."""
    consequences: dict[str, list[Consequence]] = field(default_factory=lambda: defaultdict(list))

    def follows(self, key: str) -> Callable[[Consequence], Consequence]:
        """Declare what is done with every step `key`: in its transaction, once its event and trail entry are written.

        It must be quick and must not refuse: whether a step may be taken is said by the step's needs.
        """

        def declare(consequence: Consequence) -> Consequence:
            self.consequences[key].append(consequence)
            return consequence

        return declare

    def steps_for(self, thing: Any, user: User) -> list[Step]:
        """The steps this person could take now (state and right fit), in the table's order, for the page's buttons.

        A step that would be refused for want of endorsement or by R2 is not offered.
        """
        offered = []
        for step in self.steps.values():
            if thing.state not in step.sources or not thing.writable_by(user, step.action):
                continue
            try:
                for need in step.needs:
                    if need not in (reason_given, *self.told_later):
                        need(thing, user, "")
            except Refusal:
                continue
            offered.append(step)
        return offered

    def take(self, key: str, thing: Any, *, by: User, comment: str = "") -> Any:
        """Carry out one step under the thing's row lock; answers its event.

        Raises NotAllowed or another Refusal; sending the same step twice is told, not done twice.
        """
        step = self.steps[key]
        with transaction.atomic():
            thing = self._locked(thing)
            if not thing.writable_by(by, step.action):
                raise NotAllowed(_("Peran Anda tidak mencakup langkah “%(step)s”.") % {"step": step.label})
            if thing.state not in step.sources:
                raise Refusal(
                    _("Langkah “%(step)s” tidak dapat dilakukan lagi: %(why)s")
                    % {"step": step.label, "why": self.state_sentence(thing)}
                )
            for need in step.needs:
                need(thing, by, comment)
            now = timezone.now()
            event = getattr(thing, self.events).create(
                step=key,
                from_state=thing.state,
                to_state=step.to,
                by=by,
                by_name=str(by),
                at=now,
                comment=comment.strip(),
            )
            thing.state, thing.state_since = step.to, now
            if key == "submit":
                thing.submitted_by = by
            thing.version += 1
            thing.save(update_fields=["state", "state_since", "submitted_by", "version", "updated_at"])
            audit.record(
                f"{self.verb}.{key}",
                thing,
                by=by,
                changes={"state": (State(event.from_state).label, State(event.to_state).label)},
                note=comment.strip(),
            )
            for consequence in self.consequences[key]:
                consequence(thing, event)
        return event

    def _locked(self, thing: Any) -> Any:
        rows = type(thing)._base_manager.select_for_update(of=("self",))
        return rows.select_related("office__province", "fiscal_year").get(pk=thing.pk)

    def last_event(self, thing: Any) -> Any:
        """The latest step taken; None of a thing that never left its draft."""
        return getattr(thing, self.events).select_related("by").order_by("-at", "-pk").first()

    def state_sentence(self, thing: Any) -> str:
        """Who brought the thing into its state and when: "Kegiatan ini sudah disetujui oleh … pada …"."""
        event = self.last_event(thing)
        if event is None:
            return str(self.sentences[State.DRAFT])
        return str(self.sentences[State(event.to_state)]) % {
            "who": event.by_name,
            "when": format_datetime(event.at, thing.office.province.zone),
        }

    def lock_sentence(self, thing: Any) -> str:
        """Why the thing cannot be changed now, by whom and when, and the way out; "" when it is open (R8)."""
        if thing.is_open:
            return ""
        why = self.state_sentence(thing)
        return f"{why[0].upper()}{why[1:-1]}, {self.way_out(thing)}"

    def ensure_open(self, thing: Any) -> None:
        """Raise Locked with the full sentence unless the thing may be changed now (R8)."""
        if not thing.is_open:
            raise Locked(self.lock_sentence(thing))


def table(steps: Iterable[Step]) -> dict[str, Step]:
    """Steps by their key, in the order given."""
    return {step.key: step for step in steps}
