"""Family V, of tables: a report's tables against the project's budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grantcalc.checks.registry import Fault, ReportTable, VerifyCase, verify_check
from grantcalc.finding import Severity
from grantcalc.language import plural, quoted, sentence_list, tr
from grantcalc.model import Amount, Budget, BudgetLine, same_label
from grantcalc.money import Money

#: A table with fewer of the budget's lines than this part of its own is another table.
_LEAST_IN_COMMON = 0.5


@verify_check("V004", "table-differs-from-budget", Severity.ERROR)
def table_differs(case: VerifyCase) -> Iterator[Fault]:
    """A table of the report differs from the project's budget.

    The funder approves the table that it sees, and the accounts are held against the other.

    Correct the table; or, where the table is right, the project's budget.
    """
    for table in case.tables:
        if case.budget and is_the_budget(table.budget, case.budget):
            yield from _differing_amounts(table, case.budget)
            yield from _missing_lines(table, case.budget)


def is_the_budget(table: Budget, budget: Budget) -> bool:
    """Whether a table is meant to be the budget: most of its lines are, and its periods."""
    common = sum(line_like(line, budget.lines) is not None for line in table.lines)
    return (
        common > 1
        and common >= _LEAST_IN_COMMON * len(table.lines)
        and len(table.periods) == len(budget.periods)
        and table.currency == budget.currency
    )


def line_like(line: BudgetLine, lines: Sequence[BudgetLine]) -> BudgetLine | None:
    """The line with the same label on the same side, or on either where sides are not told."""
    named = [other for other in lines if same_label(other.label, line.label)]
    return next((other for other in named if other.side is line.side), next(iter(named), None))


def _differing_amounts(table: ReportTable, budget: Budget) -> Iterator[Fault]:
    for line in table.budget.lines:
        known = line_like(line, budget.lines)
        if known is None:
            continue
        for here, there in zip(line.amounts, known.amounts, strict=True):
            if here.value is not None and there.value is not None and here.value != there.value:
                yield _differs(line.label, here, there, here.value, there.value)


def _differs(label: str, here: Amount, there: Amount, stated: Money, known: Money) -> Fault:
    return Fault(
        at=here.at,
        message=tr(
            '"{label}" is {stated} in the report, but {known} in the project\'s budget ({place})',
            label=label,
            stated=stated.grouped,
            known=known.grouped,
            place=there.at,
        ),
        expected=known,
        actual=stated,
        difference=stated - known,
        related=[there.at],
    )


def _missing_lines(table: ReportTable, budget: Budget) -> Iterator[Fault]:
    gone = [line for line in budget.lines if line_like(line, table.budget.lines) is None]
    new = [line for line in table.budget.lines if line_like(line, budget.lines) is None]
    for lines, one, many in (
        (gone, "the project's budget has a line that the table lacks: {labels}",
         "the project's budget has {count} lines that the table lacks: {labels}"),
        (new, "the table has a line that the project's budget lacks: {labels}",
         "the table has {count} lines that the project's budget lacks: {labels}"),
    ):  # fmt: skip
        if lines:
            labels = sentence_list([quoted(line.label) for line in lines])
            yield Fault(
                at=table.at,
                message=plural(one, many, len(lines), labels=labels),
                related=[line.at for line in lines],
            )
