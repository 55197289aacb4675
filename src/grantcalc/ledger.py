"""Ledgers as columns in the embedded engine: what they hold, what became of it, and what is odd.

The engine sums whole minor units (the SQL is in `judging`); shares and rates are made in Python on the
small result. Models are made only of the entries that are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grantcalc.config import MappingRule
from grantcalc.errors import ConfigError
from grantcalc.judging.hygiene import find_oddities, project_column
from grantcalc.judging.outcomes import Oddity, Outcome
from grantcalc.judging.terms import Terms
from grantcalc.judging.unmapped import Unmapped
from grantcalc.judging.verdict import dimension_named, make_verdicts
from grantcalc.language import quoted, tr
from grantcalc.ledger_summary import (
    DaySum,
    EntryGroup,
    LedgerSource,
    LedgerSummary,
    OddEntries,
    OddEntry,
    ProjectEntries,
    RepeatedEntries,
    RuleUse,
)
from grantcalc.model import LedgerEntry, RejectedRow
from grantcalc.money import Money, total

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


_ROWS_AT_A_TIME = 10_000
_SELECT = "SELECT {columns} FROM entries"
#: An entry as text: two ledgers have no connection in common, and one must be asked about the other's.
_SHARED_KEY = "CONCAT_WS(CHR(31), voucher, day, account, amount, text)"

#: More entries than this are not listed one by one; their number and sum are always given.
MOST_LISTED = 1_000
#: So many projects are enough to say that there are several.
_MOST_PROJECTS = 5
#: Of other projects' entries only a few are shown.
_MOST_OF_OTHERS = 5
#: Of what is odd, as many as a finding can point at; but vouchers that were posted later are a list.
_MOST_ODD = 50


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
        return self._entries(f"{_SELECT} ORDER BY source, row, rowid", [])

    def __len__(self) -> int:
        return int(self._one("SELECT COUNT(*) FROM entries")[0])

    def judge(self, terms: Terms) -> LedgerSummary:
        """Every entry sorted by project year, budget line and outcome, and summed.

        Raises:
            ConfigError: the terms name a dimension, a date or a chart of accounts that there is not.
        """
        connection = self._connection
        make_verdicts(connection, terms, self.dimensions, [s.file for s in self.sources])
        find_oddities(connection, terms, self.dimensions, self.currency)
        groups = self._groups(terms.tag)
        left_out = {g.outcome for g in groups} - {Outcome.INCLUDED}
        unmapped = {g.year or 0 for g in groups if g.outcome is Outcome.INCLUDED and g.line is None}
        return LedgerSummary(
            entries=sum(g.entries for g in groups),
            amount=total((g.amount for g in groups), self.currency),
            groups=groups,
            listed={o: self._listed(o) for o in Outcome if o in left_out},
            unmapped_by_year={year: self._unmapped(year) for year in sorted(unmapped)},
            rejected=self.rejected,
            totals_left_out=self.totals_left_out,
            sources=self.sources,
            rules=tuple(self._rule_uses([rule for _, rule in terms.rules])),
            odd=self._odd(),
            repeated=self._repeated(),
            without_project=self._without_project(terms),
            projects=self._projects(terms),
            as_of=terms.as_of,
            days=self._days(),
        )

    def _groups(self, tag: str | None) -> tuple[EntryGroup, ...]:
        column, table = "NULL", "verdicts"
        if tag is not None:
            # The verdicts hold no dimensions: they are joined only where they are asked for.
            column, table = f"dimension_{self._tag_index(tag)}", "judged"
        rows = self._connection.execute(
            f"SELECT outcome, year, line, COUNT(*), SUM(amount), {column} AS tag FROM {table} "
            "GROUP BY outcome, year, line, tag ORDER BY outcome, year, line, tag"
        ).fetchall()
        return tuple(
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

    def _days(self) -> tuple[DaySum, ...]:
        rows = self._connection.execute(
            "SELECT year, decides, SUM(amount) FROM verdicts WHERE outcome = ? "
            "GROUP BY year, decides ORDER BY year, decides",
            [Outcome.INCLUDED.value],
        ).fetchall()
        return tuple(
            DaySum(year, day, Money(int(amount), self.currency)) for year, day, amount in rows
        )

    def _tag_index(self, tag: str) -> int:
        index = dimension_named(tag, self.dimensions)
        if index is None:
            named = ", ".join(map(quoted, self.dimensions)) or tr("none")
            raise ConfigError(
                tr(
                    'charging.tag: the ledger has no column "{column}"; its columns beside the ones that '
                    "every ledger has are {columns}",
                    column=tag,
                    columns=named,
                )
            )
        return index

    def _rule_uses(self, rules: Sequence[MappingRule]) -> Iterator[RuleUse]:
        rows = self._connection.execute(
            "SELECT rule, COUNT(*), SUM(amount) FROM verdicts WHERE outcome IN (?, ?, ?) GROUP BY rule",
            [Outcome.INCLUDED.value, Outcome.LEFT_OUT.value, Outcome.IN_KIND.value],
        ).fetchall()
        used = {rule: (entries, amount) for rule, entries, amount in rows}
        for number, rule in enumerate(rules):
            entries, amount = used.get(number, (0, 0))
            yield RuleUse(rule, int(entries), Money(int(amount), self.currency))

    def openings(self) -> int:
        """How many of the entries bring a balance forward."""
        return int(self._one("SELECT COUNT(*) FROM entries WHERE is_opening")[0])

    def entries_by_file(self) -> dict[str, int]:
        """How many entries each file gave."""
        rows = self._connection.execute(
            "SELECT source, COUNT(*) FROM entries GROUP BY source"
        ).fetchall()
        by_file: dict[str, int] = {}
        for source, entries in rows:
            file = self.sources[source].file
            by_file[file] = by_file.get(file, 0) + int(entries)
        return by_file

    def _odd(self) -> dict[Oddity, OddEntries]:
        rows = self._connection.execute(
            "SELECT what, COUNT(*), COUNT(DISTINCT grouped), "
            "COUNT(DISTINCT CASE WHEN voucher <> '' THEN voucher END), SUM(amount), SUM(beside) "
            "FROM oddities GROUP BY what ORDER BY what"
        ).fetchall()
        return {
            Oddity(what): OddEntries(
                entries=entries,
                groups=groups,
                vouchers=vouchers,
                amount=Money(int(amount), self.currency),
                beside=Money(int(beside), self.currency),
                listed=self._odd_entries(Oddity(what)),
            )
            for what, entries, groups, vouchers, amount, beside in rows
        }

    def _odd_entries(self, what: Oddity) -> tuple[OddEntry, ...]:
        most = MOST_LISTED if what is Oddity.POSTED_LATER else _MOST_ODD
        first = (
            f"SELECT * FROM oddities WHERE what = ? ORDER BY day, source, row, entry LIMIT {most}"
        )
        columns = ", ".join(f"e.{name}" for name in self._columns)
        rows = self._connection.execute(
            f"SELECT o.grouped, o.beside, {columns} FROM ({first}) AS o JOIN entries AS e "
            "ON e.rowid = o.entry ORDER BY e.day, e.source, e.row, e.rowid",
            [what.value],
        ).fetchall()
        return tuple(
            OddEntry(self._entry(row), group, Money(beside, self.currency))
            for group, beside, *row in rows
        )

    def _repeated(self) -> tuple[RepeatedEntries, ...]:
        rows = self._connection.execute(
            "SELECT source, also_in, COUNT(*), SUM(amount), MIN(entry) FROM verdicts "
            "WHERE outcome = ? GROUP BY source, also_in ORDER BY source, also_in",
            [Outcome.REPEATED.value],
        ).fetchall()
        return tuple(
            RepeatedEntries(
                self.sources[source].file,
                self.sources[also_in].file,
                entries,
                Money(int(amount), self.currency),
                next(self._entries(f"{_SELECT} WHERE rowid = ?", [first])),
            )
            for source, also_in, entries, amount, first in rows
        )

    def _without_project(self, terms: Terms) -> tuple[tuple[str, str], ...]:
        """Files none of whose entries have a dimension that the project is chosen by."""
        found = []
        for name in terms.declared.project:
            column = f"dimension_{dimension_named(name, self.dimensions)}"
            rows = self._connection.execute(
                f"SELECT source FROM entries GROUP BY source HAVING MAX({column}) = '' ORDER BY source"
            ).fetchall()
            found += [(self.sources[source].file, name) for (source,) in rows]
        return tuple(found)

    def _projects(self, terms: Terms) -> tuple[ProjectEntries, ...]:
        """The projects of the counted entries, where none is declared and a column tells them apart."""
        column = project_column(self.dimensions)
        if terms.declared.project or column is None:
            return ()
        rows = self._connection.execute(
            f"SELECT dimension_{column} AS project, COUNT(*), SUM(amount) FROM judged "
            f"WHERE outcome = ? AND dimension_{column} <> '' GROUP BY project ORDER BY 2 DESC, 1",
            [Outcome.INCLUDED.value],
        ).fetchmany(_MOST_PROJECTS)
        return tuple(
            ProjectEntries(
                self.dimensions[column], project, entries, Money(int(amount), self.currency)
            )
            for project, entries, amount in rows
        )

    def judged(
        self,
        outcome: Outcome = Outcome.INCLUDED,
        *,
        year: int | None = None,
        line: int | None = None,
    ) -> Iterator[LedgerEntry]:
        """The entries that the last summary gave an outcome, by date; of a year and line, if given.

        The line NO_LINE gives those that fit no rule.
        """
        chosen = {"outcome": outcome.value, "year": year, "line": line}
        given = {name: value for name, value in chosen.items() if value is not None}
        condition = " AND ".join(f"{name} = ?" for name in given)
        sql = f"SELECT {{columns}} FROM judged WHERE {condition} ORDER BY day, source, row, entry"
        return self._entries(sql, list(given.values()))

    def unmapped(self) -> Unmapped:
        """The entries that the last summary counted on no budget line, to be asked about."""
        return Unmapped(self._connection, self.dimensions)

    def numbered(self, numbers: Sequence[int]) -> tuple[LedgerEntry, ...]:
        """The entries with these numbers (the engine's own), in that order."""
        sql = f"{_SELECT} WHERE rowid = ?"
        return tuple(entry for number in numbers for entry in self._entries(sql, [number]))

    def counted_also(self, other: Ledger) -> tuple[int, Money, tuple[LedgerEntry, ...]]:
        """How many of the entries that the last summary counted another ledger's summary counted too.

        With their sum, and the first of them. The same are entries with the same voucher number, date,
        account, text and amount.
        """
        keys = f"SELECT DISTINCT {_SHARED_KEY} FROM judged WHERE outcome = ? AND voucher <> ''"
        included = Outcome.INCLUDED.value
        theirs = other._connection.execute(keys, [included]).fetchall()
        self._connection.execute(
            "CREATE OR REPLACE TABLE shared AS SELECT j.entry, j.source, j.row, j.day, j.amount "
            "FROM judged AS j JOIN (SELECT UNNEST(?) AS key) AS k "
            f"ON k.key = {_SHARED_KEY} WHERE j.outcome = ?",
            [[key for (key,) in theirs], included],
        )
        count, amount = self._one("SELECT COUNT(*), COALESCE(SUM(amount), 0) FROM shared")
        first = f"SELECT entry FROM shared ORDER BY day, source, row, entry LIMIT {_MOST_ODD}"
        sql = f"{_SELECT} WHERE rowid IN ({first}) ORDER BY day, source, row, rowid"
        return count, Money(int(amount), self.currency), tuple(self._entries(sql, []))

    def _listed(self, outcome: Outcome) -> tuple[LedgerEntry, ...]:
        most = _MOST_OF_OTHERS if outcome is Outcome.OTHER_PROJECT else MOST_LISTED
        return self._first("outcome = ?", [outcome.value], most)

    def _unmapped(self, year: int) -> tuple[LedgerEntry, ...]:
        condition = "outcome = ? AND line < 0 AND year = ?"
        return self._first(condition, [Outcome.INCLUDED.value, year], MOST_LISTED)

    def _first(self, condition: str, values: list[Any], most: int) -> tuple[LedgerEntry, ...]:
        """The first entries by date of which a condition on their verdict holds."""
        chosen = (
            f"SELECT entry FROM verdicts WHERE {condition} "
            f"ORDER BY day, source, row, entry LIMIT {most}"
        )
        sql = f"{_SELECT} WHERE rowid IN ({chosen}) ORDER BY day, source, row, rowid"
        return tuple(self._entries(sql, values))

    def _entries(self, sql: str, values: list[Any]) -> Iterator[LedgerEntry]:
        """The entries that a query gives, whose {columns} are those of an entry."""
        columns = ", ".join(self._columns)
        result = self._connection.cursor().execute(sql.format(columns=columns), values)
        while rows := result.fetchmany(_ROWS_AT_A_TIME):
            yield from map(self._entry, rows)

    @property
    def _columns(self) -> list[str]:
        return [*ENTRY_COLUMNS, *(f"dimension_{i}" for i in range(len(self.dimensions)))]

    def _entry(self, row: Sequence[Any]) -> LedgerEntry:
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
