"""Horizontal bars between their labels and their figures, row by row like a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from grantcalc.money import Money
from grantcalc.rendering.pictures.drawing import (
    EDGE,
    GREY,
    WIDTH,
    Ink,
    Sheet,
    text_width,
    wrapped,
)
from grantcalc.rendering.pictures.scales import MoneyScale

_SIZE = 8.0
_HEAD = 7.5
_LINE = 3.4
_GAP = 3.0
_WIDEST_LABEL, _NARROWEST_LABEL = 52.0, 28.0
_NARROWEST_BARS = 35.0
_SWATCH = 2.6
_FIRST_ROW = 19.5


@dataclass(frozen=True)
class Bar:
    """A bar from one amount to another; `is_wide` bars lie behind the others."""

    start: Money
    end: Money
    ink: Ink
    is_wide: bool = False


@dataclass(frozen=True)
class Row:
    """A row: its label, its bars, and its figures as texts; a bold one is a sum or a heading."""

    label: str
    figures: tuple[str, ...]
    bars: tuple[Bar, ...] = ()
    bold: bool = False


@dataclass(frozen=True)
class BarTable:
    """Rows under a title; `headings` are those of the figures, with the ink of the bars that they tell.

    There is at least one bar.
    """

    title: str
    subtitle: str
    headings: Sequence[tuple[str, Ink | None]]
    rows: Sequence[Row]

    def draw(self) -> Sheet:
        """The table on a sheet as high as it needs."""
        sheet = Sheet(_FIRST_ROW + sum(map(self._height, self.rows)) + 2)
        sheet.head(self.title, self.subtitle)
        for (heading, ink), right in zip(self.headings, self._rights, strict=True):
            sheet.text(right, _FIRST_ROW - 4, heading, size=_HEAD, at="right", colour=GREY)
            if ink:
                left = right - text_width(heading, _HEAD) - _SWATCH - 1
                sheet.box(left, _FIRST_ROW - 4 - _SWATCH / 2, _SWATCH, _SWATCH, ink)
        top, is_after_bold = _FIRST_ROW, False
        for row in self.rows:
            self._row(sheet, row, top)
            if row.bold and not is_after_bold:
                sheet.line([(EDGE, top), (WIDTH - EDGE, top)], width=0.5, behind=True)
            top, is_after_bold = top + self._height(row), row.bold
        return sheet

    def _row(self, sheet: Sheet, row: Row, top: float) -> None:
        lines, middle = self._label(row), top + self._height(row) / 2
        first = middle - (len(lines) - 1) * _LINE / 2
        for i, line in enumerate(lines):
            sheet.text(EDGE, first + i * _LINE, line, size=_SIZE, bold=row.bold)
        for bar in row.bars:
            height = 4.4 if bar.is_wide else 2.4
            start, end = sorted((self._scale(bar.start), self._scale(bar.end)))
            sheet.box(start, middle - height / 2, end - start, height, bar.ink)
        for figure, right in zip(row.figures, self._rights, strict=True):
            sheet.text(right, middle, figure, size=_SIZE, at="right", bold=row.bold)
        if row.bars:
            zero = self._scale(Money.zero(self._scale.low.currency))
            sheet.line([(zero, top), (zero, top + self._height(row))], width=0.8)

    # -- who gets how much room

    @cached_property
    def _widths(self) -> list[float]:
        """The width of each column of figures."""
        widths = []
        for i, (heading, ink) in enumerate(self.headings):
            swatch = _SWATCH + 1.5 if ink else 0
            figures = (text_width(row.figures[i], _SIZE, bold=row.bold) for row in self.rows)
            widths.append(max(text_width(heading, _HEAD) + swatch, *figures))
        return widths

    @cached_property
    def _rights(self) -> list[float]:
        """The right edge of each column of figures."""
        rights, right = [], WIDTH - EDGE
        for width in reversed(self._widths):
            rights.append(right)
            right -= width + _GAP
        return rights[::-1]

    @cached_property
    def _label_width(self) -> float:
        widest = max(text_width(row.label, _SIZE, bold=row.bold) for row in self.rows)
        room = self._bars_end - EDGE - _GAP - _NARROWEST_BARS
        return max(_NARROWEST_LABEL, min(widest, _WIDEST_LABEL, room))

    @property
    def _bars_end(self) -> float:
        return self._rights[0] - self._widths[0] - _GAP

    @cached_property
    def _scale(self) -> MoneyScale:
        ends = [end for row in self.rows for bar in row.bars for end in (bar.start, bar.end)]
        zero = Money.zero(ends[0].currency)
        left = EDGE + self._label_width + _GAP
        return MoneyScale(min([zero, *ends]), max([zero, *ends]), left, self._bars_end)

    def _label(self, row: Row) -> list[str]:
        """A label's lines; where no bars stand beside it, it takes their room too."""
        width = self._label_width if row.bars else self._bars_end - EDGE
        return wrapped(row.label, width, _SIZE, bold=row.bold)

    def _height(self, row: Row) -> float:
        return max(5.0, len(self._label(row)) * _LINE) + 2.2
