"""Which row of a ledger names its columns, and which is which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from grantcalc.reading.grid import Grid
from grantcalc.reading.tables import MOST_TITLE_ROWS, RecordColumns, find_record_columns

_NEEDED = (("day",), ("amount", "debit"), ("account", "voucher", "text"))


def ledger_columns(rows: Iterator[tuple[int, Sequence[str]]]) -> RecordColumns | None:
    """The columns of a ledger, where the first rows of a sheet name them."""
    return find_record_columns(islice(rows, MOST_TITLE_ROWS), "ledger", _NEEDED)


def is_ledger(grid: Grid) -> bool:
    """Whether a sheet is a ledger export."""
    return ledger_columns(grid_texts(grid)) is not None


def grid_texts(grid: Grid) -> Iterator[tuple[int, Sequence[str]]]:
    """A grid's rows as texts, from the top."""
    for row in grid.row_numbers():
        cells = grid.rows[row]
        yield row, [grid.at(row, c).text for c in range(1, min(max(cells), 500) + 1)]
