"""How a file was read, as text: columns, rows, and the account of every number."""

from __future__ import annotations

from collections import defaultdict
from typing import get_args

from grantcalc.rendering.terminal import Page
from grantcalc.report import FileReading, NumberRole, SheetReading

_MEANING = {
    "fact": "amounts of budget lines",
    "claim": "stated sums, checked against the facts",
    "factor": "quantities, rates and years: not money of their own",
    "left out": "not part of the budget, for the reasons below",
}


def show_text(reading: FileReading, width: int | None, *, colour: bool) -> str:
    """The reading as text, for a terminal of `width` columns."""
    page = Page(width, colour=colour)
    for i, sheet in enumerate(reading.sheets):
        if i:
            page.line()
        _sheet(page, sheet)
    if reading.skipped:
        page.heading("Sheets not read as budgets")
        rows = [(f"{s.sheet}: {s.reason}", str(s.numbers)) for s in reading.skipped]
        page.table(["", "Numbers"], rows)
    return page.text()


def _sheet(page: Page, sheet: SheetReading) -> None:
    name = f", sheet {sheet.sheet}" if sheet.sheet else ""
    header = f"headings in row {sheet.header_row}" if sheet.header_row else "no row of headings"
    page.line(f"{sheet.file}{name}: {header}", style="bold")
    page.line(f"currency {sheet.currency}: {sheet.currency_reason}")
    for what, parts in (("Columns", sheet.columns), ("Rows", sheet.rows)):
        page.heading(what)
        for part in parts:
            label = f' "{part.label}"' if part.label else ""
            page.line(f"{part.place}{label}: {part.role}, because {part.reason}", indent=2)
    _numbers(page, sheet)


def _numbers(page: Page, sheet: SheetReading) -> None:
    page.heading("Account of numbers")
    rows = [(f"{use}: {_MEANING[use]}", str(sheet.count(use))) for use in get_args(NumberRole)]
    rows.append(("all numbers in the sheet", str(len(sheet.numbers))))
    page.table(["", "Numbers"], rows, bold=[len(rows) - 1])
    left_out: dict[str, list[str]] = defaultdict(list)
    for number in sheet.numbers:
        if number.use == "left out":
            left_out[number.reason].append(number.cell)
    for reason, cells in left_out.items():
        page.line(f"left out ({reason}): {', '.join(cells)}", indent=2)
