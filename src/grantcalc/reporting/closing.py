"""What a final report says beside a status report: what is left of each grant, and what is owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from grantcalc.funders_rules import DeadlineRule
from grantcalc.model import Kind, SourceKind
from grantcalc.money import Money, known_difference, known_total, total
from grantcalc.period import Period
from grantcalc.report.funder import (
    CalendarYear,
    Closing,
    ClosingSource,
    ContributionClosing,
    GrantClosing,
)
from grantcalc.report.remaining import GrantReport
from grantcalc.reporting.comparable import ComparableLines, closing_lines
from grantcalc.reporting.lines import delivered_work
from grantcalc.reporting.missing import audited_grants, missing_parts
from grantcalc.reporting.sources import Sources
from grantcalc.rules_in_force import project_end
from grantcalc.spending.account import Spending
from grantcalc.spending.contribution import counted

#: Hours times rates have no more decimals than this.
_EXACT = 6


def closing(spending: Spending, files: frozenset[str], lines: Sequence[ComparableLines]) -> Closing:
    """The closing of a project's grants, with the accounts as they are at the end of `spending.as_of`.

    `files` are those of the files that [report] names which exist. `lines` are those of the last
    approved budget beside the budget's.

    Raises:
        ConfigError: [report] explains a line that neither budget has.
    """
    currency, reports = spending.budget.currency, spending.grants()
    threshold, deadline = auditors_threshold(spending), final_deadline(spending)
    grants = tuple(_grants(reports, spending.config.report.unspent))
    audited = audited_grants(spending, grants, threshold)
    contributions = _contributions(spending, reports)
    own = [c for c in contributions if c.kind is Kind.IN_KIND or c.source_kind is SourceKind.OWN]
    return Closing(
        grants=grants,
        contributions=tuple(contributions),
        promised=known_total((c.promised for c in own), currency),
        delivered=known_total((c.delivered for c in own), currency),
        open_commitments=total((order.outstanding for order in spending.orders), currency),
        accounts=_there(spending.config.report.accounts, files),
        auditors_statement=_there(spending.config.report.auditors_statement, files),
        start=spending.rules.start,
        end=_last_day(spending),
        handed_in=spending.config.report.handed_in,
        deadline=deadline,
        auditors_threshold=threshold,
        needs_auditor=bool(audited),
        lines=closing_lines(spending, lines),
        sources=tuple(_sources(spending, grants, contributions)),
        calendar_years=tuple(_calendar_years(spending)),
        missing=tuple(
            missing_parts(
                spending, files=files, audited=audited, threshold=threshold, deadline=deadline
            )
        ),
    )


def _there(name: str | None, files: frozenset[str]) -> str | None:
    return name if name in files else None


def _last_day(spending: Spending) -> date | None:
    """The project's last day: declared, else that of its last project year."""
    return project_end(spending.config, spending.budget)


# -- the funder's rules


def auditors_threshold(spending: Spending) -> Money | None:
    """The grant from which on the funder wants an auditor's statement; None without such a rule."""
    rule = spending.rules.rule("auditors_threshold")
    return Money.nearest(rule.value, spending.budget.currency) if rule else None


def final_deadline(spending: Spending) -> date | None:
    """The last day on which the final report may be handed in; None where nothing tells it."""
    rule, end = spending.rules.rule("final_report_deadline"), _last_day(spending)
    return rule.due(end) if isinstance(rule, DeadlineRule) and end else None


# -- grants


def _grants(grants: Sequence[GrantReport], decision: str | None) -> Iterator[GrantClosing]:
    """Every grant that money was promised for, or spent of; what is only applied for closes nothing."""
    for grant in grants:
        if grant.awarded or grant.spent or grant.received:
            yield close_grant(grant, decision)


def close_grant(grant: GrantReport, decision: str | None) -> GrantClosing:
    """What is left of a grant, and who owes whom; `decision` is [report] unspent."""
    nothing = Money.zero(grant.awarded.currency)
    used = min(grant.spent, grant.awarded)
    unspent = max(grant.awarded - grant.spent, nothing)
    too_much = max(grant.received - used, nothing)
    is_carried, is_settled = decision == "carry-over", decision is not None or not unspent
    return GrantClosing(
        source=grant.source,
        period=grant.period,
        awarded=grant.awarded,
        spent=grant.spent,
        unspent=unspent,
        overspent=max(grant.spent - grant.awarded, nothing),
        received=grant.received,
        to_receive=max(used - grant.received, nothing),
        to_repay=(nothing if is_carried else too_much) if is_settled else None,
        lapsed=(nothing if is_carried else max(unspent - too_much, nothing))
        if is_settled
        else None,
        carried_over=(unspent if is_carried else nothing) if is_settled else None,
    )


# -- what was promised beside the grants


def _contributions(spending: Spending, grants: Sequence[GrantReport]) -> list[ContributionClosing]:
    """Every source that is no grant, over the whole project."""
    nothing = Money.zero(spending.budget.currency)
    found = []
    for use in Sources(spending, grants).uses(None):
        if use.kind is None or use.source_kind is None or use.source_kind is SourceKind.GRANT:
            continue
        found.append(
            ContributionClosing(
                source=use.source,
                kind=use.kind,
                source_kind=use.source_kind,
                promised=use.budgeted,
                delivered=use.spent,
                short=None if use.remaining is None else max(use.remaining, nothing),
                above=None if use.remaining is None else max(-use.remaining, nothing),
            )
        )
    return found


def _sources(
    spending: Spending, grants: Sequence[GrantClosing], contributions: Sequence[ContributionClosing]
) -> Iterator[ClosingSource]:
    """Who has paid, grants first, and the sum: it is all that the project has cost."""
    years = spending.budget.periods if len(spending.budget.periods) > 1 else ()
    found = [
        _source(g.source, Kind.CASH, g.awarded, g.spent, g.period if g.period in years else None)
        for g in grants
    ]
    found += [_source(c.source, c.kind, c.promised, c.delivered) for c in contributions]
    yield from found
    promised = known_total((one.promised for one in found), spending.budget.currency)
    used = known_total((one.used for one in found), spending.budget.currency)
    yield _source("", None, promised, used).model_copy(update={"is_sum": True})


def _source(
    source: str,
    kind: Kind | None,
    promised: Money | None,
    used: Money | None,
    period: Period | None = None,
) -> ClosingSource:
    return ClosingSource(
        source=source,
        kind=kind,
        period=period,
        promised=promised,
        used=used,
        difference=known_difference(promised, used),
    )


# -- calendar years


def _calendar_years(spending: Spending) -> Iterator[CalendarYear]:
    """Every calendar year from the project's first day to its last, and any other with costs or work."""
    nothing = Money.zero(spending.budget.currency)
    spent: dict[int, Money] = defaultdict(lambda: nothing)
    for day in spending.ledger.days:
        spent[day.day.year] += day.amount
    worked = _work_by_calendar_year(spending)
    start, end = spending.rules.start, _last_day(spending)
    years = set(spent) | set(worked or ())
    years |= set(range(start.year, end.year + 1)) if start and end else set()
    for year in sorted(years):
        delivered = None if worked is None else worked.get(year, nothing)
        yield CalendarYear(year=year, spent=spent[year], delivered=delivered)


def _work_by_calendar_year(spending: Spending) -> dict[int, Money] | None:
    """The value of the work in each calendar year; the years add up to all that was delivered."""
    delivered = known_total(
        (y.delivered for y in delivered_work(spending)), spending.budget.currency
    )
    if delivered is None or spending.work is None:
        return None
    values: dict[int, Decimal] = defaultdict(Decimal)
    caps = spending.config.in_kind
    for one in counted(spending.work, spending.budget, caps, spending.as_of):
        values[one.entry.day.year] += one.value
    weights = [int(value.scaleb(_EXACT)) for value in values.values()]
    if not any(weights):
        return {}
    return dict(zip(values, delivered.split(weights), strict=True))
