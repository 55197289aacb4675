"""Timesheets: work delivered in kind, as days, roles, hours and rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from grantcalc.config import CsvTable
from grantcalc.errors import UnreadableFileError
from grantcalc.model import RejectedRow, WorkEntry
from grantcalc.reading.dates import parse_day
from grantcalc.reading.files import read_book
from grantcalc.reading.grid import Cell, Grid
from grantcalc.reading.ledgers.columns import grid_texts
from grantcalc.reading.rows import amount_of, leading_or_trailing_total
from grantcalc.reading.tables import MOST_TITLE_ROWS, RecordColumns, find_record_columns
from grantcalc.reading.vocabulary import folded

_NEEDED = (("day",), ("hours",))


@dataclass(frozen=True)
class Timesheet:
    """The work of a timesheet, and the rows with hours that cannot be used."""

    entries: tuple[WorkEntry, ...]
    rejected: tuple[RejectedRow, ...]


def timesheet_columns(grid: Grid) -> RecordColumns | None:
    """The columns of a timesheet, where the first rows of a sheet name them."""
    return find_record_columns(islice(grid_texts(grid), MOST_TITLE_ROWS), "timesheet", _NEEDED)


def read_timesheet(
    path: Path, password: str | None = None, csv: CsvTable | None = None
) -> Timesheet:
    """The work of every sheet that is a timesheet.

    Raises:
        UnreadableFileError: the file cannot be read, or none of its sheets is a timesheet with
            dates, hours and rates.
    """
    found = [
        (grid, c)
        for grid in read_book(path, password, csv).sheets
        if (c := timesheet_columns(grid))
    ]
    if not found:
        raise UnreadableFileError(
            f"{path}: holds no timesheet: no row names a date, hours and a rate "
            "(such as Dato, Timer, Timesats)"
        )
    entries: list[WorkEntry] = []
    rejected: list[RejectedRow] = []
    for grid, columns in found:
        if "rate" not in columns.by_meaning:
            raise UnreadableFileError(
                f"{path}: has no column of hourly rates (such as Timesats), so hours have no value"
            )
        for row in grid.row_numbers():
            if row > columns.header_row:
                _read_row(grid, columns, row, entries, rejected)
    return Timesheet(tuple(entries), tuple(rejected))


def _read_row(
    grid: Grid,
    columns: RecordColumns,
    row: int,
    entries: list[WorkEntry],
    rejected: list[RejectedRow],
) -> None:
    cells = {m: grid.at(row, c) for m, c in columns.by_meaning.items()}
    if cells["hours"].is_empty:
        return
    day, hours, rate = _day(cells["day"]), amount_of(cells["hours"]), amount_of(cells["rate"])
    role = cells["role"].text if "role" in cells else ""
    names = [role] if role else [cell.text for cell in grid.rows[row].values()]
    if day is None and any(leading_or_trailing_total(folded(name)) for name in names):
        return
    place = grid.place(row, columns.by_meaning["hours"])
    if day is None or hours is None or rate is None or cells["rate"].is_empty:
        missing = "date" if day is None else "readable number of hours" if hours is None else "rate"
        raw = " | ".join(str(c.value) for _, c in sorted(grid.rows[row].items()))[:200]
        rejected.append(RejectedRow(at=place, reason=f"it has no {missing}", raw=raw))
    else:
        entries.append(WorkEntry(at=place, day=day, role=role, hours=hours, rate=rate))


def _day(cell: Cell) -> date | None:
    return cell.value if isinstance(cell.value, date) else parse_day(cell.text, day_first=True)
