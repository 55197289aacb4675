"""Family F: the two sides of a budget against each other."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.registry import BudgetCase, Fault, budget_check, claim_check
from grantcalc.config import Config
from grantcalc.diagnosis import Claim
from grantcalc.finding import Place, Severity
from grantcalc.language import mark, tr
from grantcalc.model import Budget, Kind, Side
from grantcalc.money import Money


@claim_check("F002", "in-kind-income-differs-from-in-kind-cost", Severity.ERROR)
def in_kind_income_differs_from_cost(budget: Budget, config: Config) -> Iterator[Claim]:
    """Work that counts as own contribution is not the same as the work that counts as a cost.

    Hours that employees or volunteers give stand on both sides of the budget: as a cost, and as
    own contribution of the same value. If they differ, money is paying for work that nobody is
    paid for, or the other way round.

    Give both lines the same amount in each project year.
    """
    if _is_comparable(budget, config):
        yield from _balances(budget, Kind.IN_KIND, _IN_KIND)


@claim_check("F001", "income-differs-from-expenditure", Severity.ERROR)
def income_differs_from_expenditure(budget: Budget, _config: Config) -> Iterator[Claim]:
    """Income and expenditure are not the same.

    A funder wants to see that all costs are paid for and that nothing is left over, in each
    project year and in all.

    Find the line that is missing or wrong, or change the own contribution or the amount applied
    for until both sides are equal.
    """
    if budget.has(Side.INCOME) and budget.has(Side.EXPENDITURE):
        yield from _balances(budget, None, _TOGETHER)


@claim_check("F003", "cash-income-differs-from-cash-cost", Severity.ERROR)
def cash_income_differs_from_cash_cost(budget: Budget, config: Config) -> Iterator[Claim]:
    """The money that comes in is not the money that goes out.

    Own contribution in work pays for no invoice. Apart from work and other in-kind parts, each
    project year's money must cover exactly that year's costs in money.

    Compare the lines that are money on both sides. If a line of work was taken for money, or the
    other way round, name it in grantcalc.toml under [in_kind].
    """
    if _is_comparable(budget, config):
        yield from _balances(budget, Kind.CASH, _IN_MONEY)


def _is_comparable(budget: Budget, config: Config) -> bool:
    """Whether work in kind is known on both sides: recognised on both, or declared.

    A declaration makes the side that has no such line nought, and not unknown.
    """
    if not (budget.has(Side.INCOME) and budget.has(Side.EXPENDITURE)):
        return False
    sides = [any(True for _ in budget.on(side, Kind.IN_KIND)) for side in Side]
    return all(sides) or (any(sides) and _is_declared(config))


def _is_declared(config: Config) -> bool:
    return config.in_kind.expenditure is not None or config.in_kind.income is not None


#: How a gap is said where income is more, and where it is less.
_TOGETHER = (
    mark("{period}: income is {income} and expenditure is {cost}, {gap} more; they must be equal"),
    mark("{period}: income is {income} and expenditure is {cost}, {gap} less; they must be equal"),
)
_IN_MONEY = (
    mark(
        "{period}: income in money is {income} and cost in money is {cost}, {gap} more; "
        "they must be equal"
    ),
    mark(
        "{period}: income in money is {income} and cost in money is {cost}, {gap} less; "
        "they must be equal"
    ),
)
_IN_KIND = (
    mark(
        "{period}: in-kind income is {income} and in-kind cost is {cost}, {gap} more; "
        "they must be equal"
    ),
    mark(
        "{period}: in-kind income is {income} and in-kind cost is {cost}, {gap} less; "
        "they must be equal"
    ),
)


def _balances(budget: Budget, kind: Kind | None, wording: tuple[str, str]) -> Iterator[Claim]:
    """The claim for each period, and for all together where there are several."""
    periods: list[int | None] = list(range(len(budget.periods)))
    if len(periods) > 1:
        periods.append(None)
    for period in periods:
        label = tr("all project years together") if period is None else budget.periods[period].label

        def message(expected: Money, actual: Money, label: str = label) -> str:
            gap = actual - expected
            more, less = wording
            said = more if gap.minor > 0 else less
            return tr(
                said,
                period=label,
                income=actual.grouped,
                cost=expected.grouped,
                gap=abs(gap).grouped,
            )

        yield Claim(
            _balance_place(budget, period),
            actual=_terms(budget, Side.INCOME, kind, period),
            expected=_terms(budget, Side.EXPENDITURE, kind, period),
            message=message,
            is_sum=False,
        )


def _terms(budget: Budget, side: Side, kind: Kind | None, period: int | None) -> dict[Place, int]:
    return {
        amount.at: 1
        for line in budget.on(side, kind)
        for i, amount in enumerate(line.amounts)
        if period in (None, i)
    }


def _balance_place(budget: Budget, period: int | None) -> Place:
    """Where a gap between the sides is pointed out: the income total, else the column's heading."""
    stated = budget.grand_total(Side.INCOME)
    if stated:
        amount = stated.total if period is None else stated.amounts[period]
        if amount:
            return amount.at
    return budget.period_places[period or 0]


@budget_check("F004", "in-kind-on-one-side-only", Severity.INFO)
def in_kind_on_one_side_only(case: BudgetCase) -> Iterator[Fault]:
    """Work in kind was recognised on one side of the budget only.

    Own contribution in work should stand as a cost too, at the same value. Where only one of the
    two is recognised by its words, grantcalc cannot compare them and does not claim a fault.

    Name the lines that are work in grantcalc.toml: [in_kind] expenditure = ["..."] and
    income = ["..."]. If the line is money after all, declare the in-kind lines without it.
    """
    budget = case.budget
    if not (budget.has(Side.INCOME) and budget.has(Side.EXPENDITURE)) or _is_declared(case.config):
        return
    lines = {side: next(budget.on(side, Kind.IN_KIND), None) for side in Side}
    for side, message in _ONE_SIDE.items():
        line = lines[side]
        if line and not all(lines.values()):
            yield Fault(at=line.at, message=tr(message, label=line.label))


_ONE_SIDE = {
    Side.INCOME: mark(
        '"{label}" was taken for work in kind, but no expenditure line was; name the line in '
        "grantcalc.toml under [in_kind] expenditure"
    ),
    Side.EXPENDITURE: mark(
        '"{label}" was taken for work in kind, but no income line was; name the line in '
        "grantcalc.toml under [in_kind] income"
    ),
}
