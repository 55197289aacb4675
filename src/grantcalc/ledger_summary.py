"""What a ledger holds and what became of it: its sources, groups of entries, and what is odd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from grantcalc.config import MappingRule
from grantcalc.finding import Place
from grantcalc.judging.outcomes import Oddity, Outcome
from grantcalc.model import LedgerEntry, RejectedRow
from grantcalc.money import Money, total


@dataclass(frozen=True)
class ControlTotal:
    """What a ledger's file says of its own content (TotalDebit), beside what it holds."""

    at: Place
    name: str
    stated: str
    found: str
    holds: bool


@dataclass(frozen=True)
class LedgerSource:
    """One sheet or file of a ledger; entries name it by its index in the ledger's sources.

    `letters` is the column of the amounts; None in an XML file, whose places are lines.
    """

    file: str
    sheet: str | None
    letters: str | None
    totals: tuple[ControlTotal, ...] = ()


@dataclass(frozen=True)
class EntryGroup:
    """Entries with one outcome, in one project year and mapped to one budget line.

    `year` and `line` are indexes into the budget's periods and lines; None where there is none.
    `tag` is their value in the dimension that was asked for, if one was.
    """

    outcome: Outcome
    year: int | None
    line: int | None
    entries: int
    amount: Money
    tag: str | None = None


@dataclass(frozen=True)
class DaySum:
    """What was counted in one project year of the entries that one day decides for."""

    year: int
    day: date
    amount: Money


@dataclass(frozen=True)
class OddEntry:
    """An entry with something odd about it; what `group` and `beside` mean depends on the oddity.

    Entries of one group belong together (a pair, those alike). `beside` is an amount: of a duplicate what
    it counts too much, of a voucher by how much debit and credit differ.
    """

    entry: LedgerEntry
    group: int
    beside: Money


@dataclass(frozen=True)
class OddEntries:
    """The entries with one oddity: how many, in how many groups and vouchers, and the first of them."""

    entries: int
    groups: int
    vouchers: int
    amount: Money
    beside: Money
    listed: tuple[OddEntry, ...]


@dataclass(frozen=True)
class ProjectEntries:
    """What was counted of one project, by the column of the ledger that tells projects apart."""

    column: str
    project: str
    entries: int
    amount: Money


@dataclass(frozen=True)
class RepeatedEntries:
    """Entries of one file that another has too; they count once."""

    file: str
    also_in: str
    entries: int
    amount: Money
    first: LedgerEntry


@dataclass(frozen=True)
class RuleUse:
    """A mapping rule with the entries that it put on its line or left out."""

    rule: MappingRule
    entries: int
    amount: Money


@dataclass(frozen=True)
class LedgerSummary:
    """What the ledgers hold, sorted by outcome: the groups add up to everything that was read.

    `listed` holds the entries that someone will want to look at, by outcome, the first of them
    where they are many; `unmapped` those that were counted but fit no mapping rule, by project year.
    `oddities` holds what may be wrong with those that were counted. `without_project` are files that have no
    column of a dimension which tells the project's entries, with its name. `days` add up to what was
    counted, each year's in their order.
    """

    entries: int
    amount: Money
    groups: tuple[EntryGroup, ...]
    listed: Mapping[Outcome, tuple[LedgerEntry, ...]]
    unmapped_by_year: Mapping[int, tuple[LedgerEntry, ...]]
    rejected: tuple[RejectedRow, ...]
    totals_left_out: int
    sources: tuple[LedgerSource, ...]
    rules: tuple[RuleUse, ...] = ()
    odd: Mapping[Oddity, OddEntries] = field(default_factory=dict)
    repeated: tuple[RepeatedEntries, ...] = ()
    without_project: tuple[tuple[str, str], ...] = ()
    projects: tuple[ProjectEntries, ...] = ()
    as_of: date | None = None
    days: tuple[DaySum, ...] = ()

    @property
    def unmapped(self) -> tuple[LedgerEntry, ...]:
        """The counted entries that fit no mapping rule, by year; the first of each where they are many."""
        return tuple(e for _, entries in sorted(self.unmapped_by_year.items()) for e in entries)

    @property
    def posted_later(self) -> OddEntries | None:
        """Counted entries whose vouchers are dated by the as-of date and were posted after it."""
        return self.odd.get(Oddity.POSTED_LATER)

    def sum(self, *, outcome: Outcome, year: int | None = None) -> Money:
        """The money with one outcome, in one project year where given."""
        return total(
            (g.amount for g in self.groups if g.outcome is outcome and year in (None, g.year)),
            self.amount.currency,
        )

    def count(self, outcome: Outcome) -> int:
        """How many entries have an outcome."""
        return sum(g.entries for g in self.groups if g.outcome is outcome)

    def place(self, entry: LedgerEntry) -> Place:
        """The cell of an entry's amount."""
        letters = next(
            s.letters for s in self.sources if (s.file, s.sheet) == (entry.file, entry.sheet)
        )
        if letters is None:
            return Place(file=entry.file, line=entry.row)
        return Place(file=entry.file, sheet=entry.sheet, cell=f"{letters}{entry.row}")
