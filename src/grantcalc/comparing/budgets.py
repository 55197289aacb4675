"""Two budgets as one report: what became of each line, and of the money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from grantcalc.comparing.aligned import Aligned, difference
from grantcalc.comparing.facts import facts_of, sections_of
from grantcalc.comparing.figures import balances, contributions, sources, totals
from grantcalc.comparing.lines import Group, Matching, match_lines
from grantcalc.comparing.movements import movements
from grantcalc.comparing.periods import PeriodPair, pair_periods
from grantcalc.language import plural, tr
from grantcalc.model import Budget
from grantcalc.report.check import LineAmount
from grantcalc.report.diff import (
    AmountChange,
    Change,
    DiffReport,
    LineChange,
    LineCounts,
    LineVersion,
    PeriodChange,
    Version,
)


def compare(old: Budget, new: Budget, versions: tuple[Version, Version]) -> DiffReport:
    """What became of each line of `old` in `new`, and of the money; `versions` tell of their files.

    Raises:
        CurrencyMismatchError: the budgets are in different currencies.
    """
    pairs, before, after, matching = _matched(old, new)
    periods = tuple(_period(old, new, pair) for pair in pairs)
    lines = tuple(_lines(before, after, matching.groups))
    sides = tuple(totals(before, after))
    return DiffReport(
        old=versions[0],
        new=versions[1],
        currency=old.currency,
        differs=any(line.differs for line in lines)
        or any(total.stated_differs for total in sides)
        or not all(period.is_same for period in periods),
        counts=_counts(lines),
        periods=periods,
        lines=lines,
        movements=tuple(movements(lines, before)),
        totals=sides,
        balance=tuple(balances(before, after)),
        sources=tuple(sources(before, after, matching.groups)),
        contributions=tuple(contributions(before, after)),
        notes=tuple(_notes(before, after, is_partial=matching.is_partial)),
    )


def match_budgets(old: Budget, new: Budget) -> tuple[Group, ...]:
    """Which lines of two budgets belong together: every line of both in one group."""
    return _matched(old, new)[-1].groups


def _matched(old: Budget, new: Budget) -> tuple[list[PeriodPair], Aligned, Aligned, Matching]:
    """Both budgets with their periods in one order, and which of their lines belong together."""
    pairs = pair_periods(old.periods, new.periods)
    before = Aligned(old, [pair.old for pair in pairs])
    after = Aligned(new, [pair.new for pair in pairs])
    same_periods = all(pair.by for pair in pairs)
    matching = match_lines(facts_of(before), facts_of(after), same_periods=same_periods)
    return pairs, before, after, matching


def _counts(lines: Sequence[LineChange]) -> LineCounts:
    count = Counter(line.change for line in lines)
    changed = sum(line.change is Change.SAME and line.amounts_differ for line in lines)
    return LineCounts(
        same=count[Change.SAME] - changed,
        changed=changed,
        renamed=count[Change.RENAMED],
        moved=count[Change.MOVED],
        split=count[Change.SPLIT],
        joined=count[Change.JOINED],
        new=count[Change.NEW],
        gone=count[Change.GONE],
    )


def _period(old: Budget, new: Budget, pair: PeriodPair) -> PeriodChange:
    return PeriodChange(
        old=None if pair.old is None else old.periods[pair.old],
        new=None if pair.new is None else new.periods[pair.new],
        old_at=None if pair.old is None else old.period_places[pair.old],
        new_at=None if pair.new is None else new.period_places[pair.new],
        matched_by=pair.by,
    )


def _lines(before: Aligned, after: Aligned, groups: Sequence[Group]) -> Iterator[LineChange]:
    old_sections, new_sections = sections_of(before.budget), sections_of(after.budget)
    for group in groups:
        yield LineChange(
            change=group.change,
            old=tuple(_line(before, i, old_sections) for i in group.old),
            new=tuple(_line(after, i, new_sections) for i in group.new),
            amounts=tuple(_amounts(before, after, group)),
        )


def _line(version: Aligned, index: int, sections: dict[int, str]) -> LineVersion:
    line = version.budget.lines[index]
    return LineVersion(
        label=line.label,
        side=line.side,
        kind=line.kind,
        source=line.source,
        section=sections.get(index),
        at=line.at,
        amounts=tuple(
            LineAmount(period=i, amount=line.amounts[own].value, cell=line.amounts[own].at.cell)
            for i, own in enumerate(version.own)
            if own is not None
        ),
    )


def _amounts(before: Aligned, after: Aligned, group: Group) -> Iterator[AmountChange]:
    """The old lines of a group together and the new ones together, by period and in all."""
    old_lines = [before.budget.lines[i] for i in group.old]
    new_lines = [after.budget.lines[i] for i in group.new]
    for period in before.periods:
        old, new = before.sum(old_lines, period), after.sum(new_lines, period)
        yield AmountChange(period=period, old=old, new=new, change=difference(old, new))


def _notes(before: Aligned, after: Aligned, *, is_partial: bool) -> Iterator[str]:
    """What a reader should know before relying on the comparison."""
    for version in (before, after):
        gaps = [
            amount.at.cell or ""
            for line in version.budget.lines
            for amount in line.amounts
            if amount.value is None
        ]
        if gaps:
            yield plural(
                "{file}: one amount cannot be read ({cells}); what it belongs to is not known",
                "{file}: {count} amounts cannot be read ({cells}); what they belong to is not known",
                len(gaps),
                file=version.budget.file,
                cells=", ".join(gaps[:_MOST_NAMED]) + (", ..." if len(gaps) > _MOST_NAMED else ""),
            )
    if is_partial:
        yield tr(
            "Too many lines have no namesake in the other budget to look for renamed, split and "
            "joined lines among them: they are given as new and gone."
        )


_MOST_NAMED = 12
