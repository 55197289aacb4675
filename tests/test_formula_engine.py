"""Values of formulas from the engine: right as Excel has them, or absent."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from grantcalc.cells import column_number
from grantcalc.reading import engine
from grantcalc.reading.engine import compute, unsupported
from grantcalc.reading.engine_formula import TRUSTED, UNTRUSTED
from grantcalc.reading.files import read_book
from grantcalc.reading.grid import Book, Cell, ErrorValue, Grid, Table, Value
from shared_formulas import CASES, module, same


def cell(content: Any, number_format: str = "General") -> Cell:
    if isinstance(content, str) and content.startswith("="):
        return Cell(None, content, number_format)
    return Cell(
        Decimal(str(content)) if type(content) in (int, float) else content, None, number_format
    )


def grid(name: str, cells: dict[str, Any], hidden_rows: tuple[int, ...] = ()) -> Grid:
    triples = []
    for place, content in cells.items():
        letters = place.rstrip("0123456789")
        held = content if isinstance(content, Cell) else cell(content)
        triples.append((int(place[len(letters) :]), column_number(letters), held))
    made = Grid.from_cells("budget.xlsx", name, triples)
    made.hidden_rows = frozenset(hidden_rows)
    return made


def value_of(formula: str, book: Book | None = None, number_format: str = "General") -> Value | str:
    """The formula's value in a cell of its own on the first sheet, or "absent"."""
    book = book or costs()
    first = book.sheets[0]
    first.rows[90] = {30: Cell(None, formula, number_format)}
    book.sheets[0] = Grid(first.file, first.sheet, first.rows, hidden_rows=first.hidden_rows)
    place = (first.sheet or "", 90, 30)
    return compute(book, [place]).get(place, "absent")


def costs() -> Book:
    sheet = grid(
        "Kostnader å/ø",
        {
            "A1": "Post", "B1": "Beløp", "C1": "Antall", "D1": "Dato", "E1": "Kode",
            "A2": "Lønn", "B2": 1500, "C2": 2, "D2": cell(date(2025, 1, 31), "dd.mm.yyyy"), "E2": "1.1",
            "A3": "Reise", "B3": 0.1, "C3": 3, "D3": cell(date(2025, 6, 30), "dd.mm.yyyy"), "E3": "1,5",
            "A4": "lønn", "B4": 0.2, "C4": 4, "D4": cell(date(2026, 1, 1), "dd.mm.yyyy"), "E4": "12",
            "A5": "Utstyr", "B5": 1000, "E5": cell(ErrorValue("#N/A")),
            "F2": "=B2*2", "F3": "=SUM(B2:B4)", "F4": "=TODAY()", "F5": "=F4+1",
            "G2": cell("08:30:00", "h:mm"), "G3": cell(date(2025, 1, 1), "dd.mm.yyyy hh:mm"),
        },
    )  # fmt: skip
    other = grid("S'1", {"A1": 7, "B1": "=A1*2"})
    return Book(
        [sheet, other],
        names={"beløp": "'Kostnader å/ø'!$B$2:$B$5", "sats": "0.25", "rel": "A1"},
        tables={"poster": Table("Kostnader å/ø", 1, 5, 1, ("Post", "Beløp", "Antall"))},
    )


COMPUTED = {
    '=IF(B2>1000,"over","under")': "over",
    '=IF(AND(B2=1500,OR(C2>9,C3>2)),1,0)': 1,
    '=IFERROR(VLOOKUP("Mat",A2:C5,2,FALSE),0)': 0,
    "=ROUND(2.5,0)": 3,
    "=ROUND(-2.5,0)": -3,
    "=ROUND(1.005,2)": "1.01",
    "=ROUND(1234.5,-2)": 1200,
    "=ROUNDUP(3*1.1,1)": "3.3",
    "=ROUNDDOWN(-1.59,1)": "-1.5",
    "=CEILING(1201,100)-FLOOR(1299,100)": 100,
    '=SUMIF(A2:A5,"LØNN",B2:B5)': "1500.2",
    '=SUMIF(A2:A5,"L*",B2)': "1500.2",
    '=SUMIF(B:B,">=1000")': 2500,
    '=SUMIF(D2:D4,">="&DATE(2025,6,1),B2:B4)': "0.3",
    '=SUMIFS(B:B,A:A,"Lønn",C:C,"<"&4)': 1500,
    '=COUNTIF(A2:A9,"")': 4,
    '=COUNTIFS(A2:A5,"<>lønn",B2:B5,">1")': 1,
    "=COUNTBLANK(C2:C6)": 2,
    '=AVERAGEIF(A2:A5,"Utstyr",B2:B5)': 1000,
    "=SUMPRODUCT(B2:B4,C2:C4)": "3001.1",
    '=SUMPRODUCT((A2:A5="lønn")*(C2:C5>2)*B2:B5)': "0.2",
    "=SUMPRODUCT((YEAR(D2:D4)=2025)*B2:B4)": "1500.1",
    '=SUM(SUMIF(A2:A5,{"Lønn","Reise"},B2:B5))': "1500.3",
    '=VLOOKUP("reise",A:C,3,FALSE)': 3,
    '=INDEX(B2:B5,MATCH("Utstyr",A2:A5,0))': 1000,
    '=_xlfn.XLOOKUP("Reise",A2:A5,C2:C5)': 3,
    "=MAX(B:B)-MIN(B2:B5)": "1499.9",
    "=SUBTOTAL(9,B2:B5)": "2500.3",
    "=YEAR(D2)*100+MONTH(D3)": 202506,
    "=D4-D2": 335,
    "=LEFT(A2,2)&MID(A3,2,1)": "Løe",
    '="Sum "&B2': "Sum 1500",
    '="LØNN"="lønn"': True,
    "=1/0": ErrorValue("#DIV/0!"),
    "=SUM(E5)": ErrorValue("#N/A"),
    '="abc"+1': ErrorValue("#VALUE!"),
    "=#REF!+1": ErrorValue("#REF!"),
    "=0.1+0.2-0.3": 0,
    "=-2^2": 4,
    "=SUM(Beløp)*Sats": "625.075",
    "=SUM(Poster[Beløp])": "2500.3",
    "=SUM(Poster[[Beløp]:[Antall]])": "2509.3",
    "='S''1'!B1+F2+F3": "4514.3",
    "==ROUND(B3+B4,1)": "0.3",
    "=E4+1": 13,
}  # fmt: skip


@pytest.mark.parametrize(("formula", "value"), COMPUTED.items(), ids=str)
def test_a_formula_has_the_value_that_excel_gives_it(formula: str, value: Any) -> None:
    expected = Decimal(value) if type(value) is int or _is_number(value) else value
    actual = value_of(formula)
    assert (type(expected), expected) == (type(actual), actual)


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and value.lstrip("-").replace(".", "").isdigit()


ABSENT = {
    "=NOW()": "changes by the day",
    "=IF(B2>1,1,RAND())": "changes by the day",
    "=SUM(OFFSET(B1,1,0,2,1))": "known only when",
    '=TEXT(B2,"0.00")': "language",
    '=VALUE("1,5")': "language",
    "=NOSUCH(1)": "NOSUCH is not among",
    "=[1]Ark1!A1*2": "another workbook",
    "='[rates.xlsx]Ark 1'!A1*2": "another workbook",
    "=": "empty",
    "=1+(": "understood",
    "=1)+(1": "understood",
    f"={'(' * 65}1{')' * 65}": "nested",
    f"={'-' * 4000}1": "nested",
    f"={'IF(1,' * 1000}1{')' * 1000}": "nested",
    "=" + "1+" * 4200 + "1": "longer than Excel",
}


@pytest.mark.parametrize(("formula", "reason"), ABSENT.items(), ids=lambda text: text[:30])
def test_a_formula_that_is_never_computed_says_why(formula: str, reason: str) -> None:
    assert value_of(formula) == "absent"
    assert reason in (unsupported(formula) or "")


@pytest.mark.parametrize(
    "formula",
    [
        '=SUM(IF(A2:A5="Lønn",B2:B5))',  # as an array or not: the cell does not say
        "=B2:B5*2",
        "=SUMPRODUCT(--ISNUMBER(B2:B5))",  # the engine takes the array for one value
        "=SUM(INDEX(B2:B5,1):INDEX(B2:B5,2))",
        "=SUM((B2,B4))",
        "=SUM(B2:B4 B3:B5)",
        "=SUM('Kostnader å/ø:S''1'!A1)",
        "=INDEX(A2:C5,2,0)",  # flows into the cells beside it
        "=E3*2",  # "1,5" is a number in Norway and none in England
        '=IF(A2="Lønn",E3,0)*2',
        "=VLOOKUP(A2,A2:E5,5,FALSE)*2",
        '=SUMIF(E2:E4,"1.1",B2:B4)',
        '="1/5/2025"+0',
        "=SUM(F2:F5)",  # rests on a cell that changes by the day
        '=IFERROR(F5,"no")',
        "=G2*24",  # a grid holds times as texts, and dates without their time
        "=G3+1",
        "=AD90+1",  # itself
        '=SUMPRODUCT((A:A="Lønn")*B:B)',  # millions of steps
        "=ROUND(rel,0)",  # a name that means another cell in each cell
        "=ROUND(unknown,0)",
        "=ROUND(Poster[Pris],0)",
        "=ROUND(A9999999,0)",
        "=ROUND(Nowhere!A1,0)",
        '=1/3&""',  # Excel writes 15 digits, the engine more
    ],
)
def test_a_formula_is_absent_where_its_value_could_be_wrong(formula: str) -> None:
    assert value_of(formula) == "absent"


def test_a_refused_cell_hides_nothing_that_does_not_rest_on_it() -> None:
    book = Book([grid("A", {"A1": "=TODAY()", "A2": "=A1+1", "A3": "=ROUND(B1,0)", "B1": 2.5})])
    values = compute(book, [("A", 1, 1), ("A", 2, 1), ("A", 3, 1), ("A", 9, 9), ("X", 1, 1)])
    assert values == {("A", 3, 1): Decimal(3)}


def test_cells_that_read_each_other_are_absent_and_so_is_what_rests_on_them() -> None:
    book = Book([grid("A", {"A1": "=B1+1", "B1": "=A1+1", "C1": "=IFERROR(A1,0)", "D1": "=1+1"})])
    assert compute(book, [("A", 1, n) for n in range(1, 5)]) == {("A", 1, 4): Decimal(2)}


def test_what_floats_leave_is_zero_and_nothing_is_decided_by_it() -> None:
    book = Book([grid("A", {"A1": "=0.1+0.2-0.3", "A2": '=IF(A1=0,"OK","AVVIK")'})])
    assert compute(book, [("A", 1, 1), ("A", 2, 1)]) == {("A", 1, 1): Decimal(0)}


def test_a_value_that_the_file_holds_of_a_formula_is_not_used() -> None:
    stale = Cell(Decimal(0), "=ROUND(B1,0)")
    book = Book([grid("A", {"A1": stale, "A2": "=A1*2", "B1": 10})])
    assert compute(book, [("A", 2, 1)]) == {("A", 2, 1): Decimal(20)}


def test_a_cell_formatted_as_a_date_holds_a_date() -> None:
    assert value_of("=EDATE(D2,1)", number_format="yyyy-mm-dd") == date(2025, 2, 28)
    assert value_of("=D2+0.5", number_format="yyyy-mm-dd") == Decimal("45688.5")


def test_subtotal_leaves_out_hidden_rows_only_where_it_says_so() -> None:
    sheet = {"A1": 10, "A2": 20, "A3": "=SUBTOTAL(109,A1:A2)", "A4": 30}
    for formula, expected in [
        ("=SUBTOTAL(109,A1:A4)", Decimal(40)),
        ("=SUBTOTAL(9,A1:A4)", "absent"),
    ]:
        assert value_of(formula, Book([grid("A", sheet, hidden_rows=(2,))])) == expected
    assert value_of("=SUBTOTAL(9,A1:A4)", Book([grid("A", sheet)])) == Decimal(60)


def test_long_chains_are_followed() -> None:
    cells: dict[str, Any] = {f"A{n}": f"=ROUND(A{n + 1}+1,0)" for n in range(1, 2000)} | {
        "A2000": 1
    }
    assert compute(Book([grid("A", cells)]), [("A", 1, 1)]) == {("A", 1, 1): Decimal(2000)}


def test_texts_that_grow_beyond_memory_take_nothing_down() -> None:
    cells = {"A1": "x" * 30} | {f"A{n}": f"=A{n - 1}&A{n - 1}" for n in range(2, 60)}
    assert compute(Book([grid("A", cells)]), [("A", 59, 1)]) == {}


def test_an_engine_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_SECONDS", 0.001)
    assert value_of("=ROUND(B2,0)") == "absent"


def test_more_formulas_than_can_be_followed_are_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_MOST_FORMULAS", 1)
    assert value_of("=F2+1") == "absent"


def test_no_function_is_both_trusted_and_not() -> None:
    assert not TRUSTED.keys() & UNTRUSTED.keys()


# The shared cases that are refused, each by a rule of its own; all others must be right.
REFUSED_CASES = {
    "INDEX_range", "OFFSET", "INDIRECT", "TEXT_fmt", "TEXT_date", "VALUE", "SUBTOTAL9", "SUBTOTAL109",
    "AGGREGATE", "ERR_NAME", "SPILL_SUM_FILTER", "LET", "3D_REF", "UNION",
}  # fmt: skip


@pytest.mark.skipif(not CASES.is_dir(), reason="there is no folder of formula cases")
def test_the_shared_formula_cases_are_right_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(CASES))
    cases, build = (module(CASES / f"{name}.py") for name in ("cases", "build"))
    workbook = build.base()
    sheet = workbook.create_sheet("T")
    for row, (_, formula, _) in enumerate(cases.CASES, 1):
        sheet.cell(row, 1, formula)
    workbook.save(tmp_path / "all.xlsx")
    book = read_book(tmp_path / "all.xlsx")
    places = [("T", row, 1) for row in range(1, len(cases.CASES) + 1)]
    values = compute(book, places)
    names = dict(zip(places, cases.CASES, strict=True))
    wrong = [names[place][0] for place in values if not same(values[place], names[place][2])]
    assert wrong == []
    assert {names[place][0] for place in places if place not in values} == REFUSED_CASES
