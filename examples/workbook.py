"""A workbook in the plain style of an office, with the same bytes each time it is made."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

#: Part of the file: without a fixed one, no two runs would make the same bytes.
MADE = datetime(2022, 2, 15, 9, 0)


class Sheet:
    """A workbook of one sheet in the plain style of an office."""

    def __init__(self, path: Path, sheet: str, made: datetime = MADE) -> None:
        self.book = xlsxwriter.Workbook(str(path))
        self.book.set_properties({"created": made, "author": "Prosjektkontoret"})
        self.sheet = self.book.add_worksheet(sheet)
        self.bold = self.book.add_format({"bold": True})
        self.heading = self.book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#DDEBF7"}
        )
        self.amount = self.book.add_format({"num_format": "#,##0"})
        self.total = self.book.add_format({"num_format": "#,##0", "bold": True, "top": 1})
        self.label_total = self.book.add_format({"bold": True, "top": 1})
        self.exact = self.book.add_format({"num_format": "#,##0.00"})
        self.day = self.book.add_format({"num_format": "dd.mm.yyyy"})

    def write(self, row: int, column: int, value: Any, style: Any = None) -> None:
        """Writes one cell, both counted from 0; texts stay texts."""
        if isinstance(value, date):
            self.sheet.write_datetime(
                row, column, datetime(value.year, value.month, value.day), style or self.day
            )
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, style)
        elif value is not None:
            self.sheet.write_number(row, column, value, style)

    def close(self) -> None:
        """Writes the file."""
        self.book.close()
