"""The quantities of a sentence: amounts, hours, shares, counts, days and spans, each where it stands.

Every digit of the sentence belongs to one of them. What is no quantity (a telephone number, a
reference) is one too, with the reason why nothing is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache

from grantcalc.language import tr
from grantcalc.reading.dates import parse_day, parse_period
from grantcalc.reading.documents.phrases import (
    any_of,
    ends_with,
    has,
    pattern,
    phrases,
    starts_with,
)
from grantcalc.reading.numbers import (
    AmbiguousNumberError,
    Mark,
    UnclearNumberError,
    currencies,
    parse_number,
    scales,
    uniform,
)
from grantcalc.reading.vocabulary import headings, months


class What(Enum):
    """What a quantity is."""

    MONEY = "money"
    HOURS = "hours"
    PERSONS = "persons"
    PERCENT = "percent"
    YEARS = "years"
    DAY = "day"
    SPAN = "span"
    #: The number of a heading or of a project year: it is no figure.
    ORDINAL = "ordinal"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity with its place in the sentence.

    `value` is the number, up to `to` in a range, `step` what it is rounded to; `first` and `last` are
    the days of a day or a span. `bare` says that nothing beside the number tells that it is money, or that
    a span is given by its years alone.
    `reason` says why it is not read; `hourly` is per hour.
    """

    what: What
    start: int
    end: int
    value: Decimal | None = None
    to: Decimal | None = None
    step: Decimal = Decimal(0)
    first: date | None = None
    last: date | None = None
    bare: bool = False
    hourly: bool = False
    reason: str = ""


_NUMBER = r"\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?"
_DIGITS = re.compile(_NUMBER)
_WEB = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?<![\d.])\d{4}[ .]\d{2}[ .]\d{5}(?![\d])|\b[A-Z]{2}\d{2}(?: ?\d{4}){2,7}\b"
)
_PHONE = re.compile(r"(?:\+|\b00)\d{2}[ \d]{6,14}\d\b")
_NUMBERS_IN_A_ROW = re.compile(r"\s*:?\s*[\d][\d /.\-()]*\d|\s*:?\s*\d")
_PART_NUMBER = re.compile(r"\s*\d{1,3}(?:\.\d{1,2})*(?![\d,])(?! \d{3})")
_CHAPTER = re.compile(r"^\s*(?:(?:\d{1,2}\.)+\d{0,2}|\d{1,2}\))\s+(?=[^\W\da-zæøåäö])")
_SPAN_MARK = r"\s*(?:-|–|—|/|\btil\b|\btill\b|\bto\b|\buntil\b|\bt\.o\.m\.|\btil og med\b)\s*"
_YEAR = r"(?:19|20)\d\d"
_YEARS_LIST = re.compile(
    rf"(?<![\d.,/-]){_YEAR}(?:\s*(?:,|og|och|and|&|/|-|–)\s*{_YEAR})+(?![\d.,]\d|\d)"
)
_SPLIT_YEAR = re.compile(rf"(?<![\d.,/-]){_YEAR}/\d\d(?!\d)")
_ONE_YEAR = re.compile(rf"(?<![\d.,/-])(?<!\d ){_YEAR}(?![\d/-]|[.,]\d)")
_RANGE = re.compile(r"\s*(?:-|–|—|til|till|to)\s*")


def quantities(text: str, mark: Mark | None = None) -> list[Quantity]:
    """The quantities of a sentence from the left; `mark` is the document's mark before decimals.

    The sentence is as long as its text: offsets are those of the text.
    """
    line = _one_kind_of_signs(text)
    scan = _Scan(line, mark)
    for step in (_skipped, _days_and_spans, _ordinal_years, _numbers):
        for found in step(scan):
            scan.add(found)
    return sorted(scan.found, key=lambda quantity: quantity.start)


@dataclass
class _Scan:
    """A sentence and what was found in it so far."""

    text: str
    mark: Mark | None

    def __post_init__(self) -> None:
        self.found: list[Quantity] = []

    def add(self, quantity: Quantity) -> None:
        """Takes a quantity in, if its place is free."""
        if self.is_free(quantity.start, quantity.end):
            self.found.append(quantity)

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing was found between two offsets."""
        return all(end <= other.start or start >= other.end for other in self.found)


def _one_kind_of_signs(text: str) -> str:
    """The text with one kind of blank and dash, as long as it was; digits of other scripts stay."""
    return "".join(_one_sign(sign) for sign in text)


@cache
def _one_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    try:
        plain = uniform(f"0{sign}0")[1:-1]
    except UnclearNumberError:
        return sign
    return plain if len(plain) == 1 and not sign.isdigit() else sign


# -- what is no quantity


def _skipped(scan: _Scan) -> Iterator[Quantity]:
    """Addresses, telephone numbers, accounts, references and numbers of chapters."""
    text = scan.text
    reasons = {
        "phone": tr("a telephone number"),
        "account": tr("the number of an account"),
        "reference": tr("a reference"),
    }
    for wanted, reason in (
        (_WEB, tr("an address")),
        (_ACCOUNT, reasons["account"]),
        (_PHONE, reasons["phone"]),
    ):
        for match in wanted.finditer(text):
            if any(map(str.isdigit, match[0])):
                yield Quantity(What.OTHER, match.start(), match.end(), reason=reason)
    if chapter := _CHAPTER.match(text):
        yield Quantity(What.ORDINAL, chapter.start(), chapter.end())
    for word in pattern("skip", "part").finditer(text):
        if number := _PART_NUMBER.match(text, word.end()):
            yield Quantity(What.ORDINAL, word.end(), number.end())
    for meaning, reason in reasons.items():
        for word in pattern("skip", meaning).finditer(text):
            number = _NUMBERS_IN_A_ROW.match(text, word.end())
            if number:
                yield Quantity(What.OTHER, word.end(), number.end(), reason=reason)


# -- days and spans


@cache
def _day_pattern() -> re.Pattern[str]:
    month = any_of(sorted({name for name in months() if len(name) > 2}, key=len, reverse=True))
    return re.compile(
        rf"(?<![\d,/])(?<!\d\.)(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}"
        rf"|\d{{1,2}}\.\s?\d{{1,2}}\.\s?(?:\d{{4}}|\d{{2}})(?!\d)"
        rf"|\d{{1,2}}[/-]\d{{1,2}}[/-](?:\d{{4}}|\d{{2}})(?!\d)"
        rf"|(?:\d{{1,2}}(?:st|nd|rd|th|\.|:[ae])?\s+)?(?<!\w)(?:{month})\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?,?)?\s+{_YEAR}"
        rf"|\d{{1,2}}/{_YEAR}(?!\d)"
        r"|\d{1,2}\.\s?\d{1,2}\.?(?=\s*(?:-|–|til|to)\s*\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}))",
        re.IGNORECASE,
    )


def _days_and_spans(scan: _Scan) -> Iterator[Quantity]:
    """Days, months, spans between two of them, and years."""
    text = scan.text
    days = list(_day_pattern().finditer(text))
    used = 0
    for number, match in enumerate(days):
        if number < used:
            continue
        following = days[number + 1] if number + 1 < len(days) else None
        if following and re.fullmatch(_SPAN_MARK, text[match.end() : following.start()], re.I):
            whole = f"{match[0]} - {following[0]}"
            if found := _span_of(whole, match.start(), following.end()):
                used = number + 2
                yield found
                continue
        yield _day_or_month(match)
    for years in (_YEARS_LIST, _SPLIT_YEAR, _ONE_YEAR):
        for match in years.finditer(text):
            if scan.is_free(match.start(), match.end()):
                yield _years_of(match)


def _day_or_month(match: re.Match[str]) -> Quantity:
    day = parse_day(match[0])
    if day:
        return Quantity(What.DAY, match.start(), match.end(), first=day, last=day)
    return _span_of(match[0], match.start(), match.end()) or Quantity(
        What.OTHER, match.start(), match.end(), reason=tr("a day that is not clear")
    )


def _span_of(words: str, start: int, end: int) -> Quantity | None:
    """The span between two days, or of a month."""
    period = parse_period(words)
    if period is None or period.start is None:
        return None
    return Quantity(What.SPAN, start, end, first=period.start, last=period.end)


def _years_of(match: re.Match[str]) -> Quantity:
    """Calendar years; one that stands for 2021/22 has no days that are certain."""
    years = [int(year) for year in re.findall(_YEAR, match[0])]
    if "/" in match[0] and not re.search(r"\s", match[0]):
        return Quantity(
            What.OTHER, match.start(), match.end(), reason=tr("a year whose first day is not said")
        )
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    return Quantity(What.SPAN, match.start(), match.end(), first=first, last=last, bare=True)


def _ordinal_years(scan: _Scan) -> Iterator[Quantity]:
    """The numbers of project years: "år 2", "2. prosjektår"."""
    for number in ("1", "2", "3"):
        for match in pattern("year", number).finditer(scan.text):
            if any(map(str.isdigit, match[0])):
                yield Quantity(What.ORDINAL, match.start(), match.end())


# -- numbers


def _numbers(scan: _Scan) -> Iterator[Quantity]:
    """Every other number, with what stands around it."""
    position = 0
    for match in _DIGITS.finditer(scan.text):
        if match.start() < position or not scan.is_free(match.start(), match.end()):
            continue
        found = _number(scan, match)
        position = found.end
        yield found


def _number(scan: _Scan, match: re.Match[str]) -> Quantity:
    text, start, end = scan.text, match.start(), match.end()
    upper = _upper_of_range(scan, end)
    end = upper.end() if upper else end
    after, before = text[end:], text[:start]
    units: tuple[tuple[str, What], ...] = (
        ("percent", What.PERCENT), ("hours", What.HOURS), ("persons", What.PERSONS),
    )  # fmt: skip
    for meaning, what in units:
        if unit := starts_with("unit", meaning, after):
            return _counted(scan, what, match, upper, end + unit.end())
    if years := _YEARS_UNIT.match(after):
        return _counted(scan, What.YEARS, match, upper, end + years.end())
    return _money(scan, match, upper, before, after)


_YEARS_UNIT = re.compile(r"\s*-?\s*(?:årig|årige|årigt|åriga|years?|year|år)(?!\w)", re.IGNORECASE)


def _upper_of_range(scan: _Scan, end: int) -> re.Match[str] | None:
    """The number that a range goes up to: "7-10"."""
    between = _RANGE.match(scan.text, end)
    if not between:
        return None
    upper = _DIGITS.match(scan.text, between.end())
    return upper if upper and scan.is_free(upper.start(), upper.end()) else None


def _counted(
    scan: _Scan, what: What, match: re.Match[str], upper: re.Match[str] | None, end: int
) -> Quantity:
    try:
        value = parse_number(match[0], scan.mark)
        to = parse_number(upper[0], scan.mark) if upper else None
    except UnclearNumberError as unclear:
        return Quantity(What.OTHER, match.start(), end, reason=str(unclear))
    return Quantity(what, match.start(), end, value, to, step=_step_of(match[0], value))


def _step_of(digits: str, value: Decimal) -> Decimal:
    """What a number is rounded to, as its decimals show."""
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return Decimal(1).scaleb(-decimals) if re.search("[.,]", digits) else Decimal(1)


@cache
def _currency_before() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{any_of(headings('currency', 'sign'))})\.?:?\s*(?P<minus>-?)$", re.I
    )


@cache
def _after_amount() -> re.Pattern[str]:
    signs = any_of(sorted(currencies()))
    scale = any_of(sorted((s for s in scales() if len(s) > 1), key=len, reverse=True))
    hourly = any_of(phrases("unit", "per_hour"))
    return re.compile(
        rf"(?P<whole>[.,:] ?[-–=]+)?\s*(?P<scale>(?:{scale})(?!\w)\.?)?\s*(?P<unit>(?:{signs})(?!\w)\.?)?"
        rf"(?P<hourly>\s*(?:{hourly}|/\s?t(?:ime)?)(?!\w))?",
        re.IGNORECASE,
    )


def _money(
    scan: _Scan, match: re.Match[str], upper: re.Match[str] | None, before: str, after: str
) -> Quantity:
    """An amount of money, or a number that nothing tells of."""
    currency = _currency_before().search(before)
    tail = _after_amount().match(after)
    start = currency.start() if currency else match.start()
    end = (upper.end() if upper else match.end()) + (len(tail[0].rstrip()) if tail else 0)
    scale = tail["scale"] if tail else None
    is_money = bool(currency or (tail and (tail["unit"] or tail["whole"] or scale)))
    digits = match[0]
    try:
        value = _value(digits, scan.mark, is_money=is_money)
        to = _value(upper[0], scan.mark, is_money=is_money) if upper else None
    except UnclearNumberError as unclear:
        return Quantity(What.OTHER, start, max(end, match.end()), reason=str(unclear))
    times = scales()[scale.casefold().strip(" .")] if scale else 1
    step = _money_step(digits, value, times, is_about=_is_about(scan.text[:start], after))
    if (currency and currency["minus"]) or re.search(r"(?:^|[\s(])-$", before):
        value = -value
    if not is_money and abs(value) < _LEAST_BARE_AMOUNT:
        return Quantity(What.OTHER, start, max(end, match.end()), value * times, bare=True)
    return Quantity(
        What.MONEY,
        start,
        end,
        value * times,
        to * times if to is not None else None,
        step,
        bare=not is_money,
        hourly=bool(tail and tail["hourly"]),
    )


#: A number below this, without a currency, is hardly an amount of money.
_LEAST_BARE_AMOUNT = 1000


def _value(digits: str, mark: Mark | None, *, is_money: bool) -> Decimal:
    """The number in digits; no currency has three decimals, so "kr 364.321" parts thousands."""
    try:
        return parse_number(digits, mark)
    except AmbiguousNumberError:
        if not is_money:
            raise
        return Decimal(re.sub("[.,]", "", digits))


def _is_about(before: str, after: str) -> bool:
    return bool(ends_with("connect", "about", before)) and bool(after or before)


def _money_step(digits: str, value: Decimal, times: int, *, is_about: bool) -> Decimal:
    """What an amount is rounded to: the last digit of "1,4 mill.", the last that counts of "ca. 364 000"."""
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    step = Decimal(times).scaleb(-decimals)
    if times == 1 and not is_about:
        return Decimal(0) if decimals else Decimal(1)
    zeros = re.search(r"0*$", re.sub(r"\D", "", digits))
    return step.scaleb(len(zeros[0])) if is_about and zeros and not decimals else step


@cache
def _currency_and_mark() -> re.Pattern[str]:
    signs = any_of(headings("currency", "sign"))
    return re.compile(rf"(?<!\w)(?:{signs})\s*\d{{1,3}}([.,])\d{{3}}(?![\d.,]\d)", re.IGNORECASE)


def mark_of_money(text: str) -> Mark | None:
    """The mark before decimals, where an amount shows the other one before thousands: "NOK 364,321"."""
    shown = {match[1] for match in _currency_and_mark().finditer(text)}
    if len(shown) != 1:
        return None
    return "." if shown == {","} else ","


def is_bound(text: str, start: int, end: int) -> bool:
    """Whether a quantity is only a bound: "more than 300 000", "400 000 or more"."""
    if ends_with("connect", "bound", text[:start]):
        return True
    return starts_with("connect", "or_more", text[end:]) is not None


def is_per_month(text: str, end: int) -> bool:
    """Whether hours are those of a month."""
    return has("unit", "per_month", text[end : end + 40])
