"""A document's tables as budgets, as statements ("Tildelt beløp | 750 000"), or as neither."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grantcalc.config import Config
from grantcalc.errors import UnclearChoiceError, UnreadableFileError
from grantcalc.language import tr
from grantcalc.model import Budget, Side, plain_label
from grantcalc.reading.budget_files import ReadFile, read_book_budgets
from grantcalc.reading.documents.account_tables import as_written, is_account_table
from grantcalc.reading.documents.passages import DocumentTable, Passage, ReadDocument
from grantcalc.reading.documents.phrases import find
from grantcalc.reading.grid import Book, Cell, Grid
from grantcalc.report.verification import UnreadNumber

_MOST_COLUMNS_OF_A_FORM = 2


@dataclass(frozen=True)
class ReadTable:
    """A table with the budgets that it holds; none where `reason` says why."""

    table: DocumentTable
    read: ReadFile | None = None
    is_form: bool = False
    is_accounts: bool = False
    reason: str = ""


def read_tables(document: ReadDocument, config: Config, path: Path) -> list[ReadTable]:
    """Each table of a document, read as a budget where it is one."""
    return [_read(table, config, path) for table in document.tables]


def _read(table: DocumentTable, config: Config, path: Path) -> ReadTable:
    if is_account_table(table.grid):
        return ReadTable(table, is_accounts=True)
    if is_form(table.grid):
        return ReadTable(table, is_form=True)
    try:
        read = read_book_budgets(Book([table.grid]), config, path)
    except (UnreadableFileError, UnclearChoiceError) as error:
        return ReadTable(table, reason=str(error).removeprefix(f"{path}: "))
    if not any(map(_is_budget, read.budgets)):
        return ReadTable(table, reason=tr("nothing in it shows that it is a budget"))
    return ReadTable(table, read)


def _is_budget(budget: Budget) -> bool:
    """Whether a table shows that it is a budget: by periods with days, by sums, or by both sides."""
    has_days = any(period.start for period in budget.periods)
    has_sides = budget.has(Side.EXPENDITURE) and budget.has(Side.INCOME)
    return has_days or has_sides or bool(budget.totals)


def is_form(grid: Grid) -> bool:
    """Whether a table is a form: labels with their values, which say what is stated."""
    columns = {column for row in grid.rows.values() for column in row}
    if len(columns) > _MOST_COLUMNS_OF_A_FORM:
        return False
    labels = (grid.at(row, min(columns, default=1)).text for row in grid.row_numbers())
    tables = ("kind", "span", "number", "report")
    return sum(any(find(name, label) for name in tables) for label in labels) * 2 > len(grid.rows)


def with_known_labels(document: ReadDocument, labels: Sequence[str]) -> ReadDocument:
    """The document with its tables' texts as the project's budget writes them.

    A PDF breaks words where its columns end, and does not say so: "Innbyggerunders økelser" is
    Innbyggerundersøkelser where the budget has that.
    """
    known = {"".join(label.split()).casefold(): label for label in labels}
    parts = [
        replace(part, grid=_relabelled(part.grid, known))
        if isinstance(part, DocumentTable)
        else part
        for part in document.parts
    ]
    return replace(document, parts=tuple(parts))


def _relabelled(grid: Grid, known: Mapping[str, str]) -> Grid:
    def named(cell: Cell) -> Cell:
        label = known.get("".join(plain_label(cell.text).split()).casefold())
        return replace(cell, value=label) if label else cell

    rows = {r: {c: named(cell) for c, cell in cells.items()} for r, cells in grid.rows.items()}
    return replace(grid, rows=rows)


def with_forms_as_text(document: ReadDocument) -> ReadDocument:
    """The document with the rows of its forms as sentences: "Tildelt beløp: 750 000"."""
    parts: list[Passage | DocumentTable] = []
    for part in document.parts:
        if isinstance(part, DocumentTable) and _is_plain_form(part.grid):
            parts += _sentences(part.grid)
        else:
            parts.append(part)
    return replace(document, parts=tuple(parts))


def _is_plain_form(grid: Grid) -> bool:
    return not is_account_table(grid) and is_form(grid)


def _sentences(grid: Grid) -> Iterator[Passage]:
    for row in grid.row_numbers():
        texts = [_shown(cell) for _, cell in sorted(grid.rows[row].items())]
        label, *values = texts
        text = f"{label.rstrip(':')}: {' '.join(values)}" if values else label
        yield Passage(text, grid.place(row, min(grid.rows[row])))


def _shown(cell: Cell) -> str:
    return cell.text or ("" if cell.is_empty else f"{cell.value}")


def numbers_of(table: ReadTable) -> Iterator[UnreadNumber]:
    """The numbers of a table that was read as nothing."""
    grid = table.table.grid
    for row, column in grid.numbers():
        label = grid.at(row, min(grid.rows[row])).text
        yield UnreadNumber(
            text=as_written(grid.at(row, column)),
            at=grid.place(row, column),
            sentence=label,
            reason=tr("it stands in a table that was not read"),
        )
