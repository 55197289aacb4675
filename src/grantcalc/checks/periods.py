"""Family P: the budget's periods, among themselves and against the project's dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from grantcalc.checks.registry import BudgetCase, Fault, budget_check
from grantcalc.finding import Place, Severity
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
            yield _fault(case, earlier, later, f"overlap by {-days} days")


@budget_check("P002", "gap-between-periods", Severity.ERROR)
def gap_between_periods(case: BudgetCase) -> Iterator[Fault]:
    """There are days between two of the budget's periods that belong to neither.

    A cost on one of those days is outside every project year and cannot be charged to the grant.

    Correct the dates in the headings so that each period starts the day after the one before it.
    """
    for earlier, later, days in _neighbours(case):
        if days > 0:
            yield _fault(case, earlier, later, f"leave {days} days between them")


def _neighbours(case: BudgetCase) -> Iterator[tuple[int, int, int]]:
    starts = sorted((p.start, i) for i, p in enumerate(case.budget.periods) if p.start)
    for (_, earlier), (_, later) in pairwise(starts):
        days = days_between(case.budget.periods[earlier], case.budget.periods[later])
        if days is not None:
            yield earlier, later, days


def _fault(case: BudgetCase, earlier: int, later: int, how: str) -> Fault:
    one, other = case.budget.periods[earlier], case.budget.periods[later]
    return Fault(
        at=case.budget.period_places[later],
        related=[case.budget.period_places[earlier]],
        message=f"{one.start} to {one.end} and {other.start} to {other.end} {how}",
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
            message=f"the budget has {len(budget.periods)} periods, grantcalc.toml declares "
            f"{len(declared)} project years",
        )
        return
    if declared:
        for i, year in enumerate(declared):
            what = f"project year {i + 1}"
            start, end = years[i].parts[0], years[i].parts[-1]
            first, last = budget.periods[start], budget.periods[end]
            places = budget.period_places
            yield from _differing(places[start], f"{what} starts", first.start, year.start)
            yield from _differing(places[end], f"{what} ends", last.end, year.end)
    first, last = budget.periods[0], budget.periods[-1]
    yield from _differing(budget.period_places[0], "the project starts", first.start, project.start)
    yield from _differing(budget.period_places[-1], "the project ends", last.end, project.end)


def _differing(
    place: Place, what: str, found: date | None, declared: date | None
) -> Iterator[Fault]:
    if found and declared and found != declared:
        yield Fault(
            at=place,
            message=f"{what} on {found} in the budget's heading, but on {declared} in grantcalc.toml",
            expected=declared.isoformat(),
            actual=found.isoformat(),
        )
