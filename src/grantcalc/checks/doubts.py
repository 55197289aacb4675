"""Family R: what could not be placed with certainty, and declarations that fit nothing."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.registry import BudgetCase, Fault, budget_check, sheet_check
from grantcalc.errors import declaring
from grantcalc.finding import Place, Severity
from grantcalc.language import mark, tr
from grantcalc.model import Doubt, Side
from grantcalc.report.reading import FileReading


@budget_check("R001", "unclear-part-of-sheet", Severity.WARNING)
def unclear_part_of_sheet(case: BudgetCase) -> Iterator[Fault]:
    """A part of the sheet holds numbers that could not be placed, and was left out.

    grantcalc never guesses. It says what it left out, so that no number is lost in silence.

    Look at `grantcalc show` to see how the sheet was read, and declare the column in
    grantcalc.toml if it belongs to the budget.
    """
    for doubt in case.budget.doubts:
        if not doubt.is_fault:
            yield _fault(doubt)


@budget_check("B006", "total-fits-no-lines", Severity.ERROR)
def total_fits_no_lines(case: BudgetCase) -> Iterator[Fault]:
    """A stated total may be meant as the sum of this or of that, and is neither.

    Where groups of lines have sums of their own, a total below them may be that of the last group or
    of everything. This one is wrong whichever is meant.

    Correct the total, and say in its label what it sums.
    """
    for doubt in case.budget.doubts:
        if doubt.is_fault:
            yield _fault(doubt)


def _fault(doubt: Doubt) -> Fault:
    message = tr(
        "{doubt}. To decide it: {what_to_do}.", doubt=doubt.text, what_to_do=doubt.what_to_do
    )
    return Fault(at=doubt.at, message=message)


@budget_check("R002", "declared-line-not-found", Severity.ERROR)
def declared_line_not_found(case: BudgetCase) -> Iterator[Fault]:
    """grantcalc.toml names a budget line that the budget does not have.

    A rule for a line that does not exist does nothing: its entries would be missing from the line
    that was meant.

    Write the label as it stands in the budget.
    """
    budget, config = case.budget, case.config
    wanted = [
        *(("[in_kind] expenditure", x, Side.EXPENDITURE) for x in config.in_kind.expenditure or ()),
        *(("[in_kind] income", x, Side.INCOME) for x in config.in_kind.income or ()),
        *(("[[mapping]] line", r.line, Side.EXPENDITURE) for r in config.mapping if r.line),
    ]
    for where, label, side in dict.fromkeys(wanted):
        if budget.line_named(label, side) is None:
            yield Fault(
                at=budget.period_places[0],
                message=tr(_NO_SUCH_LINE[side], where=where, label=label),
                actual=label,
            )


_NO_SUCH_LINE = {
    Side.EXPENDITURE: mark('{where} names "{label}", but the budget has no such expenditure line'),
    Side.INCOME: mark('{where} names "{label}", but the budget has no such income line'),
}


@sheet_check("R003", "sheet-not-understood", Severity.WARNING)
def sheet_not_understood(reading: FileReading) -> Iterator[Fault]:
    """A sheet holds numbers, and it is not clear which of them are a budget's amounts.

    Other sheets of the file could be read; of this one only the formulas were checked.

    Look at `grantcalc show`, and declare the sheet's columns in grantcalc.toml, or the sheet that
    holds the budget.
    """
    for sheet in reading.skipped:
        if sheet.unclear:
            yield Fault(
                at=Place(file=reading.file, sheet=sheet.sheet),
                message=tr(
                    'the sheet "{sheet}" was not read as a budget: {reason}',
                    sheet=sheet.sheet,
                    reason=sheet.reason,
                ),
            )


@budget_check("R004", "amounts-in-thousands", Severity.INFO)
def amounts_in_thousands(case: BudgetCase) -> Iterator[Fault]:
    """The sheet says that its amounts are in thousands or millions; they were read as they are written.

    grantcalc never multiplies in silence. For sums and balances the unit makes no difference, but a
    ledger in whole kroner cannot be compared with a budget in thousands. As amounts in thousands are
    rounded, a total that differs by no more than rounding can make is a note, not an error.

    Write unit = 1000 in grantcalc.toml under [budget], or unit = 1 if the amounts are in full.
    """
    budget = case.budget
    if budget.unit_said and case.config.budget.unit is None:
        yield Fault(
            at=budget.period_places[0],
            message=tr(
                '"{words}" says that amounts are not in full; they were read as they are written. '
                "To decide it: {in_the_file} unit = 1000 (or 1, or 1000000).",
                words=budget.unit_said,
                in_the_file=declaring("budget"),
            ),
        )
