"""Days and periods as headings and cells give them: "01.07.2021 - 30.06.2022", "H1 2021", "År 2"."""

from __future__ import annotations

import calendar
import re
from datetime import date

from grantcalc.period import Period
from grantcalc.reading.vocabulary import folded, months, words

_NUMERIC = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WORDY = re.compile(r"(\d{1,2})\.?\s+([^\W\d_]+)\.?\s+(\d{4})")
_MONTH_YEAR = re.compile(r"([^\W\d_]+)\.?\s+(\d{4})")
_YEAR = re.compile(r"((?:19|20)\d{2})")
_SPLIT_YEAR = re.compile(r"((?:19|20)\d{2})\s*[/–-]\s*((?:19|20)?\d{2})")
_PART = re.compile(
    r"(?:([hq])\s*([1-4])|([1-4])\.?\s*(?:kvartal|halvår|quarter|half))\s*((?:19|20)\d{2})", re.I
)
_PART_OF = re.compile(r"((?:19|20)\d{2})\s*([hq])\s*([1-4])", re.I)
_RANGE_MARK = re.compile(
    r"\s+(?:-|–|—|til|till|to|bis)\s+|\s*[–—]\s*|(?<=\d{4})\s*-\s*(?=\d{1,2}[./])"
)
_NUMBERED = re.compile(r"(?:\d{1,2}\.?\s*)?(.*?)\s*\d{0,2}")


def parse_day(text: str) -> date | None:
    """The day that `text` names, day before month; None where it is no (valid) day."""
    bare = " ".join(text.split())
    try:
        if m := _ISO.fullmatch(bare):
            return date(int(m[1]), int(m[2]), int(m[3]))
        if m := _NUMERIC.fullmatch(bare):
            return date(_full_year(m[3]), int(m[2]), int(m[1]))
        if (m := _WORDY.fullmatch(bare)) and (month := months().get(folded(m[2]))):
            return date(int(m[3]), month, int(m[1]))
    except ValueError:
        return None
    return None


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def parse_period(text: str) -> Period | None:
    """The period that a heading names; one without dates for "Year 1"; None where it is none."""
    label = " ".join(text.split())
    if span := _span(label):
        return Period(label=label, start=span[0], end=span[1])
    undated = _is_numbered_year(label) or _is_working_year(label)
    return Period(label=label) if undated else None


def _span(label: str) -> tuple[date, date] | None:
    """First and last day of the period in `label`, both inside."""
    if m := _SPLIT_YEAR.fullmatch(label):
        return _split_year(m)
    parts = _RANGE_MARK.split(label)
    if len(parts) == 2:
        first, last = _simple_span(parts[0]), _simple_span(parts[1])
        return (first[0], last[1]) if first and last and first[0] <= last[1] else None
    return _simple_span(label)


def _split_year(match: re.Match[str]) -> tuple[date, date] | None:
    """All calendar years of "2021-2023"; "2021-2022" and "2021/22" may be one working year."""
    first, last = int(match[1]), match[2]
    if len(last) == 4 and first + 1 < int(last):
        return date(first, 1, 1), date(int(last), 12, 31)
    return None


def _simple_span(text: str) -> tuple[date, date] | None:
    """The days of a single day, month, quarter, half or whole year."""
    if day := parse_day(text):
        return day, day
    if m := _YEAR.fullmatch(text.strip()):
        return date(int(m[1]), 1, 1), date(int(m[1]), 12, 31)
    if m := _PART_OF.fullmatch(text.strip()):
        text = f"{m[2]}{m[3]} {m[1]}"
    if m := _PART.fullmatch(text.strip()):
        return _part_of_year(m)
    if (m := _MONTH_YEAR.fullmatch(text.strip())) and (month := months().get(folded(m[1]))):
        year = int(m[2])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return None


def _part_of_year(match: re.Match[str]) -> tuple[date, date] | None:
    letter, numbered = match[1], match[3]
    is_half = letter.lower() == "h" if letter else "hal" in match[0].lower()
    number, months_each = int(match[2] or numbered), 6 if is_half else 3
    if number * months_each > 12:
        return None
    year, last = int(match[4]), number * months_each
    return (
        date(year, last - months_each + 1, 1),
        date(year, last, calendar.monthrange(year, last)[1]),
    )


def _is_working_year(label: str) -> bool:
    """Whether a label is two years that follow each other: "2021/22", "2021-2022"."""
    match = _SPLIT_YEAR.fullmatch(label)
    return match is not None and (int(match[1]) + 1) % 100 == int(match[2]) % 100


def _is_numbered_year(label: str) -> bool:
    """Whether a label is a project year by number: "År 1", "Year 2", "1. prosjektår"."""
    bare = folded(label)
    return any(c.isdigit() for c in bare) and bool(
        (m := _NUMBERED.fullmatch(bare)) and words("period", "year").is_all_of(m[1])
    )
