"""SAF-T Financial files into the engine: their records as tables of texts, and what these declare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.errors import ConfigError, UnreadableFileError, declaring
from grantcalc.language import tr
from grantcalc.progress import UNWATCHED, Progress
from grantcalc.reading.files import shown_path
from grantcalc.reading.ledgers.saft_records import KEYS, RECORDS
from grantcalc.reading.ledgers.saft_stream import FIELD_END, ROW_END, Rows, read_records

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: What a line says beside its analyses that entries can be chosen by, with the element's name.
ACCOUNT_NAME, TAX_CODE, DOCUMENT = "AccountDescription", "TaxCode", "SourceDocumentID"


@dataclass(frozen=True)
class RawAuditFile:
    """A SAF-T file as tables of texts in the engine, one for each kind of record.

    `analyses` are the types by which lines are analysed, each with the name that it has as a dimension:
    its description in the AnalysisTypeTable ("Prosjekt" for P), or itself where there is none.
    """

    file: str
    prefix: str
    analyses: Mapping[str, str]
    dimensions: tuple[str, ...]

    def table(self, kind: str) -> str:
        """The name of a record's table."""
        return f"{self.prefix}_{kind}"


def load_audit_file(
    connection: DuckDBPyConnection,
    path: Path,
    number: int,
    currency: str,
    progress: Progress = UNWATCHED,
) -> RawAuditFile:
    """A SAF-T file's records as tables named after `number`, with their keys and fields as columns.

    Raises:
        UnreadableFileError: it is malformed, cut short, dangerous, or holds no entries.
        ConfigError: its amounts are in another currency than `currency`.
    """
    prefix = f"saft_{number}"
    for kind, (_, columns) in RECORDS.items():
        named = [f"{key} BIGINT" for key in KEYS[kind]]
        named += [f"{column} VARCHAR" for column in columns]
        connection.execute(f"CREATE TABLE {prefix}_{kind} ({', '.join(named)})")

    with path.open("rb") as file:

        def insert(rows: Rows) -> None:
            progress.at(file.tell())
            for kind, some in rows.items():
                if some:
                    joined = ROW_END.encode().join(some).decode()
                    connection.execute(_insertion(f"{prefix}_{kind}", kind), [joined])

        read_records(path, file, insert)
    _refuse_without_entries(connection, path, prefix)
    _refuse_other_currency(connection, path, prefix, currency)
    _join_vouchers_said_in_two_parts(connection, f"{prefix}_voucher")
    analyses = _analyses(connection, prefix)
    return RawAuditFile(
        shown_path(path), prefix, analyses, (*analyses.values(), ACCOUNT_NAME, TAX_CODE, DOCUMENT)
    )


def _insertion(table: str, kind: str) -> str:
    """The statement that takes many rows in one text apart; the engine does that faster than Python."""
    keys, fields = len(KEYS[kind]), len(RECORDS[kind][1])
    values = [f"part[{n}]::BIGINT" for n in range(1, keys + 1)]
    values += [f"TRIM(part[{n}])" for n in range(keys + 1, keys + fields + 1)]
    return (
        f"INSERT INTO {table} SELECT {', '.join(values)} FROM ("
        f"SELECT STRING_SPLIT(UNNEST(STRING_SPLIT(?, CHR({ord(ROW_END)}))), CHR({ord(FIELD_END)})) AS part)"
    )


def _refuse_without_entries(connection: DuckDBPyConnection, path: Path, prefix: str) -> None:
    if not connection.execute(f"SELECT 1 FROM {prefix}_line LIMIT 1").fetchall():
        raise UnreadableFileError(
            tr(
                "{path}: holds no ledger entries (Line in GeneralLedgerEntries), or has them "
                "in a form that grantcalc does not know; export the file with transactions",
                path=path,
            )
        )


def _refuse_other_currency(
    connection: DuckDBPyConnection, path: Path, prefix: str, currency: str
) -> None:
    """Amounts of another currency would be added to the budget's as if they were its own."""
    said = connection.execute(
        f"SELECT DISTINCT UPPER(currency) FROM {prefix}_header WHERE currency <> ''"
    ).fetchall()
    if said and said != [(currency,)]:
        raise ConfigError(
            tr(
                "{path}: its amounts are in {given}, the budget's in {currency}; if the "
                'budget is in {given} too, {declare} currency = "{given}"',
                path=path,
                given=said[0][0],
                currency=currency,
                declare=declaring("project"),
            )
        )


def _join_vouchers_said_in_two_parts(connection: DuckDBPyConnection, table: str) -> None:
    """Where something is said of a voucher behind its lines, that is a row of its own at first."""
    (rows, vouchers) = connection.execute(
        f"SELECT COUNT(*), COUNT(DISTINCT voucher) FROM {table}"
    ).fetchall()[0]
    if rows == vouchers:
        return
    joined = "".join(
        f", COALESCE(STRING_AGG({column}, ' ') FILTER ({column} <> ''), '') AS {column}"
        for column in RECORDS["voucher"][1]
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT voucher{joined} FROM {table} GROUP BY voucher"
    )


def _analyses(connection: DuckDBPyConnection, prefix: str) -> dict[str, str]:
    """The types of analysis that lines have, with their names as dimensions, all different."""
    described = dict(
        connection.execute(
            f"SELECT type, MIN(name) FROM {prefix}_analysis_type WHERE name <> '' GROUP BY type"
        ).fetchall()
    )
    types = [
        kind
        for (kind,) in connection.execute(
            f"SELECT DISTINCT type FROM {prefix}_analysis WHERE type <> '' AND id <> '' ORDER BY type"
        ).fetchall()
    ]
    names = {kind: described.get(kind, kind) for kind in types}
    times = Counter([*names.values(), ACCOUNT_NAME, TAX_CODE, DOCUMENT])
    return {k: name if times[name] == 1 else f"{name} ({k})" for k, name in names.items()}
