"""The public page of registration: who gets in, what is told, what is kept; bad input is a sentence, never a loss."""

import logging
import re
from datetime import timedelta
from time import time

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from dekon_portal.core.logs import WithoutTokens
from dekon_portal.core.models import AuditEntry
from participants import registrations, selection
from participants.forms.registrations import FASTEST, OLDEST, new_mark
from participants.models import Registration, RegistrationPage, RegistrationQuota
from participants.views.register import FROM_ONE
from programs import review
from tests import make, papers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_visits(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def course(activity_sumsel, officer_sumsel):
    for code in ("16.71", "16.74", "51.06"):
        make.regency(code)
    return make.registration_page(activity_sumsel, officer_sumsel, places=2)


def url(course):
    return reverse("participants:register", args=[course.token])


def typed(course, n=1, **changes):
    """A whole form as somebody sends it a minute after they opened it."""
    whole = {
        "formulir": new_mark(course.consent, opened=time() - 60),
        "name": f"Siti Contoh {n}",
        "nik": make.nik(n),
        "sex": "L",
        "birth_date": "15/06/1985",
        "phone": "0812 3456 7890",
        "regency": "16.71",
        "business_name": "Konveksi Musi",
        "agree": "on",
        "situs": "",
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def sent(client, course, n=1, **changes):
    return client.post(url(course), typed(course, n, **changes))


def rows():
    return Registration._base_manager.order_by("pk")


def text(response):
    return response.content.decode()


def test_a_registration_is_kept_with_the_words_it_agreed_to(client, course):
    answer = sent(client, course)
    row = rows().get()
    assert (row.name, row.nik, row.phone, row.state) == ("Siti Contoh 1", make.nik(1), "+6281234567890", "waiting")
    assert row.consent == course.consent
    assert answer.status_code == 302
    assert "Menunggu" in text(client.get(answer["Location"]))


def test_the_private_link_is_kept_as_a_hash_only_and_shown_to_be_saved(client, course):
    token = sent(client, course)["Location"].strip("/").rpartition("/")[2]
    assert len(token) == 24
    assert token not in str(Registration._base_manager.values_list().get())
    assert f"http://testserver/pendaftaran/{token}/" in text(client.get(f"/pendaftaran/{token}/"))
    record = logging.LogRecord("x", logging.INFO, "", 0, f"GET /pendaftaran/{token}/ 200", (), None)
    assert token not in WithoutTokens().format(record)


def test_a_form_sent_twice_makes_one_registration_and_leads_to_the_same_link(client, course):
    form = typed(course)
    first, again = client.post(url(course), form), client.post(url(course), form)
    assert first["Location"] == again["Location"]
    assert rows().count() == 1


def test_a_form_sent_again_after_the_close_still_leads_to_its_registration(client, course):
    form = typed(course)
    first = client.post(url(course), form)
    RegistrationPage._base_manager.update(closes_at=timezone.now())
    assert client.post(url(course), form)["Location"] == first["Location"]


def test_the_same_form_for_another_person_is_another_registration(client, course):
    form = typed(course)
    assert (
        client.post(url(course), form)["Location"] != client.post(url(course), form | {"nik": make.nik(2)})["Location"]
    )
    assert rows().count() == 2


def test_the_same_nik_twice_is_told_calmly_and_tells_nothing_of_the_first(client, course):
    sent(client, course, name="Rahasia Pertama")
    answer = sent(client, course, name="Orang Lain")
    assert "sudah terdaftar pada kegiatan ini" in text(answer)
    assert "Rahasia Pertama" not in text(answer)
    assert rows().count() == 1


def test_a_nik_known_under_another_name_is_not_given_away(client, course):
    make.person(name="Rahasia Tercatat", nik=make.nik(1))
    answer = sent(client, course)
    assert answer.status_code == 302
    assert "Rahasia" not in text(client.get(answer["Location"]))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"nik": "123"}, "NIK terdiri atas 3 angka, seharusnya 16"),
        ({"nik": "16710115068500AB"}, "NIK berisi huruf"),
        ({"nik": "1671019906859999"}, "bukan tanggal lahir yang mungkin"),
        ({"nik": "1671011506850000"}, "tidak boleh 0000"),
        ({"birth_date": "31/02/1985"}, "Tanggal ini tidak dapat dibaca"),
        ({"birth_date": "01/01/2999"}, "masih di depan"),
        ({"phone": "12"}, "Nomor telepon"),
        ({"email": "bukan surel"}, "surel"),
        ({"nib": "1e9"}, "NIB terdiri atas 13 angka"),
        ({"regency": "51.06"}, "Belum terkirim"),
        ({"regency": "99999999999999999999"}, "Belum terkirim"),
        ({"sex": "X"}, "Belum terkirim"),
        ({"agree": None}, "Beri tanda bila Anda setuju"),
        ({"name": "x" * 201}, "Belum terkirim"),
        ({"name": "a\0b"}, "Belum terkirim"),
        ({"formulir": None}, "terbuka terlalu lama atau tidak utuh"),
        ({"formulir": "karangan:saya"}, "terbuka terlalu lama atau tidak utuh"),
        ({"situs": "http://murah.contoh"}, "tampak dibuat mesin"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_typed_is_lost(client, course, changes, sentence):
    answer = sent(client, course, **changes)
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert "Konveksi Musi" in text(answer)
    assert not rows().exists()


def test_a_form_older_than_a_day_or_quicker_than_a_person_is_sent_once_more(client, course):
    old = sent(client, course, formulir=new_mark(course.consent, opened=time() - OLDEST - 2))
    quick = sent(client, course, formulir=new_mark(course.consent, opened=time()))
    assert "terlalu lama" in text(old)
    assert "terlalu cepat" in text(quick)
    assert FASTEST < 60
    assert not rows().exists()


def test_consent_is_to_the_words_of_the_page_not_to_words_changed_meanwhile(client, course):
    form = typed(course)
    RegistrationPage._base_manager.update(consent="Data dipakai untuk hal lain.")
    answer = client.post(url(course), form)
    assert "Teks persetujuan baru saja diubah" in text(answer)
    assert "Data dipakai untuk hal lain." in text(answer)
    assert not rows().exists()


def test_what_is_typed_is_shown_as_text_and_never_run(client, course):
    answer = client.get(sent(client, course, name="<script>alert(1)</script>")["Location"])
    assert "<script>alert" not in text(answer)
    assert "&lt;script&gt;" in text(answer)


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"opens_at": timedelta(hours=1)}, 200, "belum dibuka"),
        ({"closes_at": timedelta(seconds=-1)}, 410, "sudah ditutup"),
    ],
)
def test_before_opening_and_after_closing_the_page_says_so_and_takes_nothing(client, course, change, status, sentence):
    form = typed(course)
    [(field, delta)] = change.items()
    RegistrationPage._base_manager.update(**{field: timezone.now() + delta})
    for answer in (client.get(url(course)), client.post(url(course), form)):
        assert answer.status_code == status
        assert sentence in text(answer)
    assert not rows().exists()


def test_r8_an_activity_under_review_takes_nobody(client, course, officer_sumsel):
    review.take("submit", course.activity, by=officer_sumsel)
    assert sent(client, course).status_code == 410
    assert not rows().exists()


def test_beyond_the_places_people_go_to_the_waiting_list(client, course):
    for n in (1, 2, 3):
        sent(client, course, n)
    assert list(rows().values_list("state", flat=True)) == ["waiting", "waiting", "reserve"]
    assert "daftar cadangan" in text(client.get(url(course)))


def test_without_a_waiting_list_a_full_course_says_so_and_keeps_what_was_typed(client, course):
    RegistrationPage._base_manager.update(waiting_list=False, places=1)
    late = typed(course, 2)
    sent(client, course, 1)
    answer = client.post(url(course), late)
    assert "Semua tempat sudah terisi" in text(answer)
    assert "Siti Contoh 2" in text(answer)
    assert "Tempat sudah penuh" in text(client.get(url(course)))
    assert rows().count() == 1


def test_a_quota_of_a_regency_holds_for_that_regency_only(client, course, officer_sumsel):
    RegistrationPage._base_manager.update(waiting_list=False, places=10)
    quota = RegistrationQuota(page=course, regency=make.regency("16.71"), places=1)
    selection.save_quota(quota, by=officer_sumsel)
    sent(client, course, 1)
    assert "Tempat untuk Kota Palembang sudah terisi" in text(sent(client, course, 2))
    assert sent(client, course, 3, regency="16.74").status_code == 302


def test_a_photo_of_papers_is_looked_at_by_its_content_and_drawn_anew(client, course, tmp_path):
    RegistrationPage._base_manager.update(takes_photo=True)
    sent(client, course, papers=SimpleUploadedFile("ktp.jpg", papers.photo()))
    row = rows().get()
    assert row.evidence_type == "image/jpeg"
    assert papers.CAMERA.encode() not in row.evidence.read()
    assert row.evidence.name.startswith("pendaftaran/")


@pytest.mark.parametrize("content", [b"bukan foto", papers.pdf(), b"<svg onload=alert(1)>", papers.photo()[:200]])
def test_what_is_no_picture_is_refused_and_nothing_typed_is_lost(client, course, content):
    RegistrationPage._base_manager.update(takes_photo=True)
    answer = sent(client, course, papers=SimpleUploadedFile("ktp.jpg", content))
    assert "Foto ini rusak atau terpotong" in text(answer)
    assert "Siti Contoh 1" in text(answer)
    assert not rows().exists()


def test_a_huge_picture_is_refused(client, course):
    RegistrationPage._base_manager.update(takes_photo=True)
    answer = sent(client, course, papers=SimpleUploadedFile("ktp.jpg", b"\xff\xd8" + bytes(12 * 1024 * 1024)))
    assert "lebih besar dari 12 MB" in text(answer)


def test_a_photo_that_is_not_asked_for_is_not_kept(client, course):
    sent(client, course, papers=SimpleUploadedFile("ktp.jpg", papers.photo()))
    assert not rows().get().evidence


def test_guessed_links_tell_nothing_and_guessing_ends(client, course):
    private = sent(client, course)["Location"]
    answers = [client.get(f"/pendaftaran/tebakan-{n}/").status_code for n in range(20)]
    assert set(answers) == {404}
    assert client.get(private).status_code == 429
    assert client.get(private, REMOTE_ADDR="10.0.0.9").status_code == 200
    assert client.get("/daftar/tebakan/", REMOTE_ADDR="10.0.0.10").status_code == 404


def test_a_flood_from_one_address_is_slowed_down_with_the_text_kept(client, course):
    for _n in range(FROM_ONE.most):
        FROM_ONE.count("127.0.0.1")
    answer = sent(client, course)
    assert answer.status_code == 429
    assert "Terlalu banyak kiriman" in text(answer)
    assert "Konveksi Musi" in text(answer)
    assert client.post(url(course), typed(course), REMOTE_ADDR="10.0.0.9").status_code == 302


def test_the_applicant_withdraws_and_the_place_is_free_again(client, course):
    RegistrationPage._base_manager.update(places=1)
    private = sent(client, course)["Location"]
    assert "Beri tanda dahulu" in text(client.post(private))
    answer = client.post(private, {"sure": "on"}, follow=True)
    assert "sudah mengundurkan diri" in text(answer)
    assert rows().get().state == "withdrawn"
    assert sent(client, course, 2).status_code == 302
    assert rows().last().state == "waiting"


def test_who_withdrew_may_register_again(client, course):
    client.post(sent(client, course)["Location"], {"sure": "on"})
    sent(client, course)
    assert list(rows().values_list("state", flat=True)) == ["withdrawn", "waiting"]


def test_who_is_signed_in_looks_but_registers_nobody(client, course, officer_sumsel):
    client.force_login(officer_sumsel)
    assert "Kirim pendaftaran" not in text(sent(client, course))
    assert not rows().exists()


def test_the_link_goes_by_mail_and_a_failing_post_loses_nothing(
    client, course, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        private = sent(client, course, email="siti@contoh.id")["Location"]
    [letter] = mail.outbox
    assert letter.to == ["siti@contoh.id"]
    assert f"http://testserver{private}" in letter.body
    settings.EMAIL_BACKEND = "tests.participants.test_register.NoPost"
    with django_capture_on_commit_callbacks(execute=True):
        assert sent(client, course, 2, email="budi@contoh.id").status_code == 302
    assert rows().count() == 2


class NoPost:
    """A mail server that is away."""

    def __init__(self, **options):
        raise ConnectionRefusedError


def test_without_a_post_the_link_is_written_to_no_console(
    client, course, settings, capsys, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with django_capture_on_commit_callbacks(execute=True) as acts:
        private = sent(client, course, email="siti@contoh.id")["Location"]
    assert acts
    assert private not in capsys.readouterr().out


def test_the_trail_knows_of_the_registration_without_its_name_or_number(client, course):
    sent(client, course)
    entry = AuditEntry._base_manager.get(verb="registration.sent")
    assert entry.root == f"programs.activity:{course.activity_id}"
    assert "Siti" not in entry.sentence
    assert make.nik(1) not in str(vars(entry))


def test_the_page_is_small_and_needs_no_script(client, course, settings):
    answer = client.get(url(course))
    assert len(answer.content) < 20_000
    assert re.findall(r"<script[^>]*>", text(answer)) == ['<script src="/static/register.js" defer>']
    around = sum((settings.BASE_DIR / "static/dist" / name).stat().st_size for name in ("public.css", "register.js"))
    assert len(answer.content) + around < 60_000
    assert answer["Cache-Control"] == "no-store"


def test_nothing_of_who_was_not_accepted_is_kept_ninety_days_after_the_close(
    client, course, officer_sumsel, settings, django_capture_on_commit_callbacks
):
    RegistrationPage._base_manager.update(takes_photo=True, places=3)
    sent(client, course, 1, papers=SimpleUploadedFile("ktp.jpg", papers.photo()))
    for n in (2, 3, 4):
        sent(client, course, n)
    first, accepted, refused, _reserve = rows()
    selection.accept(accepted, by=officer_sumsel, business_name="")
    selection.refuse(refused, by=officer_sumsel, reason="Belum memenuhi syarat")
    ended = timezone.now() - timedelta(days=settings.REGISTRATION_KEEP_DAYS)
    RegistrationPage._base_manager.update(closes_at=ended + timedelta(minutes=1), opens_at=ended - timedelta(days=9))
    assert registrations.purge_old() == 0
    RegistrationPage._base_manager.update(closes_at=ended - timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert registrations.purge_old() == 3
    assert rows().get() == accepted
    assert RegistrationPage._base_manager.get().purged == 3
    assert not first.evidence.storage.exists(first.evidence.name)
    assert registrations.purge_old() == 0
