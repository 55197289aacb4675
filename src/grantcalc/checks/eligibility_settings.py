"""Family E: what grantcalc.toml declares otherwise than the funder's rules."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.registry import BudgetCase, Fault, budget_check
from grantcalc.checks.rule_words import by_rule
from grantcalc.finding import Severity
from grantcalc.language import mark, tr

#: Where grantcalc.toml declares what a rule is about, and whether more than the rule is against it.
_DECLARED = {
    "hourly_rate_max": mark("[in_kind] max_rate is {ours}, and the funder's {theirs}"),
    "hours_a_year_max": mark("[in_kind] max_hours_a_year is {ours}, and the funder's {theirs}"),
    "pre_award_days": mark("[project] pre_award_days is {ours}, and the funder's {theirs}"),
    "charging": mark("[charging] method is {ours}, and the funder's way {theirs}"),
}


@budget_check("E015", "declared-against-the-rule", Severity.WARNING)
def declared_against_the_rule(case: BudgetCase) -> Iterator[Fault]:
    """grantcalc.toml declares more than the funder allows, or another way of charging costs.

    What grantcalc.toml declares is used: an award letter may allow what the general rules do not.

    Take the declaration out if the funder's rule holds, or suppress the finding and name the letter.
    """
    for name, ours in case.rules.declared.items():
        rule = case.rules.asked(name)
        if rule is None:
            continue
        theirs = rule.value
        if ours != theirs if isinstance(theirs, str) else ours > theirs:
            fault = Fault(
                at=case.budget.period_places[0],
                message=tr(_DECLARED[name], ours=ours, theirs=theirs),
                expected=str(theirs),
                actual=str(ours),
            )
            yield by_rule(case.rules, rule, fault, Severity.WARNING)
