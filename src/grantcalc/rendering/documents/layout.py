"""How wide a table's columns are on paper, in what size its letters are, and when a page is turned.

Nothing here measures letters: an estimate from their number is enough, with room to spare, and does
not depend on the fonts of a machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grantcalc.document import Table
from grantcalc.rendering.documents.figures import is_spanning, plain, written

#: A4 upright and turned, with its margins, in millimetres.
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 210.0, 297.0, 25.0
UPRIGHT, TURNED = PAGE_WIDTH - 2 * MARGIN, PAGE_HEIGHT - 2 * MARGIN

#: The letters' sizes in points that are tried, from the one that reads best.
_SIZES = (9.5, 8.5, 7.5)
_SMALLEST = 6.5
#: How wide figures, blanks, marks and letters are as parts of the letters' size; headings are bold.
_DIGIT, _BLANK, _MARK = 0.52, 0.26, 0.32
_NARROW, _LETTER, _WIDE = 0.38, 0.54, 0.86
_BOLD = 1.06
_POINT = 0.3528
_PADDING = 3.3
#: Labels are broken into lines: two of them at best, of which none is narrower than the least of these.
_NARROWEST_LABEL, _WIDEST_LABEL, _LONGEST_HEADING = 9.5, 16.0, 7.5


@dataclass(frozen=True)
class Layout:
    """A table's columns in millimetres, its letters in points, and whether its page is turned."""

    widths: tuple[float, ...]
    points: float
    is_turned: bool

    @property
    def is_usual(self) -> bool:
        """Whether the letters have the size that tables have."""
        return self.points == _SIZES[0]

    def holds(self, text: str, column: int) -> bool:
        """Whether each word of a text has room in a column, with some to spare."""
        room = (self.widths[column] - _PADDING) / (self.points * _POINT)
        return all(_size(word) * _BOLD <= room for word in text.split(" "))


def layout(
    table: Table, upright: float = UPRIGHT, turned: float = TURNED, stretch: float = 1.0
) -> Layout:
    """The first size in which all figures fit, on an upright page where that is possible.

    A smaller size is taken before labels are broken into more than two lines, and that before a page
    is turned. `stretch` is how much wider the letters may be than those of a usual font.
    """
    least, wanted = ([size * stretch for size in sizes] for sizes in _needs(table))
    half = [max(least[0], min(wanted[0] / 2 + 1, _WIDEST_LABEL * stretch)), *least[1:]]
    for width, is_turned in ((upright, False), (turned, True)):
        for sizes in (half, least):
            for points in _SIZES:
                if sum(_millimetres(sizes, points)) <= width:
                    return Layout(_shared(sizes, wanted, points, width), points, is_turned)
    narrow = _millimetres(least, _SMALLEST)
    return Layout(tuple(w * turned / sum(narrow) for w in narrow), _SMALLEST, True)


def _needs(table: Table) -> tuple[list[float], list[float]]:
    """The room that each column must have and would like to, as multiples of the letters' size."""
    rows = [
        cells for row, cells in zip(table.rows, written(table), strict=True) if not is_spanning(row)
    ]
    least, wanted = [], []
    for i, column in enumerate(table.columns):
        heading = plain(column.heading)
        word = min(max(map(_size, heading.split(" "))) * _BOLD, _LONGEST_HEADING)
        whole = max((_size(row[i]) for row in rows), default=0.0)
        parts = max((_size(part) for row in rows for part in row[i].split(" ")), default=0.0)
        cells = parts if column.is_figure else min(whole, _NARROWEST_LABEL)
        least.append(max(word, cells, 2.0))
        wanted.append(max(least[-1], whole, min(_size(heading) * _BOLD, _LONGEST_HEADING)))
    return least, wanted


def _size(text: str) -> float:
    """About how wide a text is, as a multiple of the letters' size."""
    return sum(map(_size_of, text))


def _size_of(letter: str) -> float:
    if letter.isdigit():
        return _DIGIT
    if letter.isspace():
        return _BLANK
    if letter in "fijlrtI":
        return _NARROW
    if letter in "mwæMW%":
        return _WIDE
    return _LETTER * (1.2 if letter.isupper() else 1) if letter.isalpha() else _MARK


def _millimetres(sizes: Sequence[float], points: float) -> list[float]:
    return [size * points * _POINT + _PADDING for size in sizes]


def _shared(
    least: Sequence[float], wanted: Sequence[float], points: float, width: float
) -> tuple[float, ...]:
    """The columns over the page's whole width: what is left goes where it is wanted, then to labels."""
    narrow, wide = _millimetres(least, points), _millimetres(wanted, points)
    left, asked = width - sum(narrow), sum(wide) - sum(narrow)
    given = min(1.0, left / asked) if asked else 1.0
    widths = [n + (w - n) * given for n, w in zip(narrow, wide, strict=True)]
    widths[0] += width - sum(widths)
    return tuple(widths)
