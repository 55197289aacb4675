"""How large the box of a comment must be, and between which cells it then lies."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from grantcalc.rendering.annotated.cells import Position, SheetCells
from grantcalc.rendering.annotated.markup import Node

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
WIDTH, _LINE, _MARGIN = 330, 16, 14
_LETTERS_IN_A_LINE = 48
_COLUMN, _ROW = 64, 20
_MOST_LINES = 60


@dataclass(frozen=True)
class Box:
    """A comment's size in pixels, and its corners: column, pixels into it, row, pixels; twice."""

    width: int
    height: int
    anchor: tuple[int, int, int, int, int, int, int, int]


class Boxes:
    """Places boxes on one sheet, whose columns and rows have their own sizes."""

    def __init__(self, cells: SheetCells) -> None:
        self._heights = cells.heights
        self._hidden_rows = cells.hidden_rows
        self._column, self._row = float(_COLUMN), float(_ROW)
        self._columns: list[tuple[int, int, float]] = []
        for node in cells.root.children:
            if node.name == "sheetFormatPr":
                self._defaults(node)
            elif node.name == "cols":
                self._columns += [_column(column) for column in node.children]

    def _defaults(self, node: Node) -> None:
        width = _float(node.attributes.get("defaultColWidth"))
        height = _float(node.attributes.get("defaultRowHeight"))
        self._column = width * 7 + 5 if width else _COLUMN
        self._row = height * 4 / 3 if height else _ROW

    def box(self, position: Position, text: str) -> Box:
        """The box for a text, to the right of its cell and a little above."""
        row, column = position
        left = min(column, _LAST_COLUMN - 8)
        top = max(row - 2, 0)
        height = height_of(text)
        right, into_column = _reach(left, 15 + WIDTH, self._width, _LAST_COLUMN)
        bottom, into_row = _reach(top, 8 + height, self._height, _LAST_ROW)
        return Box(WIDTH, height, (left, 15, top, 8, right, into_column, bottom, into_row))

    def _width(self, column: int) -> float:
        found = (wide for first, last, wide in self._columns if first <= column + 1 <= last)
        return next(found, self._column)

    def _height(self, row: int) -> float:
        if row + 1 in self._hidden_rows:
            return 0
        points = self._heights.get(row + 1)
        return self._row if points is None else points * 4 / 3


def height_of(text: str) -> int:
    """How many pixels high the box for a text is."""
    return _LINE * min(_lines(text), _MOST_LINES) + _MARGIN


def _column(node: Node) -> tuple[int, int, float]:
    """A <col>: its first and last column, and their width in pixels."""
    given = node.attributes
    width = _float(given.get("width"))
    pixels = 0.0 if given.get("hidden") in ("1", "true") else width * 7 + 5 if width else _COLUMN
    return int(_float(given.get("min"))), int(_float(given.get("max"))), pixels


def _float(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) and value > 0 else 0.0


def _lines(text: str) -> int:
    """How many lines a text takes in a box."""
    return sum(max(1, math.ceil(len(line) / _LETTERS_IN_A_LINE)) for line in text.split("\n")) + 1


def _reach(start: int, pixels: float, size: Callable[[int], float], last: int) -> tuple[int, int]:
    """The row or column that lies so many pixels behind the start of another, and how far into it."""
    at = start
    while at < last - 1 and pixels > size(at):
        pixels -= size(at)
        at += 1
    return at, int(min(pixels, size(at)))
