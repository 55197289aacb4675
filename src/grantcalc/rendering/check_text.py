"""The result of a check as text: each budget with its sums, every finding, and what became of files."""

from __future__ import annotations

from collections.abc import Sequence

from grantcalc.finding import Severity
from grantcalc.language import tr
from grantcalc.rendering.budget_text import verdict, write_budget
from grantcalc.rendering.finding_words import count_with_known, fail_on_text, why_not_checked
from grantcalc.rendering.findings_text import FindingsWriter
from grantcalc.rendering.terminal import CellText, Page
from grantcalc.report.check import BudgetReport, CheckReport

#: Of more budgets than this, a line each is shown, and no tables.
_MOST_IN_FULL = 3


def check_text(
    report: CheckReport, width: int | None, *, colour: bool, verbose: bool = False
) -> str:
    """The report as text, for a terminal of `width` columns; `verbose` leaves nothing out."""
    page = Page(width, colour=colour)
    writer = FindingsWriter.of(page, report.sheets, report.rules, verbose=verbose)
    if len(report.files) > 1 or not report.budgets:
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
            write_budget(page, budget)


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
        counts = (str(n) for n in (file.errors, file.warnings, file.infos))
        why = why_not_checked(file)
        rows.append((file.path, why, "", "") if why else (file.path, *counts))
    page.table(["", tr("Errors"), tr("Warnings"), tr("Notes")], rows)


def _end(page: Page, report: CheckReport) -> None:
    """The findings counted, those that are known already, and what fails where it is not errors."""
    page.line()
    page.line(count_with_known(report))
    if report.fail_on is not Severity.ERROR:
        page.line(fail_on_text(report.fail_on))
