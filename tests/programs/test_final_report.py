"""The final report: composed from what is known, written over by chapter, frozen when the activity is approved (R8)."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from dekon_portal.core.blocks import Paragraph
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import Refusal, Stale
from participants.models import Person
from programs import attachments, closing, final_reports, review
from programs.closing import Chapter
from programs.closing_docx import report_docx
from programs.closing_pdf import report_pdf
from programs.models import Activity, FinalReport, FinalReportPaper, Office, Product, ReportChapter
from tests import make, papers

pytestmark = pytest.mark.django_db

CHAPTER = "latar-belakang"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(activity):
    return Activity._base_manager.get(pk=activity.pk)


def approve(activity, officer, reviewer):
    review.take("submit", stored(activity), by=officer)
    review.take("approve", stored(activity), by=reviewer)
    return stored(activity)


@pytest.fixture
def approved(activity_sumsel, officer_sumsel, reviewer):
    make.participation(activity_sumsel, officer_sumsel)
    make.production(activity_sumsel, officer_sumsel, 300)
    return approve(activity_sumsel, officer_sumsel, reviewer)


def write(activity, officer, text, mode="both", key=CHAPTER, seen=0):
    row = activity.report_chapters.filter(key=key).first() or ReportChapter(activity=activity, key=key)
    row.mode, row.text = mode, text
    return final_reports.save_chapter(row, by=officer, seen_version=seen)


def texts(content, key=CHAPTER):
    blocks = next(one["blocks"] for one in content["chapters"] if one["key"] == key)
    return [block["text"] for block in blocks if block["kind"] == "paragraph"]


def test_chapters_stand_by_their_order_and_say_when_nothing_is_known(activity_sumsel):
    content = final_reports.composed(activity_sumsel)
    orders = {one.key: one.order for one in closing.CHAPTERS}
    keys = [one["key"] for one in content["chapters"]]
    assert keys == sorted(orders, key=lambda key: (orders[key], key))
    assert texts(content, "hasil-produksi") == ["Isi bab ini belum dicatat di portal."]


def test_an_own_text_stands_behind_what_is_composed_or_in_its_place(activity_sumsel, officer_sumsel):
    composed = texts(final_reports.composed(activity_sumsel))
    row = write(activity_sumsel, officer_sumsel, "Satu.\n\nDua.")
    assert texts(final_reports.composed(activity_sumsel)) == [*composed, "Satu.", "Dua."]
    write(activity_sumsel, officer_sumsel, "Hanya ini.", mode="own", seen=row.version)
    content = final_reports.composed(activity_sumsel)
    assert texts(content) == ["Hanya ini."]
    assert len(content["chapters"][0]["blocks"]) == 1


def test_r8_a_chapter_of_an_approved_activity_is_refused(approved, officer_sumsel):
    with pytest.raises(review.Locked, match="sudah disetujui oleh Ratna Contoh"):
        write(approved, officer_sumsel, "Terlambat")
    assert not ReportChapter._base_manager.exists()


def test_two_editors_of_a_chapter_the_second_is_told(activity_sumsel, officer_sumsel, head_sumsel):
    write(activity_sumsel, officer_sumsel, "Yang pertama")
    with pytest.raises(Stale):  # opened while nobody had written anything
        write(activity_sumsel, head_sumsel, "Yang kedua")
    write(activity_sumsel, officer_sumsel, "Yang ketiga", seen=1)
    with pytest.raises(Stale):
        write(activity_sumsel, head_sumsel, "Yang keempat", seen=1)
    assert ReportChapter._base_manager.get().text == "Yang ketiga"


def test_r8_what_was_approved_stays_whatever_is_renamed_or_composed_otherwise_later(approved, monkeypatch):
    before = final_reports.reading(approved)
    pdf, docx = report_pdf(before), report_docx(before)
    Person._base_manager.update(name="Nama Lain", sex="L")
    Office._base_manager.update(name="Dinas Baru")
    Product.objects.update(name="Barang Lain")
    Activity._base_manager.update(title="Judul Lain")
    monkeypatch.setattr(closing, "CHAPTERS", [Chapter("lain", "Lain", 1, lambda activity: [Paragraph("Lain")])])
    after = final_reports.reading(stored(approved))
    assert after.content == before.content
    assert (report_pdf(after), report_docx(after)) == (pdf, docx), "the same content is the same bytes"
    assert FinalReport._base_manager.count() == 1


def test_an_approved_report_is_never_changed_or_removed(approved):
    report = FinalReport._base_manager.get()
    for act in (report.save, report.delete):
        with pytest.raises(Refusal, match="hanya dapat ditambah"):
            act()


def test_reopening_and_approving_again_makes_revision_2_and_tells_the_difference(
    approved, officer_sumsel, reviewer, client
):
    first = final_reports.reading(approved)
    review.take("reopen", approved, by=reviewer, comment="Lengkapi latar belakang")
    assert final_reports.reading(stored(approved)).report is None, "while it is open, a draft"
    write(stored(approved), officer_sumsel, "Tambahan")
    again = approve(approved, officer_sumsel, reviewer)
    second = final_reports.reading(again)
    assert second.report.revision == 2
    assert texts(second.content)[-1] == "Tambahan"
    assert final_reports.reading(again, revision=1).content == first.content
    client.force_login(officer_sumsel)
    history = client.get(f"/kegiatan/{again.code}/riwayat/").content.decode()
    assert "Ratna Contoh menetapkan laporan kegiatan revisi 2 dengan menyetujui kegiatan" in history
    assert "Berbeda dari revisi 1: Latar belakang." in history


def test_the_same_content_approved_again_is_told_as_the_same(approved, officer_sumsel, reviewer):
    review.take("reopen", approved, by=reviewer, comment="Keliru")
    approve(approved, officer_sumsel, reviewer)
    assert AuditEntry._base_manager.filter(verb="report.frozen").latest("pk").note == "Isinya sama dengan revisi 1."


def test_an_activity_approved_before_reports_were_kept_is_frozen_when_first_read(activity_sumsel, reviewer):
    Activity._base_manager.filter(pk=activity_sumsel.pk).update(state="approved")
    first = final_reports.reading(stored(activity_sumsel))
    Activity._base_manager.update(title="Judul Lain")
    assert final_reports.reading(stored(activity_sumsel)).content == first.content
    assert FinalReport._base_manager.get().approved_by == ""


def test_approving_costs_a_fixed_number_of_queries_however_much_there_is(
    activity_sumsel, officer_sumsel, django_assert_max_num_queries, mask
):
    for n in range(2):
        make.participation(activity_sumsel, officer_sumsel, business=make.business())
        make.signed(activity_sumsel, officer_sumsel, {mask: 10 + n})
    activity = stored(activity_sumsel)
    with django_assert_max_num_queries(60) as few:
        final_reports.composed(activity)
    for n in range(5):
        make.participation(activity_sumsel, officer_sumsel, business=make.business())
        make.signed(activity_sumsel, officer_sumsel, {mask: 20 + n})
    activity = stored(activity_sumsel)
    with django_assert_max_num_queries(len(few)):
        final_reports.composed(activity)


def test_a_photo_of_an_approved_report_stays_when_its_attachment_is_removed(activity_sumsel, officer_sumsel, reviewer):
    upload = SimpleUploadedFile("kelas.jpg", papers.photo((800, 600)))
    kept = attachments.store(upload, activity=activity_sumsel, kind="foto", by=officer_sumsel)
    approved = approve(activity_sumsel, officer_sumsel, reviewer)
    (picture,) = final_reports.photos(FinalReport._base_manager.get().content)
    review.take("reopen", approved, by=reviewer, comment="Foto salah")
    attachments.remove(attachments.Attachment._base_manager.get(pk=kept.pk), by=officer_sumsel)
    from django.db import connection

    for _sids, function, *_more in connection.run_on_commit:
        function()
    assert default_storage.exists(picture["file"]), "revision 1 shows it"
    assert not default_storage.exists(kept.file.name)
    assert not list(final_reports.photos(final_reports.composed(stored(approved))))


def test_the_pdf_of_an_approved_report_is_kept_with_its_hash_at_the_first_download(client, approved, auditor):
    client.force_login(auditor)
    first = client.get(f"/kegiatan/{approved.code}/laporan.pdf")
    kept = FinalReportPaper._base_manager.get()
    assert kept.size == len(first.content)
    kept_bytes = b"%PDF of an earlier release"
    default_storage.delete(kept.file.name)
    default_storage.save(kept.file.name, SimpleUploadedFile("x", kept_bytes))
    assert client.get(f"/kegiatan/{approved.code}/laporan.pdf").content == kept_bytes
    assert first["Content-Disposition"] == f'inline; filename="laporan-{approved.code}-revisi-1.pdf"'
