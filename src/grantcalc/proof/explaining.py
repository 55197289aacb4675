"""What each figure of a report is made of: cells, declarations and entries that add up to it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grantcalc.errors import ConfigError, UnclearChoiceError
from grantcalc.finding import Place
from grantcalc.judging.mapping import NO_LINE
from grantcalc.judging.outcomes import Outcome
from grantcalc.language import mark, quoted, shown_day, shown_number, tr
from grantcalc.ledger import Ledger
from grantcalc.model import (
    Amount,
    AwardStatus,
    Kind,
    LedgerEntry,
    RejectedRow,
    Side,
    same_label,
)
from grantcalc.money import Money, total
from grantcalc.report.explanation import (
    Explained,
    ExplainedEntry,
    ExplainedHours,
    Explanation,
    Origin,
)
from grantcalc.report.remaining import (
    ExcludedReport,
    GrantReport,
    LineSpending,
    OtherSource,
    OwnContribution,
    RemainingReport,
    UnmappedReport,
)
from grantcalc.spending.account import Spending, entry_report
from grantcalc.spending.contribution import Counted, in_kind_sources

#: What entries that fit no budget line are called in place of one.
ON_NO_LINE = mark("(on no budget line)")
_EVERYTHING = "all"
_STATUSES = {
    AwardStatus.BUDGETED: mark("budgeted"),
    AwardStatus.APPLIED: mark("applied for"),
    AwardStatus.AWARDED: mark("awarded"),
    AwardStatus.RECEIVED: mark("received"),
}


@dataclass(frozen=True)
class Account:
    """A report of what remains, with what it was made from: every figure can be proved from these."""

    report: RemainingReport
    spending: Spending
    ledger: Ledger
    rejected_work: tuple[RejectedRow, ...] = ()

    def explain(self, name: str) -> list[Explained]:
        """The figures that a name means: a grant's, a line's, any other's, or (all) every one's.

        Case and spacing do not matter, and the beginning is enough where it means one name.

        Raises:
            ConfigError: it fits nothing.
            UnclearChoiceError: it is the beginning of several names.
        """
        every = list(self.everything())
        if _folded(name) == _EVERYTHING:
            return every
        chosen = _chosen(name, [explained.head.name for explained in every])
        return [explained for explained in every if _folded(explained.head.name) == chosen]

    def everything(self) -> Iterator[Explained]:
        """Every figure of the report, in the report's order; entries are fetched when they are read."""
        report = self.report
        yield from map(self._grant, report.grants)
        yield from map(self._other_source, report.other_sources)
        yield from map(self._line, report.lines)
        yield from map(self._unmapped, report.unmapped)
        yield from map(self._own, report.own_contribution)
        yield from map(self._not_counted, report.ledger.excluded)

    # -- lines and what is on none

    def _line(self, line: LineSpending) -> Explained:
        amount = self.spending.budget.lines[line.index].amounts[line.period]
        origins = [
            self._budgeted(line.budgeted, [amount]),
            Origin(name=tr("spent"), amount=line.spent, how=tr("the entries below")),
        ]
        if line.remaining is not None:
            origins.append(
                Origin(name=tr("remaining"), amount=line.remaining, how=tr("budgeted less spent"))
            )
        if line.committed:
            origins += self._orders(line)
            how = tr("what is outstanding of these orders")
            origins.append(Origin(name=tr("committed"), amount=line.committed, how=how))
        if line.committed and line.available is not None:
            how = tr("remaining less committed")
            origins.append(Origin(name=tr("available"), amount=line.available, how=how))
        head = Explanation(
            figure="line",
            name=line.label,
            period=self._label(line.period),
            origins=tuple(origins),
        )
        entries = self.ledger.judged(year=line.period, line=line.index)
        return Explained(head, self._adding_up(entries, line.spent))

    def _orders(self, line: LineSpending) -> Iterator[Origin]:
        """The orders and contracts that bind money of a line in a project year."""
        listed = self.report.commitments.listed if self.report.commitments else ()
        added = Money.zero(line.committed.currency)
        for placed, order in zip(self.spending.orders, listed, strict=True):
            if (placed.line, placed.year) != (line.index, line.period) or order.reason:
                continue
            added += order.outstanding
            named = ", ".join(part for part in (order.supplier, order.reference) if part)
            yield Origin(
                name=tr("ordered {day}", day=shown_day(order.ordered)),
                amount=order.outstanding,
                at=Place(order.file, order.sheet, order.cell),
                how=tr(
                    "{order}: {amount} less {invoiced} invoiced",
                    order=named,
                    amount=order.amount.grouped,
                    invoiced=order.invoiced.grouped,
                ),
            )
        _hold_equal(added, line.committed)

    def _budgeted(self, budgeted: Money | None, amounts: Sequence[Amount]) -> Origin:
        """What the budget says, and where; the cell's formula too, and what it was multiplied by."""
        ways = [
            tr("the cell's formula is {formula}", formula=a.formula) for a in amounts if a.formula
        ]
        if self.spending.budget.unit != 1:
            ways.append(tr("the cell's amount times {unit}", unit=self.spending.budget.unit))
        at = amounts[0].at if len(amounts) == 1 else None
        return Origin(name=tr("budgeted"), amount=budgeted, at=at, how=", ".join(ways))

    def _unmapped(self, group: UnmappedReport) -> Explained:
        how = tr("the entries below, which fit no [[mapping]] rule")
        head = Explanation(
            figure="unmapped",
            name=tr(ON_NO_LINE),
            period=self._label(group.period),
            origins=(Origin(name=tr("spent"), amount=group.amount, how=how),),
        )
        entries = self.ledger.judged(year=group.period, line=NO_LINE)
        return Explained(head, self._adding_up(entries, group.amount))

    def _not_counted(self, group: ExcludedReport) -> Explained:
        head = Explanation(
            figure="not_counted",
            name=tr(group.reason),
            period=None,
            origins=(
                Origin(name=tr("not counted"), amount=group.amount, how=tr("the entries below")),
            ),
        )
        entries = self.ledger.judged(Outcome(group.reason))
        return Explained(head, self._adding_up(entries, group.amount))

    def _adding_up(self, entries: Iterable[LedgerEntry], figure: Money) -> Iterator[ExplainedEntry]:
        """The entries with their running sum, which ends at the figure."""
        running = Money.zero(figure.currency)
        for entry in entries:
            running += entry.amount
            shown = dict(entry_report(self.spending.ledger, entry))
            yield ExplainedEntry(**shown, supplier=entry.supplier, running=running)
        _hold_equal(running, figure)

    # -- grants and other money

    def _grant(self, grant: GrantReport) -> Explained:
        years = self._years_of(grant)
        origins = list(self._awards(grant, years))
        if grant.carried_in:
            how = tr("what was unspent of the project year before")
            origins.append(Origin(name=tr("carried in"), amount=grant.carried_in, how=how))
        if grant.carried_out:
            how = tr("what is unspent and goes on to the next project year")
            origins.append(Origin(name=tr("carried out"), amount=-grant.carried_out, how=how))
        if len(origins) != 1 or origins[0].amount != grant.awarded:
            how = tr("what of this is promised; money received is a part of it")
            origins.append(Origin(name=tr("awarded"), amount=grant.awarded, how=how))
        for year in years:
            if year in self.spending.years:
                origins += self._paid(year)
        origins.append(Origin(name=tr("spent"), amount=grant.spent, how=_what_paid(grant.source)))
        origins.append(
            Origin(name=tr("remaining"), amount=grant.remaining, how=tr("awarded less spent"))
        )
        if grant.committed:
            how = tr("orders and contracts that are not invoiced yet")
            origins.append(Origin(name=tr("committed"), amount=grant.committed, how=how))
            how = tr("remaining less committed")
            origins.append(Origin(name=tr("available"), amount=grant.available, how=how))
        head = Explanation(
            figure="grant",
            name=grant.source,
            period=grant.period.label,
            origins=tuple(origins),
        )
        return Explained(head, ())

    def _years_of(self, grant: GrantReport) -> list[int]:
        """The project years that a grant's report is about: one of them, or all."""
        periods = self.spending.budget.periods
        own = [i for i, period in enumerate(periods) if period == grant.period]
        return own or list(range(len(periods)))

    def _awards(self, grant: GrantReport, years: Sequence[int]) -> Iterator[Origin]:
        """What the funder has promised: the tables of grantcalc.toml, else the budget's cells."""
        if grant.status is AwardStatus.BUDGETED:
            budget = self.spending.budget
            lines = [
                x for x in budget.on(Side.INCOME, Kind.CASH) if same_label(x.label, grant.source)
            ]
            for line in lines:
                for year in years:
                    amount = line.amounts[year]
                    yield self._budgeted(amount.value, [amount])
            return
        for number, award in enumerate(self.spending.awards, start=1):
            of_year = award.year is None or award.year - 1 in years
            if same_label(award.source, grant.source) and of_year:
                how = tr("grantcalc.toml, [[awards]] no. {number}", number=number)
                yield Origin(name=tr(_STATUSES[award.status]), amount=award.amount, how=how)

    def _paid(self, year: int) -> Iterator[Origin]:
        """What was spent in a project year, by line, and who paid it."""
        label = self._label(year)
        for line in self.report.lines:
            if line.period == year and line.spent:
                name = tr("spent on {line}", line=line.label)
                yield Origin(name=name, amount=line.spent)
        for group in self.report.unmapped:
            if group.period == year:
                yield Origin(name=tr("spent (on no budget line)"), amount=group.amount)
        counted = self.spending.spent_in(year)
        name = tr("all that was spent in {period}", period=label)
        yield Origin(name=name, amount=counted, how=tr("the sum of these"))
        payments = [p for p in self.spending.payments if p.year == year]
        method = self.spending.config.charging.method
        how = (
            tr("the only source of money in this project year: it pays everything")
            if len(payments) == 1
            else tr("its part, charged {method}", method=method.value)
            if method
            else tr("nothing was spent")
        )
        for payment in payments:
            name = tr("paid by {source}", source=payment.source.label)
            yield Origin(name=name, amount=payment.amount, how=how)
        if payments:
            _hold_equal(total((p.amount for p in payments), counted.currency), counted)

    def _other_source(self, source: OtherSource) -> Explained:
        origins = [
            Origin(name=tr("budgeted"), amount=source.budgeted),
            *self._paid(source.period),
            Origin(name=tr("spent"), amount=source.spent, how=_what_paid(source.source)),
            Origin(name=tr("remaining"), amount=source.remaining, how=tr("budgeted less spent")),
        ]
        head = Explanation(
            figure="other_source",
            name=source.source,
            period=self._label(source.period),
            origins=tuple(origins),
        )
        return Explained(head, ())

    # -- own contribution

    def _own(self, own: OwnContribution) -> Explained:
        lines = in_kind_sources(self.spending.budget)
        its = [line for line in lines if same_label(line.label, own.source)]
        amounts = [line.amounts[own.period] for line in its or lines]
        origins = [self._budgeted(own.budgeted, amounts)]
        if own.delivered is None:
            how = tr("no timesheet is named in grantcalc.toml under [files] hours")
            origins.append(Origin(name=tr("delivered"), amount=None, how=how))
        else:
            template = (
                tr("the {hours} hours below, each times its rate, within the caps of [in_kind]")
                if own.not_counted
                else tr("the {hours} hours below, each times its rate")
            )
            how = template.format(hours=shown_number(own.hours or "0"))
            origins.append(Origin(name=tr("delivered"), amount=own.delivered, how=how))
        if own.remaining is not None:
            how = tr("budgeted less delivered")
            origins.append(Origin(name=tr("remaining"), amount=own.remaining, how=how))
        head = Explanation(
            figure="own_contribution",
            name=own.source,
            period=self._label(own.period),
            origins=tuple(origins),
        )
        return Explained(head, self._hours(own))

    def _hours(self, own: OwnContribution) -> Iterator[ExplainedHours]:
        if own.delivered is None:
            return
        running = Decimal(0)
        for work in self.spending.work_in(own.period, own.source):
            running += work.value
            yield _explained_hours(work, running)
        _hold_equal(Money.nearest(running, own.delivered.currency), own.delivered)

    def _label(self, year: int) -> str:
        return self.spending.budget.periods[year].label


def _what_paid(source: str) -> str:
    return tr("what {source} paid", source=source)


def _explained_hours(counted: Counted, running: Decimal) -> ExplainedHours:
    work = counted.entry
    return ExplainedHours(
        file=work.at.file,
        sheet=work.at.sheet,
        cell=work.at.cell or "",
        date=work.day,
        role=work.role,
        hours=f"{counted.hours:f}",
        rate=f"{work.rate:f}",
        amount=f"{counted.value:f}",
        running=f"{running:f}",
    )


def _hold_equal(added: Money, figure: Money) -> None:
    """A proof that does not come to the figure is none: that would be grantcalc's own fault."""
    if added != figure:
        raise ArithmeticError(f"the entries add up to {added} and the figure is {figure}")


def _folded(name: str) -> str:
    return "".join(name.casefold().split())


def _chosen(name: str, names: Sequence[str]) -> str:
    """The folded name that is meant.

    Raises:
        ConfigError: none is.
        UnclearChoiceError: several begin so.
    """
    known = {_folded(each): each for each in names}
    wanted = _folded(name)
    if wanted in known:
        return wanted
    begun = [each for each in known if wanted and each.lstrip("(").startswith(wanted.lstrip("("))]
    if len(begun) == 1:
        return begun[0]
    if begun:
        several = ", ".join(quoted(known[each]) for each in begun)
        raise UnclearChoiceError(
            tr(
                '--explain: "{name}" is the beginning of {several}; write more of it',
                name=name,
                several=several,
            )
        )
    near = [each for each in known if wanted and wanted in each]
    near = near or difflib.get_close_matches(wanted, known, n=1, cutoff=0.5)
    listed = ", ".join(map(quoted, known.values()))
    if near:
        raise ConfigError(
            tr(
                '--explain: there is no figure called "{name}" (did you mean "{near}"?); there are '
                "{figures}, or all of them: all",
                name=name,
                near=known[near[0]],
                figures=listed,
            )
        )
    raise ConfigError(
        tr(
            '--explain: there is no figure called "{name}"; there are {figures}, or all of them: all',
            name=name,
            figures=listed,
        )
    )
