"""What a final report says beside a status report: what is left of each grant, and what is owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from grantcalc.model import Kind, SourceKind, same_label
from grantcalc.money import Money, known_total, total
from grantcalc.report.funder import CalendarYear, Closing, ContributionClosing, GrantClosing
from grantcalc.report.remaining import GrantReport, OwnContribution
from grantcalc.reporting.missing import missing_parts
from grantcalc.spending.account import Spending
from grantcalc.spending.contribution import counted, in_kind_sources, own_contribution

#: Hours times rates have no more decimals than this.
_EXACT = 6


@dataclass(frozen=True)
class ClosingTerms:
    """What a closing is held against, beside the project's own figures.

    `files` are those of the files that [report] names which exist. `auditors_threshold` is the grant above
    which an auditor's statement is wanted, `deadline` the last day for handing in; None without a rule.
    """

    files: frozenset[str] = frozenset()
    auditors_threshold: Money | None = None
    deadline: date | None = None


def closing(spending: Spending, terms: ClosingTerms) -> Closing:
    """The closing of a project's grants, with the accounts as they are at the end of `spending.as_of`."""
    grants = tuple(_grants(spending))
    contributions = tuple(_contributions(spending))
    own = [c for c in contributions if c.kind is Kind.IN_KIND or c.source_kind is SourceKind.OWN]
    currency = spending.budget.currency
    return Closing(
        grants=grants,
        contributions=contributions,
        promised=known_total((c.promised for c in own), currency),
        delivered=known_total((c.delivered for c in own), currency),
        open_commitments=total((order.outstanding for order in spending.orders), currency),
        start=first_day(spending),
        end=last_day(spending),
        handed_in=spending.config.report.handed_in,
        deadline=terms.deadline,
        auditors_threshold=terms.auditors_threshold,
        calendar_years=tuple(_calendar_years(spending)),
        missing=tuple(
            missing_parts(
                spending,
                grants,
                files=terms.files,
                threshold=terms.auditors_threshold,
                deadline=terms.deadline,
            )
        ),
    )


def first_day(spending: Spending) -> date | None:
    """The project's first day: declared, else that of its first project year."""
    starts = [period.start for period in spending.budget.periods if period.start]
    return spending.config.project.start or min(starts, default=None)


def last_day(spending: Spending) -> date | None:
    """The project's last day: declared, else that of its last project year."""
    ends = [period.end for period in spending.budget.periods if period.end]
    return spending.config.project.end or max(ends, default=None)


# -- grants


def _grants(spending: Spending) -> Iterator[GrantClosing]:
    """Every grant that money was promised for, or spent of; what is only applied for closes nothing."""
    decision = spending.config.report.unspent
    for grant in spending.grants():
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


def _contributions(spending: Spending) -> Iterator[ContributionClosing]:
    """Own work and goods, then money that is no grant, each over the whole project."""
    for source, years in _by_source(_work(spending)).items():
        kinds = {
            line.source
            for line in in_kind_sources(spending.budget)
            if same_label(line.label, source)
        }
        yield _contribution(
            spending,
            source,
            Kind.IN_KIND,
            next(iter(kinds), None) or SourceKind.OWN,
            [year.budgeted for year in years],
            [year.delivered for year in years],
        )
    grants = [grant.source for grant in spending.grants()]
    paid: dict[str, list[tuple[SourceKind, Money, Money]]] = defaultdict(list)
    for payment in spending.payments:
        its = payment.source
        if not any(same_label(its.label, grant) for grant in grants):
            paid[its.label].append((its.kind, its.budgeted, payment.amount))
    for source, payments in paid.items():
        kind = payments[0][0]
        promised, delivered = [p for _, p, _ in payments], [d for _, _, d in payments]
        yield _contribution(spending, source, Kind.CASH, kind, promised, delivered)


def _contribution(
    spending: Spending,
    source: str,
    kind: Kind,
    source_kind: SourceKind,
    promised: Sequence[Money | None],
    delivered: Sequence[Money | None],
) -> ContributionClosing:
    currency = spending.budget.currency
    wanted, came = known_total(promised, currency), known_total(delivered, currency)
    short = None if wanted is None or came is None else max(wanted - came, Money.zero(currency))
    return ContributionClosing(
        source=source,
        kind=kind,
        source_kind=source_kind,
        promised=wanted,
        delivered=came,
        short=short,
    )


def _work(spending: Spending) -> tuple[OwnContribution, ...]:
    """Work in every project year, also in those that have not begun: all of it was promised."""
    years = range(len(spending.budget.periods))
    caps = spending.config.in_kind
    return own_contribution(spending.work, spending.budget, caps, spending.as_of, years)


def _by_source(work: Sequence[OwnContribution]) -> dict[str, list[OwnContribution]]:
    found: dict[str, list[OwnContribution]] = defaultdict(list)
    for year in work:
        found[year.source].append(year)
    return found


# -- calendar years


def _calendar_years(spending: Spending) -> Iterator[CalendarYear]:
    """Every calendar year from the project's first day to its last, and any other with costs or work."""
    spent = spending.ledger.by_calendar_year
    worked = _work_by_calendar_year(spending)
    start, end = first_day(spending), last_day(spending)
    years = set(spent) | set(worked or ())
    years |= set(range(start.year, end.year + 1)) if start and end else set()
    nothing = Money.zero(spending.budget.currency)
    for year in sorted(years):
        delivered = None if worked is None else worked.get(year, nothing)
        yield CalendarYear(year=year, spent=spent.get(year, nothing), delivered=delivered)


def _work_by_calendar_year(spending: Spending) -> dict[int, Money] | None:
    """The value of the work in each calendar year; the years add up to all that was delivered."""
    delivered = known_total((y.delivered for y in _work(spending)), spending.budget.currency)
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
