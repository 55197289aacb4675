"""Which side each line stands on, and which lines each total covers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from grantcalc.model import Side
from grantcalc.reading.rows import Row, RowKind, leading_or_trailing_total
from grantcalc.reading.vocabulary import folded, words

#: Says in how many columns the rows of the second argument add up to the row of the first,
#: each row counted as often as its coefficient says.
Agreement = Callable[[int, dict[int, int]], int]


@dataclass(slots=True)
class Sections:
    """The result: by row, a line's side with its reason, and the lines that a total covers."""

    sides: dict[int, Side] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    covers: dict[int, dict[int, int]] = field(default_factory=dict)
    total_sides: dict[int, Side | None] = field(default_factory=dict)
    unclear: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Block:
    """Lines whose side is decided together; `group` are those since the last total or heading."""

    side: Side | None = None
    reason: str = ""
    lines: list[Row] = field(default_factory=list)
    group: list[Row] = field(default_factory=list)
    groups: list[list[Row]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)


def find_sections(rows: Sequence[Row], agreement: Agreement) -> Sections:
    """Sides and coverage for the rows of a sheet, from words first and arithmetic second."""
    return _Finder(agreement).run(rows)


class _Finder:
    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self._found = Sections()
        self._block = _Block()
        self._balances: list[Row] = []

    def run(self, rows: Sequence[Row]) -> Sections:
        for row in rows:
            if row.kind in (RowKind.SECTION, RowKind.HEADER):
                self._heading(row)
            elif row.kind is RowKind.LINE:
                self._block.lines.append(row)
                self._block.group.append(row)
            elif row.kind is RowKind.TOTAL:
                self._total(row)
            elif row.kind is RowKind.BALANCE:
                self._balances.append(row)
        self._close()
        for row in self._balances:
            self._balance(row)
        return self._found

    def _heading(self, row: Row) -> None:
        if row.side:
            self._close()
            self._block = _Block(row.side, f'under the heading "{row.label}" (row {row.number})')
        self._end_group()

    def _end_group(self) -> None:
        if self._block.group:
            self._block.groups.append(self._block.group)
        self._block.group = []

    def _total(self, row: Row) -> None:
        if row.side:
            self._side_total(row)
            return
        block = self._block
        earlier = {
            n: 1 for n, s in self._found.sides.items() if s is (block.side or Side.EXPENDITURE)
        }
        group, whole = _once(block.group), _once(block.lines)
        is_subtotal = words("row", "subtotal").fits(row.label) or _names_a_group(row.label)
        candidates = [group, whole] if is_subtotal or block.group else [whole, group]
        if not is_subtotal:
            candidates.append(earlier | whole)
        self._cover(row, [c for c in candidates if c], block.side)
        block.totals.append(row.number)
        self._end_group()

    def _side_total(self, row: Row) -> None:
        """A total such as "Sum utgifter" tells the side of the lines above it, if no heading did."""
        block = self._block
        if block.side is None:
            block.side, block.reason = row.side, f'above "{row.label}" (row {row.number})'
        elif block.side is not row.side:
            later = _Block(row.side, f'above "{row.label}" (row {row.number})', block.group)
            block.lines = [line for line in block.lines if line not in block.group]
            block.group = []
            self._close()
            self._block = block = later
        whole = _once(block.lines)
        earlier = {n: 1 for n, side in self._found.sides.items() if side is row.side}
        candidates = [earlier | whole, whole] if earlier else [whole]
        self._cover(row, [c for c in candidates if c], row.side)
        self._close()

    def _cover(self, row: Row, candidates: list[dict[int, int]], side: Side | None) -> None:
        """The candidate that adds up in the most columns; the first of those with as many."""
        if not candidates:
            self._found.unclear.append(row.number)
            return
        best = max(candidates, key=lambda c: self._agreement(row.number, c))
        self._found.covers[row.number] = best
        self._found.total_sides[row.number] = side

    def _close(self) -> None:
        """Ends a block: its lines get its side, or each of its groups the side that its words tell."""
        self._end_group()
        block = self._block
        for group in block.groups:
            side, reason = (block.side, block.reason) if block.side else _side_by_content(group)
            for line in group:
                self._found.sides[line.number] = side
                self._found.reasons[line.number] = reason
        for total in block.totals:
            if total in self._found.covers and self._found.total_sides[total] is None:
                sides = {self._found.sides[line] for line in self._found.covers[total]}
                self._found.total_sides[total] = sides.pop() if len(sides) == 1 else None
        self._block = _Block()

    def _balance(self, row: Row) -> None:
        """Income minus expenditure, or the other way round where that is what adds up."""
        sides = set(self._found.sides.values())
        if len(sides) < 2:
            self._found.unclear.append(row.number)
            return
        surplus = {n: 1 if s is Side.INCOME else -1 for n, s in self._found.sides.items()}
        deficit = {n: -sign for n, sign in surplus.items()}
        self._cover(row, [surplus, deficit], None)


def _once(rows: list[Row]) -> dict[int, int]:
    return {row.number: 1 for row in rows}


def _names_a_group(label: str) -> bool:
    """Whether a total names what it sums ("Sum lønn"), beyond the word for a total itself."""
    text = folded(label)
    word = leading_or_trailing_total(text) or ""
    rest = text.removeprefix(word) if text.startswith(word) else text.removesuffix(word)
    return bool(rest.strip())


def _side_by_content(lines: list[Row]) -> tuple[Side, str]:
    """Income where at least half of the lines name a source; a budget may have costs alone."""
    named = [r for r in lines if any(words("source", s).fits(r.label) for s in ("own", "grant"))]
    if named and 2 * len(named) >= len(lines):
        return Side.INCOME, f'"{named[0].label}" names a source of money'
    return Side.EXPENDITURE, "no heading or total says that it is income"
