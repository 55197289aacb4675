"""check --output findings.xlsx: the findings as a workbook of their own."""

from pathlib import Path
from typing import Any

import openpyxl

from conftest import EXAMPLES, Cli, assert_one_line_error, write_workbook
from grantcalc.finding import Finding, Place, Severity
from grantcalc.money import Money
from grantcalc.rendering.findings_workbook import is_findings_workbook, write_findings_workbook
from grantcalc.report.check import CheckReport, FileOutcome
from grantcalc.report.parts import KnownFinding, Summary
from grantcalc.sheet_view import SheetView, ShownCell, Shows

FAULTY = EXAMPLES / "faulty"
HOSTILE = "=cmd|' /C calc'!A0 \x1b[31m\u202e <b>&"
HARMLESS = "=cmd|' /C calc'!A0  [31m  <b>&"


def finding(at: Place, **more: Any) -> Finding:
    given = {"code": "B001", "name": "made-up", "severity": Severity.ERROR, "message": "Wrong."}
    return Finding(at=at, **{**given, **more})


def written(path: Path, *findings: Finding, **more: Any) -> Any:
    report = CheckReport(budgets=(), findings=findings, summary=Summary.of(findings), **more)
    write_findings_workbook(path, report)
    return openpyxl.load_workbook(path)


def view(sheet: str | None, text: str = "1 000") -> SheetView:
    return SheetView("a.xlsx", sheet, {2: {2: ShownCell(text, Shows.NUMBER)}})


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    headings, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_each_finding_is_a_row_with_its_amounts_as_numbers(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "findings.xlsx"
    result = cli("check", FAULTY / "wrong-total.xlsx", FAULTY / "unbalanced.xlsx", "--output", path)
    assert (result.code, result.out) == (1, "")
    assert is_findings_workbook(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Findings", "Files", "Budsjett", "Budsjett (2)"]
    row = next(r for r in rows_of(book["Findings"]) if r["Code"] == "B001")
    assert (row["Severity"], row["Sheet"], row["Cell"]) == ("error", "Budsjett", "B9")
    assert (row["Expected"], row["Found"], row["Difference"]) == (1_340_000, 1_340_010, 10)
    assert row["What to do"].startswith("Type 1 340 000 in B9.")
    assert [(r["Outcome"], r["Errors"]) for r in rows_of(book["Files"])] == [("checked", 1)] * 2
    assert book["Findings"].freeze_panes == "A2"
    assert book["Findings"].auto_filter.ref is not None


def test_the_sheets_are_shown_with_the_findings_in_place(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "findings.xlsx"
    cli("check", FAULTY / "wrong-total.xlsx", "--output", path)
    book = openpyxl.load_workbook(path)
    sheet = book["Budsjett"]
    assert (sheet["A9"].value, sheet["B9"].value) == ("Sum utgifter", "1 340 010")
    assert (sheet["B9"].fill.fgColor.rgb, sheet["B2"].fill.fgColor.rgb) == ("FFF4A582", "FFFDDBC7")
    assert sheet["B9"].comment.text.startswith("Error B001\n")
    links = [cell.hyperlink.location for row in book["Findings"] for cell in row if cell.hyperlink]
    assert links == ["'Budsjett'!B9", "'Budsjett'!B8"]


def test_texts_stay_texts_and_large_amounts_exact(tmp_path: Path) -> None:
    at = Place("a.xlsx", "Ark", "B2")
    book = written(
        tmp_path / "f.xlsx",
        finding(at, message=HOSTILE, expected=Money(10**17 + 1, "NOK"), actual=HOSTILE),
        finding(Place("saf-t.xml", line=7), expected=Money(5, "ISK"), actual=Money(1, "NOK")),
        sheets=(view("Ark", HOSTILE),),
    )
    first, second = rows_of(book["Findings"])
    assert (first["What is wrong"], first["Found"]) == (HARMLESS, HARMLESS)
    assert first["Expected"] == "1 000 000 000 000 000.01"
    assert (second["Cell"], second["Expected"], second["Found"]) == (7, 5, 0.01)
    assert [book["Findings"].cell(3, c).number_format for c in (7, 8)] == ["#,##0", "#,##0.00"]
    assert (book["Ark"]["B2"].value, book["Ark"]["B2"].data_type) == (HARMLESS, "s")
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


def test_sheets_get_names_that_excel_takes(tmp_path: Path) -> None:
    names = ["Findings", "x" * 40, "x" * 31, "History", "a/b:c*?[d]", "'", None]
    book = written(tmp_path / "f.xlsx", sheets=tuple(view(name) for name in names))
    assert book.sheetnames == [
        "Findings", "Files", "Findings (2)", "x" * 31, "x" * 27 + " (2)", "History (2)", "a b c   d",
        "-", "a",
    ]  # fmt: skip


def test_accepted_findings_and_files_that_cannot_be_read_are_listed(tmp_path: Path) -> None:
    accepted = finding(Place("a.xlsx", "Ark", "B2"))
    book = written(
        tmp_path / "f.xlsx",
        known=(KnownFinding(finding=accepted, by="suppression", reason="agreed"),),
        files=(FileOutcome(path="b.xls", outcome="unreadable", message="damaged"),),
    )
    assert rows_of(book["Files"])[0]["Reason"] == "damaged"
    assert rows_of(book["Accepted findings"])[0]["Reason"] == "agreed"
    assert rows_of(book["Findings"]) == []


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        written(tmp_path / name, finding(Place("a.xlsx", "Ark", "B2")), sheets=(view("Ark"),))
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_another_workbook_is_never_overwritten(cli: Cli, tmp_path: Path) -> None:
    mine = write_workbook(tmp_path / "mine.xlsx", {"Ark": [[1]]})
    before = mine.read_bytes()
    assert not is_findings_workbook(mine)
    assert not is_findings_workbook(tmp_path / "none.xlsx")
    result = cli("check", FAULTY / "wrong-total.xlsx", "--output", mine)
    assert_one_line_error(result, "mine.xlsx", "give another name")
    assert mine.read_bytes() == before


def test_a_fault_without_advice_of_its_own_has_that_of_its_check(cli: Cli, tmp_path: Path) -> None:
    budget = EXAMPLES / "faulty" / "overlapping-years.xlsx"
    findings, marked = tmp_path / "findings.xlsx", tmp_path / "marked.xlsx"
    cli("check", budget, "--lang", "nb", "--output", findings, "--annotate", marked)
    told = (
        "Rett opp datoene i overskriftene, slik at hver periode begynner dagen etter den forrige."
    )
    assert told in [cell.value for cell in openpyxl.load_workbook(findings)["Funn"]["J"]]
    comment = openpyxl.load_workbook(marked)["Budsjett"]["C1"].comment
    assert comment is not None
    assert told in comment.text
