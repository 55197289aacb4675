"""Clean budgets in the layouts that people use; the same seed gives the same book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from benchmarks.faults.book import Book, Chain, Ref, Role, Sum
from benchmarks.faults.table import (
    ACTUAL,
    REMAINING,
    TOTAL,
    Columns,
    Draft,
    Group,
    Line,
    Style,
    TableWriter,
)
from benchmarks.faults.words import LANGUAGES, Words


@dataclass(frozen=True)
class Maker:
    """What a layout draws its budget from."""

    rng: Random
    words: Words
    cents: bool
    draft: Draft

    # -- amounts and lines

    def amount(self, low: int = 3_000, high: int = 400_000) -> Fraction:
        """An amount as people write them: round, less round, or to the øre."""
        rng = self.rng
        if self.cents:
            return Fraction(rng.randint(low * 100, high * 100), 100)
        step = rng.choice((1, 1, 10, 100, 500, 1000))
        return Fraction(rng.randint(low // step + 1, high // step) * step)

    def labels(self, count: int) -> list[str]:
        """Different names of lines."""
        return self.rng.sample(self.words.costs, count)

    def lines(self, labels: Sequence[str], periods: int = 1) -> list[Line]:
        """A line for each name, with an amount in each period."""
        return [Line(name, tuple(self.amount() for _ in range(periods))) for name in labels]

    def costs(self, periods: int = 1, total: str | None = None) -> Group:
        """Lines of cost under no heading, with a total."""
        lines = self.lines(self.labels(self.rng.randint(4, 9)), periods)
        return Group([*lines], total=total or self.words.grand_total)

    def sections(self, periods: int = 1, heading: str | None = None) -> Group:
        """Two to four sections, each with a total, and the total of all."""
        rng, words = self.rng, self.words
        names = rng.sample(words.sections, rng.randint(2, 4))
        labels = self.labels(min(len(words.costs), 4 * len(names)))
        repeated = rng.random() < 0.5
        items: list[Line | Group] = []
        for name in names:
            own = [labels.pop() for _ in range(rng.randint(2, 4))]
            total = words.subtotal if repeated else words.total_of.format(_inside(name, words))
            items.append(Group([*self.lines(own, periods)], name, total))
        return Group(items, heading, words.grand_total)

    def incomes(self, costs: Group, periods: int, first: Sequence[Line] = ()) -> Group:
        """Income that balances the costs in each period; the grant is what is missing."""
        words, rng = self.words, self.rng
        needed = [
            costs.money(period) - sum(x.money(period) for x in first) for period in range(periods)
        ]
        lines = list(first)
        for name in rng.sample(words.incomes, rng.randint(1, 2)):
            parts = tuple(_part(rest, rng, self.cents) for rest in needed)
            needed = [rest - part for rest, part in zip(needed, parts, strict=True)]
            lines.append(Line(name, parts))
        lines.append(Line(words.grant, tuple(needed)))
        return Group([*lines], words.income_heading, words.total_income)

    # -- sheets

    def periods(self) -> list[str | int]:
        """Headings of two to four years."""
        rng, words = self.rng, self.words
        count, first = rng.randint(2, 4), rng.randint(2023, 2027)
        kind = rng.choice(("numbers", "words", "texts", "dates"))
        years = range(first, first + count)
        if kind == "numbers":
            return list(years)
        if kind == "words":
            return [words.year.format(i + 1) for i in range(count)]
        if kind == "texts":
            return [str(year) for year in years]
        return [f"01.07.{year} - 30.06.{year + 1}" for year in years]

    def columns(
        self,
        periods: Sequence[str | int] = (),
        *,
        factors: Sequence[str] = (),
        rate: bool = False,
        note: str | None = None,
        more: Sequence[int] = (),
        first: int = 1,
    ) -> tuple[Columns, dict[int, str | int]]:
        """The columns from left to right, and their headings."""
        words = self.words
        headings: dict[int, str | int] = {first: words.description}
        column = first + 1
        places: dict[str, int] = {}
        for name in (["note"] if note == "middle" else []) + (["rate"] if rate else []):
            places[name] = column
            headings[column] = words.note if name == "note" else words.rate
            column += 1
        factor_columns = tuple(range(column, column + len(factors)))
        headings.update(zip(factor_columns, factors, strict=True))
        column += len(factors)
        money: list[tuple[int, int]] = []
        names = {ACTUAL: words.actual, REMAINING: words.remaining, TOTAL: words.total_column}
        held = [*range(max(1, len(periods))), *([TOTAL] if len(periods) > 1 else []), *more]
        for what in held:
            money.append((column, what))
            headings[column] = names.get(what) or (periods[what] if periods else words.amount)
            column += 1
        if note == "last":
            places["note"] = column
            headings[column] = words.note
        found = Columns(first, tuple(money), factor_columns, places.get("rate"), places.get("note"))
        return found, headings

    def sheet(self, name: str | None = None, titles: int | None = None) -> tuple[str, int]:
        """A new sheet, with the rows of titles that it has; the next free row."""
        draft = self.draft
        sheet = name or self.words.sheet
        draft.sheets.append(sheet)
        if titles is None:
            titles = self.rng.choice((0, 0, 1))
        row = 1
        for i in range(titles):
            draft.word(sheet, row, 1, self.words.titles[i % len(self.words.titles)], bold=not i)
            row += 1 + (self.rng.random() < 0.3)
        return sheet, row + (1 if titles and self.rng.random() < 0.7 else 0)

    def table(
        self,
        groups: Sequence[Group],
        columns: tuple[Columns, dict[int, str | int]],
        *,
        titles: int | None = None,
        name: str | None = None,
        blanks: bool = True,
    ) -> TableWriter:
        """One sheet with a row of headings and these groups below each other."""
        sheet, row = self.sheet(name, titles)
        writer = TableWriter(self.draft, sheet, columns[0])
        writer.headings(row, columns[1])
        row += 1
        gap = 1 if blanks and self.rng.random() < 0.4 else 0
        for group in groups:
            row = writer.group(group, row) + gap
        return writer

    def balanced(self, writer: TableWriter, costs: Group, incomes: Group) -> None:
        """A rule from outside the sheet: income covers expenditure, in every column."""
        for column, what in writer.columns.money:
            if what >= TOTAL:
                cost, income = (Ref(writer.sheet, g.row, column) for g in (costs, incomes))
                self.draft.also(income, Chain(((1, cost),)), outside=True)


def _inside(name: str, words: Words) -> str:
    """A section's name within a total's label: German nouns keep their capital."""
    if words is LANGUAGES["de"] or words.total_of.startswith("{}"):
        return name
    return name.lower()


def _part(rest: Fraction, rng: Random, cents: bool) -> Fraction:
    """A tenth to four tenths of an amount, as round as the book's amounts are."""
    share = rest * Fraction(rng.randint(10, 40), 100)
    return Fraction(round(share * 100), 100) if cents else Fraction(round(share / 100) * 100)


# -- layouts


def expenditure(make: Maker) -> None:
    """Costs alone, one column of amounts or some years."""
    periods = make.periods() if make.rng.random() < 0.4 else []
    make.table([make.costs(max(1, len(periods)))], make.columns(periods))


def balanced(make: Maker) -> None:
    """Costs and income that balance, with or without a row that says so."""
    words = make.words
    periods = make.periods() if make.rng.random() < 0.5 else []
    costs = make.costs(max(1, len(periods)), words.total_costs)
    costs.heading = words.costs_heading
    incomes = make.incomes(costs, max(1, len(periods)))
    writer = make.table([costs, incomes], make.columns(periods))
    make.balanced(writer, costs, incomes)
    if make.rng.random() < 0.5:
        row = max(ref.row for ref in make.draft.cells) + 1
        make.draft.word(writer.sheet, row, writer.columns.label, words.balance)
        for column, _ in writer.columns.money:
            cost, income = (Ref(writer.sheet, group.row, column) for group in (costs, incomes))
            formula = Chain(((1, income), (-1, cost)))
            make.draft.sum(Ref(writer.sheet, row, column), Role.TOTAL, formula, Fraction(0))


def sections(make: Maker) -> None:
    """Sections stacked, each with a total, and a total of the totals."""
    make.draft.style = replace(make.draft.style, totals="sum")
    periods = make.periods() if make.rng.random() < 0.4 else []
    make.table([make.sections(max(1, len(periods)))], make.columns(periods))


def chains(make: Maker) -> None:
    """Sections whose totals are written with + alone."""
    make.draft.style = replace(make.draft.style, totals="chain")
    make.table([make.sections()], make.columns())


def one_sum(make: Maker) -> None:
    """Sections, and a grand total that is one SUM over all lines."""
    make.draft.style = replace(make.draft.style, totals="lines")
    periods = make.periods() if make.rng.random() < 0.3 else []
    make.table([make.sections(max(1, len(periods)))], make.columns(periods))


def typed_totals(make: Maker) -> None:
    """Quantity times price by formulas, totals typed."""
    make.draft.style = replace(make.draft.style, live_totals=False)
    _quantities(make, months=False)


def quantity(make: Maker) -> None:
    """Quantity x unit price = amount."""
    _quantities(make, months=False)


def quantity_months(make: Maker) -> None:
    """Quantity x months x unit price = amount."""
    _quantities(make, months=True)


def _quantities(make: Maker, *, months: bool) -> None:
    rng, words = make.rng, make.words
    lines = []
    for name in make.labels(rng.randint(4, 8)):
        price = Fraction(rng.randint(20, 900) * 10)
        if make.cents:
            price += Fraction(rng.randint(1, 99), 100)
        factors = [Fraction(rng.randint(2, 40)), price]
        if months:
            factors.insert(1, Fraction(rng.randint(2, 24)))
        amount = Fraction(1)
        for factor in factors:
            amount *= factor
        lines.append(Line(name, (amount,), tuple(factors)))
    names = (words.quantity, words.months, words.price) if months else (words.quantity, words.price)
    columns = make.columns(factors=names)
    columns[1][columns[0].money[0][0]] = rng.choice((words.amount, words.total_column))
    make.table([Group([*lines], total=words.grand_total)], columns)


def years(make: Maker) -> None:
    """Years as columns with a total column; sections or none."""
    periods = make.periods()
    build = make.sections if make.rng.random() < 0.5 else make.costs
    make.table([build(len(periods))], make.columns(periods))


def quarters(make: Maker) -> None:
    """Four quarters with a total column."""
    periods = [make.words.quarter.format(i) for i in range(1, 5)]
    make.table([make.costs(4)], make.columns(periods))


def titles(make: Maker) -> None:
    """Two to six rows of titles above the headings."""
    make.table([make.costs()], make.columns(), titles=make.rng.randint(2, 6))


def notes(make: Maker) -> None:
    """A column of notes, last or in the middle."""
    where = make.rng.choice(("last", "last", "middle"))
    make.table([make.sections()], make.columns(note=where))


def side_by_side(make: Maker) -> None:
    """Costs on the left, income on the right, their totals in one row."""
    words = make.words
    costs = make.costs(1, words.total)
    incomes = make.incomes(costs, 1)
    costs.heading, incomes.heading, incomes.total = None, None, words.total
    sheet, row = make.sheet()
    total_row = row + 2 + max(len(costs.items), len(incomes.items)) + make.rng.randint(0, 1)
    first = make.rng.choice((3, 4))
    for group, column, heading in (
        (costs, 1, words.costs_heading),
        (incomes, first, words.income_heading),
    ):
        found, _ = make.columns(first=column)
        writer = TableWriter(make.draft, sheet, found)
        writer.headings(row, {column: heading, column + 1: words.amount})
        writer.group(group, row + 1, total_row)
    income, cost = Ref(sheet, incomes.row, first + 1), Ref(sheet, costs.row, 2)
    make.draft.also(income, Chain(((1, cost),)), outside=True)


def actuals(make: Maker) -> None:
    """Budget beside what is spent of it and what remains."""
    costs = make.costs()
    for line in costs.lines():
        line.actual = _part(line.amounts[0], make.rng, make.cents) * make.rng.randint(1, 2)
    columns = make.columns([make.words.sheet], more=(ACTUAL, REMAINING))
    make.table([costs], columns)


def indirect(make: Maker) -> None:
    """Indirect costs as a percentage of the direct ones."""
    words, rng = make.words, make.rng
    periods = make.periods() if rng.random() < 0.3 else []
    count = max(1, len(periods))
    lines = [
        Line(name, tuple(Fraction(rng.randint(30, 3_000) * 100) for _ in range(count)))
        for name in make.labels(rng.randint(3, 6))
    ]
    direct = Group([*lines], total=words.direct)
    percent = rng.choice((7, 10, 15, 20, 25))
    shares = tuple(direct.money(i) * Fraction(percent, 100) for i in range(count))
    rate = rng.random() < 0.6
    label = words.indirect if rate else f"{words.indirect} ({percent} %)"
    share = Line(label, shares, percent=percent, of=direct)
    make.table([Group([direct, share], total=words.grand_total)], make.columns(periods, rate=rate))


def in_kind(make: Maker) -> None:
    """Own work as a cost and, with the same amounts, as income."""
    words = make.words
    periods = make.periods() if make.rng.random() < 0.6 else []
    count = max(1, len(periods))
    costs = make.costs(count, words.total_costs)
    costs.heading = words.costs_heading
    own = tuple(make.amount() for _ in range(count))
    costs.items.append(Line(words.in_kind_cost, own))
    incomes = make.incomes(costs, count, first=[Line(words.in_kind_income, own)])
    writer = make.table([costs, incomes], make.columns(periods))
    make.balanced(writer, costs, incomes)
    cost_row, income_row = list(costs.lines())[-1].row, next(incomes.lines()).row
    for column, _ in writer.columns.money:
        cost, income = Ref(writer.sheet, cost_row, column), Ref(writer.sheet, income_row, column)
        make.draft.also(income, Chain(((1, cost),)), outside=True)


def three_levels(make: Maker) -> None:
    """Work packages of sections of lines, each with its total."""
    words, rng = make.words, make.rng
    names = rng.sample(words.sections, 4)
    labels = make.labels(len(words.costs))
    parts: list[Line | Group] = []
    for i in range(2):
        groups: list[Line | Group] = []
        for name in names[2 * i : 2 * i + 2]:
            own = make.lines([labels.pop() for _ in range(rng.randint(2, 4))])
            groups.append(Group([*own], name, words.total_of.format(_inside(name, words))))
        part = words.part.format(i + 1)
        parts.append(Group(groups, part, words.total_of.format(_inside(part, words))))
    make.table([Group(parts, total=words.grand_total)], make.columns())


def summary(make: Maker) -> None:
    """A sheet for each year with the same lines, and one that brings them together."""
    words, rng = make.words, make.rng
    first = rng.randint(2023, 2027)
    years = [str(first + i) for i in range(rng.randint(2, 3))]
    labels = make.labels(rng.randint(4, 7))
    parts: list[tuple[TableWriter, Group]] = []
    for year in years:
        group = Group([*make.lines(labels)], total=words.grand_total)
        columns = make.columns()
        parts.append((make.table([group], columns, name=year, titles=0), group))
    sheet, row = make.sheet(words.summary, 0)
    if rng.random() < 0.5:
        make.draft.sheets.insert(0, make.draft.sheets.pop())
    columns = make.columns(years)
    TableWriter(make.draft, sheet, columns[0]).headings(row, columns[1])
    top = row + 1
    for i, label in enumerate([*labels, words.grand_total]):
        _rolled_up(make, Ref(sheet, top + i, 1), label, i, parts, top)


def _rolled_up(
    make: Maker, at: Ref, label: str, i: int, parts: list[tuple[TableWriter, Group]], top: int
) -> None:
    """One row of the summary: a line of every sheet, or the totals of these."""
    draft = make.draft
    draft.word(at.sheet, at.row, 1, label)
    is_total = i == len(parts[0][1].items)
    role = Role.TOTAL if is_total else Role.LINE
    for k, (writer, group) in enumerate(parts):
        there = Ref(writer.sheet, group.row if is_total else list(group.lines())[i].row, 2)
        value = group.money(0) if is_total else list(group.lines())[i].money(0)
        ref = at.moved(0, 1 + k)
        reference, down = (
            Chain(((1, there),)),
            Sum(((Ref(at.sheet, top, ref.column), ref.moved(-1, 0)),)),
        )
        draft.sum(ref, role, down if is_total else reference, value)
        if is_total:
            draft.also(ref, reference)
    across = Sum(((at.moved(0, 1), at.moved(0, len(parts))),))
    total = sum(
        ((g.money(0) if is_total else list(g.lines())[i].money(0)) for _, g in parts), Fraction(0)
    )
    last = at.moved(0, 1 + len(parts))
    draft.sum(last, Role.TOTAL if is_total else Role.ROW_TOTAL, across, total)
    if is_total:
        draft.also(last, Sum(((Ref(at.sheet, top, last.column), last.moved(-1, 0)),)))


LAYOUTS: dict[str, Callable[[Maker], None]] = {
    layout.__name__.replace("_", "-"): layout
    for layout in (
        expenditure, balanced, sections, chains, one_sum, typed_totals, quantity, quantity_months,
        years, quarters, titles, notes, side_by_side, actuals, indirect, in_kind, three_levels, summary,
    )
}  # fmt: skip


def clean_book(layout: str, language: str, seed: str, *, live: bool) -> Book:
    """A budget without a fault; `live` where its sums are formulas.

    Raises:
        AssertionError: the book does not add up: an error of this benchmark.
    """
    rng = Random(f"{seed}/{layout}/{language}")  # noqa: S311 - the same books every time
    cents = layout != "indirect" and rng.random() < 0.25
    words = LANGUAGES[language]
    draft = Draft(rng, words, Style.drawn(rng, cents=cents))
    LAYOUTS[layout](Maker(rng, words, cents, draft))
    return draft.book(f"{layout}-{language}-{seed}", live=live)
