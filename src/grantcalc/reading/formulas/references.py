"""What a reference in a formula stands for: areas of cells, on which sheets."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grantcalc.cells import column_number
from grantcalc.language import tr
from grantcalc.reading.grid import LAST_COLUMN, LAST_ROW, Book, Grid, Ref, Table

_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!(.+)")
_CELL = r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})"
_AREA = re.compile(f"{_CELL}(?::{_CELL})?")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
_TABLE = re.compile(r"([^\[\]!']+)\[(.*)\]", re.S)
_PART = re.compile(r"\[([^\[\]]*)\]")
#: What a defined name may say; without each "$" it means other cells in each cell that uses it.
_FIXED = re.compile(
    r"\$[A-Za-z]+\$[0-9]+(?::\$[A-Za-z]+\$[0-9]+)?|\$[A-Za-z]+:\$[A-Za-z]+|\$[0-9]+:\$[0-9]+"
)


#: Names of names of names may stand for more areas than there are atoms.
_MOST_AREAS = 1000
#: Areas that many formulas sum are looked up once, up to so many cells.
_MOST_KEPT = 200_000


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
        self._kept: dict[Area, list[Ref]] = {}
        self._count_kept = 0

    def cells(self, area: Area) -> Sequence[Ref]:
        """The cells of an area that hold anything, row by row."""
        cells = self._kept.get(area)
        if cells is None:
            cells = list(self._cells(area))
            self._count_kept += len(cells)
            if self._count_kept > _MOST_KEPT:
                self._kept.clear()
                self._count_kept = len(cells)
            self._kept[area] = cells
        return cells

    def _cells(self, area: Area) -> Iterator[Ref]:
        grid = self.grids[area.sheet]
        if area.bottom - area.top < len(grid.rows):
            rows: Iterator[int] = iter(range(area.top, area.bottom + 1))
        else:
            known = grid.row_numbers()
            rows = iter(known[bisect_left(known, area.top) : bisect_right(known, area.bottom)])
        for row in rows:
            cells = grid.rows.get(row)
            if not cells:
                continue
            if area.left == area.right:
                if area.left in cells:
                    yield (area.sheet, row, area.left)
                continue
            for column in sorted(cells):
                if area.left <= column <= area.right:
                    yield (area.sheet, row, column)

    def areas(self, text: str, at: Ref, depth: int = 0) -> list[Area]:
        """The areas that a reference stands for in the formula of the cell `at`.

        Raises:
            UnknownReferenceError: it names no cells of this file.
        """
        if depth > 8:
            raise UnknownReferenceError(tr("{text} stands for itself", text=text))
        match = _SHEET.fullmatch(text)
        if match:
            names = self._sheets((match[1] or match[2]).replace("''", "'"))
            return [area for name in names for area in self._on(name, match[3], depth)]
        if text[:1] == "[":
            raise UnknownReferenceError(tr("{text} is in another file", text=text))
        if _TABLE.fullmatch(text):
            return self._table_part(text, at)
        if self._is_plain(text):
            return self._on(at[0], text, depth)
        return self._named(text, at, depth)

    def _named(self, text: str, at: Ref, depth: int) -> list[Area]:
        """The areas that a defined name stands for."""
        name = self.book.names.get(text.casefold())
        if name is None:
            raise UnknownReferenceError(tr("{text} is not a name in this workbook", text=text))
        parts = [part.strip() for part in _without_parentheses(name).split(",")]
        for part in parts:
            cells = part.rpartition("!")[2]
            if self._is_plain(cells) and not _FIXED.fullmatch(cells):
                raise UnknownReferenceError(
                    tr("the name {text} means other cells in each cell", text=text)
                )
        found: list[Area] = []
        for part in parts:
            found += self.areas(part, at, depth + 1)
            if len(found) > _MOST_AREAS:
                raise UnknownReferenceError(tr("{text} stands for too many areas", text=text))
        return found

    def constant(self, text: str) -> str | None:
        """What a name stands for where that is no cells but a number."""
        name = self.book.names.get(text.casefold())
        return name if name is not None and re.fullmatch(r"-?[0-9.]+%?", name) else None

    def _is_plain(self, text: str) -> bool:
        return any(form.fullmatch(text) for form in (_AREA, _COLUMNS, _ROWS))

    def _sheets(self, text: str) -> list[str]:
        if "[" in text:
            raise UnknownReferenceError(tr("{text} is in another file", text=text))
        if text.casefold() in self._folded:
            return [self._folded[text.casefold()]]
        first, colon, last = text.partition(":")
        ends = [self._folded.get(end.casefold()) for end in (first, last)]
        if colon and ends[0] is not None and ends[1] is not None:
            start, stop = sorted(self._order.index(end) for end in ends if end is not None)
            return self._order[start : stop + 1]
        raise UnknownReferenceError(tr('there is no sheet "{text}"', text=text))

    def _on(self, sheet: str, text: str, depth: int) -> list[Area]:
        if match := _AREA.fullmatch(text):
            left, top = column_number(match[1].upper()), int(match[2])
            right = column_number(match[3].upper()) if match[3] else left
            bottom = int(match[4]) if match[4] else top
        elif match := _COLUMNS.fullmatch(text):
            left, right = (column_number(match[n].upper()) for n in (1, 2))
            top, bottom = 1, LAST_ROW
        elif match := _ROWS.fullmatch(text):
            top, bottom = int(match[1]), int(match[2])
            left, right = 1, LAST_COLUMN
        elif text.casefold() in self.book.names:
            return self.areas(text, (sheet, 1, 1), depth + 1)
        else:
            raise UnknownReferenceError(tr("{text} names no cells", text=text))
        top, bottom = sorted((top, bottom))
        left, right = sorted((left, right))
        if not (top >= 1 and bottom <= LAST_ROW and right <= LAST_COLUMN):
            raise UnknownReferenceError(tr("{text} is outside the sheet", text=text))
        return [Area(sheet, top, left, bottom, right)]

    def _table_part(self, text: str, at: Ref) -> list[Area]:
        match = _TABLE.fullmatch(text)
        table = self.book.tables.get(match[1].strip().casefold()) if match else None
        if match is None or table is None or table.sheet not in self.grids:
            raise UnknownReferenceError(tr("{text} names no table of this workbook", text=text))
        inner = match[2].strip()
        this_row = inner.startswith("@")
        parts = _PART.findall(inner) or [inner.removeprefix("@")]
        items = {part.strip().casefold() for part in parts if part.startswith("#")}
        names = [part for part in parts if not part.startswith("#") and part.strip()]
        if this_row or "#this row" in items:
            top = bottom = at[1]
            if at[0] != table.sheet or not table.first <= top <= table.last:
                raise UnknownReferenceError(
                    tr("{text} is used outside the table's rows", text=text)
                )
        else:
            top, bottom = _rows_of(table, items, text)
        if len(names) > 1 and "]:[" not in inner:
            raise UnknownReferenceError(tr("{text} names several columns apart", text=text))
        columns = _columns_of(table, names, text)
        return [Area(table.sheet, top, columns[0], bottom, columns[-1])]


def _rows_of(table: Table, items: set[str], text: str) -> tuple[int, int]:
    data = (table.first + table.header_rows, table.last - table.total_rows)
    rows = {
        "#all": (table.first, table.last),
        "#data": data,
        "#headers": (table.first, data[0] - 1),
        "#totals": (data[1] + 1, table.last),
    }
    if not items <= rows.keys():
        raise UnknownReferenceError(
            tr("{text} names a part of a table that is not known", text=text)
        )
    chosen = [rows[item] for item in items] or [data]
    top, bottom = min(first for first, _ in chosen), max(last for _, last in chosen)
    if top > bottom or any(first > last for first, last in chosen):
        raise UnknownReferenceError(
            tr("{text} names a row that the table does not have", text=text)
        )
    return top, bottom


def _columns_of(table: Table, names: list[str], text: str) -> list[int]:
    if not names:
        return [table.left, table.left + len(table.columns) - 1]
    folded = [" ".join(column.casefold().split()) for column in table.columns]
    found: list[int] = []
    for name in names:
        wanted = " ".join(name.replace("'", "").casefold().split())
        if wanted not in folded:
            raise UnknownReferenceError(
                tr("{text} names a column that the table does not have", text=text)
            )
        found.append(table.left + folded.index(wanted))
    return sorted(found)


def _without_parentheses(text: str) -> str:
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text
