"""The tables of a sheet: side by side, below each other, and which of them make one budget.

Most sheets hold one table. Where there are more, those that make one budget are put below each
other, each in the same columns, so that all that follows reads one table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grantcalc.cells import column_letters
from grantcalc.config import BudgetTable
from grantcalc.model import Side
from grantcalc.reading.columns import Columns, find_columns
from grantcalc.reading.grid import LAST_COLUMN, LAST_ROW, Cell, Grid
from grantcalc.reading.headings import (
    MONEY,
    Column,
    ColumnKind,
    by_heading,
    find_header_row,
    heading_rows,
    heading_text,
)
from grantcalc.reading.vocabulary import words
from grantcalc.words import folded

_FEW_TITLES = 3


@dataclass(frozen=True, slots=True)
class Table:
    """A part of a sheet with its columns."""

    grid: Grid
    columns: Columns


def find_budgets(grid: Grid, declared: BudgetTable) -> list[list[Table]]:
    """The budgets in a sheet, each as the tables that make it; none in a sheet without amounts.

    Raises:
        ConfigError: what is declared does not fit the sheet.
        UnclearChoiceError: it is not clear which columns hold the amounts.
    """
    bands = [grid] if declared.header_row else _bands(grid)
    parts = [part for band in bands for part in _side_by_side(band)]
    budgets: list[list[Table]] = []
    for part in parts:
        readings = find_columns(part, _declared_of(part, declared))
        found = [[Table(part, columns) for columns in reading] for reading in readings]
        if len(found) == 1 and budgets and _belong_together(budgets[-1], found[0]):
            budgets[-1] += found[0]
        else:
            budgets += found
    return budgets


def _declared_of(part: Grid, declared: BudgetTable) -> BudgetTable:
    """What is declared of the columns of one table."""
    used = {column_letters(column) for cells in part.rows.values() for column in cells}
    columns = {letters: role for letters, role in declared.columns.items() if letters in used}
    return declared.model_copy(update={"columns": columns})


def _belong_together(tables: Sequence[Table], others: Sequence[Table]) -> bool:
    """Whether further tables of a sheet are the same budget's, and no alternative to it."""
    one, other = tables[0].columns, others[0].columns
    if one.side and other.side:
        return False  # both hold income and expenditure: one sums up the other
    labels = [{folded(label) for label in _labels(part)} for part in (tables[-1], others[0])]
    shared = len(labels[0] & labels[1])
    if 2 * shared > min(map(len, labels)) or _are_alternatives(tables[-1], others[0]):
        return False
    periods = [[c.period for c in columns.amounts] for columns in (one, other)]
    if len(periods[0]) != len(periods[1]):
        return False
    if any(p and p.start for p in (*periods[0], *periods[1])):
        return periods[0] == periods[1]
    return True


def _are_alternatives(one: Table, other: Table) -> bool:
    """Whether the words above two tables say that one or the other is meant."""
    return all(
        any(
            words("column", "alternative").fits(cell.text)
            for row in table.grid.row_numbers()
            if row <= (table.columns.header_row or 0)
            for cell in table.grid.rows[row].values()
            if cell.text
        )
        for table in (one, other)
    )


def _labels(table: Table) -> Iterator[str]:
    """A table's labels of amounts, without its totals."""
    column = table.columns.label
    if column is None:
        return
    for row in table.grid.row_numbers():
        text = table.grid.at(row, column.number).text
        amounts = [table.grid.at(row, n) for n in table.columns.money]
        has_amount = any(cell.is_number for cell in amounts)
        if text and has_amount and not words("row", "total").fits(text):
            yield text


# -- tables below each other


def _bands(grid: Grid) -> Iterator[Grid]:
    """The sheet cut above each row of headings whose columns are not those of the table above it."""
    first = find_header_row(grid)
    if first is None:
        yield grid
        return
    starts = [1]
    shape = _shape(grid, first)
    for row in heading_rows(grid, first):
        own = _shape(grid, row)
        if own != shape and _differs(own, shape):
            starts.append(_with_titles(grid, row))
            shape = own
    if len(starts) == 1:
        yield grid
        return
    for start, stop in zip(starts, [*starts[1:], LAST_ROW + 1], strict=True):
        yield grid.part(range(start, stop), range(1, LAST_COLUMN + 1))


_Shape = dict[int, tuple[ColumnKind, str]]


def _shape(grid: Grid, row: int) -> _Shape:
    """The columns that a row of headings names, with the money that each is for."""
    columns = (by_heading(n, cell) for n, cell in grid.rows[row].items())
    return {
        c.number: (c.kind, folded(c.heading) if c.period else "")
        for c in columns
        if c.kind in MONEY or c.kind is ColumnKind.FACTOR
    }


def _differs(one: _Shape, other: _Shape) -> bool:
    """Whether two rows of headings do not name the same columns alike."""
    return any(one[n] != other[n] for n in one.keys() & other.keys()) or not (
        one.keys() <= other.keys()
    )


def _with_titles(grid: Grid, header: int) -> int:
    """The row in which a table begins: its titles stand above its headings, below an empty row."""
    start = header
    for _ in range(_FEW_TITLES):
        above = grid.rows.get(start - 1)
        if not above or any(cell.is_number or cell.formula for cell in above.values()):
            break
        start -= 1
    return start


# -- tables side by side


def _side_by_side(grid: Grid) -> Iterator[Grid]:
    """The sheet cut left of each column that holds the labels of a table of its own."""
    header = find_header_row(grid)
    used = sorted({column for cells in grid.rows.values() for column in cells})
    profiles = {column: _profile(grid, column, header or 0) for column in used}
    numeric = [c for c in used if profiles[c].numbers]
    starts = [1]
    for column in used:
        labels = [c for c in used if starts[-1] <= c < column and profiles[c].texts]
        before = [c for c in numeric if labels and labels[0] < c < column]
        if before and _begins_a_table(grid, header, column, profiles, min(used)):
            starts.append(column)
    if len(starts) == 1:
        yield grid
        return
    for start, stop in zip(starts, [*starts[1:], LAST_COLUMN + 1], strict=True):
        yield grid.part(range(1, LAST_ROW + 1), range(start, stop))


@dataclass(frozen=True, slots=True)
class _Profile:
    """The rows below the headings in which a column holds texts, and numbers."""

    texts: dict[int, str]
    numbers: set[int]


def _profile(grid: Grid, column: int, header: int) -> _Profile:
    texts: dict[int, str] = {}
    numbers: set[int] = set()
    for row in grid.row_numbers():
        cell = grid.at(row, column)
        if row <= header:
            continue
        if cell.is_number or cell.value is None:
            numbers.add(row)
        elif cell.text:
            texts[row] = cell.text
    return _Profile(texts, numbers)


def _begins_a_table(
    grid: Grid, header: int | None, column: int, profiles: dict[int, _Profile], first: int
) -> bool:
    """Whether a column of texts labels the numbers to its right, and not those to its left."""
    profile = profiles[column]
    if profile.numbers or len(set(profile.texts.values())) < 2:
        return False
    heading = by_heading(column, grid.at(header, column)) if header else None
    if heading and heading.kind is ColumnKind.NOTE:
        return False
    right: set[int] = set()
    for other in sorted(c for c in profiles if c > column):
        if not profiles[other].numbers:
            if right:
                break
            continue
        right |= profiles[other].numbers
    labelled = len(right & profile.texts.keys())
    if not right or 5 * labelled < 3 * len(right) or _is_made_of_the_left(grid, column, right):
        return False
    has_gap = column - 1 not in profiles
    is_headed = heading is not None and (
        heading.kind is ColumnKind.LABEL
        or any(words("side", side.value).fits(heading.heading) for side in Side)
        or heading_text(grid.at(header or 0, first)) == heading.heading != ""
    )
    has_total = any(words("row", "total").is_all_of(text) for text in profile.texts.values())
    return has_gap or is_headed or has_total


def _is_made_of_the_left(grid: Grid, column: int, rows: set[int]) -> bool:
    """Whether most numbers right of a column are worked out of those left of it in their own rows.

    Then the column stands within a table: it holds units, or remarks.
    """
    made = {
        row
        for row in rows
        for n, cell in grid.rows[row].items()
        if n > column
        and cell.expansion
        and any(r == row and c < column for _, r, c in cell.expansion.parts)
    }
    return 2 * len(made) > len(rows)


# -- one below the other


def stacked(tables: Sequence[Table]) -> Table:
    """The tables of a budget as one: each below the one before it, in the same columns."""
    first = tables[0]
    if len(tables) == 1:
        return first
    rows: dict[int, dict[int, Cell]] = {}
    origins: dict[tuple[int, int], tuple[int, int]] = {}
    width = max(len(table.columns.money) for table in tables)
    following = 1
    header: int | None = None
    for table in tables:
        moved = _moved_columns(table.columns, width)
        label = table.columns.label.number if table.columns.label else 0
        if table.columns.side:
            # The tables stand in the same rows: the first has all that is no amount in any of them.
            others = {n for other in tables for n in other.columns.money} - {*table.columns.money}
            moved = {
                c: to
                for c, to in moved.items()
                if c not in others and (to < 2 + width or table is first)
            }
            rows[following] = {1: Cell(_SIDE_WORDS[table.columns.side])}
            origins[following, 1] = (table.columns.header_row or 1, 1)
            following += 1
        for row in table.grid.row_numbers():
            is_heading = row <= (table.columns.header_row or 0)
            if row == table.columns.header_row and header is None:
                header = following
            cells = {
                moved[c]: cell
                for c, cell in table.grid.rows[row].items()
                if c in moved and (table is first or not is_heading or cell.is_number or c == label)
            }
            if table.columns.side and not any(
                not cells[c].is_empty for c in cells if 1 < c < 2 + width
            ):
                continue
            rows[following] = cells
            origins |= {(following, to): (row, c) for c, to in moved.items()}
            following += 1
        following += 1
    grid = replace(first.grid, rows=rows, origins=origins)
    every: dict[int, Column] = {}
    for table in tables:
        moved = _moved_columns(table.columns, width)
        for column in table.columns.all:
            every.setdefault(moved[column.number], replace(column, number=moved[column.number]))
    columns = replace(
        first.columns, header_row=header, all=tuple(every[number] for number in sorted(every))
    )
    return Table(grid, columns)


#: What stands above the amounts of a column that is headed by its side.
_SIDE_WORDS = {Side.INCOME: "Income", Side.EXPENDITURE: "Expenditure"}


def _moved_columns(columns: Columns, width: int) -> dict[int, int]:
    """Where each column goes: the labels first, then the money, then all others in their order."""
    label = columns.label
    moved = {label.number: 1} if label else {}
    for i, number in enumerate(columns.money):
        moved[number] = 2 + i
    rest = [c.number for c in columns.all if c.number not in moved]
    return moved | {number: 2 + width + i for i, number in enumerate(rest)}
