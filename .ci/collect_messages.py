"""Collect the words of the interface into dekon_portal/locale/en (Babel and Django's own template reader, no gettext).

Translations that exist are kept; words no longer used are dropped.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("dekon_portal", "programs", "participants", "reports")
NAMES = ("gettext", "ngettext", "pgettext", "npgettext")
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in NAMES}
KEYWORDS = {**DEFAULT_KEYWORDS, **LAZY, "gettext_noop": None, "lazy": None}
COMMENT_TAGS = ("Translators:",)
TARGET = ROOT / "dekon_portal/locale/en/LC_MESSAGES/django.po"


def python_sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts)


def sources() -> Iterator[tuple[Path, str]]:
    """Every file that may hold words, as Python that names them."""
    for path in python_sources():
        yield path, path.read_text()
    for folder in ("templates", *PACKAGES):
        for path in sorted((ROOT / folder).rglob("*.html")):
            # Templates indent freely; Python's tokenizer does not allow that.
            yield path, "\n".join(line.lstrip() for line in templatize(path.read_text()).splitlines())


def collect() -> Catalog:
    found = Catalog()
    for path, text in sources():
        place = str(path.relative_to(ROOT))
        for line, message, comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS, COMMENT_TAGS):
            found.add(message, locations=[(place, line)], auto_comments=comments, context=context)
    return found


def stored() -> Catalog:
    if TARGET.exists():
        with TARGET.open("rb") as stream:
            return read_po(stream, locale="en")
    return Catalog(locale="en")


def main() -> None:
    settings.configure()
    django.setup()
    catalog = stored()
    first_collected = catalog.creation_date
    catalog.update(collect(), no_fuzzy_matching=True)
    catalog.creation_date = first_collected  # so that collecting nothing new changes nothing
    catalog.fuzzy = False
    catalog.header_comment = "# The English words of Portal Dekonsentrasi IKM; collected by `make messages`."
    catalog.project = "Portal Dekonsentrasi IKM"
    catalog.version = catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    written = io.BytesIO()
    write_po(written, catalog, width=120, no_location=True, ignore_obsolete=True)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(written.getvalue())
    missing = [
        message
        for message in catalog
        if message.id and (message.fuzzy or not message.string or not all(message.string))
    ]
    print(f"{TARGET.relative_to(ROOT)}: {len(catalog)} messages, {len(missing)} without translation")


if __name__ == "__main__":
    main()
