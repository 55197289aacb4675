"""The benchmark of seeded faults is a yardstick: here it is measured itself, with other arithmetic."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from benchmarks.faults.book import Book, Cell, Chain, Claim, Ref, Role, Sum, Value
from benchmarks.faults.evidence import culprits
from benchmarks.faults.layouts import LAYOUTS, clean_book
from benchmarks.faults.scoring import Case, cases, score_case
from benchmarks.faults.seeding import SEEDERS, Seeded, seeded
from benchmarks.faults.words import LANGUAGES
from benchmarks.faults.workbook import Mode, write
from openpyxl import load_workbook

import grantcalc
from grantcalc.errors import UnreadableFileError
from grantcalc.finding import Finding, Place, Severity
from grantcalc.report.check import CheckReport
from grantcalc.report.parts import Summary

ERRORS = ("#REF!", "#VALUE!")
#: Books whose files do not hold what Excel would compute: that is their fault.
NOT_COMPUTED = ("stale cache", "circular")


# -- files, read back and computed by text


def held(path: Path, *, data_only: bool) -> dict[str, object]:
    workbook = load_workbook(path, data_only=data_only)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def number(value: object) -> Decimal:
    return Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(str(value or 0))


def computed(formula: str, sheet: str, values: dict[str, object]) -> object:
    """What a formula gives on the values in the file: sums, then products, then signs."""

    def value(text: str) -> object:
        found = values.get(text.replace("'", "") if "!" in text else f"{sheet}!{text}")
        if found in ERRORS:
            raise ArithmeticError(found)
        return found

    def summed(match: re.Match[str]) -> str:
        cells = (value(name) for part in match[1].split(",") for name in names(part))
        return f"({sum((number(cell) for cell in cells if not isinstance(cell, str)), Decimal(0))})"

    try:
        text = re.sub(r"SUM\(([^)]*)\)", summed, formula.removeprefix("="))
        text = re.sub(r"(?:'[^']+'!)?\b[A-Z]\d+\b", lambda m: f"({number(value(m[0]))})", text)
    except ArithmeticError as error:
        return str(error)
    terms = re.findall(r"([+-]?)((?:\([^)]*\)|[\d.%*])+)", text)
    return sum((product(term) * (-1 if sign == "-" else 1) for sign, term in terms), Decimal(0))


def names(part: str) -> list[str]:
    """The cells of a range such as B3:C7."""
    (left, top), *_, (right, bottom) = re.findall(r"([A-Z])(\d+)", part) * 2
    columns, rows = range(ord(left), ord(right) + 1), range(int(top), int(bottom) + 1)
    return [f"{chr(column)}{row}" for row in rows for column in columns]


def product(text: str) -> Decimal:
    result = Decimal(1)
    for factor in text.split("*"):
        bare = factor.strip("()")
        result *= Decimal(bare.rstrip("%")) / (100 if bare.endswith("%") else 1)
    return result


def wrong_caches(path: Path) -> list[str]:
    """The cells whose value in the file is not what their formula gives."""
    formulas, values = held(path, data_only=False), held(path, data_only=True)
    wrong = []
    for place, text in formulas.items():
        if not isinstance(text, str) or not text.startswith("=") or "#REF!" in text:
            continue
        expected, value = computed(text, place.split("!")[0], values), values.get(place)
        fits = expected == value if isinstance(value, str) else number(value) == expected
        if not fits:
            wrong.append(f"{place} {text} holds {value}, gives {expected}")
    return wrong


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_clean_budget_adds_up_by_hand(layout: str, tmp_path: Path) -> None:
    path = tmp_path / "budget.xlsx"
    for seed, language in enumerate(["nb", "de"]):
        live = clean_book(layout, language, str(seed), live=True)
        write(live, Mode.CACHED, path)
        assert wrong_caches(path) == []
        typed = clean_book(layout, language, str(seed), live=False)
        values = held(path, data_only=True)
        write(typed, Mode.TYPED, path)
        assert held(path, data_only=False) == values


@pytest.mark.parametrize(("mode", "expected"), [(Mode.UNCACHED, None), (Mode.ZERO, 0)])
def test_values_are_left_out_or_zero_where_that_is_wanted(
    mode: Mode, expected: object, tmp_path: Path
) -> None:
    path = tmp_path / "budget.xlsx"
    book = clean_book("sections", "en", "1", live=True)
    write(book, mode, path)
    values = held(path, data_only=True)
    live = [str(ref) for ref, cell in book.cells.items() if cell.live]
    assert live
    assert {values.get(place) for place in live} == {expected}


def test_the_same_seed_gives_the_same_books_and_faults() -> None:
    for layout, language in zip(LAYOUTS, [*LANGUAGES] * 3, strict=False):
        one, two = (clean_book(layout, language, "7", live=True) for _ in range(2))
        assert one == two
        assert [seeded(kind, one, "7") for kind in SEEDERS] == [
            seeded(kind, two, "7") for kind in SEEDERS
        ]


# -- faults


def first_of(kind: str) -> tuple[Book, Seeded, Mode]:
    """The first book that has a place for such a fault."""
    for case in cases(3, 4 * len(LAYOUTS), [*LAYOUTS]):
        if case.mode in (Mode.TYPED, Mode.CACHED):
            book = case.book()
            fault = seeded(kind, book, case.name)
            if fault and (kind != "stale cache" or case.mode is Mode.CACHED):
                return book, fault, case.mode
    raise AssertionError(f"no book has a place for: {kind}")


def look(
    book: Book, mode: Mode, path: Path
) -> tuple[dict[str, object], dict[str, object], set[int]]:
    write(book, mode, path)
    sheet = load_workbook(path).worksheets[0]
    hidden = {row for row, dimension in sheet.row_dimensions.items() if dimension.hidden}
    return held(path, data_only=False), held(path, data_only=True), hidden


@pytest.mark.parametrize("kind", SEEDERS)
def test_a_fault_changes_its_cell_and_what_follows_from_it(kind: str, tmp_path: Path) -> None:
    book, fault, mode = first_of(kind)
    path = tmp_path / "budget.xlsx"
    right, right_values, _ = look(book, mode, path)
    wrong, wrong_values, hidden = look(fault.book, mode, path)
    changed = {place for place in right if right[place] != wrong.get(place)}
    if kind == "hidden row in a total":
        assert (changed, hidden) == (set(), {fault.cell.row})
    elif kind == "stale cache":
        assert len(changed) == 1
        assert all(
            right_values[place] == wrong_values[place] for place in right if place not in changed
        )
        outdated = {cell.split(" ")[0] for cell in wrong_caches(path)}
        assert outdated
        assert outdated <= {str(ref) for ref in fault.accepted}
    elif kind in ("unbalanced", "in-kind mismatch", "line left out everywhere"):
        assert str(fault.cell) in changed
    else:
        assert changed == {str(fault.cell)}
    if kind not in NOT_COMPUTED:
        assert wrong_caches(path) == []
    assert fault.cell in fault.accepted


@pytest.mark.parametrize(
    ("kind", "layout", "what"),
    [
        ("sum too short", "titles", r"one line fewer"),
        ("constant in a sum", "titles", r"[+-]\d+$"),
        ("circular", "titles", "itself"),
    ],
)
def test_a_wrong_formula_is_the_one_that_it_is_called(kind: str, layout: str, what: str) -> None:
    for seed in range(9):
        book = clean_book(layout, "en", str(seed), live=True)
        fault = seeded(kind, book, str(seed))
        if fault is None:
            continue
        before, after = book.cells[fault.cell].formula, fault.book.cells[fault.cell].formula
        assert before
        assert after
        if what == "one line fewer":
            assert len(list(after.reads())) == len(list(before.reads())) - 1
        elif what == "itself":
            assert fault.cell in set(after.reads())
        else:
            assert re.search(what, after.text(fault.cell.sheet))
        return
    raise AssertionError(f"no book has a place for: {kind}")


def small(*, across: bool, wrong: str) -> Book:
    """Two lines over one year, or two with sums across; one cell of it is 5 too much."""
    figures = {"B1": 10, "B2": 20, "B3": 30}
    claims = [("B3", "B1", "B2")]
    if across:
        figures |= {"C1": 1, "C2": 2, "C3": 3, "D1": 11, "D2": 22, "D3": 33}
        claims += [("C3", "C1", "C2"), ("D3", "D1", "D2")]
        claims += [(f"D{row}", f"B{row}", f"C{row}") for row in (1, 2, 3)]
    figures[wrong] += 5
    return Book(
        "small",
        ("S",),
        {at(name): Cell(Role.LINE, Fraction(value)) for name, value in figures.items()},
        tuple(Claim(at(total), Sum(((at(a), at(a)), (at(b), at(b))))) for total, a, b in claims),
    )


def at(name: str) -> Ref:
    return Ref("S", int(name[1:]), ord(name[0]) - ord("A") + 1)


@pytest.mark.parametrize("wrong", ["B1", "C2", "B3", "D2", "D3"])
def test_sums_down_and_across_determine_the_wrong_cell(wrong: str) -> None:
    assert culprits(small(across=True, wrong=wrong)) == {at(wrong)}


def test_one_column_does_not_tell_a_line_from_its_total() -> None:
    assert culprits(small(across=False, wrong="B1")) == {at("B1"), at("B2"), at("B3")}


def test_a_chain_takes_text_for_its_number_and_a_sum_passes_over_it() -> None:
    shown: dict[Ref, Value] = {at("B1"): "7", at("B2"): Fraction(3)}
    assert Sum(((at("B1"), at("B2")),)).value(shown.get) == 3
    assert Chain(((1, at("B1")), (-1, at("B2")))).value(shown.get) == 4


# -- the scorer


CASE = Case("titles", "nb", Mode.TYPED, "1/0")
KINDS = ("wrong total", "hidden row in a total")


def test_a_small_sample_gets_through() -> None:
    clean, faults = score_case(CASE, KINDS)
    assert (clean.failed, clean.alarms) == (None, ())
    assert [(fault.kind, fault.failed, fault.determined) for fault in faults] == [
        ("wrong total", None, False),
        ("hidden row in a total", None, False),
    ]
    assert (faults[0].found, faults[0].first_accepted) == (True, True)


@pytest.mark.parametrize(
    ("cell", "severity", "expected"),
    [
        ("right", Severity.ERROR, (True, True, True, 1)),
        ("right", Severity.INFO, (False, False, False, 0)),
        ("Z99", Severity.WARNING, (True, False, False, 1)),
        (None, Severity.ERROR, (False, False, False, 0)),
    ],
)
def test_a_finding_counts_by_its_severity_and_its_cell(
    cell: str | None,
    severity: Severity,
    expected: tuple[object, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fault = seeded("wrong total", CASE.book(), CASE.name)
    assert fault
    where = fault.cell.cell if cell == "right" else cell
    reports = iter([report(), report((fault.cell.sheet, where, severity)) if where else report()])
    monkeypatch.setattr(grantcalc, "check", lambda _paths: next(reports), raising=False)
    _, (result,) = score_case(CASE, ("wrong total",))
    assert (result.found, result.first, result.any, result.findings) == expected


def test_the_first_finding_is_the_first_of_the_gravest(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = seeded("wrong total", CASE.book(), CASE.name)
    assert fault
    sheet = fault.cell.sheet
    said = report((sheet, "Z1", Severity.WARNING), (sheet, fault.cell.cell, Severity.ERROR))
    reports = iter([report(), said])
    monkeypatch.setattr(grantcalc, "check", lambda _paths: next(reports), raising=False)
    _, (result,) = score_case(CASE, ("wrong total",))
    assert (result.first, result.findings) == (True, 2)


def test_what_is_said_of_the_clean_budget_is_a_false_alarm_and_finds_no_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        grantcalc, "check", lambda _paths: report(("S", "A1", Severity.WARNING)), raising=False
    )
    clean, (result,) = score_case(CASE, ("wrong total",))
    assert len(clean.alarms) == 1
    assert (result.found, result.findings) == (False, 0)


def test_a_refused_file_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_paths: list[Path]) -> CheckReport:
        raise UnreadableFileError("not today")

    monkeypatch.setattr(grantcalc, "check", refuse, raising=False)
    clean, (result,) = score_case(CASE, ("wrong total",))
    assert (clean.failed, clean.crashed) == ("not today", False)
    assert (result.failed, result.found) == ("not today", False)


def report(*places: tuple[str, str, Severity]) -> CheckReport:
    findings = tuple(
        Finding(
            code="X001", name="made-up", severity=severity, message="-",
            at=Place(file="budget.xlsx", sheet=sheet, cell=cell),
        )
        for sheet, cell, severity in places
    )  # fmt: skip
    return CheckReport(budgets=(), findings=findings, summary=Summary.of(findings))
