"""Tables in plain text: columns parted by pipes or tabs, or set below each other with blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:+=_*—–-]+")
_CELL = re.compile(r"\S+(?: \S+)*")
_FIGURE = re.compile(r"\d")
_BOLD = re.compile(r"^(\*\*|__|\*|_)(.+)\1$")

Rows = list[list[str]]


def table_in(lines: Sequence[str]) -> Rows | None:
    """The rows of a table that these lines are; None where they are none.

    A table has two rows or more, two columns or more, and a figure beside its first column.
    """
    for read in (_of_pipes, _of_tabs, _of_blanks):
        rows = read(lines)
        if rows and _is_table(rows):
            return rows
    return None


def _is_table(rows: Rows) -> bool:
    figures = any(_FIGURE.search(cell) for row in rows for cell in row[1:])
    return len(rows) > 1 and figures and max(sum(map(bool, row)) for row in rows) > 1


def _of_pipes(lines: Sequence[str]) -> Rows | None:
    if not all(_PIPE.search(line) for line in lines if not _RULE.fullmatch(line)):
        return None
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
    if not all("\t" in line for line in lines):
        return None
    return [[cell.strip() for cell in line.split("\t")] for line in lines]


def _of_blanks(lines: Sequence[str]) -> Rows | None:
    """Columns by where their cells stand: cells that stand above each other are in one."""
    kept = [line.expandtabs() for line in lines if not _RULE.fullmatch(line)]
    cells = [[(m.start(), m.end(), m[0]) for m in _CELL.finditer(line)] for line in kept]
    if max(map(len, cells), default=0) < 2:
        return None
    columns = _columns([(start, end) for row in cells for start, end, _ in row])
    rows: Rows = []
    for row in cells:
        texts = [""] * len(columns)
        for start, _, text in row:
            index = next(i for i, (first, last) in enumerate(columns) if first <= start < last)
            if texts[index]:
                return _by_count(cells)
            texts[index] = text
        rows.append(texts)
    return rows if len(columns) > 1 else _by_count(cells)


def _columns(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap joined to columns, from the left."""
    columns: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if columns and start < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], end))
        else:
            columns.append((start, end))
    return columns


def _by_count(cells: Sequence[Sequence[tuple[int, int, str]]]) -> Rows | None:
    """Cells by their number, where every row has as many; None where rows differ."""
    if len({len(row) for row in cells}) != 1:
        return None
    return [[text for _, _, text in row] for row in cells]


def blocks(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Lines in blocks of which each is all table or no table, with the number of the first, from 0."""
    found: list[tuple[int, list[str]]] = []
    number = 0
    for kind, group in groupby(lines, key=_kind):
        block = list(group)
        if kind:
            found.append((number, block))
        number += len(block)
    return found


def _kind(line: str) -> str:
    """What a line looks like: nothing, a row of a table, or words."""
    if not line.strip():
        return ""
    if len(_PIPE.findall(line)) > 1 or "\t" in line.strip():
        return "row"
    return "row" if re.search(r"\S {2,}\S", line.expandtabs()) or _RULE.fullmatch(line) else "words"
