"""Excel workbooks (.xlsx, .xlsm) to grids, with values, formulas and formats."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import repeat
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from grantcalc.errors import GrantcalcError, UnreadableFileError
from grantcalc.language import tr
from grantcalc.reading.grid import (
    LAST_COLUMN,
    Book,
    Cell,
    ErrorValue,
    Grid,
    Table,
    Value,
    exact,
    numbers_in,
)
from grantcalc.reading.package import Package, clean_package
from grantcalc.reading.preflight import archive_of

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def read_workbook(path: Path, file: IO[bytes], shown_as: str) -> Book:
    """The workbook's sheets as grids; `shown_as` is the file's name in findings.

    The workbook is loaded a second time, for the values that the file holds of its formulas, only
    where there are formulas.

    Raises:
        UnreadableFileError: the workbook is damaged inside, or larger than any budget.
    """
    with archive_of(path, file) as archive:
        package = clean_package(path, archive)
    workbook = _load(path, package, data_only=False)
    sheets = workbook.worksheets
    if any(cell.data_type == "f" for sheet in sheets for cell in _cells(sheet)):
        cached_sheets: Iterable[Worksheet | None] = _load(path, package, data_only=True).worksheets
    else:
        cached_sheets = repeat(None)
    grids = [
        _grid(shown_as, sheet, cached) for sheet, cached in zip(sheets, cached_sheets, strict=False)
    ]
    _refuse_unread_cells(path, package, grids)
    return Book(
        grids,
        names={name.casefold(): text for name, text in _names(workbook)},
        tables={
            table.displayName.casefold(): _table(sheet.title, table)
            for sheet in sheets
            for table in sheet.tables.values()
        },
    )


def _refuse_unread_cells(path: Path, package: Package, grids: list[Grid]) -> None:
    """A sheet that the library takes for empty although it holds values is never passed on."""
    sizes = {grid.sheet: len(grid.rows) for grid in grids}
    for name, filled in package.filled.items():
        if filled and not sizes.get(name):
            raise UnreadableFileError(
                tr(
                    '{path}: the sheet "{name}" holds {filled} values that cannot be read; '
                    "open it in Excel and save it anew",
                    path=path,
                    name=name,
                    filled=filled,
                )
            )


def _names(workbook: Workbook) -> Iterator[tuple[str, str]]:
    for defined in workbook.defined_names.values():
        if defined.name and defined.attr_text:
            yield defined.name, defined.attr_text


def _table(sheet: str, table: Any) -> Table:
    from openpyxl.utils.cell import range_boundaries

    left, first, _right, last = range_boundaries(table.ref)
    return Table(
        sheet,
        first or 1,
        last or 1,
        left or 1,
        tuple(column.name for column in table.tableColumns),
        1 if table.headerRowCount is None else table.headerRowCount,
        table.totalsRowCount or 0,
    )


def _load(path: Path, package: Package, *, data_only: bool) -> Workbook:
    from openpyxl import load_workbook

    with reading_library(path):
        return load_workbook(io.BytesIO(package.content), data_only=data_only, keep_links=False)


@contextmanager
def reading_library(path: Path) -> Iterator[None]:
    """Turns whatever a library raises over a stranger's file into one error that says which file."""
    try:
        with warnings.catch_warnings():
            # openpyxl warns of parts that it does not keep (validations, extensions): none of
            # them holds a number, and nothing is written back.
            warnings.simplefilter("ignore")
            yield
    except GrantcalcError:
        raise
    except Exception as error:
        raise UnreadableFileError(
            tr(
                "{path}: the workbook is damaged inside and cannot be read ({error})",
                path=path,
                error=f"{type(error).__name__}: {' '.join(str(error).split())[:120]}",
            )
        ) from error


def _cells(sheet: Worksheet) -> Iterator[Any]:
    """The cells that the file holds, and no others: a sheet's bounding box may be the whole grid."""
    return iter(sheet._cells.values())  # noqa: SLF001  the only sparse access that openpyxl has


def _grid(file: str, sheet: Worksheet, cached: Worksheet | None) -> Grid:
    grid = Grid.from_cells(
        file,
        sheet.title,
        (
            (cell.row, cell.column, _cell(cell, cached))
            for cell in _cells(sheet)
            if cell.value is not None
        ),
    )
    grid.is_hidden = sheet.sheet_state != "visible"
    grid.hidden_rows = frozenset(n for n, row in sheet.row_dimensions.items() if row.hidden)
    hidden_columns = (
        (column.min, column.max)
        for column in sheet.column_dimensions.values()
        if column.hidden and column.min and column.max
    )
    grid.hidden_columns = numbers_in(hidden_columns, LAST_COLUMN)
    return grid


def _cell(cell: Any, cached: Worksheet | None) -> Cell:
    if cell.data_type != "f" or cached is None:
        return Cell(_value(cell.value, cell.data_type), None, cell.number_format)
    formula = cell.value if isinstance(cell.value, str) else f"={getattr(cell.value, 'text', '')}"
    known = cached._cells.get((cell.row, cell.column))  # noqa: SLF001  sparse, as above
    value = None if known is None else _value(known.value, known.data_type)
    if value is None and known is not None and known.data_type == "str":
        value = ""  # the formula's value is known: an empty text, as IF(...; "") gives it
    return Cell(value, formula, cell.number_format)


def _value(value: Any, data_type: str) -> Value:
    """A cell's value as grantcalc holds it."""
    if data_type == "e":
        return ErrorValue(str(value))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return exact(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (time, timedelta)):
        return str(value)
    return _unescaped(str(value))


def _unescaped(text: str) -> str:
    """A text whose control characters may be written as _x000D_, which the library leaves so.

    So may halves of characters be: together they are one, and half a character is none.
    """
    if "_x" not in text:
        return text
    from openpyxl.utils.escape import unescape

    halves = str(unescape(text)).encode("utf-16-le", "surrogatepass")
    return halves.decode("utf-16-le", "replace")


def serial_date(number: float, number_format: str, *, is_1904: bool) -> Value:
    """The date or time that a number means in a cell with such a format; else the number."""
    from openpyxl.styles.numbers import is_timedelta_format
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    first_day = CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900
    try:
        moment = from_excel(number, first_day, timedelta=is_timedelta_format(number_format))
    except (OverflowError, ValueError):
        return exact(number)
    return _value(moment, "d")
