"""Runs every check on a budget or a ledger, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import prod

from grantcalc.checks.registry import (
    BUDGET_CHECKS,
    CLAIM_CHECKS,
    CLOSING_CHECKS,
    COMMITMENT_CHECKS,
    FORMULA_CHECKS,
    GRANT_CHECKS,
    LEDGER_CHECKS,
    SETTINGS_CHECKS,
    SHARED_CHECKS,
    SHEET_CHECKS,
    VERIFY_CHECKS,
    BudgetCase,
    ClosingCase,
    CommitmentCase,
    Fault,
    FormulaCase,
    GrantCase,
    LedgerCase,
    SettingsCase,
    SharedCase,
    VerifyCase,
)
from grantcalc.checks.wording import repair_advice, unique
from grantcalc.config import Config
from grantcalc.diagnosis import Broken, Claim, Repair, Values, Verdict, diagnose, likely_slip
from grantcalc.finding import Equation, Finding, Place, Severity, Term
from grantcalc.language import sentence_list, shown_number, tr
from grantcalc.model import Budget
from grantcalc.money import Money, minor_units
from grantcalc.report.reading import FileReading
from grantcalc.rules_in_force import RulesInForce, rules_in_force


@dataclass(frozen=True)
class CheckedBudget:
    """A budget with the verdict on its claims and all findings, in the sheet's reading order."""

    budget: Budget
    verdict: Verdict
    findings: tuple[Finding, ...]


def check_budget(
    budget: Budget,
    config: Config,
    rules: RulesInForce | None = None,
    approved: Budget | None = None,
) -> CheckedBudget:
    """All checks of one budget; `approved` is the one that the funder approved last."""
    claims = [
        replace(claim, code=check.info.code)
        for check in CLAIM_CHECKS
        for claim in check.run(budget, config)
    ]
    step = Money.nearest(_rounding_step(budget, config), budget.currency)
    values = amounts_by_cell(budget)
    verdict = diagnose(claims, values, step.minor, budget.formulas, fractions_by_cell(budget))
    rules = rules or rules_in_force(config, budget)
    case = BudgetCase(budget, config, claims, values, verdict, rules, approved)
    findings = [*_claim_findings(case)]
    for check in BUDGET_CHECKS:
        findings += [check.finding(fault) for fault in check.run(case)]
    return CheckedBudget(budget, verdict, tuple(findings))


def _rounding_step(budget: Budget, config: Config) -> Decimal:
    """What amounts are rounded to: declared, or whole thousands where the sheet is in thousands."""
    is_rounded = bool(budget.unit_said) or budget.unit > 1
    return max(Decimal(config.tolerances.rounding_step), Decimal(budget.unit if is_rounded else 0))


def check_formulas(case: FormulaCase, besides: Sequence[Finding]) -> tuple[Finding, ...]:
    """All checks of formulas; a cell that a finding stands at already is said once."""
    said = {finding.at for finding in besides}
    found: list[Finding] = []
    for check in FORMULA_CHECKS:
        for fault in check.run(case):
            if fault.at not in said:
                found.append(check.finding(fault))
                if check.info.severity is not Severity.INFO:
                    said.add(fault.at)
    return tuple(found)


def check_sheets(reading: FileReading) -> tuple[Finding, ...]:
    """All checks of how a file's sheets could be read."""
    return tuple(c.finding(fault) for c in SHEET_CHECKS for fault in c.run(reading))


def check_ledger(case: LedgerCase) -> tuple[Finding, ...]:
    """All checks of what was read of the ledgers."""
    return tuple(check.finding(fault) for check in LEDGER_CHECKS for fault in check.run(case))


def check_settings(case: SettingsCase) -> tuple[Finding, ...]:
    """All checks of what settings say of findings."""
    return tuple(check.finding(fault) for check in SETTINGS_CHECKS for fault in check.run(case))


def check_statements(case: VerifyCase) -> tuple[Finding, ...]:
    """All checks of what a report states."""
    return tuple(check.finding(fault) for check in VERIFY_CHECKS for fault in check.run(case))


def check_shared(case: SharedCase) -> tuple[Finding, ...]:
    """All checks of what two projects count."""
    return tuple(check.finding(fault) for check in SHARED_CHECKS for fault in check.run(case))


def check_grants(case: GrantCase) -> tuple[Finding, ...]:
    """All checks of what is left of the grants."""
    return tuple(check.finding(fault) for check in GRANT_CHECKS for fault in check.run(case))


def check_closing(case: ClosingCase) -> tuple[Finding, ...]:
    """All checks of a project's closing."""
    return tuple(check.finding(fault) for check in CLOSING_CHECKS for fault in check.run(case))


#: What a closing finds, and what other checks say of the same fault while the project still runs.
_ECHOES = {"D001": "K005", "D006": "W006"}
#: What is to be done when the project is done, which a closing has seen to.
_TO_COME = {"E011", "E012"}


def without_echoes(
    findings: Sequence[Finding], of_closing: Sequence[Finding]
) -> tuple[Finding, ...]:
    """The other findings of a project that is closed, without what its closing says already."""
    said = _TO_COME | {_ECHOES[finding.code] for finding in of_closing if finding.code in _ECHOES}
    return tuple(finding for finding in findings if finding.code not in said)


def check_commitments(case: CommitmentCase) -> tuple[Finding, ...]:
    """All checks of a project's orders."""
    return tuple(check.finding(fault) for check in COMMITMENT_CHECKS for fault in check.run(case))


def amounts_by_cell(budget: Budget) -> Values:
    """Every amount of a budget in minor units, by its cell; None for a gap."""
    return {
        amount.at: amount.value.minor if amount.value is not None else None
        for _, amount in budget.every_claimed_amount()
    }


def fractions_by_cell(budget: Budget) -> dict[Place, Decimal]:
    """What cells hold beyond their amounts, in minor units; cells that hold nothing more are left out."""
    units = minor_units(budget.currency)
    return {
        amount.at: amount.remainder * units
        for _, amount in budget.every_claimed_amount()
        if amount.remainder
    }


def _claim_findings(case: BudgetCase) -> Iterator[Finding]:
    """The findings of the claims that do not hold: stated sums to repair, then what is plainly broken."""
    by_code = {check.info.code: check for check in CLAIM_CHECKS}
    for repair in case.verdict.repairs:
        stating = [c for c in repair.mends if repair.cell in c.actual and c.is_sum]
        if stating:
            yield by_code[stating[0].code].finding(_repair_fault(case, repair))
    for broken in case.verdict.broken:
        yield by_code[broken.claim.code].finding(_broken_fault(case, broken))


def _repair_fault(case: BudgetCase, repair: Repair) -> Fault:
    """A stated sum that is wrong itself."""
    actual, expected = case.money(repair.actual), case.money(repair.expected)
    claim = next(c for c in repair.mends if repair.cell in c.actual and c.is_sum)
    mended = (c.at for c in repair.mends if c is not claim and c.at in case.values)
    others = unique(mended, repair.cell)
    advice = claim.remedy or repair_advice(repair.cell, expected)
    if not repair.is_certain:
        advice = tr(
            "Either this total or one of its parts is wrong; if it is the total: {advice}",
            advice=advice,
        )
    if others:
        mends = sentence_list([place.cell or "" for place in others])
        advice = " ".join([advice, tr("That also mends {cells}.", cells=mends)])
    return Fault(
        at=repair.cell,
        message=f"{_as_it_stands(case, claim)}.",
        advice=advice,
        slip=None if claim.remedy else likely_slip(actual.minor, expected.minor),
        equation=_equation(case, claim),
        related=unique([*claim.expected, *others], repair.cell),
        expected=expected,
        actual=actual,
        difference=actual - expected,
    )


def _wrong_factor(case: BudgetCase, claim: Claim, actual: Money) -> Fault | None:
    """The one factor of a product that must be wrong, where the amount is confirmed by a sum.

    It is the one that another number of at most two decimals would put right, if no other would.
    """
    confirmed = any(claim.at in other.expected for other in case.claims)
    options: list[tuple[Place, Decimal, Decimal]] = []
    for place, value in claim.factors:
        others = prod((v for p, v in claim.factors if p != place), start=Decimal(1))
        if others:
            needed = actual.amount / others
            if needed == needed.quantize(Decimal("0.01")):
                options.append((place, value, needed))
    if not confirmed or len(options) != 1:
        return None
    place, value, needed = options[0]
    message = claim.message(Money(claim.constant, case.budget.currency), actual)
    return Fault(
        at=place,
        message=tr(
            "{problem}. The sums confirm the amount, so {cell} is wrong: {actual} should be {expected}.",
            problem=message,
            cell=place.cell,
            actual=shown_number(f"{value.normalize():f}"),
            expected=shown_number(f"{needed.normalize():f}"),
        ),
        related=unique([claim.at, *(p for p, _ in claim.factors)], place),
        expected=f"{needed.normalize():f}",
        actual=f"{value.normalize():f}",
    )


def _as_it_stands(case: BudgetCase, claim: Claim) -> str:
    """What is wrong with a claim by the sheet's own figures, whatever else is to be repaired."""
    sides = claim.sides(case.values)
    if sides is None:
        raise ValueError("a claim over a gap cannot be mended")
    return claim.message(*(case.money(side) for side in sides))


def _equation(case: BudgetCase, claim: Claim) -> Equation | None:
    """The two sides of a claim over cells; None where one is a constant, such as a product."""
    if claim.constant or not claim.actual or not claim.expected:
        return None

    def terms(side: Mapping[Place, int]) -> tuple[Term, ...]:
        return tuple(
            Term(label=case.labels[place], at=place, amount=case.money(value), times=times)
            for place, times in side.items()
            if (value := case.values[place]) is not None
        )

    return Equation(stated=terms(claim.actual), made_of=terms(claim.expected))


def _broken_fault(case: BudgetCase, broken: Broken) -> Fault:
    """A claim that does not hold, where no one cell is known to be the reason."""
    expected, actual = case.money(broken.expected), case.money(broken.actual)
    claim = broken.claim
    if claim.factors and (factor := _wrong_factor(case, claim, actual)):
        return factor
    cells = broken.suspects or (*claim.expected, *claim.actual)
    message = f"{claim.message(expected, actual)}."
    if broken.suspects:
        hint = tr(
            "One of {cells} is wrong by {gap}, or a line is missing.",
            cells=", ".join(place.cell or "" for place in broken.suspects),
            gap=abs(actual - expected).grouped,
        )
        message = f"{message} {hint}"
    return Fault(
        at=claim.at,
        message=message,
        equation=_equation(case, claim),
        related=unique([*cells, *(other.at for other in broken.implied)], claim.at),
        expected=expected,
        actual=actual,
        difference=actual - expected,
    )
