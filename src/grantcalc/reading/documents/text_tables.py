"""Tables in plain text: columns parted by pipes or tabs, or set below each other with blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grantcalc.reading.numbers import UnclearNumberError, parse_number

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:+=_*—–-]+")
#: One blank of any kind stands within a text: "1 000 kr" has blanks that no line is broken at.
_CELL = re.compile(r"\S+(?:[ \u00a0\u2009\u202f]\S+)*")
_FIGURE = re.compile(r"\d")
_BOLD = re.compile(r"^(\*\*|__|\*|_)(.+)\1$")
#: A line that begins so far to the right stands above columns of a table.
_FAR_RIGHT = 12
_MOST_BETWEEN = 2
_MOST_HEADING_ROWS = 4

Rows = list[list[str]]


@dataclass(frozen=True)
class Line:
    """A line with its cells: where each starts and ends, in characters, and its text.

    In plain text two blanks part cells; a PDF says where its words stand.
    """

    text: str
    cells: tuple[tuple[float, float, str], ...]

    @classmethod
    def of(cls, text: str) -> Line:
        """A line of plain text."""
        spread = text.expandtabs()
        return cls(text, tuple((m.start(), m.end(), m[0]) for m in _CELL.finditer(spread)))

    @property
    def is_rule(self) -> bool:
        """Whether it is drawn, not written: "-----"."""
        return bool(_RULE.fullmatch(self.text))


@dataclass(frozen=True)
class Part:
    """Lines of a text that belong together, the number of the first from 0, and their rows if a table."""

    first: int
    lines: Sequence[Line]
    rows: Rows | None


def parts_of(lines: Sequence[Line]) -> Iterator[Part]:
    """The tables of a text and the paragraphs between them."""
    position = 0
    while position < len(lines):
        kind = _kind(lines[position])
        end = _end_of(lines, position, kind)
        block = lines[position:end]
        rows = _READERS[kind](block) if kind in _READERS else None
        if rows and _is_table(rows):
            yield Part(position, block, rows)
        elif kind:
            yield Part(position, block, None)
        position = end


def _kind(line: Line) -> str:
    """What a line looks like: nothing, a row of a table by its marks, or words."""
    if not line.text.strip():
        return ""
    if len(_PIPE.findall(line.text)) > 1:
        return "pipes"
    if "\t" in line.text.strip():
        return "tabs"
    if line.is_rule:
        return "rule"
    return "blanks" if len(line.cells) > 1 or line.cells[0][0] >= _FAR_RIGHT else "words"


def _end_of(lines: Sequence[Line], start: int, kind: str) -> int:
    """The end of the lines that belong to the one at `start`."""
    if kind == "blanks":
        return _end_of_aligned(lines, start)
    alike = {kind, "rule"} if kind in ("pipes", "tabs") else {kind}
    end = start + 1
    while end < len(lines) and _kind(lines[end]) in alike:
        end += 1
    return end


def _is_table(rows: Rows) -> bool:
    """Two rows or more, two columns or more, and a figure beside the first column."""
    figures = any(_FIGURE.search(cell) for row in rows for cell in row[1:])
    return len(rows) > 1 and figures and max(sum(map(bool, row)) for row in rows) > 1


# -- marks between columns


def _of_pipes(lines: Sequence[Line]) -> Rows | None:
    rows = []
    for line in lines:
        if not line.is_rule:
            inner = line.text.strip().removeprefix("|")
            inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
            rows.append([_plain(cell) for cell in _PIPE.split(inner)])
    return rows


def _plain(cell: str) -> str:
    """A cell's text without the marks of bold and italic type around it."""
    text = cell.strip()
    while bold := _BOLD.fullmatch(text):
        text = bold[2].strip()
    return text


def _of_tabs(lines: Sequence[Line]) -> Rows | None:
    kept = (line.text for line in lines if not line.is_rule)
    return [[cell.strip() for cell in line.split("\t")] for line in kept]


# -- blanks between columns


def _end_of_aligned(lines: Sequence[Line], start: int) -> int:
    """The end of a table of aligned columns.

    Between its rows may stand an empty line, and lines that are all label: a heading within the table,
    or the rest of a label that was too long.
    """
    end, between = start + 1, 0
    for number in range(start + 1, len(lines)):
        kind = _kind(lines[number])
        is_parted = not lines[number - 1].text.strip()
        if kind == "rule" and between:
            break  # it underlines a heading of the text
        if kind in ("blanks", "rule"):
            if is_parted and kind == "blanks" and not _has_figure(lines[number]):
                break  # the headings of another table
            end, between = number + 1, 0
        elif between < _MOST_BETWEEN and (
            not kind or (kind == "words" and _is_label(lines[number], lines[start:end]))
        ):
            between += 1
        else:
            break
    while end < len(lines) and _goes_on(lines[end], lines[start:end]):
        end += 1
    return end


def _has_figure(line: Line) -> bool:
    return any(_is_number(text) for _, _, text in line.cells)


def _is_label(line: Line, table: Sequence[Line]) -> bool:
    """Whether a line ends before the second column of a table begins."""
    seconds = [row.cells[1][0] for row in table if not row.is_rule and len(row.cells) > 1]
    return bool(seconds) and line.cells[-1][1] < min(seconds)


def _goes_on(line: Line, table: Sequence[Line]) -> bool:
    """Whether a line is the rest of the label above it."""
    bare = line.text.strip()
    return bool(bare) and bare[0].islower() and _kind(line) == "words" and _is_label(line, table)


def _of_blanks(lines: Sequence[Line]) -> Rows | None:
    """Columns by where the cells of rows with figures stand: those above each other are in one."""
    kept = [line for line in lines if line.text.strip()]
    columns = _columns(
        [cell[:2] for line in kept if _has_figure(line) and not line.is_rule for cell in line.cells]
    )
    if len(columns) < 2:
        return None
    rows: Rows = []
    heading_ends = None
    for line in kept:
        if line.is_rule:
            heading_ends = len(rows) if heading_ends is None else heading_ends
            continue
        texts = [""] * len(columns)
        # Two figures in one column are none: what stands between them keeps them apart.
        between = " / " if _has_figure(line) else " "
        for start, end, text in line.cells:
            index = _nearest(columns, start, end)
            texts[index] = f"{texts[index]}{between}{text}" if texts[index] else text
        rows.append(texts)
    return _with_labels_joined(_with_headings_joined(rows, heading_ends))


def _nearest(columns: Sequence[tuple[float, float]], start: float, end: float) -> int:
    """The column that a cell stands in: the one that it shares most with, else the nearest."""
    return max(
        range(len(columns)), key=lambda i: min(end, columns[i][1]) - max(start, columns[i][0])
    )


def _columns(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans that overlap joined to columns, from the left."""
    columns: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if columns and start < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], end))
        else:
            columns.append((start, end))
    return columns


def _with_headings_joined(rows: Rows, ends: int | None) -> Rows:
    """Rows whose headings over several lines are one row.

    They end at the first rule, else before the first row with a figure or without any beside its label.
    """
    if ends is None or ends > _MOST_HEADING_ROWS:
        ends = 0
        while ends < len(rows) and any(rows[ends][1:]) and not any(map(_is_number, rows[ends])):
            ends += 1
    if ends < 2 or ends >= len(rows):
        return rows
    heading = [" ".join(filter(None, column)) for column in zip(*rows[:ends], strict=True)]
    return [heading, *rows[ends:]]


def _with_labels_joined(rows: Rows) -> Rows:
    """Rows whose labels over several lines are whole: what follows begins with a small letter."""
    joined: Rows = []
    for row in rows:
        is_rest = row[0][:1].islower() and not any(row[1:]) and joined and any(joined[-1][1:])
        if is_rest:
            before = joined[-1][0]
            broken = before.endswith("\u00ad")
            joined[-1][0] = before[:-1] + row[0] if broken else f"{before} {row[0]}"
        else:
            joined.append(list(row))
    return joined


def _is_number(text: str) -> bool:
    try:
        parse_number(text)
    except UnclearNumberError:
        return False
    return True


_READERS = {"pipes": _of_pipes, "tabs": _of_tabs, "blanks": _of_blanks}
