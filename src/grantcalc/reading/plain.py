"""A book's cells as plain lines of text: the same for the same cells, everywhere and always.

Nothing is rounded, computed, translated or fitted to a width, and no line depends on another cell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from grantcalc.cells import cell_name, column_letters
from grantcalc.reading.grid import Book, Cell, ErrorValue, Grid

#: A number with more digits before or behind the point is written with an exponent.
_MOST_DIGITS = 40
#: Control, direction and other codes that a terminal or a pager would act on.
_ACTIVE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def plain_lines(book: Book) -> Iterator[str]:
    """Every sheet, hidden ones too, and every cell that holds anything, row by row."""
    if not book.has_formulas:
        yield "# formulas cannot be read from this kind of file: these are their values\n"
    for grid in book.sheets:
        yield from _sheet(grid)


def _sheet(grid: Grid) -> Iterator[str]:
    name = _sheet_name(grid.sheet) if grid.sheet is not None else ""
    if name:
        yield f"# sheet {name}{' (hidden)' if grid.is_hidden else ''}\n"
    for what, numbers, shown in (
        ("rows", grid.hidden_rows, str),
        ("columns", grid.hidden_columns, column_letters),
    ):
        spans = [
            shown(first) if first == last else f"{shown(first)}-{shown(last)}"
            for first, last in _spans(numbers)
        ]
        if spans:
            yield f"# hidden {what} {', '.join(spans)}\n"
    before = f"{name}!" if name else ""
    for row in grid.row_numbers():
        for column, cell in sorted(grid.rows[row].items()):
            yield f"{before}{cell_name(row, column)}  {_content(cell)}\n"


def _sheet_name(name: str) -> str:
    """A sheet's name as formulas write it: in quotation marks unless it is one plain word."""
    return name if re.fullmatch(r"\w+", name) else "'" + _harmless(name.replace("'", "''")) + "'"


def _spans(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers as spans of those that follow each other, first and last."""
    ordered = sorted(numbers)
    breaks = [i for i, (a, b) in enumerate(pairwise(ordered), 1) if b != a + 1]
    for start, end in pairwise([0, *breaks, len(ordered)]):
        if start < end:
            yield ordered[start], ordered[end - 1]


def _content(cell: Cell) -> str:
    """A cell's value and its formula; a text in quotation marks, so that it is no number."""
    formula = _harmless(cell.formula) if cell.formula else ""
    return f"{_value(cell)}  {formula}".rstrip() if formula else _value(cell)


def _value(cell: Cell) -> str:
    match cell.value:
        case None:
            return "(not computed)"
        case bool():
            return "TRUE" if cell.value else "FALSE"
        case Decimal():
            return _number(cell.value)
        case ErrorValue():
            return _harmless(cell.value.code)
        case date():
            return cell.value.isoformat()
        case _:
            return _harmless(json.dumps(cell.value, ensure_ascii=False))


def _number(value: Decimal) -> str:
    """All digits that count, with a point before decimals."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and max(-exponent, value.adjusted()) < _MOST_DIGITS:
        digits = f"{value:f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    return str(value)


def _harmless(text: str) -> str:
    """A text in which codes that something would act on are written out, line breaks among them."""
    return _ACTIVE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
