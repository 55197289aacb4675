"""Which rows are sums of other rows, as their formulas say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from grantcalc.reading.grid import Coefficient, Grid
from grantcalc.reading.rows import Row, RowKind, names_a_source, row_ranges


@dataclass(frozen=True, slots=True)
class RowSum:
    """The rows that a row's formulas name in their own columns, and how often each counts."""

    parts: Mapping[int, Coefficient]
    has_area: bool

    @property
    def is_sum(self) -> bool:
        """Whether it adds rows up: several of them, or an area."""
        return set(self.parts.values()) == {1} and (len(self.parts) > 1 or self.has_area)

    @property
    def is_scaled(self) -> bool:
        """Whether it takes a part, or a multiple, of one row: a percentage, 24 evenings."""
        return len(self.parts) == 1 and next(iter(self.parts.values())) not in (1, -1)


def row_sums(grid: Grid, columns: Sequence[int]) -> dict[int, RowSum]:
    """By row, what the formulas in most of these columns sum; rows without such a formula are absent."""
    found: dict[int, RowSum] = {}
    for row in grid.row_numbers():
        votes = Counter(
            vote for column in columns if (vote := _in_own_column(grid, row, column)) is not None
        )
        if votes:
            # Of formulas that differ, the one that leaves out the least.
            parts, has_area = max(votes, key=lambda vote: (votes[vote], len(vote[0])))
            found[row] = RowSum(dict(parts), has_area)
    return found


def _in_own_column(
    grid: Grid, row: int, column: int
) -> tuple[tuple[tuple[int, Coefficient], ...], bool] | None:
    expansion = grid.at(row, column).expansion
    if expansion is None or not expansion.parts or expansion.is_product:
        return None
    parts: dict[int, Coefficient] = {}
    for ref, times in expansion.parts.items():
        here = grid.here(ref)
        if here is None or here[1] != column or here[0] == row:
            return None
        parts[here[0]] = times
    return tuple(sorted(parts.items())), expansion.has_area


def settled_by_formulas(rows: Sequence[Row], sums: Mapping[int, RowSum]) -> list[Row]:
    """The rows, where a formula tells more than the label: sums without a word for it, and shares."""
    parents: dict[int, set[int]] = {}
    for row, its_sum in sums.items():
        for part in its_sum.parts:
            parents.setdefault(part, set()).add(row)
    return [_settled(row, sums.get(row.number), parents) for row in rows]


def _settled(row: Row, its_sum: RowSum | None, parents: Mapping[int, set[int]]) -> Row:
    if its_sum is None:
        return row
    is_above = row.kind is RowKind.TITLE and bool(row.label)
    if (
        (row.kind is RowKind.LINE or is_above)
        and its_sum.is_sum
        and not _is_mirrored(row, its_sum, parents)
    ):
        parts = row_ranges(sorted(its_sum.parts))
        return replace(row, kind=RowKind.TOTAL, reason=f"its formula sums rows {parts}")
    if row.kind is RowKind.TOTAL and its_sum.is_scaled and not row.is_plain_total:
        return replace(
            row, kind=RowKind.LINE, reason="its formula takes a share of another row, not a sum"
        )
    return row


def _is_mirrored(row: Row, its_sum: RowSum, parents: Mapping[int, set[int]]) -> bool:
    """Whether a line repeats costs that are counted elsewhere: own work as an income."""
    number = row.number
    if names_a_source(row.label):
        return True
    counted_apart = all(parents[part] - {number} for part in its_sum.parts)
    together = any(parents[part] & parents.get(number, set()) for part in its_sum.parts)
    stands_by = any(abs(part - number) <= 2 for part in its_sum.parts)
    return counted_apart and not together and not stands_by


def as_turned(
    covers: Mapping[int, dict[int, int]], turned: Collection[int]
) -> dict[int, dict[int, int]]:
    """What totals cover once the rows `turned` are counted positive that the sheet writes negative."""
    return {
        total: {
            line: -times if (line in turned) != (total in turned) else times
            for line, times in lines.items()
        }
        for total, lines in covers.items()
    }


def covers_by_formula(rows: Sequence[Row], sums: Mapping[int, RowSum]) -> dict[int, dict[int, int]]:
    """By total, the lines that its formula comes to, through the totals between; 1 or -1 each.

    A total whose formula names a row that is neither a line nor such a total is absent, and so is
    one that counts anything in parts.
    """
    expander = _Expander({row.number: row.kind for row in rows}, sums)
    covers = {row.number: expander.lines(row.number) for row in rows if row.kind in _TOTALS}
    return {
        row: {line: 1 if times > 0 else -1 for line, times in lines.items() if times}
        for row, lines in covers.items()
        if lines and all(isinstance(times, int) for times in lines.values())
    }


_TOTALS = (RowKind.TOTAL, RowKind.BALANCE)
_Lines = dict[int, Coefficient]


class _Expander:
    """Follows totals of totals down to the lines."""

    def __init__(self, kinds: Mapping[int, RowKind], sums: Mapping[int, RowSum]) -> None:
        self._kinds = kinds
        self._sums = sums
        self._found: dict[int, _Lines | None] = {}

    def lines(self, total: int) -> _Lines | None:
        """How often each line counts in a total; None where that is not known."""
        if total not in self._found:
            self._found[total] = None  # what it is while it is being found: a circle ends here
            self._found[total] = self._expanded(total)
        return self._found[total]

    def _expanded(self, total: int) -> _Lines | None:
        if total not in self._sums:
            return None
        lines: _Lines = {}
        for part, times in self._sums[total].parts.items():
            inner = self._part(part)
            if inner is None:
                return None
            for line, k in inner.items():
                lines[line] = lines.get(line, 0) + k * times
        return lines

    def _part(self, row: int) -> _Lines | None:
        kind = self._kinds.get(row)
        if kind is RowKind.LINE:
            return {row: 1}
        return self.lines(row) if kind in _TOTALS else {}
