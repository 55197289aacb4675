"""What each column of a budget sheet is for: headings and declarations, weighed by arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from math import prod

from grantcalc.config import BudgetTable
from grantcalc.errors import ConfigError, UnclearChoiceError, declaring
from grantcalc.period import Period
from grantcalc.reading.dates import parse_period
from grantcalc.reading.grid import Cell, Grid, column_letters, column_number
from grantcalc.reading.headings import (
    MONEY,
    Column,
    ColumnKind,
    by_heading,
    find_header_row,
    numbers_by_column,
)

#: Half a unit: the product of a quantity and an unrounded rate is often shown rounded.
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Columns:
    """A sheet's columns: `header_row` is None where the sheet has no headings."""

    header_row: int | None
    header_reason: str
    all: tuple[Column, ...]

    def of(self, kind: ColumnKind) -> list[Column]:
        """The columns of one kind, from the left."""
        return [column for column in self.all if column.kind is kind]

    @property
    def amounts(self) -> list[Column]:
        """The amount columns, one a period."""
        return self.of(ColumnKind.AMOUNT)

    @property
    def total(self) -> Column | None:
        """The column of row totals, where there is one."""
        return next(iter(self.of(ColumnKind.TOTAL)), None)

    @property
    def money(self) -> list[int]:
        """The numbers of the columns that hold amounts: one a period, then the row totals."""
        return [column.number for column in (*self.amounts, *self.of(ColumnKind.TOTAL))]

    @property
    def label(self) -> Column | None:
        """The column of labels, where there is one."""
        return next(iter(self.of(ColumnKind.LABEL)), None)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A grid, its heading row (0 without one), and how many numbers each column holds below it."""

    grid: Grid
    header: int
    numeric: dict[int, int]

    @property
    def name(self) -> str:
        place = f"sheet {self.grid.sheet}" if self.grid.sheet else "the file"
        return f"{self.grid.file}, {place}"

    def numbers(self, column: int) -> dict[int, Decimal]:
        """A column's numbers below the headings, by row."""
        cells = ((row, self.grid.at(row, column)) for row in self.grid.row_numbers())
        return {
            row: cell.value
            for row, cell in cells
            if row > self.header and isinstance(cell.value, Decimal)
        }

    def is_text(self, column: int) -> bool:
        """Whether a column holds texts and not one number."""
        return column not in self.numeric and any(
            row > self.header and self.grid.at(row, column).text for row in self.grid.row_numbers()
        )

    def holds_percentages(self, column: int) -> bool:
        """Whether most numbers of a column are shown as percentages."""
        formats = [self.grid.at(row, column).number_format for row in self.numbers(column)]
        return 2 * sum("%" in number_format for number_format in formats) > len(formats)


def find_columns(grid: Grid, declared: BudgetTable) -> Columns | None:
    """The sheet's heading row and columns; None where the sheet holds no table of amounts.

    Raises:
        ConfigError: what is declared does not fit the sheet.
        UnclearChoiceError: several columns may be the amounts; the text says how to declare one.
    """
    header = declared.header_row or find_header_row(grid)
    if declared.header_row and declared.header_row not in grid.rows:
        raise ConfigError(f"budget.header_row: row {header} of {grid.sheet or grid.file} is empty")
    sheet = _Sheet(grid, header or 0, numbers_by_column(grid, header or 0))
    if not sheet.numeric:
        return None
    used = sorted({column for cells in grid.rows.values() for column in cells})
    found = {n: by_heading(n, grid.at(header, n) if header else Cell("")) for n in used}
    for number, column in found.items():
        if number in sheet.numeric and sheet.holds_percentages(number):
            found[number] = column.used_as(ColumnKind.FACTOR, "its numbers are percentages")
    for letters, role in declared.columns.items():
        number = column_number(letters)
        found[number] = _declared(found.get(number) or by_heading(number, Cell("")), role)
    columns = _settled(sheet, found, is_declared=bool(declared.columns))
    return Columns(header, _header_reason(grid, header, declared), tuple(columns))


def _header_reason(grid: Grid, header: int | None, declared: BudgetTable) -> str:
    if header is None:
        return "no row of headings was found"
    if declared.header_row:
        return "declared in grantcalc.toml"
    headings = [by_heading(n, cell).heading for n, cell in sorted(grid.rows[header].items())]
    return "it names the columns: " + ", ".join(heading for heading in headings if heading)


def _declared(column: Column, role: str) -> Column:
    kind = ColumnKind.OTHER if role == "ignore" else ColumnKind(role)
    period = None
    if kind is ColumnKind.AMOUNT:
        period = (
            column.period
            or parse_period(column.heading)
            or Period(label=column.heading or "Amount")
        )
    declared = column.used_as(kind, "declared in grantcalc.toml", period)
    return replace(declared, is_declared=True)


def _settled(sheet: _Sheet, found: dict[int, Column], *, is_declared: bool) -> list[Column]:
    """The columns with their uses weighed against each other, from the left.

    Raises:
        UnclearChoiceError: it is not clear which of them are amounts.
    """
    periods = [
        column
        for column in found.values()
        if column.kind is ColumnKind.AMOUNT and column.period and not sheet.is_text(column.number)
    ]
    totals = [c for c in found.values() if c.kind is ColumnKind.TOTAL and c.number in sheet.numeric]
    if not periods:
        chosen = _without_periods(sheet, found, totals)
    elif is_declared:
        declared_totals = [column for column in totals if column.is_declared]
        chosen = [*periods, *(totals if len(periods) > 1 else declared_totals)[:1]]
    else:
        _refuse_double_periods(sheet, periods)
        chosen = [*periods, *totals[:1]]
    _refuse_tables_side_by_side(sheet, found, chosen)
    known = dict(found)
    for column in found.values():
        if column.kind in MONEY:
            known[column.number] = _unused(sheet, column)
    known |= {column.number: column for column in chosen}
    _settle_labels(sheet, known, min(c.number for c in chosen if c.kind is ColumnKind.AMOUNT))
    return [known[n] for n in sorted(known)]


def _unused(sheet: _Sheet, column: Column) -> Column:
    if column.number not in sheet.numeric:
        return column.used_as(ColumnKind.OTHER, "it holds no numbers")
    unclear = column.used_as(ColumnKind.OTHER, "its use beside the other columns is not clear")
    return replace(unclear, is_unclear=True)


def _without_periods(sheet: _Sheet, found: dict[int, Column], totals: list[Column]) -> list[Column]:
    """The columns of amounts, and those that explain them, where no heading is a period.

    One column of amounts needs no evidence. Beside others, a column of totals is the amounts where
    it is their product or their sum; columns with unknown headings are the amounts where they add
    up to the totals.
    """
    numeric = [column for column in found.values() if column.number in sheet.numeric]
    plain = [c for c in numeric if c.kind is ColumnKind.AMOUNT]
    factors = [c for c in numeric if c.kind is ColumnKind.FACTOR]
    others = [c for c in numeric if c.kind is ColumnKind.OTHER]
    if len(plain) == 1 and not totals:
        return [_as_amounts(plain[0], plain[0].reason)]
    if not sheet.header and len(others) == 1:
        return [_as_amounts(others[0], "it is the only column of numbers")]
    if totals and (chosen := _explained_total(sheet, totals[0], plain, factors, others)):
        return chosen
    raise _unclear(sheet, [*plain, *totals] or others or numeric)


def _explained_total(
    sheet: _Sheet,
    total: Column,
    plain: list[Column],
    factors: list[Column],
    others: list[Column],
) -> list[Column] | None:
    """What the columns are where one of them is a total without periods; None if not clear."""
    if not plain and not others:
        return [_as_amounts(total, total.reason)]
    if plain and (reason := _product(sheet, total, [plain[0], *factors])):
        price = plain[0].used_as(ColumnKind.FACTOR, f"a price or rate, for {reason}")
        return [_as_amounts(total, reason), price]
    if len(plain) > 1 and (reason := _sum(sheet, total, plain)):
        part = f"a part of column {total.letters}, which is read"
        return [_as_amounts(total, reason), *(c.used_as(ColumnKind.OTHER, part) for c in plain)]
    if not plain and len(others) > 1 and (reason := _sum(sheet, total, others)):
        return [*(_as_amounts(c, reason) for c in others), total]
    if not plain and (reason := _product(sheet, total, [*others, *factors])):
        factor = f"a quantity or price, for {reason}"
        return [_as_amounts(total, reason), *(c.used_as(ColumnKind.FACTOR, factor) for c in others)]
    return None


def _as_amounts(column: Column, reason: str) -> Column:
    return column.used_as(ColumnKind.AMOUNT, reason, Period(label=column.heading or "Amount"))


def _product(sheet: _Sheet, total: Column, factors: list[Column]) -> str | None:
    """Why a column is the product of others, if on most rows it is; an empty factor counts as 1."""
    columns = [sheet.numbers(column.number) for column in factors]

    def fits(row: int, stated: Decimal) -> bool:
        present = [numbers[row] for numbers in columns if row in numbers]
        return bool(present) and abs(prod(present, start=Decimal(1)) - stated) < _HALF

    return _evidence(sheet, total, fits, " x ".join(c.letters for c in factors))


def _sum(sheet: _Sheet, total: Column, parts: list[Column]) -> str | None:
    """Why a column is the sum of others, if on most rows it is."""
    columns = [sheet.numbers(column.number) for column in parts]

    def fits(row: int, stated: Decimal) -> bool:
        present = [numbers[row] for numbers in columns if row in numbers]
        return abs(sum(present, Decimal(0)) - stated) < _HALF

    return _evidence(sheet, total, fits, " + ".join(c.letters for c in parts))


def _evidence(
    sheet: _Sheet, total: Column, fits: Callable[[int, Decimal], bool], formula: str
) -> str | None:
    stated = {row: value for row, value in sheet.numbers(total.number).items() if value}
    fitting = sum(fits(row, value) for row, value in stated.items())
    if 3 * fitting >= 2 * len(stated) > 0:
        return f"{total.letters} = {formula} in {fitting} of {len(stated)} rows"
    return None


def _unclear(sheet: _Sheet, candidates: list[Column]) -> UnclearChoiceError:
    ordered = sorted(candidates, key=lambda column: column.number)
    names = ", ".join(f'{c.letters} ("{c.heading}")' if c.heading else c.letters for c in ordered)
    header = (
        "" if sheet.header else ", and header_row = the number of the row that names the columns"
    )
    return UnclearChoiceError(
        f"{sheet.name}: it is not clear which column holds the budget's amounts (of {names}); "
        f'{declaring("budget")} columns = {{ {ordered[0].letters} = "amount" }}{header}'
    )


def _refuse_double_periods(sheet: _Sheet, periods: list[Column]) -> None:
    """The same period twice is two budgets side by side: they must not be added together."""
    seen: dict[object, Column] = {}
    for column in periods:
        period = column.period
        key = (period.start, period.end) if period and period.start else column.heading.casefold()
        first = seen.setdefault(key, column)
        if first is not column:
            raise UnclearChoiceError(
                f'{sheet.name}: columns {first.letters} ("{first.heading}") and {column.letters} '
                f'("{column.heading}") are for the same period and cannot be added together; say '
                f"which one counts: {declaring('budget')} "
                f'columns = {{ {column.letters} = "ignore" }}'
            )


def _refuse_tables_side_by_side(
    sheet: _Sheet, found: dict[int, Column], chosen: list[Column]
) -> None:
    """Labels between two columns of amounts are those of a second table beside the first."""
    amounts = sorted(column.number for column in chosen if column.kind in MONEY)
    for number in range(amounts[0] + 1, amounts[-1]):
        column = found.get(number)
        if column is None or column.kind is ColumnKind.NOTE or not sheet.is_text(number):
            continue
        second = next(n for n in amounts if n > number)
        raise UnclearChoiceError(
            f"{sheet.name}: two tables stand side by side: column {column.letters} holds labels "
            f"between the amounts; they cannot be read as one budget yet. Put one below the other, or "
            f"read the first alone: {declaring('budget')} columns = "
            f'{{ {column.letters} = "note", {column_letters(second)} = "ignore" }}'
        )


def _settle_labels(sheet: _Sheet, known: dict[int, Column], first_amount: int) -> None:
    """The label column is the one so headed, else the one with the most texts left of the amounts.

    Different texts count: a column of units or categories repeats itself.
    """
    texts: dict[int, set[str]] = {n: set() for n in known if n < first_amount}
    for row, cells in sheet.grid.rows.items():
        for column, cell in cells.items():
            if row > sheet.header and column in texts and cell.text:
                texts[column].add(cell.text)
    headed = [c.number for c in known.values() if c.kind is ColumnKind.LABEL]
    best = max(headed or texts, key=lambda n: (len(texts.get(n, ())), -n), default=None)
    for number, candidate in known.items():
        if number == best:
            reason = candidate.reason if headed else "it holds the most text left of the amounts"
            known[number] = candidate.used_as(ColumnKind.LABEL, reason)
        elif candidate.kind is ColumnKind.LABEL:
            known[number] = candidate.used_as(ColumnKind.NOTE, "text beside the labels")
