"""Which rules a report was made by: what grantcalc.toml declares, and what holds without it."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.config import ChargingTable, LedgerTable, MappingRule, Payers
from grantcalc.judging.outcomes import Outcome
from grantcalc.report import AppliedRule
from grantcalc.spending.account import Spending


def applied_rules(spending: Spending) -> Iterator[AppliedRule]:
    """Every rule that decided what counts and where, with the entries that it decided about."""
    yield AppliedRule(
        kind="date",
        text=f"entries count by their {spending.config.ledger.date} date, up to and with {spending.as_of}",
    )
    for i, period in enumerate(spending.budget.periods, start=1):
        dates = f": {period.start} to {period.end}" if period.start else ", without dates"
        yield AppliedRule(kind="other", text=f'project year {i} is "{period.label}"{dates}')
    if days := spending.config.project.pre_award_days:
        yield AppliedRule(
            kind="date", text=f"costs of {days} days before the first project year count in it"
        )
    yield from _selection(spending)
    yield from _charts(spending.config.ledger)
    yield from _left_out(spending)
    yield from _mapping(spending)
    yield from _money(spending)


def _selection(spending: Spending) -> Iterator[AppliedRule]:
    """What [ledger] says of which entries are the project's, with what it leaves to others."""
    declared, summary = spending.config.ledger, spending.ledger
    parts = [f"{name} is {_one_of(values)}" for name, values in declared.project.items()]
    if declared.accounts:
        parts.append(f"the account is {_one_of(declared.accounts)}")
    if not parts:
        yield AppliedRule(
            kind="selection",
            text="every entry of the ledgers is the project's",
            entries=summary.entries,
            amount=summary.amount,
        )
        return
    yield AppliedRule(
        kind="selection",
        text=f"an entry is the project's where {' and '.join(parts)}",
        entries=summary.entries - summary.count(Outcome.OTHER_PROJECT),
        amount=summary.amount - summary.sum(outcome=Outcome.OTHER_PROJECT),
    )


def _charts(declared: LedgerTable) -> Iterator[AppliedRule]:
    """What tells accounts that are no spending."""
    if declared.chart:
        yield AppliedRule(kind="chart", text=f"chart of accounts: {declared.chart}")
    kinds = {
        "spending": declared.cost_accounts,
        "balance-sheet accounts": declared.balance_accounts,
        "income": declared.income_accounts,
        "transfers": declared.transfer_accounts,
        "compensated VAT": declared.vat_accounts,
        "own work posted as cost": declared.in_kind_accounts,
    }
    for kind, accounts in kinds.items():
        if accounts:
            yield AppliedRule(kind="chart", text=f"{kind}: account {_one_of(accounts)}")


def _left_out(spending: Spending) -> Iterator[AppliedRule]:
    """Why entries do not count, other than by a rule of [[mapping]]."""
    by_mapping = (Outcome.INCLUDED, Outcome.LEFT_OUT)
    for outcome in Outcome:
        count = spending.ledger.count(outcome)
        if count and outcome not in by_mapping:
            yield AppliedRule(
                kind="leave_out",
                text=f"not counted: {outcome.value}",
                entries=count,
                amount=spending.ledger.sum(outcome=outcome),
            )


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
    """Who pays, what was awarded, and what of own work counts."""
    yield from _charging(spending.config.charging)
    for number, award in enumerate(spending.config.awards, start=1):
        year = f"project year {award.year}" if award.year else "the whole project"
        carried = ", unspent money goes on to the next project year" if award.carry_over else ""
        yield AppliedRule(
            kind="award",
            text=f'[[awards]] no. {number}: "{award.source}", {year}, {award.status}: '
            f"{award.amount}{carried}",
        )
    if not spending.config.awards:
        yield AppliedRule(kind="award", text="no award is declared: the budget's grants are taken")
    caps = spending.config.in_kind
    if caps.max_rate is not None:
        yield AppliedRule(kind="other", text=f"own work counts at {caps.max_rate} an hour at most")
    if caps.max_hours_a_year is not None:
        yield AppliedRule(
            kind="other",
            text=f"own work counts for {caps.max_hours_a_year} hours a year of each person at most",
        )


def _charging(table: ChargingTable) -> Iterator[AppliedRule]:
    text = (
        f"charged {table.method.value}" if table.method else "one source of money pays everything"
    )
    yield AppliedRule(kind="charging", text=text)
    named = [(f'budget line "{line}"', payers) for line, payers in table.lines.items()]
    named += [(f'{table.tag} "{tag}"', payers) for tag, payers in table.tags.items()]
    for cost, payers in named:
        yield AppliedRule(kind="charging", text=f"{cost} is paid by {_payers(payers)}")
    if table.rest:
        yield AppliedRule(kind="charging", text=f'the rest is paid by "{table.rest}"')


def _payers(payers: Payers) -> str:
    if len(payers) == 1:
        return f'"{next(iter(payers))}"'
    return " and ".join(f'"{source}" ({share})' for source, share in payers.items())
