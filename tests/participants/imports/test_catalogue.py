"""One catalogue: every code of the code base is in it, docs/import.md and the help page are made of it."""

from __future__ import annotations

import ast
import io
from importlib import import_module
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from participants.imports import issues
from participants.imports.fields import FIELDS
from participants.imports.issues import CATALOGUE, FILE_CODES
from participants.models import ImportBatch
from tests.participants.imports.sheets import HEADINGS, xlsx

ROOT = Path(issues.__file__).parents[2]
CODE_AT = {"Unreadable": 0, "Bad": 0, "Issue": 3, "_identifier": 2}
"""Where the code stands among the arguments of the calls that name one."""


def calls(name):
    """(module, call) of every call of that name in participants/imports/."""
    for file in sorted((ROOT / "participants" / "imports").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                yield import_module(f"participants.imports.{file.stem}"), node


def texts(module, node):
    """The texts an argument may be: written out, a constant of the module, or either of two. Not what is computed."""
    if isinstance(node, ast.IfExp):
        return texts(module, node.body) | texts(module, node.orelse)
    value = getattr(module, node.id, None) if isinstance(node, ast.Name) else getattr(node, "value", None)
    return {value} if isinstance(value, str) else set()


def codes(name):
    at = CODE_AT[name]
    return {code for module, call in calls(name) if len(call.args) > at for code in texts(module, call.args[at])}


@pytest.mark.parametrize("name", ["Bad", "Issue", "_identifier"])
def test_every_code_of_a_row_is_in_the_catalogue(name):
    found = codes(name)
    assert found
    assert found <= set(CATALOGUE)


def test_the_catalogue_of_files_holds_exactly_the_codes_in_use():
    assert codes("Unreadable") == set(FILE_CODES)


def test_the_catalogue_of_files_holds_exactly_the_sentences_said():
    said = {}
    for _module, call in calls("Unreadable"):
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


@pytest.mark.django_db
def test_the_preview_leads_to_the_help_on_the_problem_looked_at(
    client, officer_sumsel, activity_sumsel, django_capture_on_commit_callbacks
):
    client.force_login(officer_sumsel)
    file = SimpleUploadedFile("daftar.xlsx", xlsx(HEADINGS, [1, "Ani", "123", "P"]))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("participants:import_new", args=[activity_sumsel.code]), {"file": file})
    batch = ImportBatch._base_manager.get()
    help_page = reverse("participants:import_help")
    assert f'href="{help_page}"' in client.get(batch.get_absolute_url()).content.decode()
    one_problem = client.get(batch.get_absolute_url(), {"kode": "nik_length"}).content.decode()
    assert f'href="{help_page}#nik_length"' in one_problem
