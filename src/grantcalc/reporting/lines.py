"""The budget's lines against the accounts: in one project year, and in the whole project."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from grantcalc.errors import ConfigError
from grantcalc.judging.outcomes import Outcome
from grantcalc.language import tr
from grantcalc.model import Budget, BudgetLine, Kind, Side, same_label
from grantcalc.money import Money, known_difference, known_share, known_total, rounded_share, total
from grantcalc.period import Period
from grantcalc.report.funder import LineUse
from grantcalc.report.remaining import OwnContribution
from grantcalc.report_settings import ReportTable
from grantcalc.spending.account import Spending
from grantcalc.spending.contribution import own_contribution
from grantcalc.spending.pace import pace_of
from grantcalc.spending.years import by_project_year

#: How far a line may be from its plan before it is said to deviate, where [tolerances] pace is left out.
USUAL_TOLERANCE = Decimal("0.10")

Declared = TypeVar("Declared")


def tolerance_of(spending: Spending) -> Decimal:
    """How far a line may be from its plan, as a part of what is budgeted, before it deviates."""
    declared = spending.config.tolerances.pace
    return USUAL_TOLERANCE if declared is None else declared


def current_period(periods: Sequence[Period], as_of: date) -> int:
    """The project year that a status report is about: the last that has begun, else the first."""
    begun = [i for i, period in enumerate(periods) if period.begun_by(as_of)]
    return max(begun, key=lambda i: (periods[i].start or date.min, i), default=0)


def delivered_work(spending: Spending) -> tuple[OwnContribution, ...]:
    """Work promised and delivered in every project year, those too that have not begun."""
    years = range(len(spending.budget.periods))
    caps = spending.config.in_kind
    return own_contribution(spending.work, spending.budget, caps, spending.as_of, years)


@dataclass(frozen=True)
class _Figures:
    """What is known of a line, or of several, in a project year, or in several."""

    budgeted: Money | None
    spent: Money | None
    committed: Money
    expected: Money | None
    by_now: Money | None
    approved: Money | None = None


def _together(parts: Iterable[_Figures], currency: str) -> _Figures:
    """Figures that are added; what is not known of one is not known of all."""
    every = list(parts)
    return _Figures(
        budgeted=known_total((part.budgeted for part in every), currency),
        spent=known_total((part.spent for part in every), currency),
        committed=total((part.committed for part in every), currency),
        expected=known_total((part.expected for part in every), currency),
        by_now=known_total((part.by_now for part in every), currency),
        approved=known_total((part.approved for part in every), currency),
    )


@dataclass(frozen=True)
class Lines:
    """The lines of costs of a budget, each against what was spent on it by the end of the day."""

    spending: Spending

    def uses(self, period: int | None) -> tuple[LineUse, ...]:
        """Every line in one project year or (None) in all, with what is on no line, and the sums.

        Raises:
            ConfigError: [report] explains a line that neither budget has, or expects an amount of one
                that the budget has not.
        """
        _refuse_unknown_lines(self._budget, self.spending.approved, self._table)
        in_money = [*self._of(Kind.CASH, period), *self._on_no_line(period)]
        in_kind = list(self._of(Kind.IN_KIND, period))
        sums = [self._sum(in_money, Kind.CASH, period)]
        if in_kind:
            sums.append(self._sum(in_kind, Kind.IN_KIND, period))
            sums.append(self._sum([*in_money, *in_kind], None, period))
        return (*in_money, *in_kind, *sums)

    @property
    def _budget(self) -> Budget:
        return self.spending.budget

    @property
    def _table(self) -> ReportTable:
        return self.spending.config.report

    @property
    def _nothing(self) -> Money:
        return Money.zero(self._budget.currency)

    def _years(self, period: int | None) -> Sequence[int]:
        return range(len(self._budget.periods)) if period is None else (period,)

    # -- lines

    def _of(self, kind: Kind, period: int | None) -> Iterator[LineUse]:
        for index, line in enumerate(self._budget.lines):
            if line.side is Side.EXPENDITURE and line.kind is kind:
                parts = (self._in_year(index, line, year) for year in self._years(period))
                its = _together(parts, self._budget.currency)
                its = replace(its, approved=self._approved(line.label, period))
                use = self._use(line.label, kind, period, its)
                explanation = _named(self._table.explanations, line.label)
                is_declared = _named(self._table.expected, line.label) is not None
                extra = {"explanation": explanation, "is_expected_declared": is_declared}
                yield use.model_copy(update=extra)

    def _on_no_line(self, period: int | None) -> Iterator[LineUse]:
        parts = (
            self._known(self._nothing, self._spent(None, year), self._ordered(None, year), year)
            for year in self._years(period)
        )
        its = _together(parts, self._budget.currency)
        if its.spent or its.committed:
            its = replace(its, approved=self._nothing if self.spending.approved else None)
            use = self._use("", Kind.CASH, period, its)
            yield use.model_copy(update={"is_on_no_line": True})

    def _sum(self, lines: Sequence[LineUse], kind: Kind | None, period: int | None) -> LineUse:
        parts = (
            _Figures(x.budgeted, x.spent, x.committed, x.expected, x.by_now, x.approved)
            for x in lines
        )
        use = self._use("", kind, period, _together(parts, self._budget.currency))
        extra = {
            "is_sum": True,
            "is_expected_declared": any(line.is_expected_declared for line in lines),
            "deviates": any(line.deviates for line in lines),
        }
        return use.model_copy(update=extra)

    def _use(self, label: str, kind: Kind | None, period: int | None, its: _Figures) -> LineUse:
        """A line with what follows from its figures."""
        remaining = known_difference(its.budgeted, its.spent)
        deviation = known_difference(its.budgeted, its.expected)
        band = Fraction(tolerance_of(self.spending))
        return LineUse(
            label=label,
            kind=kind,
            period=period,
            approved=its.approved,
            budgeted=its.budgeted,
            spent=its.spent,
            committed=its.committed,
            remaining=remaining,
            available=known_difference(remaining, its.committed),
            spent_share=rounded_share(known_share(its.spent, its.budgeted)),
            expected=its.expected,
            deviation=deviation,
            by_now=its.by_now,
            ahead=known_difference(its.spent, its.by_now),
            deviates=bool(deviation) or _is_off_pace(its, band),
        )

    # -- one line in one project year

    def _in_year(self, index: int, line: BudgetLine, year: int) -> _Figures:
        budgeted = line.amounts[year].value
        if line.kind is Kind.CASH:
            its = self._known(budgeted, self._spent(index, year), self._ordered(index, year), year)
            planned = self.spending.planned_share(index, year)
        else:
            its = self._known(budgeted, self._work(line, year), self._nothing, year)
            planned = None
        period, as_of = self._budget.periods[year], self.spending.as_of
        its = replace(its, by_now=_by_now(budgeted, period, as_of, planned))
        declared = _named(self._table.expected, line.label)
        if declared is None or year != current_period(self._budget.periods, as_of):
            return its
        return replace(its, expected=Money.nearest(declared, self._budget.currency))

    def _known(
        self, budgeted: Money | None, spent: Money | None, committed: Money, year: int
    ) -> _Figures:
        """A project year's figures without a plan: nothing is planned to be spent by now."""
        period, as_of = self._budget.periods[year], self.spending.as_of
        expected = _expected(budgeted, spent, committed, period, as_of)
        return _Figures(budgeted, spent, committed, expected, self._nothing)

    def _ordered(self, line: int | None, year: int) -> Money:
        orders = (o.outstanding for o in self.spending.orders if (o.line, o.year) == (line, year))
        return total(orders, self._budget.currency)

    def _spent(self, line: int | None, year: int) -> Money:
        groups = (
            g.amount
            for g in self.spending.ledger.groups
            if g.outcome is Outcome.INCLUDED and g.line == line and g.year == year
        )
        return total(groups, self._budget.currency)

    @cached_property
    def _delivered(self) -> tuple[OwnContribution, ...]:
        return delivered_work(self.spending)

    def _work(self, line: BudgetLine, year: int) -> Money | None:
        """What was delivered of a line in kind: by all where it is the only one, else by its namesake."""
        in_year = [own for own in self._delivered if own.period == year]
        if len(list(self._budget.on(Side.EXPENDITURE, Kind.IN_KIND))) > 1:
            in_year = [own for own in in_year if same_label(own.source, line.label)]
        delivered = (own.delivered for own in in_year)
        return known_total(delivered, self._budget.currency) if in_year else None

    @cached_property
    def _approved_by_year(self) -> Budget | None:
        approved = self.spending.approved
        return by_project_year(approved, self.spending.config) if approved else None

    def _approved(self, label: str, period: int | None) -> Money | None:
        """The line in the approved budget: in the project year of the same number, or in all."""
        approved = self._approved_by_year
        index = approved.line_named(label, Side.EXPENDITURE) if approved else None
        if approved is None or index is None:
            return None
        amounts = approved.lines[index].amounts
        if period is None:
            return known_total((amount.value for amount in amounts), self._budget.currency)
        return amounts[period].value if len(amounts) == len(self._budget.periods) else None


def _expected(
    budgeted: Money | None, spent: Money | None, committed: Money, period: Period, as_of: date
) -> Money | None:
    """What is expected by the end of a project year: all that is budgeted, or all that is known.

    A line that is budgeted below nothing, such as a discount, is expected to bring in what it promises.
    """
    if spent is None:
        return budgeted
    known = spent + committed
    if period.end and as_of >= period.end:
        return known
    if budgeted is None:
        return None
    return min(budgeted, known) if budgeted.minor < 0 else max(budgeted, known)


def _by_now(
    budgeted: Money | None, period: Period, as_of: date, planned: Fraction | None
) -> Money | None:
    """What the budget's plan, else a straight line, would have spent by the end of the day."""
    if budgeted is None or period.start is None:
        return None
    nothing = Money.zero(budgeted.currency)
    pace = pace_of(budgeted, nothing, period, as_of, planned)
    if pace is None:
        return nothing
    return pace.straight_line if pace.planned is None else pace.planned


def _is_off_pace(its: _Figures, band: Fraction) -> bool:
    """Whether spending is ahead of its plan, or (with what is on order) behind it, beyond the band."""
    if its.budgeted is None or its.spent is None or its.by_now is None:
        return False
    allowed = band * abs(its.budgeted.minor)
    ahead, behind = its.spent - its.by_now, its.by_now - its.spent - its.committed
    return ahead.minor > allowed or behind.minor > allowed


def _named(by_label: dict[str, Declared], label: str) -> Declared | None:
    """What is declared of a line, however its label is spelt there."""
    return next((value for name, value in by_label.items() if same_label(name, label)), None)


def _refuse_unknown_lines(budget: Budget, approved: Budget | None, table: ReportTable) -> None:
    """[report] speaks of lines that the budget has, and has once; a line that is gone is explained too."""
    labels = [line.label for line in budget.on(Side.EXPENDITURE)]
    before = [line.label for line in approved.on(Side.EXPENDITURE)] if approved else []
    for key, names in (("explanations", table.explanations), ("expected", table.expected)):
        for name in names:
            number = sum(same_label(label, name) for label in labels)
            is_gone = key == "explanations" and any(same_label(label, name) for label in before)
            if number > 1 or (number == 0 and not is_gone):
                raise ConfigError(_unclear_line(key, name, labels, number))


def _unclear_line(key: str, name: str, labels: Sequence[str], number: int) -> str:
    if number:
        return tr(
            'report.{key}: the budget has {number} lines of costs called "{name}"; give each a '
            "name of its own there",
            key=key,
            number=number,
            name=name,
        )
    near = difflib.get_close_matches(name, labels, n=1, cutoff=0.5)
    if near:
        return tr(
            'report.{key}: the budget has no line of costs called "{name}"; did you mean "{near}"?',
            key=key,
            name=name,
            near=near[0],
        )
    return tr(
        'report.{key}: the budget has no line of costs called "{name}"; write it as the budget does',
        key=key,
        name=name,
    )
