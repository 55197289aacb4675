"""Which rows are sums of other rows, as their formulas say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from grantcalc.language import tr
from grantcalc.reading.grid import Coefficient, Grid
from grantcalc.reading.rows import Row, RowKind, names_a_source, row_ranges
from grantcalc.reading.vocabulary import words


@dataclass(frozen=True, slots=True)
class RowSum:
    """The rows that a row's formulas name in their own columns, and how often each counts."""

    parts: Mapping[int, Coefficient]
    has_area: bool
    is_product: bool = False

    @property
    def is_sum(self) -> bool:
        """Whether it adds rows up: several of them, or an area."""
        return (
            not self.is_product
            and set(self.parts.values()) == {1}
            and (len(self.parts) > 1 or self.has_area)
        )

    @property
    def is_scaled(self) -> bool:
        """Whether it takes a part, or a multiple, of one row: a percentage, 24 evenings."""
        return len(self.parts) == 1 and next(iter(self.parts.values())) not in (1, -1)


def row_sums(grid: Grid, columns: Sequence[int]) -> dict[int, RowSum]:
    """By row, what the formulas in most of these columns sum; rows without such a formula are absent.

    A row that multiplies others is there as a product.
    """
    found: dict[int, RowSum] = {}
    for row in grid.row_numbers():
        votes = Counter(
            vote for column in columns if (vote := _in_own_column(grid, row, column)) is not None
        )
        if votes:
            # Of formulas that differ, the one that leaves out the least.
            parts, *rest = max(votes, key=lambda vote: (votes[vote], len(vote[0])))
            found[row] = RowSum(dict(parts), *rest)
    return found


def _in_own_column(
    grid: Grid, row: int, column: int
) -> tuple[tuple[tuple[int, Coefficient], ...], bool, bool] | None:
    expansion = grid.at(row, column).expansion
    if expansion is None or not expansion.parts:
        return None
    parts: dict[int, Coefficient] = {}
    for ref, times in expansion.parts.items():
        here = grid.here(ref)
        if here is None or here[1] != column or here[0] == row:
            return None
        parts[here[0]] = times
    return tuple(sorted(parts.items())), expansion.has_area, expansion.is_product


def sums_apart(grid: Grid, columns: Sequence[int]) -> frozenset[int]:
    """The rows all of whose formulas name cells of other sheets, or none of their own row and column.

    So do those that multiply (a total in another currency) or take from a typed number (what is left of
    an award). What they should come to cannot be told from this table.
    """
    found = set()
    for row in grid.row_numbers():
        formulas = [c for c in columns if grid.at(row, c).expansion is not None]
        if formulas and all(_names_others(grid, row, column) for column in formulas):
            found.add(row)
    return frozenset(found)


def _names_others(grid: Grid, row: int, column: int) -> bool:
    expansion = grid.at(row, column).expansion
    if expansion is None or not expansion.parts:
        return False
    if expansion.is_product or set(expansion.parts.values()) == {-1}:
        return True
    sheet = grid.sheet or ""
    here = [place for place in map(grid.here, expansion.parts) if place]
    # What sums the lines in the wrong column does name this table.
    own = any(r == row or c == column or grid.at(r, column).is_number for r, c in here)
    return any(ref[0] != sheet for ref in expansion.parts) or not own


def settled_by_formulas(rows: Sequence[Row], sums: Mapping[int, RowSum]) -> list[Row]:
    """The rows, where a formula tells more than the label: sums without a word for it, and shares."""
    parents = _named_by({row: its_sum.parts for row, its_sum in sums.items()})
    lines = {row.number for row in rows if row.kind is RowKind.LINE}
    settled = [_settled(row, sums.get(row.number), parents, lines) for row in rows]
    totals = {row.number for row in settled if row.kind is RowKind.TOTAL}
    return [_as_balance(row, sums.get(row.number), totals) for row in settled]


def _named_by(parts: Mapping[int, Mapping[int, Coefficient]]) -> dict[int, set[int]]:
    """By row, the rows whose formulas name it."""
    found: dict[int, set[int]] = {}
    for row, its_parts in parts.items():
        for part in its_parts:
            found.setdefault(part, set()).add(row)
    return found


def _as_balance(row: Row, its_sum: RowSum | None, totals: Collection[int]) -> Row:
    """One total minus another is a balance, by whatever name; what a source has to pay is a line."""
    if row.kind is not RowKind.LINE or its_sum is None or names_a_source(row.label):
        return row
    if set(its_sum.parts.values()) != {1, -1} or not its_sum.parts.keys() <= set(totals):
        return row
    if words("row", "indirect").fits(row.label):
        return row  # a fee that is what the total leaves
    return replace(row, kind=RowKind.BALANCE, reason=tr("its formula takes one total from another"))


def _settled(
    row: Row, its_sum: RowSum | None, parents: Mapping[int, set[int]], lines: Collection[int]
) -> Row:
    if its_sum is None:
        return row
    is_above = row.kind is RowKind.TITLE and bool(row.label)
    if (
        (row.kind is RowKind.LINE or is_above)
        and its_sum.is_sum
        and not _is_mirrored(row, its_sum, parents)
    ):
        parts = row_ranges(sorted(its_sum.parts))
        return replace(
            row, kind=RowKind.TOTAL, reason=tr("its formula sums rows {parts}", parts=parts)
        )
    is_rest = set(its_sum.parts.values()) == {1, -1} and not its_sum.parts.keys() & set(lines)
    is_share = its_sum.is_scaled or is_rest
    if row.kind is RowKind.TOTAL and is_share and not row.is_plain_total and not row.side:
        return replace(
            row, kind=RowKind.LINE, reason=tr("its formula takes a share of another row, not a sum")
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


def multiplied_blocks(rows: Sequence[Row], sums: Mapping[int, RowSum]) -> dict[int, int]:
    """Totals that are multiplied below ("24 evenings"), by the row that multiplies them.

    What one evening costs is then no cost of its own, and neither are its lines.
    """
    kinds = {row.number: row.kind for row in rows}
    named = _named_by({row: its_sum.parts for row, its_sum in sums.items()})
    found: dict[int, int] = {}
    for row, its_sum in sums.items():
        totals = [part for part in its_sum.parts if kinds.get(part) is RowKind.TOTAL]
        times = its_sum.parts[totals[0]] if totals else 0
        is_multiple = its_sum.is_product or (len(its_sum.parts) == 1 and times > 1)
        if len(totals) == 1 and is_multiple and named[totals[0]] == {row}:
            found[row] = totals[0]
    return found


def with_details(
    rows: Sequence[Row],
    sums: Mapping[int, RowSum],
    multiplied: Mapping[int, int],
    covers: Mapping[int, Mapping[int, int]],
) -> list[Row]:
    """The rows, with the lines of multiplied totals as details of the row that multiplies."""
    kinds: dict[int, tuple[RowKind, str]] = {}
    for multiple, total in multiplied.items():
        reason = tr("it is a part of row {multiple}, which multiplies it", multiple=multiple)
        for row in (total, *covers.get(total, ())):
            kinds[row] = (RowKind.DETAIL, reason)
        for row in sums[multiple].parts.keys() - {total}:
            kinds[row] = (RowKind.RATIO, tr("row {multiple} multiplies by it", multiple=multiple))
        kinds[multiple] = (RowKind.LINE, tr("its formula multiplies row {total}", total=total))
    return [
        replace(row, kind=kinds[row.number][0], reason=kinds[row.number][1])
        if row.number in kinds
        else row
        for row in rows
    ]


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
    """By total, the lines that it is meant to sum, as its formula and those around it show; 1 or -1 each.

    That is what the formula comes to, through the totals between, with the amounts that stand beside
    its cells and that nothing sums, and without those that it counts twice. A total whose formula
    counts anything in parts is absent.
    """
    intent = _Intent(rows, sums)
    meant = intent.all()
    expander = _Expander({row.number: row.kind for row in rows}, meant)
    totals = [row.number for row in rows if row.kind in _TOTALS]
    covers = {row: expander.lines(row) for row in sorted(totals, key=intent.depth)}
    return {
        row: {line: 1 if times > 0 else -1 for line, times in lines.items() if times}
        for row, lines in covers.items()
        if lines and all(isinstance(times, int) for times in lines.values())
    }


_TOTALS = (RowKind.TOTAL, RowKind.BALANCE)
_Parts = Mapping[int, Coefficient]
_Lines = dict[int, Coefficient]


class _Intent:
    """What each total is meant to name directly: lines, and totals of lines."""

    def __init__(self, rows: Sequence[Row], sums: Mapping[int, RowSum]) -> None:
        self._rows = {row.number: row for row in rows}
        self._order = [row.number for row in rows]
        self._headings = [row.number for row in rows if row.kind is RowKind.SECTION]
        self._parts: dict[int, dict[int, Coefficient]] = {
            row: dict(its_sum.parts)
            for row, its_sum in sums.items()
            if self._is_total(row) and not its_sum.is_product
        }
        self._inside: dict[int, frozenset[int]] = {}
        self._parents = _named_by(self._parts)

    def _kind(self, row: int) -> RowKind | None:
        return self._rows[row].kind if row in self._rows else None

    def _is_total(self, row: int) -> bool:
        return self._kind(row) in _TOTALS

    def all(self) -> dict[int, _Parts]:
        """By total, the rows that it is meant to name; typed totals among formulas, too."""
        meant: dict[int, _Parts] = {}
        # Inner totals first: what is wrong with one is no reason to doubt those that hold it.
        for row in sorted(self._parts, key=self.depth):
            before = self._parts[row]
            meant[row] = self._parts[row] = dict(self._meant(row, before))
            if meant[row] == before:
                continue
            self._inside.clear()
            for part in before.keys() - meant[row].keys():
                self._parents[part].discard(row)
            for part in meant[row].keys() - before.keys():
                self._parents.setdefault(part, set()).add(row)
        typed = [row for row in self._parents if self._is_total(row) and row not in self._parts]
        return meant | {row: parts for row in typed if (parts := self._loose_above(row))}

    def _meant(self, total: int, parts: dict[int, Coefficient]) -> _Parts:
        if self._kind(total) is RowKind.BALANCE or not set(parts.values()) <= {1, -1}:
            return parts
        if -1 in parts.values() and not all(self._kind(row) is RowKind.LINE for row in parts):
            return parts
        foreign = self._foreign(total, set(parts))
        # A line that is taken away in a sum of lines was meant to be added.
        meant: dict[int, Coefficient] = {row: 1 for row in parts if row not in foreign}
        return meant | dict.fromkeys(self._left_out(total, set(meant)), 1)

    # -- what a total takes that it should not

    def _foreign(self, total: int, parts: set[int]) -> set[int]:
        """The cells of a total that belong to the section above it, or are in another of its cells."""
        first, last = min(parts), min(total, max(parts))
        headings = [row for row in self._headings if first < row < last]
        above = {row for row in parts if headings and row < headings[-1]}
        side = self._rows[total].side
        if side and any(self._rows[row].side is side for row in headings):
            return above
        if above and above < parts and any(self._is_counted_apart(r, total, parts) for r in above):
            return above
        inside = {row for part in parts if self._is_total(part) for row in self._within(part)}
        if not parts & inside:
            return set()
        is_of_a_section = not self._rows[total].is_plain_total or words("row", "subtotal").fits(
            self._rows[total].label
        )
        return above if above and above < parts and is_of_a_section else parts & inside

    def _is_counted_apart(self, row: int, total: int, parts: set[int]) -> bool:
        """Whether another total, which does not hold this one's cells, counts a cell already."""
        for other in self._parents[row] - {total}:
            held = self._within(other)
            if total in held:
                beside = self._parts[other].keys() - {total}
                if any(row == b or row in self._within(b) for b in beside if b in self._rows):
                    return True
            elif not self._parts[other].keys() <= parts | self._within(total):
                return True
        return False

    def depth(self, total: int) -> int:
        """How many rows a total takes in: fewer than any total that holds it."""
        return len(self._within(total))

    def _within(self, total: int) -> frozenset[int]:
        """The rows that a total takes in, through the totals inside it."""
        if total in self._inside:
            return self._inside[total]
        stack = [total]
        waiting: set[int] = set()
        while stack:
            row = stack[-1]
            inner = [p for p in self._parts.get(row, ()) if p in self._parts]
            missing = [p for p in inner if p not in self._inside and p not in waiting]
            if row in self._inside:
                stack.pop()
            elif missing:
                waiting.add(row)
                stack += missing
            else:
                found = set(self._parts.get(row, ()))
                for part in inner:
                    found |= self._inside.get(part, frozenset())
                self._inside[stack.pop()] = frozenset(found)
        return self._inside[total]

    # -- what a total leaves out

    def _left_out(self, total: int, parts: set[int]) -> list[int]:
        """The amounts beside a total's cells that nothing sums: between, up to it, and next to them."""
        if not parts:
            return []
        first, last = min(parts), max(parts)
        stop = total if total > last else last
        found = [
            row
            for row in self._order
            if first < row < stop and row not in parts and self._is_loose(row, total, parts)
        ]
        if any(self._kind(part) is RowKind.LINE for part in parts):
            found += self._run(last, 1, total, parts) if total < first else []
            found += self._run(first, -1, total, parts)
        elif total > last:
            found += self._totals_above(first, total, parts)
        return found

    def _is_loose(self, row: int, total: int, parts: set[int]) -> bool:
        """Whether a row holds amounts that no total takes in, but for those that hold this one's cells."""
        if row == total or total in self._within(row):
            return False
        for parent in self._parents.get(row, ()):
            if total in self._parts[parent] or not parts <= self._within(parent):
                return False
        if self._kind(row) is RowKind.TOTAL:
            # A total that stands by itself may be meant to; one that shares its sums may not.
            return row in self._parts and not self._parents.get(row)
        return self._kind(row) is RowKind.LINE

    def _run(self, start: int, step: int, total: int, parts: set[int]) -> list[int]:
        """The loose lines that stand next to a cell without a gap."""
        found = []
        row = start + step
        while self._kind(row) is RowKind.LINE and self._is_loose(row, total, parts):
            found.append(row)
            row += step
        return found

    def _totals_above(self, first: int, total: int, parts: set[int]) -> list[int]:
        """The totals above a total of totals that nothing takes in, on the same side."""
        found: list[int] = []
        for row in reversed([r for r in self._order if r < first]):
            here = self._rows[row]
            if here.side and here.side is not self._rows[total].side:
                break
            if here.kind is RowKind.TOTAL and self._is_loose(row, total, parts):
                found.append(row)
        return found

    def _loose_above(self, typed: int) -> _Parts:
        """What a typed total among formulas is meant to sum: the loose rows up to the last total."""
        found: dict[int, Coefficient] = {}
        for row in reversed([r for r in self._order if r < typed]):
            if self._is_unsummed(row):
                found[row] = 1
            elif self._ends_a_block(row, found):
                break
        return found

    def _is_unsummed(self, row: int) -> bool:
        """Whether a line, or a total with a formula, is in no total."""
        if self._parents.get(row):
            return False
        return self._kind(row) is RowKind.LINE or (
            self._kind(row) is RowKind.TOTAL and row in self._parts
        )

    def _ends_a_block(self, row: int, below: Collection[int]) -> bool:
        """Whether what stands above a row is not summed with what stands below it."""
        if self._kind(row) is RowKind.SECTION:
            has_side = self._rows[row].side is not None
            return has_side or any(self._kind(r) is RowKind.LINE for r in below)
        return self._kind(row) in _TOTALS


class _Expander:
    """Follows totals of totals down to the lines."""

    def __init__(self, kinds: Mapping[int, RowKind], parts: Mapping[int, _Parts]) -> None:
        self._kinds = kinds
        self._parts = parts
        self._found: dict[int, _Lines | None] = {}

    def lines(self, total: int) -> _Lines | None:
        """How often each line counts in a total; None where that is not known."""
        if total not in self._found:
            self._found[total] = None  # what it is while it is being found: a circle ends here
            self._found[total] = self._expanded(total)
        return self._found[total]

    def _expanded(self, total: int) -> _Lines | None:
        if total not in self._parts:
            return None
        lines: _Lines = {}
        for part, times in self._parts[total].items():
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
