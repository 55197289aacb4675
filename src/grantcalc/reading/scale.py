"""Whether a heading or a title says that amounts are in thousands or millions: "i hele 1000 kr"."""

from __future__ import annotations

import re
from functools import cache

from grantcalc.reading.numbers import SCALES, UnclearNumberError, currencies, uniform
from grantcalc.reading.vocabulary import headings, words
from grantcalc.words import folded

#: No heading needs more characters; longer texts are prose.
_LONGEST = 200
_NUMERALS = {1_000: r"1[ .,']?000", 1_000_000: r"1[ .,']?000[ .,']?000"}
_LEFT, _RIGHT = r"(?<![^\W_])", r"(?![^\W_])"
_NO_WORD_FOLLOWS = r"(?!\s?[^\W_])"
_ZEROS = {1_000: "000", 1_000_000: "000[ .,']000"}
_YEAR = re.compile(r"(?:20(?:0[5-9]|[1-5]\d|60)|(?:19|20)\d\d[/-]\d{2,4})")


def scale_of(text: str) -> int | None:
    """What amounts under a heading or a title are to be multiplied by: 1000 or more.

    None where it says nothing of the kind, or two scales. "1000 kr", "215 tkr" and "5 mill. kr" are
    amounts, not scales.
    """
    found = {scale for scale, _ in _found(text)}
    return found.pop() if len(found) == 1 else None


def without_scale(text: str) -> str:
    """A heading without the words for its scale: "2001/02 (tkr)" is "2001/02".

    A text too long for a heading is empty.
    """
    line = _line(text)
    for _, words_for_it in _found(text):
        line = line.replace(words_for_it, " ")
    return " ".join(line.split()).strip(" ,;:()[]")


def _line(text: str) -> str:
    """A text as one line with one kind of space, apostrophe and digit; empty if it is no heading."""
    bare = " ".join(text.split())
    try:
        return uniform(bare) if len(bare) <= _LONGEST else ""
    except UnclearNumberError:
        return ""


def _found(text: str) -> list[tuple[int, str]]:
    """The scales in a text, each with the part of it that says so."""
    line = _line(text)
    if not _may_tell_one(line):
        return []
    hits = [
        (scale, match)
        for scale in SCALES.values()
        for pattern in _patterns(scale)
        for match in pattern.finditer(line)
        if not _is_amount(line, match)
    ]
    hits += [
        (1_000, match)
        for match in _weak_pattern().finditer(line)
        if _heads_amounts(line[: match.start()] + " " + line[match.end() :])
    ]
    return [(scale, match[0]) for scale, match in hits]


def _may_tell_one(line: str) -> bool:
    """Whether a line holds what every way of saying a scale needs; patterns are slow to compile."""
    bare = "".join(line.casefold().split())
    return "000" in bare or any(sign in bare for sign in _signs())


@cache
def _signs() -> tuple[str, ...]:
    texts = (
        text for table in SCALES for kind in ("word", "unit") for text in headings(table, kind)
    )
    return tuple("".join(text.casefold().split()) for text in texts)


def _is_amount(line: str, match: re.Match[str]) -> bool:
    """Whether a number that is no year stands beside the match, as in "215 tkr" and "tkr 215"."""
    before = re.search(r"[\d.,'/-]*$", line[: match.start()].rstrip())
    after = re.match(r"[\d.,'/-]*", line[match.end() :].lstrip())
    beside = [m[0].strip(".,'/-") for m in (before, after) if m]
    return any(number and not _YEAR.fullmatch(number) for number in beside)


def _heads_amounts(rest: str) -> bool:
    """Whether what stands beside "NOK 1000" only says that a column holds amounts, and of when."""
    return all(
        piece.isdigit()
        or any(
            words(table, meaning).fits(piece)
            for table, meaning in (
                ("column", "amount"),
                ("column", "other_money"),
                ("row", "total"),
                ("side", "expenditure"),
                ("side", "income"),
            )
        )
        for piece in folded(rest).split()
    )


def _any_of(texts: list[str]) -> str:
    """A pattern for one of several words, of which the longest that fits is taken."""
    ordered = sorted(texts, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(text).replace(r"\ ", r"\s?") for text in ordered) + r")\.?"


@cache
def _parts() -> dict[str, str]:
    return {
        "currency": _any_of(list(currencies())),
        "in": _any_of(headings("scale", "in")),
        "whole": _any_of(headings("scale", "whole")),
        "of": _any_of(headings("scale", "of")),
    }


@cache
def _patterns(scale: int) -> list[re.Pattern[str]]:
    """The ways of saying a scale that need nothing else to be believed."""
    table = next(name for name, its_scale in SCALES.items() if its_scale == scale)
    part = _parts()
    currency, of_currency = part["currency"], rf"(?:{part['of']}\s?)?{part['currency']}"
    word, unit = _any_of(headings(table, "word")), _any_of(headings(table, "unit"))
    prefix = rf"{_LEFT}{part['in']}\s(?:{part['whole']}\s)?"
    patterns = [
        rf"{_LEFT}{unit}{_RIGHT}",
        rf"{prefix}{word}(?:\s?{of_currency})?{_NO_WORD_FOLLOWS}",
        rf"{_LEFT}{currency}\s?{word}{_RIGHT}",
        rf"{_LEFT}{word}\s?{of_currency}{_RIGHT}",
        rf"^{word}$",
        rf"(?<=[(\[]){word}(?=[)\]])",
    ]
    if numeral := _NUMERALS.get(scale):
        patterns += [
            rf"{prefix}(?:{currency}\s?)?{numeral}(?:\s?{currency})?{_NO_WORD_FOLLOWS}",
            rf"{_LEFT}{numeral}-?tall?s?\s?{currency}{_RIGHT}",
            rf"{prefix}{numeral}-?tall?s?{_NO_WORD_FOLLOWS}",
        ]
    if zeros := _ZEROS.get(scale):
        alone = r"(?!(?:[ .,']?\d))"
        patterns += [
            rf"(?<!\d)'{zeros}'?s?{alone}(?:\s?{currency}{_RIGHT})?",
            rf"{_LEFT}{currency}\s?(?:{zeros}'?s?|\({zeros}'?s?\)){alone}",
            rf"\({zeros}'?s?(?:\s?{currency})?\)",
            rf"^{zeros}'?s?(?:\s?{currency})?$",
            rf"(?<![\d.,'])(?<!\d ){zeros}'?s{_RIGHT}",
        ]
    return [re.compile(pattern, re.I) for pattern in patterns]


@cache
def _weak_pattern() -> re.Pattern[str]:
    """The ways that need it: "NOK 1,000" and "(1000 kr)" beside money and years alone.

    There is none for millions: "NOK 1 000 000" is an amount.
    """
    currency, numeral = _parts()["currency"], _NUMERALS[1_000]
    code = r"(?:[A-Z]{3}|[€£$])"  # "kr 1000" is more often an amount
    return re.compile(
        rf"(?<=[(\[])(?:{currency}\s?{numeral}|{numeral}\s?{currency})(?=[)\]])"
        rf"|{_LEFT}(?-i:{code})\s?{numeral}(?![ .,']?\d)",
        re.I,
    )
