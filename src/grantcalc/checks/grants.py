"""Family G: what is left of the grants."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from grantcalc.checks.registry import Fault, GrantCase, grant_check
from grantcalc.finding import Place, Severity
from grantcalc.model import AwardStatus, Side
from grantcalc.money import Money
from grantcalc.report import GrantReport, LineSpending


@grant_check("G001", "grant-overspent", Severity.ERROR)
def grant_overspent(case: GrantCase) -> Iterator[Fault]:
    """More was spent of a grant than was awarded.

    The funder pays no more than it has awarded, so the rest falls on the project's owner. Money that
    is only applied for pays for nothing yet.

    Check which costs belong to the grant (grantcalc.toml: [[mapping]], [charging]), and that every
    award is declared. If the costs are right, somebody else must pay for them.
    """
    for grant in case.grants:
        if grant.remaining.minor < 0:
            hint = (
                " and the rest is only applied for" if grant.status is AwardStatus.APPLIED else ""
            )
            yield Fault(
                at=_place(case, grant),
                message=f"{grant.spent.grouped} was spent of the grant from {grant.source} "
                f"({grant.period.label}), of which {grant.awarded.grouped} is awarded{hint}: "
                f"{abs(grant.remaining).grouped} too much",
                expected=grant.awarded,
                actual=grant.spent,
                difference=grant.spent - grant.awarded,
            )


@grant_check("G002", "line-overspent", Severity.WARNING)
def line_overspent(case: GrantCase) -> Iterator[Fault]:
    """More was spent on a budget line than the budget has for it in the project year.

    Many funders want to be asked before money is moved between lines. An overspent line takes from
    the others without anybody having decided it.

    Check the mapping of the entries ([[mapping]]). If the costs are right, change the budget, and ask
    the funder where the award letter says so.
    """
    for line in case.lines:
        if line.budgeted is not None and line.remaining is not None and line.remaining.minor < 0:
            yield Fault(
                at=_line_place(case, line),
                message=f"{line.spent.grouped} was spent on {line.label} "
                f"({case.budget.periods[line.period].label}), which has {line.budgeted.grouped}: "
                f"{abs(line.remaining).grouped} too much",
                expected=line.budgeted,
                actual=line.spent,
                difference=line.spent - line.budgeted,
            )


@grant_check("G003", "committed-above-remaining", Severity.WARNING)
def committed_above_remaining(case: GrantCase) -> Iterator[Fault]:
    """More is ordered than is left of a grant, or of a budget line.

    When the invoices come, the grant or the line is overspent.

    Move or cancel orders, or find the money. Check that invoiced orders say so in the list of orders.
    """
    for grant in case.grants:
        if grant.committed and grant.available.minor < 0 <= grant.remaining.minor:
            yield _too_much_ordered(
                _place(case, grant),
                f"the grant from {grant.source} ({grant.period.label})",
                grant.committed,
                grant.remaining,
            )
    for line in case.lines:
        if line.remaining is None or line.available is None or not line.committed:
            continue
        if line.available.minor < 0 <= line.remaining.minor:
            name = f"{line.label} ({case.budget.periods[line.period].label})"
            yield _too_much_ordered(_line_place(case, line), name, line.committed, line.remaining)


def _too_much_ordered(at: Place, name: str, committed: Money, remaining: Money) -> Fault:
    return Fault(
        at=at,
        message=f"{remaining.grouped} is left of {name}, and {committed.grouped} is on order: "
        f"{(committed - remaining).grouped} too much",
        expected=remaining,
        actual=committed,
        difference=committed - remaining,
    )


@grant_check("G004", "received-above-award", Severity.WARNING)
def received_above_award(case: GrantCase) -> Iterator[Fault]:
    """More is received of a grant than was granted.

    Money beyond the award is no income: it must be paid back, or an award is not declared.

    Compare [[awards]] in grantcalc.toml with the award letter and with what was paid out.
    """
    for grant in case.grants:
        if grant.received > grant.granted:
            yield Fault(
                at=_place(case, grant),
                message=f"{grant.received.grouped} is received from {grant.source} "
                f"({grant.period.label}), but {grant.granted.grouped} was granted",
                expected=grant.granted,
                actual=grant.received,
                difference=grant.received - grant.granted,
            )


@grant_check("G005", "instalment-not-received", Severity.INFO)
def instalment_not_received(case: GrantCase) -> Iterator[Fault]:
    """An instalment of a grant is due and not marked as received.

    Funders often pay only when they are asked to, or when a report has been approved.

    Ask for the payment; when it has come, write received = true at the instalment in grantcalc.toml.
    """
    for grant in case.grants:
        if grant.overdue:
            yield Fault(
                at=_place(case, grant),
                message=f"{grant.overdue.grouped} from {grant.source} ({grant.period.label}) was due "
                f"by {case.as_of} and is not received",
                actual=grant.overdue,
            )


@grant_check("G006", "spending-off-pace", Severity.WARNING)
def spending_off_pace(case: GrantCase) -> Iterator[Fault]:
    """A grant is spent faster or slower than its time goes, beyond the declared band.

    What is not spent at the end may have to be paid back; what is spent too early is missing later.
    Where the budget plans by months or quarters, spending is held against that plan.

    Change the plan, or tell the funder. The band is [tolerances] pace in grantcalc.toml.
    """
    band = case.config.tolerances.pace
    if band is None:
        return
    for grant in case.grants:
        if grant.pace is None:
            continue
        by_plan = grant.pace.planned is not None
        wanted = grant.pace.straight_line if grant.pace.planned is None else grant.pace.planned
        off = (grant.spent - wanted).share_of(grant.awarded)
        if off is not None and abs(off) > Fraction(band):
            yield Fault(
                at=_place(case, grant),
                message=f"{grant.spent.grouped} of {grant.awarded.grouped} from {grant.source} "
                f"({grant.period.label}) is spent by {case.as_of}; "
                f"{'the budget plans' if by_plan else 'spent evenly it would be'} {wanted.grouped}",
                expected=wanted,
                actual=grant.spent,
                difference=grant.spent - wanted,
            )


def _place(case: GrantCase, grant: GrantReport) -> Place:
    """The grant's income line; the budget's first heading where it has none."""
    line = case.budget.line_named(grant.source, Side.INCOME)
    return case.budget.period_places[0] if line is None else case.budget.lines[line].at


def _line_place(case: GrantCase, line: LineSpending) -> Place:
    """The amount of a line of costs in a project year."""
    return case.budget.lines[line.index].amounts[line.period].at
