"""Family E: how large a grant may be, and from which size on an auditor is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.budget_parts import funders_lines, place_of, places_of, sum_of_lines
from grantcalc.checks.registry import BudgetCase, Fault, budget_check
from grantcalc.checks.rule_words import by_rule
from grantcalc.finding import Severity
from grantcalc.funders_rules import AMOUNTS
from grantcalc.language import sentence_list, tr
from grantcalc.model import same_label
from grantcalc.money import Money


@budget_check("E008", "grant-outside-limits", Severity.WARNING)
def grant_outside_limits(case: BudgetCase) -> Iterator[Fault]:
    """The grant is smaller or larger than the funder gives.

    An application below the least amount, or above the largest, is rejected or cut.

    Change the amount that is applied for, or look for a scheme that it fits.
    """
    lines = funders_lines(case)
    amount = sum_of_lines(case, lines)
    if not amount:
        return
    at, related = place_of(case, lines), places_of(lines)
    least, most = case.rules.rule("award_min"), case.rules.rule("award_max")
    if least is not None:
        limit = Money.nearest(least.value, case.budget.currency)
        if amount < limit:
            message = tr(
                "the grant of {amount} is below the least that the funder gives, {limit}: {missing} is "
                "missing",
                amount=amount.grouped,
                limit=limit.grouped,
                missing=(limit - amount).grouped,
            )
            fault = Fault(at, message, related, limit, amount, amount - limit)
            yield by_rule(case.rules, least, fault)
    if most is not None:
        limit = Money.nearest(most.value, case.budget.currency)
        if amount > limit:
            message = tr(
                "the grant of {amount} is above the most that the funder gives, {limit}: {excess} is too "
                "much",
                amount=amount.grouped,
                limit=limit.grouped,
                excess=(amount - limit).grouped,
            )
            fault = Fault(at, message, related, limit, amount, amount - limit)
            yield by_rule(case.rules, most, fault)


@budget_check("E016", "instalments-differ", Severity.WARNING)
def instalments_differ(case: BudgetCase) -> Iterator[Fault]:
    """The instalments that are declared of a grant are not those in which the funder pays.

    What is expected on a day is then not what comes.

    Correct [[awards]] instalments in grantcalc.toml, or follow the award letter and suppress this.
    """
    rule = case.rules.rule("instalments")
    lines = funders_lines(case)
    if rule is None:
        return
    for award in case.config.declared_awards(case.budget.currency):
        line = next((x for x in lines if same_label(x.label, award.source)), None)
        if line is None or not award.instalments or not award.amount:
            continue
        asked = award.amount.split([int(part * 10_000) for part in rule.value])
        declared = [part.amount for part in award.instalments]
        if declared != asked:
            fault = Fault(
                at=line.at,
                message=tr(
                    "the instalments of {amount} are declared as {declared}; the funder pays {asked}",
                    amount=award.amount.grouped,
                    declared=" + ".join(money.grouped for money in declared),
                    asked=" + ".join(money.grouped for money in asked),
                ),
            )
            yield by_rule(case.rules, rule, fault)


@budget_check("E011", "auditors-statement-asked", Severity.INFO)
def auditors_statement_asked(case: BudgetCase) -> Iterator[Fault]:
    """The grant is so large that the accounts must be audited.

    An auditor needs time, costs money, and wants vouchers and timesheets in order.

    Plan for it in the budget and in the calendar. Where the award letter says otherwise, it decides.
    """
    rule = case.rules.rule("auditors_threshold")
    lines = funders_lines(case)
    amount = sum_of_lines(case, lines)
    if rule is None or not amount:
        return
    limit = Money.nearest(rule.value, case.budget.currency)
    if amount >= limit:
        fault = Fault(
            at=place_of(case, lines),
            related=places_of(lines),
            message=tr(
                "the accounts need an auditor's statement: the grant of {amount} is not below {limit}",
                amount=amount.grouped,
                limit=limit.grouped,
            ),
            expected=limit,
            actual=amount,
        )
        yield by_rule(case.rules, rule, fault)


@budget_check("E013", "profile-in-another-currency", Severity.WARNING)
def profile_in_another_currency(case: BudgetCase) -> Iterator[Fault]:
    """The funder's amounts are in another currency than the budget.

    grantcalc converts nothing: limits in money are not judged, shares and dates are.

    Choose another profile, correct [project] currency in grantcalc.toml, or write the limits in the
    budget's currency into a profile of your own that extends this one.
    """
    rules = case.rules
    not_judged = [name for name in AMOUNTS if rules.profile.rule(name, rules.start)]
    if not rules.is_in_its_currency and not_judged:
        yield Fault(
            at=case.budget.period_places[0],
            message=tr(
                "the profile {profile} is in {theirs} and the budget in {ours}; not judged: {names}",
                profile=rules.profile.name,
                theirs=rules.profile.currency,
                ours=case.budget.currency,
                names=sentence_list(not_judged),
            ),
        )
