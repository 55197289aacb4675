"""Lines that were split into several, or several that were joined: what adds up to one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from grantcalc.comparing.facts import Fact

_MOST_PARTS = 12

_Runs = dict[Hashable, list[Sequence[Fact]]]


@dataclass(frozen=True)
class Split:
    """One line that has the amounts of several; `is_join` says that the several were before."""

    whole: Fact
    parts: Sequence[Fact]
    is_join: bool


def find_splits(old: Sequence[Fact], new: Sequence[Fact], *, same_periods: bool) -> list[Split]:
    """Lines whose amounts are the sum of several of the other budget, of the same side and kind.

    Given are the lines that are not matched otherwise. The parts follow each other among them, and
    none is zero or negative. Those that add up in each period come first, then (where both budgets have
    the same periods) those that do in all; of these, those with fewer parts, and those at nearer places.
    """
    old, new = ([x for x in side if x.total is not None and x.total > 0] for side in (old, new))
    candidates = []
    for level, amount in enumerate((_by_period, _in_all) if same_periods else (_by_period,)):
        for is_join, wholes, parts in ((False, old, new), (True, new, old)):
            runs = _runs(parts, amount)
            candidates += [
                (_order(level, whole, run), Split(whole, run, is_join))
                for whole in wholes
                for run in runs.get((whole.side, whole.kind, amount([whole])), ())
            ]
    taken: set[tuple[bool, int]] = set()
    found = []
    for _, split in sorted(candidates, key=lambda candidate: candidate[0]):
        lines = {(split.is_join, split.whole.index)}
        lines |= {(not split.is_join, part.index) for part in split.parts}
        if not lines & taken:
            taken |= lines
            found.append(split)
    return found


def _order(level: int, whole: Fact, run: Sequence[Fact]) -> tuple[int, ...]:
    """What comes first; nothing in it tells the old budget from the new."""
    first = run[0].rank
    return level, len(run), abs(whole.rank - first), whole.rank + first, whole.rank


def _by_period(facts: Sequence[Fact]) -> Hashable:
    return tuple(
        sum(a or 0 for a in amounts) for amounts in zip(*(x.amounts for x in facts), strict=True)
    )


def _in_all(facts: Sequence[Fact]) -> Hashable:
    return sum(fact.total or 0 for fact in facts)


def _runs(facts: Sequence[Fact], amount: Callable[[Sequence[Fact]], Hashable]) -> _Runs:
    """By side, kind and amount, the runs of two or more lines that come to it."""
    together: dict[Hashable, list[Fact]] = defaultdict(list)
    for fact in facts:
        together[fact.side, fact.kind].append(fact)
    found: _Runs = defaultdict(list)
    for same in together.values():
        for run in _every_run(same):
            found[run[0].side, run[0].kind, amount(run)].append(run)
    return found


def _every_run(facts: Sequence[Fact]) -> Iterator[Sequence[Fact]]:
    for start in range(len(facts)):
        for end in range(start + 2, min(start + _MOST_PARTS, len(facts)) + 1):
            yield facts[start:end]
