"""Totals, balances and sources of two budgets, old beside new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from grantcalc.comparing.aligned import Aligned, difference
from grantcalc.comparing.lines import Group
from grantcalc.model import BudgetLine, Kind, Side, SourceKind
from grantcalc.money import known_share, rounded_share
from grantcalc.report.diff import (
    BalanceChange,
    ContributionChange,
    Contributor,
    ShareChange,
    SourceChange,
    TotalChange,
)


def totals(before: Aligned, after: Aligned) -> Iterator[TotalChange]:
    """The sum of each side's lines, by period and in all, with what the sheets state for it."""
    for side in Side:
        if not (before.budget.has(side) or after.budget.has(side)):
            continue
        for period in before.periods:
            old, new = before.side(side, period), after.side(side, period)
            stated_old, stated_new = before.stated(side, period), after.stated(side, period)
            yield TotalChange(
                side=side,
                period=period,
                old=old,
                new=new,
                change=difference(old, new),
                stated_old=stated_old.value if stated_old else None,
                stated_new=stated_new.value if stated_new else None,
                old_at=stated_old.at if stated_old else None,
                new_at=stated_new.at if stated_new else None,
            )


def balances(before: Aligned, after: Aligned) -> Iterator[BalanceChange]:
    """Income minus expenditure, together and by kind, where both budgets have both sides."""
    if not all(version.budget.has(side) for version in (before, after) for side in Side):
        return
    for kind in (None, *Kind):
        for period in before.periods:
            old, new = before.balance(period, kind), after.balance(period, kind)
            yield BalanceChange(
                kind=kind, period=period, old=old, new=new, change=difference(old, new)
            )


def sources(before: Aligned, after: Aligned, groups: Sequence[Group]) -> Iterator[SourceChange]:
    """Each source of income, by its place among the groups."""
    for at, group in enumerate(groups):
        old = [x for x in (before.budget.lines[i] for i in group.old) if x.side is Side.INCOME]
        new = [x for x in (after.budget.lines[i] for i in group.new) if x.side is Side.INCOME]
        if old or new:
            label = " + ".join(dict.fromkeys(line.label for line in new or old))
            yield SourceChange(line=at, label=label, shares=tuple(_shares(before, after, old, new)))


def _is_own(line: BudgetLine) -> bool:
    return line.source is SourceKind.OWN


def _is_in_kind(line: BudgetLine) -> bool:
    return line.kind is Kind.IN_KIND


def _is_grant(line: BudgetLine) -> bool:
    return line.source is SourceKind.GRANT


_CONTRIBUTORS = {
    Contributor.OWN: _is_own,
    Contributor.IN_KIND: _is_in_kind,
    Contributor.GRANT: _is_grant,
}


def contributions(before: Aligned, after: Aligned) -> Iterator[ContributionChange]:
    """The grantee's own contribution, what comes in kind, and the grants, each together."""
    for of, belongs in _CONTRIBUTORS.items():
        old = [line for line in before.budget.on(Side.INCOME) if belongs(line)]
        new = [line for line in after.budget.on(Side.INCOME) if belongs(line)]
        if old or new:
            yield ContributionChange(of=of, shares=tuple(_shares(before, after, old, new)))


def _shares(
    before: Aligned, after: Aligned, old: Sequence[BudgetLine], new: Sequence[BudgetLine]
) -> Iterator[ShareChange]:
    for period in before.periods:
        was, is_now = before.sum(old, period), after.sum(new, period)
        yield ShareChange(
            period=period,
            old=was,
            new=is_now,
            change=difference(was, is_now),
            old_share=rounded_share(_share(before, old, period)),
            new_share=rounded_share(_share(after, new, period)),
        )


def _share(version: Aligned, lines: Sequence[BudgetLine], period: int | None) -> Fraction | None:
    return known_share(version.sum(lines, period), version.side(Side.INCOME, period))
