"""OpenDocument spreadsheets (.ods) to grids, with values, formulas and formats.

A reader of its own, over a stream of XML events: the libraries build a tree of the whole file before
any limit can be checked, with two to three times the memory, and leave the formulas as they are.
"""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from grantcalc.errors import UnreadableFileError
from grantcalc.language import tr
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
from grantcalc.reading.open_formula import excel_formula, excel_reference
from grantcalc.reading.open_styles import Styles
from grantcalc.reading.preflight import archive_of

_NAMESPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0": "number",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
#: What stands in a spreadsheet beside its cells, or in a cell beside its value.
_NOT_CELLS = {
    "table:tracked-changes", "table:shapes", "table:dde-links", "table:content-validations",
    "office:annotation", "office:forms", "office:scripts", "text:note", "text:ruby-text",
}  # fmt: skip
_ERROR_TEXT = re.compile(r"(?:#[A-Z0-9/]+[!?]|#N/A|Err:[0-9]+)\Z")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T[\d:.,]+Z?)?\Z")
_MOST_SPACES = 1_000
_MOST_SHEETS = 1_000

Attributes = dict[str, str]


def read_open_document(path: Path, file: IO[bytes], shown_as: str) -> Book:
    """The spreadsheet's sheets as grids; `shown_as` is the file's name in findings.

    Raises:
        UnreadableFileError: it is encrypted, damaged inside, or larger than any budget.
    """
    with archive_of(path, file) as archive:
        _refuse_encrypted(path, archive)
        styles = Styles()
        contents = _Contents(path, shown_as, styles)
        try:
            if "styles.xml" in archive.namelist():
                _parse(path, archive, "styles.xml", styles.start, styles.end, styles.data)
            _parse(path, archive, "content.xml", contents.start, contents.end, contents.data)
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise UnreadableFileError(
                tr(
                    "{path}: the spreadsheet is damaged inside and cannot be read ({error})",
                    path=path,
                    error=error,
                )
            ) from error
    if not contents.sheets:
        raise UnreadableFileError(tr("{path}: holds no sheets", path=path))
    if contents.holds_formulas_values:
        for grid in contents.sheets:
            _fill_in_empty_texts(grid)
    return Book(contents.sheets, names=contents.names)


def _fill_in_empty_texts(grid: Grid) -> None:
    """LibreOffice writes the values of formulas, but none at all for an empty text (IF(...; ""))."""
    for cells in grid.rows.values():
        for column, cell in cells.items():
            if cell.value is None and cell.formula and '""' in cell.formula:
                cells[column] = Cell("", cell.formula, cell.number_format)


def _refuse_encrypted(path: Path, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest or "encrypted-package" in names:
        raise UnreadableFileError(
            tr(
                "{path}: is encrypted with a password, which cannot be read from .ods files; "
                "open it and save a copy without one",
                path=path,
            )
        )
    if "content.xml" not in names:
        raise UnreadableFileError(tr("{path}: is damaged: it has no content", path=path))


def _parse(
    path: Path,
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    data: Callable[[str], None],
) -> None:
    """Sends a part's elements and texts to a reader, with the usual prefixes before their names."""

    class _Target:
        def start(self, tag: str, attributes: Attributes) -> None:
            start(_short(tag), {_short(key): value for key, value in attributes.items()})

        def end(self, tag: str) -> None:
            end(_short(tag))

        def data(self, text: str) -> None:
            data(text)

        def close(self) -> None:
            pass

    known: dict[str, str] = {}

    def _short(tag: str) -> str:
        if tag not in known:
            namespace, _, name = tag.rpartition("}")
            known[tag] = f"{_NAMESPACES.get(namespace[1:], '?')}:{name}"
        return known[tag]

    if archive.getinfo(part).file_size > MOST_UNPACKED_OF_A_BUDGET:
        raise too_crowded(path)
    parser = XMLParser(target=_Target(), forbid_dtd=True)
    with archive.open(part) as file:
        while piece := file.read(1 << 20):
            parser.feed(piece)
    parser.close()


@dataclass
class _OpenCell:
    """A cell whose element has begun: its attributes, and its text so far."""

    attributes: Attributes
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)[1:]  # each paragraph begins with a line break


@dataclass
class _OpenSheet:
    """A sheet whose element has begun, and the place in it."""

    name: str
    is_hidden: bool
    cells: list[tuple[int, int, Cell]] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    #: Columns of one style from the left: the last one of each, and the style.
    last_columns: list[int] = field(default_factory=list)
    column_styles: list[str] = field(default_factory=list)
    columns: int = 0
    row: int = 0
    rows_here: int = 1
    column: int = 0
    row_style: str = ""
    row_cells: list[tuple[int, int, Cell]] = field(default_factory=list)

    def style_of_column(self, column: int) -> str:
        found = bisect_left(self.last_columns, column)
        return self.column_styles[found] if found < len(self.column_styles) else ""


class _Contents:
    """Reads content.xml, element by element."""

    def __init__(self, path: Path, shown_as: str, styles: Styles) -> None:
        self.path, self.shown_as, self.styles = path, shown_as, styles
        self.sheets: list[Grid] = []
        self.names: dict[str, str] = {}
        self.cells = 0
        self.holds_formulas_values = False
        self.sheet: _OpenSheet | None = None
        self.cell: _OpenCell | None = None
        self.in_paragraph = 0
        self.left_out = 0  # how deep in elements that hold no cells

    def start(self, tag: str, attributes: Attributes) -> None:
        if self.left_out or tag in _NOT_CELLS or tag.startswith("draw:"):
            self.left_out += 1
        elif self.cell is not None:
            self._start_text(tag, attributes)
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.cell = _OpenCell(attributes)
        elif tag == "table:table-row":
            self._start_row(attributes)
        elif tag == "table:table-column":
            self._column(attributes)
        elif tag == "table:table":
            if len(self.sheets) == _MOST_SHEETS:
                raise too_crowded(self.path)
            hidden = self.styles.hides_table(attributes.get("table:style-name", ""))
            self.sheet = _OpenSheet(attributes.get("table:name", ""), hidden)
        elif tag in ("table:named-range", "table:named-expression"):
            self._name(tag, attributes)
        else:
            self.styles.start(tag, attributes)

    def end(self, tag: str) -> None:
        if self.left_out:
            self.left_out -= 1
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()
        elif self.cell is not None:
            self.in_paragraph -= tag in ("text:p", "text:h")
        elif tag == "table:table-row":
            self._end_row()
        elif tag == "table:table":
            self._end_sheet()
        else:
            self.styles.end(tag)

    def data(self, text: str) -> None:
        if self.left_out:
            return
        if self.cell is None:
            self.styles.data(text)
        elif self.in_paragraph:
            self.cell.pieces.append(text)

    def _start_text(self, tag: str, attributes: Attributes) -> None:
        """An element inside of a cell: paragraphs, and what stands for white space in them."""
        cell = self.cell
        if cell is None:
            return
        if tag in ("text:p", "text:h"):
            cell.pieces.append("\n")
            self.in_paragraph += 1
        elif self.in_paragraph and tag == "text:s":
            cell.pieces.append(" " * _count(attributes, "text:c", _MOST_SPACES))
        elif self.in_paragraph and tag in ("text:tab", "text:line-break"):
            cell.pieces.append("\t" if tag == "text:tab" else "\n")

    def _name(self, tag: str, attributes: Attributes) -> None:
        """A name that formulas of all sheets may use; one that a sheet keeps to itself is left out."""
        name = attributes.get("table:name", "")
        if self.sheet is not None or not name:
            return
        if tag == "table:named-range":
            text = excel_reference(attributes.get("table:cell-range-address", ""))
        else:
            text = excel_formula(f"={attributes.get('table:expression', '').partition('=')[2]}")[1:]
        self.names[name.casefold()] = text

    def _column(self, attributes: Attributes) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        first = sheet.columns + 1
        sheet.columns = min(
            sheet.columns + _count(attributes, "table:number-columns-repeated"), LAST_COLUMN
        )
        if attributes.get("table:visibility", "visible") != "visible":
            sheet.hidden_columns.append((first, sheet.columns))
        style = attributes.get("table:default-cell-style-name", "")
        sheet.last_columns.append(sheet.columns)
        sheet.column_styles.append(style)

    def _start_row(self, attributes: Attributes) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        sheet.row += 1
        sheet.rows_here = _count(attributes, "table:number-rows-repeated")
        sheet.column = 0
        sheet.row_style = attributes.get("table:default-cell-style-name", "")
        sheet.row_cells = []
        if attributes.get("table:visibility", "visible") != "visible":
            sheet.hidden_rows.append((sheet.row, sheet.row + sheet.rows_here - 1))

    def _end_cell(self) -> None:
        cell, sheet = self.cell, self.sheet
        self.cell, self.in_paragraph = None, 0
        if cell is None or sheet is None:
            return
        repeated = _count(cell.attributes, "table:number-columns-repeated")
        first = sheet.column + 1
        sheet.column += repeated
        formula = cell.attributes.get("table:formula")
        value = _value(cell)
        if value is None and formula is None:
            return
        self.holds_formulas_values |= formula is not None and value is not None
        self._count_cells(repeated * sheet.rows_here)
        if sheet.column > LAST_COLUMN or sheet.row + sheet.rows_here - 1 > LAST_ROW:
            raise outside_the_grid(self.path, tr('the sheet "{name}"', name=sheet.name))
        written = excel_formula(formula) if formula else None
        for column in range(first, sheet.column + 1):
            style = (
                cell.attributes.get("table:style-name")
                or sheet.row_style
                or sheet.style_of_column(column)
            )
            found = Cell(value, written, self.styles.number_format(style))
            sheet.row_cells.append((sheet.row, column, found))

    def _count_cells(self, more: int) -> None:
        self.cells += more
        if self.cells > MOST_CELLS_OF_A_BUDGET:
            raise too_crowded(self.path)

    def _end_row(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        for below in range(sheet.rows_here if sheet.row_cells else 0):
            sheet.cells += [(row + below, column, cell) for row, column, cell in sheet.row_cells]
        sheet.row += sheet.rows_here - 1

    def _end_sheet(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        grid = Grid.from_cells(self.shown_as, sheet.name, sheet.cells)
        grid.is_hidden = sheet.is_hidden
        # A file may say of a million empty rows that they are hidden.
        last_row = max(grid.rows, default=0)
        last_column = max((max(cells) for cells in grid.rows.values()), default=0)
        grid.hidden_rows = numbers_in(sheet.hidden_rows, last_row)
        grid.hidden_columns = numbers_in(sheet.hidden_columns, last_column)
        self.sheets.append(grid)
        self.sheet = None


def _count(attributes: Attributes, name: str, most: int = 1 << 31) -> int:
    digits = attributes.get(name, "1").strip()
    return max(1, min(int(digits[:12]), most)) if digits.isascii() and digits.isdigit() else 1


def _value(cell: _OpenCell) -> Value:
    """A cell's value as grantcalc holds it; None where it has none, or its formula no known value."""
    attributes, text = cell.attributes, cell.text
    kind = attributes.get("office:value-type")
    if attributes.get("calcext:value-type") == "error" or (
        "table:formula" in attributes and _ERROR_TEXT.match(text)
    ):
        return ErrorValue(text or "#VALUE!")
    if kind in ("float", "percentage", "currency"):
        return exact(float(attributes.get("office:value", "")))
    if kind == "date":
        return _day(attributes.get("office:date-value", "")) or text or None
    if kind == "boolean":
        return attributes.get("office:boolean-value") == "true"
    if kind == "string":
        return attributes.get("office:string-value", text)
    return text or None


def _day(value: str) -> date | None:
    parts = _DAY.match(value)
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None
