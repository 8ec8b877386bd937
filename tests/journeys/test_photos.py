"""An officer sends photos and papers at once, at a desk and on a phone; the reviewer looks at what is given to all."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests import make, papers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_photos_and_papers_come_in_together_and_are_looked_at(transactional_db, desk_of):
    office = make.office("16")
    sender = make.user("petugas_provinsi", office)
    activity = make.activity(office, sender)
    address = f"{activity.get_absolute_url()}berkas/"
    desk = desk_of(sender)
    desk.open(address)
    desk.choose("Jenis berkas", "Foto")
    desk.page.locator("input[type=file]").set_input_files(
        [
            _file("penyerahan.jpg", papers.photo((1600, 900))),
            _file("pelatihan.png", papers.picture("PNG", (500, 300), color="maroon")),
            _file("undangan.pdf", papers.pdf()),
            _file("program.exe", b"MZ"),
        ]
    )
    desk.press("Unggah")
    desk.sees(
        *[f"{name} tersimpan." for name in ("penyerahan.jpg", "pelatihan.png", "undangan.pdf")], "program.exe: Isi"
    )
    desk.sees("Lokasi menurut kamera: -2.990934, 104.756554", "belum dipindai")
    expect(desk.page.locator("main .btn-primary")).to_have_count(1)
    picture = desk.page.get_by_role("img", name="Foto: penyerahan.jpg")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 225)  # it arrived, upright and small
    desk.look("23-berkas-foto")
    desk.page.get_by_role("link", name="Foto: penyerahan.jpg").focus()
    desk.page.keyboard.press("Enter")
    photo = activity.attachments.get(name="penyerahan.jpg")
    expect(desk.page).to_have_url(f"{desk.base}{photo.get_absolute_url()}")

    reviewer = desk_of(make.user("peninjau"))
    reviewer.open(address)
    expect(reviewer.page.get_by_role("img", name="Foto: penyerahan.jpg")).to_be_visible()
    reviewer.sees_not("menurut kamera", "Unduh foto asli")
