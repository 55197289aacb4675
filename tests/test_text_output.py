"""Text output: right at 80 columns, whatever the budget's width."""

from pathlib import Path

import pytest

from conftest import EXAMPLES, Cli, write_workbook
from grantcalc.api import checking
from grantcalc.finding import Finding, Place, Severity
from grantcalc.rendering.check_text import check_text
from grantcalc.rendering.terminal import Page, percent
from grantcalc.report.check import CheckReport, FileOutcome
from grantcalc.report.parts import KnownFinding, Summary


def test_many_periods_are_shown_in_portions_beside_their_labels(cli: Cli, tmp_path: Path) -> None:
    months = [f"{m:02}.2022" for m in range(1, 13)]
    headings = [f"01.{m} - 28.{m}" for m in months]
    rows = [["Post", *headings], ["Lønn til prosjektleder", *[1234567] * 12], ["Reise", *[10] * 12]]
    path = write_workbook(tmp_path / "b.xlsx", {"B": rows})
    out = cli("check", path).out
    assert max(map(len, out.splitlines())) <= 80
    for heading in months:
        assert f"01.{heading} -" in out
    table = out.partition("\nerror ")[0]
    assert table.count("Lønn til prosjektleder") > 1
    assert table.count("1 234 567") == 12


@pytest.mark.parametrize("width", [60, 80, 120])
def test_amounts_are_never_broken(width: int) -> None:
    page = Page(width, colour=False)
    page.line(
        "word " * 9
        + "and 1 340 000 kroner and then some words and 2 680 000 kroner at the end of it"
    )
    text = page.text()
    assert "1 340 000" in text
    assert "2 680 000" in text
    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ("0.5205", "52.05 %"),
        ("1.0000", "100.00 %"),
        ("-0.0412", "-4.12 %"),
        ("0.0001", "0.01 %"),
        ("0.0000", "0.00 %"),
        (None, "-"),
    ],
)
def test_shares_as_percentages(share: str | None, text: str) -> None:
    assert percent(share) == text


def test_a_wrong_total_is_shown_beside_the_computed_one(cli: Cli, tmp_path: Path) -> None:
    rows = [["Item", "2021", "2022"], ["Staff", 100, 200], ["Total", 100, 250]]
    out = cli("check", write_workbook(tmp_path / "b.xlsx", {"B": rows})).out
    line = next(line for line in out.splitlines() if "as the sheet states it" in line)
    assert line.split()[-1] == "250"
    assert "100" not in line


def test_a_budget_without_sums_says_that_nothing_was_compared(cli: Cli, tmp_path: Path) -> None:
    rows = [["Item", "Amount"], ["Staff", 100]]
    assert (
        "nothing to compare" in cli("check", write_workbook(tmp_path / "b.xlsx", {"B": rows})).out
    )


def report_of(*files: FileOutcome, **changes: object) -> CheckReport:
    empty = CheckReport(budgets=(), findings=(), summary=Summary.of(()), files=files)
    return empty.model_copy(update=changes)


def test_several_files_stand_apart_and_are_counted_in_a_table() -> None:
    books = [EXAMPLES / "faulty" / name for name in ("wrong-total.xlsx", "unbalanced.xlsx")]
    text = check_text(checking.check(books), 80, colour=False)
    first, second = (text.index(f"{book.name}, sheet Budsjett: ") for book in books)
    assert first < text.index("error B001") < second < text.index("error F001")
    assert text.count("Amounts in NOK") == 2
    table = text.partition("\nFiles\n")[2].splitlines()
    assert [line.split()[-3:] for line in table if ".xlsx" in line] == [["1", "0", "1"]] * 2
    assert text.endswith("\n2 errors, 0 warnings, 2 notes\n")


def test_of_many_budgets_each_is_a_line_unless_everything_is_asked_for() -> None:
    books = sorted((EXAMPLES / "faulty").glob("*.xlsx"))
    report = checking.check(books)
    short = check_text(report, 80, colour=False)
    assert "Amounts in" not in short
    assert " ".join(short.split()).count("sums and balances hold") == len(books)
    assert check_text(report, 80, colour=False, verbose=True).count("Amounts in") == len(books)


def test_accepted_findings_and_what_fails_are_told_with_the_count() -> None:
    finding = Finding(
        code="B001", name="n", severity=Severity.ERROR, message="m", at=Place("b.xlsx", "B", "B2")
    )
    known = (
        KnownFinding(finding=finding, by="suppression", reason="agreed with the funder"),
        KnownFinding(finding=finding, by="baseline", reason=None),
        KnownFinding(finding=finding, by="baseline", reason=None),
    )
    report = report_of(known=known, fail_on=Severity.WARNING)
    assert check_text(report, 80, colour=False).split("\n")[-3:] == [
        "0 errors, 0 warnings, 0 notes (1 suppressed, 2 in the baseline)",
        "Warnings and errors fail this check.",
        "",
    ]


def test_a_file_that_could_not_be_read_is_in_the_table_of_files() -> None:
    report = report_of(
        FileOutcome(path="a.xlsx", outcome="checked"),
        FileOutcome(path="b.xlsx", outcome="unreadable", message="b.xlsx: is no workbook"),
    )
    assert "b.xlsx   not read" in check_text(report, 80, colour=False)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_of_a_check_is_wider_than_the_terminal(width: int, verbose: bool) -> None:
    books = sorted((EXAMPLES / "faulty").glob("*.xlsx"))
    for book in books:
        text = check_text(checking.check([book]), width, colour=False, verbose=verbose)
        assert max(map(len, text.splitlines())) <= width, book
