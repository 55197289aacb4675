"""Family K: orders and contracts that are not invoiced in full."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.registry import CommitmentCase, Fault, commitment_check
from grantcalc.finding import Severity
from grantcalc.model import Commitment, Kind, Side
from grantcalc.spending.commitments import Standing


@commitment_check("K001", "unreadable-commitment", Severity.ERROR)
def unreadable_commitment(case: CommitmentCase) -> Iterator[Fault]:
    """A row in the list of orders cannot be used.

    Its money is missing from what is committed, so more seems available than is.

    Correct the cell: an order needs a date and an amount, and what is invoiced must be a number.
    """
    for row in case.rejected:
        yield Fault(
            at=row.at, message=f"the order cannot be used: {row.reason} ({row.raw})", actual=row.raw
        )


@commitment_check("K002", "commitment-without-budget-line", Severity.ERROR)
def commitment_without_budget_line(case: CommitmentCase) -> Iterator[Fault]:
    """An order names no line of costs in money that the budget has.

    It counts as committed of the grant, but on no line, so a line shows more left than there is.

    Write the budget line's label in the list of orders as the budget does.
    """
    for order in case.orders:
        if order.line is None and order.commitment.outstanding:
            yield Fault(
                at=order.commitment.line_at,
                message=f"the order of {order.commitment.amount.grouped}{_from(order.commitment)} "
                f"{_why_on_no_line(case, order.commitment)}",
                actual=order.commitment.line,
            )


def _why_on_no_line(case: CommitmentCase, commitment: Commitment) -> str:
    if not commitment.line:
        return "names no budget line"
    index = case.budget.line_named(commitment.line, Side.EXPENDITURE)
    if index is not None and case.budget.lines[index].kind is Kind.IN_KIND:
        return f'is on "{commitment.line}", which is work in kind and nothing to order'
    named = ", ".join(f'"{x.label}"' for x in case.budget.on(Side.EXPENDITURE, Kind.CASH))
    return f'is on "{commitment.line}", but the budget\'s lines are {named}'


@commitment_check("K003", "invoiced-above-order", Severity.WARNING)
def invoiced_above_order(case: CommitmentCase) -> Iterator[Fault]:
    """More is invoiced on an order than was ordered.

    The order was extended without being written down, an invoice was posted on the wrong order, or
    the supplier has charged too much.

    Check the invoices against the order, and correct the one that is wrong.
    """
    for order in case.orders:
        its = order.commitment
        if its.invoiced > its.amount:
            yield Fault(
                at=its.invoiced_at,
                related=[its.at],
                message=f"{its.invoiced.grouped} is invoiced on the order of {its.amount.grouped}"
                f"{_from(its)}: {(its.invoiced - its.amount).grouped} too much",
                expected=its.amount,
                actual=its.invoiced,
                difference=its.invoiced - its.amount,
            )


@commitment_check("K004", "commitment-outside-project", Severity.ERROR)
def commitment_outside_project(case: CommitmentCase) -> Iterator[Fault]:
    """An order is delivered outside every project year (or ordered, where no delivery is given).

    A cost outside the period that the funder has agreed to is not eligible. The order does not count
    as committed.

    Check the date. If the order was placed before the project began, write its date of delivery.
    """
    for order in case.orders:
        if order.standing is Standing.OUTSIDE:
            its = order.commitment
            what = f"is delivered on {its.delivery}" if its.delivery else f"is dated {its.day}"
            yield Fault(
                at=its.at,
                message=f"the order of {its.amount.grouped}{_from(its)} {what}, outside every "
                f"project year; its {its.outstanding.grouped} outstanding was not counted",
                actual=its.outstanding,
            )


@commitment_check("K005", "delivery-is-past", Severity.INFO)
def delivery_is_past(case: CommitmentCase) -> Iterator[Fault]:
    """An order's delivery is past and not all of it is invoiced.

    If the invoice has come and is in the ledger, the money counts twice: as spent and as committed.

    Write what is invoiced into the list of orders, or the new date of delivery.
    """
    for order in case.orders:
        its = order.commitment
        if case.as_of and its.delivery and its.delivery < case.as_of and order.outstanding:
            yield Fault(
                at=its.at,
                message=f"the order of {its.amount.grouped}{_from(its)} was to be delivered on "
                f"{its.delivery}, and {its.outstanding.grouped} of it is not invoiced",
                actual=its.outstanding,
            )


@commitment_check("K006", "rest-of-order-not-counted", Severity.WARNING)
def rest_of_order_not_counted(case: CommitmentCase) -> Iterator[Fault]:
    """An order is invoiced in part, and nothing says whether more invoices are to come.

    An invoice replaces its order, so that the rest does not count as committed. If more is to be paid,
    less is available than it seems.

    Write yes or no in a column "More invoices" (Flere fakturaer) of the list of orders.
    """
    for order in case.orders:
        its = order.commitment
        if order.standing is Standing.REPLACED and its.more_to_come is None:
            rest = its.amount - its.invoiced
            yield Fault(
                at=its.invoiced_at,
                related=[its.at],
                message=f"{its.invoiced.grouped} of the order of {its.amount.grouped}{_from(its)} is "
                f"invoiced; the rest, {rest.grouped}, is not counted as committed. If more invoices are "
                'to come, write yes in a column "More invoices" (Flere fakturaer), else no',
                actual=rest,
            )


def _from(commitment: Commitment) -> str:
    return f" from {commitment.supplier}" if commitment.supplier else ""
