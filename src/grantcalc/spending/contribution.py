"""Own contribution in work: hours times rate, by contributor and project year, within the caps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from grantcalc.config import InKindTable
from grantcalc.language import mark, tr
from grantcalc.model import Budget, BudgetLine, Kind, Side, WorkEntry, same_label, sum_of
from grantcalc.money import Money
from grantcalc.report.remaining import OwnContribution

NOT_NAMED = mark("(no contributor named)")


@dataclass(frozen=True)
class Counted:
    """Work in a project year, and what of it counts: at most the rate and the hours that are allowed."""

    entry: WorkEntry
    year: int
    hours: Decimal
    value: Decimal

    @property
    def hours_above(self) -> Decimal:
        """The hours beyond the yearly cap."""
        return self.entry.hours - self.hours

    @property
    def value_above(self) -> Decimal:
        """The value beyond the caps, in major units."""
        return self.entry.value - self.value


def counted(
    work: Sequence[WorkEntry], budget: Budget, caps: InKindTable, as_of: date | None = None
) -> tuple[Counted, ...]:
    """The work inside the project years, by date, with what of it counts.

    A person's hours count until the cap of the calendar year is reached; later ones do not. Hours
    of no named person cannot be held against it.
    """
    done: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    found = []
    for entry in sorted(work, key=lambda entry: entry.day):
        year = budget.year_of(entry.day)
        if year is None or (as_of and entry.day > as_of):
            continue
        hours = entry.hours
        if caps.max_hours_a_year is not None and entry.person:
            of_person = entry.person_and_year
            left = max(caps.max_hours_a_year - done[of_person], Decimal(0))
            hours = min(hours, left)
            done[of_person] += hours
        rate = entry.rate if caps.max_rate is None else min(entry.rate, caps.max_rate)
        found.append(Counted(entry, year, hours, hours * rate))
    return tuple(found)


def in_kind_sources(budget: Budget) -> list[BudgetLine]:
    """The income lines that are work or goods."""
    return list(budget.on(Side.INCOME, Kind.IN_KIND))


def are_told_apart(work: Sequence[WorkEntry], budget: Budget) -> bool:
    """Whether there are several contributors, and the timesheet names them."""
    return len(in_kind_sources(budget)) > 1 and any(entry.source for entry in work)


def contributor(entry: WorkEntry, budget: Budget) -> BudgetLine | None:
    """The in-kind income line that a timesheet's row names; None where it names none."""
    lines = in_kind_sources(budget)
    return next((line for line in lines if same_label(line.label, entry.source)), None)


def contributors(work: Sequence[WorkEntry], budget: Budget) -> Callable[[WorkEntry], str]:
    """How the contributor of a row is called in the report: all of them together if not told apart."""
    lines = in_kind_sources(budget)
    if not are_told_apart(work, budget):
        together = " + ".join(line.label for line in lines)
        return lambda _: together

    def named(entry: WorkEntry) -> str:
        line = contributor(entry, budget)
        return line.label if line else entry.source or tr(NOT_NAMED)

    return named


def own_contribution(
    work: Sequence[WorkEntry] | None,
    budget: Budget,
    caps: InKindTable,
    as_of: date,
    years: Sequence[int],
) -> tuple[OwnContribution, ...]:
    """Work promised and delivered in each of the years, by contributor where they are told apart.

    Without a timesheet nothing is known of what was delivered. Hours whose contributor has no
    income line are reported by themselves, against nothing promised.
    """
    lines = in_kind_sources(budget)
    if not lines:
        return ()
    done = counted(work or (), budget, caps, as_of)
    if work is None or not are_told_apart(work, budget):
        source = " + ".join(line.label for line in lines)
        return tuple(
            _own(source, lines, year, None if work is None else _in(done, year), budget)
            for year in years
        )
    found = []
    for year in years:
        in_year = _in(done, year)
        for line in lines:
            its = [work for work in in_year if contributor(work.entry, budget) is line]
            found.append(_own(line.label, [line], year, its, budget))
        others: dict[str, list[Counted]] = defaultdict(list)
        for one in in_year:
            if contributor(one.entry, budget) is None:
                others[one.entry.source or tr(NOT_NAMED)].append(one)
        found += [_own(name, [], year, its, budget) for name, its in others.items()]
    return tuple(found)


def _in(done: Sequence[Counted], year: int) -> list[Counted]:
    return [one for one in done if one.year == year]


def _own(
    source: str,
    lines: Sequence[BudgetLine],
    year: int,
    done: Sequence[Counted] | None,
    budget: Budget,
) -> OwnContribution:
    currency = budget.currency
    budgeted = sum_of(tuple(line.amounts[year] for line in lines), currency)
    if done is None:
        return OwnContribution(
            source=source,
            period=year,
            budgeted=budgeted,
            delivered=None,
            hours=None,
            remaining=None,
        )
    delivered = Money.nearest(sum((one.value for one in done), Decimal(0)), currency)
    above = Money.nearest(sum((one.value_above for one in done), Decimal(0)), currency)
    return OwnContribution(
        source=source,
        period=year,
        budgeted=budgeted,
        delivered=delivered,
        hours=_plain(sum((one.hours for one in done), Decimal(0))),
        remaining=None if budgeted is None else budgeted - delivered,
        not_counted=above,
        hours_not_counted=_plain(sum((one.hours_above for one in done), Decimal(0))),
    )


def _plain(hours: Decimal) -> str:
    return f"{hours.normalize():f}"
