"""Files into tables of texts in the engine, column by column and row by row as they stand.

What the columns mean is for others to find: here a file becomes one table for each of its sheets,
with `row`, the number of the row in the file, and c1, c2 ..., the file's columns from the first (A).
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from grantcalc.config import CsvTable
from grantcalc.errors import UnreadableFileError, reason
from grantcalc.language import tr
from grantcalc.reading.excel import reading_library
from grantcalc.reading.extents import refuse_almost_empty_sheets
from grantcalc.reading.files import read_book, shown_path
from grantcalc.reading.grid import Cell, ErrorValue, Grid
from grantcalc.reading.ledgers.csv_lines import CsvLines, exact_lines, quick_lines
from grantcalc.reading.package import names_of_sheets
from grantcalc.reading.preflight import FileKind, archive_of, file_kind, is_strict
from grantcalc.reading.tables import MOST_TITLE_ROWS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOST_EMPTY_PLACES = 1_000_000
#: What the engine keeps in memory at most; the rest goes to its folder.
_MEMORY = "1GiB"


#: Cells that show an error: row, column and what is shown.
Errors = Sequence[tuple[int, int, str]]


@dataclass(frozen=True)
class RawTable:
    """A sheet or a CSV file as a table of texts in the engine.

    The table has `row` and c1 to c{width}; an empty cell is NULL or ''. A workbook's days are ISO
    texts and its numbers plain decimals; a CSV file's fields stand as they are. In a CSV file a
    field too many moves the fields behind it into wrong columns: `fields_can_shift`. No text of the
    columns `bare` has blanks around it; see `looked_at`.
    """

    connection: DuckDBPyConnection
    file: str
    sheet: str | None
    table: str
    width: int
    fields_can_shift: bool = False
    bare: frozenset[int] = frozenset()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows in which the columns are named, if they are, with their numbers."""
        first = self.connection.execute(
            f"SELECT * FROM {self.table} WHERE row <= {MOST_TITLE_ROWS} ORDER BY row"
        )
        yield from ((row[0], [text or "" for text in row[1:]]) for row in first.fetchall())

    def texts(self, row: int) -> list[str]:
        """The texts of one row, from the first column."""
        found = self.connection.execute(f"SELECT * FROM {self.table} WHERE row = ?", [row])
        return [text or "" for text in found.fetchall()[0][1:]]

    def text_of(self, column: int) -> str:
        """The engine's expression for the trimmed text in a column of the file, counted from 1."""
        if column > self.width:
            return "''"
        return (
            f"COALESCE(c{column}, '')" if column in self.bare else f"COALESCE(TRIM(c{column}), '')"
        )

    def looked_at(self, columns: Iterable[int]) -> RawTable:
        """The same, knowing in which of these columns no text has blanks around it.

        To trim a million texts takes longer than all else that is done with them, and hardly any
        file needs it. Blanks that are no ASCII are only looked for where there is more than ASCII.
        """
        here = sorted({c for c in columns if c <= self.width})
        if not here:
            return self
        maybe = "c{0} < '!' OR STRLEN(c{0}) <> LENGTH(c{0}) OR ENDS_WITH(c{0}, ' ')"
        each = ", ".join(f"BOOL_OR({maybe.format(c)})" for c in here)
        found = self.connection.execute(f"SELECT {each} FROM {self.table}").fetchall()[0]
        padded = {
            column
            for column, may_be in zip(here, found, strict=True)
            if may_be and self._is_padded(column, maybe.format(column))
        }
        return replace(self, bare=frozenset(here) - padded)

    def _is_padded(self, column: int, condition: str) -> bool:
        """Whether a text of which the condition holds has blanks around it."""
        found = self.connection.execute(
            f"SELECT 1 FROM {self.table} WHERE ({condition}) AND c{column} <> TRIM(c{column}) LIMIT 1"
        )
        return bool(found.fetchall())

    def drop(self) -> None:
        """Forgets the table."""
        kind = "VIEW" if self.fields_can_shift else "TABLE"
        self.connection.execute(f"DROP {kind} {self.table}")
        self.connection.execute(f"DROP TABLE IF EXISTS {self.table}_texts")


def new_engine(paths: Iterable[Path]) -> DuckDBPyConnection:
    """An engine for what these files hold, which can read no others.

    It keeps in memory what fits there and the rest in a temporary folder, which goes with it.
    """
    import duckdb

    folder = TemporaryDirectory(prefix="grantcalc-", ignore_cleanup_errors=True)
    connection = duckdb.connect(config={"memory_limit": _MEMORY})
    weakref.finalize(connection, folder.cleanup)
    settings = {
        "temp_directory": _quoted(Path(folder.name).resolve()),
        "allowed_directories": f"[{_quoted(Path(folder.name).resolve())}]",
        "allowed_paths": f"[{', '.join(_quoted(p.resolve()) for p in paths if _may_read(p))}]",
        "enable_progress_bar": "false",  # which would stand in the middle of an output
        "enable_external_access": "false",
        "lock_configuration": "true",
    }
    for name, value in settings.items():
        connection.execute(f"SET {name} = {value}")
    return connection


def _quoted(path: Path) -> str:
    """A path as the engine's settings take it, which cannot be bound."""
    return "'" + str(path).replace("'", "''") + "'"


def _may_read(path: Path) -> bool:
    """Whether the engine takes the path for that of one file."""
    return not set(str(path.resolve())) & set("*?[]")


def _folder(connection: DuckDBPyConnection) -> Path:
    """The engine's own folder."""
    return Path(connection.execute("SELECT current_setting('temp_directory')").fetchall()[0][0])


def load_tables(
    connection: DuckDBPyConnection, path: Path, name: str, csv: CsvTable | None = None
) -> Iterator[RawTable]:
    """Each sheet of a file that holds anything, in tables named after `name`.

    Raises:
        UnreadableFileError: the file cannot be read.
        UnclearChoiceError: it is a CSV file that can be read in more than one way.
    """
    kind = file_kind(path)
    if kind is FileKind.CSV:
        yield _load_csv(connection, path, name, csv)
    elif kind is FileKind.WORKBOOK and not is_strict(path):
        yield from _load_workbook(connection, path, name)
    else:
        grids = read_book(path).sheets
        for number, grid in enumerate(grids):
            if grid.rows:
                yield _load_grid(connection, path, f"{name}_{number}", grid)


def _load_csv(
    connection: DuckDBPyConnection, path: Path, table: str, csv: CsvTable | None
) -> RawTable:
    """A CSV file, by the engine's own reader; see csv_lines.py for how it is held to account."""
    import duckdb

    copy = _folder(connection) / f"{table}.csv"
    try:
        lines = quick_lines(path, csv or CsvTable(), copy, may_read=_may_read(path))
        if lines is None or not _found_all_rows(connection, table, lines):
            lines = exact_lines(path, csv or CsvTable(), copy)
            if (found := _read_lines(connection, table, lines)) != lines.rows:
                raise UnreadableFileError(
                    tr(
                        "{path}: {found} rows were found where there are {rows}; open it in "
                        "a spreadsheet program and save it as .xlsx",
                        path=path,
                        found=found,
                        rows=lines.rows,
                    )
                )
    except duckdb.Error as error:
        raise UnreadableFileError(
            tr("{path}: cannot be read as CSV ({error})", path=path, error=error)
        ) from error
    except OSError as error:
        raise UnreadableFileError(
            tr("{path}: cannot be read or copied ({why})", path=path, why=reason(error))
        ) from error
    finally:
        copy.unlink(missing_ok=True)
    return RawTable(connection, shown_path(path), None, table, lines.width, fields_can_shift=True)


def _found_all_rows(connection: DuckDBPyConnection, table: str, lines: CsvLines) -> bool:
    """Reads a prepared file, and says whether the engine found every line to be a row."""
    import duckdb

    try:
        return _read_lines(connection, table, lines) == lines.rows
    except duckdb.Error:
        return False  # a row with too many fields, or one that goes over several lines


def _read_lines(connection: DuckDBPyConnection, table: str, lines: CsvLines) -> int:
    """Reads a prepared file into the engine, and says how many rows it found."""
    connection.execute(f"DROP VIEW IF EXISTS {table}")
    columns = ", ".join(f"c{i + 1}: 'VARCHAR'" for i in range(lines.width))
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE {table}_texts AS SELECT * FROM read_csv(
            ?, delim = ?, skip = {lines.skip}, columns = {{{columns}}},
            parallel = {not lines.exact}, null_padding = true, auto_detect = false, header = false,
            quote = '"', escape = '"', strict_mode = true, compression = 'none')""",
        [str(lines.path.resolve()), lines.separator],
    )
    # The engine finds the line end itself: told of '\\r\\n', it loses rows.
    # Numbering within the query would make the engine read on one core only.
    connection.execute(f"CREATE VIEW {table} AS SELECT rowid + 1 AS row, * FROM {table}_texts")
    return int(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchall()[0][0])


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


def _load_grid(connection: DuckDBPyConnection, path: Path, table: str, grid: Grid) -> RawTable:
    """A sheet in a kind of file that is read cell by cell, and so a short one."""
    last_row, width = max(grid.rows), max(max(cells) for cells in grid.rows.values())
    cells = sum(map(len, grid.rows.values()))
    if last_row * width > max(_MOST_EMPTY_PLACES, 50 * cells):
        raise UnreadableFileError(
            tr(
                "{path}: a sheet reaches over {last_row} rows and {width} columns, but is "
                "almost empty; delete the cells far from the table and save it again",
                path=path,
                last_row=last_row,
                width=width,
            )
        )
    rows = [
        [_text(grid.at(row, column)) for column in range(1, width + 1)]
        for row in range(1, last_row + 1)
    ]
    _create_table(connection, table, rows)
    return RawTable(connection, grid.file, grid.sheet, table, width)


def _text(cell: Cell) -> str:
    """A cell as the engine's texts have it."""
    value = cell.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, ErrorValue):
        return value.code
    return "" if value is None else str(value)


def _load_workbook(connection: DuckDBPyConnection, path: Path, name: str) -> Iterator[RawTable]:
    """Each sheet of a workbook, by the one reader that is fast enough for millions of rows."""
    import fastexcel

    errors = _errors_by_sheet(path, refuse_almost_empty_sheets(path))
    with reading_library(path):
        sheets = fastexcel.read_excel(str(path)).sheet_names
    for number, sheet in enumerate(sheets):
        with reading_library(path):
            width = _take_over(connection, path, f"{name}_{number}", sheet)
        if width:
            _put_errors(connection, f"{name}_{number}", width, errors.get(sheet, ()))
            yield RawTable(connection, shown_path(path), sheet, f"{name}_{number}", width)


def _errors_by_sheet(path: Path, by_part: Mapping[str, Errors]) -> dict[str, Errors]:
    """The cells that show an error, by the names of their sheets."""
    if not by_part:
        return {}
    with path.open("rb") as file, archive_of(path, file) as archive:
        names = names_of_sheets(path, archive)
    return {names[part]: cells for part, cells in by_part.items() if part in names}


def _put_errors(connection: DuckDBPyConnection, table: str, width: int, errors: Errors) -> None:
    """Puts what error cells show where the reader has left them empty: they are no zeros."""
    for column in sorted({column for _, column, _ in errors if column <= width}):
        here = [(row, shown) for row, its_column, shown in errors if its_column == column]
        connection.execute(
            f"UPDATE {table} SET c{column} = found.shown FROM (SELECT UNNEST(?::BIGINT[]) AS row, "
            f"UNNEST(?::VARCHAR[]) AS shown) AS found WHERE {table}.row = found.row",
            [[row for row, _ in here], [shown for _, shown in here]],
        )


def _take_over(connection: DuckDBPyConnection, path: Path, table: str, name: str) -> int:
    """Makes a table of a sheet, and says how many columns it has; the reader's own copy is let go."""
    import fastexcel

    sheet = fastexcel.read_excel(str(path)).load_sheet(
        name, header_row=None, skip_rows=0, dtypes="string"
    )
    if not sheet.width:
        return 0
    found = {column.absolute_index: column.name for column in sheet.selected_columns}
    width: int = max(found) + 1
    columns = ", ".join(
        f'"{found[i]}" AS c{i + 1}' if i in found else f"NULL::VARCHAR AS c{i + 1}"
        for i in range(width)
    )
    connection.register("loaded", sheet)
    connection.execute(
        f"CREATE TABLE {table} AS SELECT row_number() OVER () AS row, {columns} FROM loaded"
    )
    connection.unregister("loaded")
    return width
