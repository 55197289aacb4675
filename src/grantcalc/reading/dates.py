"""Periods as headings give them: "01.07.2021 - 30.06.2022", "H1 2021", "jan-jun 2022", "År 2".

A period whose first day is not certain has none: "2021/22", "FY2024", "HT 2022", "T1 2023" (a French
quarter, or a Nordic third of a year) are periods without dates, as "Year 1" is.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import cache, lru_cache

from grantcalc.period import Period
from grantcalc.reading.days import Order, day_in, numbers_and_months, parse_day
from grantcalc.reading.numbers import UnclearNumberError, uniform
from grantcalc.reading.scale import without_scale
from grantcalc.reading.vocabulary import headings, months, words
from grantcalc.words import folded

__all__ = ["parse_day", "parse_period"]

Span = tuple[date, date]

_LONGEST = 100
#: No heading is for more; a longer one comes of years read from the wrong end.
_MOST_YEARS = 20

_YEAR = r"(?:19|20)[0-9]{2}"
_SPLIT_YEAR = re.compile(rf"({_YEAR})\s*(/|-)\s*([0-9]{{1,2}}|{_YEAR})")
_PART = (
    r"(?:(?P<letter>[hqkt])\s?(?P<n>[1-4])"
    r"|(?P<n1>[1-4])(?P<ordinal>[.:]?[^\W\d_]{0,3}\.?)\s*(?P<name1>[^\W\d_]{2,})"
    r"|(?P<name2>[^\W\d_]{2,})\.?\s*(?P<n2>[1-4]))"
)
_PART_OF_YEAR = re.compile(rf"{_PART}[\s,/'-]*(?:(?:of|av|de)\s+)?(?P<year>{_YEAR})", re.I)
_YEAR_OF_PART = re.compile(rf"(?P<year>{_YEAR})[\s,/:-]*{_PART}", re.I)
_WEEK = re.compile(rf"(?P<name>[^\W\d_]+)\.?\s*(?P<n>[0-9]{{1,2}})[\s,/-]+(?P<year>{_YEAR})")
_MONTH_OF_YEAR = re.compile(rf"([0-9]{{1,2}})[./]({_YEAR})")
_TWO_YEARS = re.compile(rf"({_YEAR})(?:\s*([^\W\d_]+|[,+&])\s*)({_YEAR})")
_WITH_BRACKETS = re.compile(r"([^()]+)\(([^()]+)\)")
_NAME_NUMBER = re.compile(r"([^\d]*[^\W\d])\s?[0-9]{1,2}")
_NUMBER_NAME = re.compile(r"[0-9]{1,2}(?:\.|:?[^\W\d_]{1,3}\b\.?)\s*([^\W\d][^\d]*)")
_WITH_YEARS = re.compile(
    r"(?P<word>[^\W\d][^\d']*)[\s']*(?P<years>[0-9]{2,4}(?:\s*[/-]\s*[0-9]{1,4})?)"
)
_YEARS_FIRST = re.compile(
    rf"(?P<years>{_YEAR}(?:\s*[/-]\s*[0-9]{{1,4}})?)\s+(?P<word>[^\W\d][^\d]*)"
)

#: Months in each of the parts of a year.
_PARTS_OF_YEAR = {"quarter": 3, "third": 4, "half": 6}
_LETTERS = {"h": 6, "q": 3, "k": 3, "t": 3}


@lru_cache(maxsize=4096)  # a sheet's headings are looked at many times
def parse_period(text: str) -> Period | None:
    """The period that a heading names; one without dates for "Year 1"; None where it is none."""
    label = " ".join(text.split())
    line = _line(label)
    for candidate in dict.fromkeys((line, _without_words_about(without_scale(line)))):
        if span := _span(candidate):
            return Period(label=label, start=span[0], end=span[1])
        if _is_undated(candidate):
            return Period(label=label)
    return None


def _line(label: str) -> str:
    """A heading with one kind of dash and digit and ordinals as digits; empty if it is too long."""
    try:
        line = uniform(re.sub("[–—]", " - ", label)) if len(label) <= _LONGEST else ""
    except UnclearNumberError:
        return ""
    pieces = line.split()
    if pieces and (number := _ordinals().get(folded(pieces[0]))):
        pieces[0] = f"{number}."
    return " ".join(pieces)


@cache
def _ordinals() -> dict[str, int]:
    return {
        folded(word): number
        for number, name in enumerate(("first", "second"), start=1)
        for word in headings("period", name)
    }


def _without_words_about(line: str) -> str:
    """A heading without what may stand around its period: "Budsjett 2022", "2022 (budget)"."""
    about = words("period", "about")
    pieces = [piece.strip("()") for piece in line.split()]
    while pieces and (about.is_all_of(pieces[0]) or not pieces[0]):
        del pieces[0]
    while pieces and (about.is_all_of(pieces[-1]) or not pieces[-1]):
        del pieces[-1]
    return " ".join(pieces)


# -- periods with dates


def _span(line: str) -> Span | None:
    """First and last day of the period in `line`, both inside."""
    if m := _SPLIT_YEAR.fullmatch(line):
        return _split_year(m)
    if m := _TWO_YEARS.fullmatch(line):
        joined = m[2] in ",+&" or folded(m[2]) in headings("period", "and")
        return _years(m[1], m[3]) if joined and int(m[3]) == int(m[1]) + 1 else None
    if (m := _WITH_BRACKETS.fullmatch(line)) and _is_undated(m[1].strip()):
        return _span(m[2].strip())
    spans = {span for order in Order if (span := _simple_span(line, order))}
    return spans.pop() if len(spans) == 1 else _range(line)


def _years(first: str | int, last: str | int) -> Span:
    return date(int(first), 1, 1), date(int(last), 12, 31)


def _split_year(match: re.Match[str]) -> Span | None:
    """All years of "2021-2023" or "2019-23", or the month 2021-06.

    "2021-2022" and "2021/22" may be one working year, "2004-06" a month or three years.
    """
    first, mark, last = int(match[1]), match[2], match[3]
    if len(last) == 4:
        return _years(first, last) if first + 1 < int(last) else None
    number, first_short = int(last), first % 100
    if mark == "/" or len(last) == 1 or number == (first_short + 1) % 100:
        return None
    if number > 12:
        return _years(first, first - first_short + number) if number > first_short else None
    return _month(first, number) if 0 < number <= first_short else None


def _month(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _simple_span(text: str, order: Order) -> Span | None:
    """The days of a single day, week, month, quarter, third, half or whole year."""
    text = text.strip()
    if day := day_in(text, order):
        return day, day
    if re.fullmatch(_YEAR, text):
        return _years(text, text)
    part = _PART_OF_YEAR.fullmatch(text) or _YEAR_OF_PART.fullmatch(text)
    if part and (span := _part_of_year(part)):
        return span
    if m := _WEEK.fullmatch(text):
        return _week(m)
    if (m := _MONTH_OF_YEAR.fullmatch(text)) and 1 <= int(m[1]) <= 12:
        return _month(int(m[2]), int(m[1]))
    named = numbers_and_months(text) or []
    if sorted(kind for kind, _ in named) == ["Y", "m"]:
        values = dict(named)
        if re.fullmatch(_YEAR, values["Y"]):
            return _month(int(values["Y"]), int(values["m"]))
    return None


def _part_of_year(match: re.Match[str]) -> Span | None:
    months_each = _months_each(match)
    number = int(match["n"] or match["n1"] or match["n2"])
    if not months_each or number * months_each > 12:
        return None
    year, last = int(match["year"]), number * months_each
    return _month(year, last - months_each + 1)[0], _month(year, last)[1]


def _months_each(match: re.Match[str]) -> int | None:
    """How many months a part such as "Q1", "1. kvartal" or "halvår 1" has; None where unclear."""
    if letter := match["letter"]:
        is_either = letter.lower() == "t" and match["n"] != "4"
        return None if is_either else _LETTERS[letter.lower()]
    name = match["name1"] or match["name2"]
    fitting = (m for part, m in _PARTS_OF_YEAR.items() if words("period", part).is_all_of(name))
    return next(fitting, None)


def _week(match: re.Match[str]) -> Span | None:
    if not words("period", "week").is_all_of(match["name"]):
        return None
    try:
        year, week = int(match["year"]), int(match["n"])
        return date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)
    except ValueError:
        return None


# -- ranges


def _range(line: str) -> Span | None:
    """The days from one simple period to another: "fra juli 2021 til juni 2022", "1.7.-31.12.2022".

    Both ends have their numbers in one order, so that either may decide the other's.
    """
    parts = _ends(line)
    if not parts:
        return None
    found = set()
    for order in Order:
        last = _simple_span(parts[1], order)
        first = last and _first_span(parts[0], last[1].year, order)
        if first and last and first[0] <= last[0] <= _latest(first[0]):
            found.add((first[0], last[1]))
    return found.pop() if len(found) == 1 else None


def _latest(first: date) -> date:
    """The last day that a range from `first` can reach."""
    return date(min(first.year + _MOST_YEARS, 9999), 12, 31)


def _ends(line: str) -> tuple[str, str] | None:
    """The two ends of a range."""
    for mark in (_word_for_to(), r"\s+-\s+", r"\s*-\s*"):
        parts = re.split(mark, line, flags=re.I)
        if len(parts) == 2 and all(parts):
            pieces = parts[0].split()
            if len(pieces) > 1 and words("period", "from").is_all_of(pieces[0].strip(":")):
                del pieces[0]
            return " ".join(pieces), parts[1]
    return None


@cache
def _word_for_to() -> str:
    return r"\s+(?:" + "|".join(map(re.escape, headings("period", "to"))) + r")\s+"


def _first_span(text: str, year: int, order: Order) -> Span | None:
    """The first period of a range; its year, where it has none, is that of the last."""
    if span := _simple_span(text, order):
        return span
    if m := re.fullmatch(r"[0-9]{1,2}([./])[0-9]{1,2}\.?", text):
        return _simple_span(f"{text.rstrip('.')}{m[1]}{year}", order)
    return _simple_span(f"{text} {year}", order)


# -- periods without dates


def _is_undated(line: str) -> bool:
    """Whether a heading is a period whose days it does not say."""
    if m := _SPLIT_YEAR.fullmatch(line):
        return _is_split_year_unclear(m)
    if (m := _WITH_BRACKETS.fullmatch(line)) and _is_undated(m[1].strip()):
        return _is_undated(m[2].strip())
    if re.fullmatch("Q[1-4]|T[1-3][ /-]?" + _YEAR, line) or folded(line) in months():
        return True
    return _is_numbered(line) or _is_term_or_fiscal_year(line) or _are_months(line)


def _is_split_year_unclear(match: re.Match[str]) -> bool:
    """Whether two years follow each other ("2021/22"), or may be a month ("2004-06")."""
    first, mark, last = int(match[1]), match[2], match[3]
    if int(last) == (first + 1) % 10 ** len(last):
        return True
    ending = first % 10 ** len(last)
    return mark == "-" and len(last) < 4 and int(last) <= 12 and int(last) > ending


def _is_numbered(line: str) -> bool:
    """Whether a heading is a year, month or quarter by number: "År 1", "1. prosjektår", "Month 3".

    "2 år" is not: that is how long something takes.
    """
    m = _NAME_NUMBER.fullmatch(line) or _NUMBER_NAME.fullmatch(line)
    meanings = ("year", "month", "week", *_PARTS_OF_YEAR)
    return m is not None and any(words("period", part).is_all_of(m[1]) for part in meanings)


def _is_term_or_fiscal_year(line: str) -> bool:
    """Whether a heading is a term of study or a year of accounts: "HT 2022", "FY2024"."""
    m = _WITH_YEARS.fullmatch(line) or _YEARS_FIRST.fullmatch(line)
    return m is not None and any(
        words("period", meaning).is_all_of(m["word"]) for meaning in ("term", "fiscal")
    )


def _are_months(line: str) -> bool:
    """Whether a heading is two months without a year: "jan-jun"."""
    ends = _ends(line)
    return ends is not None and all(folded(end) in months() for end in ends)
