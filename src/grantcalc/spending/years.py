"""Project years: a budget by months or quarters has fewer of them than it has periods."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from grantcalc.config import Config
from grantcalc.model import Amount, Budget, BudgetLine, sum_of
from grantcalc.period import Period, days_between

#: No quarter is longer; half years are taken for project years unless others are declared.
_LONGEST_QUARTER = 92
_LONGEST_YEAR = 366


@dataclass(frozen=True)
class ProjectYear:
    """A project year and the budget's periods inside it, by their indexes."""

    period: Period
    parts: tuple[int, ...]


def project_years(budget: Budget, config: Config) -> tuple[ProjectYear, ...]:
    """The declared project years if the budget's periods lie inside them, else those periods.

    Months and quarters that follow each other within one year are that year.
    """
    own = tuple(ProjectYear(period, (i,)) for i, period in enumerate(budget.periods))
    if config.declared_periods:
        return _nested(budget, config.declared_periods) or own
    if has_short_periods(budget) and _days(budget) <= _LONGEST_YEAR:
        start, end = budget.periods[0].start, budget.periods[-1].end
        whole = Period(label=f"{start} - {end}", start=start, end=end)
        return (ProjectYear(whole, tuple(range(len(budget.periods)))),)
    return own


def years_are_unclear(budget: Budget, config: Config) -> bool:
    """Whether months or quarters of several years stand without the years that they belong to."""
    years = project_years(budget, config)
    return has_short_periods(budget) and len(years) == len(budget.periods)


def has_short_periods(budget: Budget) -> bool:
    """Whether the budget's periods are months or quarters that follow each other."""
    periods = budget.periods
    return (
        len(periods) > 1
        and all((period.days or _LONGEST_YEAR) <= _LONGEST_QUARTER for period in periods)
        and all(days_between(a, b) == 0 for a, b in pairwise(periods))
    )


def by_project_year(budget: Budget, config: Config) -> Budget:
    """The budget with one amount for each project year; its lines keep their places and order."""
    years = project_years(budget, config)
    if len(years) == len(budget.periods):
        return budget
    return budget.model_copy(
        update={
            "periods": tuple(year.period for year in years),
            "period_places": tuple(budget.period_places[year.parts[0]] for year in years),
            "lines": tuple(_by_year(line, years, budget.currency) for line in budget.lines),
            "totals": (),
            "side_claims": (),
        }
    )


def _days(budget: Budget) -> int:
    return sum(period.days or 0 for period in budget.periods)


def _nested(budget: Budget, years: tuple[Period, ...]) -> tuple[ProjectYear, ...] | None:
    """The years with the periods inside; None where a period lies in no year or a year is empty."""
    parts = tuple(
        tuple(
            i
            for i, p in enumerate(budget.periods)
            if p.start and p.end and year.contains(p.start) and year.contains(p.end)
        )
        for year in years
    )
    found = sorted(i for its_parts in parts for i in its_parts)
    if found != list(range(len(budget.periods))) or not all(parts):
        return None
    return tuple(ProjectYear(year, its) for year, its in zip(years, parts, strict=True))


def _by_year(line: BudgetLine, years: tuple[ProjectYear, ...], currency: str) -> BudgetLine:
    amounts = []
    for year in years:
        parts = tuple(line.amounts[i] for i in year.parts)
        together = Amount(at=parts[0].at, value=sum_of(parts, currency))
        amounts.append(parts[0] if len(parts) == 1 else together)
    return line.model_copy(update={"amounts": tuple(amounts)})
