"""Accounting periods as ledgers give them: 202202, "2022-02", "2 2022", "feb 2022", or 2 beside a year."""

from __future__ import annotations

import re

from grantcalc.reading.vocabulary import months
from grantcalc.words import folded

#: Years close with periods beyond the twelfth; 0 holds what is brought forward.
_LAST_PERIOD = 16
_YEAR_FIRST = re.compile(
    r"((?:19|20)[0-9]{2})[-./ ]?(?:M|P|m|p)?([0-9]{1,2})(?:-[0-9]{2})?(?: .*)?"
)
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-./ ]+((?:19|20)[0-9]{2})")
_WORDED = re.compile(r"([^\W\d_]+)\.?[-./ ]*((?:19|20)?[0-9]{2})?")
_ALONE = re.compile(r"([0-9]{1,2})(?:\.0)?")


def read_period(text: str, year: str) -> int | None:
    """A period as year and month (202202); None where the text does not say both."""
    text = text.strip()
    if match := _YEAR_FIRST.fullmatch(text):
        return _period(match[1], match[2])
    if match := _YEAR_LAST.fullmatch(text):
        return _period(match[2], match[1])
    if match := _ALONE.fullmatch(text):
        return _period(year, match[1])
    if (match := _WORDED.fullmatch(text)) and (month := months().get(folded(match[1]))):
        return _period(match[2] or year, str(month))
    return None


def _period(year: str, number: str) -> int | None:
    year = year.strip().removesuffix(".0")
    full = f"20{year}" if re.fullmatch(r"[0-9]{2}", year) else year
    if not re.fullmatch(r"(19|20)[0-9]{2}", full) or int(number) > _LAST_PERIOD:
        return None
    return int(full) * 100 + int(number)
