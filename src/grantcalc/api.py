"""What grantcalc does, as functions: the command line is their first user."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.config import Config
from grantcalc.errors import GrantcalcError, UnclearChoiceError, declaring
from grantcalc.finding import Finding, Severity
from grantcalc.judging.terms import Terms
from grantcalc.model import Budget, Kind, Side
from grantcalc.progress import UNWATCHED, Progress
from grantcalc.project import (
    Project,
    budget_file,
    hours_file,
    is_project,
    ledger_files,
    open_project,
)
from grantcalc.reading.budget_files import ReadFile, read_budgets
from grantcalc.reading.files import shown_path
from grantcalc.reading.inputs import input_file
from grantcalc.reading.ledgers.files import read_ledgers
from grantcalc.reading.timesheet import Timesheet, read_timesheet
from grantcalc.report import (
    BudgetReport,
    CheckReport,
    FileReading,
    GrantReport,
    InputFile,
    RemainingReport,
    Summary,
    Unreadable,
)
from grantcalc.sums import budget_report

if TYPE_CHECKING:
    from grantcalc.checks import CheckedBudget, LedgerCase
    from grantcalc.explaining import Account
    from grantcalc.ledger import Ledger, LedgerSummary


def read_budget(path: Path, config: Config | None = None, password: str | None = None) -> Budget:
    """The one budget in a file; `password` opens it if it is encrypted.

    Raises:
        UnclearChoiceError: the file holds several.
        GrantcalcError: as `read_budgets`.
    """
    return _only_budget(path, read_budgets(path, config, password))


def _only_budget(path: Path, read: ReadFile) -> Budget:
    if len(read.budgets) > 1:
        raise _several_budgets(path, read.budgets)
    unclear = [sheet for sheet in read.reading.skipped if sheet.unclear]
    if unclear:
        raise UnclearChoiceError(
            f'{path}: beside the budget on "{read.budgets[0].sheet}", the sheet "{unclear[0].sheet}" '
            f"could not be read ({unclear[0].reason}); say which one counts: "
            f'{declaring("budget")} sheet = "{read.budgets[0].sheet}"'
        )
    return read.budgets[0]


def _several_budgets(path: Path, budgets: Sequence[Budget]) -> UnclearChoiceError:
    if len({budget.sheet for budget in budgets}) == 1:
        headings = ", ".join(f'"{budget.periods[0].label}"' for budget in budgets)
        return UnclearChoiceError(
            f"{path}: holds {len(budgets)} budgets side by side or below each other ({headings}), "
            "which must not be added together; grantcalc show tells their columns; say which one "
            f'counts: {declaring("budget")} columns = {{ ... = "amount", ... = "ignore" }}'
        )
    names = ", ".join(f'"{budget.sheet}"' for budget in budgets)
    return UnclearChoiceError(
        f"{path}: the sheets {names} all hold a budget; say which one counts: "
        f'{declaring("budget")} sheet = "{budgets[0].sheet}"'
    )


def read_ledger(
    paths: Sequence[Path],
    currency: str,
    config: Config | None = None,
    progress: Progress = UNWATCHED,
) -> Ledger:
    """The entries of one or more ledger files, as columns.

    Raises:
        UnreadableFileError: a file cannot be read, or holds no ledger.
        UnclearChoiceError: several sheets of one file may be the ledger.
    """
    config = config or Config()
    return read_ledgers(paths, currency, config.csv, config.ledger, progress)


def show(where: Path, config: Path | None = None, password: str | None = None) -> FileReading:
    """How a file, or a project's budget, is read; `password` opens it if it is encrypted.

    Raises:
        GrantcalcError: as `read_budgets`.
    """
    project = open_project(where, config, password)
    path = budget_file(project) if is_project(where) else where
    return read_budgets(path, project.config, password).reading


# -- check


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
    budgets: list[BudgetReport] = []
    findings: list[Finding] = []
    failures: list[tuple[Path, GrantcalcError]] = []
    counted: list[_Counted] = []
    inputs: dict[tuple[str, str], InputFile] = {}
    for where in paths:
        try:
            done = _check_path(where, config, password, progress)
            budgets += done.reports
            findings += done.findings
            inputs |= {(file.file, file.role): file for file in done.inputs}
            if done.counted is not None:
                findings += _counted_in_both(done.counted, counted)
                counted.append(done.counted)
        except GrantcalcError as error:
            failures.append((where, error))
    if failures and not budgets:
        raise GrantcalcError("\n".join(str(error) for _, error in failures))
    unreadable = (
        Unreadable(path=shown_path(where), message=str(error)) for where, error in failures
    )
    return CheckReport(
        budgets=tuple(budgets),
        findings=tuple(findings),
        summary=Summary.of(findings),
        unreadable=tuple(unreadable),
        inputs=tuple(inputs.values()),
    )


@dataclass(frozen=True)
class _Counted:
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
    counted: _Counted | None = None


def _check_path(
    where: Path, config: Path | None, password: str | None, progress: Progress
) -> _CheckedPath:
    project = open_project(where, config, password)
    path = budget_file(project) if is_project(where) else where
    used = shown_path(project.path) if project.path else None
    progress.begin(f"reading {path.name}")
    read = read_budgets(path, project.config, password)
    if not is_project(where) or not project.config.files.ledger:
        reports, findings = check_file(read, project.config, used)
        return _CheckedPath(reports, findings, list(_inputs(project, path, (), None)))
    budget = _only_budget(path, read)
    reports, findings = check_file(read, project.config, used)
    files = ledger_files(project)
    ledger = read_ledger(files, budget.currency, project.config, progress)
    summary = _summary(ledger, budget, project.config)
    findings += _ledger_findings(budget, project, summary)
    inputs = list(_inputs(project, path, files, ledger))
    return _CheckedPath(reports, findings, inputs, _Counted(project.path or where, ledger, summary))


def _counted_in_both(this: _Counted, others: Sequence[_Counted]) -> Iterator[Finding]:
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
        checked = _checked(budget, config)
        reports.append(budget_report(budget, checked.verdict, used))
        findings += checked.findings
    case = FormulaCase(read.formula_faults, read.budgets[0].currency)
    of_formulas = check_formulas(case, findings)
    # What is out of date or goes round in a circle is the reason for much of what follows.
    causes = [finding for finding in of_formulas if finding.code in _CAUSES]
    findings = [*causes, *findings, *(f for f in of_formulas if f.code not in _CAUSES)]
    findings += check_sheets(read.reading)
    return reports, findings


def _checked(budget: Budget, config: Config) -> CheckedBudget:
    from grantcalc.checks import check_budget

    return check_budget(budget, config)


def _ledger_findings(
    budget: Budget, project: Project, summary: LedgerSummary
) -> tuple[Finding, ...]:
    from grantcalc.checks import check_ledger

    sheet = _timesheet(project)
    return check_ledger(_ledger_case(budget, project.config, summary, sheet))


def _ledger_case(
    budget: Budget, config: Config, summary: LedgerSummary, sheet: Timesheet | None
) -> LedgerCase:
    from grantcalc.checks import LedgerCase

    if sheet is None:
        return LedgerCase(budget, config, summary)
    return LedgerCase(budget, config, summary, sheet.entries, sheet.rejected)


def _timesheet(project: Project) -> Timesheet | None:
    path = hours_file(project)
    return read_timesheet(path, project.password, project.config.csv) if path else None


def _summary(
    ledger: Ledger, budget: Budget, config: Config, as_of: date | None = None
) -> LedgerSummary:
    lines = {
        rule.line: budget.line_named(rule.line, Side.EXPENDITURE)
        for rule in config.mapping
        if rule.line
    }
    rules = [
        (lines[rule.line] if rule.line else None, rule)
        for rule in config.mapping
        if rule.line is None or lines[rule.line] is not None
    ]
    in_kind = {
        i: x.label
        for i, x in enumerate(budget.lines)
        if x.side is Side.EXPENDITURE and x.kind is Kind.IN_KIND
    }
    return ledger.judge(
        Terms(
            budget.periods,
            rules,
            frozenset(in_kind),
            as_of,
            config.ledger,
            config.project.pre_award_days,
            tuple(in_kind.values()),
        )
    )


# -- remaining


def remaining(
    where: Path,
    as_of: date,
    *,
    budget: Path | None = None,
    ledgers: Sequence[Path] = (),
    config: Path | None = None,
    password: str | None = None,
) -> RemainingReport:
    """What is left of a project's grants at the end of `as_of`.

    `password` opens an encrypted budget or timesheet.

    Raises:
        GrantcalcError: the budget, the ledger or a declaration is missing or cannot be followed.
    """
    return account(
        where, as_of, budget=budget, ledgers=ledgers, config=config, password=password
    ).report


def account(
    where: Path,
    as_of: date,
    *,
    budget: Path | None = None,
    ledgers: Sequence[Path] = (),
    config: Path | None = None,
    password: str | None = None,
    progress: Progress = UNWATCHED,
) -> Account:
    """What `remaining` gives, with all that it was made from, so that each figure can be explained.

    Raises:
        GrantcalcError: as `remaining`.
    """
    from grantcalc.explaining import Account
    from grantcalc.rules import applied_rules
    from grantcalc.spending import Spending

    project = open_project(budget if budget and where == Path() else where, config, password)
    budget = budget or budget_file(project)
    progress.begin(f"reading {budget.name}")
    found = read_budget(budget, project.config, password)
    if found.unit_said and project.config.budget.unit is None:
        raise UnclearChoiceError(
            f'{budget}: "{found.unit_said}" says that the amounts are not in full, and the ledger\'s are; '
            f"{declaring('budget')} unit = 1000 (or 1000000, or 1 if they are in full)"
        )
    _refuse_undated(found)
    files = list(ledgers) or ledger_files(project, budget)
    ledger = read_ledger(files, found.currency, project.config, progress)
    progress.begin("counting entries")
    summary = _summary(ledger, found, project.config, as_of)
    sheet = _timesheet(project)
    spending = Spending(found, project.config, summary, sheet.entries if sheet else None, as_of)
    grants = spending.grants()
    findings = tuple(_remaining_findings(found, project.config, summary, sheet, grants))
    report = RemainingReport(
        as_of=as_of,
        currency=found.currency,
        project=project.config.project.name,
        periods=found.periods,
        grants=grants,
        lines=spending.lines(),
        unmapped=spending.unmapped(),
        own_contribution=spending.own_contribution(),
        other_sources=spending.other_sources(),
        ledger=spending.ledger_report([shown_path(path) for path in files]),
        findings=findings,
        summary=Summary.of(findings),
        inputs=tuple(_inputs(project, budget, files, ledger)),
        rules=tuple(applied_rules(spending)),
    )
    return Account(report, spending, ledger, sheet.rejected if sheet else ())


def _inputs(
    project: Project, budget: Path, ledgers: Sequence[Path], ledger: Ledger | None
) -> Iterator[InputFile]:
    """The files that a result was made from."""
    if project.path:
        yield input_file(project.path, "config")
    yield input_file(budget, "budget")
    if ledger:
        entries = ledger.entries_by_file()
        for path in ledgers:
            yield input_file(path, "ledger", entries.get(shown_path(path), 0))
        if hours := hours_file(project):
            yield input_file(hours, "hours")


def _refuse_undated(budget: Budget) -> None:
    """Entries are placed in project years by their dates."""
    undated = [period for period in budget.periods if not period.start]
    if undated and len(budget.periods) > 1:
        raise UnclearChoiceError(
            f'{budget.file}: the heading "{undated[0].label}" gives no dates, so ledger entries cannot '
            f"be placed in project years; {declaring('project')} years = ["
            "{ start = 2021-07-01, end = 2022-06-30 }, ...], one for each"
        )


def _remaining_findings(
    budget: Budget,
    config: Config,
    summary: LedgerSummary,
    sheet: Timesheet | None,
    grants: Sequence[GrantReport],
) -> Iterator[Finding]:
    """The ledger's findings, and the budget's errors: figures built on a wrong budget are wrong."""
    from grantcalc.checks import GrantCase, check_grants, check_ledger

    yield from (f for f in _checked(budget, config).findings if f.severity is Severity.ERROR)
    yield from check_ledger(_ledger_case(budget, config, summary, sheet))
    yield from check_grants(GrantCase(budget, grants))
