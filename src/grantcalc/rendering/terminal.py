"""What every text output shares: safe text, tables, findings, at 80 columns or the terminal's width."""

from __future__ import annotations

import io
import os
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from grantcalc.finding import Finding, Place, Severity
from grantcalc.language import and_more, mark, plural, tr
from grantcalc.money import Money, shown_percent
from grantcalc.report import Summary

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
_MOST_RELATED = 12
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
#: What the log of a pipeline takes for a command: "::name::" at the start of a line, wherever lines are
#: broken, and "##[name]" or "##vso[name]" anywhere.
_COMMAND = re.compile(r"(?<=:):|(?<=#)#(?=[A-Za-z]*\[)")
_INSIDE_AMOUNT = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold blue"}
_WORDS = {
    Severity.ERROR: mark("error"),
    Severity.WARNING: mark("warning"),
    Severity.INFO: mark("note"),
}


def safe(text: str) -> str:
    """Text from a file without what a terminal acts on, or the log of a pipeline.

    These are control and direction codes, and workflow commands.
    """
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    return _COMMAND.sub(r" \g<0>", text) if "::" in text or "##" in text else text


class Page:
    """Text under construction; `text` gives it whole, with colour codes where `colour` asks for them."""

    def __init__(self, width: int | None, *, colour: bool) -> None:
        from rich.console import Console

        self.width = max(_NARROWEST, min(width or _PIPED, _WIDEST))
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
        kept = _INSIDE_AMOUNT.sub("\u00a0", safe(text))
        wrapped = textwrap.wrap(
            kept,
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * indent,
            break_on_hyphens=False,
        )
        for piece in wrapped or [""]:
            self._console.print(piece, style=style, no_wrap=True, crop=False, overflow="ignore")

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
    ) -> None:
        """A table: the first column is text and may wrap, the others are figures and may not.

        Amounts have decimals in all of the table or in none.
        """
        amounts = [cell for row in rows for cell in row if isinstance(cell, Money)]
        exactly = not all(amount.is_whole for amount in amounts)
        texts = [[_text(cell, exactly=exactly) for cell in row] for row in rows]
        headed = [headings[0], *(textwrap.fill(safe(h), _HEADING_WIDTH) for h in headings[1:])]
        for columns in self._that_fit(headed, texts):
            self._one_table(headed, texts, columns, bold)

    def _that_fit(self, headings: Sequence[str], texts: list[list[str]]) -> Iterator[list[int]]:
        """The columns of figures in portions that leave room for the labels beside them."""
        portion: list[int] = []
        room = left = self.width - _LEAST_LABEL
        for i in range(1, len(headings)):
            lines = [*headings[i].split("\n"), *(row[i] for row in texts)]
            width = max(map(len, lines)) + _GAP
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
    return _INSIDE_AMOUNT.sub("\u00a0", safe("?" if cell is None else cell))


def _indented(text: str) -> Padding:
    """A text whose leading blanks stand before each of its lines."""
    from rich.padding import Padding

    return Padding(text.lstrip(" "), (0, 0, 0, len(text) - len(text.lstrip(" "))))


def percent(share: str | None) -> str:
    """A share of one ("0.5205") as a percentage with two decimals."""
    return "-" if share is None else shown_percent(share)


def severity_word(severity: Severity) -> str:
    """What people call a severity: error, warning or note."""
    return tr(_WORDS[severity])


def write_findings(page: Page, findings: Sequence[Finding], summary: Summary) -> None:
    """Each finding with its place, its message and the places that belong to it; then the count."""
    for finding in findings:
        page.line()
        page.line(
            f"{severity_word(finding.severity)} {finding.code} {finding.name}",
            style=_STYLES[finding.severity],
        )
        page.line(tr("at {place}", place=_place(finding.at)), indent=2)
        page.line(finding.message, indent=2)
        if finding.related:
            page.line(tr("see {places}", places=_cells(finding.at, finding.related)), indent=2)
    page.line()
    page.line(count_text(summary))


def _place(place: Place) -> str:
    """A place as Excel's users name it: "budget.xlsx, sheet Budsjett, cell B9"."""
    sheet = tr("sheet {sheet}", sheet=place.sheet) if place.sheet else ""
    cell = tr("cell {cell}", cell=place.cell) if place.cell else ""
    return ", ".join(part for part in (place.file, sheet, cell, _line(place)) if part)


def _line(place: Place) -> str:
    return tr("line {line}", line=place.line) if place.line else ""


def _cells(at: Place, related: Sequence[Place]) -> str:
    """Related cells; the file and sheet are named only where they are others than the finding's."""
    here = (at.file, at.sheet)
    named = ", ".join(
        (p.cell or _line(p)) if (p.file, p.sheet) == here else _place(p)
        for p in related[:_MOST_RELATED]
    )
    more = len(related) - _MOST_RELATED
    return and_more(named, more) if more > 0 else named


def count_text(summary: Summary) -> str:
    """The findings counted in words, as in "1 error, 0 warnings, 2 notes"."""
    return ", ".join(
        (
            plural("{count} error", "{count} errors", summary.errors),
            plural("{count} warning", "{count} warnings", summary.warnings),
            plural("{count} note", "{count} notes", summary.infos),
        )
    )


def terminal_width() -> int | None:
    """The width that the user or the terminal asks for."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size().columns
    except OSError:
        return None
