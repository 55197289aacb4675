"""Family V, of tables: a report's tables against the project's budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from grantcalc.checks.registry import Fault, ReportTable, VerifyCase, verify_check
from grantcalc.finding import Severity
from grantcalc.language import plural, quoted, sentence_list, tr
from grantcalc.model import Amount, Budget, BudgetLine, plain_label, same_label
from grantcalc.money import Money, known_total
from grantcalc.report.verification import Statement, StatementKind

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
    """The line with the same label on the same side, or on either where sides are not told.

    What stands in brackets behind a label says what kind it is, and is no part of it.
    """
    plain = plain_label(line.label)
    named = [
        other
        for other in lines
        if same_label(other.label, line.label) or same_label(plain_label(other.label), plain)
    ]
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
    if gone:
        message = plural(
            "the project's budget has a line that the table lacks: {labels}",
            "the project's budget has {count} lines that the table lacks: {labels}",
            len(gone),
            labels=sentence_list([quoted(line.label) for line in gone]),
        )
        yield Fault(at=table.at, message=message, related=[line.at for line in gone])
    if new:
        message = plural(
            "the table has a line that the project's budget lacks: {labels}",
            "the table has {count} lines that the project's budget lacks: {labels}",
            len(new),
            labels=sentence_list([quoted(line.label) for line in new]),
        )
        yield Fault(at=table.at, message=message, related=[line.at for line in new])


@verify_check("V011", "table-of-accounts-does-not-add-up", Severity.ERROR)
def table_of_accounts(case: VerifyCase) -> Iterator[Fault]:
    """A table that says what is spent and what remains does not add up.

    In a row, what remains is not what was budgeted or awarded less what is spent; or a sum is not the sum
    of the rows above it.

    Correct the figure that is wrong; the accounts decide.
    """
    for rows in account_rows(case):
        for row in rows:
            yield from _row_fault(row)
        yield from _sum_faults(rows, case.currency)


Row = dict[StatementKind, Statement]


def account_rows(case: VerifyCase) -> Iterator[list[Row]]:
    """The rows of each table of accounts, each with what it states by kind."""
    in_tables = (s for s in case.statements if s.line is not None and s.at.cell)
    for _, stated in groupby(in_tables, key=lambda s: s.at.sheet):
        by_row = groupby(stated, key=lambda s: (s.at.cell or "").lstrip(_LETTERS))
        yield [{s.kind: s for s in cells if s.amount is not None} for _, cells in by_row]


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def row_holds(row: Row) -> bool | None:
    """Whether what remains is what there was less what is spent; None where the row does not say."""
    left, spent = row.get("remaining"), row.get("spent")
    if left is None or spent is None or left.amount is None or spent.amount is None:
        return None
    wholes = [w.amount for k in ("awarded", "budgeted") if (w := row.get(k)) and w.amount]
    if not wholes:
        return None
    ordered = (s.amount for k in ("committed",) if (s := row.get(k)) and s.amount)
    less = [spent.amount, *(spent.amount + amount for amount in ordered)]
    return any(
        _is_near(whole - taken, left.amount, 3 * left.step) for whole in wholes for taken in less
    )


def _is_near(one: Money, other: Money, step: Decimal) -> bool:
    """Whether two amounts differ by no more than the rounding of the figures that they are made of."""
    return 2 * abs((one - other).amount) < step or one == other


def _row_fault(row: Row) -> Iterator[Fault]:
    if row_holds(row) is not False:
        return
    left, spent = row["remaining"], row["spent"]
    whole = row.get("awarded") or row["budgeted"]
    if left.amount is None or spent.amount is None or whole.amount is None:
        return
    expected = whole.amount - spent.amount
    yield Fault(
        at=left.at,
        message=tr(
            'in the row "{label}", {whole} less {spent} is {expected}, but it says {stated}',
            label=left.line,
            whole=whole.amount.grouped,
            spent=spent.amount.grouped,
            expected=expected.grouped,
            stated=left.amount.grouped,
        ),
        expected=expected,
        actual=left.amount,
        difference=left.amount - expected,
        related=[spent.at, whole.at],
    )


def _sum_faults(rows: Sequence[Row], currency: str) -> Iterator[Fault]:
    """Sums that are not those of the rows since the sum before, nor of all rows."""
    since: list[Row] = []
    every: list[Row] = []
    for row in rows:
        if not any(statement.is_sum for statement in row.values()):
            since.append(row)
            every.append(row)
            continue
        for kind, stated in row.items():
            sums = [_sum_of(some, kind, currency) for some in (since, every)]
            if stated.amount is not None and None not in sums and stated.amount not in sums:
                yield _sum_fault(stated, stated.amount, sums[0] or Money.zero(currency))
        since = []


def _sum_of(rows: Sequence[Row], kind: StatementKind, currency: str) -> Money | None:
    return known_total((row[kind].amount for row in rows if kind in row), currency)


def _sum_fault(stated: Statement, amount: Money, expected: Money) -> Fault:
    return Fault(
        at=stated.at,
        message=tr(
            '"{label}" says {stated}, but the rows above it add up to {expected}',
            label=stated.line,
            stated=amount.grouped,
            expected=expected.grouped,
        ),
        expected=expected,
        actual=amount,
        difference=amount - expected,
    )
