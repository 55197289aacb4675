"""Tables of records (ledgers, timesheets): which row names the columns, and which is which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grantcalc.reading.vocabulary import meanings, words
from grantcalc.words import folded

#: Headings stand within the first rows of an export.
MOST_TITLE_ROWS = 60


@dataclass(frozen=True, slots=True)
class RecordColumns:
    """The heading row of a table, and by meaning the columns (from 1) that it names.

    `others` are the named columns without a meaning of their own, by heading; `first` and `last`
    are the outermost columns with any heading at all.
    """

    header_row: int
    first: int
    last: int
    by_meaning: dict[str, int]
    others: dict[str, int]


def find_record_columns(
    rows: Iterable[tuple[int, Sequence[str]]], table: str, needed: Sequence[Sequence[str]]
) -> RecordColumns | None:
    """The first row that names, of each of `needed`, at least one meaning; None if there is none.

    `rows` gives row numbers with the texts of their cells; `table` is the vocabulary's table.
    """
    for number, texts in rows:
        columns = _columns(number, texts, table)
        if all(any(m in columns.by_meaning for m in either) for either in needed):
            return columns
    return None


def _columns(number: int, texts: Sequence[str], table: str) -> RecordColumns:
    by_meaning: dict[str, int] = {}
    others: dict[str, int] = {}
    for column, text in enumerate(texts, start=1):
        if not folded(text):
            continue
        meaning = next((m for m in meanings(table) if words(table, m).is_all_of(text)), None)
        if meaning and meaning not in by_meaning:
            by_meaning[meaning] = column
        else:
            others.setdefault(" ".join(text.split()), column)
    headed = [column for column, text in enumerate(texts, start=1) if text.strip()]
    return RecordColumns(number, min(headed, default=1), max(headed, default=1), by_meaning, others)
