"""Which mark stands before decimals in a file, by the texts that can be read in one way only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from grantcalc.language import tr
from grantcalc.reading.numbers import Mark, Typed, UnclearNumberError, taken_apart

_REPEATED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}|[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}")
_INDIAN = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")
_THOUSANDS_AND_DECIMALS = re.compile(
    r"[1-9][0-9]{0,2}(?:(?P<group>[ .,'])[0-9]{3})+(?!(?P=group))(?P<mark>[.,])[0-9]+"
)
_SINGLE = re.compile(r"(?P<whole>[0-9]+)(?P<mark>[.,])(?P<decimals>[0-9]+)")
#: Up to here two digits behind a point may be a day's month, a month's day or a chapter's part.
_HIGHEST_DAY = 31


@dataclass(frozen=True, slots=True)
class DecimalMarks:
    """The evidence: the first text that shows a comma before decimals, and the first with a point."""

    comma: str | None = None
    point: str | None = None

    @property
    def decided(self) -> Mark | None:
        """The mark before decimals; None where nothing shows it, or where texts contradict."""
        if self.comma and self.point:
            return None
        return "," if self.comma else "." if self.point else None

    @property
    def reason(self) -> str:
        """What was decided and by what, to be printed."""
        if self.comma and self.point:
            return tr(
                'both marks stand before decimals: "{comma}" and "{point}"',
                comma=self.comma,
                point=self.point,
            )
        if self.comma:
            return tr('a comma stands before decimals, as "{text}" shows', text=self.comma)
        if self.point:
            return tr('a point stands before decimals, as "{text}" shows', text=self.point)
        return tr("no text shows which mark stands before decimals")


def decimal_marks(texts: Iterable[str]) -> DecimalMarks:
    """What the texts of a file or a sheet show about its decimal mark.

    Numbers of chapters ("1.10"), days ("24.12") and lists ("1,2") show nothing.
    """
    found: dict[str, str] = {}
    for text in texts:
        if mark := _shown_by(text):
            found.setdefault(mark, text.strip())
            if len(found) > 1:
                break
    return DecimalMarks(comma=found.get(","), point=found.get("."))


def _shown_by(text: str) -> str | None:
    if "," not in text and "." not in text:
        return None
    try:
        typed = taken_apart(text)
    except UnclearNumberError:
        return None
    digits = typed.digits
    if _INDIAN.fullmatch(digits):
        return "."
    if _REPEATED.fullmatch(digits):
        return "," if "." in digits else "."
    if parts := _THOUSANDS_AND_DECIMALS.fullmatch(digits):
        return parts["mark"]
    if parts := _SINGLE.fullmatch(digits):
        return _single(parts, typed)
    return None


def _single(parts: re.Match[str], typed: Typed) -> str | None:
    """What a text with one mark shows: "12,50", "0.5" and "84.000,-" do, "1.234" does not."""
    whole, mark, decimals = parts["whole"], parts["mark"], parts["decimals"]
    if typed.is_whole and len(decimals) == 3:
        return "," if mark == "." else "."
    if whole == "0":
        return mark
    if typed.is_whole or len(decimals) > 2 or whole[0] == "0":
        return None
    if typed.units or (len(decimals) == 2 and int(decimals) > _HIGHEST_DAY):
        return mark
    return mark if mark == "," and (len(decimals) == 2 or len(whole) > 2) else None
