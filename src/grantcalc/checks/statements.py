"""Family V: what a report to a funder states, against itself, its tables and the accounts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from grantcalc.checks.registry import Fault, VerifyCase, verify_check
from grantcalc.checks.stated import (
    KIND_NAMES,
    Comparison,
    HoursComparison,
    Sum,
    compared_with_accounts,
    compared_with_tables,
    quoted_words,
    stated_hours,
    stated_shares,
    stated_sums,
)
from grantcalc.finding import Severity
from grantcalc.language import shown_number, tr
from grantcalc.money import shown_percent


@verify_check("V001", "rest-differs-from-award-less-spending", Severity.ERROR)
def rest_differs(case: VerifyCase) -> Iterator[Fault]:
    """What the report says remains is not what was awarded less what it says is spent.

    One of the three figures is wrong, and the funder cannot tell which. Money that is only applied
    for is no part of what remains.

    Correct the figure that is wrong; the accounts decide.
    """
    for one in stated_sums(case):
        if not one.holds:
            stated = one.remaining.money
            yield Fault(
                at=one.remaining.at,
                message=tr(
                    "{awarded} awarded less {spent} spent leaves {expected}, but the report says {stated}",
                    awarded=one.awarded.money.grouped,
                    spent=one.spent.money.grouped,
                    expected=one.expected.grouped,
                    stated=stated.grouped,
                ),
                expected=one.expected,
                actual=stated,
                difference=stated - one.expected,
                slip=_applied_slip(case, one),
                quotes=quoted_words(one.remaining, one.spent, one.awarded),
            )


def _applied_slip(case: VerifyCase, one: Sum) -> str | None:
    """Whether what is only applied for was counted in what remains."""
    gap = one.remaining.money - one.expected
    if any(s.amount == gap for s in case.of("applied")):
        return tr("the {amount} that is only applied for was counted in it", amount=gap.grouped)
    return None


@verify_check("V002", "figure-differs-from-accounts", Severity.ERROR)
def figure_differs_from_accounts(case: VerifyCase) -> Iterator[Fault]:
    """A figure that the report states differs from the accounts, as of the day that the report gives.

    The funder will hold the report against the accounts that follow it.

    Correct the report; or, if the report is right, the ledger, the awards in grantcalc.toml or the day.
    """
    for one in compared_with_accounts(case):
        if not one.holds:
            yield _differs(one)
    for hours in stated_hours(case):
        if not hours.holds:
            yield _differing_hours(hours)


def _differing_hours(one: HoursComparison) -> Fault:
    stated, known = one.statement.number or Decimal(0), one.known
    return Fault(
        at=one.statement.at,
        message=tr(
            "the report says {stated} hours, but the timesheet has {known}",
            stated=shown_number(f"{stated.normalize():f}"),
            known=shown_number(f"{known.normalize():f}"),
        ),
        expected=f"{known.normalize():f}",
        actual=f"{stated.normalize():f}",
        quotes=quoted_words(one.statement),
    )


def _differs(one: Comparison) -> Fault:
    stated, known = one.statement.money, one.known
    what = tr(KIND_NAMES[one.statement.kind])
    values = {
        "what": what,
        "stated": stated.grouped,
        "known": known.amount.grouped,
        "source": known.source,
    }
    message = (
        tr(
            'the report says {what} {stated} on "{line}", but {source} say {known}',
            line=known.line,
            **values,
        )
        if known.line
        else tr("the report says {what} {stated}, but it is {known} by {source}", **values)
    )
    return Fault(
        at=one.statement.at,
        message=message,
        expected=known.amount,
        actual=stated,
        difference=stated - known.amount,
        related=[known.at] if known.at else [],
        quotes=quoted_words(one.statement),
    )


@verify_check("V005", "percentage-differs-from-amounts", Severity.ERROR)
def percentage_differs(case: VerifyCase) -> Iterator[Fault]:
    """A percentage that the report states is not the share that its amounts give.

    A reader takes the one or the other for true.

    Correct the percentage, or the amount that it is a share of.
    """
    for one in stated_shares(case):
        if one.share is not None and one.part and one.whole and not one.holds:
            yield Fault(
                at=one.statement.at,
                message=tr(
                    "{part} is {share} of {whole}, but the report says {stated}",
                    part=one.part.grouped,
                    whole=one.whole.grouped,
                    share=shown_percent(one.share),
                    stated=shown_percent(f"{(one.statement.number or 0) / 100}"),
                ),
                expected=shown_percent(one.share),
                actual=shown_percent(f"{(one.statement.number or 0) / 100}"),
                quotes=quoted_words(one.statement),
            )


@verify_check("V008", "figure-differs-from-table", Severity.ERROR)
def figure_differs_from_table(case: VerifyCase) -> Iterator[Fault]:
    """A figure in the report's sentences differs from its own table.

    One of the two is wrong or out of date, and the funder cannot tell which.

    Correct the sentence or the table.
    """
    known = {id(one.statement) for one in compared_with_accounts(case)}
    for one in compared_with_tables(case):
        if not one.holds and id(one.statement) not in known:
            yield _differs(one)
