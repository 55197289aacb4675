"""Case files: Markdown with a small budget, what the project declares, and the findings expected.

## What the case is about

| | A | B |          the budget; a table after "Ledger:", "Hours:", "Orders:" or "Orders:" is the ledger, the
                     timesheet or the list of orders,
                     after "Second ledger:" another file of the ledger, after "Other project's ledger:"
                     the ledger of another project with the same budget,
                     after "Approved:" the budget that the funder approved last
|-|---|---|
| 1 | ... | ... |

```xml               a SAF-T file instead of the table after "Ledger:"; its findings are "at line 12"
```

```toml              what grantcalc.toml says (optional)
```

As of 2022-02-14     (optional, with a ledger)

Closed with: accounts.xlsx    (optional, with a ledger and a day: it is checked as for a final report, with
                              these files beside it, or with: nothing)

Gone from the baseline: 2     (optional: findings of the baseline that are no longer there)

- error B001 at B5, expected 300.00      one line for each finding, or: - none

A case may have several sheets, hidden rows and columns, names and tables, in the form of
tests/layouts/README.md; a finding on another sheet than the first is "at Plan!B5", on a sheet as a whole
"at Plan!", on a file as a whole "at -".
"""

import re
from dataclasses import dataclass
from pathlib import Path

from grantcalc.reading.grid import Book
from layout_files import book_of

CASES = Path(__file__).parent / "cases"
_TABLES = ("Ledger:", "Second ledger:", "Other project's ledger:", "Hours:", "Orders:", "Approved:")
FINDING = re.compile(
    r"- (?P<severity>error|warning|info) (?P<code>[A-Z]\d{3}) at (?:(?P<sheet>[^!,]+)!)?"
    r"(?:(?P<cell>[A-Z]+\d+|line \d+)|-)?"
    r"(?:, expected (?P<expected>.+))?"
)


@dataclass(frozen=True)
class Expected:
    severity: str
    code: str
    cell: str
    expected: str | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Case:
    file: str
    title: str
    book: Book
    ledger: str
    second_ledger: str
    other_ledger: str
    audit_file: str
    hours: str
    orders: str
    approved: str
    closed_with: frozenset[str] | None
    toml: str
    as_of: str | None
    gone: int
    expected: tuple[Expected, ...]


def read_cases(path: Path) -> list[Case]:
    sections = re.split(r"^## ", path.read_text("utf-8"), flags=re.M)[1:]
    return [_case(path.stem, section) for section in sections]


def _case(file: str, section: str) -> Case:
    title, _, body = section.partition("\n")
    toml = "\n".join(re.findall(r"```toml\n(.*?)```", body, flags=re.S))
    audit_file = "".join(re.findall(r"```xml\n(.*?)```", body, flags=re.S))
    body = re.sub(r"```(?:toml|xml)\n.*?```", "", body, flags=re.S)
    budget = re.split(r"^(?:Ledger|Hours|Orders|Approved):$", body, maxsplit=1, flags=re.M)[0]
    tables = dict.fromkeys(["", *_TABLES], "")
    current, expected, as_of, stated, gone = "", [], None, False, 0
    closed_with: frozenset[str] | None = None
    for line in body.splitlines():
        if line.strip() in tables:
            current = line.strip() or current
        elif line.startswith("|"):
            tables[current] += line + "\n"
        elif line.startswith("As of "):
            as_of = line.removeprefix("As of ").strip()
        elif line.startswith("Closed with: "):
            closed_with = frozenset(line.removeprefix("Closed with: ").strip().split(", "))
        elif line.startswith("Gone from the baseline: "):
            gone = int(line.removeprefix("Gone from the baseline: "))
        elif line.strip() == "- none":
            stated = True
        elif line.startswith("- "):
            match = FINDING.fullmatch(line.strip())
            assert match, f"{file}, {title}: not a finding: {line}"
            expected.append(Expected(**match.groupdict() | {"cell": match["cell"] or ""}))
    assert expected or stated, f"{file}, {title}: says nothing of what is expected"
    return Case(
        file,
        title,
        book_of(budget),
        tables["Ledger:"],
        tables["Second ledger:"],
        tables["Other project's ledger:"],
        audit_file,
        tables["Hours:"],
        tables["Orders:"],
        tables["Approved:"],
        closed_with,
        toml,
        as_of,
        gone,
        tuple(expected),
    )


def all_cases() -> list[Case]:
    return [case for path in sorted(CASES.glob("*.md")) for case in read_cases(path)]
