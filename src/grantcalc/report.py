"""What grantcalc has to say, ready to be rendered: the JSON outputs are these models.

The names and shapes are promises to those who script against them; fields are added, never
renamed. Money is a decimal string in JSON, dates are ISO 8601, a share is a decimal string.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SkipValidation
from pydantic.json_schema import SkipJsonSchema

from grantcalc.finding import CheckInfo, Finding, Place, Severity
from grantcalc.model import AwardStatus, Kind, RejectedRow, Side, SourceKind
from grantcalc.money import Money
from grantcalc.period import Period
from grantcalc.sheet_view import SheetView

InputRole = Literal["config", "budget", "ledger", "hours", "commitments"]
RuleKind = Literal[
    "date", "selection", "chart", "mapping", "leave_out", "charging", "award", "other"
]
FigureKind = Literal["grant", "line", "unmapped", "own_contribution", "other_source", "not_counted"]


class Part(BaseModel):
    """The base of the reports' models."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, defer_build=True)


class Summary(Part):
    """How many findings there are of each severity."""

    errors: int
    warnings: int
    infos: int

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Summary:
        """Counts findings by severity."""
        count = Counter(finding.severity for finding in findings)
        return cls(
            errors=count[Severity.ERROR],
            warnings=count[Severity.WARNING],
            infos=count[Severity.INFO],
        )


class LineAmount(Part):
    """A line's amount in one period; None where the cell cannot be read."""

    period: int
    amount: Money | None
    cell: str | None


class LineTotal(Part):
    """A line's sum over all periods, and what the sheet states for it."""

    amount: Money | None
    cell: str | None
    stated: Money | None


class Line(Part):
    """A budget line."""

    label: str
    side: Side
    kind: Kind
    source: SourceKind | None
    amounts: tuple[LineAmount, ...]
    total: LineTotal


class Total(Part):
    """The sum of a side's lines in a period (None: in all), and what the sheet states."""

    period: int | None
    computed: Money | None
    stated: Money | None
    cell: str | None


class Totals(Part):
    """The totals of both sides."""

    expenditure: tuple[Total, ...]
    income: tuple[Total, ...]


class Balance(Part):
    """Income minus expenditure in a period (None: in all), together and by kind."""

    period: int | None
    difference: Money | None
    cash: Money | None
    in_kind: Money | None


class SourceShare(Part):
    """A source's amount in a period (None: in all) and its share of the income there."""

    period: int | None
    amount: Money | None
    share: str | None


class SourceReport(Part):
    """One source of income with its shares."""

    label: str
    source: SourceKind
    kind: Kind
    shares: tuple[SourceShare, ...]


class ClaimCount(Part):
    """How many stated figures and balances were checked, and how many of them hold."""

    checked: int
    held: int
    not_checkable: int


class BudgetReport(Part):
    """One budget with its computed and stated figures; `config` is the grantcalc.toml it was held to.

    The sides in `written_negative` are negative in the sheet and positive here.
    """

    file: str
    sheet: str | None
    config: str | None
    currency: str
    written_negative: tuple[Side, ...]
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    totals: Totals
    balance: tuple[Balance, ...]
    sources: tuple[SourceReport, ...]
    claims: ClaimCount


class Unreadable(Part):
    """A path that could not be checked, and why: the exit code is then 2."""

    path: str
    message: str


class InputFile(Part):
    """A file that was read: what for, and the SHA-256 of its bytes; a ledger's number of entries."""

    file: str
    role: InputRole
    sha256: str
    entries: int | None = None


class AppliedRule(Part):
    """Something that decided which entries count, and where: declared, or what holds without that.

    `entries` and `amount` are what it decided about, where it is about entries.
    """

    kind: RuleKind
    text: str
    entries: int | None = None
    amount: Money | None = None


class FileOutcome(Part):
    """What became of one path: how many findings of each severity, or why it was not checked.

    `path` is a workbook, or a project's folder. "no_budget" is a file that a folder was searched for
    and that can be read: nobody said that it holds a budget, and it is no fault that it does not.
    """

    path: str
    outcome: Literal["checked", "unreadable", "no_budget"]
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    message: str | None = None


class KnownFinding(Part):
    """A finding that is accepted, and so not among the others.

    Either a suppression accepts it, which gives its `reason`, or it is in the baseline.
    """

    finding: Finding
    by: Literal["suppression", "baseline"]
    reason: str | None


def reaches(findings: Iterable[Finding], fail_on: Severity) -> bool:
    """Whether any of these findings is of the severity that fails, or of a worse one."""
    return any(finding.severity.at_least(fail_on) for finding in findings)


class CheckReport(Part):
    """The result of `grantcalc check`.

    Findings that reach `fail_on` make the exit code 1. `sheets` are the sheets that were checked and
    those with findings, and `rules` tells of each code that is found: for outputs that show them, and
    no part of the JSON.
    """

    schema_: Literal["grantcalc/check/1"] = Field("grantcalc/check/1", alias="schema")
    budgets: tuple[BudgetReport, ...]
    findings: tuple[Finding, ...]
    summary: Summary
    unreadable: tuple[Unreadable, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    files: tuple[FileOutcome, ...] = ()
    known: tuple[KnownFinding, ...] = ()
    fail_on: Severity = Severity.ERROR
    sheets: SkipJsonSchema[SkipValidation[tuple[SheetView, ...]]] = Field((), exclude=True)
    rules: SkipJsonSchema[SkipValidation[tuple[CheckInfo, ...]]] = Field((), exclude=True)

    @property
    def fails(self) -> bool:
        """Whether a finding reaches the severity that fails."""
        return reaches(self.findings, self.fail_on)


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


class Origin(Part):
    """A figure of an explanation, and where it comes from: a cell, a declaration, other figures."""

    name: str
    amount: Money | None
    at: Place | None = None
    how: str = ""


class ExplainedEntry(EntryReport):
    """A ledger entry behind a figure, with the sum of those before it and itself."""

    supplier: str
    running: Money


class ExplainedHours(Part):
    """Hours behind a figure of work; `amount` and `running` are exact, in major units."""

    file: str
    sheet: str | None
    cell: str
    line: None = Field(None, exclude=True)
    date: date
    role: str
    hours: str
    rate: str
    amount: str
    running: str


class Explanation(Part):
    """What a figure is made of; its entries follow it, one by one (see `Explained`)."""

    figure: FigureKind
    name: str
    period: str | None
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class Explained:
    """An explanation with the entries that add up to it; they may be millions, and are read once."""

    head: Explanation
    entries: Iterable[ExplainedEntry | ExplainedHours]


class ProposalReport(Part):
    """A mapping rule that may be added; `toml` is what to paste, `fits_too` are lines that fit as well."""

    line: str
    toml: str
    why: str
    fits_too: tuple[str, ...]
    entries: int
    amount: Money
    examples: tuple[EntryReport, ...]


class MapReport(Part):
    """The result of `grantcalc map`: unmapped = what the proposals take + what is left."""

    schema_: Literal["grantcalc/map/1"] = Field("grantcalc/map/1", alias="schema")
    unmapped: EntriesReport
    proposals: tuple[ProposalReport, ...]
    left: EntriesReport


class ReadPart(Part):
    """A row or column as it was read, and why."""

    place: str
    label: str
    role: str
    reason: str


NumberRole = Literal["fact", "claim", "factor", "left out"]


class NumberUse(Part):
    """What one number of a sheet was taken for; a reason where it was left out."""

    cell: str
    use: NumberRole
    reason: str = ""


class SheetReading(Part):
    """How a sheet was read."""

    file: str
    sheet: str | None
    currency: str
    currency_reason: str
    header_row: int | None
    columns: tuple[ReadPart, ...]
    rows: tuple[ReadPart, ...]
    numbers: tuple[NumberUse, ...]

    def count(self, use: NumberRole) -> int:
        """How many numbers were taken for this."""
        return sum(number.use == use for number in self.numbers)


class SkippedSheet(Part):
    """A sheet that was not read as a budget, and why; `unclear` where it might be one."""

    sheet: str | None
    numbers: int
    reason: str
    unclear: bool = False


class FileReading(Part):
    """How a file's budgets were read."""

    file: str
    sheets: tuple[SheetReading, ...]
    skipped: tuple[SkippedSheet, ...]


class LedgerColumn(Part):
    """A column of a ledger: what it was taken for (a meaning, "dimension" or "not used"), and why."""

    letters: str
    heading: str
    meaning: str
    reason: str


class LeftOutRow(Part):
    """A row of a ledger that is no entry: a total, a heading, a heading row that is repeated."""

    row: int
    kind: str
    text: str


class LedgerReading(Part):
    """How a ledger's file was read, and the [ledger] table of grantcalc.toml that says the same.

    Every row below the headings is an entry, left out (a total, an account as a heading, headings
    that are repeated), rejected, or blank; `openings` are those of the entries that bring a balance
    forward. A row with two accounts is two entries. `left_out` and `rejected` hold the first of
    them. `unreadable` says why it could not be read; the counts are then 0, and `toml` holds the best
    guesses, with what is missing as comments.
    """

    file: str
    sheet: str | None
    layout: str | None
    layout_reason: str
    header_row: int | None
    columns: tuple[LedgerColumn, ...]
    day_order: Literal["dmy", "mdy", "ymd"] | None
    day_reason: str
    decimal: Literal[",", "."] | None
    decimal_reason: str
    entries: int
    openings: int
    totals_left_out: int
    headings: int
    rejected_rows: int
    left_out: tuple[LeftOutRow, ...]
    rejected: tuple[RejectedRow, ...]
    unreadable: str | None
    toml: str


@dataclass(frozen=True)
class Shown:
    """The result of `grantcalc show`: how a file, or a project's files, are read.

    `unclear` says why a sheet that may be a budget could not be shown beside a ledger.
    """

    budget: FileReading | None
    ledgers: tuple[LedgerReading, ...]
    unclear: str | None = None

    @property
    def failures(self) -> list[str]:
        """What could not be read."""
        unreadable = (ledger.unreadable for ledger in self.ledgers)
        return [message for message in (self.unclear, *unreadable) if message]
