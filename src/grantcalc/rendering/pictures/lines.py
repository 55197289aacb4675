"""The picture "lines": what is budgeted, spent and on order, by budget line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grantcalc.document import Picture
from grantcalc.language import plural, shown_day, tr
from grantcalc.model import Kind
from grantcalc.money import Money, known_total, total
from grantcalc.rendering.pictures.bars import Bar, BarTable, Row
from grantcalc.rendering.pictures.drawing import BLACK, BLUE, GREEN, GREY, ORANGE, PALE, Ink
from grantcalc.rendering.pictures.words import (
    Amounts,
    amounts_in,
    currency_of,
    in_scope,
    label_of,
    period_of,
)
from grantcalc.report.funder import FunderReport, LineUse
from grantcalc.report.labels import in_kind, on_no_line, sum_label

#: More lines than this are summed in one.
MOST_LINES = 15

_BUDGETED = Ink(PALE, GREY)
_SPENT = Ink(BLUE, BLUE)
_DELIVERED = Ink(GREEN, BLACK, hatch="\\\\\\\\\\\\")
_COMMITTED = Ink(ORANGE, BLACK, hatch="//////")


def lines_picture(report: FunderReport) -> Picture | None:
    """The lines of the report's project year, or of the whole project; None where all are zero."""
    uses = in_scope(report.lines, report)
    lines = [use for use in uses if not use.is_sum]
    if not any(_size(line) for line in lines):
        return None
    shown, rest = _largest(lines)
    # Money and work are no sum that anybody pays: each has its own.
    sums = [use for use in uses if use.is_sum and use.kind is not None]
    every = [*shown, *([rest] if rest else []), *sums]
    amounts = amounts_in(a for use in every for a in (use.budgeted, use.spent, use.committed))
    return _Lines(report, shown, rest, sums, amounts).picture()


def _size(line: LineUse) -> int:
    """The furthest that a line's bars go from zero, in minor units."""
    spent = line.spent.minor if line.spent else 0
    budgeted = line.budgeted.minor if line.budgeted else 0
    return max(abs(budgeted), abs(spent), abs(spent + line.committed.minor))


def _largest(lines: Sequence[LineUse]) -> tuple[list[LineUse], LineUse | None]:
    """The largest lines in their order, and the others as one; all of them where they are few."""
    if len(lines) <= MOST_LINES:
        return list(lines), None
    order = sorted(range(len(lines)), key=lambda i: -_size(lines[i]))
    largest = set(order[: MOST_LINES - 1])
    others = [line for i, line in enumerate(lines) if i not in largest]
    currency = lines[0].committed.currency
    rest = others[0].model_copy(
        update={
            "label": plural("{count} other line", "{count} other lines", len(others)),
            "kind": None,
            "budgeted": known_total((line.budgeted for line in others), currency),
            "spent": known_total((line.spent for line in others), currency),
            "committed": total((line.committed for line in others), currency),
        }
    )
    return [line for i, line in enumerate(lines) if i in largest], rest


@dataclass(frozen=True)
class _Lines:
    """The picture of lines, being drawn."""

    report: FunderReport
    lines: Sequence[LineUse]
    rest: LineUse | None
    sums: Sequence[LineUse]
    shown: Amounts

    @property
    def _has_orders(self) -> bool:
        return any(line.committed for line in (*self.lines, *self._rest))

    @property
    def _rest(self) -> list[LineUse]:
        return [self.rest] if self.rest else []

    def picture(self) -> Picture:
        """The whole of it."""
        period = period_of(self.report, self.lines[0].period)
        subtitle = tr(
            "Amounts in {currency} by {day}, {period}",
            period=period,
            day=shown_day(self.report.as_of),
            currency=currency_of(self.report),
        )
        title = tr("Budget and spending by line")
        headings = [(tr("Budgeted"), _BUDGETED), (tr("Spent"), _SPENT)]
        if self._has_orders:
            headings.append((tr("Committed"), _COMMITTED))
        rows = [self._row(line) for line in self.lines]
        # The bar of many lines together would dwarf the others.
        rows += [Row(line.label, self._figures(line)) for line in self._rest]
        rows += [self._sum(use) for use in self.sums]
        sheet = BarTable(title, subtitle, headings, rows).draw()
        caption = tr("Budget and spending by line, {period}", period=period)
        alt = " ".join([f"{title}. {subtitle}.", *map(self._sentence, rows)])
        return Picture("lines", caption, alt, sheet.svg(caption, alt), sheet.png(caption, alt))

    def _figures(self, use: LineUse) -> tuple[str, ...]:
        figures = [self.shown(use.budgeted), self.shown(use.spent)]
        return (*figures, self.shown(use.committed)) if self._has_orders else tuple(figures)

    def _row(self, line: LineUse) -> Row:
        zero = Money.zero(self.report.currency)
        spent = line.spent or zero
        done = _DELIVERED if line.kind is Kind.IN_KIND else _SPENT
        bars = (
            Bar(zero, line.budgeted or zero, _BUDGETED, is_wide=True),
            Bar(zero, spent, done),
            Bar(max(spent, zero), max(spent, zero) + line.committed, _COMMITTED),
        )
        return Row(_label(line), self._figures(line), bars)

    def _sum(self, use: LineUse) -> Row:
        label = sum_label(use.kind if len(self.sums) > 1 else None)
        return Row(label, self._figures(use), bold=True)

    def _sentence(self, row: Row) -> str:
        """A row in words, for those who do not see the picture."""
        budgeted, spent, *ordered = row.figures
        values = {"line": row.label, "budgeted": budgeted, "spent": spent}
        if ordered:
            return tr(
                "{line}: {spent} spent and {committed} committed of {budgeted}.",
                committed=ordered[0],
                **values,
            )
        return tr("{line}: {spent} spent of {budgeted}.", **values)


def _label(line: LineUse) -> str:
    return in_kind(label_of(line.label) or on_no_line(), line.kind)
