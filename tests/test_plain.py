"""`grantcalc show --plain`: a workbook's cells as lines, and `git diff` of workbooks with it."""

import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

import handmade as h
from conftest import DRAMMEN, Cli, assert_one_line_error, write_workbook
from grantcalc.reading.grid import Book, Cell, ErrorValue, Grid
from grantcalc.reading.plain import plain_lines

ROOT = Path(__file__).parent.parent


@pytest.fixture
def budget(tmp_path: Path) -> Path:
    """A workbook with a bit of everything."""
    path = tmp_path / "budget.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Budsjett")
    sheet.write_row(0, 0, ["Post", "År 1"])
    sheet.write_row(1, 0, ["Reiser", 40000.5])
    sheet.write_row(2, 0, ["Trykk", 0.1 + 0.2])
    sheet.write_formula(3, 1, "=SUM(B2:B3)", None, 40000.8)
    sheet.write_boolean(4, 0, True)
    sheet.write_datetime(5, 0, date(2022, 2, 14), book.add_format({"num_format": "dd.mm.yyyy"}))
    sheet.write_string(6, 0, "40000")
    sheet.write_string(7, 0, 'to\nlinjer og \\ og "sitat"')
    sheet.write_formula(8, 0, "=1/0", None, "#DIV/0!")
    sheet.set_row(2, options={"hidden": True})
    sheet.set_column(3, 5, options={"hidden": True})
    hidden = book.add_worksheet("Skjult ark's")
    hidden.write(0, 0, 7)
    hidden.hide()
    book.close()
    return path


def test_each_cell_is_a_line_with_its_stored_value_and_formula(budget: Path, cli: Cli) -> None:
    result = cli("show", "--plain", budget)
    assert result.code == 0
    assert result.out.splitlines() == [
        "# sheet Budsjett",
        "# hidden rows 3",
        "# hidden columns D-F",
        'Budsjett!A1  "Post"',
        'Budsjett!B1  "År 1"',
        'Budsjett!A2  "Reiser"',
        "Budsjett!B2  40000.5",
        'Budsjett!A3  "Trykk"',
        "Budsjett!B3  0.3",
        "Budsjett!B4  40000.8  =SUM(B2:B3)",
        "Budsjett!A5  TRUE",
        "Budsjett!A6  2022-02-14",
        'Budsjett!A7  "40000"',
        r'Budsjett!A8  "to\nlinjer og \\ og \"sitat\""',
        "Budsjett!A9  #DIV/0!  =1/0",
        "# sheet 'Skjult ark''s' (hidden)",
        "'Skjult ark''s'!A1  7",
    ]


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize("columns", ["20", "200"])
def test_neither_language_nor_width_changes_a_line(
    budget: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, language: str, columns: str
) -> None:
    plain = cli("show", "--plain", budget).out
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("LANG", f"{language}_NO.UTF-8")
    assert cli("show", "--plain", budget).out == plain


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1340000"), "1340000"),
        (Decimal("-0.05"), "-0.05"),
        (Decimal("1.50"), "1.5"),
        (Decimal("0"), "0"),
        (Decimal("1E+20"), "100000000000000000000"),
        (Decimal("123456789012345E-3"), "123456789012.345"),
        (Decimal("1E+300"), "1E+300"),
        (Decimal("1E-300"), "1E-300"),
        (ErrorValue("#REF!"), "#REF!"),
        (None, "(not computed)"),
        ("\x1b[31m\u202e\n", r'"\u001b[31m\u202e\n"'),
        ("=1+1", '"=1+1"'),
    ],
)
def test_a_value_is_written_in_one_way(
    value: Decimal | str | ErrorValue | None, shown: str
) -> None:
    book = Book([Grid.from_cells("b.xlsx", "B", [(1, 1, Cell(value))])])
    assert list(plain_lines(book)) == ["# sheet B\n", f"B!A1  {shown}\n"]


def test_names_and_formulas_of_a_stranger_are_harmless() -> None:
    cell = Cell(Decimal(1), '="\x1b]0;title\x07"&A1\n')
    grid = Grid.from_cells("b.xlsx", "\x1b[2J\n::error::x", [(1, 1, cell)])
    text = "".join(plain_lines(Book([grid])))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
    assert text.splitlines() == [
        r"# sheet '\u001b[2J\u000a::error::x'",
        r"""'\u001b[2J\u000a::error::x'!A1  1  ="\u001b]0;title\u0007"&A1\u000a""",
    ]


def test_a_workbook_without_a_budget_is_shown_too(tmp_path: Path, cli: Cli) -> None:
    path = write_workbook(tmp_path / "notes.xlsx", {"Notes": [["Hello"]], "Empty": []})
    assert cli("show", "--plain", path).out.splitlines() == [
        "# sheet Notes",
        'Notes!A1  "Hello"',
        "# sheet Empty",
    ]


def test_the_ledger_of_the_example_is_shown_cell_by_cell(cli: Cli) -> None:
    out = cli("show", "--plain", DRAMMEN / "ledger.xlsx").out
    assert "Hovedbok!L5  20820\n" in out
    assert out.count("\n") > 57 * 12


def test_a_csv_file_is_shown_as_it_is_written(tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / "budget.csv"
    path.write_text("Post;Beløp\nReiser;1 340 000,50\n", "utf-8")
    assert cli("show", "--plain", path).out.splitlines() == [
        'A1  "Post"',
        'B1  "Beløp"',
        'A2  "Reiser"',
        'B2  "1 340 000,50"',
    ]


def test_an_old_workbook_says_that_its_formulas_are_not_read(cli: Cli) -> None:
    result = cli("show", "--plain", ROOT / "tests" / "files" / "budget.xls")
    first, *rest = result.out.splitlines()
    assert first == "# formulas cannot be read from this kind of file: these are their values"
    assert "Budsjett!B2  319445.1" in rest
    assert "# sheet Gammelt (hidden)" in rest
    assert rest[-1] == "Gammelt!D5  12"


def test_a_binary_workbook_and_an_open_document(tmp_path: Path, cli: Cli) -> None:
    rows = (
        h.xlsb_row(2)
        + h.xlsb_cell(6, 1, h.wide("Reise"))
        + h.xlsb_cell(5, 2, struct.pack("<d", 7.25))
    )
    binary = h.zipped(tmp_path / "b.xlsb", h.xlsb_parts({"Budsjett": rows}))
    assert cli("show", "--plain", binary).out.splitlines()[1:] == [
        "# sheet Budsjett",
        'Budsjett!A2  "Reise"',
        "Budsjett!B2  7.25",
    ]
    cells = h.ods_text("Reise") + h.ods_number("7.25", 'table:formula="of:=[.C1]*2"')
    document = h.zipped(tmp_path / "b.ods", h.ods_parts(h.ods_table([cells])))
    assert cli("show", "--plain", document).out.splitlines() == [
        "# sheet Budsjett",
        'Budsjett!A1  "Reise"',
        "Budsjett!B1  7.25  =C1*2",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"PK\x03\x04 cut short", "damaged"), (b"<html>", "web page")],
)
def test_a_file_that_is_no_workbook_is_an_error(
    tmp_path: Path, cli: Cli, content: bytes, words: str
) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    assert_one_line_error(cli("show", "--plain", path), "bad.xlsx", words)


def test_a_folder_is_no_workbook(tmp_path: Path, cli: Cli) -> None:
    assert_one_line_error(cli("show", "--plain", tmp_path), "is a folder")


def test_what_a_grantcalc_toml_says_does_not_matter_to_a_workbook(budget: Path, cli: Cli) -> None:
    (budget.parent / "grantcalc.toml").write_text("not = [valid", "utf-8")
    assert cli("show", "--plain", budget).code == 0


Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Git in a new repository, set up as docs/git-diff.md says."""
    program = shutil.which("git")
    if program is None:
        pytest.skip("git is not installed")
    folder = tmp_path / "repository"
    folder.mkdir()
    where = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {
        **os.environ, "PATH": where, "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_PAGER": "cat",
    }  # fmt: skip

    def call(*arguments: str) -> str:
        done = subprocess.run(
            [program, *arguments],
            cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    page = (ROOT / "docs" / "git-diff.md").read_text("utf-8")
    (setup,) = re.findall(r"```sh\n(git config .*?)```", page, flags=re.S)
    (attributes,) = re.findall(r"```\n(\*\.xlsx .*?)```", page, flags=re.S)
    call("init", "--quiet")
    call("config", "--global", "user.email", "nobody@example.org")
    call("config", "--global", "user.name", "Nobody")
    for line in setup.splitlines():
        key, value = re.fullmatch(r"git config --global (\S+) (.+)", line).groups()  # type: ignore[union-attr]
        call("config", "--global", key, value.strip('"'))
    (folder / ".gitattributes").write_text(attributes, "utf-8")
    return call


def test_git_diff_tells_which_cell_changed(git: Git, tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    write_workbook(folder / "budget.xlsx", {"Budsjett": [["Reiser", 40000], ["Trykk", 5]]})
    git("add", ".")
    git("commit", "--quiet", "--message", "The budget")
    write_workbook(folder / "budget.xlsx", {"Budsjett": [["Reiser", 50000], ["Trykk", 5]]})
    said = git("diff")
    changed = [line for line in said.splitlines() if re.match(r"[-+][^-+]", line)]
    assert changed == ["-Budsjett!B1  40000", "+Budsjett!B1  50000"]
    git("commit", "--quiet", "--all", "--message", "More travel")
    assert "+Budsjett!B1  50000" in git("log", "-p", "-1")


def test_git_goes_on_at_a_workbook_that_cannot_be_shown_where_it_is_told_to(
    git: Git, tmp_path: Path
) -> None:
    page = (ROOT / "docs" / "git-diff.md").read_text("utf-8")
    (command,) = re.findall(r"'(f\(\) \{.*?; f)'", page)
    git("config", "--global", "diff.grantcalc.textconv", command)
    folder = tmp_path / "repository"
    write_workbook(folder / "budget.xlsx", {"Budsjett": [["Reiser", 40000]]})
    git("add", ".")
    git("commit", "--quiet", "--message", "The budget")
    (folder / "budget.xlsx").write_bytes(b"PK\x03\x04 cut short")
    said = git("diff")
    assert "-Budsjett!B1  40000" in said
    assert "+a workbook that is not shown" in said
