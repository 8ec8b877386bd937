"""Uji of an activity: made, filled with questions by hand, by sheet or from another activity; fixed once answered."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants import answering, exams, question_sheets
from participants.models import Exam, Question
from programs import review
from tests import make, papers

pytestmark = pytest.mark.django_db

EXAM = {"kind": "post", "title": "Uji Masker", "instructions": "", "opens_at": "", "closes_at": ""}
QUESTION = {"text": "Berapa lapis?", "choice_0": "dua", "choice_1": "tiga", "right": "1", "points": "2"}


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()


@pytest.fixture
def exam(activity_sumsel, officer_sumsel):
    return make.exam(activity_sumsel, officer_sumsel)


@pytest.fixture
def answered(exam, activity_sumsel, officer_sumsel):
    who = make.participation(activity_sumsel, officer_sumsel)
    token = make.sheet(exam, who, officer_sumsel)
    answering.send(token, [0, 0], mark=answering.mark_of(exam.questions.all()))
    return exam


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def errors(response):
    form = response.context["form"]
    return " ".join(str(message) for messages in form.errors.values() for message in messages)


def address(name, row):
    return reverse(f"participants:{name}", args=[row.pk])


# --- Exams ---
def test_times_are_typed_by_the_offices_clock_and_kept_in_utc(client, activity_bali, officer_bali):
    client.force_login(officer_bali)
    url = reverse("participants:exam_new", args=[activity_bali.code])
    assert "Waktu WITA" in client.get(url).content.decode()
    client.post(url, EXAM | {"opens_at": "2020-06-15T09:00", "closes_at": "2020-06-15T10:00"})
    exam = Exam._base_manager.get()
    assert exam.opens_at == datetime(2020, 6, 15, 1, 0, tzinfo=UTC)
    assert "15 Juni 2020 10.00 WITA" in client.get(address("exam", exam)).content.decode()
    assert 'value="2020-06-15T09:00"' in client.get(address("exam_edit", exam)).content.decode()


def test_an_exam_does_not_close_before_it_opens(officer, activity_sumsel):
    url = reverse("participants:exam_new", args=[activity_sumsel.code])
    response = officer.post(url, EXAM | {"opens_at": "2020-06-15T09:00", "closes_at": "2020-06-15T08:00"})
    assert "Waktu ditutup harus sesudah waktu dibuka." in errors(response)
    assert not Exam._base_manager.exists()


def test_there_is_one_exam_of_each_kind(officer, exam):
    response = officer.post(reverse("participants:exam_new", args=[exam.activity.code]), EXAM)
    assert "Kegiatan ini sudah mempunyai uji jenis ini." in errors(response)


def test_an_exam_with_scores_is_neither_removed_nor_made_another_kind(officer, answered):
    page = officer.post(address("exam_remove", answered), follow=True).content.decode()
    assert "sudah mempunyai nilai, sehingga tidak dapat dihapus" in page
    response = officer.post(address("exam_edit", answered), EXAM | {"kind": "pre"})
    assert "Jenis uji tidak dapat diganti" in errors(response)
    assert Exam._base_manager.get().kind == "post"


def test_an_exam_without_scores_is_removed(officer, exam):
    officer.post(address("exam_remove", exam))
    assert not Exam._base_manager.exists()


def test_r8_an_approved_activity_takes_no_exam_and_no_question(exam, officer_sumsel, reviewer):
    review.take("submit", exam.activity, by=officer_sumsel)
    review.take("approve", exam.activity, by=reviewer)
    for act in (
        lambda: exams.save_exam(Exam(activity=exam.activity, kind="pre", title="Awal"), by=officer_sumsel),
        lambda: exams.save_question(Question(exam=exam, text="S", choices=["a", "b"], right=0), by=officer_sumsel),
        lambda: exams.remove_question(exam.questions.first(), by=officer_sumsel),
        lambda: exams.move_question(exam.questions.last(), by=officer_sumsel, up=True),
    ):
        with pytest.raises(review.Locked, match="sudah disetujui oleh"):
            act()


def test_who_may_not_write_the_activity_makes_no_exam(activity_sumsel, reviewer, regency_officer_palembang):
    for person in (reviewer, regency_officer_palembang):
        with pytest.raises(NotAllowed):
            exams.save_exam(Exam(activity=activity_sumsel, kind="pre", title="Awal"), by=person)


# --- Questions ---
def test_a_question_is_added_changed_moved_and_removed(officer, exam):
    officer.post(address("question_new", exam), QUESTION)
    question = exam.questions.get(text="Berapa lapis?")
    assert (question.order, question.choices, question.right, question.points) == (3, ["dua", "tiga"], 1, 2)
    officer.post(address("question_edit", question), QUESTION | {"choice_2": "empat", "right": "2"})
    officer.post(address("question_move", question), {"ke": "atas"})
    assert [row.text for row in exam.questions.all()] == ["Soal ke-1", "Berapa lapis?", "Soal ke-2"]
    officer.post(address("question_remove", exam.questions.first()))
    assert [(row.text, row.choices) for row in exam.questions.all()] == [
        ("Berapa lapis?", ["dua", "tiga", "empat"]),
        ("Soal ke-2", ["benar", "salah"]),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"right": ""}, "Bagian ini wajib diisi."),
        ({"right": "3"}, "Pilih kunci jawaban di antara pilihan yang terisi."),
        ({"right": "9"}, "tidak ada dalam daftar"),
        ({"choice_1": ""}, "Bagian ini wajib diisi."),
        ({"choice_3": "lima"}, "Isi pilihan berurutan"),
        ({"choice_1": "dua"}, "Dua pilihan jawaban berbunyi sama."),
        ({"points": "0"}, "paling kecil 1"),
        ({"points": "1,5"}, "bilangan bulat"),
        ({"text": ""}, "Bagian ini wajib diisi."),
    ],
)
def test_a_wrong_question_is_told_and_not_kept(officer, exam, wrong, said):
    response = officer.post(address("question_new", exam), QUESTION | wrong)
    assert said in errors(response)
    assert exam.questions.count() == 2


def test_html_in_questions_is_shown_as_text(officer, exam):
    officer.post(address("question_new", exam), QUESTION | {"text": "<script>x</script>", "choice_0": "<b>dua</b>"})
    page = officer.get(address("exam", exam)).content.decode()
    assert "<script>x" not in page
    assert "&lt;b&gt;dua&lt;/b&gt;" in page


def test_once_answered_the_questions_stay_as_they_are(officer, answered, officer_sumsel):
    question = answered.questions.first()
    for name, row, data in (
        ("question_new", answered, QUESTION),
        ("question_edit", question, QUESTION),
        ("questions_import", answered, {"text": "soal;A;B;kunci\nS;a;b;A"}),
    ):
        assert "Soal tidak dapat diubah lagi" in errors(officer.post(address(name, row), data))
    page = officer.post(address("question_remove", question), follow=True).content.decode()
    assert "Soal tidak dapat diubah lagi" in page
    assert [row.text for row in answered.questions.all()] == ["Soal ke-1", "Soal ke-2"]


def test_an_exam_has_sixty_questions_at_most(exam, officer_sumsel):
    more = [Question(text=f"S{n}", choices=["a", "b"], right=0) for n in range(59)]
    with pytest.raises(Refusal, match="paling banyak 60 soal"):
        exams.add_questions(exam, more, by=officer_sumsel, verb="exam.questions_imported")


# --- Sheets of questions ---
SHEET = "Soal;Pilihan A;Pilihan B;C;Kunci;Bobot\nBerapa lapis?;dua;tiga;;b;2\nKain apa?;katun;plastik;kertas;A;\n"


def test_questions_come_from_pasted_text(officer, exam):
    officer.post(address("questions_import", exam), {"text": SHEET.replace(";", "\t")})
    assert [(q.text, q.choices, q.right, q.points) for q in exam.questions.all()][2:] == [
        ("Berapa lapis?", ["dua", "tiga"], 1, 2),
        ("Kain apa?", ["katun", "plastik", "kertas"], 0, 1),
    ]
    assert AuditEntry._base_manager.filter(verb="exam.questions_imported").count() == 1


def test_questions_come_from_a_file(officer, exam):
    officer.post(address("questions_import", exam), {"file": SimpleUploadedFile("soal.csv", SHEET.encode())})
    assert exam.questions.count() == 4


def test_all_faults_of_all_rows_are_told_at_once_and_nothing_is_kept(officer, exam):
    text = "soal;A;B;C;D;kunci;bobot\n;a;b;;;A;1\nS;a;;;;A;1\nS;a;b;;d;A;1\nS;a;a;;;C;0\nS;a;b;;;;x\nBaik;a;b;;;A;1"
    told = errors(officer.post(address("questions_import", exam), {"text": text}))
    for fault in (
        "Baris 2, kolom soal: soal belum diisi.",
        "Baris 3, kolom B: isi paling sedikit dua pilihan.",
        "Baris 4, kolom C: pilihan harus berurutan",
        "Baris 5, kolom B: pilihan ini sama",
        "Baris 5, kolom kunci: pilihan C kosong",
        "Baris 5, kolom bobot: tulis bilangan bulat",
        "Baris 6, kolom kunci: kunci belum diisi.",
        "Baris 6, kolom bobot: tulis bilangan bulat",
    ):
        assert fault in told
    assert exam.questions.count() == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": ""}, "Tempel isinya atau pilih satu berkas"),
        ({"text": "nama;umur\nA;3"}, "Baris judul tidak ditemukan"),
        ({"text": "soal;A;B;kunci\n"}, "Tidak ada satu soal pun"),
        ({"file": SimpleUploadedFile("soal.pdf", papers.pdf())}, "berkas"),
        ({"file": SimpleUploadedFile("soal.xlsx", b"PK\x03\x04rusak")}, "rusak"),
    ],
)
def test_what_is_no_list_of_questions_is_told(officer, exam, data, said):
    assert said.lower() in errors(officer.post(address("questions_import", exam), data)).lower()
    assert exam.questions.count() == 2


CELLS = st.sampled_from(["", "a", "b", "A", "B", "C", "1", "0", "101", "x;y", '"', "=1+1", "<b>", "katun", "\u00b2"])


@given(st.lists(st.lists(CELLS, min_size=7, max_size=7), max_size=8))
def test_any_rows_are_whole_questions_or_nothing_but_refused(rows):
    lines = ["soal\tA\tB\tC\tD\tkunci\tbobot", *("\t".join(row) for row in rows)]
    found = []
    with suppress(Refusal):
        found = question_sheets.questions_of("\n".join(lines).encode())
    for question in found:
        assert 2 <= len(set(question.choices)) == len(question.choices)
        assert question.choices[question.right]
        assert 1 <= question.points <= 100


# --- Copies ---
def test_questions_are_copied_from_another_activity_of_the_office(officer, exam, office_sumsel, officer_sumsel):
    other = make.exam(make.activity(office_sumsel, officer_sumsel), officer_sumsel, questions=0)
    officer.post(address("questions_copy", other), {"source": exam.pk})
    assert [q.text for q in other.questions.all()] == ["Soal ke-1", "Soal ke-2"]
    assert exam.questions.count() == 2


def test_r1_questions_of_another_office_are_not_offered_nor_copied(officer, exam, activity_bali, officer_bali):
    foreign = make.exam(activity_bali, officer_bali)
    page = officer.get(address("questions_copy", exam)).content.decode()
    assert activity_bali.code not in page
    assert officer.post(address("questions_copy", exam), {"source": foreign.pk}).status_code == 200
    with pytest.raises(Refusal, match="satuan kerja yang sama"):
        exams.copy_questions(exam, foreign, by=make.user("petugas_provinsi", exam.activity.office))
    assert exam.questions.count() == 2


# --- The score of answers ---
@given(st.lists(st.tuples(st.integers(1, 100), st.booleans()), min_size=1, max_size=20))
def test_a_score_is_the_share_of_points_halves_up(lines):
    questions = [Question(pk=n, choices=["a", "b"], right=0, points=points) for n, (points, _right) in enumerate(lines)]
    chosen = {n: 0 if right else 1 for n, (_points, right) in enumerate(lines)}
    score = exams.score_of(questions, chosen)
    exact = 100 * sum(points for points, right in lines if right) / sum(points for points, _right in lines)
    assert 0 <= score <= 100
    assert abs(score - exact) <= 0.5
    assert (score == 100) == (exact >= 99.5)
