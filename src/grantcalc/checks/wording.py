"""Words that several checks use: cells, lists, advice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from grantcalc.finding import Place
from grantcalc.money import Money, rounded_share

#: So many other places stand beside a finding's own.
MOST_RELATED = 20

_MOST_NAMED = 6
_CELL = re.compile(r"([A-Z]+)(\d+)")


def sentence_list(items: Iterable[str]) -> str:
    """Items as a sentence lists them: "B2, B3 and B4"."""
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last


def unique(places: Iterable[Place], but: Place | None = None) -> list[Place]:
    """Each place once, in order, without the one that a finding is about."""
    return [place for place in dict.fromkeys(places) if place != but]


def in_order(parts: Mapping[Place, int]) -> dict[Place, int]:
    """The cells as they stand in the sheet: down each column, from the left."""

    def position(place: Place) -> tuple[int, str, int]:
        match = _CELL.fullmatch(place.cell or "")
        letters, digits = (match[1], match[2]) if match else ("", "0")
        return (len(letters), letters, int(digits))

    return {place: parts[place] for place in sorted(parts, key=position)}


def cells(parts: Mapping[Place, int]) -> str:
    """The cells of a sum as a person writes them: "B2:B8", "B10 + B11", "B12 - B9"."""
    runs: list[tuple[str, int, int, int]] = []
    for place, times in parts.items():
        match = _CELL.fullmatch(place.cell or "")
        if match is None:
            raise ValueError(f"no cell: {place}")
        column, row = match[1], int(match[2])
        if runs and (runs[-1][0], runs[-1][2] + 1, runs[-1][3]) == (column, row, times):
            runs[-1] = (column, runs[-1][1], row, times)
        else:
            runs.append((column, row, row, times))
    named = " ".join(_run(*run) for run in runs[:_MOST_NAMED]).removeprefix("+ ")
    more = len(runs) - _MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named


def _run(column: str, first: int, last: int, times: int) -> str:
    """Neighbouring cells that count alike, with their sign."""
    sign = "-" if times < 0 else "+"
    return f"{sign} {column}{first}" + (f":{column}{last}" if last > first else "")


def repair_advice(cell: Place, expected: Money) -> str:
    """What to type."""
    return f"Type {expected.grouped} in {cell.cell}."


def entries(count: int) -> str:
    """How many entries: "1 entry", "12 entries"."""
    return "1 entry" if count == 1 else f"{count} entries"


def percent(share: Fraction) -> str:
    """A part of 1 as a percentage with two decimals."""
    return f"{rounded_share(share * 100, 2)} %"
