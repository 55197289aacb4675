"""Every entry with what became of it, as a CSV file that spreadsheets and scripts read alike.

UTF-8 with a byte order mark, without which Excel takes it for its country's old encoding; commas and
decimal points. A text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
from pathlib import Path

from grantcalc.progress import Progress
from grantcalc.proof.tracing import Table, Value
from grantcalc.rendering.terminal import safe

_FORMULA_STARTS = ("=", "+", "-", "@")
_MARK = "\ufeffOutcome,Budget line,Project year,Date,Posted,Voucher,Account,Text,Supplier,Amount"
_TOLD_EVERY = 1_000


def write_trace_csv(path: Path, table: Table, progress: Progress) -> None:
    """Writes a table with its headings."""
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_field(column.heading) for column in table.columns])
        for number, row in enumerate(table.rows, start=1):
            writer.writerow([_field(value) for value in row])
            if number % _TOLD_EVERY == 0:
                progress.at(number)


def _field(value: Value) -> str:
    """A value as text; what is a number stays one."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    text = safe(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def is_trace_csv(path: Path) -> bool:
    """Whether a file is one that `write_trace_csv` made."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(len(_MARK)) == _MARK
    except (OSError, UnicodeDecodeError):
        return False
