"""Amounts as people type them: "1 340 000", "kr 700 000,-", "(5 000)", "1.340.000,00".

A text that can be read in two ways ("1.234", "1,4 mill.") is not read but said to be unclear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal
from unicodedata import decimal as digit_value

from grantcalc.language import shown_number, tr
from grantcalc.reading.vocabulary import headings

#: The mark before decimals.
Mark = Literal[".", ","]

#: What the tables of vocabulary.toml stand for.
SCALES = {"thousand": 1_000, "million": 1_000_000, "milliard": 1_000_000_000}

#: No amount of money, however it is written, needs more characters.
_LONGEST = 60

_FOLDED = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " ")
    | dict.fromkeys("\u2018\u2019\u02bc\u00b4\u2032\u066c`", "'")
    | dict.fromkeys("\uff0c", ",")
    | dict.fromkeys("\uff0e", ".")
    # Marks of direction and of joining, which formats put around signs and currencies.
    | dict.fromkeys("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff", "")
)
_ARABIC_DECIMAL_MARK = "\u066b"

_PARTS = re.compile(r"(?P<before>[^0-9]*)(?P<digits>[0-9](?:.*[0-9])?)(?P<after>[^0-9]*)")
#: How whole kroner are written: "700 000,-", "1 200:-", "500.--".
_WHOLE = re.compile(r"[.,:] ?[-=]+")
_BARE_DECIMALS = re.compile(r"(?:^|[^\w.,])([.,])$")
_FOOTNOTE = re.compile(r"[*†‡#¹²³⁰-⁹]|[0-9A-Za-z]\)|\[\w{1,2}\]?$")

_DASHES = re.compile(r"([^-]*)-+([^-]*)")
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<mark>[ .,'])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
_INDIAN = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")
_DECIMALS = re.compile(r"(?P<whole>.*[0-9])(?P<mark>[.,:])(?P<decimals>[0-9]+)")


class UnclearNumberError(ValueError):
    """A text holds no number, or one that can be read in more than one way; the text says which."""


class AmbiguousNumberError(UnclearNumberError):
    """Its one mark may stand before decimals or part thousands."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed amount taken apart: its digits with their marks, and what stands around them."""

    digits: str
    before: str
    after: str
    is_negative: bool
    is_whole: bool  # it ends in a mark and a dash: "700 000,-"

    @property
    def units(self) -> list[str]:
        """The words and signs around the digits, folded: currencies, "mill", "%"."""
        return [unit for affix in (self.before, self.after) for unit in _units(affix)]


def parse_number(text: str, decimal_mark: Mark | None = None) -> Decimal:
    """The number that a person typed as `text`, exactly.

    `decimal_mark` is the mark before decimals where the other cells show it (`decimal_marks`); it
    decides what "1.234" means, and nothing else.

    Raises:
        UnclearNumberError: it is no number, it is scaled ("215 tkr"), or its mark may part either
            thousands or decimals ("1.234").
    """
    if _ARABIC_DECIMAL_MARK in text and not re.search("[.,]", text):
        text, decimal_mark = text.replace(_ARABIC_DECIMAL_MARK, "."), "."
    typed = taken_apart(text)
    unknown = [unit for unit in typed.units if unit not in currencies()]
    scale = next((scales()[unit] for unit in unknown if unit in scales()), None)
    if scale and all(unit in scales() for unit in unknown):
        raise UnclearNumberError(_scaled(typed, scale, decimal_mark))
    if unknown:
        raise UnclearNumberError(_why_not(typed))
    value = _unsigned(typed, decimal_mark)
    return value.copy_negate() if typed.is_negative and value else value


def taken_apart(text: str) -> Typed:
    """A typed amount in its parts.

    Raises:
        UnclearNumberError: it holds no digit, is too long, or has more than one sign.
    """
    bare = text.strip()
    if len(bare) > _LONGEST:
        raise UnclearNumberError(tr("it is too long to be an amount"))
    parts = _PARTS.fullmatch(uniform(bare))
    if not parts:
        raise UnclearNumberError(tr("it is not a number"))
    before, digits, after = parts["before"], parts["digits"], parts["after"]
    signs = 0
    if before.count("(") == after.count(")") == 1:
        before, after, signs = before.replace("(", " "), after.replace(")", " "), 1
    is_whole = bool(_WHOLE.search(after))
    before, leading = _without_sign(before)
    after, trailing = _trailing_sign(_WHOLE.sub(" ", after, count=1), before)
    signs += leading + trailing
    if signs > 1:
        raise UnclearNumberError(tr("it has more than one sign"))
    if bare_mark := _BARE_DECIMALS.search(before):
        before, digits = before[:-1], bare_mark[1] + digits
    return Typed(digits, before, after, bool(signs), is_whole)


def uniform(text: str) -> str:
    """A text with one kind of space, minus, apostrophe and digit, and no marks of direction.

    Raises:
        UnclearNumberError: its digits are of two scripts: some look alike and mean another digit.
    """
    if text.isascii():
        return text
    text = text.translate(_FOLDED)
    values = {c: digit_value(c) for c in set(text) if digit_value(c, None) is not None}
    if len({ord(c) - value for c, value in values.items()}) > 1:
        raise UnclearNumberError(tr("it mixes digits of two scripts"))
    return text.translate({ord(c): str(value) for c, value in values.items()}).strip()


def _without_sign(before: str) -> tuple[str, int]:
    """What stands before a number without its sign, and how many minus signs that was."""
    bare = before.strip()
    for sign, minus in (("-", 1), ("+", 0)):
        if bare.startswith(sign):
            return bare[1:], minus
        if bare.endswith(sign):
            return bare[:-1], minus
    return before, 0


def _trailing_sign(after: str, before: str) -> tuple[str, int]:
    """What stands behind a number without its minus sign, and whether there was one.

    Raises:
        UnclearNumberError: it is a dash that may as well stand for no øre: "kr 500-", "500 -".
    """
    if "-" not in after:
        return after, 0
    if after == "-" and not before.strip():
        return "", 1
    if after.strip() == "-" or "".join(_units(after.replace("-", " "))) in currencies():
        raise UnclearNumberError(
            tr("its last dash may be a minus or stand for no decimals; write -500 or 500")
        )
    raise UnclearNumberError(tr("it is not a number"))


def _units(affix: str) -> list[str]:
    """The units before or behind the digits; what is neither currency nor scale word by word."""
    whole = _folded_unit(affix)
    if whole in currencies() or whole in scales():
        return [whole]
    return [_folded_unit(piece) or piece for piece in affix.split()]


def _folded_unit(text: str) -> str:
    return text.casefold().strip(" .")


@cache
def currencies() -> frozenset[str]:
    """Signs, codes and names of currencies, folded, without a full stop."""
    return frozenset(map(_folded_unit, headings("currency", "sign")))


@cache
def scales() -> dict[str, int]:
    """The words and signs by which an amount is given in thousands or more, and how many."""
    return {
        _folded_unit(word): scale
        for table, scale in SCALES.items()
        for meaning in ("unit", "word", "sign")
        for word in headings(table, meaning)
    }


def _unsigned(typed: Typed, decimal_mark: Mark | None) -> Decimal:
    """The number without its sign.

    Raises:
        UnclearNumberError: its marks do not part a number, or in more than one way.
    """
    digits = typed.digits
    if _PLAIN.fullmatch(digits):
        return _plain(digits)
    if _INDIAN.fullmatch(digits):
        return Decimal(digits.replace(",", ""))
    if grouped := _GROUPED.fullmatch(digits):
        mark = grouped["mark"]
        is_single = mark in ".," and digits.count(mark) == 1
        if is_single and not typed.is_whole and decimal_mark != _other(mark):
            return _single_mark(digits, mark, decimal_mark)
        return Decimal(re.sub(r"[^0-9]", "", digits))
    if (parts := _DECIMALS.fullmatch(digits)) and not typed.is_whole:
        return _with_decimals(parts, has_unit=bool(typed.units))
    if digits[0] in ".," and _PLAIN.fullmatch(digits[1:]) and len(digits) != 4:
        return Decimal(f"0.{digits[1:]}")
    raise UnclearNumberError(_why_not(typed))


def _plain(digits: str) -> Decimal:
    """The number in digits without a mark.

    Raises:
        UnclearNumberError: they are zeros alone, as in the heading "£(000)".
    """
    if len(digits) > 1 and not digits.strip("0"):
        raise UnclearNumberError(
            tr('"{digits}" is no amount; it may stand for thousands', digits=digits)
        )
    return Decimal(digits)


def _other(mark: str) -> str:
    return "," if mark == "." else "."


def _single_mark(digits: str, mark: str, decimal_mark: Mark | None) -> Decimal:
    """The number in a text such as "1.234", which only the other cells can tell.

    Raises:
        UnclearNumberError: they do not.
    """
    as_decimals = digits.replace(mark, ".")
    if mark == decimal_mark:
        return Decimal(as_decimals)
    raise AmbiguousNumberError(
        tr(
            '"{digits}" may be {whole} or {decimals} (decimals); write it without a '
            "mark for thousands",
            digits=digits,
            whole=digits.replace(mark, ""),
            decimals=as_decimals,
        )
    )


def _with_decimals(parts: re.Match[str], *, has_unit: bool) -> Decimal:
    """The number in a text such as "1 340,50" or "kr 200:50".

    Raises:
        UnclearNumberError: it is none, or may be a time or a day.
    """
    whole, mark, decimals = parts["whole"], parts["mark"], parts["decimals"]
    grouped = _INDIAN.fullmatch(whole) or _GROUPED.fullmatch(whole)
    by = grouped.groupdict().get("mark", ",") if grouped else ""
    if by == mark or not (by or _PLAIN.fullmatch(whole)):
        raise UnclearNumberError(tr("it is not a number"))
    if mark == ":" and (len(decimals) != 2 or not (by or has_unit)):
        raise UnclearNumberError(
            tr("it may be a time or a proportion; write decimals with a comma")
        )
    if whole[0] == "0" and len(whole) > 1 and (mark == "." or len(decimals) == 3):
        raise UnclearNumberError(
            tr("it may be a day, for it starts with 0; write it without the 0")
        )
    return Decimal(re.sub(r"[^0-9]", "", whole) + "." + decimals)


def _scaled(typed: Typed, scale: int, decimal_mark: Mark | None) -> str:
    """Why a scaled amount is not read, with what it would be in full where that is clear."""
    try:
        value = _unsigned(typed, decimal_mark) * scale
    except UnclearNumberError:
        return tr("it seems to be given in thousands or millions; write it in full")
    in_full = f"{-value if typed.is_negative else value:f}"
    if "." in in_full:
        in_full = in_full.rstrip("0").rstrip(".")
    return tr(
        "it seems to be given in thousands or millions and may mean {amount}; write it in full",
        amount=shown_number(in_full),
    )


def _why_not(typed: Typed) -> str:
    if re.search("[%‰٪﹪％]", typed.before + typed.after):
        return tr("it is a percentage, not an amount")
    is_alone = set(_units(typed.before)) <= currencies() and len(typed.after.strip()) <= 3
    if is_alone and _FOOTNOTE.search(typed.digits + typed.after):
        return tr("a mark of a footnote seems to follow the number; write the number alone")
    return tr("it is not a number")


def is_dash(text: str) -> bool:
    """Whether a text is the dash or dashes that people type for nothing, perhaps with a currency.

    Spreadsheets themselves show zero so, in formats such as "kr -" and "- €".
    """
    bare = text.strip()
    if len(bare) > _LONGEST:
        return False
    pieces = _DASHES.fullmatch(bare.translate(_FOLDED).strip())
    if not pieces or (pieces[1] and pieces[2]):
        return False
    return all(not unit or unit in currencies() for unit in map(_folded_unit, pieces.groups()))
