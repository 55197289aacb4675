"""A made budget as an .xlsx file."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.faults.book import Book, Cell, ErrorValue, Value


class Mode(StrEnum):
    """What a file holds where there is a sum."""

    #: Figures typed by hand.
    TYPED = "typed"
    #: Formulas and their values, as Excel saves them.
    CACHED = "formulas"
    #: Formulas alone, as many programs write them.
    UNCACHED = "no values"
    #: Formulas, each with the value 0, as other programs write them.
    ZERO = "zeros"


def write(book: Book, mode: Mode, path: Path) -> None:
    """Writes the workbook."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(path, {"in_memory": True})
    if mode is Mode.CACHED:
        workbook.calc_on_load = False  # the values are said to be what was computed
    formats: dict[tuple[str, bool], Any] = {}
    shown = book.shown()
    for name in book.sheets:
        sheet = workbook.add_worksheet(name)
        sheet.set_column(0, 0, 32)
        for ref, cell in book.cells.items():
            if ref.sheet != name:
                continue
            key = (cell.number_format, cell.bold)
            if key not in formats:
                formats[key] = workbook.add_format({"num_format": key[0], "bold": key[1]})
            _write_cell(
                sheet, ref.row - 1, ref.column - 1, cell, formats[key], shown[ref], mode, name
            )
        for hidden, row in book.hidden_rows:
            if hidden == name:
                sheet.set_row(row - 1, None, None, {"hidden": True})
    workbook.close()
    if mode is Mode.UNCACHED:
        _drop_values(path)


def _write_cell(
    sheet: Any, row: int, column: int, cell: Cell, look: Any, shown: Value, mode: Mode, home: str
) -> None:
    if cell.live and cell.formula:
        value = 0 if mode is Mode.ZERO else _plain(shown)
        sheet.write_formula(row, column, cell.formula.text(home), look, value)
    elif isinstance(cell.value, str):
        sheet.write_string(row, column, cell.value, look)
    elif isinstance(cell.value, Fraction):
        sheet.write_number(row, column, _plain(cell.value), look)


def _plain(value: Value) -> int | float | str:
    if value is None:
        return 0
    if isinstance(value, ErrorValue | str):
        return str(value)
    return int(value) if value.denominator == 1 else float(value)


def _drop_values(path: Path) -> None:
    """Saves it again with openpyxl, which writes formulas without their values."""
    from openpyxl import load_workbook

    workbook = load_workbook(path)
    workbook.save(path)
