"""A ledger's texts to days and amounts: a table "parsed" in the engine with one row a row.

What the engine reads by itself is read in bulk. Every other distinct text is read once in Python, and
joined back by its text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from grantcalc.config import LedgerTable
from grantcalc.language import quoted, tr
from grantcalc.money import currency_digits
from grantcalc.reading.days import Order
from grantcalc.reading.decimal_marks import DecimalMarks, decimal_marks
from grantcalc.reading.ledgers.amounts_sql import (
    grouped_amount_sql,
    is_plain_amount_sql,
    minor_sql,
    plain_amount_sql,
    read_amount_texts,
    typed_number,
)
from grantcalc.reading.ledgers.columns import unclear_amounts
from grantcalc.reading.ledgers.dates_sql import (
    no_day_sql,
    plain_day_sql,
    read_day_texts,
    without_time_sql,
)
from grantcalc.reading.ledgers.periods import read_period
from grantcalc.reading.ledgers.row_kinds import balance_pattern, irregular_sql
from grantcalc.reading.ledgers.sheets import RawSheet
from grantcalc.reading.numbers import Mark, UnclearNumberError
from grantcalc.reading.vocabulary import headings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DAYS = ("day", "posted")
_AMOUNTS = ("amount", "debit", "credit")
_FOREIGN = {"foreign_amount": ("DECIMAL(18,4)", 4), "rate": ("DECIMAL(18,8)", 8)}
_TEXTS = ("account", "voucher", "text", "supplier", "foreign_currency")
_ACCOUNTS = ("debit_account", "credit_account")
#: So many credits that are all negative are no corrections: the column is signed.
_SURELY_SIGNED = 3
_MOST_PROOFS = 1_000


@dataclass
class Parsed:
    """How one sheet's texts were read: decisions with their reasons, and why texts were not read.

    `texts` are the engine's expressions for what a row's fields were read from, by name.
    """

    order: Order | None = None
    day_reason: str = field(default_factory=lambda: tr("no typed dates"))
    mark: Mark | None = None
    mark_reason: str = field(default_factory=lambda: tr("no typed amounts"))
    amount_reasons: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    pairs_are_net: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    credits_are_unclear: bool = False


class Parser:
    """Makes the table "parsed" of one sheet."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        sheet: RawSheet,
        currency: str,
        declared: LedgerTable,
        dimensions: Sequence[str],
    ) -> None:
        self._connection = connection
        columns = sheet.columns
        used = {*columns.by_meaning.values(), *columns.others.values(), *columns.amounts}
        if sheet.raw.fields_can_shift:
            used.update(range(columns.last + 1, sheet.raw.width + 1))
        self._sheet = replace(sheet, raw=sheet.raw.looked_at(used))
        self._currency = currency
        self._digits = currency_digits(currency)
        self._declared = declared
        self._dimensions = dimensions
        self._maps: set[str] = set()
        self._odd_amounts: list[str] = []
        self._joins: dict[tuple[str, str], str] = {}
        self.result = Parsed()

    def parse(self, source: int) -> Parsed:
        """Makes the table of the entries of `source`, with `is_odd` for rows out of the ordinary.

        Raises:
            UnclearChoiceError: the order of dates, or which column is the amount, is not clear.
        """
        self._read_days()
        self._decide_mark()
        self._choose_amount()
        self._read_amounts()
        self._read_numbers()
        self._read_periods()
        amount = self._amount_sql()
        fields = {
            "row": "row",
            **{m: self._day(m) for m in _DAYS},
            "amount": amount,
            **{m: self._number(m) for m in _FOREIGN},
            "period": self._period_sql(),
            "account": self._account_sql(),
            **{m: self._text(m) for m in _TEXTS[1:]},
            **{m: self._text(m) for m in _ACCOUNTS if self._sheet.has(*_ACCOUNTS)},
            "is_opening": self._opening_sql(),
            **self._dimension_sql(),
        }
        texts = self._texts_sql()
        every = (f"{sql} AS {name}" for name, sql in {**fields, **texts}.items())
        self._connection.execute(
            "CREATE OR REPLACE TABLE parsed AS "
            f"SELECT ?::INTEGER AS source, {', '.join(fields)}, {irregular_sql(self._sheet.has)} AS is_odd "
            f"FROM (SELECT {', '.join(every)} FROM {self._from} WHERE row > ?) AS read",
            [source, self._head],
        )
        self.result.texts = texts
        return self.result

    # -- texts

    @property
    def _head(self) -> int:
        return self._sheet.columns.header_row

    def _text(self, meaning: str) -> str:
        return self._sheet.text(meaning)

    def _texts_sql(self) -> dict[str, str]:
        """What tells of a row why it is no ordinary one; hardly any row is asked."""
        return {
            "posted_text": no_day_sql(self._text("posted")),
            **{f"{m}_text": self._text(m) for m in ("day", *_AMOUNTS, *_FOREIGN, "side")},
            "balance": self._text("balance"),
            "beyond": self._sheet.beyond,
        }

    def _dimension_sql(self) -> dict[str, str]:
        named = self._sheet.columns.others
        return {
            f"dimension_{i}": self._sheet.raw.text_of(named[name]) if name in named else "''"
            for i, name in enumerate(self._dimensions)
        }

    def _opening_sql(self) -> str:
        pattern = balance_pattern("opening")
        parts = [  # the pattern begins with a letter: most vouchers need not be held against it
            f"CASE WHEN {text} < 'A' THEN FALSE ELSE REGEXP_MATCHES({text}, '{pattern}', 'i') END"
            for text in (self._text(m) for m in ("text", "voucher") if self._sheet.has(m))
        ]
        return " OR ".join(parts) or "FALSE"

    def _account_sql(self) -> str:
        """The account; its number alone, where the column gives its name as well."""
        text = self._text("account")
        pattern = "^(\\d{3,10})[ .:·–-]+[^\\d\\s].*$"
        is_longer = f"CASE WHEN LENGTH({text}) > 4 THEN REGEXP_MATCHES({text}, '{pattern}') END"
        if not self._sheet.has("account") or not self._count(is_longer):
            return text
        self.result.notes["account"] = tr("the number before the account's name")
        return f"REGEXP_REPLACE({text}, '{pattern}', '\\1')"

    def _count(self, condition: str) -> int:
        return int(self._row(f"COUNT(*) FILTER (WHERE {condition})")[0])

    def _row(self, expressions: str) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self._connection.execute(
            f"SELECT {expressions} FROM {self._from} WHERE row > ?",
            [self._head],
        ).fetchall()[0]
        return found

    def _distinct(self, expression: str, condition: str) -> list[Any]:
        rows = self._connection.execute(
            f"SELECT DISTINCT {expression} FROM {self._sheet.raw.table} "
            f"WHERE row > ? AND {condition}",
            [self._head],
        ).fetchall()
        return [row[0] for row in rows]

    def _map(self, name: str, kind: str, values: Mapping[str, Any]) -> None:
        """Keeps what texts mean where the engine can join it."""
        if values:
            self._connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {name}_texts AS "
                f"SELECT UNNEST(?::VARCHAR[]) AS text, UNNEST(?::{kind}[]) AS value",
                [list(values), list(values.values())],
            )
            self._maps.add(name)

    def _mapped(self, name: str, plain: str, text: str) -> str:
        """What the engine reads of a text, else what Python did."""
        if name not in self._maps:
            return plain
        alias = self._joins.setdefault((name, text), f"m{len(self._joins)}")
        return f"{alias}.value" if plain.startswith("NULL") else f"COALESCE({plain}, {alias}.value)"

    @property
    def _from(self) -> str:
        """The sheet's table, joined with what its texts mean."""
        joins = (
            f" LEFT JOIN {name}_texts AS {alias} ON {alias}.text = {text}"
            for (name, text), alias in self._joins.items()
        )
        return self._sheet.raw.table + "".join(joins)

    # -- days

    def _read_days(self) -> None:
        """Days have few distinct texts, so that all of them are read once and joined back."""
        columns = [self._text(m) for m in _DAYS if self._sheet.has(m)]
        each = " UNION ".join(
            f"SELECT DISTINCT {text} AS text FROM {self._sheet.raw.table} WHERE row > {self._head}"
            for text in columns
        )
        bare = without_time_sql("text")
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE day_texts AS SELECT text, {plain_day_sql(bare)} AS value "
            f"FROM ({each}) WHERE text <> ''"
        )
        self._maps.add("day")
        odd = self._connection.execute(
            f"SELECT DISTINCT {bare} FROM day_texts WHERE value IS NULL"
        ).fetchall()
        read = read_day_texts(self._sheet.raw.file, [row[0] for row in odd], self._declared)
        self._connection.execute(
            "UPDATE day_texts SET value = read.day FROM "
            "(SELECT UNNEST(?::VARCHAR[]) AS bare, UNNEST(?::DATE[]) AS day) AS read "
            f"WHERE value IS NULL AND {bare} = read.bare",
            [list(read.days), list(read.days.values())],
        )
        self.result.order, self.result.day_reason = read.order, read.reason

    def _day(self, meaning: str) -> str:
        if not self._sheet.has(meaning):
            return "NULL::DATE"
        return self._mapped("day", "NULL::DATE", self._text(meaning))

    # -- amounts

    def _amount_columns(self) -> list[str]:
        columns = [self._text(m) for m in _AMOUNTS if self._sheet.has(m)]
        return columns + [
            self._sheet.raw.text_of(c)
            for c in self._sheet.columns.amounts
            if c != self._sheet.columns.by_meaning["amount"]
        ]

    def _decide_mark(self) -> None:
        """The mark before decimals, by what all columns of amounts hold."""
        comma = point = None
        columns = self._amount_columns()
        each: list[str] = []
        for text in columns:
            plain = is_plain_amount_sql(text, self._digits)
            each += (
                f"MIN({text}) FILTER (WHERE {plain} AND CONTAINS({text}, '{m}'))" for m in ",."
            )
            each.append(f"COUNT(*) FILTER (WHERE NOT {plain} AND {text} <> '')")
        found_all = iter(self._row(", ".join(each)))
        for text, with_comma, with_point, irregular in zip(
            columns, found_all, found_all, found_all, strict=True
        ):
            if irregular:
                self._odd_amounts.append(text)
                plain = is_plain_amount_sql(text, self._digits)
                condition = f"{text} <> '' AND NOT {plain} ORDER BY 1 LIMIT {_MOST_PROOFS}"
                found = decimal_marks(self._distinct(text, condition))
                comma, point = comma or found.comma, point or found.point
            comma, point = comma or with_comma, point or with_point
        marks = DecimalMarks(comma, point)
        self.result.mark, self.result.mark_reason = marks.decided, marks.reason
        if self._declared.decimal:
            self.result.mark = self._declared.decimal
            self.result.mark_reason = tr("declared in grantcalc.toml")

    def _choose_amount(self) -> None:
        """Of columns with one heading, the one that is the other times the rate.

        Raises:
            UnclearChoiceError: nothing shows which that is.
        """
        columns = self._sheet.columns
        if not columns.amounts:
            return
        one, other = (self._bulk(self._sheet.raw.text_of(c)) for c in columns.amounts[:2])
        rate = self._number("rate") if self._sheet.has("rate") else "NULL"
        differing = self._count(f"{one} <> {other}")
        fits = {
            columns.amounts[0]: f"ABS({other} * {rate} - {one}) <= 1",
            columns.amounts[1]: f"ABS({one} * {rate} - {other}) <= 1",
        }
        chosen = [
            c for c, sql in fits.items() if self._count(f"{one} <> {other} AND {sql}") == differing
        ]
        if (differing and len(chosen) != 1) or len(columns.amounts) > 2:
            raise unclear_amounts(self._sheet.raw.file, columns)
        columns.by_meaning["amount"] = chosen[0]
        rest = next(c for c in columns.amounts if c != chosen[0])
        columns.by_meaning["foreign_amount"] = rest
        for name in [name for name, c in columns.others.items() if c in columns.amounts]:
            del columns.others[name]
        self.result.notes["amount"] = (
            tr("of two with this heading: it is the other times the rate")
            if differing
            else tr("of two with this heading: both hold the same")
        )

    def _bulk(self, text: str) -> str:
        plain = plain_amount_sql(text, self._digits)
        return f"COALESCE({plain}, {grouped_amount_sql(text, self._currency, self.result.mark)})"

    def _read_amounts(self) -> None:
        if not self._odd_amounts:
            return
        parts = [
            f"SELECT DISTINCT {text} AS text FROM {self._sheet.raw.table} WHERE row > {self._head} "
            f"AND {text} <> '' AND NOT {is_plain_amount_sql(text, self._digits)}"
            for text in self._odd_amounts
        ]
        grouped = grouped_amount_sql("text", self._currency, self.result.mark)
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE amount_texts AS "
            f"SELECT text, {grouped} AS value FROM ({' UNION '.join(parts)})"
        )
        odd = self._connection.execute(
            "SELECT text FROM amount_texts WHERE value IS NULL"
        ).fetchall()
        read = read_amount_texts((row[0] for row in odd), self._currency, self.result.mark)
        self.result.amount_reasons.update(read.reasons)
        self._connection.execute("DELETE FROM amount_texts WHERE value IS NULL")
        self._connection.execute(
            "INSERT INTO amount_texts SELECT UNNEST(?::VARCHAR[]), UNNEST(?::BIGINT[])",
            [list(read.minor), list(read.minor.values())],
        )
        self._maps.add("amount")

    def _value(self, meaning: str) -> str:
        text = self._text(meaning)
        if text not in self._odd_amounts:  # all are plain, or empty
            return minor_sql(text, self._digits)
        return self._mapped("amount", plain_amount_sql(text, self._digits), text)

    def _amount_sql(self) -> str:
        """The amount of a row in minor units: its own column, or debit minus credit."""
        if not self._sheet.has("debit", "credit"):
            value = self._value("amount")
            return f"{value} * ({self._side_sql()})" if self._sheet.has("side") else value
        debit, credit = (self._text(m) for m in ("debit", "credit"))
        one, other = (
            f"(CASE WHEN {self._text(m)} = '' THEN 0 ELSE {self._value(m)} END)"
            for m in ("debit", "credit")
        )
        sign = self._sign_of_credits()
        refused = f"({debit} = '' OR {credit} = '') AND {one} = 0 AND {other} = 0"
        if not self.result.pairs_are_net:
            refused += f" OR {one} <> 0 AND {other} <> 0"
        if self.result.credits_are_unclear:
            refused += f" OR {other} < 0"
        if self._sheet.has("amount"):
            amount = f"ABS({self._value('amount')})"
            refused += f" OR {self._text('amount')} <> '' AND {amount} <> ABS({one} {sign} {other})"
        return f"CASE WHEN {refused} THEN NULL ELSE {one} {sign} {other} END"

    def _side_sql(self) -> str:
        """1 where the row says debit, -1 where it says credit, else NULL."""
        text = f"LOWER({self._text('side')})"
        sides = (
            f"WHEN {text} IN ({', '.join(map(_quoted, headings('ledger_row', meaning)))}) THEN {sign}"
            for meaning, sign in (("debit_side", 1), ("credit_side", -1))
        )
        return f"CASE {' '.join(sides)} END"

    def _sign_of_credits(self) -> str:
        """How debit and credit make the amount, by what all rows hold.

        Credits may be written negative: all of them are, and so many or such that all balances. A few
        of which neither is true may as well be credits that are taken back, and are not read. Both
        sides may be filled as a rule, so that their difference is meant; else such a row is a fault.
        """
        if not self._sheet.has("debit") or not self._sheet.has("credit"):
            return "-"
        debit, credit = self._value("debit"), self._value("credit")
        positive, negative, together, both, either = self._row(
            f"COUNT(*) FILTER (WHERE {credit} > 0), COUNT(*) FILTER (WHERE {credit} < 0), "
            f"COALESCE(SUM({debit}), 0) + COALESCE(SUM({credit}), 0), "
            f"COUNT(*) FILTER (WHERE {debit} <> 0 AND {credit} <> 0), "
            f"COUNT(*) FILTER (WHERE {debit} <> 0 OR {credit} <> 0)"
        )
        self.result.pairs_are_net = both * 2 > either
        if self.result.pairs_are_net:
            self.result.notes["debit"] = tr(
                "most rows fill debit and credit: their difference counts"
            )
        is_signed = negative and not positive and (negative >= _SURELY_SIGNED or not together)
        self.result.credits_are_unclear = bool(negative and not positive and not is_signed)
        if is_signed:
            self.result.notes["credit"] = tr("credits are written negative")
        return "+" if is_signed else "-"

    # -- other numbers, and periods

    def _read_numbers(self) -> None:
        for meaning, (kind, digits) in _FOREIGN.items():
            if not self._sheet.has(meaning):
                continue
            text = self._text(meaning)
            values = {}
            for typed in self._distinct(
                text, f"{text} <> '' AND {_plain_number(text, digits)} IS NULL"
            ):
                if (value := _number_of(typed, self.result.mark, digits)) is not None:
                    values[typed] = value
            self._map(meaning, kind, values)

    def _number(self, meaning: str) -> str:
        kind, digits = _FOREIGN[meaning]
        if not self._sheet.has(meaning):
            return f"NULL::{kind}"
        text = self._text(meaning)
        return f"CAST({self._mapped(meaning, _plain_number(text, digits), text)} AS {kind})"

    def _read_periods(self) -> None:
        if not self._sheet.has("period"):
            return
        text, year = self._text("period"), self._text("year")
        joined = f"{year} || '|' || {text}" if self._sheet.has("year") else f"'|' || {text}"
        periods: dict[str, int] = {}
        unread: list[str] = []
        for both in self._distinct(joined, f"{text} <> ''"):
            its_year, _, its_text = both.partition("|")
            period = read_period(its_text, its_year)
            if period:
                periods[both] = period
            else:
                unread.append(its_text)
        self._map("period", "INTEGER", periods)
        if unread:
            shown = ", ".join(quoted(text) for text in sorted(unread)[:3])
            self.result.notes["period"] = tr("not known where it says {texts}", texts=shown)

    def _period_sql(self) -> str:
        if "period" not in self._maps:
            return "NULL::INTEGER"
        text, year = self._text("period"), self._text("year")
        joined = f"{year} || '|' || {text}" if self._sheet.has("year") else f"'|' || {text}"
        return self._mapped("period", "NULL::INTEGER", joined)


def _quoted(word: str) -> str:
    return f"'{word}'"


def _plain_number(text: str, digits: int) -> str:
    pattern = "^-?\\d{1,9}([.,]\\d{1,2})?$" if digits == 4 else "^\\d{1,6}([.,]\\d{1,8})?$"
    cast = f"TRY_CAST(REPLACE({text}, ',', '.') AS DECIMAL(18,{digits}))"
    return f"CASE WHEN REGEXP_MATCHES({text}, '{pattern}') THEN {cast} END"


def _number_of(text: str, mark: Mark | None, digits: int) -> Decimal | None:
    """A foreign amount or a rate; None where it cannot be read or does not fit."""
    try:
        value = typed_number(text, mark)
    except UnclearNumberError:
        return None
    rounded = round(value, digits)
    return rounded if abs(value - rounded) < Decimal("0.0000001") and abs(value) < 10**9 else None
