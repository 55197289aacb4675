"""A budget with its periods in the order of a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grantcalc.model import Amount, Budget, BudgetLine, Kind, Side, sum_of
from grantcalc.money import Money


@dataclass(frozen=True)
class Aligned:
    """A budget; `own` are its indexes of the comparison's periods, None for those it does not have."""

    budget: Budget
    own: Sequence[int | None]

    @property
    def periods(self) -> list[int | None]:
        """The periods of the comparison, and None for all of them together."""
        return [*range(len(self.own)), None]

    def sum(self, lines: Iterable[BudgetLine], period: int | None) -> Money | None:
        """Lines together in one period of the comparison, or (None) in all; None over a gap."""
        own = None if period is None else self.own[period]
        amounts = (
            amount
            for line in lines
            for i, amount in enumerate(line.amounts)
            if period is None or i == own
        )
        return sum_of(amounts, self.budget.currency)

    def side(self, side: Side, period: int | None, kind: Kind | None = None) -> Money | None:
        """The lines of one side, of one kind where given, together."""
        return self.sum(self.budget.on(side, kind), period)

    def balance(self, period: int | None, kind: Kind | None) -> Money | None:
        """Income minus expenditure."""
        return difference(
            self.side(Side.EXPENDITURE, period, kind), self.side(Side.INCOME, period, kind)
        )

    def stated(self, side: Side, period: int | None) -> Amount | None:
        """What the sheet states as the total of a side."""
        total = self.budget.grand_total(side)
        if total is None:
            return None
        if period is None:
            return total.total
        own = self.own[period]
        return None if own is None else total.amounts[own]


def difference(old: Money | None, new: Money | None) -> Money | None:
    """How much more the new amount is; None where either is not known."""
    return None if old is None or new is None else new - old
