"""Ledgers as columns in the embedded engine: selection and sums, exact, in whole minor units.

The engine is asked only for filters, sums and row counts over integers and dates, in SQL that
other engines run too; shares and rates are made in Python on the small result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from grantcalc.config import MappingRule
from grantcalc.finding import Place
from grantcalc.model import LedgerEntry, RejectedRow
from grantcalc.money import Money, total
from grantcalc.period import Period

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: The engine's columns for a LedgerEntry; its dimensions follow as columns of their own.
ENTRY_COLUMNS: Mapping[str, str] = {
    "source": "INTEGER",
    "row": "BIGINT",
    "day": "DATE",
    "posted": "DATE",
    "period": "INTEGER",
    "account": "VARCHAR",
    "voucher": "VARCHAR",
    "text": "VARCHAR",
    "supplier": "VARCHAR",
    "amount": "BIGINT",
    "is_opening": "BOOLEAN",
    "foreign_currency": "VARCHAR",
    "foreign_amount": "DECIMAL(18,4)",
    "rate": "DECIMAL(18,8)",
}


@dataclass(frozen=True)
class LedgerSource:
    """One sheet or file of a ledger; entries name it by its index in the ledger's sources.

    `letters` is the column of the amounts; None in an XML file, whose places are lines.
    """

    file: str
    sheet: str | None
    letters: str | None


class Outcome(StrEnum):
    """What became of an entry: counted, or left out and why."""

    INCLUDED = "included"
    AFTER_AS_OF = "after the as-of date"
    BEFORE_PROJECT = "before the first project year"
    AFTER_PROJECT = "after the last project year"
    BETWEEN_YEARS = "between two project years"
    LEFT_OUT = "left out by a rule in grantcalc.toml"
    IN_KIND = "mapped to a budget line that is work, not money"

    @property
    def is_outside_project(self) -> bool:
        """Whether the entry is dated outside every project year."""
        return self in (Outcome.BEFORE_PROJECT, Outcome.AFTER_PROJECT, Outcome.BETWEEN_YEARS)


@dataclass(frozen=True)
class EntryGroup:
    """Entries with one outcome, in one project year and mapped to one budget line.

    `year` and `line` are indexes into the budget's periods and lines; None where there is none.
    `tag` is their value in the dimension that was asked for, if one was.
    """

    outcome: Outcome
    year: int | None
    line: int | None
    entries: int
    amount: Money
    tag: str | None = None


@dataclass(frozen=True)
class LedgerSummary:
    """What the ledgers hold, sorted by outcome: the groups add up to everything that was read.

    `listed` holds the entries that someone will want to look at, by outcome, the first of them
    where they are many; `unmapped` those that were counted but fit no mapping rule.
    """

    entries: int
    amount: Money
    groups: tuple[EntryGroup, ...]
    listed: Mapping[Outcome, tuple[LedgerEntry, ...]]
    unmapped: tuple[LedgerEntry, ...]
    rejected: tuple[RejectedRow, ...]
    totals_left_out: int
    sources: tuple[LedgerSource, ...]

    def sum(self, *, outcome: Outcome, year: int | None = None) -> Money:
        """The money with one outcome, in one project year where given."""
        return total(
            (g.amount for g in self.groups if g.outcome is outcome and year in (None, g.year)),
            self.amount.currency,
        )

    def count(self, outcome: Outcome) -> int:
        """How many entries have an outcome."""
        return sum(g.entries for g in self.groups if g.outcome is outcome)

    def place(self, entry: LedgerEntry) -> Place:
        """The cell of an entry's amount."""
        letters = next(
            s.letters for s in self.sources if (s.file, s.sheet) == (entry.file, entry.sheet)
        )
        if letters is None:
            return Place(file=entry.file, line=entry.row)
        return Place(file=entry.file, sheet=entry.sheet, cell=f"{letters}{entry.row}")


#: In the engine's column "line": no rule fits; a rule says that the entry is left out.
_NO_LINE, _LEAVE_OUT = -1, -2

_ROWS_AT_A_TIME = 10_000

#: More entries than this are not listed one by one; their number and sum are always given.
MOST_LISTED = 1_000


class Ledger:
    """The entries of one or more ledger files, as columns.

    `connection` holds the table "entries" with ENTRY_COLUMNS and one text column (dimension_0,
    dimension_1 ...) for each of `dimensions`, in their order.
    """

    def __init__(
        self,
        connection: DuckDBPyConnection,
        currency: str,
        dimensions: Sequence[str],
        sources: Sequence[LedgerSource],
        rejected: Sequence[RejectedRow],
        totals_left_out: int,
    ) -> None:
        self._connection = connection
        self.currency = currency
        self.dimensions = tuple(dimensions)
        self.sources = tuple(sources)
        self.rejected = tuple(rejected)
        self.totals_left_out = totals_left_out

    def __iter__(self) -> Iterator[LedgerEntry]:
        return self._entries("SELECT {columns} FROM entries ORDER BY source, row", [])

    def __len__(self) -> int:
        return int(self._one("SELECT COUNT(*) FROM entries")[0])

    def summarise(
        self,
        periods: Sequence[Period],
        rules: Sequence[tuple[int | None, MappingRule]],
        in_kind_lines: frozenset[int],
        as_of: date | None = None,
        tag: str | None = None,
    ) -> LedgerSummary:
        """Every entry sorted by project year, budget line and outcome, and summed.

        `tag` is a dimension to sum by as well.

        `rules` are mapping rules with the index of their budget line (None: the entry is left
        out), first match wins. `as_of`
        is inclusive, by the entry's day; None counts everything.
        """
        sql, values = _judged(periods, rules, in_kind_lines, as_of, self.dimensions)
        self._connection.execute(f"CREATE OR REPLACE TABLE judged AS {sql}", values)
        tag_column = "NULL" if tag is None else f"dimension_{self.dimensions.index(tag)}"
        rows = self._connection.execute(
            f"SELECT outcome, year, line, COUNT(*), SUM(amount), {tag_column} AS tag FROM judged "
            "GROUP BY outcome, year, line, tag ORDER BY outcome, year, line, tag"
        ).fetchall()
        groups = tuple(
            EntryGroup(
                Outcome(outcome),
                None if year < 0 else year,
                None if line < 0 else line,
                int(entries),
                Money(int(amount), self.currency),
                tag_value,
            )
            for outcome, year, line, entries, amount, tag_value in rows
        )
        left_out = {g.outcome for g in groups} - {Outcome.INCLUDED}
        return LedgerSummary(
            entries=sum(g.entries for g in groups),
            amount=total((g.amount for g in groups), self.currency),
            groups=groups,
            listed={o: self._listed("outcome = ?", o.value) for o in Outcome if o in left_out},
            unmapped=self._listed("line < 0 AND outcome = ?", Outcome.INCLUDED.value),
            rejected=self.rejected,
            totals_left_out=self.totals_left_out,
            sources=self.sources,
        )

    def judged(
        self,
        outcome: Outcome = Outcome.INCLUDED,
        *,
        year: int | None = None,
        line: int | None = None,
    ) -> Iterator[LedgerEntry]:
        """The entries that the last summary gave an outcome, by date; of a year and line, if given."""
        chosen = {"outcome": outcome.value, "year": year, "line": line}
        given = {name: value for name, value in chosen.items() if value is not None}
        condition = " AND ".join(f"{name} = ?" for name in given)
        sql = f"SELECT {{columns}} FROM judged WHERE {condition} ORDER BY day, source, row"
        return self._entries(sql, list(given.values()))

    def _listed(self, condition: str, value: str) -> tuple[LedgerEntry, ...]:
        sql = (
            f"SELECT {{columns}} FROM judged WHERE {condition} "
            f"ORDER BY day, source, row LIMIT {MOST_LISTED}"
        )
        return tuple(self._entries(sql, [value]))

    def _entries(self, sql: str, values: list[Any]) -> Iterator[LedgerEntry]:
        """The entries that a query gives, whose {columns} are those of an entry."""
        columns = ", ".join([*ENTRY_COLUMNS, *_dimension_columns(self.dimensions)])
        result = self._connection.cursor().execute(sql.format(columns=columns), values)
        while rows := result.fetchmany(_ROWS_AT_A_TIME):
            yield from map(self._entry, rows)

    def _entry(self, row: tuple[Any, ...]) -> LedgerEntry:
        fields = dict(zip(ENTRY_COLUMNS, row, strict=False))
        source = self.sources[fields.pop("source")]
        named = zip(self.dimensions, row[len(ENTRY_COLUMNS) :], strict=True)
        return LedgerEntry(
            **{
                **fields,
                "file": source.file,
                "sheet": source.sheet,
                "amount": Money(fields["amount"], self.currency),
                "dimensions": {name: value for name, value in named if value},
            }
        )

    def _one(self, sql: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] = self._connection.execute(sql).fetchall()[0]
        return row


def _dimension_columns(dimensions: Sequence[str]) -> list[str]:
    return [f"dimension_{i}" for i in range(len(dimensions))]


def _judged(
    periods: Sequence[Period],
    rules: Sequence[tuple[int | None, MappingRule]],
    in_kind_lines: frozenset[int],
    as_of: date | None,
    dimensions: Sequence[str],
) -> tuple[str, list[Any]]:
    """The query that gives each entry its project year, budget line and outcome; its values."""
    year, year_values = _year_case(periods)
    line, line_values = _line_case(rules, dimensions)
    first = min((p.start for p in periods if p.start), default=date.min)
    last = max((p.end for p in periods if p.end), default=date.max)
    in_kind = ""
    if in_kind_lines:
        listed = ", ".join(str(line) for line in sorted(in_kind_lines))
        in_kind = f"WHEN line IN ({listed}) THEN '{Outcome.IN_KIND}' "
    sql = (
        f"SELECT *, CASE WHEN day > ? THEN '{Outcome.AFTER_AS_OF}' "
        f"WHEN year < 0 AND day < ? THEN '{Outcome.BEFORE_PROJECT}' "
        f"WHEN year < 0 AND day > ? THEN '{Outcome.AFTER_PROJECT}' "
        f"WHEN year < 0 THEN '{Outcome.BETWEEN_YEARS}' "
        f"WHEN line = {_LEAVE_OUT} THEN '{Outcome.LEFT_OUT}' "
        f"{in_kind}"
        f"ELSE '{Outcome.INCLUDED}' END AS outcome "
        f"FROM (SELECT *, {year} AS year, {line} AS line FROM entries) AS placed"
    )
    return sql, [as_of or date.max, first, last, *year_values, *line_values]


def _year_case(periods: Sequence[Period]) -> tuple[str, list[Any]]:
    """The project year of an entry; a single period without dates takes every entry."""
    dated = [(i, p) for i, p in enumerate(periods) if p.start]
    if not dated:
        return "0", []
    whens = " ".join(f"WHEN day BETWEEN ? AND ? THEN {i}" for i, _ in dated)
    return f"CASE {whens} ELSE -1 END", [day for _, p in dated for day in (p.start, p.end)]


def _line_case(
    rules: Sequence[tuple[int | None, MappingRule]], dimensions: Sequence[str]
) -> tuple[str, list[Any]]:
    """The budget line of an entry: the first rule that fits."""
    whens, values = [], []
    for line, rule in rules:
        condition, its_values = _condition(rule, dimensions)
        whens.append(f"WHEN {condition} THEN {_LEAVE_OUT if line is None else line}")
        values += its_values
    return (f"CASE {' '.join(whens)} ELSE {_NO_LINE} END" if whens else str(_NO_LINE)), values


def _condition(rule: MappingRule, dimensions: Sequence[str]) -> tuple[str, list[Any]]:
    """A rule as SQL: every kind of condition that it gives must hold, one value of each."""
    conditions: list[str] = []
    values: list[Any] = []
    if rule.accounts:
        parts = []
        for account in rule.accounts:
            low, dash, high = (part.strip() for part in account.partition("-"))
            if dash:
                parts.append("TRY_CAST(account AS BIGINT) BETWEEN ? AND ?")
                values += [int(low), int(high)]
            else:
                parts.append("account = ?")
                values.append(low)
        conditions.append(" OR ".join(parts))
    if rule.text:
        conditions.append(" OR ".join(["POSITION(LOWER(?) IN LOWER(text)) > 0"] * len(rule.text)))
        values += rule.text
    if rule.supplier:
        fits = ["POSITION(LOWER(?) IN LOWER(supplier)) > 0"] * len(rule.supplier)
        conditions.append(" OR ".join(fits))
        values += rule.supplier
    for name, wanted in rule.dimensions.items():
        if name not in dimensions:
            conditions.append("1 = 0")
            continue
        column = f"dimension_{dimensions.index(name)}"
        conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
        values += wanted
    return " AND ".join(f"({condition})" for condition in conditions), values
