"""The layouts that people really make: what is read of each, and where its fault is said to be."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from grantcalc.api.one_path import check_file
from grantcalc.config import Config
from grantcalc.errors import UnclearChoiceError
from grantcalc.finding import Finding, Severity
from grantcalc.reading.budget_files import read_book_budgets
from grantcalc.reading.grid import Book
from layout_files import Layout, Place, Sum, all_layouts

LAYOUTS = all_layouts()
NOT_YET = Path(__file__).parent / "layouts" / "not_yet.txt"


@dataclass(frozen=True)
class Checked:
    """What `check` says of a book: its budgets as in the JSON output, and its findings."""

    budgets: list[dict[str, Any]]
    findings: list[Finding]

    @property
    def faults(self) -> list[Place]:
        return [(f.at.sheet, f.at.cell or "") for f in self.findings]


def check_book(book: Book, config: Config) -> Checked:
    """Reads and checks every budget of a book, with the findings that are no mere notes."""
    reports, findings = check_file(read_book_budgets(book, config, Path("budget.xlsx")), config)
    budgets = [report.model_dump(mode="json") for report in reports]
    return Checked(budgets, [f for f in findings if f.severity is not Severity.INFO])


def checked(layout: Layout, *, stored_values: bool = True) -> Checked:
    config = Config.model_validate(tomllib.loads(layout.toml, parse_float=Decimal))
    return check_book(layout.book(stored_values=stored_values), config)


def on_sheet(result: Checked, sheet: str | None) -> list[dict[str, Any]]:
    return [budget for budget in result.budgets if budget["sheet"] == sheet]


def sum_of(result: Checked, wanted: Sum) -> str | None:
    """The sum over the sheet's budgets of what they compute; None where it is not known."""
    amounts = []
    for budget in on_sheet(result, wanted.sheet):
        labels = [period["label"] for period in budget["periods"]]
        periods: list[int | None] = [None]
        if wanted.period is not None:
            periods = [i for i, label in enumerate(labels) if wanted.period in label]
            assert periods, f"no period {wanted.period} among {labels}"
        balance = wanted.side == "balance"
        rows = budget["balance"] if balance else budget["totals"][wanted.side]
        amounts += [
            row["difference" if balance else "computed"] for row in rows if row["period"] in periods
        ]
    if None in amounts:
        return None
    return str(sum(map(Decimal, amounts), Decimal("0.00")))


def amount_cells(result: Checked) -> set[Place]:
    return {
        (budget["sheet"], amount["cell"])
        for budget in result.budgets
        for line in budget["lines"]
        for amount in line["amounts"]
    }


def assert_read(layout: Layout, result: Checked) -> None:
    expected = layout.expected
    for sheet, counts in expected.counts.items():
        sides = [line["side"] for b in on_sheet(result, sheet) for line in b["lines"]]
        found = {side: sides.count(side) for side in ("expenditure", "income")}
        assert found == {"expenditure": 0, "income": 0} | counts
    for wanted in expected.sums:
        assert (wanted, sum_of(result, wanted)) == (wanted, wanted.amount)
    assert amount_cells(result) & expected.left_out == set()
    assert {budget["sheet"] for budget in result.budgets} & expected.not_read == set()
    computed = {
        total["computed"]
        for budget in result.budgets
        for side in budget["totals"].values()
        for total in side
    }
    assert computed & set(expected.never_adds) == set()


def assert_findings(layout: Layout, result: Checked) -> None:
    """The first error or warning stands at the fault, and no other cell has one."""
    fault = layout.expected.fault
    if fault is None:
        assert [f"{f.at.cell}: {f.message}" for f in result.findings] == []
        return
    assert result.findings, "nothing is said of the fault"
    if fault.is_each:
        assert set(result.faults) == fault.places
        return
    assert result.faults[0] in fault.places, result.findings[0].message
    assert set(result.faults) <= {result.faults[0]} | fault.also
    if fault.expected is not None:
        assert str(result.findings[0].expected) == fault.expected


def assert_as_expected(layout: Layout, *, stored_values: bool) -> None:
    if layout.expected.asks:
        with pytest.raises(UnclearChoiceError):
            checked(layout, stored_values=stored_values)
        return
    result = checked(layout, stored_values=stored_values)
    assert_read(layout, result)
    assert_findings(layout, result)


def name_of(layout: Layout) -> str:
    return f"{layout.file}-{layout.title}"


def params(layouts: list[Layout]) -> list[Any]:
    """The layouts; those that are not read yet are expected to fail, and say so when they do not."""
    not_yet = set(NOT_YET.read_text("utf-8").splitlines())
    mark = pytest.mark.xfail(reason="listed in not_yet.txt", strict=False)
    return [pytest.param(x, marks=mark if name_of(x) in not_yet else ()) for x in layouts]


@pytest.mark.parametrize("layout", params(LAYOUTS), ids=name_of)
def test_layout(layout: Layout) -> None:
    assert_as_expected(layout, stored_values=True)


@pytest.mark.parametrize(
    "layout",
    params([x for x in LAYOUTS if x.has_formulas and not x.expected.fault]),
    ids=name_of,
)
def test_the_same_without_stored_values(layout: Layout) -> None:
    """A workbook written by a script holds formulas alone: nothing else may change."""
    assert_as_expected(layout, stored_values=False)


def test_no_title_is_given_twice() -> None:
    names = [name_of(layout) for layout in LAYOUTS]
    assert sorted(set(names)) == sorted(names)
