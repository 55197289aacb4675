"""Which rules a report was made by: what grantcalc.toml declares, and what holds without it."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.config import LedgerTable, MappingRule
from grantcalc.report import AppliedRule
from grantcalc.spending import Spending


def applied_rules(spending: Spending) -> Iterator[AppliedRule]:
    """Every rule that decided what counts and where, with the entries that it decided about."""
    ledger = spending.config.ledger
    yield AppliedRule(
        kind="date",
        text=f"entries count by their {ledger.date} date, up to and with {spending.as_of}",
    )
    for i, period in enumerate(spending.budget.periods, start=1):
        dates = f": {period.start} to {period.end}" if period.start else ", without dates"
        yield AppliedRule(kind="other", text=f'project year {i} is "{period.label}"{dates}')
    yield from _selection(ledger)
    yield from _mapping(spending)
    yield from _money(spending)


def _selection(ledger: LedgerTable) -> Iterator[AppliedRule]:
    """What [ledger] says of which entries are the project's, and which are no spend."""
    if not ledger.project and not ledger.accounts:
        yield AppliedRule(kind="selection", text="every entry of the ledger is the project's")
    for name, values in ledger.project.items():
        yield AppliedRule(
            kind="selection", text=f"the project's entries: {name} is {_one_of(values)}"
        )
    if ledger.accounts:
        accounts = _one_of(ledger.accounts)
        yield AppliedRule(kind="selection", text=f"the project's entries: account {accounts}")
    if ledger.chart:
        yield AppliedRule(kind="chart", text=f"chart of accounts: {ledger.chart}")
    for what in ("balance", "income", "transfer", "vat", "in_kind"):
        if accounts_of := getattr(ledger, f"{what}_accounts"):
            yield AppliedRule(kind="chart", text=f"{what} accounts: {_one_of(accounts_of)}")


def _mapping(spending: Spending) -> Iterator[AppliedRule]:
    for number, rule in enumerate(spending.config.mapping, start=1):
        use = next((use for use in spending.ledger.rules if use.rule is rule), None)
        where = f'"{rule.line}"' if rule.line else f"left out ({rule.leave_out})"
        unused = "" if use else ": not followed, for the budget has no such line"
        yield AppliedRule(
            kind="mapping" if rule.line else "leave_out",
            text=f"[[mapping]] no. {number}: {_conditions(rule)} -> {where}{unused}",
            entries=use.entries if use else None,
            amount=use.amount if use else None,
        )


def _conditions(rule: MappingRule) -> str:
    parts = []
    if rule.accounts:
        parts.append(f"account {_one_of(rule.accounts)}")
    if rule.text:
        parts.append(f"text with {_one_of(rule.text)}")
    if rule.supplier:
        parts.append(f"supplier with {_one_of(rule.supplier)}")
    parts += [f"{name} {_one_of(values)}" for name, values in rule.dimensions.items()]
    return " and ".join(parts)


def _one_of(values: tuple[str, ...]) -> str:
    return " or ".join(f'"{value}"' for value in values)


def _money(spending: Spending) -> Iterator[AppliedRule]:
    """Who pays, and what was awarded."""
    method = spending.config.charging.method
    text = f"charged {method.value}" if method else "one source of money pays everything"
    yield AppliedRule(kind="charging", text=text)
    for number, award in enumerate(spending.config.awards, start=1):
        year = f"project year {award.year}" if award.year else "the whole project"
        yield AppliedRule(
            kind="award",
            text=f'[[awards]] no. {number}: "{award.source}", {year}, {award.status}: {award.amount}',
        )
    if not spending.config.awards:
        yield AppliedRule(kind="award", text="no award is declared: the budget's grants are taken")
