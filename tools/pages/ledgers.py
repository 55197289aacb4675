"""docs/ledgers.md, from the vocabulary by which columns are recognised."""

from __future__ import annotations

from grantcalc.reading.ledgers.layouts import layouts
from grantcalc.reading.vocabulary import headings, meanings


def ledgers_page() -> str:
    """docs/ledgers.md, from the vocabulary by which columns are recognised."""
    parts = [
        "# Ledgers and timesheets\n\nMade from the vocabulary by `make docs`.\n\n"
        "A ledger is a SAF-T Financial file (.xml), which names its own parts; or an Excel sheet (.xlsx, "
        ".xlsm), a CSV file or, up to some 30 000 entries, a sheet in .xls, .xlsb or .ods, in "
        "which a row within the first 60 "
        "names the columns: a date, an amount (or debit and credit), and an account, a voucher or a "
        "text. Cost is positive. Columns are recognised by these headings, without regard to case; of "
        "two with one meaning, the one whose heading stands first here has it. Every other headed "
        "column is a dimension that `[[mapping]]` can use. `grantcalc show ledger.xlsx` tells what each "
        "column was taken for, and writes the `[ledger]` table that says the same.\n\n"
        "The order of day and month in typed dates, and the mark before decimals, are decided by the "
        "columns as a whole; where nothing shows them, `[ledger]` does. Sums, balances at the end and "
        "headings inside are left out and counted; balances brought forward are marked; accounts "
        "that stand as headings go to the entries below them. A row with two accounts is two entries. "
        "A row that fills both debit and credit is rejected, unless most rows do: then their "
        "difference counts. A row with a date or an amount that cannot be read is a finding, never a "
        "zero. Entries after the as-of date, outside the project years, or left out by a rule are "
        "listed with their sums.\n\n## Layouts with a name\n\n| layout | of | note |\n|---|---|---|\n"
        + "\n".join(f"| {x.name} | {x.title} | {x.note} |" for x in layouts().values())
        + "\n"
    ]
    for table, title in (
        ("ledger", "Ledger columns"),
        ("timesheet", "Timesheet columns"),
        ("commitments", "Columns of orders"),
    ):
        rows = [f"| {m} | {', '.join(headings(table, m))} |" for m in meanings(table)]
        parts.append(f"## {title}\n\n| column | headings |\n|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)
