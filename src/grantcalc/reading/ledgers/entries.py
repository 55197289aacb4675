"""The engine's table that every ledger's entries go into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grantcalc.ledger import ENTRY_COLUMNS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DEFAULTS = {
    "supplier": " DEFAULT ''",
    "is_opening": " DEFAULT FALSE",
    "foreign_currency": " DEFAULT ''",
}


def create_entries(connection: DuckDBPyConnection, dimensions: int) -> None:
    """The table that the files' entries go into."""
    typed = [f"{name} {kind}{_DEFAULTS.get(name, '')}" for name, kind in ENTRY_COLUMNS.items()]
    typed += [f"dimension_{i} VARCHAR DEFAULT ''" for i in range(dimensions)]
    connection.execute(f"CREATE TABLE entries ({', '.join(typed)})")


def add_table(connection: DuckDBPyConnection, table: str) -> None:
    """Moves a table with the same columns into the entries: the first becomes that table, uncopied."""
    if connection.execute("SELECT COUNT(*) FROM entries").fetchall()[0][0]:
        connection.execute(f"INSERT INTO entries BY NAME SELECT * FROM {table}")
        connection.execute(f"DROP TABLE {table}")
        return
    connection.execute("DROP TABLE entries")
    connection.execute(f"ALTER TABLE {table} RENAME TO entries")
    for column, default in _DEFAULTS.items():
        connection.execute(f"ALTER TABLE entries ALTER COLUMN {column} SET{default}")
