"""Keeping the counts of participation true: recount inside the transaction that changed it.

The number of queries does not grow with the rows; `differences` proves the counts against the rows themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery, Sum

from programs.models import Activity, Office

from .models import ActivityTally, Participation, Person, ProvinceTally, ServedBusiness

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

PEOPLE = ("women", "men", "sex_unknown", "new_entrepreneurs", "new_entrepreneur_unknown")
FIELDS = (*PEOPLE, "businesses")

Place = tuple[int, str]
"""A year and a province."""


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
    kept = ProvinceTally.objects.visible_to(user)
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


def _refresh_served(ids: list[int]) -> None:
    """Drop what these activities no longer witness, then add what they (or another activity) do witness."""
    still_there = Participation._base_manager.filter(activity=OuterRef("witness"), business=OuterRef("business"))
    lost = dict(
        ServedBusiness._base_manager.filter(~Exists(still_there), witness__in=ids).values_list("pk", "business")
    )
    ServedBusiness._base_manager.filter(pk__in=lost).delete()
    _insert_served(Q(activity__in=ids) | Q(business__in=set(lost.values())))


def _witnesses() -> models.QuerySet[Any, Any]:
    return (
        Participation._base_manager.filter(business__isnull=False)
        .order_by()
        .values("fiscal_year", "province", "business")
        .annotate(witness=Min("activity"))
    )


def _insert_served(where: Q) -> None:
    """INSERT … SELECT, which the ORM does not offer: no row travels through Python."""
    chosen, params = _witnesses().filter(where).query.sql_with_params()
    table = connection.ops.quote_name(ServedBusiness._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (fiscal_year_id, province_id, business_id, witness_id) {chosen}"
            " ON CONFLICT DO NOTHING",
            params,
        )


def _refresh_provinces(ids: list[int]) -> None:
    found = Activity._base_manager.filter(pk__in=ids).order_by()
    places = set(found.values_list("fiscal_year", "office__province"))
    counts = counted_provinces(places)
    ProvinceTally._base_manager.bulk_create(
        [
            ProvinceTally(fiscal_year_id=year, province_id=province, **counts[year, province])
            for year, province in sorted(places)
        ],
        update_conflicts=True,
        unique_fields=["fiscal_year", "province"],
        update_fields=list(FIELDS),
    )


def counted_provinces(places: set[Place] | None = None) -> dict[Place, dict[str, int]]:
    """The counts of each province and year with work, or of `places`, from the counts one step closer to the rows."""
    activities, served = ActivityTally._base_manager.order_by(), ServedBusiness._base_manager.order_by()
    if places is not None:
        years, provinces = {year for year, _province in places}, {province for _year, province in places}
        activities = activities.filter(activity__fiscal_year__in=years, activity__office__province__in=provinces)
        served = served.filter(fiscal_year__in=years, province__in=provinces)
    counts: dict[Place, dict[str, int]] = defaultdict(lambda: dict.fromkeys(FIELDS, 0))
    place = ("activity__fiscal_year", "activity__office__province")
    people: Any = activities.values_list(*place).annotate(*(Sum(name) for name in PEOPLE))
    for year, province, *sums in people:
        counts[year, province] |= dict(zip(PEOPLE, sums, strict=True))
    businesses: Any = served.values_list("fiscal_year", "province").annotate(Count("pk"))
    for year, province, count in businesses:
        counts[year, province]["businesses"] = count
    return counts


def differences() -> list[tuple[Any, ...]]:
    """("activity", id), ("served", year, province, business), ("province", year, province) or ("sex", participation)
    wherever what is kept is not what the rows say."""
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


def _served_differences() -> list[tuple[int, str, int]]:
    truth = {(row["fiscal_year"], row["province"], row["business"]) for row in _witnesses()}
    kept = set(ServedBusiness._base_manager.values_list("fiscal_year", "province", "business"))
    return sorted(truth ^ kept)


def _province_differences() -> list[Place]:
    truth, nothing = counted_provinces(), dict.fromkeys(FIELDS, 0)
    kept = {(tally.fiscal_year_id, tally.province_id): _counts(tally) for tally in ProvinceTally._base_manager.all()}
    return sorted(key for key in truth.keys() | kept.keys() if truth.get(key, nothing) != kept.get(key, nothing))


def _counts(tally: ActivityTally | ProvinceTally) -> dict[str, int]:
    return {name: getattr(tally, name) for name in FIELDS}
