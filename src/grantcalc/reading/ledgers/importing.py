"""Ledgers to columns of entries; only rows out of the ordinary pass through Python.

What cannot be used becomes a rejected row with its place, and what is no entry is left out and
counted; nothing becomes a zero.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from grantcalc.config import LedgerRole, LedgerTable
from grantcalc.finding import Place
from grantcalc.language import tr
from grantcalc.ledger import ENTRY_COLUMNS, MOST_LISTED
from grantcalc.model import RejectedRow
from grantcalc.reading.ledgers.entries import add_table
from grantcalc.reading.ledgers.parsing import Parsed, Parser
from grantcalc.reading.ledgers.row_kinds import (
    OddRow,
    RowKind,
    RowRules,
    is_called_total,
    is_total,
    total_pattern,
)
from grantcalc.reading.ledgers.sheets import RawSheet

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: What a row out of the ordinary is asked for; a period is decided by its column as a whole.
_MEANINGS = [role for role in get_args(LedgerRole) if role not in ("period", "year", "ignore")]
_WITH_TEXTS = ("day", "posted", "amount", "debit", "credit", "side", "foreign_amount", "rate")
_TWO_ACCOUNTS = ("debit_account", "credit_account")
_UNREAD = ("posted", "foreign_amount", "rate")
#: Where so many of the rows have neither date nor voucher, they belong to the voucher above.
_ONE_IN = 5


@dataclass
class ImportedSheet:
    """What became of the rows of one sheet that are no entries, and how its texts were read."""

    parsed: Parsed
    rejected: list[RejectedRow] = field(default_factory=list)
    left_out: list[tuple[int, RowKind, str]] = field(default_factory=list)
    totals_left_out: int = 0
    headings: int = 0
    continued: int = 0


def import_sheet(
    connection: DuckDBPyConnection,
    sheet: RawSheet,
    source: int,
    currency: str,
    dimensions: Sequence[str],
    declared: LedgerTable,
) -> ImportedSheet:
    """Adds a sheet's entries to the engine's table of them, with its columns `dimensions`.

    Raises:
        UnclearChoiceError: the sheet's dates or amounts can be read in more than one way.
    """
    parsed = Parser(connection, sheet, currency, declared, dimensions).parse(source)
    return _SheetImport(connection, sheet, source, dimensions, parsed).run()


class _SheetImport:
    """Moves one sheet's parsed rows into the entries, and keeps account of those that cannot go there."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        sheet: RawSheet,
        source: int,
        dimensions: Sequence[str],
        parsed: Parsed,
    ) -> None:
        self._connection = connection
        self._sheet = sheet
        self._source = source
        self._names = dimensions
        self._dimensions = [f"dimension_{i}" for i in range(len(dimensions))]
        self._done = ImportedSheet(parsed)
        columns = sheet.columns
        heads = {m: columns.headings.get(c, "") for m, c in columns.by_meaning.items()}
        self._rules = RowRules(heads, frozenset(columns.by_meaning))

    def run(self) -> ImportedSheet:
        """Sorts every row of the sheet."""
        groups: list[tuple[int, str]] = []
        openings: list[OddRow] = []
        waiting: list[OddRow] = []
        sums = self._dated_sums()
        for row in self._odd_rows(sums):
            match RowKind.TOTAL if row.row in sums else self._rules.kind(row):
                case RowKind.OPENING:
                    openings.append(row)
                case RowKind.CONTINUED:
                    waiting.append(row)
                case RowKind.ENTRY:
                    self._reject(row, *self._why_not(row))
                case kind:
                    self._leave_out(row, kind)
                    if kind is RowKind.ACCOUNT:
                        groups.append((row.row, self._rules.account_in(row) or ""))
        self._regroup(groups)
        anchors = self._anchors(waiting)
        for row in waiting:
            if row.row not in anchors:
                self._reject(row, *self._why_not(row))
        self._recover(anchors, openings)
        self._insert()
        return self._done

    # -- rows out of the ordinary

    def _dated_sums(self) -> set[int]:
        """Rows that are called a sum and are that of the rows above, though they look like entries.

        Only sums that are proved: of the rows since the last of them, or of all. A sum of one row alone
        proves nothing where no other sum is proved and the row names an account as entries do.
        """
        fields = [m for m in ("account", "text") if self._sheet.has(m)]
        named = " OR ".join(f"REGEXP_MATCHES(LOWER({m}), '{total_pattern()}')" for m in fields)
        is_bare = "(account < '0' OR account >= ':')" if self._sheet.has("voucher") else "TRUE"
        found = self._connection.execute(
            f"SELECT row, amount, account, text FROM parsed WHERE day IS NOT NULL "
            f"AND amount IS NOT NULL AND {is_bare} AND ({named or 'FALSE'}) ORDER BY row"
        ).fetchall()
        called = [
            (row, amount) for row, amount, *texts in found if any(map(is_called_total, texts))
        ]
        if not called:
            return set()
        self._keep("sums", called, ("BIGINT", "BIGINT"))
        running = (
            "SELECT row, s.value, SUM(CASE WHEN s.value IS NULL THEN p.amount ELSE 0 END) OVER upto "
            "AS total, COUNT(*) FILTER (WHERE s.value IS NULL) OVER upto AS entries "
            "FROM parsed AS p LEFT JOIN sums AS s USING (row) WINDOW upto AS (ORDER BY row)"
        )
        at_sums = self._connection.execute(
            f"SELECT row, value, total, entries FROM ({running}) WHERE value IS NOT NULL ORDER BY row"
        ).fetchall()
        proved, last_total, last_entries = [], 0, 0
        for row, value, total, entries in at_sums:
            if value == total:
                proved.append((row, entries))
            elif value == total - last_total:
                proved.append((row, entries - last_entries))
            last_total, last_entries = total, entries
        is_sure = any(entries > 1 for _, entries in proved)
        return {row for row, entries in proved if is_sure or entries > 1}

    def _odd_rows(self, sums: Collection[int]) -> Iterator[OddRow]:
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE odd AS SELECT row FROM parsed "
            "WHERE is_odd OR row IN (SELECT UNNEST(?::BIGINT[]))",
            [list(sums)],
        )
        self._connection.execute("ALTER TABLE parsed DROP COLUMN is_odd")
        if not self._count("SELECT COUNT(*) FROM odd"):
            return
        texts = [f"{m}_text" if m in _WITH_TEXTS else m for m in _MEANINGS]
        every = [*texts, *self._dimensions, "beyond", "balance"]
        accounts = [] if self._has_two_accounts else [f"'' AS {m}" for m in _TWO_ACCOUNTS]
        asked = [f"{sql} AS {name}" for name, sql in self._done.parsed.texts.items()]
        rows = self._connection.execute(
            f"SELECT row, day, amount, {', '.join([*_UNREAD, *every])} "
            f"FROM (SELECT {', '.join(['parsed.*', *accounts, *asked])} FROM parsed SEMI JOIN odd "
            f"USING (row) JOIN {self._sheet.raw.table} USING (row)) AS read "
            f"WHERE CONCAT({', '.join(every)}) <> '' ORDER BY row"
        ).fetchall()
        order = self._order()
        for row, day, amount, posted, foreign, rate, *rest in rows:
            fields = dict(zip(every, rest, strict=True))
            read = zip(_UNREAD, (posted, foreign, rate), strict=True)
            yield OddRow(
                row=row,
                day=day,
                amount=amount,
                by_meaning={m: fields[t] for m, t in zip(_MEANINGS, texts, strict=True)},
                texts=[fields[name] for name in order if fields[name]],
                beyond=fields["beyond"],
                balance=fields["balance"],
                unread=[m for m, value in read if value is None and fields[f"{m}_text"]],
            )

    def _order(self) -> list[str]:
        """The names of the parsed texts in the order of the file's columns."""
        columns = self._sheet.columns
        at = {f"{m}_text" if m in _WITH_TEXTS else m: c for m, c in columns.by_meaning.items()}
        at = {name: c for name, c in at.items() if name not in ("balance", "period", "year")}
        for dimension, name in zip(self._dimensions, self._names, strict=True):
            if name in columns.others:
                at[dimension] = columns.others[name]
        return sorted(at, key=at.__getitem__)

    def _leave_out(self, row: OddRow, kind: RowKind) -> None:
        if kind is RowKind.TOTAL:
            self._done.totals_left_out += 1
        else:
            self._done.headings += 1
        if len(self._done.left_out) < MOST_LISTED:
            self._done.left_out.append((row.row, kind, row.shown))

    def _reject(self, row: OddRow, meaning: str, reason: str) -> None:
        letters = self._sheet.letters(meaning, "amount", "debit", "credit")
        raw = self._sheet.raw
        place = Place(file=raw.file, sheet=raw.sheet, cell=f"{letters}{row.row}")
        self._done.rejected.append(RejectedRow(at=place, reason=reason, raw=row.shown))

    def _why_not(self, row: OddRow) -> tuple[str, str]:
        """The column that keeps a row from being an entry, and the reason."""
        if row.beyond:
            return "amount", tr(
                'it has more fields than there are headings ("{beyond}")', beyond=row.beyond
            )
        if is_total(row):
            said = row["text"] or row["account"]
            return "amount", tr('"{text}" seems to sum others: it has no voucher', text=said)
        if row.day is None:
            missing = tr("it has no date and no amount")
            if row.amount_texts:
                missing = tr("it has an amount but no date")
            return "day", tr('"{text}" is no date', text=row["day"]) if row["day"] else missing
        if row.amount is None:
            return self._why_no_amount(row)
        if not row["debit_account"] and not row["credit_account"] and self._has_two_accounts:
            return "debit_account", tr("it names neither a debit nor a credit account")
        wrong = row.unread[0]
        if wrong == "posted":
            return wrong, tr('"{text}" is no date', text=row[wrong])
        return wrong, tr('"{text}" is no number', text=row[wrong])

    def _why_no_amount(self, row: OddRow) -> tuple[str, str]:
        reasons = self._done.parsed.amount_reasons
        for meaning in ("amount", "debit", "credit"):
            if row[meaning] in reasons:
                return meaning, reasons[row[meaning]]
        if not row.amount_texts:
            return "amount", tr("it has a date but no amount")
        if not self._sheet.has("debit", "credit"):
            if row["side"]:
                return "side", tr('"{text}" tells neither debit nor credit', text=row["side"])
            return "side", tr("nothing tells neither debit nor credit")
        if row["debit"] and row["credit"]:
            if row["amount"]:
                return "amount", tr("it is not what debit and credit give")
            return "debit", tr("debit and credit are both filled, so its sign is not clear")
        if (
            self._done.parsed.credits_are_unclear
            and row["credit"]
            and not row["debit"].strip("0,.-")
        ):
            return (
                "credit",
                tr(
                    "its credit is negative, and so few are that it may be a credit or one "
                    "taken back; write a credit without the minus, and what is taken back as "
                    "debit"
                ),
            )
        if row["amount"]:
            return "amount", tr("it is not what debit and credit give")
        return "debit", tr("one of debit and credit is empty and the other is 0")

    # -- rows that take something from the rows above

    def _regroup(self, groups: Sequence[tuple[int, str]]) -> None:
        """Entries without an account get that of the heading above them."""
        if groups:
            self._keep("groups", groups, ("BIGINT", "VARCHAR"))
            self._connection.execute(
                "UPDATE parsed SET account = found.value FROM (SELECT p.row AS at, g.value "
                "FROM parsed AS p ASOF JOIN groups AS g ON p.row >= g.row WHERE p.account = '') "
                "AS found WHERE parsed.row = found.at"
            )

    def _keep(self, name: str, pairs: Sequence[tuple[int, Any]], kinds: tuple[str, str]) -> None:
        """Pairs of a row and a value, where the engine can join them."""
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS "
            f"SELECT UNNEST(?::{kinds[0]}[]) AS row, UNNEST(?::{kinds[1]}[]) AS value",
            [[row for row, _ in pairs], [value for _, value in pairs]],
        )

    def _anchors(self, waiting: Sequence[OddRow]) -> Mapping[int, int]:
        """The rows that belong to the voucher above, with the row that gives its date and number."""
        if not waiting or not self._sheet.has("voucher"):
            return {}
        self._keep("waiting", [(row.row, row.amount) for row in waiting], ("BIGINT", "BIGINT"))
        found = self._connection.execute(
            "SELECT p.row, p.voucher FROM parsed AS p ANTI JOIN odd USING (row) "
            "JOIN waiting AS w ON p.row = w.row - 1"
        ).fetchall()
        vouchers = {row: (row, voucher) for row, voucher in found}
        anchors: dict[int, int] = {}
        for row in waiting:
            anchor, voucher = vouchers.get(row.row - 1, (0, ""))
            if voucher and row["voucher"] in ("", voucher):
                anchors[row.row] = anchor
                vouchers[row.row] = (anchor, voucher)
        without = [row for row in waiting if row.row in anchors and not row["voucher"]]
        if not self._is_evident(without):
            return {
                row.row: anchors[row.row]
                for row in waiting
                if row["voucher"] and row.row in anchors
            }
        self._done.continued = len(anchors)
        return anchors

    def _is_evident(self, rows: Sequence[OddRow]) -> bool:
        """Whether rows without date and voucher are parts of vouchers, and no sums of others.

        Each says what it is for, they are many, and they are not what stands above them.
        """
        if len(rows) < 2 or (self._sheet.has("text") and not all(row["text"] for row in rows)):
            return False
        regular = self._count("SELECT COUNT(*) FROM parsed ANTI JOIN odd USING (row)")
        blocks, sums = self._connection.execute(
            "SELECT COUNT(*), COUNT(*) FILTER (WHERE above = value) FROM (SELECT w.row, w.value, "
            "SUM(p.amount) AS above FROM (SELECT row, amount FROM parsed ANTI JOIN odd USING (row)) "
            "AS p ASOF JOIN waiting AS w ON p.row <= w.row GROUP BY w.row, w.value) AS block"
        ).fetchall()[0]
        return len(rows) * _ONE_IN >= regular and sums < blocks

    def _recover(self, anchors: Mapping[int, int], openings: Sequence[OddRow]) -> None:
        """Rows that are entries after all: parts of the voucher above, and opening balances."""
        if anchors:
            self._keep("anchors", list(anchors.items()), ("BIGINT", "BIGINT"))
            self._connection.execute(
                "UPDATE parsed SET day = a.day, voucher = a.voucher, posted = a.posted, "
                "period = COALESCE(parsed.period, a.period) "
                "FROM anchors, parsed AS a WHERE parsed.row = anchors.row AND a.row = anchors.value"
            )
            self._connection.execute("DELETE FROM odd WHERE row IN (SELECT row FROM anchors)")
        if not openings:
            return
        first = self._connection.execute(
            "SELECT MIN(day) FROM parsed ANTI JOIN odd USING (row)"
        ).fetchall()[0][0]
        for row in [row for row in openings if not (row.day or first)]:
            self._reject(row, "day", tr("it has an amount but no date"))
        kept = [(row.row, row.day or first) for row in openings if row.day or first]
        self._keep("openings", kept, ("BIGINT", "DATE"))
        self._connection.execute(
            "UPDATE parsed SET day = openings.value, is_opening = TRUE FROM openings "
            "WHERE parsed.row = openings.row"
        )
        self._connection.execute("DELETE FROM odd WHERE row IN (SELECT row FROM openings)")

    def _count(self, sql: str) -> int:
        return int(self._connection.execute(sql).fetchall()[0][0])

    # -- entries

    @property
    def _has_two_accounts(self) -> bool:
        return self._sheet.has(*_TWO_ACCOUNTS)

    def _insert(self) -> None:
        self._connection.execute("DELETE FROM parsed WHERE row IN (SELECT row FROM odd)")
        if not self._has_two_accounts:
            add_table(self._connection, "parsed")
            return
        names = [n for n in ENTRY_COLUMNS if n not in ("account", "amount")]
        rest = ", ".join([*names, *self._dimensions])
        for account, amount in zip(_TWO_ACCOUNTS, ("amount", "-amount"), strict=True):
            self._connection.execute(
                f"INSERT INTO entries BY NAME SELECT {account} AS account, {amount} AS amount, {rest} "
                f"FROM parsed WHERE {account} <> ''"
            )
