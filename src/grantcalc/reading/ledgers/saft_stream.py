"""A SAF-T file as a stream of records: read by the XML parser, or by shapes that it has read before.

A ledger's lines repeat a few shapes: the same tags in the same order, with other texts. The parser
reads each shape once; from then on a line of that shape is cut at its angle brackets and its texts are
taken by their places. That is done only where it cannot differ from what the parser would say:

- the parser stands right behind a line's end, and the piece ends with a line's end, as the piece did
  from which the shape was learned, within the same open elements;
- its angle brackets alternate and its tags are byte by byte those that the parser has accepted, without
  attributes, comments, declarations or sections of unparsed text;
- its texts hold no control characters and no references but the five that every XML file knows, are
  valid in the file's encoding, and those that are kept hold no line ends or tabs.

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
from grantcalc.language import tr
from grantcalc.reading.ledgers.saft_records import (
    KEYS,
    RECORDS,
    Record,
    RecordReader,
    TooLargeError,
)
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
_REFERENCES = {b"amp": b"&", b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'"}
_KNOWN_REFERENCE = re.compile(b"&(%b);" % b"|".join(_REFERENCES))
#: The numbers of a key among voucher, line and row.
_NUMBERS = {
    names: itemgetter(*(("voucher", "line", "row").index(name) for name in names))
    for names in KEYS.values()
}
_LABEL = re.compile(r"(?:\[(\d+)\])?")
_CUT_SHORT = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
}


#: Rows by kind of record: its key and its fields, with FIELD_END between them.
Rows = Mapping[str, list[bytes]]


@dataclass(frozen=True)
class _PlannedRecord:
    """A record of a shape: where its rows go, which of the plan's keys it has, which texts it takes."""

    add: Callable[[bytes], None]
    key: int
    fields: Callable[[Sequence[bytes]], Sequence[bytes]]


@dataclass(frozen=True)
class _PlannedKey:
    """A key: its numbers' places among voucher, line and row, and how far these are from here.

    The row is told by how many texts stand before the record.
    """

    template: bytes
    numbers: Callable[[Sequence[int]], object]
    voucher: int
    line: int
    texts_before: int


@dataclass(frozen=True)
class _Plan:
    """What a shape gives: its records, and by how many vouchers and lines it goes on."""

    keys: tuple[_PlannedKey, ...]
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
            tr(
                "{path}: declares a document type (DOCTYPE), which no SAF-T file does; not opened",
                path=path,
            )
        ) from error
    except TooLargeError as error:
        raise UnreadableFileError(
            tr(
                "{path}: line {row} {error}; that is no SAF-T file",
                path=path,
                row=stream.row,
                error=error,
            )
        ) from error
    _hand_over(rows, take)


def _hand_over(rows: Rows, take: Callable[[Rows], None]) -> None:
    take(rows)
    for some in rows.values():
        some.clear()


def _explained(path: Path, error: expat.ExpatError, row: int) -> str:
    if error.code in _CUT_SHORT:
        return tr(
            "{path}: was cut short: it ends at line {row} in the middle; export it, or "
            "fetch it, again",
            path=path,
            row=row,
        )
    what = expat.ErrorString(error.code) or tr("it is malformed")
    return tr(
        "{path}: is damaged at line {row} ({what}); export it, or fetch it, again",
        path=path,
        row=row,
        what=what,
    )


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
            raise TooLargeError(
                tr(
                    "begins a tag or comment of more than {most} characters",
                    most=_LONGEST_TOKEN,
                )
            )

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
        row = FIELD_END.join((*map(str, record.key), *record.fields))
        self._rows[record.kind].append(row.encode())

    def _taken_by_shape(self, piece: bytes) -> bool:
        """Reads a piece, up to the end of a line, by its shape; False where the parser must."""
        brackets = piece.translate(None, _PLAIN)
        if brackets != _ALTERNATING * (len(brackets) // 2):
            return False
        parts = piece.replace(b">", b"<").split(b"<")
        shape = b"<".join(parts[1::2])
        plan = self._shapes.get(shape)
        if plan is None:
            if shape not in self._shapes and len(self._shapes) < _MOST_SHAPES:
                self._shapes[shape] = self._learned(parts[1::2])
            return False
        texts = parts[::2]
        if b"&" in piece and not _unescape(texts):
            return False
        return self._take(plan, texts, piece.count(b"\n"))

    def _take(self, plan: _Plan, texts: list[bytes], rows: int) -> bool:
        """Passes on a shape's records with these texts; False where one is not plain."""
        texts.append(b"")
        taken = [b"\x1f".join(record.fields(texts)) for record in plan.records]
        together = b"".join(taken)
        if b"\n" in together or b"\t" in together:
            return False
        voucher, line, row = self._reader.vouchers, self._reader.lines, self.row
        keys = [
            key.template
            % key.numbers(
                (
                    voucher + key.voucher,
                    line + key.line,
                    row + b"".join(texts[: key.texts_before]).count(b"\n"),
                )
            )
            for key in plan.keys
        ]
        for record, fields in zip(plan.records, taken, strict=True):
            record.add(keys[record.key] + fields)
        self._reader.vouchers += plan.vouchers
        self._reader.lines += plan.lines
        self._skipped_rows += rows
        return True

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
        keys = [_planned_key(record, *before) for record in records]
        distinct = tuple(dict.fromkeys(keys))
        planned = tuple(
            _PlannedRecord(self._rows[record.kind].append, distinct.index(key), _fields(its_places))
            for record, key, its_places in zip(records, keys, places, strict=True)
            if its_places
        )
        if len(planned) < len(records):
            return None
        return _Plan(distinct, planned, reader.vouchers - before[0], reader.lines - before[1])


def _planned_key(record: Record, vouchers: int, lines: int) -> _PlannedKey:
    names = KEYS[record.kind]
    return _PlannedKey(
        b"%d\x1f" * len(names),
        _NUMBERS[names],
        record.voucher - vouchers,
        record.line - lines,
        record.row - 1 if "row" in names else 0,
    )


def _unescape(texts: list[bytes]) -> bool:
    """Puts characters for references in place; False where one is not of the five."""
    for n, text in enumerate(texts):
        if b"&" in text:
            if len(_KNOWN_REFERENCE.findall(text)) != text.count(b"&"):
                return False
            texts[n] = _KNOWN_REFERENCE.sub(lambda found: _REFERENCES[found[1]], text)
    return True


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
