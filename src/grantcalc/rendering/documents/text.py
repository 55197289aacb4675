"""A document as plain text: for a terminal, a mail, or a file that any program opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grantcalc.document import (
    Block,
    Document,
    FillIn,
    Heading,
    Items,
    Paragraph,
    Picture,
    Row,
    Table,
)
from grantcalc.rendering.documents.figures import (
    captioned,
    empty_table,
    is_spanning,
    plain,
    to_fill_in,
    written,
)
from grantcalc.rendering.terminal import safe, wrapped

_USUAL, _NARROWEST, _WIDEST = 80, 40, 120
_GAP = 2
_LEAST_LABEL, _MOST_LABEL = 16, 60
_MOST_HEADING = 14


def text(document: Document, width: int | None = None) -> str:
    """The document in lines of at most `width` letters; amounts are never broken over two."""
    lines = _Lines(max(_NARROWEST, min(width or _USUAL, _WIDEST)))
    blocks = ["\n".join(lines.block(block, caption)) for block, caption in captioned(document)]
    rule = "-" * lines.width
    made = "\n".join([rule, *lines.wrapped(document.made_from)])
    shown = "\n\n".join([*filter(None, blocks), made]).replace("\u00a0", " ")
    return "\n".join(line.rstrip() for line in shown.split("\n")) + "\n"


class _Lines:
    """Blocks as lines of a width."""

    def __init__(self, width: int) -> None:
        self.width = width

    def wrapped(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        """A paragraph; `first` stands before its first line, `rest` before the others."""
        shown = safe(plain(text))
        return wrapped(shown, self.width, first, first if rest is None else rest)

    def block(self, block: Block, caption: str) -> Iterator[str]:
        """The lines of a block."""
        match block:
            case Heading(level, words):
                lines = self.wrapped(words)
                yield from lines
                rule = {1: "=", 2: "-"}.get(level)
                if rule and lines:
                    yield rule * max(map(len, lines))
            case Paragraph():
                yield from self.wrapped(block.text)
            case Items():
                for number, item in enumerate(block.items, start=1):
                    mark = f"{number}. " if block.numbered else "- "
                    yield from self.wrapped(item.text, f"  {mark}", " " * (len(mark) + 2))
            case FillIn(prompt):
                yield from self._fill_in(prompt)
            case Table():
                yield from self._table(block, caption)
            case Picture():
                yield from self.wrapped(caption)
                yield from self.wrapped(block.alt, "  ")

    def _fill_in(self, prompt: str) -> Iterator[str]:
        *lines, last = wrapped(safe(plain(to_fill_in(prompt))), self.width - 2, "[ ", "  ")
        yield from [*lines, f"{last} ]"]

    def _table(self, table: Table, caption: str) -> Iterator[str]:
        yield from self.wrapped(caption)
        texts = [[safe(cell) for cell in cells] for cells in written(table)]
        headings = [safe(plain(column.heading)) for column in table.columns]
        portions: list[list[int]] = []
        for most_heading in (
            _MOST_HEADING,
            0,
        ):  # rather headings in many lines than a divided table
            widths = _widths(table, headings, texts, most_heading)
            portions = list(self._portions(widths))
            if len(portions) == 1:
                break
        for portion in portions:
            yield ""
            yield from _Grid(table, headings, texts, widths, portion, self.width).lines()

    def _portions(self, widths: Sequence[int]) -> Iterator[list[int]]:
        """The columns beside the labels, in portions that there is room for."""
        room = left = self.width - min(_LEAST_LABEL, widths[0])
        portion: list[int] = []
        for column, width in enumerate(widths[1:], start=1):
            if portion and width + _GAP > left:
                yield portion
                portion, left = [], room
            portion.append(column)
            left -= width + _GAP
        yield portion


def _widths(
    table: Table, headings: Sequence[str], texts: Sequence[Sequence[str]], most_heading: int
) -> list[int]:
    """How wide each column is: its figures are never broken, its heading may be.

    A heading of up to `most_heading` letters stands in one line.
    """
    widths = []
    for i, heading in enumerate(headings):
        cells = (
            len(cells[i])
            for cells, row in zip(texts, table.rows, strict=True)
            if not is_spanning(row)
        )
        words = max(map(len, heading.split(" ")), default=0)
        whole = min(len(heading), most_heading)
        most = max(1, max(cells, default=1), words, whole)
        widths.append(min(most, _MOST_LABEL) if not table.columns[i].is_figure else most)
    return widths


class _Grid:
    """Some columns of a table, beside its labels."""

    def __init__(
        self,
        table: Table,
        headings: Sequence[str],
        texts: Sequence[Sequence[str]],
        widths: Sequence[int],
        columns: list[int],
        room: int,
    ) -> None:
        self._table, self._headings, self._texts = table, headings, texts
        self._columns = [0, *columns]
        beside = sum(widths[column] + _GAP for column in columns)
        label = max(min(widths[0], room - beside), min(_LEAST_LABEL, widths[0]))
        self._widths = [label, *(widths[column] for column in columns)]
        self._whole = sum(self._widths) + _GAP * len(columns)

    def lines(self) -> Iterator[str]:
        """The headings, and each row with what is broken below it."""
        yield from self._row(self._headings, at_the_end=True)
        yield "-" * self._whole
        is_first = True
        for row, texts in zip(self._table.rows, self._texts, strict=True):
            if row.role == "heading" and not is_first:
                yield ""
            if (
                row.role not in ("fill_in", "note") or 1 in self._columns
            ):  # what is to be filled in, once
                yield from self._of(row, texts)
            is_first = False
        if not self._table.rows:
            yield empty_table()

    def _of(self, row: Row, texts: Sequence[str]) -> Iterator[str]:
        if is_spanning(row):
            shown = to_fill_in(texts[0]) if row.role == "fill_in" else texts[0]
            yield from wrapped(shown, self._whole, "" if row.role == "heading" else "  ", "  ")
        elif row.role == "sum":
            rule = [
                ("-" if texts[column] and i else " ") * self._widths[i]
                for i, column in enumerate(self._columns)
            ]
            yield (" " * _GAP).join(rule)
            yield from self._row(texts)
        else:
            yield from self._row(texts)

    def _row(self, texts: Sequence[str], *, at_the_end: bool = False) -> Iterator[str]:
        cells = [
            wrapped(texts[column], width, "", "") or [""]
            for column, width in zip(self._columns, self._widths, strict=True)
        ]
        height = max(map(len, cells))
        for line in range(height):
            shown = []
            for i, cell in enumerate(cells):
                at = line - (height - len(cell)) if at_the_end else line
                part = cell[at] if 0 <= at < len(cell) else ""
                is_figure = self._table.columns[self._columns[i]].is_figure
                shown.append(
                    part.rjust(self._widths[i]) if is_figure else part.ljust(self._widths[i])
                )
            yield (" " * _GAP).join(shown)
