"""A workbook as a small model: cells, formulas, what the sheet claims, and how Excel computes it.

This is the benchmark's own arithmetic, in exact fractions. It shares nothing with grantcalc, so that
the two can disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction


class ErrorValue(str):
    """What Excel shows where it cannot compute, such as #REF!."""

    __slots__ = ()


Value = Fraction | str | ErrorValue | None


@dataclass(frozen=True, order=True)
class Ref:
    """A cell's place; rows and columns count from 1."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """Its name within the sheet, such as B9."""
        return f"{letter(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"

    def moved(self, rows: int, columns: int) -> Ref:
        """The cell so many rows down and columns to the right."""
        return Ref(self.sheet, self.row + rows, self.column + columns)


def letter(column: int) -> str:
    """A column's name. The made sheets have fewer than 27."""
    if not 1 <= column <= 26:
        raise ValueError(f"column {column} is not on a made sheet")
    return chr(ord("A") + column - 1)


# -- formulas

Shown = Callable[[Ref], Value]


@dataclass(frozen=True)
class Sum:
    """=SUM(B3:B7,B9)+0: ranges by their first and last cell; text in them counts for nothing."""

    ranges: tuple[tuple[Ref, Ref], ...]
    plus: int = 0

    def text(self, home: str) -> str:
        """The formula as it stands in a cell of the sheet `home`."""
        parts = (
            _named(first, home) if first == last else f"{_named(first, home)}:{last.cell}"
            for first, last in self.ranges
        )
        return f"=SUM({','.join(parts)}){_constant(self.plus)}"

    def reads(self) -> Iterator[Ref]:
        """Every cell of its ranges, as often as it stands in them."""
        for first, last in self.ranges:
            for row in range(first.row, last.row + 1):
                for column in range(first.column, last.column + 1):
                    yield Ref(first.sheet, row, column)

    def value(self, shown: Shown) -> Value:
        """What Excel makes of it."""
        result = Fraction(self.plus)
        for ref in self.reads():
            value = shown(ref)
            if isinstance(value, ErrorValue):
                return value
            if isinstance(value, Fraction):
                result += value
        return result

    def moved(self, rows: int, columns: int) -> Sum:
        """The formula as it would be copied."""
        ranges = ((a.moved(rows, columns), b.moved(rows, columns)) for a, b in self.ranges)
        return replace(self, ranges=tuple(ranges))


@dataclass(frozen=True)
class Chain:
    """=B3+B4-B5: cells with their signs; text that is a number is taken for it, as Excel does."""

    terms: tuple[tuple[int, Ref], ...]
    plus: int = 0

    def text(self, home: str) -> str:
        """The formula as it stands in a cell of the sheet `home`."""
        parts = "".join(
            f"{'-' if sign < 0 else '+'}{_named(ref, home)}" for sign, ref in self.terms
        )
        return f"={parts.removeprefix('+')}{_constant(self.plus)}"

    def reads(self) -> Iterator[Ref]:
        """Its cells."""
        return (ref for _, ref in self.terms)

    def value(self, shown: Shown) -> Value:
        """What Excel makes of it."""
        result = Fraction(self.plus)
        for sign, ref in self.terms:
            number = _coerced(shown(ref))
            if isinstance(number, ErrorValue):
                return number
            result += sign * number
        return result

    def moved(self, rows: int, columns: int) -> Chain:
        """The formula as it would be copied."""
        return replace(self, terms=tuple((s, ref.moved(rows, columns)) for s, ref in self.terms))


@dataclass(frozen=True)
class Product:
    """=B3*C3*15%: cells, and a percentage where one is written into the formula."""

    factors: tuple[Ref, ...]
    percent: int | None = None

    def text(self, home: str) -> str:
        """The formula as it stands in a cell of the sheet `home`."""
        parts = [_named(ref, home) for ref in self.factors]
        return "=" + "*".join(parts + ([f"{self.percent}%"] if self.percent is not None else []))

    def reads(self) -> Iterator[Ref]:
        """Its cells."""
        return iter(self.factors)

    def value(self, shown: Shown) -> Value:
        """What Excel makes of it."""
        result = Fraction(self.percent if self.percent is not None else 100, 100)
        for ref in self.factors:
            number = _coerced(shown(ref))
            if isinstance(number, ErrorValue):
                return number
            result *= number
        return result

    def moved(self, rows: int, columns: int) -> Product:
        """The formula as it would be copied."""
        return replace(self, factors=tuple(ref.moved(rows, columns) for ref in self.factors))


@dataclass(frozen=True)
class Broken:
    """A formula whose cell was deleted: =#REF!*2."""

    def text(self, home: str) -> str:  # noqa: ARG002 - the same on every sheet
        """The formula as Excel leaves it."""
        return "=#REF!*2"

    def reads(self) -> Iterator[Ref]:
        """Nothing any more."""
        return iter(())

    def value(self, shown: Shown) -> Value:  # noqa: ARG002 - it reads no cell
        """An error."""
        return ErrorValue("#REF!")

    def moved(self, rows: int, columns: int) -> Broken:  # noqa: ARG002 - it reads no cell
        """The same."""
        return self


Formula = Sum | Chain | Product | Broken


def _named(ref: Ref, home: str) -> str:
    return ref.cell if ref.sheet == home else f"'{ref.sheet}'!{ref.cell}"


def _constant(plus: int) -> str:
    return f"{plus:+d}" if plus else ""


def _coerced(value: Value) -> Fraction | ErrorValue:
    if value is None:
        return Fraction(0)
    if isinstance(value, ErrorValue | Fraction):
        return value
    return Fraction(value) if value.lstrip("-").isdigit() else ErrorValue("#VALUE!")


# -- books


class Role(StrEnum):
    """What a cell is for."""

    WORD = "word"
    LINE = "line"
    FACTOR = "factor"
    RATE = "rate"
    TOTAL = "total"
    ROW_TOTAL = "row total"
    OTHER = "other"


@dataclass(frozen=True)
class Cell:
    """A cell: what is typed in it, or the formula that it stands for.

    A typed figure of which the sheet says that it is a sum keeps that sum as its `formula`;
    only where it is `live` does the formula stand in the file.
    """

    role: Role
    value: Value = None
    formula: Formula | None = None
    live: bool = False
    number_format: str = "General"
    bold: bool = False


@dataclass(frozen=True)
class Claim:
    """The sheet says that a cell equals a formula; `outside` where a rule says so, not the sheet."""

    cell: Ref
    formula: Formula
    outside: bool = False

    def cells(self) -> set[Ref]:
        """Every cell that the claim is about."""
        return {self.cell, *self.formula.reads()}


@dataclass(frozen=True)
class Book:
    """A workbook: its cells, and all that it claims about them."""

    name: str
    sheets: tuple[str, ...]
    cells: Mapping[Ref, Cell]
    claims: tuple[Claim, ...]
    hidden_rows: frozenset[tuple[str, int]] = frozenset()
    #: Values that the file holds although they are no longer what Excel would compute.
    stale: Mapping[Ref, Value] | None = None

    def shown(self) -> dict[Ref, Value]:
        """Every cell's value, as Excel would show it after computing."""
        return {**calculated(self.cells), **(self.stale or {})}

    def changed(self, cells: Mapping[Ref, Cell]) -> Book:
        """The book with some of its cells changed."""
        return replace(self, cells={**self.cells, **cells})

    def refs(self, *roles: Role) -> list[Ref]:
        """The cells of these roles, in reading order."""
        order = {name: i for i, name in enumerate(self.sheets)}
        found = (ref for ref, cell in self.cells.items() if cell.role in roles)
        return sorted(found, key=lambda ref: (order[ref.sheet], ref.row, ref.column))


def calculated(cells: Mapping[Ref, Cell]) -> dict[Ref, Value]:
    """The values of all cells; a cell that needs itself is 0, which is what Excel shows."""
    values: dict[Ref, Value] = {}
    open_cells: set[Ref] = set()
    circular: set[Ref] = set()

    def value_of(ref: Ref) -> Value:
        if ref in values:
            return values[ref]
        if ref in open_cells:
            circular.add(ref)
            return Fraction(0)
        cell = cells.get(ref)
        if cell is None:
            return None
        if not cell.live or cell.formula is None:
            values[ref] = cell.value
            return cell.value
        open_cells.add(ref)
        value = cell.formula.value(value_of)
        open_cells.discard(ref)
        values[ref] = Fraction(0) if ref in circular else value
        return values[ref]

    for ref in cells:
        value_of(ref)
    return values


def recalculated(cells: Mapping[Ref, Cell]) -> dict[Ref, Cell]:
    """The cells with every sum worked out anew, those too that are typed."""
    values = calculated({ref: replace(cell, live=True) for ref, cell in cells.items()})
    return {
        ref: replace(cell, value=values[ref]) if cell.formula else cell
        for ref, cell in cells.items()
    }


def gap(claim: Claim, shown: Mapping[Ref, Value]) -> Fraction | None:
    """How far a claim is from holding; None where it cannot be told."""
    stated, computed = shown.get(claim.cell), claim.formula.value(lambda ref: shown.get(ref))
    stated = Fraction(0) if stated is None else stated
    if not isinstance(stated, Fraction) or not isinstance(computed, Fraction):
        return None
    return stated - computed


def broken(claims: Iterable[Claim], shown: Mapping[Ref, Value]) -> list[Claim]:
    """The claims that do not hold."""
    return [claim for claim in claims if gap(claim, shown)]
