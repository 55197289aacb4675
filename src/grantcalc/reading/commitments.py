"""Orders and contracts: what is ordered, from whom, on which budget line, and what is invoiced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path

from grantcalc.config import CsvTable
from grantcalc.errors import UnreadableFileError
from grantcalc.language import shown_day, tr
from grantcalc.model import Commitment, RejectedRow
from grantcalc.money import Money
from grantcalc.reading.files import read_book
from grantcalc.reading.grid import Grid
from grantcalc.reading.ledgers.columns import grid_texts, is_ledger
from grantcalc.reading.records import Records, UnusableCellError
from grantcalc.reading.tables import MOST_TITLE_ROWS, RecordColumns, find_record_columns
from grantcalc.reading.vocabulary import words

_NEEDED = (("day",), ("amount",), ("line", "invoiced"))
#: What binary arithmetic leaves behind in a workbook (64.8999999999999) is no money.
_NOISE = Decimal("0.000001")


@dataclass(frozen=True)
class Commitments:
    """The orders of a file, and the rows that cannot be used."""

    found: tuple[Commitment, ...]
    rejected: tuple[RejectedRow, ...]


class _UnusableRowError(ValueError):
    """A row cannot be used because of the cell in a column."""

    def __init__(self, column: int, reason: str) -> None:
        super().__init__(reason)
        self.column = column


def commitment_columns(grid: Grid) -> RecordColumns | None:
    """The columns of a list of orders, where the first rows of a sheet name them.

    A ledger that names budget lines is none: only a list of orders says what is invoiced.
    """
    rows = islice(grid_texts(grid), MOST_TITLE_ROWS)
    columns = find_record_columns(rows, "commitments", _NEEDED)
    if columns and "invoiced" not in columns.by_meaning and is_ledger(grid):
        return None
    return columns


def read_commitments(
    path: Path, currency: str, password: str | None = None, csv: CsvTable | None = None
) -> Commitments:
    """The orders of every sheet that is a list of them.

    Raises:
        UnreadableFileError: the file cannot be read, or none of its sheets lists orders.
    """
    found = [
        Records(grid, columns, ("amount", "invoiced"))
        for grid in read_book(path, password, csv).sheets
        if (columns := commitment_columns(grid))
    ]
    if not found:
        raise UnreadableFileError(
            tr(
                "{path}: holds no list of orders: no row names a date, an amount, and a "
                "budget line or what is invoiced (such as Dato, Leverandør, Budsjettlinje, "
                "Beløp, Fakturert)",
                path=path,
            )
        )
    commitments: list[Commitment] = []
    rejected: list[RejectedRow] = []
    for records in found:
        for row in records.rows():
            if not _is_order(records, row):
                continue
            try:
                commitments.append(_commitment(records, row, currency))
            except _UnusableRowError as error:
                rejected.append(records.rejected(row, error.column, str(error)))
    return Commitments(tuple(commitments), tuple(rejected))


def _is_order(records: Records, row: int) -> bool:
    """Whether a row is meant as an order: it has a date, an amount or something invoiced.

    A row without any of them is a title or a remark.
    """
    meant = ("day", "amount", "invoiced")
    if all(records.cell(row, meaning).is_empty for meaning in meant):
        return False
    return not (records.is_total(row) or records.is_heading_again(row))


def _commitment(records: Records, row: int, currency: str) -> Commitment:
    """The order in one row.

    Raises:
        _UnusableRowError: something that an order needs is missing or cannot be read.
    """
    day = _day(records, row, "day")
    if day is None:
        raise _UnusableRowError(records.column("day"), tr("it has no date"))
    delivery = _day(records, row, "delivery")
    if delivery and delivery < day:
        reason = tr(
            "it is delivered ({delivery}) before it is ordered ({day})",
            delivery=shown_day(delivery),
            day=shown_day(day),
        )
        raise _UnusableRowError(records.column("delivery"), reason)
    if records.cell(row, "amount").is_empty:
        raise _UnusableRowError(records.column("amount"), tr("it has no amount"))
    return Commitment(
        at=records.grid.place(row, records.column("amount")),
        day=day,
        delivery=delivery,
        supplier=records.text(row, "supplier"),
        reference=records.text(row, "reference"),
        line=records.text(row, "line"),
        line_at=records.grid.place(row, records.column("line", "amount")),
        amount=_money(records, row, "amount", currency),
        invoiced=_money(records, row, "invoiced", currency),
        invoiced_at=records.grid.place(row, records.column("invoiced", "amount")),
        more_to_come=_more_to_come(records, row),
        dimensions=records.others(row),
    )


def _day(records: Records, row: int, meaning: str) -> date | None:
    try:
        return records.day(row, meaning)
    except UnusableCellError as error:
        raise _UnusableRowError(records.column(meaning), str(error)) from None


def _money(records: Records, row: int, meaning: str, currency: str) -> Money:
    """A cell's amount; nothing where it is empty."""
    column = records.column(meaning)
    try:
        value = records.amount(row, meaning) or Decimal(0)
    except UnusableCellError as error:
        raise _UnusableRowError(column, str(error)) from None
    money = Money.nearest(value, currency)
    if abs(value - money.amount) >= _NOISE:
        raise _UnusableRowError(
            column,
            tr(
                "{amount} has more decimals than {currency}; round it",
                amount=value,
                currency=currency,
            ),
        )
    if money.minor < 0:
        reason = tr(
            "{amount} is negative; write what is ordered, and what is invoiced of it",
            amount=money.grouped,
        )
        raise _UnusableRowError(column, reason)
    return money


def _more_to_come(records: Records, row: int) -> bool | None:
    """Whether more invoices are marked to come; None where the cell is empty."""
    cell = records.cell(row, "more")
    if isinstance(cell.value, bool):
        return cell.value
    text = records.text(row, "more")
    if not text:
        return None
    if words("answer", "no").is_all_of(text):
        return False
    if words("answer", "yes").is_all_of(text):
        return True
    reason = tr(
        '"{text}" does not tell whether more invoices are to come; write yes or no', text=text
    )
    raise _UnusableRowError(records.column("more"), reason)
