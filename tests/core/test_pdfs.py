"""A PDF shows pages and does nothing else; what it holds beyond that is refused by its name."""

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from dekon_portal.core.confined import pdf
from dekon_portal.core.confined.pdf import examined
from dekon_portal.core.pdfs import check_pdf
from dekon_portal.core.refusal import Refusal
from tests import papers


def check(data):
    check_pdf(io.BytesIO(data))


def refusal_of(data):
    with pytest.raises(Refusal) as refused:
        check(data)
    return refused.value.sentence


def script(made):
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def script_of_a_field(made):
    action = made.make_indirect(Dictionary(S=Name.JavaScript, JS=made.make_stream(b"app.alert(1)")))
    made.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Screen, AA=Dictionary(K=action))])


def script_by_name(made):
    action = Dictionary(S=Name.JavaScript, JS=String("1"))
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def launch(made):
    kind = made.make_indirect(Name.Launch)  # named at a distance
    made.pages[0].Annots = Array([Dictionary(Subtype=Name.Link, A=Dictionary(S=kind, F=String("cmd.exe")))])


def file_within(made):
    made.attachments["gaji.exe"] = b"MZ"


def xfa(made):
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=made.make_stream(b"<xdp/>"))


def media(made):
    made.pages[0].Annots = Array([Dictionary(Subtype=Name.RichMedia)])


@pytest.mark.parametrize("packed", list(ObjectStreamMode), ids=str)
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (script, "JavaScript"),
        (script_of_a_field, "JavaScript"),
        (script_by_name, "JavaScript"),
        (launch, "perintah untuk membuka program"),
        (file_within, "berkas lain di dalamnya"),
        (xfa, "formulir XFA"),
        (media, "media yang berjalan sendiri"),
    ],
)
def test_what_could_act_on_the_readers_computer_is_refused_by_name(change, named, packed):
    sentence = refusal_of(papers.pdf(change, object_stream_mode=packed))
    assert named in sentence
    assert "Cetak › Simpan sebagai PDF" in sentence


def test_everything_found_is_named_at_once():
    def both(made):
        script(made)
        file_within(made)

    assert "berkas lain di dalamnya, JavaScript" in refusal_of(papers.pdf(both))


def test_a_plain_pdf_is_taken_also_when_it_only_may_not_be_changed():
    check(papers.pdf())
    check(papers.pdf(encryption=pikepdf.Encryption(user="", owner="kunci")))
    check(papers.pdf(lambda made: setattr(made.Root, "Lang", String("/JS /Launch"))))  # words are no names


def test_a_pdf_with_a_password_is_told_so():
    assert "dikunci dengan kata sandi" in refusal_of(papers.pdf(encryption=pikepdf.Encryption(user="x", owner="y")))


def test_a_script_behind_an_owners_lock_is_found():
    assert "JavaScript" in refusal_of(papers.pdf(script, encryption=pikepdf.Encryption(user="", owner="kunci")))


@pytest.mark.parametrize(
    "data",
    [papers.pdf()[:-60], papers.pdf()[:200], b"%PDF-1.7\n%contoh", b"%PDF-1.4\n%%EOF\n", b"%PDF-1.7" + b"[" * 100_000],
    ids=["cut", "half", "head-only", "empty", "nested"],
)
def test_a_broken_pdf_is_told_so(data):
    assert "rusak atau terpotong" in refusal_of(data)


@pytest.mark.parametrize(
    "data",
    [
        papers.pdf() + papers.zipped(),
        papers.pdf() + papers.zipped() + b"%%EOF\n",
        papers.pdf() + b"<script>alert(1)</script>",
    ],
    ids=["zip", "zip-before-a-second-end", "html"],
)
def test_a_pdf_that_is_a_second_kind_of_file_too_is_refused(data):
    assert "data lain di belakang dokumennya" in refusal_of(data)


def test_a_pdf_of_more_objects_than_any_book_has_is_not_walked_through(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_OBJECTS", 2)
    assert examined(papers.pdf(script)) == ({"refused": "too_large"}, b"")


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200).map(lambda rest: b"%PDF-1.7\n" + rest), st.none()), st.data())
def test_no_bytes_at_all_bring_the_examination_down(data, more):
    if data is None:
        whole = bytearray(papers.pdf(script))
        for at in more.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=8)):
            whole[at] = more.draw(st.integers(0, 255))
        data = bytes(whole)
    answer, _body = examined(data)
    assert isinstance(answer.get("found", []), list)
