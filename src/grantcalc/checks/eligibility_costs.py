"""Family E: which costs the funder pays, and how much of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grantcalc.checks.budget_parts import (
    at_most,
    in_category,
    place_of,
    places_of,
    share_said,
    sum_of_lines,
)
from grantcalc.checks.registry import BudgetCase, Fault, budget_check
from grantcalc.checks.rule_words import by_rule
from grantcalc.finding import Severity
from grantcalc.funders_rules import INDIRECT_BASES, ExcludedRule, IndirectRule
from grantcalc.language import quoted, tr
from grantcalc.model import BudgetLine, Side
from grantcalc.money import Money, shown_percent


@budget_check("E005", "indirect-costs-too-large", Severity.WARNING)
def indirect_costs_too_large(case: BudgetCase) -> Iterator[Fault]:
    """Indirect costs are more than the funder's rate of their base.

    What is above the rate is not paid.

    Lower the indirect costs. Costs are told apart by the words of their lines: [categories] in a profile
    of your own says which words mean staff, indirect costs, subcontracting. Where no line is recognised
    as part of the base, that is said, and nothing is judged.
    """
    rule = case.rules.rule("indirect_rate_max")
    indirect = in_category(case, "indirect")
    if not isinstance(rule, IndirectRule) or not indirect:
        return
    base, amount = _base(case, rule, indirect), sum_of_lines(case, indirect)
    if amount is None or base.amount is None:
        return
    values = {"base": tr(INDIRECT_BASES[rule.base]), "amount": amount.grouped}
    at, related = place_of(case, indirect), places_of([*indirect[1:], *base.lines])
    if not base.amount:
        if amount:
            message = tr(
                "indirect costs of {amount} could not be held against {base}: no line is recognised as such",
                **values,
            )
            yield by_rule(case.rules, rule, Fault(at, message, related), Severity.INFO)
        return
    most = at_most(rule.value, base.amount)
    if amount > most:
        message = tr(
            "indirect costs of {amount} are {share} of {whole} ({base}): {limit} of {whole} is {most}, so "
            "they are {excess} too large",
            share=share_said(amount, base.amount),
            whole=base.amount.grouped,
            limit=shown_percent(str(rule.value)),
            most=most.grouped,
            excess=(amount - most).grouped,
            **values,
        )
        fault = Fault(
            at=at,
            related=related,
            message=message,
            expected=most,
            actual=amount,
            difference=amount - most,
        )
        yield by_rule(case.rules, rule, fault)


@dataclass(frozen=True)
class _Base:
    """What indirect costs are a part of: its lines, and how much of them counts; None over a gap."""

    lines: Sequence[BudgetLine]
    amount: Money | None


def _base(case: BudgetCase, rule: IndirectRule, indirect: Sequence[BudgetLine]) -> _Base:
    if rule.base == "staff":
        staff = in_category(case, "staff")
        return _Base(staff, sum_of_lines(case, staff))
    direct = [line for line in case.budget.on(Side.EXPENDITURE) if line not in indirect]
    if rule.base == "direct":
        return _Base(direct, sum_of_lines(case, direct))
    others = in_category(case, "subcontracting")
    if rule.base == "direct_without_subcontracting":
        own = [line for line in direct if line not in others]
        return _Base(own, sum_of_lines(case, own))
    never = in_category(case, "not_in_mtdc")
    counted = [line for line in direct if line not in never]
    return _Base(counted, _mtdc(case, rule, counted, others))


def _mtdc(
    case: BudgetCase,
    rule: IndirectRule,
    counted: Sequence[BudgetLine],
    others: Sequence[BudgetLine],
) -> Money | None:
    """Modified total direct costs: of each line of subcontracting only its first part counts."""
    currency = case.budget.currency
    whole = Money.zero(currency)
    for line in counted:
        amount = sum_of_lines(case, [line])
        if amount is None:
            return None
        if line in others and rule.first_of_each is not None:
            amount = min(amount, Money.nearest(rule.first_of_each, currency))
        whole += amount
    return whole


@budget_check("E007", "excluded-cost", Severity.WARNING)
def excluded_cost(case: BudgetCase) -> Iterator[Fault]:
    """A line of costs has a word of something that the funder does not pay.

    Such costs are cut from the budget, or must be paid back when they are found in the accounts.

    Pay the line from other money and take it out of the grant's budget. Where the word means something
    else here, suppress the finding and say why.
    """
    rule = case.rules.rule("excluded_categories")
    if not isinstance(rule, ExcludedRule) or rule.value.words is None:
        return
    for line in case.budget.on(Side.EXPENDITURE):
        word = rule.value.words.find(line.label)
        amount = sum_of_lines(case, [line])
        if word and (amount is None or amount):
            fault = Fault(
                at=line.at,
                message=tr(
                    "the line {label} has the word {word}, which stands for costs that the funder does "
                    "not pay",
                    label=quoted(line.label),
                    word=quoted(word),
                ),
                actual=amount,
            )
            yield by_rule(case.rules, rule, fault)
