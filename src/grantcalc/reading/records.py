"""What the readers of small tables of records (timesheets, orders) share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from grantcalc.language import tr
from grantcalc.model import RejectedRow
from grantcalc.reading.days import UnclearDayError, day_order, parse_day, read_day
from grantcalc.reading.decimal_marks import decimal_marks
from grantcalc.reading.grid import Cell, Grid
from grantcalc.reading.numbers import Mark
from grantcalc.reading.rows import amount_of, leading_or_trailing_total
from grantcalc.reading.tables import RecordColumns
from grantcalc.words import folded

_MOST_SHOWN = 200
_NOTHING = Cell("")


class UnusableCellError(ValueError):
    """A cell does not hold what its column says; the text says what is wrong with it."""


@dataclass(frozen=True)
class Records:
    """A sheet whose columns are known; `amounts` are the meanings of the columns that hold numbers."""

    grid: Grid
    columns: RecordColumns
    amounts: tuple[str, ...]

    def rows(self) -> Iterator[int]:
        """The rows below the headings."""
        return (row for row in self.grid.row_numbers() if row > self.columns.header_row)

    def cell(self, row: int, meaning: str) -> Cell:
        """A row's cell in the column with a meaning; an empty one where there is no such column."""
        column = self.columns.by_meaning.get(meaning)
        return self.grid.at(row, column) if column else _NOTHING

    def text(self, row: int, meaning: str) -> str:
        """The same as text: a name, or a number such as that of an order."""
        return _shown(self.cell(row, meaning))

    def column(self, *meanings: str) -> int:
        """The first column that has one of the meanings; the first named one where none has."""
        named = (self.columns.by_meaning[m] for m in meanings if m in self.columns.by_meaning)
        return next(named, self.columns.first)

    def others(self, row: int) -> dict[str, str]:
        """What stands in the columns without a meaning of their own, by their headings."""
        cells = {name: _shown(self.grid.at(row, c)) for name, c in self.columns.others.items()}
        return {name: text for name, text in cells.items() if text}

    def day(self, row: int, meaning: str) -> date | None:
        """The day in a cell; None where it is empty.

        Raises:
            UnusableCellError: it holds something else, or may be one of several days.
        """
        cell = self.cell(row, meaning)
        if isinstance(cell.value, date):
            return cell.value
        if cell.is_empty:
            return None
        try:
            return read_day(cell.text, day_first=self._day_first[meaning])
        except UnclearDayError as error:
            raise UnusableCellError(
                tr('"{text}" is not readable as a date: {error}', text=_shown(cell), error=error)
            ) from None

    def amount(self, row: int, meaning: str) -> Decimal | None:
        """The number in a cell; None where it is empty.

        Raises:
            UnusableCellError: it holds something else.
        """
        cell = self.cell(row, meaning)
        if cell.is_empty:
            return None
        value = amount_of(cell, self._mark)
        if value is None:
            raise UnusableCellError(tr('"{text}" is not readable as a number', text=_shown(cell)))
        return value

    def is_total(self, row: int) -> bool:
        """Whether a row without a day calls itself a sum."""
        cell = self.cell(row, "day")
        if isinstance(cell.value, date) or parse_day(cell.text, day_first=True):
            return False
        texts = (cell.text for cell in self.grid.rows[row].values() if cell.text)
        return any(leading_or_trailing_total(folded(text)) for text in texts)

    def is_heading_again(self, row: int) -> bool:
        """Whether the headings stand in a row once more."""
        here, above = self.grid.rows[row], self.grid.rows[self.columns.header_row]
        return {c: x.text for c, x in here.items()} == {c: x.text for c, x in above.items()}

    def rejected(self, row: int, column: int, reason: str) -> RejectedRow:
        """A row that cannot be used, at the cell that is the reason."""
        raw = " | ".join(_shown(cell) for _, cell in sorted(self.grid.rows[row].items()))
        return RejectedRow(at=self.grid.place(row, column), reason=reason, raw=raw[:_MOST_SHOWN])

    @cached_property
    def _day_first(self) -> dict[str, bool | None]:
        """By column of days: the order that its texts show; the day first where none shows any."""
        found: dict[str, bool | None] = {}
        for meaning in self.columns.by_meaning:
            order = day_order(self._texts(meaning))
            contradict = bool(order.day_first and order.month_first)
            found[meaning] = None if contradict else order.decided is not False
        return found

    @cached_property
    def _mark(self) -> Mark | None:
        return decimal_marks(
            text for meaning in self.amounts for text in self._texts(meaning)
        ).decided

    def _texts(self, meaning: str) -> Iterator[str]:
        return (text for row in self.rows() if (text := self.cell(row, meaning).text))


def _shown(cell: Cell) -> str:
    """What a cell shows; a number without the zeros that a workbook adds."""
    if isinstance(cell.value, Decimal):
        return f"{cell.value.normalize():f}"
    return (
        cell.text if isinstance(cell.value, str) else "" if cell.value is None else str(cell.value)
    )
