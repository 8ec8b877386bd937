"""The tus 1.0.0 protocol as its text has it: what is asked, what is answered, and that strangers find nothing."""

import base64
import errno
import hashlib
import io
import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import parse_http_date

from dekon_portal.core import uploads
from dekon_portal.core.models import PendingUpload
from tests import make
from tests.core.tus import Line, metadata

pytestmark = pytest.mark.django_db

DATA = b"%PDF-1.7 isi berkas"


def upload_at(url):
    return PendingUpload.objects.get(pk=url.strip("/").rpartition("/")[2])


def checksum(data, algorithm="sha256"):
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


# --- Core ---
def test_options_tell_what_the_server_can_do(line, settings):
    answer = line.ask("OPTIONS", "/unggah/", Tus_Resumable=None)
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Max-Size"] == str(settings.UPLOAD_MAX_BYTES)
    assert answer["Tus-Checksum-Algorithm"] == "sha256,sha1"
    assert set(answer["Tus-Extension"].split(",")) == {
        "creation", "creation-with-upload", "termination", "checksum", "expiration",
    }  # fmt: skip


def test_a_file_comes_in_pieces_and_head_tells_how_far_it_is(line):
    url = line.begin(len(DATA))
    assert line.offset(url) == 0
    answer = line.go_on(url, DATA[:5], 0)
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "5")
    head = line.ask("HEAD", url)
    assert (head.status_code, head["Upload-Offset"], head["Upload-Length"]) == (200, "5", str(len(DATA)))
    assert head["Cache-Control"] == "no-store"
    assert head["Tus-Resumable"] == "1.0.0"
    assert line.go_on(url, DATA[5:], 5)["Upload-Offset"] == str(len(DATA))
    assert uploads.ClaimedFile(upload_at(url), "file").read() == DATA


@pytest.mark.parametrize("version", [None, "0.2.2", "2.0.0"])
def test_another_version_is_412_and_nothing_is_done(line, version):
    url = line.begin(len(DATA))
    for answer in (
        line.create(5, Tus_Resumable=version),
        line.ask("HEAD", url, Tus_Resumable=version),
        line.go_on(url, DATA, 0, Tus_Resumable=version),
        line.ask("DELETE", url, Tus_Resumable=version),
    ):
        assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")
    assert line.offset(url) == 0
    assert PendingUpload.objects.count() == 1


@pytest.mark.parametrize("at", [0, 4, 6])
def test_a_piece_that_does_not_join_is_409(line, at):
    url = line.begin(len(DATA))
    line.go_on(url, DATA[:5], 0)
    assert line.go_on(url, DATA[5:8], at).status_code == 409
    assert line.offset(url) == 5


@pytest.mark.parametrize("at", [None, "", "-1", "x", "1.5", "９", "1" * 19])
def test_an_offset_that_is_no_number_is_400(line, at):
    url = line.begin(len(DATA))
    header = None if at is None else at.encode().decode("latin-1")
    assert line.ask("PATCH", url, DATA, Upload_Offset=header).status_code == 400


def test_another_content_type_is_415(line):
    url = line.begin(len(DATA))
    assert line.ask("PATCH", url, DATA, content_type="text/plain", Upload_Offset=0).status_code == 415
    assert line.offset(url) == 0


def test_more_than_was_announced_is_413(line):
    url = line.begin(5)
    assert line.go_on(url, DATA, 0).status_code == 413
    assert line.offset(url) == 0


def test_an_empty_piece_changes_nothing(line):
    url = line.begin(5)
    assert line.go_on(url, b"", 0)["Upload-Offset"] == "0"


def test_methods_that_are_not_spoken_are_405(line):
    url = line.begin(5)
    assert line.ask("PUT", "/unggah/").status_code == line.ask("PUT", url).status_code == 405
    assert line.ask("GET", url).status_code == line.ask("POST", url).status_code == 405


def test_a_post_may_stand_for_a_patch_and_a_get_for_nothing(line):
    url = line.begin(len(DATA))
    assert line.ask("GET", url, X_HTTP_Method_Override="DELETE").status_code == 405
    answer = line.ask("POST", url, DATA, Upload_Offset=0, X_HTTP_Method_Override="PATCH")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, str(len(DATA)))


# --- Creation ---
@pytest.mark.parametrize("length", [None, "", "-1", "x"])
def test_a_length_that_is_no_number_is_400(line, length):
    assert line.create(length).status_code == 400
    assert not PendingUpload.objects.exists()


def test_a_length_to_be_told_later_is_400(line):
    assert line.create(None, Upload_Defer_Length=1).status_code == 400


@pytest.mark.parametrize(
    "told",
    [
        "",
        "page",
        "page ???",
        "page /w==",
        metadata(page="https://jahat.example/"),
        metadata(page="//jahat.example/"),
        metadata(page="/tidak-ada/"),
        metadata(page="/" + "x" * 300),
    ],
)
def test_metadata_without_a_page_of_ours_is_400(line, told):
    assert line.create(5, Upload_Metadata=told).status_code == 400
    assert not PendingUpload.objects.exists()


def test_the_first_piece_may_come_with_the_creation(line):
    answer = line.create(len(DATA), data=DATA[:7])
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "7")
    assert line.offset(answer["Location"]) == 7


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"content_type": "text/plain"}, 415), ({"Upload_Checksum": checksum(b"lain")}, 460), ({"Upload_Length": 3}, 413)],
    ids=["type", "checksum", "too-long"],
)
def test_a_wrong_first_piece_leaves_nothing(line, headers, status):
    told = metadata(filename="a.pdf", page="/")
    answer = line.ask("POST", "/unggah/", DATA, **{"Upload_Length": len(DATA), "Upload_Metadata": told, **headers})
    assert answer.status_code == status
    assert not PendingUpload.objects.exists()


def test_an_empty_file_is_whole_at_once(line):
    url = line.begin(0)
    assert line.ask("HEAD", url)["Upload-Length"] == "0"
    assert uploads.ClaimedFile(upload_at(url), "file").read() == b""


# --- Limits ---
def test_a_file_above_the_limit_is_413_with_a_sentence(line, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    answer = line.create(1024 * 1024 + 1)
    assert (answer.status_code, answer.content.decode()) == (413, "Berkas ini lebih besar dari 1 MB.")
    assert line.create(1024 * 1024).status_code == 201


def test_one_person_keeps_a_limited_number_of_unfinished_files(line, settings, officer_bali, client_class):
    settings.UPLOAD_PENDING_FILES = 2
    line.begin(5)
    ended = line.begin(5)
    assert line.create(5).status_code == 429
    other = client_class()
    other.force_login(officer_bali)
    assert Line(other).create(5).status_code == 201  # each has their own room
    line.ask("DELETE", ended)
    assert line.create(5).status_code == 201


def test_one_person_keeps_a_limited_number_of_bytes(line, settings):
    settings.UPLOAD_PENDING_BYTES = 10
    line.begin(6)
    assert line.create(5).status_code == 413
    assert line.create(4).status_code == 201


# --- Termination, checksum, expiration ---
def test_delete_ends_the_upload_and_its_bytes(line, folder):
    url = line.begin(len(DATA), data=DATA)
    assert line.ask("DELETE", url).status_code == 204
    assert line.ask("HEAD", url).status_code == line.ask("DELETE", url).status_code == 404
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_piece_that_fits_its_checksum_is_taken(line, algorithm):
    url = line.begin(len(DATA))
    assert line.go_on(url, DATA, 0, Upload_Checksum=checksum(DATA, algorithm)).status_code == 204


def test_a_piece_that_does_not_fit_its_checksum_is_460_and_thrown_away(line):
    url = line.begin(len(DATA))
    assert line.go_on(url, DATA, 0, Upload_Checksum=checksum(b"lain")).status_code == 460
    assert line.offset(url) == 0


@pytest.mark.parametrize("told", ["md5 AAAA", "sha256", "sha256 ?", "?"])
def test_a_checksum_that_cannot_be_read_is_refused(line, told):
    url = line.begin(len(DATA))
    assert line.go_on(url, DATA, 0, Upload_Checksum=told).status_code in (400, 460)
    assert line.offset(url) == 0


def test_an_upload_ends_a_day_after_its_last_piece(line, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    answer = line.create(len(DATA))
    assert parse_http_date(answer["Upload-Expires"]) == int((start + timedelta(hours=24)).timestamp())
    url = answer["Location"]
    time_machine.move_to(start + timedelta(hours=5), tick=False)
    line.client.force_login(upload_at(url).owner)
    line.go_on(url, DATA[:3], 0)
    time_machine.move_to(start + timedelta(hours=28), tick=False)
    line.client.force_login(upload_at(url).owner)
    assert line.offset(url) == 3
    time_machine.move_to(start + timedelta(hours=30), tick=False)
    line.client.force_login(upload_at(url).owner)
    assert line.ask("HEAD", url).status_code == line.go_on(url, DATA[3:], 3).status_code == 404


def test_what_has_expired_and_what_no_row_knows_is_swept_away(line, folder, time_machine):
    old = timezone.now()
    time_machine.move_to(old, tick=False)
    line.begin(len(DATA), data=DATA)
    lost = folder / ("0" * 32)
    lost.write_bytes(b"sisa")
    time_machine.move_to(old + timedelta(hours=25), tick=False)
    line.client.force_login(PendingUpload.objects.get().owner)
    fresh = upload_at(line.begin(len(DATA), data=DATA))
    assert uploads.purge_old() == 1
    assert [path.name for path in folder.iterdir()] == [fresh.pk.hex]


# --- Whose it is ---
def test_r1_nobody_else_finds_an_upload(line, office_sumsel, client_class):
    url = line.begin(len(DATA), data=DATA[:5])
    for role in ("petugas_provinsi", "auditor", "admin"):
        client = client_class()
        client.force_login(make.user(role, office_sumsel if role == "petugas_provinsi" else None))
        other = Line(client)
        assert other.ask("HEAD", url).status_code == 404
        assert other.go_on(url, DATA[5:], 5).status_code == 404
        assert other.ask("DELETE", url).status_code == 404
    assert line.offset(url) == 5


def test_who_is_not_signed_in_is_told_so_in_the_scripts_way(line):
    url = line.begin(len(DATA))
    line.client.logout()
    assert line.create(5).status_code == line.ask("HEAD", url).status_code == 401
    assert line.go_on(url, DATA, 0).status_code == line.ask("DELETE", url).status_code == 401


def test_every_piece_asks_for_the_forms_token(officer_sumsel, line):
    url = line.begin(len(DATA))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer_sumsel)
    forged = Line(strict)
    assert forged.create(5).status_code == 403
    assert forged.go_on(url, DATA, 0).status_code == forged.ask("DELETE", url).status_code == 403
    assert forged.ask("POST", url, X_HTTP_Method_Override="DELETE").status_code == 403
    assert line.offset(url) == 0


# --- What is kept of it ---
def test_r3_the_bytes_on_the_disk_are_encrypted_and_the_name_stays_in_the_row(line, folder, caplog):
    nik = make.nik()
    content = f"Nama;NIK\nSiti;{nik}\n".encode()
    with caplog.at_level(logging.DEBUG):
        url = line.begin(len(content), name=f"KTP Siti {nik}.csv", data=content[:10])
        line.go_on(url, content[10:], 10)
    [path] = folder.iterdir()
    stored = path.read_bytes()
    assert len(stored) == len(content)
    assert nik.encode() not in stored
    assert b"Nama" not in stored
    assert "Siti" not in f"{path} {url} {caplog.text}"
    assert nik not in upload_at(url).name
    assert path.stat().st_mode & 0o077 == folder.stat().st_mode & 0o077 == 0


def test_the_metadata_that_is_kept_is_told_again(line):
    url = line.begin(5, name="../../etc/undangan\n.pdf", page="/kegiatan/")
    assert line.ask("HEAD", url)["Upload-Metadata"] == metadata(filename="undangan .pdf", page="/kegiatan/")


# --- Faults ---
def test_bytes_that_a_crash_left_unnoted_are_sent_again(line, folder):
    url = line.begin(len(DATA), data=DATA[:5])
    with uploads.path_of(upload_at(url).pk).open("ab") as torn:
        torn.write(b"setengah jalan, lebih panjang dari berkasnya")
    assert line.offset(url) == 5
    assert line.go_on(url, DATA[5:], 5).status_code == 204
    assert uploads.ClaimedFile(upload_at(url), "file").read() == DATA


def test_bytes_that_a_crash_took_are_asked_for_again(line, folder):
    url = line.begin(len(DATA), data=DATA[:9])
    with uploads.path_of(upload_at(url).pk).open("r+b") as cut:
        cut.truncate(4)
    assert line.offset(url) == 4
    assert line.go_on(url, DATA[9:], 9).status_code == 409
    line.go_on(url, DATA[4:], 4)
    assert uploads.ClaimedFile(upload_at(url), "file").read() == DATA


def test_a_full_disk_is_507_with_a_sentence_and_the_upload_goes_on_later(line, monkeypatch):
    url = line.begin(len(DATA), data=DATA[:5])

    def no_room(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("os.fsync", no_room)
        answer = line.go_on(url, DATA[5:], 5)
        assert (answer.status_code, "Penyimpanan portal penuh" in answer.content.decode()) == (507, True)
        assert line.create(len(DATA), data=DATA).status_code == 507
    assert PendingUpload.objects.count() == 1
    assert line.offset(url) == 5
    assert line.go_on(url, DATA[5:], 5).status_code == 204


def test_a_piece_cut_off_on_its_way_keeps_its_beginning(line):
    url = line.begin(len(DATA))
    # The header promises all of it, the line brought seven bytes.
    torn = {"wsgi.input": io.BytesIO(DATA[:7]), "CONTENT_LENGTH": str(len(DATA))}
    told = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    answer = line.client.generic("PATCH", url, headers=told, CONTENT_TYPE="application/offset+octet-stream", **torn)
    assert answer["Upload-Offset"] == "7"
    assert line.go_on(url, DATA[7:], 7)["Upload-Offset"] == str(len(DATA))
