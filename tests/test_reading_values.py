"""Numbers, days and periods as people type them."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantcalc.reading.dates import parse_day, parse_period
from grantcalc.reading.numbers import UnclearNumberError, is_dash, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1340000", "1340000"),
        ("1 340 000", "1340000"),
        ("1\u00a0340\u00a0000", "1340000"),
        ("1\u202f340\u202f000", "1340000"),
        ("1\u2009340\u2009000", "1340000"),
        ("1.340.000,00", "1340000.00"),
        ("1,340,000.00", "1340000.00"),
        ("1'340'000", "1340000"),
        ("1 340,50", "1340.50"),
        ("kr 700 000,-", "700000"),
        ("84.000,-", "84000"),
        ("364321 kr.", "364321"),
        ("NOK 700 000", "700000"),
        ("£ 2500", "2500"),
        ("(5 000)", "-5000"),
        ("5 000-", "-5000"),
        ("\u22125 000", "-5000"),
        ("-kr 5 000", "-5000"),
        ("+12", "12"),
        ("0,5", "0.5"),
        ("12,345678", "12.345678"),
    ],
)
def test_numbers(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "", "abc", "ca. 5000", "1.234", "1,234", "12 34", "1 23", "1,340.000.00", "215 tkr", "215'",
        "1,4 mill.", "3 mrd", "5 k", "12.5.6", "--", "1e5", "NaN", "inf", "٣", "5 %", "01.07.2021",
    ],
)  # fmt: skip
def test_what_is_no_number_or_two_is_not_read(text: str) -> None:
    with pytest.raises(UnclearNumberError):
        parse_number(text)


@given(st.integers(-(10**12), 10**12), st.sampled_from([" ", "\u00a0", "\u202f", "\u2009"]))
def test_grouped_numbers_come_back(number: int, space: str) -> None:
    typed = f"{number:,}".replace(",", space)
    assert parse_number(typed) == number
    assert parse_number(f"{typed},25") == Decimal(f"{number}.25")


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_unclear(text: str) -> None:
    with suppress(UnclearNumberError):
        assert parse_number(text).is_finite()


@pytest.mark.parametrize(
    ("text", "dash"),
    [("-", True), ("–", True), ("- -", False), ("", False), ("-5", False), (" -  ", True)],
)
def test_dashes(text: str, dash: bool) -> None:
    assert is_dash(text) is dash


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1.06.2021", date(2021, 6, 1)),
        ("01.06.2021", date(2021, 6, 1)),
        ("2021-06-01", date(2021, 6, 1)),
        ("1. juni 2021", date(2021, 6, 1)),
        ("1 June 2021", date(2021, 6, 1)),
        ("1.6.21", date(2021, 6, 1)),
        ("1/6/2021", date(2021, 6, 1)),
        ("31.02.2022", None),
        ("2022-13-01", None),
        ("juni 2021", None),
        ("", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert parse_day(text) == day


@given(st.dates())
def test_days_come_back(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day.day:02}.{day.month:02}.{day.year:04}") == day


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("01.07.2021 - 30.06.2022", date(2021, 7, 1), date(2022, 6, 30)),
        ("1.06.2021-31.07.2022", date(2021, 6, 1), date(2022, 7, 31)),
        ("01.07.2021 – 30.06.2022", date(2021, 7, 1), date(2022, 6, 30)),
        ("2021-07-01 til 2022-06-30", date(2021, 7, 1), date(2022, 6, 30)),
        ("01.07.2021\n- 30.06.2022", date(2021, 7, 1), date(2022, 6, 30)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-2023", date(2021, 1, 1), date(2023, 12, 31)),
        ("2021-2022", None, None),
        ("2021/22", None, None),
        ("2017 Q4", date(2017, 10, 1), date(2017, 12, 31)),
        ("H1 2021", date(2021, 1, 1), date(2021, 6, 30)),
        ("Q4 2021", date(2021, 10, 1), date(2021, 12, 31)),
        ("2. kvartal 2021", date(2021, 4, 1), date(2021, 6, 30)),
        ("juni 2021", date(2021, 6, 1), date(2021, 6, 30)),
        ("februar 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("år 1", None, None),
        ("Year 2", None, None),
        ("1. prosjektår", None, None),
    ],
)
def test_periods(text: str, start: date | None, end: date | None) -> None:
    period = parse_period(text)
    assert period is not None
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize(
    "text", ["", "Totalt", "Beløp", "30.06.2022 - 01.07.2021", "H3 2021", "år", "1234", "12"]
)
def test_what_is_no_period(text: str) -> None:
    assert parse_period(text) is None
