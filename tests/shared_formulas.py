"""The formulas with the values that a spreadsheet gives, from a folder beside the checkout."""

import importlib.util
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

from grantcalc.reading.grid import ErrorValue, Value

SHARED = Path(__file__).parent.parent.parent / "shared" / "formula-cases"
CASES = Path(os.environ.get("GRANTCALC_FORMULA_CASES", SHARED))


def module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def same(value: Value, expected: Any) -> bool:
    if isinstance(value, ErrorValue):
        return bool(value.code == expected)
    if isinstance(value, Decimal):
        return type(expected) in (int, float) and abs(value - Decimal(expected)) < Decimal("1e-9")
    return type(value) is type(expected) and value == expected
