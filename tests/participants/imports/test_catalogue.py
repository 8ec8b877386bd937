"""One catalogue: every code of the code base is in it, docs/import.md and the help page are made of it."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from participants.imports import issues
from participants.imports.fields import FIELDS
from participants.imports.issues import CATALOGUE, FILE_CODES

ROOT = Path(issues.__file__).parents[2]
CODE_AT = {"Unreadable": 0, "Bad": 0, "Issue": 3, "_identifier": 2}
"""Where the code stands among the arguments of the calls that name one."""


def calls(name):
    """(file:line, call) of every call of that name below participants/."""
    for file in sorted((ROOT / "participants").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                yield f"{file.name}:{node.lineno}", node


def texts(node):
    """The texts in an argument, not those in the condition of a choice nor in an f-string."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def codes(name):
    return {
        code
        for _place, call in calls(name)
        if len(call.args) > CODE_AT[name]
        for code in texts(call.args[CODE_AT[name]])
    }


@pytest.mark.parametrize("name", ["Bad", "Issue", "_identifier"])
def test_every_code_of_a_row_is_in_the_catalogue(name):
    assert codes(name)
    assert codes(name) <= set(CATALOGUE)


def test_the_catalogue_of_files_holds_exactly_the_codes_in_use():
    assert codes("Unreadable") == set(FILE_CODES)


def test_the_catalogue_of_files_holds_exactly_the_sentences_said():
    said = {}
    for _place, call in calls("Unreadable"):
        sentence = next(
            part.args[0].value
            for part in ast.walk(call.args[1])
            if isinstance(part, ast.Call) and getattr(part.func, "id", "") == "_"
        )
        said.setdefault(call.args[0].value, set()).add(sentence)
    assert said == {code: set(map(str, sentences)) for code, sentences in FILE_CODES.items()}


def test_codes_are_anchors_so_none_stands_for_two_things():
    assert not set(CATALOGUE) & set(FILE_CODES)


def test_a_sentence_without_values_shows_where_they_go():
    assert issues.plain("Lembar “%(sheet)s” tidak mempunyai baris %(row)d.") == "Lembar “…” tidak mempunyai baris …."
    assert issues.plain(CATALOGUE["regency_unknown"].cure) == "Tulis nama resminya, misalnya Kota Palembang."


def test_the_page_in_docs_is_current():
    out = io.StringIO()
    call_command("import_catalogue", stdout=out)
    told = "Run: manage.py import_catalogue > docs/import.md"
    assert out.getvalue() == (ROOT / "docs" / "import.md").read_text("utf-8"), told


@pytest.mark.django_db
def test_the_help_page_has_an_anchor_for_every_code(client, officer_sumsel):
    client.force_login(officer_sumsel)
    page = client.get(reverse("participants:import_help")).content.decode()
    for code in (*CATALOGUE, *FILE_CODES):
        assert page.count(f'id="{code}"') == 1, code
    for field in FIELDS.values():
        assert f"<dt>{field.label}</dt>" in page
    assert "%(" not in page


@pytest.mark.django_db
def test_the_upload_page_leads_to_the_help(client, officer_sumsel, activity_sumsel):
    client.force_login(officer_sumsel)
    page = client.get(reverse("participants:import_new", args=[activity_sumsel.code])).content.decode()
    assert f'href="{reverse("participants:import_help")}"' in page
