"""Permits of IKM: how long they are valid, their file, the NIB that must go with the IKM's own."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone
from pikepdf import Dictionary, Name, String

from dekon_portal.core.models import AuditEntry
from participants import permits
from participants.models import Permit, Validity
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
def firm(db):
    return make.business(name="Konveksi Musi", regency=make.regency("16.71"))


def url(name, *args):
    return reverse(f"participants:{name}", args=args)


def send(client, business, scan=None, permit=None, **typed):
    path = url("permit_edit", permit.pk) if permit else url("permit_new", business.pk)
    files = {"scan": SimpleUploadedFile(*scan)} if scan else {}
    return client.post(path, {"kind": "halal", "number": "ID16110000123", **typed} | files)


def errors(answer):
    return " ".join(sentence for found in answer.context["form"].errors.values() for sentence in found)


def test_a_permit_is_recorded_with_its_scan_and_shown_on_the_ikms_page(officer, firm):
    until = f"{TODAY + timedelta(days=30):%d/%m/%Y}"
    answer = send(officer, firm, ("halal.pdf", papers.pdf()), issuer="BPJPH", valid_until=until)
    assert answer.url == f"{firm.get_absolute_url()}#izin"
    permit = Permit._base_manager.get()
    page = officer.get(firm.get_absolute_url()).content.decode()
    assert "ID16110000123" in page
    assert "Segera habis" in page
    file = officer.get(url("permit_file", permit.pk))
    assert file["Content-Type"] == "application/pdf"
    assert b"".join(file.streaming_content).startswith(b"%PDF-")
    assert "sandbox" in file["Content-Security-Policy"]
    assert AuditEntry._base_manager.filter(verb="row.added", subject=f"participants.permit:{permit.pk}").exists()


@pytest.mark.parametrize(
    ("fields", "validity"),
    [
        ({}, Validity.UNKNOWN),
        ({"for_life": True}, Validity.VALID),
        ({"valid_until": TODAY + timedelta(days=91)}, Validity.VALID),
        ({"valid_until": TODAY + timedelta(days=90)}, Validity.SOON),
        ({"valid_until": TODAY}, Validity.SOON),
        ({"valid_until": TODAY - timedelta(days=1)}, Validity.EXPIRED),
    ],
)
def test_validity_follows_from_the_dates_for_a_row_and_for_the_filter(officer_sumsel, firm, fields, validity):
    permit = make.permit(firm, officer_sumsel, **fields)
    assert permit.validity == validity
    found = [one for one in Validity if Permit._base_manager.filter(one.of_permits(TODAY)).exists()]
    assert found == [validity]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"issued_on": "02/01/2021", "valid_until": "01/01/2021"}, "mendahului tanggal terbit"),
        ({"for_life": "on", "valid_until": "01/01/2030"}, "jangan keduanya"),
        ({"kind": "lainnya"}, "untuk jenis Lainnya"),
        ({"label": "CPPOB"}, "untuk jenis Lainnya"),
        ({"kind": "nib", "number": "123"}, "13 angka"),
        ({"number": ""}, "wajib"),
        ({"number": "x" * 200}, "100"),
        ({"kind": "sihir"}, "sihir"),
        ({"valid_until": "besok"}, "tidak dapat dibaca"),
    ],
)
def test_bad_input_is_told(officer, firm, typed, said):
    answer = send(officer, firm, **typed)
    assert said in errors(answer) or said in answer.content.decode()
    assert answer.context["form"].errors
    assert not Permit._base_manager.exists()


@pytest.mark.parametrize(
    ("scan", "said"),
    [
        (("izin.pdf", SCRIPT), "JavaScript"),
        (("izin.exe", b"MZ\x90\x00" * 10), "rusak"),
        (("izin.jpg", papers.photo()[:300]), "rusak"),
    ],
)
def test_a_scan_is_taken_by_what_it_is(officer, firm, scan, said):
    assert said in errors(send(officer, firm, scan))
    assert not Permit._base_manager.exists()


def test_a_scan_beyond_the_limit_is_told(officer, firm, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    assert "lebih besar dari 1 MB" in errors(send(officer, firm, ("izin.pdf", papers.pdf() + b"\0" * 1024 * 1024)))


def test_the_same_permit_twice_is_refused(officer, firm):
    send(officer, firm)
    assert "sudah tercatat untuk IKM ini" in errors(send(officer, firm))
    assert Permit._base_manager.count() == 1


def test_a_new_scan_takes_the_place_of_the_old_and_goes_with_the_permit(
    officer, firm, django_capture_on_commit_callbacks
):
    send(officer, firm, ("satu.pdf", papers.pdf()))
    permit = Permit._base_manager.get()
    first = permit.file.name
    with django_capture_on_commit_callbacks(execute=True):
        send(officer, firm, ("dua.jpg", papers.photo()), permit)
    permit.refresh_from_db()
    assert permit.file_type == "image/jpeg"
    assert not permit.file.storage.exists(first)
    assert papers.CAMERA.encode() not in b"".join(officer.get(url("permit_file", permit.pk)).streaming_content)
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(url("permit_remove", permit.pk))
    assert not Permit._base_manager.exists()
    assert not permit.file.storage.exists(permit.file.name)


def test_a_refused_permit_leaves_no_file_behind(officer, officer_sumsel, firm, media):
    make.permit(firm, officer_sumsel, number="SAMA")
    send(officer, firm, ("izin.pdf", papers.pdf()), number="SAMA")
    assert not [path for path in media.rglob("*") if path.is_file() and "izin" in path.parts]


def test_a_nib_permit_that_differs_from_the_ikms_nib_is_told_and_changes_nothing(officer, officer_sumsel, firm):
    firm.nib = "1234567890123"
    firm.save()
    send(officer, firm, kind="nib", number="9999999999999")
    page = officer.get(firm.get_absolute_url()).content.decode()
    assert "berbeda dari NIB pada data Konveksi Musi (1234567890123)" in page
    firm.refresh_from_db()
    assert firm.nib == "1234567890123"
    same = make.permit(firm, officer_sumsel, kind="nib", number="1234567890123")
    assert permits.doubt(same) == ""


def test_typed_html_is_shown_as_text(officer, firm):
    send(officer, firm, kind="lainnya", label="<b>CPPOB</b>", note="<script>alert(1)</script>")
    page = officer.get(firm.get_absolute_url()).content.decode()
    assert "<b>CPPOB" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_r1_another_province_finds_none_of_it(client, officer_bali, officer_sumsel, firm):
    permit = make.permit(firm, officer_sumsel)
    client.force_login(officer_bali)
    for name, key in (("permit_new", firm.pk), ("permit_edit", permit.pk), ("permit_file", permit.pk)):
        assert client.get(url(name, key)).status_code == 404
    assert client.post(url("permit_remove", permit.pk)).status_code == 404
    assert permit.number not in client.get(url("permit_list")).content.decode()


def test_the_list_finds_what_ends_soon(officer, officer_sumsel, firm):
    soon = make.permit(firm, officer_sumsel, valid_until=TODAY + timedelta(days=20))
    late = make.permit(firm, officer_sumsel, kind="sni", valid_until=TODAY + timedelta(days=60))
    gone = make.permit(firm, officer_sumsel, kind="tkdn", valid_until=TODAY - timedelta(days=1))

    def found(**chosen):
        return set(officer.get(url("permit_list"), chosen).context["table"].data.data)

    assert found(hari=30) == {soon}
    assert found(hari=60) == {soon, late}
    assert found(keadaan="habis") == {gone}
    assert found(jenis="sni") == {late}
    assert found(cari="musi") == {soon, late, gone}
    assert found(cari=late.number) == {late}
    assert found(kabkota="16.71") == {soon, late, gone}
    answer = officer.get(url("permit_list"), {"hari": "30", "_export": "csv"})
    exported = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert soon.number in exported
    assert late.number not in exported


@pytest.mark.parametrize("days", ["-1", "x", "99999999999999999999", "1.5", "1e9"])
def test_a_number_of_days_that_is_none_is_told(officer, days):
    assert officer.get(url("permit_list"), {"hari": days}).status_code == 200


def test_home_tells_of_the_few_that_end_first(officer_sumsel, officer_bali, firm):
    for days in (80, 10, 20, 30, 40):
        make.permit(firm, officer_sumsel, valid_until=TODAY + timedelta(days=days))
    said = [task for task in tasks(officer_sumsel) if "segera habis" in task.why]
    assert len(said) == 3
    assert said[0].title == "Konveksi Musi"
    assert not [task for task in tasks(officer_bali) if "segera habis" in task.why]


def test_an_ikm_with_a_permit_is_not_removed(officer_sumsel, firm):
    make.permit(firm, officer_sumsel)
    with pytest.raises(models.ProtectedError):
        firm.delete()


def test_the_database_itself_keeps_the_dates_in_order(officer_sumsel, firm):
    permit = make.permit(firm, officer_sumsel, issued_on=date(2021, 1, 1))
    for wrong in ({"valid_until": date(2020, 1, 1)}, {"kind": "sihir"}, {"label": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Permit._base_manager.filter(pk=permit.pk).update(**wrong)
