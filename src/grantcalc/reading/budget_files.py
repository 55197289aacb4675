"""Which sheets of a file hold a budget: each is read, or skipped with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grantcalc.config import Config
from grantcalc.errors import ConfigError, NoBudgetError, UnclearChoiceError, declaring
from grantcalc.finding import Place
from grantcalc.language import quoted, tr
from grantcalc.model import Budget, FormulaFault, FormulaFaultKind
from grantcalc.reading.budget import read_sheet
from grantcalc.reading.files import read_book, shown_path
from grantcalc.reading.formulas.audit import audit
from grantcalc.reading.formulas.calculation import Calculation, calculate
from grantcalc.reading.grid import Book, Grid, sheet_name
from grantcalc.reading.ledgers.columns import is_ledger
from grantcalc.reading.timesheet import timesheet_columns
from grantcalc.reading.trust import reason_to_distrust
from grantcalc.report.reading import FileReading, SheetReading, SkippedSheet


@dataclass(frozen=True)
class ReadFile:
    """The budgets in a file, how each of its sheets was read, and what is wrong with its formulas.

    `sheets` are all sheets of the file, their formulas computed.
    """

    budgets: tuple[Budget, ...]
    reading: FileReading
    formula_faults: tuple[FormulaFault, ...] = ()
    sheets: tuple[Grid, ...] = ()


def read_budgets(path: Path, config: Config | None = None, password: str | None = None) -> ReadFile:
    """Every budget in a file; a workbook may hold one on each of its sheets.

    Raises:
        UnreadableFileError: the file cannot be read; NoBudgetError: it holds no budget.
        UnclearChoiceError: the file's one budget can be read in more than one way.
        ConfigError: a declared sheet is not in the file.
    """
    config = config or Config()
    return read_book_budgets(read_book(path, password, config.csv), config, path)


def read_book_budgets(book: Book, config: Config, path: Path) -> ReadFile:
    """Every budget in a book that was read from `path`, with its formulas computed.

    Raises:
        NoBudgetError: it holds no budget.
        UnclearChoiceError: its one budget can be read in more than one way.
        ConfigError: a declared sheet is not in it.
    """
    calculation = calculate(book)
    grids = calculation.book.sheets
    wanted = config.budget.sheet
    if wanted and grids[0].sheet is not None and wanted not in [grid.sheet for grid in grids]:
        names = ", ".join(quoted(grid.sheet or "") for grid in grids)
        raise ConfigError(
            tr(
                '{path}: has no sheet "{wanted}" (budget.sheet in grantcalc.toml); its '
                "sheets are {names}",
                path=path,
                wanted=wanted,
                names=names,
            )
        )
    budgets: list[Budget] = []
    readings: list[SheetReading] = []
    skipped: list[SkippedSheet] = []
    unclear: list[UnclearChoiceError] = []
    for grid in grids:
        try:
            found = _read_sheet(grid, config)
        except _NoBudgetHereError as no_budget:
            skipped.append(_skipped(grid, str(no_budget)))
        except UnclearChoiceError as error:
            unclear.append(error)
            skipped.append(_skipped(grid, str(error), unclear=True))
        else:
            budgets += [budget for budget, _ in found]
            readings += [reading for _, reading in found]
    if len(unclear) > 1 and not budgets:
        raise UnclearChoiceError(_several_sheets(path, skipped))
    if not budgets:
        raise unclear[0] if unclear else NoBudgetError(_no_budget(path, skipped))
    reading_of_file = FileReading(
        file=shown_path(path), sheets=tuple(readings), skipped=tuple(skipped)
    )
    return ReadFile(
        tuple(budgets),
        reading_of_file,
        tuple(_formula_faults(calculation, budgets, wanted)),
        tuple(grids),
    )


def _formula_faults(
    calculation: Calculation, budgets: Sequence[Budget], wanted: str | None
) -> Iterator[FormulaFault]:
    """What is wrong with the formulas of the visible sheets.

    What a budget's totals should sum is known from the budget, and checked there.
    """
    sheets = [
        grid.sheet or ""
        for grid in calculation.book.sheets
        if not grid.is_hidden and wanted in (None, grid.sheet)
    ]
    totals = {
        amount.at
        for budget in budgets
        for total in budget.totals
        for amount in (*total.amounts, total.total)
        if amount
    }
    by_layout = (FormulaFaultKind.LEFT_OUT, FormulaFaultKind.TWICE)
    hidden: set[Place] = set()
    for fault in audit(calculation, sheets):
        if fault.kind is FormulaFaultKind.HIDDEN:
            hidden.add(fault.at)
        if fault.kind not in by_layout or fault.at not in totals:
            yield fault
    for budget in budgets:
        for fault in budget.hidden:
            if fault.at not in hidden:
                yield fault


class _NoBudgetHereError(Exception):
    """A sheet is not to be read as a budget; the text says why."""


def _read_sheet(grid: Grid, config: Config) -> list[tuple[Budget, SheetReading]]:
    reason = _reason_to_skip(grid, config.budget.sheet)
    if reason:
        raise _NoBudgetHereError(reason)
    found = read_sheet(grid, config)
    if not found:
        raise _NoBudgetHereError(tr("it holds no lines with a label and an amount"))
    if not config.budget.columns and not config.budget.header_row:
        for budget, _ in found:
            if reason := reason_to_distrust(budget):
                raise UnclearChoiceError(f"{grid.file}, {sheet_name(grid.sheet)}: {reason}")
    return found


def _skipped(grid: Grid, reason: str, *, unclear: bool = False) -> SkippedSheet:
    numbers = sum(1 for _ in grid.numbers())
    return SkippedSheet(sheet=grid.sheet, numbers=numbers, reason=reason, unclear=unclear)


def _reason_to_skip(grid: Grid, wanted: str | None) -> str | None:
    if wanted and grid.sheet is not None:
        return None if grid.sheet == wanted else tr("grantcalc.toml names another sheet")
    if grid.is_hidden:
        return tr("the sheet is hidden")
    if is_ledger(grid):
        return tr("it is a ledger")
    if timesheet_columns(grid):
        return tr("it is a timesheet")
    return None


def _several_sheets(path: Path, skipped: Sequence[SkippedSheet]) -> str:
    unclear = ", ".join(quoted(sheet.sheet or "") for sheet in skipped if sheet.unclear)
    return tr(
        "{path}: it is not clear which columns hold the amounts on the sheets {unclear}; "
        "grantcalc show tells more of one sheet at a time; {declare} sheet = the name "
        "of the sheet that holds the budget",
        path=path,
        unclear=unclear,
        declare=declaring("budget"),
    )


def _no_budget(path: Path, skipped: Sequence[SkippedSheet]) -> str:
    reasons = "; ".join(f"{s.sheet or tr('the file')}: {s.reason}" for s in skipped)
    return tr(
        "{path}: no budget found in it: it needs lines with a label and an amount ({reasons})",
        path=path,
        reasons=reasons,
    )
