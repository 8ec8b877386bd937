"""A flag's life: found, explained, worse, gone, back; and that it never blocks."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants.models import ProductionMaker
from programs import reference, review
from programs.models import Activity, State
from reports.flags import recount
from reports.flags.clearing import clear
from reports.flags.registry import RULES, Rule, register
from reports.models import Flag, FlagRecount, FlagRule, FlagState
from tests import make

pytestmark = pytest.mark.django_db
RULE = "pembuat-bukan-peserta"


def strange_maker(activity, by):
    """An IKM that makes goods and does not take part."""
    return ProductionMaker.objects.create(production=make.production(activity, by, 10), business=make.business())


@pytest.fixture
def flag(activity_sumsel, officer_sumsel):
    strange_maker(activity_sumsel, officer_sumsel)
    recount.of_one(activity_sumsel)
    return Flag._base_manager.get()


def again(flag):
    recount.of_one(flag.activity)
    flag.refresh_from_db()
    return flag


def turns(flag):
    return [event.kind for event in flag.events.all()]


def test_what_was_found_is_told_with_its_figures(flag):
    assert (flag.rule, flag.found, flag.state) == (RULE, {"makers": 1}, FlagState.OPEN)
    assert flag.message == "1 IKM membuat barang tanpa seorang pun menjadi peserta."
    assert flag.url == f"/kegiatan/{flag.activity.code}/produksi/"
    assert turns(flag) == ["ditemukan"]


def test_counted_again_it_is_the_same_flag_and_no_turn(flag):
    before = flag.last_seen - timedelta(days=1)
    Flag._base_manager.update(last_seen=before)
    assert turns(again(flag)) == ["ditemukan"]
    assert flag.last_seen > before
    assert Flag._base_manager.count() == 1


def test_a_flag_that_holds_no_longer_is_gone_and_may_come_back(flag, officer_sumsel):
    maker = ProductionMaker._base_manager.get()
    there = make.participation(flag.activity, officer_sumsel, business=maker.business)
    assert again(flag).state == FlagState.GONE
    assert turns(again(flag)) == ["ditemukan", "hilang"]
    there.delete()
    assert again(flag).state == FlagState.OPEN
    assert turns(flag) == ["ditemukan", "hilang", "kembali"]


def test_an_explained_flag_stays_explained_until_it_gets_worse(flag, reviewer, officer_sumsel):
    clear(flag, by=reviewer, reason="IKM itu menerima pesanan saja.")
    assert again(flag).state == FlagState.CLEARED
    assert (flag.cleared_by, flag.reason) == (reviewer, "IKM itu menerima pesanan saja.")
    strange_maker(flag.activity, officer_sumsel)
    assert again(flag).state == FlagState.OPEN
    assert (flag.cleared_by, flag.reason) == (None, "")
    assert turns(flag) == ["ditemukan", "dijelaskan", "memburuk"]
    assert flag.events.get(kind="dijelaskan").reason == "IKM itu menerima pesanan saja."


def test_explained_gone_and_back_no_worse_it_is_still_explained(flag, reviewer, officer_sumsel):
    clear(flag, by=reviewer, reason="Benar adanya.")
    there = make.participation(flag.activity, officer_sumsel, business=ProductionMaker._base_manager.get().business)
    again(flag)
    there.delete()
    assert again(flag).state == FlagState.CLEARED


def test_who_explains_says_why_and_is_on_the_trail(flag, reviewer):
    with pytest.raises(Refusal, match="mengapa angkanya benar"):
        clear(flag, by=reviewer, reason="  ")
    clear(flag, by=reviewer, reason="Benar adanya.")
    entry = AuditEntry._base_manager.get(verb="flag.clear")
    assert entry.sentence == "Ratna Contoh menjelaskan tanda janggal “IKM pembuat tanpa peserta”"
    assert (entry.note, entry.province) == ("Benar adanya.", "16")
    with pytest.raises(Refusal, match="sudah dijelaskan oleh Ratna Contoh"):
        clear(flag, by=reviewer, reason="Sekali lagi.")


@pytest.mark.parametrize("who", ["officer_sumsel", "head_sumsel", "leader", "auditor", "admin_user"])
def test_only_reviewers_explain(flag, request, who):
    with pytest.raises(NotAllowed):
        clear(flag, by=request.getfixturevalue(who), reason="Benar adanya.")


def test_what_is_gone_needs_no_explanation(flag, reviewer):
    ProductionMaker._base_manager.all().delete()
    again(flag)
    with pytest.raises(Refusal, match="tidak berlaku lagi"):
        clear(flag, by=reviewer, reason="Benar adanya.")


# --- It never blocks ---
def test_flags_are_counted_at_submission_and_stop_nothing(activity_sumsel, officer_sumsel, reviewer):
    strange_maker(activity_sumsel, officer_sumsel)
    review.take("submit", activity_sumsel, by=officer_sumsel)
    assert Flag._base_manager.get().rule == RULE
    review.take("approve", activity_sumsel, by=reviewer)
    assert Activity._base_manager.get(pk=activity_sumsel.pk).state == State.APPROVED


def test_a_rule_that_breaks_is_logged_and_stops_nothing(activity_sumsel, officer_sumsel, monkeypatch, caplog):
    monkeypatch.setattr(RULES[RULE], "find", lambda activities, limits: 1 / 0, raising=False)
    review.take("submit", activity_sumsel, by=officer_sumsel)
    assert Activity._base_manager.get(pk=activity_sumsel.pk).state == State.SUBMITTED
    assert "could not be counted" in caplog.text


# --- All at once ---
def test_a_count_of_all_equals_counts_of_each(flag, activity_bali, officer_bali, capsys):
    strange_maker(activity_bali, officer_bali)
    call_command("recount_flags")
    assert "2 tanda berlaku, 1 perubahan." in capsys.readouterr().out
    of_all = list(Flag._base_manager.order_by("activity").values_list("activity", "rule", "found"))
    Flag._base_manager.all().delete()
    for activity in Activity._base_manager.all():
        recount.of_one(activity)
    assert list(Flag._base_manager.order_by("activity").values_list("activity", "rule", "found")) == of_all


def test_a_count_of_all_takes_no_more_queries_for_more_activities(office_sumsel, officer_sumsel):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            recount.of_all()
        return len(caught)

    strange_maker(make.activity(office_sumsel, officer_sumsel), officer_sumsel)
    recount.of_all()
    few = cost()
    for _again in range(5):
        strange_maker(make.activity(office_sumsel, officer_sumsel), officer_sumsel)
    recount.of_all()
    assert cost() == few <= 30


def test_the_day_is_counted_once_and_not_before_one_in_the_morning(flag, monkeypatch):
    clock = {"now": datetime(2026, 7, 1, 0, 59, tzinfo=ZoneInfo("Asia/Jakarta"))}
    monkeypatch.setattr(recount.timezone, "localtime", lambda *moment: clock["now"])
    assert recount.nightly() is False
    clock["now"] = datetime(2026, 7, 1, 1, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert (recount.nightly(), recount.nightly()) == (True, False)
    assert FlagRecount.objects.get().day == date(2026, 7, 1)


def test_a_rule_that_breaks_at_night_is_tried_again_an_hour_later(flag, monkeypatch, caplog):
    moment = datetime(2026, 7, 1, 3, tzinfo=ZoneInfo("Asia/Jakarta"))
    monkeypatch.setattr(recount.timezone, "localtime", lambda *_: moment)
    with monkeypatch.context() as broken:
        broken.setattr(RULES[RULE], "find", lambda activities, limits: 1 / 0, raising=False)
        assert recount.nightly() is False
    assert "could not be counted" in caplog.text
    assert recount.nightly() is True


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_it(flag, monkeypatch):
    monkeypatch.setattr(
        recount.timezone, "localtime", lambda *moment: datetime(2026, 7, 1, 3, tzinfo=ZoneInfo("Asia/Jakarta"))
    )
    Flag._base_manager.all().delete()
    call_command("worker", once=True, verbosity=0)
    assert Flag._base_manager.get().rule == RULE


# --- Thresholds are data ---
def test_a_threshold_of_the_year_goes_before_that_of_all_years(flag):
    FlagRule.objects.create(rule=RULE, threshold="lebih_dari", value=5)
    assert again(flag).state == FlagState.GONE
    FlagRule.objects.create(rule=RULE, threshold="lebih_dari", value=0, fiscal_year=make.year(2020))
    assert again(flag).state == FlagState.OPEN


def test_a_rule_that_is_switched_off_for_a_year_finds_nothing_there(flag):
    FlagRule.objects.create(rule=RULE, threshold="lebih_dari", value=0, active=False, fiscal_year=make.year(2021))
    assert again(flag).state == FlagState.OPEN
    FlagRule.objects.create(rule=RULE, threshold="lebih_dari", value=0, active=False, fiscal_year=make.year(2020))
    assert again(flag).state == FlagState.GONE


def test_every_threshold_is_seeded_once_and_what_was_changed_stays(db):
    reference.seed()
    assert FlagRule.objects.count() == sum(len(rule.thresholds) for rule in RULES.values())
    FlagRule.objects.filter(rule=RULE).update(value=7)
    reference.seed()
    assert FlagRule.objects.get(rule=RULE).value == 7


def test_only_declared_thresholds_are_taken(db):
    with pytest.raises(ValidationError, match="Tidak ada aturan"):
        FlagRule(rule="lain", threshold="lebih_dari", value=1).full_clean()
    with pytest.raises(ValidationError, match="hanya mengenal ambang: lebih_dari"):
        FlagRule(rule=RULE, threshold="sedikitnya", value=1).full_clean()
    FlagRule.objects.create(rule=RULE, threshold="lebih_dari", value=1)
    with pytest.raises(ValidationError, match="sudah ada"):
        FlagRule(rule=RULE, threshold="lebih_dari", value=2).full_clean()


def test_every_rule_says_why_it_matters_and_what_may_be_innocent(db):
    for rule in RULES.values():
        assert rule.explanation, rule.key
        assert rule.thresholds, rule.key
        assert 1 <= rule.weight <= 3, rule.key


def test_a_flag_of_a_rule_that_is_no_longer_declared_stays_readable(flag):
    flag.rule = "aturan-lama"
    assert (str(flag), flag.message) == ("Aturan lama", "")


def test_a_rule_without_its_words_or_with_anothers_key_is_no_rule(db):
    with pytest.raises(TypeError, match="declares no"):
        register(type("Wordless", (Rule,), {"key": "tanpa-kata"}))
    with pytest.raises(TypeError, match="two rules"):
        register(type(RULES[RULE]))
