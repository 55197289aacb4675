"""Which of a file's tables is the ledger, and which of its columns is which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.config import CsvTable
from grantcalc.errors import UnclearChoiceError, UnreadableFileError
from grantcalc.reading.grid import column_letters
from grantcalc.reading.ledgers.columns import ledger_columns
from grantcalc.reading.ledgers.raw import RawTable, load_tables
from grantcalc.reading.tables import RecordColumns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class RawSheet:
    """A ledger's table of texts, with the meanings of its columns."""

    raw: RawTable
    columns: RecordColumns

    @property
    def beyond(self) -> str:
        """The engine's expression for what a row holds beyond the last heading.

        In a CSV file that is a field too many, and so every field may stand in a wrong column.
        """
        if not self.raw.fields_can_shift:
            return "''"
        extra = map(self.raw.text_of, range(self.columns.last + 1, self.raw.width + 1))
        return " || ".join(extra) or "''"

    def text(self, meaning: str) -> str:
        """The engine's expression for a column's text; empty where the sheet has no such column."""
        column = self.columns.by_meaning.get(meaning)
        return self.raw.text_of(column) if column else "''"

    def has(self, meaning: str) -> bool:
        """Whether the sheet has a column of this meaning."""
        return meaning in self.columns.by_meaning

    def letters(self, *meanings: str) -> str:
        """The letters of the first of these columns that the sheet has."""
        return next(
            column_letters(self.columns.by_meaning[m])
            for m in meanings
            if m in self.columns.by_meaning
        )


def load_sheet(
    connection: DuckDBPyConnection, path: Path, number: int, csv: CsvTable | None = None
) -> RawSheet:
    """The one ledger in a file, in tables of the engine named after `number`.

    Raises:
        UnreadableFileError: the file cannot be read, or holds no ledger.
        UnclearChoiceError: several of its sheets may be the ledger.
    """
    found = []
    for raw in load_tables(connection, path, f"raw_{number}", csv):
        columns = ledger_columns(raw.rows())
        if columns:
            found.append(RawSheet(raw, columns))
        else:
            raw.drop()
    return _the_only(path, found)


def _the_only(path: Path, found: Sequence[RawSheet]) -> RawSheet:
    if not found:
        raise UnreadableFileError(
            f"{path}: holds no ledger: no row names a date, an amount and an account, voucher or text "
            "(such as Bilagsdato, Beløp, Art)"
        )
    if len(found) > 1:
        names = ", ".join(f'"{sheet.raw.sheet}"' for sheet in found)
        raise UnclearChoiceError(
            f"{path}: the sheets {names} all look like ledgers; keep one of them in the file"
        )
    return found[0]
