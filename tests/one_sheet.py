"""The one budget of a grid, read as a file's sheet is: with its formulas computed."""

from grantcalc.config import Config
from grantcalc.model import Budget
from grantcalc.reading.budget import read_sheet
from grantcalc.reading.formulas.calculation import calculate
from grantcalc.reading.grid import Book, Grid
from grantcalc.report.reading import SheetReading


def read_one(sheet: Grid, config: Config | None = None) -> tuple[Budget, SheetReading] | None:
    found = read_sheet(calculate(Book([sheet])).book.sheets[0], config or Config())
    assert len(found) < 2, [budget.lines for budget, _ in found]
    return found[0] if found else None
