"""Family E: how long a project lasts, which years its accounts go by, and when its report is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from grantcalc.checks.registry import BudgetCase, Fault, budget_check
from grantcalc.checks.rule_words import by_rule
from grantcalc.finding import Severity
from grantcalc.funders_rules import DeadlineRule, PeriodsRule
from grantcalc.language import plural, shown_day, tr
from grantcalc.period import months_begun
from grantcalc.rules_in_force import project_end
from grantcalc.spending.years import by_project_year


@budget_check("E006", "project-too-long", Severity.WARNING)
def project_too_long(case: BudgetCase) -> Iterator[Fault]:
    """The project lasts longer than the funder's programme allows.

    Costs after the longest time are not paid.

    Shorten the project, or ask the funder for an exception before it begins.
    """
    rule = case.rules.rule("project_months_max")
    start, end = case.rules.start, project_end(case.config, case.budget)
    if rule is None or start is None or end is None:
        return
    months = months_begun(start, end)
    if months > rule.value:
        fault = Fault(
            at=case.budget.period_places[-1],
            message=tr(
                "the project lasts {months} months, {start} to {end}: {excess} more than the {most} that "
                "the funder allows",
                months=months,
                start=shown_day(start),
                end=shown_day(end),
                most=rule.value,
                excess=months - rule.value,
            ),
            expected=str(rule.value),
            actual=str(months),
        )
        yield by_rule(case.rules, rule, fault)


@budget_check("E014", "years-differ-from-the-funders", Severity.WARNING)
def years_differ_from_the_funders(case: BudgetCase) -> Iterator[Fault]:
    """The project's years are not those that the funder goes by.

    A funder that goes by calendar years wants budget and accounts split at the turn of the year; one
    that goes by project years awards for at most twelve months at a time.

    Divide the budget's columns accordingly, or declare [[project.years]] in grantcalc.toml.
    """
    rule = case.rules.rule("periods")
    if not isinstance(rule, PeriodsRule):
        return
    years = by_project_year(case.budget, case.config)
    for i, year in enumerate(years.periods):
        if year.start is None or year.end is None:
            continue
        values = {"start": shown_day(year.start), "end": shown_day(year.end)}
        if rule.value == "calendar-years" and year.start.year != year.end.year:
            message = tr(
                "{start} to {end} lies in more than one calendar year, and the funder goes by calendar "
                "years",
                **values,
            )
        elif rule.value == "project-years" and months_begun(year.start, year.end) > 12:
            message = tr(
                "{start} to {end} is {months} months, and the funder goes by project years of twelve",
                months=months_begun(year.start, year.end),
                **values,
            )
        else:
            continue
        yield by_rule(case.rules, rule, Fault(at=years.period_places[i], message=message))


@budget_check("E012", "final-report-due", Severity.INFO)
def final_report_due(case: BudgetCase) -> Iterator[Fault]:
    """When the final report must be with the funder.

    A report that comes late can cost the last instalment.

    Note the day. Where the award letter gives another one, the award letter decides.
    """
    rule = case.rules.rule("final_report_deadline")
    end = project_end(case.config, case.budget)
    if not isinstance(rule, DeadlineRule) or end is None:
        return
    fault = Fault(
        at=case.budget.period_places[-1],
        message=_due(rule, end),
        expected=rule.due(end).isoformat(),
    )
    yield by_rule(case.rules, rule, fault)


def _due(rule: DeadlineRule, end: date) -> str:
    values = {"day": shown_day(rule.due(end)), "end": shown_day(end)}
    if rule.base == "months":
        return plural(
            "the final report is due by {day}, {count} month after {end}",
            "the final report is due by {day}, {count} months after {end}",
            rule.value,
            **values,
        )
    return plural(
        "the final report is due by {day}, {count} day after {end}",
        "the final report is due by {day}, {count} days after {end}",
        rule.value,
        **values,
    )
