"""Family L: ledger entries and hours that cannot be used, or belong nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.registry import Fault, LedgerCase, ledger_check
from grantcalc.checks.wording import MOST_RELATED
from grantcalc.finding import Place, Severity
from grantcalc.judging.outcomes import Outcome
from grantcalc.language import plural, shown_number, tr
from grantcalc.money import Money, total


@ledger_check("L001", "unreadable-entry", Severity.ERROR)
def unreadable_entry(case: LedgerCase) -> Iterator[Fault]:
    """A row of the ledger holds an amount or a date but cannot be used as an entry.

    Its money is missing from what was spent, so remaining is too high (or too low).

    Correct the cell in the ledger, or export the ledger again.
    """
    for row in case.summary.rejected:
        yield Fault(
            at=row.at,
            message=tr(
                "the entry cannot be used: {reason} ({raw})", reason=row.reason, raw=row.raw
            ),
            actual=row.raw,
        )


@ledger_check("L002", "entry-outside-project", Severity.ERROR)
def entry_outside_project(case: LedgerCase) -> Iterator[Fault]:
    """Entries are dated outside every project year.

    A cost outside the period that the funder has agreed to is not eligible: it is not counted as
    spent, and must be moved to another account or agreed with the funder.

    Check the dates of the vouchers, and the project's dates in the budget and in the award letter.
    """
    for outcome in Outcome:
        count = case.summary.count(outcome)
        if outcome.is_outside_project and count:
            places = [case.summary.place(entry) for entry in case.summary.listed[outcome]]
            amount = case.summary.sum(outcome=outcome)
            yield Fault(
                at=places[0],
                related=places[1:MOST_RELATED],
                message=_outside(outcome, count, amount),
                actual=amount,
            )


def _outside(outcome: Outcome, count: int, amount: Money) -> str:
    if outcome is Outcome.BEFORE_PROJECT:
        return plural(
            "{count} entry of {amount} in all is dated before the first project year and was not "
            "counted as spent",
            "{count} entries of {amount} in all are dated before the first project year and were not "
            "counted as spent",
            count,
            amount=amount.grouped,
        )
    if outcome is Outcome.AFTER_PROJECT:
        return plural(
            "{count} entry of {amount} in all is dated after the last project year and was not "
            "counted as spent",
            "{count} entries of {amount} in all are dated after the last project year and were not "
            "counted as spent",
            count,
            amount=amount.grouped,
        )
    return plural(
        "{count} entry of {amount} in all is dated between two project years and was not counted as "
        "spent",
        "{count} entries of {amount} in all are dated between two project years and were not counted "
        "as spent",
        count,
        amount=amount.grouped,
    )


@ledger_check("L003", "entry-without-budget-line", Severity.WARNING)
def entry_without_budget_line(case: LedgerCase) -> Iterator[Fault]:
    """Entries belong to no budget line.

    They count as spent, but on no line, so the lines show more left than there is.

    Add rules to grantcalc.toml, for example: [[mapping]] line = "Travel", accounts = ["1160-1179"].
    Where a column of the ledger names the budget line ([ledger] line), write it as the budget has it.
    """
    groups = [g for g in case.summary.groups if g.outcome is Outcome.INCLUDED and g.line is None]
    if groups:
        places = [case.summary.place(entry) for entry in case.summary.unmapped]
        amount = total((g.amount for g in groups), case.budget.currency)
        count = sum(g.entries for g in groups)
        message = _on_no_line(case, count, amount.grouped)
        yield Fault(
            at=places[0],
            related=places[1:MOST_RELATED],
            message=message,
            actual=amount,
        )


def _on_no_line(case: LedgerCase, count: int, amount: str) -> str:
    """Why entries belong to no budget line: by what the project declares."""
    if column := case.config.ledger.line:
        return plural(
            '{count} entry of {amount} in all names no line of the budget in the column "{column}"; it was '
            "counted as spent, on no budget line",
            '{count} entries of {amount} in all name no line of the budget in the column "{column}"; they '
            "were counted as spent, on no budget line",
            count,
            amount=amount,
            column=column,
        )
    if case.config.mapping:
        return plural(
            "{count} entry of {amount} in all fits no [[mapping]] rule; it was counted as spent, on "
            "no budget line",
            "{count} entries of {amount} in all fit no [[mapping]] rule; they were counted as spent, "
            "on no budget line",
            count,
            amount=amount,
        )
    return plural(
        "{count} entry of {amount} in all has no [[mapping]] rules to go by; it was counted as "
        "spent, on no budget line",
        "{count} entries of {amount} in all have no [[mapping]] rules to go by; they were counted "
        "as spent, on no budget line",
        count,
        amount=amount,
    )


@ledger_check("L004", "unreadable-hours", Severity.ERROR)
def unreadable_hours(case: LedgerCase) -> Iterator[Fault]:
    """A row of the timesheet holds hours but cannot be used.

    Its work is missing from the own contribution that was delivered.

    Fill in the date, the hours or the rate that is missing.
    """
    for row in case.rejected_work:
        yield Fault(
            at=row.at,
            message=tr(
                "the hours cannot be used: {reason} ({raw})", reason=row.reason, raw=row.raw
            ),
            actual=row.raw,
        )


@ledger_check("L005", "hours-outside-project", Severity.WARNING)
def hours_outside_project(case: LedgerCase) -> Iterator[Fault]:
    """Hours are dated outside every project year.

    Work outside the project's period does not count as own contribution.

    Check the dates in the timesheet.
    """
    if not all(period.start for period in case.budget.periods):
        return
    outside = [w for w in case.work if not any(p.contains(w.day) for p in case.budget.periods)]
    if outside:
        places: list[Place] = [entry.at for entry in outside]
        hours = sum(entry.hours for entry in outside)
        yield Fault(
            at=places[0],
            related=places[1:MOST_RELATED],
            message=plural(
                "{count} row with {hours} hours is dated outside the project years and was not counted",
                "{count} rows with {hours} hours are dated outside the project years and were not counted",
                len(outside),
                hours=shown_number(f"{hours:f}"),
            ),
        )


@ledger_check("L027", "ledger-without-entries", Severity.WARNING)
def ledger_without_entries(case: LedgerCase) -> Iterator[Fault]:
    """The ledger has headings and no entries.

    Nothing counts as spent, which is right only where nothing has been.

    Export the ledger again, for the project's dates and accounts.
    """
    if not case.summary.entries and not case.summary.rejected:
        first = case.summary.sources[0]
        yield Fault(
            at=Place(file=first.file, sheet=first.sheet),
            message=tr(
                "the ledger names its columns and holds no entries; nothing was counted as spent"
            ),
        )


@ledger_check("A003", "award-not-declared", Severity.INFO)
def award_not_declared(case: LedgerCase) -> Iterator[Fault]:
    """No award is declared, so the budget's own figures were taken for the grant.

    A budget shows what is hoped for. What is left depends on what was awarded, and only the award
    letter says so.

    Declare the award in grantcalc.toml: [[awards]] source = "...", year = 1, amount = 700000,
    status = "awarded".
    """
    if not case.config.awards:
        yield Fault(
            at=case.budget.period_places[0],
            message=tr(
                "no award is declared in grantcalc.toml; the grant's amounts were taken from the budget, "
                "as if all of it had been awarded"
            ),
        )
