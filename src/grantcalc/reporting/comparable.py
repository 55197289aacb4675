"""The lines of a final report: last approved budget, budget in force and accounts, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grantcalc.comparing.budgets import match_budgets
from grantcalc.model import Budget, BudgetLine, Kind, Side, same_label
from grantcalc.money import Money, known_difference, known_total
from grantcalc.report.funder import ClosingLine, LineUse
from grantcalc.reporting.lines import Lines
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

    @property
    def approved_label(self) -> str:
        """What was approved; nothing for a line that was added since."""
        return " + ".join(line.label for line in self.approved)


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


def closing_lines(spending: Spending, lines: Sequence[ComparableLines]) -> tuple[ClosingLine, ...]:
    """The lines in money, then those in kind, what is on no line, and the sums, over the whole project.

    Raises:
        ConfigError: [report] explains a line that neither budget has.
    """
    uses = Lines(spending).uses(None)
    spent = _spent_by_line(spending.budget, uses)
    nothing = Money.zero(spending.budget.currency)
    on_no_line = [
        _compared([], use.spent, nothing).model_copy(update={"is_on_no_line": True})
        for use in uses
        if use.is_on_no_line
    ]
    found: list[ClosingLine] = []
    kinds = {line.kind for line in lines} | ({Kind.CASH} if on_no_line else set())
    for kind in (kind for kind in Kind if kind in kinds):
        its = [line for line in lines if line.kind is kind]
        parts = [_line(spending, line, spent) for line in its]
        parts += on_no_line if kind is Kind.CASH else []
        found += [*parts, _sum(its, parts, nothing, kind)]
    if len(kinds) > 1:
        every = [line for line in found if not line.is_sum]
        found.append(_sum(lines, every, nothing, None))
    return tuple(found)


def _spent_by_line(budget: Budget, uses: Sequence[LineUse]) -> dict[int, Money | None]:
    """What was spent on each line of costs, by its index: those in money come first among `uses`."""
    in_order = [
        i
        for kind in Kind
        for i, line in enumerate(budget.lines)
        if line.side is Side.EXPENDITURE and line.kind is kind
    ]
    of_lines = [use.spent for use in uses if not (use.is_sum or use.is_on_no_line)]
    return dict(zip(in_order, of_lines, strict=True))


def _line(spending: Spending, line: ComparableLines, spent: dict[int, Money | None]) -> ClosingLine:
    nothing = Money.zero(spending.budget.currency)
    explanations = spending.config.report.explanations
    why = [
        text
        for name, text in explanations.items()
        if any(same_label(name, one.label) for one in (*line.current, *line.approved))
    ]
    its = known_total((spent[i] for i in line.indexes), nothing.currency)
    named = {"label": line.label, "kind": line.kind, "explanation": " ".join(why) or None}
    is_renamed = line.approved and not same_label(line.approved_label, line.label)
    before = line.approved_label if is_renamed else None
    return _compared([line], its, nothing).model_copy(update={**named, "approved_label": before})


def _sum(
    lines: Sequence[ComparableLines],
    parts: Sequence[ClosingLine],
    nothing: Money,
    kind: Kind | None,
) -> ClosingLine:
    spent = known_total((part.spent for part in parts), nothing.currency)
    update = {"kind": kind, "is_sum": True}
    return _compared(lines, spent, nothing).model_copy(update=update)


def _compared(lines: Sequence[ComparableLines], spent: Money | None, nothing: Money) -> ClosingLine:
    """Lines together: one that a budget does not have counts as nothing in it."""
    before = [one.sum(nothing.currency) for line in lines for one in line.approved]
    now = [one.sum(nothing.currency) for line in lines for one in line.current]
    approved = known_total(before, nothing.currency)
    return ClosingLine(
        label="",
        kind=Kind.CASH,
        approved=approved if before else None,
        budgeted=known_total(now, nothing.currency) if now else None,
        spent=spent,
        difference=known_difference(approved, spent),
    )
