"""docs/security.md names a test for every item; each of them exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "security.md").read_text())


def test_the_list_names_tests():
    assert len(NAMED) > 30


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)))
def test_a_test_that_the_list_names_exists(file, name):
    tree = ast.parse((ROOT / file).read_text())
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_item_of_the_list_names_a_test():
    items = re.split(r"\n(?=- )", (ROOT / "docs" / "security.md").read_text().partition("## Left to later")[0])
    nameless = [item.splitlines()[0] for item in items[1:] if "::" not in item]
    assert nameless == []
