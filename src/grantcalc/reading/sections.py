"""Which side each line stands on, and which lines each total covers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from grantcalc.language import or_list, tr
from grantcalc.model import Side
from grantcalc.reading.rows import Row, RowKind, names_a_group, names_a_source, row_ranges
from grantcalc.reading.vocabulary import words

#: Says in how many columns the rows of the second argument add up to the row of the first,
#: each row counted as often as its coefficient says.
Agreement = Callable[[int, dict[int, int]], int]


@dataclass(slots=True)
class Sections:
    """The result: by row, a line's side with its reason, and the lines that a total covers.

    `unlabelled_totals` are rows without a label that turned out to be sums. `guessed` are lines
    whose label names a source of money and which were taken for costs all the same. `unclear` says,
    of totals that nothing is known to be the sum of, why; `wrong` are those that are wrong however
    they are meant.
    """

    sides: dict[int, Side] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    covers: dict[int, dict[int, int]] = field(default_factory=dict)
    total_sides: dict[int, Side | None] = field(default_factory=dict)
    unlabelled_totals: set[int] = field(default_factory=set)
    guessed: set[int] = field(default_factory=set)
    unclear: dict[int, str] = field(default_factory=dict)
    wrong: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Block:
    """Lines whose side is decided together.

    `begins_with` is the side of the first of its groups, where only that is known. `group` are the
    lines since the last total or heading, `since` those since the last total: a
    line without an amount looks like a heading. `is_headed` says that a heading stands below the last
    total.
    """

    side: Side | None = None
    reason: str = ""
    begins_with: Side | None = None
    lines: list[Row] = field(default_factory=list)
    group: list[Row] = field(default_factory=list)
    since: list[Row] = field(default_factory=list)
    groups: list[list[Row]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    is_headed: bool = False


_FEWEST_COLUMNS = 3


#: By total, the lines that its formula comes to.
FormulaCovers = Mapping[int, dict[int, int]]


def find_sections(
    rows: Sequence[Row],
    agreement: Agreement,
    columns: int,
    by_formula: FormulaCovers,
    apart: Collection[int] = (),
) -> Sections:
    """Sides and coverage for the rows of a sheet, from words, formulas and arithmetic.

    `columns` is how many columns of amounts and totals the sheet has. The totals `apart` sum other
    things than this table.
    """
    return _Finder(agreement, columns, by_formula, apart).run(rows)


class _Finder:
    def __init__(
        self,
        agreement: Agreement,
        columns: int,
        by_formula: FormulaCovers,
        apart: Collection[int],
    ) -> None:
        self._apart = apart
        self._agreement = agreement
        self._columns = columns
        self._by_formula = by_formula
        self._found = Sections()
        self._block = _Block()
        self._balances: list[Row] = []

    def run(self, rows: Sequence[Row]) -> Sections:
        above = 0
        for row in rows:
            if self._block.side is None and row.number > above + 1:
                self._end_group()  # an empty row parts what no heading does
            above = row.number
            if row.kind in (RowKind.SECTION, RowKind.HEADER):
                self._heading(row)
            elif row.kind is RowKind.LINE:
                self._line(row)
            elif row.kind is RowKind.TOTAL:
                self._total(row)
            elif row.kind is RowKind.BALANCE:
                self._balances.append(row)
        self._close()
        for row in self._balances:
            self._balance(row)
        self._settle_total_sides()
        return self._found

    def _settle_total_sides(self) -> None:
        """A total of lines on one side is on that side, whatever stands around it."""
        for total, covers in self._found.covers.items():
            for row in self._found.unlabelled_totals & covers.keys():
                times = covers.pop(row)
                covers |= dict.fromkeys(self._found.covers.get(row, {}), times)
            sides = {self._found.sides[line] for line in covers}
            signs = set(covers.values())
            self._found.total_sides[total] = (
                sides.pop() if len(sides) == 1 and signs == {1} else None
            )

    def _heading(self, row: Row) -> None:
        if row.side and row.side is not self._block.side:
            self._close()
            reason = tr(
                'it stands under the heading "{label}" (row {number})',
                label=row.label,
                number=row.number,
            )
            if row.kind is RowKind.HEADER and row.side is Side.EXPENDITURE:
                # The name of the label column: the sources may stand in it too, further down.
                self._block = _Block(reason=reason, begins_with=row.side)
            else:
                self._block = _Block(row.side, reason)
        self._end_group()
        self._block.is_headed = True

    def _line(self, row: Row) -> None:
        if not row.label and self._sums_what_is_above(row):
            self._found.unlabelled_totals.add(row.number)
            self._total(row)
            return
        for lines in (self._block.lines, self._block.group, self._block.since):
            lines.append(row)

    def _sums_what_is_above(self, row: Row) -> bool:
        """Whether amounts without a label are the sum of two or more lines above them."""
        block = self._block
        return any(
            len(lines) > 1 and self._agreement(row.number, _once(lines))
            for lines in (block.group, block.since, block.lines)
        )

    def _end_group(self) -> None:
        if self._block.group:
            self._block.groups.append(self._block.group)
        self._block.group = []

    def _total(self, row: Row) -> None:
        if row.side:
            self._side_total(row)
            return
        block = self._block
        is_of_a_group = words("row", "subtotal").fits(row.label) or names_a_group(row.label)
        group, since, whole = _once(block.group), _once(block.since), _once(block.lines)
        side = block.side or Side.EXPENDITURE
        earlier = {n: 1 for n, s in self._found.sides.items() if s is side}
        has_formula = row.number in self._by_formula
        tails = self._tails() if is_of_a_group and not has_formula else []
        candidates = [group, since, *tails, whole, earlier | whole]
        sure = is_of_a_group and bool(group) and group == since
        follows_a_total = len(since) == 1 and not block.is_headed and bool(block.totals)
        if follows_a_total or (row.is_plain_total and not is_of_a_group):
            # Nobody states the sum of one line, with no more to its name than "Total", or right
            # below another total: "VAT, total with VAT".
            longer = [lines for lines in candidates if len(lines) > 1]
            candidates, sure = longer or candidates, sure and not longer
        self._cover(row, candidates, block.side, sure=sure)
        block.totals.append(row.number)
        self._end_group()
        block.since = []
        block.is_headed = False

    def _tails(self) -> list[dict[int, int]]:
        """The last groups of the block: two, three and so on, as a total of subtotals sums them."""
        tails: list[dict[int, int]] = []
        lines: dict[int, int] = {}
        for group in reversed([*self._block.groups, self._block.group]):
            lines = _once(group) | lines
            tails.append(lines)
        return tails[1:]

    def _side_total(self, row: Row) -> None:
        """A total such as "Sum utgifter" tells the side of the lines above it, if no heading did."""
        block = self._block
        reason = tr('it stands above "{label}" (row {number})', label=row.label, number=row.number)
        if block.side is None:
            self._split_off(self._own_lines(row, block.lines), _Block(row.side, reason))
        elif block.side is not row.side:
            self._split_off(self._last_groups(row), _Block(row.side, reason))
        block = self._block
        whole = _once(block.lines)
        earlier = {n: 1 for n, side in self._found.sides.items() if side is row.side}
        self._cover(row, [earlier | whole, whole], row.side, sure=True)
        self._close()

    def _own_lines(self, row: Row, lines: list[Row]) -> list[Row]:
        """The lines that a side's total sums: all above it, or the last of them if those add up.

        Where the total of the other side is missing, its lines stand above these.
        """
        if summed := self._summed_groups(row):
            return summed
        if row.side is Side.EXPENDITURE or self._agreement(row.number, _once(lines)):
            return lines
        tails = [lines[start:] for start in range(1, len(lines))]
        fitting = [
            tail for tail in tails if self._agreement(row.number, _once(tail)) == self._columns
        ]
        return fitting[0] if fitting else lines

    def _last_groups(self, row: Row) -> list[Row]:
        """The last groups of a block that this total of the other side sums; else the last one."""
        summed = self._summed_groups(row)
        if summed and len(summed) < len(self._block.lines):
            return summed
        tail: list[Row] = []
        for group in reversed([*self._block.groups, self._block.group]):
            tail = [*group, *tail]
            if tail and self._agreement(row.number, _once(tail)) == self._columns:
                return tail
        return list(self._block.group)

    def _summed_groups(self, row: Row) -> list[Row]:
        """The last groups of the block, as many as the total's formula comes nearest to."""
        formula = self._by_formula.get(row.number)
        if not formula:
            return []
        tails: list[list[Row]] = [[]]
        for group in reversed([*self._block.groups, self._block.group]):
            tails.append([*group, *tails[-1]])
        nearest = min(tails[1:], key=lambda tail: _distance(_once(tail), formula))
        if _once(nearest) == formula:
            return nearest
        return [line for line in self._block.lines if line.number in formula]

    def _split_off(self, lines: list[Row], later: _Block) -> None:
        """Ends the block without these lines, which begin a block of their own."""
        block = self._block
        block.lines = [line for line in block.lines if line not in lines]
        block.groups = [
            [x for x in group if x not in lines] for group in [*block.groups, block.group]
        ]
        block.group = []
        totals, block.totals = block.totals, []
        for total in totals:
            covered = set(self._found.covers.get(total, {}))
            (later if covered & {line.number for line in lines} else block).totals.append(total)
        self._close()
        later.lines, later.group, later.since = list(lines), list(lines), list(lines)
        self._block = later

    def _cover(
        self, row: Row, candidates: list[dict[int, int]], side: Side | None, *, sure: bool
    ) -> None:
        """The candidate that adds up in the most columns.

        Where none adds up, the first is taken only if it is the only one, or `sure` by its words:
        a total that may be the sum of this or of that is not held against either.
        """
        distinct = [c for i, c in enumerate(candidates) if c and c not in candidates[:i]]
        if row.number in self._apart:
            return
        if formula := self._by_formula.get(row.number):
            self._found.covers[row.number] = (
                _meant_balance(distinct, formula) if row.kind is RowKind.BALANCE else formula
            )
            self._found.total_sides[row.number] = side
            return
        if not distinct:
            self._found.unclear[row.number] = tr("there are no lines that it could be the sum of")
            return
        if not any(self._agreement(row.number, c) for c in distinct):
            distinct = [self._without_inner_sums(row, c) or c for c in distinct]
        best = max(distinct, key=lambda c: self._agreement(row.number, c))
        if not sure and not self._agreement(row.number, best) and self._agreement(row.number, {}):
            self._found.unclear[row.number] = tr("it says 0 and there are no lines of its own")
            return
        if row.side is None and self._differs_everywhere(row, best):
            self._found.unclear[row.number] = tr(
                "rows {rows} give another in every column",
                rows=row_ranges(sorted(best)),
            )
            return
        if len(distinct) > 1 and not sure and not self._agreement(row.number, best):
            sums = [tr("of rows {rows}", rows=row_ranges(sorted(c))) for c in distinct]
            everywhere = all(self._differs_everywhere(row, c) for c in distinct)
            into = self._found.unclear if everywhere else self._found.wrong
            into[row.number] = tr(
                "it may be the sum {of_rows}, and is neither", of_rows=or_list(sums)
            )
            return
        self._found.covers[row.number] = best
        self._found.total_sides[row.number] = side

    def _without_inner_sums(self, row: Row, parts: dict[int, int]) -> dict[int, int] | None:
        """The parts without lines that are the sum of their neighbours, if the total then adds up.

        "Direct costs" below its lines, or "2 Website" above 2.1 and 2.2, is a subtotal by another
        name. That it is the sum of some lines may be chance; that the total agrees as well is not.
        """
        numbers = list(parts)
        inner: dict[int, dict[int, int]] = {}
        taken: set[int] = set()
        for i, number in enumerate(numbers):
            for run in (*_runs(numbers[:i][::-1]), *_runs(numbers[i + 1 :])):
                is_free = number not in taken and taken.isdisjoint(run)
                if is_free and self._agreement(number, run) == self._columns:
                    inner[number] = run
                    taken |= {number, *run}
                    break
        left = {n: k for n, k in parts.items() if n not in inner}
        if not inner or self._agreement(row.number, left) != self._columns:
            return None
        for number, run in inner.items():
            self._found.unlabelled_totals.add(number)
            self._found.covers[number] = run
            self._drop_line(number)
        return left

    def _drop_line(self, number: int) -> None:
        """Takes a line that turned out to be a sum out of the block."""
        block = self._block
        for lines in (block.lines, block.group, block.since, *block.groups):
            lines[:] = [line for line in lines if line.number != number]
        self._found.sides.pop(number, None)
        block.totals.append(number)

    def _differs_everywhere(self, row: Row, parts: dict[int, int]) -> bool:
        """Whether a total agrees in none of three columns or more, whatever slip is allowed for.

        A slip of the hand is wrong in one column; one or two forgotten lines, or one counted twice,
        in all of them alike. Anything else is more likely to be the sum of something that was not
        understood.
        """
        if self._columns < _FEWEST_COLUMNS or self._agreement(row.number, parts):
            return False
        slips = [
            *(
                {n: k for n, k in parts.items() if n not in left_out}
                for left_out in _ones_and_twos(parts)
            ),
            *({**parts, twice: 2 * parts[twice]} for twice in parts),
        ]
        return not any(self._agreement(row.number, slip) > 1 for slip in slips)

    def _close(self) -> None:
        """Ends a block: its lines get its side, or each of its groups the side that its words tell."""
        self._end_group()
        block = self._block
        for i, group in enumerate(block.groups):
            side, reason = block.side or (None if i else block.begins_with), block.reason
            if side is None:
                side, reason = self._side_of_group(group)
                if side is Side.EXPENDITURE:
                    self._found.guessed |= {
                        line.number for line in group if names_a_source(line.label)
                    }
            for line in group:
                self._found.sides[line.number] = side
                self._found.reasons[line.number] = reason
        self._block = _Block()

    def _side_of_group(self, group: list[Row]) -> tuple[Side, str]:
        """Lines that add up to the total of the costs above them pay for those; else by their words.

        Not if a further total holds both: two sections may well come to the same.
        """
        own = _once(group)
        covers = {t: self._found.covers.get(t, {}).keys() for t in self._block.totals}
        held_with = [lines for lines in covers.values() if not own.keys().isdisjoint(lines)]
        for total, covered in covers.items():
            is_above = group and total < group[0].number and own.keys().isdisjoint(covered)
            if not is_above or any(not covered.isdisjoint(lines) for lines in held_with):
                continue
            is_nothing = self._agreement(total, {}) == self._columns
            if not is_nothing and self._agreement(total, own) == self._columns:
                return (
                    Side.INCOME,
                    tr(
                        "with its group it adds up to the total of the costs (row {total})",
                        total=total,
                    ),
                )
        return _side_by_content(group)

    def _balance(self, row: Row) -> None:
        """Income minus expenditure, or the other way round where that is what adds up."""
        sides = set(self._found.sides.values())
        if len(sides) < 2:
            self._found.unclear[row.number] = tr("there is only one side that it could balance")
            return
        surplus = {n: 1 if s is Side.INCOME else -1 for n, s in self._found.sides.items()}
        deficit = {n: -sign for n, sign in surplus.items()}
        self._cover(row, [surplus, deficit], None, sure=True)


_LONGEST_RUN = 12


def _runs(numbers: list[int]) -> Iterator[dict[int, int]]:
    """The first two rows of these, the first three, and so on."""
    for size in range(2, min(len(numbers), _LONGEST_RUN) + 1):
        yield dict.fromkeys(numbers[:size], 1)


def _distance(parts: dict[int, int], formula: dict[int, int]) -> int:
    """How many rows one has and the other has not, or counts the other way."""
    return len(parts.items() ^ formula.items()) - len(
        {row for row in parts.keys() & formula.keys() if parts[row] != formula[row]}
    )


def _meant_balance(candidates: list[dict[int, int]], formula: dict[int, int]) -> dict[int, int]:
    """Surplus or deficit, where a formula comes near to either; else what it says."""
    nearest = min(candidates, key=lambda c: _distance(c, formula), default=formula)
    return nearest if _is_slip(nearest, formula) else formula


def _is_slip(parts: dict[int, int], formula: dict[int, int]) -> bool:
    """Whether a formula comes so near to these rows that it was most likely meant to sum them."""
    return _distance(parts, formula) <= max(1, len(parts) // 2)


def _once(rows: list[Row]) -> dict[int, int]:
    return {row.number: 1 for row in rows}


def _ones_and_twos(parts: dict[int, int]) -> Iterator[tuple[int, ...]]:
    """Each row by itself, and each two rows together."""
    yield from ((one,) for one in parts)
    yield from combinations(parts, 2)


def _side_by_content(lines: list[Row]) -> tuple[Side, str]:
    """Income where at least half of the lines name a source; a budget may have costs alone."""
    named = [line for line in lines if names_a_source(line.label)]
    if named and 2 * len(named) >= len(lines):
        return Side.INCOME, tr('"{label}" names a source of money', label=named[0].label)
    return Side.EXPENDITURE, tr("no heading or total says that it is income")
