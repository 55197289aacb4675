"""A SAF-T file as a stream of records: read by the XML parser, or by shapes that it has read before.

A ledger's lines repeat a few shapes: the same tags in the same order, with other texts. The parser
reads each shape once; from then on a line of that shape is cut at its angle brackets and its texts are
taken by their places. That is done only where it cannot differ from what the parser would say:

- the parser stands right behind a line's end, and the piece ends with a line's end, as the piece did
  from which the shape was learned, within the same open elements;
- its angle brackets alternate and its tags are byte by byte those that the parser has accepted, without
  attributes, comments, declarations or sections of unparsed text;
- its texts hold no entities and no control characters, and are valid in the file's encoding.

Everything else goes through the parser, in the file's order. Where each text of a shape belongs is
learned by reading the shape once more with numbers for texts, so that both ways share one description
of the records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import IO
from xml.parsers import expat

from grantcalc.errors import UnreadableFileError
from grantcalc.reading.ledgers.saft_records import RECORDS, Record, RecordReader, TooLargeError
from grantcalc.reading.ledgers.saft_text import utf8_blocks

#: Between the fields of a row and between rows: no XML file may hold these characters.
FIELD_END, ROW_END = "\x1f", "\x1e"

_BLOCK = 1 << 18
_BLOCKS_AT_A_TIME = 32
#: A piece without a line's end, and a token, beyond which the parser takes over, or gives up.
_LONGEST_PIECE = 1 << 20
_LONGEST_TOKEN = 1 << 24
_MOST_SHAPES = 10_000
_ALTERNATING = b"<>"
_PLAIN = bytes(c for c in range(256) if c not in b"<>" and (c >= 32 or c in b"\t\n\r"))
_NOT_PLAIN_TAGS = re.compile(rb"[\s\"'!?=]")
_LABEL = re.compile(r"(?:\[(\d+)\])?")
_CUT_SHORT = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
}


#: Rows by kind of record: its fields with FIELD_END between them, voucher, line and row number first.
Rows = Mapping[str, list[bytes]]


@dataclass(frozen=True)
class _PlannedRecord:
    """A record of a shape: where its rows go, which of the keys it has, and its fields by place."""

    add: Callable[[bytes], None]
    key: int
    fields: Callable[[Sequence[bytes]], Sequence[bytes]]


@dataclass(frozen=True)
class _Plan:
    """What a shape gives: its records, and by how many vouchers and lines it goes on.

    A key is the voucher and the line that a record belongs to, counted from the piece's first, and
    how many texts stand before it.
    """

    keys: tuple[tuple[int, int, int], ...]
    records: tuple[_PlannedRecord, ...]
    vouchers: int
    lines: int


class _ForbiddenError(Exception):
    """The file declares a document type, and so perhaps entities."""


def read_records(path: Path, file: IO[bytes], take: Callable[[Rows], None]) -> None:
    """Hands every record of the file to `take`, some at a time, in memory that the file cannot fill.

    Raises:
        UnreadableFileError: it is malformed, cut short, or declares entities; the line is said.
    """
    rows: Rows = {kind: [] for kind in RECORDS}
    stream = _Stream(rows)
    try:
        for number, block in enumerate(utf8_blocks(path, file, _BLOCK), start=1):
            stream.feed(block)
            if not number % _BLOCKS_AT_A_TIME:
                _hand_over(rows, take)
        stream.close()
    except expat.ExpatError as error:
        raise UnreadableFileError(_explained(path, error, stream.row)) from error
    except _ForbiddenError as error:
        raise UnreadableFileError(
            f"{path}: declares a document type (DOCTYPE), which no SAF-T file does; not opened"
        ) from error
    except TooLargeError as error:
        raise UnreadableFileError(
            f"{path}: line {stream.row} {error}; that is no SAF-T file"
        ) from error
    _hand_over(rows, take)


def _hand_over(rows: Rows, take: Callable[[Rows], None]) -> None:
    take(rows)
    for some in rows.values():
        some.clear()


def _explained(path: Path, error: expat.ExpatError, row: int) -> str:
    if error.code in _CUT_SHORT:
        return (
            f"{path}: was cut short: it ends at line {row} in the middle; "
            "export it, or fetch it, again"
        )
    what = expat.ErrorString(error.code) or "it is malformed"
    return f"{path}: is damaged at line {row} ({what}); export it, or fetch it, again"


class _Stream:
    """The parser, and beside it the shapes that it has read."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._reader = RecordReader(self._emit, lambda: self.row)
        self._parser = _parser(self._reader, self._end)
        self._rest = b""
        self._line_end = b""
        self._skipped_rows = 0
        self._fed = 0
        self._is_at_rest = False
        self._by_path: dict[tuple[str, ...], dict[bytes, _Plan | None]] = {}
        self._shapes: dict[bytes, _Plan | None] = {}

    @property
    def row(self) -> int:
        """The line of the file at which the parser stands."""
        return self._parser.CurrentLineNumber + self._skipped_rows

    def feed(self, block: bytes) -> None:
        """Reads on."""
        if not self._line_end:
            self._parse(block)
            return
        *pieces, self._rest = (self._rest + block).split(self._line_end)
        for piece in pieces:
            if not (self._is_at_rest and self._taken_by_shape(piece)):
                self._parse(piece + self._line_end)
        if len(self._rest) > _LONGEST_PIECE:
            self._parse(self._rest)
            self._rest = b""

    def close(self) -> None:
        """Reads the end.

        Raises:
            ExpatError: the file is not complete.
        """
        self._parse(self._rest)
        self._parser.Parse(b"", True)

    def _parse(self, data: bytes) -> None:
        self._is_at_rest = False
        self._fed += len(data)
        self._parser.Parse(data, False)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TOKEN:
            raise TooLargeError(f"begins a tag or comment of more than {_LONGEST_TOKEN} characters")

    def _end(self, tag: str) -> None:
        """An element ends: behind a line, with nothing more to read, the parser is at rest."""
        self._reader.end(tag)
        if not self._reader.line_tag:
            return
        self._line_end = b"</%b>" % tag.encode()
        self._is_at_rest = self._parser.CurrentByteIndex + len(self._line_end) == self._fed
        if self._is_at_rest:
            self._shapes = self._by_path.setdefault(tuple(self._reader.tags), {})

    def _emit(self, record: Record) -> None:
        fields = FIELD_END.join(record.fields)
        keys = f"{record.voucher}{FIELD_END}{record.line}{FIELD_END}{record.row}{FIELD_END}"
        self._rows[record.kind].append((keys + fields).encode())

    def _taken_by_shape(self, piece: bytes) -> bool:
        """Reads a piece, up to the end of a line, by its shape; False where the parser must."""
        brackets = piece.translate(None, _PLAIN)
        if b"&" in piece or brackets != _ALTERNATING * (len(brackets) // 2):
            return False
        parts = piece.replace(b">", b"<").split(b"<")
        shape = b"<".join(parts[1::2])
        plan = self._shapes.get(shape)
        if plan is None:
            if shape not in self._shapes and len(self._shapes) < _MOST_SHAPES:
                self._shapes[shape] = self._learned(parts[1::2])
            return False
        self._take(plan, parts[::2])
        self._skipped_rows += piece.count(b"\n")
        return True

    def _take(self, plan: _Plan, texts: list[bytes]) -> None:
        """Passes on a shape's records with these texts."""
        row, reader = self.row, self._reader
        texts.append(b"")
        keys = [
            b"%d\x1f%d\x1f%d\x1f"
            % (
                reader.vouchers + voucher,
                reader.lines + line,
                row + b"".join(texts[:before]).count(b"\n"),
            )
            for voucher, line, before in plan.keys
        ]
        for record in plan.records:
            record.add(keys[record.key] + b"\x1f".join(record.fields(texts)))
        reader.vouchers += plan.vouchers
        reader.lines += plan.lines

    def _learned(self, tags: Sequence[bytes]) -> _Plan | None:
        """Where the texts of a shape belong, found by reading it with their numbers for texts.

        None where the shape is not well formed, does not lead from rest to rest, or is not plain.
        """
        if any(_NOT_PLAIN_TAGS.search(tag) for tag in tags):
            return None
        path = self._reader.tags
        records: list[Record] = []
        reader = RecordReader(records.append, lambda: parser.CurrentLineNumber)
        parser = _parser(reader, reader.end)
        labelled = b"".join(b"<%b>[%d]\n" % (tag, n) for n, tag in enumerate(tags, start=1))
        try:
            parser.Parse("".join(f"<{tag}>" for tag in path), False)
            before = (reader.vouchers, reader.lines)
            parser.Parse(b"[0]\n" + labelled + self._line_end, False)
        except expat.ExpatError:
            return None
        if reader.tags != path or not reader.line_tag:
            return None
        places = [_places(record) for record in records]
        keys = [(r.voucher - before[0], r.line - before[1], r.row - 1) for r in records]
        distinct = tuple(dict.fromkeys(keys))
        planned = tuple(
            _PlannedRecord(self._rows[record.kind].append, distinct.index(key), _fields(its_places))
            for record, key, its_places in zip(records, keys, places, strict=True)
            if its_places
        )
        if len(planned) < len(records):
            return None
        return _Plan(distinct, planned, reader.vouchers - before[0], reader.lines - before[1])


def _parser(reader: RecordReader, end: Callable[[str], None]) -> expat.XMLParserType:
    """The XML parser, of texts in UTF-8 whatever the file declares; it refuses a document type."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_declaration: object) -> None:
    raise _ForbiddenError


def _places(record: Record) -> list[int] | None:
    """Which texts the fields of a labelled record are (-1: none); None where one is made of several."""
    labels = [_LABEL.fullmatch(text.strip()) for text in record.fields]
    places = [-1 if label[1] is None else int(label[1]) for label in labels if label]
    return places if len(places) == len(labels) else None


def _fields(places: Sequence[int]) -> Callable[[Sequence[bytes]], Sequence[bytes]]:
    if len(places) == 1:
        place = places[0]
        return lambda texts: (texts[place],)
    return itemgetter(*places)
