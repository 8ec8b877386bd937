"""A picture is drawn anew: what others get holds nothing but the picture; what is no whole picture is told so."""

import io
import resource
import struct
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from dekon_portal.core import confined, pictures
from dekon_portal.core.confined.picture import prepared
from dekon_portal.core.refusal import Refusal
from tests import papers

KINDS = ("JPEG", "PNG", "WEBP")


def cleaned(data, side=2000):
    return pictures.clean_picture(io.BytesIO(data), side)


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def segments(jpeg):
    """The marker of each segment, and what follows the end of the picture."""
    at, found = 2, []
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + struct.unpack("!H", jpeg[at + 2 : at + 4])[0]
    return found, jpeg[jpeg.rindex(b"\xff\xd9") + 2 :]


@pytest.mark.parametrize("kind", KINDS)
def test_r3_a_copy_says_nothing_of_place_time_or_camera(kind):
    sent = papers.photo(kind=kind)
    assert papers.CAMERA.encode() in sent
    copy = cleaned(sent)
    markers, after = segments(copy)
    assert [marker for marker in markers if 0xE1 <= marker <= 0xEF or marker == 0xFE] == []  # APP1… and comments
    assert after == b""
    assert papers.CAMERA.encode() not in copy
    assert not opened(copy).getexif()


def test_r3_comments_profiles_xmp_and_what_follows_the_picture_are_left_out():
    sent = papers.picture(comment=b"RAHASIA", icc_profile=b"RAHASIA" * 20, xmp=b"<x>RAHASIA</x>") + b"RAHASIA"
    assert sent.count(b"RAHASIA") > 20
    assert b"RAHASIA" not in cleaned(sent)


@pytest.mark.parametrize("kind", KINDS)
def test_place_and_time_are_told_apart_from_the_picture(kind):
    assert pictures.prepare(io.BytesIO(papers.photo(kind=kind)), 100).shot == papers.PALEMBANG


def test_a_picture_without_notes_tells_no_place():
    assert pictures.prepare(io.BytesIO(papers.picture()), 100).shot == {}


def test_a_copy_is_upright():
    assert opened(papers.photo((60, 40), held=6)).size == (60, 40)
    assert opened(cleaned(papers.photo((60, 40), held=6))).size == (40, 60)


def test_a_copy_is_of_the_size_asked_for_and_never_larger_than_the_picture():
    large, small = pictures.prepare(io.BytesIO(papers.picture(size=(3000, 1500))), 2000, 400).copies
    assert (opened(large).size, opened(small).size) == ((2000, 1000), (400, 200))
    assert opened(cleaned(papers.picture(size=(30, 15)))).size == (30, 15)


@pytest.mark.parametrize(
    ("mode", "color", "seen"),
    [
        ("RGBA", (0, 0, 0, 0), (255, 255, 255)),
        ("LA", (0, 0), (255, 255, 255)),
        ("1", 1, (255, 255, 255)),
        ("P", 0, (0, 0, 0)),
        ("I;16", 128 * 256, (128, 128, 128)),
    ],
)
def test_whatever_its_colours_a_copy_shows_them_on_white(mode, color, seen):
    assert opened(cleaned(papers.picture("PNG", mode=mode, color=color))).getpixel((5, 5)) == seen


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_one_is_shown(kind):
    more = [Image.new("RGB", (60, 40), color) for color in ("lime", "blue")]
    copy = opened(cleaned(papers.picture(kind, color="red", save_all=True, append_images=more)))
    assert getattr(copy, "n_frames", 1) == 1
    red, green, blue = copy.getpixel((5, 5))
    assert red > 200 > 50 > max(green, blue)


@pytest.mark.parametrize(
    "hidden", [papers.zipped(), b"<script>alert(1)</script>", b"%PDF-1.7"], ids=["zip", "html", "pdf"]
)
def test_what_is_a_second_kind_of_file_too_is_only_a_picture_afterwards(hidden):
    copy = cleaned(papers.picture() + hidden)
    assert hidden not in copy
    assert segments(copy)[1] == b""


# --- Refused ---
def png_header(width, height):
    """A PNG that says to be of this size, and ends there."""
    says = b"IHDR" + struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack("!I", 13) + says + struct.pack("!II", zlib.crc32(says), 9) + b"IDAT"


def webp_header(width, height):
    says = b"VP8X" + struct.pack("<II", 10, 0) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", 4 + len(says)) + b"WEBP" + says


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_of_two_hundred_megapixels_is_never_drawn(kind):
    sent = papers.picture(kind, (20_000, 10_000), mode="L")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(Refusal, match="lebih dari 50 megapiksel"):
        cleaned(sent)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 0.7  # starting Python takes most of it


@pytest.mark.parametrize("header", [png_header, webp_header])
def test_the_size_is_read_before_the_picture(header):
    assert prepared(header(16_000, 12_500), 100) == ({"refused": "too_large"}, b"")
    assert prepared(header(200, 100), 100) == ({"refused": "corrupt"}, b"")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "harm", [lambda data: data[: len(data) // 2], lambda data: data[:20], lambda data: data[: len(data) * 9 // 10]]
)
def test_a_picture_that_was_cut_off_is_told_so(kind, harm):
    with pytest.raises(Refusal, match="rusak atau terpotong"):
        cleaned(harm(papers.picture(kind, (300, 300), color="teal")))


def test_other_kinds_of_pictures_are_not_drawn():
    for kind in ("GIF", "BMP", "TIFF", "ICO"):
        with pytest.raises(Refusal):
            cleaned(papers.picture(kind))


def test_a_file_that_brings_its_process_down_is_refused(monkeypatch):
    monkeypatch.setattr(confined, "SECONDS", 0)
    with pytest.raises(Refusal, match="rusak atau terpotong"):
        cleaned(papers.picture())


HEADS = (b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\x00\x00\x00WEBPVP8 ", papers.photo()[:200])
WHOLE = [papers.photo(kind=kind) for kind in KINDS]


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow tells of every harmed note
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.tuples(st.sampled_from(HEADS), st.binary(max_size=300)).map(b"".join), st.none()), st.data())
def test_no_bytes_at_all_bring_the_drawing_down(data, more):
    if data is None:  # a whole picture, harmed
        whole = bytearray(more.draw(st.sampled_from(WHOLE)))
        for at in more.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=8)):
            whole[at] = more.draw(st.integers(0, 255))
        data = bytes(whole)
    answer, body = prepared(data, 100)
    assert answer.get("refused") in ("corrupt", "too_large") or len(body) == sum(answer["sizes"])
