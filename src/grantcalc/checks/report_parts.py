"""Family V, of what a report leaves out: figures, days, accounts, hours, an auditor's statement."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from grantcalc.checks.known_figures import known_of_accounts, known_of_tables
from grantcalc.checks.registry import Fault, VerifyCase, verify_check
from grantcalc.checks.stated import quoted_words
from grantcalc.finding import Severity
from grantcalc.language import shown_number, tr
from grantcalc.money import Money
from grantcalc.report.verification import Statement


@verify_check("V007", "report-leaves-out", Severity.WARNING)
def left_out(case: VerifyCase) -> Iterator[Fault]:
    """Something is missing in the report without which its figures cannot be verified.

    The funder cannot see from the report whether the money was spent as it was awarded, and will ask.

    Write it into the report: what was awarded, spent and is left, as of which day, from which day to
    which the project went, and (in a final report) what was contributed of its own.
    """
    if not case.of("awarded"):
        yield _missing(case, tr("the report does not say what was awarded"))
    yield from _accounts_missing(case)
    if not _has_days(case):
        message = tr("the report does not say on which days the project began and ended")
        spans = case.of("project_period", "years")
        yield _missing(case, message, *spans[:1])
    if case.kind == "final" and not _has_own_contribution(case):
        message = tr("the report does not say what was contributed of its own")
        yield _missing(case, message)
    daily = [s for s in case.of("spent", "remaining") if s.as_of is None]
    if daily and case.default_day is None:
        message = tr("the report does not say as of which day its figures are")
        yield _missing(case, message, *daily[:1])


def _missing(case: VerifyCase, message: str, *quoted: Statement) -> Fault:
    at = quoted[0].at if quoted else case.at
    return Fault(at=at, message=message, quotes=quoted_words(*quoted))


def _accounts_missing(case: VerifyCase) -> Iterator[Fault]:
    """What was spent and what is left, where the report says neither."""
    if case.of("spent", "remaining") or any(s.kind == "spent" for s in case.statements):
        return
    quote = case.mentions.get("accounts")
    message = (
        tr(
            "the report does not say what was spent and what is left; its accounts are said to be "
            "attached, and cannot be verified from the report"
        )
        if quote
        else tr("the report does not say what was spent and what is left")
    )
    yield Fault(at=case.at, message=message, quotes=[quote] if quote else [])


def _has_days(case: VerifyCase) -> bool:
    """Whether the report gives first and last days, in a sentence or in the headings of a table."""
    if case.of("project_year") or (case.of("start") and case.of("end")):
        return True
    if any(period.start for table in case.tables for period in table.budget.periods):
        return True
    return any(not s.is_years for s in case.of("project_period"))


def _has_own_contribution(case: VerifyCase) -> bool:
    asked = next(iter(case.statements), None)
    if case.of("own_contribution", "hours"):
        return True
    if asked is None:
        return False
    return bool(known_of_tables(case, asked.model_copy(update={"kind": "own_contribution"})))


@verify_check("V009", "own-work-without-rate", Severity.INFO)
def own_work_without_rate(case: VerifyCase) -> Iterator[Fault]:
    """The report gives the hours of its own work, and no rate an hour that makes money of them.

    The funder cannot see from the report what the hours are worth, and whether they are what the budget
    promises.

    Say how many hours were worked, at which rate, and what that comes to.
    """
    hours = [s for s in case.of("hours") if s.is_monthly]
    if not hours or case.of("rate"):
        return
    stated = hours[0]
    persons = next(
        (s for s in case.of("persons") if s.quote.sentence == stated.quote.sentence), None
    )
    worth = _promised(case, stated)
    if persons is None or worth is None or not stated.number:
        yield Fault(
            at=stated.at,
            message=tr("the report gives hours of own work and no rate an hour"),
            quotes=quoted_words(stated),
        )
        return
    low = Decimal(persons.number or 0) * stated.number * 12
    high = Decimal(persons.number or 0) * (stated.to or stated.number) * 12
    yield Fault(
        at=stated.at,
        message=tr(
            "the report gives no rate: {low}-{high} hours a year make {worth} only at "
            "{least}-{most} an hour",
            low=_whole(low),
            high=_whole(high),
            worth=worth.grouped,
            least=_whole(worth.amount / high),
            most=_whole(worth.amount / low),
        ),
        quotes=quoted_words(stated),
    )


def _promised(case: VerifyCase, stated: Statement) -> Money | None:
    """What is promised in own work for one project year."""
    asked = stated.model_copy(update={"kind": "own_contribution", "year": None})
    known = [*known_of_tables(case, asked), *known_of_accounts(case, asked)]
    in_year = [one.amount for one in known if one.year == 1]
    return next(iter([*in_year, *(one.amount for one in known)]), None)


def _whole(number: Decimal) -> str:
    return shown_number(f"{number.quantize(Decimal(1))}")


@verify_check("V010", "no-auditors-statement", Severity.INFO)
def no_auditors_statement(case: VerifyCase) -> Iterator[Fault]:
    """A final report says nothing of an auditor's statement.

    Many funders want one for awards above a threshold. Where the project's profile knows it, this is a
    warning for an award that reaches it, and is not said of a smaller one.

    Look up the threshold in the award letter; if the award reaches it, send the statement with the
    report, and say so in it.
    """
    if case.kind != "final" or "auditor" in case.mentions:
        return
    awarded = next((s for s in case.of("awarded")), None)
    at, quotes = (awarded.at, quoted_words(awarded)) if awarded else (case.at, [])
    threshold, amount = case.auditors_threshold, awarded.amount if awarded else None
    if threshold is None or amount is None:
        message = tr("the final report says nothing of an auditor's statement")
        yield Fault(at=at, message=message, quotes=quotes)
    elif amount >= threshold:
        message = tr(
            "the final report says nothing of an auditor's statement, which the funder wants for an "
            "award of {threshold} or more; this one is {amount}",
            threshold=threshold.grouped,
            amount=amount.grouped,
        )
        yield Fault(at=at, message=message, quotes=quotes, severity=Severity.WARNING)
