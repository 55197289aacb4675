"""Files from strangers: refused in words, in bounded time and memory, whichever command reads them."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import DRAMMEN, Cli, assert_one_line_error, write_workbook

SHEET = "xl/worksheets/sheet1.xml"


def altered(source: Path, target: Path, part: str, change: Callable[[bytes], bytes | None]) -> Path:
    """A copy of a workbook with one of its parts changed, or (None) left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(old.read(name)) if name == part else old.read(name)
            if data is not None:
                new.writestr(name, data)
    return target


def in_sheet(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"</sheetData>", xml + b"</sheetData>")


def after_sheet(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"</sheetData>", b"</sheetData>" + xml)


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
HOSTILE = {
    "cut": (SHEET, lambda data: data[: len(data) // 2]),
    "no relations": ("xl/_rels/workbook.xml.rels", lambda _: None),
    "entities": (SHEET, lambda data: data.replace(b"<worksheet", b'<!DOCTYPE l [<!ENTITY a "aa">]><worksheet', 1)),
    "outside the grid": (SHEET, in_sheet(b'<row r="999999"><c r="ZZZZZ2"><v>1</v></c></row>')),
    "merge": (SHEET, after_sheet(b"<mergeCells><mergeCell ref='$A$10:$XFD$1048576'/></mergeCells>")),
    "merge, small letters": (SHEET, after_sheet(b'<mergeCells><mergeCell ref="a10:xfd1048576"/></mergeCells>')),
}  # fmt: skip


@pytest.mark.parametrize("as_ledger", [False, True], ids=["budget", "ledger"])
@pytest.mark.parametrize("fault", HOSTILE)
def test_damaged_and_dangerous_workbooks(
    cli: Cli, tmp_path: Path, fault: str, as_ledger: bool
) -> None:
    part, change = HOSTILE[fault]
    name = "ledger.xlsx" if as_ledger else "budget.xlsx"
    path = altered(DRAMMEN / name, tmp_path / name, part, change)
    if as_ledger:
        toml = DRAMMEN / "grantcalc.toml"
        result = cli("remaining", "--as-of", "2022-02-14", "--config", toml, "--ledger", path)
    else:
        result = cli("check", path)
    assert_one_line_error(result, name)


def test_a_cell_in_the_far_corner_of_a_ledger_is_refused(cli: Cli, tmp_path: Path) -> None:
    path = altered(DRAMMEN / "ledger.xlsx", tmp_path / "ledger.xlsx", SHEET, in_sheet(FAR))
    toml = DRAMMEN / "grantcalc.toml"
    result = cli("remaining", "--as-of", "2022-02-14", "--config", toml, "--ledger", path)
    assert_one_line_error(result, "almost empty")


def test_a_cell_in_the_far_corner_of_a_budget_costs_one_cell(cli: Cli, tmp_path: Path) -> None:
    path = altered(DRAMMEN / "budget.xlsx", tmp_path / "b.xlsx", SHEET, in_sheet(FAR))
    assert "all 26 sums and balances hold" in cli("check", path).out


def test_hidden_columns_to_the_end_of_the_world(cli: Cli, tmp_path: Path) -> None:
    columns = b'<cols><col min="1" max="2000000000" hidden="1"/></cols><sheetData>'
    path = altered(
        DRAMMEN / "budget.xlsx", tmp_path / "b.xlsx", SHEET,
        lambda data: data[: data.index(b"<cols>")] + columns + data[data.index(b"<sheetData>") + 11 :],
    )  # fmt: skip
    assert cli("check", path).code == 0


def test_more_cells_than_any_budget(cli: Cli, tmp_path: Path) -> None:
    row = b"".join(b"<c><v>1</v></c>" for _ in range(1000))
    rows = b"".join(b'<row r="%d">%s</row>' % (i, row) for i in range(20, 400))
    path = altered(DRAMMEN / "budget.xlsx", tmp_path / "b.xlsx", SHEET, in_sheet(rows))
    assert_one_line_error(cli("check", path), "more than any budget")


@pytest.mark.parametrize("value", ["1e999", "1e300", "-1e22"])
def test_numbers_beyond_all_money(cli: Cli, tmp_path: Path, value: str) -> None:
    path = altered(
        DRAMMEN / "budget.xlsx", tmp_path / "b.xlsx", SHEET,
        lambda data: data.replace(b"<v>319445</v>", f"<v>{value}</v>".encode(), 1),
    )  # fmt: skip
    result = cli("check", path, "--format", "json")
    assert (result.code, result.err) == (1, "")


def test_a_text_of_thousands_of_digits_is_no_amount(cli: Cli, tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "b.xlsx", {"B": [["Post", "Beløp"], ["A", 1], ["B", "9" * 5000], ["Sum", 1]]}
    )
    result = cli("check", path)
    assert result.code == 1
    assert "too long to be an amount" in result.out


@pytest.mark.parametrize(
    "toml", ["a = " + "[" * 3000, f"[project]\nname = {'9' * 5000}", '[[awards]]\nsource = "x"\nstatus = "applied"\namount = 1e30',
             f'[[mapping]]\nline = "x"\naccounts = "1-{"9" * 44}"']
)  # fmt: skip
def test_a_hostile_configuration(cli: Cli, tmp_path: Path, toml: str) -> None:
    (tmp_path / "grantcalc.toml").write_text(toml, "utf-8")
    assert_one_line_error(cli("check", tmp_path), "grantcalc.toml")


@pytest.mark.parametrize("output", [".", "/", ""])
def test_an_output_that_is_a_folder(cli: Cli, output: str) -> None:
    assert_one_line_error(
        cli("check", DRAMMEN / "budget.xlsx", f"--output={output}"), "is a folder"
    )


def test_a_name_longer_than_any_file_has(cli: Cli) -> None:
    assert_one_line_error(cli("check", "x" * 5000))


def test_json_escapes_what_a_terminal_would_act_on(cli: Cli, tmp_path: Path) -> None:
    import json

    path = tmp_path / "b.csv"
    path.write_text("Post;Beløp\nA\u009b31m\u202eB\u061c;1\nC;2\n", "utf-8")
    out = cli("check", path, "--format", "json").out
    assert not set(out) & {"\u009b", "\u202e", "\u061c"}
    assert json.loads(out)["budgets"][0]["lines"][0]["label"] == "A\u009b31m\u202eB\u061c"


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = f"'{sys.executable}' -m grantcalc check '{DRAMMEN / 'budget.xlsx'}' > /dev/full"
    done = subprocess.run(
        ["/bin/sh", "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
