"""What the accounts and the budgets say of the figures that a report may state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grantcalc.checks.registry import ReportTable, VerifyCase
from grantcalc.finding import Place
from grantcalc.language import shown_day, tr
from grantcalc.model import Amount, Budget, Kind, Side, SourceKind, same_label
from grantcalc.money import Money, known_total, total
from grantcalc.report.remaining import GrantReport, RemainingReport
from grantcalc.report.verification import Statement, StatementKind


@dataclass(frozen=True)
class Known:
    """A figure that is known, and from where.

    `year` is the project year that it is about, from 1; None is all of them.
    """

    kind: StatementKind
    amount: Money
    year: int | None
    source: str
    at: Place | None = None
    line: str | None = None
    of: StatementKind | None = None


def known_of_accounts(case: VerifyCase, statement: Statement) -> list[Known]:
    """What the project says of a stated figure, as of the day that it is stated for."""
    report = case.accounts_for(statement)
    found = [*_of_accounts(report)] if report else []
    if not report and case.accounts and statement.kind in ("awarded", "applied"):
        found = [*_of_accounts(case.accounts[max(case.accounts)])]
    told = {known.kind for known in found}
    if case.budget:
        of_budget = _of_budget(case.budget, tr("the project's budget"))
        found += [k for k in of_budget if k.kind not in told or k.kind in _BUDGETED]
    return _about(found, statement)


def known_of_tables(case: VerifyCase, statement: Statement) -> list[Known]:
    """What the report's own tables say of a stated figure."""
    found = (known for table in case.tables for known in known_of_table(table))
    return _about(found, statement)


def known_of_table(table: ReportTable) -> Iterator[Known]:
    """What one table of the report says."""
    yield from _of_budget(table.budget, table.name)


#: What a budget promises beside what the accounts tell.
_BUDGETED = ("own_contribution", "budgeted")


def _about(found: Iterator[Known] | Sequence[Known], statement: Statement) -> list[Known]:
    """Those of the statement's own kind, line and year; all years where it says none."""
    fitting = [
        k
        for k in found
        if (k.kind, k.of) == (statement.kind, statement.of)
        and _is_same_line(k.line, statement.line)
    ]
    in_year = [k for k in fitting if k.year == statement.year]
    return in_year if statement.year and in_year else fitting


def _is_same_line(known: str | None, stated: str | None) -> bool:
    if known is None or stated is None:
        return known is stated
    return same_label(known, stated)


# -- accounts

_OF_GRANTS: tuple[tuple[StatementKind, str], ...] = (
    ("awarded", "awarded"), ("applied", "applied_for"), ("received", "received"), ("spent", "spent"),
    ("remaining", "remaining"), ("committed", "committed"), ("available", "available"),
)  # fmt: skip


def _of_accounts(report: RemainingReport) -> Iterator[Known]:
    source = tr("the accounts as of {day}", day=shown_day(report.as_of))
    for scope, grants in _scopes(report):
        for kind, name in _OF_GRANTS:
            amounts = [getattr(grant, name) for grant in grants]
            for amount in dict.fromkeys([total(amounts, report.currency), *amounts]):
                if amount or kind in ("spent", "remaining"):
                    yield Known(kind, amount, scope, source)
    for year in {line.period for line in report.lines}:
        yield from _spent_in(report, year, source)
    yield Known("spent", report.ledger.included.amount, None, source)
    yield from _of_lines(report, source)
    yield from _of_sources(report, source)


def _of_lines(report: RemainingReport, source: str) -> Iterator[Known]:
    """Each line of costs by project year, and over all of them."""
    for label in dict.fromkeys(line.label for line in report.lines):
        lines = [line for line in report.lines if line.label == label]
        for kind, name in _OF_LINES:
            amounts = [getattr(line, name) for line in lines]
            for line, amount in zip(lines, amounts, strict=True):
                if amount is not None:
                    yield Known(kind, amount, line.period + 1, source, line=label)
            whole = known_total(amounts, report.currency)
            if whole is not None and kind != "remaining":
                yield Known(kind, whole, None, source, line=label)


_OF_LINES: tuple[tuple[StatementKind, str], ...] = (
    ("spent", "spent"), ("committed", "committed"), ("remaining", "remaining"),
    ("available", "available"),
)  # fmt: skip


def _of_sources(report: RemainingReport, source: str) -> Iterator[Known]:
    """Each source by its name: grants, other money, and work in kind."""
    for grant in report.grants:
        same = [g for g in report.grants if same_label(g.source, grant.source)]
        year = report.periods.index(grant.period) + 1 if grant.period in report.periods else None
        for kind, name in _OF_GRANTS:
            yield Known(kind, getattr(grant, name), year, source, line=grant.source)
            whole = total((getattr(g, name) for g in same), report.currency)
            yield Known(kind, whole, None, source, line=grant.source)
    for other in report.other_sources:
        for kind, name in _OF_LINES:
            yield Known(kind, getattr(other, name), other.period + 1, source, line=other.source)
    for own in report.own_contribution:
        if own.delivered is not None and own.remaining is not None:
            year = own.period + 1
            yield Known("own_contribution", own.delivered, year, source, of="spent")
            yield Known("own_contribution", own.delivered, year, source)
            yield Known("remaining", own.remaining, year, source, of="own_contribution")
            yield Known("spent", own.delivered, year, source, line=own.source)
            yield Known("remaining", own.remaining, year, source, line=own.source)


def _scopes(report: RemainingReport) -> Iterator[tuple[int | None, list[GrantReport]]]:
    """The grants of each project year, the year of the day first, and of the whole project."""
    for grant in report.grants:
        if grant.period in report.periods and grant.period.contains(report.as_of):
            year = report.periods.index(grant.period)
            yield year + 1, [g for g in report.grants if g.period == grant.period]
    for index, period in enumerate(report.periods):
        in_year = [grant for grant in report.grants if grant.period == period]
        if in_year:
            yield index + 1, in_year
    yield None, list(report.grants)


def _spent_in(report: RemainingReport, year: int, source: str) -> Iterator[Known]:
    lines = (line.spent for line in report.lines if line.period == year)
    others = (group.amount for group in report.unmapped if group.period == year)
    yield Known("spent", total([*lines, *others], report.currency), year + 1, source)


# -- budgets


def _of_budget(budget: Budget, source: str) -> Iterator[Known]:
    years: list[int | None] = [*range(len(budget.periods))] if len(budget.periods) > 1 else []
    for period in [*years, None]:
        year = None if period is None else period + 1
        for kind, side in _SIDES:
            amount = budget.computed(side, period)
            if amount is not None and budget.has(side):
                place = _place(budget, side, period)
                yield Known(kind, amount, year, source, place)
                yield Known("total_budget", amount, year, source, place)
        for line in budget.lines:
            amount = known_total((a.value for a in _in(line.amounts, period)), budget.currency)
            if amount is not None:
                yield Known("budgeted", amount, year, source, line.at, line=line.label)
        for line in budget.on(Side.INCOME):
            amounts = _in(line.amounts, period)
            amount = known_total((a.value for a in amounts), budget.currency)
            if amount is not None:
                at = amounts[0].at if period is not None else line.at
                yield from _of_source(line.source, line.kind, amount, year, source, at)


def _in(amounts: tuple[Amount, ...], period: int | None) -> tuple[Amount, ...]:
    """The amount of one period, or all of them."""
    return amounts if period is None else amounts[period : period + 1]


_SIDES: tuple[tuple[StatementKind, Side], ...] = (
    ("expenditure", Side.EXPENDITURE), ("income", Side.INCOME),
)  # fmt: skip


def _place(budget: Budget, side: Side, period: int | None) -> Place | None:
    """Where a budget states the total of a side."""
    stated = budget.grand_total(side)
    if stated is None:
        return None
    amount = stated.total if period is None else stated.amounts[period]
    return amount.at if amount else stated.at


def _of_source(
    kind: SourceKind | None, of: Kind, amount: Money, year: int | None, source: str, at: Place
) -> Iterator[Known]:
    if kind is SourceKind.GRANT:
        yield Known("awarded", amount, year, source, at)
        yield Known("applied", amount, year, source, at)
    elif kind is SourceKind.OWN or of is Kind.IN_KIND:
        yield Known("own_contribution", amount, year, source, at)
