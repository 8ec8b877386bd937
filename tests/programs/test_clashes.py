"""What does not go together in a plan warns, never blocks (R12), and costs few queries."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from programs import clashes, completeness, sessions
from programs.clashes import Kind, Slot, overlap, pairs, same_spot
from programs.models import RestrictionSpell, Session, Trainer
from tests import make

DAY = date(2020, 6, 15)
TIMES = st.none() | st.integers(0, 23).map(time)


def slot(start, end=None, *, day=DAY, **fields):
    values = {"session": 1, "activity": 1, "code": "2020-16-0001", "office": 1, **fields}
    return Slot(day=day, start=start and time.fromisoformat(start), end=end and time.fromisoformat(end), **values)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (("09:00", "11:00"), ("10:00", "12:00"), True),
        (("09:00", "11:00"), ("11:00", "12:00"), False),
        (("09:00", "11:00"), ("09:00", None), True),
        (("09:00", None), ("09:30", None), False),
        (("09:00", "11:00"), (None, None), False),
        ((None, "11:00"), ("10:00", "12:00"), False),
    ],
)
def test_r4_only_known_times_overlap(one, other, together):
    assert overlap(slot(*one), slot(*other)) is together
    assert overlap(slot(*other), slot(*one)) is together


def test_another_day_never_overlaps():
    assert not overlap(slot("09:00", "11:00"), slot("09:00", "11:00", day=date(2020, 6, 16)))


@given(st.lists(st.tuples(TIMES, TIMES, st.sampled_from([DAY, date(2020, 6, 16)])), max_size=12))
def test_pairs_finds_what_comparing_all_with_all_finds(times):
    slots = [
        Slot(number, 1, "", 1, day, start, end if start and end and end > start else None)
        for number, (start, end, day) in enumerate(times)
    ]
    found = {frozenset((one.session, other.session)) for one, other in pairs(slots)}
    every = [(a, b) for place, a in enumerate(slots) for b in slots[place + 1 :]]
    assert found == {frozenset((one.session, other.session)) for one, other in every if overlap(one, other)}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"place": "Hotel Contoh"}, {"place": "hotel  contoh"}, True),
        ({"place": "Hotel Contoh", "room": "A"}, {"place": "Hotel Contoh", "room": "B"}, False),
        ({"place": "Hotel Contoh", "room": "A"}, {"place": "Hotel Contoh"}, True),
        ({"place": "Hotel Contoh"}, {"place": "Hotel Contoh", "office": 2}, False),
        ({"place": ""}, {"place": ""}, False),
    ],
)
def test_a_spot_is_a_place_and_its_room_within_one_office(one, other, same):
    assert same_spot(slot("09:00", **one), slot("09:00", **other)) is same


# --- From the rows ---
@pytest.fixture
def trainer(db):
    return Trainer._base_manager.create(province=make.province("16"), name="Ahmad Contoh", degree="S.T.")


def plan(activity, by, *, trainers=(), **fields):
    values = {"date": DAY, "start_time": time(9), "end_time": time(11), "topic": "Menjahit", "mode": "daring"}
    return sessions.save(Session(activity=activity, **{**values, **fields}), by=by, trainers=trainers)


def kinds(activity):
    return [clash.kind for clash in clashes.of(activity)]


def test_a_trainer_in_two_sessions_at_once_is_told_at_both(office_sumsel, officer_sumsel, activity_sumsel, trainer):
    other = make.activity(make.office("16"), title="Judul yang tidak ikut diceritakan")
    plan(activity_sumsel, officer_sumsel, trainers=[trainer])
    plan(other, other.created_by, trainers=[trainer], start_time=time(10), end_time=time(12))
    [clash] = clashes.of(activity_sumsel)
    assert clash.sentence == f"Ahmad Contoh, S.T. mengajar pada jam yang sama di {other.code}."
    assert activity_sumsel.code in clashes.of(other)[0].sentence
    assert "Judul" not in clash.sentence


def test_a_place_taken_twice_is_told_and_online_takes_none(activity_sumsel, officer_sumsel):
    plan(activity_sumsel, officer_sumsel, mode="luring", place="Aula Contoh")
    other = make.activity(activity_sumsel.office, officer_sumsel, place="Aula Contoh")
    plan(other, officer_sumsel, mode="luring")
    assert kinds(activity_sumsel) == kinds(other) == [Kind.PLACE]
    session = other.sessions.get()
    session.mode = "daring"
    sessions.save(session, by=officer_sumsel)
    assert kinds(activity_sumsel) == kinds(other) == []


@pytest.fixture
def in_palembang(office_sumsel, officer_sumsel):
    return make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))


def spell(regency="16.71", start=date(2020, 6, 1), end=date(2020, 6, 30)):
    return RestrictionSpell.objects.create(
        province=make.province("16"), regency=regency and make.regency(regency), start=start, end=end, source="contoh"
    )


@pytest.mark.parametrize(
    ("where", "mode", "day", "told"),
    [
        ("16.71", "luring", DAY, True),
        ("16.71", "gabungan", DAY, True),
        ("16.71", "daring", DAY, False),
        ("16.71", "luring", date(2020, 7, 1), False),
        ("16.74", "luring", DAY, False),
        (None, "luring", DAY, True),
    ],
)
def test_r12_face_to_face_within_psbb_warns(in_palembang, officer_sumsel, where, mode, day, told):
    spell(where)
    plan(in_palembang, officer_sumsel, mode=mode, date=day)
    assert (kinds(in_palembang) == [Kind.RESTRICTION]) is told


def test_r12_a_regencys_spell_does_not_cover_the_province(activity_sumsel, officer_sumsel):
    spell("16.71")
    plan(activity_sumsel, officer_sumsel, mode="luring")
    assert not clashes.of(activity_sumsel)


@pytest.mark.parametrize(("day", "told"), [(DAY, True), (date(2021, 6, 15), False)])
def test_r12_a_spell_whose_days_are_unknown_reaches_all_of_psbb(in_palembang, officer_sumsel, day, told):
    spell(start=None, end=None)
    plan(in_palembang, officer_sumsel, mode="luring", date=day)
    assert ["tanggalnya belum diketahui" in clash.sentence for clash in clashes.of(in_palembang)] == [True] * told


def test_r12_a_stated_reason_quiets_and_nothing_blocks(in_palembang, officer_sumsel):
    spell()
    session = plan(in_palembang, officer_sumsel, mode="luring")
    [lack] = [item for item in completeness.missing(in_palembang) if "PSBB" in item.label]
    assert not lack.required
    assert lack.url.endswith(f"/sesi/{session.pk}/ubah/#id_restriction_reason")
    session.restriction_reason = "Alat hanya ada di balai; sepuluh orang sehari."
    sessions.save(session, by=officer_sumsel)
    assert not clashes.of(in_palembang)


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        ({}, False),
        ({"planned_start": DAY, "planned_end": DAY}, False),
        ({"planned_start": date(2020, 7, 1), "planned_end": date(2020, 7, 3)}, True),
        ({"planned_start": date(2020, 6, 1)}, False),
        ({"planned_month": date(2020, 6, 1)}, False),
        ({"planned_month": date(2020, 7, 1)}, True),
        ({"planned_month": date(2020, 7, 1), "actual_start": DAY, "actual_end": DAY}, False),
    ],
)
def test_a_session_outside_its_activity_warns_where_the_dates_are_known(office_sumsel, officer_sumsel, dates, told):
    activity = make.activity(office_sumsel, officer_sumsel, **dates)
    plan(activity, officer_sumsel)
    assert (kinds(activity) == [Kind.DATES]) is told


def test_many_sessions_cost_as_many_queries_as_few(in_palembang, officer_sumsel, trainer):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = clashes.of(in_palembang)
        return len(seen), found

    spell()
    plan(in_palembang, officer_sumsel, mode="luring", trainers=[trainer])
    few, _found = queries()
    for number in range(20):
        plan(in_palembang, officer_sumsel, mode="luring", trainers=[trainer], topic=f"Sesi {number}")
    many, found = queries()
    assert many == few <= 5
    assert {clash.kind for clash in found} == {Kind.TRAINER, Kind.RESTRICTION}
