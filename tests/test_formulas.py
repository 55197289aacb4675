"""Formulas: what their text says, the cells that they name, their exact values and coefficients."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from grantcalc.cells import column_number
from grantcalc.reading.files import read_book
from grantcalc.reading.formulas import calculation
from grantcalc.reading.formulas.audit import audit
from grantcalc.reading.formulas.calculation import Calculation, calculate
from grantcalc.reading.formulas.expansion import ErrorInFormulaError, Expander, NotLinearError
from grantcalc.reading.formulas.references import Area, Sheets, UnknownReferenceError
from grantcalc.reading.formulas.syntax import (
    Binary,
    Call,
    Error,
    FormulaError,
    Logical,
    Negated,
    Node,
    Number,
    Percent,
    Reference,
    Text,
    parse_formula,
)
from grantcalc.reading.grid import Book, Cell, ErrorValue, Grid, Table, Value
from shared_formulas import CASES, module, same


def place(name: str) -> tuple[int, int]:
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]), column_number(letters)


def held(content: Any) -> Cell:
    """A formula as text, with its stored value where it is a pair; any other content as it is."""
    if isinstance(content, tuple):
        formula, stored = content
        return Cell(Decimal(str(stored)) if type(stored) in (int, float) else stored, formula)
    if isinstance(content, str) and content.startswith("="):
        return Cell(None, content)
    return Cell(Decimal(str(content)) if type(content) in (int, float) else content)


def sheet(cells: Mapping[str, Any], name: str = "A") -> Grid:
    return Grid.from_cells("b.xlsx", name, [(*place(at), held(c)) for at, c in cells.items()])


def book(cells: Mapping[str, Any], **more: Any) -> Book:
    """A book of one sheet, "A", and of others by name."""
    sheets = more.pop("sheets", {})
    return Book([sheet(cells), *(sheet(c, name) for name, c in sheets.items())], **more)


def value(result: Calculation, at: str, name: str = "A") -> Value:
    grid = next(g for g in result.book.sheets if g.sheet == name)
    return grid.at(*place(at)).value


def coefficients(result: Calculation, at: str) -> dict[str, Any] | None:
    """What a formula on sheet A sums; cells of other sheets with their sheet's name."""
    expansion = result.book.sheets[0].at(*place(at)).expansion
    if expansion is None:
        return None
    return {
        ("" if s == "A" else f"{s}!") + f"{chr(64 + c)}{r}": times
        for (s, r, c), times in expansion.parts.items()
    }


# -- text

ONE, TWO, THREE = (Number(Decimal(n)) for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("=-2^2", Binary("^", Negated(TWO), TWO)),
        ("=1+2*3", Binary("+", ONE, Binary("*", TWO, THREE))),
        ("=1-2-3", Binary("-", Binary("-", ONE, TWO), THREE)),
        ("=(1+2)*3", Binary("*", Binary("+", ONE, TWO), THREE)),
        ("=2*3%", Binary("*", TWO, Percent(THREE))),
        ("=-3%", Negated(Percent(THREE))),
        ("=1%%", Percent(Percent(ONE))),
        ("=--1", Negated(Negated(ONE))),
        ("=+B2", Reference("B2")),
        ("=1>2+3", Binary(">", ONE, Binary("+", TWO, THREE))),
        ("=SUM()", Call("SUM", ())),
        ("=sum(1,,2)", Call("SUM", (ONE, None, TWO))),
        ("=SUM(1,)", Call("SUM", (ONE, None))),
        ("=SUM(,)", Call("SUM", (None, None))),
        ("=_xlfn.ROUND(SUM(1),2)", Call("ROUND", (Call("SUM", (ONE,)), TWO))),
        ('="a""b"', Text('a"b')),
        ("=TRUE", Logical(value=True)),
        ("=#REF!", Error("#REF!")),
        ("='It''s'!B2", Reference("'It''s'!B2")),
        ("=Costs[[#This Row],[A, b]]", Reference("Costs[[#This Row],[A, b]]")),
        ("= 1 + 2 ", Binary("+", ONE, TWO)),
    ],
)
def test_a_formula_is_read_as_excel_reads_it(formula: str, tree: Node) -> None:
    assert parse_formula(formula) == tree


@pytest.mark.parametrize(
    "formula",
    [
        "={1,2}",
        "=SUM({1,2})",
        "=1+(",
        "=(1",
        "=1)",
        "=1 2",
        "=SUM(B2:B4 B3:B5)",
        "=SUM((B2,B4))",
        "=SUM(INDEX(B2:B5,1):B5)",
        '="open',
        "=1E999999",
        "=1E-99999999",
        f"={'(' * 65}1{')' * 65}",
        f"={'-' * 100}1",
        f"=1{'%' * 100}",
        "=" + "1+" * 4200 + "1",
    ],
    ids=lambda text: text[:25],
)
def test_a_formula_that_cannot_be_understood_is_refused(formula: str) -> None:
    with pytest.raises(FormulaError):
        parse_formula(formula)


# -- references

COSTS = Table("A", 1, 5, 1, ("Item", "Amount", "Unit price"), total_rows=1)
WORKBOOK = Book(
    [sheet({"A1": 1}, name) for name in ("A", "Jan", "Feb", "Mar", "It's")],
    names={
        "costs_all": "A!$B$2:$B$4",
        "two_areas": "A!$B$2:$B$4,Jan!$C$1",
        "moving": "A!B2",
        "half_moving": "A!$B2:$B$4",
        "one": "other",
        "other": "one",
        "wide": ",".join(["wider"] * 40),
        "wider": ",".join(["widest"] * 40),
        "widest": "A!$A$1",
    },
    tables={"costs": COSTS, "gone": Table("Nowhere", 1, 5, 1, ("Item",))},
)


def areas(text: str) -> list[Area]:
    return Sheets(WORKBOOK).areas(text, ("A", 3, 9))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$B$2", [Area("A", 2, 2, 2, 2)]),
        ("b4:B2", [Area("A", 2, 2, 4, 2)]),
        ("C:B", [Area("A", 1, 2, 1_048_576, 3)]),
        ("$3:4", [Area("A", 3, 1, 4, 16_384)]),
        ("'It''s'!B2", [Area("It's", 2, 2, 2, 2)]),
        ("jan!B2", [Area("Jan", 2, 2, 2, 2)]),
        ("Jan:Mar!B2", [Area(name, 2, 2, 2, 2) for name in ("Jan", "Feb", "Mar")]),
        ("Costs_All", [Area("A", 2, 2, 4, 2)]),
        ("two_areas", [Area("A", 2, 2, 4, 2), Area("Jan", 1, 3, 1, 3)]),
        ("Costs[Amount]", [Area("A", 2, 2, 4, 2)]),
        ("Costs[unit  PRICE]", [Area("A", 2, 3, 4, 3)]),
        ("Costs[[Amount]:[Unit price]]", [Area("A", 2, 2, 4, 3)]),
        ("Costs[#All]", [Area("A", 1, 1, 5, 3)]),
        ("Costs[[#Totals],[Amount]]", [Area("A", 5, 2, 5, 2)]),
        ("Costs[[#Headers],[#Data],[Amount]]", [Area("A", 1, 2, 4, 2)]),
        ("Costs[@Amount]", [Area("A", 3, 2, 3, 2)]),
        ("Costs[@[Unit price]]", [Area("A", 3, 3, 3, 3)]),
        ("Costs[[#This Row],[Amount]]", [Area("A", 3, 2, 3, 2)]),
    ],
)
def test_a_reference_stands_for_its_cells(text: str, expected: list[Area]) -> None:
    assert areas(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[1]Ark1!A1",
        "'[rates.xlsx]Ark 1'!A1",
        "Nowhere!A1",
        "nobody",
        "moving",  # a name that means another cell in each cell
        "half_moving",
        "one",  # names that name each other
        "wide",
        "XFE1",
        "A1048577",
        "A0",
        "R[1]C[-1]",
        "Costs[Price]",
        "Costs[[Item],[Unit price]]",
        "Costs[#Nothing]",
        "Gone[Item]",
        "B2:B3:B4",
        "Sheet1!#REF!",
    ],
)
def test_a_reference_to_what_is_not_known_is_refused(text: str) -> None:
    with pytest.raises(UnknownReferenceError):
        areas(text)


def test_a_table_without_a_total_row_has_no_totals_and_no_rows_outside_it() -> None:
    plain = Book([sheet({"A1": 1})], tables={"t": Table("A", 2, 5, 1, ("x",))})
    for text, row in [("t[#Totals]", 3), ("t[@x]", 9)]:
        with pytest.raises(UnknownReferenceError):
            Sheets(plain).areas(text, ("A", row, 3))


# -- values and coefficients

CELLS = {"B2": 100, "B3": 20, "B4": 3, "C2": 7, "C3": "text", "D2": "6400", "D3": "1.5"}


@pytest.mark.parametrize(
    ("formula", "expected", "parts"),
    [
        ("=SUM(B2:B4)", "123", {"B2": 1, "B3": 1, "B4": 1}),
        ("=SUM(B2,B2:B3,5)", "225", {"B2": 2, "B3": 1}),
        ("=SUM(B:B)", "123", {"B2": 1, "B3": 1, "B4": 1}),
        ("=SUM(B2:C3)", "127", {"B2": 1, "B3": 1, "C2": 1}),
        ("=B2-B3-B4", "77", {"B2": 1, "B3": -1, "B4": -1}),
        ("=B2-(B3-B4)", "83", {"B2": 1, "B3": -1, "B4": 1}),
        ("=B2-B2", "0", {}),
        ("=B2*1.25", "125", {"B2": Fraction(5, 4)}),
        ("=B2/3", "33.3333333333333", {"B2": Fraction(1, 3)}),
        ("=B2*20%", "20", {"B2": Fraction(1, 5)}),
        ("=SUM(B2:B3)*25%+10", "40", {"B2": Fraction(1, 4), "B3": Fraction(1, 4)}),
        ("=B2/0.9", "111.111111111111", {"B2": Fraction(10, 9)}),
        ("=Other!A1+B2", "105", {"Other!A1": 1, "B2": 1}),
        ("=SUM(Other!A1:A9)", "5", {"Other!A1": 1}),
        ("=B9+B2", "100", {"B9": 1, "B2": 1}),
        ("=B2*rate", "25", {"B2": Fraction(1, 4)}),
        ("=SUM(lines)", "123", {"B2": 1, "B3": 1, "B4": 1}),
        ("=D2+B2", "6500", {"D2": 1, "B2": 1}),
        ("=0.1+0.2", "0.3", {}),
        ("=1/3", "0.333333333333333", {}),
        ("=-2^2", "4", None),
    ],
)
def test_a_linear_formula_is_its_cells_times_their_coefficients(
    formula: str, expected: str, parts: dict[str, Any] | None
) -> None:
    result = calculate(
        book(
            CELLS | {"H9": formula},
            sheets={"Other": {"A1": 5}},
            names={"rate": "25%", "lines": "A!$B$2:$B$4"},
        )
    )
    assert (value(result, "H9"), coefficients(result, "H9")) == (Decimal(expected), parts)
    expansion = result.book.sheets[0].at(9, 8).expansion
    assert expansion is None or expansion.is_linear


@pytest.mark.parametrize(
    ("formula", "expected", "parts"),
    [
        ("=ROUND(2.675,2)", "2.68", {}),
        ("=ROUND(-2.5,0)", "-3", {}),
        ("=ROUND(B2/3,2)", "33.33", {"B2": Fraction(1, 3)}),
        ("=B2*C2", "700", {"B2": 7, "C2": 100}),
        ("=B2/C2", "14.2857142857143", {"B2": Fraction(1, 7), "C2": Fraction(-100, 49)}),
        ("=PRODUCT(B2:B3)", "2000", {"B2": 20, "B3": 100}),
        ("=SUMPRODUCT(B2:B3,C2:C3)", "700", {"B2": 7, "C2": 100}),
        ("=IF(B2>50,B3,B4)", "20", {"B3": 1}),
        ("=IF(B9=0,B3,B4)", "20", {"B3": 1}),
        ('=IF(C3="TEXT",B3,B4)', "20", {"B3": 1}),
        ("=IFERROR(B2/B9,B4)", "3", {"B4": 1}),
        ("=IFERROR(1/0,)", "0", {}),
    ],
)
def test_what_is_not_linear_says_how_it_changes_with_each_cell(
    formula: str, expected: str, parts: dict[str, Any]
) -> None:
    result = calculate(book(CELLS | {"H9": formula}))
    assert (value(result, "H9"), coefficients(result, "H9")) == (Decimal(expected), parts)
    expansion = result.book.sheets[0].at(9, 8).expansion
    assert expansion is not None
    assert not expansion.is_linear


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=1/0", ErrorValue("#DIV/0!")),
        ("=B2/B9", ErrorValue("#DIV/0!")),
        ("=#REF!+1", ErrorValue("#REF!")),
        ("=SUM(B2:B3)*9E307*9E307", ErrorValue("#NUM!")),
        ("=C3+1", ErrorValue("#VALUE!")),
        ("=C3", "text"),
        ("=D2", "6400"),
        ('="NaN"+1', ErrorValue("#VALUE!")),
        ("=D3+1", None),  # 1.5 is a day in Norway
        ("=IF(D2=6400,1,2)", Decimal(2)),  # a text is no number in a comparison
        ("=IF(C3>5,1,2)", Decimal(1)),
        ("=IF(B2>50,5)", Decimal(5)),
        ("=IF(B2=TRUE,1,2)", Decimal(2)),
        ("=SUM(B2:B4 B3:B5)", None),
        ("=B2+[1]Rates!B2", None),
        ("=SUM(moving)", None),
        *((f"={name}()", None) for name in ("IF", "SUBTOTAL", "IFERROR", "ROUND", "SUMPRODUCT")),
    ],
)
def test_texts_errors_and_what_is_not_understood(formula: str, expected: Value) -> None:
    result = calculate(book(CELLS | {"H9": formula}, names={"moving": "A!B2"}))
    assert value(result, "H9") == expected
    assert (("A", 9, 8) in result.failed) is (expected is None)


def test_a_sum_over_dates_is_left_to_the_engine_and_never_passes_over_them() -> None:
    result = calculate(book({"B1": date(2025, 1, 1), "B2": 5, "B3": "=SUM(B1:B2)"}))
    assert value(result, "B3") in (None, Decimal(45663))


def test_a_gap_in_a_sumproduct_makes_it_unknown() -> None:
    result = calculate(book({"B1": 2, "C1": "=[1]R!A1", "D1": "=SUMPRODUCT(B1:B1,C1:C1)"}))
    assert value(result, "D1") is None
    assert ("A", 1, 4) in result.failed


def test_a_subtotal_inside_a_subtotal_need_not_be_known() -> None:
    one = book({"B1": 1, "B2": 2, "B3": "=SUBTOTAL(9,B1:B2)", "B4": "=SUBTOTAL(109,B1:B3)"})
    one.sheets[0].hidden_rows = frozenset({1})
    result = calculate(one)
    assert (value(result, "B3"), value(result, "B4")) == (None, Decimal(2))


def test_subtotals_count_once_and_hidden_rows_only_where_asked() -> None:
    cells = {"B1": 1, "B2": 2, "B3": "=SUBTOTAL(9,B1:B2)", "B4": 4}
    for formula, hidden, expected in [
        ("=SUBTOTAL(9,B1:B4)", (), Decimal(7)),
        ("=SUBTOTAL(109,B1:B4)", (4,), Decimal(3)),
        ("=SUBTOTAL(9,B1:B4)", (4,), None),  # hidden by a filter or by hand: not known
    ]:
        one = book(cells | {"C5": formula})
        one.sheets[0].hidden_rows = frozenset(hidden)
        assert value(calculate(one), "C5") == expected


# -- a book as a whole


def test_zeros_that_a_script_stored_are_no_values() -> None:
    result = calculate(book({"B1": 5, "B2": ("=B1*2", 0), "B3": ("=B2+1", 0)}))
    assert value(result, "B3") == Decimal(11)
    assert (len(result.computed), result.stale) == (2, {})


def test_a_stale_root_is_told_from_its_followers() -> None:
    result = calculate(
        book(
            {
                "B1": 9,
                "B2": ("=B1*2", 10),
                "B3": ("=ROUND(B2/3,0)", 3),
                "B4": ("=B2*B3", 30),
                "B5": ("=B1+1", 10),
            }
        )
    )
    assert result.stale == {("A", 2, 2): (Decimal(10), Decimal(18))}
    assert set(result.followers) == {("A", 3, 2), ("A", 4, 2)}


def test_two_thousand_running_balances_are_followed() -> None:
    cells: dict[str, Any] = {f"A{n}": n for n in range(1, 2001)} | {"B1": "=A1"}
    cells |= {f"B{n}": f"=B{n - 1}+A{n}" for n in range(2, 2001)}
    result = calculate(book(cells))
    assert value(result, "B2000") == Decimal(2000 * 2001 // 2)
    assert [fault.kind.value for fault in audit(result, ["A"])] == ["computed"]


@pytest.mark.parametrize(
    ("cells", "circles"),
    [
        ({"B1": "=B1+1"}, [1]),
        ({"B1": "=SUM(B1:B2)", "B2": 5}, [1]),
        ({"B1": "=B2", "B2": "=B3", "B3": "=B1", "B4": "=B1+1"}, [3]),
        ({"B1": "=B2", "B2": "=B1", "C1": "=C2", "C2": "=C1"}, [2, 2]),
        ({f"B{n}": "=SUM(B1:B200)" for n in range(1, 201)}, [200]),
        ({f"B{n}": f"=B{n % 3000 + 1}" for n in range(1, 3001)}, [3000]),
    ],
    ids=["one", "its own sum", "three", "two of two", "all need all", "a long ring"],
)
def test_cells_that_need_each_other_are_one_circle(
    cells: dict[str, Any], circles: list[int]
) -> None:
    result = calculate(book(cells))
    assert sorted(len(circle) for circle in result.circular) == circles
    assert value(result, "B1") is None
    assert result.errors == []


def test_an_error_is_said_at_its_root() -> None:
    result = calculate(book({"B1": "=1/0", "B2": "=B1+1", "B3": "=SUM(B1:B2)"}))
    assert result.errors == [("A", 1, 2)]
    assert value(result, "B3") == ErrorValue("#DIV/0!")


def test_a_text_in_a_sum_is_counted_and_a_year_above_it_is_not() -> None:
    result = calculate(book({"B1": "2025", "B2": 5, "B3": "70", "B4": "=SUM(B1:B3)"}))
    assert result.ignored == {("A", 4, 2): [("A", 3, 2)]}
    assert value(result, "B4") == Decimal(75)


# -- hostile books


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=" + "+".join(["B1"] * 2700), Decimal(5 * 2700)),
        ("=" + "1+" * 4000 + "1", Decimal(4001)),
        (f"={'(' * 60}B1{')' * 60}", Decimal(5)),
        (f"={'IF(1>2,1,' * 60}B1{')' * 60}", Decimal(5)),
        ("=SUM(B1:B1048576)", Decimal(12)),
        ("=B1048576", Decimal(7)),
        (f"={'-' * 4000}1", None),
        ("=R[1]C[-1]*2", None),
        ("=SUM(\u0661:\u0662)", None),
        ("=\uff11+1", None),
        ("=\u202eB1", None),
        ("=ROUND(B1,1E300)", Decimal(5)),
        ("=9E307*" + "*".join(["9E307"] * 1000), ErrorValue("#NUM!")),
        ("=SUM(Kostnåder_æøå)", Decimal(12)),
    ],
    ids=lambda text: str(text)[:20],
)
def test_a_hostile_formula_has_its_value_or_none(formula: str, expected: Value) -> None:
    result = calculate(
        book(
            {"B1": 5, "B1048576": 7, "D1": formula, "D2": formula, "D3": 4, "D4": formula},
            names={"kostnåder_æøå": "A!$B:$B"},
        )
    )
    assert value(result, "D1") == expected
    audit(result, ["A"])


def test_more_cells_than_can_be_followed_are_left_with_what_the_file_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calculation, "_MOST_NAMED", 1000)
    cells: dict[str, Any] = {f"A{n}": 1 for n in range(1, 101)}
    cells |= {f"B{n}": (f"=SUM(A$1:A{n})", n) for n in range(1, 101)}
    result = calculate(book(cells))
    assert coefficients(result, "B9") == {f"A{n}": 1 for n in range(1, 10)}
    assert value(result, "B100") == Decimal(100)
    assert coefficients(result, "B100") is None
    assert (result.failed, audit(result, ["A"])) == ({}, [])


def test_real_files_with_shared_and_array_formulas(tmp_path: Path) -> None:
    workbook = Workbook()
    plan = workbook.active
    assert plan is not None
    plan.title = "Plan æøå"
    for row in range(1, 4):
        plan.append([row, row * 10])
    plan["C1"] = ArrayFormula("C1", "=SUM(A1:A3*B1:B3)")
    plan["C2"] = "=SUM('Plan æøå'!A:A)"
    workbook.save(tmp_path / "array.xlsx")
    result = calculate(read_book(tmp_path / "array.xlsx"))
    assert value(result, "C1", "Plan æøå") in (None, Decimal(140))
    assert value(result, "C2", "Plan æøå") == Decimal(6)

    made = xlsxwriter.Workbook(tmp_path / "made.xlsx")
    page = made.add_worksheet("A")
    page.write_column(0, 0, [1, 2, 3])
    page.write_array_formula("B1:B3", "{=A1:A3*2}")
    page.write_formula("C1", "=SUM(A1:A3)", None, 6)
    page.add_table("E1:F3", {"columns": [{"header": "x"}, {"header": "y"}], "name": "T"})
    page.write_formula("D1", "=SUM(T[y])+SUM(A1:A3)", None, 6)
    made.close()
    result = calculate(read_book(tmp_path / "made.xlsx"))
    assert (value(result, "C1"), value(result, "D1")) == (Decimal(6), Decimal(6))


# -- properties

AMOUNTS = st.decimals(-(10**6), 10**6, places=2)
GRIDS = st.dictionaries(st.sampled_from([f"{c}{r}" for c in "ABC" for r in range(1, 5)]), AMOUNTS)
LEAVES = st.sampled_from([f"{c}{r}" for c in "ABC" for r in range(1, 5)]) | st.integers(0, 99).map(
    str
)


def _wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        st.tuples(inner, st.integers(0, 40)).map(lambda t: f"{t[0]}*{t[1]}"),
        inner.map(lambda t: f"-({t})"),
        st.tuples(st.sampled_from("ABC"), st.integers(1, 4), inner).map(
            lambda t: f"SUM({t[0]}1:C{t[1]},{t[2]})"
        ),
    )


def plainly(text: str, amounts: Mapping[str, Decimal]) -> Decimal:
    """The same text as Python reads it, with exact fractions."""

    class Names(dict[str, Any]):
        def __missing__(self, key: str) -> Fraction:
            return Fraction(amounts.get(key, Decimal(0)))

    def cells(match: re.Match[str]) -> str:
        first, last = place(match[1]), place(match[2])
        return ",".join(
            f"{chr(64 + c)}{r}"
            for r in range(first[0], last[0] + 1)
            for c in range(first[1], last[1] + 1)
        )

    source = re.sub(r"([A-C][1-4]):([A-C][1-4])", cells, text)
    names = Names(SUM=lambda *parts: sum(parts))
    result = Fraction(eval(source, {"__builtins__": {}}, names))  # noqa: S307 - made above
    return Decimal(result.numerator) / Decimal(result.denominator)


@given(GRIDS, st.recursive(LEAVES, _wider, max_leaves=12))
def test_a_formula_is_what_a_plain_evaluation_gives(amounts: dict[str, Decimal], text: str) -> None:
    one = book(dict(amounts))
    sheets = Sheets(one)
    values = {("A", *place(at)): amount for at, amount in amounts.items()}
    number, expansion = Expander(sheets, values, {}).expand(parse_formula(f"={text}"), ("A", 9, 9))
    assert number == plainly(text, amounts)
    constant = plainly(text, {})
    linear = sum((values.get(ref, Decimal(0)) * int(k) for ref, k in expansion.parts.items()), 0)
    assert number == constant + linear
    assert expansion.is_linear


@given(st.text(alphabet="AB12:$!'[]()+-*/%^,;=<>\"#@. SUMÆ{}\u202e", max_size=40))
def test_any_text_is_computed_or_refused(text: str) -> None:
    expander = Expander(Sheets(book({"A1": 1})), {("A", 1, 1): Decimal(1)}, {})
    try:
        number, _ = expander.expand(parse_formula(f"={text}"), ("A", 2, 2))
    except (FormulaError, NotLinearError, ErrorInFormulaError):
        return
    assert number.is_finite()


# -- the shared cases


@pytest.mark.skipif(not CASES.is_dir(), reason="there is no folder of formula cases")
def test_no_shared_formula_case_is_silently_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(CASES))
    cases, build = (module(CASES / f"{name}.py") for name in ("cases", "build"))
    workbook = build.base()
    added = workbook.create_sheet("T")
    for row, (_, formula, _) in enumerate(cases.CASES, 1):
        added.cell(row, 1, formula)
    workbook.save(tmp_path / "all.xlsx")
    result = calculate(read_book(tmp_path / "all.xlsx"))
    grid = next(g for g in result.book.sheets if g.sheet == "T")
    values = {name: grid.at(row, 1).value for row, (name, _, _) in enumerate(cases.CASES, 1)}
    wanted = {name: expected for name, _, expected in cases.CASES}
    known = {name: v for name, v in values.items() if v is not None}
    # A number in a text that a sum leaves out is counted, and said.
    said = {"SUM_ignores_text"}
    assert {name for name, v in known.items() if not same(v, wanted[name])} == said
    assert [cases.CASES[row - 1][0] for s, row, _ in result.ignored if s == "T"] == list(said)
    assert len(known) == 83
    assert {row for s, row, _ in result.failed if s == "T"} == {
        row for row, (name, _, _) in enumerate(cases.CASES, 1) if name not in known
    }


def test_cells_that_count_twice_are_named_in_the_order_of_the_sheet(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "twice.xlsx")
    page = book.add_worksheet("Boats")
    for row in range(9):
        page.write_row(row, 0, [f"Boat {row + 1}", 100 + row])
    page.write_formula(9, 1, "=SUM(B1:B9)", None, 936)
    page.write_formula(11, 1, "=SUM(B1:B10)", None, 1872)
    book.close()
    read = calculate(read_book(tmp_path / "twice.xlsx"))
    (fault,) = audit(read, {"Boats"})
    assert [at.cell for at in fault.related] == [f"B{row}" for row in range(1, 11)]
