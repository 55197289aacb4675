"""Small Markdown tables as grids: the form in which tests state their case.

A cell is what it looks like: a plain number is a number, "1 340" in quotes is text, =SUM(B2:B3) is
a formula whose value the file lacks, =SUM(B2:B3) -> 300 one with a value, #REF! an error, 25% a
number with a percent format. Braces at the end give any other number format: 1500 {#,##0 "kr"}.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from grantcalc.cells import column_number
from grantcalc.reading.grid import Cell, ErrorValue, Grid, Value

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_FORMATTED = re.compile(r"(?P<text>.*\S)\s*\{(?P<format>[^{}]+)\}")


def cell(text: str) -> Cell | None:
    if not text:
        return None
    number_format = "General"
    if formatted := _FORMATTED.fullmatch(text):
        text, number_format = formatted["text"], formatted["format"]
    if text.startswith("="):
        formula, arrow, stored = (part.strip() for part in text.partition("->"))
        value = _value(stored) if arrow else None
    else:
        formula, stored, value = None, text, _value(text)
    if isinstance(value, Decimal) and stored.endswith("%"):
        number_format = "0.00%" if "." in stored else "0%"
    return Cell(value, formula, number_format)


def _value(text: str) -> Value:
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if text.endswith("%") and _NUMBER.fullmatch(text[:-1]):
        return Decimal(text[:-1]) / 100
    if text.startswith("#"):
        return ErrorValue(text)
    return text.strip('"')


def rows_of(table: str) -> Iterator[list[str]]:
    for line in table.strip().splitlines():
        if line.strip() and not set(line) <= set("|-: "):
            yield [part.strip() for part in line.strip().strip("|").split("|")]


def cells_of(table: str) -> dict[tuple[int, int], str]:
    """What stands in a table whose first row gives column letters and first column row numbers."""
    letters, *rows = rows_of(table)
    return {
        (int(number), column_number(letter)): text
        for number, *texts in rows
        for letter, text in zip(letters[1:], texts, strict=True)
    }


def grid_of(
    cells: dict[tuple[int, int], str], file: str = "budget.xlsx", sheet: str | None = "Budget"
) -> Grid:
    """The grid of such cells."""
    return Grid.from_cells(
        file,
        sheet,
        (
            (row, column, value)
            for (row, column), text in cells.items()
            if (value := cell(text)) is not None
        ),
    )


def grid(table: str, file: str = "budget.xlsx", sheet: str | None = "Budget") -> Grid:
    """The grid of a table whose first row gives column letters and whose first column row numbers."""
    return grid_of(cells_of(table), file, sheet)
