"""From money and days to millimetres, and the round amounts and months that axes are marked with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from grantcalc.language import in_use, shown_day
from grantcalc.money import Money, minor_units


@dataclass(frozen=True)
class MoneyScale:
    """Amounts from `low` to `high` between two places in millimetres."""

    low: Money
    high: Money
    start: float
    end: float

    def __call__(self, amount: Money) -> float:
        """Where an amount stands."""
        part = (amount.minor - self.low.minor) / max(1, self.high.minor - self.low.minor)
        return self.start + part * (self.end - self.start)

    def round_amounts(self, most: int) -> list[Money]:
        """Round amounts, at most so many, evenly from one end to the other, and zero among them."""
        units = minor_units(self.high.currency)
        steps = (units * factor * 10**power for power in count() for factor in (1, 2, 5))
        step = next(s for s in steps if (self.high.minor - self.low.minor) // s + 1 <= most)
        first, last = -(-self.low.minor // step), self.high.minor // step
        return [Money(i * step, self.high.currency) for i in range(first, last + 1)]


@dataclass(frozen=True)
class Months:
    """The days from `start` to `end`, both inside, between two places in millimetres."""

    start: date
    end: date
    left: float
    right: float

    def __call__(self, day: date) -> float:
        """Where a day ends: the one before `start` ends at the left."""
        days = (self.end - self.start).days + 1
        return self.left + ((day - self.start).days + 1) / days * (self.right - self.left)

    def marks(self, most: int) -> Iterator[tuple[float, str, str]]:
        """Beginnings of months, at most so many: the place, the month's name, and the year where it changes.

        Of years alone where months are too many; the first and last day where they are too few.
        """
        total = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        if total < 3:
            yield self.left, shown_day(self.start), ""
            return
        step = next((n for n in (1, 2, 3, 6, 12) if total / n <= most), 0)
        step = step or 12 * -(-total // (12 * most))
        shown_year = None
        for day in self._firsts(step):
            year = str(day.year) if day.year != shown_year else ""
            shown_year = day.year
            place = self(day - timedelta(days=1)) if day > date.min else self.left
            yield (place, year, "") if step >= 12 else (place, _month(day), year)

    def _firsts(self, step: int) -> Iterator[date]:
        """The first of every so many months, counted from January, that lie inside."""
        first = self.start.year * 12 + self.start.month - 1
        for number in range(-(-first // step) * step, self.end.year * 12 + self.end.month, step):
            day = date(number // 12, number % 12 + 1, 1)
            if self.start <= day <= self.end:
                yield day


def _month(day: date) -> str:
    from babel.dates import format_date

    return format_date(day, "LLL", locale=in_use())
