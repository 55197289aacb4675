"""A small project of two years, with whatever a test changes of it, and its status report."""

import csv
import json
from pathlib import Path
from typing import Any

from conftest import Cli
from markdown_grid import rows_of

BUDGET = """
| Post          | 01.07.2021 - 30.06.2022 | 01.07.2022 - 30.06.2023 |
| Utgifter      |                         |                         |
| Lønn          | 600                     | 600                     |
| Reise         | 400                     | 400                     |
| Inntekter     |                         |                         |
| Tilskudd      | 1000                    | 1000                    |
"""
LEDGER = """
| Konto | Dato       | Bilag | Tekst | Beløp |
| 1010  | 12.08.2021 | 1     | Lønn  | 360   |
| 1160  | 01.09.2021 | 2     | Tog   | 240   |
"""
AWARD = '[[awards]]\nsource = "Tilskudd"\nyear = 1\namount = 1000\nstatus = "awarded"\n'
MAPPING = """
[[mapping]]
line = "Lønn"
accounts = "1010"
[[mapping]]
line = "Reise"
accounts = "1160"
"""


def as_csv(path: Path, table: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows_of(table))


def make_project(
    folder: Path,
    toml: str = AWARD,
    *,
    budget: str = BUDGET,
    ledger: str = LEDGER,
    mapping: str = MAPPING,
    files: str = "",
    orders: str | None = None,
) -> Path:
    """Writes the project's files to a folder."""
    as_csv(folder / "budget.csv", budget)
    as_csv(folder / "ledger.csv", ledger)
    named = 'budget = "budget.csv"\nledger = "ledger.csv"\n'
    if orders:
        as_csv(folder / "orders.csv", orders)
        named += 'commitments = "orders.csv"\n'
    text = f"[files]\n{named}{files}\n{toml}\n{mapping}"
    (folder / "grantcalc.toml").write_text(text, "utf-8")
    return folder


def figures(cli: Cli, day: str = "2022-02-14", *more: str) -> dict[str, Any]:
    """The report's figures."""
    result = cli("report", "status", "--as-of", day, "--format", "json", *more)
    assert result.code in (0, 1), result.err
    found: dict[str, Any] = json.loads(result.out)
    return found


def told(cli: Cli, *more: str, day: str = "2022-02-14", language: str = "en") -> str:
    """The report's text with each paragraph on a line of its own."""
    arguments = ("--as-of", day, "--lang", language, "--format", "md", *more)
    result = cli("report", "status", *arguments)
    assert result.code in (0, 1), result.err
    return result.out.replace("\u00a0", " ")
