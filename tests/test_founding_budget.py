"""The founding budget (docs: Drammen): it holds, and each of its 32 numbers is guarded."""

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import grantcalc
from grantcalc.finding import Severity
from grantcalc.report.check import CheckReport

DRAMMEN = Path(__file__).parent.parent / "examples" / "drammen"

NUMBERS = [
    f"{column}{row}" for row in range(2, 13) for column in "BCD" if (row, column) != (8, "B")
]


def check(path: Path) -> CheckReport:
    return grantcalc.check([path])


def changed(folder: Path, cell: str, change: Callable[[int], object]) -> tuple[Path, int]:
    """A copy of the budget with one cell changed, and the value that stood there."""
    book = openpyxl.load_workbook(DRAMMEN / "budget.xlsx")
    sheet = book["Budsjett"]
    right = sheet[cell].value
    assert isinstance(right, int)
    sheet[cell].value = change(right)
    book.save(folder / "budget.xlsx")
    return folder / "budget.xlsx", right


def test_there_are_32_numbers() -> None:
    assert len(NUMBERS) == 32


@pytest.mark.parametrize("declared", [True, False], ids=["with grantcalc.toml", "without"])
def test_it_holds(tmp_path: Path, declared: bool) -> None:
    shutil.copytree(DRAMMEN, tmp_path / "project")
    if not declared:
        (tmp_path / "project" / "grantcalc.toml").unlink()
    report = check(tmp_path / "project" / "budget.xlsx")
    assert [(f.code, f.at.cell) for f in report.findings] == [("C002", "B8")]
    assert report.budgets[0].claims.held == report.budgets[0].claims.checked > 20
    assert [str(b.difference) for b in report.budgets[0].balance] == ["0.00"] * 3
    shares = {s.label: [x.share for x in s.shares] for s in report.budgets[0].sources}
    assert shares == {"Egeninnsats": ["0.4776"] * 3, "Nasjonalbiblioteket": ["0.5224"] * 3}


def wrong_first_digit(value: int) -> int:
    digits = str(value)
    return int(str(int(digits[0]) % 9 + 1) + digits[1:])


@pytest.mark.parametrize("declared", [True, False], ids=["with grantcalc.toml", "without"])
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda v: v + 1, id="one more"),
        pytest.param(lambda v: v * 10, id="a zero too many"),
        pytest.param(wrong_first_digit, id="one wrong digit"),
        pytest.param(lambda v: -v, id="sign"),
        pytest.param(lambda _: 0, id="zero"),
        pytest.param(lambda v: v + 0.5, id="half a krone"),
    ],
)
@pytest.mark.parametrize("cell", NUMBERS)
def test_each_number_changed_alone_is_the_one_finding(
    tmp_path: Path, cell: str, change: Callable[[int], object], declared: bool
) -> None:
    if declared:
        shutil.copy(DRAMMEN / "grantcalc.toml", tmp_path)
    path, right = changed(tmp_path, cell, change)
    report = check(path)
    faults = [f for f in report.findings if f.severity is not Severity.INFO]
    assert [(f.at.cell, str(f.expected)) for f in faults] == [(cell, f"{right}.00")]
    assert f"Type {right:,} in {cell}".replace(",", " ") in faults[0].message
    assert report.summary.errors == 1
    assert [f.code for f in report.findings if f not in faults] == ["C002"]


@pytest.mark.parametrize(
    "cell", [c for c in NUMBERS if not c.startswith("D") and c[1:] not in ("9", "12")]
)
def test_each_amount_left_empty_is_the_one_fault(tmp_path: Path, cell: str) -> None:
    path, right = changed(tmp_path, cell, lambda _: None)
    faults = [f for f in check(path).findings if f.severity is Severity.ERROR]
    assert [(f.at.cell, str(f.expected)) for f in faults] == [(cell, f"{right}.00")]


@pytest.mark.parametrize("cell", NUMBERS)
def test_each_number_made_unreadable_is_the_one_fault(tmp_path: Path, cell: str) -> None:
    path, right = changed(tmp_path, cell, lambda value: f"ca. {value}")
    faults = [f for f in check(path).findings if f.severity is Severity.ERROR]
    assert [(f.code, f.at.cell, str(f.expected)) for f in faults] == [("C001", cell, f"{right}.00")]
