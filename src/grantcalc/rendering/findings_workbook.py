"""The result of a check as a workbook of its own: the findings as a table, and the sheets with them.

For those who cannot have their own workbook back with the findings in it, and for many files at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from grantcalc.cells import cell_position
from grantcalc.finding import Finding, Place
from grantcalc.language import mark, tr
from grantcalc.money import Money, currency_digits
from grantcalc.rendering import notes
from grantcalc.rendering.annotated.boxes import WIDTH, height_of
from grantcalc.rendering.finding_words import severity_word
from grantcalc.rendering.highlights import OF_FINDING, OF_RELATED
from grantcalc.rendering.workbooks import (
    MOST_MINOR_UNITS,
    OPTIONS,
    SheetNames,
    cell_text,
    has_title,
)
from grantcalc.report.check import CheckReport
from grantcalc.sheet_view import SheetView, ShownCell, Shows

TITLE = "The findings of grantcalc check"
#: A report has no day of its own: the same report gives the same bytes.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001  a workbook has no zones
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
#: Excel holds 65 530 links in a sheet.
_MOST_LINKS = 60_000
_NARROWEST, _WIDEST = 9, 44
_LINE, _HIGHEST = 15.0, 400.0

_OUTCOMES = {
    "checked": mark("checked"),
    "no_budget": mark("no budget"),
    "unreadable": mark("could not be checked"),
}

#: What a cell of a table holds; a place is a link to the cell in this workbook.
_Value = str | int | Money | Place | None


def write_findings_workbook(path: Path, report: CheckReport) -> None:
    """Writes a report to a workbook; the same report gives the same bytes."""
    import xlsxwriter

    with path.open("wb") as file, xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": TITLE, "created": _MADE})
        _Writer(book, report).write()


def is_findings_workbook(path: Path) -> bool:
    """Whether a file is a workbook that `write_findings_workbook` made."""
    return has_title(path, TITLE)


class _Writer:
    """Writes one report into one workbook."""

    def __init__(self, book: Any, report: CheckReport) -> None:
        self._book, self._report = book, report
        self._names: dict[tuple[str, str | None], str] = {}
        self._sheets = SheetNames()
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._links = 0

    def write(self) -> None:
        titles = (tr("Findings"), tr("Files"), tr("Accepted findings"))
        names = [self._sheets.unused(title) for title in titles]
        for view in self._report.sheets:
            self._names[view.file, view.sheet] = self._sheets.unused(
                view.sheet or Path(view.file).stem
            )
        self._table(names[0], _findings_columns(), self._finding_rows())
        self._table(names[1], _file_columns(), self._file_rows())
        if self._report.known:
            self._table(names[2], _known_columns(), self._known_rows())
        for view in self._report.sheets:
            self._view(view)

    def _format(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def _finding_rows(self) -> Iterator[Sequence[_Value]]:
        for finding in self._report.findings:
            at = finding.at
            yield (
                severity_word(finding.severity),
                finding.code,
                at.file,
                at.sheet,
                at if at.cell else at.line,
                notes.problem(finding),
                finding.expected,
                finding.actual,
                finding.difference,
                notes.advice(finding, self._report.rules),
                finding.name,
            )

    def _file_rows(self) -> Iterator[Sequence[_Value]]:
        for outcome in self._report.files:
            yield (
                outcome.path,
                tr(_OUTCOMES[outcome.outcome]),
                outcome.errors,
                outcome.warnings,
                outcome.infos,
                outcome.message,
            )

    def _known_rows(self) -> Iterator[Sequence[_Value]]:
        for known in self._report.known:
            finding = known.finding
            by = tr("in the baseline") if known.by == "baseline" else tr("by a suppression")
            yield (
                finding.code,
                finding.at.file,
                finding.at.sheet,
                finding.at,
                notes.problem(finding),
                by,
                known.reason,
            )

    def _table(
        self, name: str, columns: Sequence[tuple[str, int]], rows: Iterator[Sequence[_Value]]
    ) -> None:
        """A sheet with headings that stay, a filter, and a page that is as wide as the table."""
        sheet = self._book.add_worksheet(name)
        heading = self._format(bold=True, bg_color="#E7E6E6", text_wrap=True, valign="top")
        for column, (text, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, text, heading)
        last = 0
        for last, row in enumerate(rows, 1):
            sheet.set_row(last, _row_height(row, columns))
            for column, value in enumerate(row):
                self._write(sheet, last, column, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        _set_print(sheet)
        sheet.repeat_rows(0)

    def _write(self, sheet: Any, row: int, column: int, value: _Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, Place):
            self._write_place(sheet, row, column, value)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self._format(valign="top"))
        elif isinstance(value, Money):
            self._write_money(sheet, row, column, value)
        else:
            plain = self._format(valign="top", text_wrap=True)
            sheet.write_string(row, column, cell_text(value), plain)

    def _write_money(self, sheet: Any, row: int, column: int, value: Money) -> None:
        if abs(value.minor) >= MOST_MINOR_UNITS:
            exact = self._format(valign="top", align="right")
            sheet.write_string(row, column, value.grouped_exactly, exact)
            return
        digits = currency_digits(value.currency)
        number = "#,##0" + (f".{'0' * digits}" if digits else "")
        style = self._format(valign="top", num_format=number)
        sheet.write_number(row, column, float(value.amount), style)

    def _write_place(self, sheet: Any, row: int, column: int, place: Place) -> None:
        """A cell's name, as a link to where this workbook shows it."""
        shown = cell_text(place.cell or "")
        name = self._names.get((place.file, place.sheet))
        if name is None or cell_position(shown) is None or self._links >= _MOST_LINKS:
            sheet.write_string(row, column, shown, self._format(valign="top"))
            return
        self._links += 1
        quoted = name.replace("'", "''")
        style = self._format(valign="top", font_color="#0563C1", underline=1)
        sheet.write_url(row, column, f"internal:'{quoted}'!{shown}", style, shown)

    def _view(self, view: SheetView) -> None:
        """A sheet as it was read, each cell in its own place, with its findings marked."""
        sheet = self._book.add_worksheet(self._names[view.file, view.sheet])
        found, colours = self._marks(view)
        widths: dict[int, int] = {}
        for row, cells in view.rows.items():
            for column, cell in cells.items():
                if row <= _LAST_ROW and column <= _LAST_COLUMN:
                    style = self._shown_format(cell, colours.get((row, column)))
                    sheet.write_string(row - 1, column - 1, cell_text(cell.text), style)
                    widths[column] = max(widths.get(column, _NARROWEST), len(cell.text) + 1)
        for (row, column), colour in colours.items():
            if column not in view.rows.get(row, {}):
                sheet.write_blank(row - 1, column - 1, None, self._format(bg_color=colour))
        for (row, column), here in found.items():
            text = notes.note(here, self._report.rules)
            size = {"author": "grantcalc", "width": WIDTH, "height": height_of(text)}
            sheet.write_comment(row - 1, column - 1, text, size)
        for column, width in widths.items():
            sheet.set_column(column - 1, column - 1, min(width, _WIDEST))
        _set_print(sheet)

    def _shown_format(self, cell: ShownCell, colour: str | None) -> Any:
        properties: dict[str, object] = {"valign": "top"}
        if cell.shows in (Shows.NUMBER, Shows.DAY):
            properties["align"] = "right"
        elif cell.shows is Shows.TEXT:
            properties["text_wrap"] = len(cell.text) >= _WIDEST
        if colour is not None:
            properties["bg_color"] = colour
        return self._format(**properties)

    def _marks(
        self, view: SheetView
    ) -> tuple[dict[tuple[int, int], list[Finding]], dict[tuple[int, int], str]]:
        """The findings by cell, and the colours of those cells and of the cells that belong to them."""
        found: dict[tuple[int, int], list[Finding]] = {}
        related: dict[tuple[int, int], list[Finding]] = {}
        for finding in self._report.findings:
            if position := _in_view(finding.at, view):
                found.setdefault(position, []).append(finding)
            for place in finding.related:
                if position := _in_view(place, view):
                    related.setdefault(position, []).append(finding)
        colours = {p: f"#{OF_RELATED[notes.worst(f)].value[0]}" for p, f in related.items()}
        colours |= {p: f"#{OF_FINDING[notes.worst(f)].value[0]}" for p, f in found.items()}
        return found, colours


def _in_view(place: Place, view: SheetView) -> tuple[int, int] | None:
    """The row and column of a place, where this sheet has it."""
    position = cell_position(place.cell or "")
    if position is None or (place.file, place.sheet) != (view.file, view.sheet):
        return None
    return position if position[0] <= _LAST_ROW and position[1] <= _LAST_COLUMN else None


def _row_height(row: Sequence[_Value], columns: Sequence[tuple[str, int]]) -> float:
    """How many points high a row is whose texts are wrapped: not every program finds that itself."""
    lines = (
        math.ceil(len(value) / (width - 1)) if isinstance(value, str) else 1
        for value, (_, width) in zip(row, columns, strict=True)
    )
    return min(max(1, *lines) * _LINE, _HIGHEST)


def _set_print(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def _findings_columns() -> list[tuple[str, int]]:
    return [
        (tr("Severity"), 16),
        (tr("Code"), 8),
        (tr("File"), 28),
        (tr("Sheet"), 20),
        (tr("Cell"), 8),
        (tr("What is wrong"), 56),
        (tr("Expected"), 16),
        (tr("Found"), 16),
        (tr("Difference"), 14),
        (tr("What to do"), 50),
        (tr("Name of the check"), 30),
    ]


def _file_columns() -> list[tuple[str, int]]:
    return [
        (tr("File"), 44),
        (tr("Outcome"), 22),
        (tr("Errors"), 10),
        (tr("Warnings"), 10),
        (tr("Notes"), 10),
        (tr("Reason"), 70),
    ]


def _known_columns() -> list[tuple[str, int]]:
    return [
        (tr("Code"), 8),
        (tr("File"), 28),
        (tr("Sheet"), 20),
        (tr("Cell"), 8),
        (tr("What is wrong"), 56),
        (tr("Accepted"), 18),
        (tr("Reason"), 44),
    ]
