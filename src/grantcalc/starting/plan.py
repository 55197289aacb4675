"""What a new project is to be: what its files are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from grantcalc.errors import ConfigError
from grantcalc.funders_rules import IndirectBase
from grantcalc.language import plural, shown_day, tr
from grantcalc.money import currency_digits, shown_percent

MOST_YEARS = 10
_MOST_LETTERS = 120
_LARGEST = Decimal(10) ** 12
#: What is suggested of own contribution is rounded up to this many major units.
_STEP = 100

Status = Literal["applied", "awarded"]


@dataclass(frozen=True)
class ProjectYear:
    """One project year, both days inside."""

    start: date
    end: date

    @property
    def heading(self) -> str:
        """Its days as the heading of a column, in the language in use."""
        return f"{self.first} - {self.last}"

    @property
    def first(self) -> str:
        """The first day, in the language in use."""
        return shown_day(self.start)

    @property
    def last(self) -> str:
        """The last day, in the language in use."""
        return shown_day(self.end)


@dataclass(frozen=True)
class FundersTerms:
    """What a funder's profile says that the files of a new project show.

    Shares and rates are parts of 1. `own_share` is the least of the budget that is not the funder's.
    `hourly_rate` is in major units an hour, `hours_a_year` of one person; `indirect_base` says what
    indirect costs are a part of. `profile` is the name that grantcalc.toml has.
    """

    profile: str = "plain"
    own_share: Fraction | None = None
    hourly_rate: Decimal | None = None
    hours_a_year: Decimal | None = None
    indirect_rate: Fraction | None = None
    indirect_base: IndirectBase = "direct"


@dataclass(frozen=True)
class Plan:
    """A new project, in the language in use.

    `awards` are amounts in major units, one a project year; empty where nothing is known yet.
    `has_own_work` says whether work of one's own is to be a part of the budget.
    """

    name: str
    funder: str
    currency: str
    years: tuple[ProjectYear, ...]
    terms: FundersTerms
    awards: tuple[Decimal, ...] = ()
    status: Status = "applied"
    has_own_work: bool = True

    @property
    def own_needed(self) -> tuple[Decimal, ...]:
        """The least own contribution of each project year that the funder asks for beside its award."""
        share = self.terms.own_share or Fraction(0)
        return tuple(_least_own(award, share) for award in self.awards)


def _least_own(award: Decimal, share: Fraction) -> Decimal:
    """What must stand beside an award so that it is `share` of both together, rounded up."""
    if not 0 < share < 1:
        return Decimal(0)
    exact = Fraction(award) * share / (1 - share) / _STEP
    whole, rest = divmod(exact, 1)
    return Decimal((int(whole) + (rest > 0)) * _STEP)


def project_years(start: date, years: int | None, end: date | None) -> tuple[ProjectYear, ...]:
    """Project years of twelve months from `start`; the last one ends on `end` where that is given.

    Raises:
        ConfigError: there are none, too many, or `years` and `end` do not fit each other.
    """
    if end is not None and end < start:
        raise ConfigError(
            tr(
                "the project ends ({end}) before it starts ({start})",
                end=shown_day(end),
                start=shown_day(start),
            )
        )
    if years is not None and not 1 <= years <= MOST_YEARS:
        raise ConfigError(tr("a project has 1 to {most} project years", most=MOST_YEARS))
    found = _until(start, end, years or 1)
    if end is not None and years is not None and len(found) != years:
        raise ConfigError(
            plural(
                "from {start} to {end} is {count} project year, not {years}; give one of the two",
                "from {start} to {end} are {count} project years, not {years}; give one of the two",
                len(found),
                start=shown_day(start),
                end=shown_day(end),
                years=years,
            )
        )
    return found


def _until(start: date, end: date | None, years: int) -> tuple[ProjectYear, ...]:
    found: list[ProjectYear] = []
    while len(found) < years if end is None else not found or found[-1].end < end:
        if len(found) == MOST_YEARS:
            raise ConfigError(tr("a project has 1 to {most} project years", most=MOST_YEARS))
        first = _years_later(start, len(found))
        last = _years_later(start, len(found) + 1) - timedelta(days=1)
        found.append(ProjectYear(first, min(last, end) if end else last))
    return tuple(found)


def _years_later(day: date, years: int) -> date:
    """The same day some years later; the first of March where there is no 29 February.

    Raises:
        ConfigError: it is beyond the calendar.
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        if day.year + years > date.max.year:
            raise ConfigError(tr("{day} is too late for a project", day=shown_day(day))) from None
        return date(day.year + years, 3, 1)


def plain_name(text: str) -> str:
    """A name as it may stand in a sheet and in grantcalc.toml.

    Raises:
        ConfigError: it is empty, too long, or holds what cannot be written.
    """
    name = " ".join(text.split())
    if not name:
        raise ConfigError(tr("a name is empty; write one"))
    if len(name) > _MOST_LETTERS:
        raise ConfigError(
            tr(
                "a name is longer than {most} characters: {name}...",
                most=_MOST_LETTERS,
                name=name[:40],
            )
        )
    if not name.isprintable():
        raise ConfigError(tr("a name holds signs that cannot be printed; write it without them"))
    return name


def award_amount(amount: Decimal, currency: str) -> Decimal:
    """An amount that can be awarded in this currency.

    Raises:
        ConfigError: it is negative, or has more decimals than the currency.
    """
    if not 0 <= amount <= _LARGEST:
        raise ConfigError(tr("{amount} is no amount of an award", amount=amount))
    if amount.scaleb(currency_digits(currency)) % 1:
        raise ConfigError(
            tr("{amount} has more decimals than {currency} has", amount=amount, currency=currency)
        )
    return amount


def fits_years(awards: Sequence[Decimal], years: int) -> None:
    """Stops where the awards are not one for each project year.

    Raises:
        ConfigError: they are more or fewer.
    """
    if awards and len(awards) != years:
        raise ConfigError(
            plural(
                "give --award once for each project year: {count} is given, and there are {years}",
                "give --award once for each project year: {count} are given, and there are {years}",
                len(awards),
                years=years,
            )
        )


def percent(share: Fraction) -> str:
    """A part of 1 as a percentage, with decimals only where there are any: "40 %"."""
    whole, rest = divmod(share * 100, 1)
    return shown_percent(share) if rest else f"{whole} %"
