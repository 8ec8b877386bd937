"""The letterhead's logo: taken by its content, drawn anew, printed on the BAST."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader

from dekon_portal.core.pages import mark_of
from programs.bast import bast_pdf
from programs.models import Delivery, Office
from tests import make

from .conftest import screen

pytestmark = pytest.mark.django_db


def drawing(kind="PNG", size=(600, 300), **options):
    file = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(file, kind, **options)
    return file.getvalue()


def send(client, office, content, name="logo.png", **more):
    sent = {
        "province": office.province_id, "code": office.code, "name": office.name, "version": mark_of(office),
        "logo": SimpleUploadedFile(name, content), **more,
    }  # fmt: skip
    return client.post(screen(office, "change"), sent)


def stored_logo(office):
    return Office._base_manager.get(pk=office.pk).logo


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_kept_small_and_without_what_else_the_file_carried(kind, as_admin, office_sumsel):
    hidden = PngInfo()
    hidden.add_text("Comment", "rahasia")
    content = drawing(kind, **({"pnginfo": hidden} if kind == "PNG" else {"comment": b"rahasia"}))
    assert b"rahasia" in content
    assert send(as_admin, office_sumsel, content).status_code == 302
    kept = stored_logo(office_sumsel).read()
    assert Image.open(io.BytesIO(kept)).size == (400, 200)
    assert kept.startswith(b"\x89PNG")
    assert b"rahasia" not in kept


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG tidak diterima", id="svg"),
        pytest.param(drawing("GIF"), "bukan gambar PNG atau JPG", id="gif"),
        pytest.param(drawing()[:200], "bukan gambar PNG atau JPG", id="cut-off"),
        pytest.param(b"MZ\x90\x00", "bukan gambar PNG atau JPG", id="program"),
        pytest.param(drawing(size=(4001, 10)), "4000 piksel", id="too-wide"),
        pytest.param(drawing() + b"\0" * 2 * 1024 * 1024, "lebih besar dari 2 MB", id="too-large"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(content, told, as_admin, office_sumsel):
    answer = send(as_admin, office_sumsel, content)
    assert told in answer.content.decode()
    assert not stored_logo(office_sumsel)


def test_the_screen_shows_the_logo_itself_and_takes_it_away(as_admin, office_sumsel):
    send(as_admin, office_sumsel, drawing())
    page = as_admin.get(screen(office_sumsel, "change")).content.decode()
    assert "data:image/png;base64," in page
    office_sumsel.refresh_from_db()
    sent = {"province": "16", "code": office_sumsel.code, "name": office_sumsel.name, "logo-clear": "on"}
    as_admin.post(screen(office_sumsel, "change"), {**sent, "version": mark_of(office_sumsel)})
    assert not stored_logo(office_sumsel)


def pictures(pdf):
    return [image.data for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images]


def test_the_logo_is_in_the_letterhead(as_admin, activity_sumsel, officer_sumsel, office_sumsel):
    delivery = make.delivery(activity_sumsel, officer_sumsel)
    assert not pictures(bast_pdf(delivery))
    send(as_admin, office_sumsel, drawing())
    assert pictures(bast_pdf(Delivery._base_manager.get(pk=delivery.pk)))
