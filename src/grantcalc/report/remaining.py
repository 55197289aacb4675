"""The result of `grantcalc remaining`, ready to be rendered."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from grantcalc.finding import Finding, Severity
from grantcalc.model import AwardStatus
from grantcalc.money import Money
from grantcalc.period import Period
from grantcalc.report.parts import InputFile, KnownFinding, Part, Summary, reaches

RuleKind = Literal[
    "profile", "date", "selection", "chart", "mapping", "leave_out", "charging", "award", "other"
]


class AppliedRule(Part):
    """Something that decided which entries count, and where: declared, or what holds without that.

    `entries` and `amount` are what it decided about, where it is about entries.
    """

    kind: RuleKind
    text: str
    entries: int | None = None
    amount: Money | None = None


class Pace(Part):
    """Money against time: where spending should be by now, and where it leads to.

    `straight_line` is what would be spent by now if it were spent evenly, `planned` what the
    budget's own months or quarters plan (None where it has none). At the pace so far `left_at_end`
    is left when the time is up (negative: that much is missing), and the money is used up on
    `used_up_on`, if that is before the end.
    """

    straight_line: Money
    planned: Money | None
    left_at_end: Money
    used_up_on: date | None


class GrantReport(Part):
    """A grant in one project year, or (where `period` has no single year) over the project.

    awarded = spent + remaining and available = remaining - committed, exactly. Money that is only
    applied for is `applied_for`, never `awarded`. awarded = granted + carried_in - carried_out:
    `granted` is what the funder promised for the year, `carried_in` what was left of the year
    before. `overdue` is the sum of the instalments that are due and not received.
    """

    source: str
    period: Period
    status: AwardStatus
    granted: Money
    carried_in: Money
    carried_out: Money
    awarded: Money
    received: Money
    overdue: Money
    applied_for: Money
    spent: Money
    committed: Money
    remaining: Money
    available: Money
    spent_share: str | None
    elapsed_days: int | None
    elapsed_share: str | None
    pace: Pace | None


class LineSpending(Part):
    """A budget line in one project year that has begun, or that orders are to be delivered in.

    `index` is the line's number in the budget, from 0: labels may occur twice.
    """

    index: int = Field(exclude=True)
    label: str
    period: int
    budgeted: Money | None
    spent: Money
    committed: Money
    remaining: Money | None
    available: Money | None
    spent_share: str | None
    pace: Pace | None


class EntryReport(Part):
    """One ledger entry that someone will want to look at; in an XML file it has a line, no cell."""

    file: str
    sheet: str | None
    cell: str
    line: Annotated[int | None, Field(exclude_if=lambda line: line is None)] = None
    date: date
    account: str
    voucher: str
    text: str
    amount: Money


class EntriesReport(Part):
    """Entries with their number and sum; `listed` are the first of them."""

    entries: int
    amount: Money
    listed: tuple[EntryReport, ...] = ()


class UnmappedReport(EntriesReport):
    """Counted entries of one project year that fit no budget line."""

    period: int


class ExcludedReport(EntriesReport):
    """Entries that were not counted, and why."""

    reason: str


class PostedLaterReport(EntriesReport):
    """Counted entries of vouchers dated on or before the as-of date and posted after it."""

    vouchers: int


class LedgerReport(Part):
    """The account of the ledgers: included + excluded = all that was read."""

    files: tuple[str, ...]
    read: EntriesReport
    included: EntriesReport
    excluded: tuple[ExcludedReport, ...]
    rejected_rows: int
    totals_left_out: int
    posted_later: PostedLaterReport | None = None


class OwnContribution(Part):
    """Work promised and delivered in one begun project year, valued in money.

    `not_counted` is the value of what is above the funder's caps, and `hours_not_counted` the hours
    above the yearly cap: neither is in `delivered` and `hours`.
    """

    source: str
    period: int
    budgeted: Money | None
    delivered: Money | None
    hours: str | None
    remaining: Money | None
    not_counted: Money | None = None
    hours_not_counted: str | None = None


class OtherSource(Part):
    """What another source of money than a grant pays, in one of the project years of the lines."""

    source: str
    period: int
    budgeted: Money
    spent: Money
    committed: Money
    remaining: Money
    available: Money


class CommitmentReport(Part):
    """One order or contract; `outstanding` is what is still to be invoiced.

    `reason` says why it does not count towards what is committed; it is empty where it does.
    `budget_line` is the line's label, None where the order names none that the budget has.
    """

    file: str
    sheet: str | None
    cell: str
    ordered: date
    delivery: date | None
    supplier: str
    reference: str
    line: str
    budget_line: str | None
    period: int | None
    amount: Money
    invoiced: Money
    more_to_come: bool | None
    outstanding: Money
    reason: str


class CommitmentsReport(Part):
    """Orders and contracts as of the day.

    `committed` is what all that count have outstanding: it is the committed of all lines and
    `on_no_line`, and the committed of all grants and other sources.
    """

    file: str
    committed: Money
    on_no_line: Money
    listed: tuple[CommitmentReport, ...]
    rejected_rows: int


class RemainingReport(Part):
    """The result of `grantcalc remaining`."""

    schema_: Literal["grantcalc/remaining/1"] = Field("grantcalc/remaining/1", alias="schema")
    as_of: date
    currency: str
    project: str | None
    periods: tuple[Period, ...]
    grants: tuple[GrantReport, ...]
    lines: tuple[LineSpending, ...]
    unmapped: tuple[UnmappedReport, ...]
    own_contribution: tuple[OwnContribution, ...]
    other_sources: tuple[OtherSource, ...]
    commitments: CommitmentsReport | None
    ledger: LedgerReport
    findings: tuple[Finding, ...]
    summary: Summary
    inputs: tuple[InputFile, ...]
    rules: tuple[AppliedRule, ...]
    known: tuple[KnownFinding, ...] = ()
    fail_on: Severity = Severity.ERROR

    @property
    def fails(self) -> bool:
        """Whether a finding reaches the severity that fails."""
        return reaches(self.findings, self.fail_on)
