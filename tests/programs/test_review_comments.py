"""Comments on a field: written beside it by who reviews, seen there by the office, marked done, never a decision."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from programs import comments, review
from programs.forms.activities import ActivityForm
from programs.models import Activity, ReviewComment, State
from tests import make

pytestmark = pytest.mark.django_db
TEXT = "Tempatnya gedung yang mana?"


@pytest.fixture
def submitted(activity_sumsel, officer_sumsel):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    return Activity._base_manager.get(pk=activity_sumsel.pk)


@pytest.fixture
def comment(submitted, reviewer):
    return comments.write(submitted, "place", TEXT, by=reviewer)


def page(client, user, name, *args):
    client.force_login(user)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_commented_field_is_one_of_the_form(activity_sumsel, officer_sumsel):
    fields = ActivityForm(instance=activity_sumsel, user=officer_sumsel).fields
    assert comments.FIELDS.keys() <= fields.keys()


def test_tabs_of_every_app_can_be_commented_on(db):
    places = comments.places()
    assert {"jadwal", "produksi", "peserta", "penyerahan", "berkas"} <= places.keys()
    assert not {"umum", "riwayat"} & places.keys()


def test_it_is_written_from_beside_the_field_and_shown_there(client, submitted, reviewer):
    sheet = page(client, reviewer, "programs:review", submitted.code)
    address = reverse("programs:comment_new", args=[submitted.code, "place"])
    assert address in sheet
    answer = client.post(address, {"text": TEXT})
    assert answer.url == f"{reverse('programs:review', args=[submitted.code])}#komentar-place"
    assert TEXT in page(client, reviewer, "programs:review", submitted.code)
    entry = AuditEntry._base_manager.get(verb="comment.written")
    assert (entry.province, entry.actor) == ("16", reviewer)


def test_the_officer_sees_it_at_the_field_on_the_tab_and_when_it_was_returned(
    client, comment, submitted, reviewer, officer_sumsel
):
    comments.write(submitted, "jadwal", "Jam sesi belum ada.", by=reviewer)
    review.take("return", submitted, by=reviewer, comment="Lihat komentar.")
    general = page(client, officer_sumsel, "programs:activity", submitted.code)
    assert TEXT in general
    assert "Jam sesi belum ada." in general
    assert f"{reverse('programs:activity_edit', args=[submitted.code])}#id_place" in general
    form = page(client, officer_sumsel, "programs:activity_edit", submitted.code)
    assert TEXT in form
    assert "Jam sesi belum ada." not in form
    schedule = page(client, officer_sumsel, "programs:activity_schedule", submitted.code)
    assert "Jam sesi belum ada." in schedule
    assert TEXT not in schedule


def test_marked_done_it_leaves_the_form_and_stays_on_the_review_page(
    client, comment, submitted, reviewer, officer_sumsel
):
    client.force_login(officer_sumsel)
    address = reverse("programs:comment_resolve", args=[comment.pk])
    assert client.post(address).url == submitted.get_absolute_url()
    comment.refresh_from_db()
    assert comment.resolved_by == officer_sumsel
    assert comment.resolved_at is not None
    assert comments.resolve(comment, by=officer_sumsel) is False
    assert TEXT not in page(client, officer_sumsel, "programs:activity", submitted.code)
    sheet = page(client, reviewer, "programs:review", submitted.code)
    assert TEXT in sheet
    assert "ditandai selesai oleh Siti Aminah" in sheet
    assert AuditEntry._base_manager.filter(verb="comment.resolved").count() == 1


def test_it_decides_nothing(comment, submitted, reviewer):
    review.take("approve", submitted, by=reviewer)
    assert Activity._base_manager.get(pk=submitted.pk).state == State.APPROVED


@pytest.mark.parametrize("who", ["officer_sumsel", "auditor", "leader", "admin_user", "regency_officer_palembang"])
def test_only_who_decides_comments(request, submitted, who):
    with pytest.raises(NotAllowed):
        comments.write(submitted, "place", TEXT, by=request.getfixturevalue(who))


def test_only_while_it_is_under_review(activity_sumsel, reviewer):
    with pytest.raises(Refusal, match="selama kegiatan sedang ditinjau"):
        comments.write(activity_sumsel, "place", TEXT, by=reviewer)


def test_a_place_that_is_none_and_an_empty_comment_are_refused(submitted, reviewer):
    for place, text in (("umum", TEXT), ("lain", TEXT), ("place", "  ")):
        with pytest.raises(Refusal):
            comments.write(submitted, place, text, by=reviewer)
    assert not ReviewComment._base_manager.exists()


def test_another_province_cannot_mark_it_done(client, comment, officer_bali):
    client.force_login(officer_bali)
    assert client.post(reverse("programs:comment_resolve", args=[comment.pk])).status_code == 404
    comment.refresh_from_db()
    assert comment.resolved_at is None


def test_an_auditor_reads_and_does_not_mark(client, comment, submitted, auditor):
    assert TEXT in page(client, auditor, "programs:activity", submitted.code)
    client.post(reverse("programs:comment_resolve", args=[comment.pk]))
    comment.refresh_from_db()
    assert comment.resolved_at is None


def test_the_sheet_takes_no_more_queries_for_more_comments(client, submitted, reviewer):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            page(client, reviewer, "programs:review", submitted.code)
        return len(caught)

    comments.write(submitted, "place", TEXT, by=reviewer)
    cost()
    few = cost()
    for place in comments.FIELDS:
        comments.write(submitted, place, TEXT, by=reviewer)
    assert cost() == few


def test_a_nik_in_a_comment_is_masked_on_the_trail(submitted, reviewer):
    comments.write(submitted, "place", f"NIK {make.nik()} dua kali.", by=reviewer)
    assert make.nik() not in AuditEntry._base_manager.get(verb="comment.written").subject_label
