"""The result of `grantcalc check`, ready to be rendered."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SkipValidation
from pydantic.json_schema import SkipJsonSchema

from grantcalc.finding import CheckInfo, Finding, Severity
from grantcalc.model import Kind, Side, SourceKind
from grantcalc.money import Money
from grantcalc.period import Period
from grantcalc.report.parts import InputFile, KnownFinding, Part, Summary, reaches
from grantcalc.sheet_view import SheetView


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
