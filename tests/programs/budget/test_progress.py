"""Physical progress stands beside the money and is no share of it; it falls only with a word why."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from dekon_portal.core.refusal import NotAllowed, Refusal
from programs import review
from programs.budget import payments, progress
from programs.models import PhysicalProgress
from tests import make

pytestmark = pytest.mark.django_db


def reached(activity, percent, day=date(2020, 6, 30), note=""):
    return PhysicalProgress(activity=activity, as_of=day, percent=Decimal(percent), note=note)


def test_progress_falls_only_with_a_note(activity_sumsel, officer_sumsel):
    progress.record(reached(activity_sumsel, "60"), by=officer_sumsel)
    lower = reached(activity_sumsel, "40", date(2020, 9, 30))
    with pytest.raises(Refusal, match=r"turun dari 60,0 %\. Jelaskan pada catatan"):
        progress.record(lower, by=officer_sumsel)
    lower.note = "Dua sesi dibatalkan karena PSBB"
    assert progress.record(lower, by=officer_sumsel).pk


def test_progress_of_tomorrow_is_refused(activity_sumsel, officer_sumsel):
    with pytest.raises(Refusal, match="masih di depan"):
        progress.record(reached(activity_sumsel, "1", timezone.localdate() + timedelta(days=2)), by=officer_sumsel)


def test_r8_an_approved_activity_keeps_its_progress(activity_sumsel, officer_sumsel, reviewer):
    row = progress.record(reached(activity_sumsel, "60"), by=officer_sumsel)
    review.take("submit", activity_sumsel, by=officer_sumsel)
    with pytest.raises(Refusal):
        progress.record(reached(activity_sumsel, "70", date(2020, 7, 31)), by=officer_sumsel)
    with pytest.raises(Refusal):
        progress.remove(row, by=officer_sumsel)


def test_only_the_province_records_progress(activity_sumsel, reviewer):
    with pytest.raises(NotAllowed):
        progress.record(reached(activity_sumsel, "60"), by=reviewer)


@pytest.mark.parametrize("typed", ["37,5", "37.5 %", "37,50"])
def test_the_tab_takes_a_percentage_as_it_is_written(typed, client, activity_sumsel, officer_sumsel):
    client.force_login(officer_sumsel)
    url = reverse("programs:progress_new", args=[activity_sumsel.code])
    client.post(url, {"as_of": "30/06/2020", "percent": typed})
    assert PhysicalProgress._base_manager.get().percent == Decimal("37.5")
    assert "37,5 %" in client.get(reverse("programs:activity_budget", args=[activity_sumsel.code])).content.decode()


@pytest.mark.parametrize("typed", ["101", "-1", "setengah", "1,234", ""])
def test_what_is_no_percentage_is_told(typed, client, activity_sumsel, officer_sumsel):
    client.force_login(officer_sumsel)
    url = reverse("programs:progress_new", args=[activity_sumsel.code])
    answer = client.post(url, {"as_of": "2020-06-30", "percent": typed})
    assert answer.status_code == 200
    assert not PhysicalProgress._base_manager.exists()


def test_the_tab_shows_the_activitys_payments_to_who_reads_the_budget(
    client, activity_sumsel, officer_sumsel, regency_officer_palembang, cloth
):
    payments.record_payment(
        cloth, sp2d="200101", dated=date(2020, 3, 2), amount=5_000_000, activity=activity_sumsel, by=officer_sumsel
    )
    activity_sumsel.regency = make.regency("16.71")
    activity_sumsel.save()
    url = reverse("programs:activity_budget", args=[activity_sumsel.code])
    client.force_login(officer_sumsel)
    assert "Rp 5.000.000" in client.get(url).content.decode()
    client.force_login(regency_officer_palembang)
    shown = client.get(url).content.decode()
    assert "Realisasi fisik" in shown
    assert "SP2D" not in shown
