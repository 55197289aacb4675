"""A workbook's package: its parts, what they say of each other, and a copy with some of them changed."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from grantcalc.language import tr
from grantcalc.rendering.annotated.markup import (
    MAIN,
    RELATIONS,
    Node,
    NotUnderstoodError,
    append_edit,
    escaped,
    parse,
    spliced,
)

TYPES = "[Content_Types].xml"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_RELATIONS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_RELATIONSHIPS}"/>'
).encode()


@dataclass(frozen=True)
class Relation:
    """What a part says of another: an id, the type, and the part's name (None: outside the package)."""

    id: str
    type: str
    target: str | None


class Package:
    """The parts of one workbook, and what is changed of them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names: dict[str, str] = {}
        for name in archive.namelist():
            key = _key(name)
            if key in self._names:
                raise NotUnderstoodError(tr("It holds two parts called {part}.", part=name))
            self._names[key] = name
        self.changed: dict[str, bytes] = {}
        self.added: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.added or _key(name) in self._names

    @property
    def names(self) -> list[str]:
        """The names of all parts, as the archive writes them."""
        return [*self._names.values(), *self.added]

    def read(self, name: str) -> bytes:
        """A part as it is now, with what was changed."""
        if name in self.added:
            return self.added[name]
        member = self._names.get(_key(name))
        if member is None:
            raise NotUnderstoodError(tr("Its part {part} is missing.", part=name))
        return self.changed.get(member) or self._archive.read(member)

    def write(self, name: str, data: bytes) -> None:
        """Changes a part, or adds it where there is none."""
        member = self._names.get(_key(name))
        if member is None:
            self.added[name] = data
        else:
            self.changed[member] = data

    def unused(self, pattern: str) -> str:
        """A name for a new part: the pattern, such as "xl/comments{}.xml", with a number in it."""
        taken = {_key(name) for name in self.names}
        number = 1
        while _key(pattern.format(number)) in taken:
            number += 1
        return pattern.format(number)

    def relations(self, part: str) -> list[Relation]:
        """What a part says of others; "" is the package itself."""
        name = _relations_part(part)
        if name not in self:
            return []
        found = []
        for node in parse(self.read(name), name).all("Relationship"):
            is_outside = node.attributes.get("TargetMode") == "External"
            target = node.attributes.get("Target", "")
            found.append(
                Relation(
                    node.attributes.get("Id", ""),
                    node.attributes.get("Type", ""),
                    None if is_outside else self._part_at(part, target),
                )
            )
        return found

    def _part_at(self, part: str, target: str) -> str:
        """The name of the part that a relation's target stands for."""
        name = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
        return name if _key(name) in self._names else unquote(name)

    def related(self, part: str, kind: str) -> str | None:
        """The part that stands to another in a relation such as "styles", if there is one."""
        wanted = f"{RELATIONS}/{kind}"
        found = (r.target for r in self.relations(part) if r.type == wanted and r.target)
        return next(found, None)

    def add_relation(self, part: str, kind: str, target: str) -> str:
        """Says that a part has another; gives the relation's id."""
        name = _relations_part(part)
        data = self.read(name) if name in self else _NO_RELATIONS
        taken = {relation.id.casefold() for relation in self.relations(part)}
        number = len(taken) + 1
        while f"rid{number}" in taken:
            number += 1
        root = parse(data, name)
        text = (
            f'<{root.tagged("Relationship")} Id="rId{number}" Type="{RELATIONS}/{kind}" '
            f'Target="/{escaped(target)}"/>'
        )
        self.write(name, spliced(data, append_edit(data, root, text.encode())))
        return f"rId{number}"

    def type_of(self, part: str) -> str:
        """A part's content type; "" where none is declared."""
        root = parse(self.read(TYPES), TYPES)
        for node in root.all("Override"):
            if _key(node.attributes.get("PartName", "")) == _key(part):
                return node.attributes.get("ContentType", "")
        return _default(root, posixpath.splitext(part)[1][1:]) or ""

    def add_type(self, part: str, content_type: str) -> None:
        """Declares a new part's content type, if its ending does not say so already."""
        data = self.read(TYPES)
        root = parse(data, TYPES)
        ending = posixpath.splitext(part)[1][1:]
        declared = _default(root, ending)
        if declared == content_type:
            return
        if declared is None and ending != "xml":
            text = f'<{root.tagged("Default")} Extension="{ending}" ContentType="{content_type}"/>'
        else:
            text = (
                f'<{root.tagged("Override")} PartName="/{escaped(part)}" '
                f'ContentType="{content_type}"/>'
            )
        self.write(TYPES, spliced(data, append_edit(data, root, text.encode())))

    def save(self, target: IO[bytes]) -> None:
        """Writes the copy: the members in their order, then those that are new."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for info in self._archive.infolist():
                data = self.changed.get(info.filename)
                data = self._archive.read(info) if data is None else data
                copy.writestr(_like(info), data)
            for name, data in self.added.items():
                made = zipfile.ZipInfo(name)  # of no time: the same input gives the same bytes
                made.compress_type = zipfile.ZIP_DEFLATED
                copy.writestr(made, data)


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A member's name, time and attributes, without what belongs to its place in the archive."""
    made = zipfile.ZipInfo(info.filename, info.date_time)
    is_stored = info.compress_type == zipfile.ZIP_STORED
    made.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
    made.external_attr, made.create_system = info.external_attr, info.create_system
    return made


def _default(root: Node, ending: str) -> str | None:
    """The content type of all parts with an ending."""
    for node in root.all("Default"):
        if node.attributes.get("Extension", "").casefold() == ending.casefold():
            return node.attributes.get("ContentType")
    return None


def _key(name: str) -> str:
    """A part's name as names are compared: Windows programs write backslashes, some a leading slash."""
    return name.replace("\\", "/").lstrip("/").casefold()


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook and its part (None: it holds no cells, but a chart)."""

    name: str
    part: str | None
    is_hidden: bool


class Workbook:
    """A package that was looked over: a workbook in the form that can be annotated."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = package.related("", "officeDocument") or "xl/workbook.xml"
        if "mimetype" in package and self.part not in package:
            raise NotUnderstoodError(
                tr("It is an OpenDocument spreadsheet (.ods); save it as .xlsx in your program.")
            )
        if any(re.match(r"/?_xmlsignatures/", name, re.IGNORECASE) for name in package.names):
            raise NotUnderstoodError(
                tr("It is digitally signed, and a changed copy would break the signature.")
            )
        if self.part.endswith(".bin"):
            raise NotUnderstoodError(
                tr("It is a binary workbook (.xlsb); save it as .xlsx in Excel.")
            )
        self.root = parse(package.read(self.part), self.part)
        if self.root.uri == _STRICT:
            raise NotUnderstoodError(
                tr("It is saved as Strict Open XML; save it as Excel Workbook (.xlsx) in Excel.")
            )
        sheets = self.root.child("sheets")
        if self.root.uri != MAIN or sheets is None:
            raise NotUnderstoodError(tr("Its part {part} lists no sheets.", part=self.part))
        self._sheets_node = sheets
        self.sheets = [self._sheet(node) for node in sheets.all("sheet")]

    @property
    def ending(self) -> str:
        """The ending of a copy's name: Excel opens none that does not fit the content."""
        return ".xlsm" if "macroEnabled" in self.package.type_of(self.part) else ".xlsx"

    def _sheet(self, node: Node) -> Sheet:
        wanted = node.qualified(RELATIONS, "id")
        found = [r for r in self.package.relations(self.part) if r.id == wanted]
        is_sheet = bool(found) and found[0].type == f"{RELATIONS}/worksheet"
        state = node.attributes.get("state", "visible")
        part = found[0].target if is_sheet else None
        return Sheet(node.attributes.get("name", ""), part, state != "visible")

    def unused_name(self, name: str) -> str:
        """A name that no sheet has: "grantcalc", "grantcalc (2)"."""
        taken = {sheet.name.casefold() for sheet in self.sheets}
        number, tried = 1, name
        while tried.casefold() in taken:
            number += 1
            tried = f"{name} ({number})"
        return tried

    def append_sheet(self, name: str, part: str, data: bytes) -> None:
        """Adds a sheet behind the others, so that the numbers of those stay what they are."""
        package = self.package
        package.write(part, data)
        package.add_type(
            part, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        )
        relation = package.add_relation(self.part, "worksheet", part)
        ids = (node.attributes.get("sheetId", "") for node in self._sheets_node.all("sheet"))
        number = max((int(text) for text in ids if text.isdecimal()), default=0) + 1
        text = (
            f'<{self.root.tagged("sheet")} xmlns:r="{RELATIONS}" name="{escaped(name)}" '
            f'sheetId="{number}" r:id="{relation}"/>'
        )
        data = package.read(self.part)
        package.write(self.part, spliced(data, append_edit(data, self._sheets_node, text.encode())))


@contextmanager
def opened_package(path: Path) -> Iterator[Package]:
    """A workbook's package.

    Raises:
        NotUnderstoodError: it is none, or is damaged.
    """
    with path.open("rb") as file:
        head = file.read(8)
        if head == _OLE:
            file.seek(0)
            raise NotUnderstoodError(_why_ole(file.read()))
        if not head.startswith(b"PK"):
            raise NotUnderstoodError(tr("It is no Excel workbook (.xlsx or .xlsm)."))
        try:
            with zipfile.ZipFile(file) as archive:
                yield Package(archive)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise NotUnderstoodError(
                tr("It is damaged or was cut short ({error}).", error=error)
            ) from error


def _why_ole(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return tr(
            "It is encrypted, and the copy would lie open; save it without a password in Excel."
        )
    return tr("It is an old Excel workbook (.xls); save it as .xlsx in Excel.")
