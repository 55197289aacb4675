"""What every text output shares: safe text and tables, at 80 columns or the terminal's width."""

from __future__ import annotations

import io
import os
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from grantcalc.language import plural, shown_day, tr
from grantcalc.money import Money, shown_percent
from grantcalc.report.remaining import RemainingReport

if TYPE_CHECKING:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table

_NARROWEST = 60
_WIDEST = 120
_PIPED = 80
_HEADING_WIDTH = 12
_LEAST_LABEL = 24
_GAP = 3
_NARROWEST_BAR, _WIDEST_BAR = 6, 16
_LEAST_LABEL_BY_BARS = 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
#: What the log of a pipeline takes for a command: "::name::" at the start of a line, wherever lines are
#: broken, and "##[name]" or "##vso[name]" anywhere.
_COMMAND = re.compile(r"(?<=:):|(?<=#)#(?=[A-Za-z]*\[)")
_INSIDE_AMOUNT = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def safe(text: str) -> str:
    """Text from a file without what a terminal acts on, or the log of a pipeline.

    These are control and direction codes, and workflow commands.
    """
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    return _COMMAND.sub(r" \g<0>", text) if "::" in text or "##" in text else text


def unbroken(text: str) -> str:
    """Text with amounts that no line may end within: their blanks are no-break spaces."""
    return _INSIDE_AMOUNT.sub("\u00a0", text)


def wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    """A paragraph in lines as wide as `width` on screen; `first` and `rest` stand before its lines."""
    from rich.cells import cell_len, chop_cells

    if cell_len(text) == len(text):
        return textwrap.wrap(
            text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        )
    lines: list[str] = []
    line, is_empty = first, True
    words = [
        part for word in text.split(" ") if word for part in chop_cells(word, width - len(rest))
    ]
    for word in words:
        if not is_empty and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line, is_empty = rest, True
        line += word if is_empty else f" {word}"
        is_empty = False
    return lines if is_empty else [*lines, line]


class Page:
    """Text under construction; `text` gives it whole, with colour codes where `colour` asks for them."""

    def __init__(self, width: int | None, *, colour: bool) -> None:
        from rich.console import Console

        self.width = max(_NARROWEST, min(width or _PIPED, _WIDEST))
        self._colour = colour
        self._buffer = io.StringIO()
        self._console: Console = Console(
            file=self._buffer,
            width=self.width,
            force_terminal=colour,
            no_color=not colour,
            color_system="standard" if colour else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def text(self) -> str:
        """Everything written so far; lines have no blanks at their ends."""
        lines = self._buffer.getvalue().replace("\u00a0", " ").split("\n")
        return "\n".join(line.rstrip() for line in lines)

    def take(self) -> str:
        """What was written since the last time, which the page then forgets."""
        text = self.text()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text

    def line(self, text: str = "", style: str | None = None, indent: int = 0) -> None:
        """One paragraph, wrapped with its later lines indented; amounts are never broken."""
        first = " " * indent
        for piece in wrapped(unbroken(safe(text)), self.width, first, first) or [""]:
            self._write((piece, style))

    def pieces(self, *pieces: tuple[str, str | None], indent: int = 0) -> None:
        """One line of texts with their styles, as it is: its maker keeps it within the width."""
        self._write((" " * indent, None), *((safe(text), style) for text, style in pieces))

    def _write(self, *pieces: tuple[str, str | None]) -> None:
        """A line; written straight, because a console takes its time to measure what is measured."""
        from rich.color import ColorSystem
        from rich.style import Style

        for text, style in pieces:
            if style and text and self._colour:
                text = Style.parse(style).render(text, color_system=ColorSystem.STANDARD)
            self._buffer.write(text)
        self._buffer.write("\n")

    def verbatim(self, text: str) -> None:
        """Lines as they are, however long, for somebody to copy."""
        for line in text.splitlines():
            self._console.print(
                safe(line), no_wrap=True, crop=False, overflow="ignore", soft_wrap=True
            )

    def heading(self, text: str) -> None:
        """A heading with an empty line above it."""
        self.line()
        self.line(text, style="bold")

    def table(
        self,
        headings: Sequence[str],
        rows: Sequence[Sequence[CellText]],
        *,
        bold: Sequence[int] = (),
        bars: Callable[[int], Sequence[str]] | None = None,
    ) -> None:
        """A table: the first column is text and may wrap, the others are figures and may not.

        Amounts have decimals in all of the table or in none. `bars` makes a last column of bars of a
        width, one for each row, which is there where the figures leave room for it.
        """
        amounts = [cell for row in rows for cell in row if isinstance(cell, Money)]
        exactly = not all(amount.is_whole for amount in amounts)
        texts = [[_text(cell, exactly=exactly) for cell in row] for row in rows]
        headed = [headings[0], *(textwrap.fill(safe(h), _HEADING_WIDTH) for h in headings[1:])]
        room = self._room_for_bars(headed, texts)
        if bars and room >= _NARROWEST_BAR:
            headed.append("")
            texts = [[*row, bar] for row, bar in zip(texts, bars(room), strict=True)]
            self._one_table(headed, texts, range(1, len(headed)), bold)
            return
        for columns in self._that_fit(headed, texts):
            self._one_table(headed, texts, columns, bold)

    def _room_for_bars(self, headings: Sequence[str], texts: list[list[str]]) -> int:
        """How wide bars may be beside the labels and all of the figures."""
        figures = sum(_width(headings, texts, i) + _GAP for i in range(1, len(headings)))
        labels = [row[0] for row in texts]
        word = max((len(word) for label in labels for word in label.split()), default=0)
        label = min(max(map(len, labels), default=0), max(word, _LEAST_LABEL_BY_BARS))
        return min(self.width - label - figures - _GAP, _WIDEST_BAR)

    def _that_fit(self, headings: Sequence[str], texts: list[list[str]]) -> Iterator[list[int]]:
        """The columns of figures in portions that leave room for the labels beside them."""
        portion: list[int] = []
        room = left = self.width - _LEAST_LABEL
        for i in range(1, len(headings)):
            width = _width(headings, texts, i) + _GAP
            if portion and width > left:
                yield portion
                portion, left = [], room
            portion.append(i)
            left -= width
        yield portion

    def _one_table(
        self,
        headings: Sequence[str],
        texts: list[list[str]],
        columns: Sequence[int],
        bold: Sequence[int],
    ) -> None:
        from rich import box
        from rich.table import Table

        table: Table = Table(
            box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, _GAP - 1, 0, 0)
        )
        table.add_column(safe(headings[0]), overflow="fold")
        for i in columns:
            widest = max((len(row[i]) for row in texts), default=0)
            table.add_column(headings[i], justify="right", min_width=widest, no_wrap=True)
        for i, row in enumerate(texts):
            figures = [row[column] for column in columns]
            table.add_row(_indented(row[0]), *figures, style="bold" if i in bold else None)
        self._console.print(table)


#: What a table's cell may hold; None is an amount that is not known.
CellText = str | Money | None


def _text(cell: CellText, *, exactly: bool) -> str:
    if isinstance(cell, Money):
        cell = cell.grouped_exactly if exactly else cell.grouped
    return unbroken(safe("?" if cell is None else cell))


def _width(headings: Sequence[str], texts: list[list[str]], column: int) -> int:
    """How wide a column of figures is."""
    return max(map(len, [*headings[column].split("\n"), *(row[column] for row in texts)]))


def _indented(text: str) -> Padding:
    """A text whose leading blanks stand before each of its lines."""
    from rich.padding import Padding

    return Padding(text.lstrip(" "), (0, 0, 0, len(text) - len(text.lstrip(" "))))


def percent(share: str | None) -> str:
    """A share of one ("0.5205") as a percentage with two decimals."""
    return "-" if share is None else shown_percent(share)


def titled(report: RemainingReport) -> str:
    """The heading of a report of what remains: the project, the day and the currency."""
    values = {"day": shown_day(report.as_of), "currency": report.currency}
    if not report.project:
        return tr("as of {day} (amounts in {currency})", **values)
    return tr("{project}, as of {day} (amounts in {currency})", project=report.project, **values)


def entries_text(count: int) -> str:
    """How many entries: "1 entry", "12 entries"."""
    return plural("{count} entry", "{count} entries", count)


def terminal_width() -> int | None:
    """The width that the user or the terminal asks for."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size().columns
    except OSError:
        return None
