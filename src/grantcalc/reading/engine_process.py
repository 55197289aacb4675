"""The engine's own process: a book in JSON on stdin, the values of its formulas in JSON on stdout.

The engine is compiled code that ends the process on a stack overflow or when memory runs out, and
that cannot be stopped while it computes. A stranger's formulas must not take the program down, so
`grantcalc.reading.engine` runs this file by its path. It imports nothing of grantcalc: starting it
costs what bare Python and the engine cost.
"""

from __future__ import annotations

import json
import sys
from math import isfinite
from typing import Any

_MEMORY = 1 << 30


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has none: there the time limit alone bounds the process
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _evaluate(book: dict[str, Any]) -> dict[str, Any]:
    import ironcalc

    model = ironcalc.create("book", "en", "UTC", "en")
    for number, name in enumerate(book["sheets"]):
        if number:
            model.add_sheet(name)
        else:
            model.rename_sheet(0, name)
    for sheet, row in book["hidden"]:
        model.set_row_hidden(sheet, row, True)
    for sheet, row, column, value in book["values"]:
        if isinstance(value, bool):
            model.update_cell_with_bool(sheet, row, column, value)
        elif isinstance(value, str):
            model.update_cell_with_text(sheet, row, column, value)
        else:
            model.update_cell_with_number(sheet, row, column, value)
    for sheet, row, column, formula in book["formulas"]:
        model.update_cell_with_formula(sheet, row, column, formula)
    model.evaluate()
    fed = len(book["values"]) + len(book["formulas"])
    return {
        "results": [_result(model, *place) for *place, _formula in book["formulas"]],
        # An array that flowed into cells beside its formula: more cells than were filled.
        "spilled": len(model.get_all_cells()) > fed,
    }


def _result(model: Any, sheet: int, row: int, column: int) -> tuple[str, Any]:
    from ironcalc import CellType

    value = model.get_cell_value(sheet, row, column)
    if model.get_cell_type(sheet, row, column) == CellType.ErrorValue:
        return "error", value
    if isinstance(value, float) and not isfinite(value):
        return "error", "#NUM!"
    return "value", value


if __name__ == "__main__":
    _limit_memory()
    json.dump(_evaluate(json.load(sys.stdin)), sys.stdout)
