"""What a committed list made, and why it may not be taken back: each reason is one function of `REASONS` (R15).

What it filled in of known records (completing.py) is held to the same: nobody has changed such a record since, or the
whole list stays. So an undo never leaves half of a list behind. A few queries, however long the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.utils.translation import gettext as _

from dekon_portal.core import audit
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.numbers import format_integer
from participants import ties
from participants.models import (
    BatchState,
    Business,
    Completion,
    ImportBatch,
    OrderTaker,
    Participation,
    Permit,
    Person,
    ProductionMaker,
    Visit,
)
from participants.models.completions import by_hand
from programs import stock
from programs.models import Product, Production, Unit
from programs.review import lock_sentence

from . import filled
from .completing import held_people
from .lookup import Among

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

NAMED: Final = 3
"""How many are named in a reason; the rest is counted."""


@dataclass(frozen=True)
class Made:
    """What a batch made and is still there, past the scope: only its own rows, for who may write them."""

    batch: ImportBatch
    by: User
    lock: bool = False
    """Whether what was asked must stay so until the transaction ends."""

    @property
    def participations(self) -> models.QuerySet[Participation]:
        return Participation._base_manager.filter(batch=self.batch)

    @property
    def people(self) -> models.QuerySet[Person]:
        return Person._base_manager.filter(batch=self.batch)

    @property
    def businesses(self) -> models.QuerySet[Business]:
        return Business._base_manager.filter(batch=self.batch)

    @property
    def makers(self) -> models.QuerySet[ProductionMaker]:
        return ProductionMaker._base_manager.filter(batch=self.batch)

    @property
    def productions(self) -> models.QuerySet[Production]:
        made = Production._base_manager.filter(pk__in=self.makers.values("production"))
        return made.select_related("product", "activity__office__province")

    def counts(self) -> dict[str, int]:
        return {
            "productions": self.makers.count(),
            "participations": self.participations.count(),
            "people": self.people.count(),
            "businesses": self.businesses.count(),
            "completions": self.batch.completions.count(),
        }


def reasons(made: Made) -> list[str]:
    """Why the list cannot be undone, each in a sentence; none when it can."""
    return [sentence for reason in REASONS for sentence in reason(made)]


def _closed(made: Made) -> Iterator[str]:
    activity = made.batch.activity
    if activity and not activity.is_open:
        yield str(lock_sentence(activity))


def _people_elsewhere(made: Made) -> Iterator[str]:
    others = Participation._base_manager.filter(person=models.OuterRef("pk")).exclude(batch=made.batch)
    yield from _told(
        made.people.filter(models.Exists(others)),
        lambda names: _("Orang dari daftar ini sudah mengikuti kegiatan lain: %(names)s.") % {"names": names},
    )


def _businesses_elsewhere(made: Made) -> Iterator[str]:
    others = Participation._base_manager.filter(business=models.OuterRef("pk")).exclude(batch=made.batch)
    makers = ProductionMaker._base_manager.filter(business=models.OuterRef("pk"))
    takers = OrderTaker._base_manager.filter(business=models.OuterRef("pk"))
    used = models.Exists(others) | models.Exists(makers) | models.Exists(takers)
    yield from _told(
        made.businesses.filter(used),
        lambda names: _("IKM dari daftar ini sudah dipakai di tempat lain: %(names)s.") % {"names": names},
    )


def _accompanied(made: Made) -> Iterator[str]:
    """Somebody has visited an IKM, or noted a permit of it: that is not the list's to take back."""
    visits = Visit._base_manager.filter(business=models.OuterRef("pk"))
    permits = Permit._base_manager.filter(business=models.OuterRef("pk"))
    others = Participation._base_manager.filter(activity=made.batch.activity, business=models.OuterRef("pk"))
    filled_in = filled.completed(made.batch, "participation")  # whose IKM goes again, too
    touched = models.Q(pk__in=made.participations.values("pk")) | models.Q(pk__in=filled_in.values("pk"))
    left_alone = (
        models.Q(pk__in=Participation._base_manager.filter(touched, business__isnull=False).values("business"))
        & models.Exists(visits.filter(activity=made.batch.activity))
        & ~models.Exists(others.exclude(touched))
    )
    of_the_list = models.Q(batch=made.batch) & (models.Exists(visits) | models.Exists(permits))
    yield from _told(
        Business._base_manager.filter(of_the_list | left_alone),
        lambda names: (
            _("IKM dari daftar ini sudah punya catatan pendampingan atau izin: %(names)s.") % {"names": names}
        ),
    )


def _changed_since(made: Made) -> Iterator[str]:
    for kind, rows in (("person", made.people), ("business", made.businesses)):
        yield from _told(
            rows.annotate(hand=by_hand(kind)).filter(hand__gt=1),
            lambda names: _("Data dari daftar ini sudah diubah sesudahnya: %(names)s.") % {"names": names},
        )


def _completed_by_others(made: Made) -> Iterator[str]:
    others = Completion._base_manager.exclude(batch=made.batch).exclude(batch__state=BatchState.UNDONE)
    parts = made.participations.filter(models.Exists(others.filter(participation=models.OuterRef("pk"))))
    in_person = models.Exists(others.filter(person=models.OuterRef("pk"))) & models.Q(batch=made.batch)
    people = Person._base_manager.filter(in_person | models.Q(pk__in=parts.values("person")))
    firms = made.businesses.filter(models.Exists(others.filter(business=models.OuterRef("pk"))))
    for rows in (people, firms):
        yield from _told(
            rows,
            lambda names: (
                _("Data dari daftar ini sesudahnya dilengkapi daftar lain: %(names)s. Batalkan dahulu daftar itu.")
                % {"names": names}
            ),
        )


def _participations_changed(made: Made) -> Iterator[str]:
    people = made.participations.filter(pk__in=_changed_by_hand(made)).values("person")
    yield from _told(
        Person._base_manager.filter(pk__in=people),
        lambda names: _("Kepesertaan dari daftar ini sudah diubah sesudahnya: %(names)s.") % {"names": names},
    )


def _changed_by_hand(made: Made) -> list[str]:
    """A participation has no version of its own; the trail tells who changed it after the list was saved."""
    label = audit.key_of(Participation(pk=0)).partition(":")[0]
    subjects = AuditEntry._base_manager.filter(
        root=audit.key_of(made.batch.trail_root),
        subject__startswith=f"{label}:",
        verb="row.changed",
        at__gte=made.batch.committed_at,
    )
    return [subject.rpartition(":")[2] for subject in subjects.values_list("subject", flat=True)]


def _tied(made: Made) -> Iterator[str]:
    for rows, why in ties.held(made.participations):
        people = Person._base_manager.filter(pk__in=rows.values("person"))
        yield from _told(people, partial(_filled_in, why))


def _filled_in(why: Any, names: str) -> str:
    return str(why % {"names": names})


def _completed_changed(made: Made) -> Iterator[str]:
    parts = filled.completed(made.batch, "participation").filter(pk__in=_changed_by_hand(made))
    people = filled.completed(made.batch, "person").exclude(pk__in=filled.untouched(made.batch, "person").values("pk"))
    firms = filled.completed(made.batch, "business")
    for rows in (
        Person._base_manager.filter(models.Q(pk__in=parts.values("person")) | models.Q(pk__in=people.values("pk"))),
        firms.exclude(pk__in=filled.untouched(made.batch, "business").values("pk")),
    ):
        yield from _told(
            rows,
            lambda names: _("Data yang dilengkapi daftar ini sudah diubah sesudahnya: %(names)s.") % {"names": names},
        )


def _completed_locked(made: Made) -> Iterator[str]:
    """What a locked activity holds is not changed, not even back (R8)."""
    held = held_people(filled.completed(made.batch, "person").values_list("pk", flat=True), lock=made.lock)
    yield from _told(
        Person._base_manager.filter(Among("pk", held)),
        lambda names: (
            _(
                "Orang yang datanya dilengkapi daftar ini mengikuti kegiatan yang sedang ditinjau atau sudah "
                "disetujui: %(names)s."
            )
            % {"names": names}
        ),
    )


def _completed_elsewhere(made: Made) -> Iterator[str]:
    """Whoever may not edit a record does not make it blank either (R1); names would be told to a stranger."""
    places = {
        place
        for kind in ("person", "business")
        for place in filled.completed(made.batch, kind).order_by().values_list("province", "regency").distinct()
    }
    if not all(made.by.may("people.write", province=province, regency=regency) for province, regency in places):
        yield _(
            "Daftar ini melengkapi data orang atau IKM di luar wilayah tugas Anda. Minta petugas provinsi "
            "membatalkannya."
        )


def _makers_added(made: Made) -> Iterator[str]:
    others = ProductionMaker._base_manager.exclude(batch=made.batch).filter(
        production__in=made.makers.values("production")
    )
    yield from _told(
        Business._base_manager.filter(pk__in=others.values("business")),
        lambda names: (
            _("Hasil produksi dari daftar ini sesudahnya juga dinyatakan dibuat oleh %(names)s.") % {"names": names}
        ),
    )


def _productions_changed(made: Made) -> Iterator[str]:
    changed = made.productions.filter(version__gt=1).values("product")
    yield from _told(
        Product._base_manager.filter(pk__in=changed),
        lambda names: _("Hasil produksi dari daftar ini sudah diubah sesudahnya: %(names)s.") % {"names": names},
    )


def _goods_gone(made: Made) -> Iterator[str]:
    """What the list put in stock and is no longer all there: a handover depends on it."""
    wanted: dict[tuple[Product, str], int] = {}
    for production in made.productions.exclude(quantity=None):
        key = (production.product, production.unit)
        wanted[key] = wanted.get(key, 0) + (production.quantity or 0)
    left = stock.balances(made.batch.activity.office_id) if made.batch.activity and wanted else {}
    for (product, unit), quantity in wanted.items():
        if left.get((product.pk, unit), 0) < quantity:
            yield _(
                "%(product)s dari daftar ini sudah diserahkan: %(quantity)s %(unit)s masuk persediaan, sisanya tinggal "
                "%(left)s. Batalkan dahulu BAST-nya."
            ) % {
                "product": product,
                "quantity": format_integer(quantity),
                "unit": Unit(unit).label,
                "left": format_integer(left.get((product.pk, unit), 0)),
            }


def _told(rows: models.QuerySet[Any], sentence: Callable[[str], str]) -> Iterator[str]:
    """The sentence with the first names, and how many more there are."""
    count = rows.count()
    if not count:
        return
    names = ", ".join(rows.order_by("name").values_list("name", flat=True)[:NAMED])
    if count > NAMED:
        names = _("%(names)s dan %(count)s lainnya") % {"names": names, "count": format_integer(count - NAMED)}
    yield sentence(names)


REASONS: Final = (
    _closed,
    _people_elsewhere,
    _businesses_elsewhere,
    _accompanied,
    _changed_since,
    _completed_by_others,
    _participations_changed,
    _tied,
    _completed_changed,
    _completed_locked,
    _completed_elsewhere,
    _makers_added,
    _productions_changed,
    _goods_gone,
)
