"""Ledgers to columns of entries; only rows out of the ordinary pass through Python.

A regular date or amount is read by the engine. The rest goes through the same parsers as budget
cells; what those cannot read becomes a rejected row with its place, never a zero.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcalc.config import CsvTable
from grantcalc.errors import ConfigError
from grantcalc.finding import Place
from grantcalc.ledger import ACCOUNT_COLUMNS, ENTRY_COLUMNS, Ledger, LedgerSource
from grantcalc.model import RejectedRow
from grantcalc.money import Money, currency_digits
from grantcalc.reading.dates import parse_day
from grantcalc.reading.ledgers.raw import RawSheet, load_sheet
from grantcalc.reading.ledgers.saft import RawAuditFile, load_audit_file
from grantcalc.reading.ledgers.saft_entries import add_audit_file
from grantcalc.reading.numbers import UnclearNumberError, parse_number
from grantcalc.reading.preflight import FileKind, file_kind
from grantcalc.reading.rows import leading_or_trailing_total
from grantcalc.reading.vocabulary import folded, words

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TOO_LONG = re.compile(r"-?\d+\.\d{3,}")
_DEFAULTS = {
    "supplier": " DEFAULT ''",
    "is_opening": " DEFAULT FALSE",
    "foreign_currency": " DEFAULT ''",
}
_EXCEL_DIGITS = 15
#: What the engine's integers hold with room for sums.
_MOST_MINOR_UNITS = 10**16


def read_ledgers(
    paths: Sequence[Path],
    currency: str,
    csv: CsvTable | None = None,
    project: Collection[str] = (),
) -> Ledger:
    """The entries of all files together; `project` names the dimensions that the project is chosen by.

    Raises:
        UnreadableFileError: a file cannot be read, or holds no ledger.
        UnclearChoiceError: several sheets of one file may be the ledger.
        ConfigError: a file is given twice.
    """
    import duckdb

    seen: dict[Path, Path] = {}
    for path in paths:
        if seen.setdefault(path.resolve(), path) is not path:
            raise ConfigError(
                f"{path}: the same ledger is given twice; its entries would count twice"
            )
    connection = duckdb.connect(config={"enable_external_access": "false"})
    sheets = [_load(connection, path, i, currency, csv) for i, path in enumerate(paths)]
    dimensions = list(dict.fromkeys(name for sheet in sheets for name in _dimensions(sheet)))
    typed = [f"{name} {kind}{_DEFAULTS.get(name, '')}" for name, kind in ENTRY_COLUMNS.items()]
    typed += [f"dimension_{i} VARCHAR DEFAULT ''" for i in range(len(dimensions))]
    connection.execute(f"CREATE TABLE entries ({', '.join(typed)})")
    accounts = ", ".join(f"{name} {kind}" for name, kind in ACCOUNT_COLUMNS.items())
    connection.execute(f"CREATE TABLE accounts ({accounts})")
    importer = _Importer(connection, currency, dimensions)
    sources = []
    for number, sheet in enumerate(sheets):
        if isinstance(sheet, RawAuditFile):
            rejected, totals = add_audit_file(
                connection, sheet, number, currency, dimensions, project
            )
            importer.rejected += rejected
            sources.append(LedgerSource(sheet.file, None, None, totals))
        else:
            importer.add(number, sheet)
            letters = sheet.letters("amount", "debit")
            sources.append(LedgerSource(sheet.file, sheet.sheet, letters))
    return Ledger(
        connection, currency, dimensions, sources, importer.rejected, importer.totals_left_out
    )


def _load(
    connection: DuckDBPyConnection, path: Path, number: int, currency: str, csv: CsvTable | None
) -> RawSheet | RawAuditFile:
    if file_kind(path) is FileKind.AUDIT_FILE:
        return load_audit_file(connection, path, number, currency)
    return load_sheet(connection, path, number, csv)


def _dimensions(raw: RawSheet | RawAuditFile) -> Iterable[str]:
    return raw.dimensions if isinstance(raw, RawAuditFile) else raw.columns.others


@dataclass
class _Importer:
    """Moves raw rows into the table of entries, and keeps account of those that cannot go there."""

    connection: DuckDBPyConnection
    currency: str
    dimensions: Sequence[str]
    rejected: list[RejectedRow] = field(default_factory=list)
    totals_left_out: int = 0

    def add(self, source: int, sheet: RawSheet) -> None:
        amount = _amount_of(sheet, currency_digits(self.currency))
        parsed = f"""
            CREATE OR REPLACE TEMP TABLE parsed AS
            SELECT row, {_day_sql(sheet.text("day"))} AS day, {amount} AS amount,
                   {sheet.text("account")} AS account, {sheet.text("voucher")} AS voucher,
                   {sheet.text("text")} AS text, {self._dimension_sql(sheet)}
                   {sheet.text("day")} AS day_text, {sheet.text("amount")} AS amount_text,
                   {sheet.text("debit")} AS debit_text, {sheet.text("credit")} AS credit_text,
                   {sheet.beyond} AS beyond
            FROM {sheet.table} WHERE row > ?"""
        self.connection.execute(parsed, [sheet.columns.header_row])
        self._insert_regular(source, sheet)
        self._insert_irregular(source, sheet)

    def _dimension_sql(self, sheet: RawSheet) -> str:
        named = sheet.columns.others
        parts = [
            f"{sheet.text_of(named[name]) if name in named else chr(39) * 2} AS dimension_{i}"
            for i, name in enumerate(self.dimensions)
        ]
        return ", ".join(parts) + ("," if parts else "")

    def _insert_regular(self, source: int, sheet: RawSheet) -> None:
        rest = "".join(f", dimension_{i}" for i in range(len(self.dimensions)))
        self.connection.execute(
            f"INSERT INTO entries BY NAME SELECT ? AS source, row, day, account, voucher, text, amount{rest} "
            f"FROM parsed WHERE NOT ({self._irregular_sql(sheet)})",
            [source],
        )

    @staticmethod
    def _irregular_sql(sheet: RawSheet) -> str:
        """Which rows Python must look at: no plain date or amount, a field too many, or no voucher.

        A row without a voucher, where the others have one, may be the sum of others.
        """
        no_voucher = "voucher = '' AND text <> ''" if sheet.has("voucher") else "1 = 0"
        return f"day IS NULL OR amount IS NULL OR beyond <> '' OR ({no_voucher})"

    def _insert_irregular(self, source: int, sheet: RawSheet) -> None:
        """Rows that the engine could not read: typed dates and amounts, totals, and real faults."""
        rows = self.connection.execute(
            "SELECT row, day, amount, day_text, amount_text, debit_text, credit_text, "
            f"account, voucher, text, beyond FROM parsed WHERE {self._irregular_sql(sheet)} ORDER BY row"
        ).fetchall()
        for row in rows:
            self._irregular(source, sheet, _IrregularRow(*row))

    def _irregular(self, source: int, sheet: RawSheet, row: _IrregularRow) -> None:
        if row.is_empty:
            return
        is_total = not row.voucher and sheet.has("voucher") and row.is_called_a_total
        if is_total and row.day is None and parse_day(row.day_text, day_first=True) is None:
            self.totals_left_out += 1
            return
        try:
            day, amount = self._entry(row, is_total=is_total)
        except _UnusableError as unusable:
            self._reject(sheet, row, unusable.meaning, str(unusable))
            return
        rest = "".join(f", dimension_{i}" for i in range(len(self.dimensions)))
        self.connection.execute(
            "INSERT INTO entries BY NAME SELECT ? AS source, row, ? AS day, account, voucher, text, "
            f"? AS amount{rest} FROM parsed WHERE row = ?",
            [source, day, amount.minor, row.row],
        )

    def _entry(self, row: _IrregularRow, *, is_total: bool) -> tuple[date, Money]:
        """The row's day and amount.

        Raises:
            _UnusableError: the row is no entry that can be counted, or not for certain.
        """
        if row.beyond:
            raise _UnusableError(
                "amount", f'it has more fields than there are headings ("{row.beyond}")'
            )
        if is_total:
            raise _UnusableError("amount", f'"{row.text}" seems to sum others: it has no voucher')
        day = row.day or parse_day(row.day_text, day_first=True)
        if day is None:
            missing = (
                "it has an amount but no date" if row.has_amount else "it has no date and no amount"
            )
            raise _UnusableError("day", f'"{row.day_text}" is no date' if row.day_text else missing)
        try:
            amount = row.money(self.currency)
        except UnclearNumberError as error:
            raise _UnusableError("amount", str(error)) from error
        if abs(amount.minor) > _MOST_MINOR_UNITS:
            raise _UnusableError("amount", "it is too large to be an amount")
        return day, amount

    def _texts(self, sheet: RawSheet, row: int) -> list[str]:
        cells: tuple[Any, ...] = self.connection.execute(
            f"SELECT * EXCLUDE (row) FROM {sheet.table} WHERE row = ?",
            [row],
        ).fetchall()[0]
        return [cell for cell in cells if cell]

    def _reject(self, sheet: RawSheet, row: _IrregularRow, meaning: str, reason: str) -> None:
        letters = sheet.letters(meaning, "debit", "credit")
        place = Place(file=sheet.file, sheet=sheet.sheet, cell=f"{letters}{row.row}")
        raw = " | ".join(self._texts(sheet, row.row))[:200]
        self.rejected.append(RejectedRow(at=place, reason=reason, raw=raw))


class _UnusableError(Exception):
    """A row cannot be used as an entry; `meaning` names the column to point at."""

    def __init__(self, meaning: str, reason: str) -> None:
        super().__init__(reason)
        self.meaning = meaning


@dataclass(frozen=True)
class _IrregularRow:
    """A row as texts, with the day and amount that the engine could read."""

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
    beyond: str

    @property
    def has_amount(self) -> bool:
        """Whether anything stands where an amount should."""
        return bool(self.amount_text or self.debit_text or self.credit_text)

    @property
    def is_empty(self) -> bool:
        """Whether the row is no entry at all: a heading above entries, a note, or nothing."""
        names_an_entry = bool(self.voucher and self.account)
        return not (self.day_text or self.has_amount or names_an_entry or self.beyond)

    @property
    def is_called_a_total(self) -> bool:
        """Whether the row is called a sum ("Sum 1010") or a balance brought forward."""
        return any(
            leading_or_trailing_total(folded(text)) or words("row", "not_balance").fits(text)
            for text in (self.account, self.text, self.day_text)
        )

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
        if not debit and not credit and not (self.debit_text and self.credit_text):
            raise UnclearNumberError("one of debit and credit is empty and the other is 0")
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


def _amount_of(sheet: RawSheet, digits: int) -> str:
    """The amount of a row in minor units: its own column, or debit minus credit."""
    if "amount" in sheet.columns.by_meaning:
        return _amount_sql(sheet.text("amount"), digits)
    debit, credit = sheet.text("debit"), sheet.text("credit")
    difference = f"{_or_zero(debit, digits)} - {_or_zero(credit, digits)}"
    nothing = f"({debit} = '' OR {credit} = '') AND {difference} = 0"
    return f"CASE WHEN {nothing} THEN NULL ELSE {difference} END"


def _or_zero(text: str, digits: int) -> str:
    return f"CASE WHEN {text} = '' THEN 0 ELSE {_amount_sql(text, digits)} END"


def _amount_sql(text: str, digits: int) -> str:
    """A plain amount with a point or a comma before its decimals, in minor units; else NULL."""
    pattern = f"^-?\\d{{1,13}}([.,]\\d{{1,{digits}}})?$" if digits else "^-?\\d{1,13}$"
    exact = f"TRY_CAST(REPLACE({text}, ',', '.') AS DECIMAL(18, {digits}))"
    minor = f"CAST({exact} * {10**digits} AS BIGINT)"
    return f"CASE WHEN REGEXP_MATCHES({text}, '{pattern}') THEN {minor} END"


_ISO_DAY = r"^(\d{4}-\d{2}-\d{2})( [\d:.]+)?$"
_NORDIC_DAY = r"^\d{1,2}\.\d{1,2}\.\d{4}$"


def _day_sql(text: str) -> str:
    """A day as workbooks (ISO, with or without a time) and Nordic exports give it; else NULL."""
    iso = f"TRY_CAST(REGEXP_EXTRACT({text}, '{_ISO_DAY}', 1) AS DATE)"
    nordic = f"TRY_STRPTIME(REGEXP_EXTRACT({text}, '{_NORDIC_DAY}'), '%d.%m.%Y')"
    return f"COALESCE({iso}, CAST({nordic} AS DATE))"
