"""Exams answered by link: once, between opening and deadline, from the form that was shown; scored by the portal."""

import io
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants import answering, exams, link_papers
from participants.models import Question, Sheet
from programs import review
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def exam(activity_sumsel, officer_sumsel):
    return make.exam(activity_sumsel, officer_sumsel, questions=3)


@pytest.fixture
def who(activity_sumsel, officer_sumsel):
    return make.participation(activity_sumsel, officer_sumsel, person=make.person(name="Ani Contoh"))


@pytest.fixture
def token(exam, who, officer_sumsel):
    return make.sheet(exam, who, officer_sumsel)


def page(token):
    return reverse("participants:sheet", args=[token])


def answers(exam, *chosen):
    fields = {f"soal_{n}": str(choice) for n, choice in enumerate(chosen, 1) if choice is not None}
    return {"mark": answering.mark_of(exam.questions.all()), **fields}


def moved(exam, **days):
    """The exam with times so many days from now."""
    for name, count in days.items():
        setattr(exam, name, timezone.now() + timedelta(days=count))
    exam.save()


def kept():
    return Sheet._base_manager.get()


def test_the_page_shows_the_questions_without_a_script_and_small(client, exam, token):
    response = client.get(page(token))
    shown = response.content.decode()
    assert "Soal ke-1" in shown
    assert "Ani Contoh" in shown
    assert "<script" not in shown
    assert len(response.content) < 60_000
    assert response["Cache-Control"] == "no-store"


def test_the_longest_page_is_still_small(client, exam, token, officer_sumsel):
    more = [
        Question(text=f"Soal {n} " + "kata " * 20, choices=[f"pilihan {c} {n}" for c in "abcdef"], right=0)
        for n in range(57)
    ]
    exams.add_questions(exam, more, by=officer_sumsel, verb="exam.questions_imported")
    assert len(client.get(page(token)).content) < 60_000


def test_answers_are_scored_by_points_and_kept(client, exam, token):
    assert client.post(page(token), answers(exam, 0, 0, 1)).status_code == 302
    sheet = kept()
    assert (sheet.score, sheet.source, list(sheet.answers.values())) == (67, "tautan", [0, 0, 1])
    entry = AuditEntry._base_manager.get(verb="sheet.sent")
    assert entry.sentence == "Ani Contoh mengirim jawaban Pasca-uji · Ani Contoh"


def test_an_incomplete_form_keeps_what_was_chosen(client, exam, token):
    shown = client.post(page(token), answers(exam, 1, None, 0)).content.decode()
    assert "Soal ini belum dijawab." in shown
    assert len(re.findall(r'value="[01]"[^>]* checked', shown)) == 2
    assert kept().sent_at is None


def test_an_incomplete_form_may_be_sent_as_it_is(client, exam, token):
    assert "Kirim walau belum lengkap" in client.post(page(token), answers(exam, 0)).content.decode()
    client.post(page(token), answers(exam, 0) | {"as_it_is": "on"})
    assert kept().score == 33


def test_the_second_time_is_answered_calmly_and_changes_nothing(client, exam, token):
    client.post(page(token), answers(exam, 0, 0, 0))
    again = client.post(page(token), answers(exam, 1, 1, 1))
    assert again.status_code == 200
    assert "Jawaban sudah dikirim" in again.content.decode()
    assert kept().score == 100


@pytest.mark.parametrize(("shows", "told"), [(True, True), (False, False)])
def test_the_own_score_is_told_only_where_the_office_chose_so(client, exam, token, shows, told):
    exam.shows_score = shows
    exam.save()
    shown = client.post(page(token), answers(exam, 0, 0, 0), follow=True).content.decode()
    assert ("Nilai Anda 100 dari 100." in shown) is told


def test_before_it_opens_and_after_the_deadline_nothing_is_taken(client, exam, token):
    moved(exam, opens_at=1)
    early = client.post(page(token), answers(exam, 0, 0, 0)).content.decode()
    assert "Uji belum dibuka" in early
    assert "WIB" in early
    assert "Soal ke-1" not in early
    moved(exam, opens_at=-2, closes_at=-1)
    late = client.post(page(token), answers(exam, 0, 0, 0))
    assert late.status_code == 410
    assert "Uji sudah ditutup" in late.content.decode()
    assert kept().sent_at is None


def test_what_arrives_after_the_deadline_is_refused_though_the_form_was_opened_before(exam, token):
    mark = answering.mark_of(exam.questions.all())
    answering.opened(token)
    moved(exam, closes_at=-1 / 86400)
    with pytest.raises(answering.Unusable) as closed:
        answering.send(token, [0, 0, 0], mark=mark)
    assert closed.value.state == "over"


def test_a_guessed_link_opens_nothing_and_guessing_is_slowed_down(client, token):
    for _guess in range(20):
        assert client.get(page("tebakan")).status_code == 404
    assert client.get(page("tebakan")).status_code == 429


def test_a_link_answers_its_own_exam_only(client, exam, token, officer_sumsel):
    pre = exams.save_exam(type(exam)(activity=exam.activity, kind="pre", title="Awal"), by=officer_sumsel)
    exams.save_question(Question(exam=pre, text="Soal lain", choices=["a", "b"], right=0), by=officer_sumsel)
    shown = client.post(page(token), answers(pre, 0)).content.decode()
    assert "Formulir ini berbeda" in shown
    assert kept().sent_at is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"soal_1": "7"}, "Pilihan itu tidak ada di sini."),
        ({"soal_1": "<b>"}, "Pilihan itu tidak ada di sini."),
        ({"soal_4": "0"}, "Formulir ini berbeda"),
        ({"soal_999": "0"}, "Formulir ini berbeda"),
        ({"mark": ""}, "Formulir ini berbeda"),
    ],
)
def test_a_changed_form_is_told_and_not_taken(client, exam, token, changed, said):
    assert said in client.post(page(token), answers(exam, 0, 0, 0) | changed).content.decode()
    assert kept().sent_at is None


def test_questions_changed_since_the_form_was_opened_are_asked_again(client, exam, token, officer_sumsel):
    data = answers(exam, 0, 0, 0)
    question = exam.questions.first()
    question.text = "Soal baru"
    exams.save_question(question, by=officer_sumsel)
    shown = client.post(page(token), data).content.decode()
    assert "Formulir ini berbeda" in shown
    assert answering.mark_of(exam.questions.all()) in shown  # the next sending is of what is shown now
    with pytest.raises(Refusal, match="baru saja diubah"):
        answering.send(token, [0, 0, 0], mark=data["mark"])


def test_r8_an_activity_approved_in_between_takes_no_answers(client, exam, token, officer_sumsel, reviewer):
    review.take("submit", exam.activity, by=officer_sumsel)
    review.take("approve", exam.activity, by=reviewer)
    response = client.post(page(token), answers(exam, 0, 0, 0))
    assert response.status_code == 410
    assert "datanya terkunci" in response.content.decode()
    assert kept().sent_at is None


def test_who_is_signed_in_looks_but_answers_for_nobody(client, exam, token, officer_sumsel):
    client.force_login(officer_sumsel)
    assert "Anda masuk sebagai petugas" in client.post(page(token), answers(exam, 0, 0, 0)).content.decode()
    assert kept().sent_at is None


def test_html_in_questions_and_choices_is_shown_as_text(client, exam, token, officer_sumsel):
    question = exam.questions.first()
    question.text, question.choices = "<script>x</script>", ["<i>a</i>", "b"]
    exams.save_question(question, by=officer_sumsel)
    shown = client.get(page(token)).content.decode()
    assert "<script>" not in shown
    assert "<i>a" not in shown


# --- The office's side ---
def test_r3_only_a_hash_of_a_link_is_kept_and_a_new_one_ends_the_old(exam, who, token, officer_sumsel):
    assert token not in str(Sheet._base_manager.values_list().get())
    newer = make.sheet(exam, who, officer_sumsel)
    with pytest.raises(answering.Unusable):
        answering.opened(token)
    assert answering.opened(newer).participation == who


def test_links_are_shown_once_with_names_and_leave_a_trail(client, exam, who, officer_sumsel):
    client.force_login(officer_sumsel)
    url = reverse("participants:exam_links", args=[exam.pk])
    assert "Yang belum mempunyai tautan (1 orang)" in client.get(url).content.decode()
    response = client.post(url, {"to": "baru"})
    assert response["Cache-Control"] == "private, no-store"
    [link] = re.findall(r'value="http://testserver(/uji/[^"]+)"', response.content.decode())
    assert "Ani Contoh" in response.content.decode()
    client.logout()
    assert "Soal ke-1" in client.get(link).content.decode()
    assert AuditEntry._base_manager.get(verb="exam.links_made").note == "1 peserta"


def test_links_come_as_a_list_too(client, exam, who, officer_sumsel):
    client.force_login(officer_sumsel)
    response = client.post(reverse("participants:exam_links", args=[exam.pk]), {"to": str(who.pk), "csv": "1"})
    lines = b"".join(response.streaming_content).decode()
    assert "Ani Contoh" in lines
    assert "/uji/" in lines


def test_links_come_as_slips_to_cut_each_with_a_name_and_a_link_that_opens(client, exam, who, officer_sumsel):
    client.force_login(officer_sumsel)
    for n in range(12):
        person = make.person(name=f"Peserta {n} <b>#strong[Contoh]", nik=make.nik(n + 2))
        make.participation(exam.activity, officer_sumsel, person=person)
    response = client.post(reverse("participants:exam_links", args=[exam.pk]), {"to": "semua", "pdf": "1"})
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    pages = [page.extract_text().replace("\u200b", "") for page in PdfReader(io.BytesIO(response.content)).pages]
    assert len(pages) == 2
    text = "".join(pages)
    assert "Ani Contoh" in text
    assert "<b>#strong[Contoh]" in text  # text, and nothing that runs
    tokens = set(re.findall(r"/uji/([\w-]{24})/", text.replace("\n", "")))
    assert len(tokens) == 13
    assert client.get(reverse("participants:sheet", args=[tokens.pop()])).status_code == 200
    assert make.nik(2) not in text


def test_more_slips_than_a_pdf_holds_are_refused_before_a_link_is_made(client, exam, who, officer_sumsel, monkeypatch):
    monkeypatch.setattr(link_papers, "MOST_SLIPS", 0)
    client.force_login(officer_sumsel)
    response = client.post(reverse("participants:exam_links", args=[exam.pk]), {"to": str(who.pk), "pdf": "1"})
    assert "paling banyak 0 tautan" in response.content.decode()
    assert not Sheet._base_manager.exists()


def test_r3_links_are_made_by_who_may_write_people_only(client, exam, who, reviewer, auditor):
    for person in (reviewer, auditor):
        client.force_login(person)
        assert client.post(reverse("participants:exam_links", args=[exam.pk]), {"to": "semua"}).status_code == 403
        with pytest.raises(NotAllowed):
            answering.make_links(exam, [who], by=person)
    assert not Sheet._base_manager.exists()


def test_an_exam_without_questions_gives_no_links(activity_sumsel, who, officer_sumsel):
    empty = make.exam(activity_sumsel, officer_sumsel, questions=0)
    with pytest.raises(Refusal, match="belum mempunyai soal"):
        answering.make_links(empty, [who], by=officer_sumsel)


def test_no_log_line_holds_a_token(client, token, caplog):
    from dekon_portal.core.logs import WithoutTokens

    client.get(page("tebakan-rahasia"))
    assert caplog.records
    assert not any("tebakan-rahasia" in WithoutTokens().format(record) for record in caplog.records)


def test_who_answered_is_not_taken_out_of_the_activity(client, exam, who, token, officer_sumsel):
    client.post(page(token), answers(exam, 0, 0, 0))
    client.force_login(officer_sumsel)
    url = reverse("participants:participation_remove", args=[who.pk])
    assert "tidak dapat dikeluarkan" in client.post(url, follow=True).content.decode()
    assert Sheet._base_manager.count() == 1


def test_a_link_nobody_answered_goes_with_its_participant(client, who, token, officer_sumsel):
    client.force_login(officer_sumsel)
    client.post(reverse("participants:participation_remove", args=[who.pk]))
    assert not Sheet._base_manager.exists()
