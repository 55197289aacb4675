"""The spans of time that a report states: in its sentences, its tables' headings and its project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from grantcalc.checks.registry import VerifyCase
from grantcalc.finding import Place
from grantcalc.language import shown_day, tr
from grantcalc.model import Budget
from grantcalc.report.verification import Confirmation, Statement

Days = tuple[date, date]


@dataclass(frozen=True)
class KnownSpan:
    """A project year, or (`year` None) the whole project, as a heading or grantcalc.toml gives it."""

    days: Days
    year: int | None
    source: str
    at: Place | None = None


def known_spans(case: VerifyCase) -> list[KnownSpan]:
    """Every span that is known beside the sentences: of the tables, the project's budget, its settings."""
    found: list[KnownSpan] = []
    for table in case.tables:
        source = tr("the headings of {table}", table=table.name)
        found += _of_headings(table.budget, source)
    project = case.config.project
    if project.years:
        days = [(year.start, year.end) for year in project.years]
        found += [KnownSpan(d, i + 1, "grantcalc.toml") for i, d in enumerate(days)]
        found.append(KnownSpan((days[0][0], days[-1][1]), None, "grantcalc.toml"))
    elif project.start and project.end:
        found.append(KnownSpan((project.start, project.end), None, "grantcalc.toml"))
    if case.budget:
        found += _of_headings(case.budget, tr("the headings of the project's budget"))
    return found


def _of_headings(budget: Budget, source: str) -> Iterator[KnownSpan]:
    dated = [
        ((period.start, period.end), place)
        for period, place in zip(budget.periods, budget.period_places, strict=True)
        if period.start and period.end
    ]
    if len(dated) != len(budget.periods) or not dated:
        return
    for i, (days, place) in enumerate(dated):
        yield KnownSpan(days, i + 1, source, place)
    whole = (min(days[0] for days, _ in dated), max(days[1] for days, _ in dated))
    yield KnownSpan(whole, None, source, dated[0][1])


@dataclass(frozen=True)
class SpanComparison:
    """A span that the report's sentences state, and the known one that it is held against."""

    statement: Statement
    stated: Days
    known: KnownSpan
    all_agreeing: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether they are the same days; of calendar years, the same years."""
        if self.stated == self.known.days:
            return True
        first, last = self.known.days
        years = (self.stated[0].year, self.stated[1].year)
        return self.statement.is_years and years == (first.year, last.year)


def stated_spans(case: VerifyCase) -> Iterator[SpanComparison]:
    """Each stated span or first or last day, with the known one that it agrees with, else the nearest."""
    every = known_spans(case)
    for statement in case.of("project_year", "project_period", "start", "end"):
        if statement.first is None or statement.last is None:
            continue
        known = [span for span in every if _is_about(statement, span)]
        pairs = [SpanComparison(statement, _days(statement, span), span) for span in known]
        if pairs:
            agreeing = [pair for pair in pairs if pair.holds]
            sources = tuple(dict.fromkeys(pair.known.source for pair in agreeing))
            nearest = max(pairs, key=lambda pair: _overlap(pair.stated, pair.known.days))
            best = agreeing[0] if agreeing else nearest
            yield SpanComparison(statement, best.stated, best.known, sources)


def _is_about(statement: Statement, span: KnownSpan) -> bool:
    if statement.kind == "project_year":
        return span.year is not None and statement.year in (None, span.year)
    return span.year is None or statement.kind == "project_period"


def _days(statement: Statement, span: KnownSpan) -> Days:
    """What a statement says of a span: both its ends, or one of them."""
    if statement.first is None or statement.last is None:
        raise ValueError("a statement of a span has its days")
    if statement.kind == "start":
        return statement.first, span.days[1]
    if statement.kind == "end":
        return span.days[0], statement.last
    return statement.first, statement.last


def _overlap(one: Days, other: Days) -> timedelta:
    return min(one[1], other[1]) - max(one[0], other[0])


def days_in_one_alone(one: Days, other: Days) -> list[Days]:
    """The days that lie inside one of two spans and outside the other, as spans."""
    day = timedelta(days=1)
    found = []
    for this, that in ((one, other), (other, one)):
        if this[0] < that[0]:
            found.append((this[0], min(this[1], that[0] - day)))
        if this[1] > that[1]:
            found.append((max(this[0], that[1] + day), this[1]))
    return sorted(set(found))


def spans_confirmed(case: VerifyCase) -> Iterator[Confirmation]:
    """Stated spans and days that headings or grantcalc.toml know."""
    for one in stated_spans(case):
        if one.holds:
            text = tr(
                "{first} - {last}: {sources}",
                first=shown_day(one.stated[0]),
                last=shown_day(one.stated[1]),
                sources=", ".join(one.all_agreeing),
            )
            yield Confirmation(text=text, at=one.statement.at)
