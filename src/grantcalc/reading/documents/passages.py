"""A document as it is read: its paragraphs with their places, and its tables as grids, in order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from grantcalc.finding import Place
from grantcalc.language import tr
from grantcalc.reading.documents.phrases import phrases
from grantcalc.reading.grid import Cell, Grid
from grantcalc.reading.numbers import UnclearNumberError, parse_number
from grantcalc.reading.vocabulary import months
from grantcalc.words import folded

#: No report is longer, in characters of its text; a file of 50 MB is no report.
MOST_CHARACTERS = 600_000
MOST_TABLES = 500
MOST_CELLS = 100_000


@dataclass(frozen=True)
class Sentence:
    """A sentence with its place; `paragraph` is the number of the paragraph that it stands in."""

    text: str
    at: Place
    paragraph: int


@dataclass(frozen=True)
class Passage:
    """A paragraph, or a line that stands for itself.

    `starts` gives, by their offset in the text, the lines that it is made of and their places.
    """

    text: str
    at: Place
    starts: tuple[tuple[int, Place], ...] = ()

    def place(self, offset: int) -> Place:
        """Where the character at an offset stands."""
        index = bisect_right([start for start, _ in self.starts], offset) - 1
        return self.starts[index][1] if self.starts else self.at


@dataclass(frozen=True)
class DocumentTable:
    """A table; `caption` is the paragraph above it."""

    grid: Grid
    at: Place
    caption: str = ""


@dataclass(frozen=True)
class ReadDocument:
    """A document's parts in their order; `left_out` says what of the file was not read, and why."""

    file: str
    parts: tuple[Passage | DocumentTable, ...]
    left_out: tuple[str, ...] = ()

    @property
    def tables(self) -> list[DocumentTable]:
        """Its tables, each with what stands above it."""
        found, caption = [], ""
        for part in self.parts:
            if isinstance(part, DocumentTable):
                found.append(replace(part, caption=part.caption or caption))
            caption = part.text if isinstance(part, Passage) else ""
        return found

    def sentences(self) -> Iterator[Sentence]:
        """The sentences of its paragraphs, in order."""
        for number, part in enumerate(self.parts):
            if isinstance(part, Passage):
                for start, text in split_sentences(part.text):
                    yield Sentence(text, part.place(start), number)


@dataclass
class Assembly:
    """A document under construction: lines become paragraphs, rows of texts become grids."""

    file: str
    parts: list[Passage | DocumentTable] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    _tables: int = 0

    def paragraph(self, lines: Sequence[tuple[str, Place]]) -> None:
        """Lines of one paragraph; a line that stands for itself becomes a passage of its own."""
        for group in _joined(lines):
            text, starts = "", []
            for line, place in group:
                text = _appended(text, line)
                starts.append((len(text) - len(line), place))
            if text:
                self.parts.append(Passage(text, group[0][1], tuple(starts)))

    def table(self, rows: Iterable[Sequence[str]], at: Place) -> None:
        """A table of texts; a text that reads as a number in one way only is one."""
        self._tables += 1
        name = tr("table {number}", number=self._tables)
        cells = (
            (r, c, Cell(_value(" ".join(text.split()))))
            for r, row in enumerate(rows, start=1)
            for c, text in enumerate(row, start=1)
        )
        grid = Grid.from_cells(self.file, name, cells)
        self.parts.append(DocumentTable(grid, replace(at, sheet=name)))

    def document(self) -> ReadDocument:
        """What was put together."""
        return ReadDocument(self.file, tuple(self.parts), tuple(self.left_out))


def _value(text: str) -> Decimal | str:
    try:
        return parse_number(text)
    except UnclearNumberError:
        return text


# -- lines to paragraphs

_WRAPPED_FROM = 50
_FILLED = 65
_ENDS = re.compile(r"[.!?:;]$")
_HEADING = re.compile(r"(?:\d{1,2}\.)+\d{0,2}\s+[^\W\d_]|[-–•*]\s")
_HYPHENATED = re.compile(r"[^\W\d_]-$")


def _joined(lines: Sequence[tuple[str, Place]]) -> Iterator[list[tuple[str, Place]]]:
    """Lines in groups: one that is filled to the margin goes on in the next one."""
    group: list[tuple[str, Place]] = []
    for text, place in lines:
        line = " ".join(text.split())
        if not line:
            continue
        if group and not _goes_on(group[-1][0], line):
            yield group
            group = []
        group.append((line, place))
    if group:
        yield group


def _goes_on(line: str, following: str) -> bool:
    """Whether the sentence of a line may go on in the following one."""
    if len(line) < _WRAPPED_FROM or _is_labelled(following):
        return False
    if _is_labelled(line):
        return len(line) >= _FILLED or following[0].islower()
    return not (_ENDS.search(line) and _HEADING.match(following))


def _is_labelled(line: str) -> bool:
    """Whether a line is a label with its value: "Tildelt beløp: 750 000"."""
    label, colon, value = line.partition(": ")
    return bool(colon) and len(label.split()) <= 4 and not value.endswith((".", ","))


def _appended(text: str, line: str) -> str:
    """A text and the line that follows it; a word that the line's end broke is put together."""
    if not text:
        return line
    if _HYPHENATED.search(text) and line[0].islower():
        return text[:-1] + line
    return f"{text} {line}"


# -- paragraphs to sentences

_END = re.compile(r"[.!?][»”\"')]?\s+(?=\S)|\s*\n\s*")
#: What is longer is no sentence that a person wrote; it is read in pieces.
_LONGEST_SENTENCE = 1000
_LONGEST_WORD = 80
_WORD_BEFORE = re.compile(r"([^\s(«“\"]+)[.!?][»”\"')]?\s+$")


def split_sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a paragraph with their offsets.

    The point of an abbreviation ("pr. 14.02.2022"), of an ordinal ("14. februar") or of a number does
    not end one.
    """
    start = 0
    for match in _END.finditer(text):
        if "\n" in match[0] or _ends_sentence(text, match):
            yield from _stripped(text, start, match.end())
            start = match.end()
    yield from _stripped(text, start, len(text))


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    while end - start > _LONGEST_SENTENCE:
        cut = text.rfind(" ", start + 1, start + _LONGEST_SENTENCE)
        cut = cut if cut > start else start + _LONGEST_SENTENCE
        yield from _stripped(text, start, cut)
        start = cut
    part = text[start:end]
    if part.strip():
        yield start + len(part) - len(part.lstrip()), part.strip()


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.end() - _LONGEST_WORD) : match.end()]
    following = text[match.end() : match.end() + _LONGEST_WORD]
    word = _WORD_BEFORE.search(before)
    if not word or match[0][0] != ".":
        return True
    if word[1].replace(".", "").isdecimal() and before.strip() == f"{word[1]}.":
        return False  # the number of a heading
    if not (following[0].isupper() or following[0] in '«“"–-('):
        return following[0].isdecimal() and not _never_ends(word[1]) and not word[1].isdecimal()
    if word[1].isdecimal() and len(word[1]) <= 2:
        return folded(following.split()[0]) not in months()
    return not _never_ends(word[1]) or word[1].casefold() in phrases("sentence", "unit")


def _never_ends(word: str) -> bool:
    known = (*phrases("sentence", "abbreviation"), *phrases("sentence", "unit"))
    return word.casefold() in known or word.casefold().split(".")[-1] in known or len(word) == 1
