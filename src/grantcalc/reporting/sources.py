"""The sources of a budget against what they have paid or delivered, and what is applied for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grantcalc.model import Budget, Kind, Side, SourceKind, same_label, sum_of
from grantcalc.money import Money, known_difference, known_share, known_total, rounded_share, total
from grantcalc.report.funder import Application, SourceUse
from grantcalc.report.remaining import GrantReport
from grantcalc.reporting.lines import delivered_work
from grantcalc.spending.account import Spending
from grantcalc.spending.payments import unique_labels


@dataclass(frozen=True)
class Sources:
    """A budget's sources, each against what it has paid by the end of the day; `grants` as reported."""

    spending: Spending
    grants: Sequence[GrantReport]

    def uses(self, period: int | None) -> tuple[SourceUse, ...]:
        """Every source in one project year or (None) in all of them, and the sums."""
        years = range(len(self._budget.periods)) if period is None else (period,)
        in_money = list(self._in_money(period, years))
        in_kind = list(self._in_kind(period, years))
        sums = [_sum(in_money, Kind.CASH, period, self._currency)]
        if in_kind:
            sums.append(_sum(in_kind, Kind.IN_KIND, period, self._currency))
            sums.append(_sum([*in_money, *in_kind], None, period, self._currency))
        return (*in_money, *in_kind, *sums)

    @property
    def _budget(self) -> Budget:
        return self.spending.budget

    @property
    def _currency(self) -> str:
        return self._budget.currency

    def _in_money(self, period: int | None, years: Sequence[int]) -> Iterator[SourceUse]:
        lines = [line.label for line in self._budget.on(Side.INCOME, Kind.CASH)]
        for label in unique_labels([*lines, *(grant.source for grant in self.grants)]):
            of_label = [grant for grant in self.grants if same_label(grant.source, label)]
            grants = [g for g in of_label if self._is_in(g, period)]
            use = self._money(label, period, years)
            if of_label:
                use = self._of_a_grant(use, of_label, grants)
            if use.budgeted != Money.zero(self._currency) or use.spent or use.committed or grants:
                yield use

    def _is_in(self, grant: GrantReport, period: int | None) -> bool:
        return period is None or grant_period(grant, self._budget) == period

    def _money(self, label: str, period: int | None, years: Sequence[int]) -> SourceUse:
        lines = [x for x in self._budget.on(Side.INCOME, Kind.CASH) if same_label(x.label, label)]
        payments = [
            payment
            for payment in self.spending.payments
            if same_label(payment.source.label, label) and payment.year in years
        ]
        amounts = tuple(line.amounts[year] for line in lines for year in years)
        return _use(
            source=label,
            kind=Kind.CASH,
            source_kind=(lines[0].source if lines else None) or SourceKind.OTHER,
            period=period,
            budgeted=sum_of(amounts, self._currency) if lines else None,
            spent=total((payment.amount for payment in payments), self._currency),
            committed=total((payment.committed for payment in payments), self._currency),
        )

    def _of_a_grant(
        self, use: SourceUse, every: Sequence[GrantReport], its: Sequence[GrantReport]
    ) -> SourceUse:
        """A source that is a grant: `its` are the reports on it in the scope, of `every` one.

        An award for the whole project says nothing of one project year.
        """
        is_by_year = any(grant_period(grant, self._budget) is not None for grant in every)
        awarded = total((grant.awarded for grant in its), self._currency)
        statuses = {grant.status for grant in its}
        extra = {
            "source_kind": SourceKind.GRANT,
            "status": statuses.pop() if len(statuses) == 1 else None,
            "awarded": awarded if its or is_by_year else None,
        }
        return _with_what_follows(use.model_copy(update=extra))

    def _in_kind(self, period: int | None, years: Sequence[int]) -> Iterator[SourceUse]:
        """Work and goods, by contributor where the timesheet tells them apart."""
        works = [own for own in delivered_work(self.spending) if own.period in years]
        for label in unique_labels(own.source for own in works):
            its = [own for own in works if own.source == label]
            promised = [own.budgeted for own in its if own.budgeted is not None]
            is_known = len(promised) == len(its)
            yield _use(
                source=label,
                kind=Kind.IN_KIND,
                source_kind=SourceKind.OWN,
                period=period,
                budgeted=total(promised, self._currency) if is_known else None,
                spent=known_total((own.delivered for own in its), self._currency),
                committed=Money.zero(self._currency),
            )


def grant_period(grant: GrantReport, budget: Budget) -> int | None:
    """The project year that a grant's figures are about; None where they are about the whole project."""
    if len(budget.periods) == 1:
        return 0
    found = (i for i, period in enumerate(budget.periods) if period == grant.period)
    return next(found, None)


def _use(
    *,
    source: str,
    kind: Kind | None,
    source_kind: SourceKind | None,
    period: int | None,
    budgeted: Money | None,
    spent: Money | None,
    committed: Money,
) -> SourceUse:
    use = SourceUse(
        source=source,
        kind=kind,
        source_kind=source_kind,
        period=period,
        budgeted=budgeted,
        awarded=None,
        spent=spent,
        committed=committed,
        remaining=None,
        available=None,
        spent_share=None,
        remaining_share=None,
    )
    return _with_what_follows(use)


def _with_what_follows(use: SourceUse) -> SourceUse:
    """A source with what is left of it: of what is awarded, else of what is budgeted."""
    whole = use.budgeted if use.awarded is None else use.awarded
    remaining = known_difference(whole, use.spent)
    return _with_shares(use.model_copy(update={"remaining": remaining}), whole)


def _with_shares(use: SourceUse, whole: Money | None) -> SourceUse:
    left = use.remaining
    extra = {
        "available": known_difference(left, use.committed),
        "spent_share": rounded_share(known_share(use.spent, whole)),
        "remaining_share": rounded_share(known_share(left, whole)),
    }
    return use.model_copy(update=extra)


def _sum(
    sources: Sequence[SourceUse], kind: Kind | None, period: int | None, currency: str
) -> SourceUse:
    """Sources together: `awarded` only where all of them are awarded."""
    use = _use(
        source="",
        kind=kind,
        source_kind=None,
        period=period,
        budgeted=known_total((source.budgeted for source in sources), currency),
        spent=known_total((source.spent for source in sources), currency),
        committed=total((source.committed for source in sources), currency),
    )
    remaining = known_total((source.remaining for source in sources), currency)
    extra = {
        "is_sum": True,
        "awarded": known_total((source.awarded for source in sources), currency),
        "remaining": remaining,
    }
    whole = None if remaining is None or use.spent is None else remaining + use.spent
    return _with_shares(use.model_copy(update=extra), whole)


def applications(
    spending: Spending, grants: Sequence[GrantReport], current: int
) -> tuple[Application, ...]:
    """What is applied for: what awards declare, and what the budget counts on for the next year.

    What the budget counts on is an application where nothing of it has been promised.
    """
    budget = spending.budget
    return (*_declared(grants, budget), *_counted_on(grants, budget, current))


def _declared(grants: Sequence[GrantReport], budget: Budget) -> Iterator[Application]:
    for grant in grants:
        if grant.applied_for:
            yield _application(
                grant.source, grant_period(grant, budget), grant.applied_for, budget, declared=True
            )


def _counted_on(
    grants: Sequence[GrantReport], budget: Budget, current: int
) -> Iterator[Application]:
    year = current + 1
    if year >= len(budget.periods):
        return
    for line in budget.on(Side.INCOME, Kind.CASH):
        amount = line.amounts[year].value
        its = [
            grant
            for grant in grants
            if same_label(grant.source, line.label) and grant_period(grant, budget) in (None, year)
        ]
        is_settled = any(grant.applied_for or grant.status.is_granted for grant in its)
        if line.source is SourceKind.GRANT and amount and not is_settled:
            yield _application(line.label, year, amount, budget, declared=False)


def _application(
    source: str, period: int | None, amount: Money, budget: Budget, *, declared: bool
) -> Application:
    years = range(len(budget.periods)) if period is None else (period,)
    own = [line for line in budget.on(Side.INCOME) if line.source is SourceKind.OWN]
    amounts = tuple(line.amounts[year] for line in own for year in years)
    return Application(
        source=source,
        period=period,
        amount=amount,
        is_declared=declared,
        own_contribution=sum_of(amounts, budget.currency),
        budgeted=budget.computed(Side.EXPENDITURE, period),
    )
