"""Which accounts are no spending: by a chart of accounts, and by what the project declares."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from grantcalc.config import LedgerTable
from grantcalc.errors import ConfigError
from grantcalc.judging.outcomes import Outcome
from grantcalc.language import quoted, tr

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_KINDS = {
    "balance": Outcome.BALANCE_SHEET,
    "income": Outcome.INCOME,
    "transfer": Outcome.TRANSFER,
    "vat": Outcome.COMPENSATED_VAT,
}


@dataclass(frozen=True)
class Chart:
    """A chart of accounts: the accounts of each kind that are no spending, as ranges of numbers.

    `forms` are the shapes of its accounts; the group of each is the number that the ranges are about.
    """

    name: str
    forms: Sequence[str]
    ranges: Mapping[Outcome, Sequence[str]]


@cache
def charts() -> dict[str, Chart]:
    """The charts of accounts that grantcalc knows, by their key."""
    text = files("grantcalc.judging").joinpath("charts.toml").read_text("utf-8")
    return {
        key: Chart(
            name=table["name"],
            forms=table["forms"],
            ranges={outcome: table[k] for k, outcome in _KINDS.items() if k in table},
        )
        for key, table in tomllib.loads(text).items()
    }


def chart_named(key: str | None) -> Chart | None:
    """The declared chart of accounts; None where none is declared.

    Raises:
        ConfigError: there is none of that name.
    """
    if key is None:
        return None
    found = charts().get(key.casefold())
    if found is None:
        known = ", ".join(map(quoted, charts()))
        raise ConfigError(
            tr(
                'ledger.chart: there is no chart "{chart}"; known are {known}',
                chart=key,
                known=known,
            )
        )
    return found


def in_accounts(accounts: Iterable[str]) -> tuple[str, list[Any]]:
    """Whether the columns `account` and `number` are among accounts and account ranges, as SQL."""
    parts: list[str] = []
    values: list[Any] = []
    for account in accounts:
        low, dash, high = (part.strip() for part in account.partition("-"))
        if dash:
            parts.append("number BETWEEN ? AND ?")
            values += [int(low), int(high)]
        else:
            parts.append("account = ?")
            values.append(low)
    return " OR ".join(parts), values


def make_account_table(connection: DuckDBPyConnection, declared: LedgerTable) -> None:
    """The table `accounts`: each account with its number, its kind, and whether it is selected.

    `kind` is an Outcome, NULL for spending; `known` says whether the chart has accounts of this form.
    """
    kind, kind_values = _kind_case(declared)
    selected, selected_values = in_accounts(declared.accounts)
    chart = chart_named(declared.chart)
    forms = list(chart.forms) if chart else []
    keys = [*["NULLIF(REGEXP_EXTRACT(account, ?, 1), '')"] * len(forms), "NULL"]
    key = f"TRY_CAST(COALESCE({', '.join(keys)}) AS BIGINT)"
    known = "key IS NOT NULL" if chart else "TRUE"
    connection.execute(
        f"CREATE OR REPLACE TABLE accounts AS SELECT account, number, {kind} AS kind, "
        f"{selected or 'TRUE'} AS selected, {known} AS known "
        f"FROM (SELECT account, TRY_CAST(account AS BIGINT) AS number, {key} AS key "
        "FROM (SELECT DISTINCT account FROM entries WHERE account IS NOT NULL) AS found) AS numbered",
        [*kind_values, *selected_values, *forms],
    )


def _kind_case(declared: LedgerTable) -> tuple[str, list[Any]]:
    """What kind of account it is: what the project declares comes before the chart."""
    whens: list[str] = []
    values: list[Any] = []
    for accounts, outcome in (
        (declared.cost_accounts, None),
        (declared.vat_accounts, Outcome.COMPENSATED_VAT),
        (declared.in_kind_accounts, Outcome.IN_KIND_POSTING),
        (declared.transfer_accounts, Outcome.TRANSFER),
        (declared.income_accounts, Outcome.INCOME),
        (declared.balance_accounts, Outcome.BALANCE_SHEET),
    ):
        if accounts:
            condition, its_values = in_accounts(accounts)
            whens.append(f"WHEN {condition} THEN {_quoted(outcome)}")
            values += its_values
    chart = chart_named(declared.chart)
    for outcome, ranges in chart.ranges.items() if chart else ():
        for span in ranges:
            low, _, high = span.partition("-")
            whens.append(f"WHEN key BETWEEN ? AND ? THEN {_quoted(outcome)}")
            values += [int(low), int(high or low)]
    return (f"CASE {' '.join(whens)} END" if whens else "CAST(NULL AS VARCHAR)"), values


def _quoted(outcome: Outcome | None) -> str:
    return "NULL" if outcome is None else f"'{outcome}'"
