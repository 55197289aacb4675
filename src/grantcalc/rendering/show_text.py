"""How a file was read, as text: columns, rows, and the account of every number."""

from __future__ import annotations

from collections import defaultdict
from typing import get_args

from grantcalc.rendering.terminal import Page
from grantcalc.report import FileReading, LedgerReading, NumberRole, SheetReading, Shown

_MOST_LISTED = 20
_MEANING = {
    "fact": "amounts of budget lines",
    "claim": "stated sums, checked against the facts",
    "factor": "quantities, rates and years: not money of their own",
    "left out": "not part of the budget, for the reasons below",
}


def show_text(shown: Shown, width: int | None, *, colour: bool) -> str:
    """The reading as text, for a terminal of `width` columns."""
    page = Page(width, colour=colour)
    if shown.budget:
        _budget(page, shown.budget, {(ledger.file, ledger.sheet) for ledger in shown.ledgers})
    for i, ledger in enumerate(shown.ledgers):
        if i or shown.budget:
            page.line()
        _ledger(page, ledger)
    return page.text()


def _budget(page: Page, reading: FileReading, ledgers: set[tuple[str, str | None]]) -> None:
    """The sheets that are budgets, and those that are neither budget nor ledger."""
    for i, sheet in enumerate(reading.sheets):
        if i:
            page.line()
        _sheet(page, sheet)
    skipped = [s for s in reading.skipped if (reading.file, s.sheet) not in ledgers]
    if skipped:
        page.heading("Sheets not read as budgets")
        rows = [(f"{s.sheet}: {s.reason}", str(s.numbers)) for s in skipped]
        page.table(["", "Numbers"], rows)


def _ledger(page: Page, ledger: LedgerReading) -> None:
    name = f", sheet {ledger.sheet}" if ledger.sheet else ""
    header = f", headings in row {ledger.header_row}" if ledger.header_row else ""
    page.line(f"{ledger.file}{name}: a ledger{header}", style="bold")
    if ledger.unreadable:
        page.line(f"It cannot be read as it is: {ledger.unreadable}", style="bold red")
    layout = ledger.layout or "none that is known"
    page.line(f"layout: {layout}{_because(ledger.layout_reason)}")
    page.line(f"dates: {ledger.day_order or 'not decided'}{_because(ledger.day_reason)}")
    page.line(f'decimals: "{ledger.decimal or "?"}"{_because(ledger.decimal_reason)}')
    page.heading("Columns")
    for column in ledger.columns:
        label = f' "{column.heading}"' if column.heading else ""
        meant = f"{column.meaning}{_because(column.reason)}"
        page.line(f"{column.letters}{label}: {meant}".strip(), indent=2)
    _account_of_rows(page, ledger)
    page.heading("To say the same in grantcalc.toml (correct what is wrong, and paste it):")
    page.line()
    page.verbatim(ledger.toml)


def _because(reason: str) -> str:
    return f", because {reason}" if reason else ""


def _account_of_rows(page: Page, ledger: LedgerReading) -> None:
    page.heading("Account of rows")
    rows = [
        ("entries", str(ledger.entries)),
        ("  of these, balances brought forward", str(ledger.openings)),
        ("sums of other rows, left out", str(ledger.totals_left_out)),
        ("headings above entries, left out", str(ledger.headings)),
        ("rows that cannot be used", str(ledger.rejected_rows)),
    ]
    page.table(["", "Rows"], rows)
    for row in ledger.left_out[:_MOST_LISTED]:
        page.line(f"row {row.row}, {row.kind}: {row.text}", indent=2)
    _more(page, ledger.totals_left_out + ledger.headings - len(ledger.left_out[:_MOST_LISTED]))
    if ledger.rejected:
        page.heading("Rows that cannot be used")
        for bad in ledger.rejected[:_MOST_LISTED]:
            place = bad.at.cell or f"line {bad.at.line}"
            page.line(f"{place}: {bad.reason} ({bad.raw})", indent=2)
        _more(page, ledger.rejected_rows - len(ledger.rejected[:_MOST_LISTED]))


def _more(page: Page, count: int) -> None:
    if count > 0:
        page.line(f"and {count} more", indent=2)


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
