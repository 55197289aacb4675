"""Which rules a report was made by: what grantcalc.toml declares, and what holds without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grantcalc.config import AwardTable, ChargingTable, LedgerTable, MappingRule, Payers
from grantcalc.judging.outcomes import Outcome
from grantcalc.language import (
    mark,
    or_list,
    plural,
    quoted,
    sentence_list,
    shown_day,
    shown_number,
    tr,
)
from grantcalc.money import total
from grantcalc.period import Period
from grantcalc.profile import PLAIN
from grantcalc.report.remaining import AppliedRule
from grantcalc.spending.account import Spending


def applied_rules(spending: Spending) -> Iterator[AppliedRule]:
    """Every rule that decided what counts and where, with the entries that it decided about."""
    profile = spending.rules.profile
    if profile.name != PLAIN:
        yield AppliedRule(
            kind="profile",
            text=tr(
                "the rules of {funder} hold (profile {profile})",
                funder=profile.shown,
                profile=profile.name,
            ),
        )
    yield AppliedRule(
        kind="date",
        text=tr(_DATES[spending.config.ledger.date], day=shown_day(spending.as_of)),
    )
    for i, period in enumerate(spending.budget.periods, start=1):
        yield AppliedRule(kind="other", text=_project_year(i, period))
    if days := spending.config.project.pre_award_days:
        yield AppliedRule(
            kind="date",
            text=plural(
                "costs of {count} day before the first project year count in it",
                "costs of {count} days before the first project year count in it",
                days,
            ),
        )
    yield from _selection(spending)
    yield from _charts(spending.config.ledger)
    yield from _left_out(spending)
    yield from _mapping(spending)
    yield from _money(spending)


#: By the date that decides ([ledger] date).
_DATES = {
    "voucher": mark("entries count by their voucher date, up to and with {day}"),
    "posting": mark("entries count by their posting date, up to and with {day}"),
    "period": mark("entries count by their period date, up to and with {day}"),
}


def _project_year(number: int, period: Period) -> str:
    if not period.start or not period.end:
        return tr(
            'project year {number} is "{label}", without dates', number=number, label=period.label
        )
    return tr(
        'project year {number} is "{label}": {start} to {end}',
        number=number,
        label=period.label,
        start=shown_day(period.start),
        end=shown_day(period.end),
    )


def _selection(spending: Spending) -> Iterator[AppliedRule]:
    """What [ledger] says of which entries are the project's, with what it leaves to others."""
    declared, summary = spending.config.ledger, spending.ledger
    parts = [
        tr("{column} is {values}", column=name, values=_one_of(values))
        for name, values in declared.project.items()
    ]
    if declared.accounts:
        parts.append(tr("the account is {accounts}", accounts=_one_of(declared.accounts)))
    if not parts:
        yield AppliedRule(
            kind="selection",
            text=tr("every entry of the ledgers is the project's"),
            entries=summary.entries,
            amount=summary.amount,
        )
        return
    yield AppliedRule(
        kind="selection",
        text=tr("an entry is the project's where {conditions}", conditions=sentence_list(parts)),
        entries=summary.entries - summary.count(Outcome.OTHER_PROJECT),
        amount=summary.amount - summary.sum(outcome=Outcome.OTHER_PROJECT),
    )


def _charts(declared: LedgerTable) -> Iterator[AppliedRule]:
    """What tells accounts that are no spending."""
    if declared.chart:
        yield AppliedRule(kind="chart", text=tr("chart of accounts: {chart}", chart=declared.chart))
    kinds = {
        mark("spending: account {accounts}"): declared.cost_accounts,
        mark("balance-sheet accounts: account {accounts}"): declared.balance_accounts,
        mark("income: account {accounts}"): declared.income_accounts,
        mark("transfers: account {accounts}"): declared.transfer_accounts,
        mark("compensated VAT: account {accounts}"): declared.vat_accounts,
        mark("own work posted as cost: account {accounts}"): declared.in_kind_accounts,
    }
    for text, accounts in kinds.items():
        if accounts:
            yield AppliedRule(kind="chart", text=tr(text, accounts=_one_of(accounts)))


def _left_out(spending: Spending) -> Iterator[AppliedRule]:
    """Why entries do not count, other than by a rule of [[mapping]]."""
    by_mapping = (Outcome.INCLUDED, Outcome.LEFT_OUT)
    for outcome in Outcome:
        count = spending.ledger.count(outcome)
        if count and outcome not in by_mapping:
            yield AppliedRule(
                kind="leave_out",
                text=tr("not counted: {reason}", reason=tr(outcome.value)),
                entries=count,
                amount=spending.ledger.sum(outcome=outcome),
            )


def _mapping(spending: Spending) -> Iterator[AppliedRule]:
    for number, rule in enumerate(spending.config.mapping, start=1):
        use = next((use for use in spending.ledger.rules if use.rule is rule), None)
        yield AppliedRule(
            kind="mapping" if rule.line else "leave_out",
            text=_mapping_text(number, rule, is_followed=use is not None),
            entries=use.entries if use else None,
            amount=use.amount if use else None,
        )
    if column := spending.config.ledger.line:
        declared = {id(rule) for rule in spending.config.mapping}
        uses = [use for use in spending.ledger.rules if id(use.rule) not in declared]
        yield AppliedRule(
            kind="mapping",
            text=tr('the ledger\'s column "{column}" names the budget line', column=column),
            entries=sum(use.entries for use in uses),
            amount=total((use.amount for use in uses), spending.budget.currency),
        )


def _mapping_text(number: int, rule: MappingRule, *, is_followed: bool) -> str:
    """What a rule says: "[[mapping]] no. 1: account "1160" -> "Travel""."""
    where = quoted(rule.line) if rule.line else tr("left out ({why})", why=rule.leave_out)
    text = tr(
        "[[mapping]] no. {number}: {conditions} -> {where}",
        number=number,
        conditions=_conditions(rule),
        where=where,
    )
    if is_followed:
        return text
    return tr("{rule}: not followed, for the budget has no such line", rule=text)


def _conditions(rule: MappingRule) -> str:
    parts = []
    if rule.accounts:
        parts.append(tr("account {values}", values=_one_of(rule.accounts)))
    if rule.text:
        parts.append(tr("text with {values}", values=_one_of(rule.text)))
    if rule.supplier:
        parts.append(tr("supplier with {values}", values=_one_of(rule.supplier)))
    parts += [f"{name} {_one_of(values)}" for name, values in rule.dimensions.items()]
    return sentence_list(parts)


def _one_of(values: Iterable[str]) -> str:
    """One of some values: "this or that or that"."""
    return or_list(map(quoted, values))


def _money(spending: Spending) -> Iterator[AppliedRule]:
    """Who pays, what was awarded, and what of own work counts."""
    yield from _charging(spending.config.charging)
    for number, award in enumerate(spending.config.awards, start=1):
        yield AppliedRule(kind="award", text=_award_text(number, award))
    if not spending.config.awards:
        yield AppliedRule(
            kind="award", text=tr("no award is declared: the budget's grants are taken")
        )
    caps = spending.config.in_kind
    if caps.max_rate is not None:
        yield AppliedRule(
            kind="other",
            text=tr(
                "own work counts at {rate} an hour at most", rate=shown_number(f"{caps.max_rate:f}")
            ),
        )
    if caps.max_hours_a_year is not None:
        yield AppliedRule(
            kind="other",
            text=tr(
                "own work counts for {hours} hours a year of each person at most",
                hours=shown_number(f"{caps.max_hours_a_year:f}"),
            ),
        )


_STATUSES = {
    "applied": mark("applied"),
    "awarded": mark("awarded"),
    "received": mark("received"),
}


def _award_text(number: int, award: AwardTable) -> str:
    year = tr("project year {year}", year=award.year) if award.year else tr("the whole project")
    text = tr(
        '[[awards]] no. {number}: "{source}", {year}, {status}: {amount}',
        number=number,
        source=award.source,
        year=year,
        status=tr(_STATUSES[award.status]),
        amount=shown_number(f"{award.amount:f}"),
    )
    if not award.carry_over:
        return text
    return tr("{award}, unspent money goes on to the next project year", award=text)


def _charging(table: ChargingTable) -> Iterator[AppliedRule]:
    text = (
        tr("charged {method}", method=table.method.value)
        if table.method
        else tr("one source of money pays everything")
    )
    yield AppliedRule(kind="charging", text=text)
    for line, payers in table.lines.items():
        text = tr('budget line "{line}" is paid by {payers}', line=line, payers=_payers(payers))
        yield AppliedRule(kind="charging", text=text)
    for tag, payers in table.tags.items():
        text = tr(
            '{column} "{value}" is paid by {payers}',
            column=table.tag,
            value=tag,
            payers=_payers(payers),
        )
        yield AppliedRule(kind="charging", text=text)
    if table.rest:
        text = tr('the rest is paid by "{source}"', source=table.rest)
        yield AppliedRule(kind="charging", text=text)


def _payers(payers: Payers) -> str:
    if len(payers) == 1:
        return quoted(next(iter(payers)))
    return sentence_list(
        f"{quoted(source)} ({shown_number(f'{share:f}')})" for source, share in payers.items()
    )
