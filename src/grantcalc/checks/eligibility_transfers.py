"""Family E: money that is moved between lines after the funder has approved the budget."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.budget_parts import at_most, share_said
from grantcalc.checks.registry import (
    BudgetCase,
    Fault,
    GrantCase,
    budget_check,
    grant_check,
)
from grantcalc.checks.rule_words import by_rule
from grantcalc.comparing.transfers import transfers
from grantcalc.finding import Place, Severity
from grantcalc.funders_rules import Rule
from grantcalc.language import tr
from grantcalc.model import Side
from grantcalc.money import Money, shown_percent, total
from grantcalc.report.diff import LineChange

_MOST_RELATED = 20


@budget_check("E009", "too-much-moved-between-lines", Severity.WARNING)
def too_much_moved_between_lines(case: BudgetCase) -> Iterator[Fault]:
    """More was moved between lines of costs since the approved budget than the funder allows unasked.

    Costs on lines that were raised without leave may be refused.

    Ask the funder to approve the new budget, or move less. The approved budget is the one that [files]
    approved_budget in grantcalc.toml names; what is taken from some lines and put into others counts,
    over the whole project, and not what the funder added.
    """
    rule = case.rules.rule("transfer_share_max")
    if rule is None or case.approved is None:
        return
    if case.approved.currency != case.budget.currency:
        message = tr(
            "the approved budget is in {theirs} and this one in {ours}: what was moved is not judged",
            theirs=case.approved.currency,
            ours=case.budget.currency,
        )
        fault = Fault(case.budget.period_places[0], message)
        yield by_rule(case.rules, rule, fault, Severity.INFO)
        return
    found = transfers(case.approved, case.budget)
    if not found.approved or found.moved is None:
        return
    most = at_most(rule.value, found.approved)
    if found.moved > most:
        changed = [line.new[0].at for line in found.lines if line.new and line.in_all.differs]
        message = tr(
            "{moved} was moved between lines of costs since the approved budget, {share} of {approved}: "
            "{limit} of it is {most}, so {excess} more than that needs the funder's approval",
            share=share_said(found.moved, found.approved),
            **_values(found.approved, found.moved, most, rule),
        )
        at = changed[0] if changed else case.budget.period_places[0]
        yield by_rule(
            case.rules, rule, _fault(at, message, most, found.moved, changed[1:_MOST_RELATED])
        )


@grant_check("E010", "spending-moves-between-lines", Severity.WARNING)
def spending_moves_between_lines(case: GrantCase) -> Iterator[Fault]:
    """More is spent on lines than they were approved for, by more than the funder allows to be moved.

    Spending more on one line than it has takes money from the others, without anybody having asked.

    Ask the funder to approve a changed budget, or move costs that belong to other lines. Lines are held
    against the approved budget ([files] approved_budget in grantcalc.toml), else against the budget,
    over the whole project.
    """
    rule = case.rules.rule("transfer_share_max")
    approved = case.approved or case.budget
    if rule is None or approved.currency != case.budget.currency:
        return
    found = transfers(approved, case.budget)
    if not found.approved:
        return
    above = [(place, over) for line in found.lines for place, over in _overspent(case, line)]
    moved, most = (
        total((over for _, over in above), found.approved.currency),
        at_most(rule.value, found.approved),
    )
    if moved > most:
        message = tr(
            "{moved} more is spent on lines than they were approved for, {share} of {approved}: {limit} "
            "of it is {most}, so {excess} more than that needs the funder's approval",
            share=share_said(moved, found.approved),
            **_values(found.approved, moved, most, rule),
        )
        places = [place for place, _ in sorted(above, key=lambda one: -one[1].minor)]
        fault = _fault(places[0], message, most, moved, places[1:_MOST_RELATED])
        yield by_rule(case.rules, rule, fault)


def _overspent(case: GrantCase, line: LineChange) -> Iterator[tuple[Place, Money]]:
    """What is spent on the lines that one approved line became, beyond what was approved for it."""
    at = {case.budget.lines[spent.index].at for spent in case.lines}
    places = [new.at for new in line.new if new.side is Side.EXPENDITURE and new.at in at]
    approved = line.in_all.old
    if not places or approved is None:
        return
    spent = total(
        (x.spent for x in case.lines if case.budget.lines[x.index].at in places),
        case.budget.currency,
    )
    if spent > approved:
        yield places[0], spent - approved


def _values(approved: Money, moved: Money, most: Money, rule: Rule) -> dict[str, str]:
    return {
        "moved": moved.grouped,
        "approved": approved.grouped,
        "limit": shown_percent(str(rule.value)),
        "most": most.grouped,
        "excess": (moved - most).grouped,
    }


def _fault(at: Place, message: str, most: Money, moved: Money, related: list[Place]) -> Fault:
    return Fault(at, message, related, most, moved, moved - most)
