"""An Excel workbook's parts, copied for the library in the one form that it reads rightly.

Programs write packages in more ways than openpyxl knows: it takes a strict Open XML workbook for an
empty one, leaves out a sheet whose part it does not find, and stops at names with backslashes.
Parts that hold no cells (drawings, comments, links, pivot tables, macros) are never handed to it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from grantcalc.errors import UnreadableFileError
from grantcalc.language import tr
from grantcalc.reading.extents import (
    MOST_CELLS_OF_A_BUDGET,
    MOST_UNPACKED_OF_A_BUDGET,
    cells_of_a_sheet,
    too_crowded,
)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": _MAIN.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": _RELATIONS.encode(),
}
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
_WORKBOOK_CHILDREN = ("workbookPr", "sheets", "definedNames")
_MOST_SIDE_ELEMENTS, _MOST_TEXT_ELEMENTS = 300_000, 1_500_000
_END_OF_CELLS = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_TABLE_PARTS = re.compile(rb"""<(?:\w+:)?tablePart\s[^<>]*\bid\s*=\s*["']([^"'<>]*)["'][^<>]*>""")
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|is)[\s>]")
_SHARED_FORMULA = re.compile(rb"<(?:\w+:)?f\s[^<>]*shared[^<>]*>([^<]*)<")
_MOST_SHARED_TEXT = 20_000_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)


@dataclass(frozen=True)
class _Relation:
    """What one part says of another: the last word of its type, and the part's name."""

    kind: str
    target: str


@dataclass(frozen=True)
class Package:
    """A copy of a workbook, with the number of cells with a value that each sheet holds."""

    content: bytes
    filled: dict[str, int]


def clean_package(path: Path, archive: zipfile.ZipFile) -> Package:
    """The parts of the workbook that hold cells, in the form that openpyxl reads rightly.

    Raises:
        UnreadableFileError: a part that the workbook names is missing or cannot be understood.
    """
    try:
        with io.BytesIO() as content, zipfile.ZipFile(content, "w") as copy:
            filled = _Cleaner(path, archive, copy).copy_all()
            copy.close()
            return Package(content.getvalue(), filled)
    except (ParseError, DefusedXmlException, UnicodeError, LookupError, RecursionError) as error:
        raise UnreadableFileError(
            tr(
                "{path}: the workbook is damaged inside and cannot be read ({error})",
                path=path,
                error=error,
            )
        ) from error


def names_of_sheets(path: Path, archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of each sheet, by the part that it is in.

    Raises:
        UnreadableFileError: the workbook cannot be understood.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(), "w") as nowhere:
            return _Cleaner(path, archive, nowhere).sheet_names()
    except (ParseError, DefusedXmlException, UnicodeError, LookupError, RecursionError) as error:
        raise UnreadableFileError(
            tr(
                "{path}: the workbook is damaged inside and cannot be read ({error})",
                path=path,
                error=error,
            )
        ) from error


class _Cleaner:
    """Copies one workbook."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, copy: zipfile.ZipFile) -> None:
        self.path, self.archive, self.copy = path, archive, copy
        self.names = {_name(name): name for name in archive.namelist()}
        self.types: list[tuple[str, str]] = []
        self.cells = self.bytes = 0

    def copy_all(self) -> dict[str, int]:
        """Copies what is needed, and counts the cells with a value in each sheet."""
        where = self._workbook_part()
        workbook = fromstring(self._side_part(where), forbid_dtd=True)
        relations = self._relations(where)
        filled: dict[str, int] = {}
        sheets: dict[str, str] = {}
        for sheet in workbook.findall(f"{{{_MAIN}}}sheets/{{{_MAIN}}}sheet"):
            relation = relations.get(sheet.get(f"{{{_RELATIONS}}}id", ""))
            if relation and relation.kind != "worksheet":
                continue  # a chart or an old macro sheet: no cells that could be a budget
            name = sheet.get("name", "")
            if relation is None or relation.target not in self.names:
                raise self._damaged(tr('the sheet "{name}" is not in it', name=name))
            if relation.target in sheets.values():
                raise self._damaged(tr('the sheet "{name}" is the same part as another', name=name))
            sheets[sheet.get(f"{{{_RELATIONS}}}id", "")] = relation.target
            filled[name] = self._copy_sheet(relation.target)
        if not sheets:
            raise self._damaged(tr("it has no sheets with cells"))
        self._copy_workbook(workbook, relations, sheets)
        return filled

    def sheet_names(self) -> dict[str, str]:
        """The name of each sheet, by the part that it is in; copies nothing."""
        where = self._workbook_part()
        relations = self._relations(where)
        workbook = fromstring(self._side_part(where), forbid_dtd=True)
        found = {}
        for sheet in workbook.findall(f"{{{_MAIN}}}sheets/{{{_MAIN}}}sheet"):
            relation = relations.get(sheet.get(f"{{{_RELATIONS}}}id", ""))
            if relation and relation.target in self.names:
                found[self.names[relation.target]] = sheet.get("name", "")
        return found

    def _damaged(self, why: str) -> UnreadableFileError:
        return UnreadableFileError(
            tr(
                "{path}: the workbook is damaged inside and cannot be read: {why}",
                path=self.path,
                why=why,
            )
        )

    def _workbook_part(self) -> str:
        found = self._relations("")
        for relation in found.values():
            if relation.kind == "officeDocument" and relation.target in self.names:
                return relation.target
        if "xl/workbook.xml" in self.names:
            return "xl/workbook.xml"
        raise self._damaged(tr("it names no workbook"))

    def _part(self, name: str) -> bytes:
        """A part in the ordinary namespaces and in UTF-8."""
        info = self.archive.getinfo(self.names[name])
        self.bytes += info.file_size
        if self.bytes > MOST_UNPACKED_OF_A_BUDGET:
            raise too_crowded(self.path)
        content = self.archive.read(info)
        if content.startswith(_UTF_16):
            content = _DECLARATION.sub("", content.decode("utf-16"), count=1).encode()
        for strict, ordinary in _STRICT.items():
            content = content.replace(strict, ordinary)
        return _without_comments(content)

    def _side_part(self, name: str, most: int = _MOST_SIDE_ELEMENTS) -> bytes:
        """A part beside the sheets, which no program fills without end."""
        content = self._part(name)
        if content.count(b"<") > most:
            raise UnreadableFileError(
                tr(
                    "{path}: {name} holds more than any budget's workbook does; not opened",
                    path=self.path,
                    name=name,
                )
            )
        return content

    def _relations(self, part: str) -> dict[str, _Relation]:
        """The parts that a part names, by their ids."""
        folder, base = posixpath.split(part)
        name = _name(posixpath.join(folder, "_rels", f"{base}.rels"))
        if name not in self.names:
            return {}
        found = {}
        for relation in fromstring(self._side_part(name), forbid_dtd=True):
            target = relation.get("Target", "").replace("\\", "/")
            if relation.get("TargetMode") != "External":
                kind = relation.get("Type", "").rsplit("/", 1)[-1]
                found[relation.get("Id", "")] = _Relation(
                    kind, _name(posixpath.join("/", folder, target))
                )
        return found

    def _copy_sheet(self, name: str) -> int:
        """Copies a sheet without what stands below its cells, and counts the filled ones."""
        content = self._part(name).replace(b' s=""', b"")  # a style without a number stops openpyxl
        self.cells += cells_of_a_sheet(self.path, name, content)
        if self.cells > MOST_CELLS_OF_A_BUDGET:
            raise too_crowded(self.path)
        self._refuse_endless_formulas(name, content)
        ends = list(_END_OF_CELLS.finditer(content))
        if not ends:
            raise self._damaged(tr("{name} was cut short", name=name))
        end = ends[-1].end()
        root = re.search(rb"<((?:\w+:)?worksheet)[\s>]", content)
        if root is None:
            raise self._damaged(tr("{name} is no sheet", name=name))
        tag = root.group(1)
        tables = {
            key: relation
            for key, relation in self._relations(name).items()
            if relation.kind == "table" and relation.target in self.names
        }
        below = {m.group(1).decode(): m.group() for m in _TABLE_PARTS.finditer(content, end)}
        parts = b"".join(part for key, part in below.items() if key in tables)
        prefix = tag[: -len(b"worksheet")]
        if parts:
            parts = b"<%stableParts>%s</%stableParts>" % (prefix, parts, prefix)
        self._write(name, content[:end] + parts + b"</" + tag + b">", "worksheet")
        for relation in tables.values():
            self._write(relation.target, self._side_part(relation.target), "table")
        self._write_relations(name, tables)
        return len(_FILLED.findall(content))

    def _refuse_endless_formulas(self, name: str, content: bytes) -> None:
        """A formula that cells share is taken apart anew for each of them."""
        longest = max(map(len, _SHARED_FORMULA.findall(content)), default=0)
        if longest * content.count(b"shared") > _MOST_SHARED_TEXT:
            raise UnreadableFileError(
                tr(
                    "{path}: {name} has formulas longer than any budget's; not opened",
                    path=self.path,
                    name=name,
                )
            )

    def _copy_workbook(
        self, workbook: Element, relations: dict[str, _Relation], sheets: dict[str, str]
    ) -> None:
        _prune(workbook, set(sheets))
        kept = {key: relation for key, relation in relations.items() if key in sheets}
        for kind in ("styles", "sharedStrings"):
            for key, relation in relations.items():
                if relation.kind == kind and relation.target in self.names:
                    # openpyxl looks for styles under this one name
                    target = "xl/styles.xml" if kind == "styles" else relation.target
                    most = _MOST_SIDE_ELEMENTS if kind == "styles" else _MOST_TEXT_ELEMENTS
                    self._write(target, self._side_part(relation.target, most), kind)
                    kept[key] = _Relation(kind, target)
                    break
        self._write("xl/workbook.xml", tostring(workbook), "sheet.main")
        self._write_relations("xl/workbook.xml", kept)
        self.copy.writestr("[Content_Types].xml", self._content_types())

    def _write(self, name: str, content: bytes, kind: str) -> None:
        self.copy.writestr(name, content)
        self.types.append((f"/{name}", _TYPE.format(kind)))

    def _write_relations(self, part: str, relations: dict[str, _Relation]) -> None:
        root = Element(f"{{{_PACKAGE}/relationships}}Relationships")
        for key, relation in relations.items():
            attributes = {"Id": key, "Type": f"{_RELATIONS}/{relation.kind}"}
            tag = f"{{{_PACKAGE}/relationships}}Relationship"
            root.append(Element(tag, attributes | {"Target": f"/{relation.target}"}))
        folder, base = posixpath.split(part)
        self.copy.writestr(posixpath.join(folder, "_rels", f"{base}.rels"), tostring(root))

    def _content_types(self) -> bytes:
        root = Element(f"{{{_PACKAGE}/content-types}}Types")
        for name, content_type in self.types:
            attributes = {"PartName": name, "ContentType": content_type}
            root.append(Element(f"{{{_PACKAGE}/content-types}}Override", attributes))
        return tostring(root)


def _without_comments(content: bytes) -> bytes:
    """XML without its comments: a parser may need very long for a long one."""
    kept, at = [], 0
    while (start := content.find(b"<!--", at)) >= 0:
        end = content.find(b"-->", start)
        if end < 0:
            break
        kept.append(content[at:start])
        at = end + 3
    return b"".join([*kept, content[at:]]) if kept else content


def _prune(workbook: Element, sheets: set[str]) -> None:
    """Leaves of the workbook's own part its sheets, the names that all sheets know, and its dates."""
    for child in list(workbook):
        kind = child.tag.rpartition("}")[2]
        if kind not in _WORKBOOK_CHILDREN:
            workbook.remove(child)
        for part in list(child):
            is_unread = kind == "sheets" and part.get(f"{{{_RELATIONS}}}id") not in sheets
            is_of_a_sheet = kind == "definedNames" and part.get("localSheetId") is not None
            if is_unread or is_of_a_sheet:
                child.remove(part)


def _name(part: str) -> str:
    """A part's name as the package knows it: from its root, with slashes, in any case of letters."""
    return posixpath.normpath("/" + part.replace("\\", "/")).lstrip("/").lower()
