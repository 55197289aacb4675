"""Cumulative spending by day, against the budget's plan and what is awarded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate

from grantcalc.model import Kind, Side, same_label
from grantcalc.money import Money, minor_units, total
from grantcalc.period import Period
from grantcalc.report.funder import Curve, CurvePoint
from grantcalc.spending.account import Spending
from grantcalc.spending.years import project_years

_DAY = timedelta(days=1)


def curves(spending: Spending) -> tuple[Curve, ...]:
    """A curve for each project year that is reported, then one for the whole project.

    A project of one year has that year's alone, and one without dates has none.

    Raises:
        GrantcalcError: as `Spending.grants`.
    """
    periods = spending.budget.periods
    scopes: list[int | None] = [year for year in spending.years if periods[year].start]
    if len(periods) > 1 and all(period.start for period in periods):
        scopes.append(None)
    return tuple(_curve(spending, scope) for scope in scopes)


def _curve(spending: Spending, scope: int | None) -> Curve:
    within = [p for i, p in enumerate(spending.budget.periods) if scope in (None, i)]
    start = min(p.start for p in within if p.start)
    end = max(p.end for p in within if p.end)
    plan, currency = _plan(spending, scope), spending.budget.currency
    award, other_money = _award(spending, scope), _other_money(spending, scope)
    return Curve(
        period=scope,
        start=start,
        end=end,
        spent=_spent(spending, scope, start, end),
        planned=tuple(
            CurvePoint(day=day, amount=_planned_by(plan, day, currency)) for day in _bends(plan)
        ),
        planned_by_now=_planned_by(plan, spending.as_of, spending.budget.currency)
        if plan
        else None,
        award=award,
        other_money=other_money,
        ceiling=None if award is None else award + other_money,
    )


def _spent(spending: Spending, scope: int | None, start: date, end: date) -> tuple[CurvePoint, ...]:
    """Days on which something was counted; costs from before the start stand on their own days."""
    currency = spending.budget.currency
    by_day: dict[date, Money] = {}
    for one in spending.ledger.days:
        if scope in (None, one.year):
            by_day[one.day] = by_day.get(one.day, Money.zero(currency)) + one.amount
    first = min([start, *by_day]) - _DAY
    last = max(min(spending.as_of, end), *by_day, first)
    steps = sorted({first: Money.zero(currency), last: Money.zero(currency), **by_day}.items())
    sums = accumulate(amount for _, amount in steps)
    return tuple(
        CurvePoint(day=day, amount=amount) for (day, _), amount in zip(steps, sums, strict=True)
    )


#: Parts of the time with what the budget plans for each.
_Plan = Sequence[tuple[Period, Money]]


def _plan(spending: Spending, scope: int | None) -> _Plan:
    """The costs in money of the budget's own periods; nothing where one is not known, or has no dates."""
    budget = spending.planned
    years = project_years(budget, spending.config)
    parts = range(len(budget.periods)) if scope is None else years[scope].parts
    plan = []
    for part in parts:
        amount = budget.computed(Side.EXPENDITURE, part, Kind.CASH)
        period = budget.periods[part]
        if amount is None or not period.start:
            return []
        plan.append((period, amount))
    return plan if any(amount for _, amount in plan) else []


def _bends(plan: _Plan) -> list[date]:
    """The days at whose ends the plan may change its slope."""
    starts = {period.start - _DAY for period, _ in plan if period.start}
    return sorted(starts | {period.end for period, _ in plan if period.end})


def _planned_by(plan: _Plan, day: date, currency: str) -> Money:
    """What is planned to be spent by the end of a day; within each part it grows evenly."""
    minor = sum(
        (amount.minor * (period.elapsed_share(day) or Fraction(0)) for period, amount in plan),
        Fraction(0),
    )
    return Money.nearest(minor / minor_units(currency), currency)


def _award(spending: Spending, scope: int | None) -> Money | None:
    grants, years = spending.grants(), spending.budget.periods
    if scope is None or len(years) == 1:
        return total((grant.awarded for grant in grants), spending.budget.currency)
    if any(grant.period not in years for grant in grants):
        return None
    of_year = (grant.awarded for grant in grants if grant.period == years[scope])
    return total(of_year, spending.budget.currency)


def _other_money(spending: Spending, scope: int | None) -> Money:
    grants = [award.source for award in spending.awards]
    others = (
        payment.source.budgeted
        for payment in spending.payments
        if scope in (None, payment.year)
        and not any(same_label(payment.source.label, grant) for grant in grants)
    )
    return total(others, spending.budget.currency)
