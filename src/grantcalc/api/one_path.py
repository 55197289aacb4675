"""What is found at one path: the budgets of a file, or a project's budget with its ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.api.baseline import path_from
from grantcalc.api.fingerprints import with_fingerprints
from grantcalc.api.inputs import (
    approved_budget_of,
    commitments_of,
    inputs_of,
    judged,
    only_budget,
    read_ledger,
    timesheet_of,
)
from grantcalc.check_settings import CheckTable
from grantcalc.config import Config
from grantcalc.errors import ConfigError
from grantcalc.finding import Finding
from grantcalc.language import tr
from grantcalc.model import Budget
from grantcalc.policy import NO_CHOICE, Choice, Policy
from grantcalc.profile import Profile
from grantcalc.progress import UNWATCHED, Progress
from grantcalc.project import Project, budget_file, is_project, ledger_files, open_project
from grantcalc.reading.budget_files import ReadFile, read_budgets
from grantcalc.reading.commitments import Commitments
from grantcalc.reading.files import shown_path
from grantcalc.reading.timesheet import Timesheet
from grantcalc.reading.views import sheet_view
from grantcalc.report.check import BudgetReport
from grantcalc.report.parts import InputFile, KnownFinding
from grantcalc.rules_in_force import RulesInForce, rules_in_force
from grantcalc.sheet_view import SheetView
from grantcalc.spending.commitments import orders
from grantcalc.spending.years import by_project_year
from grantcalc.sums import budget_report

if TYPE_CHECKING:
    from grantcalc.checks import CheckedBudget, LedgerCase
    from grantcalc.ledger import Ledger
    from grantcalc.ledger_summary import LedgerSummary


@dataclass(frozen=True)
class Counted:
    """A project's ledger with what was counted of it; `path` names the project."""

    path: Path
    ledger: Ledger
    summary: LedgerSummary


@dataclass(frozen=True)
class Asked:
    """What is asked of a run: whose settings and rules hold, and what the user chose for all of it."""

    config: Path | None = None
    password: str | None = None
    choice: Choice = NO_CHOICE
    profile: str | None = None


@dataclass(frozen=True)
class CheckedPath:
    """What was found at one path, and the files that were read there.

    `settings` is the grantcalc.toml that was followed, `policy` what it and the user decide about
    findings: of all that was `found`, `findings` count and `known` are accepted; `used` are the
    suppressions that fit. `could_be_found` are the codes that were looked for.
    """

    where: Path
    reports: Sequence[BudgetReport]
    inputs: Sequence[InputFile]
    sheets: Sequence[SheetView]
    policy: Policy
    settings: Path | None
    could_be_found: frozenset[str]
    counted: Counted | None = None
    found: Sequence[Finding] = ()
    findings: Sequence[Finding] = ()
    known: Sequence[KnownFinding] = ()
    used: frozenset[int] = frozenset()

    def with_found(self, findings: Iterable[Finding]) -> CheckedPath:
        """The same with more that was found, each with its fingerprint and as the policy judges it."""
        found = tuple(with_fingerprints(findings, self.sheets))
        outcome = self.policy.apply(found)
        return replace(
            self,
            found=(*self.found, *found),
            findings=(*self.findings, *outcome.findings),
            known=(*self.known, *outcome.known),
            used=self.used | outcome.used,
        )


def check_path(where: Path, asked: Asked, progress: Progress = UNWATCHED) -> CheckedPath:
    """Everything that is found at one path: a file, or a project with its ledger if it names one.

    Raises:
        GrantcalcError: it cannot be read, or its settings cannot be followed.
    """
    project = open_project(where, asked.config, asked.password, asked.profile)
    policy = policy_of(project, asked.choice)
    path = budget_file(project) if is_project(where) else where
    used = shown_path(project.path) if project.path else None
    progress.begin(tr("reading {name}", name=path.name))
    read = read_budgets(path, project.config, asked.password)
    currency = read.budgets[0].currency
    approved = approved_budget_of(project, currency) if is_project(where) else None
    reports, findings = check_file(read, project.config, used, project.profile, approved)
    with_ledger = _with_ledger(where, project, path, read, progress)
    findings += with_ledger.findings
    return CheckedPath(
        where=where,
        reports=reports,
        inputs=tuple(inputs_of(project, path, with_ledger.files, with_ledger.ledger)),
        sheets=_sheets(read, findings),
        policy=policy,
        settings=project.path,
        could_be_found=with_ledger.could_be_found,
        counted=with_ledger.counted,
    ).with_found(findings)


def refuse_unknown_codes(choice: Choice) -> None:
    """Stops before any work where a user chose what is no code.

    Raises:
        ConfigError: a code is none.
    """
    Policy(_every_code(), CheckTable(), (), choice, str)


def _every_code() -> frozenset[str]:
    from grantcalc.checks import every_check

    return frozenset(info.code for info in every_check())


def policy_of(project: Project, choice: Choice) -> Policy:
    """What a project declares, and a user chooses, about findings.

    Raises:
        ConfigError: a code is none; the text names the settings.
    """
    folder = project.path.parent if project.path else Path()
    try:
        return Policy(
            codes=_every_code(),
            settings=project.config.check,
            suppressions=project.config.suppress,
            choice=choice,
            from_settings=partial(path_from, folder),
        )
    except ConfigError as error:
        raise ConfigError(f"{project.path}: {error}") from error


@dataclass(frozen=True)
class _WithLedger:
    """What was found in a project beside its budget."""

    could_be_found: frozenset[str]
    findings: Sequence[Finding] = ()
    files: Sequence[Path] = ()
    ledger: Ledger | None = None
    counted: Counted | None = None


def _with_ledger(
    where: Path, project: Project, path: Path, read: ReadFile, progress: Progress
) -> _WithLedger:
    """A project's ledger and orders, held against its budget; nothing where it names none."""
    from grantcalc.checks import budget_codes, grant_codes

    files = project.config.files
    if not is_project(where) or not (files.ledger or files.commitments):
        return _WithLedger(budget_codes())
    all_codes = _every_code() - grant_codes()
    budget = by_project_year(only_budget(path, read), project.config)
    rules = rules_in_force(project.config, budget, project.profile)
    ordered = commitments_of(project, budget.currency)
    of_orders = commitment_findings(budget, rules.config, ordered)
    if not files.ledger:
        return _WithLedger(all_codes, of_orders)
    ledgers = ledger_files(project)
    ledger = read_ledger(ledgers, budget.currency, project.config, progress)
    summary = judged(ledger, budget, rules.config)
    findings = (*_ledger_findings(budget, project, rules, summary), *of_orders)
    counted = Counted(project.path or where, ledger, summary)
    return _WithLedger(all_codes, findings, ledgers, ledger, counted)


def _sheets(read: ReadFile, findings: Sequence[Finding]) -> list[SheetView]:
    """The sheets of a budget's file that hold a budget, or something that was found."""
    shown = {budget.sheet for budget in read.budgets} | {finding.at.sheet for finding in findings}
    return [sheet_view(grid) for grid in read.sheets if grid.sheet in shown]


def counted_in_both(this: Counted, others: Sequence[Counted]) -> Iterator[Finding]:
    """The entries that a project counts and another counts too, where a project is not given twice."""
    from grantcalc.checks import SharedCase, check_shared

    for other in others:
        if other.path.resolve() == this.path.resolve():
            continue
        count, amount, first = this.ledger.counted_also(other.ledger)
        if count:
            places = [this.summary.place(entry) for entry in first]
            yield from check_shared(SharedCase(shown_path(other.path), count, amount, places))


_CAUSES = ("X001", "X006")


def check_file(
    read: ReadFile,
    config: Config,
    used: str | None = None,
    profile: Profile | None = None,
    approved: Budget | None = None,
) -> tuple[list[BudgetReport], list[Finding]]:
    """Checks what was read of a file: its budgets, and the formulas of all its sheets.

    `used` is the grantcalc.toml that the configuration came from, for the report. `profile` are the
    funder's rules, `approved` the budget that it approved last.
    """
    from grantcalc.checks import FormulaCase, check_formulas, check_sheets

    reports: list[BudgetReport] = []
    findings: list[Finding] = []
    for budget in read.budgets:
        rules = rules_in_force(config, budget, profile)
        checked = check_one_budget(budget, rules, approved)
        reports.append(budget_report(budget, checked.verdict, used))
        findings += checked.findings
    case = FormulaCase(read.formula_faults, read.budgets[0].currency)
    of_formulas = check_formulas(case, findings)
    # What is out of date or goes round in a circle is the reason for much of what follows.
    causes = [finding for finding in of_formulas if finding.code in _CAUSES]
    findings = [*causes, *findings, *(f for f in of_formulas if f.code not in _CAUSES)]
    findings += check_sheets(read.reading)
    return reports, findings


def check_one_budget(
    budget: Budget, rules: RulesInForce, approved: Budget | None = None
) -> CheckedBudget:
    """A budget with its claims diagnosed and what was found."""
    from grantcalc.checks import check_budget

    return check_budget(budget, rules.config, rules, approved)


def _ledger_findings(
    budget: Budget, project: Project, rules: RulesInForce, summary: LedgerSummary
) -> tuple[Finding, ...]:
    from grantcalc.checks import check_ledger

    sheet = timesheet_of(project)
    return check_ledger(ledger_case(budget, rules, summary, sheet))


def commitment_findings(
    budget: Budget, config: Config, read: Commitments | None, as_of: date | None = None
) -> tuple[Finding, ...]:
    """What is wrong with a project's orders, by the end of `as_of`; all of them count without it."""
    from grantcalc.checks import CommitmentCase, check_commitments

    if read is None:
        return ()
    found = orders(read.found, budget, as_of, config.project.pre_award_days)
    return check_commitments(CommitmentCase(budget, found, read.rejected, as_of))


def ledger_case(
    budget: Budget, rules: RulesInForce, summary: LedgerSummary, sheet: Timesheet | None
) -> LedgerCase:
    """What the checks of ledgers and hours look at."""
    from grantcalc.checks import LedgerCase

    work, rejected = (sheet.entries, sheet.rejected) if sheet else ((), ())
    return LedgerCase(budget, rules.config, summary, work, rejected, rules)
