"""CSV files to grids: separator and encoding found from the file itself, or as declared."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice, pairwise
from pathlib import Path

from grantcalc.config import CsvTable
from grantcalc.errors import UnclearChoiceError, UnreadableFileError, declaring
from grantcalc.language import or_list, tr
from grantcalc.reading.extents import MOST_CELLS_OF_A_BUDGET, too_crowded
from grantcalc.reading.grid import Cell, Grid
from grantcalc.reading.numbers import UnclearNumberError, parse_number

#: How much of a file is looked at in one go.
PIECE = 1 << 20
_SEPARATORS = ";\t,|"
LONGEST_FIELD = 1_000_000
MOST_FIELDS = 1_000
_MOST_BYTES_OF_A_BUDGET = 16 * 1024**2
ROWS_LOOKED_AT = 200
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
#: Excel's own first line that names the separator, which it never shows.
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
#: What letters of a Mac's or of DOS's encoding look like when they are read as Windows-1252.
_GARBLED = re.compile(r"(?<=[A-Za-z])[¿¾†‘›„‚¯®](?=[a-z])|(?<=[a-z])[ŒŠŸŽ](?=[a-z])")
_DECIMALS = re.compile(r"\d\d?")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


def read_csv(
    path: Path, shown_as: str, declared: CsvTable | None = None, *, as_text: bool = False
) -> Grid:
    """The file as a grid; a field that reads as a number in one way only is one, but for `as_text`.

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
            (r, c, Cell(value if as_text else _value(value)))
            for r, row in enumerate(rows, start=1)
            for c, value in enumerate(row, start=1)
        ),
    )


def _value(field: str) -> Decimal | str:
    try:
        return parse_number(field)
    except UnclearNumberError:
        return field


def _rows(path: Path, declared: CsvTable) -> tuple[list[list[str]], str]:
    """The file's rows of fields, and the character that parts them."""
    text = decoded(path, declared.encoding)
    named = SEPARATOR_LINE.match(text)
    if named:
        text = text[named.end() :]
    mark = declared.separator or (named.group(1) if named else separator(path, text))
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise unreadable_csv(path, error, reader.line_num) from error
    for number, row in enumerate(rows, start=1):
        refuse_too_wide(path, number, row)
    return rows, mark


def unreadable_csv(path: Path, error: csv.Error, line: int) -> UnreadableFileError:
    """What is said of a file whose quotation marks do not fit together."""
    return UnreadableFileError(
        tr(
            "{path}: is not readable as CSV: {error} (line {line}); is a quotation mark missing?",
            path=path,
            error=error,
            line=line,
        )
    )


def refuse_too_wide(path: Path, number: int, row: list[str]) -> None:
    """Refuses a row that no table has.

    Raises:
        UnreadableFileError: it has too many fields.
    """
    if len(row) > MOST_FIELDS:
        raise UnreadableFileError(
            tr("{path}: row {row} has {count} fields", path=path, row=number, count=len(row))
        )


def decoded(path: Path, encoding: str | None = None) -> str:
    """The file's text, in the encoding that `encoding_of` finds.

    Raises:
        UnreadableFileError: it is not in the declared encoding.
        UnclearChoiceError: it is in none that is known, or its words say that it is in another.
    """
    return path.read_bytes().decode(encoding_of(path, encoding)).removeprefix("\ufeff")


def encoding_of(path: Path, declared: str | None = None) -> str:
    """The file's encoding: as declared, else UTF-16 or UTF-8 where it is that, else Windows-1252.

    The whole file is read, a piece at a time.

    Raises:
        UnreadableFileError: it is not in the declared encoding.
        UnclearChoiceError: it is in none of these, or its words say that it is in another.
    """
    with path.open("rb") as file:
        start = file.read(2)
    encoding = declared or ("utf-16" if start in _UTF_16_MARKS else None)
    if encoding is not None:
        try:
            for _ in texts_of(path, encoding):
                pass
        except (UnicodeError, LookupError) as error:
            raise UnreadableFileError(
                tr("{path}: is not in the encoding {encoding}", path=path, encoding=encoding)
            ) from error
        return encoding
    try:
        for _ in texts_of(path, "utf-8-sig"):
            pass
    except UnicodeDecodeError:
        _refuse_other_encodings(path)
        return "cp1252"
    return "utf-8-sig"


def texts_of(path: Path, encoding: str) -> Iterator[str]:
    """The file's text in pieces.

    Raises:
        UnicodeError: it is not in this encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _refuse_other_encodings(path: Path) -> None:
    """A file that is not UTF-8 is in Windows-1252, unless its bytes or its words speak against it.

    Raises:
        UnclearChoiceError: they do.
    """
    before, at = "", 0
    try:
        for text in texts_of(path, "cp1252"):
            window = before + text
            if not window.isascii() and (garbled := _GARBLED.search(window)):
                near = " ".join(window[max(garbled.start() - 8, 0) : garbled.end() + 8].split())
                raise _unclear_encoding(
                    path, tr('as Windows-1252 it would say "{near}"', near=near)
                )
            before, at = window[-20:], at + len(text)
    except UnicodeDecodeError as error:
        why = tr("byte {number} is no letter in Windows-1252", number=at + error.start + 1)
        raise _unclear_encoding(path, why) from error


def _unclear_encoding(path: Path, why: str) -> UnclearChoiceError:
    return UnclearChoiceError(
        tr(
            "{path}: it is not clear in which encoding its letters are ({why}); save it as "
            'CSV UTF-8, or {declare} encoding = "mac-roman" (or "cp850", ...)',
            path=path,
            why=why,
            declare=declaring("csv"),
        )
    )


def separator(path: Path, text: str) -> str:
    """The character that parts the fields: the one that gives the most rows as many fields.

    Raises:
        UnreadableFileError: none does.
        UnclearChoiceError: two do.
    """
    agreeing = {mark: _agreement(text, mark) for mark in _SEPARATORS}
    if max(agreeing.values()) == 0:
        raise UnreadableFileError(
            tr("{path}: no line has a separator (; , | or tab): not a table", path=path)
        )
    if all(agreeing[mark] for mark in ";,"):
        # A comma between digits is a decimal mark where semicolons part the fields.
        agreeing[","] = _agreement(_DECIMAL_COMMA.sub(".", text), ",")
    best = max(agreeing.values())
    likely = [mark for mark in _SEPARATORS if agreeing[mark] == best]
    if len(likely) > 1:
        shown = or_list([tr("tab") if mark == "\t" else mark for mark in likely])
        raise UnclearChoiceError(
            tr(
                "{path}: it is not clear which character parts its fields ({characters}); "
                '{declare} separator = "{character}"',
                path=path,
                characters=shown,
                declare=declaring("csv"),
                character=likely[0],
            )
        )
    return likely[0]


def _agreement(text: str, mark: str) -> int:
    """How many of the first rows a character splits into equally many fields, at least two."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        widths = Counter(len(row) for row in islice(reader, ROWS_LOOKED_AT) if len(row) > 1)
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
                tr(
                    "{path}: row {number} has more fields than the headings: a comma seems "
                    "to part both fields and decimals; save the file with semicolons between "
                    'fields, or {declare} separator = "," if the fields are right',
                    path=path,
                    number=number,
                    declare=declaring("csv"),
                )
            )


def _may_be_split(row: list[str]) -> bool:
    return any(a[-1:].isdigit() and _DECIMALS.fullmatch(b) for a, b in pairwise(row))
