"""How much money changed its place: between lines, and between periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from grantcalc.comparing.aligned import Aligned
from grantcalc.model import Kind, Side, SourceKind
from grantcalc.money import Money, known_share, known_total, rounded_share, total
from grantcalc.report.diff import LineChange, LineVersion, Movement

#: An old and a new amount of one place.
_Step = tuple[Money | None, Money | None]


def movements(lines: Sequence[LineChange], before: Aligned) -> Iterator[Movement]:
    """Each side's movements, of all of it and of each kind where it has both."""
    for side in Side:
        kinds = {x.kind for line in lines for x in (*line.old, *line.new) if x.side is side}
        for kind in (None, *(k for k in Kind if k in kinds and len(kinds) > 1)):
            if kinds:
                yield from _of(lines, before, side, kind)


def _of(
    lines: Sequence[LineChange], before: Aligned, side: Side, kind: Kind | None
) -> Iterator[Movement]:
    def step(line: LineChange, period: int | None) -> _Step:
        currency = before.budget.currency
        old = [x for x in line.old if x.side is side and kind in (None, x.kind)]
        new = [x for x in line.new if x.side is side and kind in (None, x.kind)]
        return _sum(old, period, currency), _sum(new, period, currency)

    for period in before.periods:
        steps = [step(line, period) for line in lines]
        yield _movement(before, side, kind, "lines", period, steps)
    by_period = [
        (_together([step(line, period) for line in lines], before.budget.currency))
        for period in range(len(before.own))
    ]
    if len(by_period) > 1:
        yield _movement(before, side, kind, "periods", None, by_period)


def _sum(lines: Sequence[LineVersion], period: int | None, currency: str) -> Money | None:
    amounts = [a.amount for line in lines for a in line.amounts if period in (None, a.period)]
    return known_total(amounts, currency)


def _together(steps: Sequence[_Step], currency: str) -> _Step:
    return (
        known_total([old for old, _ in steps], currency),
        known_total([new for _, new in steps], currency),
    )


def _movement(
    before: Aligned,
    side: Side,
    kind: Kind | None,
    between: Literal["lines", "periods"],
    period: int | None,
    steps: Sequence[_Step],
) -> Movement:
    currency = before.budget.currency
    old, new = _together(steps, currency)
    increases = decreases = moved = None
    changes = [new - old for old, new in steps if old is not None and new is not None]
    if len(changes) == len(steps):
        zero = Money.zero(currency)
        increases = total((change for change in changes if change > zero), currency)
        decreases = -total((change for change in changes if change < zero), currency)
        moved = min(increases, decreases)
    grants = [x for x in before.budget.on(Side.INCOME) if x.source is SourceKind.GRANT]
    grant = before.sum(grants, period) if side is Side.EXPENDITURE else None
    return Movement(
        side=side,
        kind=kind,
        between=between,
        period=period,
        old=old,
        increases=increases,
        decreases=decreases,
        new=new,
        moved=moved,
        increases_share=rounded_share(known_share(increases, old)),
        moved_share=rounded_share(known_share(moved, old)),
        moved_share_of_grant=rounded_share(known_share(moved, grant)),
    )
