"""Family C: amounts whose cell holds something other than a plain number."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.registry import BudgetCase, Fault, budget_check
from grantcalc.diagnosis import implied_value
from grantcalc.finding import Severity
from grantcalc.language import mark, tr
from grantcalc.model import Amount, CellState


@budget_check("C001", "unreadable-amount", Severity.ERROR)
def unreadable_amount(case: BudgetCase) -> Iterator[Fault]:
    """A cell that should hold an amount holds text that cannot be read as one.

    The amount is missing from every sum. Sums that it belongs to are not checked until it can be
    read, so that one unreadable cell does not look like many faults.

    Type the amount as a number. If it can be read in two ways (1.234), type it without marks.
    """
    message = mark('"{label}" ({cell}) cannot be read as an amount: {raw}.')
    yield from _faults(case, CellState.UNREADABLE, message)


@budget_check("C002", "blank-read-as-zero", Severity.INFO)
def blank_read_as_zero(case: BudgetCase) -> Iterator[Fault]:
    """A budget line has an empty cell in one of its periods; it was read as zero.

    An empty cell may mean that nothing is planned, or that an amount was forgotten.

    Type 0 if nothing is planned. Otherwise fill in the amount.
    """
    for label, amount in _line_amounts(case):
        if amount.state is CellState.BLANK:
            yield Fault(
                at=amount.at,
                message=tr(
                    '"{label}" ({cell}) is empty; it was read as 0',
                    label=label,
                    cell=amount.at.cell,
                ),
            )


@budget_check("C003", "formula-without-value", Severity.ERROR)
def formula_without_value(case: BudgetCase) -> Iterator[Fault]:
    """A formula's value is not in the file.

    Workbooks written by scripts hold formulas without their values. grantcalc never takes such a
    cell for zero: it is missing from the sums until it has a value.

    Open the workbook in Excel or LibreOffice, let it calculate, save it, and check it again.
    """
    message = mark('"{label}" ({cell}) holds {raw}, but its value is not in the file.')
    yield from _faults(case, CellState.UNCOMPUTED, message)


@budget_check("C004", "number-stored-as-text", Severity.ERROR)
def number_stored_as_text(case: BudgetCase) -> Iterator[Fault]:
    """An amount is stored as text.

    grantcalc reads it, but Excel leaves it out of every SUM without a word, so totals that Excel
    makes are too low.

    Type the amount again as a plain number (set the cell's format to a number first).
    """
    amounts = {amount.at: (label, amount) for label, amount in case.budget.every_claimed_amount()}
    for label, amount in amounts.values():
        if amount.state is CellState.TEXT_NUMBER and amount.value is not None:
            yield Fault(
                at=amount.at,
                message=tr(
                    '"{label}" ({cell}) holds the text "{raw}", which was read as {amount}; Excel '
                    "does not add it. Type it as a number.",
                    label=label,
                    cell=amount.at.cell,
                    raw=amount.raw,
                    amount=amount.value.grouped,
                ),
                expected=amount.value,
                actual=amount.raw,
            )


@budget_check("C005", "hidden-fraction", Severity.INFO)
def hidden_fraction(case: BudgetCase) -> Iterator[Fault]:
    """An amount holds more decimals than the currency has.

    The cell shows a rounded amount and adds an unrounded one, so that sums seem to be wrong by an
    øre. grantcalc counts the amount rounded to the currency's smallest unit.

    Round the amount, in Excel with =ROUND(...; 2).
    """
    for label, amount in case.budget.every_amount():
        if amount.remainder and amount.value is not None:
            yield Fault(
                at=amount.at,
                message=tr(
                    '"{label}" ({cell}) holds {raw}; it was counted as {amount}',
                    label=label,
                    cell=amount.at.cell,
                    raw=amount.raw,
                    amount=amount.value.grouped,
                ),
                expected=amount.value,
                actual=amount.raw,
            )


@budget_check("C006", "error-value", Severity.ERROR)
def error_value(case: BudgetCase) -> Iterator[Fault]:
    """A cell that should hold an amount shows one of Excel's errors, such as #REF!.

    Its formula could not be worked out, so the amount is missing from every sum.

    Repair the formula, or type the amount.
    """
    message = mark('"{label}" ({cell}) shows the error {raw}.')
    yield from _faults(case, CellState.ERROR_VALUE, message)


def _faults(case: BudgetCase, state: CellState, message: str) -> Iterator[Fault]:
    """A fault for each amount in this state; with the amount that the sums ask for, if they do."""
    for label, amount in case.budget.every_amount():
        if amount.state is not state:
            continue
        needed = implied_value(amount.at, case.claims, case.verdict.values)
        expected = None if needed is None else case.money(needed)
        said = tr(message, label=label, cell=amount.at.cell, raw=amount.raw)
        if expected:
            said += " " + tr("The sums need {expected} here.", expected=expected.grouped)
        yield Fault(
            at=amount.at,
            message=said,
            expected=expected,
            actual=amount.raw,
        )


def _line_amounts(case: BudgetCase) -> Iterator[tuple[str, Amount]]:
    for line in case.budget.lines:
        for amount in line.amounts:
            yield line.label, amount
