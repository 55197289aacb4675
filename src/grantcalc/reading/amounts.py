"""What an amount's cell holds, with its place and state."""

from __future__ import annotations

from decimal import Decimal
from textwrap import shorten
from typing import Any

from grantcalc.finding import Place
from grantcalc.language import quoted
from grantcalc.model import Amount, CellState
from grantcalc.money import Money
from grantcalc.reading.grid import Cell, ErrorValue
from grantcalc.reading.numbers import Mark, UnclearNumberError, parse_number
from grantcalc.reading.placeholders import stands_for_nothing

_MOST_SHOWN = 60
#: What binary arithmetic leaves behind (64.8999999999999 for 64.90) is no money.
_NOISE = Decimal("0.000001")


def read_amount(
    cell: Cell, at: Place, currency: str, mark: Mark | None = None, unit: int = 1
) -> Amount:
    """What an amount's cell holds: a readable amount, nothing, or a gap.

    `mark` is what parts decimals in the sheet's texts, where that is known; `unit` is what the amounts
    are written in.
    """
    amount = _read(cell, at, currency, mark)
    if unit != 1 and amount.value is not None:
        exact = (amount.value.amount + amount.remainder) * unit
        amount = amount.model_copy(update=_split(exact, currency))
    return amount.model_copy(update={"formula": cell.formula}) if cell.formula else amount


def _read(cell: Cell, at: Place, currency: str, mark: Mark | None) -> Amount:
    raw = str(cell.value) if not isinstance(cell.value, ErrorValue) else cell.value.code
    if isinstance(cell.value, Decimal):
        return _exact(cell.value, at, currency, CellState.NUMBER, raw)
    if cell.follows:
        return Amount(at=at, value=None, state=CellState.FOLLOWS, raw=raw)
    if cell.value is None:
        return Amount(at=at, value=None, state=CellState.UNCOMPUTED, raw=cell.formula or "")
    if isinstance(cell.value, ErrorValue):
        return Amount(at=at, value=None, state=CellState.ERROR_VALUE, raw=raw)
    if not raw.strip():
        return Amount(at=at, value=Money.zero(currency), state=CellState.BLANK)
    if isinstance(cell.value, str):
        if stands_for_nothing(raw):
            return Amount(at=at, value=Money.zero(currency), raw=raw)
        try:
            return _exact(parse_number(raw, mark), at, currency, CellState.TEXT_NUMBER, raw)
        except UnclearNumberError as error:
            raw = f"{quoted(shorten(cell.text, _MOST_SHOWN))}: {error}"
    return Amount(at=at, value=None, state=CellState.UNREADABLE, raw=raw)


def _exact(value: Decimal, at: Place, currency: str, state: CellState, raw: str) -> Amount:
    return Amount(at=at, state=state, raw=raw, **_split(value, currency))


def _split(value: Decimal, currency: str) -> dict[str, Any]:
    """A value as money and what it holds beyond the currency's smallest unit."""
    money = Money.nearest(value, currency)
    remainder = value - money.amount
    return {"value": money, "remainder": remainder if abs(remainder) >= _NOISE else Decimal(0)}
