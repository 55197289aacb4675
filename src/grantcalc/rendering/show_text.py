"""How a file was read, as text: columns, rows, and the account of every number."""

from __future__ import annotations

from collections import defaultdict
from typing import get_args

from grantcalc.language import mark, plural, quoted, tr
from grantcalc.rendering.terminal import Page
from grantcalc.report.reading import FileReading, LedgerReading, NumberRole, SheetReading, Shown

_MOST_LISTED = 20
_MEANING = {
    "fact": mark("fact: amounts of budget lines"),
    "claim": mark("claim: stated sums, checked against the facts"),
    "factor": mark("factor: quantities, rates and years: not money of their own"),
    "left out": mark("left out: not part of the budget, for the reasons below"),
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
        page.heading(tr("Sheets not read as budgets"))
        rows = [(f"{s.sheet}: {s.reason}", str(s.numbers)) for s in skipped]
        page.table(["", tr("Numbers")], rows)


def _ledger(page: Page, ledger: LedgerReading) -> None:
    title = (
        tr("a ledger, headings in row {row}", row=ledger.header_row)
        if ledger.header_row
        else tr("a ledger")
    )
    page.line(f"{_named(ledger.file, ledger.sheet)}: {title}", style="bold")
    if ledger.unreadable:
        text = tr("It cannot be read as it is: {reason}", reason=ledger.unreadable)
        page.line(text, style="bold red")
    layout = tr("layout: {layout}", layout=ledger.layout or tr("none that is known"))
    page.line(_because(layout, ledger.layout_reason))
    days = tr("dates: {order}", order=ledger.day_order or tr("not decided"))
    page.line(_because(days, ledger.day_reason))
    decimals = tr('decimals: "{mark}"', mark=ledger.decimal or "?")
    page.line(_because(decimals, ledger.decimal_reason))
    page.heading(tr("Columns"))
    for column in ledger.columns:
        meant = _because(column.meaning, column.reason)
        page.line(f"{_labelled(column.letters, column.heading)}: {meant}".strip(), indent=2)
    _account_of_rows(page, ledger)
    page.heading(tr("To say the same in grantcalc.toml (correct what is wrong, and paste it):"))
    page.line()
    page.verbatim(ledger.toml)


def _named(file: str, sheet: str | None) -> str:
    return tr("{file}, sheet {sheet}", file=file, sheet=sheet) if sheet else file


def _labelled(place: str, label: str) -> str:
    return f"{place} {quoted(label)}" if label else place


def _because(statement: str, reason: str) -> str:
    if not reason:
        return statement
    return tr("{statement}, because {reason}", statement=statement, reason=reason)


def _account_of_rows(page: Page, ledger: LedgerReading) -> None:
    page.heading(tr("Account of rows"))
    rows = [
        (tr("entries"), str(ledger.entries)),
        ("  " + tr("of these, balances brought forward"), str(ledger.openings)),
        (tr("sums of other rows, left out"), str(ledger.totals_left_out)),
        (tr("headings above entries, left out"), str(ledger.headings)),
        (tr("rows that cannot be used"), str(ledger.rejected_rows)),
    ]
    page.table(["", tr("Rows")], rows)
    for row in ledger.left_out[:_MOST_LISTED]:
        text = tr("row {row}, {kind}: {text}", row=row.row, kind=tr(row.kind), text=row.text)
        page.line(text, indent=2)
    _more(page, ledger.totals_left_out + ledger.headings - len(ledger.left_out[:_MOST_LISTED]))
    if ledger.rejected:
        page.heading(tr("Rows that cannot be used"))
        for bad in ledger.rejected[:_MOST_LISTED]:
            place = bad.at.cell or tr("line {line}", line=bad.at.line)
            page.line(f"{place}: {bad.reason} ({bad.raw})", indent=2)
        _more(page, ledger.rejected_rows - len(ledger.rejected[:_MOST_LISTED]))


def _more(page: Page, count: int) -> None:
    if count > 0:
        page.line(plural("and {count} more", "and {count} more", count), indent=2)


def _sheet(page: Page, sheet: SheetReading) -> None:
    header = (
        tr("headings in row {row}", row=sheet.header_row)
        if sheet.header_row
        else tr("no row of headings")
    )
    page.line(f"{_named(sheet.file, sheet.sheet)}: {header}", style="bold")
    currency = tr(
        "currency {currency}: {reason}", currency=sheet.currency, reason=sheet.currency_reason
    )
    page.line(currency)
    for what, parts in ((tr("Columns"), sheet.columns), (tr("Rows"), sheet.rows)):
        page.heading(what)
        for part in parts:
            role = _because(part.role, part.reason)
            page.line(f"{_labelled(part.place, part.label)}: {role}", indent=2)
    _numbers(page, sheet)


def _numbers(page: Page, sheet: SheetReading) -> None:
    page.heading(tr("Account of numbers"))
    rows = [(tr(_MEANING[use]), str(sheet.count(use))) for use in get_args(NumberRole)]
    rows.append((tr("all numbers in the sheet"), str(len(sheet.numbers))))
    page.table(["", tr("Numbers")], rows, bold=[len(rows) - 1])
    left_out: dict[str, list[str]] = defaultdict(list)
    for number in sheet.numbers:
        if number.use == "left out":
            left_out[number.reason].append(number.cell)
    for reason, cells in left_out.items():
        text = tr("left out ({reason}): {cells}", reason=reason, cells=", ".join(cells))
        page.line(text, indent=2)
