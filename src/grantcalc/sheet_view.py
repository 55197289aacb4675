"""A sheet as its reader sees it: what its cells show, for outputs that draw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Shows(StrEnum):
    """What a cell shows; it decides how the cell is drawn."""

    NUMBER = "number"
    TEXT = "text"
    DAY = "day"
    ERROR = "error"
    #: A formula whose value the file does not hold.
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """What one cell shows, as one line of text, and the formula behind it if there is one.

    The text comes from the file: whoever draws it makes it safe for where it goes.
    """

    text: str
    shows: Shows
    formula: str | None = None


@dataclass(frozen=True)
class SheetView:
    """The cells of one sheet that hold anything, by row and column, both counted from 1."""

    file: str
    sheet: str | None
    rows: Mapping[int, Mapping[int, ShownCell]]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
