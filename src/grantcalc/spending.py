"""What a project has spent and what is left, by grant, budget line and own contribution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from grantcalc.charging import CashSource, charge
from grantcalc.config import ChargingMethod, Config
from grantcalc.errors import (
    ConfigError,
    UnclearChoiceError,
    UnreadableFileError,
    declaring,
)
from grantcalc.ledger import LedgerSummary, Outcome
from grantcalc.model import (
    Award,
    AwardStatus,
    Budget,
    BudgetLine,
    Kind,
    LedgerEntry,
    Side,
    SourceKind,
    WorkEntry,
    same_label,
    sum_of,
)
from grantcalc.money import Money, rounded_share, total
from grantcalc.period import Period
from grantcalc.report import (
    EntriesReport,
    EntryReport,
    ExcludedReport,
    GrantReport,
    LedgerReport,
    LineSpending,
    OtherSource,
    OwnContribution,
    UnmappedReport,
)


@dataclass(frozen=True)
class Spending:
    """A budget, what its project declares, and what was spent by the end of `as_of`.

    `work` is None where there is no timesheet.
    """

    budget: Budget
    config: Config
    ledger: LedgerSummary
    work: Sequence[WorkEntry] | None
    as_of: date

    @property
    def begun(self) -> list[int]:
        """The project years that have begun."""
        return [i for i, p in enumerate(self.budget.periods) if p.begun_by(self.as_of)]

    @property
    def _zero(self) -> Money:
        return Money.zero(self.budget.currency)

    def spent_in(self, year: int) -> Money:
        """Everything that was counted in one project year."""
        return self.ledger.sum(outcome=Outcome.INCLUDED, year=year)

    # -- grants

    def grants(self) -> tuple[GrantReport, ...]:
        """Each grant by project year, or over the whole project where it was awarded so.

        Raises:
            UnreadableFileError: no grant is declared, and none is recognised in the budget.
            UnclearChoiceError: several sources may have paid, and no way of charging is declared.
            ConfigError: one source's awards are declared both by year and for the whole project.
        """
        charged = self._charged()
        awards = self._awards()
        reports = []
        for source in dict.fromkeys(award.source for award in awards):
            its_awards = [a for a in awards if same_label(a.source, source)]
            years = {award.year for award in its_awards}
            if None in years and len(years) > 1:
                raise ConfigError(
                    f'awards: "{source}" has awards both for a year and for the whole project; '
                    "give all of them a year, or none"
                )
            if None in years:
                spent = total(
                    (m for (s, _), m in charged.items() if same_label(s, source)),
                    self._zero.currency,
                )
                reports.append(self._grant(source, self._whole_project(), its_awards, spent))
                continue
            for i, period in enumerate(self.budget.periods):
                in_year = [a for a in its_awards if a.year == i + 1]
                spent = next(
                    (m for (s, y), m in charged.items() if y == i and same_label(s, source)),
                    self._zero,
                )
                if in_year or spent:
                    reports.append(self._grant(source, period, in_year, spent))
        return tuple(reports)

    def _awards(self) -> list[Award]:
        """The declared awards; where there are none, the grants that the budget counts on."""
        declared = self.config.declared_awards()
        late = [a for a in declared if a.year and a.year > len(self.budget.periods)]
        if late:
            raise ConfigError(
                f'awards: "{late[0].source}" has an award for project year {late[0].year}, but the '
                f"budget has {len(self.budget.periods)}"
            )
        if declared:
            return list(declared)
        budgeted = [
            Award(source=line.label, year=i + 1, amount=amount.value, status=AwardStatus.BUDGETED)
            for line in self.budget.on(Side.INCOME, Kind.CASH)
            if line.source is SourceKind.GRANT
            for i, amount in enumerate(line.amounts)
            if amount.value is not None
        ]
        if not budgeted:
            raise UnreadableFileError(
                f"{self.budget.file}: no grant was recognised among its income lines; "
                f'{declaring("[awards]")} source = "...", year = 1, amount = 700000 and '
                'status = "awarded", each on a line of its own'
            )
        return budgeted

    def _whole_project(self) -> Period:
        periods = self.budget.periods
        starts, ends = [p.start for p in periods if p.start], [p.end for p in periods if p.end]
        dated = len(starts) == len(periods)
        return Period(
            label="the whole project",
            start=min(starts) if dated else None,
            end=max(ends) if dated else None,
        )

    def _grant(
        self, source: str, period: Period, awards: Sequence[Award], spent: Money
    ) -> GrantReport:
        granted = [a for a in awards if a.status.is_granted or a.status is AwardStatus.BUDGETED]
        awarded = total((a.amount for a in granted), self.budget.currency)
        statuses = [a.status for a in granted] or [a.status for a in awards]
        remaining = awarded - spent
        return GrantReport(
            source=source,
            period=period,
            status=min(statuses, key=list(AwardStatus).index) if statuses else AwardStatus.BUDGETED,
            awarded=awarded,
            applied_for=total(
                (a.amount for a in awards if a.status is AwardStatus.APPLIED), self.budget.currency
            ),
            spent=spent,
            committed=self._zero,
            remaining=remaining,
            available=remaining,
            spent_share=rounded_share(spent.share_of(awarded)),
            elapsed_days=period.elapsed_days(self.as_of),
            elapsed_share=rounded_share(period.elapsed_share(self.as_of)),
        )

    # -- who pays

    def _cash_sources(self, year: int) -> list[CashSource]:
        """The sources of money in a project year: income lines, and awards without a line."""
        lines = list(self.budget.on(Side.INCOME, Kind.CASH))
        awards = self._awards()
        sources = []
        for line in lines:
            budgeted = line.amounts[year].value or self._zero
            is_awarded = any(
                same_label(a.source, line.label) and a.year in (None, year + 1) for a in awards
            )
            if budgeted or is_awarded:
                sources.append(CashSource(line.label, line.source or SourceKind.OTHER, budgeted))
        for source in dict.fromkeys(a.source for a in awards):
            amounts = [
                a.amount for a in awards if a.source == source and a.year in (None, year + 1)
            ]
            if amounts and not any(same_label(line.label, source) for line in lines):
                budgeted = total(amounts, self.budget.currency)
                sources.append(CashSource(source, SourceKind.GRANT, budgeted))
        return sources

    def _charged(self) -> dict[tuple[str, int], Money]:
        """What each source of money paid in each project year."""
        charged: dict[tuple[str, int], Money] = {}
        for year in range(len(self.budget.periods)):
            spent, sources = self.spent_in(year), self._cash_sources(year)
            if not spent and len(sources) != 1:
                continue
            parts = charge(spent, sources, self.config.charging.method)
            if parts is None:
                raise self._undecided(year, spent, sources)
            charged |= {(s.label, year): part for s, part in zip(sources, parts, strict=True)}
        return charged

    def _undecided(
        self, year: int, spent: Money, sources: Sequence[CashSource]
    ) -> UnclearChoiceError:
        label = self.budget.periods[year].label
        if not sources:
            return UnclearChoiceError(
                f"{label}: {spent.grouped} was spent, but the budget has no source of money in that "
                "project year; declare the award in grantcalc.toml under [[awards]]"
            )
        ways = []
        for method in ChargingMethod:
            parts = charge(spent, sources, method)
            if parts:
                paid = ", ".join(
                    f"{s.label} {p.grouped}" for s, p in zip(sources, parts, strict=True)
                )
                ways.append(f'"{method.value}" gives {paid}')
        return UnclearChoiceError(
            f"{label}: {spent.grouped} was spent and {len(sources)} sources may have paid it; "
            f"{declaring('charging')} method = one of these: {'; '.join(ways)}"
        )

    def other_sources(self) -> tuple[OtherSource, ...]:
        """What money that is no grant paid, in the project years that have begun."""
        charged = self._charged()
        grants = [award.source for award in self._awards()]
        return tuple(
            OtherSource(
                source=s.label,
                period=year,
                budgeted=s.budgeted,
                spent=charged.get((s.label, year), self._zero),
                remaining=s.budgeted - charged.get((s.label, year), self._zero),
            )
            for year in self.begun
            for s in self._cash_sources(year)
            if not any(same_label(s.label, grant) for grant in grants)
        )

    # -- lines

    def lines(self) -> tuple[LineSpending, ...]:
        """Each line of costs in money, in each project year that has begun."""
        return tuple(
            self._line(index, line, year)
            for year in self.begun
            for index, line in enumerate(self.budget.lines)
            if line.side is Side.EXPENDITURE and line.kind is Kind.CASH
        )

    def _line(self, index: int, line: BudgetLine, year: int) -> LineSpending:
        budgeted, spent = line.amounts[year].value, self._spent_on(index, year)
        share = None if budgeted is None else spent.share_of(budgeted)
        return LineSpending(
            label=line.label,
            period=year,
            budgeted=budgeted,
            spent=spent,
            committed=self._zero,
            remaining=None if budgeted is None else budgeted - spent,
            spent_share=rounded_share(share),
        )

    def _spent_on(self, line: int, year: int) -> Money:
        groups = (
            g.amount
            for g in self.ledger.groups
            if g.outcome is Outcome.INCLUDED and g.line == line and g.year == year
        )
        return total(groups, self.budget.currency)

    def unmapped(self) -> tuple[UnmappedReport, ...]:
        """Counted entries on no budget line, by project year."""
        groups = [g for g in self.ledger.groups if g.outcome is Outcome.INCLUDED and g.line is None]
        return tuple(
            UnmappedReport(
                period=g.year or 0,
                entries=g.entries,
                amount=g.amount,
                listed=tuple(
                    self._entry(e)
                    for e in self.ledger.unmapped
                    if self._year_of(e.day) == (g.year or 0)
                ),
            )
            for g in groups
        )

    def _year_of(self, day: date) -> int:
        return next((i for i, p in enumerate(self.budget.periods) if p.contains(day)), 0)

    # -- own contribution

    def own_contribution(self) -> tuple[OwnContribution, ...]:
        """Work promised and delivered in each project year that has begun.

        Hours are not divided between several sources in kind: those are reported together.
        """
        lines = list(self.budget.on(Side.INCOME, Kind.IN_KIND))
        if not lines:
            return ()
        source = " + ".join(line.label for line in lines)
        return tuple(self._own(source, lines, year) for year in self.begun)

    def _own(self, source: str, lines: Sequence[BudgetLine], year: int) -> OwnContribution:
        budgeted = sum_of(tuple(line.amounts[year] for line in lines), self.budget.currency)
        if self.work is None:
            return OwnContribution(
                source=source,
                period=year,
                budgeted=budgeted,
                delivered=None,
                hours=None,
                remaining=None,
            )
        period = self.budget.periods[year]
        done = [
            w
            for w in self.work
            if w.day <= self.as_of and (not period.start or period.contains(w.day))
        ]
        delivered = Money.nearest(sum((w.value for w in done), Decimal(0)), self.budget.currency)
        return OwnContribution(
            source=source,
            period=year,
            budgeted=budgeted,
            delivered=delivered,
            hours=f"{sum((w.hours for w in done), Decimal(0)):f}",
            remaining=None if budgeted is None else budgeted - delivered,
        )

    # -- the account of the ledgers

    def ledger_report(self, files: Sequence[str]) -> LedgerReport:
        """Included and excluded entries, which together are all that was read."""
        summary = self.ledger
        return LedgerReport(
            files=tuple(files),
            read=EntriesReport(entries=summary.entries, amount=summary.amount),
            included=EntriesReport(
                entries=summary.count(Outcome.INCLUDED),
                amount=summary.sum(outcome=Outcome.INCLUDED),
            ),
            excluded=tuple(self._excluded()),
            rejected_rows=len(summary.rejected),
            totals_left_out=summary.totals_left_out,
        )

    def _excluded(self) -> Iterator[ExcludedReport]:
        for outcome, entries in self.ledger.listed.items():
            yield ExcludedReport(
                reason=outcome.value,
                entries=self.ledger.count(outcome),
                amount=self.ledger.sum(outcome=outcome),
                listed=tuple(self._entry(entry) for entry in entries),
            )

    def _entry(self, entry: LedgerEntry) -> EntryReport:
        return EntryReport(
            file=entry.file,
            sheet=entry.sheet,
            cell=self.ledger.place(entry).cell or "",
            date=entry.day,
            account=entry.account,
            voucher=entry.voucher,
            text=entry.text,
            amount=entry.amount,
        )
