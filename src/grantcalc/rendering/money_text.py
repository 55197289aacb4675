"""Pace, orders and what is not counted of own work, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grantcalc.language import plural, shown_day, shown_number, tr
from grantcalc.rendering.terminal import CellText, Page
from grantcalc.report.remaining import (
    CommitmentReport,
    GrantReport,
    LineSpending,
    Pace,
    RemainingReport,
)

_MOST_LISTED = 20


def pace_sentences(grant: GrantReport) -> Iterator[str]:
    """Where spending should be by now, and where it leads to."""
    pace = grant.pace
    if pace is None or grant.remaining.minor < 0 or grant.elapsed_days == grant.period.days:
        return
    evenly = pace.straight_line.grouped
    if pace.planned is None:
        yield tr("Spent evenly it would be {evenly} by now.", evenly=evenly)
    else:
        yield tr(
            "Spent evenly it would be {evenly} by now, and the budget plans {planned}.",
            evenly=evenly,
            planned=pace.planned.grouped,
        )
    if not grant.spent:
        return
    end = shown_day(grant.period.end) if grant.period.end else ""
    if pace.used_up_on:
        day = shown_day(pace.used_up_on)
        yield tr("At this pace the grant is used up on {day}.", day=day)
    elif pace.left_at_end.minor > 0:
        left = pace.left_at_end.grouped
        yield tr("At this pace {left} will be left on {day}.", left=left, day=end)
    else:
        yield tr("At this pace the grant is spent on {day}, to the last of it.", day=end)


def lines_used_up(lines: Sequence[LineSpending]) -> Iterator[str]:
    """The budget lines whose money ends before their time."""
    for line in lines:
        day = _used_up_on(line.pace)
        if day:
            yield tr("At this pace {line} is used up on {day}.", line=line.label, day=day)


def _used_up_on(pace: Pace | None) -> str:
    return shown_day(pace.used_up_on) if pace and pace.used_up_on else ""


def write_commitments(page: Page, report: RemainingReport) -> None:
    """The orders that count, and how many do not and why."""
    orders = report.commitments
    if orders is None:
        return
    page.heading(tr("On order: {file}", file=orders.file))
    counted = [order for order in orders.listed if not order.reason]
    rows: list[Sequence[CellText]] = [
        (_name(order), order.amount, order.invoiced, order.outstanding)
        for order in counted[:_MOST_LISTED]
    ]
    rows.append((tr("Sum"), "", "", orders.committed))
    page.table(["", tr("Ordered"), tr("Invoiced"), tr("Outstanding")], rows, bold=[len(rows) - 1])
    if len(counted) > _MOST_LISTED:
        more = plural(
            "and {count} more; --format json lists all.",
            "and {count} more; --format json lists all.",
            len(counted) - _MOST_LISTED,
        )
        page.line(more, indent=2)
    if orders.on_no_line:
        amount = orders.on_no_line.grouped
        page.line(tr("{amount} of it is on no budget line.", amount=amount), indent=2)
    for reason in dict.fromkeys(order.reason for order in orders.listed if order.reason):
        number = sum(order.reason == reason for order in orders.listed)
        page.line(
            tr("not counted, {reason}: {count}", reason=tr(reason), count=number),
            indent=2,
        )
    if orders.rejected_rows:
        page.line(tr("rows that cannot be used: {count}", count=orders.rejected_rows), indent=2)


def _name(order: CommitmentReport) -> str:
    when = (
        tr("delivery {day}", day=shown_day(order.delivery))
        if order.delivery
        else tr("ordered {day}", day=shown_day(order.ordered))
    )
    named = (order.supplier, order.reference, order.budget_line or order.line, when)
    return ", ".join(part for part in named if part)


def write_not_counted(page: Page, report: RemainingReport) -> None:
    """What of the own work is above the funder's caps."""
    for own in report.own_contribution:
        if own.not_counted:
            values = {"source": own.source, "amount": own.not_counted.grouped}
            if own.hours_not_counted in (None, "0"):
                text = tr("Not counted of {source}, above the caps: {amount}.", **values)
            else:
                text = tr(
                    "Not counted of {source}, above the caps: {amount}, {hours} hours of it beyond the "
                    "yearly cap.",
                    hours=shown_number(own.hours_not_counted),
                    **values,
                )
            page.line(text, indent=2)
