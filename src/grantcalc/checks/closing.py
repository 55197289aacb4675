"""Family D: a project that is done, and its final report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grantcalc.checks.registry import ClosingCase, Fault, closing_check
from grantcalc.checks.rule_words import rule_said
from grantcalc.checks.wording import named_order, place_of_source
from grantcalc.finding import Place, Severity
from grantcalc.language import plural, quoted, sentence_list, shown_day, tr
from grantcalc.model import BudgetLine
from grantcalc.money import total
from grantcalc.report.funder import CalendarYear, ContributionClosing, MissingPart
from grantcalc.reporting.comparable import ComparableLines


@closing_check("D001", "open-commitment-at-closing", Severity.ERROR)
def open_commitment_at_closing(case: ClosingCase) -> Iterator[Fault]:
    """An order is not invoiced in full when the project is closed.

    What is delivered and not yet in the accounts is missing from the final accounts; what is never
    delivered holds on to money that must be paid back. Either way the closing shows a wrong rest.

    Get the invoice into the accounts, or cancel the order, and write what is invoiced into the list
    of orders.
    """
    for order in case.orders:
        if order.outstanding:
            its = order.commitment
            yield Fault(
                at=its.at,
                message=tr(
                    "{outstanding} of {order} is still open: the project cannot be closed with it",
                    outstanding=order.outstanding.grouped,
                    order=named_order(its),
                ),
                actual=order.outstanding,
            )


@closing_check("D002", "unspent-without-decision", Severity.WARNING)
def unspent_without_decision(case: ClosingCase) -> Iterator[Fault]:
    """A grant is not spent in full at the project's end, and nothing says what becomes of the rest.

    Funders want it back, unless they have agreed that it may be used later.

    Read the award letter or ask the funder, and write unspent = "repay" or "carry-over" under
    [report] in grantcalc.toml.
    """
    if not case.closing.is_over(case.as_of):
        return
    for grant in case.closing.grants:
        if grant.carried_over is None:
            yield Fault(
                at=place_of_source(case.budget, grant.source),
                message=tr(
                    "{unspent} of the {awarded} from {source} is not spent, and nothing says what "
                    "becomes of it.",
                    unspent=grant.unspent.grouped,
                    awarded=grant.awarded.grouped,
                    source=grant.source,
                ),
                advice=tr(
                    'Write unspent = "repay" or "carry-over" under [report] in grantcalc.toml.'
                ),
                expected=grant.awarded,
                actual=grant.spent,
                difference=grant.unspent,
            )


@closing_check("D003", "lines-not-comparable", Severity.WARNING)
def lines_not_comparable(case: ClosingCase) -> Iterator[Fault]:
    """A line of the accounts has no line of its own in the last approved budget, or the other way round.

    Funders compare the final accounts with what they approved, line by line. What stands on one side
    alone looks like money that was used for something else.

    Give the line the name that was approved, or explain the change to the funder and under
    [report.explanations] in grantcalc.toml.
    """
    currency = case.budget.currency
    for lines in case.lines:
        if lines.is_line_by_line or not any(x.sum(currency) for x in _both(lines)):
            continue
        yield Fault(
            at=(lines.current or lines.approved)[0].at,
            message=_how_they_differ(lines, currency),
            related=[line.at for line in _both(lines)[1:]],
        )


def _both(lines: ComparableLines) -> list[BudgetLine]:
    return [*lines.current, *lines.approved]


def _how_they_differ(lines: ComparableLines, currency: str) -> str:
    now, before = (
        sentence_list([quoted(line.label) for line in version]) if version else ""
        for version in (lines.current, lines.approved)
    )
    if not before:
        return tr("{line} is not in the last approved budget", line=now)
    if not now:
        return tr(
            "{line}, with {amount} in the last approved budget, is not in the budget any more",
            line=before,
            amount=_amount(lines.approved, currency),
        )
    return tr(
        "{before} of the last approved budget became {now}: they can be compared only together",
        before=before,
        now=now,
    )


def _amount(lines: tuple[BudgetLine, ...], currency: str) -> str:
    known = [amount for line in lines if (amount := line.sum(currency)) is not None]
    return total(known, currency).grouped


@closing_check("D004", "auditors-statement-missing", Severity.WARNING)
def auditors_statement_missing(case: ClosingCase) -> Iterator[Fault]:
    """The grant is as large as those whose accounts an auditor must confirm, and no statement is named.

    Without it funders send the report back. The funder's profile says from which amount on it is
    wanted, and where that is written; the award letter decides.

    Ask the auditor, and name the statement's file under [report] auditors_statement in
    grantcalc.toml.
    """
    for part in _missing(case, "auditors_statement"):
        yield _by_rule(case, "auditors_threshold", part)


@closing_check("D005", "report-too-late", Severity.WARNING)
def report_too_late(case: ClosingCase) -> Iterator[Fault]:
    """The final report was handed in after the funder's deadline, or is not handed in and it is past.

    Funders hold back the last instalment, or new grants, until they have it.

    Hand it in, or ask for more time; write the day under [report] handed_in in grantcalc.toml.
    """
    for part in _missing(case, "handed_in"):
        yield _by_rule(case, "final_report_deadline", part)
    handed_in, deadline = case.closing.handed_in, case.closing.deadline
    if handed_in and deadline and case.closing.is_late:
        late = Fault(
            at=case.settings,
            message=plural(
                "The report was handed in on {day}, {count} day after the deadline ({deadline}).",
                "The report was handed in on {day}, {count} days after the deadline ({deadline}).",
                (handed_in - deadline).days,
                day=shown_day(handed_in),
                deadline=shown_day(deadline),
            ),
            expected=deadline.isoformat(),
            actual=handed_in.isoformat(),
        )
        yield _by_rule(case, "final_report_deadline", late)


def _by_rule(case: ClosingCase, name: str, fault: Fault) -> Fault:
    """A fault by a funder's rule, which it quotes: no mere note, now that the project is done."""
    rule = case.rules.rule(name)
    if rule is None:
        return fault
    severity = min(rule.weight, Severity.WARNING, key=lambda one: one.rank)
    message = f"{fault.message} {rule_said(case.rules, rule)}"
    return replace(fault, message=message, severity=severity)


@closing_check("D006", "own-contribution-short", Severity.WARNING)
def own_contribution_short(case: ClosingCase) -> Iterator[Fault]:
    """Less came from a source beside the grants than the budget promised, in work or in money.

    Many funders pay a share of the project, and cut their grant where the others' part is smaller.

    Check that all hours and payments are recorded. If they are, tell the funder.
    """
    if not case.closing.is_over(case.as_of):
        return
    for source in case.closing.contributions:
        if source.short and source.promised is not None and source.delivered is not None:
            yield Fault(
                at=_first_of(case, source),
                message=tr(
                    "{source} promised {promised}, and {delivered} came: {short} is missing",
                    source=quoted(source.source),
                    promised=source.promised.grouped,
                    delivered=source.delivered.grouped,
                    short=source.short.grouped,
                ),
                expected=source.promised,
                actual=source.delivered,
                difference=source.delivered - source.promised,
            )


def _first_of(case: ClosingCase, source: ContributionClosing) -> Place:
    """The source's income line; contributors who are not told apart are named together."""
    return place_of_source(case.budget, source.source.split(" + ")[0])


@closing_check("D007", "closing-part-missing", Severity.WARNING)
def closing_part_missing(case: ClosingCase) -> Iterator[Fault]:
    """Something that a final report needs is not there: dates, hours or the accounts.

    The funder cannot see from the report alone that its figures are right.

    The finding says what is missing, and where to name it in grantcalc.toml.
    """
    yield from _missing(case, "dates", "hours", "accounts")


def _missing(case: ClosingCase, *what: str) -> Iterator[Fault]:
    for part in case.closing.missing:
        if part.what in what:
            yield _of_missing(case, part)


def _of_missing(case: ClosingCase, part: MissingPart) -> Fault:
    return Fault(at=case.settings, message=part.text, advice=part.to_do)


@closing_check("D008", "several-calendar-years", Severity.INFO)
def several_calendar_years(case: ClosingCase) -> Iterator[Fault]:
    """The project lies in more calendar years than it has project years.

    Accounts are closed and audited by calendar year, grants are awarded by project year. A one-year
    grant with costs in two calendar years looks like a mistake to whoever sees only one of them.

    Tell the funder and the auditor what was spent in which calendar year; the final report does.
    """
    years = case.closing.calendar_years
    if len(years) > len(case.budget.periods):
        yield Fault(
            at=case.budget.period_places[0],
            message=plural(
                "the project has {count} project year and lies in several calendar years; spent: {years}",
                "the project has {count} project years and lies in more calendar years; spent: {years}",
                len(case.budget.periods),
                years=sentence_list([_in_year(year) for year in years]),
            ),
        )


def _in_year(year: CalendarYear) -> str:
    return tr("{amount} in {year}", amount=year.spent.grouped, year=year.year)


@closing_check("D009", "closed-before-the-end", Severity.WARNING)
def closed_before_the_end(case: ClosingCase) -> Iterator[Fault]:
    """The final report is as of a day before the project's end.

    Costs of the last days are missing from it, and what is left is not yet what will be left.

    Make the final report as of the project's last day, or a later one. If the project ended earlier than
    planned, write its last day under [project] end in grantcalc.toml.
    """
    end = case.closing.end
    if end and not case.closing.is_over(case.as_of):
        yield Fault(
            at=case.settings,
            message=tr(
                "The figures are as of {day}, and the project ends on {end}: the final accounts are "
                "not known yet.",
                day=shown_day(case.as_of),
                end=shown_day(end),
            ),
            expected=end.isoformat(),
            actual=case.as_of.isoformat(),
        )
