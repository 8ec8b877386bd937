"""Sessions: their form, who teaches, what holds one, materials, and a schedule copied from another activity."""

import re
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from programs import attachments, review, schedule, sessions
from programs.closing import CHAPTERS
from programs.models import Attachment, RestrictionSpell, Session, Trainer
from programs.review import Locked
from tests import make, papers

pytestmark = pytest.mark.django_db

FORM = {"topic": "Menjahit masker", "date": "15/06/2020", "mode": "luring"}


@pytest.fixture
def trainer(db):
    return Trainer._base_manager.create(province=make.province("16"), name="Ahmad Contoh")


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


@pytest.fixture
def session(activity_sumsel, officer_sumsel, trainer):
    row = Session(
        activity=activity_sumsel,
        date=date(2020, 6, 15),
        topic="Menjahit masker",
        mode="daring",
        start_time=time(9),
        meeting_link="https://contoh.id/rapat",
        hours=3,
    )
    return sessions.save(row, by=officer_sumsel, trainers=[trainer])


def new(client, activity, **changes):
    return client.post(f"/kegiatan/{activity.code}/sesi/baru/", {**FORM, **changes})


# --- The form ---
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"start_time": "10:00", "end_time": "09:00"}, "Pukul selesai harus sesudah pukul mulai."),
        ({"start_time": "10:00", "end_time": "10:00"}, "Pukul selesai harus sesudah pukul mulai."),
        ({"hours": "0"}, "Angka ini paling kecil 1."),
        ({"hours": "-2"}, "Angka ini paling kecil 1."),
        ({"mode": "daring", "meeting_link": "javascript:alert(1)"}, "Tautan rapat dimulai dengan https://"),
        ({"mode": "daring", "meeting_link": "ftp://contoh.id/rapat"}, "Tautan rapat dimulai dengan https://"),
        (
            {"mode": "luring", "meeting_link": "https://contoh.id"},
            "Tautan rapat hanya untuk sesi daring atau gabungan.",
        ),
        ({"trainers": ["0"]}, "Narasumber hanya dipilih dari provinsi kegiatan ini."),
        ({"trainers": ["x"]}, "Narasumber hanya dipilih dari provinsi kegiatan ini."),
        ({"date": "31/12/9999"}, "Tanggal ini jauh dari tahun anggaran kegiatan."),
    ],
)
def test_bad_input_is_told_in_a_sentence_and_kept(officer, activity_sumsel, wrong, sentence):
    shown = new(officer, activity_sumsel, **wrong)
    assert sentence in shown.content.decode()
    assert "Menjahit masker" in shown.content.decode()
    assert not Session._base_manager.exists()


def test_several_trainers_of_the_province_are_chosen_and_changed(officer, activity_sumsel, trainer):
    second = Trainer._base_manager.create(province=make.province("16"), name="Budi Contoh")
    new(officer, activity_sumsel, trainers=[trainer.pk, second.pk], trainer="Tamu")
    row = Session._base_manager.get()
    assert row.taught_by == ["Ahmad Contoh", "Budi Contoh", "Tamu"]
    officer.post(f"/sesi/{row.pk}/ubah/", {**FORM, "trainers": [second.pk]})
    assert Session._base_manager.get().taught_by == ["Budi Contoh"]
    assert {"row.added", "row.removed"} <= set(
        AuditEntry.objects.filter(subject_label__contains="Contoh").values_list("verb", flat=True)
    )


def test_r1_a_trainer_of_another_province_is_refused_by_form_and_verb(officer, activity_sumsel, officer_sumsel):
    stranger = Trainer._base_manager.create(province=make.province("51"), name="Wayan Contoh")
    shown = new(officer, activity_sumsel, trainers=[stranger.pk]).content.decode()
    assert "Narasumber hanya dipilih dari provinsi kegiatan ini." in shown
    assert "Wayan" not in shown
    row = Session(activity=activity_sumsel, date=date(2020, 6, 15), topic="x")
    with pytest.raises(Refusal, match="provinsi kegiatan ini"):
        sessions.save(row, by=officer_sumsel, trainers=[stranger])
    assert not Session._base_manager.exists()


def boxes(page):
    """The trainers drawn on a form, and whether each is ticked."""
    drawn = re.findall(r'<input type="checkbox" name="trainers"([^>]*)>\s*<span>([^<]*)</span>', page.content.decode())
    return {name: "checked" in attributes for attributes, name in drawn}


def test_of_many_trainers_those_searched_for_are_offered_and_those_ticked_stay(officer, session, trainer):
    ids = {
        name: Trainer._base_manager.create(province=make.province("16"), name=name, institution=where).pk
        for name, where in [(f"Pengajar {n:02}", "Balai Tekstil" if n > 22 else "") for n in range(25)]
    }
    Trainer._base_manager.create(province=make.province("51"), name="Wayan Contoh", institution="Balai Tekstil")
    address = f"/sesi/{session.pk}/ubah/"
    assert boxes(officer.get(address)) == {"Ahmad Contoh": True}
    ticked = [trainer.pk, ids["Pengajar 03"]]
    found = boxes(officer.get(address, {"cari": "balai tekstil", "trainers": ticked}))
    assert found == {
        "Ahmad Contoh": True,
        "Pengajar 03": True,
        "Pengajar 23 (Balai Tekstil)": False,
        "Pengajar 24 (Balai Tekstil)": False,
    }
    assert len(boxes(officer.get(address, {"cari": "pengajar"}))) == 20
    assert len(boxes(officer.get(address, {"semua": "1"}))) == 26  # without script
    wrong = officer.post(address, {**FORM, "topic": "", "trainers": [ids["Pengajar 24"]]})
    assert boxes(wrong) == {"Pengajar 24 (Balai Tekstil)": True}
    officer.post(address, {**FORM, "trainers": [ids["Pengajar 24"], ids["Pengajar 03"]]})
    assert Session._base_manager.get().taught_by == ["Pengajar 03", "Pengajar 24"]


def test_an_inactive_trainer_is_offered_only_where_chosen(officer, session, trainer):
    trainer.is_active = False
    trainer.save()
    assert "Ahmad Contoh" in officer.get(f"/sesi/{session.pk}/ubah/").content.decode()
    assert "Ahmad Contoh" not in officer.get(f"/kegiatan/{session.activity.code}/sesi/baru/").content.decode()


def test_markup_in_topic_and_names_stays_text(officer, activity_sumsel):
    trainer = Trainer._base_manager.create(province=make.province("16"), name="<b>Ahmad</b>")
    new(officer, activity_sumsel, topic="<script>alert(1)</script>", trainers=[trainer.pk])
    for page in (f"/kegiatan/{activity_sumsel.code}/jadwal/", "/narasumber/", trainer.get_absolute_url()):
        shown = officer.get(page).content.decode()
        assert "<b>Ahmad" not in shown
        assert "<script>alert" not in shown
        assert "&lt;b&gt;Ahmad" in shown


def test_r12_saving_warns_and_saves(officer, activity_sumsel):
    RestrictionSpell.objects.create(
        province=make.province("16"), start=date(2020, 6, 1), end=date(2020, 6, 30), source="contoh"
    )
    page = officer.get(new(officer, activity_sumsel).url).content.decode()
    assert page.count("Tatap muka pada masa PSBB Sumatera Selatan (1–30 Juni 2020).") == 2  # told, and on the tab
    assert Session._base_manager.count() == 1


def test_r12_the_reviewer_reads_warnings_and_reasons(client, reviewer, activity_sumsel, officer_sumsel):
    RestrictionSpell.objects.create(
        province=make.province("16"), start=date(2020, 6, 1), end=date(2020, 6, 30), source="contoh"
    )
    for topic, reason in (("Pola", ""), ("Praktik", "Alat hanya ada di balai.")):
        row = Session(
            activity=activity_sumsel, date=date(2020, 6, 15), topic=topic, mode="luring", restriction_reason=reason
        )
        sessions.save(row, by=officer_sumsel)
    client.force_login(reviewer)
    shown = client.get(f"/tinjauan/{activity_sumsel.code}/").content.decode()
    assert "Pola (15 Juni 2020): Tatap muka pada masa PSBB" in shown
    assert "Praktik (15 Juni 2020): Tatap muka" not in shown
    assert "Tatap muka pada masa PSBB: Alat hanya ada di balai." in shown


# --- The tab ---
def test_the_tab_shows_day_zone_jp_and_trainers(officer, session, officer_sumsel):
    row = Session(activity=session.activity, date=date(2020, 6, 16), topic="Praktik")
    sessions.save(row, by=officer_sumsel)
    shown = officer.get(f"/kegiatan/{session.activity.code}/jadwal/").content.decode()
    for stated in ("Senin, 15 Juni 2020", "Selasa, 16 Juni 2020", "09.00 WIB", "Ahmad Contoh"):
        assert stated in shown
    assert "3 JP (1 dari 2 sesi diketahui)" in shown


def test_the_clock_is_the_offices(activity_bali, officer_bali):
    row = Session(activity=activity_bali, date=date(2020, 6, 15), topic="x", start_time=time(9), end_time=time(10, 30))
    assert schedule.clock(sessions.save(row, by=officer_bali)) == "09.00–10.30 WITA"


def test_a_meetings_link_is_for_the_office_only(client, session, officer_sumsel, reviewer):
    url = f"/kegiatan/{session.activity.code}"
    client.force_login(reviewer)
    for page in ("jadwal", "riwayat"):
        assert "contoh.id/rapat" not in client.get(f"{url}/{page}/").content.decode()
    client.force_login(officer_sumsel)
    assert 'href="https://contoh.id/rapat"' in client.get(f"{url}/jadwal/").content.decode()


# --- Removing ---
def test_what_holds_a_session_keeps_it_and_says_why(officer, session, officer_sumsel, monkeypatch):
    held = "Sesi ini mempunyai 3 kehadiran. Hapus kehadirannya dahulu."
    monkeypatch.setattr(sessions, "HELD_BY", [lambda row: "", lambda row: held if row.pk == session.pk else ""])
    with pytest.raises(Refusal, match="3 kehadiran"):
        sessions.remove(session, by=officer_sumsel)
    answer = officer.post(f"/sesi/{session.pk}/hapus/", follow=True)
    assert held in answer.content.decode()
    assert Session._base_manager.filter(pk=session.pk).exists()


def test_a_removed_session_leaves_its_materials_with_the_activity(officer, session, officer_sumsel):
    upload = SimpleUploadedFile("pola.pdf", papers.pdf())
    stored = attachments.store(upload, activity=session.activity, kind="materi", session=session, by=officer_sumsel)
    officer.post(f"/sesi/{session.pk}/hapus/")
    assert not Session._base_manager.exists()
    assert Attachment._base_manager.get(pk=stored.pk).session is None


# --- Materials ---
def test_material_goes_up_by_the_form_of_files_and_stands_at_its_session(officer, session):
    url = f"/kegiatan/{session.activity.code}"
    assert f'<option value="{session.pk}" selected>' in officer.get(f"{url}/berkas/?sesi={session.pk}").content.decode()
    sent = {"kind": "materi", "session": session.pk, "file": SimpleUploadedFile("pola.pdf", papers.pdf())}
    officer.post(f"{url}/berkas/", sent)
    stored = Attachment._base_manager.get()
    assert stored.session == session
    assert (
        f'<a class="material" href="{stored.get_absolute_url()}">pola.pdf</a>'
        in officer.get(f"{url}/jadwal/").content.decode()
    )


def test_r1_material_never_goes_to_a_session_of_another_activity(officer, session, officer_sumsel):
    other = make.activity(session.activity.office, officer_sumsel)
    sent = {"kind": "materi", "session": session.pk, "file": SimpleUploadedFile("pola.pdf", papers.pdf())}
    assert officer.post(f"/kegiatan/{other.code}/berkas/", sent).status_code == 200
    assert not Attachment._base_manager.exists()


# --- Copying ---
@pytest.fixture
def target(office_sumsel, officer_sumsel):
    return make.activity(office_sumsel, officer_sumsel, planned_start=date(2020, 8, 3))


def test_a_copy_shifts_the_days_and_takes_the_structure_only(officer, session, target, trainer, officer_sumsel):
    later = Session(
        activity=session.activity, date=date(2020, 6, 17), topic="Praktik", mode="luring", restriction_reason="Alat."
    )
    sessions.save(later, by=officer_sumsel)
    answer = officer.post(
        f"/kegiatan/{target.code}/jadwal/salin/", {"source": session.activity_id, "start": "03/08/2020"}, follow=True
    )
    assert "2 sesi disalin." in answer.content.decode()
    first, second = target.sessions.all()
    assert (first.date, second.date) == (date(2020, 8, 3), date(2020, 8, 5))
    assert (first.topic, first.hours, first.mode, first.start_time) == ("Menjahit masker", 3, "daring", time(9))
    assert first.taught_by == ["Ahmad Contoh"]
    assert (first.meeting_link, second.restriction_reason) == ("", "")
    assert AuditEntry.objects.get(verb="sessions.copied").note == f"2 sesi dari {session.activity.code}"


def test_r16_the_same_schedule_copied_again_adds_nothing(session, target, officer_sumsel):
    start = date(2020, 8, 3)
    assert sessions.copy(session.activity, target, start=start, by=officer_sumsel) == (1, 0)
    assert sessions.copy(session.activity, target, start=start, by=officer_sumsel) == (0, 1)
    assert AuditEntry.objects.filter(verb="sessions.copied").count() == 1


def test_a_trainer_who_no_longer_teaches_is_not_copied(session, target, trainer, officer_sumsel):
    trainer.is_active = False
    trainer.save()
    sessions.copy(session.activity, target, start=date(2020, 8, 3), by=officer_sumsel)
    assert target.sessions.get().taught_by == []


def test_only_a_schedule_of_the_same_office_is_copied(officer, session, officer_sumsel, activity_bali, officer_bali):
    sessions.save(Session(activity=activity_bali, date=date(2020, 6, 15), topic="x"), by=officer_bali)
    target = make.activity(session.activity.office, officer_sumsel)
    url = f"/kegiatan/{target.code}/jadwal/salin/"
    assert activity_bali.code not in officer.get(url).content.decode()
    assert officer.post(url, {"source": activity_bali.pk, "start": "03/08/2020"}).status_code == 200
    with pytest.raises(Refusal, match="satuan kerja yang sama"):
        sessions.copy(activity_bali, target, start=date(2020, 8, 3), by=officer_sumsel)
    assert not target.sessions.exists()


def test_copying_needs_the_right_and_an_open_activity(session, target, reviewer, officer_sumsel):
    with pytest.raises(NotAllowed):
        sessions.copy(session.activity, target, start=date(2020, 8, 3), by=reviewer)
    review.take("submit", target, by=officer_sumsel)
    with pytest.raises(Locked):
        sessions.copy(session.activity, target, start=date(2020, 8, 3), by=officer_sumsel)


# --- The final report ---
def test_the_chapter_of_the_schedule_is_a_table_in_indonesian(session):
    [chapter] = [chapter for chapter in CHAPTERS if chapter.key == "jadwal"]
    with translation.override("en"):
        [table] = chapter.compose(session.activity)
    assert table.rows == [("15 Juni 2020", "09.00 WIB", "Menjahit masker", "3", "Daring", "–", "Ahmad Contoh")]
    assert table.closing[3] == "3 JP"
    assert all(len(row) == len(table.headings) for row in [*table.rows, table.closing])


def test_r4_an_activity_without_sessions_has_nothing_to_say(activity_sumsel):
    [chapter] = [chapter for chapter in CHAPTERS if chapter.key == "jadwal"]
    assert not chapter.compose(activity_sumsel)
