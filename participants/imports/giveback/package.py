"""The parts of an xlsx and how they point to each other: relations and content types."""

from __future__ import annotations

import io
import posixpath
import shutil
import zipfile
from collections.abc import Callable
from typing import IO, Final, NamedTuple

from .markup import Unusual, append, parse, splice, text

SPREADSHEETML: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_NO_RELATIONS: Final = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_TYPES: Final = "[Content_Types].xml"


class Relation(NamedTuple):
    id: str
    kind: str
    """The last word of its type: "worksheet", "comments", …"""
    part: str
    """Name of the part it leads to, in the zip."""


class Package:
    """The zip a person sent, with the parts that are written anew."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._names = set(self._zip.namelist())
        self._new: dict[str, bytes] = {}
        self._gone: set[str] = set()

    def has(self, name: str) -> bool:
        return name in self._names or name in self._new

    def part(self, name: str) -> bytes:
        """As it now is. Raises Unusual when there is none."""
        if name in self._new:
            return self._new[name]
        if name not in self._names:
            raise Unusual(name)
        return self._zip.read(name)

    def open(self, name: str) -> IO[bytes]:
        if name not in self._names:
            raise Unusual(name)
        return self._zip.open(name)

    def put(self, name: str, content: bytes) -> None:
        self._new[name] = content

    def free(self, pattern: str) -> str:
        """The first name of the pattern ("xl/comments%d.xml") that no part has, in capitals or not, or is declared."""
        types = parse(self.part(_TYPES)).all("Override")
        declared = {one.attributes.get("PartName", "").lstrip("/").lower() for one in types}
        taken = {name.lower() for name in (*self._names, *self._new)} | declared
        number = 1
        while (pattern % number).lower() in taken:
            number += 1
        return pattern % number

    def relations(self, part: str) -> list[Relation]:
        name = _relations_of(part)
        if not self.has(name):
            return []
        return [
            Relation(one.get("Id", ""), one.get("Type", "").rpartition("/")[2], _target(part, one))
            for node in parse(self.part(name)).all("Relationship")
            if (one := node.attributes)
        ]

    def free_id(self, part: str) -> str:
        """The id that the next relation of the part gets."""
        taken = {one.id for one in self.relations(part)}
        return next(made for number in range(1, len(taken) + 2) if (made := f"rIdPortal{number}") not in taken)

    def relate(self, part: str, kind: str, target: str) -> str:
        """A relation more; answers its id."""
        made = self.free_id(part)
        name = _relations_of(part)
        data = self.part(name) if self.has(name) else _NO_RELATIONS
        root = parse(data)
        one = f'<{root.prefix}Relationship Id="{made}" Type="{RELATIONS}/{kind}" Target="/{text(target)}"/>'
        self.put(name, splice(data, append(data, root, one.encode())))
        return made

    def forget(self, part: str, kind: str) -> None:
        """What of this kind the part leads to is left out, with all that points to it."""
        gone = {one.part for one in self.relations(part) if one.kind == kind}
        if gone:
            self._gone |= gone
            self._take_out(_relations_of(part), lambda one: one.get("Type", "").rpartition("/")[2] == kind)
            self._take_out(_TYPES, lambda one: one.get("PartName", "").lstrip("/") in gone)

    def _take_out(self, name: str, which: Callable[[dict[str, str]], bool]) -> None:
        data = self.part(name)
        self.put(
            name, splice(data, [(one.start, one.end, b"") for one in parse(data).children if which(one.attributes)])
        )

    def declare(self, part: str, kind: str) -> None:
        """The content type of a new part: "worksheet", "comments"."""
        one = f'Override PartName="/{part}" ContentType="{_CONTENT_TYPE}{kind}+xml"'
        self._add_type(one)

    def declare_vml(self) -> None:
        defaults = parse(self.part(_TYPES)).all("Default")
        if not any(one.attributes.get("Extension", "").lower() == "vml" for one in defaults):
            self._add_type(
                'Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"'
            )

    def _add_type(self, one: str) -> None:
        data = self.part(_TYPES)
        root = parse(data)
        self.put(_TYPES, splice(data, append(data, root, f"<{root.prefix}{one}/>".encode())))

    def write_types(self, archive: zipfile.ZipFile) -> None:
        """The content types come first: they tell what kind of file it is."""
        archive.writestr(_TYPES, self.part(_TYPES))

    def write(self, archive: zipfile.ZipFile, skip: str) -> None:
        """All parts but the one written already; those not changed as they were, in their old order."""
        for info in {one.filename: one for one in self._zip.infolist()}.values():
            if info.filename in (skip, _TYPES) or info.filename in self._gone:
                continue
            if info.filename in self._new:
                archive.writestr(info.filename, self._new[info.filename])
            else:
                copy_part(self._zip, info, archive)
        for name, content in self._new.items():
            if name not in self._names:
                archive.writestr(name, content)

    def forget_titles(self) -> None:
        """The names of the sheets in the file's properties: they may be left out, so they are not kept in step."""
        name = "docProps/app.xml"
        if self.has(name):
            data = self.part(name)
            gone = [one for one in parse(data).children if one.local in ("HeadingPairs", "TitlesOfParts")]
            self.put(name, splice(data, [(one.start, one.end, b"") for one in gone]))


def copy_part(source: zipfile.ZipFile, info: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
    """The part as it was, into another zip."""
    entry = zipfile.ZipInfo(info.filename, info.date_time)
    entry.compress_type, entry.file_size = info.compress_type, info.file_size
    with source.open(info) as old, archive.open(entry, "w") as new:
        shutil.copyfileobj(old, new, 1024 * 1024)


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _target(part: str, attributes: dict[str, str]) -> str:
    target = attributes.get("Target", "")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
