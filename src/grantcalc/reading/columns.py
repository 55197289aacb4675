"""Which row of a sheet is its heading, and what each column is for, on evidence that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grantcalc.config import BudgetTable
from grantcalc.errors import ConfigError, UnclearChoiceError
from grantcalc.period import Period
from grantcalc.reading.dates import parse_period
from grantcalc.reading.grid import Cell, Grid, column_letters, column_number
from grantcalc.reading.vocabulary import words

_YEARS = range(1900, 2101)
_MOST_TITLE_ROWS = 60


class ColumnKind(StrEnum):
    """What a column is for."""

    LABEL = "label"
    AMOUNT = "amount"
    TOTAL = "total"
    FACTOR = "factor"
    NOTE = "note"
    OTHER = "left out"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's use and the reason for it; `period` is set on amount columns."""

    number: int
    kind: ColumnKind
    heading: str
    reason: str
    period: Period | None = None

    @property
    def letters(self) -> str:
        """The column's letters, such as B."""
        return column_letters(self.number)


@dataclass(frozen=True, slots=True)
class Columns:
    """A sheet's columns: `header_row` is None where the sheet has no headings."""

    header_row: int | None
    header_reason: str
    all: tuple[Column, ...]

    def of(self, kind: ColumnKind) -> list[Column]:
        """The columns of one kind, from the left."""
        return [column for column in self.all if column.kind is kind]

    @property
    def amounts(self) -> list[Column]:
        """The amount columns, one a period."""
        return self.of(ColumnKind.AMOUNT)

    @property
    def total(self) -> Column | None:
        """The column of row totals, where there is one."""
        return next(iter(self.of(ColumnKind.TOTAL)), None)

    @property
    def label(self) -> Column | None:
        """The column of labels, where there is one."""
        return next(iter(self.of(ColumnKind.LABEL)), None)


def find_columns(grid: Grid, declared: BudgetTable) -> Columns | None:
    """The sheet's heading row and columns; None where the sheet holds no table of amounts.

    Raises:
        ConfigError: what is declared does not fit the sheet.
        UnclearChoiceError: several columns may be the amounts; the text says how to declare one.
    """
    header = declared.header_row or _header_row(grid)
    if declared.header_row and declared.header_row not in grid.rows:
        raise ConfigError(f"budget.header_row: row {header} of {grid.sheet or grid.file} is empty")
    numeric = _numeric_columns(grid, header or 0)
    if not numeric:
        return None
    found = {n: _by_heading(n, grid.at(header, n) if header else Cell("")) for n in _used(grid)}
    for letters, role in declared.columns.items():
        number = column_number(letters)
        heading = found[number].heading if number in found else ""
        found[number] = _declared(number, heading, role)
    reason = _header_reason(grid, header, declared)
    columns = _settled(grid, list(found.values()), numeric, header, bool(declared.columns))
    return Columns(header, reason, tuple(columns)) if columns else None


def _header_reason(grid: Grid, header: int | None, declared: BudgetTable) -> str:
    if header is None:
        return "no row of headings was found"
    if declared.header_row:
        return "declared in grantcalc.toml"
    known = [
        c.heading for n in grid.rows[header] if (c := _by_heading(n, grid.at(header, n))).heading
    ]
    return "it names the columns: " + ", ".join(known)


def _used(grid: Grid) -> list[int]:
    return sorted({column for cells in grid.rows.values() for column in cells})


def _numeric_columns(grid: Grid, below: int) -> dict[int, int]:
    """How many numbers (or formulas without a value) each column holds below a row."""
    counts: dict[int, int] = {}
    for row, cells in grid.rows.items():
        if row > below:
            for column, cell in cells.items():
                if cell.is_number or cell.value is None:
                    counts[column] = counts.get(column, 0) + 1
    return counts


def heading_text(cell: Cell) -> str:
    """A heading as text; a year that stands as a number, or a date, too."""
    if cell.is_number and cell.value in _YEARS:
        return str(cell.value)
    if isinstance(cell.value, date):
        return cell.value.isoformat()
    return cell.text


def _header_row(grid: Grid) -> int | None:
    """The row with the most headings of money above numbers; the first of those with as many."""
    best, most = None, 0
    for row in grid.row_numbers()[:_MOST_TITLE_ROWS]:
        score = _heading_score(grid, row)
        if score > most:
            best, most = row, score
    return best


def _heading_score(grid: Grid, row: int) -> int:
    """How many headings a row holds; 0 where it holds an amount, or none stands above numbers."""
    cells = grid.rows[row]
    if any(cell.is_number and cell.value not in _YEARS for cell in cells.values()):
        return 0
    numeric = _numeric_columns(grid, row)
    kinds = {n: _by_heading(n, cell).kind for n, cell in cells.items() if heading_text(cell)}
    money = [n for n, kind in kinds.items() if kind in _MONEY and n in numeric]
    return sum(1 for kind in kinds.values() if kind is not ColumnKind.OTHER) if money else 0


_MONEY = (ColumnKind.AMOUNT, ColumnKind.TOTAL)


def _by_heading(number: int, cell: Cell) -> Column:
    """A column as its heading alone tells it."""
    heading = heading_text(cell)

    def column(kind: ColumnKind, reason: str, period: Period | None = None) -> Column:
        return Column(number, kind, heading, reason, period)

    if not heading:
        return column(ColumnKind.OTHER, "it has no heading")
    if word := words("column", "other_money").find(heading):
        return column(ColumnKind.OTHER, f'"{word}" is not budgeted money')
    amount = words("column", "amount")
    period = parse_period(heading) or parse_period(amount.without(heading))
    if period:
        return column(
            ColumnKind.AMOUNT,
            "its heading is a period",
            period.model_copy(update={"label": heading}),
        )
    for kind, words_for_it in (
        (ColumnKind.TOTAL, words("row", "total")),
        (ColumnKind.FACTOR, words("column", "factor")),
        (ColumnKind.NOTE, words("column", "note")),
        (ColumnKind.LABEL, words("column", "label")),
        (ColumnKind.AMOUNT, amount),
    ):
        if word := words_for_it.find(heading):
            return column(kind, f'"{word}" in its heading')
    return column(ColumnKind.OTHER, "its heading is not known")


def _declared(number: int, heading: str, role: str) -> Column:
    kind = {"ignore": ColumnKind.OTHER}.get(role) or ColumnKind(role)
    period = (parse_period(heading) or Period(label=heading)) if kind is ColumnKind.AMOUNT else None
    return Column(number, kind, heading, "declared in grantcalc.toml", period)


def _settled(
    grid: Grid, found: list[Column], numeric: dict[int, int], header: int | None, declared: bool
) -> list[Column]:
    """The columns with their uses weighed against each other; empty where none holds amounts."""
    known = {c.number: c for c in found}
    periods = [c for c in found if c.kind is ColumnKind.AMOUNT and c.period]
    plain = [
        c for c in found if c.kind is ColumnKind.AMOUNT and not c.period and c.number in numeric
    ]
    totals = [c for c in found if c.kind is ColumnKind.TOTAL and c.number in numeric]
    if not periods:
        periods = [_only_amount(grid, plain, totals, known, numeric, header)]
        totals = [c for c in totals if c.number != periods[0].number]
    elif not any(c.number in numeric for c in periods):
        return []
    chosen = {c.number: c for c in [*periods, *totals[:1]]}
    for column in found:
        if column.kind in _MONEY and column.number not in chosen:
            known[column.number] = _with(column, ColumnKind.OTHER, _reason_unused(column, numeric))
    known |= chosen
    if not declared and len(periods) > 1:
        _refuse_double_periods(grid, periods)
    _settle_labels(grid, known, periods[0].number, header or 0)
    return [known[n] for n in sorted(known)]


def _reason_unused(column: Column, numeric: dict[int, int]) -> str:
    if column.number in numeric:
        return "its use beside the other columns is not clear"
    return "it holds no numbers"


def _with(column: Column, kind: ColumnKind, reason: str, period: Period | None = None) -> Column:
    return Column(column.number, kind, column.heading, reason, period)


def _only_amount(
    grid: Grid,
    plain: list[Column],
    totals: list[Column],
    known: dict[int, Column],
    numeric: dict[int, int],
    header: int | None,
) -> Column:
    """The one column of amounts where no heading is a period."""
    unnamed = [] if header else [known[n] for n in numeric]
    candidates = plain or totals or unnamed
    if len(candidates) == 1:
        only = candidates[0]
        reason = only.reason if only.heading else "it is the only column of numbers"
        return _with(only, ColumnKind.AMOUNT, reason, Period(label=only.heading or "Amount"))
    unclear = candidates or [known[n] for n in numeric]
    names = ", ".join(f'{c.letters} ("{c.heading}")' if c.heading else c.letters for c in unclear)
    raise UnclearChoiceError(
        f"{grid.file}, {_sheet(grid)}: it is not clear which column holds the budget's amounts "
        f"(of {names}); say so in grantcalc.toml, for example: "
        f'[budget] columns = {{ {unclear[0].letters} = "amount" }}'
    )


def _refuse_double_periods(grid: Grid, periods: list[Column]) -> None:
    """The same period twice is two budgets side by side: they must not be added together."""
    seen: dict[str, Column] = {}
    for column in periods:
        key = str(
            column.period
            and (column.period.start, column.period.end, column.period.start or column.heading)
        )
        if key in seen:
            first = seen[key]
            raise UnclearChoiceError(
                f'{grid.file}, {_sheet(grid)}: columns {first.letters} ("{first.heading}") and '
                f'{column.letters} ("{column.heading}") are for the same period and cannot be '
                "added together; say which one counts in grantcalc.toml, for example: "
                f'[budget] columns = {{ {column.letters} = "ignore" }}'
            )
        seen[key] = column


def _sheet(grid: Grid) -> str:
    return f"sheet {grid.sheet}" if grid.sheet else "the file"


def _settle_labels(grid: Grid, known: dict[int, Column], first_amount: int, below: int) -> None:
    """The label column is the one so headed, else the one with the most text left of the amounts."""
    texts = dict.fromkeys((n for n in known if n < first_amount), 0)
    for row, cells in grid.rows.items():
        for column, cell in cells.items():
            if row > below and column in texts and cell.text:
                texts[column] += 1
    headed = [c.number for c in known.values() if c.kind is ColumnKind.LABEL]
    best = max(headed or texts, key=lambda n: (texts.get(n, 0), -n), default=None)
    for number, candidate in known.items():
        if number == best:
            reason = candidate.reason if headed else "it holds the most text left of the amounts"
            known[number] = _with(candidate, ColumnKind.LABEL, reason)
        elif candidate.kind is ColumnKind.LABEL:
            known[number] = _with(candidate, ColumnKind.NOTE, "text beside the labels")
