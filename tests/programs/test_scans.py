"""A virus is never kept; a file no scanner has seen says so, is scanned later, and is shut away when it is infected."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from dekon_portal.core.models import AuditEntry, Notice
from dekon_portal.core.refusal import Refusal
from programs import attachments, review, scans
from programs.models import Attachment
from tests import clamd, make, papers

pytestmark = pytest.mark.django_db

CLEAN = papers.pdf()
VIRUS = papers.pdf(lambda pdf: setattr(pdf.Root, "Contoh", pdf.make_stream(clamd.VIRUS)), compress_streams=False)
UNJUDGED = papers.pdf(lambda pdf: setattr(pdf.Root, "Contoh", pdf.make_stream(clamd.UNJUDGED)), compress_streams=False)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def scanner(settings):
    with clamd.speaking() as settings.CLAMAV:
        yield


@pytest.fixture
def keep(activity_sumsel, officer_sumsel):
    """Store a file, as a person does."""

    def stored(content=CLEAN, name="laporan.pdf"):
        upload = SimpleUploadedFile(name, content)
        return attachments.store(upload, activity=activity_sumsel, kind="laporan", by=officer_sumsel)

    return stored


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def tab(client, activity):
    return client.get(f"/kegiatan/{activity.code}/berkas/").content.decode()


def test_a_clean_file_is_kept_as_scanned(scanner, keep, officer, activity_sumsel):
    assert keep().scan == "clean"
    assert "belum dipindai" not in tab(officer, activity_sumsel)


def test_a_virus_is_refused_told_on_record_and_not_kept(scanner, officer, activity_sumsel, media):
    upload = SimpleUploadedFile("laporan.pdf", VIRUS)
    response = officer.post(
        f"/kegiatan/{activity_sumsel.code}/berkas/", {"kind": "laporan", "file": upload, "delivery": ""}
    )
    (error,) = response.context["form"].errors["file"]
    assert f"laporan.pdf: Pemindai menemukan virus di berkas ini ({clamd.THREAT})" in error
    assert not Attachment._base_manager.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []
    entry = AuditEntry._base_manager.get(verb="file.infected")
    assert entry.sentence == "Siti Aminah mengirim berkas bervirus, yang ditolak, ke Bimtek Produksi APD"
    assert entry.note == f"laporan.pdf: {clamd.THREAT}"


def test_nobody_without_the_right_leaves_a_trace_of_a_virus(scanner, activity_sumsel, auditor):
    with pytest.raises(Refusal, match="Peran Anda"):
        attachments.store(SimpleUploadedFile("a.pdf", VIRUS), activity=activity_sumsel, kind="laporan", by=auditor)
    assert not AuditEntry._base_manager.filter(verb="file.infected").exists()


def test_without_a_scanner_a_file_is_kept_and_says_that_it_was_not_scanned(officer, keep, activity_sumsel):
    assert keep().scan is None
    assert "belum dipindai" in tab(officer, activity_sumsel)


def test_when_the_scanner_does_not_answer_the_person_is_warned(officer, activity_sumsel, settings):
    settings.CLAMAV = clamd.nobody()
    upload = SimpleUploadedFile("laporan.pdf", VIRUS)
    response = officer.post(
        f"/kegiatan/{activity_sumsel.code}/berkas/", {"kind": "laporan", "file": upload, "delivery": ""}, follow=True
    )
    (message,) = response.context["messages"]
    assert (message.level_tag, "pemindai virus tidak menjawab" in str(message)) == ("warning", True)
    assert "belum dipindai" in response.content.decode()


# --- Later ---
def test_what_waited_is_scanned_once_the_scanner_answers(keep, settings):
    kept = keep()
    settings.CLAMAV = clamd.nobody()
    assert scans.scan_waiting() == 0
    with clamd.speaking() as settings.CLAMAV:
        assert scans.scan_waiting() == 1
        assert scans.scan_waiting() == 0
    kept.refresh_from_db()
    assert (kept.scan, kept.scanned_at is not None) == ("clean", True)


@pytest.mark.django_db(transaction=True)
def test_the_worker_looks_for_what_waits(keep, scanner, settings):
    settings.CLAMAV, address = "", settings.CLAMAV
    kept = keep()
    settings.CLAMAV = address
    call_command("worker", once=True, verbosity=0)
    kept.refresh_from_db()
    assert kept.scan == "clean"


@pytest.fixture
def quarantined(keep, settings, activity_sumsel, officer_sumsel, reviewer):
    """Kept while no scanner answered, in an activity that was approved since."""
    kept = keep(VIRUS)
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    with clamd.speaking() as settings.CLAMAV:
        assert scans.scan_waiting() == 1
    kept.refresh_from_db()
    return kept


@pytest.mark.parametrize("who", ["officer_sumsel", "reviewer", "auditor"])
def test_an_infected_file_is_given_to_nobody_any_more(client, request, quarantined, activity_sumsel, who):
    client.force_login(request.getfixturevalue(who))
    response = client.get(f"/berkas/{quarantined.pk}/")
    assert response.status_code == 409
    assert "Pemindai menemukan virus di berkas laporan.pdf" in response.content.decode()
    page = tab(client, activity_sumsel)
    assert "dikarantina: berisi virus" in page
    assert f'href="/berkas/{quarantined.pk}/"' not in page


def test_an_infected_photo_is_given_in_no_size(officer, activity_sumsel, officer_sumsel, settings):
    upload = SimpleUploadedFile("a.jpg", papers.picture() + clamd.VIRUS)
    kept = attachments.store(upload, activity=activity_sumsel, kind="foto", by=officer_sumsel)
    with clamd.speaking() as settings.CLAMAV:
        scans.scan_waiting()
    assert [officer.get(f"/berkas/{kept.pk}/{way}").status_code for way in ("", "kecil/", "asli/")] == [409, 409, 409]
    assert "<img" not in tab(officer, activity_sumsel)


def test_the_office_is_told_and_nobody_else(
    quarantined, officer, officer_sumsel, regency_officer_palembang, officer_bali, activity_sumsel
):
    (notice,) = Notice.objects.all()
    assert notice.user == officer_sumsel
    assert str(notice) == f"Berkas laporan.pdf dikarantina: pemindai menemukan virus ({clamd.THREAT})."
    tab(officer, activity_sumsel)
    notice.refresh_from_db()
    assert notice.seen_at
    entry = AuditEntry._base_manager.get(verb="file.quarantined")
    assert entry.sentence == "sistem mengarantina laporan.pdf: pemindai menemukan virus"


def test_whoever_left_the_office_is_not_told(keep, settings, officer_sumsel, head_sumsel):
    keep(VIRUS)
    officer_sumsel.memberships.update(valid_to=timezone.localdate() - timedelta(days=1))
    with clamd.speaking() as settings.CLAMAV:
        scans.scan_waiting()
    assert [notice.user for notice in Notice.objects.all()] == [head_sumsel]


def test_a_file_that_cannot_be_judged_waits_an_hour_and_holds_nothing_up(keep, scanner, settings):
    settings.CLAMAV, address = "", settings.CLAMAV
    unjudged, clean = keep(UNJUDGED), keep()
    settings.CLAMAV = address
    assert scans.scan_waiting() == 1
    unjudged.refresh_from_db()
    assert unjudged.scan is None
    assert unjudged.scanned_at
    Attachment._base_manager.filter(pk=unjudged.pk).update(scanned_at=timezone.now() - timedelta(hours=2))
    assert list(scans.waiting()) == [unjudged]
    clean.refresh_from_db()
    assert clean.scan == "clean"


def test_a_file_lost_from_the_disk_holds_nothing_up(keep, settings, media):
    lost, kept = keep(), keep(papers.pdf(lambda pdf: pdf.add_blank_page()))
    (media / lost.file.name).unlink()
    with clamd.speaking() as settings.CLAMAV:
        assert scans.scan_waiting() == 1
    kept.refresh_from_db()
    assert kept.scan == "clean"


def test_the_review_page_says_what_was_not_scanned(client, keep, activity_sumsel, officer_sumsel, reviewer):
    keep()
    review.take("submit", activity_sumsel, by=officer_sumsel)
    client.force_login(reviewer)
    assert "belum dipindai" in client.get(f"/tinjauan/{activity_sumsel.code}/").content.decode()


def test_a_delivery_page_says_what_was_not_scanned(officer, activity_sumsel, officer_sumsel):
    delivery = make.delivery(activity_sumsel, officer_sumsel)
    upload = SimpleUploadedFile("bast.pdf", CLEAN)
    attachments.store(upload, activity=activity_sumsel, kind="bast", by=officer_sumsel, delivery=delivery)
    assert "belum dipindai" in officer.get(f"/penyerahan/{delivery.pk}/").content.decode()
