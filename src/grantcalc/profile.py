"""Funders' rules as data: what a profile is, and where it is found.

A profile is a TOML file: one of grantcalc's own (profiles/*.toml) or a user's. It says what a funder
asks, each rule with its source, the time for which it holds, and whether somebody has read it there.
"""

from __future__ import annotations

import difflib
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from grantcalc import language
from grantcalc.errors import ConfigError
from grantcalc.language import mark, tr
from grantcalc.report_settings import Day
from grantcalc.sections import CurrencyCode, OneOrMore, Section, Text, Texts
from grantcalc.severity import Severity
from grantcalc.toml_faults import validated
from grantcalc.toml_file import read_toml
from grantcalc.words import Words

#: The profile of a project that names none: it judges nothing that no funder asks.
PLAIN = "plain"


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

Term = Literal[
    "budgeted",
    "awarded",
    "received",
    "spent",
    "committed",
    "spent_and_committed",
    "remaining",
    "available",
    "own_promised",
    "own_delivered",
    "own_remaining",
]


class FormLine(Section):
    """A line of the funder's own forms: its code there, its words, and what it is in grantcalc's.

    `sum_of` are the codes that it is made of on the same form, one with a minus before it taken off.
    """

    form: Text
    code: Text
    words: Said
    sum_of: Texts = ()
    term: Term | None = None

    @property
    def made_of(self) -> str:
        """What the line is made of: "10d - 10g"."""
        return " + ".join(self.sum_of).replace("+ -", "- ")


class UnknownProfileError(ConfigError):
    """There is no profile of a name."""


def _country_code(value: str) -> str:
    if len(value) != 2 or not value.isascii() or not value.isupper():
        raise ValueError(tr("write the country's two-letter code, such as NO or US"))
    return value


class Profile(Section):
    """A funder's rules. `extends` names the profile whose rules hold where this one has none.

    `funder_names` are what the funder is called in budgets. `categories` tell kinds of costs apart by
    words: staff, indirect, subcontracting, not_in_mtdc. `lines` are those of the funder's forms,
    `notes` what else is to be known and cannot be checked.
    """

    name: Text
    title: Said | None = None
    funder: Said | None = None
    funder_names: Texts = ()
    country: Annotated[str, AfterValidator(_country_code)] | None = None
    currency: CurrencyCode | None = None
    extends: Text | None = None
    rules: Rules = Rules()
    categories: dict[CategoryName, Category] = {}
    lines: tuple[FormLine, ...] = ()
    notes: OneOrMore[Said] = ()

    @model_validator(mode="after")
    def _has_a_title(self) -> Self:
        if self.title is None and self.extends is None:
            raise ValueError(tr('give it a title = "...", or say which profile it extends'))
        return self

    @property
    def shown(self) -> str:
        """What the profile is called in messages: its funder, else its title, else its name."""
        said = self.funder or self.title
        return said.here if said else self.name

    def rule(self, name: str, on: date | None) -> Rule | None:
        """The rule of a name for projects that start on a day; on an unknown one, the newest."""
        found = self.of_name(name)
        if on is None:
            return max(found, key=lambda rule: rule.valid_to or date.max, default=None)
        return next((rule for rule in found if rule.holds_on(on)), None)

    def of_name(self, name: str) -> tuple[Rule, ...]:
        """The rules of a name, whenever they hold."""
        found: tuple[Rule, ...] = getattr(self.rules, name)
        return found

    def every_rule(self) -> Iterator[tuple[str, Rule]]:
        """Each rule with its name, whenever it holds."""
        for name in Rules.model_fields:
            for rule in self.of_name(name):
                yield name, rule


@cache
def profile_names() -> tuple[str, ...]:
    """The names of grantcalc's own profiles, the plain one first."""
    names = sorted(
        entry.name.removesuffix(".toml")
        for entry in files("grantcalc.profiles").iterdir()
        if entry.name.endswith(".toml")
    )
    return (PLAIN, *(name for name in names if name != PLAIN))


@cache
def plain() -> Profile:
    """The profile of a project that names none."""
    return load_profile(PLAIN, Path())


def load_profile(name: str, folder: Path) -> Profile:
    """A profile by its name, or by its file's (ending in .toml), which lies in `folder`.

    Raises:
        UnreadableFileError: the file cannot be opened.
        ConfigError: there is no such profile, or it says something that cannot be followed.
    """
    return Profile.model_validate(_data(name, folder, ()))


def own_file(name: str, folder: Path) -> Path | None:
    """A user's own profile in `folder`; None where the name is one of grantcalc's."""
    return folder / name if name.lower().endswith(".toml") else None


def _data(name: str, folder: Path, before: tuple[Path, ...]) -> dict[str, Any]:
    """What a profile says, with what it takes from the one that it extends."""
    path = _file(name, folder)
    if path.resolve() in before:
        raise ConfigError(tr("{path}: extends itself, by way of others or alone", path=path))
    data = read_toml(path)
    data.setdefault("name", path.stem)
    own = validated(Profile, data, path)
    plainest = _file(PLAIN, folder)
    if path == plainest:
        return data
    base = _data(own.extends or PLAIN, path.parent, (*before, path.resolve()))
    merged = {**base, **data} if own.extends else data
    for table in ("rules", "categories"):
        merged[table] = {**base.get(table, {}), **data.get(table, {})}
    return merged


def _file(name: str, folder: Path) -> Path:
    """Where a profile lies.

    Raises:
        UnknownProfileError: it is neither a file's name nor one of grantcalc's own.
    """
    if own := own_file(name, folder):
        return own
    known = profile_names()
    if name.casefold() in known:
        return Path(str(files("grantcalc.profiles").joinpath(f"{name.casefold()}.toml")))
    near = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.5)
    values = {"name": name, "known": ", ".join(known)}
    if near:
        raise UnknownProfileError(
            tr(
                'there is no profile "{name}"; did you mean "{near}"? There are {known}; one of your '
                "own is named by its file, such as our-foundation.toml",
                near=near[0],
                **values,
            )
        )
    raise UnknownProfileError(
        tr(
            'there is no profile "{name}"; there are {known}; one of your own is named by its file, '
            "such as our-foundation.toml",
            **values,
        )
    )
