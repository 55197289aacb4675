"""The lines of a final report: last approved budget, budget in force and accounts, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grantcalc.comparing.aligned import difference
from grantcalc.comparing.budgets import match_budgets
from grantcalc.judging.outcomes import Outcome
from grantcalc.model import Budget, BudgetLine, Kind, Side, same_label
from grantcalc.money import Money, known_share, known_total, rounded_share, total
from grantcalc.report.funder import LineUse
from grantcalc.spending.account import Spending


@dataclass(frozen=True)
class ComparableLines:
    """Lines of the last approved budget and of the one in force that belong together.

    Without an approved budget of its own, the one in force is the approved one. `approved` is empty
    for a line that was added since, `current` for one that is gone; a line that was split, or made of
    several, can be compared only as a whole.
    """

    approved: tuple[BudgetLine, ...]
    current: tuple[BudgetLine, ...]
    indexes: tuple[int, ...]

    @property
    def is_line_by_line(self) -> bool:
        """Whether one line stands against one."""
        return len(self.approved) == len(self.current) == 1

    @property
    def kind(self) -> Kind:
        """Money, or work in kind."""
        return (self.current or self.approved)[0].kind

    @property
    def label(self) -> str:
        """What the line is called now; all names, where there are several."""
        return " + ".join(line.label for line in self.current or self.approved)


def comparable_lines(budget: Budget, approved: Budget | None) -> tuple[ComparableLines, ...]:
    """The lines of costs of both budgets: none is left out, whichever of them has it."""
    if approved is None:
        own = enumerate(budget.lines)
        return tuple(
            ComparableLines((x,), (x,), (i,)) for i, x in own if x.side is Side.EXPENDITURE
        )
    found = []
    for group in match_budgets(approved, budget):
        old = [approved.lines[i] for i in group.old]
        new = [(i, budget.lines[i]) for i in group.new]
        costs = [(i, line) for i, line in new if line.side is Side.EXPENDITURE]
        before = tuple(line for line in old if line.side is Side.EXPENDITURE)
        if before or costs:
            now, indexes = tuple(line for _, line in costs), tuple(i for i, _ in costs)
            found.append(ComparableLines(before, now, indexes))
    return tuple(found)


def final_lines(
    spending: Spending, lines: Sequence[ComparableLines], delivered: Money | None
) -> tuple[LineUse, ...]:
    """The lines in money with their sum, those in kind, and the sum of all, over the whole project.

    `delivered` is the value of all work: it stands on the line of work where there is but one.
    """
    in_money = [line for line in lines if line.kind is Kind.CASH]
    of_work = [line for line in lines if line.kind is Kind.IN_KIND]
    on_one = delivered if len(of_work) == 1 else None
    spent = _spent(spending, in_money)
    found = [_line(spending, line, _spent(spending, [line])) for line in in_money]
    if not of_work:
        return (*found, _use(spending, in_money, spent, is_sum=True))
    found.append(_use(spending, in_money, spent, kind=Kind.CASH, is_sum=True))
    found += [_line(spending, line, on_one) for line in of_work]
    together = None if delivered is None else spent + delivered
    return (*found, _use(spending, [*in_money, *of_work], together, is_sum=True))


def _spent(spending: Spending, lines: Sequence[ComparableLines]) -> Money:
    """What the accounts have on the lines; what is on no line is told of by itself."""
    indexes = {i for line in lines for i in line.indexes}
    groups = (
        group.amount
        for group in spending.ledger.groups
        if group.outcome is Outcome.INCLUDED and group.line in indexes
    )
    return total(groups, spending.budget.currency)


def _line(spending: Spending, line: ComparableLines, spent: Money | None) -> LineUse:
    explanations = spending.config.report.explanations
    why = [text for name, text in explanations.items() if _is_named(name, line)]
    return _use(
        spending, [line], spent, label=line.label, kind=line.kind, explanation=" ".join(why) or None
    )


def _is_named(name: str, line: ComparableLines) -> bool:
    return any(same_label(name, one.label) for one in (*line.current, *line.approved))


def _use(
    spending: Spending,
    lines: Sequence[ComparableLines],
    spent: Money | None,
    *,
    label: str = "",
    kind: Kind | None = None,
    explanation: str | None = None,
    is_sum: bool = False,
) -> LineUse:
    """Lines together, over the whole project: at its closing what is spent is what is expected.

    A line that one of the budgets does not have counts as nothing in it.
    """
    currency = spending.budget.currency
    before = [one for line in lines for one in line.approved]
    now = [one for line in lines for one in line.current]
    indexes = {i for line in lines for i in line.indexes}
    approved = known_total((one.sum(currency) for one in before), currency)
    budgeted = known_total((one.sum(currency) for one in now), currency)
    committed = total((o.outstanding for o in spending.orders if o.line in indexes), currency)
    remaining = difference(spent, budgeted)
    left = None if remaining is None else remaining - committed
    return LineUse(
        label=label,
        kind=kind,
        period=None,
        approved=approved if before else None,
        budgeted=budgeted if now else None,
        spent=spent,
        committed=committed,
        remaining=remaining if now else None,
        available=left if now else None,
        spent_share=rounded_share(known_share(spent, budgeted)),
        expected=None if spent is None else spent + committed,
        deviation=left if now else None,
        difference=difference(spent, approved),
        explanation=explanation,
        is_sum=is_sum,
    )
