"""The tables of a report, by the names that templates use. Each takes its figures from the report alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from grantcalc.document import Column, Row, Table
from grantcalc.language import mark, tr
from grantcalc.model import Kind, Side
from grantcalc.money import Money
from grantcalc.report.funder import BudgetRow, FunderReport, LineUse, SourceUse
from grantcalc.report.labels import in_kind, on_no_line, period_name, sum_label
from grantcalc.telling.facts import is_told

Use = TypeVar("Use", LineUse, SourceUse)


def table(
    name: str, caption: str, headings: Sequence[str], rows: Sequence[Row], texts: int = 1
) -> Table:
    """A table whose first columns (`texts` of them) are words, and the others figures."""
    columns = tuple(Column(heading, is_figure=i >= texts) for i, heading in enumerate(headings))
    return Table(name, caption, columns, tuple(rows))


class Sides:
    """Amounts in two columns, what is less and what is more, so that no reader must know a sign's meaning.

    A column in which nothing would stand is left out.
    """

    def __init__(self, amounts: Sequence[Money | None]) -> None:
        self._signs = [
            sign for sign in (-1, 1) if any(a is not None and a.minor * sign > 0 for a in amounts)
        ]

    def headings(self, less: str, more: str) -> list[str]:
        """The headings of the columns that there are."""
        return [more if sign > 0 else less for sign in self._signs]

    def cells(self, amount: Money | None) -> list[Money | None]:
        """An amount without its sign, in the column where it belongs."""
        return [
            abs(amount) if amount is not None and amount.minor * sign > 0 else None
            for sign in self._signs
        ]


def share(text: str | None) -> Fraction | None:
    """A share of the JSON as the part of one that it is."""
    return None if text is None else Fraction(text)


def scope_name(report: FunderReport, period: int | None) -> str:
    """What a table is about: a project year, or the whole project."""
    if period is None or (len(report.periods) == 1 and not report.periods[period].start):
        return tr("the whole project")
    return period_name(report.periods[period])


# -- the budget


def budget(report: FunderReport) -> Table:
    """The budget by project year, with the sums of each side."""
    several = len(report.periods) > 1
    headings = [tr("Budget line"), *map(period_name, report.periods)]
    rows: list[Row] = []
    for side, name in _SIDES.items():
        lines = [row for row in report.budget if row.side is side]
        if lines:
            rows.append(Row((tr(name),), "heading"))
            rows += [_budget_row(row, several=several) for row in lines]
    caption = tr("Budget by project year") if several else tr("Budget")
    return table("budget", caption, [*headings, tr("Total")] if several else headings, rows)


_SIDES = {Side.EXPENDITURE: mark("Expenditure"), Side.INCOME: mark("Income")}
_SUMS = {Side.EXPENDITURE: mark("Sum of expenditure"), Side.INCOME: mark("Sum of income")}


def _budget_row(row: BudgetRow, *, several: bool) -> Row:
    label = tr(_SUMS[row.side]) if row.is_sum else in_kind(row.label, row.kind)
    amounts = (*row.amounts, row.total) if several else row.amounts
    return Row((label, *amounts), "sum" if row.is_sum else "line")


# -- lines and sources


def lines(report: FunderReport) -> Table:
    """The lines of costs: budgeted, spent, on order, and what is left."""
    return _lines(report, "lines", report.period)


def project_lines(report: FunderReport) -> Table:
    """The same over the whole project."""
    return _lines(report, "project_lines", None if len(report.periods) > 1 else report.period)


def _lines(report: FunderReport, name: str, period: int | None) -> Table:
    its = [line for line in report.lines if line.period == period and _is_shown(line)]
    has_orders = any(line.committed for line in its)
    ordered = [tr("On order"), tr("Available")] if has_orders else []
    left = tr("Remaining") if _is_money(report, period) else tr("Left of the budget")
    headings = [tr("Budget line"), tr("Budgeted"), tr("Spent"), tr("Share spent"), left]
    rows = [
        Row(
            (
                line_label(line),
                line.budgeted,
                line.spent,
                share(line.spent_share),
                line.remaining,
                *((line.committed, line.available) if has_orders else ()),
            ),
            "sum" if line.is_sum else "line",
        )
        for line in in_order(its)
    ]
    caption = tr("Spent and remaining by budget line, {scope}", scope=scope_name(report, period))
    return table(name, caption, [*headings, *ordered], rows)


def _is_money(report: FunderReport, period: int | None) -> bool:
    """Whether what is left of the lines is there to be spent: a part of the budget may not be awarded."""
    uses: tuple[LineUse | SourceUse, ...] = (*report.lines, *report.sources)
    left = [u.remaining for u in uses if u.is_sum and u.kind is Kind.CASH and u.period == period]
    known = [amount for amount in left if amount is not None]
    return len(known) == 2 and known[0] <= known[1]


def _is_shown(use: LineUse | SourceUse) -> bool:
    """Money and work are no sum that a funder pays by: each has its own."""
    return not use.is_sum or use.kind is not None


def in_order(uses: Sequence[Use]) -> list[Use]:
    """What is in money with its sum, then what is in kind; a sum of one in kind says nothing new."""
    in_kind = [use for use in uses if use.kind is Kind.IN_KIND]
    if sum(not use.is_sum for use in in_kind) == 1:
        in_kind = [use for use in in_kind if not use.is_sum]
    rest = [use for use in uses if use.kind is not Kind.IN_KIND]
    return sorted(rest, key=_is_last) + sorted(in_kind, key=_is_last)


def _is_last(use: LineUse | SourceUse) -> bool:
    return use.is_sum


def line_label(line: LineUse) -> str:
    """What a line is called in the first column."""
    if line.is_on_no_line:
        return on_no_line()
    return sum_label(line.kind) if line.is_sum else in_kind(line.label, line.kind)


def sources(report: FunderReport) -> Table:
    """The sources: budgeted, awarded, paid or delivered, and what is left of each."""
    return _sources(report, "sources", report.period)


def project_sources(report: FunderReport) -> Table:
    """The same over the whole project."""
    return _sources(report, "project_sources", None if len(report.periods) > 1 else report.period)


def _sources(report: FunderReport, name: str, period: int | None) -> Table:
    its = [source for source in report.sources if source.period == period and _is_shown(source)]
    in_money = [source for source in its if source.kind is Kind.CASH and not source.is_sum]
    has_orders = any(source.committed for source in its)
    ordered = [tr("On order"), tr("Available")] if has_orders else []
    headings = [tr("Source"), tr("Budgeted"), tr("Awarded"), tr("Spent"), tr("Remaining")]
    rows = [
        Row(
            (
                sum_label(source.kind) if source.is_sum else in_kind(source.source, source.kind),
                source.budgeted,
                source.awarded,
                source.spent,
                source.remaining,
                *((source.committed, source.available) if has_orders else ()),
            ),
            "sum" if source.is_sum else "line",
        )
        for source in in_order(its)
        if not source.is_sum or len(in_money) > 1
    ]
    caption = tr("Spent and remaining by source, {scope}", scope=scope_name(report, period))
    return table(name, caption, [*headings, *ordered], rows)


def own_contribution(report: FunderReport) -> Table:
    """Work and goods: promised, hours, delivered, and what is left, in each project year begun."""
    its = report.own_contribution
    has_caps = any(own.not_counted for own in its)
    headings = [
        tr("Own contribution"),
        tr("Budgeted"),
        tr("Hours"),
        tr("Delivered"),
        tr("Remaining"),
    ]
    rows: list[Row] = []
    for period in sorted({own.period for own in its}):
        if len({own.period for own in its}) > 1:
            rows.append(Row((period_name(report.periods[period]),), "heading"))
        rows += [
            Row(
                (
                    own.source,
                    own.budgeted,
                    None if own.hours is None else Decimal(own.hours),
                    own.delivered,
                    own.remaining,
                    *((own.not_counted,) if has_caps else ()),
                )
            )
            for own in its
            if own.period == period
        ]
    above = [tr("Not counted, above the caps")] if has_caps else []
    return table("own_contribution", tr("Own contribution with hours"), [*headings, *above], rows)


# -- deviations and what is expected


def deviations(report: FunderReport) -> Table:
    """The lines that deviate, each with the user's explanation or a place to write one."""
    told = [line for line in report.lines if line.period == report.period and is_told(line)]
    has_orders = any(line.committed for line in told)
    ahead = Sides([line.ahead for line in told])
    rows: list[Row] = []
    for line in told:
        cells = [line_label(line), line.budgeted, line.by_now, line.spent]
        cells += [line.committed] if has_orders else []
        rows.append(Row((*cells, *ahead.cells(line.ahead), line.expected)))
        if line.explanation is None:
            rows.append(Row((tr("why, and what is done about it"),), "fill_in"))
        else:
            rows.append(Row((line.explanation,), "note"))
    headings = [tr("Budget line"), tr("Budgeted"), tr("Planned by now"), tr("Spent")]
    headings += [tr("On order")] if has_orders else []
    headings += ahead.headings(tr("Less than planned"), tr("More than planned"))
    caption = tr("Deviations by budget line, {scope}", scope=scope_name(report, report.period))
    return table("deviations", caption, [*headings, tr("Expected")], rows)


def expected(report: FunderReport) -> Table:
    """What each line is expected to come to when the time is up, against what is budgeted."""
    its = [line for line in report.lines if line.period == report.period and _is_shown(line)]
    has_orders = any(line.committed for line in its)
    more = Sides([line.deviation and -line.deviation for line in its])
    rows = [
        Row(
            (
                line_label(line),
                line.budgeted,
                line.spent,
                *((line.committed,) if has_orders else ()),
                line.expected,
                *more.cells(line.deviation and -line.deviation),
            ),
            "sum" if line.is_sum else "line",
        )
        for line in in_order(its)
    ]
    headings = [tr("Budget line"), tr("Budgeted"), tr("Spent")]
    headings += [tr("On order")] if has_orders else []
    headings += [tr("Expected")]
    headings += more.headings(tr("Less than budgeted"), tr("More than budgeted"))
    caption = tr("Expected at the end, {scope}", scope=scope_name(report, report.period))
    return table("expected", caption, headings, rows)


def orders(report: FunderReport) -> Table:
    """Orders and contracts that count, with what is still to be invoiced."""
    listed = report.commitments.listed if report.commitments else ()
    rows = [
        Row(
            (
                ", ".join(filter(None, (order.supplier, order.reference))),
                order.budget_line or on_no_line(),
                order.delivery,
                order.amount,
                order.invoiced,
                order.outstanding,
            )
        )
        for order in listed
        if not order.reason
    ]
    if report.commitments and len(rows) > 1:
        rows.append(Row((tr("Sum"), *[None] * 4, report.commitments.committed), "sum"))
    headings = [tr("Order"), tr("Budget line"), tr("Delivery")]
    amounts = [tr("Ordered"), tr("Invoiced"), tr("Outstanding")]
    return table("orders", tr("On order and not invoiced"), [*headings, *amounts], rows, texts=2)


# -- what is applied for, and milestones


def application(report: FunderReport) -> Table:
    """What is applied for, with the own contribution and the budget of the same time."""
    rows = [
        Row(
            (
                one.source,
                scope_name(report, one.period),
                one.amount,
                one.own_contribution,
                one.budgeted,
            )
        )
        for one in report.application
    ]
    headings = [tr("Source"), tr("Project year"), tr("Applied for")]
    amounts = [tr("Our part"), tr("Budget in all")]
    return table("application", tr("Applied for"), [*headings, *amounts], rows, texts=2)


def milestones(report: FunderReport) -> Table:
    """The project's milestones: due, reached, and what there is to say of each."""
    rows = [
        Row((one.name, one.due, one.done, _standing(one.is_late, one.done is not None), one.note))
        for one in report.milestones
    ]
    headings = [tr("Milestone"), tr("Due"), tr("Reached"), tr("Status"), tr("Note")]
    columns = tuple(Column(heading, is_figure=i in (1, 2)) for i, heading in enumerate(headings))
    return Table("milestones", tr("Milestones"), columns, tuple(rows))


def _standing(is_late: bool, is_done: bool) -> str:
    if is_done:
        return tr("reached")
    return tr("late") if is_late else tr("to come")


#: Each of these tables by its name. A table without rows is left out of the report.
TABLES: dict[str, Callable[[FunderReport], Table]] = {
    made.__name__: made
    for made in (
        budget,
        lines,
        project_lines,
        sources,
        project_sources,
        own_contribution,
        deviations,
        expected,
        orders,
        application,
        milestones,
    )
}
