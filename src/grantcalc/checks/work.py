"""Family W: own contribution in work, its caps and its contributors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from grantcalc.checks.registry import Fault, GrantCase, LedgerCase, grant_check, ledger_check
from grantcalc.checks.rule_words import by_rule
from grantcalc.finding import Severity
from grantcalc.language import plural, quoted, shown_number, tr
from grantcalc.model import Side, WorkEntry
from grantcalc.money import shown_percent
from grantcalc.spending.contribution import (
    NOT_NAMED,
    Counted,
    are_told_apart,
    contributor,
    counted,
    in_kind_sources,
)

_MOST_RELATED = 20


@ledger_check("W001", "rate-above-cap", Severity.ERROR)
def rate_above_cap(case: LedgerCase) -> Iterator[Fault]:
    """An hourly rate is above what the funder accepts.

    The funder cuts the rate, and the own contribution with it. What is above the cap is not counted
    as delivered.

    Correct the rate in the timesheet, or [in_kind] max_rate in grantcalc.toml if the cap is wrong.
    """
    cap = case.config.in_kind.max_rate
    above: dict[tuple[str, str], list[WorkEntry]] = defaultdict(list)
    for entry in case.work:
        if cap is not None and entry.rate > cap:
            above[entry.person or entry.role, f"{entry.rate:f}"].append(entry)
    for (who, rate), entries in above.items():
        fault = Fault(
            at=entries[0].rate_at,
            related=[entry.rate_at for entry in entries[1:_MOST_RELATED]],
            message=_rate_above_cap(who, rate, f"{cap:f}", len(entries)),
            expected=f"{cap:f}",
            actual=rate,
        )
        rule = case.rules.rule("hourly_rate_max")
        yield by_rule(case.rules, rule, fault) if rule else fault


def _rate_above_cap(who: str, rate: str, cap: str, rows: int) -> str:
    rates = {"rate": shown_number(rate), "cap": shown_number(cap)}
    if who:
        return plural(
            "the hourly rate of {who} is {rate}, above the cap of {cap}; what is above it was not counted",
            "the hourly rate of {who} is {rate} in {count} rows, above the cap of {cap}; what is above it "
            "was not counted",
            rows,
            who=who,
            **rates,
        )
    return plural(
        "the hourly rate is {rate}, above the cap of {cap}; what is above it was not counted",
        "the hourly rate is {rate} in {count} rows, above the cap of {cap}; what is above it was not "
        "counted",
        rows,
        **rates,
    )


@ledger_check("W002", "hours-above-yearly-cap", Severity.ERROR)
def hours_above_yearly_cap(case: LedgerCase) -> Iterator[Fault]:
    """A person has more hours in a calendar year than the funder accepts.

    Hours above the cap are cut. They are not counted as delivered, the latest first.

    Check the person's hours in the timesheet, or [in_kind] max_hours_a_year in grantcalc.toml.
    """
    caps = case.config.in_kind
    if caps.max_hours_a_year is None:
        return
    found: dict[tuple[str, int], list[Counted]] = defaultdict(list)
    for one in counted(case.work, case.budget, caps):
        found[one.entry.person_and_year].append(one)
    for (_, year), rows in found.items():
        above = [one for one in rows if one.hours_above]
        if above:
            hours = sum(one.entry.hours for one in rows)
            fault = Fault(
                at=above[0].entry.at,
                related=[one.entry.at for one in above[1:_MOST_RELATED]],
                message=tr(
                    "{person} has {hours} hours in {year}, above the cap of {cap}; from here on they were "
                    "not counted",
                    person=above[0].entry.person,
                    hours=shown_number(f"{hours:f}"),
                    year=year,
                    cap=shown_number(f"{caps.max_hours_a_year:f}"),
                ),
                expected=f"{caps.max_hours_a_year:f}",
                actual=f"{hours:f}",
            )
            rule = case.rules.rule("hours_a_year_max")
            yield by_rule(case.rules, rule, fault) if rule else fault


@ledger_check("W003", "contributor-not-in-budget", Severity.ERROR)
def contributor_not_in_budget(case: LedgerCase) -> Iterator[Fault]:
    """Hours name a contributor that the budget has no income line in kind for, or none at all.

    Their work counts towards nobody's promise.

    Write the contributor in the timesheet as the budget's income line does.
    """
    if not are_told_apart(case.work, case.budget):
        return
    unknown: dict[str, list[WorkEntry]] = defaultdict(list)
    for entry in case.work:
        if contributor(entry, case.budget) is None:
            unknown[entry.source].append(entry)
    named = ", ".join(quoted(line.label) for line in in_kind_sources(case.budget))
    for source, entries in unknown.items():
        hours = sum(entry.hours for entry in entries)
        who = quoted(source) if source else tr(NOT_NAMED)
        yield Fault(
            at=entries[0].at,
            related=[entry.at for entry in entries[1:_MOST_RELATED]],
            message=tr(
                "{hours} hours are from {who}; the budget's contributors in kind are {contributors}",
                hours=shown_number(f"{hours:f}"),
                who=who,
                contributors=named,
            ),
            actual=source,
        )


@ledger_check("W004", "contributors-not-told-apart", Severity.INFO)
def contributors_not_told_apart(case: LedgerCase) -> Iterator[Fault]:
    """Several contribute in kind, and the timesheet does not say whose hours are whose.

    Promise and delivery are then only compared for all of them together.

    Add a column to the timesheet (Kilde, Bidragsyter, Contributor) with the label of the budget's
    income line.
    """
    lines = in_kind_sources(case.budget)
    if case.work and len(lines) > 1 and not are_told_apart(case.work, case.budget):
        named = ", ".join(quoted(line.label) for line in lines)
        yield Fault(
            at=case.work[0].at,
            message=tr(
                "the timesheet does not tell whose the hours are; {contributors} are reported together",
                contributors=named,
            ),
        )


@ledger_check("W005", "hours-without-person", Severity.WARNING)
def hours_without_person(case: LedgerCase) -> Iterator[Fault]:
    """A yearly cap of hours is declared, and hours name no person.

    A cap for each person cannot be held against hours of nobody: they were counted in full.

    Fill in the timesheet's column of persons (Navn, Ansatt, Person, Name).
    """
    if case.config.in_kind.max_hours_a_year is None:
        return
    nobody = [entry for entry in case.work if not entry.person]
    if nobody:
        hours = sum(entry.hours for entry in nobody)
        yield Fault(
            at=nobody[0].at,
            related=[entry.at for entry in nobody[1:_MOST_RELATED]],
            message=tr(
                "{hours} hours name no person, so the yearly cap of {cap} hours could not be held against "
                "them",
                hours=shown_number(f"{hours:f}"),
                cap=shown_number(f"{case.config.in_kind.max_hours_a_year:f}"),
            ),
        )


@grant_check("W006", "own-contribution-behind", Severity.INFO)
def own_contribution_behind(case: GrantCase) -> Iterator[Fault]:
    """Less of the promised work is delivered than of the time is gone.

    Funders pay in proportion to the own contribution: what is missing at the end may have to be paid
    back.

    Plan the hours that are left, and see that all hours worked are in the timesheet.
    """
    for own in case.own_contribution:
        gone = case.budget.periods[own.period].elapsed_share(case.as_of)
        if own.delivered is None or not own.budgeted or gone is None:
            continue
        done = own.delivered.share_of(own.budgeted)
        band = Fraction(case.config.tolerances.pace or 0)
        if done is not None and done < gone - band:
            line = case.budget.line_named(own.source, Side.INCOME)
            lines = in_kind_sources(case.budget)
            at = case.budget.lines[line] if line is not None else lines[0]
            yield Fault(
                at=at.amounts[own.period].at,
                message=tr(
                    "{source}: {delivered} of {budgeted} is delivered ({done}) and {gone} of {period} is "
                    "gone",
                    source=own.source,
                    delivered=own.delivered.grouped,
                    budgeted=own.budgeted.grouped,
                    done=shown_percent(done),
                    gone=shown_percent(gone),
                    period=case.budget.periods[own.period].label,
                ),
                expected=own.budgeted,
                actual=own.delivered,
                difference=own.delivered - own.budgeted,
            )
