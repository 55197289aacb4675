"""The nouns: budgets, awards and ledger entries, as facts and claims with their places.

A line's amount is a fact. A row's total, a stated sum or a balance row is a claim about facts.
Budget amounts are positive with a side; a ledger's cost is positive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from pydantic import BaseModel, ConfigDict, SkipValidation

from grantcalc.finding import Place
from grantcalc.money import Money, known_total, total
from grantcalc.period import Period


class Noun(BaseModel):
    """The base of the domain's models: they never change once made."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class Side(StrEnum):
    """Which side of the budget a line stands on."""

    EXPENDITURE = "expenditure"
    INCOME = "income"


class Kind(StrEnum):
    """Money, or work and goods that never pass through the accounts."""

    CASH = "cash"
    IN_KIND = "in_kind"


class SourceKind(StrEnum):
    """Who an income line comes from: the grantee itself, a funder, or anything else."""

    OWN = "own"
    GRANT = "grant"
    OTHER = "other"


class CellState(StrEnum):
    """What stood in an amount's cell; `FOLLOWS` is no value, because of another cell that has none."""

    NUMBER = "number"
    TEXT_NUMBER = "text_number"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    UNCOMPUTED = "uncomputed"
    ERROR_VALUE = "error_value"
    FOLLOWS = "follows"


#: How often each cell counts in a formula, by the formula's cell.
Formulas = Mapping[Place, Mapping[Place, int | Fraction]]


class Amount(Noun):
    """One amount of a budget and the cell it stands in.

    `value` is None where the cell holds something that is not a readable amount: a gap that the
    sums know of. A blank cell is zero. `raw` is what the cell holds, as text. `remainder` is what
    the cell holds beyond the currency's smallest unit, in major units. `formula` is the cell's formula
    where it has one.
    """

    at: Place
    value: Money | None
    state: CellState = CellState.NUMBER
    raw: str = ""
    remainder: Decimal = Decimal(0)
    formula: str | None = None


class BudgetLine(Noun):
    """A cost or an income: one amount for each of the budget's periods, in their order.

    `total` is the row's own stated total, a claim; None where the sheet has no total column.
    `source` is set on income lines alone.
    """

    label: str
    at: Place
    side: Side
    kind: Kind
    source: SourceKind | None
    amounts: tuple[Amount, ...]
    total: Amount | None = None

    def sum(self, currency: str) -> Money | None:
        """All periods together; None where one of them is a gap."""
        return sum_of(self.amounts, currency)


class StatedTotal(Noun):
    """A row that claims to be the sum of other lines.

    `covers` gives, by the line's index in the budget, how often the line counts: 1 in a sum, and
    1 or -1 in a balance row. `is_grand` marks the total of everything on `side`.
    """

    label: str
    at: Place
    side: Side | None
    is_grand: bool
    covers: dict[int, int]
    amounts: tuple[Amount | None, ...]
    total: Amount | None = None


class SideClaimKind(StrEnum):
    """What a claim beside the budget's own lines and totals says of a cell."""

    PRODUCT = "product"
    ACROSS = "across"
    DOWN = "down"
    SHARE = "share"
    RATE = "rate"


class SideClaim(Noun):
    """A figure beside the budget's own money that can be checked: a product, a difference, a share.

    `at` should be the sum of `parts`, each as often as its number says, and of `constant`. `factors`
    are the cells and numbers of a product. `text` says what a product is made of, or what is wrong
    with a share.
    """

    kind: SideClaimKind
    label: str
    at: Amount
    parts: tuple[tuple[Amount, int], ...]
    constant: Money | None = None
    text: str = ""
    factors: tuple[tuple[Place, Decimal], ...] = ()


class Doubt(Noun):
    """Something in a sheet that could not be placed, and what decides it.

    `is_fault` says that it is wrong in whichever way it is read.
    """

    at: Place
    text: str
    what_to_do: str
    is_fault: bool = False


class FormulaFaultKind(StrEnum):
    """What can be wrong with a formula, or with a number beside formulas; the gravest first."""

    CIRCULAR = "circular"
    ERROR = "error"
    STALE = "stale"
    TEXT = "text"
    NOT_COMPUTED = "not_computed"
    TWICE = "twice"
    LEFT_OUT = "left_out"
    TYPED = "typed"
    PATTERN = "pattern"
    HIDDEN = "hidden"
    COMPUTED = "computed"


class FormulaFault(Noun):
    """Something wrong with a formula of a sheet, whatever the sheet's layout is.

    `expected` is the value that the cell should show, as text, where that is known.
    """

    kind: FormulaFaultKind
    at: Place
    text: str
    related: tuple[Place, ...] = ()
    expected: str | None = None


def same_label(one: str, other: str) -> bool:
    """Whether two labels are the same but for case and spacing."""
    return one.casefold().split() == other.casefold().split()


_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


def plain_label(label: str) -> str:
    """A label without what stands in brackets behind it, which says its kind: "Egeninnsats (in kind)"."""
    return _BRACKETS.sub("", label) or label


class Budget(Noun):
    """One table of costs and incomes, as one sheet gives it.

    `turned` are the sides whose amounts the sheet writes negative; here they are positive.
    `unit` is what its amounts were multiplied by (1000 for thousands), and `unit_said` the words of the
    sheet that say so. `formulas` say how its amounts are made of each other; `hidden` tells of lines
    that a reader of the sheet does not see.
    """

    file: str
    sheet: str | None
    currency: str
    periods: tuple[Period, ...]
    period_places: tuple[Place, ...]
    lines: tuple[BudgetLine, ...]
    totals: tuple[StatedTotal, ...]
    turned: tuple[Side, ...] = ()
    unit: int = 1
    unit_said: str = ""
    doubts: tuple[Doubt, ...] = ()
    side_claims: tuple[SideClaim, ...] = ()
    hidden: tuple[FormulaFault, ...] = ()
    formulas: SkipValidation[Formulas] = {}

    def on(self, side: Side, kind: Kind | None = None) -> Iterator[BudgetLine]:
        """The lines on one side of the budget, of one kind where given."""
        return (x for x in self.lines if x.side is side and kind in (None, x.kind))

    def has(self, side: Side) -> bool:
        """Whether any line stands on that side."""
        return any(True for _ in self.on(side))

    def computed(self, side: Side, period: int | None, kind: Kind | None = None) -> Money | None:
        """The sum of the lines themselves, in one period or (None) in all; None over a gap."""
        return sum_of(
            (
                amount
                for line in self.on(side, kind)
                for i, amount in enumerate(line.amounts)
                if period in (None, i)
            ),
            self.currency,
        )

    def rows(self) -> Iterator[BudgetLine | StatedTotal]:
        """The lines, then the rows of stated totals."""
        yield from self.lines
        yield from self.totals

    def every_amount(self) -> Iterator[tuple[str, Amount]]:
        """Every amount that the sheet gives, fact or claim, with its row's label."""
        for row in self.rows():
            for amount in (*row.amounts, row.total):
                if amount is not None:
                    yield row.label, amount

    def every_claimed_amount(self) -> Iterator[tuple[str, Amount]]:
        """Every amount that a claim is about: the budget's own, and those beside them."""
        yield from self.every_amount()
        for claim in self.side_claims:
            for amount in (claim.at, *(part for part, _ in claim.parts)):
                yield claim.label, amount

    def year_of(self, day: date) -> int | None:
        """The index of the period that a day lies in; a single one without dates takes every day."""
        if len(self.periods) == 1 and not self.periods[0].start:
            return 0
        return next((i for i, period in enumerate(self.periods) if period.contains(day)), None)

    def line_named(self, label: str, side: Side) -> int | None:
        """The index of the line with a label on one side; None where there is none."""
        return next(
            (i for i, x in enumerate(self.lines) if x.side is side and same_label(x.label, label)),
            None,
        )

    def grand_total(self, side: Side) -> StatedTotal | None:
        """The row that states the total of a side, where there is one."""
        return next((t for t in self.totals if t.is_grand and t.side is side), None)


def sum_of(amounts: Iterator[Amount] | tuple[Amount, ...], currency: str) -> Money | None:
    """The sum of amounts; None as soon as one of them is a gap, for then it is not known."""
    return known_total((amount.value for amount in amounts), currency)


class AwardStatus(StrEnum):
    """How certain a grant's money is.

    `budgeted` means that the budget counts on it and no award was declared.
    """

    BUDGETED = "budgeted"
    APPLIED = "applied"
    AWARDED = "awarded"
    RECEIVED = "received"

    @property
    def is_granted(self) -> bool:
        """Whether the funder has promised the money."""
        return self in (AwardStatus.AWARDED, AwardStatus.RECEIVED)


class Instalment(Noun):
    """A part of an award that is paid by itself: due on a day, and received or not."""

    due: date
    amount: Money
    received: bool


class Award(Noun):
    """Money from a funder: `year` is the project year it is for, from 1; None is all of them.

    `carry_over` says that what is unspent when the year ends may be spent in the next one.
    """

    source: str
    year: int | None
    amount: Money
    status: AwardStatus
    instalments: tuple[Instalment, ...] = ()
    carry_over: bool = False


def promised(awards: Iterable[Award], currency: str) -> Money:
    """What a funder has promised: money received is a part of what was awarded, not more of it."""
    granted = [award for award in awards if award.status.is_granted]
    awarded = [a.amount for a in granted if a.status is AwardStatus.AWARDED]
    return total(awarded or [a.amount for a in granted], currency)


class LedgerEntry(Noun):
    """One entry of a ledger. This is the one definition of what an entry is.

    A ledger holds its entries as columns of these names and types; `amount` is in minor units
    there, cost positive. `row` is the row of the file, counted from 1 (in an XML file, the line).
    `day` is the voucher's date, `posted` the day on which it was entered, `period` the accounting
    period as year and month (202202); None where the export does not say. `is_opening` marks a
    balance brought forward. `foreign_amount` (major units of `foreign_currency`) times `rate` is
    the amount, where the export gives them. `dimensions` are the export's other columns by name
    (Prosjekt, Ansvar, Funksjon ...).
    """

    file: str
    sheet: str | None
    row: int
    day: date
    posted: date | None = None
    period: int | None = None
    account: str
    voucher: str
    text: str
    supplier: str = ""
    amount: Money
    is_opening: bool = False
    foreign_currency: str = ""
    foreign_amount: Decimal | None = None
    rate: Decimal | None = None
    dimensions: dict[str, str] = {}


class RejectedRow(Noun):
    """A row of a ledger, timesheet or list of orders that holds an amount and cannot be used, and why."""

    at: Place
    reason: str
    raw: str


class Commitment(Noun):
    """An order or a contract: what is to be paid, and what of it was invoiced.

    `line` is the budget line's label as it is written in the cell `line_at`. `more_to_come` tells
    whether more invoices are, None where the sheet does not say. `dimensions` are the sheet's other
    columns by name.
    """

    at: Place
    day: date
    delivery: date | None = None
    supplier: str = ""
    reference: str = ""
    line: str = ""
    line_at: Place
    amount: Money
    invoiced: Money
    invoiced_at: Place
    more_to_come: bool | None = None
    dimensions: dict[str, str] = {}

    @property
    def outstanding(self) -> Money:
        """What is still to be invoiced: an invoice replaces the order unless more are to come."""
        if not self.invoiced:
            return self.amount
        if not self.more_to_come:
            return Money.zero(self.amount.currency)
        return max(self.amount - self.invoiced, Money.zero(self.amount.currency))


class WorkEntry(Noun):
    """Work delivered in kind: hours on a day, at a rate an hour in major units.

    `at` is the cell of the hours, `rate_at` that of the rate. `source` is who contributes the work,
    as the timesheet names it.
    """

    at: Place
    day: date
    role: str
    hours: Decimal
    rate: Decimal
    rate_at: Place
    person: str = ""
    source: str = ""

    @property
    def value(self) -> Decimal:
        """Hours times rate, exact, in major units."""
        return self.hours * self.rate

    @property
    def person_and_year(self) -> tuple[str, int]:
        """Whose hours they are, however the name is spelt, and of which calendar year."""
        return " ".join(self.person.casefold().split()), self.day.year
