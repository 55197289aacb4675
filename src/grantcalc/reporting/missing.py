"""What a final report needs and a project does not have: what, and what to do about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from grantcalc.language import shown_day, tr
from grantcalc.model import AwardStatus
from grantcalc.money import Money, total
from grantcalc.report.funder import GrantClosing, MissingPart
from grantcalc.spending.account import Spending
from grantcalc.spending.contribution import in_kind_sources
from grantcalc.words import Words


def missing_parts(
    spending: Spending,
    *,
    files: frozenset[str],
    audited: Mapping[str, Money],
    threshold: Money | None,
    deadline: date | None,
) -> Iterator[MissingPart]:
    """What is missing of a final report, in the order in which it is to be mended.

    `files` are those of the files named under [report] that exist. `audited` are the grants that need an
    auditor's statement, which are those of the `threshold` or more.
    """
    yield from _award(spending)
    yield from _dates(spending)
    yield from _hours(spending)
    yield from _accounts(spending, files)
    yield from _auditors_statement(spending, files, audited, threshold)
    yield from _handed_in(spending, deadline)


def _award(spending: Spending) -> Iterator[MissingPart]:
    if any(grant.status is not AwardStatus.BUDGETED for grant in spending.grants()):
        return
    yield MissingPart(
        what="award",
        text=tr("No award is declared: what the budget counts on was taken for it."),
        to_do=tr("Write the award under [[awards]] in grantcalc.toml, as the award letter has it."),
    )


def _dates(spending: Spending) -> Iterator[MissingPart]:
    declared = spending.config.project
    if (declared.start and declared.end) or all(p.start for p in spending.budget.periods):
        return
    yield MissingPart(
        what="dates",
        text=tr("Nothing says when the project began and ended."),
        to_do=tr("Write start and end under [project] in grantcalc.toml."),
    )


def _hours(spending: Spending) -> Iterator[MissingPart]:
    promised = [
        line for line in in_kind_sources(spending.budget) if line.sum(spending.budget.currency)
    ]
    if spending.work is not None or not promised:
        return
    amount = total(
        (line.sum(spending.budget.currency) or _nothing(spending) for line in promised),
        spending.budget.currency,
    )
    yield MissingPart(
        what="hours",
        text=tr(
            "Own work of {amount} is promised, and no timesheet shows what was delivered.",
            amount=amount.grouped,
        ),
        to_do=tr("Name the timesheet under [files] hours in grantcalc.toml."),
    )


def _nothing(spending: Spending) -> Money:
    return Money.zero(spending.budget.currency)


def _accounts(spending: Spending, files: frozenset[str]) -> Iterator[MissingPart]:
    name = spending.config.report.accounts
    if name in files:
        return
    yield MissingPart(
        what="accounts",
        text=tr("There is no file {name}, which is to hold the accounts.", name=name)
        if name
        else tr("The accounts that go with the report are not there."),
        to_do=tr("Name their file under [report] accounts in grantcalc.toml."),
    )


def _auditors_statement(
    spending: Spending,
    files: frozenset[str],
    audited: Mapping[str, Money],
    threshold: Money | None,
) -> Iterator[MissingPart]:
    name = spending.config.report.auditors_statement
    if threshold is None or name in files:
        return
    for source, amount in audited.items():
        yield MissingPart(
            what="auditors_statement",
            text=tr(
                "The grant of {amount} from {source} needs an auditor's statement, as every grant "
                "of {threshold} or more.",
                amount=amount.grouped,
                source=source,
                threshold=threshold.grouped,
            ),
            to_do=tr(
                "There is no file {name}; correct [report] auditors_statement in grantcalc.toml.",
                name=name,
            )
            if name
            else tr("Name its file under [report] auditors_statement in grantcalc.toml."),
        )


def audited_grants(
    spending: Spending, grants: Sequence[GrantClosing], threshold: Money | None
) -> dict[str, Money]:
    """The funder's grants, each over all project years, that are at the threshold or above."""
    awarded: dict[str, Money] = defaultdict(lambda: _nothing(spending))
    for grant in _of_the_funder(spending, grants):
        awarded[grant.source] += grant.awarded
    return {
        source: amount
        for source, amount in awarded.items()
        if threshold is not None and amount >= threshold
    }


def _of_the_funder(spending: Spending, grants: Sequence[GrantClosing]) -> list[GrantClosing]:
    """The grants of the funder whose rules hold, by its names; all of them where none has one."""
    names = spending.rules.profile.funder_names
    words = Words(names) if names else None
    return [grant for grant in grants if words and words.fits(grant.source)] or list(grants)


def _handed_in(spending: Spending, deadline: date | None) -> Iterator[MissingPart]:
    if deadline is None or spending.config.report.handed_in or spending.as_of <= deadline:
        return
    yield MissingPart(
        what="handed_in",
        text=tr("The report was to be handed in by {day}.", day=shown_day(deadline)),
        to_do=tr(
            "Hand it in, and write the day under [report] handed_in in grantcalc.toml; if the funder "
            "has given more time, keep the letter that says so."
        ),
    )
