"""--trace, and the inputs and rules of a result: it can be followed, and made again."""

import csv
import hashlib
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import DRAMMEN, Cli, assert_one_line_error
from grantcalc.money import Money
from grantcalc.progress import UNWATCHED
from grantcalc.proof.tracing import Column, Table, Value
from grantcalc.rendering import trace_workbook
from test_explain import small_project

DAY = ("--as-of", "2022-02-14")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(shutil.copytree(DRAMMEN, tmp_path / "project"))
    monkeypatch.chdir(folder)
    return folder


def rows_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by its headings, which stand below the sum where there is one."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    start = 1 if rows[0][0] == "Sum of the rows shown" else 0
    headings = [str(heading) for heading in rows[start]]
    return [dict(zip(headings, row, strict=True)) for row in rows[start + 1 :]]


def test_the_workbook_adds_up_to_the_report(cli: Cli, project: Path) -> None:
    report = json.loads(cli("remaining", *DAY, "--trace", "trace.xlsx", "--format", "json").out)
    path = project / "trace.xlsx"
    counted = rows_of(path, "Entries counted")
    assert sum(Decimal(str(row["Amount"])) for row in counted) == Decimal("364321")
    for line in report["lines"]:
        of_line = [row["Amount"] for row in counted if row["Budget line"] == line["label"]]
        assert sum(Decimal(str(amount)) for amount in of_line) == Decimal(line["spent"])
    left_out = rows_of(path, "Entries not counted")
    assert {row["Reason"] for row in left_out} == {"after the as-of date"}
    every = [Decimal(str(row["Amount"])) for row in counted + left_out]
    assert (len(every), sum(every)) == (
        report["ledger"]["read"]["entries"], Decimal(report["ledger"]["read"]["amount"]),
    )  # fmt: skip
    assert sum(Decimal(str(row["Amount"])) for row in rows_of(path, "Hours")) == Decimal("433312.5")
    remaining = [
        row["Amount"]
        for row in rows_of(path, "Figures")
        if (row["Figure"], row["Part"]) == ("grant", "remaining")
    ]
    assert remaining == [335679, 0]
    assert [row["SHA-256"] for row in rows_of(path, "Inputs")] == [
        file["sha256"] for file in report["inputs"]
    ]
    assert len(rows_of(path, "Rules")) == len(report["rules"])


def test_headings_stay_filters_are_there_and_the_sum_follows_them(cli: Cli, project: Path) -> None:
    cli("remaining", *DAY, "--trace", "trace.xlsx")
    sheet = openpyxl.load_workbook(project / "trace.xlsx")["Entries counted"]
    assert sheet["I1"].value == "=SUBTOTAL(109,I3:I40)"
    assert openpyxl.load_workbook(project / "trace.xlsx", data_only=True)["Entries counted"][
        "I1"
    ].value == pytest.approx(364321)
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:R40"
    assert (sheet.max_row, sheet["I3"].number_format) == (40, "#,##0.00")


def test_the_csv_holds_every_entry_with_what_became_of_it(cli: Cli, project: Path) -> None:
    report = json.loads(cli("remaining", *DAY, "--trace", "trace.csv", "--format", "json").out)
    raw = (project / "trace.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfOutcome,")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert len(rows) == report["ledger"]["read"]["entries"]
    by_outcome: dict[str, Decimal] = {}
    for row in rows:
        added = by_outcome.get(row["Outcome"], Decimal(0)) + Decimal(row["Amount"])
        by_outcome[row["Outcome"]] = added
    assert by_outcome == {
        "included": Decimal("364321.00"),
        "after the as-of date": Decimal("316385.70"),
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "  =", "\t="])
def test_no_text_becomes_a_formula(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    nasty = f'{start}HYPERLINK("http://example.org","x")'
    small_project(tmp_path, monkeypatch, [["01.08.2021", "1", "+1", f"a {nasty}", -3.5]])
    ledger = openpyxl.load_workbook("ledger.xlsx")
    ledger["L"]["D2"].value = nasty
    ledger["L"]["D2"].data_type = "s"
    ledger.save("ledger.xlsx")
    cli("remaining", *DAY, "--trace", "trace.xlsx")
    cli("remaining", *DAY, "--trace", "trace.csv")
    book = openpyxl.load_workbook("trace.xlsx")
    formulas = [c.value for sheet in book for row in sheet for c in row if c.data_type == "f"]
    assert all(str(formula).startswith("=SUBTOTAL(109,") for formula in formulas)
    texts = [str(cell.value) for cell in book["Entries counted"][3] if cell.data_type == "s"]
    (text,) = (value for value in texts if "HYPERLINK" in value)
    assert text.strip() == nasty.strip()
    assert "+1" in texts
    (row,) = csv.DictReader(Path("trace.csv").read_text("utf-8-sig").splitlines())
    assert row["Text"] == f"'{text}"
    assert (row["Voucher"], row["Amount"]) == ("'+1", "-3.50")


@pytest.mark.parametrize("name", ["ledger.xlsx", "budget.xlsx", "hours.xlsx", "other.csv"])
def test_a_trace_never_takes_the_place_of_a_file_that_it_did_not_make(
    cli: Cli, project: Path, name: str
) -> None:
    (project / "other.csv").write_text("a;b\n1;2\n", "utf-8")
    before = (project / name).read_bytes()
    assert_one_line_error(cli("remaining", *DAY, "--trace", name), name, "another name")
    assert (project / name).read_bytes() == before


def test_a_trace_that_is_read_as_a_ledger_is_an_input(cli: Cli, project: Path) -> None:
    cli("remaining", *DAY, "--trace", "trace.csv")
    before = (project / "trace.csv").read_bytes()
    result = cli("remaining", *DAY, "--ledger", "trace.csv", "--trace", "trace.csv")
    assert_one_line_error(result, "is an input (ledger)")
    assert (project / "trace.csv").read_bytes() == before


def test_a_trace_has_an_ending_that_says_what_it_is(cli: Cli, project: Path) -> None:
    assert_one_line_error(cli("remaining", *DAY, "--trace", "trace.txt"), ".xlsx", ".csv")
    assert_one_line_error(cli("remaining", *DAY, "--trace", "no/trace.xlsx"), "there is no folder")
    (project / "folder.csv").mkdir()
    assert_one_line_error(cli("remaining", *DAY, "--trace", "folder.csv"), "is a folder")


@pytest.mark.parametrize("name", ["trace.xlsx", "trace.csv"])
def test_the_same_inputs_give_the_same_bytes(cli: Cli, project: Path, name: str) -> None:
    made = []
    for _ in range(2):
        out = cli("remaining", *DAY, "--trace", name, "--explain", "all", "--format", "json").out
        made.append((out, (project / name).read_bytes()))
    assert made[0] == made[1]
    assert sorted(path.name for path in project.iterdir() if path.name.startswith(".")) == []


def test_a_table_longer_than_a_sheet_goes_on_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime

    monkeypatch.setattr(trace_workbook, "_LAST_ROW", 5)
    rows: list[list[Value]] = [[f"line {i}", Money(i, "NOK")] for i in range(1, 8)]
    columns = [Column("Name"), Column("Amount", is_summed=True)]
    table = Table("Entries", columns, rows, 7, Money(28, "NOK"))
    path = tmp_path / "t.xlsx"
    day = datetime.date(2022, 2, 14)
    trace_workbook.write_trace_workbook(path, [table], day, "NOK", UNWATCHED)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Entries", "Entries (2)", "Entries (3)"]
    assert [sheet["B1"].value for sheet in book] == [
        "=SUBTOTAL(109,B3:B5)", "=SUBTOTAL(109,B3:B5)", "=SUBTOTAL(109,B3:B3)",
    ]  # fmt: skip
    assert [row["Name"] for name in book.sheetnames for row in rows_of(path, name)] == [
        f"line {i}" for i in range(1, 8)
    ]


def test_inputs_are_named_with_the_hash_of_their_bytes(cli: Cli, project: Path) -> None:
    report = json.loads(cli("remaining", *DAY, "--format", "json").out)
    assert [(file["role"], file["file"], file["entries"]) for file in report["inputs"]] == [
        ("config", "grantcalc.toml", None),
        ("budget", "budget.xlsx", None),
        ("ledger", "ledger.xlsx", 57),
        ("hours", "hours.xlsx", None),
    ]
    for file in report["inputs"]:
        assert file["sha256"] == hashlib.sha256((project / file["file"]).read_bytes()).hexdigest()
    check = json.loads(cli("check", ".", "budget.xlsx", "--format", "json").out)
    assert check["inputs"] == report["inputs"]


def test_each_mapping_rule_says_how_much_it_decided(cli: Cli, project: Path) -> None:
    report = json.loads(cli("remaining", *DAY, "--format", "json").out)
    rules = [rule for rule in report["rules"] if rule["kind"] == "mapping"]
    assert [(rule["entries"], rule["amount"]) for rule in rules] == [
        (24, "212850.40"), (1, "80625.00"), (0, "0.00"), (5, "48267.50"), (8, "22578.10"),
    ]  # fmt: skip
    assert sum(Decimal(rule["amount"]) for rule in rules) == Decimal("364321.00")


def test_rules_that_leave_out_and_rules_without_a_line(cli: Cli, project: Path) -> None:
    toml = (project / "grantcalc.toml").read_text("utf-8")
    rules = (
        '[[mapping]]\nleave_out = "another project"\naccounts = "1120"\n'
        '[[mapping]]\nline = "No such line"\naccounts = "1115"\n'
    )
    start = toml.index("[[mapping]]")
    (project / "grantcalc.toml").write_text(toml[:start] + rules + toml[start:], "utf-8")
    report = json.loads(cli("remaining", *DAY, "--format", "json").out)
    first, second, third = [r for r in report["rules"] if "[[mapping]]" in r["text"]][:3]
    assert (first["kind"], first["entries"], first["amount"]) == ("leave_out", 3, "1486.00")
    assert (second["entries"], "no such line" in second["text"]) == (None, True)
    assert third["entries"] == 24
