"""The grid: a sheet's cells with their places, whatever file they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import isfinite

from grantcalc.finding import Place

#: The last row and column that Excel has.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell that shows one of a spreadsheet's errors, such as #DIV/0!."""

    code: str


#: What a cell can hold; None is a formula whose value the file does not hold.
Value = Decimal | str | date | bool | ErrorValue | None


def exact(number: float) -> Decimal | ErrorValue:
    """A number as its cell means it: floats die here, at the 15 digits that Excel keeps."""
    return Decimal(format(number, ".15g")) if isfinite(number) else ErrorValue("#NUM!")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something: its value, and its formula and number format if any."""

    value: Value
    formula: str | None = None
    number_format: str = "General"

    @property
    def text(self) -> str:
        """The cell's text, trimmed and with line breaks as spaces; empty unless it is text."""
        return " ".join(self.value.split()) if isinstance(self.value, str) else ""

    @property
    def is_empty(self) -> bool:
        """Whether the cell holds nothing, or blanks alone."""
        return isinstance(self.value, str) and not self.text

    @property
    def is_number(self) -> bool:
        """Whether the cell holds a number (a date and a truth value are none)."""
        return isinstance(self.value, Decimal)


_BLANK = Cell("")


@dataclass(slots=True)
class Grid:
    """A sheet as rows of cells, both counted from 1; only cells that hold something are kept."""

    file: str
    sheet: str | None
    rows: dict[int, dict[int, Cell]]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    _ordered: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._ordered = sorted(self.rows)

    @classmethod
    def from_cells(
        cls, file: str, sheet: str | None, cells: Iterable[tuple[int, int, Cell]]
    ) -> Grid:
        """A grid of (row, column, cell) triples; cells of empty text are left out."""
        rows: dict[int, dict[int, Cell]] = {}
        for row, column, cell in cells:
            if not isinstance(cell.value, str) or cell.text or cell.formula:
                rows.setdefault(row, {})[column] = cell
        return cls(file, sheet, rows)

    def at(self, row: int, column: int) -> Cell:
        """The cell at a place; one of empty text where there is none."""
        return self.rows.get(row, {}).get(column, _BLANK)

    def row_numbers(self) -> list[int]:
        """The rows that hold anything, from the top."""
        return self._ordered

    def numbers(self) -> Iterator[tuple[int, int]]:
        """Row and column of every cell that holds a number, row by row."""
        for row in self._ordered:
            for column, cell in sorted(self.rows[row].items()):
                if cell.is_number:
                    yield row, column

    def place(self, row: int, column: int) -> Place:
        """The place of a cell, for findings."""
        return Place(file=self.file, sheet=self.sheet, cell=cell_name(row, column))


@dataclass(frozen=True, slots=True)
class Table:
    """A table that a workbook names, for formulas such as Costs[Amount].

    `first` and `last` are its first and last row, headings and totals included; `columns` are its
    headings from the left, of which the first stands in `left`.
    """

    sheet: str
    first: int
    last: int
    left: int
    columns: tuple[str, ...]
    header_rows: int = 1
    total_rows: int = 0


@dataclass(slots=True)
class Book:
    """A file's sheets, with what its formulas may name beside cells.

    `names` are defined names in lower case and what each stands for, as formula text without "=";
    `tables` are by name in lower case. `has_formulas` says that formulas were read with the values:
    of some kinds of file only values can be read.
    """

    sheets: list[Grid]
    names: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    has_formulas: bool = True


def numbers_in(ranges: Iterable[tuple[int, int]], last: int) -> frozenset[int]:
    """The rows or columns in ranges, both ends inside, that may overlap, up to a last one."""
    found: set[int] = set()
    begin = 1
    for first, end in sorted(ranges):
        found.update(range(max(first, begin), min(end, last) + 1))
        begin = max(begin, min(end, last) + 1)
    return frozenset(found)


def column_letters(column: int) -> str:
    """The letters of a column: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column: A is 1, AB is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """The name of a cell: row 9, column 2 is B9."""
    return f"{column_letters(column)}{row}"
