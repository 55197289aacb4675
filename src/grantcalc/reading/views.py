"""What a grid's cells show, as a spreadsheet program would show them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from grantcalc.language import shown_day, shown_number
from grantcalc.reading.grid import Cell, ErrorValue, Grid
from grantcalc.sheet_view import SheetView, ShownCell, Shows

#: No program shows more; a number far outside is shown as it is kept.
_MOST_DECIMALS = 6

_PLAIN = ("", "General", "0")
_POSSIBLE_YEARS = frozenset(range(1900, 2101))


def sheet_view(grid: Grid) -> SheetView:
    """A sheet's cells as they are shown."""
    years = _years(grid)
    return SheetView(
        file=grid.file,
        sheet=grid.sheet,
        rows={
            row: {
                column: ShownCell(f"{cell.value:f}", Shows.NUMBER, cell.formula)
                if (row, column) in years
                else _shown(cell)
                for column, cell in cells.items()
                if not cell.is_empty
            }
            for row, cells in grid.rows.items()
        },
        is_hidden=grid.is_hidden,
        hidden_rows=grid.hidden_rows,
        hidden_columns=grid.hidden_columns,
    )


def _years(grid: Grid) -> set[tuple[int, int]]:
    """The numbers that are years in a heading, which nobody writes in groups.

    They stand in a row of different years with no number above them; a year alone has nothing above.
    """
    found: set[tuple[int, int]] = set()
    above: set[int] = set()
    numbers_above: set[int] = set()
    for row in sorted(grid.rows):
        cells = {column: cell for column, cell in grid.rows[row].items() if not cell.is_empty}
        numbers = {c: cell for c, cell in cells.items() if isinstance(cell.value, Decimal)}
        are_different = len({cell.value for cell in numbers.values()}) == len(numbers)
        is_first = (numbers_above if len(numbers) > 1 else above).isdisjoint(numbers)
        if is_first and are_different and all(map(_may_be_year, numbers.values())):
            found |= {(row, column) for column in numbers}
        above |= cells.keys()
        numbers_above |= numbers.keys()
    return found


def _may_be_year(cell: Cell) -> bool:
    value = cell.value
    return isinstance(value, Decimal) and cell.number_format in _PLAIN and value in _POSSIBLE_YEARS


def _shown(cell: Cell) -> ShownCell:
    value = cell.value
    if isinstance(value, Decimal):
        return ShownCell(_number(value, cell.number_format), Shows.NUMBER, cell.formula)
    if isinstance(value, ErrorValue):
        return ShownCell(value.code, Shows.ERROR, cell.formula)
    if isinstance(value, date):
        return ShownCell(shown_day(value), Shows.DAY, cell.formula)
    if isinstance(value, bool):
        return ShownCell(str(value).upper(), Shows.TEXT, cell.formula)
    if value is None:
        return ShownCell(cell.formula or "", Shows.FORMULA, cell.formula)
    return ShownCell(cell.text, Shows.TEXT, cell.formula)


def _number(value: Decimal, number_format: str) -> str:
    """A number in groups of three digits; a percentage where its format is one."""
    if "%" in number_format:
        return f"{_decimal(value * 100, 2)} %"
    return _decimal(value, _MOST_DECIMALS)


def _decimal(value: Decimal, most: int) -> str:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value.adjusted() > 17:
        return str(value)
    plain = f"{round(value, most) if -exponent > most else value:f}"
    return shown_number(plain.rstrip("0").rstrip(".") if "." in plain else plain)
