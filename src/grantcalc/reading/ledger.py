"""Ledgers to columns of entries; only rows out of the ordinary pass through Python.

A regular date or amount is read by the engine. The rest goes through the same parsers as budget
cells; what those cannot read becomes a rejected row with its place, never a zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcalc.finding import Place
from grantcalc.ledger import ENTRY_COLUMNS, Ledger
from grantcalc.model import RejectedRow
from grantcalc.money import Money, currency_digits
from grantcalc.reading.dates import parse_day
from grantcalc.reading.ledger_sheets import RawSheet, load_sheet
from grantcalc.reading.numbers import UnclearNumberError, parse_number
from grantcalc.reading.rows import leading_or_trailing_total
from grantcalc.reading.vocabulary import folded

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TOO_LONG = re.compile(r"-?\d+\.\d{3,}")
_EXCEL_DIGITS = 15


def read_ledgers(paths: Sequence[Path], currency: str) -> Ledger:
    """The entries of all files together.

    Raises:
        UnreadableFileError: a file cannot be read, or holds no ledger.
        UnclearChoiceError: several sheets of one file may be the ledger.
    """
    import duckdb

    connection = duckdb.connect(config={"enable_external_access": "false"})
    sheets = [load_sheet(connection, path, i) for i, path in enumerate(paths)]
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


@dataclass
class _Importer:
    """Moves raw rows into the table of entries, and keeps account of those that cannot go there."""

    connection: DuckDBPyConnection
    currency: str
    dimensions: Sequence[str]
    rejected: list[RejectedRow] = field(default_factory=list)
    totals_left_out: int = 0

    def add(self, sheet: RawSheet) -> None:
        amount = _amount_of(sheet, currency_digits(self.currency))
        parsed = f"""
            CREATE OR REPLACE TEMP TABLE parsed AS
            SELECT row, {_day_sql(sheet.text("day"))} AS day, {amount} AS amount,
                   {sheet.text("account")} AS account, {sheet.text("voucher")} AS voucher,
                   {sheet.text("text")} AS text, {self._dimension_sql(sheet)}
                   {sheet.text("day")} AS day_text, {sheet.text("amount")} AS amount_text,
                   {sheet.text("debit")} AS debit_text, {sheet.text("credit")} AS credit_text
            FROM {sheet.table} WHERE row > ?"""
        self.connection.execute(parsed, [sheet.columns.header_row])
        self._insert_regular(sheet)
        self._insert_irregular(sheet)

    def _dimension_sql(self, sheet: RawSheet) -> str:
        named = sheet.columns.others
        parts = [
            f"{sheet.text_of(named[name]) if name in named else chr(39) * 2} AS dimension_{i}"
            for i, name in enumerate(self.dimensions)
        ]
        return ", ".join(parts) + ("," if parts else "")

    def _insert_regular(self, sheet: RawSheet) -> None:
        rest = "".join(f", dimension_{i}" for i in range(len(self.dimensions)))
        self.connection.execute(
            f"INSERT INTO entries SELECT ?, ?, row, day, account, voucher, text, amount{rest} "
            "FROM parsed WHERE day IS NOT NULL AND amount IS NOT NULL",
            [sheet.file, sheet.sheet],
        )

    def _insert_irregular(self, sheet: RawSheet) -> None:
        """Rows that the engine could not read: typed dates and amounts, totals, and real faults."""
        rows = self.connection.execute(
            "SELECT row, day, amount, day_text, amount_text, debit_text, credit_text, "
            "account, voucher, text FROM parsed WHERE (day IS NULL OR amount IS NULL) AND "
            "(day_text || amount_text || debit_text || credit_text) <> '' ORDER BY row"
        ).fetchall()
        for row in rows:
            self._irregular(sheet, _IrregularRow(*row))

    def _irregular(self, sheet: RawSheet, row: _IrregularRow) -> None:
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
            f"INSERT INTO entries SELECT ?, ?, row, ?, account, voucher, text, ?{rest} "
            "FROM parsed WHERE row = ?",
            [sheet.file, sheet.sheet, day, amount.minor, row.row],
        )

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


def _amount_of(sheet: RawSheet, digits: int) -> str:
    """The amount of a row in minor units: its own column, or debit minus credit."""
    if "amount" in sheet.columns.by_meaning:
        return _amount_sql(sheet.text("amount"), digits)
    debit, credit = sheet.text("debit"), sheet.text("credit")
    difference = f"{_or_zero(debit, digits)} - {_or_zero(credit, digits)}"
    return f"CASE WHEN {debit} = '' AND {credit} = '' THEN NULL ELSE {difference} END"


def _or_zero(text: str, digits: int) -> str:
    return f"CASE WHEN {text} = '' THEN 0 ELSE {_amount_sql(text, digits)} END"


def _amount_sql(text: str, digits: int) -> str:
    """A plain amount with a point or a comma before its decimals, in minor units; else NULL."""
    pattern = f"^-?\\d{{1,15}}([.,]\\d{{1,{digits}}})?$" if digits else "^-?\\d{1,15}$"
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
