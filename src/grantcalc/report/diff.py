"""What `grantcalc diff` has to say of two versions of a budget: its JSON output is this model.

As in grantcalc.report, fields are added, never renamed; money is a decimal string in JSON.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from grantcalc.finding import Place
from grantcalc.model import Kind, Side, SourceKind
from grantcalc.money import Money
from grantcalc.period import Period
from grantcalc.report.check import LineAmount
from grantcalc.report.parts import Part, Summary

MatchedBy = Literal["dates", "label", "overlap", "place"]


class Change(StrEnum):
    """What became of a line, whatever its amounts are."""

    SAME = "same"
    RENAMED = "renamed"
    MOVED = "moved"
    SPLIT = "split"
    JOINED = "joined"
    NEW = "new"
    GONE = "gone"


class Version(Part):
    """One of the two budgets: where it stands, and how many findings `grantcalc check` has of its file.

    `config` is the grantcalc.toml that it was read with, None without one.
    """

    file: str
    sheet: str | None
    config: str | None
    findings: Summary


class PeriodChange(Part):
    """A period in both versions; None where a version lacks it. `matched_by` says what tells."""

    old: Period | None
    new: Period | None
    old_at: Place | None
    new_at: Place | None
    matched_by: MatchedBy | None

    @property
    def label(self) -> str:
        """The name of the period: that of the new version, where it has the period."""
        period = self.new or self.old
        return period.label if period else ""

    @property
    def is_same(self) -> bool:
        """Whether both versions have the period, with the same dates."""
        return (
            self.old is not None
            and self.new is not None
            and (self.old.start, self.old.end) == (self.new.start, self.new.end)
        )


class LineVersion(Part):
    """A budget line as one version has it; `section` is the subtotal that it belongs to, if any.

    `at` is the cell of its label. The `period` of an amount is an index of the report's periods.
    """

    label: str
    side: Side
    kind: Kind
    source: SourceKind | None
    section: str | None
    at: Place
    amounts: tuple[LineAmount, ...]


class AmountChange(Part):
    """An amount in one of the report's periods (None: in all) in both versions.

    change = new - old. An amount is None where a cell that it is made of cannot be read; where a
    version lacks the line or the period, it is zero.
    """

    period: int | None
    old: Money | None
    new: Money | None
    change: Money | None

    @property
    def differs(self) -> bool:
        """Whether the amount changed, as far as it can be read."""
        return self.old != self.new


class LineChange(Part):
    """What became of one line of the old version, of several, or (a new one) of none.

    `old` and `new` have one line each, but: several new ones where a line was split, several old
    ones where lines were joined, none where a line is new or gone.
    """

    change: Change
    old: tuple[LineVersion, ...]
    new: tuple[LineVersion, ...]
    amounts: tuple[AmountChange, ...]

    @property
    def in_all(self) -> AmountChange:
        """All periods together."""
        return self.amounts[-1]

    @property
    def amounts_differ(self) -> bool:
        """Whether the amount of any period changed."""
        return any(amount.differs for amount in self.amounts)

    @property
    def differs(self) -> bool:
        """Whether the line is another, stands elsewhere, or has other amounts."""
        return self.change is not Change.SAME or self.amounts_differ


class Movement(Part):
    """How much money changed its place on one side of the budget, of one kind where given.

    `between` lines: each line's change in a period (None: over all periods) is an increase or a
    decrease. `between` periods: each period's change over all lines is. old + increases - decreases =
    new, exactly. `moved` is what was taken from one place and put in another, the lesser of increases
    and decreases; the rest of the greater is money that was added or taken away. The shares are parts
    of `old`; `moved_share_of_grant` is what was moved of the expenditure, as a part of the
    old version's grants in the same period.
    """

    side: Side
    kind: Kind | None
    between: Literal["lines", "periods"]
    period: int | None
    old: Money | None
    increases: Money | None
    decreases: Money | None
    new: Money | None
    moved: Money | None
    increases_share: str | None
    moved_share: str | None
    moved_share_of_grant: str | None


class TotalChange(AmountChange):
    """The sum of a side's lines in both versions, with what their sheets state and where."""

    side: Side
    stated_old: Money | None
    stated_new: Money | None
    old_at: Place | None
    new_at: Place | None

    @property
    def stated_differs(self) -> bool:
        """Whether a total that both sheets state changed."""
        return None not in (self.stated_old, self.stated_new) and self.stated_old != self.stated_new


class BalanceChange(AmountChange):
    """Income minus expenditure in both versions; of one kind, or (None) of both together."""

    kind: Kind | None


class ShareChange(AmountChange):
    """An amount of the income in both versions, and its share of the income there."""

    old_share: str | None
    new_share: str | None

    @property
    def share_differs(self) -> bool:
        """Whether the amount or its share changed."""
        return self.differs or self.old_share != self.new_share


class SourceChange(Part):
    """A source of income in both versions; `line` is its index among the report's lines."""

    line: int
    label: str
    shares: tuple[ShareChange, ...]


class Contributor(StrEnum):
    """A sort of income: the grantee's own, what comes in kind, grants. One income may be two of them."""

    OWN = "own_contribution"
    IN_KIND = "in_kind"
    GRANT = "grant"


class ContributionChange(Part):
    """All income of one sort together."""

    of: Contributor
    shares: tuple[ShareChange, ...]


class LineCounts(Part):
    """How many lines, or groups of them, became what.

    `same` have the same label, place and amounts, `changed` the same label and place.
    """

    same: int
    changed: int
    renamed: int
    moved: int
    split: int
    joined: int
    new: int
    gone: int


class DiffReport(Part):
    """The result of `grantcalc diff`: every line of both versions once, in the new one's order.

    `notes` say in words what a reader should know of the comparison itself.
    """

    schema_: Literal["grantcalc/diff/1"] = Field("grantcalc/diff/1", alias="schema")
    old: Version
    new: Version
    currency: str
    differs: bool
    counts: LineCounts
    periods: tuple[PeriodChange, ...]
    lines: tuple[LineChange, ...]
    movements: tuple[Movement, ...]
    totals: tuple[TotalChange, ...]
    balance: tuple[BalanceChange, ...]
    sources: tuple[SourceChange, ...]
    contributions: tuple[ContributionChange, ...]
    notes: tuple[str, ...] = ()
