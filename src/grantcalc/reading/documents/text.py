"""Plain text and Markdown to a document."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

from grantcalc.errors import UnreadableFileError
from grantcalc.finding import Place
from grantcalc.language import tr
from grantcalc.reading.csv_file import decoded
from grantcalc.reading.documents.passages import MOST_CHARACTERS, Assembly, ReadDocument
from grantcalc.reading.documents.text_tables import Line, parts_of

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])")
_BEFORE = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_text(path: Path, shown_as: str) -> ReadDocument:
    """A text file: its paragraphs are parted by empty lines, its tables by how their columns stand.

    Raises:
        UnreadableFileError: it is longer than any report, or is no text.
        UnclearChoiceError: it is not clear in which encoding it is.
    """
    if path.stat().st_size > 4 * MOST_CHARACTERS:
        raise too_long(path)
    text = decoded(path)
    if "\0" in text:
        raise UnreadableFileError(tr("{path}: is no text file, whatever its name says", path=path))
    if len(text) > MOST_CHARACTERS:
        raise too_long(path)
    if path.suffix.lower() == ".md":
        text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    lines = text.splitlines()
    assembly = Assembly(shown_as)
    add_lines(
        assembly,
        [Line.of(line) for line in lines],
        [Place(shown_as, line=number) for number in range(1, len(lines) + 1)],
        is_markdown=path.suffix.lower() == ".md",
    )
    return assembly.document()


def too_long(path: Path) -> UnreadableFileError:
    """What is said of a file with more text than any report."""
    return UnreadableFileError(
        tr(
            "{path}: holds more text than any report; name the report itself, not its attachments",
            path=path,
        )
    )


def add_lines(
    assembly: Assembly, lines: Sequence[Line], places: Sequence[Place], *, is_markdown: bool = False
) -> None:
    """Adds lines of text, each with its place: the tables among them, and the paragraphs between."""
    for part in parts_of(lines):
        if part.rows:
            rows = part.rows
            if is_markdown:
                rows = [[_without_markup(cell) for cell in row] for row in rows]
            assembly.table(rows, places[part.first])
            continue
        texts = [_without_markup(line.text) if is_markdown else line.text for line in part.lines]
        assembly.paragraph(list(zip(texts, places[part.first :], strict=False)))


def _without_markup(line: str) -> str:
    """A line of Markdown as it is read."""
    text = _LINK.sub(r"\1", _BEFORE.sub("", line))
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    return html.unescape(_ESCAPED.sub(r"\1", text))
