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

PACKAGES = ("dekon_portal", "programs", "participants", "reports")
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
KEYWORDS = {**DEFAULT_KEYWORDS, **LAZY, "gettext_noop": None}
COMMENT_TAGS = ("Translators:",)
TARGET = Path("dekon_portal/locale/en/LC_MESSAGES/django.po")


def sources() -> Iterator[tuple[Path, str]]:
    """Every file that may hold words, as Python that names them."""
    for package in PACKAGES:
        for path in sorted(Path(package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text()
    for folder in (Path("templates"), *(Path(package) for package in PACKAGES)):
        for path in sorted(folder.rglob("*.html")):
            # Templates indent freely; Python's tokenizer does not allow that.
            yield path, "\n".join(line.lstrip() for line in templatize(path.read_text()).splitlines())


def collect() -> Catalog:
    found = Catalog()
    for path, text in sources():
        for line, message, comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS, COMMENT_TAGS):
            found.add(message, locations=[(str(path), line)], auto_comments=comments, context=context)
    return found


def stored() -> Catalog:
    if TARGET.exists():
        with TARGET.open("rb") as stream:
            return read_po(stream, locale="en")
    return Catalog(locale="en")


settings.configure()
django.setup()
catalog = stored()
catalog.update(collect(), no_fuzzy_matching=True)
catalog.fuzzy = False
catalog.header_comment = "# The English words of Portal Dekonsentrasi IKM; collected by `make messages`."
TARGET.parent.mkdir(parents=True, exist_ok=True)
with TARGET.open("wb") as stream:
    write_po(stream, catalog, width=120, no_location=True, ignore_obsolete=True)
missing = sum(1 for message in catalog if message.id and not (message.string and all(message.string)))
print(f"{TARGET}: {len(catalog)} messages, {missing} without translation")
