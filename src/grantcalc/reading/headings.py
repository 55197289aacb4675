"""Which row of a sheet names its columns, and what each heading alone says its column is for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grantcalc.cells import column_letters
from grantcalc.language import mark, tr
from grantcalc.period import Period
from grantcalc.reading.dates import parse_period
from grantcalc.reading.grid import Cell, Grid
from grantcalc.reading.numbers import UnclearNumberError, parse_number
from grantcalc.reading.vocabulary import words

#: Sets, because a Decimal is looked for in a range one number after the other.
_YEARS = frozenset(range(1900, 2101))
_LIKELY_YEARS = frozenset(range(2005, 2061))
_MOST_TITLE_ROWS = 60


class ColumnKind(StrEnum):
    """What a column is for."""

    LABEL = mark("label")
    AMOUNT = mark("amount")
    TOTAL = mark("total")
    FACTOR = mark("factor")
    NOTE = mark("note")
    OTHER = mark("left out")


#: The kinds of columns that hold amounts.
MONEY = (ColumnKind.AMOUNT, ColumnKind.TOTAL)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's use and the reason for it; `period` is set on amount columns.

    `is_unclear` says that its use is not known, `is_declared` that grantcalc.toml gives it.
    """

    number: int
    kind: ColumnKind
    heading: str
    reason: str
    period: Period | None = None
    is_unclear: bool = False
    is_declared: bool = False

    @property
    def letters(self) -> str:
        """The column's letters, such as B."""
        return column_letters(self.number)

    def used_as(self, kind: ColumnKind, reason: str, period: Period | None = None) -> Column:
        """The same column with another use."""
        return Column(self.number, kind, self.heading, reason, period)


def heading_text(cell: Cell) -> str:
    """A heading as text; a year that stands as a number, or a date, too."""
    if cell.is_number and cell.value in _YEARS:
        return str(cell.value)
    if isinstance(cell.value, date):
        return cell.value.isoformat()
    return cell.text


def find_header_row(grid: Grid) -> int | None:
    """The row that names the columns: by its words, else by where it stands.

    By words it is the first row with at least half as many headings above numbers as the row with
    the most; a row further down that names a column more heads only a part of the sheet. Where two
    rows of headings stand below each other, it is the one that names more columns of numbers.
    """
    scores = {row: _heading_score(grid, row) for row in grid.row_numbers()[:_MOST_TITLE_ROWS]}
    most = max(scores.values(), default=0)
    first = next((row for row, score in scores.items() if score and 2 * score >= most), None)
    return _header_by_place(grid) if first is None else _fullest_below(grid, first)


def _header_by_place(grid: Grid) -> int | None:
    """The first row of texts above at least half of the columns of numbers, right above some."""
    for row in grid.row_numbers()[:_MOST_TITLE_ROWS]:
        headed = [n for n in _headed_columns(grid, row) if not grid.at(row, n).is_number]
        numeric = numbers_by_column(grid, row)
        if headed and 2 * len(headed) >= len(numeric) and _stands_above(grid, row, headed):
            return row
    return None


def _fullest_below(grid: Grid, first: int) -> int:
    """The row of headings, or the one right below it that names more of the columns."""
    best = first
    rows = [row for row in grid.row_numbers() if first < row <= first + 2]
    for row in rows:
        headed = _headed_columns(grid, row)
        if not headed or any(cell.is_number for cell in grid.rows[row].values()):
            break
        if len(headed) > len(_headed_columns(grid, best)) and _stands_above(grid, row, headed):
            best = row
    return best


def _headed_columns(grid: Grid, row: int) -> list[int]:
    """The columns of numbers that a row of texts stands above; none if it holds an amount."""
    cells = grid.rows[row]
    if any(_is_amount_in(cell, row) and cell.value not in _YEARS for cell in cells.values()):
        return []
    numeric = numbers_by_column(grid, row)
    return [n for n, cell in cells.items() if n in numeric and heading_text(cell)]


def _is_amount_in(cell: Cell, row: int) -> bool:
    """Whether a cell holds a number, other than the total of what stands below the row."""
    if not cell.is_number:
        return False
    parts = cell.expansion.parts if cell.expansion else {}
    return not parts or any(part_row <= row for _, part_row, _ in parts)


def _stands_above(grid: Grid, row: int, columns: Sequence[int]) -> bool:
    """Whether one of the next two rows that hold anything has a number in one of these columns."""
    below = [r for r in grid.row_numbers() if r > row][:2]
    return any(
        grid.at(r, n).is_number or grid.at(r, n).value is None for r in below for n in columns
    )


def heading_rows(grid: Grid, first: int) -> list[int]:
    """The rows below the first row of headings that head columns of amounts again."""
    fewest = min(2, _heading_score(grid, first))
    return [
        row
        for row in grid.row_numbers()
        if row > first
        and not any(cell.is_number and cell.formula for cell in grid.rows[row].values())
        and _heading_score(grid, row) >= fewest
        and _names_money(grid, row)
    ]


def _names_money(grid: Grid, row: int) -> bool:
    """Whether a row names a column of money right above the numbers of the next rows."""
    below = [r for r in grid.row_numbers() if r > row][:3]
    return any(
        by_heading(n, cell).kind in MONEY and any(grid.at(r, n).is_number for r in below)
        for n, cell in grid.rows[row].items()
        if heading_text(cell)
    )


def _heading_score(grid: Grid, row: int) -> int:
    """How many headings a row holds; 0 where it holds an amount, or none stands above numbers."""
    cells = grid.rows[row]
    if not _are_year_headings(grid, row):
        return 0
    numeric = numbers_by_column(grid, row)
    kinds = {n: by_heading(n, cell).kind for n, cell in cells.items() if heading_text(cell)}
    money = [
        n
        for n, kind in kinds.items()
        if kind in MONEY and n in numeric and not _holds_more_texts(grid, n, row, numeric[n])
    ]
    return sum(1 for kind in kinds.values() if kind is not ColumnKind.OTHER) if money else 0


def _holds_more_texts(grid: Grid, column: int, below: int, numbers: int) -> bool:
    """Whether a column holds more texts than numbers: labels, with a year among them."""
    texts = (grid.at(row, column).text for row in grid.row_numbers() if row > below)
    return sum(bool(text) for text in texts) > 2 * numbers


def _are_year_headings(grid: Grid, row: int) -> bool:
    """Whether the numbers of a row, if it has any, are years that head their columns.

    Two years side by side are. One alone is, unless amounts stand above it in its column, or it is
    a round number beside a label that may be a line's ("Courses, 2000").
    """
    cells = grid.rows[row]
    years = [(column, cell.value) for column, cell in cells.items() if _is_amount_in(cell, row)]
    if any(value not in _YEARS for _, value in years):
        return False
    if len({year for _, year in years}) < len(years):
        return False  # 2000 and 2000 are amounts
    if len(years) != 1:
        return True
    column, year = years[0]
    above = [grid.at(r, column) for r in grid.row_numbers() if r < row]
    if any(cell.is_number and cell.value not in _YEARS for cell in above):
        return False
    texts = [by_heading(n, cell) for n, cell in cells.items() if cell.text]
    return year in _LIKELY_YEARS or all(text.kind is not ColumnKind.OTHER for text in texts)


def _rows_with_amount_texts(grid: Grid) -> dict[int, list[int]]:
    """By column, the rows with a text that reads as an amount: for exports that hold texts alone."""
    found: dict[int, list[int]] = {}
    for row in grid.row_numbers():
        for column, cell in grid.rows[row].items():
            if isinstance(cell.value, str) and _reads_as_amount(cell.value):
                found.setdefault(column, []).append(row)
    return found


def _reads_as_amount(text: str) -> bool:
    if not any(character.isdigit() for character in text):
        return False
    try:
        parse_number(text)
    except UnclearNumberError:
        return False
    return True


def numbers_by_column(grid: Grid, below: int) -> dict[int, int]:
    """How many numbers (or formulas without a value) each column holds below a row."""
    counts = {
        column: len(rows) - bisect_right(rows, below)
        for column, rows in (grid.rows_with_numbers() or _rows_with_amount_texts(grid)).items()
    }
    return {column: count for column, count in counts.items() if count}


def headings_above(grid: Grid, header: int, numeric: Sequence[int]) -> dict[int, str]:
    """The headings of groups of columns that stand in the row above the headings, by column.

    One stands above the first column of its group, as a merged cell does. It counts only where the
    headings alone do not tell the columns apart: some are repeated, or empty.
    """
    own = [heading_text(grid.at(header, n)) for n in numeric]
    rows = [row for row in grid.row_numbers() if header - 2 <= row < header]
    if len(set(own)) == len(own) or not rows:
        return {}
    row = rows[-1]
    found: dict[int, str] = {}
    above = ""
    for number in range(min(numeric), max(numeric) + 1):
        above = heading_text(grid.at(row, number)) or above
        if above and number in numeric:
            found[number] = above
    return found


def by_heading(number: int, cell: Cell, above: str = "") -> Column:
    """A column as its heading alone tells it, and that of the group of columns it stands in."""
    heading = " ".join(part for part in (above, heading_text(cell)) if part)

    def column(kind: ColumnKind, reason: str, period: Period | None = None) -> Column:
        return Column(number, kind, heading, reason, period)

    if not heading:
        return Column(number, ColumnKind.OTHER, "", tr("it has no heading"), is_unclear=True)
    if word := words("column", "other_money").find(heading):
        return column(ColumnKind.OTHER, tr('"{word}" is not budgeted money', word=word))
    amount = words("column", "amount")
    is_day = isinstance(cell.value, date)  # a date in a cell is more often today's than a period
    period = None if is_day else parse_period(heading) or parse_period(amount.without(heading))
    if period:
        named = period.model_copy(update={"label": heading})
        if named.start and named.start == named.end:  # a statement's day: nothing is spent over it
            named = Period(label=heading)
        return column(ColumnKind.AMOUNT, tr("its heading is a period"), named)
    if words("column", "identifier").is_all_of(heading):
        return column(ColumnKind.NOTE, tr("it numbers the rows, or names their accounts"))
    for kind, words_for_it in (
        (ColumnKind.FACTOR, words("column", "quantity")),
        (ColumnKind.TOTAL, words("row", "total")),
        (ColumnKind.FACTOR, words("column", "factor")),
        (ColumnKind.NOTE, words("column", "note")),
        (ColumnKind.LABEL, words("column", "label")),
        (ColumnKind.AMOUNT, amount),
    ):
        if word := words_for_it.find(heading):
            return column(kind, tr('"{word}" in its heading', word=word))
    if above and (period := parse_period(above)):
        named = period.model_copy(update={"label": heading})
        return column(ColumnKind.AMOUNT, tr("it stands under the heading of a period"), named)
    return Column(
        number, ColumnKind.OTHER, heading, tr("its heading is not known"), is_unclear=True
    )
