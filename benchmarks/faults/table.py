"""A budget as a tree of groups and lines, and its laying out on a sheet as cells and claims.

The tree has its own plain arithmetic (`Line.money`, `Group.money`): what the formulas of the sheet
give is held against it for every book that is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

from benchmarks.faults.book import (
    Book,
    Cell,
    Chain,
    Claim,
    Formula,
    Product,
    Ref,
    Role,
    Sum,
    Value,
    recalculated,
)

if TYPE_CHECKING:
    from benchmarks.faults.words import Words

#: What a column of money holds: a period by its number, or one of these.
TOTAL, ACTUAL, REMAINING = -1, -2, -3


@dataclass
class Line:
    """A budget line, or a share of another group's total where it has a percentage."""

    label: str
    amounts: tuple[Fraction, ...]
    factors: tuple[Fraction, ...] = ()
    actual: Fraction = Fraction(0)
    percent: int | None = None
    of: Group | None = None
    row: int = 0

    def money(self, column: int) -> Fraction:
        """What stands in one of its columns of money."""
        if column == TOTAL:
            return sum(self.amounts, Fraction(0))
        if column == ACTUAL:
            return self.actual
        if column == REMAINING:
            return self.amounts[0] - self.actual
        return self.amounts[column]


@dataclass
class Group:
    """Lines and groups with a heading above and a total below, where it has them."""

    items: list[Line | Group]
    heading: str | None = None
    total: str | None = None
    row: int = 0

    def money(self, column: int) -> Fraction:
        """The sum of all its lines in one of its columns of money."""
        return sum((item.money(column) for item in self.items), Fraction(0))

    def lines(self) -> Iterator[Line]:
        """All its lines, those of its groups too."""
        for item in self.items:
            if isinstance(item, Line):
                yield item
            else:
                yield from item.lines()

    def terms(self) -> Iterator[Line | Group]:
        """What its total adds up: lines, and groups that have a total of their own."""
        for item in self.items:
            if isinstance(item, Group) and item.total is None:
                yield from item.terms()
            else:
                yield item


@dataclass(frozen=True)
class Columns:
    """Which column of the sheet holds what."""

    label: int
    money: tuple[tuple[int, int], ...]
    factors: tuple[int, ...] = ()
    rate: int | None = None
    note: int | None = None

    def of(self, what: int) -> int | None:
        """The column of a period, of the totals, and so on."""
        return next((column for column, held in self.money if held == what), None)

    def periods(self) -> list[int]:
        """The columns of the periods."""
        return [column for column, held in self.money if held >= 0]


@dataclass(frozen=True)
class Style:
    """How a book's author writes sums and numbers."""

    #: "sum": SUM of what stands above; "chain": with +; "lines": every total one SUM over its lines.
    totals: str
    total_row_across: bool
    number_format: str
    bold: bool
    #: Whether a total of totals is =SUM(B5,B9), or =B5+B9.
    lists: bool
    live_totals: bool = True

    @staticmethod
    def drawn(rng: Random, *, cents: bool) -> Style:
        """A style by chance."""
        whole = ("General", "#,##0", "#,##0", "# ##0", "#,##0.00", "#,##0;[Red]-#,##0")
        exact = ("General", "#,##0.00", "#,##0.00", "0.00")
        return Style(
            totals=rng.choice(("sum", "sum", "chain")),
            total_row_across=rng.random() < 0.4,
            number_format=rng.choice(exact if cents else whole),
            bold=rng.random() < 0.6,
            lists=rng.random() < 0.4,
        )


@dataclass
class Draft:
    """A book in the making."""

    rng: Random
    words: Words
    style: Style
    cells: dict[Ref, Cell] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    #: What each money cell must show by the tree's own arithmetic.
    expected: dict[Ref, Fraction] = field(default_factory=dict)

    def word(
        self, sheet: str, row: int, column: int, text: str | int, *, bold: bool = False
    ) -> None:
        """Writes a label, a heading or a note; a whole number for a heading such as 2025."""
        value = Fraction(text) if isinstance(text, int) else text
        self.cells[Ref(sheet, row, column)] = Cell(Role.WORD, value, bold=bold)

    def figure(self, ref: Ref, role: Role, value: Fraction, number_format: str = "") -> None:
        """Writes a figure that is typed in every kind of book."""
        self.cells[ref] = Cell(role, value, number_format=number_format or self.style.number_format)
        self.expected[ref] = value

    def sum(
        self, ref: Ref, role: Role, formula: Formula, value: Fraction, *, live: bool = True
    ) -> None:
        """Writes a cell that the sheet says to be a sum or a product of others."""
        bold = self.style.bold and role is Role.TOTAL
        self.cells[ref] = Cell(role, value, formula, live, self.style.number_format, bold)
        self.claims.append(Claim(ref, formula))
        self.expected[ref] = value

    def also(self, ref: Ref, formula: Formula, *, outside: bool = False) -> None:
        """Adds what else holds of a cell."""
        self.claims.append(Claim(ref, formula, outside))

    def book(self, name: str, *, live: bool) -> Book:
        """The finished book, with formulas or all typed; every figure is recomputed."""
        worked_out = recalculated(self.cells)
        for ref, value in self.expected.items():
            if worked_out[ref].value != value:
                raise AssertionError(f"{name}: {ref} is {worked_out[ref].value}, not {value}")
        cells = {
            ref: cell if live or not cell.formula else _typed(cell, worked_out[ref].value)
            for ref, cell in self.cells.items()
        }
        return Book(name, tuple(self.sheets), cells, tuple(self.claims))


def _typed(cell: Cell, value: Value) -> Cell:
    return Cell(cell.role, value, cell.formula, False, cell.number_format, cell.bold)


# -- laying out


@dataclass
class TableWriter:
    """Writes groups below each other into one sheet's columns."""

    draft: Draft
    sheet: str
    columns: Columns

    def headings(self, row: int, names: dict[int, str | int]) -> None:
        """The row of headings."""
        for column, name in names.items():
            self.draft.word(self.sheet, row, column, name, bold=self.draft.style.bold)

    def group(self, group: Group, row: int, total_row: int | None = None) -> int:
        """Writes a group from a row on; the next free row is returned."""
        if group.heading is not None:
            self.draft.word(
                self.sheet, row, self.columns.label, group.heading, bold=self.draft.style.bold
            )
            row += 1
        for item in group.items:
            if isinstance(item, Line):
                self._line(item, row)
                row += 1
            else:
                row = self.group(item, row)
        if group.total is None:
            return row
        row = total_row or row
        group.row = row
        self.draft.word(
            self.sheet, row, self.columns.label, group.total, bold=self.draft.style.bold
        )
        for column, what in self.columns.money:
            self._total(group, row, column, what)
        return row + 1

    def _at(self, row: int, column: int) -> Ref:
        return Ref(self.sheet, row, column)

    def _line(self, line: Line, row: int) -> None:
        draft, columns = self.draft, self.columns
        line.row = row
        draft.word(self.sheet, row, columns.label, line.label)
        for column, factor in zip(columns.factors, line.factors, strict=False):
            draft.figure(self._at(row, column), Role.FACTOR, factor, "General")
        if columns.rate and line.percent is not None:
            draft.figure(self._at(row, columns.rate), Role.RATE, Fraction(line.percent, 100), "0%")
        if columns.note and draft.rng.random() < 0.4:
            draft.word(self.sheet, row, columns.note, draft.rng.choice(draft.words.notes))
        for column, what in columns.money:
            ref, formula = self._at(row, column), self._line_formula(line, row, column, what)
            if formula is None:
                draft.figure(ref, Role.LINE, line.money(what))
            else:
                role = Role.LINE if what >= 0 else Role.ROW_TOTAL
                draft.sum(ref, role, formula, line.money(what))

    def _line_formula(self, line: Line, row: int, column: int, what: int) -> Formula | None:
        if what in (TOTAL, REMAINING):
            return self._across(row, what)
        if what == ACTUAL:
            return None
        if line.of is not None and line.percent is not None:
            base = self._at(line.of.row, column)
            if self.columns.rate:
                return Product((base, self._at(row, self.columns.rate)))
            return Product((base,), line.percent)
        if line.factors:
            return Product(
                tuple(self._at(row, c) for c in self.columns.factors[: len(line.factors)])
            )
        return None

    def _across(self, row: int, what: int) -> Formula:
        """A row's total over its periods, or what remains of its budget."""
        if what == REMAINING:
            budget, actual = self.columns.of(0), self.columns.of(ACTUAL)
            if budget is None or actual is None:
                raise AssertionError("what remains needs a budget and what is spent of it")
            return Chain(((1, self._at(row, budget)), (-1, self._at(row, actual))))
        periods = self.columns.periods()
        if self.draft.style.totals == "chain":
            return Chain(tuple((1, self._at(row, column)) for column in periods))
        return Sum(((self._at(row, periods[0]), self._at(row, periods[-1])),))

    def _total(self, group: Group, row: int, column: int, what: int) -> None:
        draft, ref = self.draft, self._at(row, column)
        down, live = self._down(group, column), draft.style.live_totals
        if what not in (TOTAL, REMAINING):
            draft.sum(ref, Role.TOTAL, down, group.money(what), live=live)
            return
        across = self._across(row, what)
        written, other = (across, down) if draft.style.total_row_across else (down, across)
        draft.sum(ref, Role.TOTAL, written, group.money(what), live=live)
        draft.also(ref, other)

    def _down(self, group: Group, column: int) -> Formula:
        style = self.draft.style.totals
        terms = list(group.terms())
        if style == "lines":
            terms = list(group.lines())
        refs = [self._at(term.row, column) for term in terms]
        lines_alone = all(isinstance(term, Line) for term in terms)
        if style == "chain" or not (lines_alone or self.draft.style.lists):
            return Chain(tuple((1, ref) for ref in refs))
        return Sum(tuple(_runs(refs)))


def _runs(refs: list[Ref]) -> Iterator[tuple[Ref, Ref]]:
    """Cells of one column as ranges of neighbours."""
    first = last = refs[0]
    for ref in refs[1:]:
        if ref != last.moved(1, 0):
            yield first, last
            first = ref
        last = ref
    yield first, last
