"""Pace: elapsed time against money, by a straight line and by the budget's own plan. All exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from grantcalc.model import Amount, Budget, Kind, Side
from grantcalc.money import Money, minor_units
from grantcalc.period import Period
from grantcalc.report.remaining import Pace
from grantcalc.spending.years import ProjectYear


def pace_of(
    whole: Money, spent: Money, period: Period, as_of: date, planned: Fraction | None = None
) -> Pace | None:
    """How spending keeps pace with time; None before the period begins, without dates or money.

    `planned` is the part of `whole` that the budget plans to have spent by the end of `as_of`.
    """
    elapsed, days = period.elapsed_days(as_of), period.days
    if not elapsed or not days or whole.minor <= 0:
        return None
    return Pace(
        straight_line=_part(whole, Fraction(elapsed, days)),
        planned=None if planned is None else _part(whole, planned),
        left_at_end=whole - _part(spent, Fraction(days, elapsed)),
        used_up_on=_used_up_on(whole, spent, period, elapsed),
    )


def _part(money: Money, share: Fraction) -> Money:
    major = Fraction(money.minor, minor_units(money.currency)) * share
    return Money.nearest(major, money.currency)


def _used_up_on(whole: Money, spent: Money, period: Period, elapsed: int) -> date | None:
    """The first day at whose end all is spent, if that is to come and before the last day."""
    if spent.minor <= 0 or spent >= whole or not period.start or not period.end:
        return None
    needed = -(-whole.minor * elapsed // spent.minor)
    if needed >= (period.end - period.start).days + 1:
        return None
    return period.start + timedelta(days=needed - 1)


@dataclass(frozen=True)
class Plan:
    """What a budget plans for each part of its project years; `budget` has its own periods."""

    budget: Budget
    years: Sequence[ProjectYear]
    as_of: date

    def of_line(self, line: int, year: int) -> Fraction | None:
        """The part of a line's money in a year that is planned to be spent by now.

        None where the budget does not part the year, or something in it is not known.
        """
        return self._share([self.budget.lines[line].amounts], self.years[year].parts)

    def of_year(self, year: int | None) -> Fraction | None:
        """The same of all costs in money, in one year or (None) in the whole project."""
        every = tuple(range(len(self.budget.periods)))
        costs = [line.amounts for line in self.budget.on(Side.EXPENDITURE, Kind.CASH)]
        return self._share(costs, every if year is None else self.years[year].parts)

    def _share(self, rows: Sequence[Sequence[Amount]], parts: Sequence[int]) -> Fraction | None:
        if len(parts) < 2:
            return None
        whole, by_now = 0, Fraction(0)
        for part in parts:
            gone = self.budget.periods[part].elapsed_share(self.as_of)
            values = [row[part].value for row in rows]
            if gone is None or None in values:
                return None
            planned = sum(value.minor for value in values if value)
            whole += planned
            by_now += planned * gone
        return by_now / whole if whole > 0 else None
