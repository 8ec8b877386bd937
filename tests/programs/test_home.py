"""The home of each role: what to do now comes first; nobody sees another's work."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs import review
from programs.models import Activity
from tests import make

pytestmark = pytest.mark.django_db


def home_of(client, person):
    client.force_login(person)
    return client.get("/")


def tasks_of(client, person):
    return [(task.title, task.why) for task in home_of(client, person).context["tasks"]]


def test_returned_comes_first_then_reopened_then_what_lacks_most_then_missing_bast(
    client, office_sumsel, officer_sumsel, reviewer
):
    nearly = make.activity(
        office_sumsel, officer_sumsel, title="Hampir lengkap", mode="daring", planned_month=date(2020, 6, 1)
    )
    make.activity(office_sumsel, officer_sumsel, title="Masih kosong")
    make.delivery(nearly, officer_sumsel, recipient=make.recipient(name="Gugus Tugas Sumsel"))
    reopened = make.activity(office_sumsel, officer_sumsel, title="Dibuka lagi")
    review.take("submit", reopened, by=officer_sumsel)
    review.take("approve", reopened, by=reviewer)
    review.take("reopen", reopened, by=reviewer, comment="Tambahkan peserta.")
    returned = make.activity(office_sumsel, officer_sumsel, title="Dikembalikan")
    review.take("submit", returned, by=officer_sumsel)
    review.take("return", returned, by=reviewer, comment="Tempat belum diisi.")
    assert tasks_of(client, officer_sumsel) == [
        ("Dikembalikan", "Dikembalikan: Tempat belum diisi."),
        ("Dibuka lagi", "Dibuka kembali: Tambahkan peserta."),
        ("Masih kosong", "Konsep: 5 hal belum diisi"),
        ("Hampir lengkap", "Konsep: 4 hal belum diisi"),
        ("Hampir lengkap", "Penyerahan kepada Gugus Tugas Sumsel belum ber-BAST"),
    ]


def test_r1_home_holds_work_of_the_own_province_only(client, officer_bali, activity_sumsel, activity_bali):
    page = home_of(client, officer_bali).content.decode()
    assert activity_bali.title in page
    assert activity_sumsel.title not in page


def test_a_regency_officer_sees_the_work_of_the_regency(
    client, regency_officer_palembang, office_sumsel, officer_sumsel
):
    make.activity(office_sumsel, officer_sumsel, title="Di Palembang", regency=make.regency("16.71"))
    make.activity(office_sumsel, officer_sumsel, title="Di Prabumulih", regency=make.regency("16.74"))
    assert [title for title, _why in tasks_of(client, regency_officer_palembang)] == ["Di Palembang"]


def test_nothing_to_do_is_said(client, officer_sumsel):
    assert "Tidak ada yang menunggu Anda sekarang." in home_of(client, officer_sumsel).content.decode()


def test_a_reviewer_sees_the_queue_and_requests_to_reopen(
    client, reviewer, activity_sumsel, officer_sumsel, activity_bali, officer_bali
):
    review.take("submit", activity_bali, by=officer_bali)
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    review.ask_reopening(Activity._base_manager.get(pk=activity_sumsel.pk), by=officer_sumsel, reason="Tambah peserta.")
    response = home_of(client, reviewer)
    assert response.context["queue"]["count"] == 1
    page = response.content.decode()
    assert f"/tinjauan/{activity_bali.code}/" in page
    assert "Siti Aminah meminta pembukaan kembali" in page


def test_an_official_is_shown_a_queue_only_where_the_year_asks_for_endorsement(
    client, head_sumsel, activity_sumsel, officer_sumsel
):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    assert home_of(client, head_sumsel).context["queue"] is None
    type(activity_sumsel.fiscal_year).objects.update(endorsement=True)
    assert home_of(client, head_sumsel).context["queue"]["count"] == 1


def test_the_leader_sees_figures_of_the_nation_and_no_rows(client, leader, activity_sumsel, activity_bali):
    response = home_of(client, leader)
    assert response.context["figures"]["work"].activities == 2
    page = response.content.decode()
    assert "/dasbor/" in page
    assert activity_sumsel.title not in page
    assert "/kegiatan/" not in page


def test_the_auditor_starts_at_the_trail(client, auditor):
    assert 'href="/jejak/"' in home_of(client, auditor).content.decode()


def test_the_admin_starts_at_users_and_reference_data_and_sees_no_programme_data(client, admin_user, activity_sumsel):
    page = home_of(client, admin_user).content.decode()
    assert 'href="/admin/accounts/"' in page
    assert activity_sumsel.title not in page
    assert "Keadaan" not in page


def test_a_person_without_a_role_is_told_what_to_do(client):
    page = home_of(client, make.user()).content.decode()
    assert "Anda belum punya peran" in page


@pytest.mark.parametrize("who", ["officer_sumsel", "reviewer"])
def test_queries_do_not_grow_with_rows(client, request, office_sumsel, officer_sumsel, reviewer, who):
    client.force_login(request.getfixturevalue(who))

    def more():
        for step in ("", "submit", "return"):
            activity = make.activity(office_sumsel, officer_sumsel)
            make.production(activity, officer_sumsel)
            make.delivery(activity, officer_sumsel)
            make.participation(activity, officer_sumsel)
            if step:
                review.take("submit", activity, by=officer_sumsel)
            if step == "return":
                review.take("return", activity, by=reviewer, comment="Lengkapi.")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        return len(queries)

    more()
    cost()
    few = cost()
    for _again in range(3):
        more()
    assert cost() == few


def test_participants_whose_day_has_come_are_one_line(client, activity_sumsel, officer_sumsel, officer_bali):
    for days in (date(2020, 9, 15), date(2020, 12, 15), date(2999, 1, 1)):
        make.round_of(make.participation(activity_sumsel, officer_sumsel), due_on=days)
    line = ("2 tindak lanjut jatuh tempo", "Tanyakan kabar peserta; yang paling lama sejak 15 September 2020")
    assert line in tasks_of(client, officer_sumsel)
    assert not any("jatuh tempo" in title for title, _why in tasks_of(client, officer_bali))
