"""Which line of an old budget is which of a new one.

What is surest decides first, and each line is decided once:

1. lines with the same label, on the same side, of the same kind, in the same section; of several,
   those with the same amounts; then those with the same label elsewhere;
2. renamed lines with the same amounts, that have a similar label or stand at the same place;
3. lines split or joined (`splits.py`);
4. renamed lines with a similar label and other amounts;
5. what is left is new or gone.

Nothing depends on which of the two budgets is called the old one: compared the other way round, the
same lines belong together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from grantcalc.comparing.facts import Fact
from grantcalc.comparing.splits import find_splits
from grantcalc.model import Side
from grantcalc.report.diff import Change

#: How alike two labels must be, with the same amounts and without.
_ALIKE_WITH_AMOUNTS, _ALIKE = 0.5, 0.6
#: Each of the lines that are left is held against each: more would take minutes.
_MOST_COMPARED = 250_000


@dataclass(frozen=True)
class Group:
    """Lines of the old and the new budget that belong together, by index, and what became of them."""

    change: Change
    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True)
class Matching:
    """Every line of both budgets in one group each, in the new budget's order.

    `is_partial` says that there were too many lines without a namesake to look for renamed, split
    and joined ones.
    """

    groups: tuple[Group, ...]
    is_partial: bool


def match_lines(old: Sequence[Fact], new: Sequence[Fact], *, same_periods: bool) -> Matching:
    """Finds which lines belong together; `same_periods` says that both budgets have all periods."""
    work = _Work(old, new, dict.fromkeys(range(len(old))), dict.fromkeys(range(len(new))))
    for key in _KEYS:
        work.pair_by(key)
    is_partial = len(work.free_old) * len(work.free_new) > _MOST_COMPARED
    if not is_partial:
        work.pair_likely(_by_amounts(work))
        work.split_and_join(same_periods=same_periods)
        work.pair_likely(_by_label)
    groups = [*work.groups, *_pairs(work)]
    groups += [Group(Change.GONE, (i,), ()) for i in work.free_old]
    groups += [Group(Change.NEW, (), (j,)) for j in work.free_new]
    return Matching(tuple(_ordered(groups, old, new)), is_partial)


#: What lines have in common that belong together, the surest first.
_KEYS: tuple[Callable[[Fact], Hashable], ...] = (
    lambda x: (x.name, x.side, x.kind, x.section, x.amounts),
    lambda x: (x.name, x.side, x.kind, x.section),
    lambda x: (x.name, x.side, x.kind, x.amounts),
    lambda x: (x.name, x.side, x.kind),
    lambda x: (x.name, x.side, x.amounts),
    lambda x: (x.name, x.side),
    lambda x: x.name,
)

#: How likely two lines belong together (the more the likelier); None where they do not.
_Likely = Callable[[Fact, Fact], float | None]


@dataclass
class _Work:
    """The lines that are not decided yet, and what was."""

    old: Sequence[Fact]
    new: Sequence[Fact]
    free_old: dict[int, None]
    free_new: dict[int, None]
    pairs: list[tuple[int, int, bool]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def take(self, i: int, j: int, *, is_renamed: bool) -> None:
        """Decides that two lines are one."""
        del self.free_old[i], self.free_new[j]
        self.pairs.append((i, j, is_renamed))

    def pair_by(self, key: Callable[[Fact], Hashable]) -> None:
        """Pairs lines that have the same key, in their order."""
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for j in self.free_new:
            waiting[key(self.new[j])].append(j)
        for i in list(self.free_old):
            if same := waiting.get(key(self.old[i])):
                self.take(i, same.popleft(), is_renamed=False)

    def pair_likely(self, likely: _Likely) -> None:
        """Pairs lines of one side, the likeliest first; of equals, those at nearer places."""
        found = []
        for i in self.free_old:
            for j in self.free_new:
                one, other = self.old[i], self.new[j]
                if one.side is other.side:
                    degree = likely(one, other)
                    if degree is not None:
                        apart = abs(one.rank - other.rank)
                        found.append((-degree, apart, one.rank + other.rank, i, j))
        for *_, i, j in sorted(found):
            if i in self.free_old and j in self.free_new:
                self.take(i, j, is_renamed=True)

    def split_and_join(self, *, same_periods: bool) -> None:
        """Finds lines that were split into several, or made of several."""
        free_old = [self.old[i] for i in self.free_old]
        free_new = [self.new[j] for j in self.free_new]
        for split in find_splits(free_old, free_new, same_periods=same_periods):
            parts = tuple(part.index for part in split.parts)
            whole = (split.whole.index,)
            if split.is_join:
                self.groups.append(Group(Change.JOINED, parts, whole))
            else:
                self.groups.append(Group(Change.SPLIT, whole, parts))
            for i in self.groups[-1].old:
                del self.free_old[i]
            for j in self.groups[-1].new:
                del self.free_new[j]


def _by_label(one: Fact, other: Fact) -> float | None:
    likeness = one.likeness(other)
    return likeness if likeness >= _ALIKE and one.kind is other.kind else None


def _by_amounts(work: _Work) -> _Likely:
    """Lines with the same amounts are one, if their labels are alike or they stand at one place."""
    partner = {i: j for i, j, _ in work.pairs}
    old_places = _neighbours(work.old, work.free_old)
    new_places = _neighbours(work.new, work.free_new)

    def is_at_one_place(one: Fact, other: Fact) -> bool:
        return any(
            mine == theirs if mine is None or theirs is None else partner[mine] == theirs
            for mine, theirs in zip(old_places[one.index], new_places[other.index], strict=True)
        )

    def likely(one: Fact, other: Fact) -> float | None:
        if one.amounts != other.amounts or not any(one.amounts) or None in one.amounts:
            return None
        likeness = one.likeness(other)
        is_alike = likeness >= _ALIKE_WITH_AMOUNTS
        is_one = is_alike or (one.kind is other.kind and is_at_one_place(one, other))
        return likeness if is_one else None

    return likely


def _neighbours(
    facts: Sequence[Fact], free: dict[int, None]
) -> dict[int, tuple[int | None, int | None]]:
    """By each free line, the nearest lines above and below it on its side that are not free."""

    def nearest(order: Iterator[Fact]) -> dict[int, int | None]:
        last: dict[Side, int] = {}
        found = {}
        for fact in order:
            if fact.index in free:
                found[fact.index] = last.get(fact.side)
            else:
                last[fact.side] = fact.index
        return found

    above, below = nearest(iter(facts)), nearest(reversed(facts))
    return {i: (above[i], below[i]) for i in free}


def _pairs(work: _Work) -> Iterator[Group]:
    """The pairs of lines, with what became of each: renamed, moved, or the same."""
    sections = {x.section for x in work.old} & {x.section for x in work.new}
    stayed = _in_order(work)
    for i, j, is_renamed in work.pairs:
        one, other = work.old[i], work.new[j]
        has_moved = (
            (one.side, one.kind) != (other.side, other.kind)
            or (one.section != other.section and {one.section, other.section} <= sections)
            or (i, j) not in stayed
        )
        change = Change.RENAMED if is_renamed else Change.MOVED if has_moved else Change.SAME
        yield Group(change, (i,), (j,))


def _in_order(work: _Work) -> set[tuple[int, int]]:
    """The pairs that stand in the same order in both budgets, each side for itself.

    They are those that no longest row of pairs in order can do without: where two lines have changed
    places, nothing tells which of them moved, and both are said to have.
    """
    kept: set[tuple[int, int]] = set()
    for side in Side:
        pairs = sorted(
            (i, j) for i, j, _ in work.pairs if work.old[i].side is work.new[j].side is side
        )
        before = _longest_rows([j for _, j in pairs])
        after = _longest_rows([-j for _, j in reversed(pairs)])[::-1]
        longest = max(before, default=0)
        at: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for pair, up_to, onwards in zip(pairs, before, after, strict=True):
            if up_to + onwards - 1 == longest:
                at[up_to].append(pair)
        kept.update(only[0] for only in at.values() if len(only) == 1)
    return kept


def _longest_rows(numbers: Sequence[int]) -> list[int]:
    """By each number, how long the longest row of rising numbers is that ends with it."""
    ends: list[int] = []
    found = []
    for number in numbers:
        at = bisect_left(ends, number)
        ends[at : at + 1] = [number]
        found.append(at + 1)
    return found


def _ordered(groups: Sequence[Group], old: Sequence[Fact], new: Sequence[Fact]) -> list[Group]:
    """The groups in the new budget's order; lines that are gone follow the one that they followed."""
    place_of = {i: group.new[0] for group in groups if group.new for i in group.old}
    keys = {}
    last: dict[Side, int] = {}
    for fact in old:
        last[fact.side] = place_of.get(fact.index, last.get(fact.side, -1))
        keys[fact.index] = last[fact.side]

    def key(group: Group) -> tuple[bool, int, bool, int]:
        fact = new[group.new[0]] if group.new else old[group.old[0]]
        at = group.new[0] if group.new else keys[group.old[0]]
        return fact.side is Side.INCOME, at, not group.new, fact.index

    return sorted(groups, key=key)
