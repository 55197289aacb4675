"""Amounts of a ledger's columns: regular ones in the engine, other distinct texts once each in Python.

Which mark stands before decimals is decided by the columns as a whole, or declared; it decides what
"1.234" means, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from grantcalc.language import tr
from grantcalc.money import Money, currency_digits
from grantcalc.reading.currency import is_another_currency, names_of
from grantcalc.reading.numbers import (
    AmbiguousNumberError,
    Mark,
    UnclearNumberError,
    is_dash,
    parse_number,
    taken_apart,
)

_TOO_LONG = re.compile(r"-?\d+\.\d{3,}")
_EXCEL_DIGITS = 15
#: What the engine's integers hold with room for sums.
_MOST_MINOR_UNITS = 10**16
_GROUP = r"[1-9]\d{0,2}"


def plain_amount_sql(text: str, digits: int) -> str:
    """A plain amount with a point or a comma before its decimals, in minor units; else NULL."""
    return f"CASE WHEN {is_plain_amount_sql(text, digits)} THEN {minor_sql(text, digits)} END"


def is_plain_amount_sql(text: str, digits: int) -> str:
    """Whether it is one."""
    pattern = f"-?\\d{{1,13}}([.,]\\d{{1,{digits}}})?" if digits else "-?\\d{1,13}"
    return f"REGEXP_FULL_MATCH({text}, '{pattern}')"


def minor_sql(text: str, digits: int) -> str:
    """The minor units of what is a plain amount; NULL where it is empty."""
    exact = f"TRY_CAST(REPLACE({text}, ',', '.') AS DECIMAL(18, {digits}))"
    return f"CAST({exact} * {10**digits} AS BIGINT)"


def grouped_amount_sql(text: str, currency: str, mark: Mark | None) -> str:
    """An amount with marks between thousands, a minus behind or brackets around it; else NULL."""
    digits = currency_digits(currency)
    own = "|".join(map(re.escape, names_of(currency)))
    spaces = "\u00a0\u202f\u2009"
    one_kind = f"TRANSLATE({text}, '{spaces}\u2212\u2019', '   -''')"
    bare = f"REGEXP_REPLACE(REGEXP_REPLACE({one_kind}, '^\\((.*)\\)$', '-\\1'), '^([^-].*\\d)-$', '-\\1')"
    bare = f"REGEXP_REPLACE({bare}, '^(-?)\\+?(?:{own})\\.? ?(\\d.*\\d)$', '\\1\\2', 'i')"
    decimals = f"([.,]\\d{{1,{digits}}})?" if digits else ""
    comma, point = (f"{m}\\d{{1,{digits}}}" if digits else "(?:x)" for m in (",", "[.]"))
    whens = [
        (f"^-?(\\d{{1,13}}|{_GROUP}( \\d{{3}})+){decimals}$", f"REPLACE({bare}, ' ', '')"),
        (f"^-?{_GROUP}(''\\d{{3}})+{decimals}$", f"REPLACE({bare}, '''', '')"),
        (_dotted("[.]", comma, mark == ","), f"REPLACE({bare}, '.', '')"),
        (_dotted(",", point, mark == "."), f"REPLACE({bare}, ',', '')"),
    ]
    cases = " ".join(
        f"WHEN REGEXP_MATCHES({bare}, '{pattern}') AND LENGTH({clean}) < 17 "
        f"THEN {minor_sql(clean, digits)}"
        for pattern, clean in whens
    )
    return f"CASE {cases} END"


def _dotted(group: str, decimals: str, is_decided: bool) -> str:
    """The pattern of an amount whose thousands a point or comma parts, for certain."""
    groups = f"{_GROUP}({group}\\d{{3}})"
    single = "+" if is_decided else "{2,}"
    return f"^-?({groups}+{decimals}|{groups}{single})$"


@dataclass(frozen=True)
class AmountTexts:
    """The texts that the engine could not read, in minor units, or why they are no amounts."""

    minor: Mapping[str, int]
    reasons: Mapping[str, str]


def read_amount_texts(texts: Iterable[str], currency: str, mark: Mark | None) -> AmountTexts:
    """Amounts as people type them."""
    minor: dict[str, int] = {}
    reasons: dict[str, str] = {}
    for text in texts:
        try:
            minor[text] = typed_money(text, currency, mark).minor
        except UnclearNumberError as error:
            reasons[text] = str(error)
    return AmountTexts(minor, reasons)


def typed_money(text: str, currency: str, mark: Mark | None) -> Money:
    """A typed amount; a number that a workbook stores with 17 digits is taken at the 15 it means.

    Raises:
        UnclearNumberError: it cannot be read, is too large, in another currency, or has more decimals
            than the currency.
    """
    value = typed_number(text, mark)
    for unit in () if is_dash(text) else taken_apart(text).units:
        if is_another_currency(unit, currency):
            raise UnclearNumberError(
                tr(
                    'it is in another currency than {currency} ("{unit}")',
                    currency=currency,
                    unit=unit,
                )
            )
    money = Money.nearest(value, currency)
    if money.amount != value:
        raise UnclearNumberError(
            tr("{text} has more decimals than {currency} has", text=text, currency=currency)
        )
    if abs(money.minor) > _MOST_MINOR_UNITS:
        raise UnclearNumberError(tr("it is too large to be an amount"))
    return money


def typed_number(text: str, mark: Mark | None) -> Decimal:
    """A typed number; a dash is nothing.

    Raises:
        UnclearNumberError: it cannot be read.
    """
    if is_dash(text):
        return Decimal(0)
    if _TOO_LONG.fullmatch(text) and sum(c.isdigit() for c in text.lstrip("-0.")) > _EXCEL_DIGITS:
        return Decimal(format(float(text), f".{_EXCEL_DIGITS}g"))
    try:
        return parse_number(text, mark)
    except UnclearNumberError as error:
        if mark is None and isinstance(error, AmbiguousNumberError):
            hint = tr('declare decimal = "," or "." under [ledger] in grantcalc.toml')
            raise UnclearNumberError(tr("{reason}, or {hint}", reason=error, hint=hint)) from error
        raise
