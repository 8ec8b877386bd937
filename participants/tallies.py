"""Keeping the counts of participation true: recount inside the transaction that changed it.

The number of queries does not grow with the rows; `differences` proves the counts against the rows themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, models, transaction
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractQuarter

from programs.models import Activity, Office

from .models import ActivityTally, Participation, Person, ProvinceTally, ServedBusiness
from .models.tallies import WHOLE_YEAR

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

PEOPLE = ("women", "men", "sex_unknown", "new_entrepreneurs", "new_entrepreneur_unknown")
FIELDS = (*PEOPLE, "businesses")

Place = tuple[int, str]
"""A year and a province."""
Term = tuple[int, str, int]
"""A year, a province and a quarter, or WHOLE_YEAR."""
_SERVED: Final = "SELECT fiscal_year, province, quarter, business, witness"
TERMS: Final = (WHOLE_YEAR, 1, 2, 3, 4)


def quarter_of(activity: str) -> Case:
    """The quarter of its fiscal year in which an activity begins, NULL where that is unknown or in another year;
    `activity` is the way to it ("activity__")."""
    own_year = Q(**{f"{activity}begins_on__year": F(f"{activity}fiscal_year")})
    return Case(When(own_year, then=ExtractQuarter(f"{activity}begins_on")), output_field=models.IntegerField())


def refresh(activity_ids: Iterable[int]) -> None:
    """Recount these activities. Call it last in the transaction that changed their participations."""
    ids = list(activity_ids)
    if not ids:
        return
    with transaction.atomic():
        wait_for_turn(ids)
        _repeat_sexes(ids)
        _refresh_tallies(ids)
        _refresh_served(ids)
        _refresh_provinces(ids)


def wait_for_turn(ids: list[int]) -> None:
    """One recount per province at a time: an IKM leaving two activities at once must not stay counted for either."""
    provinces = Activity._base_manager.filter(pk__in=ids).values("office__province")
    _wait(Office._base_manager.filter(province__in=provinces))


def wait_for_turn_in(province: str) -> None:
    """The same turn, for who brings IKM to a province and no participation."""
    _wait(Office._base_manager.filter(province=province))


def _wait(offices: models.QuerySet[Office]) -> None:
    list(offices.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def of_activity(activity: Activity) -> ActivityTally:
    """The kept counts of an activity; all 0 when nobody ever took part."""
    return ActivityTally._base_manager.filter(activity=activity).first() or ActivityTally(activity=activity)


def people_within(user: User) -> int | None:
    """How many participations the user may open, by the counts kept of whole provinces; None within regencies only."""
    if not user.scope.national and any(reach.regency for reach in user.scope.reaches):
        return None
    kept = ProvinceTally.objects.visible_to(user).filter(quarter=WHOLE_YEAR)
    people: int = kept.aggregate(all=Sum(F("women") + F("men") + F("sex_unknown"), default=0))["all"]
    return people


def counted(activity_ids: Iterable[int] | None = None) -> dict[int, dict[str, int]]:
    """The counts of each activity that has participations, straight from the rows."""
    rows = Participation._base_manager.order_by()
    if activity_ids is not None:
        rows = rows.filter(activity__in=list(activity_ids))
    found: Any = rows.values("activity").annotate(
        women=Count("pk", filter=Q(person__sex="P")),
        men=Count("pk", filter=Q(person__sex="L")),
        sex_unknown=Count("pk", filter=Q(person__sex="")),
        new_entrepreneurs=Count("pk", filter=Q(new_entrepreneur=True)),
        new_entrepreneur_unknown=Count("pk", filter=Q(new_entrepreneur__isnull=True)),
        businesses=Count("business", distinct=True),
    )
    return {row["activity"]: {name: row[name] for name in FIELDS} for row in found}


def _other_sexes() -> models.QuerySet[Participation]:
    """Participations whose sex is not the person's."""
    return Participation._base_manager.order_by().exclude(sex=F("person__sex"))


def _repeat_sexes(ids: list[int]) -> None:
    person = Person._base_manager.filter(pk=OuterRef("person")).values("sex")
    _other_sexes().filter(activity__in=ids).update(sex=Subquery(person))


def _refresh_tallies(ids: list[int]) -> None:
    counts = counted(ids)
    ActivityTally._base_manager.bulk_create(
        [ActivityTally(activity_id=pk, **counts.get(pk, dict.fromkeys(FIELDS, 0))) for pk in ids],
        update_conflicts=True,
        unique_fields=["activity"],
        update_fields=list(FIELDS),
        batch_size=1000,
    )


def follow(activity: Activity) -> None:
    """An activity that begins in another quarter now takes its counts along."""
    refresh([activity.pk])


def _refresh_served(ids: list[int]) -> None:
    """Drop what these activities no longer witness, then add what they (or another activity) do witness."""
    still_there = Participation._base_manager.filter(activity=OuterRef("witness"), business=OuterRef("business"))
    another_quarter = ~Q(quarter=WHOLE_YEAR) & ~Q(quarter=Coalesce(quarter_of("witness__"), WHOLE_YEAR))
    rows = ServedBusiness._base_manager.filter(witness__in=ids)
    lost = dict(rows.filter(Q(~Exists(still_there)) | another_quarter).values_list("pk", "business"))
    ServedBusiness._base_manager.filter(pk__in=lost).delete()
    where = Q(activity__in=ids) | Q(business__in=set(lost.values()))
    for witnesses in _witnesses():
        _insert_served(witnesses.filter(where))


def _witnesses() -> tuple[models.QuerySet[Any, Any], models.QuerySet[Any, Any]]:
    """One activity for each IKM of a year and province, and one for each of a quarter."""
    rows = Participation._base_manager.filter(business__isnull=False).order_by()
    terms = (rows.annotate(quarter=Value(WHOLE_YEAR)), rows.annotate(quarter=quarter_of("activity__")))
    key = ("fiscal_year", "province", "quarter", "business")
    whole, parts = (term.values(*key).annotate(witness=Min("activity")) for term in terms)
    return whole, parts.filter(quarter__isnull=False)


def _insert_served(witnesses: models.QuerySet[Any, Any]) -> None:
    """INSERT … SELECT, which the ORM does not offer: no row travels through Python."""
    chosen, params = witnesses.query.sql_with_params()
    table = connection.ops.quote_name(ServedBusiness._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (fiscal_year_id, province_id, quarter, business_id, witness_id)"
            f" {_SERVED} FROM ({chosen}) AS chosen WHERE true ON CONFLICT DO NOTHING",
            params,
        )


def _refresh_provinces(ids: list[int]) -> None:
    found = Activity._base_manager.filter(pk__in=ids).order_by()
    places = set(found.values_list("fiscal_year", "office__province"))
    counts = counted_provinces(places)
    ProvinceTally._base_manager.bulk_create(
        [
            ProvinceTally(fiscal_year_id=year, province_id=province, quarter=term, **counts[year, province, term])
            for year, province in sorted(places)
            for term in TERMS
        ],
        update_conflicts=True,
        unique_fields=["fiscal_year", "quarter", "province"],
        update_fields=list(FIELDS),
    )


def counted_provinces(places: set[Place] | None = None) -> dict[Term, dict[str, int]]:
    """The counts of each province, year and quarter with work, or of `places`, from the counts one step closer to the
    rows."""
    activities, served = ActivityTally._base_manager.order_by(), ServedBusiness._base_manager.order_by()
    if places is not None:
        years, provinces = {year for year, _province in places}, {province for _year, province in places}
        activities = activities.filter(activity__fiscal_year__in=years, activity__office__province__in=provinces)
        served = served.filter(fiscal_year__in=years, province__in=provinces)
    counts: dict[Term, dict[str, int]] = defaultdict(lambda: dict.fromkeys(FIELDS, 0))
    term = ("activity__fiscal_year", "activity__office__province", "begun")
    people: Any = activities.annotate(begun=quarter_of("activity__")).values_list(*term)
    for year, province, begun, *sums in people.annotate(*(Sum(name) for name in PEOPLE)):
        for quarter in {WHOLE_YEAR, begun or WHOLE_YEAR}:
            of_term = counts[year, province, quarter]
            of_term |= {name: of_term[name] + number for name, number in zip(PEOPLE, sums, strict=True)}
    businesses: Any = served.values_list("fiscal_year", "province", "quarter").annotate(Count("pk"))
    for year, province, quarter, count in businesses:
        counts[year, province, quarter]["businesses"] = count
    return counts


def differences() -> list[tuple[Any, ...]]:
    """("activity", id), ("served", year, province, quarter, business), ("province", year, province, quarter) or
    ("sex", participation) wherever what is kept is not what the rows say."""
    sexes = [("sex", pk) for pk in _other_sexes().order_by("pk").values_list("pk", flat=True)]
    return (
        [("activity", pk) for pk in _tally_differences()]
        + [("served", *key) for key in _served_differences()]
        + [("province", *key) for key in _province_differences()]
        + sexes
    )


def _tally_differences() -> list[int]:
    truth = counted()
    kept = {tally.pk: _counts(tally) for tally in ActivityTally._base_manager.all()}
    nothing = dict.fromkeys(FIELDS, 0)
    every = Activity._base_manager.values_list("pk", flat=True)
    return [pk for pk in every if truth.get(pk, nothing) != kept.get(pk, nothing)]


def _served_differences() -> list[tuple[int, str, int, int]]:
    key = ("fiscal_year", "province", "quarter", "business")
    truth = {tuple(row[name] for name in key) for witnesses in _witnesses() for row in witnesses}
    return sorted(truth ^ set(ServedBusiness._base_manager.values_list(*key)))


def _province_differences() -> list[Term]:
    truth, nothing = counted_provinces(), dict.fromkeys(FIELDS, 0)
    rows = ProvinceTally._base_manager.all()
    kept = {(tally.fiscal_year_id, tally.province_id, tally.quarter): _counts(tally) for tally in rows}
    return sorted(key for key in truth.keys() | kept.keys() if truth.get(key, nothing) != kept.get(key, nothing))


def _counts(tally: ActivityTally | ProvinceTally) -> dict[str, int]:
    return {name: getattr(tally, name) for name in FIELDS}
