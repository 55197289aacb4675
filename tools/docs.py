"""Writes the generated parts of the documentation anew: `make docs`.

docs/checks.md comes from the checks' own text, docs/ledgers.md from the vocabulary. In the Markdown
files below, each console block is
a command and what it prints: the commands are run and the blocks rewritten, so that no example
shows what grantcalc no longer says.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from grantcalc.checks import every_check
from grantcalc.reading.ledgers.layouts import layouts
from grantcalc.reading.vocabulary import headings, meanings

ROOT = Path(__file__).parent.parent
CHECKS_PAGE = ROOT / "docs" / "checks.md"
LEDGERS_PAGE = ROOT / "docs" / "ledgers.md"

#: Files with console blocks, and the folder that their commands are run in.
CONSOLE_FILES = {
    ROOT / "README.md": ROOT,
    ROOT / "docs" / "ci.md": ROOT / "examples" / "faulty",
    ROOT / "docs" / "git-diff.md": ROOT,
    ROOT / "examples" / "drammen" / "README.md": ROOT / "examples" / "drammen",
    ROOT / "examples" / "faulty" / "README.md": ROOT / "examples" / "faulty",
}

_BLOCK = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.S)
_SHORTENED = "...\n"

_FAMILIES = {
    "A": "Awards: the funder's line against what was promised",
    "B": "Sums: stated totals against their lines",
    "C": "Cells: amounts that are something other than a plain number",
    "D": "Closing: what a final report needs, and what is left when the project is done",
    "E": "Eligibility: a funder's rules, where the project chooses a profile",
    "F": "Funding: the two sides of a budget against each other",
    "G": "Grants: what is left of them",
    "K": "Commitments: orders and contracts that are not invoiced in full",
    "L": "Ledgers: entries and hours that cannot be used, belong nowhere, or look wrong",
    "Q": "Quantities, prices and shares",
    "X": "Formulas, on any sheet",
    "P": "Periods: the budget's dates",
    "R": "Reading: what is not clear, and declarations that fit nothing",
    "W": "Work: own contribution in hours",
    "S": "Shares: each source's part of the income",
    "Z": "Settings: what grantcalc.toml says of findings that are not there",
}


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


def checks_page() -> str:
    """docs/checks.md, from the checks' own text."""
    parts = [
        "# Checks\n\nMade from the checks' own text by `make docs`. "
        "`grantcalc explain CODE` prints the same.\n"
    ]
    family = ""
    for info in every_check():
        if info.code[0] != family:
            family = info.code[0]
            parts.append(f"## {_FAMILIES[family]}\n")
        parts.append(
            f"### {info.code} {info.name}\n\nSeverity: {info.severity.value}\n\n{info.text}\n"
        )
    return "\n".join(parts)


def refreshed(text: str, folder: Path) -> str:
    """A Markdown text with the output of each of its console blocks as it is now.

    A block that starts with a line of three dots after its command keeps only as much of the end
    of the output as it showed before: the lines from the one that follows the dots.
    """

    def block(match: re.Match[str]) -> str:
        output = run(match["command"], folder)
        shown = match["output"]
        if shown.startswith(_SHORTENED):
            first = shown.removeprefix(_SHORTENED).split("\n", 1)[0]
            lines = output.split("\n")
            start = lines.index(first) if first in lines else 0
            output = _SHORTENED + "\n".join(lines[start:])
        return f"```console\n$ {match['command']}\n{output}```"

    return _BLOCK.sub(block, text)


def run(command: str, folder: Path) -> str:
    """What a grantcalc command prints: its output, then its errors."""
    program, *arguments = shlex.split(command)
    if program != "grantcalc":
        raise ValueError(f"only grantcalc commands are run: {command}")
    environment = {**os.environ, "LANGUAGE": "en", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(  # noqa: S603  our own documentation's commands
        [sys.executable, "-m", "grantcalc", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout + done.stderr


def main() -> None:
    """Rewrites every generated part."""
    CHECKS_PAGE.write_text(checks_page(), "utf-8")
    LEDGERS_PAGE.write_text(ledgers_page(), "utf-8")
    for path, folder in CONSOLE_FILES.items():
        path.write_text(refreshed(path.read_text("utf-8"), folder), "utf-8")


if __name__ == "__main__":
    main()
