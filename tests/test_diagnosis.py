"""The cell that explains the broken sums: on bare equations, and in budgets made of formulas."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantcalc.api.one_path import check_file
from grantcalc.config import Config
from grantcalc.diagnosis import Claim, Verdict, diagnose, implied_value, likely_slip
from grantcalc.finding import Place, Severity
from grantcalc.reading.budget_files import read_book_budgets
from grantcalc.reading.grid import Book
from markdown_grid import grid


def at(cell: str) -> Place:
    return Place(file="b.xlsx", sheet="B", cell=cell)


def total_claim(stated: str, *parts: str) -> Claim:
    return Claim(
        at(stated), {at(stated): 1}, {at(part): 1 for part in parts}, lambda e, a: f"{e} {a}"
    )


def cross_footed(rows: int, columns: int) -> list[Claim]:
    """Rows 1..n and columns A.. of amounts; the last row and the last column are totals."""
    letters = [chr(65 + c) for c in range(columns + 1)]
    across = [
        total_claim(f"{letters[-1]}{r}", *(f"{c}{r}" for c in letters[:-1]))
        for r in range(1, rows + 2)
    ]
    down = [
        total_claim(f"{c}{rows + 1}", *(f"{c}{r}" for r in range(1, rows + 1))) for c in letters
    ]
    return [*across, *down]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Claim], dict[Place, int | None]]:
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 5))
    letters = [chr(65 + c) for c in range(columns)]
    last = chr(65 + columns)
    values: dict[Place, int | None] = {}
    amounts = {
        (r, c): draw(st.integers(-(10**6), 10**8)) for r in range(1, rows + 1) for c in letters
    }
    for (r, c), amount in amounts.items():
        values[at(f"{c}{r}")] = amount
    for r in range(1, rows + 1):
        values[at(f"{last}{r}")] = sum(amounts[r, c] for c in letters)
    for c in letters:
        values[at(f"{c}{rows + 1}")] = sum(amounts[r, c] for r in range(1, rows + 1))
    values[at(f"{last}{rows + 1}")] = sum(amounts.values())
    return cross_footed(rows, columns), values


@given(tables())
def test_a_consistent_table_is_never_faulted(
    table: tuple[list[Claim], dict[Place, int | None]],
) -> None:
    verdict = diagnose(*table)
    assert (verdict.repairs, verdict.broken) == ((), ())
    assert verdict.held == verdict.checked == len(table[0])


@given(tables(), st.data(), st.integers(-(10**9), 10**9).filter(bool))
def test_any_one_wrong_cell_of_a_cross_footed_table_is_found_and_repaired(
    table: tuple[list[Claim], dict[Place, int | None]], data: st.DataObject, change: int
) -> None:
    claims, values = table
    cell = data.draw(st.sampled_from(sorted(values, key=str)))
    right = values[cell]
    assert right is not None
    verdict = diagnose(claims, values | {cell: right + change})
    assert [(r.cell, r.actual, r.expected) for r in verdict.repairs] == [
        (cell, right + change, right)
    ]
    assert verdict.broken == ()


@given(tables(), st.data())
def test_an_unreadable_cell_breaks_nothing_and_its_value_is_implied(
    table: tuple[list[Claim], dict[Place, int | None]], data: st.DataObject
) -> None:
    claims, values = table
    cell = data.draw(st.sampled_from(sorted(values, key=str)))
    gap = {**values, cell: None}
    verdict = diagnose(claims, gap)
    assert (verdict.repairs, verdict.broken) == ((), ())
    assert implied_value(cell, claims, gap) == values[cell]


def two_wrong(first: str, second: str) -> Verdict:
    values: dict[Place, int | None] = {at(f"{c}{r}"): 10 for r in (1, 2, 3) for c in "ABC"}
    values |= (
        {at(f"D{r}"): 30 for r in (1, 2, 3)} | {at(f"{c}4"): 30 for c in "ABC"} | {at("D4"): 90}
    )
    values[at(first)] = (values[at(first)] or 0) + 1
    values[at(second)] = (values[at(second)] or 0) + 7
    return diagnose(cross_footed(3, 3), values)


@pytest.mark.parametrize(
    ("first", "second"), [("A1", "B2"), ("A1", "D4"), ("D2", "C3"), ("A1", "B1"), ("A4", "D1")]
)
def test_two_wrong_cells_are_both_found(first: str, second: str) -> None:
    assert {r.cell.cell for r in two_wrong(first, second).repairs} == {first, second}


def test_what_follows_from_another_broken_claim_is_not_said_again() -> None:
    """Two totals that are wrong consistently, so that no one or two cells explain it."""
    claims = [
        total_claim("A3", "A1", "A2"),
        total_claim("B3", "B1", "B2"),
        total_claim("C3", "A3", "B3"),
    ]
    whole = Claim(
        at("C3"),
        {at("C3"): 1},
        {at(c): 1 for c in ("A1", "A2", "B1", "B2")},
        lambda e, a: f"{e} {a}",
    )
    values: dict[Place, int | None] = dict(
        zip(
            map(at, ["A1", "A2", "A3", "B1", "B2", "B3", "C3"]),
            [1, 2, 3, 4, 5, 12, 15],
            strict=True,
        )
    )
    verdict = diagnose([*claims, whole], values)
    reported = len(verdict.repairs) + len(verdict.broken)
    assert reported == 1


@pytest.mark.parametrize(
    ("actual", "expected", "slip"),
    [
        (319454, 319445, "two digits are swapped"),
        (3194450, 319445, "a zero too many or too few"),
        (-5000, 5000, "the sign is turned"),
        (1340010, 1340000, "one digit is wrong"),
        (31445, 319445, "a digit is missing"),
        (3199445, 319445, "a digit too many"),
        (100000, 319445, None),
    ],
)
def test_likely_slips(actual: int, expected: int, slip: str | None) -> None:
    assert likely_slip(actual * 100, expected * 100) == slip


# -- budgets whose totals are formulas


def found_in(budget: str) -> list[tuple[str, str, str | None, set[str]]]:
    """What is found in a budget: code, cell, the value expected there, and the cells named with it."""
    read = read_book_budgets(Book([grid(budget)]), Config(), Path("budget.xlsx"))
    _, findings = check_file(read, Config())
    return [
        (
            f.code,
            f.at.cell or "",
            None if f.expected is None else str(f.expected),
            {place.cell or "" for place in f.related},
        )
        for f in findings
        if f.severity is not Severity.INFO
    ]


BUDGET = """
|   | A              | B               |
|---|----------------|-----------------|
| 1 | Utgifter       | 2025            |
| 2 | Lønn           | 240000          |
| 3 | Leie           | 36000           |
| 4 | Sum drift      | {drift}         |
| 5 | Reise          | 18000           |
| 6 | Mat            | 7000            |
| 7 | Sum samlinger  | {samlinger}     |
| 8 | Sum utgifter   | {utgifter}      |
| 9 | Inntekter      |                 |
| 10 | Tilskudd      | {tilskudd}      |
| 11 | Sum inntekter | =SUM(B10:B10)   |
"""
RIGHT = {
    "drift": "=SUM(B2:B3)",
    "samlinger": "=SUM(B5:B6)",
    "utgifter": "=B4+B7",
    "tilskudd": "301000",
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"drift": "=SUM(B2)"}, [("B001", "B4", "276000.00")]),
        ({"samlinger": "=SUM(B6:B6)"}, [("B001", "B7", "25000.00")]),
        (
            {"drift": "=SUM(B2)", "samlinger": "=SUM(B5)"},
            [("B001", "B4", "276000.00"), ("B001", "B7", "25000.00")],
        ),
        ({"drift": "276500"}, [("B001", "B4", "276000.00")]),
        ({"utgifter": "=B4"}, [("B001", "B8", "301000.00")]),
        ({"utgifter": "=B4+B7+B6"}, [("B001", "B8", "301000.00")]),
        ({"utgifter": "301500"}, [("B001", "B8", "301000.00")]),
        ({"tilskudd": "290000"}, [("F001", "B11", "301000.00")]),
    ],
    ids=[
        "all right",
        "a total leaves out a line",
        "another does",
        "both do",
        "a total is typed over",
        "the grand total leaves out a subtotal",
        "it counts a line twice",
        "it is typed over",
        "honest but not balanced",
    ],
)
def test_a_budget_of_formulas_has_one_finding_for_each_fault(
    changes: dict[str, str], expected: list[tuple[str, str, str]]
) -> None:
    found = found_in(BUDGET.format(**RIGHT | changes))
    assert [(code, cell, value) for code, cell, value, _ in found] == expected


def test_a_total_that_is_repaired_repairs_the_totals_made_of_it() -> None:
    """Without formulas each total would be held against its lines, and three would be wrong."""
    claims = [
        replace(total_claim("A3", "A1", "A2"), remedy="write =SUM(A1:A2)"),
        total_claim("A5", "A1", "A2", "A4"),
        total_claim("A6", "A1", "A2", "A4"),
    ]
    cells = {"A1": 5, "A2": 7, "A3": 5, "A4": 1, "A5": 6, "A6": 6}
    values: dict[Place, int | None] = {at(cell): amount for cell, amount in cells.items()}
    formulas: dict[Place, dict[Place, int | Fraction]] = {
        at("A3"): {at("A1"): 1},
        at("A5"): {at("A3"): 1, at("A4"): 1},
        at("A6"): {at("A5"): 1},
    }
    verdict = diagnose(claims, values, 0, formulas)
    assert [(r.cell.cell, r.expected, len(r.mends)) for r in verdict.repairs] == [("A3", 12, 3)]
    assert verdict.broken == ()
    assert [verdict.values[at(cell)] for cell in ("A3", "A5", "A6")] == [12, 13, 13]
