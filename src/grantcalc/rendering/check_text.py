"""The result of a check as text: the budget with its sums, why it holds, and every finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from grantcalc.finding import Severity
from grantcalc.language import tr
from grantcalc.model import Kind, Side
from grantcalc.rendering.finding_words import count_text, fail_on_text, known_text
from grantcalc.rendering.findings_text import FindingsWriter
from grantcalc.rendering.terminal import CellText, Page, percent
from grantcalc.report import BudgetReport, CheckReport, Total

T = TypeVar("T")

#: Of more budgets than this, a line each is shown, and no tables.
_MOST_IN_FULL = 3

_SIDES = {Side.EXPENDITURE: "Expenditure", Side.INCOME: "Income"}


def check_text(
    report: CheckReport, width: int | None, *, colour: bool, verbose: bool = False
) -> str:
    """The report as text, for a terminal of `width` columns; `verbose` leaves nothing out."""
    page = Page(width, colour=colour)
    writer = FindingsWriter.of(page, report.sheets, report.rules, verbose=verbose)
    if len(report.files) > 1:
        in_full = verbose or len(report.budgets) <= _MOST_IN_FULL
        is_apart = False
        for file in files_in_order(report):
            if is_apart:
                page.line()
            is_apart = _file(page, writer, report, file, in_full=in_full)
        _outcomes(page, report)
    else:
        _budgets(page, report.budgets, in_full=True)
        writer.write(report.findings)
    _end(page, report)
    return page.text()


def _file(
    page: Page, writer: FindingsWriter, report: CheckReport, file: str, *, in_full: bool
) -> bool:
    """One of several files: its budgets, and what was found in it; whether it took more than a line."""
    budgets = [budget for budget in report.budgets if budget.file == file]
    if not budgets:
        page.line(file, style="bold")
    _budgets(page, budgets, in_full=in_full)
    found = [finding for finding in report.findings if finding.at.file == file]
    writer.write(found)
    return in_full or bool(found)


def _budgets(page: Page, budgets: Sequence[BudgetReport], *, in_full: bool) -> None:
    """Each budget with its sums, or in a line."""
    for i, budget in enumerate(budgets):
        if i and in_full:
            page.line()
        page.line(f"{_name(budget)}: {verdict(budget)}", style="bold")
        if in_full:
            _budget(page, budget)


def _name(budget: BudgetReport) -> str:
    if budget.sheet is None:
        return budget.file
    return tr("{file}, sheet {sheet}", file=budget.file, sheet=budget.sheet)


def files_in_order(report: CheckReport) -> list[str]:
    """Every file with a budget or a finding, in the order in which they were read."""
    shown = dict.fromkeys(
        [*(budget.file for budget in report.budgets), *(f.at.file for f in report.findings)]
    )
    read = dict.fromkeys(file.file for file in report.inputs if file.file in shown)
    return [*read, *(file for file in shown if file not in read)]


def _outcomes(page: Page, report: CheckReport) -> None:
    """What became of each path."""
    page.heading(tr("Files"))
    rows: list[Sequence[CellText]] = []
    for file in report.files:
        if file.outcome == "unreadable":
            rows.append((file.path, tr("not read"), "", ""))
        else:
            rows.append((file.path, *(str(n) for n in (file.errors, file.warnings, file.infos))))
    page.table(["", tr("Errors"), tr("Warnings"), tr("Notes")], rows)


def _end(page: Page, report: CheckReport) -> None:
    """The findings counted, those that are known already, and what fails where it is not errors."""
    page.line()
    known = known_text(report)
    count = count_text(report.summary)
    page.line(f"{count} ({known})" if known else count)
    if report.fail_on is not Severity.ERROR:
        page.line(fail_on_text(report.fail_on))


def _budget(page: Page, budget: BudgetReport) -> None:
    if budget.config:
        page.line(f"with what {budget.config} declares")
    for side in budget.written_negative:
        page.line(f"The sheet writes {side.value} as negative amounts; here they are positive.")
    page.line()
    rows: list[Sequence[CellText]] = []
    bold: list[int] = []
    for side, name in _SIDES.items():
        lines = [line for line in budget.lines if line.side is side]
        totals = budget.totals.expenditure if side is Side.EXPENDITURE else budget.totals.income
        if not lines:
            continue
        bold.append(len(rows))
        rows.append((name, *[""] * _width(budget)))
        for line in lines:
            mark = " (in kind)" if line.kind is Kind.IN_KIND else ""
            amounts = [amount.amount for amount in line.amounts]
            rows.append((f"  {line.label}{mark}", *amounts, *_all([line.total.amount], budget)))
        shown = [total for total in totals if _shown(total, budget)]
        bold.append(len(rows))
        rows.append(("  Sum, computed", *(total.computed for total in shown)))
        if any(_differs(total) for total in shown):
            rows.append(("  Sum, as the sheet states it", *map(_stated, shown)))
    page.table([f"Amounts in {budget.currency}", *_headings(budget)], rows, bold=bold)
    if budget.balance:
        _balance(page, budget)
        _sources(page, budget)


def verdict(budget: BudgetReport) -> str:
    """How many of a budget's sums and balances hold, in words."""
    claims = budget.claims
    if not claims.checked:
        return "nothing to compare: it states no sums, and has no income to balance"
    held = f"{claims.held} of {claims.checked} sums and balances hold"
    if claims.checked == 1:
        held = f"its one sum or balance {'holds' if claims.held else 'does not hold'}"
    elif claims.held == claims.checked:
        held = f"all {claims.checked} sums and balances hold"
    if claims.not_checkable:
        held += f", {claims.not_checkable} cannot be checked"
    return held


def _width(budget: BudgetReport) -> int:
    return len(budget.periods) + (len(budget.periods) > 1)


def _headings(budget: BudgetReport) -> list[str]:
    return [*(period.label for period in budget.periods), *_all(["Total"], budget)]


def _all(cell: Sequence[T], budget: BudgetReport) -> Sequence[T]:
    """The column of all periods together, which only a budget with several has."""
    return cell if len(budget.periods) > 1 else []


def _shown(total: Total, budget: BudgetReport) -> bool:
    return total.period is not None or len(budget.periods) > 1


def _differs(total: Total) -> bool:
    return total.stated is not None and total.stated != total.computed


def _stated(total: Total) -> CellText:
    """A stated sum that differs from the computed one; the others need not be repeated."""
    return total.stated if _differs(total) else ""


def _balance(page: Page, budget: BudgetReport) -> None:
    page.heading("Balance: income minus expenditure")
    shown = [b for b in budget.balance if b.period is not None or len(budget.periods) > 1]
    rows: list[Sequence[CellText]] = [("In all", *(b.difference for b in shown))]
    if any(line.kind is Kind.IN_KIND for line in budget.lines):
        rows.append(("  in money", *(b.cash for b in shown)))
        rows.append(("  in kind", *(b.in_kind for b in shown)))
    page.table(["", *_headings(budget)], rows, bold=[0])


def _sources(page: Page, budget: BudgetReport) -> None:
    page.heading("Sources and their share of the income")
    page.table(["", *_headings(budget)], list(_source_rows(budget)))


def _source_rows(budget: BudgetReport) -> Iterator[Sequence[CellText]]:
    for source in budget.sources:
        shares = [s for s in source.shares if s.period is not None or len(budget.periods) > 1]
        kind = "in kind" if source.kind is Kind.IN_KIND else "money"
        yield (f"{source.label} ({source.source.value}, {kind})", *(s.amount for s in shares))
        yield ("", *(percent(s.share) for s in shares))
