"""How files are read, for those who want to see it: budgets and ledgers, alone or of a project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grantcalc.errors import UnclearChoiceError, UnreadableFileError
from grantcalc.project import Project, budget_file, is_project, ledger_files, open_project
from grantcalc.reading.budget_files import read_budgets
from grantcalc.reading.excel import reading_library
from grantcalc.reading.files import read_book
from grantcalc.reading.ledgers.describing import describe_ledger
from grantcalc.reading.plain import plain_lines
from grantcalc.reading.preflight import FileKind, file_kind
from grantcalc.report.reading import FileReading, LedgerReading, Shown


def show(where: Path, config: Path | None = None, password: str | None = None) -> Shown:
    """How a file, or a project's budget and ledgers, are read; `password` opens what is encrypted.

    Raises:
        GrantcalcError: a file cannot be read, or holds neither budget nor ledger.
    """
    project = open_project(where, config, password)
    return _of_project(project) if is_project(where) else _of_file(where, project)


def plain(path: Path, config: Path | None = None, password: str | None = None) -> Iterator[str]:
    """A workbook's cells as lines of text that differ only where the workbook does.

    Raises:
        GrantcalcError: the file cannot be read.
    """
    # Only of a CSV file does a grantcalc.toml say how its cells are read.
    is_csv = path.suffix.lower() == ".csv" or config is not None
    declared = open_project(path, config, password).config.csv if is_csv else None
    book = read_book(path, password, declared, fields_as_text=True)
    return plain_lines(book)


def _of_project(project: Project) -> Shown:
    """The project's budget, and the ledgers that it has, if any."""
    path = budget_file(project)
    budget = read_budgets(path, project.config, project.password).reading
    try:
        ledgers = ledger_files(project, path)
    except UnreadableFileError:
        if project.config.files.ledger:
            raise
        ledgers = []  # a project may have no ledger yet
    return Shown(budget, tuple(_ledger(ledger, project) for ledger in ledgers))


def _of_file(path: Path, project: Project) -> Shown:
    """What one file holds: a budget, a ledger, or both on different sheets."""
    try:
        ledger = _ledger(path, project)
    except UnreadableFileError:
        return Shown(_budget(path, project), ())
    if ledger.unreadable is None and not _may_hold_more(path):
        return Shown(None, (ledger,))
    try:
        budget = _budget(path, project)
    except UnclearChoiceError as error:
        if ledger.unreadable:
            raise
        return Shown(None, (ledger,), str(error))
    except UnreadableFileError:
        return Shown(None, (ledger,))  # no budget at all
    return Shown(budget, () if ledger.unreadable else (ledger,))


def _budget(path: Path, project: Project) -> FileReading:
    return read_budgets(path, project.config, project.password).reading


def _ledger(path: Path, project: Project) -> LedgerReading:
    config = project.config
    return describe_ledger(path, config.currency, config.csv, config.ledger)


def _may_hold_more(path: Path) -> bool:
    """Whether a file has other sheets than the one that is a ledger.

    A ledger's sheet may be long, and reading it cell by cell for a budget would take minutes.
    """
    kind = file_kind(path)
    if kind is not FileKind.WORKBOOK:
        return kind not in (FileKind.CSV, FileKind.AUDIT_FILE)
    import fastexcel

    with reading_library(path):
        return len(fastexcel.read_excel(str(path)).sheet_names) > 1
