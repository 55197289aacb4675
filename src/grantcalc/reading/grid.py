"""The grid: a sheet's cells with their places, whatever file they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import isfinite

from grantcalc.cells import cell_name
from grantcalc.finding import Place
from grantcalc.language import tr

#: The last row and column that Excel has.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


def sheet_name(sheet: str | None) -> str:
    """What a sheet is called in a message; None is the one table of a CSV file."""
    return tr("sheet {sheet}", sheet=sheet) if sheet else tr("the file")


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell that shows one of a spreadsheet's errors, such as #DIV/0!."""

    code: str


#: What a cell can hold; None is a formula whose value the file does not hold.
Value = Decimal | str | date | bool | ErrorValue | None


#: A cell among all sheets of a file: its sheet's name ("" in a CSV file), row and column.
Ref = tuple[str, int, int]

#: How often a cell counts in a formula.
Coefficient = int | Fraction


@dataclass(frozen=True, slots=True)
class Expansion:
    """A formula as a sum of the cells that it names, each times its coefficient.

    `parts` hold the cells that hold anything. Where the formula is not linear (a product, a rounded
    sum), the coefficients say how its value changes with each cell, and `is_linear` is false.
    `has_area` says that it sums an area, not only cells named one by one; `is_product` that it
    multiplies cells.
    """

    parts: Mapping[Ref, Coefficient]
    is_linear: bool = True
    has_area: bool = False
    is_product: bool = False


def exact(number: float) -> Decimal | ErrorValue:
    """A number as its cell means it: floats die here, at the 15 digits that Excel keeps."""
    return Decimal(format(number, ".15g")) if isfinite(number) else ErrorValue("#NUM!")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something: its value, and its formula and number format if any.

    `expansion` is what the formula sums, where that is known. `follows` says that a cell has no
    value, or shows an error, only because another cell does.
    """

    value: Value
    formula: str | None = None
    number_format: str = "General"
    expansion: Expansion | None = None
    follows: bool = False

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
    """A sheet as rows of cells, both counted from 1; only cells that hold something are kept.

    `origins` is set where the tables of a sheet were put below each other to be read as one: it
    tells, by row and column here, the row and column in the sheet.
    """

    file: str
    sheet: str | None
    rows: dict[int, dict[int, Cell]]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    origins: Mapping[tuple[int, int], tuple[int, int]] | None = None
    _ordered: list[int] = field(init=False)
    _moved: dict[tuple[int, int], tuple[int, int]] = field(init=False)
    _rows_with_numbers: dict[int, list[int]] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._ordered = sorted(self.rows)
        self._moved = {there: here for here, there in (self.origins or {}).items()}

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

    def rows_with_numbers(self) -> dict[int, list[int]]:
        """By column, the rows that hold a number or a formula without a value, from the top."""
        if self._rows_with_numbers is None:
            found: dict[int, list[int]] = {}
            for row in self._ordered:
                for column, cell in self.rows[row].items():
                    if cell.is_number or cell.value is None:
                        found.setdefault(column, []).append(row)
            self._rows_with_numbers = found
        return self._rows_with_numbers

    def numbers(self) -> Iterator[tuple[int, int]]:
        """Row and column of every cell that holds a number, row by row."""
        for row in self._ordered:
            for column, cell in sorted(self.rows[row].items()):
                if cell.is_number:
                    yield row, column

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """The row and column in the sheet of a cell here."""
        return (row, column) if self.origins is None else self.origins.get((row, column), (1, 1))

    def name(self, row: int, column: int) -> str:
        """The name of a cell in the sheet."""
        return cell_name(*self.origin(row, column))

    def sheet_row(self, row: int) -> int:
        """The number in the sheet of a row here."""
        return self.origin(row, min(self.rows.get(row, (1,))))[0]

    def place(self, row: int, column: int) -> Place:
        """The place of a cell, for findings."""
        return Place(file=self.file, sheet=self.sheet, cell=self.name(row, column))

    def here(self, ref: Ref) -> tuple[int, int] | None:
        """The row and column here of a cell that a formula names; None for one of another sheet."""
        sheet, row, column = ref
        if sheet != (self.sheet or ""):
            return None
        return (row, column) if self.origins is None else self._moved.get((row, column))

    def part(self, rows: range, columns: range) -> Grid:
        """The cells of these rows and columns alone, at their places in the sheet."""
        kept = {
            row: cells
            for row in self._ordered
            if row in rows
            and (cells := {c: cell for c, cell in self.rows[row].items() if c in columns})
        }
        return replace(self, rows=kept)


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
