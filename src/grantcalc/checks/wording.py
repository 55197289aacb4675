"""Words that several checks use: cells, places, advice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from grantcalc.finding import Place
from grantcalc.language import and_more, tr
from grantcalc.model import Budget, Commitment, Side
from grantcalc.money import Money

#: So many other places stand beside a finding's own.
MOST_RELATED = 20

_MOST_NAMED = 6
_CELL = re.compile(r"([A-Z]+)(\d+)")


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
    runs = _runs(parts)
    named = " ".join(_run(*run) for run in runs[:_MOST_NAMED]).removeprefix("+ ")
    more = len(runs) - _MOST_NAMED
    return and_more(named, more) if more > 0 else named


def are_all_named(parts: Mapping[Place, int]) -> bool:
    """Whether `cells` names every cell."""
    return len(_runs(parts)) <= _MOST_NAMED


def _runs(parts: Mapping[Place, int]) -> list[tuple[str, int, int, int]]:
    """Runs of neighbouring cells that count alike: column, first row, last row, and how often."""
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
    return runs


def _run(column: str, first: int, last: int, times: int) -> str:
    """Neighbouring cells that count alike, with their sign."""
    sign = "-" if times < 0 else "+"
    return f"{sign} {column}{first}" + (f":{column}{last}" if last > first else "")


def repair_advice(cell: Place, expected: Money) -> str:
    """What to type."""
    return tr("Type {expected} in {cell}.", expected=expected.grouped, cell=cell.cell)


def named_order(commitment: Commitment) -> str:
    """An order as sentences name it."""
    if not commitment.supplier:
        return tr("the order of {amount}", amount=commitment.amount.grouped)
    return tr(
        "the order of {amount} from {supplier}",
        amount=commitment.amount.grouped,
        supplier=commitment.supplier,
    )


def place_of_source(budget: Budget, source: str) -> Place:
    """A source's income line; the budget's first heading where it has none."""
    line = budget.line_named(source, Side.INCOME)
    return budget.period_places[0] if line is None else budget.lines[line].at
