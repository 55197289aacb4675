"""Pace, orders and what is not counted of own work, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grantcalc.rendering.terminal import CellText, Page
from grantcalc.report import CommitmentReport, GrantReport, LineSpending, Pace, RemainingReport

_MOST_LISTED = 20


def pace_sentences(grant: GrantReport) -> Iterator[str]:
    """Where spending should be by now, and where it leads to."""
    pace = grant.pace
    if pace is None or grant.remaining.minor < 0 or grant.elapsed_days == grant.period.days:
        return
    planned = "" if pace.planned is None else f", and the budget plans {pace.planned.grouped}"
    yield f"Spent evenly it would be {pace.straight_line.grouped} by now{planned}."
    if not grant.spent:
        return
    if pace.used_up_on:
        yield f"At this pace the grant is used up on {pace.used_up_on}."
    elif pace.left_at_end.minor > 0:
        yield f"At this pace {pace.left_at_end.grouped} will be left on {grant.period.end}."
    else:
        yield f"At this pace the grant is spent on {grant.period.end}, to the last of it."


def lines_used_up(lines: Sequence[LineSpending]) -> Iterator[str]:
    """The budget lines whose money ends before their time."""
    for line in lines:
        day = _used_up_on(line.pace)
        if day:
            yield f"At this pace {line.label} is used up on {day}."


def _used_up_on(pace: Pace | None) -> str:
    return pace.used_up_on.isoformat() if pace and pace.used_up_on else ""


def write_commitments(page: Page, report: RemainingReport) -> None:
    """The orders that count, and how many do not and why."""
    orders = report.commitments
    if orders is None:
        return
    page.heading(f"On order: {orders.file}")
    counted = [order for order in orders.listed if not order.reason]
    rows: list[Sequence[CellText]] = [
        (_name(order), order.amount, order.invoiced, order.outstanding)
        for order in counted[:_MOST_LISTED]
    ]
    rows.append(("Sum", None, None, orders.committed))
    page.table(["", "Ordered", "Invoiced", "Outstanding"], rows, bold=[len(rows) - 1])
    if len(counted) > _MOST_LISTED:
        page.line(f"and {len(counted) - _MOST_LISTED} more; --format json lists all.", indent=2)
    if orders.on_no_line:
        page.line(f"{orders.on_no_line.grouped} of it is on no budget line.", indent=2)
    for reason in dict.fromkeys(order.reason for order in orders.listed if order.reason):
        number = sum(order.reason == reason for order in orders.listed)
        page.line(f"not counted, {reason}: {number}", indent=2)
    if orders.rejected_rows:
        page.line(f"rows that cannot be used: {orders.rejected_rows}", indent=2)


def _name(order: CommitmentReport) -> str:
    when = f"delivery {order.delivery}" if order.delivery else f"ordered {order.ordered}"
    named = (order.supplier, order.reference, order.budget_line or order.line, when)
    return ", ".join(part for part in named if part)


def write_not_counted(page: Page, report: RemainingReport) -> None:
    """What of the own work is above the funder's caps."""
    for own in report.own_contribution:
        if own.not_counted:
            hours = own.hours_not_counted
            also = f", {hours} hours of it beyond the yearly cap" if hours != "0" else ""
            page.line(
                f"Not counted of {own.source}, above the caps: {own.not_counted.grouped}{also}.",
                indent=2,
            )
