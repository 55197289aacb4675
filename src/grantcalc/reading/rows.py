"""What each row of a budget sheet is: a heading, a line, a total, a balance row or a note."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from grantcalc.language import mark, tr
from grantcalc.model import Side
from grantcalc.reading.columns import Columns
from grantcalc.reading.dates import parse_period
from grantcalc.reading.grid import Cell, ErrorValue, Grid
from grantcalc.reading.headings import MONEY, ColumnKind, by_heading, heading_text
from grantcalc.reading.numbers import Mark, UnclearNumberError, parse_number
from grantcalc.reading.placeholders import no_amount_yet, stands_for_nothing
from grantcalc.reading.vocabulary import words
from grantcalc.words import folded

_MOST_WORDS_OF_A_HEADING = 6
_LARGEST_COUNT = 1000
#: A currency or a scale that stands alone above amounts: "S$", "R'000".
_UNIT_ALONE = re.compile(r"[A-Z]{0,3} ?[$£€¥]|[A-Z]{0,3} ?[$£€¥]?['’]000s?")


class RowKind(StrEnum):
    """What a row is."""

    TITLE = mark("above the table")
    HEADER = mark("headings")
    SECTION = mark("section heading")
    LINE = mark("line")
    TOTAL = mark("total")
    BALANCE = mark("balance")
    RATIO = mark("key figures")
    DETAIL = mark("detail")
    IGNORED = mark("left out")
    NOTE = mark("text")


@dataclass(frozen=True, slots=True)
class Row:
    """A row's use and the reason for it; `side` is the side that its words name."""

    number: int
    kind: RowKind
    label: str
    reason: str
    side: Side | None = None

    @property
    def is_plain_total(self) -> bool:
        """Whether its label is a word for a total and nothing else."""
        return leading_or_trailing_total(unnumbered(self.label)) is not None and not names_a_group(
            self.label
        )


def amount_of(cell: Cell, mark: Mark | None = None) -> Decimal | None:
    """The amount that a cell holds, typed as a number or as readable text; None where it is none."""
    if isinstance(cell.value, Decimal):
        return cell.value
    if isinstance(cell.value, str) and cell.text:
        if stands_for_nothing(cell.value):
            return Decimal(0)
        try:
            return parse_number(cell.value, mark)
        except UnclearNumberError:
            return None
    return None


def find_rows(grid: Grid, columns: Columns, left_out: Collection[int] = ()) -> list[Row]:
    """Every row of the sheet that holds anything, with its use; those `left_out` are declared to be."""
    amounts = _rows_with_amounts(grid, columns)
    return [
        Row(row, RowKind.IGNORED, label_of(grid, columns, row)[1], tr("declared in grantcalc.toml"))
        if row in left_out
        else _row(grid, columns, row, amounts)
        for row in grid.row_numbers()
    ]


def _rows_with_amounts(grid: Grid, columns: Columns) -> range:
    """From the first to the last row below the headings that holds an amount.

    What stands in the columns of amounts above them is part of the headings, and below them a note;
    between them, and in the labelled rows right below them, it is a gap in the sums.
    """
    money = columns.money
    rows = [
        row
        for row in grid.row_numbers()
        if row > (columns.header_row or 0)
        and any(_is_amount(grid.at(row, column)) for column in money)
    ]
    if not rows:
        return range(0)
    stop = rows[-1] + 1
    while any(not grid.at(stop, c).is_empty for c in money) and label_of(grid, columns, stop)[1]:
        stop += 1
    return range(rows[0], stop)


def _is_amount(cell: Cell) -> bool:
    if cell.value is None or isinstance(cell.value, ErrorValue) or amount_of(cell) is not None:
        return True
    return isinstance(cell.value, str) and no_amount_yet(cell.value)


def label_of(grid: Grid, columns: Columns, row: int) -> tuple[int, str]:
    """The column and text of a row's label: in the label column, else left of the amounts."""
    if columns.label and (text := heading_text(grid.at(row, columns.label.number))):
        return columns.label.number, text
    first = columns.amounts[0].number
    for column, cell in sorted(grid.rows.get(row, {}).items()):
        if column < first and cell.text and not _is_amount(cell):
            return column, cell.text
    return (columns.label.number if columns.label else first), ""


def _row(grid: Grid, columns: Columns, row: int, amounts: range) -> Row:
    if columns.header_row is not None and row < columns.header_row:
        label = label_of(grid, columns, row)[1]
        return Row(row, RowKind.TITLE, label, tr("it stands above the headings"))
    _, label = label_of(grid, columns, row)
    if row == columns.header_row:
        return Row(row, RowKind.HEADER, label, columns.header_reason, _side(label))
    if _repeats_header(grid, columns, row):
        return Row(row, RowKind.HEADER, label, tr("it repeats the headings"), _side(label))
    cells = [grid.at(row, n) for n in columns.money]
    has_amount = any(_is_amount(cell) for cell in cells)
    has_other = any(not cell.is_empty and not _is_amount(cell) for cell in cells)
    if figures := _of_no_money(grid, columns, row, label):
        return figures
    if has_other and not has_amount and _heads_further_amounts(cells):
        reason = tr("headings in the columns of amounts")
        return Row(row, RowKind.HEADER, label, reason, _side(label))
    if has_amount or (has_other and label and row in amounts):
        return _row_with_amounts(row, label)
    if has_other and label and columns.header_row is not None and _holds_a_figure(cells):
        return _row_with_amounts(row, label)  # the first line, whose amount cannot be read
    if has_other and row < amounts.start:
        reason = tr("text in the columns of amounts, above all amounts")
        return Row(row, RowKind.HEADER, label, reason, _side(label))
    return _row_without_amounts(grid, columns, row, amounts)


def _holds_a_figure(cells: Sequence[Cell]) -> bool:
    """Whether a text among these cells holds a figure that is no year: "ca. 5 000"."""
    texts = (cell.text for cell in cells if cell.text)
    return any(re.search(r"[0-9]", text) and parse_period(text) is None for text in texts)


def _row_without_amounts(grid: Grid, columns: Columns, row: int, amounts: range) -> Row:
    """A heading, a line whose amount is empty, or a note."""
    _, label = label_of(grid, columns, row)
    if label and row in amounts and _has_numbers_elsewhere(grid, columns, row):
        reason = tr("a label, and numbers in other columns than the amounts")
        return Row(row, RowKind.LINE, label, reason)
    if label and row < amounts.stop:
        is_short = len(label.split()) <= _MOST_WORDS_OF_A_HEADING
        side = _side(label) if is_short else None
        return Row(row, RowKind.SECTION, label, tr("text without an amount above the lines"), side)
    return Row(row, RowKind.NOTE, label, tr("text without an amount"))


def _of_no_money(grid: Grid, columns: Columns, row: int, label: str) -> Row | None:
    """A row whose numbers are percentages, shares or counts, or nothing at all; None for others."""
    cells = [grid.at(row, n) for n in columns.money]
    numbers = [cell for cell in cells if cell.is_number]
    if not numbers:
        return None
    if all("%" in cell.number_format for cell in numbers):
        return Row(row, RowKind.RATIO, label, tr("its numbers are percentages"))
    if words("row", "ratio").fits(label) and all(_is_part(cell) for cell in numbers):
        reason = tr("its label names a share, and its numbers are parts of 1")
        return Row(row, RowKind.RATIO, label, reason)
    if _is_count(grid, columns, row, label):
        return Row(
            row, RowKind.RATIO, label, tr("its label names a count, and no total takes it in")
        )
    if not label and not any(_adds_something(cell) for cell in cells):
        return Row(row, RowKind.RATIO, "", tr("it has no label, and it adds nothing"))
    return None


def _repeats_header(grid: Grid, columns: Columns, row: int) -> bool:
    """Whether every text or year above the amounts stands here again, and nothing else does."""
    header = columns.header_row
    if header is None:
        return False
    here = [heading_text(grid.at(row, n)) for n in columns.money if not grid.at(row, n).is_empty]
    if not all(here):
        return False
    there = {heading_text(grid.at(header, n)) for n in columns.money}
    return bool(here) and all(text in there for text in here)


def _is_count(grid: Grid, columns: Columns, row: int, label: str) -> bool:
    """Whether a row counts something ("Number of children", "Head count") and no formula sums it."""
    if not words("row", "count").is_at_an_end_of(label):
        return False
    cells = {n: grid.at(row, n) for n in columns.money if not grid.at(row, n).is_empty}
    if not all(
        isinstance(cell.value, Decimal) and 0 <= cell.value < _LARGEST_COUNT
        for cell in cells.values()
    ):
        return False
    return not any(
        cell.expansion
        and not cell.expansion.is_product
        and any(grid.here(part) == (row, n) for part in cell.expansion.parts)
        for other, there in grid.rows.items()
        for n, cell in there.items()
        if n in cells and other != row
    )


def _adds_something(cell: Cell) -> bool:
    """Whether a cell holds anything but a zero that no formula sums up to."""
    if cell.is_empty:
        return False
    is_sum = cell.expansion is not None and cell.expansion.parts and not cell.expansion.is_product
    return bool(is_sum) or not isinstance(cell.value, Decimal) or cell.value != 0


def _heads_further_amounts(cells: list[Cell]) -> bool:
    """Whether the texts in the columns of amounts are headings of a further table, and no amounts.

    A text with digits may be an amount that somebody wrote in words, so it is a heading only where it
    is a period.
    """
    texts = [cell for cell in cells if not cell.is_empty]
    columns = [by_heading(n, cell) for n, cell in enumerate(texts, 1)]
    units = [bool(_UNIT_ALONE.fullmatch(cell.text.strip())) for cell in texts]
    known = [
        is_unit
        or column.kind in MONEY
        or any(
            words("column", meaning).fits(column.heading) for meaning in ("budgeted", "other_money")
        )
        for column, is_unit in zip(columns, units, strict=True)
    ]
    return any(known) and all(
        is_unit or bool(column.period) or not any(c.isdigit() for c in column.heading)
        for column, is_unit in zip(columns, units, strict=True)
    )


def _has_numbers_elsewhere(grid: Grid, columns: Columns, row: int) -> bool:
    """Whether columns that were left out hold numbers of this row that are no sums of others.

    A heading has none: such a row is a line whose amount is empty.
    """
    return any(
        cell.is_number and not (cell.expansion and cell.expansion.parts)
        for column in columns.of(ColumnKind.OTHER)
        if columns.label and column.number > columns.label.number
        for cell in [grid.at(row, column.number)]
    )


def _is_part(cell: Cell) -> bool:
    return isinstance(cell.value, Decimal) and abs(cell.value) <= 1


def _row_with_amounts(row: int, label: str) -> Row:
    if not label:
        return Row(row, RowKind.LINE, "", tr("amounts without a label"))
    text = unnumbered(label)
    if word := leading_or_trailing_total(text):
        return Row(row, RowKind.TOTAL, label, tr('"{word}" in its label', word=word), _side(label))
    balance = words("row", "balance").find(label)
    if balance and text.startswith(balance) and not words("row", "not_balance").fits(label):
        return Row(row, RowKind.BALANCE, label, tr('"{balance}" begins its label', balance=balance))
    return Row(row, RowKind.LINE, label, tr("a label and amounts"))


#: What a form writes before its lines: "6i.", "k.", "(3)", "IV.".
_NUMBERING = re.compile(r"\s*\(?(?:[0-9]{1,2}[a-z]?|[a-z]|[ivx]{1,4})[.)]\s+", re.IGNORECASE)


def unnumbered(label: str) -> str:
    """A label, folded, without the number or letter that a form gives its line."""
    return folded(_NUMBERING.sub("", label, count=1) if _NUMBERING.match(label) else label)


#: What stands behind a total's word without changing it: "Total (NOK)", "Sum i 1000 kr".
_UNIT = re.compile(r"[0-9]+|kr|nok|sek|dkk|eur|usd|gbp")


def leading_or_trailing_total(folded_label: str) -> str | None:
    """The word for a total at either end of a label; None where there is none."""
    if words("row", "not_total").fits(folded_label):
        return None
    total = words("row", "total")
    pieces = _without_unit(folded_label.split())
    for size in (2, 1):
        for piece in (" ".join(pieces[:size]), " ".join(pieces[-size:])):
            if len(pieces) >= size and total.is_all_of(piece):
                return piece
    return None


def _without_unit(pieces: list[str]) -> list[str]:
    """The words of a label without a unit at its end: "sum i 1000 kr" is "sum"."""
    size = len(pieces)
    while size > 1 and _UNIT.fullmatch(pieces[size - 1]):
        size -= 1
    if size < len(pieces) and size > 1 and pieces[size - 1] in ("i", "in"):
        size -= 1
    return pieces[:size]


def _side(label: str) -> Side | None:
    """The side that a label names; None where it names neither, or both."""
    sides = [side for side in Side if words("side", side.value).fits(label)]
    return sides[0] if len(sides) == 1 else None


def names_a_group(label: str) -> bool:
    """Whether a total names what it sums ("Sum lønn"), beyond the word for a total itself."""
    text = unnumbered(label)
    word = leading_or_trailing_total(text) or ""
    rest = text.removeprefix(word) if text.startswith(word) else text.removesuffix(word)
    return bool(rest.strip())


def names_a_source(label: str) -> bool:
    """Whether a label names where money comes from: own funds, or a funder; a fee on a grant is none."""
    return not words("row", "indirect").fits(label) and any(
        words("source", kind).fits(label) for kind in ("own", "grant")
    )


def row_ranges(numbers: list[int]) -> str:
    """Row numbers as people write them: 2-8, 10."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ", ".join("-".join(map(str, part)) for part in parts)
