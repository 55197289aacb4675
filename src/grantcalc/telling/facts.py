"""What a template sees: the report's figures by the names of its JSON, and some of them put together.

Everything is plain: texts, amounts, days, shares, numbers, lists, and tables of names. No model is
given away, and so nothing that could be called.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from grantcalc.finding import Place
from grantcalc.language import shown_number
from grantcalc.model import AwardStatus, Kind, SourceKind, same_label
from grantcalc.money import Money
from grantcalc.period import whole_of
from grantcalc.report.funder import FunderReport, LineUse, SourceUse
from grantcalc.report.labels import period_name
from grantcalc.telling.closing_facts import closing_facts

Facts = dict[str, Any]

#: Texts of the JSON that are numbers: parts of one, and hours.
_SHARES = "_share"
_HOURS = ("hours", "hours_not_counted")


def facts_of(report: FunderReport) -> Facts:
    """The report's figures, with those of its project year (`current`) and of the whole project.

    A final report, and one on a project of a single year, have the same `current` and `whole`.
    """
    facts: Facts = _plain(report, "")
    facts["current"] = _scope(report, report.period)
    facts["whole"] = _scope(report, None if len(report.periods) > 1 else report.period)
    facts["tolerance"] = _percent(report.tolerance)
    facts["is_first_year"] = report.period in (None, 0)
    facts["closing"] = closing_facts(report, facts["closing"])
    facts["application"] = [
        {**_plain(one, ""), "name": _name(report, one.period)} for one in report.application
    ]
    return facts


def _percent(part: str) -> str:
    """A part of one that a person has declared, as a percentage: "0.10" is "10 %"."""
    return f"{shown_number(f'{(Decimal(part) * 100).normalize():f}')} %"


def _plain(value: object, name: str) -> Any:
    """A value without models, enumerations and texts that are numbers."""
    if isinstance(value, BaseModel):
        return {field: _plain(getattr(value, field), field) for field in type(value).model_fields}
    if isinstance(value, Place):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [_plain(item, name) for item in value]
    if isinstance(value, str) and name.endswith(_SHARES):
        return Fraction(value)
    if isinstance(value, str) and name in _HOURS:
        return Decimal(value)
    return value


def _name(report: FunderReport, period: int | None) -> str | None:
    return None if period is None else period_name(report.periods[period])


def _scope(report: FunderReport, period: int | None) -> Facts:
    """A project year, or (None) the whole project: its days, and what it comes to."""
    span = whole_of(report.periods) if period is None else report.periods[period]
    lines = [line for line in report.lines if line.period == period]
    sources = [source for source in report.sources if source.period == period]
    return {
        "name": period_name(span),
        "start": span.start,
        "end": span.end,
        "days": span.days,
        "elapsed_days": span.elapsed_days(report.as_of),
        "elapsed_share": span.elapsed_share(report.as_of),
        "is_over": span.end is not None and report.as_of >= span.end,
        "has_begun": span.begun_by(report.as_of),
        "lines": [_line(line) for line in lines if not line.is_sum],
        "deviating": [_line(line) for line in lines if is_told(line)],
        "costs": _sum(lines, None) or _sum(lines, Kind.CASH),
        "money": _sum(lines, Kind.CASH),
        "work": _sum(lines, Kind.IN_KIND),
        "grants": list(_grants(report, period)),
        "sources": [_plain(source, "") for source in sources if not source.is_sum],
        "money_sources": [
            _plain(source, "")
            for source in sources
            if not source.is_sum and source.kind is Kind.CASH
        ],
        "income": _sum(sources, Kind.CASH),
        "own": list(_own(report, period)),
        "orders": _orders(report, period),
        "unmapped": [_plain(one, "") for one in report.unmapped if period in (None, one.period)],
    }


def is_told(line: LineUse) -> bool:
    """Whether a report tells of a line's deviation: there is one, or the user explains something."""
    return not line.is_sum and (line.deviates or line.explanation is not None)


def _line(line: LineUse) -> Facts:
    return {**_plain(line, ""), "is_overspent": _missing(line.remaining) is not None}


def _sum(uses: list[LineUse] | list[SourceUse], kind: Kind | None) -> Facts | None:
    found = (use for use in uses if use.is_sum and use.kind is kind)
    use = next(found, None)
    return None if use is None else _with_excess(_plain(use, ""))


def _with_excess(use: Facts) -> Facts:
    """What is left, with what is missing where more is used, or on order, than there is.

    `refunded` is what was credited beyond what was spent, None elsewhere.
    """
    overspent = _missing(use["remaining"])
    overcommitted = _missing(use["available"]) if use["committed"] else None
    more = {"is_overspent": overspent is not None, "overspent": overspent}
    more |= {"is_overcommitted": overcommitted is not None, "overcommitted": overcommitted}
    more["refunded"] = _missing(use["spent"])
    if "expected" in use:
        deviation = use["deviation"]
        more["is_more_expected"] = deviation is not None and deviation.minor < 0
        more["expected_difference"] = None if deviation is None else abs(deviation)
    return {**use, **more}


def _missing(left: Money | None) -> Money | None:
    """What is missing, where less than nothing is left."""
    return -left if left is not None and left.minor < 0 else None


def _grants(report: FunderReport, period: int | None) -> Iterator[Facts]:
    """The grants that a report is about: those of the project year, or awarded for the whole project."""
    for use in report.sources:
        is_grant = use.source_kind is SourceKind.GRANT and use.kind is Kind.CASH and not use.is_sum
        if not is_grant or use.period != period:
            continue
        is_whole = period is not None and use.awarded is None
        if is_whole:
            use = _whole_use(report, use)
        yield {
            **_with_excess(_plain(use, "")),
            **_money_on_its_way(report, use, period),
            "is_for_project": is_whole or period is None,
            "is_awarded": use.status is not AwardStatus.BUDGETED and bool(use.awarded),
            "is_budgeted": use.status is AwardStatus.BUDGETED and bool(use.awarded),
        }


def _whole_use(report: FunderReport, use: SourceUse) -> SourceUse:
    same = (s for s in report.sources if s.period is None and same_label(s.source, use.source))
    return next(same, use)


def _money_on_its_way(report: FunderReport, use: SourceUse, period: int | None) -> Facts:
    """What of a grant is applied for, received, due, and carried from one year to the next."""
    names = ("applied_for", "received", "overdue", "carried_in", "carried_out")
    spans = [report.periods[period].model_dump()] if period is not None else []
    grants = [
        grant
        for grant in report.grants
        if same_label(grant.source, use.source)
        and (use.period is None or len(report.periods) == 1 or grant.period.model_dump() in spans)
    ]
    zero = Money.zero(report.currency)
    return {name: sum((getattr(grant, name) for grant in grants), zero) for name in names}


def _own(report: FunderReport, period: int | None) -> Iterator[Facts]:
    for own in report.own_contribution:
        if period in (None, own.period):
            more = _missing(own.remaining)
            yield {**_plain(own, ""), "is_exceeded": more is not None, "exceeded_by": more}


def _orders(report: FunderReport, period: int | None) -> list[Facts]:
    listed = report.commitments.listed if report.commitments else ()
    return [
        _plain(order, "") for order in listed if not order.reason and period in (None, order.period)
    ]
