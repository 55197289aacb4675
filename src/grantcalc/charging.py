"""Which source of money pays for the costs of a project year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grantcalc.config import ChargingMethod
from grantcalc.model import SourceKind
from grantcalc.money import Money


@dataclass(frozen=True)
class CashSource:
    """A source of money in one project year, with what the budget expects of it there."""

    label: str
    kind: SourceKind
    budgeted: Money


def charge(
    spent: Money, sources: Sequence[CashSource], method: ChargingMethod | None
) -> list[Money] | None:
    """What each source pays of `spent`; the parts add up to it exactly.

    One source pays everything. With several, `method` decides: the first in turn pay up to what
    the budget expects of them and the last of them pays the rest, or all pay in proportion to it.
    None where there is no source, or where several have no declared method: that is never guessed.
    """
    if len(sources) == 1:
        return [spent]
    if not sources or method is None:
        return None
    if method is ChargingMethod.PRO_RATA:
        weights = [max(source.budgeted.minor, 0) for source in sources]
        return spent.split(weights) if any(weights) else None
    return _in_turn(spent, sources, _order(sources, method))


def _order(sources: Sequence[CashSource], method: ChargingMethod) -> list[int]:
    first = SourceKind.GRANT if method is ChargingMethod.GRANT_FIRST else SourceKind.OWN
    return sorted(range(len(sources)), key=lambda i: sources[i].kind is not first)


def _in_turn(spent: Money, sources: Sequence[CashSource], order: list[int]) -> list[Money]:
    paid = [Money.zero(spent.currency)] * len(sources)
    left = spent
    for i in order[:-1]:
        paid[i] = min(left, sources[i].budgeted)
        left -= paid[i]
    paid[order[-1]] = left
    return paid
