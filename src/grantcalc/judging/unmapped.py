"""What is known of the entries that fit no mapping rule, beside those that fit one: counts by value.

Proposals for rules are made of these counts, in Python; the entries stay in the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grantcalc.config import MappingRule
from grantcalc.judging.mapping import RuleSql
from grantcalc.judging.outcomes import Outcome

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: More values of one kind than this are no help to a person.
_MOST_VALUES = 5_000
_EXAMPLES = 3


@dataclass(frozen=True)
class Value:
    """A value of a column among the unmapped entries, and how many have it.

    `lines` are the budget lines of the mapped entries with the same value, with their numbers.
    """

    value: str
    entries: int
    lines: dict[int, int]


@dataclass(frozen=True)
class Taken:
    """Entries: how many, how much, the numbers of the first, and the other rules that fit some."""

    entries: int
    amount: int
    first: Sequence[int]
    others: Sequence[int]


class Unmapped:
    """The table `unmapped`: the entries that still fit no rule; those that a proposal takes leave it."""

    def __init__(self, connection: DuckDBPyConnection, dimensions: Sequence[str]) -> None:
        self._connection = connection
        self._dimensions = dimensions
        connection.execute(
            "CREATE OR REPLACE TABLE unmapped AS SELECT j.*, a.number, LOWER(j.text) AS text_, "
            "LOWER(j.supplier) AS supplier_, TRUE AS text_fits FROM judged AS j "
            "LEFT JOIN accounts AS a ON a.account = j.account "
            f"WHERE j.outcome = '{Outcome.INCLUDED}' AND j.line < 0"
        )

    def values(self, column: str) -> list[Value]:
        """The values of a column, those with the most unmapped entries first."""
        rows = self._connection.execute(
            f"SELECT u.value, u.entries, m.line, m.entries FROM "
            f"(SELECT {column} AS value, COUNT(*) AS entries FROM unmapped WHERE {column} <> '' "
            f"GROUP BY {column} ORDER BY entries DESC, value LIMIT {_MOST_VALUES}) AS u LEFT JOIN "
            f"(SELECT {column} AS value, line, COUNT(*) AS entries FROM judged "
            f"WHERE outcome = '{Outcome.INCLUDED}' AND line >= 0 GROUP BY {column}, line) AS m "
            "ON m.value = u.value ORDER BY u.entries DESC, u.value, m.line"
        ).fetchall()
        found: dict[str, Value] = {}
        for value, entries, line, mapped in rows:
            one = found.setdefault(value, Value(value, entries, {}))
            if line is not None:
                one.lines[line] = mapped
        return list(found.values())

    def words(self) -> list[str]:
        """The words of the unmapped entries' texts and suppliers, the most frequent first."""
        rows = self._connection.execute(
            r"SELECT word FROM (SELECT UNNEST(REGEXP_EXTRACT_ALL(text_, '\p{L}{4,}')) AS word "
            "FROM unmapped) AS found GROUP BY word ORDER BY COUNT(*) DESC, word "
            f"LIMIT {_MOST_VALUES}"
        ).fetchall()
        return [row[0] for row in rows]

    def account_names(self, column: str) -> dict[str, str]:
        """The accounts of the unmapped entries with their name in a column, where each has only one."""
        rows = self._connection.execute(
            f"SELECT account, MIN({column}) FROM unmapped WHERE {column} <> '' AND account <> '' "
            f"GROUP BY account HAVING MIN({column}) = MAX({column}) ORDER BY account "
            f"LIMIT {_MOST_VALUES}"
        ).fetchall()
        return dict(rows)

    def take(self, rule: MappingRule, others: Sequence[tuple[int, MappingRule]]) -> Taken:
        """Removes what a rule takes; `others` are rules, by their number, that may want some of it too."""
        condition, values = RuleSql(self._connection, [(0, rule)], self._dimensions).condition(rule)
        either, other_values = RuleSql(self._connection, others, self._dimensions).rule()
        fits = f"FROM unmapped WHERE {condition}"
        rows = self._connection.execute(
            f"SELECT {either} AS other, COUNT(*), COALESCE(SUM(amount), 0) {fits} "
            "GROUP BY other ORDER BY other",
            [*other_values, *values],
        ).fetchall()
        first = self._connection.execute(
            f"SELECT entry {fits} ORDER BY day, source, row, entry LIMIT {_EXAMPLES}", values
        ).fetchall()
        self._connection.execute(f"DELETE {fits}", values)
        return Taken(
            entries=sum(count for _, count, _ in rows),
            amount=sum(int(amount) for _, _, amount in rows),
            first=[number for (number,) in first],
            others=[others[number][0] for number, _, _ in rows if number >= 0],
        )

    def count(self, rule: MappingRule) -> int:
        """How many of the entries that are left a rule would take."""
        condition, values = RuleSql(self._connection, [(0, rule)], self._dimensions).condition(rule)
        ((count,),) = self._connection.execute(
            f"SELECT COUNT(*) FROM unmapped WHERE {condition}", values
        ).fetchall()
        return int(count)

    def left(self, most: int) -> Taken:
        """What no rule has taken."""
        ((count, amount),) = self._connection.execute(
            "SELECT COUNT(*), COALESCE(SUM(amount), 0) FROM unmapped"
        ).fetchall()
        first = self._connection.execute(
            f"SELECT entry FROM unmapped ORDER BY day, source, row, entry LIMIT {most}"
        ).fetchall()
        return Taken(count, int(amount), [number for (number,) in first], [])
