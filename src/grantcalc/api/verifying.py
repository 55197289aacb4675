"""`grantcalc verify`: a report that a person wrote, against the accounts, its tables and itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.api.accounting import account_of
from grantcalc.api.inputs import read_budget
from grantcalc.api.one_path import check_file, policy_of
from grantcalc.config import Config, InKindTable, ProjectTable, find_config
from grantcalc.errors import UnreadableFileError
from grantcalc.finding import Finding, Place, Severity
from grantcalc.language import plural, tr
from grantcalc.model import Budget
from grantcalc.money import Money
from grantcalc.policy import NO_CHOICE, Policy
from grantcalc.progress import UNWATCHED, Progress
from grantcalc.project import Project, budget_file, has_budget, ledger_files, open_project
from grantcalc.reading.documents.opening import read_document
from grantcalc.reading.documents.passages import ReadDocument
from grantcalc.reading.documents.stating import Stated, statements_of
from grantcalc.reading.documents.tables import (
    ReadTable,
    numbers_of,
    read_tables,
    with_forms_as_text,
    with_known_labels,
)
from grantcalc.reading.files import shown_path
from grantcalc.reading.inputs import input_file
from grantcalc.reading.views import sheet_view
from grantcalc.report.check import BudgetReport
from grantcalc.report.parts import InputFile, Summary
from grantcalc.report.remaining import RemainingReport
from grantcalc.report.verification import Confirmation, TableReport, VerifyReport
from grantcalc.rules_in_force import project_end, rules_in_force
from grantcalc.spending.years import by_project_year

if TYPE_CHECKING:
    from grantcalc.checks import VerifyCase


@dataclass(frozen=True)
class _Files:
    """The project that a report is held against, and its files as they were named."""

    project: Project
    budget: Path | None
    ledgers: Sequence[Path]


@dataclass(frozen=True)
class _Background:
    """What is known beside the report: the project's budget, and its accounts by day."""

    config: Config
    policy: Policy
    project: str | None = None
    budget: Budget | None = None
    accounts: Mapping[date, RemainingReport] | None = None
    inputs: Sequence[InputFile] = ()
    left_out: Sequence[str] = ()
    auditors_threshold: Money | None = None


@dataclass(frozen=True)
class _Checked:
    """A table with what was found in it as a budget."""

    read: ReadTable
    reports: Sequence[BudgetReport]
    findings: Sequence[Finding]


def verify(
    path: Path,
    *,
    config: Path | None = None,
    budget: Path | None = None,
    ledgers: Sequence[Path] = (),
    as_of: date | None = None,
    password: str | None = None,
    progress: Progress = UNWATCHED,
) -> VerifyReport:
    """What a report states, held against its project's accounts, its own tables and itself.

    The project is the one that `config`, `budget` and `ledgers` name, else the one in the report's
    folder; without one the report is held against itself alone. `as_of` is the last day that counts
    for figures that the report gives no day for.

    Raises:
        GrantcalcError: the report or the project cannot be read, or is not clear.
    """
    progress.begin(tr("reading {name}", name=path.name))
    found = read_document(path)
    files = _files(path, config, budget, ledgers, password)
    settings = files.project.config if files else Config()
    own_budget = _own_budget(files)
    own_labels = [row.label for row in own_budget.rows()] if own_budget else []
    document = with_known_labels(found, own_labels)
    tables = [_checked(t) for t in read_tables(document, _for_tables(settings, own_budget), path)]
    currency = own_budget.currency if own_budget else _currency(settings, tables)
    labels = [line.label for one in (own_budget, *_budgets(tables)) if one for line in one.lines]
    of_accounts = [t.read.table.grid for t in tables if t.read.is_accounts]
    stated = statements_of(with_forms_as_text(document), currency, labels, of_accounts)
    known = _background(files, own_budget, _days(stated, settings, own_budget, as_of), progress)
    case = _case(document, stated, tables, known, currency, as_of)
    return _report(path, document, stated, tables, known, case)


def _files(
    path: Path,
    config: Path | None,
    budget: Path | None,
    ledgers: Sequence[Path],
    password: str | None,
) -> _Files | None:
    """The project that is named, else the one in the report's folder; None where there is none."""
    where = config.parent if config else budget.parent if budget else path.parent
    is_named = config is not None or budget is not None or bool(ledgers)
    if not is_named and not has_budget(where) and find_config(where.resolve()) is None:
        return None
    project = open_project(where, config, password)
    return _Files(project, budget, ledgers)


def _own_budget(files: _Files | None) -> Budget | None:
    """The project's budget by project years."""
    if files is None:
        return None
    path = files.budget or budget_file(files.project)
    found = read_budget(path, files.project.config, files.project.password)
    return by_project_year(found, files.project.config)


def _for_tables(settings: Config, budget: Budget | None) -> Config:
    """How the tables of a report are read: a project's settings of its own sheets are not theirs."""
    currency = budget.currency if budget else settings.project.currency
    in_kind = settings.in_kind
    return Config(
        project=ProjectTable(currency=currency),
        in_kind=InKindTable(expenditure=in_kind.expenditure, income=in_kind.income),
        tolerances=settings.tolerances,
    )


def _checked(table: ReadTable) -> _Checked:
    if table.read is None:
        return _Checked(table, (), ())
    reports, findings = check_file(table.read, Config())
    return _Checked(table, reports, findings)


def _budgets(tables: Sequence[_Checked]) -> Iterator[Budget]:
    for table in tables:
        if table.read.read:
            yield from table.read.read.budgets


def _currency(settings: Config, tables: Sequence[_Checked]) -> str:
    return next((budget.currency for budget in _budgets(tables)), settings.currency)


def _days(
    stated: Stated, settings: Config, budget: Budget | None, as_of: date | None
) -> list[date]:
    """The days that accounts are wanted for: those that the report states, else the one to take."""
    days = {s.as_of for s in stated.statements if s.as_of}
    default = _default_day(stated, settings, budget, as_of)
    return sorted(days | ({default} if default else set()))


def _default_day(
    stated: Stated, settings: Config, budget: Budget | None, as_of: date | None
) -> date | None:
    """The day for figures without one: as asked; a final report's is the project's last."""
    if as_of or stated.kind != "final" or budget is None:
        return as_of
    return project_end(settings, budget)


def _background(
    files: _Files | None, budget: Budget | None, days: Sequence[date], progress: Progress
) -> _Background:
    """The accounts as of each day that the report states figures for."""
    if files is None:
        no_project = Project(Path(), Config(), None)
        return _Background(Config(), policy_of(no_project, NO_CHOICE))
    project = files.project
    policy, name = policy_of(project, NO_CHOICE), shown_path(project.folder)
    path = files.budget or budget_file(project)
    found = _Background(
        project.config,
        policy,
        name,
        budget,
        {},
        tuple(_plain_inputs(project, path)),
        auditors_threshold=_auditors_threshold(project, budget),
    )
    if not _has_ledger(files, path):
        left = tr("no ledger was found in the project: what is spent and left was not compared")
        return replace(found, left_out=(left,))
    if not days:
        left = tr(
            "the report gives no day for its figures: what is spent and left was not compared; "
            "give the day with --as-of"
        )
        return replace(found, left_out=(left,))
    accounts = {day: account_of(project, day, path, files.ledgers, progress).report for day in days}
    inputs = accounts[days[-1]].inputs
    return replace(found, accounts=accounts, inputs=inputs)


def _auditors_threshold(project: Project, budget: Budget | None) -> Money | None:
    """The grant from which on the project's funder wants an auditor's statement, where a rule says so."""
    rules = rules_in_force(project.config, budget, project.profile)
    rule = rules.rule("auditors_threshold")
    return Money.nearest(rule.value, rules.currency) if rule else None


def _plain_inputs(project: Project, budget: Path) -> Iterator[InputFile]:
    if project.path:
        yield input_file(project.path, "config")
    yield input_file(budget, "budget")


def _has_ledger(files: _Files, budget: Path) -> bool:
    """Whether a ledger is named or found; one that is named and missing is an error elsewhere."""
    if files.ledgers or files.project.config.files.ledger:
        return True
    try:
        return bool(ledger_files(files.project, budget))
    except UnreadableFileError:
        return False


def _case(
    document: ReadDocument,
    stated: Stated,
    tables: Sequence[_Checked],
    known: _Background,
    currency: str,
    as_of: date | None,
) -> VerifyCase:
    from grantcalc.checks import ReportTable, VerifyCase

    return VerifyCase(
        at=Place(document.file),
        kind=stated.kind,
        currency=currency,
        statements=stated.statements,
        tables=[
            ReportTable(_name(table), table.read.table.at, budget)
            for table in tables
            if table.read.read
            for budget in table.read.read.budgets
        ],
        mentions=stated.mentions,
        budget=known.budget,
        config=known.config,
        accounts=known.accounts or {},
        default_day=_default_day(stated, known.config, known.budget, as_of),
        auditors_threshold=known.auditors_threshold,
    )


def _name(table: _Checked) -> str:
    return table.read.table.grid.sheet or ""


def _report(
    path: Path,
    document: ReadDocument,
    stated: Stated,
    tables: Sequence[_Checked],
    known: _Background,
    case: VerifyCase,
) -> VerifyReport:
    from grantcalc.checks import check_statements
    from grantcalc.checks.stated import confirmations, not_compared
    from grantcalc.checks.stated_spans import spans_confirmed

    found = [finding for table in tables for finding in table.findings]
    outcome = known.policy.apply([*found, *check_statements(case)])
    unread = [u for table in tables if table.read.reason for u in numbers_of(table.read)]
    confirmed = [*_tables_confirmed(tables, case), *confirmations(case), *spans_confirmed(case)]
    return VerifyReport(
        file=document.file,
        kind=stated.kind,
        project=known.project,
        currency=case.currency,
        as_of=tuple(known.accounts or ()),
        statements=tuple(stated.statements),
        confirmed=tuple(confirmed),
        tables=tuple(map(_table_report, tables)),
        unread=(*stated.unread, *unread, *not_compared(case)),
        left_out=(*document.left_out, *known.left_out),
        findings=outcome.findings,
        summary=Summary.of(outcome.findings),
        inputs=(input_file(path, "report"), *known.inputs),
        fail_on=known.policy.fail_on,
        sheets=tuple(sheet_view(table.read.table.grid) for table in tables),
    )


def _table_report(table: _Checked) -> TableReport:
    at = table.read.table.at
    if table.read.is_form:
        return TableReport(at=at, read_as="statements")
    if table.read.is_accounts:
        return TableReport(at=at, read_as="accounts")
    if not table.reports:
        return TableReport(at=at, read_as="unread", reason=table.read.reason)
    claims = [report.claims for report in table.reports]
    return TableReport(
        at=at,
        read_as="budget",
        claims=sum(c.checked for c in claims),
        held=sum(c.held for c in claims),
    )


def _tables_confirmed(tables: Sequence[_Checked], case: VerifyCase) -> Iterator[Confirmation]:
    """What holds of the report's tables: their sums, and that they are the project's budget."""
    from grantcalc.checks.report_tables import is_the_budget, table_differs

    wrong = {fault.at.sheet for fault in table_differs(case)}
    for table in tables:
        report = _table_report(table)
        errors = any(finding.severity is Severity.ERROR for finding in table.findings)
        if report.claims and report.held == report.claims and not errors:
            text = plural(
                "{table}: its {count} sum or balance holds",
                "{table}: all its {count} sums and balances hold",
                report.claims,
                table=_name(table),
            )
            yield Confirmation(text=text, at=report.at)
        budgets = table.read.read.budgets if table.read.read else ()
        is_known = case.budget and any(is_the_budget(b, case.budget) for b in budgets)
        if is_known and _name(table) not in wrong:
            text = tr("{table}: it is the project's budget, line by line", table=_name(table))
            yield Confirmation(text=text, at=report.at)
