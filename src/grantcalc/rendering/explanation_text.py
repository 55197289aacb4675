"""What figures are made of, as text: each entry with its place, and the sum as it grows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

from grantcalc.finding import Place
from grantcalc.language import plural, shown_day, shown_number, tr
from grantcalc.rendering.finding_words import count_text
from grantcalc.rendering.terminal import CellText, Page, safe, titled
from grantcalc.report.explanation import (
    Explained,
    ExplainedEntry,
    ExplainedHours,
    Explanation,
    Origin,
)
from grantcalc.report.remaining import RemainingReport

#: Columns are made as wide as these many entries need, and wider where later ones need it.
_AT_A_TIME = 500
_INDENT = "  "
_GAP = "  "
_WIDEST_NAME = 16


def explanation_text(
    report: RemainingReport, explained: Iterable[Explained], width: int | None, *, colour: bool
) -> Iterator[str]:
    """The figures with all that they are made of, piece by piece."""
    page = Page(width, colour=colour)
    page.line(titled(report), style="bold")
    for figure in explained:
        _head(page, figure.head)
        yield page.take()
        yield from _entries(figure.entries, page.width)
    page.line()
    page.line(tr("{findings} in the whole report", findings=count_text(report.summary)))
    yield page.take()


def _head(page: Page, head: Explanation) -> None:
    period = f", {head.period}" if head.period else ""
    is_left_out = head.figure == "not_counted"
    title = tr("Not counted: {reason}", reason=head.name) if is_left_out else head.name
    page.heading(f"{title}{period}")
    rows: list[Sequence[CellText]] = [(_origin(origin), origin.amount) for origin in head.origins]
    page.table(["", tr("Amount")], rows, bold=[len(rows) - 1])


def _origin(origin: Origin) -> str:
    """A figure's name, and after a colon where it comes from."""
    place = _place(origin.at) if origin.at else ""
    source = ", ".join(part for part in (place, origin.how) if part)
    return f"{_INDENT}{origin.name}: {source}" if source else f"{_INDENT}{origin.name}"


def _place(place: Place) -> str:
    if place.line is not None:
        return tr("{file} line {line}", file=place.file, line=place.line)
    return str(place)


def _entries(entries: Iterable[ExplainedEntry | ExplainedHours], width: int) -> Iterator[str]:
    """Two lines an entry: its figures, and its text and place; then how many there were."""
    remaining = iter(entries)
    widths: list[int] = []
    count, last = 0, ""
    while portion := [_columns(entry) for entry in islice(remaining, _AT_A_TIME)]:
        headings = portion[0].headings
        if not widths:
            widths = [len(heading) for heading in headings]
        for row in portion:
            wide = [min(len(cell), row.most(i)) for i, cell in enumerate(row.cells)]
            widths = [max(pair) for pair in zip(widths, wide, strict=True)]
        if not count:
            yield "\n" + portion[0].aligned(headings, widths)
        for row in portion:
            yield row.aligned(row.cells, widths)
            yield from _wrapped(row.text, width)
        count += len(portion)
        last = portion[-1].cells[-1]
    if count:
        number = plural(
            "{count} entry, {sum} in all", "{count} entries, {sum} in all", count, sum=last
        )
        yield f"\n{_INDENT}{number}\n"


class _Row:
    """An entry as cells of text, of which the first `left` stand at the left of their columns."""

    def __init__(self, headings: Sequence[str], cells: Sequence[str], text: str, left: int) -> None:
        self.headings = headings
        self.cells = cells
        self.text = text
        self.left = left

    def most(self, column: int) -> int:
        """How wide a cell may make its column: names may stand out, amounts may not."""
        return _WIDEST_NAME if column < self.left else len(self.cells[column])

    def aligned(self, cells: Sequence[str], widths: Sequence[int]) -> str:
        """One line with a cell under each other."""
        placed = (
            cell.ljust(width) if i < self.left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return f"{_INDENT}{_GAP.join(placed)}".rstrip() + "\n"


def _columns(entry: ExplainedEntry | ExplainedHours) -> _Row:
    place = _place(Place(entry.file, entry.sheet, entry.cell or None, entry.line))
    if isinstance(entry, ExplainedHours):
        return _Row(
            (tr("Date"), tr("Hours"), tr("Rate"), tr("Amount"), tr("Running sum")),
            (
                shown_day(entry.date),
                shown_number(entry.hours),
                shown_number(entry.rate),
                _grouped(entry.amount),
                _grouped(entry.running),
            ),
            "; ".join(safe(part) for part in (entry.role, place) if part),
            left=1,
        )
    return _Row(
        (tr("Date"), tr("Voucher"), tr("Account"), tr("Amount"), tr("Running sum")),
        (
            shown_day(entry.date),
            safe(entry.voucher),
            safe(entry.account),
            entry.amount.grouped_exactly,
            entry.running.grouped_exactly,
        ),
        "; ".join(safe(part) for part in (entry.text, entry.supplier, place) if part),
        left=3,
    )


def _grouped(amount: str) -> str:
    """An exact decimal in groups of three digits, with two decimals or more."""
    value = Decimal(amount)
    least = max(2, -int(value.as_tuple().exponent))
    return shown_number(f"{value:.{least}f}")


def _wrapped(text: str, width: int) -> Iterator[str]:
    indent = _INDENT * 3
    if len(indent) + len(text) <= width:
        yield f"{indent}{text}\n"
        return
    for line in textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    ):
        yield f"{line}\n"
