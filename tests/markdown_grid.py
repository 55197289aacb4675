"""Small Markdown tables as grids: the form in which tests state their case.

A cell is what it looks like: a plain number is a number, "1 340" in quotes is text, =SUM(B2:B3) is
a formula whose value the file lacks, =SUM(B2:B3) -> 300 one with a value, #REF! an error.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from grantcalc.reading.grid import Cell, ErrorValue, Grid, column_number

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def cell(text: str) -> Cell | None:
    if not text:
        return None
    if text.startswith("="):
        formula, arrow, value = (part.strip() for part in text.partition("->"))
        return Cell(Decimal(value) if arrow else None, formula)
    if _NUMBER.fullmatch(text):
        return Cell(Decimal(text))
    if text.startswith("#"):
        return Cell(ErrorValue(text))
    return Cell(text.strip('"'))


def rows_of(table: str) -> Iterator[list[str]]:
    for line in table.strip().splitlines():
        if line.strip() and not set(line) <= set("|-: "):
            yield [part.strip() for part in line.strip().strip("|").split("|")]


def grid(table: str, file: str = "budget.xlsx", sheet: str | None = "Budget") -> Grid:
    """The grid of a table whose first row gives column letters and whose first column row numbers."""
    letters, *rows = rows_of(table)
    return Grid.from_cells(
        file,
        sheet,
        (
            (int(number), column_number(letter), value)
            for number, *texts in rows
            for letter, text in zip(letters[1:], texts, strict=True)
            if (value := cell(text)) is not None
        ),
    )
