"""Timesheets: work delivered in kind, as days, persons, hours and rates."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from grantcalc.config import CsvTable
from grantcalc.errors import UnreadableFileError
from grantcalc.language import tr
from grantcalc.model import RejectedRow, WorkEntry
from grantcalc.reading.files import read_book
from grantcalc.reading.grid import Grid
from grantcalc.reading.ledgers.columns import grid_texts
from grantcalc.reading.records import Records, UnusableCellError
from grantcalc.reading.tables import MOST_TITLE_ROWS, RecordColumns, find_record_columns

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
        Records(grid, c, ("hours", "rate"))
        for grid in read_book(path, password, csv).sheets
        if (c := timesheet_columns(grid))
    ]
    if not found:
        raise UnreadableFileError(
            tr(
                "{path}: holds no timesheet: no row names a date, hours and a rate (such as "
                "Dato, Timer, Timesats)",
                path=path,
            )
        )
    entries: list[WorkEntry] = []
    rejected: list[RejectedRow] = []
    for records in found:
        if "rate" not in records.columns.by_meaning:
            raise UnreadableFileError(
                tr(
                    "{path}: has no column of hourly rates (such as Timesats), so hours have "
                    "no value",
                    path=path,
                )
            )
        for row in records.rows():
            if records.cell(row, "hours").is_empty or records.is_heading_again(row):
                continue
            if records.is_total(row):
                continue
            try:
                entries.append(_work(records, row))
            except UnusableCellError as error:
                column = records.column("hours")
                rejected.append(records.rejected(row, column, str(error)))
    return Timesheet(tuple(entries), tuple(rejected))


def _work(records: Records, row: int) -> WorkEntry:
    """The work of one row.

    Raises:
        UnusableCellError: it has no day, no hours or no rate.
    """
    day, hours = records.day(row, "day"), records.amount(row, "hours")
    rate = records.amount(row, "rate")
    if day is None or hours is None or rate is None:
        if day is None:
            raise UnusableCellError(tr("it has no date"))
        raise UnusableCellError(tr("it has no hours") if hours is None else tr("it has no rate"))
    return WorkEntry(
        at=records.grid.place(row, records.column("hours")),
        day=day,
        role=records.text(row, "role"),
        hours=hours,
        rate=rate,
        rate_at=records.grid.place(row, records.column("rate")),
        person=records.text(row, "person"),
        source=records.text(row, "source"),
    )
