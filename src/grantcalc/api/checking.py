"""`grantcalc check`: the budgets of files, folders and projects, and a project's ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.api.inputs import (
    commitments_of,
    inputs_of,
    judged,
    only_budget,
    read_ledger,
    timesheet_of,
)
from grantcalc.config import Config
from grantcalc.errors import GrantcalcError
from grantcalc.finding import Finding
from grantcalc.model import Budget
from grantcalc.progress import UNWATCHED, Progress
from grantcalc.project import Project, budget_file, is_project, ledger_files, open_project
from grantcalc.reading.budget_files import ReadFile, read_budgets
from grantcalc.reading.commitments import Commitments
from grantcalc.reading.files import shown_path
from grantcalc.reading.timesheet import Timesheet
from grantcalc.reading.views import sheet_view
from grantcalc.report import (
    BudgetReport,
    CheckReport,
    FileOutcome,
    InputFile,
    Summary,
    Unreadable,
)
from grantcalc.sheet_view import SheetView
from grantcalc.spending.commitments import orders
from grantcalc.spending.years import by_project_year
from grantcalc.sums import budget_report

if TYPE_CHECKING:
    from grantcalc.checks import CheckedBudget, LedgerCase
    from grantcalc.ledger import Ledger
    from grantcalc.ledger_summary import LedgerSummary


def check(
    paths: Sequence[Path],
    config: Path | None = None,
    password: str | None = None,
    progress: Progress = UNWATCHED,
) -> CheckReport:
    """Checks the budgets of files, folders and projects; a project's ledger too, if it names one.

    What cannot be read is listed in the report beside the results of the rest. `password` opens
    those of the workbooks that are encrypted.

    Raises:
        GrantcalcError: none of the paths can be read.
    """
    checked: list[_CheckedPath] = []
    failures: list[tuple[Path, GrantcalcError]] = []
    outcomes: list[FileOutcome] = []
    for where in paths:
        try:
            done = _check_path(where, config, password, progress)
        except GrantcalcError as error:
            failures.append((where, error))
            outcomes.append(_unreadable(where, error))
        else:
            findings = [*done.findings, *_counted_elsewhere(done, checked)]
            checked.append(replace(done, findings=findings))
            outcomes.append(_outcome(where, findings))
    if failures and not checked:
        raise GrantcalcError("\n".join(str(error) for _, error in failures))
    return _report(checked, outcomes)


def _report(checked: Sequence[_CheckedPath], outcomes: Sequence[FileOutcome]) -> CheckReport:
    """What was found at all paths as one report."""
    from grantcalc.checks import every_check

    findings = [finding for path in checked for finding in path.findings]
    codes = {finding.code for finding in findings}
    inputs = {(file.file, file.role): file for path in checked for file in path.inputs}
    return CheckReport(
        budgets=tuple(budget for path in checked for budget in path.reports),
        findings=tuple(findings),
        summary=Summary.of(findings),
        unreadable=tuple(
            Unreadable(path=outcome.path, message=outcome.message)
            for outcome in outcomes
            if outcome.message is not None
        ),
        inputs=tuple(inputs.values()),
        files=tuple(outcomes),
        sheets=tuple(sheet for path in checked for sheet in path.sheets),
        rules=tuple(info for info in every_check() if info.code in codes),
    )


def _unreadable(where: Path, error: GrantcalcError) -> FileOutcome:
    return FileOutcome(path=shown_path(where), outcome="unreadable", message=str(error))


def _counted_elsewhere(done: _CheckedPath, before: Sequence[_CheckedPath]) -> Iterator[Finding]:
    """The entries of a project's ledger that a project before it counts too."""
    if done.counted is not None:
        others = [path.counted for path in before if path.counted is not None]
        yield from counted_in_both(done.counted, others)


def _outcome(where: Path, findings: Sequence[Finding]) -> FileOutcome:
    count = Summary.of(findings)
    return FileOutcome(
        path=shown_path(where),
        outcome="checked",
        errors=count.errors,
        warnings=count.warnings,
        infos=count.infos,
    )


@dataclass(frozen=True)
class Counted:
    """A project's ledger with what was counted of it; `path` names the project."""

    path: Path
    ledger: Ledger
    summary: LedgerSummary


@dataclass(frozen=True)
class _CheckedPath:
    """What was found at one path, and the files that were read there."""

    reports: Sequence[BudgetReport]
    findings: Sequence[Finding]
    inputs: Sequence[InputFile]
    sheets: Sequence[SheetView]
    counted: Counted | None = None


def _check_path(
    where: Path, config: Path | None, password: str | None, progress: Progress
) -> _CheckedPath:
    project = open_project(where, config, password)
    path = budget_file(project) if is_project(where) else where
    used = shown_path(project.path) if project.path else None
    progress.begin(f"reading {path.name}")
    read = read_budgets(path, project.config, password)
    files = project.config.files
    if not is_project(where) or not (files.ledger or files.commitments):
        reports, findings = check_file(read, project.config, used)
        return _CheckedPath(
            reports, findings, list(inputs_of(project, path, (), None)), _sheets(read, findings)
        )
    budget = by_project_year(only_budget(path, read), project.config)
    reports, findings = check_file(read, project.config, used)
    ledger, counted, ledgers = None, None, []
    if files.ledger:
        ledgers = ledger_files(project)
        ledger = read_ledger(ledgers, budget.currency, project.config, progress)
        summary = judged(ledger, budget, project.config)
        findings += _ledger_findings(budget, project, summary)
        counted = Counted(project.path or where, ledger, summary)
    ordered = commitments_of(project, budget.currency)
    findings += commitment_findings(budget, project.config, ordered)
    return _CheckedPath(
        reports,
        findings,
        list(inputs_of(project, path, ledgers, ledger)),
        _sheets(read, findings),
        counted,
    )


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
    read: ReadFile, config: Config, used: str | None = None
) -> tuple[list[BudgetReport], list[Finding]]:
    """Checks what was read of a file: its budgets, and the formulas of all its sheets.

    `used` is the grantcalc.toml that the configuration came from, for the report.
    """
    from grantcalc.checks import FormulaCase, check_formulas, check_sheets

    reports: list[BudgetReport] = []
    findings: list[Finding] = []
    for budget in read.budgets:
        checked = check_one_budget(budget, config)
        reports.append(budget_report(budget, checked.verdict, used))
        findings += checked.findings
    case = FormulaCase(read.formula_faults, read.budgets[0].currency)
    of_formulas = check_formulas(case, findings)
    # What is out of date or goes round in a circle is the reason for much of what follows.
    causes = [finding for finding in of_formulas if finding.code in _CAUSES]
    findings = [*causes, *findings, *(f for f in of_formulas if f.code not in _CAUSES)]
    findings += check_sheets(read.reading)
    return reports, findings


def check_one_budget(budget: Budget, config: Config) -> CheckedBudget:
    """A budget with its claims diagnosed and what was found."""
    from grantcalc.checks import check_budget

    return check_budget(budget, config)


def _ledger_findings(
    budget: Budget, project: Project, summary: LedgerSummary
) -> tuple[Finding, ...]:
    from grantcalc.checks import check_ledger

    sheet = timesheet_of(project)
    return check_ledger(ledger_case(budget, project.config, summary, sheet))


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
    budget: Budget, config: Config, summary: LedgerSummary, sheet: Timesheet | None
) -> LedgerCase:
    """What the checks of ledgers and hours look at."""
    from grantcalc.checks import LedgerCase

    if sheet is None:
        return LedgerCase(budget, config, summary)
    return LedgerCase(budget, config, summary, sheet.entries, sheet.rejected)
