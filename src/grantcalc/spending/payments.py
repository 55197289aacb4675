"""What each source pays of a project's costs, year by year, and what is carried over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from grantcalc.config import ChargingMethod, ChargingTable
from grantcalc.errors import ConfigError, UnclearChoiceError, declaring
from grantcalc.language import quoted, tr
from grantcalc.model import (
    Award,
    AwardStatus,
    Budget,
    Kind,
    Side,
    SourceKind,
    promised,
    same_label,
)
from grantcalc.money import Money, total
from grantcalc.spending.charging import CashSource, Cost, Payers, charge, charge_also


@dataclass(frozen=True)
class Payment:
    """What one source of money paid in one project year, and what it will pay for orders."""

    source: CashSource
    year: int
    amount: Money
    committed: Money


@dataclass(frozen=True)
class Carry:
    """What was left of a grant in one project year, and may be spent in the next one."""

    source: str
    year: int
    amount: Money


@dataclass(frozen=True)
class Charged:
    """Who pays what, and what is carried from one project year into the next."""

    payments: tuple[Payment, ...]
    carries: tuple[Carry, ...]


@dataclass
class Costs:
    """A project's costs and what decides who pays them, gone through year by year.

    `spent` and `committed` are parted by line and tag as far as the way of charging needs it.
    """

    budget: Budget
    awards: Sequence[Award]
    table: ChargingTable
    spent: Sequence[Cost]
    committed: Sequence[Cost]
    as_of: date
    _payments: list[Payment] = field(default_factory=list)
    _carries: list[Carry] = field(default_factory=list)

    def run(self) -> Charged:
        """What each source pays in each project year; the payments add up to its costs.

        Raises:
            UnclearChoiceError: several sources may pay (the text shows what each way of charging
                would give), there is none, or a cost has no declared source.
            ConfigError: a declared source is none of the budget's.
        """
        self._check_names()
        for year in range(len(self.budget.periods)):
            self._payments += self._year(year)
            self._carries += self._carried_out(year)
        return Charged(tuple(self._payments), tuple(self._carries))

    @property
    def _zero(self) -> Money:
        return Money.zero(self.budget.currency)

    # -- one project year

    def _year(self, year: int) -> Iterator[Payment]:
        spent = [cost for cost in self.spent if cost.year == year]
        committed = [cost for cost in self.committed if cost.year == year]
        sources = self._sources(year)
        if self.table.method and self.table.method.is_by_cost:
            payers = Payers(self.budget, self.table, sources, [*spent, *committed])
            sources = sources + [self._also(label) for label in payers.further]
            paid, bound = payers.charge(spent, sources), payers.charge(committed, sources)
        else:
            paid, bound = self._by_source(
                year, _sum(spent, self._zero), _sum(committed, self._zero), sources
            )
        for source, amount, ordered in zip(sources, paid, bound, strict=True):
            yield Payment(source, year, amount, ordered)

    def _by_source(
        self,
        year: int,
        spent: Money,
        committed: Money,
        sources: Sequence[CashSource],
    ) -> tuple[list[Money], list[Money]]:
        paid = charge(spent, sources, self.table.method)
        bound = charge_also(committed, spent, sources, self.table.method)
        nothing = [self._zero] * len(sources)
        if (paid is None and spent) or (bound is None and committed):
            raise _undecided(self.budget.periods[year].label, spent, committed, sources)
        return paid or nothing, bound or nothing

    def _carried_out(self, year: int) -> Iterator[Carry]:
        """What is left of an ended year's grants, but for what its own orders still bind."""
        end = self.budget.periods[year].end
        if end is None or self.as_of <= end or year + 1 == len(self.budget.periods):
            return
        own = [award for award in self.awards if award.year == year + 1]
        for label in unique_labels([award.source for award in own if award.carry_over]):
            granted = promised(
                [a for a in own if same_label(a.source, label)], self.budget.currency
            )
            carried_in = self._carried_into(year, label) or self._zero
            used = total(
                (
                    payment.amount + payment.committed
                    for payment in self._payments
                    if payment.year == year and same_label(payment.source.label, label)
                ),
                self.budget.currency,
            )
            left = granted + carried_in - used
            if left.minor > 0:
                yield Carry(label, year, left)

    def _carried_into(self, year: int, label: str) -> Money | None:
        found = (c for c in self._carries if c.year == year - 1 and same_label(c.source, label))
        return next((carry.amount for carry in found), None)

    # -- the sources

    def _sources(self, year: int) -> list[CashSource]:
        """The sources of money in a project year: income lines, and awards that have no line."""
        lines = list(self.budget.on(Side.INCOME, Kind.CASH))
        awards = _for_year(self.awards, year)
        sources: list[CashSource] = []
        for line in lines:
            budgeted = line.amounts[year].value or self._zero
            is_known = any(same_label(source.label, line.label) for source in sources)
            carried_in = None if is_known else self._carried_into(year, line.label)
            is_awarded = any(same_label(award.source, line.label) for award in awards)
            if budgeted or is_awarded or carried_in:
                kind = line.source or SourceKind.OTHER
                awarded = None if is_known else self._awarded(line.label, year)
                sources.append(CashSource(line.label, kind, budgeted, carried_in, awarded))
        on_lines = [line.label for line in lines]
        carried = [carry.source for carry in self._carries if carry.year == year - 1]
        for label in unique_labels([award.source for award in awards] + carried):
            if not any(same_label(label, line) for line in on_lines):
                left = self._left_of_awards(label, year)
                into = self._carried_into(year, label)
                sources.append(CashSource(label, SourceKind.GRANT, left, into))
        return self._certain(sources, awards)

    def _awarded(self, label: str, year: int) -> Money | None:
        """What a funder has promised for a project year; None where no such award is declared.

        An award for the whole project can pay what the years before have left of it.
        """
        own = [a for a in _for_year(self.awards, year) if same_label(a.source, label)]
        if not any(award.status.is_granted for award in own):
            return None
        left = promised(own, self.budget.currency)
        if any(award.year is None for award in own):
            left -= self._paid_by(label)
        return max(left, self._zero)

    def _paid_by(self, label: str) -> Money:
        """What a source has paid in the project years before."""
        return total(
            (p.amount for p in self._payments if same_label(p.source.label, label)),
            self.budget.currency,
        )

    def _left_of_awards(self, label: str, year: int) -> Money:
        """What an award without an income line can still pay in a project year."""
        own = [a for a in _for_year(self.awards, year) if same_label(a.source, label)]
        left = total((award.amount for award in own), self.budget.currency)
        if any(award.year is None for award in own):
            left -= self._paid_by(label)
        return left

    @staticmethod
    def _certain(sources: list[CashSource], awards: Sequence[Award]) -> list[CashSource]:
        """The sources without those that are only applied for, as long as there are others."""
        only_applied = [
            source
            for source in sources
            if (own := [a for a in awards if same_label(a.source, source.label)])
            and not source.carried_in
            and all(award.status is AwardStatus.APPLIED for award in own)
        ]
        return [source for source in sources if source not in only_applied] or sources

    def _also(self, label: str) -> CashSource:
        """A source that is declared to pay in a year for which the budget expects nothing of it."""
        index = self.budget.line_named(label, Side.INCOME)
        kind = self.budget.lines[index].source if index is not None else SourceKind.GRANT
        return CashSource(label, kind or SourceKind.OTHER, self._zero)

    def _check_names(self) -> None:
        """Every source that [charging] names must be one of the project's."""
        lines = [line.label for line in self.budget.on(Side.INCOME, Kind.CASH)]
        known = unique_labels([*lines, *(award.source for award in self.awards)])
        named = [
            label
            for payers in [*self.table.lines.values(), *self.table.tags.values()]
            for label in payers
        ]
        for label in [*named, *([self.table.rest] if self.table.rest else [])]:
            if not any(same_label(label, source) for source in known):
                raise ConfigError(
                    tr(
                        'charging: "{source}" is no source of money of this project; they are {sources}',
                        source=label,
                        sources=", ".join(map(quoted, known)),
                    )
                )
        for name in self.table.lines:
            if self.budget.line_named(name, Side.EXPENDITURE) is None:
                raise ConfigError(
                    tr(
                        'charging.lines: "{line}" is no line of costs in the budget; write it as the '
                        "budget does",
                        line=name,
                    )
                )


def unique_labels(labels: Iterable[str]) -> list[str]:
    """Each label once, however it is spelt."""
    found: list[str] = []
    for label in labels:
        if not any(same_label(label, known) for known in found):
            found.append(label)
    return found


def _for_year(awards: Sequence[Award], year: int) -> list[Award]:
    return [award for award in awards if award.year in (None, year + 1)]


def _sum(costs: Sequence[Cost], zero: Money) -> Money:
    return sum((cost.amount for cost in costs), zero)


def _undecided(
    label: str, spent: Money, committed: Money, sources: Sequence[CashSource]
) -> UnclearChoiceError:
    what = (
        tr(
            "{spent} was spent and {committed} is on order",
            spent=spent.grouped,
            committed=committed.grouped,
        )
        if committed
        else tr("{spent} was spent", spent=spent.grouped)
    )
    if not sources:
        return UnclearChoiceError(
            tr(
                "{period}: {what}, but the budget has no source of money in that project year; "
                "{in_the_file} who pays",
                period=label,
                what=what,
                in_the_file=declaring("[awards]"),
            )
        )
    ways = []
    for method in ChargingMethod:
        parts = charge(spent + committed, sources, method)
        if parts:
            paid = (f"{s.label} {p.grouped}" for s, p in zip(sources, parts, strict=True))
            ways.append(
                tr('"{method}" gives {amounts}', method=method.value, amounts=", ".join(paid))
            )
    return UnclearChoiceError(
        tr(
            "{period}: {what} and {count} sources may have paid it; {in_the_file} method = one of these: "
            '{ways}; "by-line" and "by-tag" go by what you declare for each budget line, or for each '
            "value of a column of the ledger",
            period=label,
            what=what,
            count=len(sources),
            in_the_file=declaring("charging"),
            ways="; ".join(ways),
        )
    )
