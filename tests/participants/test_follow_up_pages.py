"""The pages of following up: the private link on a phone, the officer's list and form, links for many at once."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from dekon_portal.core.logs import WithoutTokens
from dekon_portal.core.models import AuditEntry, PersonalDataAccess
from participants import follow_up_links, follow_ups
from participants.follow_ups import Said
from participants.models import FollowUpAnswer, FollowUpAttempt, FollowUpLink
from tests import make

pytestmark = pytest.mark.django_db

SENT = {"producing": "ya", "workers": "4", "sales": "5", "permits": ["nib", "halal"], "markets": ["belum"], "note": ""}


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def follow_up(activity_sumsel, officer_sumsel):
    person = make.person(name="Yusuf Contoh", phone="+6281234567890", regency=make.regency("16.71"))
    return make.round_of(make.participation(activity_sumsel, officer_sumsel, person=person))


@pytest.fixture
def token(follow_up, officer_sumsel):
    return make.follow_up_link(follow_up, officer_sumsel)


def page(token):
    return reverse("participants:news", args=[token])


def words(response):
    return response.content.decode()


# --- The page of a link ---
def test_a_participant_answers_by_the_link_once(client, follow_up, token):
    opened = client.get(page(token))
    assert "Yusuf Contoh" in words(opened)
    assert len(opened.content) < 60_000
    thanks = client.post(page(token), SENT, follow=True)
    again = client.post(page(token), {**SENT, "workers": "9"}, follow=True)
    assert thanks.content == again.content
    assert "Terima kasih" in words(thanks)
    assert "Yusuf" not in words(thanks)
    answer = FollowUpAnswer._base_manager.get()
    assert (answer.how, answer.by, answer.producing, answer.workers, answer.sales) == ("tautan", None, True, 4, "5")
    assert (answer.permits, answer.markets) == ("nib,halal", "")
    entry = AuditEntry._base_manager.get(verb="follow_up.answered")
    assert entry.sentence == "Peserta (Yusuf Contoh) menjawab tindak lanjut Yusuf Contoh (3 bulan)"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"workers": "-3"}, "Angka ini paling kecil 0"),
        ({"workers": "7,5"}, "Tulis bilangan bulat tanpa koma"),
        ({"workers": "1.000.000"}, "Angka ini paling besar"),
        ({"permits": ["nib", "belum"]}, "Pilih Belum ada saja"),
        ({"sales": "banyak"}, "banyak"),
        ({"producing": "ya", "note": "x" * 1001}, "1000"),
        ({}, "Jawab paling sedikit satu pertanyaan."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(client, token, sent, sentence):
    answer = client.post(page(token), {"note": "Kabar baik", **sent})
    assert answer.status_code == 200
    assert sentence in words(answer)
    assert sent.get("note", "Kabar baik") in words(answer)
    assert not FollowUpAnswer._base_manager.exists()
    assert FollowUpLink._base_manager.get().used_at is None


def test_markup_in_an_answer_is_shown_as_it_was_typed(client, follow_up, token, officer_sumsel):
    client.post(page(token), {**SENT, "note": "<script>alert(1)</script>"})
    client.force_login(officer_sumsel)
    shown = words(client.get(follow_up.get_absolute_url()))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown


def test_after_sixty_days_or_revoked_or_replaced_a_link_opens_nothing(client, follow_up, officer_sumsel, token):
    link = FollowUpLink._base_manager.get()
    assert timedelta(days=59, hours=23) < link.expires_at - timezone.now() <= timedelta(days=60)
    FollowUpLink._base_manager.update(expires_at=timezone.now())
    assert "lewat masanya" in words(client.post(page(token), SENT))
    later = make.follow_up_link(follow_up, officer_sumsel)
    follow_up_links.revoke(follow_up, by=officer_sumsel)
    for closed in (token, later):
        answer = client.post(page(closed), SENT)
        assert answer.status_code == 410
        assert "Yusuf" not in words(answer)
    assert not FollowUpAnswer._base_manager.exists()


def test_an_answer_by_telephone_closes_the_link(client, follow_up, officer_sumsel, token):
    follow_ups.record(follow_up, Said(producing=False), by=officer_sumsel, how="telepon")
    assert client.post(page(token), SENT).status_code == 410
    assert FollowUpAnswer._base_manager.get().producing is False


def test_guesses_learn_nothing_and_are_slowed_down(client, token):
    answers = [client.get(page(f"tebakan-{n}")) for n in range(21)]
    assert [answer.status_code for answer in answers] == [404] * 20 + [429]
    assert answers[0].content == client.get(page("lain"), REMOTE_ADDR="10.0.0.9").content
    assert client.get(page(token)).status_code == 429


def test_an_officer_looks_at_the_page_but_answers_for_nobody(client, officer_sumsel, token):
    client.force_login(officer_sumsel)
    assert "Anda masuk sebagai petugas" in words(client.get(page(token)))
    client.post(page(token), SENT)
    assert not FollowUpAnswer._base_manager.exists()


def test_no_log_line_and_no_trail_entry_holds_a_token(client, token, caplog):
    client.get(page(token))
    client.get(page("token-yang-salah"))
    lines = [WithoutTokens().format(record) for record in caplog.records]
    assert any("/kabar/…" in line for line in lines)
    assert not any(secret in line for secret in (token, "token-yang-salah") for line in lines)
    assert token not in str(list(AuditEntry._base_manager.values()))
    assert token not in str(list(FollowUpLink._base_manager.values()))


# --- The office's pages ---
def test_the_list_holds_what_is_due_and_filters_find_the_rest(client, follow_up, activity_sumsel, officer_sumsel):
    later = make.round_of(follow_up.participation, 12, due_on=timezone.localdate() + timedelta(days=9))
    client.force_login(officer_sumsel)

    def shown(query):
        return [row.pk for row in client.get(f"/tindak-lanjut/?{query}").context["table"].data.data]

    assert shown("") == shown("status=terlambat") == shown("cari=yusuf") == shown("putaran=3") == [follow_up.pk]
    assert shown("status=menunggu") == [later.pk]
    assert shown("status=semua&kabkota=16.71") == [follow_up.pk, later.pk]
    assert shown(f"status=semua&kegiatan={activity_sumsel.code}&putaran=12") == [later.pk]
    assert shown("cari=orang+lain") == []


def test_the_export_says_what_is_not_known(client, follow_up, officer_sumsel):
    follow_ups.record(follow_up, Said(producing=True), by=officer_sumsel, how="telepon")
    client.force_login(officer_sumsel)
    answer = client.get("/tindak-lanjut/?status=semua&_export=csv")
    row = next(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert (row["Nama Peserta"], row["Masih berproduksi"], row["Tenaga kerja"]) == (
        "Yusuf Contoh",
        "ya",
        "belum diketahui",
    )
    assert "Telepon" not in row


def test_the_office_types_an_answer_and_corrects_it_with_a_reason(client, follow_up, officer_sumsel):
    client.force_login(officer_sumsel)
    address = reverse("participants:follow_up_answer", args=[follow_up.pk])
    assert "Alasan koreksi" not in words(client.get(address))
    shown = client.post(address, {**SENT, "how": "telepon"}, follow=True)
    assert "NIB, Sertifikat halal" in words(shown)
    opened = client.get(address).context["form"]  # a correction starts from what was said
    assert [opened[name].value() for name in ("producing", "workers", "permits", "markets")] == [
        "ya",
        "4",
        ["nib", "halal"],
        ["belum"],
    ]
    assert "Alasan koreksi" in words(client.post(address, {**SENT, "how": "telepon"}))
    assert FollowUpAnswer._base_manager.count() == 1
    shown = words(
        client.post(address, {**SENT, "how": "telepon", "workers": "5", "reason": "Salah catat"}, follow=True)
    )
    assert "Jawaban sebelum dikoreksi" in shown
    assert "Salah catat" in shown
    assert "Salah catat" in words(client.get(follow_up.participation.person.get_absolute_url()))


def test_an_attempt_is_noted_with_who_and_when(client, follow_up, officer_sumsel):
    client.force_login(officer_sumsel)
    address = reverse("participants:follow_up_attempt", args=[follow_up.pk])
    shown = words(client.post(address, {"how": "telepon", "note": "Tidak aktif"}, follow=True))
    assert "Siti Aminah: Tidak aktif" in shown
    assert FollowUpAttempt._base_manager.get().by == officer_sumsel


def test_r3_the_number_is_masked_until_it_is_asked_for(client, follow_up, officer_sumsel, reviewer):
    client.force_login(officer_sumsel)
    assert "81234567890" not in words(client.get(follow_up.get_absolute_url()))
    address = reverse("participants:follow_up_phone", args=[follow_up.pk])
    shown = client.post(address)
    assert "+6281234567890" in words(shown)
    assert "no-store" in shown["Cache-Control"]
    client.force_login(reviewer)
    assert "Tampilkan nomor" not in words(client.get(follow_up.get_absolute_url()))
    assert "81234567890" not in words(client.post(address, follow=True))
    assert PersonalDataAccess._base_manager.count() == 1


def test_a_link_is_shown_once_and_can_be_sent(client, follow_up, officer_sumsel):
    client.force_login(officer_sumsel)
    shown = client.post(reverse("participants:follow_up_link", args=[follow_up.pk]))
    token = shown.context["url"].rstrip("/").rpartition("/")[2]
    assert follow_up_links.opened(token).follow_up == follow_up
    assert "no-store" in shown["Cache-Control"]
    assert token not in words(client.get(follow_up.get_absolute_url()))


def test_r3_links_for_many_need_a_reason_and_leave_a_record(client, follow_up, activity_sumsel, officer_sumsel):
    other = make.round_of(make.participation(activity_sumsel, officer_sumsel))
    client.force_login(officer_sumsel)
    refused = client.post("/tindak-lanjut/tautan/?putaran=3", {"reason": "mau"}, follow=True)
    assert "Tuliskan alasan mengunduh nomor telepon" in words(refused)
    assert not FollowUpLink._base_manager.exists()
    answer = client.post("/tindak-lanjut/tautan/?putaran=3", {"reason": "Menyebar tautan lewat WhatsApp"})
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert [row["Telepon"] for row in rows] == ["0812-3456-7890", "belum diketahui"]
    for row, asked in zip(rows, (follow_up, other), strict=True):
        assert follow_up_links.opened(row["Tautan"].rstrip("/").rpartition("/")[2]).follow_up == asked
    looked = PersonalDataAccess._base_manager.get()
    assert (looked.count, looked.reason) == (2, "Menyebar tautan lewat WhatsApp")
    assert AuditEntry._base_manager.filter(verb="follow_up.links_exported").count() == 1


def test_r1_links_for_many_never_reach_beyond_the_own_province(client, follow_up, officer_bali, reviewer):
    client.force_login(officer_bali)
    answer = client.post(
        "/tindak-lanjut/tautan/?status=semua", {"reason": "Menyebar tautan lewat WhatsApp"}, follow=True
    )
    assert "Tidak ada tindak lanjut yang menunggu" in words(answer)
    client.force_login(reviewer)
    assert client.post("/tindak-lanjut/tautan/", {"reason": "Menyebar tautan lewat WhatsApp"}).status_code == 403
    assert not FollowUpLink._base_manager.exists()


def test_the_tab_tells_how_many_answered_of_those_due(client, follow_up, activity_sumsel, officer_sumsel):
    make.round_of(make.participation(activity_sumsel, officer_sumsel))
    follow_ups.record(follow_up, Said(producing=True), by=officer_sumsel, how="telepon")
    client.force_login(officer_sumsel)
    response = client.get(f"/kegiatan/{activity_sumsel.code}/tindak-lanjut/")
    (only,) = response.context["rounds"]
    assert (only.due, only.answered, only.producing.total, only.producing.of) == (2, 1, 1, 1)
    assert "dari 2 peserta" in words(response)
