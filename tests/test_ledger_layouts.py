"""Ledgers as systems export them (tests/ledgers/*.md): each is read as its table of entries says.

## What the layout is about            "(csv)" at the end: a layout that is no workbook

| Dato | Konto | ...                  the export as it stands; "(blank)" alone is an empty row

```toml                               what [ledger] declares (optional)
```

Entries:

| row | date | account | ... | amount | Prosjekt |     names are fields of an entry, or dimensions

- left out: 5 total, 6 note           rows that are no entries
- rejected: E7 is no date             cells, each with a part of the reason
- layout: gbat10
- asks: day_order                     instead of entries: the file is refused, in words such as these
"""

import csv
import random
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import grantcalc
from conftest import write_workbook
from grantcalc.config import Config
from grantcalc.errors import GrantcalcError
from grantcalc.model import LedgerEntry
from grantcalc.reading.days import parse_day
from grantcalc.reading.ledgers.describing import describe_ledger
from markdown_grid import rows_of

FOLDER = Path(__file__).parent / "ledgers"
_FIELDS = {"date": "day"}


@dataclass(frozen=True)
class Golden:
    file: str
    title: str
    rows: list[list[str]]
    config: Config
    entries: list[dict[str, str]]
    left_out: list[str]
    rejected: list[tuple[str, str]]
    layout: str | None
    asks: str | None

    @property
    def name(self) -> str:
        return f"{self.file}-{self.title}"


def read_golden(file: str, section: str) -> Golden:
    title, _, body = section.partition("\n")
    toml = "\n".join(re.findall(r"```toml\n(.*?)```", body, flags=re.S))
    export, _, expected = body.partition("Entries:")
    said = dict(re.findall(r"^- (left out|layout|asks): (.+)$", body, flags=re.M))
    rejected = re.findall(r"^- rejected: ([A-Z]+\d+) (.+)$", body, flags=re.M)
    names, *rows = list(rows_of("\n".join(re.findall(r"^\|.*$", expected, flags=re.M)))) or [[]]
    assert rows or "asks" in said, f"{file}, {title}: says nothing of what is expected"
    return Golden(
        file,
        title.strip(),
        [
            [] if row == ["(blank)"] else row
            for row in rows_of("\n".join(re.findall(r"^\|.*$", export, flags=re.M)))
        ],
        Config.model_validate({"ledger": tomllib.loads(toml)}),
        [dict(zip(names, row, strict=True)) for row in rows],
        said["left out"].split(", ") if "left out" in said else [],
        rejected,
        said.get("layout"),
        said.get("asks"),
    )


def all_golden() -> list[Golden]:
    return [
        read_golden(path.stem, section)
        for path in sorted(FOLDER.glob("*.md"))
        for section in re.split(r"^## ", path.read_text("utf-8"), flags=re.M)[1:]
    ]


GOLDEN = all_golden()
BOTH = [
    pytest.param(golden, ending, id=f"{golden.name}-{ending}")
    for golden in GOLDEN
    for ending in ("csv", "xlsx")
    if ending == "csv" or "(csv)" not in golden.title
]


def write(folder: Path, rows: list[list[str]], ending: str) -> Path:
    path = folder / f"ledger.{ending}"
    if ending == "xlsx":
        return write_workbook(path, {"Ledger": [[_cell(text) for text in row] for row in rows]})
    width = max(map(len, rows))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([[*row, *[""] * (width - len(row))] for row in rows])
    return path


def _cell(text: str) -> Any:
    """A cell as Excel would hold it: a number, a day, or the text as it stands."""
    if re.fullmatch(r"-?(0|[1-9]\d{0,12})(\.\d+)?", text):
        return float(text)
    is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", text) and parse_day(text)
    return parse_day(text) if is_day else text or None


def field(entry: LedgerEntry, name: str) -> str:
    value = getattr(entry, _FIELDS.get(name, name), entry.dimensions.get(name, ""))
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


@pytest.mark.parametrize(("golden", "ending"), BOTH)
def test_ledger_layout(golden: Golden, ending: str, tmp_path: Path) -> None:
    path = write(tmp_path, golden.rows, ending)
    if golden.asks:
        with pytest.raises(GrantcalcError, match=re.escape(golden.asks)):
            grantcalc.read_ledger([path], "NOK", golden.config)
        return
    ledger = grantcalc.read_ledger([path], "NOK", golden.config)
    names = list(golden.entries[0])
    found = [{name: field(entry, name) for name in names} for entry in ledger]
    assert sorted(found, key=str) == sorted(golden.entries, key=str)
    assert len(ledger) == len(golden.entries)
    rejected = [(row.at.cell, row.reason) for row in ledger.rejected]
    assert [cell for cell, _ in rejected] == [cell for cell, _ in golden.rejected]
    for (_, reason), (_, part) in zip(rejected, golden.rejected, strict=True):
        assert part in reason
    reading = describe_ledger(path, "NOK", declared=golden.config.ledger)
    assert [f"{row.row} {row.kind}" for row in reading.left_out] == golden.left_out
    assert (reading.entries, reading.rejected_rows) == (len(ledger), len(rejected))
    assert reading.totals_left_out == ledger.totals_left_out
    assert golden.layout in (None, reading.layout)


@pytest.mark.parametrize("golden", [g for g in GOLDEN if not g.asks], ids=lambda g: g.name)
def test_what_show_writes_reads_the_same(golden: Golden, tmp_path: Path) -> None:
    path = write(tmp_path, golden.rows, "csv")
    reading = describe_ledger(path, "NOK", declared=golden.config.ledger)
    pasted = Config.model_validate(tomllib.loads(reading.toml))
    before = list(grantcalc.read_ledger([path], "NOK", golden.config))
    after = list(grantcalc.read_ledger([path], "NOK", pasted))
    assert before == after


_PLAIN = [g for g in GOLDEN if not g.asks and "any order" in g.title]


@pytest.mark.parametrize("golden", _PLAIN, ids=lambda g: g.name)
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_does_not_matter(golden: Golden, seed: int, tmp_path: Path) -> None:
    head, *rows = golden.rows
    random.Random(seed).shuffle(rows)
    names = [name for name in golden.entries[0] if name != "row"]
    for ending in ("csv", "xlsx"):
        ledger = grantcalc.read_ledger(
            [write(tmp_path, [head, *rows], ending)], "NOK", golden.config
        )
        found = sorted(str([field(entry, name) for name in names]) for entry in ledger)
        assert found == sorted(str([entry[name] for name in names]) for entry in golden.entries)
