"""Reports held against a count by plain loops over every stored row of a year drawn at random, figure by figure."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest

from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.known import Known
from participants.models import Participation
from programs.models import Activity, ActivityKind, DeliveryItem, Order, ReviewEvent, State
from reports.definitions.reviewing import mean_days
from reports.registry import REPORTS
from reports.selection import Selection
from tests import make

pytestmark = pytest.mark.django_db


def lines(report, person, **narrowed):
    with acting_as(person):
        return [row.values for row in REPORTS[report].rows(Selection(person, 2020, **narrowed))]


def plain(figure):
    """(sum of what is known, how many are known, of how many)."""
    return (figure.total, figure.known, figure.of) if isinstance(figure, Known) else figure


def added(quantities):
    known = [one for one in quantities if one is not None]
    return (sum(known) if known else None, len(known), len(quantities))


def test_rekap_jenis_is_what_its_rows_are(mixed_year, reviewer, officer_sumsel, office_sumsel):
    make.participation(
        make.activity(office_sumsel, officer_sumsel, kind="sosialisasi"), officer_sumsel, business=make.business("16")
    )
    told = {line["kind"]: line for line in lines("rekap-jenis", reviewer)}
    assert list(told) == [str(kind.label) for kind in ActivityKind]
    for kind in ActivityKind:
        work = [one for one in Activity._base_manager.all() if one.kind == kind]
        people = [one for one in Participation._base_manager.select_related("activity") if one.activity.kind == kind]
        line, states, sexes = told[kind.label], Counter(one.state for one in work), Counter(one.sex for one in people)
        assert line["activities"] == len(work)
        assert [line[state] for state in State.values] == [states[state] for state in State.values]
        assert (line["women"], line["men"], line["sex_unknown"]) == (sexes["P"], sexes["L"], sexes[""])
        assert line["participants"] == len(people)
        assert line["businesses"] == len({one.business_id for one in people if one.business_id})
        flags = [one.new_entrepreneur for one in people]
        assert plain(line["new_entrepreneurs"])[1:] == (len([f for f in flags if f is not None]), len(flags))
    with acting_as(reviewer):
        selection = Selection(reviewer, 2020)
        report = REPORTS["rekap-jenis"]
        [whole] = report.closing(selection, report.rows(selection))
    everybody = Participation._base_manager.filter(business__isnull=False)
    assert whole.values["businesses"] == len(set(everybody.values_list("business", flat=True)))


def test_what_each_recipient_got_is_what_its_rows_are(mixed_year, reviewer):
    expected = defaultdict(lambda: defaultdict(list))
    for item in DeliveryItem._base_manager.select_related("product", "delivery__recipient", "delivery__office"):
        delivery = item.delivery
        key = (delivery.office.province_id, delivery.recipient.name, item.product.name, item.unit)
        if delivery.state == "signed":
            expected[key]["delivered"].append(item.quantity)
        elif delivery.state in ("reported", "drafted"):
            expected[key]["reported"].append(item.quantity)
    provinces = {"Sumatera Selatan": "16", "Bali": "51"}
    told = {
        (provinces[line["province"]], line["recipient"], line["product"], line["unit"]): line
        for line in lines("penyerahan-penerima", reviewer)
    }
    assert set(told) == set(expected)
    assert told
    for key, line in told.items():
        for name in ("delivered", "reported"):
            assert plain(line[name]) == added(expected[key][name]), (key, name)


def test_recipients_that_were_merged_are_one(office_sumsel, officer_sumsel, reviewer, mask):
    activity = make.activity(office_sumsel, officer_sumsel)
    one, double = make.recipient("16", name="Gugus Tugas contoh"), make.recipient("16", name="Gugus tugas contoh 2")
    for recipient, quantity in ((one, 3), (double, 4)):
        make.delivery(activity, officer_sumsel, {mask: quantity}, recipient=recipient)
    type(double)._base_manager.filter(pk=double.pk).update(merged_into=one)
    [line] = lines("penyerahan-penerima", reviewer)
    assert (line["recipient"], plain(line["reported"])) == ("Gugus Tugas contoh", (7, 2, 2))


def test_goods_per_kind_of_recipient_are_what_their_rows_are(mixed_year, reviewer):
    expected = defaultdict(lambda: defaultdict(list))
    for order in Order._base_manager.select_related("product", "orderer"):
        expected[order.orderer.get_kind_display(), order.product.name]["ordered"].append(order.quantity)
    for item in DeliveryItem._base_manager.select_related("product", "delivery__recipient"):
        if item.delivery.state == "signed":
            key = item.delivery.recipient.get_kind_display(), item.product.name
            expected[key]["delivered"].append(item.quantity)
    told = {(line["kind"], line["product"]): line for line in lines("produk-jenis-penerima", reviewer)}
    assert set(expected) <= set(told)
    for key, line in told.items():
        for name in ("ordered", "delivered"):
            assert plain(line[name]) == added(expected[key][name]), (key, name)


def test_time_in_review_is_what_the_events_say(mixed_year, reviewer):
    for number, event in enumerate(ReviewEvent._base_manager.order_by("pk")):  # as if days lay between the steps
        ReviewEvent._base_manager.filter(pk=event.pk).update(at=event.at + timedelta(hours=31 * number))
    stays = defaultdict(list)
    for activity in Activity._base_manager.select_related("office__province"):
        events = list(activity.review_events.order_by("at", "pk"))
        for event, following in pairwise(events):
            stays[activity.office.province.name, event.to_state].append(following.at - event.at)
    told = {line["province"]: line for line in lines("tinjauan", reviewer)}
    assert stays
    for (province, state), times in stays.items():
        assert told[province][f"ended_{state}"] == len(times)
        assert told[province][f"days_{state}"] == mean_days(len(times), sum(times, timedelta()))
    assert mean_days(0, timedelta()) is None  # of nothing there is no mean (R4)
    waiting = Counter(Activity._base_manager.values_list("office__province__name", "state"))
    assert all(
        told[province]["submitted"] == waiting[province, "submitted"] for province in ("Bali", "Sumatera Selatan")
    )


def test_the_list_of_participants_has_each_once_and_no_whole_nik(mixed_year, reviewer):
    told = lines("peserta", reviewer)
    assert len(told) == Participation._base_manager.count()
    whole = {row.person.nik for row in Participation._base_manager.select_related("person") if row.person.nik}
    assert not whole & {line["nik"] for line in told}


def test_what_narrows_nothing_is_let_go_of(client, mixed_year, reviewer):
    client.force_login(reviewer)
    page = client.get("/laporan/penyerapan-anggaran/?year=2020&commodity=sandang").content.decode()
    assert "komoditas" not in page[page.index("<main") :].casefold()
