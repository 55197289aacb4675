"""Family S: each source's share of the income, from project year to project year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter

from grantcalc.checks.registry import BudgetCase, Fault, budget_check
from grantcalc.finding import Severity
from grantcalc.language import tr
from grantcalc.model import Amount, BudgetLine, Side
from grantcalc.money import rounded_share, shown_percent, total


@budget_check("S001", "share-moves-between-years", Severity.INFO)
def share_moves_between_years(case: BudgetCase) -> Iterator[Fault]:
    """A source pays a larger part of one project year than of another.

    Many funders expect their share, and the own contribution's, to be the same in every project
    year. A share that moves is often right, but is the first thing that a case officer asks about.

    Nothing needs to be done if it is meant. To have it count as an error, declare in
    grantcalc.toml how far a share may move: [tolerances] share_change = 0.02
    """
    if case.config.tolerances.share_change is None and not case.verdict.broken:
        yield from _moves(case, Fraction(0))


@budget_check("S002", "share-moves-too-far", Severity.ERROR)
def share_moves_too_far(case: BudgetCase) -> Iterator[Fault]:
    """A source's share moves further between project years than the project declares that it may.

    [tolerances] share_change in grantcalc.toml says how far: 0.02 is two percentage points.

    Move amounts between the project years or the sources until the shares are close enough, or
    change the declaration if it does not say what the funder asks.
    """
    allowed = case.config.tolerances.share_change
    if allowed is not None:
        yield from _moves(case, Fraction(allowed))


def _moves(case: BudgetCase, allowed: Fraction) -> Iterator[Fault]:
    """One fault for all sources whose lowest and highest share lie further apart than `allowed`."""
    moves = [move for line in case.budget.on(Side.INCOME) if (move := _move(case, line, allowed))]
    if not moves:
        return
    first, *others = moves
    periods = case.budget.periods
    yield Fault(
        at=first.later.at,
        related=[move.earlier.at for move in moves] + [move.later.at for move in others],
        message=_said(periods[first.years[0]].label, periods[first.years[1]].label, moves, allowed),
        expected=rounded_share(first.shares[0]),
        actual=rounded_share(first.shares[1]),
    )


def _said(earlier: str, later: str, moves: Sequence[_Move], allowed: Fraction) -> str:
    said = ""
    for move in moves:
        clause = tr(
            '"{label}" goes from {was} to {became} of the income',
            label=move.label,
            was=shown_percent(move.shares[0]),
            became=shown_percent(move.shares[1]),
        )
        said = tr("{moves}, and {move}", moves=said, move=clause) if said else clause
    message = tr("from {earlier} to {later} {moves}", earlier=earlier, later=later, moves=said)
    if not allowed:
        return message
    most = shown_percent(allowed)
    return tr("{problem}; a share may move by {most} at most", problem=message, most=most)


@dataclass(frozen=True)
class _Move:
    """A source whose share is lowest in one year and highest in another, the earlier year first."""

    label: str
    years: tuple[int, int]
    shares: tuple[Fraction, Fraction]
    earlier: Amount
    later: Amount


def _move(case: BudgetCase, line: BudgetLine, allowed: Fraction) -> _Move | None:
    shares = _shares(case, line)
    if len(shares) < 2:
        return None
    low, high = min(shares, key=itemgetter(1)), max(shares, key=itemgetter(1))
    if high[1] - low[1] <= allowed:
        return None
    if not allowed and shown_percent(low[1]) == shown_percent(high[1]):
        return None  # what whole kroner or hundreds do to a share is no move to speak of
    (first, was), (last, became) = sorted((low, high))
    return _Move(line.label, (first, last), (was, became), line.amounts[first], line.amounts[last])


def _shares(case: BudgetCase, line: BudgetLine) -> list[tuple[int, Fraction]]:
    """The line's share of each period's income, where both are known and there is income."""
    shares = []
    for period in range(len(case.budget.periods)):
        incomes = [case.repaired(x.amounts[period]) for x in case.budget.on(Side.INCOME)]
        known = [money for money in incomes if money is not None]
        own = case.repaired(line.amounts[period])
        if own is None or len(known) < len(incomes):
            continue
        share = own.share_of(total(known, case.budget.currency))
        if share is not None:
            shares.append((period, share))
    return shares
