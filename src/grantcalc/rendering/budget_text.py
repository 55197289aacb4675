"""A budget as text: what its lines add up to, its balance, and its sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from grantcalc.language import mark, plural, tr
from grantcalc.model import Kind, Side, SourceKind
from grantcalc.rendering.terminal import CellText, Page, percent
from grantcalc.report.check import Balance, BudgetReport, SourceReport, SourceShare, Total

T = TypeVar("T")
_SIDES = {Side.EXPENDITURE: mark("Expenditure"), Side.INCOME: mark("Income")}
_NEGATIVE = {
    Side.EXPENDITURE: mark(
        "The sheet writes expenditure as negative amounts; here they are positive."
    ),
    Side.INCOME: mark("The sheet writes income as negative amounts; here they are positive."),
}
_SOURCES = {
    (SourceKind.OWN, Kind.CASH): mark("{source} (own, money)"),
    (SourceKind.OWN, Kind.IN_KIND): mark("{source} (own, in kind)"),
    (SourceKind.GRANT, Kind.CASH): mark("{source} (grant, money)"),
    (SourceKind.GRANT, Kind.IN_KIND): mark("{source} (grant, in kind)"),
    (SourceKind.OTHER, Kind.CASH): mark("{source} (other, money)"),
    (SourceKind.OTHER, Kind.IN_KIND): mark("{source} (other, in kind)"),
}


def write_budget(page: Page, budget: BudgetReport) -> None:
    """A budget's lines and sums by year, its balance and its sources."""
    if budget.config:
        page.line(tr("with what {config} declares", config=budget.config))
    for side in budget.written_negative:
        page.line(tr(_NEGATIVE[side]))
    page.line()
    rows: list[Sequence[CellText]] = []
    bold: list[int] = []
    for side, name in _SIDES.items():
        lines = [line for line in budget.lines if line.side is side]
        totals = budget.totals.expenditure if side is Side.EXPENDITURE else budget.totals.income
        if not lines:
            continue
        bold.append(len(rows))
        rows.append((tr(name), *[""] * _width(budget)))
        for line in lines:
            in_kind = line.kind is Kind.IN_KIND
            label = tr("{line} (in kind)", line=line.label) if in_kind else line.label
            amounts = [amount.amount for amount in line.amounts]
            rows.append((f"  {label}", *amounts, *_all([line.total.amount], budget)))
        shown = [total for total in totals if is_shown(total, budget)]
        bold.append(len(rows))
        rows.append(("  " + tr("Sum, computed"), *(total.computed for total in shown)))
        if any(differs(total) for total in shown):
            rows.append(("  " + tr("Sum, as the sheet states it"), *map(_stated, shown)))
    page.table(
        [tr("Amounts in {currency}", currency=budget.currency), *_headings(budget)], rows, bold=bold
    )
    if budget.balance:
        _balance(page, budget)
        _sources(page, budget)


def verdict(budget: BudgetReport) -> str:
    """How many of a budget's sums and balances hold, in words."""
    claims = budget.claims
    if not claims.checked:
        return tr("nothing to compare: it states no sums, and has no income to balance")
    held = _of_the_checked(claims.held, claims.checked)
    if not claims.not_checkable:
        return held
    return plural(
        "{verdict}, {count} cannot be checked",
        "{verdict}, {count} cannot be checked",
        claims.not_checkable,
        verdict=held,
    )


def _of_the_checked(held: int, checked: int) -> str:
    if checked == 1:
        return (
            tr("its one sum or balance holds")
            if held
            else tr("its one sum or balance does not hold")
        )
    if held == checked:
        return tr("all {count} sums and balances hold", count=checked)
    return plural(
        "{count} of {all} sums and balances hold",
        "{count} of {all} sums and balances hold",
        held,
        all=checked,
    )


def _width(budget: BudgetReport) -> int:
    return len(budget.periods) + (len(budget.periods) > 1)


def _headings(budget: BudgetReport) -> list[str]:
    return [*(period.label for period in budget.periods), *_all([tr("Total")], budget)]


def _all(cell: Sequence[T], budget: BudgetReport) -> Sequence[T]:
    """The column of all periods together, which only a budget with several has."""
    return cell if len(budget.periods) > 1 else []


def is_shown(figure: Total | Balance | SourceShare, budget: BudgetReport) -> bool:
    """Whether a figure has a column: that of all periods has one only where there are several."""
    return figure.period is not None or len(budget.periods) > 1


def differs(total: Total) -> bool:
    """Whether the sheet states another sum than the computed one."""
    return total.stated is not None and total.stated != total.computed


def _stated(total: Total) -> CellText:
    """A stated sum that differs from the computed one; the others need not be repeated."""
    return total.stated if differs(total) else ""


def _balance(page: Page, budget: BudgetReport) -> None:
    page.heading(tr("Balance: income minus expenditure"))
    shown = [b for b in budget.balance if is_shown(b, budget)]
    rows: list[Sequence[CellText]] = [(tr("In all"), *(b.difference for b in shown))]
    if any(line.kind is Kind.IN_KIND for line in budget.lines):
        rows.append(("  " + tr("in money"), *(b.cash for b in shown)))
        rows.append(("  " + tr("in kind"), *(b.in_kind for b in shown)))
    page.table(["", *_headings(budget)], rows, bold=[0])


def _sources(page: Page, budget: BudgetReport) -> None:
    page.heading(tr("Sources and their share of the income"))
    page.table(["", *_headings(budget)], list(_source_rows(budget)))


def _source_rows(budget: BudgetReport) -> Iterator[Sequence[CellText]]:
    for source in budget.sources:
        shares = [share for share in source.shares if is_shown(share, budget)]
        yield (source_name(source), *(share.amount for share in shares))
        yield ("", *(percent(share.share) for share in shares))


def source_name(source: SourceReport) -> str:
    """A source with what it is: the funder's money, the organisation's own work."""
    return tr(_SOURCES[source.source, source.kind], source=source.label)
