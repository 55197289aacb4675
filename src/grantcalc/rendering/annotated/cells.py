"""The cells of a worksheet: found by their place, put in where they are missing, given another style."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from grantcalc.cells import cell_name, cell_position, column_number
from grantcalc.language import tr
from grantcalc.rendering.annotated.markup import (
    MAIN,
    Edit,
    Node,
    NotUnderstoodError,
    parse,
    tag_end,
    tag_name_end,
    with_attribute,
)

#: Row and column, both counted from 1.
Position = tuple[int, int]

_LETTERS = re.compile(r"[A-Z]{1,3}")
_MERGE = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\s[^>]*?\bref\s*=\s*["']([^"']*)""")
_CELL, _ROW = f"{MAIN} c", f"{MAIN} row"
_TRUE = ("1", "true")


class _Where(Enum):
    """Where cells are missing: in a row, in a row that closes itself, or together with their row."""

    IN_ROW = "in a row"
    IN_EMPTY_ROW = "in an empty row"
    NEW_ROW = "a row of their own"


@dataclass(frozen=True)
class _Gap:
    """Cells of one row that the sheet does not hold, and the byte where they belong."""

    where: _Where
    at: int
    row: int
    columns: tuple[int, ...]


@dataclass
class SheetCells:
    """What is to be known of a sheet's cells before some of them get another style."""

    data: bytes
    root: Node
    #: The first byte of each wanted cell that is there.
    standing: dict[Position, int] = field(default_factory=dict)
    gaps: list[_Gap] = field(default_factory=list)
    styles: dict[Position, int] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)

    def edits(self, style_for: Callable[[Position, int], int]) -> list[Edit]:
        """The edits that give each wanted cell the style that `style_for` makes of its own."""
        edits = []
        for position, at in self.standing.items():
            end = tag_end(self.data, at)
            style = style_for(position, self.styles[position])
            edits.append(Edit(at, end, with_attribute(self.data[at:end], "s", style)))
        sheet_data = _sheet_data(self.root)
        texts = [(gap, self._cells(gap, style_for)) for gap in self.gaps]
        if sheet_data.closes_itself:
            tag = self.data[sheet_data.start : sheet_data.end]
            rows = b"".join(text for _, text in texts)
            return [*edits, Edit(sheet_data.start, sheet_data.end, _opened(tag, rows))]
        for gap, text in texts:
            if gap.where is _Where.IN_EMPTY_ROW:
                end = tag_end(self.data, gap.at)
                edits.append(Edit(gap.at, end, _opened(self.data[gap.at : end], text)))
            else:
                edits.append(Edit(gap.at, gap.at, text))
        return edits

    def _cells(self, gap: _Gap, style_for: Callable[[Position, int], int]) -> bytes:
        cell, row = self.root.tagged("c"), self.root.tagged("row")
        text = ""
        for column in gap.columns:
            style = style_for((gap.row, column), self.styles[gap.row, column])
            text += f'<{cell} r="{cell_name(gap.row, column)}" s="{style}"/>'
        if gap.where is _Where.NEW_ROW:
            text = f'<{row} r="{gap.row}">{text}</{row}>'
        return text.encode()


def _opened(tag: bytes, content: bytes) -> bytes:
    """An element that closed itself, with content."""
    return tag[:-2].rstrip() + b">" + content + b"</" + tag[1 : tag_name_end(tag)] + b">"


def read_cells(
    data: bytes, part: str, wanted: Iterable[Position]
) -> tuple[SheetCells, dict[Position, Position]]:
    """A worksheet with the wanted cells found, and which cell shows each: a merged area's first.

    Raises:
        NotUnderstoodError: the sheet's rows or cells are not in order.
    """
    guessed = _guessed_merges(data)
    while True:
        shown_in = _unmerged(guessed, wanted)
        finder = _Finder(data, part, set(shown_in.values()))
        root = parse(data, part, "sheetData", finder)
        merges = _merges(root)
        if merges == guessed:
            break
        guessed = merges
    if root.uri != MAIN or root.name != "worksheet":
        raise NotUnderstoodError(tr("Its part {part} is no worksheet.", part=part))
    finder.finish(_sheet_data(root), _column_styles(root))
    cells = SheetCells(
        data, root, finder.standing, finder.gaps, finder.styles, finder.heights, finder.hidden_rows
    )
    return cells, shown_in


def _guessed_merges(data: bytes) -> list[str]:
    """The merged areas, which stand behind the cells, before the sheet is read: to read it once."""
    behind = data[data.rfind(b"sheetData") :]
    return [match[1].decode("utf-8", "replace") for match in _MERGE.finditer(behind)]


def _merges(root: Node) -> list[str]:
    return [
        merge.attributes.get("ref", "")
        for merges in root.all("mergeCells")
        for merge in merges.all("mergeCell")
    ]


def _sheet_data(root: Node) -> Node:
    found = root.child("sheetData")
    if found is None:
        raise NotUnderstoodError(tr("A sheet of it has no place for cells."))
    return found


def _unmerged(merges: Iterable[str], wanted: Iterable[Position]) -> dict[Position, Position]:
    """Each wanted cell with the one that shows it: the first of its merged area, or itself."""
    shown_in = {position: position for position in wanted}
    ordered = sorted(shown_in)
    for area in filter(None, map(_area, merges)):
        (top, left), (bottom, right) = area
        for position in ordered[bisect_left(ordered, (top, 0)) :]:
            if position[0] > bottom:
                break
            if left <= position[1] <= right:
                shown_in[position] = (top, left)
    return shown_in


def _area(reference: str) -> tuple[Position, Position] | None:
    """The first and last cell of an area such as "B2:C5", or of one cell."""
    first, _, last = reference.replace("$", "").partition(":")
    start, end = cell_position(first), cell_position(last or first)
    return (start, end) if start and end else None


def _column_styles(root: Node) -> Iterator[tuple[int, int, int]]:
    """The columns that have a style: first, last, style."""
    for columns in root.all("cols"):
        for node in columns.all("col"):
            texts = [node.attributes.get(name, "") for name in ("min", "max", "style")]
            if all(text.isdecimal() for text in texts):
                first, last, style = map(int, texts)
                yield first, last, style


class _Finder:
    """Goes through a sheet's rows and cells once and keeps what is wanted of them."""

    def __init__(self, data: bytes, part: str, wanted: set[Position]) -> None:
        self.standing: dict[Position, int] = {}
        self.gaps: list[_Gap] = []
        self.styles: dict[Position, int] = {}
        self.heights: dict[int, float] = {}
        self.hidden_rows: set[int] = set()
        self._data, self._part = data, part
        self._rows: dict[int, list[int]] = {}
        for row, column in sorted(wanted):
            self._rows.setdefault(row, []).append(column)
        self._rows_left = list(self._rows)[::-1]
        self._columns_left: list[int] = []
        self._row = self._column = self._row_start = 0
        self._row_styles: dict[int, int | None] = {}
        self.place: Callable[[], int] = lambda: 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _CELL:
            if self._columns_left:
                self._cell(attributes, self.place())
        elif name == _ROW:
            self._start_row(attributes, self.place())

    def end(self, name: str) -> None:
        if self._columns_left and name == _ROW:
            row = self._data[self._row_start : tag_end(self._data, self._row_start)]
            is_empty = row.endswith(b"/>")
            where = _Where.IN_EMPTY_ROW if is_empty else _Where.IN_ROW
            self._gap(where, self._row_start if is_empty else self.place(), self._columns_left)
            self._columns_left = []

    def _start_row(self, attributes: dict[str, str], at: int) -> None:
        given = attributes.get("r")
        row = int(given) if given and given.isdecimal() else self._row + 1
        if row <= self._row:
            raise NotUnderstoodError(
                tr("The rows of its part {part} are not in order.", part=self._part)
            )
        while self._rows_left and self._rows_left[-1] < row:
            self._new_row(self._rows_left.pop(), at)
        self._row, self._column, self._row_start = row, 0, at
        if "ht" in attributes:
            self.heights[row] = _number(attributes["ht"])
        if attributes.get("hidden") in _TRUE:
            self.hidden_rows.add(row)
        if self._rows_left and self._rows_left[-1] == row:
            self._rows_left.pop()
            self._columns_left = list(self._rows[row])
            has_style = attributes.get("customFormat") in _TRUE
            self._row_styles[row] = _style(attributes) if has_style else None

    def _cell(self, attributes: dict[str, str], at: int) -> None:
        letters = _LETTERS.match(attributes.get("r", ""))
        column = column_number(letters[0]) if letters else self._column + 1
        if column <= self._column:
            raise NotUnderstoodError(
                tr("The cells of its part {part} are not in order.", part=self._part)
            )
        self._column = column
        before = [wanted for wanted in self._columns_left if wanted < column]
        if before:
            self._gap(_Where.IN_ROW, at, before)
            del self._columns_left[: len(before)]
        if self._columns_left and self._columns_left[0] == column:
            self.standing[self._row, column] = at
            self.styles[self._row, column] = _style(attributes)
            del self._columns_left[0]

    def _new_row(self, row: int, at: int) -> None:
        self._row_styles[row] = None
        self.gaps.append(_Gap(_Where.NEW_ROW, at, row, tuple(self._rows[row])))

    def _gap(self, where: _Where, at: int, columns: list[int]) -> None:
        self.gaps.append(_Gap(where, at, self._row, tuple(columns)))

    def finish(self, sheet_data: Node, of_columns: Iterable[tuple[int, int, int]]) -> None:
        """Puts the rows behind the last one, and gives missing cells their row's or column's style."""
        while self._rows_left:
            self._new_row(self._rows_left.pop(), sheet_data.content_end)
        columns = list(of_columns)
        for gap in self.gaps:
            for column in gap.columns:
                style = self._row_styles[gap.row]
                if style is None:
                    found = (s for first, last, s in columns if first <= column <= last)
                    style = next(found, 0)
                self.styles[gap.row, column] = style


def _style(attributes: dict[str, str]) -> int:
    text = attributes.get("s", "0")
    return int(text) if text.isdecimal() else 0


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
