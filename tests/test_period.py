"""Periods hold both their ends."""

from datetime import date
from fractions import Fraction

import pytest
from pydantic import ValidationError

from grantcalc.period import Period, days_between

YEAR_1 = Period(label="År 1", start=date(2021, 7, 1), end=date(2022, 6, 30))


def test_both_ends_are_inside() -> None:
    assert YEAR_1.days == 365
    assert YEAR_1.contains(date(2021, 7, 1))
    assert YEAR_1.contains(date(2022, 6, 30))
    assert not YEAR_1.contains(date(2021, 6, 30))
    assert not YEAR_1.contains(date(2022, 7, 1))


@pytest.mark.parametrize(
    ("as_of", "elapsed"),
    [
        (date(2022, 2, 14), 229),
        (date(2021, 7, 1), 1),
        (date(2021, 6, 30), 0),
        (date(2030, 1, 1), 365),
    ],
)
def test_elapsed_days(as_of: date, elapsed: int) -> None:
    assert YEAR_1.elapsed_days(as_of) == elapsed
    assert YEAR_1.elapsed_share(as_of) == Fraction(elapsed, 365)


def test_without_dates_nothing_is_claimed() -> None:
    undated = Period(label="År 1")
    assert (undated.days, undated.elapsed_days(date(2022, 1, 1))) == (None, None)
    assert not undated.contains(date(2022, 1, 1))
    assert days_between(undated, YEAR_1) is None


@pytest.mark.parametrize(
    ("start", "between"), [(date(2022, 7, 1), 0), (date(2022, 8, 1), 31), (date(2022, 6, 1), -30)]
)
def test_days_between(start: date, between: int) -> None:
    assert days_between(YEAR_1, Period(label="", start=start, end=date(2023, 6, 30))) == between


def test_ends_out_of_order_or_alone_are_refused() -> None:
    with pytest.raises(ValidationError, match="before it starts"):
        Period(label="", start=date(2022, 1, 2), end=date(2022, 1, 1))
    with pytest.raises(ValidationError, match="both a start and an end"):
        Period(label="", start=date(2022, 1, 2))
