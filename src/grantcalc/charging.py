"""Which source of money pays for the costs of a project year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grantcalc.config import ChargingMethod
from grantcalc.errors import UnclearChoiceError, declaring
from grantcalc.model import (
    Award,
    AwardStatus,
    Budget,
    Kind,
    Side,
    SourceKind,
    same_label,
)
from grantcalc.money import Money, total


@dataclass(frozen=True)
class CashSource:
    """A source of money in one project year, with what can be expected of it there."""

    label: str
    kind: SourceKind
    budgeted: Money


@dataclass(frozen=True)
class Payment:
    """What one source of money paid in one project year (its index)."""

    source: CashSource
    year: int
    amount: Money


def payments(
    budget: Budget,
    awards: Sequence[Award],
    spent: Sequence[Money],
    method: ChargingMethod | None,
) -> tuple[Payment, ...]:
    """What each source paid in each project year; the payments add up to what was spent in it.

    Raises:
        UnclearChoiceError: several sources may have paid (the text shows what each way of charging
            would give), or there is none.
    """
    made: list[Payment] = []
    for year, amount in enumerate(spent):
        sources = _cash_sources(budget, awards, year, made)
        parts = charge(amount, sources, method)
        if parts is None and amount:
            raise _undecided(budget.periods[year].label, amount, sources)
        none_spent = [Money.zero(budget.currency)] * len(sources)
        made += [
            Payment(source, year, part)
            for source, part in zip(sources, parts or none_spent, strict=True)
        ]
    return tuple(made)


def _cash_sources(
    budget: Budget, awards: Sequence[Award], year: int, made: Sequence[Payment]
) -> list[CashSource]:
    """The sources of money in a project year: income lines, and awards that have no line."""
    zero = Money.zero(budget.currency)
    lines = list(budget.on(Side.INCOME, Kind.CASH))
    sources: list[CashSource] = []
    for line in lines:
        budgeted = line.amounts[year].value or zero
        is_awarded = any(same_label(a.source, line.label) for a in _for_year(awards, year))
        if budgeted or is_awarded:
            sources.append(CashSource(line.label, line.source or SourceKind.OTHER, budgeted))
    for award in _for_year(awards, year):
        named = [source.label for source in sources] + [line.label for line in lines]
        if not any(same_label(award.source, label) for label in named):
            own = [a for a in _for_year(awards, year) if same_label(a.source, award.source)]
            left = total((a.amount for a in own), budget.currency)
            if award.year is None:
                left -= _paid(made, award.source, budget.currency)
            sources.append(CashSource(award.source, SourceKind.GRANT, left))
    return _certain(sources, awards, year)


def _certain(sources: list[CashSource], awards: Sequence[Award], year: int) -> list[CashSource]:
    """The sources without those that are only applied for, as long as there are others."""
    only_applied = [
        source
        for source in sources
        if (own := [a for a in _for_year(awards, year) if same_label(a.source, source.label)])
        and all(award.status is AwardStatus.APPLIED for award in own)
    ]
    return [source for source in sources if source not in only_applied] or sources


def _for_year(awards: Sequence[Award], year: int) -> list[Award]:
    return [award for award in awards if award.year in (None, year + 1)]


def _paid(made: Sequence[Payment], source: str, currency: str) -> Money:
    """What a source has paid in the project years before."""
    return total((p.amount for p in made if same_label(p.source.label, source)), currency)


def _undecided(label: str, spent: Money, sources: Sequence[CashSource]) -> UnclearChoiceError:
    if not sources:
        return UnclearChoiceError(
            f"{label}: {spent.grouped} was spent, but the budget has no source of money in that "
            f"project year; {declaring('[awards]')} who pays"
        )
    ways = []
    for method in ChargingMethod:
        parts = charge(spent, sources, method)
        if parts:
            paid = (f"{s.label} {p.grouped}" for s, p in zip(sources, parts, strict=True))
            ways.append(f'"{method.value}" gives {", ".join(paid)}')
    return UnclearChoiceError(
        f"{label}: {spent.grouped} was spent and {len(sources)} sources may have paid it; "
        f"{declaring('charging')} method = one of these: {'; '.join(ways)}"
    )


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
