"""The whole account as a workbook: a sheet a table, with headings that stay, filters and sums.

Rows are written as they come and then forgotten, so that a million entries need little memory. A
text is written as a text, whatever it begins with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from grantcalc.language import tr
from grantcalc.money import Money, currency_digits
from grantcalc.progress import Progress
from grantcalc.proof.tracing import Table, Value
from grantcalc.rendering.workbooks import MOST_MINOR_UNITS, OPTIONS, cell_text, has_title

#: By its title grantcalc knows a workbook of its own: it is in no language but this.
TITLE = "The account of grantcalc remaining"
_LAST_ROW = 1_048_576
_TOLD_EVERY = 1_000


def write_trace_workbook(
    path: Path, tables: Iterable[Table], as_of: date, currency: str, progress: Progress
) -> None:
    """Writes tables to a workbook; the same tables give the same bytes."""
    import xlsxwriter

    options = {**OPTIONS, "constant_memory": True}
    with path.open("wb") as file, xlsxwriter.Workbook(file, options) as book:
        book.use_zip64()
        made = datetime(as_of.year, as_of.month, as_of.day)  # noqa: DTZ001  a workbook has no zones
        book.set_properties({"title": TITLE, "created": made})
        writer = _Writer(book, currency, progress)
        for table in tables:
            writer.table(table)


class _Writer:
    def __init__(self, book: Any, currency: str, progress: Progress) -> None:
        digits = currency_digits(currency)
        self._book = book
        self._progress = progress
        self._bold = book.add_format({"bold": True})
        money = "#,##0" + (f".{'0' * digits}" if digits else "")
        self._money = book.add_format({"num_format": money})
        self._sum = book.add_format({"num_format": money, "bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._written = 0

    def table(self, table: Table) -> None:
        """A table on a sheet of its own, or on several where a sheet has too few rows for it."""
        rows = iter(table.rows)
        number, left = 1, table.count
        while True:
            first = next(rows, None)
            if first is None and number > 1:
                return
            name = tr(table.name) if number == 1 else f"{tr(table.name)} ({number})"
            here = chain([first] if first else [], rows)
            written = self._sheet(name, table, here, left)
            left = None if left is None else left - written
            number += 1

    def _sheet(
        self, name: str, table: Table, rows: Iterator[Sequence[Value]], left: int | None
    ) -> int:
        """As many rows as a sheet has room for, below the headings; how many that were."""
        sheet = self._book.add_worksheet(name)
        top = 0 if table.sum is None else 1
        room = _LAST_ROW - top - 1
        for column, named in enumerate(table.columns):
            sheet.set_column(column, column, named.width.value)
        if table.sum is not None:
            is_whole = left == table.count and left is not None and left <= room
            self._sum_row(sheet, table, min(left or 0, room), table.sum if is_whole else None)
        for column, named in enumerate(table.columns):
            sheet.write_string(top, column, cell_text(named.shown), self._bold)
        sheet.freeze_panes(top + 1, 0)
        written = 0
        for row in islice(rows, room):
            written += 1
            for column, value in enumerate(row):
                self._write(sheet, top + written, column, value)
            self._tell()
        sheet.autofilter(top, 0, top + max(written, 1), len(table.columns) - 1)
        return written

    def _sum_row(self, sheet: Any, table: Table, count: int, value: Money | None) -> None:
        """Above the headings, what the rows that a filter leaves come to.

        The value is known where the sheet holds all of the table; Excel works it out in any case.
        """
        sheet.write_string(0, 0, tr("Sum of the rows shown"), self._bold)
        column = next(i for i, named in enumerate(table.columns) if named.is_summed)
        letter = _letters(column)
        formula = f"=SUBTOTAL(109,{letter}3:{letter}{max(count, 1) + 2})"
        shown = "" if value is None else float(value.amount)
        sheet.write_formula(0, column, formula, self._sum, shown)

    def _write(self, sheet: Any, row: int, column: int, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, column, cell_text(value))
        elif isinstance(value, Money):
            if abs(value.minor) < MOST_MINOR_UNITS:
                sheet.write_number(row, column, float(value.amount), self._money)
            else:
                sheet.write_string(row, column, str(value))
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._day)
        else:
            sheet.write_number(row, column, value)

    def _tell(self) -> None:
        self._written += 1
        if self._written % _TOLD_EVERY == 0:
            self._progress.at(self._written)


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def is_trace_workbook(path: Path) -> bool:
    """Whether a file is a workbook that `write_trace_workbook` made."""
    return has_title(path, TITLE)
