"""Binary Excel workbooks (.xlsb) to grids, with values and formats, but without formulas.

A reader of its own: the common libraries fill whole rectangles (one ends the process over a cell in
the last row and column), give error values as empty cells, or know no number formats. The records
are described in Microsoft's [MS-XLSB].
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from grantcalc.errors import UnreadableFileError
from grantcalc.language import tr
from grantcalc.reading.excel import serial_date
from grantcalc.reading.extents import (
    MOST_CELLS_OF_A_BUDGET,
    MOST_UNPACKED_OF_A_BUDGET,
    outside_the_grid,
    too_crowded,
)
from grantcalc.reading.grid import (
    LAST_COLUMN,
    LAST_ROW,
    Book,
    Cell,
    ErrorValue,
    Grid,
    Value,
    exact,
    numbers_in,
)
from grantcalc.reading.preflight import archive_of

_MOST_RECORDS = 1_000_000
# What a record is.
_ROW, _CELL_RK, _CELL_ERROR, _CELL_BOOL, _CELL_REAL, _CELL_TEXT, _CELL_SHARED = 0, 2, 3, 4, 5, 6, 7
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR, _CELL_RICH = 8, 9, 10, 11, 62
_CELLS = range(_CELL_RK, _FORMULA_ERROR + 1)
_SHARED_TEXT, _FORMAT, _CELL_STYLE, _COLUMN = 19, 44, 47, 60
_WORKBOOK_PROPERTIES, _SHEET, _CELL_STYLES_BEGIN, _CELL_STYLES_END = 153, 156, 617, 618
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip
_ROW_IS_HIDDEN, _COLUMN_IS_HIDDEN = 0x10, 0x01


@dataclass
class _Styles:
    """Number formats by the number of a cell's style."""

    formats: dict[int, str] = field(default_factory=dict)
    of_style: list[int] = field(default_factory=list)

    def number_format(self, style: int) -> str:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        number = self.of_style[style] if style < len(self.of_style) else 0
        known = self.formats.get(number) or BUILTIN_FORMATS.get(number)
        return str(known or "General")


@dataclass
class _Workbook:
    """What the workbook's own part says: its sheets (name, part, hidden) and its first day."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    is_1904: bool = False


def read_binary_workbook(path: Path, file: IO[bytes], shown_as: str) -> Book:
    """The workbook's sheets as grids; `shown_as` is the file's name in findings.

    Raises:
        UnreadableFileError: the workbook is damaged inside, or larger than any budget.
    """
    with archive_of(path, file) as archive:
        try:
            return _Reader(path, archive, shown_as).book()
        except (struct.error, IndexError, UnicodeError, ParseError, DefusedXmlException) as error:
            raise UnreadableFileError(
                tr(
                    "{path}: the workbook is damaged inside and cannot be read ({error})",
                    path=path,
                    error=f"{type(error).__name__}: {error}",
                )
            ) from error


class _Reader:
    """Reads one workbook."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, shown_as: str) -> None:
        self.path, self.archive, self.shown_as = path, archive, shown_as
        self.names = {_name(name): name for name in archive.namelist()}
        self.cells = self.bytes = self.records = 0

    def book(self) -> Book:
        where = next(name for name in self.names if name.endswith("workbook.bin"))
        relations = self._relations(where)
        workbook = self._workbook(where, relations)
        texts = [
            _text(body, 1)[0]
            for kind, body in self._beside(relations, "sharedStrings")
            if kind == _SHARED_TEXT
        ]
        styles = _styles(self._beside(relations, "styles"))
        grids = []
        for name, part, is_hidden in workbook.sheets:
            sheet = _Sheet(texts, styles, workbook.is_1904)
            grid = Grid.from_cells(self.shown_as, name, self._checked(part, sheet))
            grid.is_hidden = is_hidden
            grid.hidden_rows = frozenset(sheet.hidden_rows)
            grid.hidden_columns = numbers_in(sheet.hidden_columns, LAST_COLUMN)
            grids.append(grid)
        if not grids:
            raise UnreadableFileError(tr("{path}: holds no sheets with cells", path=self.path))
        return Book(grids, has_formulas=False)

    def _checked(self, part: str, sheet: _Sheet) -> Iterator[tuple[int, int, Cell]]:
        """A sheet's cells, none of them outside the grid."""
        for row, column, cell in sheet.read(self._records(part)):
            if row > LAST_ROW or column > LAST_COLUMN:
                raise outside_the_grid(self.path, part)
            yield row, column, cell

    def _records(self, part: str) -> Iterator[tuple[int, bytes]]:
        info = self.archive.getinfo(self.names[part])
        self.bytes += info.file_size
        if self.bytes > MOST_UNPACKED_OF_A_BUDGET:
            raise too_crowded(self.path)
        content = self.archive.read(info)
        for kind, _ in _records(content):
            self.records += 1
            self.cells += kind in _CELLS
            if self.records > _MOST_RECORDS or self.cells > MOST_CELLS_OF_A_BUDGET:
                raise too_crowded(self.path)
        return _records(content)

    def _beside(
        self, relations: dict[str, tuple[str, str]], kind: str
    ) -> Iterator[tuple[int, bytes]]:
        """The records of the one part of a kind that the workbook names, if it names any."""
        parts = [target for k, target in relations.values() if k == kind and target in self.names]
        return self._records(parts[0]) if parts else iter(())

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """The kind and the name of the parts that a part names, by their ids."""
        folder, base = posixpath.split(part)
        name = _name(posixpath.join(folder, "_rels", f"{base}.rels"))
        if name not in self.names:
            return {}
        found = {}
        for relation in fromstring(self.archive.read(self.names[name]), forbid_dtd=True):
            target = _name(posixpath.join("/", folder, relation.get("Target", "")))
            found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], target)
        return found

    def _workbook(self, where: str, relations: dict[str, tuple[str, str]]) -> _Workbook:
        found = _Workbook()
        for kind, body in self._records(where):
            if kind == _WORKBOOK_PROPERTIES:
                found.is_1904 = bool(body[0] & 1)
            elif kind == _SHEET:
                identity, at = _text(body, 8)
                name, _ = _text(body, at)
                sheet_kind, part = relations.get(identity, ("", ""))
                if sheet_kind == "worksheet":
                    if part not in self.names or any(part == p for _, p, _ in found.sheets):
                        raise UnreadableFileError(
                            tr(
                                '{path}: is damaged inside: the sheet "{name}" is not in it',
                                path=self.path,
                                name=name,
                            )
                        )
                    found.sheets.append((name, part, body[0] != 0))
        return found


@dataclass
class _Sheet:
    """Reads one sheet's records into cells; hidden rows and columns are known when it is done."""

    texts: list[str]
    styles: _Styles
    is_1904: bool
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def read(self, parts: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, int, Cell]]:
        row = 0
        for kind, body in parts:
            if kind == _ROW:
                row = _number(body, 0) + 1
                if body[11] & _ROW_IS_HIDDEN:
                    self.hidden_rows.add(row)
            elif kind == _COLUMN:
                if body[16] & _COLUMN_IS_HIDDEN:
                    self.hidden_columns.append((_number(body, 0) + 1, _number(body, 4) + 1))
            elif kind in _CELLS or kind == _CELL_RICH:
                yield row, _number(body, 0) + 1, self._cell(kind, body)

    def _cell(self, kind: int, body: bytes) -> Cell:
        number_format = self.styles.number_format(_number(body, 4) & 0xFFFFFF)
        return Cell(self._value(kind, body, number_format), None, number_format)

    def _value(self, kind: int, body: bytes, number_format: str) -> Value:
        if kind in (_CELL_ERROR, _FORMULA_ERROR):
            return ErrorValue(_ERRORS.get(body[8], "#VALUE!"))
        if kind in (_CELL_BOOL, _FORMULA_BOOL):
            return body[8] != 0
        if kind in (_CELL_TEXT, _FORMULA_TEXT):
            return _text(body, 8)[0]
        if kind == _CELL_RICH:
            return _text(body, 9)[0]
        if kind == _CELL_SHARED:
            return self.texts[_number(body, 8)]
        number = _rk(_number(body, 8)) if kind == _CELL_RK else struct.unpack_from("<d", body, 8)[0]
        if _is_date(number_format):
            return serial_date(number, number_format, is_1904=self.is_1904)
        return exact(number)


@lru_cache(maxsize=1000)
def _is_date(number_format: str) -> bool:
    from openpyxl.styles.numbers import is_date_format

    return bool(is_date_format(number_format))


def _styles(parts: Iterator[tuple[int, bytes]]) -> _Styles:
    styles = _Styles()
    in_cells = False
    for kind, body in parts:
        if kind in (_CELL_STYLES_BEGIN, _CELL_STYLES_END):
            in_cells = kind == _CELL_STYLES_BEGIN
        elif kind == _FORMAT:
            styles.formats[int.from_bytes(body[:2], "little")] = _text(body, 2)[0]
        elif kind == _CELL_STYLE and in_cells:
            styles.of_style.append(int.from_bytes(body[2:4], "little"))
    return styles


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The kind and the body of each record: both kind and length are written in 7 bits a byte."""
    at = 0
    while at < len(part):
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        length = 0
        for i in range(4):
            byte = part[at]
            at += 1
            length |= (byte & 0x7F) << 7 * i
            if not byte & 0x80:
                break
        if at + length > len(part):
            raise IndexError(tr("a record ends beyond its part"))
        yield kind, part[at : at + length]
        at += length


def _number(body: bytes, at: int) -> int:
    number: int = struct.unpack_from("<I", body, at)[0]
    return number


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A text that its length stands before, and the place behind it."""
    end = at + 4 + 2 * _number(body, at)
    if end > len(body):
        raise IndexError(tr("a text ends beyond its record"))
    return body[at + 4 : end].decode("utf-16-le"), end


def _rk(number: int) -> float:
    """A number in the short form: 30 bits of a whole number or of a float, perhaps in hundredths."""
    if number & 2:
        value = float((number >> 2) - (1 << 30 if number & 0x80000000 else 0))
    else:
        value = struct.unpack("<d", struct.pack("<Q", (number & 0xFFFFFFFC) << 32))[0]
    return value / 100 if number & 1 else value


def _name(part: str) -> str:
    """A part's name as the package knows it: from its root, with slashes, in any case of letters."""
    return posixpath.normpath("/" + part.replace("\\", "/")).lstrip("/").lower()
