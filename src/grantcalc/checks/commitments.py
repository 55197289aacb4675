"""Family K: orders and contracts that are not invoiced in full."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.registry import CommitmentCase, Fault, commitment_check
from grantcalc.checks.wording import named_order
from grantcalc.finding import Severity
from grantcalc.language import quoted, shown_day, tr
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
            at=row.at,
            message=tr(
                "the order cannot be used: {reason} ({raw})", reason=row.reason, raw=row.raw
            ),
            actual=row.raw,
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
                message=_on_no_line(case, order.commitment),
                actual=order.commitment.line,
            )


def _on_no_line(case: CommitmentCase, commitment: Commitment) -> str:
    order, line = named_order(commitment), commitment.line
    if not line:
        return tr("{order} names no budget line", order=order)
    index = case.budget.line_named(commitment.line, Side.EXPENDITURE)
    if index is not None and case.budget.lines[index].kind is Kind.IN_KIND:
        return tr(
            '{order} is on "{line}", which is work in kind and nothing to order',
            order=order,
            line=line,
        )
    return tr(
        '{order} is on "{line}", but the budget\'s lines are {lines}',
        order=order,
        line=line,
        lines=", ".join(quoted(x.label) for x in case.budget.on(Side.EXPENDITURE, Kind.CASH)),
    )


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
                message=tr(
                    "{invoiced} is invoiced on {order}: {excess} too much",
                    invoiced=its.invoiced.grouped,
                    order=named_order(its),
                    excess=(its.invoiced - its.amount).grouped,
                ),
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
            message = (
                tr(
                    "{order} is delivered on {day}, outside every project year; its {outstanding} "
                    "outstanding was not counted"
                )
                if its.delivery
                else tr(
                    "{order} is dated {day}, outside every project year; its {outstanding} "
                    "outstanding was not counted"
                )
            )
            yield Fault(
                at=its.at,
                message=message.format(
                    order=named_order(its),
                    day=shown_day(its.delivery or its.day),
                    outstanding=its.outstanding.grouped,
                ),
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
                message=tr(
                    "{order} was to be delivered on {day}, and {outstanding} of it is not invoiced",
                    order=named_order(its),
                    day=shown_day(its.delivery),
                    outstanding=its.outstanding.grouped,
                ),
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
                message=tr(
                    "{invoiced} of {order} is invoiced; the rest, {rest}, is not counted as committed. "
                    'If more invoices are to come, write yes in a column "More invoices" (Flere '
                    "fakturaer), else no",
                    invoiced=its.invoiced.grouped,
                    order=named_order(its),
                    rest=rest.grouped,
                ),
                actual=rest,
            )
