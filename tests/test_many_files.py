"""Checking many files: folders, patterns, what is left out, what is known, and what fails."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

import grantcalc
from conftest import EXAMPLES, Cli, assert_one_line_error, write_workbook
from grantcalc.api.parallel import _FEWEST_EACH

FAULTY = EXAMPLES / "faulty" / "wrong-total.xlsx"

Rows = list[list[object]]
RIGHT: Rows = [["Post", "Beløp"], ["Lønn", 100], ["Reise", 50], ["Sum", 150]]
WRONG: Rows = [["Post", "Beløp"], ["Lønn", 100], ["Reise", 50], ["Sum", 160]]
LETTER: Rows = [["Dear funder"], ["we write to you"]]


def budget(path: Path, rows: Sequence[Sequence[object]] = RIGHT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_workbook(path, {"Budsjett": rows})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """grants/a/budget.xlsx (right), grants/b/plan.xlsx (wrong), grants/letter.xlsx (no budget)."""
    monkeypatch.chdir(tmp_path)
    budget(Path("grants/a/budget.xlsx"))
    budget(Path("grants/b/plan.xlsx"), WRONG)
    budget(Path("grants/letter.xlsx"), LETTER)
    return tmp_path


def outcomes(out: str) -> dict[str, tuple[str, int]]:
    return {f["path"]: (f["outcome"], f["errors"]) for f in json.loads(out)["files"]}


def test_a_folder_is_searched_for_projects_and_workbooks(cli: Cli, folder: Path) -> None:
    result = cli("check", "grants", "--format", "json")
    assert outcomes(result.out) == {
        "grants/a": ("checked", 0),
        "grants/b/plan.xlsx": ("checked", 1),
        "grants/letter.xlsx": ("no_budget", 0),
    }
    assert result.code == 1


def test_results_that_lie_beside_the_budgets_are_not_checked(cli: Cli, folder: Path) -> None:
    before = cli("check", "grants", "--format", "json").out
    plan = "grants/b/plan.xlsx"
    cli("check", plan, "--output", "grants/findings.xlsx", "--annotate", "grants/marked.xlsx")
    again = cli("check", "grants", "--format", "json").out
    assert outcomes(again) == outcomes(before)
    assert cli("check", "grants/marked.xlsx").code == 1


def test_a_pattern_stands_for_the_files_that_fit(cli: Cli, folder: Path) -> None:
    result = cli("check", "grants/*/*.xlsx", "--format", "json")
    assert list(outcomes(result.out)) == ["grants/a/budget.xlsx", "grants/b/plan.xlsx"]
    assert cli("check", "grants/**/plan.xlsx").code == 1
    assert_one_line_error(cli("check", "grants/*.ods"), "no file fits")


def test_what_holds_no_budget_is_told_of(cli: Cli, folder: Path) -> None:
    """A folder of letters is not the same as a folder of budgets that all add up."""
    result = cli("check", "grants")
    assert "no budget" in next(x for x in result.out.splitlines() if "letter.xlsx" in x)
    budget(Path("letters/letter.xlsx"), LETTER)
    result = cli("check", "letters")
    assert result.code == 0
    assert "no budget" in next(x for x in result.out.splitlines() if "letter.xlsx" in x)
    assert "no budget" in cli("check", "letters", "--format", "html").out


def test_a_file_that_is_named_must_hold_a_budget(cli: Cli, folder: Path) -> None:
    assert_one_line_error(cli("check", "grants/letter.xlsx"), "no budget found")


def test_one_bad_file_does_not_hide_the_others(cli: Cli, folder: Path) -> None:
    Path("grants/broken.xlsx").write_bytes(b"PK no workbook")
    result = cli("check", "grants", "--format", "json")
    assert result.code == 2
    found = outcomes(result.out)
    assert found["grants/broken.xlsx"] == ("unreadable", 0)
    assert found["grants/b/plan.xlsx"] == ("checked", 1)
    assert "broken.xlsx" in result.err


def test_what_is_hidden_locked_or_excluded_is_not_searched(cli: Cli, folder: Path) -> None:
    budget(Path("grants/.cache/old.xlsx"), WRONG)
    budget(Path("grants/archive/old.xlsx"), WRONG)
    shutil.copy("grants/b/plan.xlsx", "grants/b/~$plan.xlsx")
    found = outcomes(cli("check", "grants", "--exclude", "archive", "--format", "json").out)
    assert list(found) == ["grants/a", "grants/b/plan.xlsx", "grants/letter.xlsx"]
    Path("grants/grantcalc.toml").write_text('[check]\nexclude = ["archive/*", "plan.xlsx"]')
    found = outcomes(cli("check", "grants", "--format", "json").out)
    assert list(found) == ["grants/a", "grants/letter.xlsx"]


def test_files_that_a_project_names_are_its_own(cli: Cli, folder: Path) -> None:
    budget(Path("grants/c/plan.xlsx"))
    budget(Path("grants/c/old.xlsx"), WRONG)
    Path("grants/c/grantcalc.toml").write_text('files = { budget = "plan.xlsx" }')
    found = outcomes(cli("check", "grants", "--format", "json").out)
    assert [path for path in found if "/c" in path] == ["grants/c", "grants/c/old.xlsx"]


def test_a_budget_is_checked_once_with_its_project(cli: Cli, folder: Path) -> None:
    budget(Path("c/plan.xlsx"), WRONG)
    Path("c/grantcalc.toml").write_text('files = { budget = "plan.xlsx" }')
    for paths in (("c/plan.xlsx", "c/grantcalc.toml"), ("c", "c/plan.xlsx"), ("c/../c", "c")):
        report = json.loads(cli("check", *paths, "--format", "json").out)
        assert len(report["budgets"]) == len(report["findings"]) == 1


def test_wrong_settings_of_one_project_do_not_hide_the_others(cli: Cli, folder: Path) -> None:
    Path("grants/a/grantcalc.toml").write_text("[cheque]")
    result = cli("check", "grants", "--format", "json")
    assert result.code == 2
    assert outcomes(result.out)["grants/a"] == ("unreadable", 0)
    assert outcomes(result.out)["grants/b/plan.xlsx"] == ("checked", 1)


def test_many_processes_say_what_one_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for i in range(2 * _FEWEST_EACH):
        budget(Path(f"budgets/{i:03}.xlsx"), WRONG if i % 7 == 0 else RIGHT)
    Path("budgets/010.xlsx").write_bytes(b"PK no workbook")
    budget(Path("budgets/011.xlsx"), LETTER)
    one, two = (grantcalc.check([Path("budgets")], jobs=jobs) for jobs in (1, 2))
    assert one.model_dump_json() == two.model_dump_json()
    assert one.sheets == two.sheets
    assert one.summary.errors == 6
    assert len(one.unreadable) == 1


@pytest.mark.skipif(os.name != "posix", reason="sends a signal to a group of processes")
def test_who_stops_many_processes_is_shown_no_traceback(folder: Path) -> None:
    for i in range(8 * _FEWEST_EACH):
        shutil.copy("grants/b/plan.xlsx", f"grants/b/{i}.xlsx")
    arguments = [sys.executable, "-m", "grantcalc", "check", "grants", "--jobs", "2"]
    run = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    time.sleep(2.5)
    os.killpg(run.pid, signal.SIGINT)
    out, err = run.communicate(timeout=60)
    assert (run.returncode, out, err) == (2, "", "error: stopped\n")


# Selection


def codes(cli: Cli, *arguments: str | Path) -> list[tuple[str, str]]:
    report = json.loads(cli("check", *arguments, "--format", "json").out)
    return [(finding["code"], finding["severity"]) for finding in report["findings"]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["B001", "C002"]),
        (("--select", "B"), ["B001"]),
        (("--select", "C,X"), ["C002"]),
        (("--select", "B001", "--select", "C002"), ["B001", "C002"]),
        (("--ignore", "B"), ["C002"]),
        (("--ignore", "B001,C"), []),
        (("--select", "B", "--ignore", "B001"), []),
        (("--select", "B001", "--ignore", "B"), ["B001"]),
    ],
)
def test_codes_are_selected_and_ignored(
    cli: Cli, options: tuple[str, ...], expected: list[str]
) -> None:
    assert [code for code, _ in codes(cli, FAULTY, *options)] == expected


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_code_is_an_error_that_names_the_nearest(cli: Cli, option: str) -> None:
    result = cli("check", FAULTY, option, "B01")
    assert_one_line_error(result, option, '"B01"', "did you mean B001?")


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The faulty example alone in the current folder."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(FAULTY, "budget.xlsx"))


@pytest.mark.parametrize("file", ["grantcalc.toml", "pyproject.toml"])
def test_settings_select_and_weigh(cli: Cli, faulty: Path, file: str) -> None:
    table = "check" if file == "grantcalc.toml" else "tool.grantcalc.check"
    Path(file).write_text(
        f'[{table}]\nignore = ["C"]\nseverity = {{ B001 = "warning" }}\n', "utf-8"
    )
    assert codes(cli, faulty) == [("B001", "warning")]
    assert cli("check", faulty).code == 0
    assert cli("check", faulty, "--fail-on", "warning").code == 1
    assert cli("check", faulty, "--fail-on", "warning", "--exit-zero").code == 0


def test_a_pyproject_without_our_table_is_no_configuration(cli: Cli, faulty: Path) -> None:
    Path("pyproject.toml").write_text("[tool.other]\nx = 1\n")
    report = json.loads(cli("check", faulty, "--format", "json").out)
    assert report["budgets"][0]["config"] is None


def test_settings_may_differ_by_file(cli: Cli, faulty: Path) -> None:
    shutil.copy(faulty, "other.xlsx")
    Path("grantcalc.toml").write_text(
        '[[check.files]]\nfiles = "other.xlsx"\nselect = ["C"]\nseverity = { C = "error" }\n'
    )
    assert codes(cli, faulty) == [("B001", "error"), ("C002", "info")]
    assert codes(cli, "other.xlsx") == [("C002", "error")]


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('[check]\nselect = ["B01"]', "check.select"),
        ('[check]\nseverity = { Y = "error" }', "check.severity"),
        ('[[suppress]]\ncode = "B01"\nreason = "x"', "did you mean B001?"),
        ('[[suppress]]\ncode = "B"\nreason = "x"', "is a family"),
        ('[[suppress]]\ncode = "B001"\ncell = "B9"', "reason"),
        ('[[suppress]]\ncode = "B001"\nreason = " "', "say why"),
        ('[check]\nfail_on = "never"', "fail_on"),
        ('[check]\nbaseline = ""', "check.baseline: write the name of a file"),
        ('[check]\nbaseline = "a\\u0000b"', "check.baseline: write the name of a file"),
        ('[[suppress]]\ncode = "B001"\nfile = ""\nreason = "x"', "write the name of a file"),
    ],
)
def test_settings_that_cannot_be_followed(cli: Cli, faulty: Path, toml: str, words: str) -> None:
    Path("grantcalc.toml").write_text(toml)
    assert_one_line_error(cli("check", faulty), "grantcalc.toml", words)


def test_fail_on_info_fails_on_a_note(cli: Cli, faulty: Path) -> None:
    assert cli("check", faulty, "--select", "C002").code == 0
    assert cli("check", faulty, "--select", "C002", "--fail-on", "info").code == 1


def test_statistics_count_by_code(cli: Cli, faulty: Path) -> None:
    out = cli("check", faulty, "--statistics").out
    rows = [line.split() for line in out.splitlines()]
    assert ["B001", "total-differs-from-lines", "error", "1"] in rows
    assert ["C002", "blank-read-as-zero", "note", "1"] in rows
    assert "Prosjektledelse" not in out
    assert_one_line_error(
        cli("check", faulty, "--statistics", "--format", "json"), "--statistics", "--format text"
    )


def test_statistics_say_what_does_not_count(cli: Cli, faulty: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    cli("check", faulty, "--write-baseline", known)
    out = cli("check", faulty, "--statistics", "--baseline", known).out
    assert out.strip() == "0 errors, 0 warnings, 0 notes (2 in the baseline)"


def test_statistics_in_norwegian(cli: Cli, faulty: Path) -> None:
    out = cli("check", faulty, "--statistics", "--lang", "nb").out
    rows = [line.split() for line in out.splitlines()]
    assert ["C002", "blank-read-as-zero", "merknad", "1"] in rows


# Suppressions


def suppress(cell: str = "Budsjett!B9", code: str = "B001", more: str = "") -> None:
    Path("grantcalc.toml").write_text(
        f'[[suppress]]\ncode = "{code}"\ncell = "{cell}"\nreason = "agreed with the funder"\n{more}'
    )


def test_a_suppressed_finding_is_counted_apart(cli: Cli, faulty: Path) -> None:
    suppress()
    result = cli("check", faulty, "--format", "json")
    report = json.loads(result.out)
    assert result.code == 0
    assert [finding["code"] for finding in report["findings"]] == ["C002"]
    assert report["summary"] == {"errors": 0, "warnings": 0, "infos": 1}
    (known,) = report["known"]
    assert (known["by"], known["reason"]) == ("suppression", "agreed with the funder")
    assert known["finding"]["code"] == "B001"


@pytest.mark.parametrize(
    ("cell", "code", "more"),
    [("Budsjett!B8", "B001", ""), ("B9", "B001", ""), ("Budsjett!B9", "B002", ""),
     ("Budsjett!B9", "B001", 'file = "other.xlsx"\n')],
)  # fmt: skip
def test_another_cell_code_or_file_suppresses_nothing(
    cli: Cli, faulty: Path, cell: str, code: str, more: str
) -> None:
    suppress(cell, code, more)
    assert ("B001", "error") in codes(cli, faulty)


def test_a_suppression_that_fits_nothing_is_reported_for_the_whole_project(
    cli: Cli, faulty: Path
) -> None:
    suppress("Budsjett!B7")
    assert ("Z001", "warning") in codes(cli, ".")
    # One file of several that lie beside the settings says nothing of the others.
    assert ("Z001", "warning") not in codes(cli, faulty)
    suppress("Budsjett!B7", more='file = "budget.xlsx"\n')
    assert ("Z001", "warning") in codes(cli, faulty)
    suppress("Budsjett!B7", code="G001", more='file = "budget.xlsx"\n')
    assert ("Z001", "warning") not in codes(cli, faulty)


def test_a_name_may_hold_what_patterns_are_made_of(cli: Cli, faulty: Path) -> None:
    suppress(more='file = "budget[1].xlsx"\n')
    assert ("B001", "error") not in codes(cli, faulty.rename("budget[1].xlsx"))


def test_a_suppression_in_a_file_that_is_gone_is_reported(cli: Cli, faulty: Path) -> None:
    suppress(more='file = "renamed.xlsx"\n')
    assert ("Z001", "warning") in codes(cli, ".")
    assert ("Z001", "warning") not in codes(cli, faulty)
    Path("below").mkdir()
    Path("below/renamed.xlsx").write_bytes(b"not looked at")
    assert ("Z001", "warning") not in codes(cli, ".")


def test_a_suppression_is_not_called_unused_where_something_was_not_checked(
    cli: Cli, folder: Path
) -> None:
    suppress("Budsjett!B7")
    assert ("Z001", "warning") in codes(cli, ".")
    assert ("Z001", "warning") not in codes(cli, ".", "--exclude", "a")
    Path("grants/broken.xlsx").write_bytes(b"PK\x03\x04broken")
    assert ("Z001", "warning") not in codes(cli, ".")


def test_remaining_follows_the_settings_too(cli: Cli, tmp_path: Path) -> None:
    project = Path(shutil.copytree(EXAMPLES / "drammen", tmp_path / "drammen"))
    run = (
        "remaining",
        "--as-of",
        "2022-02-14",
        "--config",
        project / "grantcalc.toml",
        "--format",
        "json",
    )
    assert [f["code"] for f in json.loads(cli(*run).out)["findings"]] == ["L007"]
    with (project / "grantcalc.toml").open("a") as file:
        file.write('\n[check]\nfail_on = "info"\n')
    assert cli(*run).code == 1
    with (project / "grantcalc.toml").open("a") as file:
        file.write('ignore = ["L007"]\n')
    assert json.loads(cli(*run).out)["findings"] == []


# Baseline


def test_a_baseline_lets_old_findings_through_and_no_new_ones(cli: Cli, faulty: Path) -> None:
    written = cli("check", faulty, "--write-baseline", "old.json")
    assert (written.code, written.out) == (0, "")
    assert "2 findings" in written.err
    assert codes(cli, faulty, "--baseline", "old.json") == []
    report = json.loads(cli("check", faulty, "--baseline", "old.json", "--format", "json").out)
    assert [known["by"] for known in report["known"]] == ["baseline", "baseline"]
    Path("grantcalc.toml").write_text('[check]\nbaseline = "old.json"\n')
    assert codes(cli, faulty) == []
    shutil.copy(EXAMPLES / "faulty" / "wrong-row-total.xlsx", faulty)
    assert codes(cli, faulty) == [("B002", "error"), ("Z002", "info")]


def test_a_baseline_knows_findings_whatever_rows_are_put_in_above(cli: Cli, tmp_path: Path) -> None:
    path = budget(tmp_path / "budget.xlsx", WRONG)
    cli("check", path, "--write-baseline", tmp_path / "old.json")
    budget(path, [["Budget of the library"], [None], *WRONG])
    assert codes(cli, path, "--baseline", tmp_path / "old.json") == []


def test_another_amount_at_the_same_cell_is_another_finding(cli: Cli, tmp_path: Path) -> None:
    path = budget(tmp_path / "budget.xlsx", WRONG)
    cli("check", path, "--write-baseline", tmp_path / "old.json")
    budget(path, [*WRONG[:-1], ["Sum", 170]])
    found = codes(cli, path, "--baseline", tmp_path / "old.json")
    assert found == [("B001", "error"), ("Z002", "info")]


def test_a_baseline_knows_what_is_found_in_settings_too(cli: Cli, faulty: Path) -> None:
    suppress = '[[suppress]]\ncode = "B001"\ncell = "Budsjett!B99"\nreason = "agreed"\n'
    Path("grantcalc.toml").write_text(suppress)
    assert ("Z001", "warning") in codes(cli, ".")
    cli("check", ".", "--write-baseline", "old.json")
    assert codes(cli, ".", "--baseline", "old.json") == []


def test_what_is_left_out_or_suppressed_is_not_gone_from_a_baseline(cli: Cli, faulty: Path) -> None:
    cli("check", faulty, "--write-baseline", "old.json")
    assert codes(cli, faulty, "--baseline", "old.json", "--ignore", "B") == []
    assert codes(cli, faulty, "--baseline", "old.json", "--select", "B001,Z") == []


def test_every_finding_has_a_fingerprint(cli: Cli, faulty: Path) -> None:
    suppress = '[[suppress]]\ncode = "B001"\ncell = "Budsjett!B99"\nreason = "agreed"\n'
    Path("grantcalc.toml").write_text(2 * suppress)
    found = json.loads(cli("check", ".", "--format", "json").out)["findings"]
    prints = [finding["fingerprint"] for finding in found]
    assert len(found) > 2
    assert all(prints)
    assert len(set(prints)) == len(prints)


def test_a_baseline_is_not_written_over_another_file(cli: Cli, faulty: Path) -> None:
    Path("notes.json").write_text("{}")
    assert_one_line_error(cli("check", faulty, "--write-baseline", "notes.json"), "is no baseline")
    assert Path("notes.json").read_text() == "{}"
    assert_one_line_error(cli("check", faulty, "--baseline", "notes.json"), "is no baseline")
    assert_one_line_error(cli("check", faulty, "--baseline", "none.json"), "cannot be opened")
    assert cli("check", faulty, "--write-baseline", "old.json").code == 0
    first = Path("old.json").read_bytes()
    assert cli("check", faulty, "--write-baseline", "old.json").code == 0
    assert Path("old.json").read_bytes() == first


# Outputs


def test_several_outputs_in_one_run(cli: Cli, faulty: Path) -> None:
    result = cli(
        "check",
        faulty,
        "--format",
        "concise",
        "--output",
        "-",
        "--output",
        "r.json",
        "--output",
        "r.md",
    )
    assert result.code == 1
    assert "budget.xlsx:Budsjett!B9: error B001" in result.out
    assert json.loads(Path("r.json").read_text("utf-8"))["schema"] == "grantcalc/check/1"
    assert "B001" in Path("r.md").read_text("utf-8")


def test_an_output_that_fails_does_not_stop_the_others(cli: Cli, faulty: Path) -> None:
    Path("folder.txt").mkdir()
    result = cli(
        "check", faulty, "--annotate", "marked.ods", "--output", "folder.txt", "--output", "r.html"
    )
    assert result.code == 2
    assert [line[:20] for line in result.err.splitlines()] == [
        "error: folder.txt: i",
        "error: marked.ods: t",
    ]
    assert Path("r.html").read_text("utf-8").endswith("</html>\n")


def test_an_output_that_is_a_pipe_or_a_device_is_not_replaced(cli: Cli, faulty: Path) -> None:
    os.mkfifo("pipe.json")
    reader = os.open("pipe.json", os.O_RDONLY | os.O_NONBLOCK)
    assert cli("check", faulty, "--output", "pipe.json").code == 1
    assert Path("pipe.json").is_fifo()
    assert json.loads(os.read(reader, 60_000))["schema"] == "grantcalc/check/1"
    os.close(reader)


def test_a_copy_into_a_folder_that_is_not_there_says_so(cli: Cli, faulty: Path) -> None:
    result = cli("check", faulty, "--annotate", "none/marked.xlsx")
    assert result.err == "error: none/marked.xlsx: there is no folder none; make it first\n"


def test_what_grantcalc_wrote_is_not_searched_for_budgets(cli: Cli, faulty: Path) -> None:
    Path("x").mkdir()
    faulty.rename("x/plan.xlsx")
    written = ("--output", "x/found.xlsx", "--annotate", "x/plan-marked.xlsx")
    assert cli("check", "x", *written).code == 1
    again = cli("check", "x", *written, "--output", "-", "--format", "xlsx", "--format", "json")
    assert list(outcomes(again.out)) == ["x/plan.xlsx"]
    assert again.err == ""


def test_a_format_may_be_given_with_an_output(cli: Cli, faulty: Path) -> None:
    assert cli("check", faulty, "--format", "gitlab", "--output", "report.json").code == 1
    assert json.loads(Path("report.json").read_text("utf-8"))[0]["check_name"] == "grantcalc/B001"
    # It is our own, and may be written anew.
    assert cli("check", faulty, "--format", "gitlab", "--output", "report.json").code == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--output", "report.doc"), "names no format"),
        (("--output", "a.md", "--output", "a.md"), "twice"),
        (("--format", "json", "--format", "sarif"), "--format is given 2 times"),
        (("--format", "xlsx"), "--output findings.xlsx"),
        (("--format", "xlsx", "--output", "a.json"), "does not end as"),
        (("--format", "text", "--output", "a.csv"), "does not end as"),
        (("--output", "mine.json"), "not made by grantcalc"),
        (("--output", "budget.xlsx"), "not made by grantcalc"),
        (("--write-baseline", "old.json", "--output", "r.html"), "nothing else"),
        (("--write-baseline", "old.json", "--annotate", "copy.xlsx"), "nothing else"),
        (("--output", "m.xlsx", "--annotate", "./m.xlsx"), "twice"),
        (("--baseline", "old.json", "--output", "old.json"), "not made by grantcalc"),
    ],
)
def test_outputs_that_cannot_be(
    cli: Cli, faulty: Path, options: tuple[str, ...], words: str
) -> None:
    Path("mine.json").write_text('{"my": "own"}')
    assert cli("check", faulty, "--write-baseline", "old.json").code == 0
    before = faulty.read_bytes()
    assert_one_line_error(cli("check", faulty, *options), words)
    assert faulty.read_bytes() == before
    assert Path("mine.json").read_text() == '{"my": "own"}'
