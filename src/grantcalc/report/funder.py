"""The result of `grantcalc report`: every figure that a status or final report states.

Templates, tables and pictures take their figures from here alone, so that each figure of a report
can be found again in its JSON.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from grantcalc.finding import Finding, Severity
from grantcalc.model import Kind, Side, SourceKind
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
    under [report] expected, else the larger of `budgeted` and spent + committed. `deviation` is
    budgeted - expected, negative where more is expected than was budgeted. `explanation` is the
    user's own, from [report] explanations. `is_sum` marks the sum of all lines, `label` empty.
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
    explanation: str | None = None
    is_sum: bool = False


class SourceUse(Part):
    """A source of the budget against what it has paid or delivered, in one project year or in all.

    `awarded` is set for grants alone; for work in kind `spent` is what was delivered, None where no
    timesheet tells. remaining = (awarded for a grant, else budgeted) - spent.
    """

    source: str
    kind: Kind
    source_kind: SourceKind
    period: int | None
    budgeted: Money | None
    awarded: Money | None
    spent: Money | None
    committed: Money
    remaining: Money | None
    is_sum: bool = False


class Application(Part):
    """What is applied for, for a project year that has not been awarded yet.

    `own_contribution` is what the budget promises in that year beside it, `budgeted` the year's
    whole cost.
    """

    source: str
    period: int
    amount: Money
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

    what: Literal[
        "accounts", "dates", "auditors_statement", "hours", "budget", "handed_in", "award"
    ]
    text: str


class GrantClosing(Part):
    """A grant at its closing: awarded = spent + unspent.

    Of `unspent`, `to_repay` or `carried_over` is what the project declares ([report] unspent); both are
    None where that is not declared and something is left. `overspent` is what somebody else must pay.
    `received` is what the funder has paid out already, `to_receive` what it still owes of what was spent.
    """

    source: str
    awarded: Money
    spent: Money
    unspent: Money
    overspent: Money
    to_repay: Money | None
    carried_over: Money | None
    received: Money
    to_receive: Money


class Closing(Part):
    """What a final report says beside a status report."""

    grants: tuple[GrantClosing, ...]
    promised: Money | None
    delivered: Money | None
    open_commitments: Money
    handed_in: date | None
    deadline: date | None
    auditors_threshold: Money | None
    calendar_years: tuple[int, ...]
    missing: tuple[MissingPart, ...]


class FunderReport(Part):
    """The result of `grantcalc report status` and `grantcalc report final`.

    `period` is the project year that a status report is about, None for the whole project.
    `lines` and `sources` have those of that scope first, then (where there is more than one
    project year) those of the whole project.
    """

    schema_: Literal["grantcalc/report/1"] = Field("grantcalc/report/1", alias="schema")
    kind: Literal["status", "final"]
    as_of: date
    currency: str
    project: str | None
    profile: str | None = None
    period: int | None
    periods: tuple[Period, ...]
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
