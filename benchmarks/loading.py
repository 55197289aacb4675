"""What checking an ordinary workbook costs beside merely loading it: `make bench-loading`.

Budgets of several sizes, three years and formulas with their values, are loaded with openpyxl as a
careful reader must (once for the formulas, once for the values) and checked by grantcalc, in turn, in
one process after a warm-up. What is printed are medians of wall time and, because machines differ and
drift, their ratio within the same run.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
from openpyxl import load_workbook

import grantcalc
from grantcalc.report.check import CheckReport

#: Lines in the budget, and how often each size is measured.
SIZES = ((30, 15), (200, 9), (1000, 3))
SECTION = 10
YEARS = (2026, 2027, 2028)
GOAL = 2.0


@dataclass(frozen=True)
class Measured:
    """A size of budget and its times in milliseconds."""

    lines: int
    load: float
    check: float
    findings: int

    @property
    def ratio(self) -> float:
        """How many times the load the check takes, loading included."""
        return self.check / self.load


def write(path: Path, lines: int, seed: int | None = None, wrong: int = 0) -> None:
    """A budget in sections of ten lines, with sums down and across and a total of the totals.

    The first year's grand total is typed and too high by `wrong`, unless that is zero.
    """
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("Budget")
    money = workbook.add_format({"num_format": "#,##0"})
    sheet.write_row(0, 0, ["Item", *YEARS, "Total"])
    rng = Random(lines if seed is None else seed)  # noqa: S311 - the same budgets every time
    row, totals = 1, []
    grand = [0] * len(YEARS)
    for start in range(0, lines, SECTION):
        name = f"section {start // SECTION + 1}"
        sheet.write_string(row, 0, name.capitalize())
        first, section = row + 2, [0] * len(YEARS)
        for line in range(start, min(start + SECTION, lines)):
            row += 1
            amounts = [100 * rng.randint(20, 4000) for _ in YEARS]
            sheet.write_string(row, 0, f"Line {line + 1}")
            sheet.write_row(row, 1, amounts, money)
            sheet.write_formula(row, 4, f"=SUM(B{row + 1}:D{row + 1})", money, sum(amounts))
            section = [a + b for a, b in zip(section, amounts, strict=True)]
        row += 1
        write_total(sheet, row, f"Total {name}", section, f"=SUM({{0}}{first}:{{0}}{row})", money)
        grand = [a + b for a, b in zip(grand, section, strict=True)]
        totals.append(f"{{0}}{row + 1}")
        row += 1
    write_total(sheet, row, "Grand total", grand, "=" + "+".join(totals), money)
    if wrong:
        sheet.write_number(row, 1, grand[0] + wrong, money)
    workbook.close()


def write_total(
    sheet: Any, row: int, label: str, values: list[int], formula: str, money: Any
) -> None:
    """A row of totals; in the formula {0} stands for the column."""
    sheet.write_string(row, 0, label)
    for i, value in enumerate([*values, sum(values)]):
        sheet.write_formula(row, 1 + i, formula.format("BCDE"[i]), money, value)


def load(path: Path) -> None:
    """The least that a reader of formulas and their values must do."""
    for data_only in (False, True):
        workbook = load_workbook(path, data_only=data_only)
        for sheet in workbook.worksheets:
            for cells in sheet.iter_rows(values_only=True):
                tuple(cells)


def once(work: Callable[[Path], object], path: Path) -> float:
    """Wall time of one run, in milliseconds."""
    start = time.perf_counter()
    work(path)
    return 1000 * (time.perf_counter() - start)


def check(path: Path) -> CheckReport:
    """The same that the command does."""
    return grantcalc.check([path])


def measure(path: Path, lines: int, runs: int) -> Measured:
    """Loads and checks in turn, after each was done once."""
    write(path, lines)
    load(path)
    summary = check(path).summary
    loads, checks = [], []
    for _ in range(runs):
        loads.append(once(load, path))
        checks.append(once(check, path))
    return Measured(
        lines,
        statistics.median(loads),
        statistics.median(checks),
        summary.errors + summary.warnings,
    )


def main() -> None:
    """Measures every size and prints the table."""
    print(
        f"{'lines x 3 years':>16}{'load, ms':>10}{'check, ms':>11}{'check/load':>12}{'alarms':>8}"
    )
    with tempfile.TemporaryDirectory(prefix="loading-") as folder:
        for lines, runs in SIZES:
            found = measure(Path(folder) / "budget.xlsx", lines, runs)
            print(
                f"{found.lines:>16}{found.load:>10.0f}{found.check:>11.0f}"
                f"{found.ratio:>12.2f}{found.findings:>8}"
            )
    print(
        "\nMedians. load: openpyxl alone, formulas and values; check: everything, its own loading included;"
        "\nalarms: errors and warnings, of which these budgets deserve none."
        f"\nGoal: check/load at most {GOAL:.0f}, at every size."
    )


if __name__ == "__main__":
    main()
