"""Undo of a committed list as a whole, while nothing later depends on it (R15).

What goes is what the list made: its participations, the people and IKM it brought in, its productions. Whoever was
known before stays. Each reason against it is one function of `REASONS`; a few queries, however long the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.editing import require_on
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.refusal import Refusal
from participants import tallies
from participants.models import BatchState, Business, ImportBatch, OrderTaker, Participation, Person, ProductionMaker
from programs import goods, stock
from programs.models import Product, Production, Unit
from programs.review import lock_sentence

from . import kinds

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

NAMED: Final = 3
"""How many are named in a reason; the rest is counted."""

audit.register({"import.undone": gettext_lazy("%(who)s membatalkan seluruh isi daftar %(what)s")})


@dataclass(frozen=True)
class Made:
    """What a batch made and is still there, past the scope: only its own rows, for who may write them."""

    batch: ImportBatch

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
        """In the order in which all writers of stock take their turns (goods.py)."""
        made = Production._base_manager.filter(pk__in=self.makers.values("production"))
        return made.select_related("product", "activity__office__province").order_by("product", "unit", "pk")

    def counts(self) -> dict[str, int]:
        return {
            "productions": self.makers.count(),
            "participations": self.participations.count(),
            "people": self.people.count(),
            "businesses": self.businesses.count(),
        }


def reasons(batch: ImportBatch) -> list[str]:
    """Why the list cannot be undone, each in a sentence; none when it can."""
    made = Made(batch)
    return [sentence for reason in REASONS for sentence in reason(made)]


def undo(batch: ImportBatch, *, by: User, reason: str) -> ImportBatch:
    """Take back all that the list made, in one transaction. Raises Refusal with every reason against it."""
    require_on(batch, by, kinds.of(batch).action)
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Tuliskan alasan pembatalan daftar ini."))
    try:
        with transaction.atomic():
            return _undo(batch, by, reason)
    except IntegrityError as error:
        raise Refusal(
            _("Daftar ini tidak dapat dibatalkan: orang atau IKM-nya baru saja dipakai di tempat lain. Muat ulang.")
        ) from error


def _undo(batch: ImportBatch, by: User, reason: str) -> ImportBatch:
    batch = ImportBatch.locked(batch.pk)
    if batch.state != BatchState.COMMITTED:
        raise Refusal(_("Hanya daftar yang sudah tersimpan yang dapat dibatalkan."))
    batch.lock_activity()
    activities = [batch.activity.pk] if batch.activity else []
    tallies.wait_for_turn(activities)
    against = reasons(batch)
    if against:
        raise Refusal(" ".join(against))
    made = Made(batch)
    counts = made.counts()
    _withdraw(made, by, reason)
    _remove(made.participations)
    tallies.refresh(activities)
    _remove(made.people)
    _remove(made.businesses)
    ImportBatch._base_manager.filter(pk=batch.pk).update(
        state=BatchState.UNDONE, undone_by=by, undone_at=timezone.now(), undone_reason=reason
    )
    audit.record(
        "import.undone",
        batch,
        by=by,
        note=reason,
        changes={name: (count, None) for name, count in counts.items() if count},
    )
    batch.refresh_from_db(fields=["state", "undone_by", "undone_at", "undone_reason"])
    return batch


def _withdraw(made: Made, by: User, reason: str) -> None:
    """The ledger keeps what happened, so goods are taken back by counter-entries (R6)."""
    productions = list(made.productions)
    _remove(made.makers)
    for production in productions:
        goods.withdraw_production(production, by=by, reason=reason)


def _remove(rows: models.QuerySet[Any]) -> None:
    """Without reading each row first; what refers to one is refused by the database itself."""
    rows._raw_delete(rows.db)  # type: ignore[attr-defined]


# --- Reasons against it ---
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


def _changed_since(made: Made) -> Iterator[str]:
    for rows in (made.people, made.businesses):
        yield from _told(
            rows.filter(version__gt=1),
            lambda names: _("Data dari daftar ini sudah diubah sesudahnya: %(names)s.") % {"names": names},
        )


def _participations_changed(made: Made) -> Iterator[str]:
    """A participation has no version of its own; the trail tells who changed it."""
    label = audit.key_of(Participation(pk=0)).partition(":")[0]
    subjects = AuditEntry._base_manager.filter(
        root=audit.key_of(made.batch.trail_root), subject__startswith=f"{label}:", verb="row.changed"
    )
    keys = {subject.rpartition(":")[2] for subject in subjects.values_list("subject", flat=True)}
    people = made.participations.filter(pk__in=keys).values("person")
    yield from _told(
        Person._base_manager.filter(pk__in=people),
        lambda names: _("Kepesertaan dari daftar ini sudah diubah sesudahnya: %(names)s.") % {"names": names},
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
    _changed_since,
    _participations_changed,
    _makers_added,
    _productions_changed,
    _goods_gone,
)
