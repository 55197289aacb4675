"""What a project has spent and what is left, by grant, budget line and own contribution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from grantcalc.charging import Payment, payments
from grantcalc.config import Config
from grantcalc.errors import (
    ConfigError,
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
    promised,
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
    PostedLaterReport,
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

    @cached_property
    def payments(self) -> tuple[Payment, ...]:
        """What each source of money paid in each project year."""
        return payments(
            self.budget,
            self.awards,
            [self.spent_in(year) for year in range(len(self.budget.periods))],
            self.config.charging.method,
        )

    @cached_property
    def awards(self) -> list[Award]:
        """The declared awards; where there are none, the grants that the budget counts on."""
        declared = self.config.declared_awards(self.budget.currency)
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

    def grants(self) -> tuple[GrantReport, ...]:
        """Each grant by project year, or over the whole project where it was awarded so.

        Raises:
            UnreadableFileError: no grant is declared, and none is recognised in the budget.
            UnclearChoiceError: several sources may have paid, and no way of charging is declared.
            ConfigError: one source's awards are declared both by year and for the whole project.
        """
        return tuple(report for source in self._sources() for report in self._by_year(source))

    def _sources(self) -> list[str]:
        """The grants' sources, each once however it is spelt."""
        found: list[str] = []
        for award in self.awards:
            if not any(same_label(award.source, source) for source in found):
                found.append(award.source)
        return found

    def _by_year(self, source: str) -> Iterator[GrantReport]:
        awards = [award for award in self.awards if same_label(award.source, source)]
        years = {award.year for award in awards}
        if None in years and len(years) > 1:
            raise ConfigError(
                f'awards: "{source}" has awards both for a year and for the whole project; '
                "give all of them a year, or none"
            )
        if None in years:
            yield self._grant(source, self._whole_project(), awards, self._paid_by(source, None))
            return
        for i, period in enumerate(self.budget.periods):
            in_year = [award for award in awards if award.year == i + 1]
            spent = self._paid_by(source, i)
            if in_year or spent:
                yield self._grant(source, period, in_year, spent)

    def _paid_by(self, source: str, year: int | None) -> Money:
        """What a source paid in a project year, or (None) in all of them."""
        paid = (
            payment.amount
            for payment in self.payments
            if same_label(payment.source.label, source) and year in (None, payment.year)
        )
        return total(paid, self.budget.currency)

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
        of_budget = [a.amount for a in awards if a.status is AwardStatus.BUDGETED]
        awarded = total(of_budget, self.budget.currency) + promised(awards, self.budget.currency)
        received = [a.amount for a in awards if a.status is AwardStatus.RECEIVED]
        every = [a.status for a in awards]
        statuses = [status for status in every if status is not AwardStatus.APPLIED] or every
        remaining = awarded - spent
        return GrantReport(
            source=source,
            period=period,
            status=min(statuses, key=list(AwardStatus).index) if statuses else AwardStatus.BUDGETED,
            awarded=awarded,
            received=total(received, self.budget.currency),
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

    def other_sources(self) -> tuple[OtherSource, ...]:
        """What money that is no grant paid, in the project years that have begun."""
        return tuple(
            OtherSource(
                source=payment.source.label,
                period=payment.year,
                budgeted=payment.source.budgeted,
                spent=payment.amount,
                remaining=payment.source.budgeted - payment.amount,
            )
            for payment in self.payments
            if payment.year in self.begun
            and not any(same_label(payment.source.label, grant) for grant in self._sources())
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
            index=index,
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
                listed=tuple(map(self._entry, self.ledger.unmapped_by_year[g.year or 0])),
            )
            for g in groups
        )

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
        done = self.work_in(year)
        delivered = Money.nearest(sum((w.value for w in done), Decimal(0)), self.budget.currency)
        return OwnContribution(
            source=source,
            period=year,
            budgeted=budgeted,
            delivered=delivered,
            hours=f"{sum((w.hours for w in done), Decimal(0)):f}",
            remaining=None if budgeted is None else budgeted - delivered,
        )

    def work_in(self, year: int) -> list[WorkEntry]:
        """The work of a project year that was done by the end of `as_of`."""
        period = self.budget.periods[year]
        return [
            w
            for w in self.work or ()
            if w.day <= self.as_of and (not period.start or period.contains(w.day))
        ]

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
            posted_later=self._posted_later(),
        )

    def _posted_later(self) -> PostedLaterReport | None:
        odd = self.ledger.posted_later
        if odd is None:
            return None
        return PostedLaterReport(
            entries=odd.entries,
            vouchers=odd.vouchers,
            amount=odd.amount,
            listed=tuple(self._entry(one.entry) for one in odd.listed),
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
        place = self.ledger.place(entry)
        return EntryReport(
            file=place.file,
            sheet=place.sheet,
            cell=place.cell or "",
            line=place.line,
            date=entry.day,
            account=entry.account,
            voucher=entry.voucher,
            text=entry.text,
            amount=entry.amount,
        )
