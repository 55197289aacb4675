"""Ledger exports (.xlsx, .csv) straight into columns; only rows out of the ordinary pass through Python.

A regular date or amount is read by the engine. The rest goes through the same parsers as budget
cells; what those cannot read becomes a rejected row with its place, never a zero.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcalc.errors import UnclearChoiceError, UnreadableFileError
from grantcalc.finding import Place
from grantcalc.ledger import ENTRY_COLUMNS, Ledger
from grantcalc.model import RejectedRow
from grantcalc.money import Money, currency_digits
from grantcalc.reading.csv_file import decoded, separator
from grantcalc.reading.dates import parse_day
from grantcalc.reading.files import shown_path
from grantcalc.reading.grid import Grid, column_letters
from grantcalc.reading.numbers import UnclearNumberError, parse_number
from grantcalc.reading.preflight import FileKind, file_kind
from grantcalc.reading.rows import leading_or_trailing_total
from grantcalc.reading.tables import MOST_TITLE_ROWS, RecordColumns, find_record_columns
from grantcalc.reading.vocabulary import folded

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NEEDED = (("day",), ("amount", "debit"), ("account", "voucher", "text"))
_TOO_LONG = re.compile(r"-?\d+\.\d{3,}")
_EXCEL_DIGITS = 15


def ledger_columns(rows: Iterator[tuple[int, Sequence[str]]]) -> RecordColumns | None:
    """The columns of a ledger, where the first rows of a sheet name them."""
    return find_record_columns(islice(rows, MOST_TITLE_ROWS), "ledger", _NEEDED)


def is_ledger(grid: Grid) -> bool:
    """Whether a sheet is a ledger export."""
    return ledger_columns(grid_texts(grid)) is not None


def grid_texts(grid: Grid) -> Iterator[tuple[int, Sequence[str]]]:
    """A grid's rows as texts, from the top."""
    for row in grid.row_numbers():
        cells = grid.rows[row]
        yield row, [grid.at(row, c).text for c in range(1, min(max(cells), 500) + 1)]


def read_ledgers(paths: Sequence[Path], currency: str) -> Ledger:
    """The entries of all files together.

    Raises:
        UnreadableFileError: a file cannot be read, or holds no ledger.
        UnclearChoiceError: several sheets of one file may be the ledger.
    """
    import duckdb

    connection = duckdb.connect(config={"enable_external_access": "false"})
    sheets = [_load(connection, path, i) for i, path in enumerate(paths)]
    dimensions = list(dict.fromkeys(name for sheet in sheets for name in sheet.columns.others))
    typed = [
        *ENTRY_COLUMNS.items(),
        *((f"dimension_{i}", "VARCHAR") for i in range(len(dimensions))),
    ]
    connection.execute(f"CREATE TABLE entries ({', '.join(f'{n} {t}' for n, t in typed)})")
    importer = _Importer(connection, currency, dimensions)
    for sheet in sheets:
        importer.add(sheet)
    return Ledger(
        connection,
        currency,
        dimensions,
        importer.rejected,
        {(s.file, s.sheet): s.letters("amount", "debit") for s in sheets},
        importer.totals_left_out,
    )


@dataclass(frozen=True)
class _RawSheet:
    """A ledger's sheet as a table of texts in the engine, with `offset` empty columns before it."""

    file: str
    sheet: str | None
    table: str
    columns: RecordColumns
    offset: int

    def text(self, meaning: str) -> str:
        """The engine's expression for a column's text; empty where the sheet has no such column."""
        column = self.columns.by_meaning.get(meaning)
        return self.text_of(column) if column else "''"

    def text_of(self, column: int) -> str:
        return f"COALESCE(TRIM(c{column - self.offset}), '')"

    def letters(self, *meanings: str) -> str:
        """The letters of the first of these columns that the sheet has."""
        return next(
            column_letters(self.columns.by_meaning[m])
            for m in meanings
            if m in self.columns.by_meaning
        )


def _load(connection: DuckDBPyConnection, path: Path, number: int) -> _RawSheet:
    if file_kind(path) is FileKind.CSV:
        return _load_csv(connection, path, f"raw_{number}")
    return _load_workbook(connection, path, f"raw_{number}")


def _load_csv(connection: DuckDBPyConnection, path: Path, table: str) -> _RawSheet:
    text = decoded(path)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator(path, text)))
    except csv.Error as error:
        raise UnreadableFileError(f"{path}: is not readable as CSV ({error})") from error
    columns = ledger_columns(iter(enumerate(rows, start=1)))
    if columns is None:
        raise _no_ledger(path)
    width = max(map(len, rows))
    fields = [[row[c] if c < len(row) else "" for row in rows] for c in range(width)]
    named = ", ".join(f"UNNEST(?::VARCHAR[]) AS c{c + 1}" for c in range(width))
    connection.execute(
        f"CREATE TABLE {table} AS SELECT UNNEST(RANGE(1, ?)) AS row, {named}",
        [len(rows) + 1, *fields],
    )
    return _RawSheet(shown_path(path), None, table, columns, 0)


def _load_workbook(connection: DuckDBPyConnection, path: Path, table: str) -> _RawSheet:
    import fastexcel

    found = [(n, c) for n, c in _ledger_sheets(path) if c is not None]
    if not found:
        raise _no_ledger(path)
    if len(found) > 1:
        names = ", ".join(f'"{name}"' for name, _ in found)
        raise UnclearChoiceError(
            f"{path}: the sheets {names} all look like ledgers; keep one of them in the file"
        )
    name, columns = found[0]
    try:
        sheet = fastexcel.read_excel(str(path)).load_sheet(
            name, header_row=None, skip_rows=0, dtypes="string"
        )
    except Exception as error:
        raise UnreadableFileError(f"{path}: cannot be read ({error})") from error
    connection.register("loaded", sheet)
    renamed = ", ".join(f'"__UNNAMED__{i}" AS c{i + 1}' for i in range(sheet.width))
    connection.execute(
        f"CREATE TABLE {table} AS SELECT row_number() OVER () AS row, {renamed} FROM loaded"  # noqa: S608
    )
    connection.unregister("loaded")
    offset = _offset(connection, table, sheet.width, columns)
    return _RawSheet(shown_path(path), name, table, columns, offset)


def _ledger_sheets(path: Path) -> Iterator[tuple[str, RecordColumns | None]]:
    """The sheets of a workbook with the columns of those that are ledgers; only their first rows are read."""
    from openpyxl import load_workbook

    workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=MOST_TITLE_ROWS, values_only=True)
            texts = (
                (number, [value if isinstance(value, str) else "" for value in row])
                for number, row in enumerate(rows, start=1)
            )
            yield sheet.title, ledger_columns(texts)
    finally:
        workbook.close()


def _offset(connection: DuckDBPyConnection, table: str, width: int, columns: RecordColumns) -> int:
    """How many empty columns on the left of the sheet the engine's table lacks."""
    header = connection.execute(
        f"SELECT * FROM {table} WHERE row = ?", [columns.header_row]
    ).fetchall()[0]
    first_here = next(i for i in range(1, width + 1) if header[i])
    return min((*columns.by_meaning.values(), *columns.others.values())) - first_here


def _no_ledger(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path}: holds no ledger: no row names a date, an amount and an account, voucher or text "
        "(such as Bilagsdato, Beløp, Art)"
    )


@dataclass
class _Importer:
    """Moves raw rows into the table of entries, and keeps account of those that cannot go there."""

    connection: DuckDBPyConnection
    currency: str
    dimensions: Sequence[str]
    rejected: list[RejectedRow] = field(default_factory=list)
    totals_left_out: int = 0

    def add(self, sheet: _RawSheet) -> None:
        digits = currency_digits(self.currency)
        amount = _amount_sql(sheet.text("amount"), digits)
        if "amount" not in sheet.columns.by_meaning:
            debit, credit = (_amount_sql(sheet.text(m), digits) for m in ("debit", "credit"))
            amount = f"CASE WHEN {sheet.text('debit')} = '' AND {sheet.text('credit')} = '' THEN NULL ELSE {_or_zero(sheet.text('debit'), debit)} - {_or_zero(sheet.text('credit'), credit)} END"
        parsed = f"""
            CREATE OR REPLACE TEMP TABLE parsed AS
            SELECT row, {_day_sql(sheet.text("day"))} AS day, {amount} AS amount,
                   {sheet.text("account")} AS account, {sheet.text("voucher")} AS voucher,
                   {sheet.text("text")} AS text, {self._dimension_sql(sheet)}
                   {sheet.text("day")} AS day_text, {sheet.text("amount")} AS amount_text,
                   {sheet.text("debit")} AS debit_text, {sheet.text("credit")} AS credit_text
            FROM {sheet.table} WHERE row > ?"""  # noqa: S608  our own names alone
        self.connection.execute(parsed, [sheet.columns.header_row])
        self._insert_regular(sheet)
        self._insert_irregular(sheet)

    def _dimension_sql(self, sheet: _RawSheet) -> str:
        named = sheet.columns.others
        parts = [
            f"{sheet.text_of(named[name]) if name in named else chr(39) * 2} AS dimension_{i}"
            for i, name in enumerate(self.dimensions)
        ]
        return ", ".join(parts) + ("," if parts else "")

    def _insert_regular(self, sheet: _RawSheet) -> None:
        rest = "".join(f", dimension_{i}" for i in range(len(self.dimensions)))
        self.connection.execute(
            f"INSERT INTO entries SELECT ?, ?, row, day, account, voucher, text, amount{rest} "  # noqa: S608
            "FROM parsed WHERE day IS NOT NULL AND amount IS NOT NULL",
            [sheet.file, sheet.sheet],
        )

    def _insert_irregular(self, sheet: _RawSheet) -> None:
        """Rows that the engine could not read: typed dates and amounts, totals, and real faults."""
        rows = self.connection.execute(
            "SELECT row, day, amount, day_text, amount_text, debit_text, credit_text, "
            "account, voucher, text FROM parsed WHERE (day IS NULL OR amount IS NULL) AND "
            "(day_text || amount_text || debit_text || credit_text) <> '' ORDER BY row"
        ).fetchall()
        for row in rows:
            self._irregular(sheet, _IrregularRow(*row))

    def _irregular(self, sheet: _RawSheet, row: _IrregularRow) -> None:
        if not row.day_text and row.is_total(self._texts(sheet, row.row)):
            self.totals_left_out += 1
            return
        day = row.day or parse_day(row.day_text)
        if day is None:
            reason = (
                f'"{row.day_text}" is no date' if row.day_text else "it has an amount but no date"
            )
            self._reject(sheet, row, "day", reason)
            return
        try:
            amount = row.money(self.currency)
        except UnclearNumberError as error:
            self._reject(sheet, row, "amount", str(error))
            return
        rest = "".join(f", dimension_{i}" for i in range(len(self.dimensions)))
        self.connection.execute(
            f"INSERT INTO entries SELECT ?, ?, row, ?, account, voucher, text, ?{rest} "  # noqa: S608
            "FROM parsed WHERE row = ?",
            [sheet.file, sheet.sheet, day, amount.minor, row.row],
        )

    def _texts(self, sheet: _RawSheet, row: int) -> list[str]:
        cells: tuple[Any, ...] = self.connection.execute(
            f"SELECT * EXCLUDE (row) FROM {sheet.table} WHERE row = ?",
            [row],
        ).fetchall()[0]
        return [cell for cell in cells if cell]

    def _reject(self, sheet: _RawSheet, row: _IrregularRow, meaning: str, reason: str) -> None:
        letters = sheet.letters(meaning, "debit", "credit")
        place = Place(file=sheet.file, sheet=sheet.sheet, cell=f"{letters}{row.row}")
        raw = " | ".join(self._texts(sheet, row.row))[:200]
        self.rejected.append(RejectedRow(at=place, reason=reason, raw=raw))


@dataclass(frozen=True)
class _IrregularRow:
    row: int
    day: date | None
    amount: int | None
    day_text: str
    amount_text: str
    debit_text: str
    credit_text: str
    account: str
    voucher: str
    text: str

    def is_total(self, texts: Sequence[str]) -> bool:
        """Whether the row sums others: it names no voucher, and one of its cells is called a total."""
        return not self.voucher and any(leading_or_trailing_total(folded(text)) for text in texts)

    def money(self, currency: str) -> Money:
        """The row's amount, read as people type amounts.

        Raises:
            UnclearNumberError: it has none, cannot be read, or has more decimals than the currency.
        """
        if self.amount is not None:
            return Money(self.amount, currency)
        if self.amount_text:
            return _typed_money(self.amount_text, currency)
        if not self.debit_text and not self.credit_text:
            raise UnclearNumberError("it has a date but no amount")
        debit, credit = (
            _typed_money(text, currency) if text else Money.zero(currency)
            for text in (self.debit_text, self.credit_text)
        )
        return debit - credit


def _typed_money(text: str, currency: str) -> Money:
    """A typed amount; a number that a workbook stores with 17 digits is taken at the 15 it means."""
    if _TOO_LONG.fullmatch(text) and sum(c.isdigit() for c in text.lstrip("-0.")) > _EXCEL_DIGITS:
        value = Decimal(format(float(text), f".{_EXCEL_DIGITS}g"))
    else:
        value = parse_number(text)
    money = Money.nearest(value, currency)
    if money.amount != value:
        raise UnclearNumberError(f"{text} has more decimals than {currency} has")
    return money


def _day_sql(text: str) -> str:
    """A day as workbooks (ISO, with or without a time) and Norwegian exports give it."""
    return (
        f"COALESCE(TRY_CAST(REGEXP_EXTRACT({text}, '^(\\d{{4}}-\\d{{2}}-\\d{{2}})( [\\d:.]+)?$', 1) AS DATE), "
        f"CAST(TRY_STRPTIME(REGEXP_EXTRACT({text}, '^\\d{{1,2}}\\.\\d{{1,2}}\\.\\d{{4}}$'), '%d.%m.%Y') AS DATE))"
    )


def _amount_sql(text: str, digits: int) -> str:
    """A plain amount with a point or a comma before its decimals, in minor units; else NULL."""
    pattern = f"^-?\\d{{1,15}}([.,]\\d{{1,{digits}}})?$" if digits else "^-?\\d{1,15}$"
    exact = f"TRY_CAST(REPLACE({text}, ',', '.') AS DECIMAL(18, {digits}))"
    return f"CASE WHEN REGEXP_MATCHES({text}, '{pattern}') THEN CAST({exact} * {10**digits} AS BIGINT) END"


def _or_zero(text: str, amount: str) -> str:
    return f"CASE WHEN {text} = '' THEN 0 ELSE {amount} END"
