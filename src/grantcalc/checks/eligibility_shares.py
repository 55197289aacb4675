"""Family E: who pays which part of the budget, by the funder's rules."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.budget_parts import (
    at_least,
    at_most,
    funders_lines,
    place_of,
    places_of,
    share_said,
    sum_of_lines,
    whole_budget,
)
from grantcalc.checks.registry import BudgetCase, Fault, budget_check
from grantcalc.checks.rule_words import by_rule
from grantcalc.finding import Severity
from grantcalc.funders_rules import OwnShareRule, Rule
from grantcalc.language import tr
from grantcalc.model import BudgetLine, Kind, Side, SourceKind
from grantcalc.money import shown_percent


@budget_check("E001", "own-share-too-small", Severity.WARNING)
def own_share_too_small(case: BudgetCase) -> Iterator[Fault]:
    """The own contribution is a smaller part of the budget than the funder asks.

    Funders reject such budgets, or cut the grant in proportion.

    Put own contribution in the place of grant, or ask the funder whether the share is only advised. The
    share and what it is a part of stand in the profile: grantcalc profiles NAME.
    """
    rule = case.rules.rule("own_share_min")
    if not isinstance(rule, OwnShareRule):
        return
    lines = list(_own_lines(case, rule))
    whole, own = whole_budget(case, rule.base), sum_of_lines(case, lines)
    if whole is None or own is None:
        return
    needed = at_least(rule.value, whole)
    if own < needed:
        yield by_rule(
            case.rules,
            rule,
            Fault(
                at=place_of(case, lines),
                related=places_of(lines),
                message=tr(
                    "the own share is {share}, {own} of {whole}: {limit} of {whole} is {needed}, so "
                    "{missing} more of the budget must be own contribution",
                    share=share_said(own, whole),
                    own=own.grouped,
                    whole=whole.grouped,
                    limit=shown_percent(str(rule.value)),
                    needed=needed.grouped,
                    missing=(needed - own).grouped,
                ),
                expected=needed,
                actual=own,
                difference=own - needed,
            ),
        )


def _own_lines(case: BudgetCase, rule: OwnShareRule) -> Iterator[BudgetLine]:
    """The income that counts as own: the grantee's, or all that is not the funder's."""
    kind = Kind.CASH if rule.base == "cash_budget" else None
    funders = funders_lines(case)
    for line in case.budget.on(Side.INCOME, kind):
        if line.source is SourceKind.OWN or (rule.others_count and line not in funders):
            yield line


@budget_check("E002", "funders-share-too-large", Severity.WARNING)
def funders_share_too_large(case: BudgetCase) -> Iterator[Fault]:
    """The funder's money is a larger part of the budget than it pays at most.

    What is above the rate is not paid.

    Lower the grant that is applied for, or add other money. Where the budget names several grants and
    none of them by the funder's name, they are taken together.
    """
    rule = case.rules.rule("funder_rate_max")
    lines = funders_lines(case)
    if rule is None or not lines:
        return
    whole, paid = whole_budget(case, rule.base), sum_of_lines(case, lines)
    if whole is None or paid is None:
        return
    most = at_most(rule.value, whole)
    if paid > most and not _is_told_already(case, rule):
        yield by_rule(
            case.rules,
            rule,
            Fault(
                at=place_of(case, lines),
                related=places_of(lines),
                message=tr(
                    "the funder's share is {share}, {paid} of {whole}: {limit} of {whole} is {most}, so the "
                    "grant is {excess} too large",
                    share=share_said(paid, whole),
                    paid=paid.grouped,
                    whole=whole.grouped,
                    limit=shown_percent(str(rule.value)),
                    most=most.grouped,
                    excess=(paid - most).grouped,
                ),
                expected=most,
                actual=paid,
                difference=paid - most,
            ),
        )


def _is_told_already(case: BudgetCase, rule: Rule) -> bool:
    """Whether the own share is too small by the same rule told from the other side."""
    mirror = case.rules.rule("own_share_min")
    return (
        isinstance(mirror, OwnShareRule)
        and mirror.others_count
        and mirror.base == rule.base
        and mirror.value + rule.value == 1
        and any(own_share_too_small(case))
    )


@budget_check("E003", "in-kind-not-accepted", Severity.WARNING)
def in_kind_not_accepted(case: BudgetCase) -> Iterator[Fault]:
    """The budget counts work or goods in kind, and the funder does not accept them.

    Without them the own share is smaller than the budget shows, and the costs are too.

    Take the lines in kind out on both sides, and cover the own share in money.
    """
    rule = case.rules.rule("in_kind_accepted")
    if rule is None or rule.value:
        return
    for side in (Side.INCOME, Side.EXPENDITURE):
        lines = list(case.budget.on(side, Kind.IN_KIND))
        amount = sum_of_lines(case, lines)
        if amount:
            yield by_rule(
                case.rules,
                rule,
                Fault(
                    at=place_of(case, lines),
                    related=places_of(lines),
                    message=tr(
                        "{amount} of the budget is work or goods in kind, which the funder does not accept",
                        amount=amount.grouped,
                    ),
                    actual=amount,
                ),
            )
            return


@budget_check("E004", "in-kind-too-large", Severity.WARNING)
def in_kind_too_large(case: BudgetCase) -> Iterator[Fault]:
    """Work and goods in kind are a larger part than the funder accepts.

    What is above the limit does not count as own contribution.

    Put money in the place of work and goods, or plan less of them.
    """
    rule, accepted = case.rules.rule("in_kind_share_max"), case.rules.rule("in_kind_accepted")
    lines = list(case.budget.on(Side.INCOME, Kind.IN_KIND))
    if rule is None or not lines or (accepted is not None and not accepted.value):
        return
    whole = (
        sum_of_lines(case, (x for x in case.budget.on(Side.INCOME) if _is_own(x)))
        if rule.base == "own_contribution"
        else whole_budget(case, rule.base)
    )
    amount = sum_of_lines(case, lines)
    if not whole or amount is None:
        return
    most = at_most(rule.value, whole)
    if amount > most:
        message = (
            tr(
                "work and goods in kind are {share} of the own contribution, {amount} of {whole}: {limit} "
                "of {whole} is {most}, so {excess} is too much"
            )
            if rule.base == "own_contribution"
            else tr(
                "work and goods in kind are {share} of the budget, {amount} of {whole}: {limit} of "
                "{whole} is {most}, so {excess} is too much"
            )
        )
        yield by_rule(
            case.rules,
            rule,
            Fault(
                at=place_of(case, lines),
                related=places_of(lines),
                message=message.format(
                    share=share_said(amount, whole),
                    amount=amount.grouped,
                    whole=whole.grouped,
                    limit=shown_percent(str(rule.value)),
                    most=most.grouped,
                    excess=(amount - most).grouped,
                ),
                expected=most,
                actual=amount,
                difference=amount - most,
            ),
        )


def _is_own(line: BudgetLine) -> bool:
    return line.source is SourceKind.OWN or line.kind is Kind.IN_KIND
