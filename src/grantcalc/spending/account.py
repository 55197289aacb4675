"""What a project has spent and what is left: its grants, lines, other money and ledgers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from grantcalc.config import Config
from grantcalc.judging.outcomes import Outcome
from grantcalc.ledger_summary import LedgerSummary
from grantcalc.model import (
    Award,
    Budget,
    BudgetLine,
    Kind,
    LedgerEntry,
    Side,
    WorkEntry,
    same_label,
)
from grantcalc.money import Money, rounded_share, total
from grantcalc.report.remaining import (
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
from grantcalc.rules_in_force import RulesInForce, no_rules
from grantcalc.spending.awards import Grants, awards_of
from grantcalc.spending.charging import Cost
from grantcalc.spending.commitments import Order, committed_costs
from grantcalc.spending.contribution import Counted, contributors, counted, own_contribution
from grantcalc.spending.pace import Plan, pace_of
from grantcalc.spending.payments import Charged, Costs, Payment
from grantcalc.spending.years import by_project_year, project_years


def entry_report(ledger: LedgerSummary, entry: LedgerEntry) -> EntryReport:
    """An entry of the ledgers as the reports show it, with its place."""
    place = ledger.place(entry)
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


@dataclass(frozen=True)
class Spending:
    """A budget, what its project declares, and what was spent by the end of `as_of`.

    `planned` is the budget with its own periods, which may be shorter than project years; the
    ledger is summed by project year. `work` is None where there is no timesheet. `config` is what the
    project declares with what follows from the funder's `rules`. `approved` is the budget that the
    funder approved last, None where the project names none.
    """

    planned: Budget
    config: Config
    ledger: LedgerSummary
    work: Sequence[WorkEntry] | None
    as_of: date
    orders: Sequence[Order] = ()
    rules: RulesInForce = field(default_factory=no_rules)
    approved: Budget | None = None

    @cached_property
    def budget(self) -> Budget:
        """The budget by project years."""
        return by_project_year(self.planned, self.config)

    @cached_property
    def years(self) -> list[int]:
        """The project years that have begun, and those in which costs or orders count before that."""
        early = {order.year for order in self.orders if order.outstanding}
        early |= {g.year for g in self.ledger.groups if g.outcome is Outcome.INCLUDED}
        periods = self.budget.periods
        return [i for i, p in enumerate(periods) if p.begun_by(self.as_of) or i in early]

    @cached_property
    def _plan(self) -> Plan:
        return Plan(self.planned, project_years(self.planned, self.config), self.as_of)

    # -- who pays

    @cached_property
    def _charged(self) -> Charged:
        spent = [
            Cost(group.year, group.line, group.tag or None, group.amount)
            for group in self.ledger.groups
            if group.outcome is Outcome.INCLUDED and group.year is not None
        ]
        table = self.config.charging
        committed = committed_costs(self.orders, table.tag)
        return Costs(self.budget, self.awards, table, spent, committed, self.as_of).run()

    @cached_property
    def awards(self) -> list[Award]:
        """The declared awards; where there are none, the grants that the budget counts on."""
        return awards_of(self.budget, self.config)

    @cached_property
    def _grants(self) -> Grants:
        return Grants(self.budget, self.awards, self._charged, self._plan, self.as_of)

    @property
    def payments(self) -> tuple[Payment, ...]:
        """What each source of money paid in each project year, and will pay for orders."""
        return self._charged.payments

    def spent_in(self, year: int) -> Money:
        """Everything that was counted in one project year."""
        return self.ledger.sum(outcome=Outcome.INCLUDED, year=year)

    def grants(self) -> tuple[GrantReport, ...]:
        """Each grant by project year, or over the whole project where it was awarded so.

        Raises:
            UnreadableFileError: no grant is declared, and none is recognised in the budget.
            UnclearChoiceError: several sources may have paid, and no way of charging is declared.
            ConfigError: what is declared of awards or charging does not fit the budget.
        """
        return self._grants.reports()

    def other_sources(self) -> tuple[OtherSource, ...]:
        """What money that is no grant paid, in the project years that are reported."""
        return tuple(
            OtherSource(
                source=payment.source.label,
                period=payment.year,
                budgeted=payment.source.budgeted,
                spent=payment.amount,
                committed=payment.committed,
                remaining=payment.source.budgeted - payment.amount,
                available=payment.source.budgeted - payment.amount - payment.committed,
            )
            for payment in self.payments
            if payment.year in self.years
            and not any(same_label(payment.source.label, grant) for grant in self._grants.sources)
        )

    # -- lines

    def planned_share(self, line: int, year: int) -> Fraction | None:
        """The part of a line's money in a year that the budget plans to have spent by now.

        None where the budget does not part the year in months or quarters.
        """
        return self._plan.of_line(line, year)

    def lines(self) -> tuple[LineSpending, ...]:
        """Each line of costs in money, in each project year that is reported."""
        return tuple(
            self._line(index, line, year)
            for year in self.years
            for index, line in enumerate(self.budget.lines)
            if line.side is Side.EXPENDITURE and line.kind is Kind.CASH
        )

    def _line(self, index: int, line: BudgetLine, year: int) -> LineSpending:
        budgeted, spent = line.amounts[year].value, self._spent_on(index, year)
        ordered = (o.outstanding for o in self.orders if (o.line, o.year) == (index, year))
        committed = total(ordered, self.budget.currency)
        period, planned = self.budget.periods[year], self.planned_share(index, year)
        if budgeted is None:
            remaining, available, share, pace = None, None, None, None
        else:
            remaining, share = budgeted - spent, spent.share_of(budgeted)
            available = remaining - committed
            pace = pace_of(budgeted, spent, period, self.as_of, planned)
        return LineSpending(
            index=index,
            label=line.label,
            period=year,
            budgeted=budgeted,
            spent=spent,
            committed=committed,
            remaining=remaining,
            available=available,
            spent_share=rounded_share(share),
            pace=pace,
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
                period=year,
                entries=sum(g.entries for g in groups if g.year == year),
                amount=total((g.amount for g in groups if g.year == year), self.budget.currency),
                listed=tuple(map(self._entry, self.ledger.unmapped_by_year[year])),
            )
            for year in sorted({g.year for g in groups if g.year is not None})
        )

    # -- own contribution

    def own_contribution(self) -> tuple[OwnContribution, ...]:
        """Work promised and delivered in each project year that has begun."""
        begun = [i for i, p in enumerate(self.budget.periods) if p.begun_by(self.as_of)]
        caps = self.config.in_kind
        return own_contribution(self.work, self.budget, caps, self.as_of, begun)

    def work_in(self, year: int, source: str | None = None) -> list[Counted]:
        """The work of a project year that was done by the end of `as_of`, and what of it counts.

        `source` gives the work of one contributor, as own_contribution names them.
        """
        done = counted(self.work or (), self.budget, self.config.in_kind, self.as_of)
        named = contributors(self.work or (), self.budget)
        return [one for one in done if one.year == year and source in (None, named(one.entry))]

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
        return entry_report(self.ledger, entry)
