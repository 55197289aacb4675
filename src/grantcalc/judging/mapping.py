"""Mapping rules as SQL: which budget line an entry belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from grantcalc.config import MappingRule
from grantcalc.judging.charts import in_accounts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: In the column "line": no rule fits; a rule says that the entry is left out.
NO_LINE, LEAVE_OUT = -1, -2

#: Fewer words than this are quicker looked for one by one.
_MANY_WORDS = 8


class RuleSql:
    """The rules as SQL over the columns account, number, text_, supplier_ and the dimensions.

    `text_` and `supplier_` are in lower case, and `text_fits` says whether any word of any rule stands in
    the text: most texts hold none, and need not be compared with hundreds of rules.
    """

    def __init__(
        self,
        connection: DuckDBPyConnection,
        rules: Sequence[tuple[int | None, MappingRule]],
        dimensions: Sequence[str],
    ) -> None:
        self._dimensions = dimensions
        self._lower = _lowered(connection, [w for _, r in rules for w in (*r.text, *r.supplier)])
        self._words = list(dict.fromkeys(self._lower[w] for _, rule in rules for w in rule.text))
        self._rules = rules

    def text_fits(self) -> tuple[str, list[Any]]:
        """Whether any word of any rule stands in `text_`: one pass over a text for all words."""
        if len(self._words) < _MANY_WORDS:
            return "TRUE", []
        any_word = "|".join(_as_expression(word) for word in self._words)
        return "REGEXP_MATCHES(text_, ?)", [f"(?s){any_word}"]

    def rule(self) -> tuple[str, list[Any]]:
        """The first rule that fits an entry, by its number from 0; negative where none does."""
        whens, values = [], []
        for number, (_, rule) in enumerate(self._rules):
            condition, its_values = self.condition(rule)
            whens.append(f"WHEN {condition} THEN {number}")
            values += its_values
        return (f"CASE {' '.join(whens)} ELSE -1 END" if whens else "-1"), values

    def line(self) -> str:
        """The budget line of an entry, by the column `rule`."""
        if not self._rules:
            return str(NO_LINE)
        whens = (
            f"WHEN {number} THEN {LEAVE_OUT if line is None else line}"
            for number, (line, _) in enumerate(self._rules)
        )
        return f"CASE rule {' '.join(whens)} ELSE {NO_LINE} END"

    def condition(self, rule: MappingRule) -> tuple[str, list[Any]]:
        """A rule as SQL: every kind of condition that it gives must hold, one value of each."""
        conditions: list[str] = []
        values: list[Any] = []
        if rule.accounts:
            fits, accounts = in_accounts(rule.accounts)
            conditions.append(fits)
            values += accounts
        for name, wanted in rule.dimensions.items():
            if name not in self._dimensions:
                return "1 = 0", []
            column = f"dimension_{self._dimensions.index(name)}"
            conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
        if rule.text:
            conditions.append("text_fits")
        for column, words in (("text_", rule.text), ("supplier_", rule.supplier)):
            if words:
                fits, texts = self._holds(column, words)
                conditions.append(fits)
                values += texts
        return " AND ".join(f"({condition})" for condition in conditions), values

    def _holds(self, column: str, words: Sequence[str]) -> tuple[str, list[Any]]:
        parts, values = [], []
        for word in (self._lower[word] for word in words):
            if "*" in word:
                parts.append(f"{column} LIKE ? ESCAPE '\\'")
                values.append(f"%{_as_like(word)}%")
            else:
                parts.append(f"POSITION(? IN {column}) > 0")
                values.append(word)
        return " OR ".join(parts), values


def _lowered(connection: DuckDBPyConnection, words: Sequence[str]) -> dict[str, str]:
    """Words in lower case, as the engine itself makes it of the entries' texts."""
    distinct = list(dict.fromkeys(words))
    if not distinct:
        return {}
    values = ", ".join("(?)" for _ in distinct)
    rows = connection.execute(
        f"SELECT word, LOWER(word) FROM (VALUES {values}) AS given(word)", distinct
    ).fetchall()
    return dict(rows)


def _as_like(word: str) -> str:
    escaped = re.sub(r"([\\%_])", r"\\\1", word)
    return escaped.replace("*", "%")


def _as_expression(word: str) -> str:
    return ".*".join(re.escape(part) for part in word.split("*"))
