"""A budget's lines as the comparison sees them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from grantcalc.comparing.aligned import Aligned
from grantcalc.model import Budget, Kind, Side

_LONGEST = 200


@dataclass(frozen=True)
class Fact:
    """One line: `index` is its place in the budget, `rank` that among the lines of its side.

    `amounts` are minor units, one for each period of the comparison, None where a cell cannot be read
    and 0 where this version has no such period. `pairs` are the pairs of letters in its label.
    """

    index: int
    rank: int
    name: str
    side: Side
    kind: Kind
    section: str | None
    amounts: tuple[int | None, ...]
    pairs: frozenset[str]

    @property
    def total(self) -> int | None:
        """All periods together."""
        known = [amount for amount in self.amounts if amount is not None]
        return sum(known) if len(known) == len(self.amounts) else None

    def likeness(self, other: Fact) -> float:
        """How alike two labels are, from 0 to 1: the pairs of letters that they share (Dice)."""
        count = len(self.pairs) + len(other.pairs)
        return 2 * len(self.pairs & other.pairs) / count if count else 0.0


def facts_of(version: Aligned) -> list[Fact]:
    """The lines of a budget, its amounts in the periods of the comparison."""
    budget = version.budget
    ranks: dict[Side, int] = defaultdict(int)
    sections = sections_of(budget)
    found = []
    for i, line in enumerate(budget.lines):
        name = plain(line.label)
        values = [x.value.minor if x.value is not None else None for x in line.amounts]
        section = sections.get(i)
        found.append(
            Fact(
                index=i,
                rank=ranks[line.side],
                name=name,
                side=line.side,
                kind=line.kind,
                section=None if section is None else plain(section),
                amounts=tuple(0 if p is None else values[p] for p in version.own),
                pairs=_pairs(name),
            )
        )
        ranks[line.side] += 1
    return found


def sections_of(budget: Budget) -> dict[int, str]:
    """By a line's index, the label of the smallest subtotal that it belongs to."""
    found: dict[int, tuple[int, str]] = {}
    for total in budget.totals:
        parts = [i for i, times in total.covers.items() if times == 1]
        if total.is_grand or len(parts) != len(total.covers):
            continue
        for i in parts:
            if i not in found or len(parts) < found[i][0]:
                found[i] = (len(parts), total.label)
    return {i: label for i, (_, label) in found.items()}


def plain(label: str) -> str:
    """A label without what does not make it another: case, spacing, a mark at its end."""
    text = unicodedata.normalize("NFKC", label).casefold()
    return " ".join(text.split()).strip(" .:*-")


def _pairs(name: str) -> frozenset[str]:
    padded = f" {name[:_LONGEST]} " if name else ""
    return frozenset(padded[i : i + 2] for i in range(len(padded) - 1))
