"""Flags on pages: shown to officer and reviewer alike, listed within reach, explained by reviewers, in the queue."""

import pytest
from django.urls import reverse

from participants.models import ProductionMaker
from programs import review
from reports.flags import recount
from reports.flags.clearing import clear
from reports.models import Flag
from tests import make

pytestmark = pytest.mark.django_db
RULE = "pembuat-bukan-peserta"
FOUND = "1 IKM membuat barang tanpa seorang pun menjadi peserta."
LIST = "/laporan/janggal/"


def flagged(activity, by):
    ProductionMaker.objects.create(production=make.production(activity, by, 10), business=make.business())
    recount.of_one(activity)
    return Flag._base_manager.get(activity=activity)


@pytest.fixture
def flag(activity_sumsel, officer_sumsel):
    return flagged(activity_sumsel, officer_sumsel)


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_officer_and_reviewer_read_the_same(client_class, flag, officer_sumsel, reviewer):
    review.take("submit", flag.activity, by=officer_sumsel)
    code = flag.activity.code
    for who, name in (
        (officer_sumsel, "programs:activity"),
        (officer_sumsel, "programs:activity_missing"),
        (reviewer, "programs:activity"),
        (reviewer, "programs:review"),
    ):
        client = client_class()
        client.force_login(who)
        page = read(client, reverse(name, args=[code]))
        assert FOUND in page
        assert "Wajar bila pesertanya belum dicatat" in page
        assert "lebih dari 0 IKM" in page


def test_opening_the_review_counts_anew(client, flag, officer_sumsel, reviewer):
    review.take("submit", flag.activity, by=officer_sumsel)
    ProductionMaker._base_manager.all().delete()
    client.force_login(reviewer)
    page = read(client, reverse("programs:review", args=[flag.activity.code]))
    assert FOUND not in page
    assert "1 tanda tidak lagi berlaku" in page


def test_the_officer_reads_who_explained_it_and_why(client_class, flag, officer_sumsel, reviewer):
    at_desk = client_class()
    at_desk.force_login(reviewer)
    at_desk.post(reverse("reports:flag_clear", args=[flag.pk]), {"reason": "IKM itu menerima pesanan saja."})
    client = client_class()
    client.force_login(officer_sumsel)
    page = read(client, flag.activity.get_absolute_url())
    assert "IKM itu menerima pesanan saja." in page
    assert "Ratna Contoh" in page
    assert "Jelaskan" not in page
    assert "IKM itu menerima pesanan saja." in read(client, reverse("reports:flag", args=[flag.pk]))


def test_the_list_is_within_reach_and_filtered(
    client_class, flag, activity_bali, officer_bali, officer_sumsel, reviewer
):
    other = flagged(activity_bali, officer_bali)
    clear(other, by=reviewer, reason="Benar adanya.")

    def listed(who, query=""):
        client = client_class()
        client.force_login(who)
        return {row.record for row in client.get(LIST + query).context["table"].rows}

    assert listed(officer_sumsel) == {flag}
    assert listed(reviewer) == {flag, other}
    assert listed(reviewer, "?provinsi=51") == {other}
    assert listed(reviewer, "?status=terbuka") == {flag}
    assert listed(reviewer, "?status=dijelaskan") == {other}
    assert listed(reviewer, "?status=hilang") == set()
    assert listed(reviewer, f"?aturan={RULE}") == {flag, other}
    assert listed(reviewer, "?aturan=angka-bulat") == set()
    assert listed(reviewer, f"?cari={flag.activity.code}") == {flag}


def test_the_file_says_what_the_list_says(client, flag, reviewer):
    client.force_login(reviewer)
    file = b"".join(client.get(LIST + "?_export=csv").streaming_content).decode()
    assert FOUND in file
    assert flag.activity.code in file


def test_another_province_learns_nothing(client, flag, officer_bali):
    client.force_login(officer_bali)
    for name in ("flag", "flag_clear"):
        assert client.get(reverse(f"reports:{name}", args=[flag.pk])).status_code == 404


# --- The queue ---
@pytest.fixture
def queue(client, flag, activity_bali, officer_sumsel, officer_bali, reviewer):
    """Bali waits longer, Sumatera Selatan has a flag."""
    review.take("submit", activity_bali, by=officer_bali)
    review.take("submit", flag.activity, by=officer_sumsel)
    client.force_login(reviewer)

    def listed(query=""):
        return [row.record for row in client.get("/tinjauan/" + query).context["table"].rows]

    return listed


def test_the_queue_tells_open_flags_and_is_sorted_by_their_weight(queue, flag, activity_bali, client):
    assert queue() == [activity_bali, flag.activity]
    assert queue("?urut=risk") == [flag.activity, activity_bali]
    assert [row.risk_count for row in queue()] == [0, 1]
    assert "bobot 1" in read(client, "/tinjauan/")


def test_the_queue_is_filtered_by_flag_kind_and_province(queue, flag, activity_bali):
    assert queue("?tanda=ada") == [flag.activity]
    assert queue(f"?tanda={RULE}") == [flag.activity]
    assert queue("?tanda=angka-bulat") == []
    assert queue("?jenis=pameran") == []
    assert queue("?provinsi=51") == [activity_bali]


def test_an_explained_flag_is_no_risk(queue, flag, reviewer):
    clear(flag, by=reviewer, reason="Benar adanya.")
    assert queue("?tanda=ada") == []


# --- The report ---
def test_the_report_adds_up_to_its_rows(client, flag, activity_bali, officer_bali, reviewer):
    clear(flagged(activity_bali, officer_bali), by=reviewer, reason="Benar adanya.")
    client.force_login(reviewer)
    table = client.get("/laporan/tanda-janggal/?year=2020").context["document"].rows
    by_province = {row.values["province_code"]: row.values for row in table}
    assert (by_province["16"]["flags_terbuka"], by_province["16"]["flags_dijelaskan"]) == (1, 0)
    assert (by_province["51"]["flags_terbuka"], by_province["51"]["flags_dijelaskan"]) == (0, 1)
    rows = client.get("/laporan/tanda-janggal/baris/?year=2020&column=flags_terbuka")
    assert rows.context["proof"].holds
    assert FOUND in rows.content.decode()
