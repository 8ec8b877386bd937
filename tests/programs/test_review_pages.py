"""The review as pages: the queue, one page for the decision, steps that say what follows and happen once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dekon_portal.core import kept_forms
from programs import activities, review
from programs.models import Activity, ReviewEvent, State
from tests import make

pytestmark = pytest.mark.django_db

QUEUE = "/tinjauan/"


@pytest.fixture
def as_reviewer(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def submitted(activity_sumsel, officer_sumsel):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    return stored(activity_sumsel)


@pytest.fixture
def approved(submitted, reviewer):
    review.take("approve", submitted, by=reviewer)
    return stored(submitted)


def stored(activity):
    return Activity._base_manager.get(pk=activity.pk)


def step(activity, key):
    return reverse("programs:activity_step", args=[activity.code, key])


def page_of(client, activity):
    return client.get(reverse("programs:review", args=[activity.code])).content.decode()


def queued(client, query=""):
    return [row.record for row in client.get(QUEUE + query).context["table"].rows]


# --- The queue ---
def test_the_longest_wait_comes_first_and_is_counted_in_days(as_reviewer, submitted, activity_bali, officer_bali):
    review.take("submit", activity_bali, by=officer_bali)
    Activity._base_manager.filter(pk=activity_bali.pk).update(state_since=timezone.now() - timedelta(days=12, hours=1))
    assert queued(as_reviewer) == [activity_bali, submitted]
    page = as_reviewer.get(QUEUE).content.decode()
    assert "12 hari" in page
    assert "Sumatera Selatan" in page


def test_drafts_and_decided_work_are_not_in_the_queue(as_reviewer, activity_bali, approved):
    assert queued(as_reviewer) == []
    assert "Tidak ada yang menunggu" in as_reviewer.get(QUEUE).content.decode()


def test_the_queue_of_a_province_is_found_by_filter(as_reviewer, submitted, activity_bali, officer_bali):
    review.take("submit", activity_bali, by=officer_bali)
    assert queued(as_reviewer, "?provinsi=51") == [activity_bali]


def test_an_official_finds_what_waits_for_endorsement_in_the_own_province(
    client, head_sumsel, submitted, activity_bali, officer_bali
):
    review.take("submit", activity_bali, by=officer_bali)
    client.force_login(head_sumsel)
    assert queued(client) == []
    type(submitted.fiscal_year).objects.update(endorsement=True)
    assert queued(client) == [submitted]


@pytest.mark.parametrize("role", ["petugas_provinsi", "auditor", "pimpinan", "admin"])
def test_the_queue_is_for_those_who_decide(client, role, office_sumsel):
    client.force_login(make.user(role, office_sumsel if role == "petugas_provinsi" else None))
    response = client.get(QUEUE)
    assert response.status_code == 403
    assert "Antrean tinjauan hanya untuk peninjau" in response.content.decode()


def test_requests_to_reopen_stand_in_the_queue_until_reopened(as_reviewer, approved, officer_sumsel, reviewer):
    review.ask_reopening(approved, by=officer_sumsel, reason="Daftar hadir baru diterima.")
    page = as_reviewer.get(QUEUE).content.decode()
    assert "Daftar hadir baru diterima." in page
    assert "Siti Aminah" in page
    as_reviewer.post(step(approved, "reopen"), {"comment": "Silakan tambahkan."})
    assert stored(approved).state == State.REOPENED
    assert "Daftar hadir baru diterima." not in as_reviewer.get(QUEUE).content.decode()


def test_queries_of_queue_and_review_do_not_grow_with_rows(as_reviewer, office_sumsel, officer_sumsel, activity_sumsel):
    for url in (QUEUE, reverse("programs:review", args=[activity_sumsel.code])):

        def cost(url=url):
            with CaptureQueriesContext(connection) as queries:
                as_reviewer.get(url)
            return len(queries)

        other = make.activity(office_sumsel, officer_sumsel)
        for activity in (activity_sumsel, other):
            make.participation(activity, officer_sumsel, business=make.business())
            make.delivery(activity, officer_sumsel)
        review.take("submit", other, by=officer_sumsel)
        cost()
        few = cost()
        for _again in range(4):
            more = make.activity(office_sumsel, make.user("petugas_provinsi", office_sumsel))
            make.participation(activity_sumsel, officer_sumsel, business=make.business())
            make.delivery(activity_sumsel, officer_sumsel)
            review.take("submit", more, by=officer_sumsel)
        assert cost() == few


# --- One activity ---
def test_r3_people_are_shown_with_their_nik_masked(as_reviewer, activity_sumsel, officer_sumsel):
    nik = make.nik(7)
    make.participation(activity_sumsel, officer_sumsel, person=make.person(name="Ibu Contoh", nik=nik))
    review.take("submit", activity_sumsel, by=officer_sumsel)
    page = page_of(as_reviewer, activity_sumsel)
    assert "Ibu Contoh" in page
    assert f"{nik[:4]}••••••••••{nik[-2:]}" in page
    assert nik not in page


def test_goods_and_papers_are_on_the_same_page(as_reviewer, activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 3000, product=mask)
    make.delivery(activity_sumsel, officer_sumsel, {mask: None})
    review.take("submit", activity_sumsel, by=officer_sumsel)
    page = page_of(as_reviewer, activity_sumsel)
    assert "3.000" in page
    assert "Masker kain (jumlah belum diketahui)" in page
    assert "Belum ada berkas." in page


def test_what_changed_since_the_last_decision_is_told(as_reviewer, submitted, reviewer, officer_sumsel):
    assert "Perubahan sejak tinjauan terakhir" not in page_of(as_reviewer, submitted)
    review.take("return", submitted, by=reviewer, comment="Tempat belum diisi.")
    activity = stored(submitted)
    activity.place = "Balai Latihan Kerja"
    activities.change(activity, by=officer_sumsel, seen_version=activity.version)
    review.take("submit", activity, by=officer_sumsel)
    page = page_of(as_reviewer, activity)
    changes = page.split('id="perubahan"')[1].split("</section>")[0]
    assert "Tempat belum diisi." in changes
    assert "<strong>Balai Latihan Kerja</strong>" in changes
    assert "menambahkan" not in changes


def test_r1_an_official_of_another_province_finds_no_review_page(client, submitted, office_bali):
    client.force_login(make.user("pejabat_provinsi", office_bali))
    assert client.get(reverse("programs:review", args=[submitted.code])).status_code == 404
    assert client.post(step(submitted, "endorse")).status_code == 404


def test_an_officer_is_told_that_reviewing_is_not_their_part(client, officer_sumsel, submitted):
    client.force_login(officer_sumsel)
    assert client.get(reverse("programs:review", args=[submitted.code])).status_code == 403
    assert client.post(step(submitted, "approve")).status_code == 403
    assert stored(submitted).state == State.SUBMITTED


# --- Steps ---
def test_submit_return_mend_submit_approve_by_the_buttons(client, activity_sumsel, officer_sumsel, reviewer):
    client.force_login(officer_sumsel)
    client.post(step(activity_sumsel, "submit"))
    client.force_login(reviewer)
    assert "Setujui" in page_of(client, activity_sumsel)
    client.post(step(activity_sumsel, "return"), {"comment": "Tempat belum diisi.\nLengkapi."})
    client.force_login(officer_sumsel)
    page = client.get(activity_sumsel.get_absolute_url()).content.decode()
    assert "Dikembalikan oleh Ratna Contoh" in page
    assert "Tempat belum diisi.<br>Lengkapi." in page
    client.post(step(activity_sumsel, "submit"))
    client.force_login(reviewer)
    client.post(step(activity_sumsel, "approve"))
    assert stored(activity_sumsel).state == State.APPROVED


def test_returning_without_a_reason_is_told_beside_the_field(as_reviewer, submitted):
    response = as_reviewer.post(step(submitted, "return"), {"comment": "  "})
    assert "comment" in response.context["form"].errors
    assert stored(submitted).state == State.SUBMITTED


def test_what_lacks_stops_submission_and_each_line_leads_to_its_field(client, activity_sumsel, officer_sumsel):
    Activity._base_manager.filter(pk=activity_sumsel.pk).update(commodity=None)
    client.force_login(officer_sumsel)
    page = client.post(step(activity_sumsel, "submit")).content.decode()
    assert "masih ada 1 hal wajib yang kurang" in page
    assert f"/kegiatan/{activity_sumsel.code}/ubah/#id_commodity" in page
    assert stored(activity_sumsel).state == State.DRAFT


def test_a_double_click_takes_one_step_and_ends_where_the_first_did(client, activity_sumsel, officer_sumsel):
    client.force_login(officer_sumsel)
    once = {"form_token": "6f9619ff-8b86-4011-b42d-00c04fc964ff"}
    first = client.post(step(activity_sumsel, "submit"), once)
    second = client.post(step(activity_sumsel, "submit"), once)
    assert first.url == second.url == activity_sumsel.get_absolute_url()
    assert ReviewEvent._base_manager.count() == 1


def test_a_step_that_comes_too_late_is_told_who_was_first(as_reviewer, submitted):
    other = make.user("peninjau", full_name="Joko Contoh")
    review.take("approve", submitted, by=other)
    page = as_reviewer.post(step(submitted, "return"), {"comment": "Belum lengkap."}).content.decode()
    assert "sudah disetujui oleh Joko Contoh" in page
    assert "Belum lengkap." in page  # what was typed is not lost
    told = as_reviewer.get(step(submitted, "approve"), follow=True).content.decode()
    assert "sudah disetujui oleh Joko Contoh" in told


def test_a_step_that_does_not_exist_is_not_found(as_reviewer, submitted):
    assert as_reviewer.post(step(submitted, "delete")).status_code == 404


def test_r2_who_submitted_is_not_offered_to_approve(client, submitted):
    both = make.user("petugas_provinsi", submitted.office)
    make.member(both, "peninjau")
    Activity._base_manager.filter(pk=submitted.pk).update(submitted_by=both)
    client.force_login(both)
    assert step(submitted, "approve") not in page_of(client, submitted)
    page = client.post(step(submitted, "approve")).content.decode()
    assert "harus ditinjau oleh orang lain" in page
    assert stored(submitted).state == State.SUBMITTED


def test_a_reason_typed_when_the_session_ended_is_there_after_sign_in(client, submitted, reviewer):
    client.force_login(reviewer)
    form = client.get(step(submitted, "return"))
    mark = kept_forms.owner_mark(form.wsgi_request)
    client.logout()
    client.post(step(submitted, "return"), {"comment": "Tempat belum diisi.", "form_owner": mark})
    client.force_login(reviewer)
    assert "Tempat belum diisi." in client.get(step(submitted, "return")).content.decode()
    assert stored(submitted).state == State.SUBMITTED
