"""Which of a file's tables is the ledger, and which of its columns is which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.cells import column_letters
from grantcalc.config import CsvTable, LedgerTable
from grantcalc.errors import ConfigError, UnclearChoiceError, UnreadableFileError, declaring
from grantcalc.language import quoted, tr
from grantcalc.reading.ledgers.columns import LedgerColumns, ledger_columns
from grantcalc.reading.ledgers.raw import RawTable, load_tables
from grantcalc.reading.scale import scale_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class RawSheet:
    """A ledger's table of texts, with the meanings of its columns."""

    raw: RawTable
    columns: LedgerColumns

    @property
    def beyond(self) -> str:
        """The engine's expression for what a row holds beyond the last heading.

        In a CSV file that is a field too many, and so every field may stand in a wrong column.
        """
        if not self.raw.fields_can_shift or not self.columns.header_row:
            return "''"
        extra = map(self.raw.text_of, range(self.columns.last + 1, self.raw.width + 1))
        return " || ".join(extra) or "''"

    def text(self, meaning: str) -> str:
        """The engine's expression for a column's text; empty where the sheet has no such column."""
        column = self.columns.by_meaning.get(meaning)
        return self.raw.text_of(column) if column else "''"

    def has(self, *meanings: str) -> bool:
        """Whether the sheet has a column of one of these meanings."""
        return any(meaning in self.columns.by_meaning for meaning in meanings)

    def letters(self, *meanings: str) -> str:
        """The letters of the first of these columns that the sheet has."""
        return next(
            column_letters(self.columns.by_meaning[m])
            for m in meanings
            if m in self.columns.by_meaning
        )


def load_sheet(
    connection: DuckDBPyConnection,
    path: Path,
    number: int,
    csv: CsvTable | None = None,
    declared: LedgerTable | None = None,
    currency: str | None = None,
) -> RawSheet:
    """The one ledger in a file, in tables of the engine named after `number`.

    Raises:
        UnreadableFileError: the file cannot be read, or holds no ledger.
        UnclearChoiceError: several of its sheets may be the ledger.
        ConfigError: what is declared of it cannot be.
    """
    declared = declared or LedgerTable()
    found, names = [], []
    for raw in load_tables(connection, path, f"raw_{number}", csv):
        names.append(raw.sheet)
        is_wanted = declared.sheet is None or raw.sheet in (declared.sheet, None)
        columns = ledger_columns(raw.rows(), declared, currency) if is_wanted else None
        if columns:
            _refuse_scaled(path, raw, columns)
            found.append(RawSheet(raw, columns))
        else:
            raw.drop()
    if declared.sheet is not None and not {declared.sheet, None} & set(names):
        raise ConfigError(
            tr(
                '{path}: [ledger] sheet: there is no sheet "{sheet}"',
                path=path,
                sheet=declared.sheet,
            )
        )
    return _the_only(path, found)


def _refuse_scaled(path: Path, raw: RawTable, columns: LedgerColumns) -> None:
    """A title that says "i hele tusen" makes each amount another one than it looks like."""
    above = takewhile(lambda row: row[0] < columns.header_row, raw.rows())
    said = next((text for _, texts in above for text in texts if scale_of(text)), None)
    if said is not None:
        raise UnreadableFileError(
            tr(
                '{path}: says "{said}" above its headings, and costs are counted in full; '
                "export the ledger with full amounts, or delete that text if they are",
                path=path,
                said=said,
            )
        )


def _the_only(path: Path, found: Sequence[RawSheet]) -> RawSheet:
    if not found:
        raise UnreadableFileError(
            tr(
                "{path}: holds no ledger: no row names a date, an amount and an account, "
                "voucher or text (such as Bilagsdato, Beløp, Art); grantcalc show {name} "
                "writes the lines that tell grantcalc which column is which",
                path=path,
                name=path.name,
            )
        )
    if len(found) > 1:
        names = ", ".join(quoted(sheet.raw.sheet or "") for sheet in found)
        raise UnclearChoiceError(
            tr(
                "{path}: the sheets {names} all look like ledgers; keep one of them in the "
                'file, or {declare} sheet = "{sheet}"',
                path=path,
                names=names,
                declare=declaring("ledger"),
                sheet=found[0].raw.sheet,
            )
        )
    return found[0]
