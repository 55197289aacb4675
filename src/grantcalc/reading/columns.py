"""What each column of a budget sheet is for: headings and declarations, weighed by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from grantcalc.cells import column_number
from grantcalc.config import BudgetTable
from grantcalc.errors import ConfigError, UnclearChoiceError, declaring
from grantcalc.language import quoted, tr
from grantcalc.model import Side
from grantcalc.period import Period
from grantcalc.reading.dates import parse_period
from grantcalc.reading.grid import Cell, Grid, sheet_name
from grantcalc.reading.headings import (
    MONEY,
    Column,
    ColumnKind,
    by_heading,
    find_header_row,
    headings_above,
    numbers_by_column,
)
from grantcalc.reading.relations import Relation, RelationKind, find_relations
from grantcalc.reading.vocabulary import words


@dataclass(frozen=True, slots=True)
class Columns:
    """A table's columns: `header_row` is None where it has no headings.

    `relations` say how columns are made of others; `side` is the side of all its amounts where the
    columns' headings tell it.
    """

    header_row: int | None
    header_reason: str
    all: tuple[Column, ...]
    relations: Mapping[int, Relation] = field(default_factory=dict)
    side: Side | None = None

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
    def money(self) -> list[int]:
        """The numbers of the columns that hold amounts: one a period, then the row totals."""
        return [column.number for column in (*self.amounts, *self.of(ColumnKind.TOTAL))]

    @property
    def label(self) -> Column | None:
        """The column of labels, where there is one."""
        return next(iter(self.of(ColumnKind.LABEL)), None)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A grid, its heading row (0 without one), and how many numbers each column holds below it."""

    grid: Grid
    header: int
    numeric: dict[int, int]

    @property
    def name(self) -> str:
        return f"{self.grid.file}, {sheet_name(self.grid.sheet)}"

    def numbers(self, column: int) -> dict[int, Decimal]:
        """A column's numbers below the headings, by row."""
        cells = ((row, self.grid.at(row, column)) for row in self.grid.row_numbers())
        return {
            row: cell.value
            for row, cell in cells
            if row > self.header and isinstance(cell.value, Decimal)
        }

    def sums_down(self, column: int) -> list[int]:
        """The rows in which a column holds the sum of numbers above it, by formula or by value."""
        numbers = self.numbers(column)
        rows: list[int] = []
        since = Decimal(0)
        whole = Decimal(0)
        count = 0
        for row, value in sorted(numbers.items()):
            expansion = self.grid.at(row, column).expansion
            is_formula = expansion is not None and any(
                c == column and r != row for _, r, c in expansion.parts
            )
            if is_formula or (count > 1 and value in (since, whole)):
                rows.append(row)
                since, count = Decimal(0), 0
            else:
                since, whole, count = since + value, whole + value, count + 1
        return rows

    def is_text(self, column: int) -> bool:
        """Whether a column holds texts and not one number."""
        return column not in self.numeric and any(
            row > self.header and self.grid.at(row, column).text for row in self.grid.row_numbers()
        )

    def holds_percentages(self, column: int) -> bool:
        """Whether most numbers of a column are shown as percentages."""
        formats = [self.grid.at(row, column).number_format for row in self.numbers(column)]
        return 2 * sum("%" in number_format for number_format in formats) > len(formats)


#: One reading of a sheet: tables that make a budget together, each with its columns.
Reading = list[Columns]


def find_columns(grid: Grid, declared: BudgetTable) -> list[Reading]:
    """What the columns are, for each of the budgets that stand in them; none without amounts.

    Most sheets give one reading of one table. Alternatives side by side, which must not be added
    together, give several; income and expense as two columns of the same rows give one of two tables.

    Raises:
        ConfigError: what is declared does not fit the sheet.
        UnclearChoiceError: several columns may be the amounts; the text says how to declare one.
    """
    header = declared.header_row or find_header_row(grid)
    if declared.header_row and declared.header_row not in grid.rows:
        raise ConfigError(
            tr(
                "budget.header_row: row {row} of {sheet} is empty",
                row=header,
                sheet=grid.sheet or grid.file,
            )
        )
    sheet = _Sheet(grid, header or 0, numbers_by_column(grid, header or 0))
    if not sheet.numeric:
        return []
    found = _by_headings(sheet)
    for letters, role in declared.columns.items():
        number = column_number(letters)
        found[number] = _declared(found.get(number) or by_heading(number, Cell("")), role)
    if all(found[n].is_declared and found[n].kind is ColumnKind.OTHER for n in sheet.numeric):
        return []
    relations = _relations(sheet, found)
    chooser = _Chooser(sheet, found, relations)
    choices = chooser.declared() if declared.columns else chooser.choices()
    reason = _header_reason(grid, header, declared)
    elsewhere = {c.number for tables in choices for _, table in tables for c in table}
    return [
        [
            Columns(
                header,
                reason,
                tuple(_settled(sheet, chooser, table, elsewhere)),
                relations,
                side,
            )
            for side, table in tables
        ]
        for tables in choices
    ]


def _by_headings(sheet: _Sheet) -> dict[int, Column]:
    """The columns as their headings and number formats tell them."""
    grid = sheet.grid
    used = sorted({column for cells in grid.rows.values() for column in cells})
    above = headings_above(grid, sheet.header, list(sheet.numeric)) if sheet.header else {}
    found: dict[int, Column] = {}
    for number in used:
        cell = grid.at(sheet.header, number) if sheet.header else Cell("")
        found[number] = by_heading(number, cell, above.get(number, ""))
        if number in sheet.numeric and sheet.holds_percentages(number):
            found[number] = found[number].used_as(
                ColumnKind.FACTOR, tr("its numbers are percentages")
            )
    return found


def _relations(sheet: _Sheet, found: Mapping[int, Column]) -> dict[int, Relation]:
    """How the columns of numbers are made of each other; percentages may be factors."""
    numeric = [
        n for n in sorted(sheet.numeric) if n in found and found[n].kind is not ColumnKind.NOTE
    ]
    quarters = {n for n in numeric if found[n].period and _PART_OF_A_YEAR.search(found[n].heading)}
    guessed = [
        n
        for n in numeric
        if found[n].kind is not ColumnKind.FACTOR and (n in quarters or not found[n].period)
    ]
    # Totals are made of others before others are made of them; else what is left stands at the right.
    guessed.sort(key=lambda n: (n not in quarters, found[n].kind is not ColumnKind.TOTAL, -n))
    return find_relations(
        sheet.grid, numeric, sheet.header, may_be_guessed=guessed, if_sure=quarters
    )


def _header_reason(grid: Grid, header: int | None, declared: BudgetTable) -> str:
    if header is None:
        return tr("no row of headings was found")
    if declared.header_row:
        return tr("declared in grantcalc.toml")
    headings = [by_heading(n, cell).heading for n, cell in sorted(grid.rows[header].items())]
    return tr("it names the columns: {headings}", headings=", ".join(filter(None, headings)))


def _declared(column: Column, role: str) -> Column:
    kind = ColumnKind.OTHER if role == "ignore" else ColumnKind(role)
    period = None
    if kind is ColumnKind.AMOUNT:
        period = (
            column.period
            or parse_period(column.heading)
            or Period(label=column.heading or tr("Amount"))
        )
    declared = column.used_as(kind, tr("declared in grantcalc.toml"), period)
    return replace(declared, is_declared=True)


#: Headings of quarters, terms and halves of a year, which may stand among their months as sums.
_PART_OF_A_YEAR = re.compile(
    r"\b[qkth]\.?\s?[1-4]\b|\b[1-4]\.?\s?(?:q|kv)|kvart|quart|halv|half|tert|trim|semest", re.I
)

_OF_FACTORS = (RelationKind.PRODUCT, RelationKind.MADE)

#: The money columns of a table, and the side that they stand on if their headings tell it.
_Choice = tuple[Side | None, list[Column]]


class _Chooser:
    """Decides which columns hold a budget's amounts."""

    def __init__(
        self, sheet: _Sheet, found: dict[int, Column], relations: Mapping[int, Relation]
    ) -> None:
        self._sheet = sheet
        self.found = found
        self._relations = relations
        self._settle_made_columns()

    def _settle_made_columns(self) -> None:
        """Columns that are products, shares or differences of others are not amounts beside them."""
        factors = {
            part
            for relation in self._relations.values()
            if relation.kind in _OF_FACTORS
            for part in relation.columns
        }
        for number, relation in self._relations.items():
            column = self.found[number]
            if column.is_declared or number in factors:
                continue
            if relation.kind in _OF_FACTORS:
                self._use(number, ColumnKind.TOTAL, relation.reason)
            elif relation.kind is RelationKind.SHARE:
                self._use(
                    number, ColumnKind.FACTOR, tr("it is a share: one column divided by another")
                )
            elif relation.kind is RelationKind.DIFFERENCE and not self._is_total_less(relation):
                self._use(
                    number, ColumnKind.OTHER, tr("a difference: {reason}", reason=relation.reason)
                )
        for number in factors:
            self._use_as_factor(number)

    def _use_as_factor(self, number: int) -> None:
        if self.found[number].is_declared or self.found[number].kind is ColumnKind.NOTE:
            return
        self._use(number, ColumnKind.FACTOR, tr("it is multiplied to give an amount"))
        relation = self._relations.get(number)
        if relation and relation.kind is RelationKind.SUM:
            for part in relation.columns:
                self._use_as_factor(part)

    def _use(self, number: int, kind: ColumnKind, reason: str) -> None:
        self.found[number] = self.found[number].used_as(kind, reason)

    def _is_total_less(self, relation: Relation) -> bool:
        """Whether a difference is what a total column leaves for one of its sources."""
        whole = self.found[abs(relation.parts[0])]
        return whole.kind is ColumnKind.TOTAL and self.found[relation.column].kind in (
            ColumnKind.AMOUNT,
            ColumnKind.OTHER,
        )

    # -- what is chosen

    def declared(self) -> list[list[_Choice]]:
        """The columns that grantcalc.toml names, and those that are clear beside them."""
        periods = self._periods()
        totals = self._of(ColumnKind.TOTAL)
        if not periods:
            return self._without_periods()
        declared_totals = [column for column in totals if column.is_declared]
        return [[(None, [*periods, *(totals if len(periods) > 1 else declared_totals)[:1]])]]

    def choices(self) -> list[list[_Choice]]:
        """Each budget's tables, with their money columns.

        Raises:
            UnclearChoiceError: it is not clear which they are.
        """
        if two_sided := self._two_sided():
            return [two_sided]
        groups = self._groups()
        periods = self._periods()
        if groups and (len(groups) > 1 or self._covers(groups[0], periods)):
            return [[(None, group)] for group in groups]
        if periods:
            totals = [c for c in self._of(ColumnKind.TOTAL) if not self._is_product(c)]
            return [
                [(None, [*period_set, *totals[:1]] if len(sets) == 1 else period_set)]
                for sets in [_without_repetition(periods)]
                for period_set in sets
            ]
        return self._without_periods()

    def _covers(self, group: list[Column], periods: list[Column]) -> bool:
        """Whether a total column takes in every column headed by a period, but for sums of periods."""
        inner = {c.number for c in periods if self._summed(c.number)}
        return {c.number for c in periods} - inner <= {c.number for c in group}

    def _of(self, *kinds: ColumnKind) -> list[Column]:
        numeric = self._sheet.numeric
        columns = sorted(self.found.values(), key=lambda column: column.number)
        return [c for c in columns if c.kind in kinds and c.number in numeric]

    def _periods(self) -> list[Column]:
        return [
            column
            for column in sorted(self.found.values(), key=lambda c: c.number)
            if column.kind is ColumnKind.AMOUNT
            and column.period
            and not self._sheet.is_text(column.number)
        ]

    def _is_product(self, column: Column) -> bool:
        relation = self._relations.get(column.number)
        return relation is not None and relation.kind in _OF_FACTORS

    def _two_sided(self) -> list[_Choice]:
        """Income and expense as two columns of the same rows, where exactly two say so."""
        by_side: dict[Side, list[Column]] = {}
        for column in self._of(ColumnKind.AMOUNT, ColumnKind.OTHER, ColumnKind.TOTAL):
            sides = [s for s in Side if words("column", s.value).fits(column.heading)]
            if len(sides) == 1 and not column.period:
                by_side.setdefault(sides[0], []).append(column)
        if set(by_side) != set(Side) or any(len(columns) > 1 for columns in by_side.values()):
            return []
        label = Period(label=tr("Amount"))
        reasons = {
            Side.INCOME: tr("it holds the income"),
            Side.EXPENDITURE: tr("it holds the expenditure"),
        }
        return [
            (
                side,
                [by_side[side][0].used_as(ColumnKind.AMOUNT, reasons[side], label)],
            )
            for side in Side
        ]

    def _groups(self) -> list[list[Column]]:
        """Total columns with the columns that they sum: one group for each that is no part of another.

        Of several, those of other money than the budget's (spent, remaining) are left out.
        """
        sums = {n: parts for n in self.found if (parts := self._summed(n))}
        inner = {part for parts in sums.values() for part in parts}
        groups = []
        for number in sums:
            if number in inner:
                continue
            leaves = _leaves(number, sums)
            if all(self._may_be_amount(leaf) for leaf in leaves):
                groups.append(
                    [*(_as_part(self.found[leaf]) for leaf in leaves), self._total(number)]
                )
        own = [g for g in groups if not words("column", "other_money").fits(g[-1].heading)]
        own = [g for g in own if g[-1].kind is not ColumnKind.OTHER] or own
        return [g for g in own if not any(_is_within(g, other) for other in own if other is not g)]

    def _summed(self, number: int) -> tuple[int, ...]:
        """The columns that a column sums."""
        relation = self._relations.get(number)
        if self.found[number].kind in (ColumnKind.FACTOR, ColumnKind.NOTE):
            return ()
        if relation and relation.kind is RelationKind.SUM:
            return relation.parts
        less = [
            r
            for r in self._relations.values()
            if r.kind is RelationKind.DIFFERENCE and r.parts[0] == number and self._is_total_less(r)
        ]
        return tuple(sorted({less[0].column, *less[0].columns[1:]})) if less else ()

    def is_sum(self, number: int) -> bool:
        """Whether a column sums others."""
        return bool(self._summed(number))

    def _may_be_amount(self, number: int) -> bool:
        column = self.found[number]
        if column.kind is ColumnKind.OTHER:
            return column.is_unclear or self._is_what_is_left(number)
        return self._is_product(column) or column.kind in MONEY

    def _is_what_is_left(self, number: int) -> bool:
        relation = self._relations.get(number)
        return (
            relation is not None
            and relation.kind is RelationKind.DIFFERENCE
            and self._is_total_less(relation)
        )

    def _total(self, number: int) -> Column:
        relation = self._relations.get(number)
        reason = relation.reason if relation else tr("its parts are the columns beside it")
        return self.found[number].used_as(ColumnKind.TOTAL, reason)

    def _without_periods(self) -> list[list[_Choice]]:
        """The columns of amounts where no heading is a period and none is the sum of others."""
        plain = self._of(ColumnKind.AMOUNT)
        totals = self._of(ColumnKind.TOTAL)
        others = [c for c in self._of(ColumnKind.OTHER) if c.is_unclear]
        products = [c for c in totals if self._is_product(c)]
        if len(products) == 1:
            return [[(None, [_as_amounts(products[0])])]]
        if len(plain) == 1 and not totals:
            return [[(None, [_as_amounts(plain[0])])]]
        if len(totals) == 1 and not plain and (not others or self._sheet.header):
            return [[(None, [_as_amounts(totals[0])])]]
        if not plain and not totals and len(others) == 1:
            return [[(None, [_as_amounts(others[0])])]]
        if budgeted := self._the_budgeted([*plain, *totals]):
            return [[(None, [_as_amounts(budgeted)])]]
        alternatives = self._summed_alike([*plain, *totals, *others])
        if alternatives:
            return [[(None, [_as_amounts(column)])] for column in alternatives]
        raise _unclear(self._sheet, [*plain, *totals] or others or self._of(*ColumnKind))

    def _the_budgeted(self, columns: list[Column]) -> Column | None:
        """The one column of several whose heading says that it is the budget."""
        named = [c for c in columns if words("column", "budgeted").fits(c.heading)]
        return named[0] if len(named) == 1 else None

    def _summed_alike(self, columns: list[Column]) -> list[Column]:
        """Columns that have a sum of their own in the same row: they stand for themselves.

        Alternatives are read one by one and never added together.
        """
        rows: dict[int, set[int]] = {}
        for column in columns:
            for row in self._sheet.sums_down(column.number):
                rows.setdefault(row, set()).add(column.number)
        best = max(rows.values(), key=len, default=set())
        return [c for c in columns if c.number in best] if len(best) > 1 else []


def _is_within(group: list[Column], other: list[Column]) -> bool:
    return {c.number for c in group} < {c.number for c in other}


def _leaves(number: int, sums: Mapping[int, tuple[int, ...]]) -> list[int]:
    """The columns that a sum comes to, through the sums between."""
    leaves: list[int] = []
    for part in sums[number]:
        leaves += _leaves(part, sums) if part in sums and part != number else [part]
    return sorted(set(leaves))


def _as_part(column: Column) -> Column:
    if column.kind is ColumnKind.AMOUNT and column.period:
        return column
    return column.used_as(ColumnKind.AMOUNT, column.reason, Period(label=_name(column)))


def _as_amounts(column: Column) -> Column:
    return column.used_as(ColumnKind.AMOUNT, column.reason, Period(label=_name(column)))


def _name(column: Column) -> str:
    return column.heading or tr("Amount")


def _without_repetition(periods: list[Column]) -> list[list[Column]]:
    """The columns in sets that have each period once: the same period twice is two budgets."""
    sets: list[dict[object, Column]] = []
    for column in periods:
        period = column.period
        key = (period.start, period.end) if period and period.start else column.heading.casefold()
        home = next((found for found in sets if key not in found), None)
        if home is None:
            home = {}
            sets.append(home)
        home[key] = column
    return [list(found.values()) for found in sets]


def _settled(
    sheet: _Sheet, chooser: _Chooser, chosen: Sequence[Column], elsewhere: Collection[int]
) -> list[Column]:
    """All columns from the left, with the chosen ones as they were chosen.

    Those `elsewhere` are the amounts of another budget in the sheet.
    """
    known = dict(chooser.found)
    for column in chooser.found.values():
        if column.number in elsewhere:
            reason = tr("it belongs to another budget beside this one")
            known[column.number] = column.used_as(ColumnKind.OTHER, reason)
        elif column.kind in MONEY and chooser.is_sum(column.number):
            reason = tr("it sums columns that are amounts themselves")
            known[column.number] = column.used_as(ColumnKind.OTHER, reason)
        elif column.kind in MONEY:
            known[column.number] = _unused(sheet, column)
    known |= {column.number: column for column in chosen}
    _settle_labels(sheet, known, [c.number for c in chosen if c.kind is ColumnKind.AMOUNT])
    return [known[n] for n in sorted(known)]


def _unused(sheet: _Sheet, column: Column) -> Column:
    if column.number not in sheet.numeric:
        return column.used_as(ColumnKind.OTHER, tr("it holds no numbers"))
    unclear = column.used_as(ColumnKind.OTHER, tr("its use beside the other columns is not clear"))
    return replace(unclear, is_unclear=True)


def _unclear(sheet: _Sheet, candidates: list[Column]) -> UnclearChoiceError:
    ordered = sorted(candidates, key=lambda column: column.number)
    names = ", ".join(
        f"{c.letters} ({quoted(c.heading)})" if c.heading else c.letters for c in ordered
    )
    says = {
        "sheet": sheet.name,
        "columns": names,
        "declare": declaring("budget"),
        "column": ordered[0].letters,
    }
    return UnclearChoiceError(
        tr(
            "{sheet}: it is not clear which column holds the budget's amounts (of {columns}); "
            '{declare} columns = {{ {column} = "amount" }}',
            **says,
        )
        if sheet.header
        else tr(
            "{sheet}: it is not clear which column holds the budget's amounts (of {columns}); "
            '{declare} columns = {{ {column} = "amount" }}, and header_row = the number of the row '
            "that names the columns",
            **says,
        )
    )


def _texts_beside(
    sheet: _Sheet, known: Mapping[int, Column], amounts: Sequence[int]
) -> dict[int, set[str]]:
    """The different texts of each column in the rows that hold an amount, or in all; empty if none."""
    texts: dict[int, set[str]] = {n: set() for n in known}
    for row, cells in sheet.grid.rows.items():
        is_meant = not amounts or any(cells[n].is_number for n in amounts if n in cells)
        for column, cell in cells.items() if row > sheet.header and is_meant else ():
            if cell.text:
                texts[column].add(cell.text)
    return texts if any(texts.values()) else {}


def _settle_labels(sheet: _Sheet, known: dict[int, Column], amounts: Sequence[int]) -> None:
    """The label column is the one so headed, else the one with the most texts left of the amounts.

    Different texts count: a column of units or categories repeats itself. So do those beside amounts,
    if any does: instructions stand in rows of their own. In a sheet that is written from right to left
    the labels stand right of the amounts.
    """
    texts = _texts_beside(sheet, known, amounts) or _texts_beside(sheet, known, [])
    left = {n for n in texts if n < min(amounts) and texts[n]}
    right = {n for n in texts if n > max(amounts) and n not in sheet.numeric and texts[n]}
    among = left or {n for n in right if known[n].kind is not ColumnKind.NOTE}
    headed = [n for n in sorted(among) if known[n].kind is ColumnKind.LABEL]
    best = max(headed or among, key=lambda n: (len(texts[n]), -n), default=None)
    most = (
        tr("it holds the most text left of the amounts")
        if left
        else tr("it holds the most text beside the amounts")
    )
    for number, candidate in known.items():
        if number == best:
            reason = candidate.reason if headed else most
            known[number] = candidate.used_as(ColumnKind.LABEL, reason)
        elif candidate.kind is ColumnKind.LABEL:
            known[number] = candidate.used_as(ColumnKind.NOTE, tr("text beside the labels"))
