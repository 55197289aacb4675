"""Tables in plain text: columns parted by pipes or tabs, or set below each other with blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grantcalc.reading.numbers import UnclearNumberError, parse_number

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:+=_*—–-]+")
_CELL = re.compile(r"\S+(?: \S+)*")
_FIGURE = re.compile(r"\d")
_BOLD = re.compile(r"^(\*\*|__|\*|_)(.+)\1$")
_PARTED = re.compile(r"\S {2,}\S")
#: A line that begins so far to the right stands above columns of a table.
_FAR_RIGHT = 12
_MOST_BETWEEN = 2
_MOST_HEADING_ROWS = 4

Rows = list[list[str]]


@dataclass(frozen=True)
class Part:
    """Lines of a text that belong together, the number of the first from 0, and their rows if a table."""

    first: int
    lines: Sequence[str]
    rows: Rows | None


def parts_of(lines: Sequence[str]) -> Iterator[Part]:
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


def _kind(line: str) -> str:
    """What a line looks like: nothing, a row of a table by its marks, or words."""
    if not line.strip():
        return ""
    if len(_PIPE.findall(line)) > 1:
        return "pipes"
    if "\t" in line.strip():
        return "tabs"
    if _RULE.fullmatch(line):
        return "rule"
    indented = len(line) - len(line.lstrip()) >= _FAR_RIGHT
    return "blanks" if indented or _PARTED.search(line) else "words"


def _end_of(lines: Sequence[str], start: int, kind: str) -> int:
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


def _of_pipes(lines: Sequence[str]) -> Rows | None:
    rows = []
    for line in lines:
        if not _RULE.fullmatch(line):
            inner = line.strip().removeprefix("|")
            inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
            rows.append([_plain(cell) for cell in _PIPE.split(inner)])
    return rows


def _plain(cell: str) -> str:
    """A cell's text without the marks of bold and italic type around it."""
    text = cell.strip()
    while bold := _BOLD.fullmatch(text):
        text = bold[2].strip()
    return text


def _of_tabs(lines: Sequence[str]) -> Rows | None:
    kept = (line for line in lines if not _RULE.fullmatch(line))
    return [[cell.strip() for cell in line.split("\t")] for line in kept]


# -- blanks between columns


def _end_of_aligned(lines: Sequence[str], start: int) -> int:
    """The end of a table of aligned columns.

    Between its rows may stand an empty line, and lines that are all label: a heading within the table,
    or the rest of a label that was too long.
    """
    end, between = start + 1, 0
    for number in range(start + 1, len(lines)):
        kind = _kind(lines[number])
        is_parted = not lines[number - 1].strip()
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


def _has_figure(line: str) -> bool:
    return any(_is_number(cell) for cell in _CELL.findall(line))


def _is_label(line: str, table: Sequence[str]) -> bool:
    """Whether a line ends before the second column of a table begins."""
    seconds = [
        cells[1].start()
        for row in table
        if not _RULE.fullmatch(row) and len(cells := list(_CELL.finditer(row.expandtabs()))) > 1
    ]
    return bool(seconds) and len(line.rstrip()) < min(seconds)


def _goes_on(line: str, table: Sequence[str]) -> bool:
    """Whether a line is the rest of the label above it."""
    bare = line.strip()
    return bool(bare) and bare[0].islower() and _kind(line) == "words" and _is_label(line, table)


def _of_blanks(lines: Sequence[str]) -> Rows | None:
    """Columns by where their cells stand: cells that stand above each other are in one."""
    kept = [line.expandtabs() for line in lines if line.strip()]
    cells = [_cells(line) for line in kept]
    columns = _columns(
        [(start, end) for row in cells if row != [] and not _is_one(row) for start, end, _ in row]
    )
    if len(columns) < 2:
        return None
    rows: Rows = []
    heading_ends = None
    for line, row in zip(kept, cells, strict=True):
        if _RULE.fullmatch(line):
            heading_ends = len(rows) if heading_ends is None else heading_ends
            continue
        texts = [""] * len(columns)
        for start, _, text in row:
            index = next((i for i, (a, b) in enumerate(columns) if a <= start < b), 0)
            texts[index] = f"{texts[index]} {text}".strip()
        rows.append(texts)
    return _with_labels_joined(_with_headings_joined(rows, heading_ends))


def _cells(line: str) -> list[tuple[int, int, str]]:
    if _RULE.fullmatch(line):
        return []
    return [(m.start(), m.end(), m[0]) for m in _CELL.finditer(line)]


def _is_one(row: Sequence[tuple[int, int, str]]) -> bool:
    """Whether a row is a label alone."""
    return len(row) == 1 and row[0][0] < _FAR_RIGHT


def _columns(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap joined to columns, from the left."""
    columns: list[tuple[int, int]] = []
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
