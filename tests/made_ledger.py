"""Ledgers made from rows of fields, without files."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb

from grantcalc.ledger import ENTRY_COLUMNS, Ledger
from grantcalc.ledger_summary import LedgerSource

_FIELDS: dict[str, Any] = {
    "day": date(2021, 3, 1),
    "account": "6800",
    "voucher": "",
    "text": "",
    "supplier": "",
    "is_opening": False,
    "foreign_currency": "",
}


def made_ledger(*files: Sequence[Mapping[str, Any]], dimensions: Sequence[str] = ()) -> Ledger:
    """A ledger of files, each of them rows with the fields of an entry; amounts in minor units."""
    connection = duckdb.connect()
    typed = [f"{name} {kind}" for name, kind in ENTRY_COLUMNS.items()]
    typed += [f"dimension_{i} VARCHAR" for i in range(len(dimensions))]
    connection.execute(f"CREATE TABLE entries ({', '.join(typed)})")
    names = [*ENTRY_COLUMNS, *dimensions]
    for source, rows in enumerate(files):
        for number, row in enumerate(rows, start=2):
            fields = {**_FIELDS, **dict.fromkeys(dimensions, ""), **row}
            values = [{"source": source, "row": number, **fields}.get(name) for name in names]
            marks = ", ".join("?" * len(names))
            connection.execute(f"INSERT INTO entries VALUES ({marks})", values)  # noqa: S608
    sources = [LedgerSource(f"{chr(97 + i)}.csv", None, "E") for i in range(len(files))]
    return Ledger(connection, "NOK", dimensions, sources, [], 0)
