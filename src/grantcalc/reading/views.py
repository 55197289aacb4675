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
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def sheet_view(grid: Grid) -> SheetView:
    """A sheet's cells as they are shown."""
    return SheetView(
        file=grid.file,
        sheet=grid.sheet,
        rows={
            row: {column: _shown(cell) for column, cell in cells.items() if not cell.is_empty}
            for row, cells in grid.rows.items()
        },
        is_hidden=grid.is_hidden,
        hidden_rows=grid.hidden_rows,
        hidden_columns=grid.hidden_columns,
    )


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
    if number_format in _PLAIN and _may_be_year(value):
        return str(int(value))
    return _decimal(value, _MOST_DECIMALS)


def _may_be_year(value: Decimal) -> bool:
    """Whether a number may be a year; as an amount it is as well read without groups."""
    return _FIRST_YEAR <= value <= _LAST_YEAR and value == int(value)


def _decimal(value: Decimal, most: int) -> str:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value.adjusted() > 17:
        return str(value)
    plain = f"{round(value, most) if -exponent > most else value:f}"
    return shown_number(plain.rstrip("0").rstrip(".") if "." in plain else plain)
