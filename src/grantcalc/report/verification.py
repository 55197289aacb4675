"""The result of `grantcalc verify`: what a report states, what was confirmed, and what disagrees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, SkipValidation
from pydantic.json_schema import SkipJsonSchema

from grantcalc.finding import Finding, Place, Quote, Severity
from grantcalc.money import Money
from grantcalc.report.parts import InputFile, Part, Summary, reaches
from grantcalc.sheet_view import SheetView

#: What a stated figure is: sums of money, work, shares, days and spans of time.
StatementKind = Literal[
    "awarded",
    "applied",
    "received",
    "spent",
    "remaining",
    "committed",
    "available",
    "repay",
    "own_contribution",
    "budgeted",
    "total_budget",
    "expenditure",
    "income",
    "hours",
    "rate",
    "persons",
    "share",
    "as_of",
    "start",
    "end",
    "project_period",
    "project_year",
    "years",
]

ReportKind = Literal["status", "final"]


class Statement(Part):
    """A figure that a report states, with the sentence and the words that show it.

    `amount` is money, `number` hours, an hourly rate, a count, or a share in percent, up to `to` where
    a range is stated; `first` and `last` are a day, or the ends of a span. `step` is what it is rounded
    to, in major units or percent. `year` is the project year that it is about, from 1, and `line` the
    budget line or the source; None is all of them. `of` says what a share is a share of, or what a
    rest is left of where that is no grant. `as_of` is the last day that the figure counts, stated there
    or nearby. `is_years` marks a span that is given by
    calendar years alone, `is_monthly` hours a month, and `is_sum` a sum of the rows above it in a table.
    """

    kind: StatementKind
    at: Place
    quote: Quote
    amount: Money | None = None
    number: Decimal | None = None
    to: Decimal | None = None
    step: Decimal = Decimal(0)
    of: StatementKind | None = None
    as_of: date | None = None
    first: date | None = None
    last: date | None = None
    year: int | None = None
    line: str | None = None
    is_years: bool = False
    is_monthly: bool = False
    is_sum: bool = False

    @property
    def money(self) -> Money:
        """The amount of a statement that has one.

        Raises:
            ValueError: it states something else.
        """
        if self.amount is None:
            raise ValueError("a statement of money has an amount")
        return self.amount


class UnreadNumber(Part):
    """A number of the report that was not checked, and why."""

    text: str
    at: Place
    sentence: str
    reason: str


class Confirmation(Part):
    """Something that the report states and that holds, and how that is known."""

    text: str
    at: Place


class TableReport(Part):
    """A table of the report: what it was read as, and how many of its sums and balances hold."""

    at: Place
    read_as: Literal["budget", "accounts", "statements", "unread"]
    claims: int = 0
    held: int = 0
    reason: str = ""


class VerifyReport(Part):
    """The result of `grantcalc verify`.

    `project` is the folder that the report was held against, None where there is none. `left_out` says
    what of the file was not read.
    """

    schema_: Literal["grantcalc/verify/1"] = Field("grantcalc/verify/1", alias="schema")
    file: str
    kind: ReportKind | None
    project: str | None
    currency: str
    as_of: tuple[date, ...]
    statements: tuple[Statement, ...]
    confirmed: tuple[Confirmation, ...]
    tables: tuple[TableReport, ...]
    unread: tuple[UnreadNumber, ...]
    left_out: tuple[str, ...]
    findings: tuple[Finding, ...]
    summary: Summary
    inputs: tuple[InputFile, ...]
    fail_on: Severity = Severity.ERROR
    sheets: SkipJsonSchema[SkipValidation[tuple[SheetView, ...]]] = Field((), exclude=True)

    @property
    def fails(self) -> bool:
        """Whether a finding reaches the severity that fails."""
        return reaches(self.findings, self.fail_on)
