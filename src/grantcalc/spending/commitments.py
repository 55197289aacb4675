"""Commitments: orders and contracts that are not invoiced in full, as they stand on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from grantcalc.language import mark
from grantcalc.model import Budget, Commitment, Kind, Side, same_label
from grantcalc.money import Money, total
from grantcalc.report.remaining import CommitmentReport, CommitmentsReport
from grantcalc.spending.charging import Cost


class Standing(StrEnum):
    """Whether an order counts towards what is committed, or why it does not; translated where shown."""

    COUNTED = ""
    SETTLED = mark("invoiced in full")
    REPLACED = mark("invoiced in part, and no more marked to come")
    AFTER_AS_OF = mark("ordered after the as-of date")
    OUTSIDE = mark("outside the project years")


@dataclass(frozen=True)
class Order:
    """A commitment with its place in the budget: its project year and its line, by their indexes."""

    commitment: Commitment
    standing: Standing
    year: int | None
    line: int | None

    @property
    def outstanding(self) -> Money:
        """What counts towards what is committed."""
        owed = self.commitment.outstanding
        return owed if self.standing is Standing.COUNTED else Money.zero(owed.currency)


def orders(
    commitments: Sequence[Commitment],
    budget: Budget,
    as_of: date | None = None,
    pre_award_days: int = 0,
) -> tuple[Order, ...]:
    """Every commitment with its place in the budget and how it stands at the end of `as_of`.

    It belongs to the project year of its delivery, or of its order where no delivery is given. The
    days before the first project year that costs are accepted in belong to that.
    """
    found = []
    for commitment in commitments:
        year = _year(commitment.delivery or commitment.day, budget, pre_award_days)
        if as_of and commitment.day > as_of:
            standing = Standing.AFTER_AS_OF
        elif not commitment.outstanding:
            in_part = commitment.invoiced < commitment.amount
            standing = Standing.REPLACED if in_part else Standing.SETTLED
        else:
            standing = Standing.OUTSIDE if year is None else Standing.COUNTED
        found.append(Order(commitment, standing, year, line_of(commitment, budget)))
    return tuple(found)


def _year(day: date, budget: Budget, pre_award_days: int) -> int | None:
    starts = sorted((p.start, i) for i, p in enumerate(budget.periods) if p.start)
    if starts and starts[0][0] - timedelta(days=pre_award_days) <= day < starts[0][0]:
        return starts[0][1]
    return budget.year_of(day)


def line_of(commitment: Commitment, budget: Budget) -> int | None:
    """The line of costs in money that an order names; None where there is none."""
    index = budget.line_named(commitment.line, Side.EXPENDITURE)
    return index if index is not None and budget.lines[index].kind is Kind.CASH else None


def committed_costs(found: Sequence[Order], tag: str | None) -> list[Cost]:
    """What counts, as costs that are to be charged to sources; `tag` is the column that tells who."""
    return [
        Cost(order.year, order.line, _tag(order.commitment, tag), order.outstanding)
        for order in found
        if order.year is not None and order.outstanding
    ]


def _tag(commitment: Commitment, name: str | None) -> str | None:
    """What stands in the column that tells who pays."""
    named = (v for k, v in commitment.dimensions.items() if name and same_label(k, name))
    return next(named, None)


def commitments_report(
    found: Sequence[Order], budget: Budget, file: str, rejected_rows: int
) -> CommitmentsReport:
    """All orders that were read, with what is outstanding and what does not count."""
    return CommitmentsReport(
        file=file,
        committed=total((order.outstanding for order in found), budget.currency),
        on_no_line=total((o.outstanding for o in found if o.line is None), budget.currency),
        listed=tuple(_listed(order, budget) for order in found),
        rejected_rows=rejected_rows,
    )


def _listed(order: Order, budget: Budget) -> CommitmentReport:
    its = order.commitment
    return CommitmentReport(
        file=its.at.file,
        sheet=its.at.sheet,
        cell=its.at.cell or "",
        ordered=its.day,
        delivery=its.delivery,
        supplier=its.supplier,
        reference=its.reference,
        line=its.line,
        budget_line=None if order.line is None else budget.lines[order.line].label,
        period=order.year,
        amount=its.amount,
        invoiced=its.invoiced,
        more_to_come=its.more_to_come,
        outstanding=its.outstanding,
        reason=order.standing.value,
    )
