"""Family V, of time: the spans and numbers of years that a report states."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.registry import Fault, VerifyCase, verify_check
from grantcalc.checks.stated import quoted_words
from grantcalc.checks.stated_spans import (
    Days,
    SpanComparison,
    days_in_one_alone,
    known_spans,
    stated_spans,
)
from grantcalc.finding import Severity
from grantcalc.language import or_list, plural, sentence_list, shown_day, tr
from grantcalc.period import months_begun
from grantcalc.report.verification import Statement


@verify_check("V003", "project-year-given-in-two-ways", Severity.ERROR)
def given_in_two_ways(case: VerifyCase) -> Iterator[Fault]:
    """The report gives the project's year or time in two ways.

    A cost that is dated inside the one and outside the other is eligible or not depending on which of
    them the funder goes by. The award letter decides.

    Write the days of the award letter in all places: the sentences, the tables' headings and
    grantcalc.toml.
    """
    for one in stated_spans(case):
        if not one.holds:
            yield _differing_span(one)
    yield from _headings_apart(case)


def _differing_span(one: SpanComparison) -> Fault:
    return Fault(
        at=one.statement.at,
        message=_in_two_ways(one.stated, one.known.days, one.known.source),
        related=[one.known.at] if one.known.at else [],
        expected=_plain(one.known.days),
        actual=_plain(one.stated),
        quotes=quoted_words(one.statement),
    )


def _in_two_ways(stated: Days, known: Days, source: str) -> str:
    apart = [_shown(span) for span in days_in_one_alone(stated, known)]
    return tr(
        "the report says {stated}, but {source} say {known}: a cost dated {apart} is inside the "
        "one and outside the other",
        stated=_shown(stated),
        source=source,
        known=_shown(known),
        apart=or_list(apart),
    )


def _shown(days: Days) -> str:
    """A span as it is written: "2021-07-01 - 2022-06-30"; one day alone."""
    first, last = shown_day(days[0]), shown_day(days[1])
    return first if first == last else f"{first} - {last}"


def _plain(days: Days) -> str:
    return f"{days[0].isoformat()} - {days[1].isoformat()}"


def _headings_apart(case: VerifyCase) -> Iterator[Fault]:
    """The headings of the report's tables against the project's own years."""
    every = known_spans(case)
    of_tables = {table.at.sheet for table in case.tables}
    inside = [s for s in every if s.at and s.at.sheet in of_tables and s.at.file == case.at.file]
    outside = [s for s in every if s not in inside]
    for span in inside:
        others = [s for s in outside if s.year == span.year]
        if span.year is not None and others and not any(s.days == span.days for s in others):
            known = others[0]
            yield Fault(
                at=span.at or case.at,
                message=_in_two_ways(span.days, known.days, known.source),
                expected=_plain(known.days),
                actual=_plain(span.days),
            )


@verify_check("V006", "years-differ-from-time", Severity.WARNING)
def years_differ(case: VerifyCase) -> Iterator[Fault]:
    """The number of years that the report states does not fit the time that it states.

    An award for one year that is spent in two calendar years is in the accounts of both, and the
    funder may ask for the one that it was awarded in.

    Say in the report on which day the project began and ended, and in which accounting years its costs
    are.
    """
    for years in case.of("years"):
        for statement, days in _spans_of_project(case):
            fault = _years_fault(years, statement, days)
            if fault:
                yield fault
                break


def _spans_of_project(case: VerifyCase) -> Iterator[tuple[Statement | None, Days]]:
    """The project's time: as the sentences state it, else as it is known."""
    for statement in case.of("project_period"):
        if statement.first and statement.last:
            yield statement, (statement.first, statement.last)
    for span in known_spans(case):
        if span.year is None:
            yield None, span.days


def _years_fault(years: Statement, statement: Statement | None, days: Days) -> Fault | None:
    """What is wrong with a number of years and a span: of calendar years, or of days."""
    count = int(years.number or 0)
    first, last = days
    calendar = [str(year) for year in range(first.year, last.year + 1)]
    are_years = statement is not None and statement.is_years
    months = months_begun(first, last)
    if count == 0 or (len(calendar) == count if are_years else months == 12 * count):
        return None
    return Fault(
        at=years.at,
        message=plural(
            "the report says {count} year, but the time that it states is {span}",
            "the report says {count} years, but the time that it states is {span}",
            count,
            span=sentence_list(calendar) if are_years else _shown(days),
        ),
        expected=str(count),
        actual=sentence_list(calendar) if are_years else _plain(days),
        quotes=quoted_words(years, *([statement] if statement else [])),
    )
