"""The rows of a new project's budget, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from grantcalc.funders_rules import IndirectBase
from grantcalc.language import mark, tr
from grantcalc.starting.plan import Plan, percent

_SPARE_COSTS, _SPARE_WORK, _SPARE_INCOME = 4, 2, 2

#: How the most that a funder pays of indirect costs is said.
INDIRECT_AT_MOST: dict[IndirectBase, str] = {
    "staff": mark("at most {share} of the costs of staff"),
    "direct": mark("at most {share} of the direct costs"),
    "direct_without_subcontracting": mark(
        "at most {share} of the direct costs, without subcontracting"
    ),
    "mtdc": mark("at most {share} of the modified total direct costs"),
}

#: What a row is: `fixed` is a line whose label others refer to, `mirror` repeats the sum of own work.
Role = Literal[
    "section", "group", "line", "fixed", "mirror", "sum", "total", "check", "share", "empty"
]


@dataclass(frozen=True)
class BudgetRow:
    """A row: its key is what other rows name it by, `amounts` is what it starts with by project year.

    `parts` are the keys of the rows that a sum adds; `note` stands in the last column.
    """

    key: str
    role: Role
    label: str = ""
    amounts: tuple[Decimal, ...] = ()
    parts: tuple[str, ...] = ()
    note: str = ""


def budget_rows(plan: Plan) -> tuple[BudgetRow, ...]:
    """The rows from the first section on, in order."""
    costs, work = _costs(plan), _work(plan) if plan.has_own_work else ()
    income = _income(plan)
    sums = ["costs", *(["work"] if work else [])]
    return (
        BudgetRow("expenditure", "section", tr("Expenditure")),
        *costs,
        *work,
        *(
            [BudgetRow("all_costs", "total", tr("Total expenditure"), parts=tuple(sums))]
            if work
            else []
        ),
        BudgetRow("", "empty"),
        BudgetRow("incomes", "section", tr("Income")),
        *income,
        BudgetRow("", "empty"),
        BudgetRow(
            "check", "check", tr("Check: income less expenditure"), note=tr("must be in balance")
        ),
        BudgetRow("share", "share", _share_label(plan)),
    )


def all_costs_key(plan: Plan) -> str:
    """The key of the row that holds all expenditure."""
    return "all_costs" if plan.has_own_work else "costs"


def _costs(plan: Plan) -> tuple[BudgetRow, ...]:
    """The lines in money, with what is awarded on a line of its own until it is allocated."""
    lines = []
    own = _own_amounts(plan)
    if plan.awards:
        cash = plan.awards
        if not plan.has_own_work:
            cash = tuple(a + b for a, b in zip(cash, own, strict=True))
        note = tr("move this to the lines below, until nothing is left")
        lines.append(_line("unallocated", tr("Not allocated yet"), plan, cash, note))
    labels = (
        tr("Salaries and project management"),
        tr("Purchase of services"),
        tr("Travel and meetings"),
        tr("Equipment and materials"),
        tr("Dissemination and printing"),
    )
    lines += [_line(f"cost{i}", label, plan) for i, label in enumerate(labels)]
    if (rate := plan.terms.indirect_rate) is not None:
        note = tr(INDIRECT_AT_MOST[plan.terms.indirect_base], share=percent(rate))
        lines.append(_line("indirect", tr("Indirect costs"), plan, note=note))
    lines += [BudgetRow(f"spare_cost{i}", "line") for i in range(_SPARE_COSTS)]
    role: Role = "sum" if plan.has_own_work else "total"
    label = tr("Sum of costs in money") if plan.has_own_work else tr("Total expenditure")
    group = [BudgetRow("", "group", tr("Costs in money"))] if plan.has_own_work else []
    return (*group, *lines, BudgetRow("costs", role, label, parts=_keys(lines)))


def _work(plan: Plan) -> tuple[BudgetRow, ...]:
    """The lines of work that nobody is paid for."""
    lines = [
        _line("staff", tr("Work by staff (in-kind)"), plan, _own_amounts(plan)),
        _line("volunteers", tr("Work by volunteers (in-kind)"), plan),
        *(BudgetRow(f"spare_work{i}", "line") for i in range(_SPARE_WORK)),
    ]
    label = tr("Sum of own work")
    return (
        BudgetRow("", "group", tr("Work of our own, not paid by the project")),
        *lines,
        BudgetRow("work", "sum", label, parts=_keys(lines)),
    )


def _income(plan: Plan) -> tuple[BudgetRow, ...]:
    own = () if plan.has_own_work else _own_amounts(plan)
    lines = [
        BudgetRow("funder", "fixed", plan.funder, plan.awards or _nothing(plan)),
        _line("own_money", tr("Own funds (cash)"), plan, own),
        *(BudgetRow(f"spare_income{i}", "line") for i in range(_SPARE_INCOME)),
    ]
    if plan.has_own_work:
        note = tr("follows the sum of own work")
        lines.append(BudgetRow("own_work", "mirror", tr("Own contribution (in-kind)"), note=note))
    return (*lines, BudgetRow("all_income", "total", tr("Total income"), parts=_keys(lines)))


def _own_amounts(plan: Plan) -> tuple[Decimal, ...]:
    """What the budget starts with of own contribution: the least that the funder asks for."""
    return plan.own_needed or _nothing(plan)


def _nothing(plan: Plan) -> tuple[Decimal, ...]:
    return (Decimal(0),) * len(plan.years)


def _line(
    key: str, label: str, plan: Plan, amounts: Sequence[Decimal] = (), note: str = ""
) -> BudgetRow:
    """A line with a name; 0 says that nothing is planned, where an empty cell might be forgotten."""
    return BudgetRow(key, "line", label, tuple(amounts) or _nothing(plan), note=note)


def _keys(rows: Sequence[BudgetRow]) -> tuple[str, ...]:
    return tuple(row.key for row in rows)


def _share_label(plan: Plan) -> str:
    if not plan.terms.own_share:
        return tr("Own share")
    return tr("Own share (at least {share})", share=percent(plan.terms.own_share))
