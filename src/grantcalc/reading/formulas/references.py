"""What a reference in a formula stands for: areas of cells, on which sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grantcalc.reading.grid import Book, Grid, Ref, Table, column_number

_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!(.+)")
_CELL = r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})"
_AREA = re.compile(f"{_CELL}(?::{_CELL})?")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
_TABLE = re.compile(r"([^\[\]!']+)\[(.*)\]", re.S)
_PART = re.compile(r"\[([^\[\]]*)\]")


class UnknownReferenceError(ValueError):
    """A reference stands for nothing that is known; the text says why."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells on one sheet, both ends inside; whole columns end at the last row."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell alone."""
        return self.top == self.bottom and self.left == self.right

    @property
    def ref(self) -> Ref:
        """Its first cell."""
        return (self.sheet, self.top, self.left)

    def __contains__(self, ref: Ref) -> bool:
        sheet, row, column = ref
        return (
            sheet == self.sheet
            and self.top <= row <= self.bottom
            and self.left <= column <= self.right
        )


class Sheets:
    """A book's sheets by name, and what its formulas' references stand for."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.grids: dict[str, Grid] = {grid.sheet or "": grid for grid in book.sheets}
        self._folded = {name.casefold(): name for name in self.grids}
        self._order = list(self.grids)

    def cells(self, area: Area) -> Iterator[Ref]:
        """The cells of an area that hold anything, row by row."""
        grid = self.grids[area.sheet]
        if area.bottom - area.top < len(grid.rows):
            rows: Iterator[int] = iter(range(area.top, area.bottom + 1))
        else:
            rows = (row for row in grid.row_numbers() if area.top <= row <= area.bottom)
        for row in rows:
            cells = grid.rows.get(row)
            if cells:
                for column in sorted(cells) if len(cells) > 1 else cells:
                    if area.left <= column <= area.right:
                        yield (area.sheet, row, column)

    def areas(self, text: str, at: Ref, depth: int = 0) -> list[Area]:
        """The areas that a reference stands for in the formula of the cell `at`.

        Raises:
            UnknownReferenceError: it names no cells of this file.
        """
        if depth > 8:
            raise UnknownReferenceError(f"{text} stands for itself")
        match = _SHEET.fullmatch(text)
        if match:
            names = self._sheets((match[1] or match[2]).replace("''", "'"))
            return [area for name in names for area in self._on(name, match[3])]
        if text[:1] == "[":
            raise UnknownReferenceError(f"{text} is in another file")
        if _TABLE.fullmatch(text):
            return self._table_part(text, at)
        if self._is_plain(text):
            return self._on(at[0], text)
        name = self.book.names.get(text.casefold())
        if name is None:
            raise UnknownReferenceError(f"{text} is not a name in this workbook")
        return [
            area
            for part in _without_parentheses(name).split(",")
            for area in self.areas(part.strip(), at, depth + 1)
        ]

    def constant(self, text: str) -> str | None:
        """What a name stands for where that is no cells but a number."""
        name = self.book.names.get(text.casefold())
        return name if name is not None and re.fullmatch(r"-?[0-9.]+%?", name) else None

    def _is_plain(self, text: str) -> bool:
        return any(form.fullmatch(text) for form in (_AREA, _COLUMNS, _ROWS))

    def _sheets(self, text: str) -> list[str]:
        if "[" in text:
            raise UnknownReferenceError(f"{text} is in another file")
        if text.casefold() in self._folded:
            return [self._folded[text.casefold()]]
        first, colon, last = text.partition(":")
        ends = [self._folded.get(end.casefold()) for end in (first, last)]
        if colon and ends[0] is not None and ends[1] is not None:
            start, stop = sorted(self._order.index(end) for end in ends if end is not None)
            return self._order[start : stop + 1]
        raise UnknownReferenceError(f'there is no sheet "{text}"')

    def _on(self, sheet: str, text: str) -> list[Area]:
        if match := _AREA.fullmatch(text):
            left, top = column_number(match[1].upper()), int(match[2])
            right = column_number(match[3].upper()) if match[3] else left
            bottom = int(match[4]) if match[4] else top
        elif match := _COLUMNS.fullmatch(text):
            left, right = (column_number(match[n].upper()) for n in (1, 2))
            top, bottom = 1, _LAST_ROW
        elif match := _ROWS.fullmatch(text):
            top, bottom = int(match[1]), int(match[2])
            left, right = 1, _LAST_COLUMN
        elif text.casefold() in self.book.names:
            return self.areas(text, (sheet, 1, 1), 1)
        else:
            raise UnknownReferenceError(f"{text} names no cells")
        top, bottom = sorted((top, bottom))
        left, right = sorted((left, right))
        if not (top >= 1 and bottom <= _LAST_ROW and right <= _LAST_COLUMN):
            raise UnknownReferenceError(f"{text} is outside the sheet")
        return [Area(sheet, top, left, bottom, right)]

    def _table_part(self, text: str, at: Ref) -> list[Area]:
        match = _TABLE.fullmatch(text)
        table = self.book.tables.get(match[1].strip().casefold()) if match else None
        if match is None or table is None or table.sheet not in self.grids:
            raise UnknownReferenceError(f"{text} names no table of this workbook")
        inner = match[2].strip()
        this_row = inner.startswith("@")
        parts = _PART.findall(inner) or [inner.removeprefix("@")]
        items = {part.strip().casefold() for part in parts if part.startswith("#")}
        names = [part for part in parts if not part.startswith("#") and part.strip()]
        if this_row or "#this row" in items:
            top = bottom = at[1]
        else:
            top, bottom = _rows_of(table, items)
        columns = _columns_of(table, names, text)
        return [Area(table.sheet, top, columns[0], bottom, columns[-1])]


def _rows_of(table: Table, items: set[str]) -> tuple[int, int]:
    if "#all" in items:
        return table.first, table.last
    if "#totals" in items:
        return table.last, table.last
    if "#headers" in items:
        return table.first, table.first
    return table.first + table.header_rows, table.last - table.total_rows


def _columns_of(table: Table, names: list[str], text: str) -> list[int]:
    if not names:
        return [table.left, table.left + len(table.columns) - 1]
    folded = [" ".join(column.casefold().split()) for column in table.columns]
    found: list[int] = []
    for name in names:
        wanted = " ".join(name.replace("'", "").casefold().split())
        if wanted not in folded:
            raise UnknownReferenceError(f"{text} names a column that the table does not have")
        found.append(table.left + folded.index(wanted))
    return sorted(found)


def _without_parentheses(text: str) -> str:
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text
