"""Days as people type them: "1.06.2021", "2021-06-01", "1. juni 2021", "June 1st, 2021".

A day is never shifted: "31.02.2022" is none. Two digits are a year of this century: 1.6.21 is 2021.
With points the day comes before the month. With "/" or "-" it may come behind ("03/04/2022"), and
two digits may be a year at either end ("22/04/13"): such a text is a day only where one reading is
left, or where the caller knows the order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from grantcalc.language import or_list, tr
from grantcalc.reading.numbers import UnclearNumberError, uniform
from grantcalc.reading.vocabulary import headings, months
from grantcalc.words import folded

_LONGEST = 60
_YEAR_FIRST = re.compile(
    r"([0-9]{4})([-./])\s?([0-9]{1,2})\2\s?([0-9]{1,2})\.?"
    r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_YEAR_LAST = re.compile(
    r"([0-9]{1,2})(?P<mark>[./-])(?P<space>\s?)([0-9]{1,2})(?P=mark)\s?([0-9]{4}|[0-9]{2})(?P<end>\.?)"
)
_TOKENS = re.compile(r"[0-9]+|[^\W\d_]+|[^\w\s]")
_ORDINAL = re.compile(r"(?<=[0-9])[^\W\d_]+")


class Order(StrEnum):
    """The order in which a day's numbers stand."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


class UnclearDayError(ValueError):
    """A text names no day, or may name one of several; the text says which."""


def parse_day(text: str, *, day_first: bool | None = None) -> date | None:
    """The day that `text` names; None where it names none, or may name one of several."""
    try:
        return read_day(text, day_first=day_first)
    except UnclearDayError:
        return None


def read_day(text: str, *, day_first: bool | None = None) -> date:
    """The day that `text` names.

    `day_first` says whether the day stands before the month in "03/04/2022", where that is known.

    Raises:
        UnclearDayError: it names none, or may name one of several; the text says which.
    """
    orders: Iterable[Order] = Order
    if day_first is not None:
        orders = [Order.DAY_FIRST if day_first else Order.MONTH_FIRST]
    found = sorted({day for order in orders if (day := day_in(text, order))})
    if not found:
        raise UnclearDayError(tr("it is no day of any year"))
    if len(found) > 1:
        raise UnclearDayError(
            tr(
                "it may be {days}; write it like {day}",
                days=or_list([day.isoformat() for day in found]),
                day=found[0].isoformat(),
            )
        )
    return found[0]


def day_in(text: str, order: Order) -> date | None:
    """The day in `text` where its numbers stand in an order; any order gives a clear day."""
    bare = " ".join(text.split())
    if len(bare) > _LONGEST:
        return None
    try:
        bare = uniform(bare)
        if m := _YEAR_FIRST.fullmatch(bare):
            return date(int(m[1]), int(m[3]), int(m[4]))
        if m := _YEAR_LAST.fullmatch(bare):
            return _numeric(m, order)
        return _worded(bare)
    except (UnclearNumberError, ValueError):
        return None


def _numeric(match: re.Match[str], order: Order) -> date | None:
    """The day in "1.6.21" or "06/01/2021".

    Raises:
        ValueError: there is no such day.
    """
    first, second, third = match[1], match[4], match[5]
    has_points = match["mark"] == "."
    if len(third) == 2 and order is Order.YEAR_FIRST:
        if len(first) == 2 and (not has_points or (match["space"] and match["end"])):
            return date(_full_year(first), int(second), int(third))
    elif order is Order.YEAR_FIRST and not has_points:
        return None
    if order is Order.MONTH_FIRST and not has_points:
        first, second = second, first
    return date(_full_year(third), int(second), int(first))


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _worded(text: str) -> date | None:
    """The day in "1. juni 2021", "tirsdag den 1. juni 2021", "June 1st, 2021" or "1-Jun-21".

    Raises:
        ValueError: there is no such day.
    """
    numbers = numbers_and_months(text)
    if numbers is None:
        return None
    kinds = "".join(kind for kind, _ in numbers)
    values = [value for _, value in numbers]
    match kinds:
        case "nmY":
            return date(int(values[2]), int(values[1]), int(values[0]))
        case "mnY":
            return date(int(values[2]), int(values[0]), int(values[1]))
        case "Ymn":
            return date(int(values[0]), int(values[1]), int(values[2]))
        case "nmn" if len(values[2]) == 2:
            return date(_full_year(values[2]), int(values[1]), int(values[0]))
        case _:
            return None


def numbers_and_months(text: str) -> list[tuple[str, str]] | None:
    """The years (Y), small numbers (n) and months (m) of a text in their order.

    None where it holds anything else than these, the names of weekdays and particles.
    """
    line = _ORDINAL.sub(lambda m: "" if m[0] in _set_of("ordinal") else f" {m[0]}", text.casefold())
    found: list[tuple[str, str]] = []
    for token in _TOKENS.findall(line):
        if token.isdecimal():
            if len(token) not in (1, 2, 4):
                return None
            found.append(("Y" if len(token) == 4 else "n", token))
        elif month := months().get(folded(token) or token):
            found.append(("m", str(month)))
        elif token not in (".", ",", "/", "-") and token not in _set_of("name") | _set_of(
            "particle"
        ):
            return None
    return found


@cache
def _set_of(meaning: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in headings("days", meaning))


@dataclass(frozen=True, slots=True)
class DayOrder:
    """The evidence: the first text with the day before the month, and the first with it behind."""

    day_first: str | None = None
    month_first: str | None = None

    @property
    def decided(self) -> bool | None:
        """Whether the day comes first; None where nothing shows it, or where texts contradict."""
        if bool(self.day_first) == bool(self.month_first):
            return None
        return self.day_first is not None

    @property
    def reason(self) -> str:
        """What was decided and by what, to be printed."""
        if self.day_first and self.month_first:
            return tr(
                'days stand in both orders: "{day_first}" and "{month_first}"',
                day_first=self.day_first,
                month_first=self.month_first,
            )
        if self.day_first:
            return tr('the day comes first, as "{text}" shows', text=self.day_first)
        if self.month_first:
            return tr('the month comes first, as "{text}" shows', text=self.month_first)
        return tr("no text shows whether the day or the month comes first")


def day_order(texts: Iterable[str]) -> DayOrder:
    """What the texts of a column show about the order of day and month in "03/04/2022"."""
    found: dict[Order, str] = {}
    for text in texts:
        match = _YEAR_LAST.fullmatch(text.strip())
        if not match or match["mark"] == ".":
            continue
        orders = [order for order in Order if day_in(text, order)]
        if len(orders) == 1:
            found.setdefault(orders[0], text.strip())
    return DayOrder(found.get(Order.DAY_FIRST), found.get(Order.MONTH_FIRST))
