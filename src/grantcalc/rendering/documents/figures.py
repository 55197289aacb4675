"""A document's figures and captions as people read them, the same in every format.

Amounts stand in tables without their currency, which the caption names; they have decimals in all of
a table or in none of it. Blanks within a figure are no-break spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from grantcalc.document import Block, Document, Heading, Paragraph, Picture, Row, Table, Value
from grantcalc.language import shown_day, shown_number, tr
from grantcalc.money import Money, shown_percent
from grantcalc.rendering.terminal import unbroken

_NO_BREAK = "\u00a0"
#: What neither XML nor a reader can do anything with: control and direction codes, halves of
#: characters, and what is no character.
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
    r"\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e007f]+"
)


#: Blanks at which no line may end: beside a figure's unit, and before the dash between two days.
_HELD_TOGETHER = re.compile(r"(?<=\d) (?=(?:%|kr\b|[-–] ?\d))|(?<=\b[A-Z]{3}) (?=-?\d)")


def plain(text: str) -> str:
    """A text that any file can hold: without control and direction codes; amounts unbroken."""
    return _HELD_TOGETHER.sub(_NO_BREAK, unbroken(_UNSEEN.sub(" ", text)))


def title(document: Document) -> str:
    """What a file says that it is: a reader of the screen tells files apart by that."""
    return plain(document.title).strip() or tr("Report")


def captioned(document: Document) -> Iterator[tuple[Block, str]]:
    """The document's blocks, each table and picture with its numbered caption, others with "".

    A document whose blocks have no title begins with its own. Headings without a word are none.
    """
    if not any(isinstance(block, Heading) and block.level == 1 for block in document.blocks):
        yield Heading(1, title(document)), ""
    tables = pictures = 0
    for block in document.blocks:
        if isinstance(block, Heading) and not plain(block.text).strip():
            continue
        if isinstance(block, Table):
            tables += 1
            yield block, plain(table_caption(str(tables), titled(block)))
        elif isinstance(block, Picture):
            pictures += 1
            yield block, plain(picture_caption(str(pictures), block.caption))
        else:
            yield block, ""


def table_caption(number: str, caption: str) -> str:
    """A table's caption behind its number."""
    return tr("Table {number}: {caption}", number=number, caption=caption)


def picture_caption(number: str, caption: str) -> str:
    """A picture's caption behind its number."""
    return tr("Figure {number}: {caption}", number=number, caption=caption)


def titled(table: Table) -> str:
    """What a table shows, and in what currency where it has one alone."""
    known = currencies(table)
    if len(known) != 1:
        return table.caption
    currency = known.pop()
    # Norwegians write "kr" for their own currency; the others are known by their codes.
    shown = tr("NOK") if currency == "NOK" else currency
    return tr("{caption} (amounts in {currency})", caption=table.caption, currency=shown)


def introduces(paragraph: Paragraph) -> bool:
    """Whether a paragraph speaks of what follows it: the two stay on one page."""
    return paragraph.text.rstrip().endswith(":")


def to_fill_in(prompt: str) -> str:
    """A place where a person is to write, in words: seen in print and read aloud."""
    return tr("To be filled in: {prompt}", prompt=prompt)


def empty_table() -> str:
    """What stands in a table without rows."""
    return tr("Nothing to show.")


def cells_of(row: Row, table: Table) -> tuple[Value, ...]:
    """A row's cells, as many as the table has columns."""
    missing = len(table.columns) - len(row.cells)
    if missing < 0:
        raise ValueError(f"table {table.name}: a row has more cells than there are columns")
    return (*row.cells, *[None] * missing)


def is_spanning(row: Row) -> bool:
    """Whether a row has nothing but words in its first cell, which then takes its whole width."""
    return row.role in ("heading", "fill_in", "note") and all(
        cell is None for cell in row.cells[1:]
    )


def written(table: Table) -> list[list[str]]:
    """Every cell of a table's rows as text."""
    rows = [cells_of(row, table) for row in table.rows]
    exactly = is_exact(table)
    several = len(currencies(table)) > 1
    digits = [_digits(column) for column in zip(*rows, strict=True)]
    return [
        [_cell(cell, exactly, several, digits[i]) for i, cell in enumerate(row)] for row in rows
    ]


def decimals(table: Table, column: int) -> int:
    """How many decimals the hours and other quantities of a column have."""
    return _digits([cells_of(row, table)[column] for row in table.rows])


def currencies(table: Table) -> set[str]:
    """The currencies of a table's amounts."""
    return {cell.currency for row in table.rows for cell in row.cells if isinstance(cell, Money)}


def is_exact(table: Table) -> bool:
    """Whether the table's amounts are written with decimals: where any of them needs these."""
    amounts = (cell for row in table.rows for cell in row.cells if isinstance(cell, Money))
    return not all(amount.is_whole for amount in amounts)


def _cell(value: Value, exactly: bool, with_currency: bool, digits: int) -> str:
    if isinstance(value, Money):
        amount = value.grouped_exactly if exactly else value.grouped
        text = f"{amount} {value.currency}" if with_currency else amount
    elif isinstance(value, Fraction):
        text = shown_percent(value)
    elif isinstance(value, Decimal):
        text = shown_number(f"{value:.{digits}f}")
    elif isinstance(value, int):
        text = shown_number(str(value))
    elif isinstance(value, date):
        text = shown_day(value)
    else:
        return plain(value or "")
    return text.replace(" ", _NO_BREAK)


def _digits(column: Sequence[Value]) -> int:
    """The decimals that the most exact quantity of a column needs; zeros at its end are none."""
    exponents = (
        value.normalize().as_tuple().exponent for value in column if isinstance(value, Decimal)
    )
    return max((-e for e in exponents if isinstance(e, int) and e < 0), default=0)
