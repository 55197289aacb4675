"""Family G: what is left of the grants."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from grantcalc.checks.registry import Fault, GrantCase, grant_check
from grantcalc.checks.wording import place_of_source
from grantcalc.finding import Place, Severity
from grantcalc.language import shown_day, tr
from grantcalc.model import AwardStatus
from grantcalc.money import Money
from grantcalc.report.remaining import LineSpending


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
            message = (
                tr(
                    "{spent} was spent of the grant from {source} ({period}), of which {awarded} is "
                    "awarded and the rest is only applied for: {excess} too much"
                )
                if grant.status is AwardStatus.APPLIED
                else tr(
                    "{spent} was spent of the grant from {source} ({period}), of which {awarded} is "
                    "awarded: {excess} too much"
                )
            )
            yield Fault(
                at=place_of_source(case.budget, grant.source),
                message=message.format(
                    spent=grant.spent.grouped,
                    source=grant.source,
                    period=grant.period.label,
                    awarded=grant.awarded.grouped,
                    excess=abs(grant.remaining).grouped,
                ),
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
        if line.budgeted is None or line.remaining is None:
            continue
        # A line that is budgeted below nothing (a discount) has only to come yet.
        if line.spent > max(line.budgeted, Money.zero(line.spent.currency)):
            yield Fault(
                at=_line_place(case, line),
                message=tr(
                    "{spent} was spent on {line} ({period}), which has {budgeted}: {excess} too much",
                    spent=line.spent.grouped,
                    line=line.label,
                    period=case.budget.periods[line.period].label,
                    budgeted=line.budgeted.grouped,
                    excess=abs(line.remaining).grouped,
                ),
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
                place_of_source(case.budget, grant.source),
                tr(
                    "{remaining} is left of the grant from {source} ({period}), and {committed} is on "
                    "order: {excess} too much",
                    source=grant.source,
                    period=grant.period.label,
                    **_excess(grant.committed, grant.remaining),
                ),
                grant.committed,
                grant.remaining,
            )
    for line in case.lines:
        if line.remaining is None or line.available is None or not line.committed:
            continue
        if line.available.minor < 0 <= line.remaining.minor:
            message = tr(
                "{remaining} is left of {line} ({period}), and {committed} is on order: {excess} too much",
                line=line.label,
                period=case.budget.periods[line.period].label,
                **_excess(line.committed, line.remaining),
            )
            yield _too_much_ordered(
                _line_place(case, line), message, line.committed, line.remaining
            )


def _excess(committed: Money, remaining: Money) -> dict[str, str]:
    """The amounts of a sentence about what is ordered."""
    return {
        "remaining": remaining.grouped,
        "committed": committed.grouped,
        "excess": (committed - remaining).grouped,
    }


def _too_much_ordered(at: Place, message: str, committed: Money, remaining: Money) -> Fault:
    return Fault(
        at=at,
        message=message,
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
                at=place_of_source(case.budget, grant.source),
                message=tr(
                    "{received} is received from {source} ({period}), but {granted} was granted",
                    received=grant.received.grouped,
                    source=grant.source,
                    period=grant.period.label,
                    granted=grant.granted.grouped,
                ),
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
                at=place_of_source(case.budget, grant.source),
                message=tr(
                    "{overdue} from {source} ({period}) was due by {day} and is not received",
                    overdue=grant.overdue.grouped,
                    source=grant.source,
                    period=grant.period.label,
                    day=shown_day(case.as_of),
                ),
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
        wanted = grant.pace.straight_line if grant.pace.planned is None else grant.pace.planned
        off = (grant.spent - wanted).share_of(grant.awarded)
        if off is not None and abs(off) > Fraction(band):
            message = (
                tr(
                    "{spent} of {awarded} from {source} ({period}) is spent by {day}; spent evenly it "
                    "would be {wanted}"
                )
                if grant.pace.planned is None
                else tr(
                    "{spent} of {awarded} from {source} ({period}) is spent by {day}; the budget plans "
                    "{wanted}"
                )
            )
            yield Fault(
                at=place_of_source(case.budget, grant.source),
                message=message.format(
                    spent=grant.spent.grouped,
                    awarded=grant.awarded.grouped,
                    source=grant.source,
                    period=grant.period.label,
                    day=shown_day(case.as_of),
                    wanted=wanted.grouped,
                ),
                expected=wanted,
                actual=grant.spent,
                difference=grant.spent - wanted,
            )


def _line_place(case: GrantCase, line: LineSpending) -> Place:
    """The amount of a line of costs in a project year."""
    return case.budget.lines[line.index].amounts[line.period].at
