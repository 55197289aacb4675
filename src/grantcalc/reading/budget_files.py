"""Which sheets of a file hold a budget: each is read, or skipped with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grantcalc.config import Config
from grantcalc.errors import ConfigError, UnclearChoiceError, UnreadableFileError, declaring
from grantcalc.model import Budget
from grantcalc.reading.budget import read_budget
from grantcalc.reading.files import read_book, shown_path
from grantcalc.reading.grid import Grid
from grantcalc.reading.ledger_sheets import is_ledger
from grantcalc.reading.timesheet import timesheet_columns
from grantcalc.report import FileReading, SheetReading, SkippedSheet


@dataclass(frozen=True)
class ReadFile:
    """The budgets in a file, and how each of its sheets was read."""

    budgets: tuple[Budget, ...]
    reading: FileReading


def read_budgets(path: Path, config: Config | None = None, password: str | None = None) -> ReadFile:
    """Every budget in a file; a workbook may hold one on each of its sheets.

    Raises:
        UnreadableFileError: the file cannot be read, or holds no budget.
        UnclearChoiceError: the file's one budget can be read in more than one way.
        ConfigError: a declared sheet is not in the file.
    """
    config = config or Config()
    grids = read_book(path, password, config.csv).sheets
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
            budget, reading = _read_budget(grid, config)
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


def _read_budget(grid: Grid, config: Config) -> tuple[Budget, SheetReading]:
    reason = _reason_to_skip(grid, config.budget.sheet)
    if reason:
        raise _NoBudgetHereError(reason)
    found = read_budget(grid, config)
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
