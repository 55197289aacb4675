"""Amounts as people type them: "1 340 000", "kr 700 000,-", "(5 000)", "1.340.000,00".

A text that can be read in two ways ("1.234", "1,4 mill.") is not read but said to be unclear.
"""

from __future__ import annotations

import re
from decimal import Decimal

_SPACES = "\u0020\u00a0\u202f\u2009\u2007\t"
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "\ufe63": "-", "\uff0d": "-"})
_CURRENCY = re.compile(
    r"^(?:kr\.?|nok|sek|dkk|isk|eur|usd|gbp|€|\$|£)|(?:kr\.?|nok|sek|dkk|isk|eur|usd|gbp|€|\$|£)$",
    re.I,
)
_SCALED = re.compile(
    r"\d\s*(?:'|’|t?kr\s+i\s+1000|tkr|tnok|k|mill\.?|mio\.?|mrd\.?|million\w*)\.?$", re.I
)

#: How whole kroner are written: "700 000,-".
_WHOLE = re.compile(r"[,.]\s*-+$")
#: No amount of money, however it is written, needs more characters.
_LONGEST = 40
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<mark>[ .,'’])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
_DECIMALS = re.compile(r"(?P<whole>.*[0-9])(?P<mark>[.,])(?P<decimals>[0-9]+)")


class UnclearNumberError(ValueError):
    """A text holds no number, or one that can be read in more than one way; the text says which."""


def parse_number(text: str) -> Decimal:
    """The number that a person typed as `text`, exactly.

    Raises:
        UnclearNumberError: it is no number, it is scaled ("215 tkr"), or its mark may part either
            thousands or decimals ("1.234").
    """
    bare = text.translate(_MINUS).strip(_SPACES)
    if len(bare) > _LONGEST:
        raise UnclearNumberError("it is too long to be an amount")
    if _SCALED.search(bare):
        raise UnclearNumberError("it seems to be given in thousands or millions; write it in full")
    bare, negative = _sign(_without_currency(bare))
    is_whole = bool(_WHOLE.search(bare))
    bare = re.sub(f"[{_SPACES}]+", " ", _WHOLE.sub("", bare)).strip()
    value = _unsigned(bare, is_whole=is_whole)
    return -value if negative else value


def _without_currency(text: str) -> str:
    for _ in range(2):
        text = _CURRENCY.sub("", text.strip(_SPACES)).strip(_SPACES)
    return text


def _sign(text: str) -> tuple[str, bool]:
    """The text without its sign, and whether it was negative: "-5", "5-" or "(5)"."""
    if text.startswith("(") and text.endswith(")"):
        return _without_currency(text[1:-1]), True
    if text.startswith("-"):
        return _without_currency(text[1:]), True
    if text.endswith("-") and not _WHOLE.search(text):
        return _without_currency(text[:-1]), True
    return text.removeprefix("+").strip(_SPACES), False


def _unsigned(text: str, *, is_whole: bool) -> Decimal:
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if grouped := _GROUPED.fullmatch(text):
        mark = grouped["mark"]
        if mark in ".," and text.count(mark) == 1 and not is_whole:
            raise UnclearNumberError(
                f'"{text}" may be {text.replace(mark, "")} or {text.replace(mark, ".")} (decimals)'
            )
        return Decimal(re.sub(r"[^\d]", "", text))
    if parts := _DECIMALS.fullmatch(text):
        whole, mark = parts["whole"], parts["mark"]
        grouped = _GROUPED.fullmatch(whole)
        if _PLAIN.fullmatch(whole) or (grouped and grouped["mark"] != mark):
            return Decimal(re.sub(r"[^\d]", "", whole) + "." + parts["decimals"])
    raise UnclearNumberError("it is not a number")


def is_dash(text: str) -> bool:
    """Whether a text is the dash or dashes that people type for nothing at all."""
    bare = text.translate(_MINUS).strip(_SPACES)
    return bool(bare) and not bare.strip("-")
