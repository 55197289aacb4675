"""`grantcalc remaining`: what is left of a project's grants, with all that it is made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.api.inputs import (
    approved_budget_of,
    commitments_of,
    inputs_of,
    judged,
    read_budget,
    read_ledger,
    timesheet_of,
)
from grantcalc.api.one_path import check_one_budget, commitment_findings, ledger_case, policy_of
from grantcalc.config import Config
from grantcalc.errors import UnclearChoiceError, declaring
from grantcalc.finding import Finding, Severity
from grantcalc.language import tr
from grantcalc.model import Budget
from grantcalc.policy import NO_CHOICE
from grantcalc.progress import UNWATCHED, Progress
from grantcalc.project import Project, budget_file, commitments_file, ledger_files, open_project
from grantcalc.proof.explaining import Account
from grantcalc.proof.rules import applied_rules
from grantcalc.reading.commitments import Commitments
from grantcalc.reading.files import shown_path
from grantcalc.reading.timesheet import Timesheet
from grantcalc.report.parts import Summary
from grantcalc.report.remaining import CommitmentsReport, RemainingReport
from grantcalc.rules_in_force import rules_in_force
from grantcalc.spending.account import Spending
from grantcalc.spending.commitments import commitments_report, orders
from grantcalc.spending.years import by_project_year, years_are_unclear

if TYPE_CHECKING:
    from grantcalc.checks import GrantCase


def remaining(
    where: Path,
    as_of: date,
    *,
    budget: Path | None = None,
    ledgers: Sequence[Path] = (),
    config: Path | None = None,
    profile: str | None = None,
    password: str | None = None,
) -> RemainingReport:
    """What is left of a project's grants at the end of `as_of`.

    `profile` names the funder's rules, before what grantcalc.toml names. `password` opens an encrypted
    budget or timesheet.

    Raises:
        GrantcalcError: the budget, the ledger or a declaration is missing or cannot be followed.
    """
    return account(
        where,
        as_of,
        budget=budget,
        ledgers=ledgers,
        config=config,
        profile=profile,
        password=password,
    ).report


def account(
    where: Path,
    as_of: date,
    *,
    budget: Path | None = None,
    ledgers: Sequence[Path] = (),
    config: Path | None = None,
    profile: str | None = None,
    password: str | None = None,
    progress: Progress = UNWATCHED,
) -> Account:
    """What `remaining` gives, with all that it was made from, so that each figure can be explained.

    Raises:
        GrantcalcError: as `remaining`.
    """
    project = project_of(where, budget, config, password, profile)
    return account_of(project, as_of, budget, ledgers, progress)


def project_of(
    where: Path,
    budget: Path | None,
    config: Path | None = None,
    password: str | None = None,
    profile: str | None = None,
) -> Project:
    """The project in a folder; a budget's file that is named alone brings its own project.

    Raises:
        GrantcalcError: as `open_project`.
    """
    there = budget if budget and where == Path() else where
    return open_project(there, config, password, profile)


def account_of(
    project: Project,
    as_of: date,
    budget: Path | None = None,
    ledgers: Sequence[Path] = (),
    progress: Progress = UNWATCHED,
) -> Account:
    """The account of a project that is open.

    Raises:
        GrantcalcError: as `remaining`.
    """
    budget = budget or budget_file(project)
    progress.begin(tr("reading {name}", name=budget.name))
    found = read_budget(budget, project.config, project.password)
    _refuse_amounts_not_in_full(found, project.config)
    _refuse_undated(found)
    _refuse_unclear_years(found, project.config)
    rules = rules_in_force(project.config, found, project.profile)
    project = replace(project, config=rules.config)
    by_year = by_project_year(found, project.config)
    files = list(ledgers) or ledger_files(project, budget)
    ledger = read_ledger(files, found.currency, project.config, progress)
    progress.begin(tr("counting entries"))
    summary = judged(ledger, by_year, project.config, as_of)
    sheet, ordered = timesheet_of(project), commitments_of(project, found.currency)
    before = project.config.project.pre_award_days
    spending = Spending(
        planned=found,
        config=project.config,
        ledger=summary,
        work=sheet.entries if sheet else None,
        as_of=as_of,
        orders=orders(ordered.found, by_year, as_of, before) if ordered else (),
        rules=rules,
        approved=approved_budget_of(project, found.currency),
    )
    case = grant_case(spending)
    policy = policy_of(project, NO_CHOICE)
    outcome = policy.apply(_remaining_findings(spending, case, sheet, ordered))
    report = RemainingReport(
        as_of=as_of,
        currency=found.currency,
        project=project.config.project.name,
        periods=by_year.periods,
        grants=case.grants,
        lines=case.lines,
        unmapped=spending.unmapped(),
        own_contribution=case.own_contribution,
        other_sources=spending.other_sources(),
        commitments=_commitments_report(spending, project, ordered),
        ledger=spending.ledger_report([shown_path(path) for path in files]),
        findings=outcome.findings,
        summary=Summary.of(outcome.findings),
        known=outcome.known,
        fail_on=policy.fail_on,
        inputs=tuple(inputs_of(project, budget, files, ledger)),
        rules=tuple(applied_rules(spending)),
    )
    return Account(report, spending, ledger, sheet.rejected if sheet else ())


def _commitments_report(
    spending: Spending, project: Project, read: Commitments | None
) -> CommitmentsReport | None:
    path = commitments_file(project)
    if path is None or read is None:
        return None
    file = shown_path(path)
    return commitments_report(spending.orders, spending.budget, file, len(read.rejected))


def _refuse_amounts_not_in_full(budget: Budget, config: Config) -> None:
    """A ledger's amounts are in full, and so must the budget's be, or say how they are not."""
    if budget.unit_said and config.budget.unit is None:
        raise UnclearChoiceError(
            tr(
                '{budget}: "{said}" says that the amounts are not in full, and the '
                "ledger's are; {declare} unit = 1000 (or 1000000, or 1 if they are in full)",
                budget=budget.file,
                said=budget.unit_said,
                declare=declaring("budget"),
            )
        )


def _refuse_undated(budget: Budget) -> None:
    """Entries are placed in project years by their dates."""
    undated = [period for period in budget.periods if not period.start]
    if undated and len(budget.periods) > 1:
        raise UnclearChoiceError(
            tr(
                '{file}: the heading "{label}" gives no dates, so ledger entries cannot be '
                "placed in project years; {declare} years = [{{ start = 2021-07-01, end = "
                "2022-06-30 }}, ...], one for each",
                file=budget.file,
                label=undated[0].label,
                declare=declaring("project"),
            )
        )


def _refuse_unclear_years(budget: Budget, config: Config) -> None:
    """Grants are awarded by project year, not by month."""
    if years_are_unclear(budget, config):
        raise UnclearChoiceError(
            tr(
                "{file}: the budget is by month or quarter, over more than a year, and does "
                "not say where its project years begin; {declare} years = [{{ start = "
                "2021-07-01, end = 2022-06-30 }}, ...], one for each",
                file=budget.file,
                declare=declaring("project"),
            )
        )


def grant_case(spending: Spending) -> GrantCase:
    """What the checks of grants look at."""
    from grantcalc.checks import GrantCase

    return GrantCase(
        spending.budget,
        spending.config,
        spending.grants(),
        spending.lines(),
        spending.own_contribution(),
        spending.as_of,
        spending.rules,
        spending.approved,
    )


#: What is to be done at the end, by the funder's rules: the auditor's statement, the report's deadline.
_TOLD_OF_BUDGETS = ("E011", "E012")


def _remaining_findings(
    spending: Spending, case: GrantCase, sheet: Timesheet | None, ordered: Commitments | None
) -> Iterator[Finding]:
    """The ledger's findings, and the budget's errors: figures built on a wrong budget are wrong."""
    from grantcalc.checks import check_grants, check_ledger

    of_budget = check_one_budget(spending.planned, spending.rules, spending.approved).findings
    yield from (f for f in of_budget if f.severity is Severity.ERROR or f.code in _TOLD_OF_BUDGETS)
    yield from check_ledger(ledger_case(case.budget, case.rules, spending.ledger, sheet))
    yield from commitment_findings(case.budget, case.config, ordered, spending.as_of)
    yield from check_grants(case)
