"""Family X: formulas that do not say what they seem to say, on any sheet."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from grantcalc.checks.registry import Fault, FormulaCase, formula_check
from grantcalc.finding import Severity
from grantcalc.model import FormulaFault, FormulaFaultKind
from grantcalc.money import Money


@formula_check("X001", "stale-value", Severity.ERROR)
def stale_value(case: FormulaCase) -> Iterator[Fault]:
    """A formula's stored value is not what the formula gives.

    Excel keeps, beside each formula, the value that it last worked out. Where calculation was
    switched off, or a program changed the amounts, the sheet shows and prints sums of other amounts.
    grantcalc goes on with the value that the formula gives.

    Open the workbook in Excel or LibreOffice, let it calculate (F9), and save it.
    """
    yield from _of(case, FormulaFaultKind.STALE)


@formula_check("X002", "sum-leaves-out-line", Severity.WARNING)
def sum_leaves_out_line(case: FormulaCase) -> Iterator[Fault]:
    """A sum takes a run of amounts and leaves out the one beside them.

    The usual reason is a line that was added above the first or below the last line of the range:
    Excel does not extend the sum. The total is too low and looks right.

    Extend the range if the line belongs to it.
    """
    yield from _of(case, FormulaFaultKind.LEFT_OUT)


@formula_check("X003", "sum-counts-twice", Severity.WARNING)
def sum_counts_twice(case: FormulaCase) -> Iterator[Fault]:
    """A sum takes a subtotal and the lines that the subtotal sums.

    Those lines count twice, and the total is too high.

    Sum the subtotals alone, or the lines alone.
    """
    yield from _of(case, FormulaFaultKind.TWICE)


@formula_check("X004", "typed-among-formulas", Severity.WARNING)
def typed_among_formulas(case: FormulaCase) -> Iterator[Fault]:
    """A number is typed where its neighbours are formulas.

    It was typed over the formula, on purpose or by mistake. It does not follow when the amounts that
    it is made of change.

    Copy the formula of a neighbour into the cell, unless the number is meant.
    """
    yield from _of(case, FormulaFaultKind.TYPED)


@formula_check("X005", "formula-breaks-pattern", Severity.WARNING)
def formula_breaks_pattern(case: FormulaCase) -> Iterator[Fault]:
    """A formula differs from its neighbours, which are all alike.

    A row or a column of formulas is made by copying one. Where a single one names other cells, it was
    most often dragged from the wrong place or changed by mistake.

    Compare it with its neighbours, and copy theirs if the difference is not meant.
    """
    yield from _of(case, FormulaFaultKind.PATTERN)


@formula_check("X006", "circular-reference", Severity.ERROR)
def circular_reference(case: FormulaCase) -> Iterator[Fault]:
    """A formula needs its own value, directly or through others.

    Excel cannot work it out and shows 0, or whatever it came to last.

    Take the cell itself out of its sum.
    """
    yield from _of(case, FormulaFaultKind.CIRCULAR)


@formula_check("X007", "text-left-out-of-sum", Severity.ERROR)
def text_left_out_of_sum(case: FormulaCase) -> Iterator[Fault]:
    """A number that is stored as text stands inside a sum, which leaves it out.

    Excel adds numbers alone and says nothing of a text, so the total is too low. grantcalc counts the
    text as the number that it looks like.

    Set the cell's format to a number and type the amount again.
    """
    yield from _of(case, FormulaFaultKind.TEXT)


@formula_check("X008", "hidden-inside-total", Severity.WARNING)
def hidden_inside_total(case: FormulaCase) -> Iterator[Fault]:
    """A total takes in amounts of a hidden row or column.

    Who reads the sheet, on the screen or printed, cannot add it up.

    Show the row or column, or take it out of the sum.
    """
    yield from _of(case, FormulaFaultKind.HIDDEN)


@formula_check("X009", "formula-not-computed", Severity.WARNING)
def formula_not_computed(case: FormulaCase) -> Iterator[Fault]:
    """A formula has no value in the file, and grantcalc cannot compute it.

    What rests on it is not known, and is not checked.

    Open the workbook in Excel or LibreOffice, let it calculate, save it, and check it again.
    """
    yield from _of(case, FormulaFaultKind.NOT_COMPUTED)


@formula_check("X010", "values-computed", Severity.INFO)
def values_computed(case: FormulaCase) -> Iterator[Fault]:
    """The file holds formulas without their values; grantcalc computed them.

    Workbooks that a program wrote hold no values until Excel has opened and saved them. What a reader
    sees in another program may then be nothing, or zero.

    Nothing needs to be done. To be safe, open the workbook in Excel once and save it.
    """
    yield from _of(case, FormulaFaultKind.COMPUTED)


@formula_check("X011", "formula-gives-error", Severity.ERROR)
def formula_gives_error(case: FormulaCase) -> Iterator[Fault]:
    """A formula shows one of Excel's errors, such as #REF! or #DIV/0!.

    Everything that is made of it shows the error, too, or leaves it out.

    Repair the formula. Where it divides by something that is still empty, IFERROR keeps it quiet.
    """
    yield from _of(case, FormulaFaultKind.ERROR)


def _of(case: FormulaCase, kind: FormulaFaultKind) -> Iterator[Fault]:
    for fault in case.faults:
        if fault.kind is kind:
            yield Fault(
                at=fault.at,
                message=f"{fault.text}.",
                related=fault.related,
                expected=_money(fault, case.currency),
            )


def _money(fault: FormulaFault, currency: str) -> Money | None:
    return None if fault.expected is None else Money.nearest(Decimal(fault.expected), currency)
