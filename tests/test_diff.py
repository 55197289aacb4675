"""`grantcalc diff` as the people see it who have two versions of a budget."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from conftest import DRAMMEN, Cli, assert_one_line_error, write_workbook
from grantcalc.rendering.markdown_text import escaped

Row = tuple[str | int, ...]
HEAD: Row = ("Item", "2021", "2022", "Total")


def rows(costs: Sequence[Row], income: Sequence[Row] | None = None, head: Row = HEAD) -> list[Row]:
    """A budget of costs and, unless it is given, one grant that pays them; sums and totals included."""

    def with_total(row: Row) -> Row:
        return (*row, sum(x for x in row[1:] if isinstance(x, int)))

    def sums(label: str, of: Sequence[Row]) -> Row:
        return (label, *(sum(int(row[i]) for row in of) for i in range(1, len(head))))

    lines = [with_total(row) for row in costs]
    total = sums("Total expenditure", lines)
    paid = [with_total(row) for row in income] if income else [("Grant", *total[1:])]
    return [head, *lines, total, *paid, sums("Total income", paid)]


Compare = Callable[..., Any]


@pytest.fixture
def compare(tmp_path: Path, cli: Cli) -> Compare:
    """The JSON of the comparison of two sheets of rows."""

    def call(old: Sequence[Row], new: Sequence[Row]) -> Any:
        write_workbook(tmp_path / "old.xlsx", {"Budget": old})
        write_workbook(tmp_path / "new.xlsx", {"Budget": new})
        result = cli("diff", tmp_path / "old.xlsx", tmp_path / "new.xlsx", "--format", "json")
        assert result.code == 0, result.err
        return json.loads(result.out)

    return call


def told(report: Any) -> list[tuple[str, list[str], list[str]]]:
    """What became of the lines of cost that differ."""
    return [
        (line["change"], [x["label"] for x in line["old"]], [x["label"] for x in line["new"]])
        for line in report["lines"]
        if (line["old"] or line["new"])[0]["side"] == "expenditure"
        and (line["change"] != "same" or any(a["old"] != a["new"] for a in line["amounts"]))
    ]


def movement(report: Any, period: int | None = None, between: str = "lines") -> Any:
    """What was moved of the whole expenditure."""
    (found,) = [
        m
        for m in report["movements"]
        if (m["side"], m["kind"], m["between"], m["period"])
        == ("expenditure", None, between, period)
    ]
    return found


def test_sources_that_are_alike_are_all_shown(tmp_path: Path, cli: Cli) -> None:
    def income(last: int) -> list[Row]:
        return [("Fund A", 100, 100), ("Fund B", 100, 100), ("Fund C", last, last)]

    for name, last in (("old.xlsx", 100), ("new.xlsx", 200)):
        costs: list[Row] = [("Project lead", 200 + last, 200 + last)]
        write_workbook(tmp_path / name, {"Budget": rows(costs, income(last))})
    result = cli("diff", tmp_path / "old.xlsx", tmp_path / "new.xlsx")
    shown = result.out.partition("Sources and their share")[2]
    assert re.findall(r"Fund [ABC]", shown) == ["Fund A", "Fund B", "Fund C"]


COSTS: list[Row] = [
    ("Project lead", 300, 300),
    ("Travel", 100, 50),
    ("Survey", 200, 150),
    ("Conference", 80, 120),
    ("Printing", 20, 80),
]


def test_a_budget_is_the_same_as_itself(compare: Compare) -> None:
    report = compare(rows(COSTS), rows(COSTS))
    assert not report["differs"]
    assert report["counts"]["same"] == 6
    assert movement(report)["moved"] == "0.00"


def test_money_is_moved_from_one_line_to_another(compare: Compare) -> None:
    new = [("Project lead", 300, 300), ("Travel", 70, 50), ("Survey", 230, 150), *COSTS[3:]]
    report = compare(rows(COSTS), rows(new))
    assert told(report) == [("same", ["Travel"], ["Travel"]), ("same", ["Survey"], ["Survey"])]
    found = movement(report)
    assert (found["increases"], found["decreases"], found["moved"]) == ("30.00",) * 3
    assert (found["old"], found["new"]) == ("1400.00", "1400.00")
    assert found["moved_share"] == "0.0214"  # 30 of 1 400
    assert movement(report, 0)["moved_share"] == "0.0429"  # 30 of 700
    travel = report["lines"][1]
    assert travel["old"][0]["amounts"][0] == {"period": 0, "amount": "100.00", "cell": "B3"}
    assert travel["new"][0]["amounts"][0] == {"period": 0, "amount": "70.00", "cell": "B3"}
    assert travel["amounts"][0] == {
        "period": 0, "old": "100.00", "new": "70.00", "change": "-30.00",
    }  # fmt: skip


def test_money_is_moved_from_one_year_to_the_next(compare: Compare) -> None:
    new = [*COSTS[:3], ("Conference", 0, 200), COSTS[4]]
    report = compare(rows(COSTS), rows(new))
    assert movement(report)["moved"] == "0.00"
    years = movement(report, between="periods")
    assert (years["increases"], years["decreases"], years["moved"]) == ("80.00",) * 3
    assert years["moved_share_of_grant"] == "0.0571"
    grant = report["sources"][0]["shares"]
    assert [(x["old"], x["new"]) for x in grant] == [
        ("700.00", "620.00"), ("700.00", "780.00"), ("1400.00", "1400.00"),
    ]  # fmt: skip


def test_new_money_is_added_and_not_moved(compare: Compare) -> None:
    report = compare(rows(COSTS), rows([*COSTS, ("Interpreter", 100, 40)]))
    assert told(report) == [("new", [], ["Interpreter"])]
    found = movement(report)
    assert (found["increases"], found["decreases"], found["moved"]) == ("140.00", "0.00", "0.00")
    assert (found["increases_share"], found["moved_share"]) == ("0.1000", "0.0000")


@pytest.mark.parametrize(
    ("case", "old", "new", "expected"),
    [
        ("similar label, same amounts", ("Conference", 80, 120), ("Conference in Bodø", 80, 120), "renamed"),
        ("similar label, other amounts", ("Conference", 80, 120), ("Conference 2022", 90, 110), "renamed"),
        ("same place and amounts", ("Conference", 80, 120), ("Final meeting", 80, 120), "renamed"),
        ("case, spacing, colon", ("Conference", 80, 120), ("  CONFERENCE : ", 80, 120), "same"),
    ],
)  # fmt: skip
def test_a_line_may_have_another_name(
    compare: Compare, case: str, old: Row, new: Row, expected: str
) -> None:
    report = compare(rows([*COSTS[:3], old, COSTS[4]]), rows([*COSTS[:3], new, COSTS[4]]))
    assert report["counts"][expected] == (1 if expected == "renamed" else 6), case


def test_another_line_elsewhere_with_other_amounts_is_new_and_the_old_one_gone(
    compare: Compare,
) -> None:
    report = compare(rows(COSTS), rows([("Interpreter", 5, 6), *COSTS[:3], COSTS[4]]))
    assert told(report) == [("new", [], ["Interpreter"]), ("gone", ["Conference"], [])]


def test_a_line_is_split_in_two_each_year(compare: Compare) -> None:
    new = [*COSTS[:2], ("Field work", 150, 90), ("Analysis", 50, 60), *COSTS[3:]]
    report = compare(rows(COSTS), rows(new))
    assert told(report) == [("split", ["Survey"], ["Field work", "Analysis"])]
    assert movement(report)["increases"] == "0.00"
    back = compare(rows(new), rows(COSTS))
    assert told(back) == [("joined", ["Field work", "Analysis"], ["Survey"])]


def test_a_line_is_split_in_two_years(compare: Compare) -> None:
    new = [*COSTS[:2], ("Field work", 250, 0), ("Analysis", 0, 100), *COSTS[3:]]
    report = compare(rows(COSTS), rows(new))
    assert told(report) == [("split", ["Survey"], ["Field work", "Analysis"])]
    assert movement(report)["moved"] == "0.00"
    assert movement(report, between="periods")["moved"] == "50.00"


def test_a_line_that_was_renamed_is_not_taken_for_a_part_of_a_split(compare: Compare) -> None:
    new = [*COSTS[:2], ("Survey of users", 200, 150), *COSTS[3:]]
    assert told(compare(rows(COSTS), rows(new))) == [("renamed", ["Survey"], ["Survey of users"])]


def test_the_line_that_was_taken_to_the_top_has_moved(compare: Compare) -> None:
    report = compare(rows(COSTS), rows([COSTS[4], *COSTS[:4]]))
    assert told(report) == [("moved", ["Printing"], ["Printing"])]
    assert movement(report)["increases"] == "0.00"


def test_lines_that_moved_and_have_other_amounts_are_told_of_above(
    cli: Cli, tmp_path: Path
) -> None:
    old = rows([("A", 10, 20), ("B", 30, 40), ("C", 50, 60)])
    new = rows([("C", 51, 60), ("A", 10, 20), ("B", 30, 40)])
    write_workbook(tmp_path / "old.xlsx", {"Budget": old})
    write_workbook(tmp_path / "new.xlsx", {"Budget": new})
    out = cli("diff", tmp_path / "old.xlsx", tmp_path / "new.xlsx").out
    assert "1 moved" in out
    assert "Of those renamed, moved, split or joined, 1 has other amounts too." in " ".join(
        out.split()
    )


def test_of_lines_with_one_name_those_with_the_same_amounts_are_the_same(compare: Compare) -> None:
    old = [*COSTS, ("Pay", 10, 10), ("Pay", 20, 20), ("Pay", 30, 30)]
    new = [*COSTS, ("Pay", 20, 20), ("Pay", 30, 30)]
    assert told(compare(rows(old), rows(new))) == [("gone", ["Pay"], [])]


def test_a_line_that_becomes_work_in_kind_is_told_of_with_both_kinds(
    tmp_path: Path, cli: Cli
) -> None:
    old = rows([*COSTS[:4], ("Own work", 20, 80)])
    new = [*old[:5], ("Own work in kind", 20, 80, 100), *old[6:]]
    write_workbook(tmp_path / "old.xlsx", {"B": old})
    write_workbook(tmp_path / "new.xlsx", {"B": new})
    out = cli("diff", tmp_path / "old.xlsx", tmp_path / "new.xlsx").out
    assert 'renamed: "Own work" is now "Own work in kind"' in " ".join(out.split())
    assert "old B6:C6 (Expenditure, in money)" in out
    assert "new B6:C6 (Expenditure, in kind)" in out
    assert "Income minus expenditure, in money" in out


def test_a_year_is_added(compare: Compare) -> None:
    head = ("Item", "2021", "2022", "2023", "Total")
    report = compare(rows(COSTS), rows([(*row, 10) for row in COSTS], head=head))
    assert [(bool(p["old"]), bool(p["new"])) for p in report["periods"]] == [
        (True, True), (True, True), (False, True),
    ]  # fmt: skip
    assert movement(report, 2)["increases"] == "50.00"


def test_periods_with_other_dates_are_the_same_if_most_of_them_is(tmp_path: Path, cli: Cli) -> None:
    before = ("Item", "01.07.2021 - 30.06.2022", "01.07.2022 - 30.06.2023", "Total")
    after = ("Item", "01.08.2021 - 31.07.2022", "01.08.2022 - 31.07.2023", "Total")
    old = write_workbook(tmp_path / "old.xlsx", {"B": rows(COSTS, head=before)})
    new = write_workbook(tmp_path / "new.xlsx", {"B": rows(COSTS, head=after)})
    result = cli("diff", old, new)
    assert '"01.07.2021 - 30.06.2022" (B1) has other dates' in result.out
    assert cli("diff", "--exit-code", old, new).code == 1


def test_periods_without_dates_are_matched_by_their_place_and_that_is_said(
    tmp_path: Path, cli: Cli
) -> None:
    old = write_workbook(tmp_path / "old.xlsx", {"B": rows(COSTS)})
    new = write_workbook(
        tmp_path / "new.xlsx", {"B": rows(COSTS, head=("Item", "Year 1", "Year 2", "Total"))}
    )
    out = " ".join(cli("diff", old, new).out.split())
    assert '"2021" (B1) and "Year 1" (B1) are taken for the same period because they stand' in out


def test_a_stated_total_that_is_wrong_is_said_and_the_lines_are_compared(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = rows(COSTS)
    wrong[6] = ("Total expenditure", 710, 700, 1410)
    old = write_workbook(tmp_path / "old.xlsx", {"B": rows(COSTS)})
    new = write_workbook(tmp_path / "new.xlsx", {"B": wrong})
    result = cli("diff", old, new)
    assert "B7 states 710, but the lines come to 700" in result.out
    assert re.search(r"new\.xlsx, sheet B \(check: [1-9] error", " ".join(result.out.split()))
    assert cli("diff", "--exit-code", old, new).code == 1


def test_an_amount_that_cannot_be_read_makes_what_it_belongs_to_unknown(compare: Compare) -> None:
    unclear = rows(COSTS)
    unclear[2] = ("Travel", "ca. 100", 50, 150)
    report = compare(rows(COSTS), unclear)
    assert "one amount cannot be read (B3)" in report["notes"][0]
    assert movement(report, 0)["increases"] is None
    assert movement(report, 1)["increases"] == "0.00"


def test_both_versions_may_stand_in_one_workbook(tmp_path: Path, cli: Cli) -> None:
    book = write_workbook(
        tmp_path / "both.xlsx", {"Original": rows(COSTS), "Updated": rows(COSTS[:4])}
    )
    result = cli("diff", book, book, "--old-sheet", "Original", "--new-sheet", "Updated")
    assert result.code == 0
    assert "gone: Printing" in result.out
    assert_one_line_error(
        cli("diff", book, book), "Original", "Updated", "all hold a budget", "--old-sheet"
    )
    assert_one_line_error(
        cli("diff", book, book, "--old-sheet", "Orignal"), 'no sheet "Orignal"', "--old-sheet"
    )


def test_a_project_may_be_given_for_its_budget(cli: Cli) -> None:
    result = cli("diff", DRAMMEN, DRAMMEN / "updated-budget.xlsx", "--format", "json")
    report = json.loads(result.out)
    assert report["schema"] == "grantcalc/diff/1"
    assert report["counts"] == {
        "same": 4, "changed": 3, "renamed": 1, "moved": 0, "split": 1, "joined": 0, "new": 0, "gone": 0,
    }  # fmt: skip
    found = movement(report)
    assert (found["moved"], found["moved_share"], found["moved_share_of_grant"]) == (
        "10000.00", "0.0037", "0.0071",
    )  # fmt: skip
    assert movement(report, between="periods")["moved"] == "40000.00"


def test_a_budget_of_one_column_in_a_csv_file_and_costs_alone(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "old.csv").write_text("Item;Amount\nTravel;100\nPrinting;50\nTotal;150\n", "utf-8")
    (tmp_path / "new.csv").write_text("Item;Amount\nTravel;70\nPrinting;80\nTotal;150\n", "utf-8")
    result = cli("diff", tmp_path / "old.csv", tmp_path / "new.csv")
    assert result.code == 0
    assert re.search(r"Moved from line to line +30$", result.out, flags=re.M)
    assert "20.00 %" in result.out
    assert "Moved between periods" not in result.out
    assert "share of the grant" not in result.out


def test_the_exit_code_tells_of_differences_only_when_asked(cli: Cli) -> None:
    old, new = DRAMMEN / "budget.xlsx", DRAMMEN / "updated-budget.xlsx"
    assert cli("diff", old, new).code == 0
    assert cli("diff", "--exit-code", old, new).code == 1
    same = cli("diff", "--exit-code", old, old)
    assert same.code == 0
    assert "The budgets are the same: 9 lines." in same.out


def test_the_result_goes_to_a_file_whole(cli: Cli, tmp_path: Path) -> None:
    old, new = DRAMMEN / "budget.xlsx", DRAMMEN / "updated-budget.xlsx"
    result = cli("diff", old, new, "--format", "markdown", "--output", tmp_path / "diff.md")
    assert (result.code, result.out) == (0, "")
    assert (tmp_path / "diff.md").read_text("utf-8") == cli(
        "diff", old, new, "--format", "markdown"
    ).out
    assert [path.name for path in tmp_path.iterdir()] == ["diff.md"]


def test_different_currencies_are_an_error_in_words(tmp_path: Path, cli: Cli) -> None:
    euros = ("Item", "2021 (EUR)", "2022 (EUR)", "Total")
    old = write_workbook(tmp_path / "old.xlsx", {"B": rows(COSTS)})
    new = write_workbook(tmp_path / "new.xlsx", {"B": rows(COSTS, head=euros)})
    assert_one_line_error(cli("diff", old, new), "NOK", "EUR", "two currencies cannot be compared")


def test_a_file_that_is_not_there_is_named(tmp_path: Path, cli: Cli) -> None:
    assert_one_line_error(
        cli("diff", DRAMMEN / "budget.xlsx", tmp_path / "no.xlsx"), "no.xlsx", "no such file"
    )


HOSTILE = "\x1b[31mRed\u202e [bold]x[/] <b>&|`@all` #1 ::error::no\n=cmd()"


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_no_label_acts_on_a_terminal_or_in_markdown(tmp_path: Path, cli: Cli, format_: str) -> None:
    # XlsxWriter writes control codes as _x001B_, as Excel does.
    bad = [(HOSTILE, 10, 20), ("|a|b|", 1, 2), *COSTS]
    old = write_workbook(tmp_path / "old.xlsx", {"B|<i>": rows(COSTS)})
    new = write_workbook(tmp_path / "new.xlsx", {"B|<i>": rows(bad)})
    result = cli("diff", old, new, "--format", format_)
    assert result.code == 0
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", result.out)
    assert not any(line.startswith("::") for line in result.out.splitlines())
    if format_ == "text":
        assert "[bold]x[/]" in result.out
    if format_ == "markdown":
        assert "<" not in result.out
        assert "@all" not in result.out
        tables = [line for line in result.out.splitlines() if line.startswith("|")]
        assert {line.count("|") for line in tables} == {5}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", "a&#124;b"),
        ("[x](http://y)", "&#91;x&#93;(http:&#8203;//y)"),
        ("**b** _i_ `c`", "&#42;&#42;b&#42;&#42; &#95;i&#95; &#96;c&#96;"),
        ("<script>&amp;", "&#60;script&#62;&#38;amp;"),
        ("@all #12", "@&#8203;all &#35;&#8203;12"),
        ("B3:C3, 10 %", "B3:C3, 10 %"),
    ],
)
def test_a_text_is_shown_in_markdown_as_it_is(text: str, shown: str) -> None:
    assert escaped(text) == shown
    assert len(escaped("x" * 100_000)) < 400


def test_the_same_two_files_give_the_same_result_in_every_process() -> None:
    def run(seed: str) -> bytes:
        return subprocess.run(
            [sys.executable, "-m", "grantcalc", "diff", "budget.xlsx", "updated-budget.xlsx",
             "--format", "json"],
            cwd=DRAMMEN, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True,
        ).stdout  # fmt: skip

    assert run("1") == run("2")
