"""Periods: project years and other spans of days, both ends inside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator


class Period(BaseModel):
    """A span of days as a budget names it; `start` and `end` are both inside.

    Both are None where the sheet gives only a label such as "Year 1".
    """

    model_config = ConfigDict(frozen=True)

    label: str
    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _ends_in_order(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("a period has both a start and an end, or neither")
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"it ends ({self.end}) before it starts ({self.start})")
        return self

    @property
    def days(self) -> int | None:
        """Length in days, both ends counted; None without dates."""
        return (self.end - self.start).days + 1 if self.start and self.end else None

    def contains(self, day: date) -> bool:
        """Whether `day` lies inside; never so without dates."""
        return self.start is not None and self.end is not None and self.start <= day <= self.end

    def begun_by(self, day: date) -> bool:
        """Whether the period has started on `day`; one without dates counts as begun."""
        return self.start is None or self.start <= day

    def elapsed_days(self, as_of: date) -> int | None:
        """Days gone by the end of `as_of`, from 0 to the period's length; None without dates."""
        if not self.start or not self.end:
            return None
        return max(0, (min(as_of, self.end) - self.start).days + 1)

    def elapsed_share(self, as_of: date) -> Fraction | None:
        """The part of the period gone by the end of `as_of`; None without dates."""
        elapsed, days = self.elapsed_days(as_of), self.days
        return None if elapsed is None or days is None else Fraction(elapsed, days)


def whole_of(periods: Sequence[Period]) -> Period:
    """The time from the first day of some periods to the last; without dates where one has none."""
    starts = [period.start for period in periods if period.start]
    ends = [period.end for period in periods if period.end]
    if not starts or len(starts) < len(periods):
        return Period(label=", ".join(period.label for period in periods))
    return Period(label="", start=min(starts), end=max(ends))


def days_between(earlier: Period, later: Period) -> int | None:
    """Days outside both periods between them: 0 where one follows the other, negative overlap.

    None where either has no dates.
    """
    if not earlier.end or not later.start:
        return None
    return (later.start - earlier.end - timedelta(days=1)).days


def months_begun(start: date, end: date) -> int:
    """How many months a span of days takes, both ends inside; a month that is begun counts whole."""
    last = end + timedelta(days=1)
    months = (last.year - start.year) * 12 + last.month - start.month
    return months + (last.day > start.day)
