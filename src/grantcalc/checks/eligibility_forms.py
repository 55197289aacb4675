"""Family E: the lines of the funder's own forms, which are made of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from grantcalc.checks.registry import BudgetCase, Fault, budget_check
from grantcalc.finding import Severity
from grantcalc.language import quoted, tr
from grantcalc.model import BudgetLine
from grantcalc.money import Money
from grantcalc.profile import FormLine
from grantcalc.words import Words


@budget_check("E017", "form-line-differs", Severity.ERROR)
def form_line_differs(case: BudgetCase) -> Iterator[Fault]:
    """A line of the funder's form is not what the form says that it is made of.

    Such a report comes back. On SF-425, 10g is 10e and 10f together, and 10h is what 10g leaves of 10d.

    Correct the line, or one of those that it is made of. Lines are known by the form's words:
    grantcalc profiles NAME lists them.
    """
    lines = case.rules.profile.lines
    for form in dict.fromkeys(line.form for line in lines):
        on_form = [line for line in lines if line.form == form]
        rows = _rows(case, on_form)
        for line in on_form:
            parts = [
                (rows.get(code.removeprefix("-")), code.startswith("-")) for code in line.sum_of
            ]
            known = [(row, is_taken_off) for row, is_taken_off in parts if row is not None]
            if line.code in rows and known and len(known) == len(parts):
                yield from _differing(case, line, rows[line.code], known)


def _rows(case: BudgetCase, lines: Sequence[FormLine]) -> Mapping[str, BudgetLine]:
    """The sheet's rows that are lines of the form, by their codes; a total is a claim of its own."""
    found: dict[str, BudgetLine] = {}
    for line in lines:
        words = Words([text for text in (line.words.en, line.words.nb, line.words.nn) if text])
        fitting = [row for row in case.budget.lines if words.fits(row.label)]
        if len(fitting) == 1:
            found[line.code] = fitting[0]
    return found


def _differing(
    case: BudgetCase, line: FormLine, row: BudgetLine, parts: Sequence[tuple[BudgetLine, bool]]
) -> Iterator[Fault]:
    """A fault for each column in which a line differs from what it is made of; gaps are no amounts."""
    for i, amount in enumerate(row.amounts):
        actual = case.repaired(amount)
        expected = Money.zero(case.budget.currency)
        values = [(case.repaired(part.amounts[i]), is_taken_off) for part, is_taken_off in parts]
        for value, is_taken_off in values:
            if value is not None:
                expected = expected - value if is_taken_off else expected + value
        if actual is None or any(value is None for value, _ in values) or actual == expected:
            continue
        yield Fault(
            at=amount.at,
            related=[part.amounts[i].at for part, _ in parts],
            message=tr(
                "{label} is {actual}, and on {form} {code} is {parts}: {expected}",
                label=quoted(row.label),
                actual=actual.grouped,
                form=line.form,
                code=line.code,
                parts=line.made_of,
                expected=expected.grouped,
            ),
            expected=expected,
            actual=actual,
            difference=actual - expected,
        )
