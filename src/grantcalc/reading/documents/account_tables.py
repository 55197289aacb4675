"""Tables that say what became of the money: each of their figures is a statement about a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from grantcalc.finding import Quote
from grantcalc.language import shown_number, tr
from grantcalc.model import plain_label
from grantcalc.money import Money
from grantcalc.reading.documents.phrases import find
from grantcalc.reading.grid import Cell, Grid
from grantcalc.reading.numbers import UnclearNumberError, parse_number
from grantcalc.reading.vocabulary import words
from grantcalc.report.verification import Statement, StatementKind, UnreadNumber

#: A table with one of these columns says what became of the money; without, it may be a budget.
_TELLING = {"spent", "remaining", "awarded", "applied"}


@dataclass
class StatedInTable:
    """What a table states, and the numbers of it that nothing could be made of."""

    statements: list[Statement] = field(default_factory=list)
    unread: list[UnreadNumber] = field(default_factory=list)


def is_account_table(grid: Grid) -> bool:
    """Whether the headings of a table say what became of the money."""
    return bool(_TELLING & set(_columns(grid).values()))


def _columns(grid: Grid) -> dict[int, str]:
    """What the columns hold, by the words of the first row; those without a word are left out."""
    rows = grid.row_numbers()
    if len(rows) < 2:
        return {}
    found: dict[int, str] = {}
    for column, cell in sorted(grid.rows[rows[0]].items())[1:]:
        meanings = [one.meaning for one in find("column", cell.text)]
        if meanings:
            found[column] = "other" if "other" in meanings else meanings[0]
    return found


def stated_in_table(grid: Grid, currency: str) -> StatedInTable:
    """What the rows of a table state, column by column."""
    stated = StatedInTable()
    columns = _columns(grid)
    head = grid.row_numbers()[0]
    for row in grid.row_numbers()[1:]:
        cells = grid.rows[row]
        label = cells[min(cells)].text
        for column, cell in sorted(cells.items()):
            value = _number(cell)
            if value is None or column == min(cells):
                continue
            meaning = columns.get(column)
            heading = grid.at(head, column).text
            sentence, start = _sentence(label, heading, cell)
            at = grid.place(row, column)
            if meaning is None or meaning == "other":
                reason = tr("its column is not one of those that are compared")
                shown = as_written(cell)
                unread = UnreadNumber(text=shown, at=at, sentence=sentence, reason=reason)
                stated.unread.append(unread)
                continue
            quote = Quote(sentence=sentence, start=start, end=len(sentence))
            is_hours = meaning == "hours"
            stated.statements.append(
                Statement(
                    kind=cast("StatementKind", meaning),
                    at=at,
                    quote=quote,
                    amount=None if is_hours else Money.nearest(value, currency),
                    number=value if is_hours else None,
                    step=_step(value),
                    line=plain_label(label),
                    is_sum=words("row", "total").fits(label),
                )
            )
    return stated


def as_written(cell: Cell) -> str:
    """A cell as the reader of the report sees it: a number in groups, with the language's mark."""
    return shown_number(f"{cell.value:f}") if isinstance(cell.value, Decimal) else cell.text


def _number(cell: Cell) -> Decimal | None:
    """A cell's number; None where it holds none. One with a percent sign is none of money."""
    if isinstance(cell.value, Decimal):
        return cell.value
    if not cell.text or "%" in cell.text:
        return None
    try:
        return parse_number(cell.text)
    except UnclearNumberError:
        return None


def _step(value: Decimal) -> Decimal:
    """What a table's amount is rounded to: whole kroner where it has no decimals."""
    exponent = value.as_tuple().exponent
    return Decimal(0) if isinstance(exponent, int) and exponent < 0 else Decimal(1)


def _sentence(label: str, heading: str, cell: Cell) -> tuple[str, int]:
    """A cell with its row and column in words, and where its figure starts."""
    before = f"{label}: {heading} "
    return f"{before}{as_written(cell)}", len(before)


def unread_texts(grid: Grid) -> Iterator[UnreadNumber]:
    """Cells of a table whose texts hold digits and are no number: shares, days, unclear amounts."""
    for row in grid.row_numbers()[1:]:
        for column, cell in sorted(grid.rows[row].items())[1:]:
            if any(map(str.isdigit, cell.text)) and _number(cell) is None:
                yield UnreadNumber(
                    text=cell.text,
                    at=grid.place(row, column),
                    sentence=grid.at(row, min(grid.rows[row])).text,
                    reason=tr("it is no plain amount"),
                )
