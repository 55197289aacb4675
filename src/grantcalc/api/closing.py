"""The closing of a project, for its final report: its figures, and what is found of them."""

from __future__ import annotations

from grantcalc.api.one_path import policy_of
from grantcalc.finding import Finding, Place
from grantcalc.policy import NO_CHOICE
from grantcalc.project import Project
from grantcalc.proof.explaining import Account
from grantcalc.reading.files import shown_path
from grantcalc.report.funder import Closing, FunderReport
from grantcalc.report.parts import KnownFinding, Summary
from grantcalc.reporting.closing import closing
from grantcalc.reporting.comparable import ComparableLines, comparable_lines
from grantcalc.spending.account import Spending


def closed(report: FunderReport, account: Account, project: Project) -> FunderReport:
    """A final report with its closing, and with what is found of that.

    Raises:
        ConfigError: [report] explains a line that neither budget has.
    """
    from grantcalc.checks import without_echoes

    spending = account.spending
    lines = comparable_lines(spending.budget, spending.approved)
    figures = closing(spending, _files_there(project), lines)
    every, counted, known = _found(spending, figures, lines, project)
    findings = (*without_echoes(report.findings, every), *counted)
    return report.model_copy(
        update={
            "closing": figures,
            "findings": findings,
            "summary": Summary.of(findings),
            "known": (*report.known, *known),
        }
    )


def _files_there(project: Project) -> frozenset[str]:
    """Those of the files that [report] names which exist."""
    named = project.config.report
    names = (named.accounts, named.auditors_statement)
    return frozenset(name for name in names if name and project.file(name).is_file())


def _found(
    spending: Spending, figures: Closing, lines: tuple[ComparableLines, ...], project: Project
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[KnownFinding, ...]]:
    """All that is found of a closing, what of it counts, and what the project has accepted."""
    from grantcalc.checks import ClosingCase, check_closing

    settings = Place(shown_path(project.path)) if project.path else spending.budget.period_places[0]
    case = ClosingCase(
        budget=spending.budget,
        config=spending.config,
        closing=figures,
        lines=lines,
        orders=spending.orders,
        as_of=spending.as_of,
        settings=settings,
        rules=spending.rules,
    )
    found = check_closing(case)
    outcome = policy_of(project, NO_CHOICE).apply(found)
    return found, outcome.findings, outcome.known
