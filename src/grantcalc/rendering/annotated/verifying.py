"""The copy read again and compared with the workbook: what should be as before is as before.

Nothing here rests on the positions at which the copy was changed: rows, formats and comments are
taken from both files anew.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from grantcalc.errors import GrantcalcError
from grantcalc.language import tr
from grantcalc.rendering.annotated.markup import MAIN
from grantcalc.rendering.annotated.package import Package

_ROW = re.compile(rb"<(?=(?:[\w.-]+:)?row[\s/>])")
_SHEET_DATA = re.compile(rb"<(?:[\w.-]+:)?sheetData[\s/>]")
_END = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?worksheet\b[^>]*>")
_NUMBER = re.compile(rb"""<[^>]*?\sr\s*=\s*["'](\d+)["']""")
_PREFIX = re.compile(rb"<([\w.-]+:)?")
_LEGACY = f"{{{MAIN}}}legacyDrawing"


class DifferentCopyError(GrantcalcError):
    """The copy differs from the workbook in more than the annotations: a fault of grantcalc."""


def verify(source: Path, copy: Path, package: Package) -> None:
    """Compares a copy with the workbook that it was made of.

    Raises:
        DifferentCopyError: something else than the annotations is not as it was.
    """
    try:
        with zipfile.ZipFile(source) as before, zipfile.ZipFile(copy) as after:
            _Comparison(source, before, after, package).run()
    except (zipfile.BadZipFile, ParseError, LookupError, ValueError, RecursionError) as error:
        raise _different(source, str(error)) from error


def _different(source: Path, what: str) -> DifferentCopyError:
    return DifferentCopyError(
        tr(
            "{path}: the copy was not written, for it would differ from the workbook in more than the "
            "annotations ({what}); please report this as a fault of grantcalc",
            path=source,
            what=what,
        )
    )


class _Held(NamedTuple):
    """All that an element holds, to be compared."""

    tag: str
    attributes: dict[str, str]
    text: str | None
    children: list[_Held]
    tail: str | None


def _held(node: Element) -> _Held:
    return _Held(node.tag, node.attrib, node.text, _all_held(node), node.tail)


def _all_held(nodes: Iterable[Element]) -> list[_Held]:
    return [_held(node) for node in nodes]


class _Styles(NamedTuple):
    """What a workbook's cells can look like; formats without their fill."""

    formats: list[_Held]
    others: dict[str, list[_Held]]


class _Comparison:
    """Two archives, of which the second should be the first with annotations."""

    def __init__(
        self, source: Path, before: zipfile.ZipFile, after: zipfile.ZipFile, package: Package
    ) -> None:
        self._source, self._before, self._after, self._package = source, before, after, package

    def run(self) -> None:
        before, after = self._before.namelist(), self._after.namelist()
        self._same("the list of parts", [*before, *self._package.added], after)
        for name in before:
            if name not in self._package.changed:
                self._same(name, self._before.read(name), self._after.read(name))
        styles_before, styles_after = self._styles(self._before), self._styles(self._after)
        for name in self._package.changed:
            old, new = self._before.read(name), self._after.read(name)
            kind = _kind(new)
            if kind == "worksheet":
                self._sheet(name, old, new, (styles_before, styles_after))
            elif kind == "comments":
                self._comments(name, old, new)
            elif kind == "styleSheet":
                self._style_sheet(name, styles_before, styles_after)
            else:
                self._longer(name, old, new)
        for name, data in self._package.added.items():
            self._same(name, data, self._after.read(name))
            if not name.endswith(".vml"):
                fromstring(data, forbid_dtd=True)

    def _same(self, what: str, before: object, after: object) -> None:
        if before != after:
            raise _different(self._source, what)

    def _styles(self, archive: zipfile.ZipFile) -> _Styles:
        """The styles of a workbook; those that it gets where it had none are all of them new."""
        names = [*self._package.changed, *self._package.added]
        for name in names:
            data = archive.read(name) if name in archive.namelist() else b""
            if _kind(data) == "styleSheet":
                return _styles_of(fromstring(data, forbid_dtd=True))
        return _Styles([], {})

    def _style_sheet(self, name: str, before: _Styles, after: _Styles) -> None:
        """Every format, font, fill, border and rule is where it was; new ones stand behind."""
        for section, old in before.others.items():
            self._same(f"{name} {section}", old, after.others[section][: len(old)])
        kept = {s for s in after.others if len(after.others[s]) > len(before.others.get(s, []))}
        self._same(f"{name} sections", kept - {"fonts", "fills", "cellXfs"}, set())

    def _sheet(self, name: str, old: bytes, new: bytes, styles: tuple[_Styles, _Styles]) -> None:
        old_head, old_rows, old_tail = _cut(old)
        new_head, new_rows, new_tail = _cut(new)
        self._same(f"{name} before its cells", old_head, new_head)
        self._same(f"{name} behind its cells", _tail(old, old_tail), _tail(new, new_tail))
        rest = iter(old_rows)
        next_old = next(rest, None)
        for row in new_rows:
            if row == next_old:
                next_old = next(rest, None)
            elif next_old is not None and _number(row) == _number(next_old):
                self._row(name, _element(next_old), _element(row), styles)
                next_old = next(rest, None)
            else:
                self._row(name, None, _element(row), styles)
        self._same(f"{name} rows", next_old, None)

    def _row(
        self, name: str, old: Element | None, new: Element, styles: tuple[_Styles, _Styles]
    ) -> None:
        """A row in which cells have another fill, or cells without a value are new."""
        what = f"{name} row {new.get('r')}"
        if old is not None:
            self._same(what, old.attrib, new.attrib)
        olds = list(old) if old is not None else []
        cells = iter(olds)
        next_old = next(cells, None)
        for cell in new:
            if next_old is not None and _same_cell(next_old, cell):
                self._same(what, *self._formats(next_old, cell, styles))
                next_old = next(cells, None)
            else:
                self._same(what, (list(cell), cell.text, set(cell.attrib)), ([], None, {"r", "s"}))
        self._same(what, next_old, None)

    def _formats(
        self, old: Element, new: Element, styles: tuple[_Styles, _Styles]
    ) -> tuple[_Held, _Held]:
        """Two cells' formats without their fills."""
        before, after = styles
        number, changed = int(old.get("s", "0")), int(new.get("s", "0"))
        format_before = before.formats[number] if before.formats else after.formats[number]
        return format_before, after.formats[changed]

    def _comments(self, name: str, old: bytes, new: bytes) -> None:
        """Each comment is there, with its author, and its text at the start of what it says now."""
        before, after = dict(_comments_of(old)), dict(_comments_of(new))
        for reference, (author, text) in before.items():
            now_author, now = after.get(reference, ("", ""))
            self._same(f"{name} {reference}", (author, text), (now_author, now[: len(text)]))

    def _longer(self, name: str, old: bytes, new: bytes) -> None:
        """A list of parts, of relations or of sheets, or a drawing: nothing is gone from it."""
        if name.lower().endswith(".vml"):
            self._same(name, _shape_numbers(old), _shape_numbers(new)[: len(_shape_numbers(old))])
            return
        before, after = (fromstring(data, forbid_dtd=True) for data in (old, new))
        self._same(name, before.attrib, after.attrib)
        if _local(before) == "workbook":
            sheets = (root.find(f"{{{MAIN}}}sheets") for root in (before, after))
            old_sheets, new_sheets = (list(found) for found in sheets if found is not None)
            self._same(name, _all_held(old_sheets), _all_held(new_sheets[: len(old_sheets)]))
            for node in after.iterfind(f"{{{MAIN}}}sheets"):
                del node[len(old_sheets) :]
        nodes = _all_held(before)
        self._same(name, nodes, _all_held(after)[: len(nodes)])


def _kind(data: bytes) -> str:
    """The name of a part's root element."""
    match = re.search(rb"<(?:[\w.-]+:)?([A-Za-z]\w*)[\s>/]", data[:20_000])
    return match[1].decode() if match else ""


def _local(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def _styles_of(root: Element) -> _Styles:
    formats = []
    for node in root.iterfind(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf"):
        kept = {k: v for k, v in node.items() if k not in ("fillId", "applyFill")}
        formats.append(_held(node)._replace(attributes=kept, tail=None))
    others = {_local(section): _all_held(section) for section in root}
    return _Styles(formats, others)


def _cut(data: bytes) -> tuple[bytes, list[bytes], int]:
    """A worksheet's start, its rows, and the byte at which the rest begins."""
    begin = _SHEET_DATA.search(data)
    if begin is None:
        raise ParseError("no cells")
    ends = list(_END.finditer(data))
    if not ends:
        return data[: begin.start()], [], data.index(b">", begin.start()) + 1
    rows = data[begin.start() : ends[-1].start()]
    cuts = [match.start() for match in _ROW.finditer(rows)]
    pieces = [rows[start:end] for start, end in pairwise([*cuts, len(rows)])]
    return data[: begin.start()], pieces, ends[-1].end()


def _tail(data: bytes, start: int) -> list[_Held]:
    """What stands behind the cells, but for the drawing of comments."""
    root = _ROOT.search(data)
    if root is None:
        raise ParseError("no worksheet")
    behind = fromstring(root[0] + data[start:], forbid_dtd=True)
    return _all_held(node for node in behind if node.tag != _LEGACY)


def _number(row: bytes) -> bytes:
    match = _NUMBER.match(row)
    return match[1] if match else b""


def _element(row: bytes) -> Element:
    """One row by itself, whose prefixes the worksheet declares."""
    prefixes = set(re.findall(rb"[<\s/]([A-Za-z_][\w.-]*):[\w.-]+(?=[\s=/>])", row)) - {b"xml"}
    declared = b" ".join(b'xmlns:%s="%s"' % (prefix, prefix) for prefix in sorted(prefixes))
    element: Element = fromstring(b"<sheet " + declared + b">" + row + b"</sheet>", forbid_dtd=True)
    return element[0]


def _same_cell(old: Element, new: Element) -> bool:
    """Whether two cells hold the same, whatever they look like."""
    attributes = [{k: v for k, v in cell.items() if k != "s"} for cell in (old, new)]
    return (
        attributes[0] == attributes[1] and old.text == new.text and _all_held(old) == _all_held(new)
    )


def _comments_of(data: bytes) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each comment's cell with its author and text."""
    root = fromstring(data, forbid_dtd=True)
    authors = ["".join(n.itertext()) for n in root.iterfind(f"{{{MAIN}}}authors/{{{MAIN}}}author")]
    for node in root.iterfind(f"{{{MAIN}}}commentList/{{{MAIN}}}comment"):
        number = node.get("authorId", "")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        texts = (t.text or "" for t in node.iter(f"{{{MAIN}}}t"))
        yield node.get("ref", ""), (author, "".join(texts))


def _shape_numbers(data: bytes) -> list[bytes]:
    return re.findall(rb"<(?:\w+:)?shape\s[^>]*\bid\s*=\s*[\"']([^\"']*)", data)
