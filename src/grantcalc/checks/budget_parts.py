"""The parts of a budget that funders' rules are about: costs by category, the own share, the grant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor

from grantcalc.checks.registry import BudgetCase
from grantcalc.finding import Place
from grantcalc.funders_rules import CategoryName
from grantcalc.model import BudgetLine, Kind, Side, SourceKind
from grantcalc.money import Money, known_total, shown_percent
from grantcalc.words import Words


def sum_of_lines(case: BudgetCase, lines: Iterable[BudgetLine]) -> Money | None:
    """Lines over all periods, as they are once the faults found are repaired; None over a gap."""
    amounts = (case.repaired(amount) for line in lines for amount in line.amounts)
    return known_total(amounts, case.budget.currency)


def whole_budget(case: BudgetCase, base: str) -> Money | None:
    """All costs (where the budget has none: all income), or (base "cash_budget") those in money.

    None over a gap, and where the budget comes to nothing.
    """
    kind = Kind.CASH if base == "cash_budget" else None
    side = Side.EXPENDITURE if case.budget.has(Side.EXPENDITURE) else Side.INCOME
    return sum_of_lines(case, case.budget.on(side, kind)) or None


def funders_lines(case: BudgetCase) -> list[BudgetLine]:
    """The funder's own income lines, by its names; where none has them, all that are grants."""
    names = case.rules.profile.funder_names
    income = list(case.budget.on(Side.INCOME))
    if names:
        words = Words(names)
        named = [
            line for line in income if line.source is not SourceKind.OWN and words.fits(line.label)
        ]
        if named:
            return named
    return [line for line in income if line.source is SourceKind.GRANT]


def in_category(case: BudgetCase, category: CategoryName) -> list[BudgetLine]:
    """The lines of costs whose words are those of a category; indirect costs are of no other."""
    costs = case.budget.on(Side.EXPENDITURE)
    indirect = [line for line in costs if _fits(case, "indirect", line)]
    if category == "indirect":
        return indirect
    others = (line for line in case.budget.on(Side.EXPENDITURE) if line not in indirect)
    return [line for line in others if _fits(case, category, line)]


def _fits(case: BudgetCase, category: CategoryName, line: BudgetLine) -> bool:
    found = case.rules.profile.categories.get(category)
    return found is not None and found.words is not None and found.words.fits(line.label)


def at_least(share: object, whole: Money) -> Money:
    """The least amount that is such a part of the whole: rounded up to the currency's units."""
    return Money(ceil(Fraction(str(share)) * whole.minor), whole.currency)


def at_most(share: object, whole: Money) -> Money:
    """The largest amount that is such a part of the whole at most: rounded down."""
    return Money(floor(Fraction(str(share)) * whole.minor), whole.currency)


def share_said(part: Money, whole: Money) -> str:
    """A part of a whole that is not zero, as a percentage."""
    return shown_percent(Fraction(part.minor, whole.minor))


def place_of(case: BudgetCase, lines: Sequence[BudgetLine]) -> Place:
    """Where a finding about lines stands: at the first one's total, its amount, or the first heading."""
    if not lines:
        return case.budget.period_places[0]
    first = lines[0]
    return first.total.at if first.total else first.amounts[-1].at


def places_of(lines: Sequence[BudgetLine]) -> list[Place]:
    """The labels of lines, for the finding's related places."""
    return [line.at for line in lines]
