"""How a sheet's columns of numbers are made of each other: sums, differences, products, shares.

Formulas tell it where there are any; else arithmetic does, where it holds in most rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from math import prod

from grantcalc.cells import column_letters
from grantcalc.language import tr
from grantcalc.reading.grid import Expansion, Grid

#: Half a unit: the product of a quantity and an unrounded rate is often shown rounded.
HALF = Decimal("0.5")
_EXACT = Decimal("0.005")
_LEAST_ROUNDED = 10
_MOST_ROWS = 60
_MOST_FACTORS = 3
_MOST_SUMMED = 13
_MOST_NEIGHBOURS = 7


class RelationKind(StrEnum):
    """What the cells of a column are, of other cells in their row; `MADE` by more than a product."""

    SUM = "sum"
    DIFFERENCE = "difference"
    PRODUCT = "product"
    MADE = "made"
    SHARE = "share"
    PART = "part"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Relation:
    """A column's relation to others: `parts` are their numbers, negative where they are taken away."""

    kind: RelationKind
    column: int
    parts: tuple[int, ...]
    fitting: int
    rows: int

    @property
    def columns(self) -> tuple[int, ...]:
        """The columns that it is made of."""
        return tuple(abs(part) for part in self.parts)

    @property
    def reason(self) -> str:
        """The evidence in words: "E = C x D in 7 of 8 rows"."""
        sign = " x " if self.kind is RelationKind.PRODUCT else " + "
        made = sign.join(
            f"{'-' if p < 0 else ''}{column_letters(abs(p))}" for p in self.parts
        ).replace("+ -", "- ")
        return tr(
            "{equation} in {fitting} of {rows} rows",
            equation=f"{column_letters(self.column)} = {made}",
            fitting=self.fitting,
            rows=self.rows,
        )


Numbers = Mapping[int, Decimal]


def find_relations(
    grid: Grid,
    columns: Sequence[int],
    below: int,
    *,
    may_be_guessed: Sequence[int],
    if_sure: Collection[int] = (),
) -> dict[int, Relation]:
    """By column, what it is made of, if of anything.

    `below` is the heading row. Arithmetic alone decides only for the columns
    `may_be_guessed`, the likeliest first: of B = C + D and D = B - C only one is told. For those `if_sure`
    (a quarter among its months) it does so only where every row agrees.
    """
    rows = [row for row in grid.row_numbers() if row > below]
    found = {c: r for c in columns if (r := _by_formula(grid, c, rows, columns))}
    numbers = {c: dict(_numbers(grid, c, rows)) for c in columns}
    for column in may_be_guessed:
        if column not in found and not _has_formulas(grid, column, rows):
            others = [c for c in columns if c != column and not _is_made_of(found, c, column)]
            sums = [c for c in others if c in found and found[c].kind is RelationKind.SUM]
            relation = _by_arithmetic(column, others, sums, numbers)
            is_sure = relation is not None and relation.fitting == relation.rows > 1
            if relation and (
                column not in if_sure or (is_sure and relation.kind is RelationKind.SUM)
            ):
                found[column] = relation
    return found


def _is_made_of(found: Mapping[int, Relation], column: int, part: int) -> bool:
    return column in found and part in found[column].columns


def _numbers(grid: Grid, column: int, rows: Sequence[int]) -> Iterator[tuple[int, Decimal]]:
    for row in rows:
        value = grid.at(row, column).value
        if isinstance(value, Decimal):
            yield row, value


def _has_formulas(grid: Grid, column: int, rows: Sequence[int]) -> bool:
    """Whether a column's lines are worked out by formulas, not only its totals."""
    return any(
        (e := grid.at(row, column).expansion) is not None
        and any(r == row and c != column for _, r, c in e.parts)
        for row in rows
    )


# -- by formulas


def _by_formula(
    grid: Grid, column: int, rows: Sequence[int], known: Collection[int]
) -> Relation | None:
    votes: Counter[tuple[RelationKind, tuple[int, ...]]] = Counter()
    for row in rows:
        expansion = grid.at(row, column).expansion
        if expansion and (vote := _in_own_row(grid.sheet or "", row, column, expansion)):
            kind, parts = vote
            inside = tuple(part for part in parts if abs(part) in known)
            if kind is RelationKind.PRODUCT and not _is_pure(grid, row, column, inside):
                kind = RelationKind.MADE
            if len(inside) == len(parts) or (inside and kind in _OF_FACTORS):
                votes[kind, inside] += 1
    if not votes:
        return None
    (kind, parts), count = votes.most_common(1)[0]
    cells = votes.total()
    return Relation(kind, column, parts, count, cells) if 2 * count >= cells else None


_OF_FACTORS = (RelationKind.PRODUCT, RelationKind.MADE)


def _is_pure(grid: Grid, row: int, column: int, factors: Sequence[int]) -> bool:
    """Whether a cell is the product of these cells of its row, and of nothing else."""
    values = [grid.at(row, factor).value for factor in factors]
    stated = grid.at(row, column).value
    numbers = [value for value in values if isinstance(value, Decimal)]
    if len(numbers) < len(values) or not isinstance(stated, Decimal):
        return False
    return abs(prod(numbers, start=Decimal(1)) - stated) < HALF


def _in_own_row(
    sheet: str, row: int, column: int, expansion: Expansion
) -> tuple[RelationKind, tuple[int, ...]] | None:
    here = {c: k for (s, r, c), k in expansion.parts.items() if s == sheet and r == row}
    elsewhere = len(expansion.parts) - len(here)
    here.pop(column, None)
    if not here:
        return None
    parts = tuple(sorted(here))
    if expansion.is_product:
        return RelationKind.PRODUCT, parts
    if elsewhere:
        return None
    if not expansion.is_linear and len(parts) > 1:
        return RelationKind.SHARE, parts
    signs = set(here.values())
    if signs == {1}:
        return (RelationKind.SUM if len(parts) > 1 else RelationKind.COPY), parts
    if signs == {1, -1}:
        signed = sorted((c if k == 1 else -c for c, k in here.items()), key=lambda c: (c < 0, c))
        return RelationKind.DIFFERENCE, tuple(signed)
    return (RelationKind.PART, parts) if len(parts) == 1 else None


# -- by arithmetic


def _by_arithmetic(
    column: int, others: Sequence[int], sums: Sequence[int], numbers: Mapping[int, Numbers]
) -> Relation | None:
    stated = {row: v for row, v in list(numbers[column].items())[:_MOST_ROWS] if v}
    if not stated:
        return None
    candidates: list[Relation] = []
    for kind, parts in _guesses(column, others, sums):
        fitting, telling, rows = _fitting(kind, parts, stated, numbers)
        if telling >= min(2, rows) and 3 * fitting >= 2 * rows > 0:
            candidates.append(Relation(kind, column, parts, fitting, rows))
    order = list(RelationKind)
    return max(
        candidates, key=lambda r: (r.fitting, -order.index(r.kind), -len(r.parts)), default=None
    )


def _guesses(
    column: int, others: Sequence[int], sums: Sequence[int]
) -> Iterator[tuple[RelationKind, tuple[int, ...]]]:
    left = [c for c in others if c < column]
    right = [c for c in others if c > column]
    for size in _sizes(len(left)):
        yield RelationKind.SUM, tuple(left[-size:])
    for size in _sizes(len(right)):
        yield RelationKind.SUM, tuple(right[:size])
    if len(sums) > 1:
        yield RelationKind.SUM, tuple(sums)
    near = left[-_MOST_NEIGHBOURS:]
    for size in range(2, _MOST_FACTORS + 1):
        for factors in combinations(near, size):
            yield RelationKind.PRODUCT, factors
    for one, other in combinations(near, 2):
        yield RelationKind.DIFFERENCE, (one, -other)
        yield RelationKind.DIFFERENCE, (other, -one)


def _sizes(most: int) -> Iterator[int]:
    """How many neighbours a sum may take: a few, a year's months, or all of them."""
    yield from range(2, min(most, _MOST_SUMMED) + 1)
    if most > _MOST_SUMMED:
        yield most


def _fitting(
    kind: RelationKind,
    parts: tuple[int, ...],
    stated: Numbers,
    numbers: Mapping[int, Numbers],
) -> tuple[int, int, int]:
    """In how many rows a column is what a guess says, in how many of those that tells anything, of all.

    A sum of one number and blanks tells nothing, and neither does a product with 1 or one number. A
    row with none of the parts, or one factor alone (a total, a lump sum), is not asked.
    """
    value = _VALUES[kind]
    fitting = telling = rows = 0
    for row, amount in stated.items():
        present = [(part, numbers[abs(part)][row]) for part in parts if row in numbers[abs(part)]]
        is_rounded = kind is RelationKind.PRODUCT and abs(amount) >= _LEAST_ROUNDED
        if len(present) <= (1 if kind is RelationKind.PRODUCT else 0):
            continue
        rows += 1
        if abs(value(present) - amount) >= (HALF if is_rounded else _EXACT):
            continue
        fitting += 1
        trivial = Decimal(1) if kind is RelationKind.PRODUCT else Decimal(0)
        telling += sum(number != trivial for _, number in present) > 1
    return fitting, telling, rows


def _signed_sum(present: Sequence[tuple[int, Decimal]]) -> Decimal:
    return sum((-n if part < 0 else n for part, n in present), Decimal(0))


_VALUES: Mapping[RelationKind, Callable[[Sequence[tuple[int, Decimal]]], Decimal]] = {
    RelationKind.SUM: _signed_sum,
    RelationKind.DIFFERENCE: _signed_sum,
    RelationKind.PRODUCT: lambda present: prod((n for _, n in present), start=Decimal(1)),
}
