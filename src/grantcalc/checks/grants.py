"""Family G: what is left of the grants."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.registry import Fault, GrantCase, grant_check
from grantcalc.finding import Severity
from grantcalc.model import AwardStatus, Side


@grant_check("G001", "grant-overspent", Severity.ERROR)
def grant_overspent(case: GrantCase) -> Iterator[Fault]:
    """More was spent of a grant than was awarded.

    The funder pays no more than it has awarded, so the rest falls on the project's owner. Money that
    is only applied for pays for nothing yet.

    Check which costs belong to the grant (grantcalc.toml: [[mapping]], [charging]), and that every
    award is declared. If the costs are right, somebody else must pay for them.
    """
    for grant in case.grants:
        if grant.remaining.minor < 0:
            line = case.budget.line_named(grant.source, Side.INCOME)
            place = case.budget.lines[line].at if line is not None else case.budget.period_places[0]
            hint = (
                " and the rest is only applied for" if grant.status is AwardStatus.APPLIED else ""
            )
            yield Fault(
                at=place,
                message=f"{grant.spent.grouped} was spent of the grant from {grant.source} "
                f"({grant.period.label}), of which {grant.awarded.grouped} is awarded{hint}: "
                f"{abs(grant.remaining).grouped} too much",
                expected=grant.awarded,
                actual=grant.spent,
                difference=grant.spent - grant.awarded,
            )
