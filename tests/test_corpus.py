"""Real people's workbooks, where a folder of them lies beside the checkout: read or refused in words."""

from collections import Counter
from pathlib import Path

import pytest

import grantcalc
from conftest import Cli
from grantcalc.api.showing import show
from grantcalc.errors import GrantcalcError
from grantcalc.reading.files import read_book

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
BUDGETS = sorted(CORPUS.glob("budgets/*.xlsx"))
LEDGERS = sorted(path for path in CORPUS.glob("ledgers/*") if path.suffix in (".xlsx", ".csv"))

pytestmark = pytest.mark.skipif(not BUDGETS, reason="there is no folder of real workbooks")


@pytest.mark.parametrize("path", BUDGETS, ids=lambda path: path.stem[:40])
def test_a_real_workbook_is_checked_or_refused_in_words(cli: Cli, path: Path) -> None:
    result = cli("check", path)
    assert result.code in (0, 1, 2)
    assert "grantcalc itself failed" not in result.err
    assert result.err.count("\n") == (result.code == 2)
    assert bool(result.out) == (result.code != 2)


@pytest.mark.parametrize("path", BUDGETS, ids=lambda path: path.stem[:40])
def test_every_number_of_a_sheet_that_is_read_is_accounted_for(path: Path) -> None:
    try:
        reading = show(path).budget
    except GrantcalcError as error:
        pytest.skip(str(error)[:100])
    if reading is None:
        pytest.skip("a ledger alone")
    grids = {grid.sheet: grid for grid in read_book(path).sheets}
    accounted: dict[str | None, set[str]] = {}
    for sheet in reading.sheets:
        numbers = Counter(number.cell for number in sheet.numbers)
        assert max(numbers.values()) == 1
        accounted.setdefault(sheet.sheet, set()).update(numbers)
        assert all(number.reason for number in sheet.numbers if number.use == "left out")
    for name, cells in accounted.items():
        assert {grids[name].place(r, c).cell for r, c in grids[name].numbers()} <= cells


@pytest.mark.parametrize("path", LEDGERS, ids=lambda path: path.stem[:40])
def test_a_real_ledger_is_read_or_refused_in_words(path: Path) -> None:
    try:
        ledger = grantcalc.read_ledger([path], "NOK")
    except GrantcalcError as error:
        words = str(error)
    else:
        words = path.name if len(ledger) + len(ledger.rejected) else ""
    assert path.name in words
