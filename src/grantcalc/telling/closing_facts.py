"""What a template of a final report sees beside the figures: what becomes of them, and what is late."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from grantcalc.model import Kind, same_label
from grantcalc.report.funder import (
    ClosingLine,
    ContributionClosing,
    FunderReport,
    GrantClosing,
)
from grantcalc.report.labels import period_name


def closing_facts(report: FunderReport, plain: dict[str, Any] | None) -> dict[str, Any] | None:
    """The closing of a final report as templates see it; `plain` are its figures. None without one."""
    closing = report.closing
    if closing is None or plain is None:
        return None
    return {
        **plain,
        "grants": [
            {**its, **_of_grant(report, grant)}
            for its, grant in zip(plain["grants"], closing.grants, strict=True)
        ],
        "contributions": [
            {**its, **_of_contribution(report, one)}
            for its, one in zip(plain["contributions"], closing.contributions, strict=True)
        ],
        "deviating": [
            its
            for its, line in zip(plain["lines"], closing.lines, strict=True)
            if is_told(line, report)
        ],
        "is_over": closing.is_over(report.as_of),
        "is_late": closing.is_late,
        "is_overdue": any(part.what == "handed_in" for part in closing.missing),
        "has_approved_budget": any(one.role == "approved_budget" for one in report.inputs),
    }


def is_told(line: ClosingLine, report: FunderReport) -> bool:
    """Whether a final report tells of a line: it differs by more than the tolerance, or is explained."""
    if line.is_sum or line.difference is None:
        return line.explanation is not None
    approved = line.approved.minor if line.approved is not None else 0
    allowed = Fraction(report.tolerance) * abs(approved)
    return line.explanation is not None or abs(line.difference.minor) > allowed


def _of_grant(report: FunderReport, grant: GrantClosing) -> dict[str, Any]:
    """What of a grant its closing does not say.

    `name` is the project year that it is for, None where it is for the whole project. `refunded` is what
    was credited beyond what was spent. `granted` is what the funder gave before money was carried over.
    """
    is_year = len(report.periods) > 1 and grant.period in report.periods
    reported = (
        one
        for one in report.grants
        if same_label(one.source, grant.source) and one.period == grant.period
    )
    granted = next(reported, None)
    return {
        "name": period_name(grant.period) if is_year else None,
        "is_undecided": grant.carried_over is None,
        "refunded": -grant.spent if grant.spent.minor < 0 else None,
        "granted": granted and granted.granted,
        "carried_in": granted and granted.carried_in,
        "carried_out": granted and granted.carried_out,
    }


def _of_contribution(report: FunderReport, one: ContributionClosing) -> dict[str, Any]:
    """The hours behind work in kind, None where none are recorded."""
    hours = [
        Decimal(own.hours)
        for own in report.own_contribution
        if own.hours is not None and same_label(own.source, one.source)
    ]
    is_work = one.kind is Kind.IN_KIND
    return {"is_work": is_work, "hours": sum(hours, Decimal(0)) if hours else None}
