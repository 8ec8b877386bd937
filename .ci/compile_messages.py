"""Compile dekon_portal/locale/*/LC_MESSAGES/*.po where the .mo is older (Babel: no gettext package needed)."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

for po in Path("dekon_portal/locale").glob("*/LC_MESSAGES/*.po"):
    mo = po.with_suffix(".mo")
    if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
        with po.open("rb") as source, mo.open("wb") as target:
            write_mo(target, read_po(source))
