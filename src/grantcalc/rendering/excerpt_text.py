"""An excerpt of a sheet drawn as text: row numbers, column letters, and marks that need no colour.

The wrong cell has a line of ^ below it and > beside its row; cells that it is related to have a dot.
"""

from __future__ import annotations

import textwrap
from itertools import pairwise

from grantcalc.cells import column_letters
from grantcalc.rendering.excerpt import Excerpt, Position
from grantcalc.rendering.terminal import Page, safe
from grantcalc.sheet_view import Shows

RELATED_MARK = "•"
WRONG_MARK = "^"

_INDENT = 2
_GAP = 3  # room for a mark between blanks
_WIDEST_TEXT = 18
_HEADING_WIDTH = 14
_HEADING_LINES = 2
_WIDEST_MARKED = 30
_WIDEST_NUMBER = 30
_FAINT = "dim"


def shortened(text: str, width: int) -> str:
    """A text cut to a width on screen, with an ellipsis; wide letters and emoji take two columns."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…"


def draw(page: Page, excerpt: Excerpt, style: str) -> None:
    """Draws the excerpt; the wrong cell in `style`."""
    _Drawing(page, excerpt, style).draw()


class _Drawing:
    """An excerpt with the columns that fit and what each cell shows."""

    def __init__(self, page: Page, excerpt: Excerpt, style: str) -> None:
        self._page = page
        self._excerpt = excerpt
        self._style = style
        self._digits = len(str(excerpt.rows[-1]))
        self._label_width = page.width * 2 // 5
        self._widths = self._that_fit()
        if len(self._widths) < len(excerpt.columns):
            # Shorter labels leave room for more columns.
            self._label_width = page.width * 2 // 7
            self._widths = self._that_fit()
        self._columns = sorted(self._widths)

    def draw(self) -> None:
        self._headings()
        before = None
        for row in self._excerpt.rows:
            if before is not None and row > before + 1:
                self._line(" ", "…", [])
            self._row(row)
            before = row

    def _that_fit(self) -> dict[int, int]:
        """The width of each column that fits: the labels, the cell's own, and what else there is room for."""
        needed = dict.fromkeys([self._excerpt.columns[0], self._excerpt.at[1]])
        room = self._page.width - _INDENT - self._digits - 4
        widths: dict[int, int] = {}
        for column in dict.fromkeys([*needed, *self._excerpt.columns]):
            width = self._width(column)
            if column in needed or width + _GAP <= room:
                widths[column] = width
                room -= width + _GAP
        return widths

    def _width(self, column: int) -> int:
        from rich.cells import cell_len

        texts = [text for row in self._excerpt.rows for text in self._lines_of((row, column))]
        # Two more for what says that columns before it are left out.
        return max(len(column_letters(column)) + 2, *map(cell_len, texts))

    def _lines_of(self, position: Position) -> list[str]:
        """What a cell shows; a heading above figures may take several lines."""
        row, column = position
        is_heading = row == self._excerpt.heading and position != self._excerpt.at
        cell = self._excerpt.cell(row, column)
        if not is_heading or cell is None or column == self._excerpt.columns[0]:
            return [self._text(position)]
        text = safe(cell.text).strip()
        if _len(text) != len(text):
            return [self._text(position)]
        lines = textwrap.wrap(text, _HEADING_WIDTH, break_long_words=False, break_on_hyphens=False)
        kept = [*lines[: _HEADING_LINES - 1], " ".join(lines[_HEADING_LINES - 1 :])]
        return [shortened(line, _HEADING_WIDTH) for line in kept if line]

    def _text(self, position: Position) -> str:
        cell = self._excerpt.cell(*position)
        if cell is None:
            return ""
        text = safe(cell.text).strip()
        if cell.shows is Shows.NUMBER:
            # As in a spreadsheet: a number is shown whole, or not at all.
            return text if len(text) <= _WIDEST_NUMBER else "#" * 8
        if position[1] == self._excerpt.columns[0]:
            return shortened(text, self._label_width)
        is_marked = position == self._excerpt.at or position in self._excerpt.related
        return shortened(text, _WIDEST_MARKED if is_marked else _WIDEST_TEXT)

    def _headings(self) -> None:
        left_out = self._columns_left_out()
        pieces: list[tuple[str, str | None]] = []
        for column in self._columns:
            letters = (
                f"… {column_letters(column)}" if column in left_out else column_letters(column)
            )
            is_label = column == self._excerpt.columns[0]
            width = self._widths[column]
            pieces.append((letters.ljust(width) if is_label else letters.rjust(width), _FAINT))
            pieces.append((" " * _GAP, None))
        self._line(" ", "", pieces)
        across = sum(self._widths.values()) + _GAP * len(self._columns) - 1
        rule = f"{'─' * (self._digits + 3)}┼{'─' * across}"
        self._page.pieces((rule, _FAINT), indent=_INDENT)

    def _columns_left_out(self) -> set[int]:
        """The columns with others left out before them that hold something in the rows shown."""
        rows = [self._excerpt.view.rows.get(row, {}) for row in self._excerpt.rows]
        pairs = pairwise([0, *self._columns])
        return {
            column
            for before, column in pairs
            if any(before < other < column for cells in rows for other in cells)
        }

    def _row(self, row: int) -> None:
        lines = {column: self._lines_of((row, column)) for column in self._columns}
        for i in range(max(map(len, lines.values()))):
            pieces: list[tuple[str, str | None]] = []
            for column in self._columns:
                text = lines[column][i] if i < len(lines[column]) else ""
                pieces += self._cell(text, (row, column), is_first=i == 0)
            is_at = row == self._excerpt.at[0]
            self._line(">" if is_at and i == 0 else " ", str(row) if i == 0 else "", pieces)
        if row == self._excerpt.at[0]:
            self._carets()

    def _cell(
        self, text: str, position: Position, *, is_first: bool
    ) -> list[tuple[str, str | None]]:
        """A line of a cell's text in its column, and the room after it with the mark of related cells."""
        is_related = position in self._excerpt.related
        style = "bold" if is_related else None
        if position == self._excerpt.at:
            style = self._style
        mark = RELATED_MARK if is_related and is_first else " "
        return [(self._aligned(text, position), style), (f" {mark} ", style)]

    def _carets(self) -> None:
        """The line below the wrong cell that marks it."""
        column = self._excerpt.at[1]
        caret = WRONG_MARK * (_len(self._text(self._excerpt.at)) or self._widths[column])
        before = sum(self._widths[other] + _GAP for other in self._columns if other < column)
        marked = " " * before + self._aligned(caret, self._excerpt.at)
        self._line(" ", "", [(marked, self._style)])

    def _aligned(self, text: str, position: Position) -> str:
        """Texts to the left, everything else to the right, as in the sheet; headings as their column."""
        blanks = " " * (self._widths[position[1]] - _len(text))
        return text + blanks if self._is_text_column(position[1]) else blanks + text

    def _is_text_column(self, column: int) -> bool:
        """Whether more of a column's cells are texts than are not, the headings apart."""
        if column == self._excerpt.columns[0]:
            return True
        rows = self._excerpt.rows[1:] or self._excerpt.rows
        cells = [cell for row in rows if (cell := self._excerpt.cell(row, column))]
        return 2 * sum(cell.shows is Shows.TEXT for cell in cells) > len(cells)

    def _line(self, mark: str, number: str, pieces: list[tuple[str, str | None]]) -> None:
        if pieces:
            text, style = pieces[-1]
            pieces = [*pieces[:-1], (text.rstrip(), style)]
        self._page.pieces(
            (f"{mark} ", self._style),
            (f"{number:>{self._digits}} │ ", _FAINT),
            *pieces,
            indent=_INDENT,
        )


def _len(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
