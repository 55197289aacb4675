"""What was moved between lines of costs since a budget was approved."""

from __future__ import annotations

from dataclasses import dataclass

from grantcalc.comparing.budgets import compare
from grantcalc.model import Budget, Side
from grantcalc.money import Money
from grantcalc.report.diff import LineChange, Version
from grantcalc.report.parts import Summary


@dataclass(frozen=True)
class Transfers:
    """The approved budget's costs, what was moved between its lines, and what became of each.

    Amounts are None where a cell that they are made of cannot be read.
    """

    approved: Money | None
    moved: Money | None
    lines: tuple[LineChange, ...]


def transfers(approved: Budget, budget: Budget) -> Transfers:
    """What was taken from some lines of costs and put into others, over all periods together.

    Raises:
        CurrencyMismatchError: the budgets are in different currencies.
    """
    report = compare(approved, budget, (_version(approved), _version(budget)))
    whole = next(
        movement
        for movement in report.movements
        if movement.side is Side.EXPENDITURE
        and movement.between == "lines"
        and movement.kind is None
        and movement.period is None
    )
    costs = tuple(
        line
        for line in report.lines
        if any(version.side is Side.EXPENDITURE for version in (*line.old, *line.new))
    )
    return Transfers(whole.old, whole.moved, costs)


def _version(budget: Budget) -> Version:
    return Version(file=budget.file, sheet=budget.sheet, config=None, findings=Summary.of(()))
