"""Every figure of a report to the funder, put together from a project's account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from grantcalc.config import Config
from grantcalc.model import Budget, BudgetLine, Side
from grantcalc.money import Money, known_total, rounded_share
from grantcalc.period import whole_of
from grantcalc.profile import PLAIN
from grantcalc.proof.explaining import Account
from grantcalc.report.funder import BudgetRow, FunderReport, MilestoneReport
from grantcalc.reporting.curves import curves
from grantcalc.reporting.lines import Lines, current_period, tolerance_of
from grantcalc.reporting.sources import Sources, applications


def funder_report(
    kind: Literal["status", "final"],
    account: Account,
) -> FunderReport:
    """The figures of a status report on the current project year, or of a final one on all of them.

    Raises:
        ConfigError: [report] speaks of a line that the budget has not.
    """
    report, spending = account.report, account.spending
    budget = spending.budget
    profile = spending.rules.profile.name
    current = current_period(budget.periods, report.as_of)
    period = current if kind == "status" or len(budget.periods) == 1 else None
    scopes = dict.fromkeys([period, None] if len(budget.periods) > 1 else [period])
    lines, sources = Lines(spending), Sources(spending, report.grants)
    span = whole_of(budget.periods) if period is None else budget.periods[period]
    return FunderReport(
        kind=kind,
        as_of=report.as_of,
        currency=report.currency,
        project=report.project,
        profile=None if profile == PLAIN else profile,
        period=period,
        periods=budget.periods,
        days=span.days,
        elapsed_days=span.elapsed_days(report.as_of),
        elapsed_share=rounded_share(span.elapsed_share(report.as_of)),
        tolerance=f"{tolerance_of(spending):f}",
        budget=tuple(_budget_rows(budget)),
        grants=report.grants,
        lines=tuple(line for scope in scopes for line in lines.uses(scope)),
        sources=tuple(source for scope in scopes for source in sources.uses(scope)),
        unmapped=report.unmapped,
        own_contribution=report.own_contribution,
        application=applications(spending, report.grants, current),
        milestones=tuple(_milestones(spending.config, report.as_of)),
        curves=curves(spending),
        closing=None,
        commitments=report.commitments,
        ledger=report.ledger,
        findings=report.findings,
        summary=report.summary,
        inputs=report.inputs,
        rules=report.rules,
        known=report.known,
        fail_on=report.fail_on,
    )


def _budget_rows(budget: Budget) -> Iterator[BudgetRow]:
    """The budget's lines with the sums of each side, computed from the lines themselves."""
    for side in Side:
        lines = list(budget.on(side))
        for line in lines:
            yield _row(line.label, line, tuple(amount.value for amount in line.amounts), budget)
        if lines:
            sums = (budget.computed(side, year) for year in range(len(budget.periods)))
            total = budget.computed(side, None)
            yield BudgetRow(
                label="",
                side=side,
                kind=None,
                source=None,
                is_sum=True,
                amounts=tuple(sums),
                total=total,
            )


def _row(
    label: str, line: BudgetLine, amounts: tuple[Money | None, ...], budget: Budget
) -> BudgetRow:
    return BudgetRow(
        label=label,
        side=line.side,
        kind=line.kind,
        source=line.source,
        amounts=amounts,
        total=known_total(amounts, budget.currency),
    )


def _milestones(config: Config, as_of: date) -> Iterator[MilestoneReport]:
    """The project's milestones in its own order, as they stood at the end of the day."""
    for milestone in config.milestones:
        done = milestone.done if milestone.done and milestone.done <= as_of else None
        yield MilestoneReport(
            name=milestone.name,
            due=milestone.due,
            done=done,
            note=milestone.note,
            is_late=milestone.due is not None and milestone.due <= as_of and done is None,
        )
