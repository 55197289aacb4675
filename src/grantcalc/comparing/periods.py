"""Which period of an old budget is which of a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grantcalc.model import same_label
from grantcalc.period import Period
from grantcalc.report.diff import MatchedBy


@dataclass(frozen=True)
class PeriodPair:
    """A period by its index in the old and in the new budget; None where one of them lacks it."""

    old: int | None
    new: int | None
    by: MatchedBy | None = None


def pair_periods(old: Sequence[Period], new: Sequence[Period]) -> list[PeriodPair]:
    """Every period of both budgets once, in order.

    The same dates decide, then the label, then dates that overlap for the most part. Where dates do
    not tell, because one of the budgets has none, the place does.
    """
    found: dict[int, PeriodPair] = {}
    left = list(range(len(new)))
    for by, same in _WAYS.items():
        for i, period in enumerate(old):
            if i in found:
                continue
            j = next((j for j in left if same(period, new[j])), None)
            if j is not None:
                found[i] = PeriodPair(i, j, by)
                left.remove(j)
    for i, period in enumerate(old):
        if i not in found and i in left and not (period.start and new[i].start):
            found[i] = PeriodPair(i, i, "place")
            left.remove(i)
    return list(_in_order(len(old), found, left))


def _same_dates(one: Period, other: Period) -> bool:
    return one.start is not None and (one.start, one.end) == (other.start, other.end)


def _same_label(one: Period, other: Period) -> bool:
    return same_label(one.label, other.label)


def _overlap(one: Period, other: Period) -> bool:
    """Whether they share more than half of the days of each."""
    if not (one.start and one.end and other.start and other.end):
        return False
    days = (min(one.end, other.end) - max(one.start, other.start)).days + 1
    return 2 * days > max(one.days or 0, other.days or 0)


_WAYS: dict[MatchedBy, Callable[[Period, Period], bool]] = {
    "dates": _same_dates,
    "label": _same_label,
    "overlap": _overlap,
}


def _in_order(
    periods: int, found: dict[int, PeriodPair], left: Sequence[int]
) -> Iterator[PeriodPair]:
    """The old budget's periods in their order; new ones stand before the one that they precede."""
    unseen = list(left)
    for i in range(periods):
        pair = found.get(i, PeriodPair(i, None))
        while unseen and pair.new is not None and unseen[0] < pair.new:
            yield PeriodPair(None, unseen.pop(0))
        yield pair
    yield from (PeriodPair(None, j) for j in unseen)
