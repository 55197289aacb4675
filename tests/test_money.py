"""Money is exact, and its parts re-add."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantcalc.money import CurrencyMismatchError, Money, rounded_share, total

minors = st.integers(-(10**15), 10**15)


def nok(text: str) -> Money:
    return Money.nearest(Decimal(text), "NOK")


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1340000", "NOK", "1340000.00"),
        ("0.005", "NOK", "0.01"),
        ("-0.005", "NOK", "-0.01"),
        ("0.0049999", "NOK", "0.00"),
        ("1500.5", "ISK", "1501"),
        ("1.2345", "TND", "1.235"),
    ],
)
def test_nearest_amount_has_the_currencys_digits(amount: str, currency: str, text: str) -> None:
    assert str(Money.nearest(Decimal(amount), currency)) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1340000", "1 340 000"), ("-1234.5", "-1 234.50"), ("0", "0"), ("999.99", "999.99")],
)
def test_as_people_read_it(amount: str, text: str) -> None:
    assert nok(amount).grouped == text


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(CurrencyMismatchError):
        Money(1, "NOK") + Money(1, "EUR")
    with pytest.raises(CurrencyMismatchError):
        _ = Money(1, "NOK") < Money(1, "EUR")


@given(st.lists(minors))
def test_a_sum_is_exact_in_any_order(values: list[int]) -> None:
    amounts = [Money(value, "NOK") for value in values]
    assert total(amounts, "NOK") == total(reversed(amounts), "NOK") == Money(sum(values), "NOK")


@given(minors, st.lists(st.integers(0, 10**9), min_size=1).filter(any))
def test_a_split_re_adds_and_no_part_is_off_by_a_unit(minor: int, weights: list[int]) -> None:
    parts = Money(minor, "NOK").split(weights)
    assert total(parts, "NOK") == Money(minor, "NOK")
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor - Fraction(minor * weight, sum(weights))) < 1


def test_left_over_units_go_to_the_largest_remainders() -> None:
    assert [part.minor for part in Money(100, "NOK").split([1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in Money(-5, "NOK").split([1, 2])] == [-2, -3]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [-1, 2]])
def test_a_split_by_nothing_or_less_is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(100, "NOK").split(weights)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(229, 365), "0.6274"),
        (Fraction(364321, 700000), "0.5205"),
        (Fraction(1, 20000), "0.0001"),
        (Fraction(-1, 3), "-0.3333"),
        (None, None),
    ],
)
def test_shares_are_rounded_for_output_alone(share: Fraction | None, text: str | None) -> None:
    assert rounded_share(share) == text


def test_a_share_of_nothing_is_not_known() -> None:
    assert nok("10").share_of(nok("0")) is None
    assert nok("10").share_of(nok("40")) == Fraction(1, 4)
