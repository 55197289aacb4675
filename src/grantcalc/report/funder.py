"""The result of `grantcalc report`: every figure that a status or final report states.

Templates, tables and pictures take their figures from here alone, so that each figure of a report
can be found again in its JSON.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from grantcalc.finding import Finding, Severity
from grantcalc.model import AwardStatus, Kind, Side, SourceKind
from grantcalc.money import Money
from grantcalc.period import Period
from grantcalc.report.parts import InputFile, KnownFinding, Part, Summary, reaches
from grantcalc.report.remaining import (
    AppliedRule,
    CommitmentsReport,
    GrantReport,
    LedgerReport,
    OwnContribution,
    UnmappedReport,
)


class BudgetRow(Part):
    """A line of the budget in force, or the computed sum of a side (`label` is then empty).

    `amounts` has one for each project year, in the order of `periods`; None over a gap.
    """

    label: str
    side: Side
    kind: Kind | None
    source: SourceKind | None
    is_sum: bool = False
    amounts: tuple[Money | None, ...]
    total: Money | None


class LineUse(Part):
    """A budget line against the accounts, in one project year or (`period` None) in all of them.

    Lines in kind have what was delivered as `spent`, None where no timesheet tells. `approved` is
    the line in the last approved budget ([files] approved_budget), None where none is declared or it
    has no such line. `expected` is what is expected to be spent by the end of the period: declared
    under [report] expected, else the larger of `budgeted` and spent + committed (of a line
    budgeted below nothing the smaller), and once the period
    has ended spent + committed alone. `deviation` is budgeted - expected, negative where more is
    expected than was budgeted. `by_now` is what the budget's own months or quarters, else a straight
    line, would have spent by the as-of date, None where the period has no dates; `ahead` is how much
    more is spent. `deviates`: another
    sum is expected than was budgeted, more is spent than `by_now`, or less is spent and on order, by
    more than the report's `tolerance`. `explanation` is the user's own, from [report] explanations.

    `is_on_no_line` marks what was spent or ordered on no budget line, budgeted as nothing: with it
    the lines add up to all that was spent. `is_sum` marks sums, of one kind or (`kind` None) of all;
    of both `label` is empty.
    """

    label: str
    kind: Kind | None
    period: int | None
    approved: Money | None
    budgeted: Money | None
    spent: Money | None
    committed: Money
    remaining: Money | None
    available: Money | None
    spent_share: str | None
    expected: Money | None
    is_expected_declared: bool = False
    deviation: Money | None
    by_now: Money | None = None
    ahead: Money | None = None
    deviates: bool = False
    explanation: str | None = None
    is_on_no_line: bool = False
    is_sum: bool = False


class SourceUse(Part):
    """A source of the budget against what it has paid or delivered, in one project year or in all.

    `awarded` is set for grants alone, and not in one project year where the award is for the whole
    project; for work in kind `spent` is what was delivered, None where no timesheet tells.
    remaining = (awarded where it is set, else budgeted) - spent; both shares are of the same whole.
    `status` is set for grants with an award (or, where none is declared, a budget) in that scope.
    `is_sum` marks sums, of one kind or (`kind` None) of all, `source` empty.
    """

    source: str
    kind: Kind | None
    source_kind: SourceKind | None
    status: AwardStatus | None = None
    period: int | None
    budgeted: Money | None
    awarded: Money | None
    spent: Money | None
    committed: Money
    remaining: Money | None
    available: Money | None
    spent_share: str | None
    remaining_share: str | None
    is_sum: bool = False


class Application(Part):
    """What is applied for, for a project year (None: the whole project) that has not been awarded yet.

    `is_declared`: an award says so; else the budget counts on the money, and none is awarded.
    `own_contribution` is what the budget promises in that year beside it, `budgeted` the year's
    whole cost.
    """

    source: str
    period: int | None
    amount: Money
    is_declared: bool
    own_contribution: Money | None
    budgeted: Money | None


class MilestoneReport(Part):
    """A milestone that the project lists; `is_late`: it was due by the as-of date and is not done."""

    name: str
    due: date | None
    done: date | None
    note: str | None
    is_late: bool


class CurvePoint(Part):
    """Where cumulative money stands at the end of a day."""

    day: date
    amount: Money


class Curve(Part):
    """Cumulative money over the days of one project year or of the whole project (`period` None).

    `spent` begins with nothing at the end of the day before the start (or before the first cost that
    counts in it), has a point for each day on which it changes, and ends on the as-of date or with
    the time. `planned` begins likewise, and is straight between its points: the budget's costs in
    money by its own months or quarters, else evenly from start to end; it is empty over a gap.
    `planned_by_now` is where it stands at the end of the as-of date. `award` is what is awarded for
    that time, None where grants are for the whole project and this is a year of it; `other_money` is
    what other sources of money are budgeted to give beside it, `ceiling` both together.
    """

    period: int | None
    start: date
    end: date
    spent: tuple[CurvePoint, ...]
    planned: tuple[CurvePoint, ...]
    planned_by_now: Money | None
    award: Money | None
    other_money: Money
    ceiling: Money | None


class MissingPart(Part):
    """Something that a final report needs and that is not there: what, and what to do about it."""

    what: Literal["award", "dates", "hours", "accounts", "auditors_statement", "handed_in"]
    text: str
    to_do: str


class GrantClosing(Part):
    """A grant at its closing, in a project year or over the project: awarded = spent + unspent - overspent.

    `overspent` is what somebody else must pay. `received` is what the funder has paid out, `to_receive`
    what it still owes of what was spent of its grant. What becomes of `unspent` is as the project declares
    ([report] unspent): `carried_over` is all of it, or `to_repay` what was received and not spent and
    `lapsed` what was never paid out. All three are None where nothing is declared and something is left.
    """

    source: str
    period: Period
    awarded: Money
    spent: Money
    unspent: Money
    overspent: Money
    received: Money
    to_receive: Money
    to_repay: Money | None
    lapsed: Money | None
    carried_over: Money | None


class ContributionClosing(Part):
    """What a source that is no grant promised over the whole project, and what came of it.

    For money `delivered` is what it paid of the costs, for work in kind the value of the hours, None
    where no timesheet tells. `short` is what is missing, `above` what came beyond what was promised; one of
    them is nothing.
    """

    source: str
    kind: Kind
    source_kind: SourceKind
    promised: Money | None
    delivered: Money | None
    short: Money | None
    above: Money | None


class ClosingSource(Part):
    """Who has paid for the project, in money and in work: promised, used of it, and the difference.

    For a grant `promised` is what was awarded; `period` is set where it was awarded by project years.
    `is_sum` marks the sum of all, `source` empty and `kind` None; it is what the project has cost.
    """

    source: str
    kind: Kind | None
    period: Period | None
    promised: Money | None
    used: Money | None
    difference: Money | None
    is_sum: bool = False


class ClosingLine(Part):
    """A line of the final accounts beside the budgets, over the whole project.

    `approved` is the last approved budget ([files] approved_budget, else the budget itself), `budgeted`
    the budget in force; None where it has no such line. difference = approved - spent, where a line that
    was not approved counts as nothing. Lines that were split or put together since stand as one, for
    only together can they be compared; `approved_label` is what was approved where it has another name.
    Lines in kind have what was delivered as `spent`, None where no timesheet tells.

    `is_on_no_line` marks what was spent on no budget line: with it the lines add up to all that was
    spent. `is_sum` marks sums, of one kind or (`kind` None) of all; of both `label` is empty.
    """

    label: str
    approved_label: str | None = None
    kind: Kind | None
    approved: Money | None
    budgeted: Money | None
    spent: Money | None
    difference: Money | None
    explanation: str | None = None
    is_on_no_line: bool = False
    is_sum: bool = False


class CalendarYear(Part):
    """What was spent in a calendar year, and the value of the work delivered in it.

    The years' `spent` add up to all that is spent. `delivered` is None where no timesheet tells.
    """

    year: int
    spent: Money
    delivered: Money | None


class Closing(Part):
    """What a final report says beside a status report.

    `start` and `end` are the project's first and last day, None where nothing tells them. `accounts` and
    `auditors_statement` are the files that go with the report, None where there are none. `promised` and
    `delivered` are the own contribution: all work in kind, and the project owner's own money.
    `auditors_threshold` is the grant from which on the funder wants an auditor's statement, `deadline` the
    last day for handing in the report; None where no profile has such a rule. `needs_auditor`: the
    funder's grant, over all project years, is at the threshold or above.
    """

    grants: tuple[GrantClosing, ...]
    contributions: tuple[ContributionClosing, ...]
    promised: Money | None
    delivered: Money | None
    open_commitments: Money
    accounts: str | None
    auditors_statement: str | None
    start: date | None
    end: date | None
    handed_in: date | None
    deadline: date | None
    auditors_threshold: Money | None
    needs_auditor: bool
    lines: tuple[ClosingLine, ...]
    sources: tuple[ClosingSource, ...]
    calendar_years: tuple[CalendarYear, ...]
    missing: tuple[MissingPart, ...]

    def is_over(self, as_of: date) -> bool:
        """Whether the project has ended by a day; one whose end is not known counts as over."""
        return self.end is None or as_of >= self.end

    @property
    def is_late(self) -> bool:
        """Whether the report was handed in after the deadline."""
        return bool(self.deadline and self.handed_in and self.handed_in > self.deadline)


class FunderReport(Part):
    """The result of `grantcalc report status` and `grantcalc report final`.

    `period` is the project year that a status report is about, None for the whole project.
    `lines` and `sources` have those of that scope first, then (where there is more than one
    project year) those of the whole project. `elapsed_days` of `days` are gone of that scope, None
    without dates. `tolerance` is how far, as a part of what is budgeted, a line may be from its plan
    before it is said to deviate ([tolerances] pace, else 0.10).
    """

    schema_: Literal["grantcalc/report/1"] = Field("grantcalc/report/1", alias="schema")
    kind: Literal["status", "final"]
    as_of: date
    currency: str
    project: str | None
    profile: str | None = None
    period: int | None
    periods: tuple[Period, ...]
    days: int | None
    elapsed_days: int | None
    elapsed_share: str | None
    tolerance: str
    budget: tuple[BudgetRow, ...]
    grants: tuple[GrantReport, ...]
    lines: tuple[LineUse, ...]
    sources: tuple[SourceUse, ...]
    unmapped: tuple[UnmappedReport, ...]
    own_contribution: tuple[OwnContribution, ...]
    application: tuple[Application, ...]
    milestones: tuple[MilestoneReport, ...]
    curves: tuple[Curve, ...]
    closing: Closing | None
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
