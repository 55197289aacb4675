"""What a check is: a function with a code, a name and a severity, explained by its docstring."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from grantcalc.check_settings import Suppression
from grantcalc.config import Config
from grantcalc.diagnosis import Claim, Values, Verdict
from grantcalc.finding import CheckInfo, Equation, Finding, Place, Quote, Severity
from grantcalc.language import tr
from grantcalc.ledger_summary import LedgerSummary
from grantcalc.model import Amount, Budget, FormulaFault, RejectedRow, WorkEntry
from grantcalc.money import Money
from grantcalc.report.funder import Closing
from grantcalc.report.reading import FileReading
from grantcalc.report.remaining import (
    GrantReport,
    LineSpending,
    OwnContribution,
    RemainingReport,
)
from grantcalc.report.verification import ReportKind, Statement, StatementKind
from grantcalc.reporting.comparable import ComparableLines
from grantcalc.rules_in_force import RulesInForce, no_rules
from grantcalc.spending.commitments import Order


@dataclass(frozen=True)
class Fault:
    """What a check found at a place; the registry adds the check's code, name and severity.

    `message` says what is wrong; where it does not say itself what to do, `advice` does. `slip` is
    the slip of the hand that would explain it. `severity` is set where a funder's rule decides it.
    """

    at: Place
    message: str
    related: Sequence[Place] = ()
    expected: Money | str | None = None
    actual: Money | str | None = None
    difference: Money | None = None
    advice: str | None = None
    slip: str | None = None
    equation: Equation | None = None
    quotes: Sequence[Quote] = ()
    severity: Severity | None = None


@dataclass(frozen=True)
class BudgetCase:
    """A budget with what its project declares, and what became of its claims.

    `values` are the amounts as they stand in the sheet, in minor units by cell. `approved` is the
    budget that the funder approved last, None where the project names none.
    """

    budget: Budget
    config: Config
    claims: Sequence[Claim]
    values: Values
    verdict: Verdict
    rules: RulesInForce = field(default_factory=no_rules)
    approved: Budget | None = None

    @cached_property
    def labels(self) -> dict[Place, str]:
        """The label of each amount's row, by the amount's cell."""
        return {amount.at: label for label, amount in self.budget.every_claimed_amount()}

    def money(self, minor: int) -> Money:
        """Minor units as money of the budget's currency."""
        return Money(minor, self.budget.currency)

    def repaired(self, amount: Amount) -> Money | None:
        """An amount as it is once the faults found are repaired; None where it is not known."""
        minor = self.verdict.values[amount.at]
        return None if minor is None else self.money(minor)


@dataclass(frozen=True)
class LedgerCase:
    """What was read of a project's ledgers and timesheet, for the budget that they belong to."""

    budget: Budget
    config: Config
    summary: LedgerSummary
    work: Sequence[WorkEntry] = ()
    rejected_work: Sequence[RejectedRow] = ()
    rules: RulesInForce = field(default_factory=no_rules)


@dataclass(frozen=True)
class GrantCase:
    """A project's grants, lines and own contribution as they stand on a day.

    `budget` has one period for each project year. `approved` is the budget that the funder approved
    last, None where the project names none.
    """

    budget: Budget
    config: Config
    grants: tuple[GrantReport, ...]
    lines: tuple[LineSpending, ...]
    own_contribution: tuple[OwnContribution, ...]
    as_of: date
    rules: RulesInForce = field(default_factory=no_rules)
    approved: Budget | None = None


@dataclass(frozen=True)
class CommitmentCase:
    """A project's orders with their places in the budget, and the rows that cannot be used."""

    budget: Budget
    orders: Sequence[Order]
    rejected: Sequence[RejectedRow]
    as_of: date | None


@dataclass(frozen=True)
class ClosingCase:
    """A project at its closing, for its final report; `settings` is where [report] is or would be written.

    `lines` are those of the last approved budget beside those of the budget in force.
    """

    budget: Budget
    config: Config
    closing: Closing
    lines: Sequence[ComparableLines]
    orders: Sequence[Order]
    as_of: date
    settings: Place
    rules: RulesInForce


@dataclass(frozen=True)
class SharedCase:
    """Entries that one project counts and another, `other`, counts too; `places` are the first of them."""

    other: str
    entries: int
    amount: Money
    places: Sequence[Place]


@dataclass(frozen=True)
class FormulaCase:
    """What is wrong with the formulas of a file's sheets, as reading found it."""

    faults: Sequence[FormulaFault]
    currency: str


@dataclass(frozen=True)
class ReportTable:
    """A table of a report that was read as a budget."""

    name: str
    at: Place
    budget: Budget


@dataclass(frozen=True)
class VerifyCase:
    """What a report states, with what its project knows: its budget, and its accounts by day.

    `at` is the report's file as a place; `default_day` is the last day that counts where the report
    states none. `mentions` are sentences that tell of what goes with the report, by what that is.
    `auditors_threshold` is the grant from which on the project's funder wants an auditor's statement.
    """

    at: Place
    kind: ReportKind | None
    currency: str
    statements: Sequence[Statement]
    tables: Sequence[ReportTable] = ()
    mentions: Mapping[str, Quote] = field(default_factory=dict)
    budget: Budget | None = None
    config: Config = field(default_factory=Config)
    accounts: Mapping[date, RemainingReport] = field(default_factory=dict)
    default_day: date | None = None
    auditors_threshold: Money | None = None

    def of(self, *kinds: StatementKind) -> list[Statement]:
        """What is stated of some kinds about the project as a whole, in the report's order."""
        return [
            s
            for s in self.statements
            if s.kind in kinds and s.line is None and (s.kind != "remaining" or s.of is None)
        ]

    def accounts_for(self, statement: Statement) -> RemainingReport | None:
        """The accounts as of the day that a figure is stated for; None where there are none."""
        day = statement.as_of or self.default_day
        return self.accounts.get(day) if day else None


@dataclass(frozen=True)
class SettingsCase:
    """What a project's own settings say of findings that are not there.

    `unused` are suppressions of `settings`; `gone` counts findings of `baseline` that are no more.
    """

    settings: str
    unused: Sequence[Suppression] = ()
    baseline: str | None = None
    gone: int = 0


ClaimCheck = Callable[[Budget, Config], Iterable[Claim]]
BudgetCheck = Callable[[BudgetCase], Iterable[Fault]]
LedgerCheck = Callable[[LedgerCase], Iterable[Fault]]
GrantCheck = Callable[[GrantCase], Iterable[Fault]]
CommitmentCheck = Callable[[CommitmentCase], Iterable[Fault]]
ClosingCheck = Callable[[ClosingCase], Iterable[Fault]]
SharedCheck = Callable[[SharedCase], Iterable[Fault]]
FormulaCheck = Callable[[FormulaCase], Iterable[Fault]]
SettingsCheck = Callable[[SettingsCase], Iterable[Fault]]
VerifyCheck = Callable[[VerifyCase], Iterable[Fault]]
SheetCheck = Callable[[FileReading], Iterable[Fault]]
Run = TypeVar("Run", bound=Callable[..., object])


@dataclass(frozen=True)
class Check(Generic[Run]):
    """A registered check: what it says of itself, and the function."""

    info: CheckInfo
    run: Run

    def finding(self, fault: Fault) -> Finding:
        """The fault as a finding of this check."""
        return Finding(
            code=self.info.code,
            name=self.info.name,
            severity=fault.severity or self.info.severity,
            message=_whole_message(fault),
            problem=fault.message,
            advice=fault.advice,
            slip=fault.slip,
            equation=fault.equation,
            at=fault.at,
            related=tuple(fault.related),
            expected=fault.expected,
            actual=fault.actual,
            difference=fault.difference,
            quotes=tuple(fault.quotes),
        )


def _whole_message(fault: Fault) -> str:
    slip = tr("Likely slip: {slip}.", slip=fault.slip) if fault.slip else None
    return " ".join(part for part in (fault.message, fault.advice, slip) if part)


#: Every registered check, by what it looks at, in the order in which they report.
CLAIM_CHECKS: list[Check[ClaimCheck]] = []
BUDGET_CHECKS: list[Check[BudgetCheck]] = []
LEDGER_CHECKS: list[Check[LedgerCheck]] = []
GRANT_CHECKS: list[Check[GrantCheck]] = []
COMMITMENT_CHECKS: list[Check[CommitmentCheck]] = []
CLOSING_CHECKS: list[Check[ClosingCheck]] = []
SHARED_CHECKS: list[Check[SharedCheck]] = []
FORMULA_CHECKS: list[Check[FormulaCheck]] = []
SHEET_CHECKS: list[Check[SheetCheck]] = []
SETTINGS_CHECKS: list[Check[SettingsCheck]] = []
VERIFY_CHECKS: list[Check[VerifyCheck]] = []


def every_check() -> list[CheckInfo]:
    """What every check says of itself, by code."""
    infos = [
        *(check.info for check in CLAIM_CHECKS),
        *(check.info for check in BUDGET_CHECKS),
        *(check.info for check in LEDGER_CHECKS),
        *(check.info for check in GRANT_CHECKS),
        *(check.info for check in COMMITMENT_CHECKS),
        *(check.info for check in CLOSING_CHECKS),
        *(check.info for check in SHARED_CHECKS),
        *(check.info for check in FORMULA_CHECKS),
        *(check.info for check in SHEET_CHECKS),
        *(check.info for check in SETTINGS_CHECKS),
        *(check.info for check in VERIFY_CHECKS),
    ]
    return sorted(infos, key=lambda info: info.code)


def claim_check(code: str, name: str, severity: Severity) -> Callable[[ClaimCheck], ClaimCheck]:
    """Registers a function that turns a budget's stated figures into claims."""
    return _register(CLAIM_CHECKS, code, name, severity)


def budget_check(code: str, name: str, severity: Severity) -> Callable[[BudgetCheck], BudgetCheck]:
    """Registers a function that finds faults in a budget whose claims are diagnosed."""
    return _register(BUDGET_CHECKS, code, name, severity)


def ledger_check(code: str, name: str, severity: Severity) -> Callable[[LedgerCheck], LedgerCheck]:
    """Registers a function that finds faults in what was read of the ledgers."""
    return _register(LEDGER_CHECKS, code, name, severity)


def grant_check(code: str, name: str, severity: Severity) -> Callable[[GrantCheck], GrantCheck]:
    """Registers a function that finds faults in what is left of the grants."""
    return _register(GRANT_CHECKS, code, name, severity)


def commitment_check(
    code: str, name: str, severity: Severity
) -> Callable[[CommitmentCheck], CommitmentCheck]:
    """Registers a function that finds faults in a project's orders."""
    return _register(COMMITMENT_CHECKS, code, name, severity)


def closing_check(
    code: str, name: str, severity: Severity
) -> Callable[[ClosingCheck], ClosingCheck]:
    """Registers a function that finds faults in a project's closing."""
    return _register(CLOSING_CHECKS, code, name, severity)


def shared_check(code: str, name: str, severity: Severity) -> Callable[[SharedCheck], SharedCheck]:
    """Registers a function that finds faults in what two projects count."""
    return _register(SHARED_CHECKS, code, name, severity)


def formula_check(
    code: str, name: str, severity: Severity
) -> Callable[[FormulaCheck], FormulaCheck]:
    """Registers a function that picks its faults among those of a file's formulas."""
    return _register(FORMULA_CHECKS, code, name, severity)


def sheet_check(code: str, name: str, severity: Severity) -> Callable[[SheetCheck], SheetCheck]:
    """Registers a function that finds faults in how a file's sheets could be read."""
    return _register(SHEET_CHECKS, code, name, severity)


def settings_check(
    code: str, name: str, severity: Severity
) -> Callable[[SettingsCheck], SettingsCheck]:
    """Registers a function that finds what settings say of findings and is no longer so."""
    return _register(SETTINGS_CHECKS, code, name, severity)


def verify_check(code: str, name: str, severity: Severity) -> Callable[[VerifyCheck], VerifyCheck]:
    """Registers a function that finds where a report disagrees with itself or its accounts."""
    return _register(VERIFY_CHECKS, code, name, severity)


def budget_codes() -> frozenset[str]:
    """The codes of what may be found in a budget's file alone."""
    of_budgets = (CLAIM_CHECKS, BUDGET_CHECKS, FORMULA_CHECKS, SHEET_CHECKS)
    return frozenset(check.info.code for checks in of_budgets for check in checks)


def grant_codes() -> frozenset[str]:
    """The codes of what is found only as of a day, by `remaining` and `report`."""
    return frozenset(
        check.info.code for checks in (GRANT_CHECKS, CLOSING_CHECKS) for check in checks
    )


def _register(
    checks: list[Check[Run]], code: str, name: str, severity: Severity
) -> Callable[[Run], Run]:
    def register(function: Run) -> Run:
        text = inspect.cleandoc(function.__doc__ or "")
        info = CheckInfo(code=code, name=name, severity=severity, text=text)
        checks.append(Check(info, function))
        return function

    return register
