"""English is complete and says what the Indonesian says; the switch changes the language and nothing else."""

import ast
import html
import re
import runpy
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from dekon_portal.core.models import AuditEntry
from programs.models import Mode
from programs.models.review import State

COLLECTOR = runpy.run_path(str(Path(settings.BASE_DIR) / ".ci" / "collect_messages.py"))
LOCALES = Path(settings.BASE_DIR) / "dekon_portal" / "locale"

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
TAG = re.compile(r"</?\w+")
HEADING = re.compile(r"<(h[1-4]|th|summary|nav)\b.*?</\1>", re.DOTALL)
OWN_PAGES = ["/", "/kegiatan/", "/kegiatan/baru/", "/ikm/", "/peserta/", "/penyerahan/", "/persediaan/", "/dasbor/"]
TABS = ["", "jadwal/", "peserta/", "produksi/", "penyerahan/", "berkas/", "riwayat/", "kelengkapan/"]


@pytest.fixture(scope="module")
def collected():
    return {key(message): message for message in COLLECTOR["collect"]() if message.id}


@pytest.fixture(scope="module")
def english():
    return {key(message): message for message in COLLECTOR["stored"]() if message.id}


def key(message):
    return forms_of(message.id)[0], message.context


def forms_of(text):
    return [text] if isinstance(text, str) else list(text)


def changed_marks(message):
    """The placeholders and tags that a translation lost or added."""
    originals, translated = forms_of(message.id), forms_of(message.string)
    return [
        (originals, text)
        for number, text in enumerate(translated)
        for marks in (PLACEHOLDER, TAG)
        if Counter(marks.findall(originals[min(number, len(originals) - 1)])) != Counter(marks.findall(text))
    ]


def test_every_message_of_the_sources_has_an_english_translation(collected, english):
    lacking = [
        f"{text!r} in {message.locations[0][0]}"
        for (text, context), message in collected.items()
        if not (stored := english.get((text, context)))
        or stored.fuzzy
        or not all(forms_of(stored.string))
        or len(forms_of(stored.string)) < len(forms_of(message.id))
    ]
    assert not lacking, "run `make messages`, then translate:\n" + "\n".join(lacking)


def test_no_translation_stays_behind_when_its_words_are_gone(collected, english):
    assert not english.keys() - collected.keys(), "run `make messages`"


def test_a_translation_keeps_every_placeholder_and_tag_and_adds_none(english):
    assert not [change for message in english.values() for change in changed_marks(message)]


def test_words_are_marked_only_under_names_that_the_collector_reads():
    marks = [
        (path.name, name.asname or name.name)
        for path in COLLECTOR["python_sources"]()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name
    ]
    assert marks
    assert not [mark for mark in marks if mark[1] not in COLLECTOR["KEYWORDS"]]


def test_indonesian_overrides_only_words_that_the_libraries_really_say():
    libraries = [Path(module.__file__).parent for module in map(__import__, ("django", "allauth"))]
    theirs = set()
    for po in (po for library in libraries for po in library.rglob("locale/id/LC_MESSAGES/django.po")):
        with po.open("rb") as stream:
            theirs |= {message.id for message in read_po(stream, locale="id") if message.id}
    with (LOCALES / "id" / "LC_MESSAGES" / "django.po").open("rb") as stream:
        ours = [message for message in read_po(stream, locale="id") if message.id]
    assert ours
    assert not [message.id for message in ours if message.id not in theirs]
    assert not [change for message in ours for change in changed_marks(message)]


def headings(page):
    """The texts of a page's headings, column titles and navigation."""
    parts = HEADING.finditer(page.content.decode())
    texts = (text for part in parts for text in re.split(r"<[^>]+>", html.unescape(part[0])))
    return {" ".join(text.split()) for text in texts if text.strip()}


@pytest.mark.parametrize("who", ["officer_sumsel", "reviewer"])
def test_a_page_in_english_has_english_navigation_and_no_indonesian_heading(
    client, request, english, activity_sumsel, who
):
    client.force_login(request.getfixturevalue(who))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    indonesian = {text for (text, _context), message in english.items() if message.string not in (text, (text, text))}
    own = [page for page in OWN_PAGES if who == "officer_sumsel" or page != "/kegiatan/baru/"]
    for path in [*own, *(f"/kegiatan/{activity_sumsel.code}/{tab}" for tab in TABS)]:
        page = client.get(path)
        assert page.status_code == 200, path
        found = headings(page)
        assert {"Home", "Activities", "Participants", "Deliveries"} <= found, path
        assert not found & indonesian, path


def test_the_switch_keeps_the_page_and_what_it_was_filtered_by(client, officer_sumsel, activity_sumsel):
    client.force_login(officer_sumsel)
    address = "/kegiatan/?cari=bimtek&status=draft"
    page = client.get(address).content.decode()
    assert "Kegiatan" in page
    back = html.unescape(re.search(r'name="next" value="([^"]*)"', page)[1])
    answer = client.post("/bahasa/", {"language": "en", "next": back}, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "Activities" in headings(answer)


@pytest.mark.parametrize(("language", "written"), [("id", "6 Juli 2020"), ("en", "6 July 2020")])
def test_english_changes_month_names_but_never_puts_the_month_first(language, written):
    with translation.override(language):
        assert date_format(date(2020, 7, 6)) == written
        assert forms.DateField().clean("06/07/2020") == date(2020, 7, 6)
        with pytest.raises(forms.ValidationError):
            forms.DateField().clean("12/25/2020")


def test_the_trail_is_kept_in_indonesian_whatever_language_the_officer_works_in(
    client, officer_sumsel, activity_sumsel
):
    client.force_login(officer_sumsel)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    address = f"/kegiatan/{activity_sumsel.code}/ubah/"
    sent = client.get(address).context["form"].initial
    values = {name: getattr(value, "pk", value) for name, value in sent.items() if value is not None}
    client.post(address, {**values, "mode": Mode.ONLINE, "version": activity_sumsel.version})
    entry = AuditEntry.objects.visible_to(officer_sumsel).filter(verb="row.changed").get()
    assert entry.changes["mode"] == ["Belum diketahui", "Daring"]
    assert entry.sentence.startswith(f"{officer_sumsel} mengubah")
    with translation.override("en"):
        assert entry.sentence.startswith(f"{officer_sumsel} changed")
    activity_sumsel.refresh_from_db()
    assert activity_sumsel.state == State.DRAFT
