"""CSV files to grids: separator and encoding found from the file itself, or as declared."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from decimal import Decimal
from itertools import islice, pairwise
from pathlib import Path

from grantcalc.config import CsvTable
from grantcalc.errors import UnclearChoiceError, UnreadableFileError, declaring
from grantcalc.reading.extents import MOST_CELLS_OF_A_BUDGET, too_crowded
from grantcalc.reading.grid import Cell, Grid
from grantcalc.reading.numbers import UnclearNumberError, parse_number

_SEPARATORS = ";\t,|"
_LONGEST_FIELD = 1_000_000
_MOST_FIELDS = 1_000
_MOST_BYTES_OF_A_BUDGET = 16 * 1024**2
_ROWS_LOOKED_AT = 200
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
#: Excel's own first line that names the separator, which it never shows.
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
#: What letters of a Mac's or of DOS's encoding look like when they are read as Windows-1252.
_GARBLED = re.compile(r"(?<=[A-Za-z])[¿¾†‘›„‚¯®](?=[a-z])|(?<=[a-z])[ŒŠŸŽ](?=[a-z])")
_DECIMALS = re.compile(r"\d\d?")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


def read_csv(path: Path, shown_as: str, declared: CsvTable | None = None) -> Grid:
    """The file as a grid; a field that reads as a number in one way only is one.

    Raises:
        UnreadableFileError: no separator splits its lines, a field has no end, or it is larger than
            any budget.
        UnclearChoiceError: its encoding or its separator is not clear.
    """
    if path.stat().st_size > _MOST_BYTES_OF_A_BUDGET:
        raise too_crowded(path)
    rows, mark = _rows(path, declared or CsvTable())
    if mark == "," and not (declared and declared.separator):
        _refuse_split_numbers(path, rows)
    if sum(map(len, rows)) > MOST_CELLS_OF_A_BUDGET:
        raise too_crowded(path)
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


def csv_rows(path: Path, declared: CsvTable | None = None) -> list[list[str]]:
    """The file's rows of fields.

    Raises:
        UnreadableFileError: no separator splits its lines, a quoted field has no end, or a row has
            more fields than any table.
        UnclearChoiceError: its encoding or its separator is not clear.
    """
    return _rows(path, declared or CsvTable())[0]


def _rows(path: Path, declared: CsvTable) -> tuple[list[list[str]], str]:
    """The file's rows of fields, and the character that parts them."""
    text = decoded(path, declared.encoding)
    named = _SEPARATOR_LINE.match(text)
    if named:
        text = text[named.end() :]
    mark = declared.separator or (named.group(1) if named else separator(path, text))
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise UnreadableFileError(
            f"{path}: is not readable as CSV: {error} (line {reader.line_num}); "
            "is a quotation mark missing?"
        ) from error
    if max(map(len, rows), default=0) > _MOST_FIELDS:
        number = next(i for i, row in enumerate(rows, start=1) if len(row) > _MOST_FIELDS)
        raise UnreadableFileError(f"{path}: row {number} has {len(rows[number - 1])} fields")
    return rows, mark


def decoded(path: Path, encoding: str | None = None) -> str:
    """The file's text: as declared, else UTF-16 or UTF-8 where it is that, else Windows-1252.

    Raises:
        UnreadableFileError: it is not in the declared encoding.
        UnclearChoiceError: it is in none of these, or its words say that it is in another.
    """
    content = path.read_bytes()
    if encoding is None and content.startswith(_UTF_16_MARKS):
        encoding = "utf-16"
    if encoding is not None:
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except (UnicodeError, LookupError) as error:
            raise UnreadableFileError(f"{path}: is not in the encoding {encoding}") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _unclear_encoding(
            path, f"byte {error.start + 1} is no letter in Windows-1252"
        ) from error
    if garbled := _GARBLED.search(text):
        near = " ".join(text[max(garbled.start() - 8, 0) : garbled.end() + 8].split())
        raise _unclear_encoding(path, f'as Windows-1252 it would say "{near}"')
    return text


def _unclear_encoding(path: Path, why: str) -> UnclearChoiceError:
    return UnclearChoiceError(
        f"{path}: it is not clear in which encoding its letters are ({why}); save it as CSV UTF-8, or "
        f'{declaring("csv")} encoding = "mac-roman" (or "cp850", ...)'
    )


def separator(path: Path, text: str) -> str:
    """The character that parts the fields: the one that gives the most rows as many fields.

    Raises:
        UnreadableFileError: none does.
        UnclearChoiceError: two do.
    """
    agreeing = {mark: _agreement(text, mark) for mark in _SEPARATORS}
    if max(agreeing.values()) == 0:
        raise UnreadableFileError(f"{path}: no line has a separator (; , | or tab): not a table")
    if all(agreeing[mark] for mark in ";,"):
        # A comma between digits is a decimal mark where semicolons part the fields.
        agreeing[","] = _agreement(_DECIMAL_COMMA.sub(".", text), ",")
    best = max(agreeing.values())
    likely = [mark for mark in _SEPARATORS if agreeing[mark] == best]
    if len(likely) > 1:
        shown = " or ".join("tab" if mark == "\t" else mark for mark in likely)
        raise UnclearChoiceError(
            f"{path}: it is not clear which character parts its fields ({shown}); "
            f'{declaring("csv")} separator = "{likely[0]}"'
        )
    return likely[0]


def _agreement(text: str, mark: str) -> int:
    """How many of the first rows a character splits into equally many fields, at least two."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        widths = Counter(len(row) for row in islice(reader, _ROWS_LOOKED_AT) if len(row) > 1)
    except csv.Error:
        return 0
    return max(widths.values(), default=0)


def _refuse_split_numbers(path: Path, rows: list[list[str]]) -> None:
    """A decimal comma that is not in quotation marks makes two fields of one number.

    Raises:
        UnclearChoiceError: rows have more fields than the headings, and two of them may be one.
    """
    first = next((row for row in rows if sum(map(bool, row)) > 1), [])
    for number, row in enumerate(rows, start=1):
        if len(row) > len(first) and _may_be_split(row):
            # A row of headings that is as wide says that the fields are right.
            widest = next(other for other in rows if len(other) >= len(row))
            if not _may_be_split(widest):
                return
            raise UnclearChoiceError(
                f"{path}: row {number} has more fields than the headings: a comma seems to part both "
                "fields and decimals; save the file with semicolons between fields, or "
                f'{declaring("csv")} separator = "," if the fields are right'
            )


def _may_be_split(row: list[str]) -> bool:
    return any(a[-1:].isdigit() and _DECIMALS.fullmatch(b) for a, b in pairwise(row))
