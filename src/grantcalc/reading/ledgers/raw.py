"""Ledger exports into tables of texts in the engine, with their rows' numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from grantcalc.config import CsvTable
from grantcalc.errors import UnclearChoiceError, UnreadableFileError
from grantcalc.reading.csv_file import csv_rows
from grantcalc.reading.excel import reading_library
from grantcalc.reading.extents import refuse_almost_empty_sheets
from grantcalc.reading.files import read_book, shown_path
from grantcalc.reading.grid import Cell, ErrorValue, column_letters
from grantcalc.reading.ledgers.columns import grid_texts, ledger_columns
from grantcalc.reading.preflight import FileKind, file_kind, is_strict
from grantcalc.reading.tables import MOST_TITLE_ROWS, RecordColumns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOST_EMPTY_PLACES = 1_000_000


@dataclass(frozen=True)
class RawSheet:
    """A ledger's sheet as a table of texts in the engine, with `offset` empty columns before it.

    `beyond` is the engine's expression for what a row holds beyond the last heading: in a CSV file
    that is a field too many, and so every field may stand in a wrong column.
    """

    file: str
    sheet: str | None
    table: str
    columns: RecordColumns
    offset: int
    beyond: str = "''"

    def text(self, meaning: str) -> str:
        """The engine's expression for a column's text; empty where the sheet has no such column."""
        column = self.columns.by_meaning.get(meaning)
        return self.text_of(column) if column else "''"

    def has(self, meaning: str) -> bool:
        """Whether the sheet has a column of this meaning."""
        return meaning in self.columns.by_meaning

    def text_of(self, column: int) -> str:
        """The engine's expression for the text in a column of the sheet, counted from 1."""
        return f"COALESCE(TRIM(c{column - self.offset}), '')"

    def letters(self, *meanings: str) -> str:
        """The letters of the first of these columns that the sheet has."""
        return next(
            column_letters(self.columns.by_meaning[m])
            for m in meanings
            if m in self.columns.by_meaning
        )


def load_sheet(
    connection: DuckDBPyConnection, path: Path, number: int, csv: CsvTable | None = None
) -> RawSheet:
    """The one ledger in a file, as a table of texts named after `number`.

    Raises:
        UnreadableFileError: the file cannot be read, or holds no ledger.
        UnclearChoiceError: several of its sheets may be the ledger.
    """
    kind = file_kind(path)
    if kind is FileKind.CSV:
        return _load_csv(connection, path, f"raw_{number}", csv)
    if kind is FileKind.WORKBOOK and not is_strict(path):
        return _load_workbook(connection, path, f"raw_{number}")
    return _load_book(connection, path, f"raw_{number}")


def _load_csv(
    connection: DuckDBPyConnection, path: Path, table: str, csv: CsvTable | None
) -> RawSheet:
    rows = csv_rows(path, csv)
    columns = ledger_columns(iter(enumerate(rows, start=1)))
    if columns is None:
        raise _no_ledger(path)
    width = _create_table(connection, table, rows)
    extra = [f"TRIM(c{c})" for c in range(columns.last + 1, width + 1)]
    return RawSheet(shown_path(path), None, table, columns, 0, " || ".join(extra) or "''")


def _create_table(connection: DuckDBPyConnection, table: str, rows: list[list[str]]) -> int:
    """Makes a table of texts, and says how many columns it has."""
    width = max(map(len, rows))
    fields = [[row[c] if c < len(row) else "" for row in rows] for c in range(width)]
    named = ", ".join(f"UNNEST(?::VARCHAR[]) AS c{c + 1}" for c in range(width))
    connection.execute(
        f"CREATE TABLE {table} AS SELECT UNNEST(RANGE(1, ?)) AS row, {named}",
        [len(rows) + 1, *fields],
    )
    return width


def _load_book(connection: DuckDBPyConnection, path: Path, table: str) -> RawSheet:
    """A ledger in a kind of file that is read cell by cell, and so a short one."""
    found = [(g, c) for g in read_book(path).sheets if (c := ledger_columns(grid_texts(g)))]
    grid, columns = _the_only(path, [(grid.sheet or "", (grid, c)) for grid, c in found])
    last_row, width = max(grid.rows), max(max(cells) for cells in grid.rows.values())
    cells = sum(map(len, grid.rows.values()))
    if last_row * width > max(_MOST_EMPTY_PLACES, 50 * cells):
        raise UnreadableFileError(
            f"{path}: the ledger reaches over {last_row} rows and {width} columns, but is almost empty; "
            "delete the cells far from the table and save it again"
        )
    rows = [
        [_text(grid.at(row, column)) for column in range(1, width + 1)]
        for row in range(1, last_row + 1)
    ]
    _create_table(connection, table, rows)
    return RawSheet(shown_path(path), grid.sheet, table, columns, 0)


def _text(cell: Cell) -> str:
    """A cell as the engine's texts have it."""
    value = cell.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, ErrorValue):
        return value.code
    return "" if value is None else str(value)


_Found = TypeVar("_Found")


def _the_only(path: Path, found: Sequence[tuple[str, _Found]]) -> _Found:
    """The one of a file's ledgers.

    Raises:
        UnreadableFileError: it holds none.
        UnclearChoiceError: it holds several.
    """
    if not found:
        raise _no_ledger(path)
    if len(found) > 1:
        names = ", ".join(f'"{name}"' for name, _ in found)
        raise UnclearChoiceError(
            f"{path}: the sheets {names} all look like ledgers; keep one of them in the file"
        )
    return found[0][1]


def _load_workbook(connection: DuckDBPyConnection, path: Path, table: str) -> RawSheet:
    import fastexcel

    refuse_almost_empty_sheets(path)
    found = [(n, c) for n, c in _ledger_sheets(path) if c is not None]
    name, columns = _the_only(path, [(n, (n, c)) for n, c in found])
    with reading_library(path):
        sheet = fastexcel.read_excel(str(path)).load_sheet(
            name, header_row=None, skip_rows=0, dtypes="string"
        )
        connection.register("loaded", sheet)
        renamed = ", ".join(f'"__UNNAMED__{i}" AS c{i + 1}' for i in range(sheet.width))
        connection.execute(
            f"CREATE TABLE {table} AS SELECT row_number() OVER () AS row, {renamed} FROM loaded"
        )
        connection.unregister("loaded")
    offset = _offset(connection, table, sheet.width, columns)
    return RawSheet(shown_path(path), name, table, columns, offset)


def _ledger_sheets(path: Path) -> Iterator[tuple[str, RecordColumns | None]]:
    """The workbook's sheets, with the columns of those that are ledgers, from their first rows."""
    from openpyxl import load_workbook

    with reading_library(path), path.open("rb") as file:
        workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in workbook.worksheets:
                sheet.reset_dimensions()
                rows = sheet.iter_rows(max_row=MOST_TITLE_ROWS, values_only=True)
                texts = (
                    (number, ["" if value is None else str(value) for value in row])
                    for number, row in enumerate(rows, start=1)
                )
                yield sheet.title, ledger_columns(texts)
        finally:
            workbook.close()


def _offset(connection: DuckDBPyConnection, table: str, width: int, columns: RecordColumns) -> int:
    """How many empty columns on the left of the sheet the engine's table lacks."""
    header = connection.execute(
        f"SELECT * FROM {table} WHERE row = ?", [columns.header_row]
    ).fetchall()[0]
    first_here = next(i for i in range(1, width + 1) if header[i] and header[i].strip())
    return columns.first - first_here


def _no_ledger(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path}: holds no ledger: no row names a date, an amount and an account, voucher or text "
        "(such as Bilagsdato, Beløp, Art)"
    )
