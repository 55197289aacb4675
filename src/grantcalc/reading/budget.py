"""A sheet's grid to a Budget: facts, claims, and the account of how every number was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from grantcalc.config import Config
from grantcalc.errors import declaring
from grantcalc.finding import Place
from grantcalc.language import and_more, tr
from grantcalc.model import (
    Amount,
    Budget,
    BudgetLine,
    Doubt,
    FormulaFault,
    FormulaFaultKind,
    Formulas,
    Kind,
    Side,
    SideClaim,
    SourceKind,
    StatedTotal,
    same_label,
)
from grantcalc.period import Period
from grantcalc.reading.amounts import read_amount
from grantcalc.reading.currency import find_currency
from grantcalc.reading.decimal_marks import decimal_marks
from grantcalc.reading.grid import Grid
from grantcalc.reading.headings import Column, ColumnKind, heading_text
from grantcalc.reading.layout import Table, find_budgets, stacked
from grantcalc.reading.numbers import Mark
from grantcalc.reading.placeholders import stands_for_nothing
from grantcalc.reading.row_sums import (
    as_turned,
    covers_by_formula,
    multiplied_blocks,
    row_sums,
    settled_by_formulas,
    sums_apart,
    with_details,
)
from grantcalc.reading.rows import Row, RowKind, amount_of, find_rows, label_of, row_ranges
from grantcalc.reading.scale import scale_of
from grantcalc.reading.sections import Sections, find_sections
from grantcalc.reading.side_claims import RowUse, side_claims
from grantcalc.reading.vocabulary import words
from grantcalc.report.reading import NumberUse, ReadPart, SheetReading

#: Sums of unrounded amounts (percentages, shares) are the same sum up to here.
_HALF_A_CENT = Decimal("0.005")


def read_sheet(grid: Grid, config: Config) -> list[tuple[Budget, SheetReading]]:
    """The budgets in a sheet, and how each was read; none where the sheet holds no amounts.

    Raises:
        ConfigError: what grantcalc.toml declares of the sheet does not fit it.
        UnclearChoiceError: the amounts may be in several columns.
    """
    readers = [_BudgetReader(tables, config) for tables in find_budgets(grid, config.budget)]
    found = [
        (reader.budget(), reader.reading())
        for reader in readers
        if any(row.kind is RowKind.LINE for row in reader.rows)
    ]
    if found:
        budget, reading = found[-1]
        found[-1] = budget, _with_numbers_apart(grid, reading, [r for _, r in found])
    return found


def _with_numbers_apart(
    grid: Grid, reading: SheetReading, readings: Sequence[SheetReading]
) -> SheetReading:
    """The account of the last budget in a sheet, with the numbers that stand in none of them."""
    known = {number.cell for one in readings for number in one.numbers}
    apart = [name for r, c in grid.numbers() if (name := grid.name(r, c)) not in known]
    left_out = (
        NumberUse(cell=name, use="left out", reason=tr("it stands in no table of amounts"))
        for name in apart
    )
    return reading.model_copy(update={"numbers": (*reading.numbers, *left_out)})


_STATED = (RowKind.TOTAL, RowKind.BALANCE)


class _BudgetReader:
    """One sheet with its columns and rows, on the way to a budget."""

    def __init__(self, tables: Sequence[Table], config: Config) -> None:
        self.tables = tables
        table = stacked(tables)
        grid, columns = table.grid, table.columns
        self.grid = grid
        self.columns = columns
        self.config = config
        self.currency, self.currency_reason = find_currency(grid, config, columns.header_row)
        self._negative_rows: frozenset[int] = frozenset()
        self._mark = self._decimal_mark()
        self._values: dict[tuple[int, int], Decimal | None] = {}
        self._summed_parts: dict[int, int] = {}
        self._sums_of_parts: dict[int, Decimal] = {}
        self.unit_said = self._words_for_unit()
        self.unit = config.budget.unit or 1
        left_out = {
            row for row in grid.row_numbers() if grid.sheet_row(row) in config.budget.ignore_rows
        }
        found = find_rows(grid, columns, left_out)
        sums = row_sums(grid, columns.money)
        rows = settled_by_formulas(found, sums)
        covers = covers_by_formula(rows, sums)
        multiplied = multiplied_blocks(rows, sums)
        self._details = {t: dict(covers.get(t, {})) for t in multiplied.values()}
        if multiplied:
            rows = with_details(rows, sums, multiplied, covers)
            covers = covers_by_formula(rows, sums)
        count = len(columns.money)
        apart = sums_apart(grid, columns.money)
        self.sections: Sections = find_sections(rows, self._agreement, count, covers, apart)
        self.turned = tuple(side for side in Side if self._is_written_negative(side))
        if self.turned:
            self._negative_rows = frozenset(r for side in self.turned for r in self._rows_of(side))
            self._summed_parts = {}
            self.sections = find_sections(
                rows, self._agreement, count, as_turned(covers, self._negative_rows), apart
            )
        self.rows = [
            replace(
                row,
                kind=RowKind.TOTAL,
                reason=tr("no label, but it is the sum of the lines above it"),
            )
            if row.number in self.sections.unlabelled_totals
            else row
            for row in rows
        ]
        self._lines = [row for row in self.rows if row.kind is RowKind.LINE]
        self._index = {row.number: i for i, row in enumerate(self._lines)}

    def _decimal_mark(self) -> Mark | None:
        """What parts decimals in the texts of the amounts, as they tell together."""
        texts = (
            self.grid.at(row, column).value
            for row in self.grid.row_numbers()
            for column in self.columns.money
        )
        return decimal_marks(text for text in texts if isinstance(text, str)).decided

    def _rows_of(self, side: Side) -> list[int]:
        """The lines and totals of a side."""
        sides = {**self.sections.sides, **self.sections.total_sides}
        return [row for row, its_side in sides.items() if its_side is side]

    def _words_for_unit(self) -> str:
        """The words of a title or heading that say that amounts are in thousands or millions."""
        header = self.columns.header_row or 0
        texts = (
            cell.text
            for row in self.grid.row_numbers()
            if row <= header
            for cell in self.grid.rows[row].values()
            if cell.text
        )
        return next((text for text in texts if scale_of(text)), "")

    def _is_written_negative(self, side: Side) -> bool:
        """Whether a side is declared negative, or has amounts and every one of them is."""
        if self.config.budget.negative is not None:
            return side in self.config.budget.negative
        lines = [row for row, its_side in self.sections.sides.items() if its_side is side]
        amounts = [amount_of(self.grid.at(row, c)) for row in lines for c in self.columns.money]
        known = [amount for amount in amounts if amount]
        return len(known) > 1 and all(amount < 0 for amount in known)

    def _value(self, row: int, column: int) -> Decimal | None:
        """The amount in a cell, if it holds one: positive where its side is written negative."""
        place = (row, column)
        if place not in self._values:
            self._values[place] = amount_of(self.grid.at(row, column), self._mark)
        amount = self._values[place]
        return -amount if amount and row in self._negative_rows else amount

    def _agreement(self, total: int, parts: dict[int, int]) -> int:
        """In how many money columns the rows of `parts` add up to the row `total`."""
        agreeing = 0
        tolerance = self._tolerance(len(parts))
        if self._summed_parts is not parts:
            self._summed_parts, self._sums_of_parts = parts, {}
        for column in self.columns.money:
            stated = self._value(total, column)
            if stated is not None:
                agreeing += abs(self._sum_of_parts(column) - stated) < tolerance
        return agreeing

    def _sum_of_parts(self, column: int) -> Decimal:
        """What the rows asked for last come to; many totals are held against the same rows."""
        if column not in self._sums_of_parts:
            values = ((self._value(row, column), k) for row, k in self._summed_parts.items())
            self._sums_of_parts[column] = sum((v * k for v, k in values if v), Decimal(0))
        return self._sums_of_parts[column]

    def _tolerance(self, parts: int) -> Decimal:
        """How far a sum of so many parts may be from its total, by what the project declares."""
        step = self.config.tolerances.rounding_step
        return max(_HALF_A_CENT, step * (parts + 1) / 2 + _HALF_A_CENT)

    # -- facts and claims

    def budget(self) -> Budget:
        header = self.columns.header_row or self.grid.row_numbers()[0]
        budget = Budget(
            file=self.grid.file,
            sheet=self.grid.sheet,
            currency=self.currency,
            periods=self._periods(),
            period_places=tuple(self.grid.place(header, c.number) for c in self.columns.amounts),
            lines=tuple(self._line(row) for row in self._lines),
            totals=tuple(self._totals()),
            turned=self.turned,
            unit=self.unit,
            unit_said=self.unit_said,
            doubts=tuple(self._doubts()),
            side_claims=tuple(self._side_claims()),
            hidden=tuple(self._hidden()),
        )
        return budget.model_copy(update={"formulas": self._formulas(budget)})

    def _hidden(self) -> Iterator[FormulaFault]:
        """The hidden lines with amounts that a visible total takes in."""
        for line in self._lines:
            totals = [t for t, covers in self.sections.covers.items() if line.number in covers]
            amounts = [c for c in self.columns.money if self._value(line.number, c)]
            if not amounts or self.grid.sheet_row(line.number) not in self.grid.hidden_rows:
                continue
            if any(self.grid.sheet_row(total) not in self.grid.hidden_rows for total in totals):
                yield FormulaFault(
                    kind=FormulaFaultKind.HIDDEN,
                    at=self.grid.place(line.number, amounts[0]),
                    text=tr(
                        '"{label}" stands in the hidden row {row}, and a total takes '
                        "it in: who looks at the sheet cannot see what the total is made of. "
                        "Show the row, or take it out of the total",
                        label=line.label,
                        row=self.grid.sheet_row(line.number),
                    ),
                    related=tuple(self.grid.place(total, amounts[0]) for total in totals),
                )

    def _side_claims(self) -> Iterator[SideClaim]:
        """What other columns state; nothing where amounts were turned or multiplied, or sides are columns.

        Quantities, prices and money spent are read as they stand, so they would not fit such amounts.
        """
        if self.turned or self.unit != 1 or any(table.columns.side for table in self.tables):
            return
        uses = {
            self.grid.sheet_row(row.number): RowUse(
                row.kind,
                {
                    self.grid.sheet_row(line): times
                    for line, times in (
                        self._details.get(row.number) or self.sections.covers.get(row.number, {})
                    ).items()
                },
            )
            for row in self.rows
        }
        for table in self.tables:
            rows = {row: uses[row] for row in table.grid.row_numbers() if row in uses}
            yield from side_claims(table, rows, self.currency)

    def _formulas(self, budget: Budget) -> Formulas:
        """How the budget's amounts are made of each other."""
        names = {a.at.cell: a.at for _, a in budget.every_claimed_amount()}
        cells = {
            (row, column): names[name]
            for row in self.grid.row_numbers()
            for column in self.grid.rows[row]
            if (name := self.grid.name(row, column)) in names
        }
        formulas: dict[Place, dict[Place, int | Fraction]] = {}
        for (row, column), place in cells.items():
            if expansion := self.grid.at(row, column).expansion:
                sign = -1 if row in self._negative_rows else 1
                formulas[place] = {
                    cells[here]: -sign * times if here[0] in self._negative_rows else sign * times
                    for ref, times in expansion.parts.items()
                    if (here := self.grid.here(ref)) in cells and here is not None
                }
        return formulas

    def _periods(self) -> tuple[Period, ...]:
        """The headings' periods; one without dates takes those declared for its project year."""
        found = [c.period or Period(label=c.heading) for c in self.columns.amounts]
        declared = self.config.declared_periods
        project = self.config.project
        if not declared and len(found) == 1 and project.start and project.end:
            declared = (Period(label="project", start=project.start, end=project.end),)
        if len(declared) != len(found):
            return tuple(found)
        return tuple(
            f if f.start else f.model_copy(update={"start": d.start, "end": d.end})
            for f, d in zip(found, declared, strict=True)
        )

    def _line(self, row: Row) -> BudgetLine:
        column, label = label_of(self.grid, self.columns, row.number)
        side = self.sections.sides[row.number]
        kind, source = self._kind(label, side), None
        if side is Side.INCOME:
            source = self._source(label)
        return BudgetLine(
            label=label or tr("(row {number}, without a label)", number=row.number),
            at=self.grid.place(row.number, column),
            side=side,
            kind=kind,
            source=source,
            amounts=tuple(self._amount(row.number, c.number) for c in self.columns.amounts),
            total=self._total_amount(row.number),
        )

    def _total_amount(self, row: int) -> Amount | None:
        """A row's stated total; an empty cell states nothing."""
        if not self.columns.total or self.grid.at(row, self.columns.total.number).is_empty:
            return None
        return self._amount(row, self.columns.total.number)

    def _kind(self, label: str, side: Side) -> Kind:
        declared = self.config.in_kind
        labels = declared.income if side is Side.INCOME else declared.expenditure
        if labels is not None:
            is_declared = any(same_label(label, declared) for declared in labels)
            return Kind.IN_KIND if is_declared else Kind.CASH
        is_work = words("kind", "in_kind").fits(label) and not words("kind", "cash").fits(label)
        return Kind.IN_KIND if is_work else Kind.CASH

    def _source(self, label: str) -> SourceKind:
        if any(same_label(award.source, label) for award in self.config.awards):
            return SourceKind.GRANT
        if words("source", "own").fits(label) or self._kind(label, Side.INCOME) is Kind.IN_KIND:
            return SourceKind.OWN
        return SourceKind.GRANT if words("source", "grant").fits(label) else SourceKind.OTHER

    def _amount(self, row: int, column: int) -> Amount:
        """The amount in a cell: in a budget amounts are positive, whatever the sheet writes."""
        cell, place = self.grid.at(row, column), self.grid.place(row, column)
        amount = read_amount(cell, place, self.currency, self._mark, self.unit)
        if row not in self._negative_rows or amount.value is None:
            return amount
        return amount.model_copy(update={"value": -amount.value, "remainder": -amount.remainder})

    def _totals(self) -> Iterator[StatedTotal]:
        """The stated totals; a side's last total of all its lines is its grand total."""
        grand: dict[Side, int] = {}
        for row, covers in self.sections.covers.items():
            side = self.sections.total_sides[row]
            if side and covers == {n: 1 for n, s in self.sections.sides.items() if s is side}:
                grand[side] = row
        for row, covers in self.sections.covers.items():
            column, label = label_of(self.grid, self.columns, row)
            side = self.sections.total_sides[row]
            yield StatedTotal(
                label=label or tr("(row {row}, without a label)", row=row),
                at=self.grid.place(row, column),
                side=side,
                is_grand=side is not None and grand.get(side) == row,
                covers={self._index[n]: times for n, times in covers.items()},
                amounts=tuple(
                    self._amount(row, c.number)
                    if not self.grid.at(row, c.number).is_empty
                    else None
                    for c in self.columns.amounts
                ),
                total=self._total_amount(row),
            )

    # -- what is not clear

    def _column_left_out(self, column: Column) -> str:
        if not column.heading:
            return tr(
                "column {column} holds numbers that were left out of the budget: {reason}",
                column=column.letters,
                reason=column.reason,
            )
        return tr(
            'column {column} ("{heading}") holds numbers that were left out of the budget: {reason}',
            column=column.letters,
            heading=column.heading,
            reason=column.reason,
        )

    def _doubts(self) -> Iterator[Doubt]:
        numeric = set(self._columns_with_numbers())
        for column in self.columns.of(ColumnKind.OTHER):
            if column.number in numeric and column.is_unclear:
                yield Doubt(
                    at=self.grid.place(self.columns.header_row or 1, column.number),
                    text=self._column_left_out(column),
                    what_to_do=tr(
                        "if it belongs to the budget, or to leave it out for good, "
                        '{declare} columns = {{ {letters} = "ignore" }} (or "amount", '
                        '"total", "factor")',
                        declare=declaring("budget"),
                        letters=column.letters,
                    ),
                )
        yield from self._unplaced_totals(self.sections.unclear, is_fault=False)
        yield from self._unplaced_totals(self.sections.wrong, is_fault=True)
        for number in sorted(self.sections.guessed):
            yield self._row_doubt(
                number,
                tr(
                    "{row} names a source of money, but was taken for a cost: no heading or total "
                    "says that it is income",
                    row=self._row_name(number),
                ),
                tr(
                    'put a heading such as "Inntekter" above the income lines, or a total '
                    "below them"
                ),
            )
        for line in self._lines:
            if not line.label:
                row = self._row_name(line.number)
                doubt = self._row_doubt(
                    line.number,
                    tr("{row} has amounts but no label; it was counted as income", row=row)
                    if self.sections.sides[line.number] is Side.INCOME
                    else tr(
                        "{row} has amounts but no label; it was counted as expenditure", row=row
                    ),
                    tr("give the row a label, such as Sum if it is one"),
                )
                at = self.grid.place(line.number, self._first_amount(line.number))
                yield doubt.model_copy(update={"at": at})
        for number in self._below_the_totals():
            yield self._row_doubt(
                number,
                tr(
                    "{row} stands below the totals and in none of them; it was counted as a cost",
                    row=self._row_name(number),
                ),
                tr(
                    "put it above the total that it belongs to, or leave it out: in "
                    "grantcalc.toml, under [budget], write ignore_rows = [{row}]",
                    row=self.grid.sheet_row(number),
                ),
            )
        yield from self._numbers_outside()

    def _below_the_totals(self) -> Iterator[int]:
        """Costs below the last total of costs that no total takes in, though totals take all others."""
        sections = self.sections
        costs = {n for n, side in sections.sides.items() if side is Side.EXPENDITURE}
        totals = [t for t, side in sections.total_sides.items() if side is Side.EXPENDITURE]
        summed = {line for total in totals for line in sections.covers[total]}
        left = sorted(costs - summed)
        last = max((r.number for r in self.rows if r.kind in _STATED), default=0)
        if len(summed) > 1 and left and left[0] > last:
            yield from (n for n in left if any(self._value(n, c) for c in self.columns.money))

    def _unplaced_totals(self, reasons: dict[int, str], *, is_fault: bool) -> Iterator[Doubt]:
        for number, reason in reasons.items():
            if any(amount_of(self.grid.at(number, column)) for column in self.columns.money):
                doubt = self._row_doubt(
                    number,
                    tr(
                        "{row} states a sum, but {reason}",
                        row=self._row_name(number),
                        reason=reason,
                    ),
                    tr(
                        "correct it, or say in its label what it sums (Sum utgifter, Sum inntekter)"
                    ),
                )
                at = self.grid.place(number, self._first_amount(number))
                yield doubt.model_copy(update={"is_fault": is_fault, "at": at})

    def _first_amount(self, row: int) -> int:
        """The first money column in which a row holds something."""
        return next(c for c in self.columns.money if not self.grid.at(row, c).is_empty)

    def _row_doubt(self, row: int, text: str, what_to_do: str) -> Doubt:
        column, _ = label_of(self.grid, self.columns, row)
        return Doubt(at=self.grid.place(row, column), text=text, what_to_do=what_to_do)

    def _row_name(self, row: int) -> str:
        _, label = label_of(self.grid, self.columns, row)
        return (
            tr('"{label}" (row {row})', label=label, row=row) if label else tr("row {row}", row=row)
        )

    def _numbers_outside(self) -> Iterator[Doubt]:
        """Numbers in the columns of amounts, in rows below the headings that are no lines.

        What stands above the headings (a number of singers, a cost for each) is no part of the table.
        """
        outside = {r.number for r in self.rows if r.kind in (RowKind.SECTION, RowKind.NOTE)}
        money = self.columns.money
        cells = [
            (r, c)
            for r, c in self.grid.numbers()
            if r in outside and c in money and not heading_text(self.grid.at(r, c))
        ]
        if cells:
            names = ", ".join(self.grid.name(r, c) for r, c in cells[:8])
            if len(cells) > 8:
                names = and_more(names, len(cells) - 8)
            yield Doubt(
                at=self.grid.place(*cells[0]),
                text=tr(
                    "the columns of amounts hold numbers outside the table, which were left out: {cells}",
                    cells=names,
                ),
                what_to_do=tr("move what belongs to the budget into the table"),
            )

    def _columns_with_numbers(self) -> Iterator[int]:
        """The columns that hold a number, or a text that reads as one, in a line or a total."""
        for row in self.rows:
            if row.kind in (RowKind.LINE, RowKind.TOTAL):
                for column, cell in self.grid.rows[row.number].items():
                    if amount_of(cell) is not None and not (
                        cell.text and stands_for_nothing(cell.text)
                    ):
                        yield column

    # -- the account

    def reading(self) -> SheetReading:
        kinds = {row.number: row for row in self.rows}
        columns = {column.number: column for column in self.columns.all}
        return SheetReading(
            file=self.grid.file,
            sheet=self.grid.sheet,
            currency=self.currency,
            currency_reason=self.currency_reason,
            header_row=self.columns.header_row,
            columns=tuple(
                ReadPart(place=c.letters, label=c.heading, role=_column_role(c), reason=c.reason)
                for c in self.columns.all
            ),
            rows=tuple(self._row_part(row) for row in self.rows),
            numbers=tuple(
                self._number_use(r, c, kinds[r], columns[c]) for r, c in self._all_numbers()
            ),
        )

    def _row_part(self, row: Row) -> ReadPart:
        role, reason = tr(row.kind.value), row.reason
        if row.kind is RowKind.LINE:
            side = self.sections.sides[row.number]
            role = tr("income line") if side is Side.INCOME else tr("expenditure line")
            if side in self.turned:
                role = tr("{role}, written negative", role=role)
            if self._kind(row.label, side) is Kind.IN_KIND:
                role = tr("{role}, in kind", role=role)
            reason = self.sections.reasons[row.number]
        elif row.number in self.sections.covers:
            parts = sorted(self.sections.covers[row.number])
            reason = tr("{reason}; it covers rows {rows}", reason=reason, rows=row_ranges(parts))
        return ReadPart(
            place=str(self.grid.sheet_row(row.number)), label=row.label, role=role, reason=reason
        )

    def _all_numbers(self) -> Iterator[tuple[int, int]]:
        """Every cell with a number, and every amount that is text or a formula without a value."""
        money = self.columns.money
        for row in self.grid.row_numbers():
            for column, cell in sorted(self.grid.rows[row].items()):
                typed = column in money and amount_of(cell) is not None
                if cell.is_number or cell.value is None or typed:
                    yield row, column

    def _number_use(self, r: int, c: int, row: Row, column: Column) -> NumberUse:
        use, reason = _use(row, column, covered=row.number in self.sections.covers)
        return NumberUse(cell=self.grid.name(r, c), use=use, reason=reason)


def _column_role(column: Column) -> str:
    return (
        tr("amounts of {label}", label=column.period.label)
        if column.period
        else tr(column.kind.value)
    )


def _use(row: Row, column: Column, *, covered: bool) -> tuple[str, str]:
    """What a number was taken for: fact, claim, factor or left out; with the reason if left out."""
    if row.kind is RowKind.HEADER:
        return "factor", tr("part of a heading")
    if row.kind is RowKind.RATIO:
        return "factor", ""
    if column.kind is ColumnKind.FACTOR and row.kind is RowKind.LINE:
        return "factor", ""
    if column.kind not in (ColumnKind.AMOUNT, ColumnKind.TOTAL):
        reason = tr("column {column}: {reason}", column=column.letters, reason=column.reason)
        return "left out", reason
    if row.kind is RowKind.LINE:
        return ("fact", "") if column.kind is ColumnKind.AMOUNT else ("claim", "")
    if row.kind in (RowKind.TOTAL, RowKind.BALANCE) and covered:
        return "claim", ""
    return "left out", tr("row {row}: {reason}", row=row.number, reason=row.reason)
