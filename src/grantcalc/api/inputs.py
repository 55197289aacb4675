"""The files of a project, read: its budget, ledgers, timesheet and orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.config import Config, MappingRule
from grantcalc.errors import ConfigError, UnclearChoiceError, declaring
from grantcalc.judging.terms import Terms
from grantcalc.language import quoted, tr
from grantcalc.model import Budget, Kind, Side, same_label
from grantcalc.progress import UNWATCHED, Progress
from grantcalc.project import (
    Project,
    approved_budget_file,
    commitments_file,
    hours_file,
)
from grantcalc.reading.budget_files import ReadFile, read_budgets
from grantcalc.reading.commitments import Commitments, read_commitments
from grantcalc.reading.files import shown_path
from grantcalc.reading.inputs import input_file
from grantcalc.reading.ledgers.files import read_ledgers
from grantcalc.reading.timesheet import Timesheet, read_timesheet
from grantcalc.report.parts import InputFile

if TYPE_CHECKING:
    from grantcalc.ledger import Ledger
    from grantcalc.ledger_summary import LedgerSummary


def read_budget(path: Path, config: Config | None = None, password: str | None = None) -> Budget:
    """The one budget in a file; `password` opens it if it is encrypted.

    Raises:
        UnclearChoiceError: the file holds several.
        GrantcalcError: the file cannot be read, or holds no budget.
    """
    return only_budget(path, read_budgets(path, config, password))


def only_budget(path: Path, read: ReadFile) -> Budget:
    """The one budget that was read of a file.

    Raises:
        UnclearChoiceError: there are several, or may be.
    """
    if len(read.budgets) > 1:
        raise _several_budgets(path, read.budgets)
    unclear = [sheet for sheet in read.reading.skipped if sheet.unclear]
    if unclear:
        raise UnclearChoiceError(
            tr(
                '{path}: beside the budget on "{sheet}", the sheet "{unclear}" could not be '
                'read ({reason}); say which one counts: {declare} sheet = "{sheet}"',
                path=path,
                sheet=read.budgets[0].sheet,
                unclear=unclear[0].sheet,
                reason=unclear[0].reason,
                declare=declaring("budget"),
            )
        )
    return read.budgets[0]


def _several_budgets(path: Path, budgets: Sequence[Budget]) -> UnclearChoiceError:
    if len({budget.sheet for budget in budgets}) == 1:
        headings = ", ".join(quoted(budget.periods[0].label) for budget in budgets)
        return UnclearChoiceError(
            tr(
                "{path}: holds {count} budgets side by side or below each other ({headings}), "
                "which must not be added together; grantcalc show tells their columns; say "
                'which one counts: {declare} columns = {{ ... = "amount", ... = "ignore" }}',
                path=path,
                count=len(budgets),
                headings=headings,
                declare=declaring("budget"),
            )
        )
    names = ", ".join(quoted(budget.sheet or "") for budget in budgets)
    return UnclearChoiceError(
        tr(
            "{path}: the sheets {names} all hold a budget; say which one counts: {declare} "
            'sheet = "{sheet}"',
            path=path,
            names=names,
            declare=declaring("budget"),
            sheet=budgets[0].sheet,
        )
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


def timesheet_of(project: Project) -> Timesheet | None:
    """The project's hours; None where it names none."""
    path = hours_file(project)
    return read_timesheet(path, project.password, project.config.csv) if path else None


def approved_budget_of(project: Project, currency: str) -> Budget | None:
    """The budget that the funder approved last; None where the project names none.

    Raises:
        ConfigError: it is in another currency than `currency`, the one of the project's budget.
        GrantcalcError: as `read_budget`.
    """
    path = approved_budget_file(project)
    if path is None:
        return None
    approved = read_budget(path, project.config, project.password)
    if approved.currency != currency:
        raise ConfigError(
            tr(
                "{approved} is in {approved_currency} and the project's budget in {currency}: amounts in "
                "two currencies cannot be compared, and grantcalc converts nothing; if one of them is "
                'read wrongly, {declaring} currency = "{currency}"',
                approved=shown_path(path),
                approved_currency=approved.currency,
                currency=currency,
                declaring=declaring("project"),
            )
        )
    return approved


def commitments_of(project: Project, currency: str) -> Commitments | None:
    """The project's orders; None where it names none."""
    path = commitments_file(project)
    if path is None:
        return None
    return read_commitments(path, currency, project.password, project.config.csv)


def judged(
    ledger: Ledger, budget: Budget, config: Config, as_of: date | None = None
) -> LedgerSummary:
    """What became of each entry of a ledger, by what the project declares, at the end of `as_of`."""
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
    rules += rules_by_column(config.ledger.line, budget, ledger.dimensions)
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
            config.charging.tag,
        )
    )


def rules_by_column(
    column: str | None, budget: Budget, dimensions: Sequence[str]
) -> Iterator[tuple[int, MappingRule]]:
    """A rule for each line of costs: the ledger's own column names it ([ledger] line).

    Raises:
        ConfigError: no ledger has such a column.
    """
    if column is None:
        return
    name = next((name for name in dimensions if same_label(name, column)), None)
    if name is None:
        raise ConfigError(
            tr(
                'ledger.line: no ledger has a column "{column}"; the columns that can name a budget line '
                "are {columns}",
                column=column,
                columns=", ".join(map(quoted, dimensions)) or tr("none"),
            )
        )
    for line in budget.on(Side.EXPENDITURE):
        number = budget.line_named(line.label, Side.EXPENDITURE)
        if number is not None:
            rule = MappingRule(line=line.label, dimensions={name: (line.label,)})
            yield number, rule


def inputs_of(
    project: Project, budget: Path, ledgers: Sequence[Path], ledger: Ledger | None
) -> Iterator[InputFile]:
    """The files that a result was made from."""
    if project.path:
        yield input_file(project.path, "config")
    if project.profile_file:
        yield input_file(project.profile_file, "profile")
    yield input_file(budget, "budget")
    if approved := approved_budget_file(project):
        yield input_file(approved, "approved_budget")
    if ledger is not None:
        entries = ledger.entries_by_file()
        for path in ledgers:
            yield input_file(path, "ledger", entries.get(shown_path(path), 0))
        if hours := hours_file(project):
            yield input_file(hours, "hours")
    if ordered := commitments_file(project):
        yield input_file(ordered, "commitments")
