"""The whole account of a report as tables: every figure, entry, input and rule, for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from grantcalc.judging.mapping import NO_LINE
from grantcalc.judging.outcomes import Outcome
from grantcalc.language import mark, tr
from grantcalc.model import LedgerEntry, RejectedRow
from grantcalc.money import Money
from grantcalc.proof.explaining import ON_NO_LINE, Account
from grantcalc.report.explanation import FigureKind
from grantcalc.report.parts import InputRole
from grantcalc.report.remaining import RuleKind

#: What a cell of a table may hold.
Value = str | Money | Decimal | date | int | None


class Wide(Enum):
    """How wide a column should be, in characters."""

    NARROW = 12
    MIDDLE = 24
    BROAD = 50


@dataclass(frozen=True)
class Column:
    """A column of a table by its heading; `is_summed` where the table's sum stands above it.

    Programs read the heading as it is, in English; `is_own` where it is grantcalc's own, to be
    translated for people, and not the ledger's.
    """

    heading: str
    width: Wide = Wide.NARROW
    is_summed: bool = False
    is_own: bool = True

    @property
    def shown(self) -> str:
        """The heading in the language of messages."""
        return tr(self.heading) if self.is_own else self.heading


@dataclass(frozen=True)
class Table:
    """Rows under headings, read once; where one column is summed, their number and sum are known.

    The name is translated where people see it.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    count: int | None = None
    sum: Money | None = field(default=None)


def trace_tables(account: Account) -> Iterator[Table]:
    """Every table of the account, in the order in which people want to read them."""
    report = account.report
    entry = _entry_columns(account)
    yield Table(mark("Figures"), _FIGURES, _figures(account))
    counted = report.ledger.included
    yield Table(
        mark("Entries counted"),
        [
            Column(mark("Budget line"), Wide.MIDDLE),
            Column(mark("Project year"), Wide.MIDDLE),
            *entry,
        ],
        ([line, year, *row] for _, line, year, row in _counted(account)),
        counted.entries,
        counted.amount,
    )
    left_out = report.ledger.excluded
    yield Table(
        mark("Entries not counted"),
        [Column(mark("Reason"), Wide.MIDDLE), *entry],
        ([tr(reason), *row] for reason, _, _, row in _not_counted(account)),
        sum(group.entries for group in left_out),
        report.ledger.read.amount - counted.amount,
    )
    yield Table(mark("Unusable rows"), _UNUSABLE, map(_unusable, _rejected(account)))
    yield Table(mark("Commitments"), _COMMITMENTS, _commitments(account))
    yield Table(mark("Hours"), _HOURS, _hours(account))
    inputs = (
        [tr(_ROLES[file.role]), file.file, file.sha256, file.entries] for file in report.inputs
    )
    yield Table(mark("Inputs"), _INPUTS, inputs)
    rules = (
        [tr(_RULE_KINDS[rule.kind]), rule.text, rule.entries, rule.amount] for rule in report.rules
    )
    yield Table(mark("Rules"), _RULES, rules)


def every_entry(account: Account) -> Table:
    """All entries that were read, with what became of them."""
    rows = (
        [outcome, line, year, *row]
        for part in (_counted(account), _not_counted(account))
        for outcome, line, year, row in part
    )
    named = [Column(mark("Outcome")), Column(mark("Budget line")), Column(mark("Project year"))]
    read = account.report.ledger.read
    return Table(
        mark("Entries"), [*named, *_entry_columns(account)], rows, read.entries, read.amount
    )


#: What people call what is told apart by a word in JSON.
_ROLES: dict[InputRole, str] = {
    "config": mark("config"),
    "budget": mark("budget"),
    "ledger": mark("ledger"),
    "hours": mark("hours"),
    "commitments": mark("commitments"),
}
_RULE_KINDS: dict[RuleKind, str] = {
    "date": mark("date"),
    "profile": mark("funder's rules"),
    "selection": mark("selection"),
    "chart": mark("chart"),
    "mapping": mark("mapping"),
    "leave_out": mark("leave_out"),
    "charging": mark("charging"),
    "award": mark("award"),
    "other": mark("other"),
}
_FIGURE_KINDS: dict[FigureKind, str] = {
    "grant": mark("grant"),
    "line": mark("line"),
    "unmapped": mark("unmapped"),
    "own_contribution": mark("own contribution"),
    "other_source": mark("other source"),
    "not_counted": mark("not counted"),
}
_FIGURES = [
    Column(mark("Figure")),
    Column(mark("Name"), Wide.MIDDLE),
    Column(mark("Project year"), Wide.MIDDLE),
    Column(mark("Part"), Wide.BROAD),
    Column(mark("Amount")),
    Column(mark("How it is made"), Wide.BROAD),
    Column(mark("File"), Wide.MIDDLE),
    Column(mark("Sheet")),
    Column(mark("Cell or line")),
]
_PLACE = [Column(mark("File"), Wide.MIDDLE), Column(mark("Sheet")), Column(mark("Cell or line"))]
_UNUSABLE = [
    Column(mark("Reason"), Wide.BROAD),
    Column(mark("What stands there"), Wide.BROAD),
    *_PLACE,
]
_HOURS = [
    Column(mark("Project year"), Wide.MIDDLE),
    Column(mark("Date")),
    Column(mark("Role"), Wide.MIDDLE),
    Column(mark("Hours")),
    Column(mark("Rate")),
    Column(mark("Amount")),
    *_PLACE,
]
_COMMITMENTS = [
    Column(mark("Ordered")),
    Column(mark("Delivery")),
    Column(mark("Supplier"), Wide.MIDDLE),
    Column(mark("Reference")),
    Column(mark("Budget line"), Wide.MIDDLE),
    Column(mark("Project year"), Wide.MIDDLE),
    Column(mark("Amount")),
    Column(mark("Invoiced")),
    Column(mark("Outstanding")),
    Column(mark("Why it does not count"), Wide.MIDDLE),
    *_PLACE,
]
_INPUTS = [
    Column(mark("Role")),
    Column(mark("File"), Wide.MIDDLE),
    Column(mark("SHA-256"), Wide.BROAD),
    Column(mark("Entries")),
]
_RULES = [
    Column(mark("Kind")),
    Column(mark("Rule"), Wide.BROAD),
    Column(mark("Entries")),
    Column(mark("Amount")),
]


def _figures(account: Account) -> Iterator[Sequence[Value]]:
    for explained in account.everything():
        head = explained.head
        for origin in head.origins:
            at = origin.at
            place = [at.file, at.sheet, at.cell or at.line] if at else [None, None, None]
            named = [tr(_FIGURE_KINDS[head.figure]), head.name, head.period]
            yield [*named, origin.name, origin.amount, origin.how, *place]


def _entry_columns(account: Account) -> list[Column]:
    return [
        Column(mark("Date")),
        Column(mark("Posted")),
        Column(mark("Voucher")),
        Column(mark("Account")),
        Column(mark("Text"), Wide.BROAD),
        Column(mark("Supplier"), Wide.MIDDLE),
        Column(mark("Amount"), is_summed=True),
        *_PLACE,
        *(Column(name, is_own=False) for name in account.ledger.dimensions),
    ]


#: What became of an entry, its budget line and project year, and the entry itself.
_Judged = tuple[str, str | None, str | None, list[Value]]


def _counted(account: Account) -> Iterator[_Judged]:
    """The counted entries, by project year and budget line, as the report has them."""
    budget = account.spending.budget
    groups = [g for g in account.spending.ledger.groups if g.outcome is Outcome.INCLUDED]
    # Groups may be finer than years and lines (by who pays).
    for year, line in dict.fromkeys((g.year, g.line) for g in groups):
        label = tr(ON_NO_LINE) if line is None else budget.lines[line].label
        period = None if year is None else budget.periods[year].label
        for entry in account.ledger.judged(year=year, line=NO_LINE if line is None else line):
            yield Outcome.INCLUDED.value, label, period, _entry(account, entry)


def _not_counted(account: Account) -> Iterator[_Judged]:
    for group in account.report.ledger.excluded:
        for entry in account.ledger.judged(Outcome(group.reason)):
            yield group.reason, None, None, _entry(account, entry)


def _entry(account: Account, entry: LedgerEntry) -> list[Value]:
    place = account.spending.ledger.place(entry)
    return [
        entry.day,
        entry.posted,
        entry.voucher,
        entry.account,
        entry.text,
        entry.supplier,
        entry.amount,
        place.file,
        place.sheet,
        place.cell or place.line,
        *(entry.dimensions.get(name) for name in account.ledger.dimensions),
    ]


def _rejected(account: Account) -> Iterator[RejectedRow]:
    yield from account.ledger.rejected
    yield from account.rejected_work


def _unusable(row: RejectedRow) -> Sequence[Value]:
    return [row.reason, row.raw, row.at.file, row.at.sheet, row.at.cell or row.at.line]


def _commitments(account: Account) -> Iterator[Sequence[Value]]:
    report = account.report
    for order in report.commitments.listed if report.commitments else ():
        yield [
            order.ordered,
            order.delivery,
            order.supplier,
            order.reference,
            order.budget_line or order.line,
            None if order.period is None else report.periods[order.period].label,
            order.amount,
            order.invoiced,
            order.outstanding,
            tr(order.reason) if order.reason else "",
            order.file,
            order.sheet,
            order.cell,
        ]


def _hours(account: Account) -> Iterator[Sequence[Value]]:
    for year in account.spending.years:
        label = account.spending.budget.periods[year].label
        for counted in account.spending.work_in(year):
            work, at = counted.entry, counted.entry.at
            figures: list[Value] = [work.day, work.role, counted.hours, work.rate, counted.value]
            yield [label, *figures, at.file, at.sheet, at.cell]
