"""What grantcalc does, as functions: the command line is their first user."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.config import FILE_NAME, Config, find_config, load_config
from grantcalc.errors import (
    ConfigError,
    UnclearChoiceError,
    UnreadableFileError,
    declaring,
)
from grantcalc.finding import Finding, Severity
from grantcalc.model import Budget, Kind, Side
from grantcalc.reading.budget import read_budget as read_sheet
from grantcalc.reading.files import read_grids, shown_path
from grantcalc.reading.grid import Grid
from grantcalc.reading.ledger import read_ledgers
from grantcalc.reading.ledger_sheets import is_ledger
from grantcalc.reading.timesheet import Timesheet, read_timesheet, timesheet_columns
from grantcalc.report import (
    CheckReport,
    FileReading,
    RemainingReport,
    SheetReading,
    SkippedSheet,
    Summary,
)
from grantcalc.sums import budget_report

if TYPE_CHECKING:
    from grantcalc.checks import CheckedBudget, LedgerCase
    from grantcalc.ledger import Ledger, LedgerSummary

_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")
_BUDGET_NAMES = ("budget", "budsjett")
_LEDGER_NAMES = ("ledger", "regnskap")


@dataclass(frozen=True)
class Project:
    """A folder with what its grantcalc.toml declares; `path` is that file, None without one."""

    folder: Path
    config: Config
    path: Path | None

    def file(self, name: str) -> Path:
        """A file that grantcalc.toml names, from the folder that it lies in."""
        return (self.path.parent if self.path else self.folder) / name


def open_project(where: Path, config: Path | None = None) -> Project:
    """The project that a folder, a grantcalc.toml or a file in a project's folder belongs to.

    Raises:
        UnreadableFileError: `where` or `config` does not exist.
        ConfigError: the grantcalc.toml cannot be followed.
    """
    try:
        there = where.exists()
    except OSError as error:
        raise UnreadableFileError(f"{where}: cannot be opened ({error.strerror})") from error
    if not there:
        raise UnreadableFileError(f"{where}: no such file or folder")
    folder = where if where.is_dir() else where.parent
    found = config or (where if _is_config(where) else find_config(folder.resolve()))
    return Project(folder, load_config(found) if found else Config(), found)


def _is_config(path: Path) -> bool:
    return path.is_file() and path.suffix == ".toml"


def budget_file(project: Project) -> Path:
    """The project's budget: the one that grantcalc.toml names, else the folder's own.

    Raises:
        UnreadableFileError: there is none; the text names what was looked for.
        UnclearChoiceError: there are several.
    """
    named = project.config.files.budget
    if named:
        return _existing(project, named, "files.budget")
    return _only(project, _BUDGET_NAMES, "budget")


def ledger_files(project: Project, budget: Path | None = None) -> list[Path]:
    """The project's ledgers, as `budget_file` finds its budget; else a sheet of `budget` itself."""
    named = project.config.files.ledger
    if named:
        return [_existing(project, name, "files.ledger") for name in named]
    alone = not _candidates(project.folder, _LEDGER_NAMES)
    if budget and alone and any(is_ledger(grid) for grid in read_grids(budget)):
        return [budget]
    return [_only(project, _LEDGER_NAMES, "ledger")]


def _existing(project: Project, name: str, key: str) -> Path:
    path = project.file(name)
    if not path.is_file():
        raise UnreadableFileError(f"{path}: no such file (named in {project.path} under {key})")
    return path


def _only(project: Project, names: Sequence[str], what: str) -> Path:
    found = _candidates(project.folder, names)
    if len(found) == 1:
        return found[0]
    looked_for = " or ".join(f"{name}.xlsx" for name in names)
    if not found:
        raise UnreadableFileError(
            f"{project.folder}: no {what} found; looked for a {FILE_NAME} here and in the folders "
            f"above, and for {looked_for} (also .csv, .xlsm); name the {what}'s file, or declare it "
            f'{declaring("files")} {what} = "..."'
        )
    listed = ", ".join(path.name for path in found)
    raise UnclearChoiceError(
        f"{project.folder}: several files may be the {what} ({listed}); name one on the command line, "
        f'or {declaring("files")} {what} = "{found[0].name}"'
    )


def _candidates(folder: Path, names: Sequence[str]) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.stem.lower() in names and path.suffix.lower() in _ENDINGS and path.is_file()
    )


# -- budgets


@dataclass(frozen=True)
class ReadFile:
    """The budgets in a file, and how each of its sheets was read."""

    budgets: tuple[Budget, ...]
    reading: FileReading


def read_budgets(path: Path, config: Config | None = None) -> ReadFile:
    """Every budget in a file; a workbook may hold one on each of its sheets.

    Raises:
        UnreadableFileError: the file cannot be read, or holds no budget.
        UnclearChoiceError: the file's one budget can be read in more than one way.
        ConfigError: a declared sheet is not in the file.
    """
    config = config or Config()
    grids = read_grids(path)
    wanted = config.budget.sheet
    if wanted and grids[0].sheet is not None and wanted not in [grid.sheet for grid in grids]:
        names = ", ".join(f'"{grid.sheet}"' for grid in grids)
        raise ConfigError(
            f'{path}: has no sheet "{wanted}" (budget.sheet in grantcalc.toml); its sheets are {names}'
        )
    budgets: list[Budget] = []
    readings: list[SheetReading] = []
    skipped: list[SkippedSheet] = []
    unclear: list[UnclearChoiceError] = []
    for grid in grids:
        try:
            budget, reading = _read_sheet(grid, config)
        except _NoBudgetHereError as no_budget:
            skipped.append(_skipped(grid, str(no_budget)))
        except UnclearChoiceError as error:
            unclear.append(error)
            skipped.append(_skipped(grid, str(error), unclear=True))
        else:
            budgets.append(budget)
            readings.append(reading)
    if unclear and (budgets or len(unclear) > 1):
        raise UnclearChoiceError(_several_sheets(path, skipped, budgets))
    if not budgets:
        raise unclear[0] if unclear else UnreadableFileError(_no_budget(path, skipped))
    reading_of_file = FileReading(
        file=shown_path(path), sheets=tuple(readings), skipped=tuple(skipped)
    )
    return ReadFile(tuple(budgets), reading_of_file)


class _NoBudgetHereError(Exception):
    """A sheet is not to be read as a budget; the text says why."""


def _read_sheet(grid: Grid, config: Config) -> tuple[Budget, SheetReading]:
    reason = _reason_to_skip(grid, config.budget.sheet)
    if reason:
        raise _NoBudgetHereError(reason)
    found = read_sheet(grid, config)
    if found is None:
        raise _NoBudgetHereError("it holds no lines with a label and an amount")
    return found


def _skipped(grid: Grid, reason: str, *, unclear: bool = False) -> SkippedSheet:
    numbers = sum(1 for _ in grid.numbers())
    return SkippedSheet(sheet=grid.sheet, numbers=numbers, reason=reason, unclear=unclear)


def _reason_to_skip(grid: Grid, wanted: str | None) -> str | None:
    if wanted and grid.sheet is not None:
        return None if grid.sheet == wanted else "grantcalc.toml names another sheet"
    if grid.is_hidden:
        return "the sheet is hidden"
    if is_ledger(grid):
        return "it is a ledger"
    if timesheet_columns(grid):
        return "it is a timesheet"
    return None


def _several_sheets(path: Path, skipped: Sequence[SkippedSheet], budgets: Sequence[Budget]) -> str:
    unclear = ", ".join(f'"{sheet.sheet}"' for sheet in skipped if sheet.unclear)
    clear = ", ".join(f'"{budget.sheet}"' for budget in budgets)
    others = f"; {clear} can be read" if clear else ""
    return (
        f"{path}: it is not clear which columns hold the amounts on the sheets {unclear}{others}; "
        f"grantcalc show tells more of one sheet at a time; {declaring('budget')} sheet = the name "
        "of the sheet that holds the budget"
    )


def _no_budget(path: Path, skipped: Sequence[SkippedSheet]) -> str:
    reasons = "; ".join(f"{s.sheet or 'the file'}: {s.reason}" for s in skipped)
    return f"{path}: no budget found in it: it needs lines with a label and an amount ({reasons})"


def read_budget(path: Path, config: Config | None = None) -> Budget:
    """The one budget in a file.

    Raises:
        UnclearChoiceError: the file holds several.
        GrantcalcError: as `read_budgets`.
    """
    budgets = read_budgets(path, config).budgets
    if len(budgets) > 1:
        names = ", ".join(f'"{budget.sheet}"' for budget in budgets)
        raise UnclearChoiceError(
            f"{path}: the sheets {names} all hold a budget; say which one counts: "
            f'{declaring("budget")} sheet = "{budgets[0].sheet}"'
        )
    return budgets[0]


def read_ledger(paths: Sequence[Path], currency: str) -> Ledger:
    """The entries of one or more ledger files, as columns.

    Raises:
        UnreadableFileError: a file cannot be read, or holds no ledger.
        UnclearChoiceError: several sheets of one file may be the ledger.
    """
    return read_ledgers(paths, currency)


def show(where: Path, config: Path | None = None) -> FileReading:
    """How a file, or a project's budget, is read.

    Raises:
        GrantcalcError: as `read_budgets`.
    """
    project = open_project(where, config)
    is_project = where.is_dir() or _is_config(where)
    return read_budgets(budget_file(project) if is_project else where, project.config).reading


# -- check


def check(paths: Sequence[Path], config: Path | None = None) -> CheckReport:
    """Checks the budgets of files, folders and projects; a project's ledger too, where it names one.

    Raises:
        GrantcalcError: something cannot be read; nothing is left out in silence.
    """
    budgets = []
    findings: list[Finding] = []
    for where in paths:
        project = open_project(where, config)
        is_project = where.is_dir() or _is_config(where)
        path = budget_file(project) if is_project else where
        for budget in read_budgets(path, project.config).budgets:
            checked = _checked(budget, project.config)
            budgets.append(budget_report(budget, checked.verdict))
            findings += checked.findings
            if is_project and project.config.files.ledger:
                findings += _ledger_findings(budget, project)
    return CheckReport(
        budgets=tuple(budgets), findings=tuple(findings), summary=Summary.of(findings)
    )


def _checked(budget: Budget, config: Config) -> CheckedBudget:
    from grantcalc.checks import check_budget

    return check_budget(budget, config)


def _ledger_findings(budget: Budget, project: Project) -> tuple[Finding, ...]:
    from grantcalc.checks import check_ledger

    ledger = read_ledger(ledger_files(project), project.config.currency)
    sheet = _timesheet(project)
    return check_ledger(
        _ledger_case(budget, project.config, _summary(ledger, budget, project.config), sheet)
    )


def _ledger_case(
    budget: Budget, config: Config, summary: LedgerSummary, sheet: Timesheet | None
) -> LedgerCase:
    from grantcalc.checks import LedgerCase

    if sheet is None:
        return LedgerCase(budget, config, summary)
    return LedgerCase(budget, config, summary, sheet.entries, sheet.rejected)


def _timesheet(project: Project) -> Timesheet | None:
    named = project.config.files.hours
    return read_timesheet(_existing(project, named, "files.hours")) if named else None


def _summary(
    ledger: Ledger, budget: Budget, config: Config, as_of: date | None = None
) -> LedgerSummary:
    rules = [
        (line, rule)
        for rule in config.mapping
        if (line := budget.line_named(rule.line, Side.EXPENDITURE)) is not None
    ]
    in_kind = frozenset(
        i
        for i, x in enumerate(budget.lines)
        if x.side is Side.EXPENDITURE and x.kind is Kind.IN_KIND
    )
    return ledger.summarise(budget.periods, rules, in_kind, as_of)


# -- remaining


def remaining(
    where: Path,
    as_of: date,
    *,
    budget: Path | None = None,
    ledgers: Sequence[Path] = (),
    config: Path | None = None,
) -> RemainingReport:
    """What is left of a project's grants at the end of `as_of`.

    Raises:
        GrantcalcError: the budget, the ledger or a declaration is missing or cannot be followed.
    """
    from grantcalc.spending import Spending

    project = open_project(budget if budget and where == Path() else where, config)
    budget = budget or budget_file(project)
    found = read_budget(budget, project.config)
    _refuse_undated(found)
    files = list(ledgers) or ledger_files(project, budget)
    summary = _summary(read_ledger(files, found.currency), found, project.config, as_of)
    sheet = _timesheet(project)
    spending = Spending(found, project.config, summary, sheet.entries if sheet else None, as_of)
    findings = tuple(_remaining_findings(found, project.config, summary, sheet))
    return RemainingReport(
        as_of=as_of,
        currency=found.currency,
        project=project.config.project.name,
        periods=found.periods,
        grants=spending.grants(),
        lines=spending.lines(),
        unmapped=spending.unmapped(),
        own_contribution=spending.own_contribution(),
        other_sources=spending.other_sources(),
        ledger=spending.ledger_report([shown_path(path) for path in files]),
        findings=findings,
        summary=Summary.of(findings),
    )


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
    budget: Budget, config: Config, summary: LedgerSummary, sheet: Timesheet | None
) -> Iterator[Finding]:
    """The ledger's findings, and the budget's errors: figures built on a wrong budget are wrong."""
    from grantcalc.checks import check_ledger

    yield from (f for f in _checked(budget, config).findings if f.severity is Severity.ERROR)
    yield from check_ledger(_ledger_case(budget, config, summary, sheet))
