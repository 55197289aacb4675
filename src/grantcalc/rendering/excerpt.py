"""The part of a sheet that a finding is about: which rows and columns to draw, and what is marked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grantcalc.cells import cell_position, column_letters
from grantcalc.finding import Finding, Place
from grantcalc.language import plural, tr
from grantcalc.sheet_view import SheetView, ShownCell, Shows

#: A cell's row and column, both counted from 1.
Position = tuple[int, int]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FEWEST_DIGITS_OF_AN_AMOUNT = 3


@dataclass(frozen=True)
class Size:
    """How much of a sheet to show: its rows, its columns, and how many rows on each side of the cell."""

    rows: int
    columns: int
    around: int


SHORT = Size(rows=8, columns=6, around=1)
LONG = Size(rows=24, columns=12, around=3)


@dataclass(frozen=True)
class Excerpt:
    """Rows of a sheet in their order, and columns, the most important first.

    `heading` is the row that names the columns, if there is one. `at` is the cell that the finding is
    about, `related` are the others that it names.
    """

    view: SheetView
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    heading: int | None
    at: Position
    related: frozenset[Position]

    def cell(self, row: int, column: int) -> ShownCell | None:
        """What a cell shows; None where it is empty."""
        return self.view.rows.get(row, {}).get(column)


class Sheets:
    """The sheets of a report, to take excerpts of."""

    def __init__(self, views: Iterable[SheetView]) -> None:
        self._views = {(view.file, view.sheet): view for view in views}
        self._labels: dict[tuple[str, str | None], int] = {}
        self._headings: dict[tuple[str, str | None, int], list[int]] = {}

    def excerpt(self, finding: Finding, size: Size) -> Excerpt | None:
        """What to show of the sheet around a finding; None where it is at no cell of a sheet."""
        view = self._views.get((finding.at.file, finding.at.sheet))
        at = cell_position(finding.at.cell or "")
        if view is None or at is None:
            return None
        related = list(_positions(finding, at))
        heading = self.heading_row(view, at)
        rows = _rows(view, at, related, heading, size)
        shown = [position for position in related if position[0] in rows]
        return Excerpt(
            view=view,
            rows=tuple(sorted(rows)),
            columns=_columns(view, rows, [at, *shown], self.label_column(view), size),
            heading=heading,
            at=at,
            related=frozenset(shown),
        )

    def label_column(self, view: SheetView) -> int:
        """The column of most texts, the leftmost of several: it says what the rows are."""
        key = (view.file, view.sheet)
        if key not in self._labels:
            texts = Counter(
                column
                for cells in view.rows.values()
                for column, cell in cells.items()
                if cell.shows is Shows.TEXT and any(map(str.isalpha, cell.text))
            )
            self._labels[key] = min(texts, key=lambda column: (-texts[column], column), default=1)
        return self._labels[key]

    def heading_row(self, view: SheetView, at: Position) -> int | None:
        """The nearest row above a cell that names its column, and most of the others."""
        row, column = at
        key = (view.file, view.sheet, column)
        if key not in self._headings:
            self._headings[key] = _heading_rows(view, column, self.label_column(view))
        above = bisect_left(self._headings[key], row)
        return self._headings[key][above - 1] if above else None


def _heading_rows(view: SheetView, column: int, label: int) -> list[int]:
    """Every row that names a column and most of the others, from the top."""
    found = []
    for row, cells in view.rows.items():
        others = {c: cell for c, cell in cells.items() if c != label}
        named = [c for c, cell in others.items() if _is_heading(cell)]
        names_it = column in named or (column == label and len(named) > 1)
        if names_it and 2 * len(named) >= len(others):
            found.append(row)
    return sorted(found)


def _is_heading(cell: ShownCell) -> bool:
    """Whether a cell may name a column: a word, a day, a year or a period, no amount."""
    if cell.shows is Shows.DAY or _YEAR.search(cell.text):
        return True
    digits = sum(map(str.isdigit, cell.text))
    has_letters = any(map(str.isalpha, cell.text))
    return cell.shows is Shows.TEXT and has_letters and digits < _FEWEST_DIGITS_OF_AN_AMOUNT


def named_places(finding: Finding) -> Iterator[Place]:
    """The places beside a finding's own that it names: those of its equation first."""
    terms = (*finding.equation.stated, *finding.equation.made_of) if finding.equation else ()
    places = dict.fromkeys([*(term.at for term in terms), *finding.related])
    yield from (place for place in places if place != finding.at)


def _positions(finding: Finding, at: Position) -> Iterator[Position]:
    """Where the places named are on the finding's own sheet, the nearest first."""
    here = (finding.at.file, finding.at.sheet)
    positions = [
        position
        for place in named_places(finding)
        if (place.file, place.sheet) == here and (position := cell_position(place.cell or ""))
    ]
    yield from sorted(positions, key=lambda p: abs(p[0] - at[0]) + abs(p[1] - at[1]))


def _rows(
    view: SheetView, at: Position, related: list[Position], heading: int | None, size: Size
) -> set[int]:
    """The cell's own row, the headings, the rows beside it that hold anything, those of `related`."""
    near = range(at[0] - size.around, at[0] + size.around + 1)
    beside = sorted((row for row in near if row in view.rows), key=lambda row: abs(row - at[0]))
    wanted = [at[0], *([heading] if heading else []), *beside[:3], *(row for row, _ in related)]
    return set(list(dict.fromkeys([*wanted, *beside]))[: size.rows])


def _columns(
    view: SheetView, rows: set[int], marked: list[Position], label: int, size: Size
) -> tuple[int, ...]:
    """The labels, the columns of the marked cells, then the nearest others that hold anything."""
    own = marked[0][1]
    filled = {column for row in rows for column in view.rows.get(row, {})}
    others = sorted(filled, key=lambda column: (abs(column - own), column))
    wanted = dict.fromkeys([label, own, *(column for _, column in marked), *others])
    return tuple(wanted)[: size.columns]


def hidden_parts(excerpt: Excerpt) -> list[str]:
    """What of the excerpt is hidden in the sheet, in sentences."""
    view = excerpt.view
    rows = [str(row) for row in excerpt.rows if row in view.hidden_rows]
    hidden = (column for column in sorted(excerpt.columns) if column in view.hidden_columns)
    columns = [column_letters(column) for column in hidden]
    said = [tr("The sheet is hidden.")] if view.is_hidden else []
    if rows:
        said.append(
            plural(
                "Row {rows} is hidden.", "Rows {rows} are hidden.", len(rows), rows=", ".join(rows)
            )
        )
    if columns:
        said.append(
            plural(
                "Column {columns} is hidden.",
                "Columns {columns} are hidden.",
                len(columns),
                columns=", ".join(columns),
            )
        )
    return said
