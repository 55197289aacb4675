"""Fills in the workbook of a new project as a person would: by what stands in its cells."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from grantcalc.api.starting import NewProject

#: The row below the headings of the sheets of records.
FIRST = 6


@dataclass
class Filling:
    """An opened workbook; rows of the budget are found by what `new` calls them."""

    path: Path
    book: Any
    years: int

    @classmethod
    def of(cls, made: NewProject) -> "Filling":
        path = next(path for path in made.files if path.suffix == ".xlsx")
        return cls(path, openpyxl.load_workbook(path), len(made.plan.years))

    @property
    def budget(self) -> Any:
        return self.book.worksheets[0]

    def inputs(self) -> list[int]:
        """The rows of the budget in which amounts may be written."""
        return [row for row in range(5, 60) if not self.budget.cell(row, 2).protection.locked]

    def row(self, label: str) -> int:
        return next(r for r in range(5, 60) if self.budget.cell(r, 1).value == label)

    def sum_below(self, row: int) -> int:
        """The first row below a line that is no line."""
        inputs = self.inputs()
        return next(r for r in range(row, 60) if r not in inputs)

    def put(self, row: int, *amounts: float, label: str | None = None) -> None:
        if label:
            self.budget.cell(row, 1).value = label
        for column, amount in enumerate(amounts, 2):
            self.budget.cell(row, column).value = amount

    def record(self, sheet: int, *rows: tuple[object, ...]) -> None:
        """Rows of the ledger (2), the timesheet (3) or the orders (4)."""
        for number, row in enumerate(rows, FIRST):
            for column, value in enumerate(row, 1):
                self.book.worksheets[sheet].cell(number, column).value = value

    def save(self) -> None:
        self.book.save(self.path)


def fill_budget(made: NewProject, cash: int = 600_000) -> Filling:
    """A budget in balance: `cash` a project year from the funder, on two lines and a new one.

    The own contribution is as much again, in work where the budget has it, else in money.
    """
    filling = Filling.of(made)
    n = filling.years
    for row in filling.inputs():
        if filling.budget.cell(row, 1).value:
            filling.put(row, *[0] * n)
    costs = filling.inputs()
    spare = next(r for r in costs if not filling.budget.cell(r, 1).value)
    own = 0 if made.plan.has_own_work else cash
    filling.put(costs[1], *[cash - 150_000 + own] * n)
    filling.put(costs[2], *[110_000] * n)
    filling.put(spare, *[40_000] * n, label="Leie av sal «Ånd»")
    filling.put(filling.row(made.plan.funder), *[cash] * n)
    if made.plan.has_own_work:
        work = next(r for r in costs if r > filling.sum_below(spare) + 1)
        filling.put(work, *[cash] * n)
    else:
        filling.put(filling.row(made.plan.funder) + 1, *[cash] * n)
    return filling
