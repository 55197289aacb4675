"""Family C: amounts whose cell holds something other than a plain number."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grantcalc.checks.registry import BudgetCase, Fault, budget_check
from grantcalc.diagnosis import implied_value
from grantcalc.finding import Severity
from grantcalc.model import Amount, CellState


@budget_check("C001", "unreadable-amount", Severity.ERROR)
def unreadable_amount(case: BudgetCase) -> Iterator[Fault]:
    """A cell that should hold an amount holds text that cannot be read as one.

    The amount is missing from every sum. Sums that it belongs to are not checked until it can be
    read, so that one unreadable cell does not look like many faults.

    Type the amount as a number. If it can be read in two ways (1.234), type it without marks.
    """
    yield from _faults(
        case, CellState.UNREADABLE, lambda a: f"cannot be read as an amount: {a.raw}"
    )


@budget_check("C002", "blank-read-as-zero", Severity.INFO)
def blank_read_as_zero(case: BudgetCase) -> Iterator[Fault]:
    """A budget line has an empty cell in one of its periods; it was read as zero.

    An empty cell may mean that nothing is planned, or that an amount was forgotten.

    Type 0 if nothing is planned. Otherwise fill in the amount.
    """
    for label, amount in _line_amounts(case):
        if amount.state is CellState.BLANK:
            yield Fault(
                at=amount.at, message=f'"{label}" ({amount.at.cell}) is empty; it was read as 0'
            )


@budget_check("C003", "formula-without-value", Severity.ERROR)
def formula_without_value(case: BudgetCase) -> Iterator[Fault]:
    """A formula's value is not in the file.

    Workbooks written by scripts hold formulas without their values. grantcalc never takes such a
    cell for zero: it is missing from the sums until it has a value.

    Open the workbook in Excel or LibreOffice, let it calculate, save it, and check it again.
    """
    yield from _faults(
        case, CellState.UNCOMPUTED, lambda a: f"holds {a.raw}, but its value is not in the file"
    )


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
                message=f'"{label}" ({amount.at.cell}) holds the text "{amount.raw}", which was read '
                f"as {amount.value.grouped}; Excel does not add it. Type it as a number.",
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
                message=f'"{label}" ({amount.at.cell}) holds {amount.raw}; it was counted as '
                f"{amount.value.grouped}",
                expected=amount.value,
                actual=amount.raw,
            )


@budget_check("C006", "error-value", Severity.ERROR)
def error_value(case: BudgetCase) -> Iterator[Fault]:
    """A cell that should hold an amount shows one of Excel's errors, such as #REF!.

    Its formula could not be worked out, so the amount is missing from every sum.

    Repair the formula, or type the amount.
    """
    yield from _faults(case, CellState.ERROR_VALUE, lambda a: f"shows the error {a.raw}")


def _faults(case: BudgetCase, state: CellState, what: Callable[[Amount], str]) -> Iterator[Fault]:
    """A fault for each amount in this state; with the amount that the sums ask for, if they do."""
    for label, amount in case.budget.every_amount():
        if amount.state is not state:
            continue
        needed = implied_value(amount.at, case.claims, case.verdict.values)
        expected = None if needed is None else case.money(needed)
        advice = f" The sums need {expected.grouped} here." if expected else ""
        yield Fault(
            at=amount.at,
            message=f'"{label}" ({amount.at.cell}) {what(amount)}.{advice}',
            expected=expected,
            actual=amount.raw,
        )


def _line_amounts(case: BudgetCase) -> Iterator[tuple[str, Amount]]:
    for line in case.budget.lines:
        for amount in line.amounts:
            yield line.label, amount
