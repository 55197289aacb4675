"""A budget's own arithmetic: computed and stated totals, balances, and each source's share."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.diagnosis import Verdict
from grantcalc.model import Budget, BudgetLine, Kind, Side, SourceKind, sum_of
from grantcalc.money import Money, known_difference, known_share, rounded_share
from grantcalc.report.check import (
    Balance,
    BudgetReport,
    ClaimCount,
    Line,
    LineAmount,
    LineTotal,
    SourceReport,
    SourceShare,
    Total,
    Totals,
)


def budget_report(budget: Budget, verdict: Verdict, config: str | None) -> BudgetReport:
    """A budget with everything that can be computed from its lines.

    `config` is the path of the grantcalc.toml that it was checked with, None without one.
    """
    return BudgetReport(
        file=budget.file,
        sheet=budget.sheet,
        config=config,
        currency=budget.currency,
        written_negative=budget.turned,
        periods=budget.periods,
        lines=tuple(_line(line, budget.currency) for line in budget.lines),
        totals=Totals(
            expenditure=tuple(_totals(budget, Side.EXPENDITURE)),
            income=tuple(_totals(budget, Side.INCOME)),
        ),
        balance=tuple(_balances(budget)),
        sources=tuple(_sources(budget)),
        claims=ClaimCount(
            checked=verdict.checked, held=verdict.held, not_checkable=verdict.skipped
        ),
    )


def _line(line: BudgetLine, currency: str) -> Line:
    return Line(
        label=line.label,
        side=line.side,
        kind=line.kind,
        source=line.source,
        amounts=tuple(
            LineAmount(period=i, amount=amount.value, cell=amount.at.cell)
            for i, amount in enumerate(line.amounts)
        ),
        total=LineTotal(
            amount=line.sum(currency),
            cell=line.total.at.cell if line.total else None,
            stated=line.total.value if line.total else None,
        ),
    )


def _periods(budget: Budget) -> list[int | None]:
    """The periods by index, and None for all of them together."""
    return [*range(len(budget.periods)), None]


def _totals(budget: Budget, side: Side) -> Iterator[Total]:
    if not budget.has(side):
        return
    stated = budget.grand_total(side)
    for period in _periods(budget):
        amount = None
        if stated:
            amount = stated.total if period is None else stated.amounts[period]
        yield Total(
            period=period,
            computed=budget.computed(side, period),
            stated=amount.value if amount else None,
            cell=amount.at.cell if amount else None,
        )


def _balances(budget: Budget) -> Iterator[Balance]:
    if not (budget.has(Side.INCOME) and budget.has(Side.EXPENDITURE)):
        return
    for period in _periods(budget):
        yield Balance(
            period=period,
            difference=_difference(budget, period, None),
            cash=_difference(budget, period, Kind.CASH),
            in_kind=_difference(budget, period, Kind.IN_KIND),
        )


def _difference(budget: Budget, period: int | None, kind: Kind | None) -> Money | None:
    income = budget.computed(Side.INCOME, period, kind)
    cost = budget.computed(Side.EXPENDITURE, period, kind)
    return known_difference(income, cost)


def _sources(budget: Budget) -> Iterator[SourceReport]:
    for line in budget.on(Side.INCOME):
        yield SourceReport(
            label=line.label,
            source=line.source or SourceKind.OTHER,
            kind=line.kind,
            shares=tuple(_share(budget, line, period) for period in _periods(budget)),
        )


def _share(budget: Budget, line: BudgetLine, period: int | None) -> SourceShare:
    amount = sum_of(line.amounts, budget.currency) if period is None else line.amounts[period].value
    income = budget.computed(Side.INCOME, period)
    share = rounded_share(known_share(amount, income))
    return SourceShare(period=period, amount=amount, share=share)
