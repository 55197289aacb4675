"""`grantcalc diff`: two versions of a budget, each a workbook or a project, compared."""

from __future__ import annotations

from pathlib import Path

from grantcalc.api.inputs import only_budget
from grantcalc.api.one_path import check_file
from grantcalc.comparing.budgets import compare
from grantcalc.config import Config
from grantcalc.errors import ConfigError, UnclearChoiceError, declaring
from grantcalc.language import tr
from grantcalc.model import Budget
from grantcalc.project import budget_file, is_project, open_project
from grantcalc.reading.budget_files import read_budgets
from grantcalc.reading.files import shown_path
from grantcalc.report.diff import DiffReport, Version
from grantcalc.report.parts import Summary


def diff(
    old: Path,
    new: Path,
    config: Path | None = None,
    password: str | None = None,
    old_sheet: str | None = None,
    new_sheet: str | None = None,
) -> DiffReport:
    """What became of each line of one budget in another, and how much money changed its place.

    `password` opens what is encrypted. `old_sheet` and `new_sheet` name the sheets that hold the
    budgets, for workbooks that hold several.

    Raises:
        GrantcalcError: one of them cannot be read, holds several budgets, or the two are in different
            currencies.
    """
    before, old_version = _read(old, config, password, old_sheet, "--old-sheet")
    after, new_version = _read(new, config, password, new_sheet, "--new-sheet")
    if before.currency != after.currency:
        raise ConfigError(
            tr(
                "{old} is in {old_currency} and {new} in {new_currency}: amounts in two currencies "
                "cannot be compared, and grantcalc converts nothing; if one of them is read wrongly, "
                '{declaring} currency = "{old_currency}"',
                old=shown_path(old),
                new=shown_path(new),
                old_currency=before.currency,
                new_currency=after.currency,
                declaring=declaring("project"),
            )
        )
    return compare(before, after, (old_version, new_version))


def _read(
    where: Path, config: Path | None, password: str | None, sheet: str | None, option: str
) -> tuple[Budget, Version]:
    """The budget of a file or a project, and where it comes from; `option` names its sheet."""
    project = open_project(where, config, password)
    path = budget_file(project) if is_project(where) else where
    declared = _with_sheet(project.config, sheet)
    try:
        read = read_budgets(path, declared, password)
    except ConfigError as error:
        raise ConfigError(f"{option}: {error}" if sheet else str(error)) from error
    try:
        budget = only_budget(path, read)
    except UnclearChoiceError as error:
        if len(read.reading.skipped) + len({budget.sheet for budget in read.budgets}) == 1:
            raise  # there is but one sheet
        raise UnclearChoiceError(
            tr("{problem}; or name its sheet with {option}", problem=error, option=option)
        ) from error
    used = shown_path(project.path) if project.path else None
    _, findings = check_file(read, declared, used)
    version = Version(
        file=budget.file, sheet=budget.sheet, config=used, findings=Summary.of(findings)
    )
    return budget, version


def _with_sheet(config: Config, sheet: str | None) -> Config:
    if sheet is None:
        return config
    return config.model_copy(update={"budget": config.budget.model_copy(update={"sheet": sheet})})
