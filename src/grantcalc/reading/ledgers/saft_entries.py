"""From a SAF-T file's records to entries and control totals, by the engine alone.

A line that is analysed by several projects becomes an entry for each part, and what of it is not analysed
stays an entry without a project; together they are the line, exactly. Analyses by other types (department,
tax code) are further dimensions of the same money. What cannot be used becomes a rejected row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from grantcalc.finding import Place
from grantcalc.ledger_summary import ControlTotal
from grantcalc.model import RejectedRow
from grantcalc.money import Money, currency_digits
from grantcalc.reading.ledgers.saft import ACCOUNT_NAME, DOCUMENT, TAX_CODE, RawAuditFile
from grantcalc.reading.ledgers.saft_divisions import divide
from grantcalc.reading.ledgers.saft_typed import typed_lines_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: The columns that a divided line's parts have from the line as they stand.
_COMMON = ("row", "day", "posted", "period", "account", "voucher", "text", "supplier")
#: Those that belong to a whole line: the file gives no part of a foreign amount.
_WHOLE = ("foreign_currency", "foreign_amount", "rate")


def add_audit_file(
    connection: DuckDBPyConnection,
    raw: RawAuditFile,
    source: int,
    currency: str,
    dimensions: Sequence[str],
    project: Collection[str] = (),
) -> tuple[list[RejectedRow], tuple[ControlTotal, ...]]:
    """Adds a file's lines to the table of entries; gives those that cannot be used, and its totals.

    `dimensions` are those of the table; `project` are those that the project is chosen by.

    Raises:
        UnclearChoiceError: a line is divided in several ways and nothing says which counts.
    """
    digits = currency_digits(currency)
    connection.execute(f"CREATE TABLE {raw.table('typed')} AS {typed_lines_sql(raw, digits)}")
    divide(connection, raw, digits, project)
    _insert(connection, raw, source, dimensions)
    rejected, totals = _rejected(connection, raw), tuple(_totals(connection, raw, currency))
    _drop(connection, raw)
    return rejected, totals


def _insert(
    connection: DuckDBPyConnection, raw: RawAuditFile, source: int, dimensions: Sequence[str]
) -> None:
    values = {
        name: f"CASE WHEN piece.kind = {n} THEN piece.id ELSE value_{n} END"
        for n, name in enumerate(raw.analyses.values())
    }
    values |= {ACCOUNT_NAME: "account.name", TAX_CODE: "tax.codes", DOCUMENT: "typed.document"}
    placed = "".join(
        f", COALESCE({value}, '') AS dimension_{dimensions.index(name)}"
        for name, value in values.items()
    )
    common = ", ".join(f"typed.{column}" for column in _COMMON)
    whole = ", ".join(
        f"CASE WHEN piece.kind IS NULL THEN typed.{column} END AS {column}" for column in _WHOLE[1:]
    )
    currency = "CASE WHEN piece.kind IS NULL THEN typed.foreign_currency ELSE '' END"
    connection.execute(
        f"""INSERT INTO entries BY NAME
            SELECT ?::INTEGER AS source, {common}, piece.amount, FALSE AS is_opening, {whole},
                   {currency} AS foreign_currency{placed}
            FROM {raw.table("piece")} AS piece JOIN {raw.table("typed")} AS typed USING (line)
            LEFT JOIN {raw.table("value")} AS value USING (line)
            LEFT JOIN (SELECT line, STRING_AGG(DISTINCT code, ' + ' ORDER BY code) AS codes
                       FROM {raw.table("tax")} WHERE code <> '' GROUP BY line) AS tax USING (line)
            LEFT JOIN (SELECT account, MIN(name) AS name
                       FROM {raw.table("account")} GROUP BY account) AS account
                ON account.account = typed.account
            ORDER BY piece.line, piece.id""",
        [source],
    )


def _rejected(connection: DuckDBPyConnection, raw: RawAuditFile) -> list[RejectedRow]:
    rows = connection.execute(
        f"SELECT row, fault, voucher, account, text, debit, credit FROM {raw.table('typed')} "
        "WHERE fault IS NOT NULL ORDER BY line"
    ).fetchall()
    return [
        RejectedRow(
            at=Place(file=raw.file, line=row),
            reason=fault,
            raw=" | ".join(filter(None, texts))[:200],
        )
        for row, fault, *texts in rows
    ]


def _totals(
    connection: DuckDBPyConnection, raw: RawAuditFile, currency: str
) -> Iterator[ControlTotal]:
    """What the file says of its own content, beside what it holds."""
    stated = connection.execute(
        f"SELECT row, entries, debit, credit FROM {raw.table('control')} ORDER BY row"
    ).fetchall()
    vouchers, lines, *sums = connection.execute(
        "SELECT COUNT(DISTINCT number), COUNT(*), COALESCE(SUM(debit_minor), 0), "
        f"COALESCE(SUM(credit_minor), 0) FROM {raw.table('typed')}"
    ).fetchall()[0]
    if not stated:
        return
    at = Place(file=raw.file, line=stated[0][0])
    entries, *sides = zip(*(texts for _, *texts in stated), strict=True)
    if any(entries):
        said = _sum(entries)
        # The specification leaves open what an entry is: programs count vouchers, or lines.
        found = vouchers if said == vouchers else lines
        yield ControlTotal(at, "NumberOfEntries", " + ".join(entries), str(found), said == found)
    for name, texts, minor in zip(("TotalDebit", "TotalCredit"), sides, sums, strict=True):
        if any(texts):
            money = Money(int(minor), currency)
            yield ControlTotal(at, name, " + ".join(texts), str(money), _sum(texts) == money.amount)


def _sum(texts: Sequence[str]) -> Decimal | None:
    """What several of a file's totals come to; None where one is no number."""
    try:
        return sum((Decimal(text) for text in texts if text), Decimal(0))
    except InvalidOperation:
        return None


def _drop(connection: DuckDBPyConnection, raw: RawAuditFile) -> None:
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE STARTS_WITH(table_name, ?)",
        [f"{raw.prefix}_"],
    ).fetchall()
    for (name,) in names:
        connection.execute(f"DROP TABLE {name}")
