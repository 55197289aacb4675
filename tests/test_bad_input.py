"""Bad input: one clear line, exit code 2, nothing on stdout."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from conftest import DRAMMEN, Cli, assert_one_line_error, write_workbook

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DRAMMEN, tmp_path / "project"))


def budget_bytes() -> bytes:
    return (DRAMMEN / "budget.xlsx").read_bytes()


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.xlsx", b"", "is empty"),
        ("text.xlsx", b"Post;Sum\nReise;100\n", "is not an Excel workbook"),
        ("short.xlsx", budget_bytes()[:3000], "damaged or was cut short"),
        ("old.xlsx", OLE + b"\0" * 600, "damaged or was cut short"),
        ("old.xls", OLE + b"\0" * 600, "damaged or was cut short"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table>", "is a web page"),
        ("table.xls", b"Post;Sum\nReise;100\n", "give it the ending .csv"),
        ("old-xml.xls", b'<?xml version="1.0"?><Workbook/>', "is an XML file"),
        ("letter.docx", b"PK\x03\x04", "is not a workbook"),
        ("binary.csv", b"PK\x03\x04\0\0", "is no text file"),
        ("prose.csv", b"no table here\njust two lines\n", "no line has a separator"),
        ("empty.csv", b"", "is empty"),
    ],
)
def test_files_that_are_no_budget(
    cli: Cli, tmp_path: Path, name: str, content: bytes, says: str, form: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert_one_line_error(cli("check", path, "--format", form), name, says)


def test_no_such_file(cli: Cli, tmp_path: Path) -> None:
    assert_one_line_error(cli("check", tmp_path / "budget.xlsx"), "budget.xlsx", "no such file")


def test_a_folder_without_a_project(cli: Cli, tmp_path: Path) -> None:
    result = cli("check", tmp_path)
    assert_one_line_error(
        result, "no budget found", "grantcalc.toml", "budget.xlsx", "budsjett.xlsx"
    )


def test_two_budgets_in_a_folder(cli: Cli, tmp_path: Path) -> None:
    for name in ("budget.xlsx", "budsjett.xlsx"):
        shutil.copy(DRAMMEN / "budget.xlsx", tmp_path / name)
    assert_one_line_error(
        cli("check", tmp_path), "budget.xlsx", "budsjett.xlsx", "under [files]", "budget ="
    )


def test_a_zip_that_is_no_workbook(cli: Cli, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.xlsx", "w") as archive:
        archive.writestr("photo.txt", "not a workbook")
    assert_one_line_error(cli("check", tmp_path / "photos.xlsx"), "not an Excel workbook")


def test_a_workbook_without_any_amounts(cli: Cli, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "plan.xlsx", {"Plan": [["Hva", "Hvem"], ["Reise", "Alle"]]})
    assert_one_line_error(cli("check", path), "no budget found", "Plan")


@pytest.mark.parametrize("order", [1, -1])
def test_a_good_file_beside_a_bad_one_is_shown_and_still_exit_2(
    cli: Cli, tmp_path: Path, order: int
) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"")
    result = cli("check", *[DRAMMEN / "budget.xlsx", bad][::order], "--format", "json")
    report = json.loads(result.out)
    assert result.code == 2
    assert (result.err.startswith("error: "), result.err.count("\n")) == (True, 1)
    assert len(report["budgets"]) == 1
    assert [Path(u["path"]).name for u in report["unreadable"]] == ["bad.xlsx"]


def test_two_bad_files_are_two_errors(cli: Cli, tmp_path: Path) -> None:
    result = cli("check", tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 2)
    assert "a.xlsx" in result.err
    assert "b.xlsx" in result.err


def test_two_tables_side_by_side_are_read_as_the_two_sides(cli: Cli, tmp_path: Path) -> None:
    rows = [
        ["Utgifter", "Beløp", None, "Inntekter", "Beløp"],
        ["Lønn", 200, None, "Tilskudd", 180],
        ["Reise", 30, None, "Egenandel", 50],
    ]
    path = write_workbook(tmp_path / "b.xlsx", {"B": rows})
    (budget,) = json.loads(cli("check", path, "--format", "json").out)["budgets"]
    assert [line["side"] for line in budget["lines"]] == ["expenditure"] * 2 + ["income"] * 2
    (tmp_path / "grantcalc.toml").write_text('[budget]\ncolumns = { E = "ignore" }\n', "utf-8")
    (budget,) = json.loads(cli("check", path, "--format", "json").out)["budgets"]
    assert [line["label"] for line in budget["lines"]] == ["Lønn", "Reise"]


def test_a_workbook_that_unpacks_to_gigabytes_is_not_opened(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (64 * 1024**2))
    assert_one_line_error(cli("check", path), "no ordinary workbook")


def test_a_giant_merged_area_is_refused(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    with zipfile.ZipFile(DRAMMEN / "budget.xlsx") as source, zipfile.ZipFile(path, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                merge = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
                data = data.replace(b"</sheetData>", merge)
            target.writestr(part.filename, data)
    assert_one_line_error(cli("check", path), "merges")


@pytest.mark.parametrize("day", ["abc", "31.02.2022", "2022-13-01", "", "20220214x"])
def test_a_bad_as_of(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.chdir(project)
    assert_one_line_error(cli("remaining", f"--as-of={day}"), "--as-of", "is no date")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[project\n", ["not valid TOML"]),
        ("[projekt]\n", ['unknown key "projekt"', 'did you mean "project"?']),
        ('[project]\nnmae = "x"\n', ['unknown key "project.nmae"', 'did you mean "name"?']),
        ("[project]\nstart = 2021-07-01T10:00:00\n", ["project.start", "2021-07-01"]),
        ("[project]\nstart = 2023-07-01\nend = 2021-07-01\n", ["project", "before start"]),
        ('[project]\ncurrency = "kr"\n', ["project.currency", "three-letter code"]),
        ('[[awards]]\nsource = "NB"\namount = 700000\n', ["awards.1.status", "is missing"]),
        ('[[awards]]\nsource = "NB"\namount = -1\nstatus = "applied"\n', ["awards.1.amount"]),
        (
            '[[awards]]\nsource = "NB"\namount = 1.005\nstatus = "applied"\n',
            ["1.005", "2 decimals"],
        ),
        (
            '[[awards]]\nsource = "NB"\namount = 1\nstatus = "hoped"\n',
            ["awards.1.status", "applied"],
        ),
        ('[[mapping]]\nline = "Reise"\n', ["mapping.1", "at least one"]),
        (
            '[[mapping]]\nline = "Reise"\naccounts = "99-10"\n',
            ["mapping.1", "ends before it starts"],
        ),
        ('[[mapping]]\nline = "Reise"\naccounts = "a-b"\n', ["mapping.1", "no account range"]),
        ("[tolerances]\nshare_change = 2\n", ["tolerances.share_change"]),
        ('[files]\nbudget = "gone.xlsx"\n', ["gone.xlsx", "no such file", "files.budget"]),
        (
            '[files]\nbudget = "budget.xlsx"\n[budget]\nsheet = "X"\n',
            ['no sheet "X"', '"Budsjett"'],
        ),
    ],
)
def test_a_bad_grantcalc_toml(cli: Cli, project: Path, toml: str, words: list[str]) -> None:
    (project / "grantcalc.toml").write_text(toml, "utf-8")
    assert_one_line_error(cli("check", project), *words)


def test_a_grantcalc_toml_that_is_not_utf_8(cli: Cli, project: Path) -> None:
    (project / "grantcalc.toml").write_bytes('[project]\nname = "Bø"\n'.encode("cp1252"))
    assert_one_line_error(cli("check", project), "grantcalc.toml", "no text in UTF-8")


def test_two_candidate_ledgers(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "grantcalc.toml").unlink()
    shutil.copy(project / "ledger.xlsx", project / "regnskap.xlsx")
    monkeypatch.chdir(project)
    result = cli("remaining", "--as-of", "2022-02-14")
    assert_one_line_error(result, "ledger.xlsx", "regnskap.xlsx", "under [files]", "ledger =")


def test_no_ledger(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "grantcalc.toml").unlink()
    (project / "ledger.xlsx").unlink()
    monkeypatch.chdir(project)
    result = cli("remaining", "--as-of", "2022-02-14")
    assert_one_line_error(
        result, "no ledger found", "ledger.xlsx", "regnskap.xlsx", "grantcalc.toml"
    )


def test_a_ledger_that_is_none(cli: Cli, project: Path) -> None:
    budget, toml = project / "budget.xlsx", project / "grantcalc.toml"
    result = cli("remaining", "--as-of", "2022-02-14", "--config", toml, "--ledger", budget)
    assert_one_line_error(result, "budget.xlsx", "holds no ledger", "Bilagsdato")


def test_a_timesheet_that_is_none(cli: Cli, project: Path) -> None:
    shutil.copy(project / "budget.xlsx", project / "hours.xlsx")
    result = cli("remaining", "--as-of", "2022-02-14", "--config", project / "grantcalc.toml")
    assert_one_line_error(result, "hours.xlsx", "holds no timesheet")


def test_output_that_cannot_be_written(cli: Cli, tmp_path: Path) -> None:
    result = cli(
        "check", DRAMMEN / "budget.xlsx", "--output", tmp_path / "no" / "such" / "folder.txt"
    )
    assert_one_line_error(result, "there is no folder")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chekc"], ["no command"]),
        (["check", "--formt", "json"], ["--formt"]),
        (["check", "--format", "xml"], ["text", "json"]),
        (["check", "--lang", "xx"], ["--lang"]),
        (["explain", "B0001"], ["no code", "B001"]),
        (["show"], ["PATH"]),
    ],
)
def test_bad_usage(cli: Cli, arguments: list[str], words: list[str]) -> None:
    assert_one_line_error(cli(*arguments), *words)


def test_periods_without_dates(cli: Cli, tmp_path: Path) -> None:
    rows: list[list[str | int]] = [
        ["Post", "År 1", "År 2"],
        ["Reise", 100, 100],
        ["Inntekter"],
        ["Tilskudd", 100, 100],
    ]
    budget = write_workbook(tmp_path / "budget.xlsx", {"B": rows})
    ledger = DRAMMEN / "ledger.xlsx"
    result = cli("remaining", "--as-of", "2022-02-14", "--budget", budget, "--ledger", ledger)
    assert_one_line_error(result, '"År 1"', "no dates", "under [project], write years =")


def test_two_columns_that_may_be_the_amounts(cli: Cli, tmp_path: Path) -> None:
    rows: list[list[str | int]] = [
        ["Post", "Beløp", "Søkt beløp"],
        ["Reise", 100, 100],
        ["Lønn", 200, 300],
    ]
    path = write_workbook(tmp_path / "b.xlsx", {"B": rows})
    assert_one_line_error(
        cli("check", path), "which column", 'B ("Beløp")', "under [budget], write columns ="
    )


def test_the_same_period_twice_is_never_added(cli: Cli, tmp_path: Path) -> None:
    rows: list[list[str | int]] = [
        ["Post", "2021", "2021"],
        ["Reise", 100, 110],
        ["Lønn", 200, 300],
    ]
    path = write_workbook(tmp_path / "b.xlsx", {"B": rows})
    budgets = json.loads(cli("check", path, "--format", "json").out)["budgets"]
    assert [b["totals"]["expenditure"][0]["computed"] for b in budgets] == ["300.00", "410.00"]
    assert_one_line_error(cli("remaining", "--budget", path), "must not be added together")


def test_several_sources_of_money_without_a_way_of_charging(cli: Cli, project: Path) -> None:
    rows: list[list[str | int]] = [
        ["Post", "01.07.2021 - 30.06.2022"],
        ["Alt", 700000],
        ["Sum utgifter", 700000],
        ["Egenandel", 200000],
        ["Nasjonalbiblioteket", 500000],
        ["Sum inntekter", 700000],
    ]
    budget = write_workbook(project / "two.xlsx", {"B": rows})
    ledger = project / "ledger.xlsx"
    (project / "grantcalc.toml").unlink()
    result = cli("remaining", "--as-of", "2022-02-14", "--budget", budget, "--ledger", ledger)
    assert_one_line_error(
        result,
        "364 321",
        "under [charging], write method =",
        '"grant-first" gives Egenandel 0, Nasjonalbiblioteket 364 321',
        '"own-first" gives Egenandel 200 000, Nasjonalbiblioteket 164 321',
        '"pro-rata" gives Egenandel 104 091.71, Nasjonalbiblioteket 260 229.29',
    )
