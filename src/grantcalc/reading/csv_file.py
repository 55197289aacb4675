"""CSV files to grids: separator and encoding found from the file itself."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

from grantcalc.errors import UnreadableFileError
from grantcalc.reading.grid import Cell, Grid
from grantcalc.reading.numbers import UnclearNumberError, parse_number

_SEPARATORS = ";\t,|"
_LONGEST_FIELD = 1_000_000
_MOST_FIELDS = 1_000


def read_csv(path: Path, shown_as: str) -> Grid:
    """The file as a grid; a field that reads as a number in one way only is one.

    Raises:
        UnreadableFileError: no separator splits its lines, or a field has no end.
    """
    rows = csv_rows(path)
    return Grid.from_cells(
        shown_as,
        None,
        (
            (r, c, Cell(_value(value)))
            for r, row in enumerate(rows, start=1)
            for c, value in enumerate(row, start=1)
        ),
    )


def _value(field: str) -> Decimal | str:
    try:
        return parse_number(field)
    except UnclearNumberError:
        return field


def csv_rows(path: Path) -> list[list[str]]:
    """The file's rows of fields.

    Raises:
        UnreadableFileError: no separator splits its lines, a quoted field has no end, or a row has
            more fields than any table.
    """
    text = decoded(path)
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(path, text), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise UnreadableFileError(
            f"{path}: is not readable as CSV: {error} (line {reader.line_num}); "
            "is a quotation mark missing?"
        ) from error
    if max(map(len, rows)) > _MOST_FIELDS:
        number = next(i for i, row in enumerate(rows, start=1) if len(row) > _MOST_FIELDS)
        raise UnreadableFileError(f"{path}: row {number} has {len(rows[number - 1])} fields")
    return rows


def decoded(path: Path) -> str:
    """The file's text: UTF-8 where it is valid UTF-8, else Windows-1252, as Excel saves it.

    Raises:
        UnreadableFileError: it is neither.
    """
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return content.decode("cp1252")
        except UnicodeDecodeError as error:
            raise UnreadableFileError(
                f"{path}: its letters are in an unknown encoding; save it as CSV UTF-8"
            ) from error


def separator(path: Path, text: str) -> str:
    """The character that parts the fields: the one that parts the most lines alike.

    Raises:
        UnreadableFileError: none does.
    """
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    counts = {mark: [line.count(mark) for line in lines] for mark in _SEPARATORS}

    def agreement(mark: str) -> int:
        there = [n for n in counts[mark] if n]
        return max((there.count(n) for n in set(there)), default=0)

    best = max(_SEPARATORS, key=agreement)
    if not agreement(best):
        raise UnreadableFileError(f"{path}: no line has a separator (; , | or tab): not a table")
    return best
