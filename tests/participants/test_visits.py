"""Accompaniment: visits to IKM of an activity, their pictures, their agreed steps, and what rests on them."""

from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pikepdf import Dictionary, Name, String

from dekon_portal.core.blocks import Photo, Table
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import Refusal
from participants import people, visits
from participants.models import Participation, StepState, Visit, VisitPhoto
from participants.panels import visit_figures
from participants.visit_chapter import accompaniment
from programs import attachments, completeness, review
from programs.models import Activity, Attachment
from reports.todo import tasks
from tests import make, papers

pytestmark = pytest.mark.django_db

SCRIPT = papers.pdf(lambda pdf: setattr(pdf.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS=String("1"))))
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


@pytest.fixture
def firm(activity_sumsel, officer_sumsel):
    business = make.business(name="Konveksi Musi")
    make.participation(activity_sumsel, officer_sumsel, business=business)
    return business


def url(name, *args):
    return reverse(f"participants:{name}", args=args)


def typed(business, /, **more):
    said = {"findings": "Jahitan rapi.", "advice": "Pakai jarum baru.", "next_step": "", "next_step_due": ""}
    return {"business": business.pk, "date": "01/07/2020", "mode": "kunjungan", "companion": "Rini", **said, **more}


def send(client, activity, business, /, *photos, **more):
    files = {"photos": [SimpleUploadedFile(name, content) for name, content in photos]} if photos else {}
    return client.post(url("visit_new", activity.code), typed(business, **more) | files)


def errors(answer):
    return " ".join(sentence for found in answer.context["form"].errors.values() for sentence in found)


def test_a_visit_is_recorded_with_pictures_that_hold_no_place(officer, activity_sumsel, firm):
    photos = [("satu.jpg", papers.photo()), ("dua.jpg", papers.photo((80, 40)))]
    answer = send(officer, activity_sumsel, firm, *photos, next_step="Daftar halal", next_step_due="01/08/2020")
    assert answer.url == url("activity_visits", activity_sumsel.code)
    visit = Visit._base_manager.get()
    assert (visit.business, visit.companion, visit.step_state) == (firm, "Rini", StepState.OVERDUE)
    tab = officer.get(answer.url).content.decode()
    assert f'href="{visit.get_absolute_url()}"' in tab
    page = officer.get(visit.get_absolute_url()).content.decode()
    kept = [photo.attachment for photo in VisitPhoto._base_manager.filter(visit=visit)]
    assert [file.kind for file in kept] == ["foto", "foto"]
    assert all(reverse("programs:attachment_small", args=[file.pk]) in page for file in kept)
    given = b"".join(officer.get(kept[0].get_absolute_url()).streaming_content)
    assert papers.CAMERA.encode() not in given
    assert AuditEntry._base_manager.filter(verb="row.added", subject=f"participants.visit:{visit.pk}").exists()


def test_the_form_names_the_person_who_fills_it_in(officer, activity_sumsel, firm):
    page = officer.get(url("visit_new", activity_sumsel.code)).content.decode()
    assert 'value="Siti Aminah"' in page
    assert "Konveksi Musi" in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"date": f"{TODAY + timedelta(days=2):%d/%m/%Y}"}, "masih di depan"),
        ({"date": "31/12/2019"}, "sebelum tahun kegiatannya (2020)"),
        ({"date": "32/13/2020"}, "tidak dapat dibaca"),
        ({"next_step_due": "01/08/2020"}, "Tuliskan dahulu langkah lanjutnya"),
        ({"next_step_done": "on"}, "Tuliskan dahulu langkah lanjutnya"),
        ({"next_step": "Daftar halal", "next_step_due": "30/06/2020"}, "mendahului tanggal pendampingannya"),
        ({"companion": ""}, "wajib"),
        ({"business": "9" * 30}, "bukan peserta kegiatan ini"),
        ({"business": "x"}, "bukan peserta kegiatan ini"),
        ({"companion": "x" * 300}, "200"),
        ({"findings": "x" * 5000}, "4000"),
        ({"mode": "merpati"}, "merpati"),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(officer, activity_sumsel, firm, more, said):
    answer = send(officer, activity_sumsel, firm, **more)
    assert said in errors(answer) or said in answer.content.decode()
    assert answer.context["form"].errors
    assert "Pakai jarum baru." in answer.content.decode()
    assert not Visit._base_manager.exists()


def test_an_ikm_that_takes_no_part_is_refused_by_form_and_verb(officer, officer_sumsel, activity_sumsel, firm):
    stranger = make.business(name="Bukan Peserta")
    assert "bukan peserta kegiatan ini" in errors(send(officer, activity_sumsel, stranger))
    with pytest.raises(Refusal, match="Bukan Peserta bukan peserta kegiatan ini"):
        make.visit(activity_sumsel, officer_sumsel, business=stranger)


def test_r1_an_ikm_of_another_province_cannot_be_slipped_in(officer, activity_sumsel, firm):
    assert "bukan peserta" in errors(send(officer, activity_sumsel, make.business("51", name="IKM Bali")))


def test_r1_another_provinces_visit_is_not_found(client, officer_bali, activity_sumsel, officer_sumsel):
    visit = make.visit(activity_sumsel, officer_sumsel)
    client.force_login(officer_bali)
    for name, args in (("visit", [visit.pk]), ("visit_edit", [visit.pk]), ("activity_visits", [activity_sumsel.code])):
        assert client.get(url(name, *args)).status_code == 404
    assert client.post(url("visit_remove", visit.pk)).status_code == 404
    assert Visit._base_manager.exists()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("surat.pdf", SCRIPT), "surat.pdf: Berkas ini bukan foto"),
        (("foto.jpg", papers.photo()[:200]), "foto.jpg: Foto ini rusak atau terpotong"),
        (("foto.jpg", b"MZ\x90\x00"), "foto.jpg: Isi berkas ini bukan jenis yang diterima"),
        (("foto.jpg", b""), "foto.jpg: Berkas ini kosong"),
    ],
)
def test_what_is_no_picture_is_told_by_its_name_and_nothing_is_kept(officer, activity_sumsel, firm, file, said):
    answer = send(officer, activity_sumsel, firm, ("baik.jpg", papers.photo()), file)
    assert said in errors(answer)
    assert not Attachment._base_manager.exists()
    assert not Visit._base_manager.exists()


def test_a_picture_beyond_the_limit_is_told(officer, activity_sumsel, firm, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    large = papers.photo() + b"\0" * settings.UPLOAD_MAX_BYTES
    assert "lebih besar dari 1 MB" in errors(send(officer, activity_sumsel, firm, ("besar.jpg", large)))


def test_typed_html_is_shown_as_text_and_a_nik_is_masked(officer, activity_sumsel, firm):
    send(officer, activity_sumsel, firm, findings=f"<script>alert(1)</script> NIK {make.nik(5)}")
    visit = Visit._base_manager.get()
    for page in (url("visit", visit.pk), url("activity_visits", activity_sumsel.code)):
        shown = officer.get(page).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown
        assert make.nik(5) not in shown


def test_r8_an_approved_activity_takes_no_visit_and_keeps_those_it_has(
    officer, activity_sumsel, officer_sumsel, reviewer, firm
):
    visit = make.visit(activity_sumsel, officer_sumsel, business=firm)
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", Activity._base_manager.get(pk=activity_sumsel.pk), by=reviewer)
    assert "sudah disetujui" in errors(send(officer, activity_sumsel, firm))
    officer.post(url("visit_remove", visit.pk))
    with pytest.raises(Refusal):
        visits.record(visit, by=officer_sumsel)
    assert Visit._base_manager.count() == 1
    page = officer.get(url("activity_visits", activity_sumsel.code)).content.decode()
    assert url("visit_edit", visit.pk) not in page


def test_a_visit_is_changed_and_removed_with_its_trace_and_its_picture_stays_a_file(officer, activity_sumsel, firm):
    send(officer, activity_sumsel, firm, ("satu.jpg", papers.photo()), next_step="Daftar halal")
    visit = Visit._base_manager.get()
    answer = officer.post(
        url("visit_edit", visit.pk), typed(firm, next_step="Daftar halal", next_step_done="on", mode="daring")
    )
    assert answer.url == url("visit", visit.pk)
    visit.refresh_from_db()
    assert (visit.mode, visit.step_state) == ("daring", StepState.DONE)
    officer.post(url("visit_remove", visit.pk))
    assert not Visit._base_manager.exists()
    assert Attachment._base_manager.count() == 1
    verbs = AuditEntry._base_manager.filter(subject=f"participants.visit:{visit.pk}").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["row.added", "row.changed", "row.removed"]


def test_a_picture_removed_from_the_files_leaves_the_visit(activity_sumsel, officer_sumsel, officer, firm):
    send(officer, activity_sumsel, firm, ("satu.jpg", papers.photo()))
    attachments.remove(Attachment._base_manager.get(), by=officer_sumsel)
    assert Visit._base_manager.get().photos.count() == 0


def test_the_last_participant_of_a_visited_ikm_stays(activity_sumsel, officer_sumsel, firm):
    make.visit(activity_sumsel, officer_sumsel, business=firm)
    only = Participation._base_manager.get(business=firm)
    with pytest.raises(Refusal, match="Konveksi Musi punya catatan pendampingan"):
        people.withdraw(only, by=officer_sumsel)
    only.business = None
    with pytest.raises(Refusal, match="Konveksi Musi punya catatan pendampingan"):
        people.enrol(only, by=officer_sumsel)
    make.participation(activity_sumsel, officer_sumsel, business=firm)
    people.withdraw(Participation._base_manager.get(pk=only.pk), by=officer_sumsel)
    assert Participation._base_manager.filter(business=firm).count() == 1


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, StepState.NONE),
        ({"next_step": "Daftar"}, StepState.OPEN),
        ({"next_step": "Daftar", "next_step_due": TODAY}, StepState.OPEN),
        ({"next_step": "Daftar", "next_step_due": date(2020, 7, 2)}, StepState.OVERDUE),
        ({"next_step": "Daftar", "next_step_due": date(2020, 7, 2), "next_step_done": True}, StepState.DONE),
    ],
)
def test_how_a_step_stands_follows_from_its_dates(activity_sumsel, officer_sumsel, officer, fields, state):
    visit = make.visit(activity_sumsel, officer_sumsel, **fields)
    assert visit.step_state == state
    listed = {
        wanted: list(
            officer.get(url("activity_visits", activity_sumsel.code), {"langkah": wanted}).context["table"].data
        )
        for wanted in ("open", "overdue", "done")
    }
    assert [wanted for wanted, rows in listed.items() if rows] == ([] if state == StepState.NONE else [state.value])


def test_the_database_itself_keeps_a_step_named(activity_sumsel, officer_sumsel):
    visit = make.visit(activity_sumsel, officer_sumsel)
    for wrong in ({"next_step_done": True}, {"mode": "merpati"}, {"next_step": "x", "next_step_due": date(2019, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit._base_manager.filter(pk=visit.pk).update(**wrong)


def test_accompaniment_without_a_visit_is_told_and_not_required(office_sumsel, officer_sumsel):
    activity = make.activity(office_sumsel, officer_sumsel, kind="pendampingan")
    told = {item.label: item.required for item in completeness.missing(activity)}
    assert told["Belum ada catatan pendampingan."] is False
    make.visit(activity, officer_sumsel)
    assert "Belum ada catatan pendampingan." not in {item.label for item in completeness.missing(activity)}
    training = make.activity(office_sumsel, officer_sumsel)
    assert "Belum ada catatan pendampingan." not in {item.label for item in completeness.missing(training)}


def test_the_reviewer_reads_how_many_visits_and_open_steps(client, reviewer, activity_sumsel, officer_sumsel, firm):
    late = {"next_step": "Daftar halal", "next_step_due": date(2020, 7, 2)}
    make.visit(activity_sumsel, officer_sumsel, business=firm, **late)
    make.visit(activity_sumsel, officer_sumsel, business=firm, next_step="Beli jarum")
    review.take("submit", activity_sumsel, by=officer_sumsel)
    client.force_login(reviewer)
    answer = client.get(reverse("programs:review", args=[activity_sumsel.code]))
    shown = answer.content.decode()
    assert "Langkah lanjut belum selesai" in shown
    assert visit_figures(activity_sumsel) == {"visits": 2, "visited": 1, "open_steps": 2, "overdue_steps": 1}


def test_home_tells_of_steps_that_are_due_while_they_can_be_marked(
    activity_sumsel, officer_sumsel, officer_bali, reviewer
):
    make.visit(activity_sumsel, officer_sumsel, next_step="Daftar halal", next_step_due=date(2020, 7, 2))
    make.visit(activity_sumsel, officer_sumsel, next_step="Nanti", next_step_due=TODAY + timedelta(days=9))
    said = [task.why for task in tasks(officer_sumsel) if "Langkah lanjut" in task.why]
    assert said == ["Langkah lanjut pendampingan jatuh tempo 2 Juli 2020: Daftar halal"]
    assert not [task for task in tasks(officer_bali) if "Langkah lanjut" in task.why]
    review.take("submit", activity_sumsel, by=officer_sumsel)
    assert not [task for task in tasks(officer_sumsel) if "Langkah lanjut" in task.why]


def test_the_chapter_has_a_line_per_ikm_and_at_most_four_pictures(activity_sumsel, officer_sumsel, officer, firm):
    for number in range(6):
        size = (60 + number, 40)
        send(officer, activity_sumsel, firm, (f"{number}.jpg", papers.photo(size)), date=f"0{number + 1}/07/2020")
    make.visit(activity_sumsel, officer_sumsel, business=firm, date=date(2020, 8, 1), findings=f"NIK {make.nik(3)}")
    blocks = accompaniment(activity_sumsel)
    table = blocks[0]
    assert isinstance(table, Table)
    assert [row[:3] for row in table.rows] == [["Konveksi Musi", "7", "1 Agustus 2020"]]
    assert make.nik(3) not in str(table.rows)
    assert [type(block) for block in blocks[1:]] == [Photo] * 4
    stored = [default_storage.open(block.file).read() for block in blocks[1:]]
    assert not [photo for photo in stored if papers.CAMERA.encode() in photo]


def test_r4_an_activity_without_visits_has_no_chapter(activity_sumsel):
    assert accompaniment(activity_sumsel) == []


def test_the_export_holds_what_was_found(officer, activity_sumsel, firm):
    send(officer, activity_sumsel, firm)
    answer = officer.get(url("activity_visits", activity_sumsel.code), {"_export": "csv"})
    assert "Pakai jarum baru." in b"".join(answer.streaming_content).decode("utf-8-sig")
