"""CSV files of any size, made ready for the engine's reader, whose answer is then held to account.

The engine reads CSV many times faster than Python, but takes liberties: it skips blank lines (and so
loses count of the rows), and mistakes line ends where they differ within a file. So a file is looked
at in pieces first: its encoding, its line ends, whether it has quotation marks. What is in UTF-8 and
regular is read where it lies. Otherwise a copy is made, at the speed of the disk where no quotation
marks are in the way. The engine must then find as many rows as the file has lines; if it does not,
or stumbles, Python's csv writes a copy row by row that leaves nothing open.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from grantcalc.config import CsvTable
from grantcalc.errors import UnreadableFileError
from grantcalc.language import tr
from grantcalc.reading.csv_file import (
    LONGEST_FIELD,
    PIECE,
    ROWS_LOOKED_AT,
    SEPARATOR_LINE,
    encoding_of,
    refuse_too_wide,
    separator,
    texts_of,
    unreadable_csv,
)

_UTF_8 = "utf-8-sig"
_UTF_8_MARK = b"\xef\xbb\xbf"
#: Blanks beside a quotation mark belong to the field for Python's csv, and not for the engine.
_LOOSE_QUOTE = re.compile(rb'[;,|\t\r\n] +"|" +[";,|\t\r\n]')
_OVERLAP = 64
_LONGEST_LINE = 1 << 20


@dataclass(frozen=True)
class CsvLines:
    """A file in UTF-8 for the engine, and what must be known to read it.

    The first `skip` lines are no rows; the engine must find `rows` rows, of at most `width` fields.
    In an `exact` copy a row may go over several lines.
    """

    path: Path
    separator: str
    skip: int
    rows: int
    width: int
    exact: bool = False


def quick_lines(path: Path, declared: CsvTable, copy: Path, *, may_read: bool) -> CsvLines | None:
    """The file itself if it is regular and the engine `may_read` it there, else a copy.

    None if only `exact_lines` can tell its rows.

    Raises:
        UnreadableFileError: it is no table, not in the declared encoding, or has an endless line.
        UnclearChoiceError: its encoding or its separator is not clear.
    """
    encoding = encoding_of(path, declared.encoding)
    mark, skip, first_rows = _head(path, encoding, declared)
    traits = _traits(path, _utf_8(path, encoding))
    width = max(map(len, first_rows), default=1)
    if traits.has_loose_quotes:
        return None
    if traits.is_regular and encoding == _UTF_8 and may_read:
        return CsvLines(path, mark, skip, traits.lines - skip, width)
    if not traits.has_quotes:
        lines = _write(copy, _regular(_utf_8(path, encoding)))
        return CsvLines(copy, mark, skip, lines - skip, width)
    if traits.is_regular:
        lines = _write(copy, _utf_8(path, encoding))
        return CsvLines(copy, mark, skip, lines - skip, width)
    return None


def exact_lines(path: Path, declared: CsvTable, copy: Path) -> CsvLines:
    """A copy of a file that `quick_lines` has looked at, written row by row.

    Raises:
        UnreadableFileError: a quoted field has no end, or a row has more fields than any table.
        UnclearChoiceError: its encoding or its separator is not clear.
    """
    encoding = encoding_of(path, declared.encoding)
    mark, skip, _ = _head(path, encoding, declared)
    csv.field_size_limit(LONGEST_FIELD)
    number = width = 0
    with (
        path.open(encoding=encoding, newline="") as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        lines = _without_mark(source)
        reader = csv.reader(islice(lines, skip, None), delimiter=mark, strict=True)
        writer = csv.writer(target, delimiter=mark, lineterminator="\n")
        try:
            for number, row in enumerate(reader, start=1):
                refuse_too_wide(path, number, row)
                width = max(width, len(row))
                writer.writerow(map(_with_plain_breaks, row) if row else [""])
        except csv.Error as error:
            raise unreadable_csv(path, error, reader.line_num) from error
    return CsvLines(copy, mark, 0, number, width, exact=True)


def _with_plain_breaks(field: str) -> str:
    """A field whose line breaks are those that the engine knows."""
    return field.replace("\r\n", "\n").replace("\r", "\n") if "\r" in field else field


def _head(path: Path, encoding: str, declared: CsvTable) -> tuple[str, int, list[list[str]]]:
    """What parts the fields, how many lines at the top are no rows, and the first rows.

    Raises:
        UnreadableFileError: no separator splits its lines.
        UnclearChoiceError: several do.
    """
    text = next(_without_mark(texts_of(path, encoding)))
    if len(text) > PIECE // 4:  # cut within a row, unless the file ends here
        text = text[: text.rfind("\n") + 1] or text
    named = SEPARATOR_LINE.match(text)
    if named:
        text = text[named.end() :]
    mark = declared.separator or (named.group(1) if named else separator(path, text))
    csv.field_size_limit(max(len(text), LONGEST_FIELD))
    rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), ROWS_LOOKED_AT)
    return mark, 1 if named else 0, list(rows)


def _without_mark(texts: Iterable[str]) -> Iterator[str]:
    """The same texts, without a byte order mark at their start."""
    for number, text in enumerate(texts):
        yield text if number else text.removeprefix("\ufeff")


def _utf_8(path: Path, encoding: str) -> Iterator[bytes]:
    """The file in pieces of UTF-8 without a byte order mark."""
    if encoding != _UTF_8:
        yield from (text.encode() for text in _without_mark(texts_of(path, encoding)))
        return
    with path.open("rb") as file:
        if file.read(len(_UTF_8_MARK)) != _UTF_8_MARK:
            file.seek(0)
        while piece := file.read(PIECE):
            yield piece


@dataclass
class _Traits:
    """What the bytes of a file in UTF-8 are like."""

    lines: int = 0
    returns: int = 0
    returns_at_line_ends: int = 0
    has_quotes: bool = False
    has_loose_quotes: bool = False
    has_blank_lines: bool = False

    @property
    def is_regular(self) -> bool:
        """Whether all lines end alike and none is blank."""
        alike = not self.returns or self.returns == self.returns_at_line_ends == self.lines
        return alike and not self.has_blank_lines

    def look(self, before: bytes, piece: bytes) -> None:
        """Looks at the next piece; `before` is the end of what came before it."""
        self.lines += piece.count(b"\n")
        self.returns += piece.count(b"\r")
        window = before + piece
        self.returns_at_line_ends += window.count(b"\r\n", len(before) - 1) if self.returns else 0
        # Two line feeds in a file that has returns are line ends that are not alike.
        self.has_blank_lines |= (b"\n\r\n" if self.returns else b"\n\n") in window
        self.has_quotes |= b'"' in piece
        self.has_loose_quotes |= self.has_quotes and bool(_LOOSE_QUOTE.search(window))


def _traits(path: Path, pieces: Iterable[bytes]) -> _Traits:
    """Looks at a file piece by piece.

    Raises:
        UnreadableFileError: a line has no end.
    """
    traits, before, length = _Traits(), b"\n", 0
    for piece in pieces:
        traits.look(before, piece)
        before = (before + piece)[-_OVERLAP:]
        length = 0 if b"\n" in piece or b"\r" in piece else length + len(piece)
        if length > _LONGEST_LINE:
            raise UnreadableFileError(
                tr(
                    "{path}: line {line} goes on for more than a million characters; that "
                    "is no table, or the file was damaged on its way",
                    path=path,
                    line=traits.lines + 1,
                )
            )
    if not before.endswith(b"\n"):
        traits.lines += 1
        traits.has_loose_quotes |= bool(_LOOSE_QUOTE.search(before + b"\n"))
    return traits


def _regular(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Text without quotation marks, with lines that end alike, and an empty field in blank ones."""
    kept, start = b"\n", 1
    for piece in pieces:
        window = kept + piece
        half = b"\r" if window.endswith(b"\r") else b""
        window = window.removesuffix(half).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        while b"\n\n" in window:
            window = window.replace(b"\n\n", b'\n""\n')
        kept = window[-1:] + half
        yield window[start:-1]
        start = 0
    last = kept.replace(b"\r", b"\n")
    yield last.replace(b"\n\n", b'\n""\n')[start:]


def _write(copy: Path, pieces: Iterable[bytes]) -> int:
    """Writes a copy, and says how many lines it has."""
    lines, last = 0, b"\n"
    with copy.open("wb") as target:
        for piece in pieces:
            target.write(piece)
            lines += piece.count(b"\n")
            last = piece[-1:] or last
    return lines + (last != b"\n")
