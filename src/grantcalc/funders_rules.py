"""Funders' rules: what each kind of rule says, in a profile's [rules]."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from grantcalc import language
from grantcalc.language import mark, tr
from grantcalc.report_settings import Day
from grantcalc.sections import OneOrMore, Section, Text, Texts
from grantcalc.severity import Severity
from grantcalc.words import Words


class Wording(Section):
    """A text in the languages of the messages; one that is left out is read in another."""

    en: Text | None = None
    nb: Text | None = None
    nn: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.en or self.nb or self.nn):
            raise ValueError(tr("write the text in en, nb or nn"))
        return self

    @property
    def here(self) -> str:
        """The text in the language in use, else in the nearest one that there is."""
        norwegian = {"nb": (self.nb, self.nn, self.en), "nn": (self.nn, self.nb, self.en)}
        wanted = norwegian.get(language.in_use(), (self.en, self.nb, self.nn))
        return next(text for text in wanted if text)


def _as_wording(value: object) -> object:
    """A text alone is one for every language."""
    return {"en": value} if isinstance(value, str) else value


Said = Annotated[Wording, BeforeValidator(_as_wording, json_schema_input_type=str | Wording)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
MajorUnits = Annotated[Decimal, Field(ge=0, le=10**13)]
WholeDays = Annotated[int, Field(ge=0, le=3660)]


class Rule(Section):
    """Something that a funder asks, for projects that start from `valid_from` to `valid_to`.

    `base` says what `value` is a part of, or its unit. `verified` says that the rule was read in
    `source`; one that was not warns at most.
    """

    value: Any
    base: str
    severity: Severity = Severity.WARNING
    source: Text
    valid_from: Day | None = None
    valid_to: Day | None = None
    verified: bool = False
    note: Said | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(
                tr(
                    "valid_to ({end}) is before valid_from ({start})",
                    end=self.valid_to,
                    start=self.valid_from,
                )
            )
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the rule is for projects that start on `day`."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    @property
    def weight(self) -> Severity:
        """The severity of what breaks the rule: nobody is stopped by what nobody has read."""
        at_most = Severity.ERROR if self.verified else Severity.WARNING
        return max(self.severity, at_most, key=lambda severity: severity.rank)


BudgetBase = Literal["total_budget", "cash_budget"]
IndirectBase = Literal["staff", "direct", "direct_without_subcontracting", "mtdc"]


#: What indirect costs are a part of, in words.
INDIRECT_BASES = {
    "staff": mark("staff costs"),
    "direct": mark("direct costs"),
    "direct_without_subcontracting": mark("direct costs without subcontracting"),
    "mtdc": mark("modified total direct costs (MTDC)"),
}


class BudgetShareRule(Rule):
    """A source's part of the whole budget, or of what of it is money."""

    value: Share
    base: BudgetBase = "total_budget"


class OwnShareRule(BudgetShareRule):
    """The own contribution's part of the budget; with `others_count` all that is not the funder's."""

    others_count: bool = False


class InKindShareRule(Rule):
    """Work and goods as a part of the whole budget, or of the own contribution."""

    value: Share
    base: Literal["total_budget", "own_contribution"] = "total_budget"


class IndirectRule(Rule):
    """Indirect costs as a part of other costs, which are told apart by `categories`.

    `mtdc` are modified total direct costs: of each line of subcontracting only the first
    `first_of_each` counts, and the lines of the category `not_in_mtdc` do not count at all.
    """

    value: Annotated[Decimal, Field(ge=0, le=10)]
    base: IndirectBase
    first_of_each: MajorUnits | None = None


class TransferRule(Rule):
    """What may be moved between lines without asking, as a part of the approved budget."""

    value: Share
    base: Literal["approved_budget"] = "approved_budget"


class AcceptedRule(Rule):
    """Whether something counts at all."""

    value: bool
    base: Literal["own_contribution"] = "own_contribution"


class HourlyRule(Rule):
    """The most that an hour of work in kind counts for, in major units."""

    value: Annotated[Decimal, Field(gt=0)]
    base: Literal["hour"] = "hour"


class HoursRule(Rule):
    """The most hours that count of a person in a calendar year."""

    value: Annotated[Decimal, Field(gt=0)]
    base: Literal["person_and_calendar_year"] = "person_and_calendar_year"


class MonthsRule(Rule):
    """A length in months."""

    value: Annotated[int, Field(ge=1, le=600)]
    base: Literal["project"] = "project"


class DaysRule(Rule):
    """A number of days before the project's start."""

    value: WholeDays
    base: Literal["before_start"] = "before_start"


class DeadlineRule(Rule):
    """So many days or months after the project's last day."""

    value: WholeDays
    base: Literal["days", "months"]

    def due(self, end: date) -> date:
        """The last day for a project that ends on `end`; a month that has no such day has its last."""
        if self.base == "days":
            return end + timedelta(days=self.value)
        years, month = divmod(end.month - 1 + self.value, 12)
        year = end.year + years
        return date(year, month + 1, min(end.day, monthrange(year, month + 1)[1]))


class AmountRule(Rule):
    """An amount in major units of the profile's currency, held against what is awarded or applied for."""

    value: MajorUnits
    base: Literal["award"] = "award"


CategoryName = Literal["staff", "indirect", "subcontracting", "not_in_mtdc"]


class Category(Section):
    """A kind of costs by the words that its lines have; a * at the end stands for any ending."""

    en: Texts = ()
    nb: Texts = ()
    nn: Texts = ()

    @cached_property
    def words(self) -> Words | None:
        """The words of all languages: a label does not say which one it is in."""
        return Words(self.every_word) if self.every_word else None

    @property
    def every_word(self) -> tuple[str, ...]:
        """The words of all languages."""
        return (*self.en, *self.nb, *self.nn)


class ExcludedRule(Rule):
    """Costs that the funder does not pay, by the words of their lines."""

    value: Category
    base: Literal["label"] = "label"


class PeriodsRule(Rule):
    """Whether accounts and reports go by years of the project, or of the calendar."""

    value: Literal["project-years", "calendar-years"]
    base: Literal["project"] = "project"


class ChargingRule(Rule):
    """Which source pays a cost where several could and the project does not say."""

    value: Literal["grant-first", "own-first", "pro-rata"]
    base: Literal["cost"] = "cost"


class InstalmentsRule(Rule):
    """The parts in which an award is paid, in their order."""

    value: tuple[Share, ...]
    base: Literal["award"] = "award"

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if sum(self.value) != 1:
            raise ValueError(tr("the parts must come to 1, such as [0.5, 0.3, 0.2]"))
        return self


class Rules(Section):
    """[rules]: one table for each rule, or several ([[rules.NAME]]) that hold at different times."""

    own_share_min: OneOrMore[OwnShareRule] = ()
    funder_rate_max: OneOrMore[BudgetShareRule] = ()
    in_kind_accepted: OneOrMore[AcceptedRule] = ()
    in_kind_share_max: OneOrMore[InKindShareRule] = ()
    hourly_rate_max: OneOrMore[HourlyRule] = ()
    hours_a_year_max: OneOrMore[HoursRule] = ()
    indirect_rate_max: OneOrMore[IndirectRule] = ()
    transfer_share_max: OneOrMore[TransferRule] = ()
    project_months_max: OneOrMore[MonthsRule] = ()
    pre_award_days: OneOrMore[DaysRule] = ()
    excluded_categories: OneOrMore[ExcludedRule] = ()
    award_min: OneOrMore[AmountRule] = ()
    award_max: OneOrMore[AmountRule] = ()
    auditors_threshold: OneOrMore[AmountRule] = ()
    final_report_deadline: OneOrMore[DeadlineRule] = ()
    periods: OneOrMore[PeriodsRule] = ()
    charging: OneOrMore[ChargingRule] = ()
    instalments: OneOrMore[InstalmentsRule] = ()


#: The rules whose values are amounts, in the profile's currency.
AMOUNTS = ("hourly_rate_max", "award_min", "award_max", "auditors_threshold")
