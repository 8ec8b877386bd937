"""The verbs of a follow-up: what a participant says (by link, or to an officer), and that somebody was not reached.

Not held by R8: all of it happens after the activity, and changes nothing that was approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.editing import require_on
from dekon_portal.core.models import PersonalDataAccess
from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import without_niks
from dekon_portal.core.refusal import Refusal

from .models import FollowUp, FollowUpAnswer, FollowUpAttempt, FollowUpLink, Market, PermitGained
from .models.follow_up import LONGEST_NOTE
from .models.follow_up_choices import joined
from .ties import TIES, Tie, remove

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

    from .models import Participation

MOST_WORKERS: Final = 99_999

audit.register(
    {
        "follow_up.answered": gettext_lazy("%(who)s menjawab tindak lanjut %(what)s"),
        "follow_up.recorded": gettext_lazy("%(who)s mencatat jawaban tindak lanjut %(what)s"),
        "follow_up.corrected": gettext_lazy("%(who)s mengoreksi jawaban tindak lanjut %(what)s"),
        "follow_up.tried": gettext_lazy("%(who)s tidak berhasil menghubungi %(what)s"),
        "phone.revealed": gettext_lazy("%(who)s melihat nomor telepon %(what)s"),
    }
)


@dataclass(frozen=True)
class Said:
    """What a participant says; None is unknown, an empty set is none of them (R4)."""

    producing: bool | None = None
    workers: int | None = None
    sales: str | None = None
    permits: frozenset[str] | None = None
    markets: frozenset[str] | None = None
    note: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        """As they are kept. Raises Refusal when nothing is said, or what cannot be."""
        facts = (self.producing, self.workers, self.sales, self.permits, self.markets)
        if all(fact is None for fact in facts):
            raise Refusal(_("Jawab paling sedikit satu pertanyaan."))
        if self.workers is not None and not 0 <= self.workers <= MOST_WORKERS:
            raise Refusal(_("Jumlah tenaga kerja tidak masuk akal. Periksa lagi angkanya."))
        note = without_niks(self.note)
        return {
            "producing": self.producing,
            "workers": self.workers,
            "sales": self.sales,
            "permits": None if self.permits is None else joined(PermitGained, self.permits),
            "markets": None if self.markets is None else joined(Market, self.markets),
            "note": _fitting(note, LONGEST_NOTE),
        }


def record(follow_up: FollowUp, said: Said, *, by: User, how: str, reason: str = "") -> FollowUpAnswer:
    """What the participant told an officer; of an answered round a correction, which says why.

    Raises NotAllowed, or Refusal when the round was answered already and no reason is given.
    """
    with transaction.atomic():
        require_on(follow_up, by, "people.write")
        follow_up = locked(follow_up.pk)
        if follow_up.answer_id is None:
            answer = store(follow_up, said, how=how, by=by)
            audit.record("follow_up.recorded", follow_up, by=by)
            return answer
        reason = _fitting(without_niks(reason), 500)
        if not reason:
            raise Refusal(_("Putaran ini sudah dijawab. Tulis alasan koreksi agar jawaban baru ini yang dihitung."))
        answer = store(follow_up, said, how=how, by=by, corrects=follow_up.answer, reason=reason)
        audit.record("follow_up.corrected", follow_up, by=by, note=reason)
    return answer


def store(follow_up: FollowUp, said: Said, **known: Any) -> FollowUpAnswer:
    """The answer, which counts from now on; of a round that is locked. Links that wait have nothing to ask any more."""
    answer = FollowUpAnswer.objects.create(follow_up=follow_up, **said.fields, **known)
    follow_up.answer = answer
    follow_up.asked_at = follow_up.asked_at or timezone.now()
    follow_up.save(update_fields=["answer", "asked_at"])
    FollowUpLink._base_manager.filter(follow_up=follow_up, used_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    return answer


def not_reached(follow_up: FollowUp, *, by: User, how: str, note: str = "") -> FollowUpAttempt:
    """Somebody called or came and did not reach the participant. Raises NotAllowed, or Refusal once it is answered."""
    with transaction.atomic():
        require_on(follow_up, by, "people.write")
        follow_up = locked(follow_up.pk)
        if follow_up.answer_id is not None:
            raise Refusal(_("Putaran ini sudah dijawab, sehingga tidak perlu dihubungi lagi."))
        attempt = FollowUpAttempt.objects.create(
            follow_up=follow_up, by=by, how=how, note=_fitting(without_niks(note), 300)
        )
        if follow_up.asked_at is None:
            follow_up.asked_at = attempt.at
            follow_up.save(update_fields=["asked_at"])
        audit.record("follow_up.tried", follow_up, by=by, note=attempt.note)
    return attempt


def reveal_phone(follow_up: FollowUp, *, by: User) -> str:
    """The participant's full number, for calling them; on record with this reason (R3). Raises NotAllowed, Refusal."""
    require_on(follow_up, by, "people.write")
    person = follow_up.participation.person
    if not person.phone:
        raise Refusal(_("Nomor telepon %(name)s belum diketahui.") % {"name": person})
    reason = f"Menghubungi untuk tindak lanjut {follow_up.round} bulan"
    with transaction.atomic():
        PersonalDataAccess.objects.create(
            actor=by, subject=audit.key_of(person), province=person.province_id, reason=reason
        )
        audit.record("phone.revealed", follow_up, by=by, note=reason)
    return person.phone


def locked(pk: int) -> FollowUp:
    """The round, locked until the transaction ends. Raises Refusal when its participant was taken out meanwhile."""
    rows = FollowUp._base_manager.select_for_update(of=("self",))
    shown = ("participation__person", "participation__activity__office__province", "answer")
    found = rows.select_related(*shown).filter(pk=pk).first()
    if found is None:
        raise Refusal(_("Peserta ini baru saja dikeluarkan dari kegiatan, sehingga kabarnya tidak dicatat."))
    return found


def _told(participation: Participation) -> str:
    """Locks the rounds, so that nobody answers meanwhile."""
    rounds = FollowUp._base_manager.select_for_update(of=("self",)).filter(participation=participation)
    if not any(follow_up.answer_id for follow_up in rounds):
        return ""
    sentence = _("%(name)s sudah menjawab tindak lanjut, sehingga tidak dapat dikeluarkan dari kegiatan.")
    return sentence % {"name": participation.person}


def _held(participations: QuerySet[Participation]) -> QuerySet[Participation]:
    """What became of a participant is told of their participation, and would hang in the air without it."""
    answered = FollowUp._base_manager.filter(participation=OuterRef("pk"), answer__isnull=False)
    return participations.filter(Exists(answered))


def _release(participations: QuerySet[Participation]) -> None:
    """Rounds that nobody answered go with their participation."""
    rounds = FollowUp._base_manager.filter(participation__in=participations.values("pk"))
    for asked in (FollowUpLink, FollowUpAttempt):
        remove(asked._base_manager.filter(follow_up__in=rounds.values("pk")))
    remove(rounds)


TIES.append(
    Tie(_told, _held, gettext_lazy("Peserta dari daftar ini sudah menjawab tindak lanjut: %(names)s."), _release)
)


def _fitting(text: str, longest: int) -> str:
    """One clean line. Raises Refusal when it is too long."""
    try:
        return clean_text(text, longest)
    except ValueError as too_long:
        raise Refusal(str(too_long)) from too_long
