"""Every case file, and that every check has one."""

import csv
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import grantcalc
from case_files import CASES, Case, Expected, all_cases, read_cases
from grantcalc.api.accounting import grant_case
from grantcalc.api.inputs import judged
from grantcalc.api.one_path import Counted, check_file, counted_in_both, ledger_case
from grantcalc.checks import (
    ClosingCase,
    CommitmentCase,
    SettingsCase,
    check_closing,
    check_commitments,
    check_grants,
    check_ledger,
    check_settings,
    every_check,
    without_echoes,
)
from grantcalc.config import Config
from grantcalc.finding import CheckInfo, Finding, Place
from grantcalc.model import Budget
from grantcalc.policy import NO_CHOICE, Policy
from grantcalc.profile import PLAIN, load_profile
from grantcalc.reading.budget_files import read_book_budgets
from grantcalc.reading.commitments import Commitments, read_commitments
from grantcalc.reading.dates import parse_day
from grantcalc.reading.timesheet import read_timesheet
from grantcalc.reporting.closing import closing
from grantcalc.reporting.comparable import comparable_lines
from grantcalc.rules_in_force import RulesInForce, rules_in_force
from grantcalc.spending.account import Spending
from grantcalc.spending.commitments import orders
from grantcalc.spending.years import by_project_year
from markdown_grid import rows_of


def config_of(case: Case) -> Config:
    return Config.model_validate(tomllib.loads(case.toml, parse_float=Decimal))


def as_csv(table: str, path: Path) -> Path:
    """A Markdown table as a CSV file, at the same rows."""
    _, *rows = rows_of(table)
    lines: dict[int, list[str]] = {int(number): cells for number, *cells in rows}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows(lines.get(n, []) for n in range(1, max(lines) + 1))
    return path


def ledger_file(case: Case, folder: Path) -> Path:
    if not case.audit_file:
        return as_csv(case.ledger, folder / "ledger.csv")
    path = folder / "ledger.xml"
    path.write_text(case.audit_file, "utf-8")
    return path


def findings_of(case: Case, folder: Path) -> list[Finding]:
    config = config_of(case)
    read = read_book_budgets(case.book, config, Path("budget.xlsx"))
    profile = load_profile(config.profile or PLAIN, Path(__file__).parent / "profiles")
    if case.ledger or case.audit_file:
        (budget,) = read.budgets
        rules = rules_in_force(config, budget, profile)
        return list(ledger_findings(case, budget, rules, folder))
    approved = approved_budget(case, folder)
    return after_settings(case, config, check_file(read, config, None, profile, approved)[1])


def approved_budget(case: Case, folder: Path) -> Budget | None:
    if not case.approved:
        return None
    return grantcalc.read_budget(as_csv(case.approved, folder / "approved.csv"), config_of(case))


def after_settings(case: Case, config: Config, findings: list[Finding]) -> list[Finding]:
    """What a project's settings leave of findings, and what is found of the settings themselves."""
    codes = frozenset(info.code for info in every_check())
    outcome = Policy(codes, config.check, config.suppress, NO_CHOICE, str).apply(findings)
    unused = [s for i, s in enumerate(config.suppress) if i not in outcome.used]
    of_settings = SettingsCase("grantcalc.toml", unused, "baseline.json", case.gone)
    return [*outcome.findings, *check_settings(of_settings)]


def ledger_findings(
    case: Case, found: Budget, rules: RulesInForce, folder: Path
) -> tuple[Finding, ...]:
    config = rules.config
    budget = by_project_year(found, config)
    files = [ledger_file(case, folder)]
    if case.second_ledger:
        files.append(as_csv(case.second_ledger, folder / "second.csv"))
    ledger = grantcalc.read_ledger(files, config.currency, config)
    day = parse_day(case.as_of) if case.as_of else None
    as_of = day or date.max
    summary = judged(ledger, budget, config, day)
    sheet, read = None, Commitments((), ())
    if case.hours:
        sheet = read_timesheet(as_csv(case.hours, folder / "hours.csv"))
    if case.orders:
        read = read_commitments(as_csv(case.orders, folder / "orders.csv"), budget.currency)
    placed = orders(read.found, budget, day, config.project.pre_award_days)
    work = sheet.entries if sheet else None
    approved = approved_budget(case, folder)
    spending = Spending(found, config, summary, work, as_of, placed, rules, approved)
    of_ledger = check_ledger(ledger_case(budget, rules, summary, sheet))
    of_orders = check_commitments(CommitmentCase(budget, placed, read.rejected, day))
    of_grants = check_grants(grant_case(spending))
    of_closing = closing_findings(case, spending)
    if case.other_ledger:
        other = grantcalc.read_ledger(
            [as_csv(case.other_ledger, folder / "other.csv")], config.currency
        )
        counted = Counted(Path("other"), other, judged(other, budget, config))
        this = Counted(Path("this"), ledger, summary)
        of_grants += tuple(counted_in_both(this, [counted]))
    return without_echoes(of_ledger + of_orders + of_grants, of_closing) + of_closing


def closing_findings(case: Case, spending: Spending) -> tuple[Finding, ...]:
    if case.closed_with is None:
        return ()
    approved = spending.approved
    lines = comparable_lines(spending.budget, approved)
    closed = closing(spending, case.closed_with, lines)
    return check_closing(
        ClosingCase(
            spending.budget,
            spending.config,
            closed,
            lines,
            spending.orders,
            spending.as_of,
            Place("grantcalc.toml"),
            spending.rules,
        )
    )


def as_expected(case: Case, folder: Path) -> tuple[list[Expected], list[Expected]]:
    """What is found, with as much of each finding as the case says of it; and what it expects."""
    first = case.book.sheets[0].sheet
    found = [
        Expected(
            f.severity.value,
            f.code,
            f"line {f.at.line}" if f.at.line else f.at.cell or "",
            None if f.expected is None else str(f.expected),
            None if f.at.sheet == first else f.at.sheet,
        )
        for f in findings_of(case, folder)
        if f.code != "X010" or case.file == "X010"  # most cases leave their formulas' values out
    ]
    wanted = {(e.code, e.sheet, e.cell): e for e in case.expected}
    compared = [
        f
        if (want := wanted.get((f.code, f.sheet, f.cell))) and want.expected
        else replace(f, expected=None)
        for f in found
    ]
    return sorted(compared, key=repr), sorted(case.expected, key=repr)


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.file}-{case.title}")
def test_case(case: Case, tmp_path: Path) -> None:
    found, expected = as_expected(case, tmp_path)
    assert found == expected


@pytest.mark.parametrize(
    "info",
    [info for info in every_check() if info.code[0] != "V"],  # tests/test_report_cases.py
    ids=lambda info: info.code,
)
def test_every_check_has_a_failing_and_a_passing_case(info: CheckInfo) -> None:
    path = CASES / f"{info.code}.md"
    assert path.exists(), f"write tests/cases/{info.code}.md"
    codes = [{e.code for e in case.expected} for case in read_cases(path)]
    assert any(info.code in found for found in codes), "no case that it finds"
    assert any(info.code not in found for found in codes), "no case that it lets pass"
