"""Family P: the budget's periods, among themselves and against the project's dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from grantcalc.checks.registry import BudgetCase, Fault, budget_check
from grantcalc.finding import Place, Severity
from grantcalc.language import mark, plural, shown_day, tr
from grantcalc.period import days_between
from grantcalc.spending.years import project_years


@budget_check("P001", "periods-overlap", Severity.ERROR)
def periods_overlap(case: BudgetCase) -> Iterator[Fault]:
    """Two of the budget's periods share some days.

    A cost on one of those days belongs to both project years, and would be counted twice or
    charged to the wrong one.

    Correct the dates in the headings so that each period starts the day after the one before it.
    """
    for earlier, later, days in _neighbours(case):
        if days < 0:
            message = plural(
                "{first_start} to {first_end} and {start} to {end} overlap by {count} day",
                "{first_start} to {first_end} and {start} to {end} overlap by {count} days",
                -days,
                **_dates(case, earlier, later),
            )
            yield _fault(case, earlier, later, message)


@budget_check("P002", "gap-between-periods", Severity.ERROR)
def gap_between_periods(case: BudgetCase) -> Iterator[Fault]:
    """There are days between two of the budget's periods that belong to neither.

    A cost on one of those days is outside every project year and cannot be charged to the grant.

    Correct the dates in the headings so that each period starts the day after the one before it.
    """
    for earlier, later, days in _neighbours(case):
        if days > 0:
            message = plural(
                "{first_start} to {first_end} and {start} to {end} leave {count} day between them",
                "{first_start} to {first_end} and {start} to {end} leave {count} days between them",
                days,
                **_dates(case, earlier, later),
            )
            yield _fault(case, earlier, later, message)


def _neighbours(case: BudgetCase) -> Iterator[tuple[int, int, int]]:
    starts = sorted((p.start, i) for i, p in enumerate(case.budget.periods) if p.start)
    for (_, earlier), (_, later) in pairwise(starts):
        days = days_between(case.budget.periods[earlier], case.budget.periods[later])
        if days is not None:
            yield earlier, later, days


def _dates(case: BudgetCase, earlier: int, later: int) -> dict[str, str]:
    """The first and last days of two periods that follow each other."""
    one, other = case.budget.periods[earlier], case.budget.periods[later]
    days = {"first_start": one.start, "first_end": one.end, "start": other.start, "end": other.end}
    return {name: shown_day(day) for name, day in days.items() if day}


def _fault(case: BudgetCase, earlier: int, later: int, message: str) -> Fault:
    return Fault(
        at=case.budget.period_places[later],
        related=[case.budget.period_places[earlier]],
        message=message,
    )


@budget_check("P003", "period-differs-from-declared", Severity.ERROR)
def period_differs_from_declared(case: BudgetCase) -> Iterator[Fault]:
    """The budget's headings give other dates than grantcalc.toml does.

    A cost dated inside the one and outside the other is eligible or not depending on which of
    them the funder goes by. The award letter decides.

    Correct the heading in the budget, or [project] in grantcalc.toml.
    """
    budget, project = case.budget, case.config.project
    declared = case.config.declared_periods
    years = project_years(budget, case.config)
    if declared and len(declared) != len(years):
        yield Fault(
            at=budget.period_places[0],
            message=tr(
                "the budget has {periods} periods, grantcalc.toml declares {years} project years",
                periods=len(budget.periods),
                years=len(declared),
            ),
        )
        return
    if declared:
        for i, year in enumerate(declared):
            start, end = years[i].parts[0], years[i].parts[-1]
            first, last = budget.periods[start], budget.periods[end]
            places = budget.period_places
            yield from _differing(places[start], _YEAR_STARTS, first.start, year.start, i + 1)
            yield from _differing(places[end], _YEAR_ENDS, last.end, year.end, i + 1)
    first, last = budget.periods[0], budget.periods[-1]
    yield from _differing(budget.period_places[0], _PROJECT_STARTS, first.start, project.start)
    yield from _differing(budget.period_places[-1], _PROJECT_ENDS, last.end, project.end)


_YEAR_STARTS = mark(
    "project year {year} starts on {found} in the budget's heading, but on {declared} in grantcalc.toml"
)
_YEAR_ENDS = mark(
    "project year {year} ends on {found} in the budget's heading, but on {declared} in grantcalc.toml"
)
_PROJECT_STARTS = mark(
    "the project starts on {found} in the budget's heading, but on {declared} in grantcalc.toml"
)
_PROJECT_ENDS = mark(
    "the project ends on {found} in the budget's heading, but on {declared} in grantcalc.toml"
)


def _differing(
    place: Place, message: str, found: date | None, declared: date | None, year: int | None = None
) -> Iterator[Fault]:
    if found and declared and found != declared:
        days = {"found": shown_day(found), "declared": shown_day(declared)}
        yield Fault(
            at=place,
            message=tr(message, year=year, **days),
            expected=declared.isoformat(),
            actual=found.isoformat(),
        )
