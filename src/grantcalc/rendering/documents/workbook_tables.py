"""A table of a document on a sheet of its own, with numbers that can be counted on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from textwrap import wrap
from typing import Any

from grantcalc.cells import cell_name
from grantcalc.document import Row, Table, Value
from grantcalc.language import in_use
from grantcalc.money import Money, currency_digits
from grantcalc.rendering.documents.figures import (
    cells_of,
    currencies,
    decimals,
    empty_table,
    is_exact,
    is_spanning,
    plain,
    to_fill_in,
    written,
)
from grantcalc.rendering.workbooks import MOST_MINOR_UNITS, cell_text

#: A place to write in, as it looks on every sheet.
FILL_IN: dict[str, object] = {
    "bg_color": "#FFF6D6",
    "border": 3,
    "border_color": "#595959",
    "italic": True,
}
_HEAD: dict[str, object] = {
    "bold": True,
    "bg_color": "#EFF1F4",
    "top": 1,
    "bottom": 1,
    "text_wrap": True,
}
_LINE: dict[str, object] = {"bottom": 1, "bottom_color": "#BFC2C9"}
_SUM: dict[str, object] = {"bold": True, "top": 1, "bottom": 1}
_LOOKS: dict[str, dict[str, object]] = {
    "line": _LINE,
    "sum": _SUM,
    "heading": {**_LINE, "bold": True},
    "fill_in": FILL_IN,
    "note": {**_LINE, "italic": True, "indent": 1},
}
_DAYS = {"nb": "dd.mm.yyyy", "nn": "dd.mm.yyyy", "en": "yyyy-mm-dd"}
_CAPTION_ROW, _HEAD_ROW = 0, 2
_NARROWEST, _WIDEST = 11, 60
_LARGEST = 10**15
_LINE_POINTS, _HIGHEST = 15.0, 400.0


class Formats:
    """A workbook's formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def __call__(self, **properties: object) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **properties})
        return self._made[key]


class TableSheet:
    """A sheet with one table: its caption, its headings, which stay and are repeated, and its rows."""

    def __init__(self, sheet: Any, table: Table, formats: Formats) -> None:
        self._sheet, self._table, self._formats = sheet, table, formats
        self._rows = [cells_of(row, table) for row in table.rows]
        self._texts = written(table)

    def write(self, caption: str) -> None:
        """Writes the table, its caption above it."""
        sheet, table = self._sheet, self._table
        look = self._formats(bold=True, font_size=12)
        sheet.write_string(_CAPTION_ROW, 0, cell_text(caption), look)
        widths = [self._width(column) for column in range(len(table.columns))]
        headings = [plain(column.heading) for column in table.columns]
        sheet.set_row(_HEAD_ROW, _height(headings, widths))
        for column, named in enumerate(table.columns):
            look = self._formats(**_HEAD, align="right" if named.is_figure else "left")
            sheet.write_string(_HEAD_ROW, column, cell_text(headings[column]), look)
            sheet.set_column(column, column, widths[column])
        sheet.freeze_panes(_HEAD_ROW + 1, 1)
        sheet.repeat_rows(_HEAD_ROW)
        for index, row in enumerate(table.rows):
            self._row(index, row, widths)
        if not table.rows:
            sheet.write_string(_HEAD_ROW + 1, 0, empty_table(), self._formats())

    def _width(self, column: int) -> float:
        """As wide as the longest cell, where it is not the words of a row that goes over all."""
        shown = (
            texts[column]
            for texts, row in zip(self._texts, self._table.rows, strict=True)
            if row.role in ("line", "sum")
        )
        longest = max(map(len, shown), default=0)
        words = plain(self._table.columns[column].heading).split(" ")
        return min(max(longest * 1.1 + 2, *(len(w) * 1.15 + 2 for w in words), _NARROWEST), _WIDEST)

    def _row(self, index: int, row: Row, widths: Sequence[float]) -> None:
        at = _HEAD_ROW + 1 + index
        if row.role in ("fill_in", "note") and is_spanning(row):
            said = self._texts[index][0]
            shown = to_fill_in(said) if row.role == "fill_in" else said
            self._sheet.set_row(at, _height([shown], [sum(widths)]) + 6)
            look = self._formats(**{**_LOOKS[row.role], "text_wrap": True})
            self._across(at, cell_text(shown), look)
            return
        if row.role != "heading":
            self._sheet.set_row(at, _height(self._texts[index], widths))
        for column, value in enumerate(self._rows[index]):
            look = dict(_LOOKS[row.role])
            if isinstance(value, str) or value is None:
                if row.role in ("line", "sum"):
                    look = {**look, "text_wrap": True}
                if column and self._table.columns[column].is_figure and value:
                    look = {**look, "align": "right"}
                shown = self._texts[index][column]
                shown = to_fill_in(shown) if row.role == "fill_in" and shown else shown
                self._write_text(at, column, shown, self._formats(**look))
            else:
                self._write_figure(at, column, value, look)

    def _across(self, at: int, text: str, look: Any) -> None:
        """A text over all columns: a sum of what is above is not disturbed by it."""
        if len(self._table.columns) == 1:
            self._sheet.write_string(at, 0, text, look)
            return
        # merge_range takes what begins with "=" for a formula; what is written then is a text.
        self._sheet.merge_range(at, 0, at, len(self._table.columns) - 1, "", look)
        self._sheet.write_string(at, 0, text, look)

    def _write_text(self, at: int, column: int, text: str, look: Any) -> None:
        if text:
            self._sheet.write_string(at, column, cell_text(text), look)
        else:
            self._sheet.write_blank(at, column, None, look)

    def _write_figure(self, at: int, column: int, value: Value, look: dict[str, object]) -> None:
        """A figure as a number; one with more digits than Excel holds stays exact as a text."""
        index = at - _HEAD_ROW - 1
        look = {**look, "num_format": self._number_format(value, column), "align": "right"}
        if isinstance(value, date):
            self._sheet.write_datetime(at, column, value, self._formats(**look))
            return
        number = _number(value)
        if number is None:
            self._write_text(at, column, self._texts[index][column], self._formats(**look))
        elif first := self._summed_from(index, column):
            top, end = cell_name(_HEAD_ROW + 2 + first - 1, column + 1), cell_name(at, column + 1)
            self._sheet.write_formula(
                at, column, f"=SUM({top}:{end})", self._formats(**look), number
            )
        else:
            self._sheet.write_number(at, column, number, self._formats(**look))

    def _number_format(self, value: Value, column: int) -> str:
        if isinstance(value, date):
            return _DAYS[in_use()]
        if isinstance(value, Fraction):
            return "0.00\\ %"
        if isinstance(value, Money):
            digits = currency_digits(value.currency) if is_exact(self._table) else 0
            name = f'\\ "{value.currency}"' if len(currencies(self._table)) > 1 else ""
        else:
            digits, name = decimals(self._table, column), ""
        return f"#,##0{'.' if digits else ''}{'0' * digits}{name}"

    def _summed_from(self, index: int, column: int) -> int | None:
        """The number of the first row, from 1, of those above that a sum is exactly the sum of.

        These are the lines since the last sum or heading. None where the row is no sum, or states
        something else than theirs.
        """
        rows = self._table.rows
        if rows[index].role != "sum":
            return None
        first = index
        while first and rows[first - 1].role in ("line", "fill_in", "note"):
            first -= 1
        parts = [self._rows[i][column] for i in range(first, index)]
        return first + 1 if _is_sum(self._rows[index][column], parts) else None


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """The height in points of a row whose texts are broken into lines."""
    lines = (len(wrap(t, max(int(w), 4))) for t, w in zip(texts, widths, strict=True))
    return min(_LINE_POINTS * max(1, *lines) + 2, _HIGHEST)


def _is_sum(value: Value, parts: Sequence[Value]) -> bool:
    """Whether a figure is exactly the sum of those above it, which are all of its kind."""
    known = [part for part in parts if part is not None]
    if len(known) < 2 or any(_number(part) is None for part in known):
        return False
    if isinstance(value, Money):
        amounts = [part for part in known if isinstance(part, Money)]
        if {part.currency for part in amounts} != {value.currency}:
            return False
        return len(amounts) == len(known) and sum(part.minor for part in amounts) == value.minor
    if isinstance(value, int | Decimal):
        counts = [part for part in known if isinstance(part, int | Decimal)]
        return len(counts) == len(known) and sum(map(Fraction, counts)) == Fraction(value)
    return False


def _number(value: Value) -> float | None:
    """A figure as Excel's kind of number; None where it would not be exact, or is none."""
    if isinstance(value, Money):
        return float(value.amount) if abs(value.minor) < MOST_MINOR_UNITS else None
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, int | Decimal):
        return float(value) if -_LARGEST < value < _LARGEST else None
    return None
