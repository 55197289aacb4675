"""Grants: what was awarded and received, what is spent of it, and what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from grantcalc.config import Config
from grantcalc.errors import ConfigError, UnreadableFileError, declaring
from grantcalc.language import tr
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
from grantcalc.money import Money, rounded_share, total
from grantcalc.period import Period
from grantcalc.report.remaining import GrantReport
from grantcalc.spending.pace import Plan, pace_of
from grantcalc.spending.payments import Charged, Payment, unique_labels


def awards_of(budget: Budget, config: Config) -> list[Award]:
    """The declared awards; where there are none, the grants that the budget counts on.

    Raises:
        UnreadableFileError: no grant is declared, and none is recognised in the budget.
        ConfigError: an award is for a year that the budget does not have, or one source's awards
            are declared both by year and for the whole project.
    """
    declared = config.declared_awards(budget.currency)
    for award in declared:
        if award.year and award.year > len(budget.periods):
            raise ConfigError(
                tr(
                    'awards: "{source}" has an award for project year {year}, but the budget has {known}',
                    source=award.source,
                    year=award.year,
                    known=len(budget.periods),
                )
            )
        if len({a.year is None for a in declared if same_label(a.source, award.source)}) > 1:
            raise ConfigError(
                tr(
                    'awards: "{source}" has awards both for a year and for the whole project; give all of '
                    "them a year, or none",
                    source=award.source,
                )
            )
    return list(declared) or _budgeted(budget)


def _budgeted(budget: Budget) -> list[Award]:
    found = [
        Award(source=line.label, year=i + 1, amount=amount.value, status=AwardStatus.BUDGETED)
        for line in budget.on(Side.INCOME, Kind.CASH)
        if line.source is SourceKind.GRANT
        for i, amount in enumerate(line.amounts)
        if amount.value is not None
    ]
    if not found:
        raise UnreadableFileError(
            tr(
                "{file}: no grant was recognised among its income lines; {in_the_file} {toml}, each on a "
                "line of its own",
                file=budget.file,
                in_the_file=declaring("[awards]"),
                toml='source = "...", year = 1, amount = 700000, status = "awarded"',
            )
        )
    return found


@dataclass(frozen=True)
class Grants:
    """A budget's grants with what was charged to them by the end of `as_of`."""

    budget: Budget
    awards: Sequence[Award]
    charged: Charged
    plan: Plan
    as_of: date

    def reports(self) -> tuple[GrantReport, ...]:
        """Each grant by project year, or over the whole project where it was awarded so."""
        return tuple(report for source in self.sources for report in self._of(source))

    @property
    def sources(self) -> list[str]:
        """The grants' sources, each once however it is spelt."""
        return unique_labels(award.source for award in self.awards)

    def _of(self, source: str) -> Iterator[GrantReport]:
        awards = [award for award in self.awards if same_label(award.source, source)]
        if awards[0].year is None:
            yield self._grant(source, None, awards)
            return
        for year in range(len(self.budget.periods)):
            in_year = [award for award in awards if award.year == year + 1]
            paid = self._paid(source, year)
            if in_year or any(p.amount or p.committed for p in paid) or self._in(source, year):
                yield self._grant(source, year, in_year)

    def _grant(self, source: str, year: int | None, awards: Sequence[Award]) -> GrantReport:
        period = self._whole_project() if year is None else self.budget.periods[year]
        granted = self._granted(awards)
        carried_in, carried_out = self._in(source, year), self._out(source, year)
        awarded = granted + carried_in - carried_out
        paid = self._paid(source, year)
        spent = self._total(payment.amount for payment in paid)
        committed = self._total(payment.committed for payment in paid)
        remaining = awarded - spent
        return GrantReport(
            source=source,
            period=period,
            status=_status(awards, has_money=bool(carried_in)),
            granted=granted,
            carried_in=carried_in,
            carried_out=carried_out,
            awarded=awarded,
            received=self._received(awards),
            overdue=self._total(
                part.amount
                for award in awards
                for part in award.instalments
                if part.due <= self.as_of and not part.received
            ),
            applied_for=self._total(a.amount for a in awards if a.status is AwardStatus.APPLIED),
            spent=spent,
            committed=committed,
            remaining=remaining,
            available=remaining - committed,
            spent_share=rounded_share(spent.share_of(awarded)),
            elapsed_days=period.elapsed_days(self.as_of),
            elapsed_share=rounded_share(period.elapsed_share(self.as_of)),
            pace=pace_of(awarded, spent, period, self.as_of, self.plan.of_year(year)),
        )

    def _granted(self, awards: Sequence[Award]) -> Money:
        """What the funder has promised; where no award is declared, what the budget counts on."""
        of_budget = (a.amount for a in awards if a.status is AwardStatus.BUDGETED)
        return self._total(of_budget) + promised(awards, self.budget.currency)

    def _received(self, awards: Sequence[Award]) -> Money:
        """What was paid out by the end of the day: whole awards, and instalments by their date."""
        whole = (award.amount for award in awards if award.status is AwardStatus.RECEIVED)
        parts = (
            part.amount
            for award in awards
            for part in award.instalments
            if part.received and part.due <= self.as_of
        )
        return self._total(whole) + self._total(parts)

    def _paid(self, source: str, year: int | None) -> list[Payment]:
        """What a source paid in a project year, or (None) in all of them."""
        return [
            payment
            for payment in self.charged.payments
            if same_label(payment.source.label, source) and year in (None, payment.year)
        ]

    def _in(self, source: str, year: int | None) -> Money:
        return self._total(()) if year is None else self._out(source, year - 1)

    def _out(self, source: str, year: int | None) -> Money:
        """What is carried out of a project year into the next."""
        return self._total(
            carry.amount
            for carry in self.charged.carries
            if same_label(carry.source, source) and carry.year == year
        )

    def _total(self, amounts: Iterator[Money] | tuple[Money, ...]) -> Money:
        return total(amounts, self.budget.currency)

    def _whole_project(self) -> Period:
        periods = self.budget.periods
        starts, ends = [p.start for p in periods if p.start], [p.end for p in periods if p.end]
        dated = len(starts) == len(periods)
        return Period(
            label=tr("the whole project"),
            start=min(starts) if dated else None,
            end=max(ends) if dated else None,
        )


def _status(awards: Sequence[Award], *, has_money: bool) -> AwardStatus:
    """The least certain status of the money that there is; of money applied for if that is all."""
    every = [award.status for award in awards] + ([AwardStatus.AWARDED] if has_money else [])
    statuses = [status for status in every if status is not AwardStatus.APPLIED] or every
    return min(statuses, key=list(AwardStatus).index) if statuses else AwardStatus.BUDGETED
