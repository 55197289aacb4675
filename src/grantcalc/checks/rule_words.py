"""What a finding says of the funder's rule that decides it: whose it is, and where it was read."""

from __future__ import annotations

from dataclasses import replace

from grantcalc.checks.registry import Fault
from grantcalc.finding import Severity
from grantcalc.funders_rules import Rule
from grantcalc.language import tr
from grantcalc.rules_in_force import RulesInForce


def by_rule(
    rules: RulesInForce, rule: Rule, fault: Fault, at_most: Severity = Severity.ERROR
) -> Fault:
    """A fault by a funder's rule: it has the rule's severity (or `at_most`), and says whose it is."""
    severity = max(rule.weight, at_most, key=lambda severity: severity.rank)
    message = f"{fault.message}. {rule_said(rules, rule)}"
    return replace(fault, message=message, severity=severity)


def rule_said(rules: RulesInForce, rule: Rule) -> str:
    """Whose rule it is and its source, with what the profile notes of it."""
    values = {
        "funder": rules.profile.shown,
        "profile": rules.profile.name,
        "source": rule.source,
    }
    said = (
        tr("A rule of {funder} (profile {profile}); source: {source}.", **values)
        if rule.verified
        else tr(
            "A rule of {funder} (profile {profile}). This rule has not been verified; source: "
            "{source}.",
            **values,
        )
    )
    is_newest = rules.start is None and (rule.valid_from or rule.valid_to)
    newest = tr("The project's start is not known; this is the newest rule.") if is_newest else None
    note = rule.note.here if rule.note else None
    return " ".join(filter(None, (said, note, newest)))
