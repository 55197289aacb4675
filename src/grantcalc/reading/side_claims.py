"""What a sheet states beside its lines and totals: products, differences, shares, sums of other columns.

A quantity times a price, what is left of a line, the total of what was spent: each is a claim that can
be checked, though none of it is the budget's own money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from grantcalc.finding import Place
from grantcalc.language import shown_number, tr
from grantcalc.model import Amount, CellState, SideClaim, SideClaimKind
from grantcalc.money import Money
from grantcalc.reading.amounts import read_amount
from grantcalc.reading.columns import Columns
from grantcalc.reading.grid import Cell, Grid
from grantcalc.reading.headings import MONEY, Column, ColumnKind
from grantcalc.reading.layout import Table
from grantcalc.reading.relations import HALF, Relation, RelationKind
from grantcalc.reading.rows import RowKind, label_of
from grantcalc.reading.vocabulary import words

_FEWEST_SHARES = 3
#: "25 % of (A+C)" names what it is a part of: not simply of the total above.
_NAMES_A_BASE = re.compile(r"[A-Z0-9]\)?\s*[+-]\s*\(?[A-Z0-9]")
_RATE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?)\s?%")
_LEAST_ROUNDED = 10
#: The relations of a row's cells that can be checked.
_CLAIMING = (RelationKind.PRODUCT, RelationKind.SUM, RelationKind.DIFFERENCE)


@dataclass(frozen=True, slots=True)
class RowUse:
    """What a row of the sheet is in a table, and the rows that it sums, if it is a total."""

    kind: RowKind
    covers: Mapping[int, int]


def side_claims(table: Table, rows: Mapping[int, RowUse], currency: str) -> Iterator[SideClaim]:
    """The claims of a table's other columns; `rows` are by their number in the sheet."""
    yield from _Claims(table, rows, currency).all()


class _Claims:
    def __init__(self, table: Table, rows: Mapping[int, RowUse], currency: str) -> None:
        self._grid: Grid = table.grid
        self._columns: Columns = table.columns
        self._rows = rows
        self._currency = currency
        self._money = set(table.columns.money)

    def all(self) -> Iterator[SideClaim]:
        """Row by row what columns are made of, then the sums of other columns, then shares and rates."""
        yield from self._rates()
        total = self._columns.total.number if self._columns.total else None
        for number, relation in self._columns.relations.items():
            if number == total and relation.kind is RelationKind.SUM:
                continue  # the row totals are the budget's own
            if relation.kind in _CLAIMING and self._is_proven(relation):
                for row, use in self._rows.items():
                    if claim := self._of_row(row, use, relation):
                        yield claim
        for row, use in self._rows.items():
            if use.kind is RowKind.DETAIL and use.covers:
                yield from self._of_details(row, use)
        for column in self._columns.all:
            if column.number not in self._money and column.kind is not ColumnKind.LABEL:
                yield from self._sums_down(column)
                yield from self._shares(column)

    def _is_proven(self, relation: Relation) -> bool:
        """Whether the lines bear a relation out more often than not.

        Formulas may do more with the same columns than the relation says: =(B2+C2)*D2, =B2*C2*1.1.
        """
        is_product = relation.kind is RelationKind.PRODUCT
        holding = broken = 0
        for row, use in self._rows.items():
            cell = self._grid.at(row, relation.column)
            values = [(part < 0, self._grid.at(row, abs(part)).value) for part in relation.parts]
            known = [-v if is_less else v for is_less, v in values if isinstance(v, Decimal)]
            if use.kind is not RowKind.LINE or not isinstance(cell.value, Decimal) or not known:
                continue
            made = prod(known, start=Decimal(1)) if is_product else sum(known, Decimal(0))
            if abs(made - cell.value) < HALF:
                holding += 1
            elif len(known) > 1:
                broken += 1
        return holding >= broken

    def _amount(self, row: int, column: int) -> Amount:
        cell = self._grid.at(row, column)
        return read_amount(cell, self._grid.place(row, column), self._currency)

    def _label(self, row: int) -> str:
        return label_of(self._grid, self._columns, row)[1] or tr("row {row}", row=row)

    def _of_row(self, row: int, use: RowUse, relation: Relation) -> SideClaim | None:
        cell = self._grid.at(row, relation.column)
        if not cell.is_number or self._is_made_so(cell, row, relation):
            return None
        if relation.kind is RelationKind.PRODUCT and use.kind is RowKind.LINE:
            return self._product(row, relation)
        if relation.kind in (RelationKind.SUM, RelationKind.DIFFERENCE) and use.kind in (
            RowKind.LINE,
            RowKind.TOTAL,
        ):
            return self._sum(row, relation)
        return None

    def _is_made_so(self, cell: Cell, row: int, relation: Relation) -> bool:
        """Whether the cell's own formula is the relation, which then holds, or one down the column."""
        if cell.expansion is None:
            return False
        parts = cell.expansion.parts
        own = {c for _, r, c in parts if r == row}
        if relation.kind is RelationKind.PRODUCT:
            return own >= set(relation.columns) or (bool(parts) and not own)
        if parts and not own:
            return True
        values = {ref: self._grid.at(ref[1], ref[2]).value for ref in parts}
        known = sum(
            (v * parts[ref].numerator for ref, v in values.items() if isinstance(v, Decimal)),
            Decimal(0),
        )
        return (
            own == set(relation.columns)
            and isinstance(cell.value, Decimal)
            and abs(known - cell.value) < HALF
        )

    def _product(self, row: int, relation: Relation) -> SideClaim | None:
        factors = [
            (self._grid.place(row, c), value)
            for c in relation.columns
            if isinstance(value := self._grid.at(row, c).value, Decimal)
        ]
        if len(factors) < 2:
            return None  # a lump sum
        stated = self._amount(row, relation.column)
        product = prod((value for _, value in factors), start=Decimal(1))
        if stated.value is None:
            return None
        off = abs(product - stated.value.amount)
        if off < HALF and abs(product) >= _LEAST_ROUNDED and _is_whole(stated.value.amount):
            product = stated.value.amount  # shown without its decimals
        text = " x ".join(f"{value.normalize():f} ({place.cell})" for place, value in factors)
        return SideClaim(
            kind=SideClaimKind.PRODUCT,
            label=self._label(row),
            at=stated,
            parts=(),
            constant=Money.nearest(product, self._currency),
            text=text,
            factors=tuple(factors),
        )

    def _sum(self, row: int, relation: Relation) -> SideClaim | None:
        parts = [
            (self._amount(row, abs(part)), -1 if part < 0 else 1)
            for part in relation.parts
            if not self._grid.at(row, abs(part)).is_empty
        ]
        if not any(amount.state is not CellState.BLANK for amount, _ in parts) or any(
            amount.value is None for amount, _ in parts
        ):
            return None
        return SideClaim(
            kind=SideClaimKind.ACROSS,
            label=self._label(row),
            at=self._amount(row, relation.column),
            parts=tuple(parts),
        )

    # -- sums of other columns

    def _sums_down(self, column: Column) -> Iterator[SideClaim]:
        if column.kind is ColumnKind.FACTOR and "%" in self._format(column.number):
            return
        claims = []
        is_evident = column.kind is ColumnKind.OTHER and bool(
            words("column", "other_money").fits(column.heading)
        )
        for row, use in self._rows.items():
            cell = self._grid.at(row, column.number)
            if use.kind is not RowKind.TOTAL or not use.covers or not cell.is_number:
                continue
            parts = [
                (self._amount(line, column.number), times)
                for line, times in use.covers.items()
                if not self._grid.at(line, column.number).is_empty
            ]
            across = cell.expansion and any(r == row for _, r, _ in cell.expansion.parts)
            stated = self._amount(row, column.number)
            if (
                across
                or not parts
                or stated.value is None
                or any(a.value is None for a, _ in parts)
            ):
                continue
            claims.append(
                SideClaim(
                    kind=SideClaimKind.DOWN, label=self._label(row), at=stated, parts=tuple(parts)
                )
            )
            is_evident = is_evident or self._adds_up(stated, parts) or self._sums(cell, column)
        if is_evident:
            yield from claims

    def _of_details(self, row: int, use: RowUse) -> Iterator[SideClaim]:
        """The total of a block that is multiplied below."""
        for column in self._columns.money:
            stated = self._amount(row, column)
            parts = [(self._amount(line, column), times) for line, times in use.covers.items()]
            if stated.value is not None and all(amount.value is not None for amount, _ in parts):
                yield SideClaim(
                    kind=SideClaimKind.DOWN, label=self._label(row), at=stated, parts=tuple(parts)
                )

    def _format(self, column: int) -> str:
        cells = (self._grid.at(row, column) for row in self._rows)
        return next((cell.number_format for cell in cells if cell.is_number), "")

    def _adds_up(self, stated: Amount, parts: list[tuple[Amount, int]]) -> bool:
        known = [(a.value.minor, k) for a, k in parts if a.value is not None and a.value.minor]
        total = sum(minor * times for minor, times in known)
        return len(known) > 1 and stated.value is not None and total == stated.value.minor

    def _sums(self, cell: Cell, column: Column) -> bool:
        expansion = cell.expansion
        return (
            expansion is not None
            and bool(expansion.parts)
            and all(c == column.number for _, _, c in expansion.parts)
        )

    # -- shares

    def _rates(self) -> Iterator[SideClaim]:
        """Lines that name their rate ("Overhead 15 %"), and are not that part of anything above."""
        for row, use in self._rows.items():
            label = self._label(row)
            rates = _RATE.findall(label)
            if use.kind is not RowKind.LINE or len(rates) != 1 or _NAMES_A_BASE.search(label):
                continue
            if not words("row", "indirect").fits(label):
                continue
            rate = Decimal(rates[0].replace(",", ".")) / 100
            for column in self._columns.money:
                if claim := self._rate(row, column, label, rate):
                    yield claim

    def _rate(self, row: int, column: int, label: str, rate: Decimal) -> SideClaim | None:
        stated = self._amount(row, column)
        totals = [r for r, use in self._rows.items() if use.kind is RowKind.TOTAL and r < row]
        bases = {r: self._grid.at(r, column).value for r in self._rows if r != row}
        known = {r: v for r, v in bases.items() if isinstance(v, Decimal)}
        if stated.value is None or not totals or totals[-1] not in known or not rate:
            return None
        if any(abs(v * rate - stated.value.amount) <= 1 for v in known.values()):
            return None
        expected = known[totals[-1]] * rate
        return SideClaim(
            kind=SideClaimKind.RATE,
            label=label,
            at=stated,
            parts=((self._amount(totals[-1], column), 1),),
            constant=Money.nearest(expected, self._currency),
        )

    def _shares(self, column: Column) -> Iterator[SideClaim]:
        """Typed shares of the total, where most are right."""
        is_named = words("row", "ratio").fits(column.heading) or "%" in self._format(column.number)
        amounts = [c.number for c in self._columns.all if c.kind in MONEY]
        if not is_named or not amounts:
            return
        # The amounts left of the shares are what they are shares of.
        money = max((n for n in amounts if n < column.number), default=amounts[0])
        totals = [r for r, use in self._rows.items() if use.kind is RowKind.TOTAL and use.covers]
        if not totals:
            return
        whole = max(totals, key=lambda row: len(self._rows[row].covers))
        base = self._grid.at(whole, money).value
        if not isinstance(base, Decimal) or not base:
            return
        stated: dict[int, tuple[Decimal, Decimal]] = {}
        for row, use in self._rows.items():
            share, amount = (self._grid.at(row, n) for n in (column.number, money))
            if use.kind not in (RowKind.LINE, RowKind.TOTAL) or share.expansion is not None:
                continue
            if isinstance(share.value, Decimal) and isinstance(amount.value, Decimal):
                stated[row] = (share.value, amount.value / base)
        yield from self._wrong_shares(column, stated)

    def _wrong_shares(
        self, column: Column, stated: Mapping[int, tuple[Decimal, Decimal]]
    ) -> Iterator[SideClaim]:
        for unit in (Decimal(1), Decimal(100)):
            wrong = [row for row, pair in stated.items() if not _is_share(*pair, unit)]
            right = len(stated) - len(wrong)
            if right >= _FEWEST_SHARES - 1 and 3 * right >= 2 * len(stated):
                for row in wrong:
                    share, exact = stated[row]
                    yield SideClaim(
                        kind=SideClaimKind.SHARE,
                        label=self._label(row),
                        at=Amount(at=self._place(row, column), value=None),
                        parts=(),
                        text=tr(
                            "{stated}, but its amount is {exact} of the total",
                            stated=_percent(share / unit),
                            exact=_percent(exact),
                        ),
                    )
                return

    def _place(self, row: int, column: Column) -> Place:
        return self._grid.place(row, column.number)


def _is_whole(amount: Decimal) -> bool:
    return amount == amount.to_integral_value()


def _is_share(stated: Decimal, exact: Decimal, unit: Decimal) -> bool:
    """Whether a stated share is the exact one, rounded as it is written."""
    exponent = stated.normalize().as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    step = Decimal(1).scaleb(-max(digits, 2 if unit == 1 else 0))
    return abs(stated - exact * unit) <= step * Decimal("0.51")


def _percent(share: Decimal) -> str:
    percent = (share * 100).quantize(Decimal("0.01")).normalize()
    return f"{shown_number(f'{percent:f}')} %"
