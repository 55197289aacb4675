"""The ways of asking a ledger what was spent by account up to a day, each a process of its own."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.ledger.data import AS_OF, LINES

_DUCKDB = f"""
import duckdb, json, sys
duckdb.execute("SET enable_progress_bar = false")
rows = duckdb.execute('''
    SELECT Konto, SUM(CAST(REPLACE("Beløp", ',', '.') AS DECIMAL(18, 2)))
    FROM read_csv(?, delim = ';', header = true, all_varchar = true)
    WHERE STRPTIME(Bilagsdato, '%d.%m.%Y') <= DATE '{AS_OF}' GROUP BY Konto''', [sys.argv[1]]).fetchall()
print(json.dumps({{account: str(spent) for account, spent in rows}}))
"""
_FASTEXCEL = """
import fastexcel, sys
sheet = fastexcel.read_excel(sys.argv[1]).load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
"""
_TO_ARROW = _FASTEXCEL + "sheet.__arrow_c_array__()\n"
_PANDAS = f"""
import json, sys, pandas
table = pandas.read_excel(sys.argv[1], engine="openpyxl", dtype={{"Konto": str}})
table = table[table["Bilagsdato"] <= "{AS_OF}"]
spent = (table["Beløp"] * 100).round().astype("int64").groupby(table["Konto"]).sum()
print(json.dumps({{account: str(minor / 100) for account, minor in spent.items()}}))
"""
_EXPAT = """
import sys
from xml.parsers import expat
with open(sys.argv[1], "rb") as file:
    expat.ParserCreate().ParseFile(file)
"""
_EXPAT_ELEMENTS = """
import sys
from xml.parsers import expat
parser = expat.ParserCreate()
parser.StartElementHandler = lambda name, attributes: None
parser.EndElementHandler = lambda name: None
parser.CharacterDataHandler = lambda text: None
with open(sys.argv[1], "rb") as file:
    parser.ParseFile(file)
"""

Answer = Mapping[str, int]


@dataclass(frozen=True)
class Way:
    """A program that is given a ledger in one format.

    `answer` reads what it prints; None where it only reads the file. `goal` says how many times its
    wall time grantcalc may take at most, by the plan.
    """

    name: str
    kind: str
    command: Callable[[Path], list[str]]
    answer: Callable[[str], Answer] | None = None
    goal: float | None = None
    missing: str | None = None
    is_slow: bool = False


def _minor(text: str) -> int:
    return int(Decimal(text) * 100)


def _plain(output: str) -> Answer:
    return {account: _minor(spent) for account, spent in json.loads(output).items()}


def _grantcalc(output: str) -> Answer:
    """The answer by account, from a report by budget line in which everything found its line."""
    report = json.loads(output)
    accounts = {label: account for account, label in LINES.items()}
    return {accounts[line["label"]]: _minor(line["spent"]) for line in report["lines"]}


def _hledger(output: str) -> Answer:
    rows = list(csv.reader(io.StringIO(output)))[1:]
    return {account.removeprefix("expenses:"): _minor(balance) for account, balance in rows}


def _ledger(output: str) -> Answer:
    rows = (line.split("\t") for line in output.splitlines())
    return {account.removeprefix("expenses:"): _minor(balance) for account, balance in rows}


def _script(code: str) -> Callable[[Path], list[str]]:
    return lambda path: [sys.executable, "-c", code, str(path)]


def _program(*arguments: str) -> Callable[[Path], list[str]]:
    return lambda path: [arguments[0], "-f", str(path), *arguments[1:]]


def _unless_installed(program: str) -> str | None:
    return None if shutil.which(program) else f"{program} is not installed"


def ways(config: Path) -> list[Way]:
    """The ways for every format, grantcalc first, then what it is held against."""

    def grantcalc(path: Path) -> list[str]:
        as_of = ["--as-of", str(AS_OF), "--config", str(config), "--format", "json"]
        return [sys.executable, "-m", "grantcalc", "remaining", *as_of, "--ledger", str(path)]

    no_pandas = None if importlib.util.find_spec("pandas") else "pandas is not installed"
    before = f"{AS_OF:%Y-%m}-{AS_OF.day + 1}"  # both programs leave the last day out
    hledger = _program("hledger", "bal", "expenses", "-e", before, "-N", "--flat", "-O", "csv")
    ledger = _program(
        "ledger", "bal", "^expenses", "-e", before, "--flat", "--no-total", "--format",
        "%(account)\t%(amount)\n",
    )  # fmt: skip
    return [
        Way("grantcalc", "xlsx", grantcalc, _grantcalc),
        Way("fastexcel, sheet loaded", "xlsx", _script(_FASTEXCEL), goal=1.3),
        Way("fastexcel, as Arrow columns", "xlsx", _script(_TO_ARROW)),
        Way("pandas + openpyxl", "xlsx", _script(_PANDAS), _plain, 0.1, no_pandas, is_slow=True),
        Way("grantcalc", "csv", grantcalc, _grantcalc),
        Way("DuckDB's own sum", "csv", _script(_DUCKDB), _plain, goal=3),
        Way("grantcalc", "xml", grantcalc, _grantcalc),
        Way("expat, nothing asked", "xml", _script(_EXPAT), goal=1),
        Way("expat, all handed to Python", "xml", _script(_EXPAT_ELEMENTS)),
        Way(
            "grantcalc, from CSV", "journal", lambda p: grantcalc(p.with_suffix(".csv")), _grantcalc
        ),
        Way(
            "hledger", "journal", hledger, _hledger, 0.1, _unless_installed("hledger"), is_slow=True
        ),
        Way("ledger", "journal", ledger, _ledger, 0.1, _unless_installed("ledger"), is_slow=True),
    ]
