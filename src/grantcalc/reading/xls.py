"""Old Excel workbooks (.xls) to grids, with values and formats; xlrd reads no formulas."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from grantcalc.errors import UnreadableFileError
from grantcalc.language import tr
from grantcalc.reading.excel import reading_library, serial_date
from grantcalc.reading.extents import MOST_CELLS_OF_A_BUDGET, outside_the_grid, too_crowded
from grantcalc.reading.grid import Book, Cell, ErrorValue, Grid, Value, exact
from grantcalc.reading.ole import ole_container, records, workbook_stream

if TYPE_CHECKING:
    from xlrd.book import Book as XlsBook
    from xlrd.sheet import Sheet

_BEGINNINGS, _END = (0x0809, 0x0409, 0x0209, 0x0009), 0x000A
_COLUMNS, _CELLS_IN_A_ROW = 0x007D, (0x00BD, 0x00BE)
#: Records of one cell each, from BIFF3 on: formula, label, number, truth value or error, blank ...
_CELLS = (0x0006, 0x0206, 0x0406, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E)
_MOST_RECORDS = 2_000_000
_LAST_COLUMN = 256


def read_old_workbook(path: Path, file: IO[bytes], shown_as: str) -> Book:
    """The workbook's sheets as grids; `shown_as` is the file's name in findings.

    Raises:
        UnreadableFileError: the workbook is damaged inside, or larger than any budget.
    """
    import xlrd

    with ole_container(path, file) as container:
        stream = workbook_stream(container)
    _refuse_crowded_stream(path, stream)
    with reading_library(path):
        # The library writes its doubts about a file to a log, on standard output by default.
        book = xlrd.open_workbook(
            file_contents=stream, logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        )
        grids = [_grid(shown_as, book, sheet) for sheet in book.sheets()]
    if not grids:
        raise UnreadableFileError(tr("{path}: holds no sheets with cells", path=path))
    return Book(grids, has_formulas=False)


def _refuse_crowded_stream(path: Path, stream: bytes) -> None:
    """Counts the cells and columns that records name, before the library makes them all.

    Raises:
        UnreadableFileError: there are more than in any budget, or the stream was cut short.
    """
    cells = columns = open_parts = 0
    for number, (kind, at, length) in enumerate(records(stream)):
        open_parts += (kind in _BEGINNINGS) - (kind == _END)
        cells += _cells_in(kind, length)
        columns += _columns_in(kind, stream[at : at + 4])
        if cells > MOST_CELLS_OF_A_BUDGET or number > _MOST_RECORDS:
            raise too_crowded(path)
        if columns > MOST_CELLS_OF_A_BUDGET:
            raise outside_the_grid(path, tr("a sheet"))
    if open_parts > 0:
        raise UnreadableFileError(
            tr("{path}: is damaged or was cut short; fetch it again from where it came", path=path)
        )


def _cells_in(kind: int, length: int) -> int:
    return length // 2 if kind in _CELLS_IN_A_ROW else int(kind in _CELLS)


def _columns_in(kind: int, body: bytes) -> int:
    first, last = (int.from_bytes(body[i : i + 2], "little") for i in (0, 2))
    return max(last - first + 1, 0) if kind == _COLUMNS else 0


def _grid(shown_as: str, book: XlsBook, sheet: Sheet) -> Grid:
    grid = Grid.from_cells(shown_as, sheet.name, _cells(book, sheet))
    grid.is_hidden = sheet.visibility != 0
    grid.hidden_rows = frozenset(n + 1 for n, row in sheet.rowinfo_map.items() if row.hidden)
    grid.hidden_columns = frozenset(
        n + 1 for n, column in sheet.colinfo_map.items() if column.hidden and n < _LAST_COLUMN
    )
    return grid


def _cells(book: XlsBook, sheet: Sheet) -> Iterator[tuple[int, int, Cell]]:
    for r in range(sheet.nrows):
        for c, cell in enumerate(sheet.row(r)):
            number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
            value = _value(cell.ctype, cell.value, number_format, is_1904=book.datemode == 1)
            if value is not None:
                yield r + 1, c + 1, Cell(value, None, number_format)


def _value(kind: int, value: str | float, number_format: str, *, is_1904: bool) -> Value:
    """A cell's value as grantcalc holds it; None where there is none."""
    import xlrd

    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return ErrorValue(xlrd.error_text_from_code.get(int(value), "#VALUE!"))
    if kind == xlrd.XL_CELL_DATE:
        return serial_date(float(value), number_format, is_1904=is_1904)
    return exact(float(value))
